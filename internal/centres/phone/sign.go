package phone

import "strings"

// resolve reads one whole number. In an international number the "(0)" is kept
// where the plan of that country wants it, as in Italy, and dropped elsewhere.
func resolve(text, region string) (printed, bool) {
	digits, ok := signs(text)
	if !ok {
		return printed{}, false
	}
	n := printed{groups: groups(text)}
	if i := strings.LastIndex(text, "-"); i >= 0 {
		n.tail = len(only(text[i:]))
	}
	n.dialled, ok = lookUp(digits, region)
	if bare := strings.Replace(strings.ReplaceAll(text, " ", ""), "(0)", "", 1); !ok && digits[0] == '+' {
		if digits, ok = signs(bare); ok {
			n.dialled, ok = lookUp(digits, region)
		}
	}
	return n, ok
}

// signs takes everything but digits and the leading plus out of text, where
// "00" stands for the plus. It refuses a plus anywhere else and text without
// digits.
func signs(text string) (string, bool) {
	var b strings.Builder
	for _, r := range text {
		switch {
		case isDigit(r):
			b.WriteRune(r)
		case r == '+':
			if b.Len() > 0 {
				return "", false
			}
			b.WriteRune(r)
		}
	}
	digits := b.String()
	if after, found := strings.CutPrefix(digits, "00"); found {
		digits = "+" + after
	}
	return digits, strings.Trim(digits, "+") != ""
}

// only returns the digits of text.
func only(text string) string {
	return strings.Map(func(r rune) rune {
		if isDigit(r) {
			return r
		}
		return -1
	}, text)
}

// groups returns how many digits stand in each group of text.
func groups(text string) []int {
	var sizes []int
	for _, g := range strings.FieldsFunc(text, func(r rune) bool { return !isDigit(r) }) {
		sizes = append(sizes, len(g))
	}
	return sizes
}
