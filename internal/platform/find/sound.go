package find

// cologne is the Cologne phonetics of a word that is folded already (Hans Joachim
// Postel, "Die Kölner Phonetik. Ein Verfahren zur Identifizierung von Personennamen
// auf der Grundlage der Gestaltanalyse", IBM-Nachrichten 19, 1969): a digit for
// each sound, equal neighbours once, and no vowels but at the beginning. What is
// no letter from a to z has no sound. It is made for German; for other languages
// it still takes most spellings of a name to the same code.
func cologne(folded string) string {
	letters := make([]byte, 0, len(folded))
	for i := range len(folded) {
		if c := folded[i]; 'a' <= c && c <= 'z' {
			letters = append(letters, c)
		}
	}
	code := make([]byte, 0, len(letters)+1)
	var last byte
	add := func(digit byte) {
		if digit != last && (digit != '0' || len(code) == 0) {
			code = append(code, digit)
		}
		last = digit
	}
	for i, c := range letters {
		var before, after byte
		if i > 0 {
			before = letters[i-1]
		}
		if i+1 < len(letters) {
			after = letters[i+1]
		}
		switch c {
		case 'a', 'e', 'i', 'j', 'o', 'u', 'y':
			add('0')
		case 'b':
			add('1')
		case 'p':
			add(either(after == 'h', '3', '1'))
		case 'd', 't':
			add(either(after == 'c' || after == 's' || after == 'z', '8', '2'))
		case 'f', 'v', 'w':
			add('3')
		case 'g', 'k', 'q':
			add('4')
		case 'c':
			add(either(hardC(i == 0, before, after), '4', '8'))
		case 'x':
			if before != 'c' && before != 'k' && before != 'q' {
				add('4')
			}
			add('8')
		case 'l':
			add('5')
		case 'm', 'n':
			add('6')
		case 'r':
			add('7')
		case 's', 'z':
			add('8')
		}
	}
	return string(code)
}

// hardC tells whether a C sounds like a K.
func hardC(first bool, before, after byte) bool {
	switch after {
	case 'a', 'h', 'k', 'o', 'q', 'u', 'x':
		return before != 's' && before != 'z'
	case 'l', 'r':
		return first
	}
	return false
}

func either(is bool, yes, no byte) byte {
	if is {
		return yes
	}
	return no
}
