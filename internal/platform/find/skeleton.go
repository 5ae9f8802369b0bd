package find

import (
	"strings"

	"verbund/internal/platform/text"
)

// Arabic and Persian write consonants and long vowels only, and people's papers
// show the rest in many ways: محمد is Muhammad, Mohamed, Mohammad. So such a name
// is compared with one in other letters by the consonants of both. Both lose
// vowels, w, v and y, an h at the end, and what is doubled; sounds that the one
// script tells apart and the other does not share a letter. Names in the same
// script are never compared like that: too many have the same consonants.
//
// It is made from DIN 31635 (Arabic) and the table of the Deutsche Morgenländische
// Gesellschaft (Persian), much simplified. It does not find French spellings in
// which ch is sh (Cherif), Turkish forms (Mehmet), and j where it stands for y.

// skeleton is the consonants of a folded word in Latin letters.
func skeleton(folded string) string {
	var bones []byte
	for rest := folded; rest != ""; {
		bone, n := latinBone(rest)
		rest = rest[n:]
		bones = addBone(bones, bone)
	}
	return string(trimBones(bones))
}

// latinBone is the letter for the sound that a word begins with, 0 for none, and
// how many bytes it takes.
func latinBone(s string) (bone byte, n int) {
	for _, sounds := range [...]struct {
		letters string
		bone    byte
	}{
		{"tsch", 'x'}, {"dsch", 'g'}, {"tch", 'x'}, {"sch", 's'}, {"dzh", 'g'}, {"dj", 'g'}, {"ch", 'x'}, {"kh", 'x'},
		{"sh", 's'}, {"th", 't'}, {"dh", 'd'}, {"gh", 'g'}, {"zh", 'z'}, {"ph", 'f'},
	} {
		if strings.HasPrefix(s, sounds.letters) {
			return sounds.bone, len(sounds.letters)
		}
	}
	switch c := s[0]; c {
	case 'b', 'p':
		return 'b', 1
	case 'g', 'j':
		return 'g', 1
	case 'k', 'q', 'c':
		return 'k', 1
	case 't', 'd', 'h', 'f', 'l', 'm', 'n', 'r', 's', 'z', 'x':
		return c, 1
	}
	return 0, 1
}

// arabicSkeletons are the consonants of a word in Arabic letters, as Arabic reads
// them and, where that differs, as Persian does; nothing for words in others.
func arabicSkeletons(word string) []string {
	if !isArabic(word) {
		return nil
	}
	folded := text.Fold(word)
	if rest, ok := strings.CutPrefix(folded, "ال"); ok && len(rest) > len("ال") { // the article
		folded = rest
	}
	var arabic, persian []byte
	for _, r := range folded {
		a, p := arabicBone(r)
		arabic, persian = addBone(arabic, a), addBone(persian, p)
	}
	all := []string{string(trimBones(arabic))}
	if p := string(trimBones(persian)); p != all[0] {
		all = append(all, p)
	}
	return all
}

func arabicBone(r rune) (arabic, persian byte) {
	switch r {
	case 'ب', 'پ':
		return 'b', 'b'
	case 'ت', 'ط', 'ٹ':
		return 't', 't'
	case 'ث':
		return 't', 's'
	case 'ج', 'گ', 'غ':
		return 'g', 'g'
	case 'ح', 'ه', 'ہ', 'ھ':
		return 'h', 'h'
	case 'خ', 'چ':
		return 'x', 'x'
	case 'د', 'ڈ':
		return 'd', 'd'
	case 'ذ', 'ض':
		return 'd', 'z'
	case 'ر', 'ڑ', 'ڕ':
		return 'r', 'r'
	case 'ز', 'ظ', 'ژ':
		return 'z', 'z'
	case 'س', 'ص', 'ش':
		return 's', 's'
	case 'ف':
		return 'f', 'f'
	case 'ق', 'ك', 'ک':
		return 'k', 'k'
	case 'ل', 'ڵ':
		return 'l', 'l'
	case 'م':
		return 'm', 'm'
	case 'ن', 'ں':
		return 'n', 'n'
	}
	return 0, 0
}

// isArabic tells whether a word has an Arabic letter.
func isArabic(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool {
		return '\u0620' <= r && r <= '\u06ff' && text.Digit(r) < 0 || '\ufb50' <= r && r <= '\ufdff' || '\ufe70' <= r && r <= '\ufefc'
	})
}

func addBone(bones []byte, bone byte) []byte {
	if bone == 0 || len(bones) > 0 && bones[len(bones)-1] == bone {
		return bones
	}
	return append(bones, bone)
}

func trimBones(bones []byte) []byte {
	if n := len(bones); n > 0 && bones[n-1] == 'h' {
		return bones[:n-1]
	}
	return bones
}
