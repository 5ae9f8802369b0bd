package postings

// Board compares the places of words in one decision: those of one word are put on it,
// one bit each, and those of others are looked up. That takes no guessing which of two
// lists comes next, over which a processor stumbles, and so a third of the time. It is
// not safe for use by several goroutines.
type Board struct {
	bits []uint64
	top  uint32 // the highest place on it
	on   []uint32
}

// put puts the places of a row on the board, each moved up by shift.
func (b *Board) put(row []byte, shift uint32) {
	from := len(b.on)
	if cap(b.on)-from < len(row) {
		b.on = append(make([]uint32, 0, 2*(from+len(row))), b.on...)
	}
	b.on = b.on[:from+len(row)]
	n, at := from, shift
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
		b.on[n] = at
		n++
	}
	b.on = b.on[:n]
	b.mark(b.on[from:])
}

// maxPlace bounds the memory of a board. Words of decisions do not stand that far.
const maxPlace = 1 << 24

func (b *Board) mark(places []uint32) {
	if len(places) == 0 {
		return
	}
	if last := places[len(places)-1]; last > b.top {
		b.top = min(last, maxPlace)
	}
	if need := int(b.top/64) + 2; need > len(b.bits) {
		b.bits = append(b.bits, make([]uint64, 2*need-len(b.bits))...)
	}
	for _, at := range places {
		if at <= b.top {
			b.bits[at/64] |= 1 << (at % 64)
		}
	}
}

// clear takes everything off.
func (b *Board) clear() {
	for _, at := range b.on {
		if at <= b.top {
			b.bits[at/64] = 0
		}
	}
	b.on, b.top = b.on[:0], 0
}

// Adjacent counts how often a place of second comes right after one of first, but no
// further than most.
func (b *Board) Adjacent(first, second []byte, most int) (count int) {
	if len(first) <= len(second) {
		b.put(first, 1)
		count = b.count(second, 0, most)
	} else {
		b.put(second, 0)
		count = b.count(first, 1, most)
	}
	b.clear()
	return count
}

// count counts the places of a row that are on the board, each moved up by shift.
func (b *Board) count(row []byte, shift uint32, most int) (count int) {
	at := shift
	for i := 0; i < len(row) && count < most; {
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
		if at > b.top {
			break
		}
		count += int(b.bits[at/64] >> (at % 64) & 1)
	}
	return count
}

// Follow keeps those of the starts, which ascend, that have a place of the row so far
// behind them.
func (b *Board) Follow(starts []uint32, row []byte, offset uint32) []uint32 {
	b.on = append(b.on[:0], starts...)
	for i := range b.on {
		b.on[i] += offset
	}
	b.mark(b.on)
	n, at := 0, uint32(0)
	for i := 0; i < len(row) && n < len(starts); {
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
		if at > b.top {
			break
		}
		starts[n] = at - offset
		n += int(b.bits[at/64] >> (at % 64) & 1)
	}
	b.clear()
	return starts[:n]
}

// Near tells whether a place of any of the rows in left is at most so far from one of
// any in right, before or behind it.
func (b *Board) Near(left, right [][]byte, distance uint32) bool {
	for _, row := range left {
		b.put(row, 0)
	}
	found := b.near(right, min(distance, maxPlace))
	b.clear()
	return found
}

func (b *Board) near(rows [][]byte, distance uint32) bool {
	if len(b.on) == 0 {
		return false
	}
	for _, row := range rows {
		at := uint32(0)
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
			if b.between(at-min(at, distance), at+distance, at) {
				return true
			}
		}
	}
	return false
}

// between tells whether a place from from to to is on the board, other than self.
func (b *Board) between(from, to, self uint32) bool {
	to = min(to, b.top)
	if from > to {
		return false
	}
	for k := from / 64; k <= to/64; k++ {
		w := b.bits[k]
		if k == from/64 {
			w &= ^uint64(0) << (from % 64)
		}
		if k == to/64 {
			w &= ^uint64(0) >> (63 - to%64)
		}
		if k == self/64 {
			w &^= 1 << (self % 64)
		}
		if w != 0 {
			return true
		}
	}
	return false
}
