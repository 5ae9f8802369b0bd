package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
)

// Markers that matter to Clean alone.
const (
	lines     = 0xdc // how high the picture is, behind the first scan
	lastOfApp = 0xef // of the segments that belong to programs
	comment   = 0xfe
)

// What is written in place of the segments that programs wrote. Two bytes follow
// uprightBody and one adobeBody: the orientation, and how colours were converted.
const (
	jfifBody    = "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" // version 1.01, square pixels, no thumbnail
	adobeBody   = "Adobe\x00\x64\x00\x00\x00\x00"                // version 100, no flags
	uprightBody = "Exif\x00\x00MM\x00*\x00\x00\x00\x08" +        // a directory of one entry
		"\x00\x01" + "\x01\x12\x00\x03\x00\x00\x00\x01"
	uprightEnd = "\x00\x00" + "\x00\x00\x00\x00" // fills the entry up; no further directory
)

// jpegParts reads a JPEG segment by segment (ITU-T T.81, annex B). It knows what
// decoding needs, and everything else goes: a list of what tells on people would
// always lack what the next camera writes.
type jpegParts struct {
	r       *bufio.Reader
	piece   []byte
	framed  bool // its size has been read
	scanned bool // a scan has been read
	turned  bool // its orientation has been handed on
}

func (j *jpegParts) begin() ([]byte, step, error) {
	_, err := j.r.Discard(2)
	return []byte{0xff, startOfImage}, j.segment, err
}

// segment reads the next marker and what belongs to it.
func (j *jpegParts) segment() ([]byte, step, error) {
	marker, err := nextMarker(j.r)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case marker == startOfImage, marker == endOfImage && !j.scanned:
		return nil, nil, errBroken
	case marker == endOfImage:
		return []byte{0xff, endOfImage}, nil, nil
	}
	length, err := j.r.Peek(2)
	if err != nil {
		return nil, nil, err
	}
	n := int(binary.BigEndian.Uint16(length))
	if n < 2 {
		return nil, nil, errBroken
	}
	whole, err := j.r.Peek(n)
	if err != nil {
		return nil, nil, err
	}
	body, err := j.keep(marker, whole[2:])
	if err != nil {
		return nil, nil, err
	}
	j.piece = j.piece[:0]
	if body != nil {
		j.piece = binary.BigEndian.AppendUint16(append(j.piece, 0xff, marker), uint16(len(body)+2))
		j.piece = append(j.piece, body...)
	}
	then := j.segment
	if marker == startOfScan {
		then = j.coded
	}
	_, err = j.r.Discard(n)
	return j.piece, then, err
}

// keep returns what of a segment is handed on, or nil for one that goes. A segment
// that decoding needs stays as it is, if it is exactly as long as what it has to
// say: decoders refuse one that is not, and nothing can hide in it.
func (j *jpegParts) keep(marker byte, body []byte) ([]byte, error) {
	fits := false
	switch marker {
	case jfif:
		if bytes.HasPrefix(body, []byte(jfifBody[:5])) {
			return []byte(jfifBody), nil
		}
		return nil, nil
	case adobe:
		if len(body) > len(adobeBody) && bytes.HasPrefix(body, []byte(adobeBody[:5])) {
			return append([]byte(adobeBody), body[len(adobeBody)]), nil
		}
		return nil, nil
	case exif:
		return j.orientation(body), nil
	case baseline, baseline + 1, progressive:
		fits = !j.framed && len(body) > 5 && componentsFit(body[5], len(body)-6, 3)
		j.framed = true
	case startOfScan:
		fits = j.framed && len(body) > 0 && componentsFit(body[0], len(body)-4, 2)
		j.scanned = true
	case huffman:
		fits = huffmanFit(body)
	case quantisation:
		fits = quantisationFit(body)
	case restart:
		fits = len(body) == 2
	case lines:
		fits = len(body) == 2 && j.scanned
	default:
		if marker > jfif && marker <= lastOfApp || marker == comment {
			return nil, nil
		}
	}
	if !fits {
		return nil, errBroken
	}
	return body, nil
}

// orientation returns what stays of the first segment Exif that turns the picture.
func (j *jpegParts) orientation(body []byte) []byte {
	o := orientationOf(body)
	if o == upright || j.turned || j.scanned {
		return nil
	}
	j.turned = true
	return append(binary.BigEndian.AppendUint16([]byte(uprightBody), uint16(o)), uprightEnd...)
}

// coded hands the pixels of a scan on, up to the marker behind them. Within them
// 0xff is followed by zero, or is that of a restart, or fills up.
func (j *jpegParts) coded() ([]byte, step, error) {
	if _, err := j.r.Peek(2); err != nil {
		return nil, nil, err
	}
	held, err := j.r.Peek(j.r.Buffered())
	if err != nil {
		return nil, nil, err
	}
	then, n := step(j.coded), 0
	for n < len(held) {
		i := bytes.IndexByte(held[n:], 0xff)
		if i < 0 {
			n = len(held)
			break
		}
		n += i
		if n+1 == len(held) {
			break // what follows it has not been read yet
		}
		if next := held[n+1]; next == 0xff {
			n++
		} else if next == 0 || isRestart(next) {
			n += 2
		} else {
			then = j.segment
			break
		}
	}
	j.piece = append(j.piece[:0], held[:n]...)
	_, err = j.r.Discard(n)
	return j.piece, then, err
}

// componentsFit tells whether so many components, of some bytes each, take n bytes.
func componentsFit(components byte, n, each int) bool {
	return components >= 1 && components <= 4 && n == each*int(components)
}

// huffmanFit tells whether tables of codes fill a segment: for each its number, how
// many codes there are of each length from 1 to 16, and a byte for each code.
func huffmanFit(tables []byte) bool {
	for len(tables) > 0 {
		if len(tables) < 17 {
			return false
		}
		n := 17
		for _, codes := range tables[1:17] {
			n += int(codes)
		}
		if len(tables) < n {
			return false
		}
		tables = tables[n:]
	}
	return true
}

// quantisationFit tells whether tables fill a segment: for each its number, with
// how many bytes a value has, and 64 values.
func quantisationFit(tables []byte) bool {
	for len(tables) > 0 {
		n := 1 + 64
		if tables[0]>>4 != 0 {
			n += 64
		}
		if len(tables) < n {
			return false
		}
		tables = tables[n:]
	}
	return true
}
