package text

import "unicode"

// Digit is the value of a decimal digit of any script, from 0 to 9, or -1 for what
// is none. Unicode keeps the ten digits of a script next to each other, from 0 on,
// and begins each range of them with a 0 (The Unicode Standard, 4.6).
func Digit(r rune) int {
	if '0' <= r && r <= '9' {
		return int(r - '0')
	}
	if r < 0x80 || !unicode.IsDigit(r) {
		return -1
	}
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10
		}
	}
	return -1
}
