package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
)

// kinds are the beginnings of files that people send. "?" stands for any byte.
var kinds = []struct {
	begins, name string
	shown        bool
}{
	{"\xff\xd8\xff", "JPEG", true},
	{"\x89PNG\r\n\x1a\n", "PNG", true},
	{"GIF87a", "GIF", true},
	{"GIF89a", "GIF", true},
	{"%PDF-", "PDF", false},
	{"RIFF????WEBP", "WebP", false},
	{"????ftyphei", "HEIC", false},
	{"????ftyphev", "HEIC", false},
	{"????ftypmif1", "HEIC", false},
	{"????ftypavif", "AVIF", false},
	{"II*\x00", "TIFF", false},
	{"MM\x00*", "TIFF", false},
	{"BM????\x00\x00\x00\x00", "BMP", false},
}

// Kind tells by the first bytes of a file, of which twelve suffice, what it is:
// picture says whether Show can show it. The name is empty where it is not known.
// What a file is called, and what a browser says it is, counts for nothing.
func Kind(first []byte) (picture bool, name string) {
	for _, k := range kinds {
		if begins(first, k.begins) {
			return k.shown, k.name
		}
	}
	return false, ""
}

func begins(b []byte, pattern string) bool {
	if len(b) < len(pattern) {
		return false
	}
	for i := range len(pattern) {
		if pattern[i] != '?' && pattern[i] != b[i] {
			return false
		}
	}
	return true
}

// read decodes a picture, and tells how it has to be turned.
func read(source io.Reader) (image.Image, orientation, error) {
	r := bufio.NewReader(source)
	first, _ := r.Peek(firstBytes) // a shorter file is not refused for that
	_, name := Kind(first)
	switch name {
	case "JPEG":
		head, err := readHead(r)
		if err != nil {
			return nil, upright, err
		}
		img, err := jpeg.Decode(io.MultiReader(bytes.NewReader(head.kept), r))
		return img, head.turned, err
	case "PNG":
		if err := boundPNG(first); err != nil {
			return nil, upright, err
		}
		img, err := png.Decode(r)
		return img, upright, err
	case "GIF":
		if err := boundGIF(first); err != nil {
			return nil, upright, err
		}
		img, err := gif.Decode(r)
		return img, upright, err
	}
	return nil, upright, image.ErrFormat
}

// firstBytes are those in which PNG and GIF say how large they are.
const firstBytes = 33

// boundPNG looks at the chunk IHDR, with which a PNG begins (PNG, third edition,
// 11.2.1).
func boundPNG(first []byte) error {
	if len(first) < firstBytes || string(first[12:16]) != "IHDR" {
		return image.ErrFormat
	}
	w, h := binary.BigEndian.Uint32(first[16:]), binary.BigEndian.Uint32(first[20:])
	if w > mostPixels || h > mostPixels {
		return errTooLarge
	}
	depth, colours, interlaced := first[24], first[25], first[28] != 0
	perPixel := 4.0
	switch {
	case depth == 16:
		perPixel = 8
	case colours == 3: // a palette
		perPixel = 1
	}
	if interlaced { // each of the seven passes is a picture of its own meanwhile
		perPixel *= 2
	}
	return bounded(int(w), int(h), perPixel)
}

// boundGIF looks at the size of the whole, in which each frame has to lie.
func boundGIF(first []byte) error {
	if len(first) < 13 {
		return image.ErrFormat
	}
	return bounded(int(binary.LittleEndian.Uint16(first[6:])), int(binary.LittleEndian.Uint16(first[8:])), 1)
}
