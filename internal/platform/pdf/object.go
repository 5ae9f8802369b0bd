package pdf

import (
	"bytes"
	"strconv"
)

// The objects of a PDF in Go: nil, bool, float64, name, text, array, dict, stream, ref
// and, in the content of pages, operator.
type (
	object   any
	name     string
	text     string // the bytes of a string
	array    []object
	dict     map[name]object
	operator string
	ref      struct{ number, generation int }
	stream   struct {
		dict dict
		raw  []byte
	}
)

// deepest is how deep arrays and dictionaries may lie in each other.
const deepest = 100

// lexer reads objects from bytes.
type lexer struct {
	data  []byte
	pos   int
	depth int
	bad   bool // something could not be read
}

func isSpace(c byte) bool {
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// space goes over white space and comments.
func (l *lexer) space() {
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		if c == '%' {
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
		} else if isSpace(c) {
			l.pos++
		} else {
			return
		}
	}
}

// word reads up to white space or a delimiter.
func (l *lexer) word() string {
	from := l.pos
	for l.pos < len(l.data) && !isSpace(l.data[l.pos]) && !isDelimiter(l.data[l.pos]) {
		l.pos++
	}
	return string(l.data[from:l.pos])
}

// end tells whether nothing is left.
func (l *lexer) end() bool {
	l.space()
	return l.pos >= len(l.data)
}

// next reads an object, and an operator where a word is none. Closing brackets that
// nothing opened are gone over.
func (l *lexer) next() object {
	for {
		l.space()
		if l.pos >= len(l.data) {
			return nil
		}
		c := l.data[l.pos]
		switch {
		case c == '/':
			l.pos++
			return l.name()
		case c == '(':
			l.pos++
			return l.literal()
		case c == '<':
			if l.pos+1 < len(l.data) && l.data[l.pos+1] == '<' {
				l.pos += 2
				return l.dict()
			}
			l.pos++
			return l.hex()
		case c == '[':
			l.pos++
			return l.array()
		case c == ']' || c == '>' || c == ')' || c == '{' || c == '}':
			l.pos++
			continue
		}
		word := l.word()
		switch word {
		case "true":
			return true
		case "false":
			return false
		case "null":
			return nil
		}
		if v, ok := number(word); ok {
			return v
		}
		return operator(word)
	}
}

// number reads an integer or a real, without exponents.
func number(word string) (float64, bool) {
	if word == "" || len(word) > 40 {
		return 0, false
	}
	for i := 0; i < len(word); i++ {
		if c := word[i]; (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(word, 64)
	if err != nil { // "--5" and "1.2.3" are written by some
		digits := bytes.TrimLeft([]byte(word), "-+")
		v, err = strconv.ParseFloat(string(digits), 64)
		if err != nil {
			return 0, true
		}
		if word[0] == '-' {
			v = -v
		}
	}
	return v, true
}

func (l *lexer) name() name {
	word := l.word()
	if bytes.IndexByte([]byte(word), '#') < 0 {
		return name(word)
	}
	var b []byte
	for i := 0; i < len(word); i++ {
		if word[i] == '#' && i+2 < len(word) {
			if v, err := strconv.ParseUint(word[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(v))
				i += 2
				continue
			}
		}
		b = append(b, word[i])
	}
	return name(b)
}

func (l *lexer) literal() text {
	var b []byte
	depth := 1
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		l.pos++
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text(b)
			}
		case '\\':
			b = l.escape(b)
			continue
		case '\r':
			if l.pos < len(l.data) && l.data[l.pos] == '\n' {
				l.pos++
			}
			c = '\n'
		}
		b = append(b, c)
	}
	l.bad = true
	return text(b)
}

func (l *lexer) escape(b []byte) []byte {
	if l.pos >= len(l.data) {
		return b
	}
	c := l.data[l.pos]
	l.pos++
	switch c {
	case 'n':
		return append(b, '\n')
	case 'r':
		return append(b, '\r')
	case 't':
		return append(b, '\t')
	case 'b':
		return append(b, '\b')
	case 'f':
		return append(b, '\f')
	case '\r':
		if l.pos < len(l.data) && l.data[l.pos] == '\n' {
			l.pos++
		}
		return b
	case '\n':
		return b
	}
	if c < '0' || c > '7' {
		return append(b, c)
	}
	v := int(c - '0')
	for n := 0; n < 2 && l.pos < len(l.data) && l.data[l.pos] >= '0' && l.data[l.pos] <= '7'; n++ {
		v = v*8 + int(l.data[l.pos]-'0')
		l.pos++
	}
	return append(b, byte(v))
}

func (l *lexer) hex() text {
	var b []byte
	high, odd := byte(0), false
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		l.pos++
		if c == '>' {
			break
		}
		v, ok := hexDigit(c)
		if !ok {
			continue
		}
		if odd {
			b = append(b, high<<4|v)
		}
		high, odd = v, !odd
	}
	if odd {
		b = append(b, high<<4)
	}
	return text(b)
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// array reads up to the closing bracket. Two numbers and an R become a reference.
func (l *lexer) array() array {
	all := array{}
	if l.depth++; l.depth > deepest {
		l.bad, l.pos = true, len(l.data)
		return all
	}
	defer func() { l.depth-- }()
	for {
		l.space()
		if l.pos >= len(l.data) {
			l.bad = true
			return all
		}
		if l.data[l.pos] == ']' {
			l.pos++
			return all
		}
		if l.data[l.pos] == '>' && l.depth > 1 { // the dictionary around it ends
			l.bad = true
			return all
		}
		all = referred(append(all, l.next()))
	}
}

// referred puts a reference in place of two numbers and an R.
func referred(all array) array {
	n := len(all)
	if n < 3 || all[n-1] != operator("R") {
		return all
	}
	number, ok1 := all[n-3].(float64)
	generation, ok2 := all[n-2].(float64)
	if !ok1 || !ok2 {
		return all
	}
	return append(all[:n-3], ref{whole(number), whole(generation)})
}

func (l *lexer) dict() dict {
	d := dict{}
	if l.depth++; l.depth > deepest {
		l.bad, l.pos = true, len(l.data)
		return d
	}
	defer func() { l.depth-- }()
	var values array
	key, has := name(""), false
	flush := func() {
		if has && len(values) > 0 {
			d[key] = values[len(values)-1]
		}
		values, has = values[:0], false
	}
	for {
		l.space()
		if l.pos >= len(l.data) {
			l.bad = true
			flush()
			return d
		}
		if l.data[l.pos] == '>' {
			l.pos++
			if l.pos < len(l.data) && l.data[l.pos] == '>' {
				l.pos++
			}
			flush()
			return d
		}
		if l.data[l.pos] == '/' && (!has || len(values) > 0) {
			flush()
			l.pos++
			key, has = l.name(), true
			continue
		}
		v := l.next()
		if v == operator("endobj") || v == operator("stream") {
			l.bad = true
			flush()
			return d
		}
		values = referred(append(values, v))
	}
}
