package text_test

import (
	"testing"
	"unicode"

	"verbund/internal/platform/text"
)

func TestDigitsOfAllScriptsHaveTheirValue(t *testing.T) {
	for _, script := range []string{"0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡", "𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙"} {
		want := 0
		for _, r := range script {
			if got := text.Digit(r); got != want {
				t.Errorf("%c is %d, want %d", r, got, want)
			}
			want++
		}
	}
	for _, r := range []rune{'a', 'O', 'l', ' ', '-', '²', '½', 'Ⅷ', '一', -1, 0xfffd} {
		if got := text.Digit(r); got != -1 {
			t.Errorf("%c is %d", r, got)
		}
	}
}

// Every digit that Unicode knows has a value, each of them equally often.
func TestEveryDigitHasAValue(t *testing.T) {
	var seen [10]int
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsDigit(r) {
			if v := text.Digit(r); v < 0 {
				t.Fatalf("%U has none", r)
			} else {
				seen[v]++
			}
		}
	}
	for v, n := range seen {
		if n != seen[0] {
			t.Errorf("%d digits are %d, and %d are 0", n, v, seen[0])
		}
	}
}
