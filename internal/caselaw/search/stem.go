package search

import "strings"

// stem takes the endings off a German word that keyOf has folded, so that "Urteils",
// "Urteile" and "Urteilen" have the same stem. It follows the German stemmer of
// Snowball (M. F. Porter, snowballstem.org/algorithms/german), with the umlauts
// undone first, so that "Ausländer", "Auslaender" and "Auslander" have one stem too.
// Words with digits or letters of other scripts stay as they are.
func stem(key string) string {
	w := withoutUmlauts(key)
	if len(w) < 4 {
		return w
	}
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return w
		}
	}
	r1 := region(w, 0)
	r2 := region(w, r1)
	r1 = max(r1, 3)
	return endWord(endAdjective(endNoun(w, r1), r1), r1, r2)
}

// withoutUmlauts takes the second letter off ae, oe and ue, except where a vowel or a
// q before shows that it is a letter of its own ("neue", "Quelle").
func withoutUmlauts(w string) string {
	if !strings.Contains(w, "ae") && !strings.Contains(w, "oe") && !strings.Contains(w, "ue") {
		return w
	}
	o := make([]byte, 0, len(w))
	for i := 0; i < len(w); i++ {
		o = append(o, w[i])
		if i+1 < len(w) && w[i+1] == 'e' && (w[i] == 'a' || w[i] == 'o' || w[i] == 'u') &&
			(i == 0 || !isVowel(w[i-1]) && w[i-1] != 'q') {
			i++
		}
	}
	return string(o)
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// region is where the part of w begins that follows the first consonant after a vowel,
// from the given place on: what Porter calls R1, and R2 from there.
func region(w string, from int) int {
	i := from
	for i < len(w) && !isVowel(w[i]) {
		i++
	}
	for i < len(w) && isVowel(w[i]) {
		i++
	}
	return min(i+1, len(w))
}

// ends tells whether w ends with the suffix and the suffix lies in the region.
func ends(w, suffix string, region int) bool {
	return strings.HasSuffix(w, suffix) && len(w)-len(suffix) >= region
}

func endNoun(w string, r1 int) string {
	switch {
	case ends(w, "ern", r1):
		return w[:len(w)-3]
	case ends(w, "em", r1), ends(w, "er", r1):
		return w[:len(w)-2]
	case ends(w, "en", r1), ends(w, "es", r1):
		return oneS(w[:len(w)-2])
	case ends(w, "e", r1):
		return oneS(w[:len(w)-1])
	case ends(w, "s", r1) && strings.IndexByte("bdfghklmnrt", w[len(w)-2]) >= 0:
		return w[:len(w)-1]
	}
	return w
}

// oneS takes "ergebniss" to "ergebnis".
func oneS(w string) string {
	if strings.HasSuffix(w, "niss") {
		return w[:len(w)-1]
	}
	return w
}

func endAdjective(w string, r1 int) string {
	switch {
	case ends(w, "est", r1):
		return w[:len(w)-3]
	case ends(w, "en", r1), ends(w, "er", r1):
		return w[:len(w)-2]
	case ends(w, "st", r1) && len(w) >= 6 && strings.IndexByte("bdfghklmnt", w[len(w)-3]) >= 0:
		return w[:len(w)-2]
	}
	return w
}

func endWord(w string, r1, r2 int) string {
	switch {
	case ends(w, "end", r2), ends(w, "ung", r2):
		w = w[:len(w)-3]
		if ends(w, "ig", r2) && !strings.HasSuffix(w, "eig") {
			return w[:len(w)-2]
		}
	case ends(w, "isch", r2) && !strings.HasSuffix(w, "eisch"):
		return w[:len(w)-4]
	case (ends(w, "ig", r2) || ends(w, "ik", r2)) && !strings.HasSuffix(w[:len(w)-2], "e"):
		return w[:len(w)-2]
	case ends(w, "lich", r2), ends(w, "heit", r2):
		w = w[:len(w)-4]
		if ends(w, "er", r1) || ends(w, "en", r1) {
			return w[:len(w)-2]
		}
	case ends(w, "keit", r2):
		w = w[:len(w)-4]
		if ends(w, "lich", r2) {
			return w[:len(w)-4]
		}
		if ends(w, "ig", r2) {
			return w[:len(w)-2]
		}
	}
	return w
}
