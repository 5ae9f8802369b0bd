package casework

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/platform/find"
	"verbund/internal/platform/vault"
)

// What a case is found by is sealed beside it, folded and without repetitions, so
// that a search over all cases opens one small record of each and looks (see
// package find). Alias, tags and what stands in core and entries lie in the part
// "search"; identity and location in "search-names", in sections of their own:
// whoever has no right to one is not shown what lies there, and does not find by
// it.

// searchWeights are those of the sections of words: the alias counts most, what
// stands anywhere in a long text least.
func searchWeights() []int { return []int{1000, 300, 100, 50, 1} }

// nameWeights are those of the sections of names, 0 for what she may not read.
func nameWeights(identity, location bool) []int {
	w := []int{0, 0, 0, 0}
	if identity {
		w[0], w[1] = 500, 5
	}
	if location {
		w[2], w[3] = 200, 5
	}
	return w
}

// words is what a case is found by without who the person is: alias, tags, short
// answers, numbers in texts, texts.
func (d worker) words(c *Case) []byte {
	short, long := byLength(d.written(c, dataset.Core, dataset.Entries))
	return find.Words(find.Section{Text: c.Alias}, find.Section{Text: strings.Join(c.Tags, "\n")},
		find.Section{Text: strings.Join(short, "\n"), Names: true, Numbers: true},
		find.Section{Text: strings.Join(numbersIn(long), "\n"), Numbers: true}, find.Section{Text: wordsOnce(long)})
}

// names is what a case is found by in identity and location: short answers, which
// are names, numbers and places, and longer ones, of each.
func (d worker) names(c *Case) []byte {
	var all []find.Section
	for _, part := range []dataset.Part{dataset.Identity, dataset.Location} {
		short, long := byLength(d.written(c, part))
		all = append(all, find.Section{Text: strings.Join(short, "\n"), Names: true, Numbers: true}, find.Section{Text: strings.Join(long, "\n"), Numbers: true})
	}
	return find.Words(all...)
}

// passage is something that was typed into a case.
type passage struct {
	kept     *Kept
	sheet    *dataset.Sheet // nil for a document or letter
	question dataset.Question
	text     string
}

func (p passage) short() bool { return p.question.Kind == dataset.Line }

// written are the texts that were typed on sheets of some parts; those of what was
// taken out are not among them.
func (d worker) written(c *Case, parts ...dataset.Part) []passage {
	var all []passage
	for _, part := range parts {
		for _, k := range c.records {
			sheet, known := d.Set.Sheet(k.Sheet)
			if k.Removed || k.part != vault.Part(part) {
				continue
			}
			if !known {
				for _, text := range k.text() {
					all = append(all, passage{k, nil, dataset.Question{Kind: dataset.Text}, text})
				}
				continue
			}
			for _, q := range sheet.Questions() {
				if q.Kind == dataset.Line || q.Kind == dataset.Text {
					for _, text := range k.State.Answers[q.ID] {
						all = append(all, passage{k, sheet, q, text})
					}
				}
			}
		}
	}
	return all
}

// byLength are the answers on one line, and all others.
func byLength(all []passage) (short, long []string) {
	for _, p := range all {
		if p.short() {
			short = append(short, p.text)
		} else {
			long = append(long, p.text)
		}
	}
	return short, long
}

// wordsOnce is every word of some texts once: a search asks only whether there is a
// word, and journals repeat most of theirs.
func wordsOnce(texts []string) string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, text := range texts {
		for word := range strings.FieldsSeq(text) {
			if word = strings.ToLower(word); !seen[word] {
				seen[word] = true
				b.WriteString(word)
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

// Lengths of a number in a text, in letters and digits.
const (
	leastNumber = 4
	mostPlain   = 4 // letters of a word that may stand inside a file number, as "KLs" or "Js"
)

// numbersIn are the telephone and file numbers in texts, as far as they can be told
// by their look: words with digits in them, and what stands between two of them
// where it is as short as the sign of a register.
func numbersIn(texts []string) []string {
	var all []string
	for _, text := range texts {
		var run []string
		last := 0 // end of the last word with a digit in run
		end := func() {
			if number := strings.Trim(strings.Join(run[:last], " "), ".,;:!?()"); countable(number) >= leastNumber {
				all = append(all, number)
			}
			run, last = nil, 0
		}
		for word := range strings.FieldsSeq(text) {
			switch {
			case strings.ContainsFunc(word, unicode.IsDigit):
				run = append(run, word)
				last = len(run)
				if strings.ContainsAny(word[len(word)-1:], ",;") {
					end()
				}
			case len(run) > 0 && len(run) == last && utf8.RuneCountInString(word) <= mostPlain:
				run = append(run, word)
			default:
				end()
			}
		}
		end()
	}
	return all
}

// countable is how many letters and digits a text has.
func countable(s string) (n int) {
	for _, r := range s {
		if unicode.IsDigit(r) || unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
