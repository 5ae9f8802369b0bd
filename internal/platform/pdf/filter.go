package pdf

import (
	"bytes"
	"compress/flate"
	"io"
	"maps"
	"slices"
)

func sortedKeys[V any](m map[int]V) []int { return slices.Sorted(maps.Keys(m)) }

// unpack undoes the filters of a stream. What a broken filter gave up to its fault
// counts as its result. It fails with ErrLarge when the budget of the file is used up.
func (f *document) unpack(s stream) ([]byte, error) {
	filters := f.list(s.dict["Filter"], s.dict["F"])
	params := f.list(s.dict["DecodeParms"], s.dict["DP"])
	data := s.raw
	for i, filter := range filters {
		if i >= 8 {
			return nil, ErrBroken
		}
		p := dict{}
		if i < len(params) {
			if d, ok := f.resolve(params[i]).(dict); ok {
				p = d
			}
		}
		n, _ := f.resolve(filter).(name)
		var out []byte
		left := f.limits.Bytes - f.unpacked
		switch n {
		case "FlateDecode", "Fl":
			out = inflate(data, left)
			out = f.predicted(out, p)
		case "LZWDecode", "LZW":
			early := true
			if v, ok := f.resolve(p["EarlyChange"]).(float64); ok {
				early = v != 0
			}
			out = unLZW(data, early, left)
			out = f.predicted(out, p)
		case "ASCII85Decode", "A85":
			out = unASCII85(data)
		case "ASCIIHexDecode", "AHx":
			l := lexer{data: data}
			out = []byte(l.hex())
		case "RunLengthDecode", "RL":
			out = unRunLength(data, left)
		case "Crypt":
			out = data
		default:
			return nil, ErrBroken // a picture
		}
		if f.unpacked += int64(len(out)); f.unpacked >= f.limits.Bytes {
			return nil, ErrLarge
		}
		data = out
	}
	return data, nil
}

// list is a value, or the values of an array; the second name is the short one of
// inline pictures.
func (f *document) list(o, other object) array {
	if o == nil {
		o = other
	}
	switch v := f.resolve(o).(type) {
	case nil:
		return nil
	case array:
		return v
	default:
		return array{v}
	}
}

func inflate(data []byte, left int64) []byte {
	read := func(data []byte) []byte {
		r := flate.NewReader(bytes.NewReader(data))
		out, _ := io.ReadAll(io.LimitReader(r, max(left, 0)))
		return out
	}
	if len(data) > 2 && data[0]&0x0f == 8 && (int(data[0])<<8|int(data[1]))%31 == 0 {
		if out := read(data[2:]); len(out) > 0 {
			return out
		}
	}
	return read(data)
}

// unLZW is the LZW of TIFF and PDF: codes of 9 to 12 bits, high bits first.
func unLZW(data []byte, early bool, left int64) []byte {
	const reset, last = 256, 257
	type link struct {
		prev  int16
		first byte
		c     byte
		n     int
	}
	table := make([]link, last+1, 4096)
	for i := range 256 {
		table[i] = link{-1, byte(i), byte(i), 1}
	}
	var out []byte
	width, prev := uint(9), -1
	bits, have := uint32(0), uint(0)
	ahead := 0
	if early {
		ahead = 1
	}
	for _, c := range data {
		bits, have = bits<<8|uint32(c), have+8
		if have < width {
			continue
		}
		code := int(bits >> (have - width) & (1<<width - 1))
		have -= width
		switch {
		case code == last:
			return out
		case code == reset:
			table, width, prev = table[:last+1], 9, -1
			continue
		case code > len(table) || code == len(table) && prev < 0 || prev < 0 && code > 255:
			return out
		}
		if prev >= 0 && len(table) < 4096 {
			first := table[prev].first
			if code < len(table) {
				first = table[code].first
			}
			table = append(table, link{int16(prev), table[prev].first, first, table[prev].n + 1})
		}
		if code >= len(table) {
			return out
		}
		n := table[code].n
		if int64(len(out)+n) > left {
			return out
		}
		at := len(out) + n
		out = slices.Grow(out, n)[:at]
		for i := code; i >= 0; i = int(table[i].prev) {
			at--
			out[at] = table[i].c
		}
		prev = code
		for width < 12 && len(table)+ahead >= 1<<width {
			width++
		}
	}
	return out
}

func unASCII85(data []byte) []byte {
	var out []byte
	var group [5]byte
	n := 0
	for _, c := range data {
		switch {
		case isSpace(c):
			continue
		case c == '~':
			if n > 1 {
				for i := n; i < 5; i++ {
					group[i] = 84
				}
				b := four(group)
				out = append(out, b[:n-1]...)
			}
			return out
		case c == 'z' && n == 0:
			out = append(out, 0, 0, 0, 0)
			continue
		case c < '!' || c > 'u':
			return out
		}
		group[n] = c - '!'
		if n++; n == 5 {
			b := four(group)
			out = append(out, b[:]...)
			n = 0
		}
	}
	return out
}

func four(group [5]byte) [4]byte {
	v := uint32(0)
	for _, g := range group {
		v = v*85 + uint32(g)
	}
	return [4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}
}

func unRunLength(data []byte, left int64) []byte {
	var out []byte
	for i := 0; i < len(data); {
		n := int(data[i])
		i++
		switch {
		case n == 128:
			return out
		case n < 128:
			end := min(len(data), i+n+1)
			out = append(out, data[i:end]...)
			i = end
		case i < len(data):
			out = append(out, bytes.Repeat(data[i:i+1], 257-n)...)
			i++
		}
		if int64(len(out)) > left {
			return out
		}
	}
	return out
}

// predicted undoes the predictors of PNG and, for whole bytes, of TIFF.
func (f *document) predicted(data []byte, p dict) []byte {
	value := func(key name, standard int) int {
		if v, ok := f.resolve(p[key]).(float64); ok && v >= 1 && v <= 1<<20 {
			return whole(v)
		}
		return standard
	}
	predictor := value("Predictor", 1)
	if predictor < 2 {
		return data
	}
	colours, bits, columns := value("Colors", 1), value("BitsPerComponent", 8), value("Columns", 1)
	if colours > 64 || bits > 32 {
		return data
	}
	pixel := max(1, colours*bits/8)
	row := (colours*bits*columns + 7) / 8
	if row > len(data) {
		return data
	}
	if predictor == 2 {
		if bits == 8 {
			for at := 0; at+row <= len(data); at += row {
				for i := pixel; i < row; i++ {
					data[at+i] += data[at+i-pixel]
				}
			}
		}
		return data
	}
	out := make([]byte, 0, len(data))
	before, line := make([]byte, row), make([]byte, row)
	for len(data) > 1 {
		kind := data[0]
		n := copy(line, data[1:])
		clear(line[n:])
		data = data[1+n:]
		for i := range line {
			var a, b, c byte
			b = before[i]
			if i >= pixel {
				a, c = line[i-pixel], before[i-pixel]
			}
			switch kind {
			case 1:
				line[i] += a
			case 2:
				line[i] += b
			case 3:
				line[i] += byte((int(a) + int(b)) / 2)
			case 4:
				line[i] += paeth(a, b, c)
			}
		}
		out = append(out, line...)
		before, line = line, before
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
