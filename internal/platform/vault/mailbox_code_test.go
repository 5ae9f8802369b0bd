package vault

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// C13: no digit of a code is more likely than another, at any place. The bound is
// that of a chi-squared test with nine degrees of freedom, which 25 places of
// honest dice exceed once in about 40,000 runs (33.7 once in 10,000 each would be
// too often).
func TestC13CodesAreWithoutBias(t *testing.T) {
	const codes = 1_000_000
	var seen [codeDigits][10]int
	for range codes {
		code := strings.ReplaceAll(NewMailboxCode(), " ", "")
		if len(code) != codeDigits || check(code) != 0 {
			t.Fatalf("%q is no code", code)
		}
		for i := range len(code) {
			seen[i][code[i]-'0']++
		}
	}
	const expected = float64(codes) / 10
	for i, counts := range seen {
		sum := 0.0
		for _, n := range counts {
			sum += (float64(n) - expected) * (float64(n) - expected) / expected
		}
		if sum > 45 {
			t.Errorf("at place %d the digits come %v times (%.1f)", i+1, counts, sum)
		}
	}
}

// C13: every single wrong digit and every swap of neighbours is found, before any
// work is done.
func TestC13SlipsAreFoundBeforeTheWork(t *testing.T) {
	v, err := New(newWorldless(t), make([]byte, minPepper), fixedClock())
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		code := []byte(strings.ReplaceAll(NewMailboxCode(), " ", ""))
		for i, right := range code {
			for d := byte('0'); d <= '9'; d++ {
				if code[i] = d; (check(string(code)) == 0) != (d == right) {
					t.Fatalf("a wrong digit at place %d is not found in %s", i+1, code)
				}
			}
			code[i] = right
			if i > 0 && code[i] != code[i-1] {
				code[i], code[i-1] = code[i-1], code[i]
				if _, err := ParseMailboxCode(string(code)); err == nil {
					t.Fatalf("swapped neighbours at place %d are not found in %s", i+1, code)
				}
				code[i], code[i-1] = code[i-1], code[i]
			}
		}
		code[3] = '0' + (code[3]-'0'+1)%10
		var slip *CodeSlip
		if _, err := v.OpenMailbox(t.Context(), string(code)); !errors.As(err, &slip) || slip.Short() || slip.Long() {
			t.Fatalf("a slip gives %v", err)
		}
	}
	if v.Work() != 0 {
		t.Errorf("slips cost %d times the work", v.Work())
	}
}

func TestCodeIsReadHoweverItIsTyped(t *testing.T) {
	const code = "12345 67890 12345 67890 1234"
	whole := groups(strings.ReplaceAll(code, " ", "") + string('0'+check(strings.ReplaceAll(code, " ", ""))))
	in := func(zero rune, gap string) string {
		return strings.Map(func(r rune) rune {
			if r == ' ' {
				return -1
			}
			return zero + r - '0'
		}, whole[:11]) + gap + strings.Map(func(r rune) rune {
			if r == ' ' {
				return r
			}
			return zero + r - '0'
		}, whole[11:])
	}
	for _, typed := range []string{
		whole, "  " + strings.ReplaceAll(whole, " ", "") + "\n", strings.ReplaceAll(whole, " ", "-"), strings.ReplaceAll(whole, " ", " / "), "+" + strings.ReplaceAll(whole, " ", "."),
		in('٠', " "), in('۰', "\u200f"), in('０', "　"), in('०', "–"),
	} {
		if got, err := ParseMailboxCode(typed); err != nil || got != whole {
			t.Errorf("%q is read as %q, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]CodeSlip{
		"": {0, false}, "12345": {5, false}, whole + "1": {26, false}, "O" + whole[1:]: {24, true}, strings.Repeat("1", 100_000): {300, false},
	} {
		var slip *CodeSlip
		if _, err := ParseMailboxCode(typed); !errors.As(err, &slip) || *slip != want {
			t.Errorf("%.20q gives %+v", typed, slip)
		}
	}
	if last := LastGroups(whole); last != whole[18:] || !SameDigits(" ٦٧٨٩٠-"+whole[24:], last) || SameDigits(last[1:], last) || SameDigits("", last) || SameDigits(last+"a", last) {
		t.Errorf("the last groups are %q", last)
	}
}

func FuzzMailboxCode(f *testing.F) {
	for _, s := range []string{"12345 67890 12345 67890 12340", "١٢٣٤٥", "𝟘𝟙", "\xff\x00", "O0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := ParseMailboxCode(s)
		if err != nil {
			return
		}
		if again, err := ParseMailboxCode(code); err != nil || again != code || utf8.RuneCountInString(code) != 29 || !SameDigits(s, code) {
			t.Errorf("%q became %q and then %q, %v", s, code, again, err)
		}
	})
}
