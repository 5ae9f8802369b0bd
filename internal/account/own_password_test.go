package account

import (
	"strings"
	"testing"
	"unicode/utf8"

	"verbund/internal/core"
)

func TestGuessablePasswordsAreRefused(t *testing.T) {
	for _, p := range []string{
		"passwort1234", "Passwort2024!", "P@ssw0rt12345", "passwordpassword", "qwertzuiop123", "qwertzuiopue", "1234567890ab", "111111111111",
		"abcdefghijkl", "1qay2wsx3edc", "asdfasdfasdf", "hallohallohallo", "Sommer2026!!!", "ichliebedich99", "BayernMuenchen1900", "Schalke04Schalke04",
		"Berlin20262026", "01.01.198001", "030123456789", "lkjhgfdsapoiuzt", "Willkommen123!", "geheimgeheim", "sommer-sonne-2026",
		"anna.becker12", "AnnaBecker2026", "musternetz2026", "Musternetz-Anna", "aaaaaaaaaaaabb", "0000 1111 0000",
	} {
		if err := checkPassword(p, p, "anna.becker", "Anna Becker", "Musternetz"); core.KindOf(err) != core.Invalid {
			t.Errorf("%q was taken", p)
		}
	}
	for _, p := range []string{
		"Lampe Kiesel Ofenrohr 7", "correct horse battery staple", "kX9#mQ2vLp7!", "ожерелье-трактор-лимон", "Anna malt Zwiebeltürme", "8472910583726491",
		"Teppichklopfer im Nebel", "tR4nsp0nder-Wiesel", "サクラ咲く山道を歩いた日々", "drei Pinguine essen Brot",
	} {
		if err := checkPassword(p, p, "anna.becker", "Anna Becker", "Musternetz"); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	}
}

// The same characters in another form of Unicode are the same password.
func TestPasswordsAreCountedAndComparedNormalised(t *testing.T) {
	composed, split := "Türklopfer Öl", "Tu\u0308rklopfer O\u0308l"
	if err := checkPassword(composed, split); err != nil {
		t.Errorf("the repetition in another form: %v", err)
	}
	if err := checkPassword("Tu\u0308rklo O\u0308lx", "Tu\u0308rklo O\u0308lx"); core.KindOf(err) != core.Invalid {
		t.Errorf("eleven characters: %v", err)
	}
	if err := checkPassword(strings.Repeat("xyzzyq ", 40), "x"); core.KindOf(err) != core.Invalid {
		t.Errorf("too long: %v", err)
	}
}

func TestTheListOfCommonWordsIsTidy(t *testing.T) {
	words := strings.Fields(commonFile)
	if len(words) < 2000 {
		t.Errorf("%d words", len(words))
	}
	for i, w := range words {
		if i > 0 && words[i-1] >= w {
			t.Errorf("%q does not stand behind %q", w, words[i-1])
		}
		if len(w) < 3 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is never found: passwords are compared folded", w)
		}
	}
}

func FuzzCheckPassword(f *testing.F) {
	for _, p := range []string{"passwort1234", "Lampe Kiesel Ofenrohr 7", "\xff\xfe", "äöü😀", strings.Repeat("abc", 90)} {
		f.Add(p, "anna.becker")
	}
	f.Fuzz(func(t *testing.T, p, own string) {
		if err := checkPassword(p, p, own); err == nil && utf8.RuneCountInString(p) < passwordLeast && utf8.ValidString(p) {
			t.Errorf("%q was taken", p)
		}
	})
}

func FuzzWhatPeopleType(f *testing.F) {
	for _, s := range []string{"ABCDE-FGHJK", "123 456", "0o1l", "\xff", "1,2,3,4", "/account//x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if code := readCode(s); readCode(code) != code || strings.Trim(code, "ABCDEFGHIJKMNOPQRSTUVWXYZ234567") != "" {
			t.Errorf("%q becomes %q", s, code)
		}
		if groups := readGroups(s); readGroups(groups) != groups {
			t.Errorf("%q becomes %q", s, groups)
		}
		if code, ok := digitsOf(s); ok && len(code) != codeDigits {
			t.Errorf("%q becomes %q", s, code)
		}
		if to := localPath(s); to != "" && (to[0] != '/' || strings.HasPrefix(to, "//")) {
			t.Errorf("%q leads to %q", s, to)
		}
		if which, ok := askedFrom(map[string][]string{"asked": {s}}, 7); ok && (len(which) != groupsAsked || which[0] < 0 || which[3] > 6) {
			t.Errorf("%q asks for %v", s, which)
		}
	})
}
