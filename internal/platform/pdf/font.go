package pdf

import "bytes"

// font turns the bytes of shown strings into letters with widths.
type font struct {
	composite bool
	letters   [256]string // of a simple font, by code
	unicode   *cmap
	glyphs    map[int]rune // of an embedded TrueType font, for composite ones
	widths    map[uint32]float64
	width     float64 // of a code without one, in thousandths of the size
	lengths   [5]bool
	vertical  bool
	scale     float64 // of widths: 1/1000, but for Type 3
}

// fontOf reads a font, each of a file once.
func (f *document) fontOf(o object) *font {
	r, isRef := o.(ref)
	if isRef {
		if have, ok := f.fonts[r.number]; ok {
			return have
		}
	}
	d, _ := f.resolve(o).(dict)
	made := f.readFont(d)
	if isRef && len(f.fonts) < 10_000 {
		f.fonts[r.number] = made
	}
	return made
}

func (f *document) readFont(d dict) *font {
	out := &font{widths: map[uint32]float64{}, width: 500, scale: 0.001}
	if d == nil {
		out.fill(baseEncoding("StandardEncoding"))
		return out
	}
	if s, ok := f.resolve(d["ToUnicode"]).(stream); ok {
		if data, err := f.unpack(s); err == nil {
			out.unicode = readCMap(data)
		}
	}
	if f.resolve(d["Subtype"]) == name("Type0") {
		f.readComposite(out, d)
		return out
	}
	f.readSimple(out, d)
	return out
}

func (out *font) fill(table [256]rune) {
	for i, r := range table {
		if r != 0 {
			out.letters[i] = string(r)
		}
	}
}

func (f *document) readSimple(out *font, d dict) {
	descriptor, _ := f.resolve(d["FontDescriptor"]).(dict)
	base := name("StandardEncoding")
	if f.resolve(d["Subtype"]) == name("TrueType") {
		base = "WinAnsiEncoding"
	}
	var differences array
	switch e := f.resolve(d["Encoding"]).(type) {
	case name:
		base = e
	case dict:
		if b, ok := f.resolve(e["BaseEncoding"]).(name); ok {
			base = b
		}
		differences, _ = f.resolve(e["Differences"]).(array)
	default:
		if own := f.type1Encoding(descriptor); own != nil {
			differences = own
		}
	}
	out.fill(baseEncoding(base))
	var glyphs names
	code := 0
	for _, o := range differences {
		switch v := f.resolve(o).(type) {
		case float64:
			code = whole(v)
		case name:
			if code >= 0 && code < 256 {
				out.letters[code] = glyphs.show(string(v))
			}
			code++
		}
	}
	if matrix, ok := f.resolve(d["FontMatrix"]).(array); ok && len(matrix) > 0 && f.resolve(d["Subtype"]) == name("Type3") {
		if v, ok := matrix[0].(float64); ok && v > 0 && v < 10 {
			out.scale = v
		}
	}
	if v, ok := f.resolve(descriptor["MissingWidth"]).(float64); ok && v > 0 {
		out.width = v
	}
	first, _ := f.resolve(d["FirstChar"]).(float64)
	widths, _ := f.resolve(d["Widths"]).(array)
	for i, o := range widths {
		if v, ok := f.resolve(o).(float64); ok && i < 256 && first >= 0 {
			out.widths[uint32(whole(first)+i)] = v
		}
	}
}

// type1Encoding reads the encoding that a Type 1 font brings itself, in its part that
// is not encrypted: "dup 28 /fi put".
func (f *document) type1Encoding(descriptor dict) array {
	s, ok := f.resolve(descriptor["FontFile"]).(stream)
	if !ok {
		return nil
	}
	data, err := f.unpack(s)
	if err != nil {
		return nil
	}
	if i := bytes.Index(data, []byte("eexec")); i >= 0 {
		data = data[:i]
	}
	i := bytes.Index(data, []byte("/Encoding"))
	if i < 0 {
		return nil
	}
	l := lexer{data: data, pos: i + len("/Encoding")}
	var all array
	for n := 0; n < 2000 && !l.end(); n++ {
		switch o := l.next(); o {
		case operator("dup"):
			code, ok1 := l.next().(float64)
			glyph, ok2 := l.next().(name)
			if ok1 && ok2 {
				all = append(all, code, glyph)
			}
		case operator("readonly"), operator("def"):
			if len(all) > 0 {
				return all
			}
		}
	}
	return all
}

func (f *document) readComposite(out *font, d dict) {
	out.composite = true
	out.width = 1000
	switch e := f.resolve(d["Encoding"]).(type) {
	case name:
		out.lengths[2] = true
		out.vertical = e == "Identity-V"
	case stream:
		if data, err := f.unpack(e); err == nil {
			out.lengths = readCMap(data).widths
		}
	}
	if out.lengths == [5]bool{} {
		out.lengths[2] = true
	}
	list, _ := f.resolve(d["DescendantFonts"]).(array)
	if len(list) == 0 {
		return
	}
	inner, _ := f.resolve(list[0]).(dict)
	if v, ok := f.resolve(inner["DW"]).(float64); ok {
		out.width = v
	}
	f.readWidths(out, inner)
	descriptor, _ := f.resolve(inner["FontDescriptor"]).(dict)
	if out.unicode == nil {
		if s, ok := f.resolve(descriptor["FontFile2"]).(stream); ok {
			if data, err := f.unpack(s); err == nil {
				out.glyphs = trueTypeLetters(data)
			}
		}
	}
}

// readWidths reads the widths of a composite font: "12 [500 600]" and "12 20 500".
func (f *document) readWidths(out *font, inner dict) {
	list, _ := f.resolve(inner["W"]).(array)
	for i := 0; i+1 < len(list) && len(out.widths) < 0xffff; {
		first, ok := f.resolve(list[i]).(float64)
		if !ok || first < 0 {
			return
		}
		switch next := f.resolve(list[i+1]).(type) {
		case array:
			for n, o := range next {
				if v, ok := f.resolve(o).(float64); ok {
					out.widths[uint32(whole(first)+n)] = v
				}
			}
			i += 2
		case float64:
			if i+2 >= len(list) {
				return
			}
			v, _ := f.resolve(list[i+2]).(float64)
			for c := whole(first); c <= whole(next) && c-whole(first) < 0xffff; c++ {
				out.widths[uint32(c)] = v
			}
			i += 3
		default:
			return
		}
	}
}

// shown is one code of a string: what it shows, how wide it is in parts of the size,
// and whether it is the space that words are parted by.
type shown struct {
	text  string
	width float64
	space bool
}

// codes takes a string apart.
func (n *font) codes(s text, each func(shown)) {
	for len(s) > 0 {
		length := 1
		if n.composite {
			length = n.length(s)
		}
		code := codeOf(s[:length])
		width, ok := n.widths[code]
		if !ok {
			width = n.width
		}
		each(shown{n.letter(code), width * n.scale, length == 1 && s[0] == ' '})
		s = s[length:]
	}
}

// length is how many bytes the next code has.
func (n *font) length(s text) int {
	for l := 1; l <= 4; l++ {
		if n.lengths[l] && (!n.lengths[2] || l >= 2 || len(s) < 2) {
			return min(l, len(s))
		}
	}
	return 1
}

func (n *font) letter(code uint32) string {
	if n.unicode != nil {
		if s, ok := n.unicode.text(code); ok {
			return s
		}
	}
	if n.composite {
		if r, ok := n.glyphs[int(code)]; ok {
			return string(r)
		}
		return ""
	}
	if code < 256 {
		return n.letters[code]
	}
	return ""
}
