package caselaw

import (
	"strings"
	"unicode"

	"verbund/internal/caselaw/decision"
)

// redacted stands where something was taken out.
const redacted = "[…]"

// cutter takes words out of texts, and counts how often.
type cutter struct {
	words  [][]rune // in lower case, parted where any white space may stand
	within bool
	found  int
}

func newCutter(words string, within bool) *cutter {
	c := &cutter{within: within}
	for part := range strings.FieldsSeq(words) {
		runes := []rune(part)
		for i, r := range runes {
			runes[i] = unicode.ToLower(r)
		}
		c.words = append(c.words, runes)
	}
	return c
}

// text is s without the words.
func (c *cutter) text(s string) string {
	runes := []rune(s)
	lower := make([]rune, len(runes))
	for i, r := range runes {
		lower[i] = unicode.ToLower(r)
	}
	var b strings.Builder
	last := 0
	for i := 0; i < len(runes); {
		if n := c.at(lower, i); n > 0 {
			b.WriteString(string(runes[last:i]))
			b.WriteString(redacted)
			c.found++
			i += n
			last = i
			continue
		}
		i++
	}
	if last == 0 {
		return s
	}
	b.WriteString(string(runes[last:]))
	return b.String()
}

func ofWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// unseen are characters that nobody sees in a word: soft hyphens and the like.
func unseen(r rune) bool { return unicode.Is(unicode.Cf, r) }

// at returns how many characters of s from i are the words, and 0 if they are not there.
func (c *cutter) at(s []rune, i int) int {
	if !c.within && i > 0 && ofWord(s[i-1]) {
		return 0
	}
	j := i
	for n, part := range c.words {
		if n > 0 {
			gap := j
			for j < len(s) && (unicode.IsSpace(s[j]) || unseen(s[j])) {
				j++
			}
			if j == gap {
				return 0
			}
		}
		for k, r := range part {
			for k > 0 && j < len(s) && unseen(s[j]) {
				j++
			}
			if j >= len(s) || s[j] != r {
				return 0
			}
			j++
		}
	}
	if !c.within && j < len(s) && ofWord(s[j]) {
		// "Müllers" is the name as well.
		if s[j] != 's' || j+1 < len(s) && ofWord(s[j+1]) {
			return 0
		}
		j++
	}
	return j - i
}

// entry takes the words out of all that people or sources wrote. Codes, days and numbers
// stay. What would be no ECLI or address any more goes as a whole.
func (c *cutter) entry(e *decision.Entry) {
	own := *e
	whole := func(s string) string {
		if c.text(s) != s {
			return ""
		}
		return s
	}
	own.Court, own.Chamber, own.Printed, own.Centre = c.text(own.Court), c.text(own.Chamber), c.text(own.Printed), c.text(own.Centre)
	own.ECLI = whole(own.ECLI)
	own.FileNumbers, own.Names, own.Keywords = c.all(own.FileNumbers), c.all(own.Names), c.all(own.Keywords)
	own.Chain = cutEach(own.Chain, func(in *decision.Instance) {
		in.Court, in.FileNumber, in.Kind, in.ECLI = c.text(in.Court), c.text(in.FileNumber), c.text(in.Kind), whole(in.ECLI)
	})
	own.Norms = cutEach(own.Norms, func(n *decision.Norm) { n.Text, n.Version = c.text(n.Text), c.text(n.Version) })
	own.Sentences = cutEach(own.Sentences, func(p *decision.Sentence) { p.Note = c.text(p.Note) })
	own.Sums = cutEach(own.Sums, func(s *decision.Sum) { s.Note = c.text(s.Note) })
	own.Versions = cutEach(own.Versions, func(v *decision.Version) {
		for _, s := range []*string{&v.Title, &v.Headnote, &v.Points, &v.Facts, &v.Holding, &v.Practice, &v.Plain, &v.Work.Who} {
			*s = c.text(*s)
		}
	})
	own.Anonymised.Who = c.text(own.Anonymised.Who)
	own.Source.Document, own.Source.Modified, own.Source.Address = c.text(own.Source.Document), c.text(own.Source.Modified), whole(own.Source.Address)
	*e = own
}

func (c *cutter) all(texts []string) []string {
	return cutEach(texts, func(s *string) { *s = c.text(*s) })
}

// cutEach is a copy of all with f done to every one.
func cutEach[T any](all []T, f func(*T)) []T {
	if all == nil {
		return nil
	}
	next := append([]T{}, all...)
	for i := range next {
		f(&next[i])
	}
	return next
}

// body takes the words out of a full text.
func (c *cutter) body(t *decision.Text) {
	t.Sections = cutEach(t.Sections, func(s *decision.Section) {
		s.Heading = c.text(s.Heading)
		s.Paragraphs = cutEach(s.Paragraphs, func(p *decision.Paragraph) { p.Text = c.text(p.Text) })
	})
}

// field takes the words out of one field as the history keeps it, as JSON.
func (c *cutter) field(name, stored string) (string, error) {
	if name == "" || stored == "" {
		return stored, nil
	}
	var e decision.Entry
	if err := e.Set(name, stored); err != nil {
		return "", err
	}
	before := c.found
	c.entry(&e)
	if c.found == before {
		return stored, nil
	}
	changes, err := decision.Changes(&decision.Entry{}, &e)
	if err != nil {
		return "", err
	}
	for _, change := range changes {
		if change.Field == name {
			return change.After, nil
		}
	}
	return "", nil
}
