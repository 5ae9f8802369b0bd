package pdf

import "encoding/binary"

// cmap is a map from codes to text (ToUnicode), with the lengths that codes may have.
type cmap struct {
	widths  [5]bool // by number of bytes
	singles map[uint32]string
	ranges  []span
}

// span is a range of codes whose text counts up from one.
type span struct {
	low, high uint32
	first     []rune
}

// mostSpans bounds what one map may say.
const mostSpans = 200_000

// readCMap reads a map as far as it goes.
func readCMap(data []byte) *cmap {
	m := &cmap{singles: map[uint32]string{}}
	l := lexer{data: data}
	var stack array
	for !l.end() && len(m.singles)+len(m.ranges) < mostSpans {
		o := l.next()
		op, ok := o.(operator)
		if !ok {
			if stack = append(stack, o); len(stack) > 3000 {
				stack = stack[1000:]
			}
			continue
		}
		switch op {
		case "endcodespacerange":
			for i := 0; i+1 < len(stack); i += 2 {
				if low, ok := stack[i].(text); ok && len(low) >= 1 && len(low) <= 4 {
					m.widths[len(low)] = true
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack); i += 2 {
				code, ok1 := stack[i].(text)
				to, ok2 := stack[i+1].(text)
				if ok1 && ok2 && len(code) <= 4 {
					m.singles[codeOf(code)] = fromUTF16(to)
				}
			}
		case "endbfrange":
			for i := 0; i+2 < len(stack); i += 3 {
				m.addRange(stack[i], stack[i+1], stack[i+2])
			}
		case "begincodespacerange", "beginbfchar", "beginbfrange", "begincidrange", "begincidchar", "def", "endcidrange", "endcidchar":
		default:
			continue
		}
		stack = stack[:0]
	}
	return m
}

func (m *cmap) addRange(low, high, to object) {
	l, ok1 := low.(text)
	h, ok2 := high.(text)
	if !ok1 || !ok2 || len(l) > 4 || len(h) > 4 {
		return
	}
	a, b := codeOf(l), codeOf(h)
	switch to := to.(type) {
	case text:
		if first := []rune(fromUTF16(to)); len(first) > 0 && b >= a {
			m.ranges = append(m.ranges, span{a, b, first})
		}
	case array:
		for i, o := range to {
			if s, ok := o.(text); ok && a+uint32(i) <= b {
				m.singles[a+uint32(i)] = fromUTF16(s)
			}
		}
	}
}

func codeOf(s text) uint32 {
	v := uint32(0)
	for i := range len(s) {
		v = v<<8 | uint32(s[i])
	}
	return v
}

// text is what a code shows.
func (m *cmap) text(code uint32) (string, bool) {
	if s, ok := m.singles[code]; ok {
		return s, true
	}
	for i := range m.ranges {
		if r := &m.ranges[i]; code >= r.low && code <= r.high {
			out := append([]rune{}, r.first...)
			out[len(out)-1] += rune(code - r.low)
			return string(out), true
		}
	}
	return "", false
}

// trueTypeLetters reads the character map of a TrueType font the other way round: from
// glyphs to letters. It reads formats 4 and 12 of the Unicode maps.
func trueTypeLetters(data []byte) map[int]rune {
	at := tableOf(data, "cmap")
	if len(at) < 4 {
		return nil
	}
	all := map[int]rune{}
	for i := range int(binary.BigEndian.Uint16(at[2:])) {
		if 4+i*8+8 > len(at) || i > 64 {
			break
		}
		record := at[4+i*8:]
		platform, kind := binary.BigEndian.Uint16(record), binary.BigEndian.Uint16(record[2:])
		offset := binary.BigEndian.Uint32(record[4:])
		if int64(offset)+16 > int64(len(at)) || !(platform == 0 || platform == 3 && (kind == 1 || kind == 10 || kind == 0)) {
			continue
		}
		sub := at[offset:]
		switch binary.BigEndian.Uint16(sub) {
		case 4:
			readFormat4(sub, all)
		case 12:
			readFormat12(sub, all)
		}
	}
	return all
}

func tableOf(data []byte, tag string) []byte {
	if len(data) < 12 {
		return nil
	}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		if 12+i*16+16 > len(data) {
			return nil
		}
		record := data[12+i*16:]
		if string(record[:4]) == tag {
			offset, length := int64(binary.BigEndian.Uint32(record[8:])), int64(binary.BigEndian.Uint32(record[12:]))
			if offset > int64(len(data)) {
				return nil
			}
			return data[offset:min(int64(len(data)), offset+length)]
		}
	}
	return nil
}

func readFormat4(sub []byte, all map[int]rune) {
	u16 := func(at int) int {
		if at+2 > len(sub) {
			return 0
		}
		return int(binary.BigEndian.Uint16(sub[at:]))
	}
	segments := u16(6) / 2
	for s := range segments {
		end, start := u16(14+2*s), u16(16+2*segments+2*s)
		delta, offset := u16(16+4*segments+2*s), u16(16+6*segments+2*s)
		for c := start; c <= end && c < 0xffff; c++ {
			glyph := (c + delta) & 0xffff
			if offset != 0 {
				if glyph = u16(16 + 6*segments + 2*s + offset + 2*(c-start)); glyph != 0 {
					glyph = (glyph + delta) & 0xffff
				}
			}
			keep(all, glyph, rune(c))
		}
		if len(all) > 0xffff {
			return
		}
	}
}

func readFormat12(sub []byte, all map[int]rune) {
	if len(sub) < 16 {
		return
	}
	for g := range int(min(binary.BigEndian.Uint32(sub[12:]), 0xffff)) {
		if 16+12*g+12 > len(sub) || len(all) > 0xffff {
			return
		}
		group := sub[16+12*g:]
		start, end, glyph := binary.BigEndian.Uint32(group), binary.BigEndian.Uint32(group[4:]), binary.BigEndian.Uint32(group[8:])
		for c := start; c <= end && c-start < 0xffff && c <= 0x10ffff; c++ {
			keep(all, int(glyph+c-start), rune(c))
		}
	}
}

// keep takes the first letter of a glyph, and for symbols the letter that is meant.
func keep(all map[int]rune, glyph int, r rune) {
	if _, have := all[glyph]; !have && glyph != 0 {
		all[glyph] = r
	}
}
