package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation is how a camera was held, by the tag Orientation of Exif (CIPA
// DC-008, 4.6.4): where the first row and the first column of the picture belong.
type orientation uint16

const (
	upright      orientation = 1 // top, left
	mirrored     orientation = 2 // top, right
	halfTurn     orientation = 3 // bottom, right
	upsideDown   orientation = 4 // bottom, left: mirrored from top to bottom
	transposed   orientation = 5 // left, top
	quarterTurn  orientation = 6 // right, top: to be turned clockwise
	transversed  orientation = 7 // right, bottom
	threeQuarter orientation = 8 // left, bottom
)

const (
	orientationTag = 0x0112
	short, long    = 3, 4 // types of values
	entrySize      = 12
)

// orientationOf reads the orientation from a segment APP1 of a JPEG: the mark of
// Exif, and a TIFF file whose first directory may hold it. Whatever cannot be read
// counts as upright.
func orientationOf(segment []byte) orientation {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(entries) >= entrySize; n-- {
		if order.Uint16(entries) == orientationTag {
			return orientationIn(entries[:entrySize], order)
		}
		entries = entries[entrySize:]
	}
	return upright
}

// orientationIn reads an entry: tag, type, how many values, the value.
func orientationIn(entry []byte, order binary.ByteOrder) orientation {
	value := uint32(0)
	switch order.Uint16(entry[2:]) {
	case short:
		value = uint32(order.Uint16(entry[8:]))
	case long:
		value = order.Uint32(entry[8:])
	}
	if value < uint32(upright) || value > uint32(threeQuarter) || order.Uint32(entry[4:]) != 1 {
		return upright
	}
	return orientation(value)
}

// turn returns a picture as it was seen.
func turn(img *image.RGBA, o orientation) *image.RGBA {
	if o == upright {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if o >= transposed { // the long side lies along the other one
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			toX, toY := x, y
			switch o {
			case mirrored:
				toX = w - 1 - x
			case halfTurn:
				toX, toY = w-1-x, h-1-y
			case upsideDown:
				toY = h - 1 - y
			case transposed:
				toX, toY = y, x
			case quarterTurn:
				toX, toY = h-1-y, x
			case transversed:
				toX, toY = h-1-y, w-1-x
			case threeQuarter:
				toX, toY = y, w-1-x
			}
			copy(out.Pix[toY*out.Stride+4*toX:][:4], img.Pix[y*img.Stride+4*x:][:4])
		}
	}
	return out
}
