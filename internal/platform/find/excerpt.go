package find

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"verbund/internal/platform/text"
)

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

// Snippet is the part of a text where the first word of the query stands, with
// all words that were searched for marked, or nil if none is there.
func (q Query) Snippet(s string) []Piece {
	if !q.hits(s) { // as in most texts: to fold the whole is much quicker than word by word
		return nil
	}
	for from, to := range wordsOf(s) {
		if q.hits(s[from:to]) {
			return q.Mark(excerpt(s, from, to))
		}
	}
	return nil
}

// Mark divides a text into what was searched for and the rest.
func (q Query) Mark(s string) []Piece { return mark(s, q.hits) }

// MarkNames is Mark for names: it also marks those in another script, and those
// that only sound like a word of the query.
func (q Query) MarkNames(s string) []Piece {
	return mark(s, q.names)
}

// MarkNumbers is Mark for a number, which is marked as a whole.
func (q Query) MarkNumbers(s string) []Piece {
	keys := appendNumbers(nil, s)
	found := func(number []byte) bool { return number != nil && bytes.Contains(keys, number) }
	if slices.ContainsFunc(q.terms, func(t term) bool { return found(t.number) }) ||
		slices.ContainsFunc(q.runs, func(r run) bool { return found(r.number) }) {
		return []Piece{{s, true}}
	}
	return q.Mark(s)
}

func mark(s string, hits func(word string) bool) []Piece {
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
		if hits(s[from:to]) {
			add(s[end:from], false)
			add(s[from:to], true)
			end = to
		}
	}
	add(s[end:], false)
	return all
}

// hits tells whether some words hold any that was searched for.
func (q Query) hits(words string) bool {
	spelled := text.FoldKeys(words)
	return slices.ContainsFunc(q.terms, func(t term) bool { return within(spelled, t.spellings) })
}

// names tells whether a name is any that was searched for, in another script, or
// sounds like it.
func (q Query) names(name string) bool {
	keys, spelled := appendNames(nil, name), append(text.FoldKeys(name), latin(name)...)
	return slices.ContainsFunc(q.terms, func(t term) bool {
		return within(spelled, t.spellings) || within(spelled, t.latin) ||
			slices.ContainsFunc(t.keys, func(key []byte) bool { return bytes.Contains(keys, key) })
	})
}

// within tells whether any of the spellings of a word holds any of what is sought.
func within(spelled []string, sought [][]byte) bool {
	return slices.ContainsFunc(sought, func(s []byte) bool {
		return slices.ContainsFunc(spelled, func(key string) bool { return strings.Contains(key, string(s)) })
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
