package vault

import (
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/core"
)

func TestWordsAreShortAndInOrder(t *testing.T) {
	list := words()
	if len(list) != wordCount || !slices.IsSorted(list) {
		t.Fatalf("%d words, or not in order", len(list))
	}
	if wordList != strings.Join(list, "\n")+"\n" {
		t.Error("the list is not one word a line")
	}
	form := regexp.MustCompile(`^[A-Z][a-z]{3,8}$`)
	for _, w := range list {
		if !form.MatchString(w) {
			t.Errorf("%q has the wrong form", w)
		}
	}
}

// sound writes a word as it is heard: letters that sound alike are one.
func sound(word string) string {
	s := strings.NewReplacer("sch", "S", "ch", "X", "ck", "k", "ph", "f", "th", "t", "qu", "kf", "tz", "s", "pf", "f",
		"ie", "i", "ei", "E", "ai", "E", "eu", "O", "y", "i", "v", "f", "w", "f", "c", "k", "x", "ks",
		"b", "p", "d", "t", "g", "k", "z", "s", "j", "i").Replace(strings.ToLower(word))
	s = regexp.MustCompile(`([aeiou])h`).ReplaceAllString(s, "$1")
	var b strings.Builder
	for i := range len(s) {
		if i == 0 || s[i] != s[i-1] {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func TestNoTwoWordsSoundAlike(t *testing.T) {
	list := words()
	sounds := make([]string, len(list))
	for i, a := range list {
		sounds[i] = sound(a)
		for j, b := range list[:i] {
			if distance(sounds[i], sounds[j]) < 2 || distance(strings.ToLower(a), strings.ToLower(b)) < 2 {
				t.Errorf("%s and %s can be confused", a, b)
			}
			if strings.HasPrefix(sounds[i], sounds[j]) {
				t.Errorf("%s begins with %s", a, b)
			}
		}
	}
}

// distance is how many letters must be changed, added or left out (Levenshtein).
func distance(a, b string) int {
	if d := len(a) - len(b); d > 1 || d < -1 {
		return 2
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			last, row[j+1] = row[j+1], min(last+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func TestFingerprintsBelongToPersonAndKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		words := func(p core.ID) (list []string) {
			w.must(func(tx *sql.Tx) (err error) {
				list, err = w.vault.Fingerprint(w.ctx, tx, p)
				return err
			})
			return list
		}
		first := words(ada.Person())
		if len(first) != fingerprintWords || !slices.Equal(first, words(ada.Person())) {
			t.Errorf("%q, then %q", first, words(ada.Person()))
		}
		if slices.Equal(first, fingerprint(person("Bea"), ada.own.public)) {
			t.Error("the same for another person")
		}
		w.enrol("Ada")
		if slices.Equal(first, words(ada.Person())) {
			t.Error("the same for another key")
		}
	})
}

func TestFingerprintsUseAllBits(t *testing.T) {
	seen := make(map[string]bool)
	for i := range 3000 {
		for _, w := range fingerprint(core.ID(number(int64(i))), nil) {
			seen[w] = true
		}
	}
	if len(seen) != wordCount {
		t.Errorf("%d of %d words occur", len(seen), wordCount)
	}
	// As computed apart from this program, with Python.
	if got := strings.Join(fingerprint("00000000-0000-4000-8000-000000000000", []byte("public")), " "); got != goldenFingerprint {
		t.Errorf("%q, want %q: fingerprints that people have written down would no longer be right", got, goldenFingerprint)
	}
}

const goldenFingerprint = "Wildgans Diadem Rakete Projekt Karpfen Triangel"

func TestAliasesAreTwoWordsAndANumber(t *testing.T) {
	form := regexp.MustCompile(`^[A-Z][a-z]{3,8} [A-Z][a-z]{3,8} [1-9][0-9]$`)
	seen := make(map[string]bool)
	for range 200 {
		alias := NewAlias()
		if !form.MatchString(alias) || seen[alias] {
			t.Errorf("%q, or twice", alias)
		}
		seen[alias] = true
	}
}
