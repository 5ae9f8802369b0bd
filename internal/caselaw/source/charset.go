package source

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	wide "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// textOf returns the text of a file as UTF-8 without a mark at its beginning. It reads
// UTF-8, UTF-16 with its mark or with the zero bytes of markup, and else Windows-1252.
// A file that is UTF-8 but for a few bytes keeps its letters: each of those bytes is
// read as Windows-1252. It fails for a file with zero bytes, which is no text.
func textOf(file []byte) (string, error) { return textIn(file, "") }

// textIn is textOf for a file that names its character set. The name is believed only
// where the bytes agree: what is UTF-8 stays so, whatever its head says.
func textIn(file []byte, declared string) (string, error) {
	if set := utf16Of(file); set != nil {
		decoded, err := set.NewDecoder().Bytes(file)
		if err != nil {
			return "", invalid("caselaw.source.no-text")
		}
		file = decoded
	}
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	if bytes.IndexByte(file, 0) >= 0 {
		return "", invalid("caselaw.source.no-text")
	}
	if utf8.Valid(file) {
		return string(file), nil
	}
	var set encoding.Encoding = charmap.Windows1252
	switch strings.ToLower(declared) {
	case "iso-8859-15", "latin9":
		set = charmap.ISO8859_15
	case "iso-8859-2", "latin2":
		set = charmap.ISO8859_2
	case "windows-1250", "cp1250":
		set = charmap.Windows1250
	case "macintosh", "x-mac-roman":
		set = charmap.Macintosh
	case "ibm850", "cp850":
		set = charmap.CodePage850
	}
	if mostly(file) {
		return repaired(file), nil
	}
	decoded, err := set.NewDecoder().Bytes(file)
	if err != nil {
		return "", invalid("caselaw.source.no-text")
	}
	return string(decoded), nil
}

func utf16Of(file []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(file, []byte{0xFF, 0xFE}), bytes.HasPrefix(file, []byte("<\x00")):
		return wide.UTF16(wide.LittleEndian, wide.UseBOM)
	case bytes.HasPrefix(file, []byte{0xFE, 0xFF}), bytes.HasPrefix(file, []byte("\x00<")):
		return wide.UTF16(wide.BigEndian, wide.UseBOM)
	}
	return nil
}

// mostly tells whether a file that is not UTF-8 was meant to be: it has more letters
// of several bytes than bytes that are none.
func mostly(file []byte) bool {
	good, bad := 0, 0
	for len(file) > 0 {
		r, n := utf8.DecodeRune(file)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else if n > 1 {
			good++
		}
		file = file[n:]
	}
	return good > bad
}

func repaired(file []byte) string {
	var b strings.Builder
	b.Grow(len(file) + len(file)/16)
	for len(file) > 0 {
		r, n := utf8.DecodeRune(file)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(file[0])
		}
		b.WriteRune(r)
		file = file[n:]
	}
	return b.String()
}

// beginning is the text at the beginning of a file, as far as it can be told.
func beginning(head []byte) string {
	if utf16Of(head) != nil {
		head = head[:len(head)/2*2]
		if text, err := textOf(head); err == nil {
			return text
		}
	}
	return string(bytes.TrimPrefix(head, []byte("\ufeff")))
}

// isDirection tells whether r only turns the direction of writing. Such signs can make
// a text read other than it is (Unicode Technical Report 36), and no court needs them.
func isDirection(r rune) bool {
	return r == 0x200e || r == 0x200f || r == 0x061c || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}

// plain makes the signs of a text the ones that people type: one kind of space, no
// control signs, ligatures taken apart, letters with their accents in one (Unicode
// NFC), hyphens that must not break as hyphens. Ends of lines become "\n", a form feed
// stays. A hyphen that shows only at the end of a line stays there as U+00AD.
// dropped tells that signs were left out which stand for something.
func plain(s string) (tidy string, dropped bool) {
	if isPlain(s) {
		return s, false
	}
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	arabic := false
	for i, r := range s {
		switch {
		case r == '\n' || r == '\f' || ' ' <= r && r < 0x7f:
			b.WriteRune(r)
		case r == '\r':
			if i+1 >= len(s) || s[i+1] != '\n' {
				b.WriteByte('\n')
			}
		case r == '\t' || r == 0x85 || r == 0xa0 || 0x2000 <= r && r <= 0x200a || r == 0x202f || r == 0x205f || r == 0x3000:
			b.WriteByte(' ')
		case r == 0x0b || r == 0x2028 || r == 0x2029:
			b.WriteByte('\n')
		case r < ' ' || 0x7f <= r && r < 0xa0 || r == utf8.RuneError:
			dropped = true
		case r == 0x200b || r == 0x2060 || r == 0xfeff || isDirection(r):
		case r == 0x200c || r == 0x200d:
			if arabic {
				b.WriteRune(r)
			}
		case r == 0xad:
			if next := strings.TrimLeft(s[i+2:], " \r"); strings.HasPrefix(next, "\n") {
				b.WriteRune(r)
			}
		case r == 0x2010 || r == 0x2011:
			b.WriteByte('-')
		case 0xfb00 <= r && r <= 0xfb06:
			b.WriteString([]string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}[r-0xfb00])
		case 0xf020 <= r && r <= 0xf07e: // symbol fonts keep ASCII there
			b.WriteRune(r - 0xf000)
		case 0xf080 <= r && r <= 0xf0ff:
			if r == 0xf0a0 {
				b.WriteByte(' ')
			} else {
				b.WriteRune('•')
			}
		default:
			b.WriteRune(r)
		}
		arabic = unicode.Is(unicode.Arabic, r)
	}
	return b.String(), dropped
}

// isPlain tells quickly that plain would change nothing.
func isPlain(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if ' ' <= c && c < 0x7f || c == '\n' || c == '\f' {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			return false
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case 0xc0 <= r && r < 0x300, r == '§', r == '„', r == '“', r == '”', r == '–', r == '€', r == '’', r == '‘', r == '…', r == '»', r == '«', r == '°', r == '½', r == '²':
		default:
			return false
		}
		i += n
	}
	return true
}
