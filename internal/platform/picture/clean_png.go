package picture

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
)

// keptChunks are the chunks of a PNG that stay, with the fewest and the most bytes
// that they hold (PNG, third edition, 11). The last three say what its colours mean
// by a few numbers, where a profile can name a device. Exif is not among them, as
// Show does not turn a PNG by it either.
var keptChunks = map[string]struct{ least, most uint32 }{
	"IHDR": {13, 13}, "PLTE": {3, 768}, "IDAT": {0, mostOfChunk}, "IEND": {0, 0},
	"tRNS": {1, 256}, "gAMA": {4, 4}, "cHRM": {32, 32}, "sRGB": {1, 1},
}

const mostOfChunk = 1<<31 - 1

// pngParts reads a PNG chunk by chunk: length, name, body, checksum.
type pngParts struct {
	r      *bufio.Reader
	piece  []byte
	seen   map[string]bool // which of those that stay there have been
	before string          // the chunk before
	rest   uint32          // how much of the body of an IDAT has not been read
	sum    uint32          // of what has been read of it
}

func (p *pngParts) begin() ([]byte, step, error) {
	p.seen = make(map[string]bool)
	return p.handOn(8, p.chunk)
}

// handOn hands the next n bytes on.
func (p *pngParts) handOn(n int, then step) ([]byte, step, error) {
	b, err := p.r.Peek(n)
	if err != nil {
		return nil, nil, err
	}
	p.piece = append(p.piece[:0], b...)
	_, err = p.r.Discard(n)
	return p.piece, then, err
}

// chunk reads a chunk; of an IDAT, which may be long, only its beginning.
func (p *pngParts) chunk() ([]byte, step, error) {
	head, err := p.r.Peek(8)
	if err != nil {
		return nil, nil, err
	}
	length, name := binary.BigEndian.Uint32(head), string(head[4:])
	bounds, kept := keptChunks[name]
	if !p.inPlace(name) || length > mostOfChunk || kept && (length < bounds.least || length > bounds.most) {
		return nil, nil, errBroken
	}
	p.before = name
	if !kept {
		_, err := p.r.Discard(8 + int(length) + 4)
		return nil, p.chunk, err
	}
	p.seen[name] = true
	if name == "IDAT" {
		p.rest, p.sum = length, crc32.ChecksumIEEE(head[4:])
		return p.handOn(8, p.pixels)
	}
	whole, err := p.r.Peek(8 + int(length) + 4)
	if err != nil {
		return nil, nil, err
	}
	if crc32.ChecksumIEEE(whole[4:8+length]) != binary.BigEndian.Uint32(whole[8+length:]) {
		return nil, nil, errBroken
	}
	if name == "IEND" {
		return p.handOn(len(whole), nil)
	}
	return p.handOn(len(whole), p.chunk)
}

// inPlace tells whether a chunk may follow what has been read: IHDR comes first,
// IEND behind pixels, all IDAT in a row, and everything else that stays only once.
// Of a chunk that does not stay, a small first letter has to say that the picture
// can be understood without it.
func (p *pngParts) inPlace(name string) bool {
	_, kept := keptChunks[name]
	switch {
	case name == "IHDR", p.before == "":
		return name == "IHDR" && p.before == ""
	case name == "IDAT":
		return !p.seen[name] || p.before == name
	case name == "IEND":
		return p.seen["IDAT"]
	case kept:
		return !p.seen[name]
	}
	return name[0]&0x20 != 0
}

// pixels hands the body of an IDAT on, and its checksum.
func (p *pngParts) pixels() ([]byte, step, error) {
	if p.rest == 0 {
		sum, err := p.r.Peek(4)
		if err == nil && binary.BigEndian.Uint32(sum) != p.sum {
			err = errBroken
		}
		if err != nil {
			return nil, nil, err
		}
		return p.handOn(4, p.chunk)
	}
	if _, err := p.r.Peek(1); err != nil {
		return nil, nil, err
	}
	n := min(p.r.Buffered(), int(p.rest))
	piece, then, err := p.handOn(n, p.pixels)
	p.sum, p.rest = crc32.Update(p.sum, crc32.IEEETable, piece), p.rest-uint32(n)
	return piece, then, err
}
