package account

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// passwordLeast and passwordMost are the bounds of a password in characters.
// The upper one is there so that nobody has a novel stretched.
const (
	passwordLeast = 12
	passwordMost  = 256
	digitsLeast   = 16 // of a password with hardly a letter: less is a date or a telephone number
)

//go:embed common.txt
var commonFile string

// commonWords are what people choose first: words, names, towns, teams and rows
// of keys that stand at the head of every list of stolen passwords, German and
// English. A password is refused if nothing but one or two of them is left of it.
func commonWords() map[string]bool { return readCommon() }

var readCommon = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(commonFile) {
		words[word] = true
	}
	return words
})

// checkPassword tells why a new password cannot be taken, as core.Invalid at the
// fields "new" and "repeat". own are words by which the person is known: a
// password may not be made of them.
func checkPassword(password, repeat string, own ...string) error {
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < passwordLeast:
		return invalid("new", "account.own.password-short", "n", passwordLeast)
	case n > passwordMost:
		return invalid("new", "account.own.password-long", "n", passwordMost)
	case guessable(password, own...):
		return invalid("new", "account.own.password-common")
	case password != norm.NFC.String(repeat):
		return invalid("repeat", "account.own.password-differs")
	}
	return nil
}

// guessable tells whether a password is among the first that are tried.
func guessable(password string, own ...string) bool {
	folded := text.Fold(password)
	for _, word := range own {
		for _, part := range append(strings.FieldsFunc(text.Fold(word), notLetter), text.Fold(word)) {
			if utf8.RuneCountInString(part) >= 4 && strings.Contains(folded, part) {
				folded = strings.ReplaceAll(folded, part, "")
				if utf8.RuneCountInString(folded) < passwordLeast-4 {
					return true
				}
			}
		}
	}
	letters := lettersOf(folded)
	if len(letters) < 4 && utf8.RuneCountInString(password) < digitsLeast {
		return true
	}
	return fewDifferent(folded) || repeats(folded) || walks(folded) || madeOfCommon(letters) || madeOfCommon(lettersOf(unmask(strings.TrimFunc(folded, notLetter))))
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// fewDifferent finds passwords of three characters or fewer, such as 111111111111.
func fewDifferent(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) <= 3
}

// repeats finds passwords that are one piece again and again, such as
// abcdabcdabcd.
func repeats(s string) bool {
	for n := 1; n <= len(s)/2; n++ {
		if strings.HasPrefix(s, s[n:]) {
			return true
		}
	}
	return false
}

// rows are the ways of keys and of the alphabet along which fingers walk.
func rows() []string {
	return []string{"abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertzuiopu", "qwertyuiop", "asdfghjkloa", "yxcvbnm", "zxcvbnm",
		"qazwsxedcrfvtgbyhnujmikolp", "1qay2wsx3edc4rfv5tgb6zhn7ujm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p", "147258369", "159357"}
}

// walks finds passwords of which at most three characters are left when walks
// of four keys or more are taken out, forwards or backwards.
func walks(s string) bool {
	var ways []string
	for _, row := range rows() {
		ways = append(ways, row, reversed(row))
	}
	left := 0
	for i := 0; i < len(s); {
		longest := 0
		for _, way := range ways {
			for n := min(len(way), len(s)-i); n >= 4 && n > longest; n-- {
				if strings.Contains(way, s[i:i+n]) {
					longest = n
				}
			}
		}
		if longest == 0 {
			left, longest = left+1, 1
		}
		i += longest
	}
	return left <= 3
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

// unmask turns the digits and marks that stand for letters back.
func unmask(s string) string {
	return strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i", "€", "e", "+", "t", "|", "l").Replace(s)
}

func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// madeOfCommon tells whether letters are nothing but one or two different common
// words, however often.
func madeOfCommon(letters string) bool {
	return letters != "" && split(letters, commonWords(), nil)
}

func split(rest string, words map[string]bool, used []string) bool {
	if rest == "" {
		return true
	}
	for n := len(rest); n >= 3; n-- {
		word := rest[:n]
		if !words[word] {
			continue
		}
		known := false
		for _, u := range used {
			known = known || u == word
		}
		switch {
		case known:
			if split(rest[n:], words, used) {
				return true
			}
		case len(used) < 2:
			if split(rest[n:], words, append(used[:len(used):len(used)], word)) {
				return true
			}
		}
	}
	return false
}

// guard keeps the way to change a password from being used to guess it.
func (a *Accounts) guard(person core.ID) error {
	if !a.attempts.allow(tryPassword(), string(person)) {
		return tooFast()
	}
	return nil
}
