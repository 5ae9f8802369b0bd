package handbook

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbund/internal/platform/text"
)

// What a note is found by is sealed beside it, already folded, so that a search
// over everything only opens and looks: title, tags, what is said about a contact
// and the names of files, text, each folded by text.Fold, parted by a byte that
// no folded text holds. Behind each stand the words of it that can be written out
// ("Köln" as "koeln").
const divider = 0

// sections of what a note is found by, in their order.
const (
	inTitle = iota
	inTags
	inContact
	inText
	sections
)

// words is what a note is found by.
func words(n Note) []byte {
	var b []byte
	for i, s := range [sections]string{n.Title, strings.Join(n.Tags, " "), strings.Join(n.about(), " "), n.Text} {
		if i > 0 {
			b = append(b, divider)
		}
		b = append(b, text.Fold(s)...)
		b = appendWrittenOut(b, s)
	}
	return b
}

func appendWrittenOut(b []byte, s string) []byte {
	seen := map[string]bool{}
	for word := range strings.FieldsSeq(s) {
		if isASCII(word) || seen[word] {
			continue
		}
		seen[word] = true
		if keys := text.FoldKeys(word); len(keys) > 1 {
			b = append(append(b, ' '), keys[1]...)
		}
	}
	return b
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// query is what somebody searches for: words that must all be there, each in any
// of its spellings.
type query [][][]byte

// Bounds of a query; what is beyond them is not searched for.
const (
	queryLength = 200 // characters
	queryWords  = 10
)

// readQuery takes any text.
func readQuery(s string) query {
	if utf8.RuneCountInString(s) > queryLength {
		s = string([]rune(s)[:queryLength])
	}
	var q query
	for word := range strings.FieldsSeq(s) {
		var spellings [][]byte
		for _, key := range text.FoldKeys(word) {
			if key != "" {
				spellings = append(spellings, []byte(key))
			}
		}
		if spellings != nil && len(q) < queryWords {
			q = append(q, spellings)
		}
	}
	return q
}

// weights of the sections: a title counts for more than what stands anywhere in
// a long text.
func weights() [sections]int {
	return [sections]int{inTitle: 1000, inTags: 100, inContact: 10, inText: 1}
}

// rank tells how well a note fits by its words, 0 if a word is missing.
func (q query) rank(words []byte) int {
	sum := 0
	for _, spellings := range q {
		weight := 0
		for _, s := range spellings {
			weight = max(weight, rankWord(words, s))
		}
		if weight == 0 {
			return 0
		}
		sum += weight
	}
	return sum
}

func rankWord(words, word []byte) int {
	for _, weight := range weights() {
		section, rest, _ := bytes.Cut(words, []byte{divider})
		if bytes.Contains(section, word) {
			return weight
		}
		words = rest
	}
	return 0
}

// Piece is some of a text, and whether the search found it.
type Piece struct {
	Text string
	Hit  bool
}

// Lengths of what is shown of a text, in bytes before and behind what was found.
const (
	snippetBefore = 60
	snippetAfter  = 160
)

// snippet is the part of a text where the first word of the query stands, with
// all words that were searched for marked, or nil if none is there.
func (q query) snippet(s string) []Piece {
	for from, to := range wordsOf(s) {
		if q.hits(s[from:to]) {
			return q.mark(excerpt(s, from, to))
		}
	}
	return nil
}

// mark divides a text into what was searched for and the rest.
func (q query) mark(s string) []Piece {
	var all []Piece
	add := func(part string, hit bool) {
		if part == "" {
			return
		}
		if last := len(all) - 1; last >= 0 && all[last].Hit == hit {
			all[last].Text += part
			return
		}
		all = append(all, Piece{part, hit})
	}
	end := 0
	for from, to := range wordsOf(s) {
		if q.hits(s[from:to]) {
			add(s[end:from], false)
			add(s[from:to], true)
			end = to
		}
	}
	add(s[end:], false)
	return all
}

// hits tells whether a word holds any that was searched for.
func (q query) hits(word string) bool {
	keys := text.FoldKeys(word)
	return slices.ContainsFunc(q, func(spellings [][]byte) bool {
		return slices.ContainsFunc(spellings, func(s []byte) bool {
			return slices.ContainsFunc(keys, func(key string) bool { return strings.Contains(key, string(s)) })
		})
	})
}

// wordsOf gives where each word of a text begins and ends.
func wordsOf(s string) func(yield func(from, to int) bool) {
	return func(yield func(from, to int) bool) {
		from := -1
		for i, r := range s {
			switch gap := unicode.IsSpace(r); {
			case gap && from >= 0:
				if !yield(from, i) {
					return
				}
				from = -1
			case !gap && from < 0:
				from = i
			}
		}
		if from >= 0 {
			yield(from, len(s))
		}
	}
}

// marks of Markdown say nothing in an excerpt.
const marks = "#*`|>"

// excerpt is a text around one of its words, on one line.
func excerpt(s string, from, to int) string {
	start, end := max(0, from-snippetBefore), min(len(s), to+snippetAfter)
	if start > 0 {
		if gap := strings.IndexFunc(s[start:from], unicode.IsSpace); gap >= 0 {
			start += gap
		} else {
			start = from
		}
	}
	if end < len(s) {
		if gap := strings.LastIndexFunc(s[to:end], unicode.IsSpace); gap >= 0 {
			end = to + gap
		} else {
			end = to
		}
	}
	cut := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return -1
		}
		return r
	}, s[start:end])), " ")
	if start > 0 {
		cut = "… " + cut
	}
	if end < len(s) {
		cut += " …"
	}
	return cut
}
