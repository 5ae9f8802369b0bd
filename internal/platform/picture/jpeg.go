package picture

import (
	"bufio"
	"encoding/binary"
	"errors"
	"image"
	"io"
)

// The markers of a JPEG that matter up to its first scan (ITU-T T.81, table B.1).
const (
	startOfImage = 0xd8
	endOfImage   = 0xd9
	startOfScan  = 0xda
	baseline     = 0xc0 // and extended, 0xc1
	progressive  = 0xc2
	huffman      = 0xc4
	quantisation = 0xdb
	restart      = 0xdd
	jfif         = 0xe0
	exif         = 0xe1
	adobe        = 0xee
)

// mostKept is how many bytes of a head are handed on. Real ones have below two
// thousand.
const mostKept = 256 << 10

var errHead = errors.New("picture: the head of this JPEG cannot be read")

// head is what stands before the first scan of a JPEG.
type head struct {
	kept   []byte // what decoding needs, up to and with the marker of the first scan
	turned orientation
	framed bool // its size has been read, and is not too large
	adobe  bool // colours may have to be converted
}

// readHead reads the head of a JPEG and leaves out of it what decoding does not
// need: so what a camera adds, which can be megabytes, is passed over without being
// kept, and the decoder gets to see only what has been looked at.
func readHead(r *bufio.Reader) (head, error) {
	h := head{kept: []byte{0xff, startOfImage}, turned: upright}
	if _, err := r.Discard(2); err != nil {
		return h, err
	}
	for {
		marker, err := nextMarker(r)
		if err != nil {
			return h, err
		}
		switch {
		case marker == startOfScan:
			if !h.framed {
				return h, errHead
			}
			h.kept = append(h.kept, 0xff, startOfScan)
			return h, nil
		case marker == endOfImage || marker == startOfImage:
			return h, errHead
		}
		length, err := r.Peek(2)
		if err != nil {
			return h, err
		}
		n := int(binary.BigEndian.Uint16(length))
		if n < 2 {
			return h, errHead
		}
		if !wanted(marker) {
			if _, err := r.Discard(n); err != nil {
				return h, err
			}
			continue
		}
		segment := make([]byte, n)
		if _, err := io.ReadFull(r, segment); err != nil {
			return h, err
		}
		if err := h.take(marker, segment); err != nil {
			return h, err
		}
	}
}

// nextMarker passes over what is no marker, as decoders do.
func nextMarker(r *bufio.Reader) (byte, error) {
	before := byte(0)
	for {
		b, err := r.ReadByte()
		if err != nil {
			return 0, err
		}
		if before == 0xff && b != 0xff && b != 0 && !isRestart(b) {
			return b, nil
		}
		before = b
	}
}

// isRestart tells the markers RST0 to RST7, which stand within a scan.
func isRestart(marker byte) bool { return marker >= 0xd0 && marker <= 0xd7 }

func wanted(marker byte) bool {
	switch marker {
	case baseline, baseline + 1, progressive, huffman, quantisation, restart, jfif, exif, adobe:
		return true
	}
	return false
}

// take looks at one segment, whose first two bytes are its length, and keeps it
// if decoding needs it.
func (h *head) take(marker byte, segment []byte) error {
	switch marker {
	case exif:
		if h.turned == upright { // the first that turns it counts, as in Clean
			h.turned = orientationOf(segment[2:])
		}
		return nil
	case adobe:
		h.adobe = true
	case baseline, baseline + 1, progressive:
		if err := h.measure(segment[2:], marker == progressive); err != nil {
			return err
		}
		h.framed = true
	}
	if len(h.kept)+len(segment) > mostKept {
		return errHead
	}
	h.kept = append(append(h.kept, 0xff, marker), segment...)
	return nil
}

// measure refuses a frame that is too large (T.81, B.2.2): precision, height,
// width, the number of components, and three bytes for each, the second of which
// holds how densely it is sampled.
func (h *head) measure(frame []byte, progressive bool) error {
	if len(frame) < 6 || len(frame) < 6+3*int(frame[5]) || frame[5] == 0 || frame[5] > 4 {
		return errHead
	}
	components := int(frame[5])
	samples, densest := 0, 1
	for i := range components {
		across, down := int(frame[7+3*i]>>4), int(frame[7+3*i]&15)
		if across < 1 || across > 4 || down < 1 || down > 4 {
			return image.ErrFormat
		}
		samples, densest = samples+across*down, max(densest, across*down)
	}
	if components == 1 {
		samples, densest = 1, 1
	}
	perPixel := float64(samples) / float64(densest)
	if progressive {
		perPixel *= 5 // each sample waits as a number of four bytes
	}
	if components == 4 || components == 3 && (h.adobe || frame[6] == 'R') {
		perPixel += 4 // is converted to a picture of its own
	}
	high, wide := int(binary.BigEndian.Uint16(frame[1:])), int(binary.BigEndian.Uint16(frame[3:]))
	if high == 0 || wide == 0 {
		return image.ErrFormat
	}
	const block = 32 // the most pixels to which a side is filled up
	return bounded((wide+block-1)/block*block, (high+block-1)/block*block, perPixel)
}
