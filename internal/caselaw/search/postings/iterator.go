package postings

import "encoding/binary"

// Iterator goes through the postings of a term.
type Iterator struct {
	docs   []byte
	places []byte
	kind   Kind
	limit  uint32
	doc    uint32 // the present one, and one more
	behind int    // places of how many postings have not been skipped yet
	rows   int    // how many have been passed by RowAt
}

// Iterate begins before the first posting.
func (l *List) Iterate() Iterator {
	return Iterator{docs: l.docs, places: l.places, kind: l.kind, limit: l.limit}
}

// Next returns the next decision, by its place in the segment, and how often it has
// the term, which is 1 for a field of flags.
func (it *Iterator) Next() (doc, count uint32, ok bool) {
	d, n := uvarint(it.docs)
	if n == 0 {
		return 0, 0, false
	}
	it.docs = it.docs[n:]
	count = 1
	if it.kind != Flags {
		if d&1 == 0 {
			if count, n = uvarint(it.docs); n == 0 {
				return 0, 0, false
			}
			it.docs = it.docs[n:]
		}
		d >>= 1
	}
	it.doc += d
	it.behind++
	if it.doc-1 >= it.limit {
		it.docs = nil
		return 0, 0, false
	}
	return it.doc - 1, count, true
}

// Read reads as many postings as docs has room for, and returns how many there were;
// 0 at the end. It is several times as fast as Next. RowAt goes with it, Places does not.
func (it *Iterator) Read(docs, counts []uint32) (n int) {
	b, i, doc, flags := it.docs, 0, it.doc, it.kind == Flags
	counts = counts[:len(docs)]
	for n < len(docs) && i < len(b) {
		v := uint32(b[i])
		i++
		if v >= 0x80 {
			if v, i = long(b, i, v); i == 0 {
				break
			}
		}
		count := uint32(1)
		if !flags {
			if v&1 == 0 {
				if i >= len(b) {
					i = 0
					break
				}
				count = uint32(b[i])
				i++
				if count >= 0x80 {
					if count, i = long(b, i, count); i == 0 {
						break
					}
				}
			}
			v >>= 1
		}
		doc += v
		if doc-1 >= it.limit {
			i = 0
			break
		}
		docs[n], counts[n] = doc-1, count
		n++
	}
	if i == 0 { // broken, or at the end
		i = len(b)
	}
	it.docs, it.doc = b[i:], doc
	return n
}

// Mark sets the bit of every decision of the list.
func (l *List) Mark(bits []uint64) {
	var docs, counts [256]uint32
	it := l.Iterate()
	for {
		n := it.Read(docs[:], counts[:])
		if n == 0 {
			return
		}
		for _, d := range docs[:n] {
			if int(d/64) < len(bits) {
				bits[d/64] |= 1 << (d % 64)
			}
		}
	}
}

// long goes on with a number of more than one byte; next is 0 where it is broken.
func long(b []byte, i int, v uint32) (value uint32, next int) {
	v &= 0x7f
	for shift := 7; i < len(b) && shift < 35; shift += 7 {
		c := b[i]
		i++
		v |= uint32(c&0x7f) << shift
		if c < 0x80 {
			return v, i
		}
	}
	return 0, 0
}

// Places returns the places of the term in the present decision, ascending, in the
// memory of buf where that suffices. It may be asked once for each posting, or not.
func (it *Iterator) Places(buf []uint32) []uint32 { return Decode(it.Row(), buf) }

// Row returns the places of the term in the present decision as they stand in the
// segment, for Decode and Board. It may be asked once for each posting, or
// not.
func (it *Iterator) Row() []byte {
	for {
		length, n := uvarint(it.places)
		if n == 0 || int(length) > len(it.places)-n {
			it.places, it.behind = nil, 0
			return nil
		}
		b := it.places[n : n+int(length)]
		it.places = it.places[n+int(length):]
		if it.behind--; it.behind <= 0 {
			return b
		}
	}
}

// RowAt returns the places of the posting of that number, from 0, as Row does. It must
// be asked with ascending numbers, and goes with Read.
func (it *Iterator) RowAt(k int) []byte {
	b := it.places
	for i := 0; i < len(b); {
		length := uint32(b[i])
		i++
		if length >= 0x80 {
			if length, i = long(b, i, length); i == 0 {
				break
			}
		}
		end := i + int(length)
		if end > len(b) {
			break
		}
		it.rows++
		if it.rows > k {
			it.places = b[end:]
			return b[i:end]
		}
		i = end
	}
	it.places = nil
	return nil
}

// Decode returns the places of a row, ascending, in the memory of buf where that
// suffices.
func Decode(row []byte, buf []uint32) []uint32 {
	if cap(buf) < len(row) {
		buf = make([]uint32, 2*len(row))
	}
	buf = buf[:len(row)] // there are no more places than bytes
	at, n := uint32(0), 0
	for i := 0; i < len(row); {
		v := uint32(row[i])
		i++
		if v >= 0x80 {
			if i < len(row) && row[i] < 0x80 {
				v = v&0x7f | uint32(row[i])<<7
				i++
			} else if v, i = long(row, i, v); i == 0 {
				break
			}
		}
		at += v
		buf[n] = at
		n++
	}
	return buf[:n]
}

// uvarint is binary.Uvarint for numbers of 32 bits; n is 0 where there is none.
func uvarint(b []byte) (v uint32, n int) {
	if len(b) > 0 && b[0] < 0x80 {
		return uint32(b[0]), 1
	}
	if len(b) > 1 && b[1] < 0x80 {
		return uint32(b[0]&0x7f) | uint32(b[1])<<7, 2
	}
	w, n := binary.Uvarint(b)
	if n <= 0 || w > 1<<32-1 {
		return 0, 0
	}
	return uint32(w), n
}
