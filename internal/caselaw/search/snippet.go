package search

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"verbund/internal/caselaw/decision"
)

// Snippet shows where in a decision the query found something.
type Snippet struct {
	Anchor string // of the paragraph; see decision.Text.Anchors
	Number string // its margin number, or nothing

	Text   string  // of the paragraph as much as fits
	Marks  []Range // in Text
	Before bool    // something was cut off at the start
	After  bool    // at the end
}

// The length of a snippet in bytes, and how much of it comes before the first mark.
const (
	snippetLength = 320
	snippetLead   = 60
)

// Snippets are the n paragraphs in which most of the query stands, in the order of the
// text; fewer where fewer have any of it.
func Snippets(q Query, text decision.Text, n int) []Snippet { return NewMarker(q).Snippets(text, n) }

// Snippets does the same for one of many decisions.
func (m *Marker) Snippets(text decision.Text, n int) []Snippet {
	type found struct {
		at    int
		score float64
		marks []mark
		p     *decision.Paragraph
	}
	var all []found
	at := 0
	seen := make([]bool, len(m.weights))
	for i := range text.Sections {
		for j := range text.Sections[i].Paragraphs {
			p := &text.Sections[i].Paragraphs[j]
			marks := m.marks(p.Text)
			if len(marks) > 0 {
				clear(seen)
				score := 0.0
				for _, k := range marks {
					if !seen[k.part] {
						seen[k.part] = true
						score += m.weights[k.part]
					} else {
						score += m.weights[k.part] / 50
					}
				}
				all = append(all, found{at, score, marks, p})
			}
			at++
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	all = all[:min(max(n, 0), len(all))]
	slices.SortFunc(all, func(a, b found) int { return a.at - b.at })
	if len(all) == 0 {
		return nil
	}
	anchors := text.Anchors()
	out := make([]Snippet, 0, len(all))
	for _, f := range all {
		s := m.excerpt(f.p.Text, f.marks)
		s.Anchor, s.Number = anchors[f.at], f.p.Number
		out = append(out, s)
	}
	return out
}

// excerpt cuts out the part of a paragraph with the weightiest marks.
func (m *Marker) excerpt(text string, marks []mark) Snippet {
	from, to := 0, len(text)
	if len(text) > snippetLength {
		best, sum, k := -1.0, 0.0, 0
		in := map[int]int{}
		for i := range marks { // i is the first mark of the window, k the one after its last
			for k < len(marks) && marks[k].End-marks[i].Start <= snippetLength-snippetLead {
				if in[marks[k].part]++; in[marks[k].part] == 1 {
					sum += m.weights[marks[k].part]
				}
				k++
			}
			if sum > best {
				best, from = sum, marks[i].Start
			}
			if k > i {
				if in[marks[i].part]--; in[marks[i].part] == 0 {
					sum -= m.weights[marks[i].part]
				}
			} else {
				k = i + 1
			}
		}
		from = wordStart(text, max(from-snippetLead, 0))
		to = wordEnd(text, min(from+snippetLength, len(text)))
		if to-from < snippetLength/2 {
			from = wordStart(text, max(to-snippetLength, 0))
		}
	}
	s := Snippet{Text: text[from:to], Before: from > 0, After: to < len(text)}
	for _, k := range marks {
		start, end := max(k.Start, from)-from, min(k.End, to)-from
		if start >= end {
			continue
		}
		if n := len(s.Marks); n > 0 && start < s.Marks[n-1].End {
			s.Marks[n-1].End = max(s.Marks[n-1].End, end)
			continue
		}
		s.Marks = append(s.Marks, Range{start, end})
	}
	return s
}

// wordStart is the start of a word at or shortly after a place, and in any case one of
// a character.
func wordStart(text string, at int) int {
	if at == 0 {
		return 0
	}
	for i := at; i < len(text) && i < at+40; i++ {
		if text[i-1] == ' ' || text[i-1] == '\n' {
			return i
		}
	}
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

// wordEnd is the end of a word at or shortly before a place.
func wordEnd(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	for i := at; i > 0 && i > at-40; i-- {
		if text[i] == ' ' || text[i] == '\n' {
			return i
		}
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}
