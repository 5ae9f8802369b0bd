package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"strings"
	"testing"
)

// canary stands wherever something can be written about a picture.
const canary = "GPS 52.5163 N 13.3777 E Kanarienvogel"

// noisy is a picture that no two places of are alike.
func noisy(w, h int) *image.NRGBA {
	img, seed := image.NewNRGBA(image.Rect(0, 0, w, h)), uint32(7)
	for i := range img.Pix {
		seed = seed*1664525 + 1013904223
		img.Pix[i] = uint8(seed >> 24)
	}
	return img
}

// coded packs the bits of a scan as a JPEG does: filled up with ones, and with a
// zero behind each 0xff.
func coded(bits string) []byte {
	bits = strings.ReplaceAll(bits, " ", "")
	for len(bits)%8 != 0 {
		bits += "1"
	}
	var b []byte
	for ; bits != ""; bits = bits[8:] {
		var one byte
		for _, bit := range bits[:8] {
			one = one<<1 | byte(bit-'0')
		}
		if b = append(b, one); one == 0xff {
			b = append(b, 0)
		}
	}
	return b
}

// Tables for pictures that are coded by hand: seven codes of three bits each.
var (
	flat      = segment(quantisation, "\x00"+strings.Repeat("\x08", 64))
	sizes     = segment(huffman, "\x00\x00\x00\x07"+strings.Repeat("\x00", 13)+"\x00\x01\x02\x03\x04\x05\x06")
	runs      = segment(huffman, "\x10\x00\x00\x07"+strings.Repeat("\x00", 13)+"\x00\x01\x02\x11\x10\xf0\x03")
	beginning = []byte{0xff, startOfImage}
	ending    = []byte{0xff, endOfImage}
)

// restarted is a grey picture of three blocks, with a restart behind each.
func restarted() []byte {
	return bytes.Join([][]byte{beginning, flat, sizes, runs,
		segment(baseline, "\x08\x00\x08\x00\x18\x01\x01\x11\x00"), segment(restart, "\x00\x01"),
		segment(startOfScan, "\x01\x01\x00\x00\x3f\x00"),
		coded("101 10100 010 11 000"), {0xff, 0xd0}, coded("100 0101 001 1 000"), {0xff, 0xd1}, coded("110 101000 000"), ending}, nil)
}

// inScans is a progressive grey picture of two blocks: its four scans hold means,
// details, the last bit of the means, and that of the details.
func inScans() []byte {
	scan := func(what, bits string) []byte {
		return append(segment(startOfScan, "\x01\x01\x00"+what), coded(bits)...)
	}
	return bytes.Join([][]byte{beginning, flat, segment(progressive, "\x08\x00\x08\x00\x10\x01\x01\x11\x00"), sizes,
		scan("\x00\x00\x01", "100 1001 011 010"), runs, scan("\x01\x3f\x01", "010 10 000 000"),
		scan("\x00\x00\x10", "1 0"), scan("\x01\x3f\x10", "000 1 001 1 000"), ending}, nil)
}

// chunk is a chunk of a PNG.
func chunk(name, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(name+body)))
}

// colourful is a drawing with a palette, one colour of which is transparent.
func colourful() *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.Transparent, color.White, color.RGBA{200, 30, 30, 255}})
	for i := range img.Pix {
		img.Pix[i] = uint8(i % 7 % 3)
	}
	return img
}

// part is a segment of a JPEG with the pixels behind it, or a chunk of a PNG.
type part struct {
	name  string // the marker or the name
	body  string
	whole []byte
}

// partsOf takes apart a picture in which nothing stands between the parts, nor
// behind the end. It is written apart from what it tests.
func partsOf(file []byte) (parts []part, err error) {
	defer func() {
		if recover() != nil { // an index that is out of range
			err = errors.New("it ends within a part")
		}
	}()
	if rest, ok := bytes.CutPrefix(file, []byte("\x89PNG\r\n\x1a\n")); ok {
		for len(rest) > 0 {
			n := 12 + int(binary.BigEndian.Uint32(rest))
			parts = append(parts, part{string(rest[4:8]), string(rest[8 : n-4]), rest[:n]})
			rest = rest[n:]
		}
		if len(parts) == 0 || parts[len(parts)-1].name != "IEND" {
			return parts, errors.New("it ends without an end")
		}
		return parts, nil
	}
	for rest := file[2:]; ; {
		if rest[0] != 0xff {
			return parts, fmt.Errorf("%x stands where a marker should", rest[:1])
		}
		p := part{name: fmt.Sprintf("%x", rest[1])}
		if p.name == "d9" {
			if len(rest) > 2 {
				err = fmt.Errorf("%d bytes stand behind the end", len(rest)-2)
			}
			return append(parts, p), err
		}
		n := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		p.body = string(rest[4:n])
		for p.name == "da" && (rest[n] != 0xff || rest[n+1] == 0 || rest[n+1] == 0xff || rest[n+1]&0xf8 == 0xd0) {
			if n++; rest[n-1] == 0xff && rest[n] != 0xff {
				n++
			}
		}
		p.whole = rest[:n]
		parts, rest = append(parts, p), rest[n:]
	}
}

// before puts something before the nth part of a name, counted from 0.
func before(t testing.TB, file []byte, name string, nth int, what ...[]byte) []byte {
	t.Helper()
	parts, err := partsOf(file)
	if err != nil {
		t.Fatal(err)
	}
	at := 2
	if file[0] == 0x89 {
		at = 8
	}
	for _, p := range parts {
		if p.name == name {
			if nth == 0 {
				return bytes.Join([][]byte{file[:at], bytes.Join(what, nil), file[at:]}, nil)
			}
			nth--
		}
		at += len(p.whole)
	}
	t.Fatalf("there is no such %s", name)
	return nil
}
