package citation

import "strings"

// The scanner reads bytes. A letter is an ASCII letter or one of the two-byte letters
// from ä to ſ, which are all that German words are made of; everything else in UTF-8,
// and everything that is not UTF-8, parts words.

func isDigit(c byte) bool { return c-'0' < 10 }
func isLower(c byte) bool { return c-'a' < 26 }
func isUpper(c byte) bool { return c-'A' < 26 }

// letter returns how many bytes the letter at i has, and 0 where there is none.
func letter(s string, i int) int {
	if i >= len(s) {
		return 0
	}
	c := s[i]
	if isLower(c) || isUpper(c) {
		return 1
	}
	if c >= 0xC3 && c <= 0xC5 && i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
		return 2
	}
	return 0
}

// upper tells whether a capital stands at i.
func upper(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	if s[i] == 0xC3 {
		return i+1 < len(s) && (s[i+1] == 0x84 || s[i+1] == 0x96 || s[i+1] == 0x9C)
	}
	return isUpper(s[i])
}

// word returns where the letters that begin at i end.
func word(s string, i int) int {
	for i < len(s) {
		c := s[i]
		if (c|0x20)-'a' < 26 {
			i++
			continue
		}
		if c < 0xC3 || c > 0xC5 || i+1 >= len(s) || s[i+1]&0xC0 != 0x80 {
			break
		}
		i += 2
	}
	return i
}

// digits returns where the digits that begin at i end.
func digits(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

// gap is the longest white space within a citation.
const gap = 12

// space returns where the white space that begins at i ends. A line may end within a
// citation, a paragraph may not: before an empty line, and before white space longer
// than gap, it returns i.
func space(s string, i int) int {
	start, lines := i, 0
	for i < len(s) {
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\r':
			i++
		case c == '\n':
			if lines++; lines > 1 {
				return start
			}
			i++
		case c == 0xC2 && i+1 < len(s) && (s[i+1] == 0xA0 || s[i+1] == 0xAD): // no-break space, soft hyphen
			i += 2
		case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] >= 0x82 && s[i+2] <= 0x8B || s[i+2] == 0xAF):
			i += 3
		default:
			return i
		}
		if i-start > gap {
			return start
		}
	}
	return i
}

// spaceBefore returns where the white space that ends at i begins.
func spaceBefore(s string, i int) int {
	end := i
	for i > 0 && end-i <= gap {
		switch c := s[i-1]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			i--
		case c == 0xA0 && i > 1 && s[i-2] == 0xC2:
			i -= 2
		case c == 0xAF && i > 2 && s[i-2] == 0x80 && s[i-3] == 0xE2:
			i -= 3
		default:
			return i
		}
	}
	return i
}

// wordBefore returns where the letters that end at i begin.
func wordBefore(s string, i int) int {
	for i > 0 {
		if c := s[i-1]; isLower(c) || isUpper(c) {
			i--
		} else if i > 1 && letter(s, i-2) == 2 {
			i -= 2
		} else {
			break
		}
	}
	return i
}

// dash returns how many bytes the dash at i has: hyphen, en dash, em dash, minus.
func dash(s string, i int) int {
	if i >= len(s) {
		return 0
	}
	if s[i] == '-' {
		if i+1 < len(s) && s[i+1] == '-' {
			return 2
		}
		return 1
	}
	if s[i] == 0xE2 && i+2 < len(s) {
		if s[i+1] == 0x80 && s[i+2] >= 0x90 && s[i+2] <= 0x95 || s[i+1] == 0x88 && s[i+2] == 0x92 {
			return 3
		}
	}
	return 0
}

// oneLine writes s with single blanks.
func oneLine(s string) string {
	for i := range len(s) {
		if s[i] == '\n' || s[i] == '\t' || s[i] == '\r' || s[i] == 0xC2 || s[i] == 0xE2 {
			s = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u00ad", "").Replace(s)
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}

// has tells whether s holds t at i.
func has(s string, i int, t string) bool { return i >= 0 && len(s)-i >= len(t) && s[i:i+len(t)] == t }

// ends tells whether neither letter nor digit stands at i.
func ends(s string, i int) bool {
	return i >= len(s) || !isDigit(s[i]) && letter(s, i) == 0
}

// roman returns the value of the Roman number in s, and 0 where it is none or more than
// 39. Only the usual spelling counts, so that IIII is none.
func roman(s string) int {
	if len(s) == 0 || len(s) > 7 {
		return 0
	}
	n, last := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		v := 0
		switch s[i] {
		case 'I':
			v = 1
		case 'V':
			v = 5
		case 'X':
			v = 10
		default:
			return 0
		}
		if v < last {
			n -= v
		} else {
			n += v
			last = v
		}
	}
	if n < 1 || n > 39 || romans(n) != s {
		return 0
	}
	return n
}

// romans writes n as a Roman number.
func romans(n int) string {
	var b [16]byte
	out := b[:0]
	for _, step := range [...]struct {
		value int
		text  string
	}{{10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= step.value {
			out = append(out, step.text...)
			n -= step.value
		}
	}
	return string(out)
}

// romanRun returns where the capitals I, V, X that begin at i end.
func romanRun(s string, i int) int {
	for i < len(s) && (s[i] == 'I' || s[i] == 'V' || s[i] == 'X') {
		i++
	}
	return i
}
