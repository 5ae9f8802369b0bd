package caselaw

import (
	"context"
	"strings"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/cite"
	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search"
	"verbund/internal/platform/ui"
)

// SectionView is a part of the full text.
type SectionView struct {
	ID, Heading string
	Paragraphs  []ParagraphView
}

// ParagraphView is what is cited by one margin number.
type ParagraphView struct {
	Anchor, Number string
	Cite           string // address that shows how this paragraph is cited
	Lines          [][]LinkedView
	Citation       *CitationView // where it is asked for
}

// LinkedView is a part of a text that leads somewhere, or nowhere.
type LinkedView struct {
	Address string
	Pieces  []Piece
}

// CitationView is how a paragraph is cited, to copy.
type CitationView struct{ Words, English, Address string }

// fullText prepares the text for reading: provisions and decisions in it lead on, the
// words that were searched for are marked, and each paragraph can be cited.
func (room *Room) fullText(ctx context.Context, p *ReadPage, d *Shown, req search.Request, asked string) error {
	if d.Text.Words() == 0 {
		return nil
	}
	var found [][]citation.Citation
	places := map[citation.Case]int{}
	var cases []citation.Case
	for _, s := range d.Text.Sections {
		for _, paragraph := range s.Paragraphs {
			all := citation.Find(paragraph.Text)
			found = append(found, all)
			for _, c := range all {
				if named := namedCase(c.Case); c.Kind != citation.Statute && named.Key() != "" {
					if _, there := places[named]; !there {
						places[named] = len(cases)
						cases = append(cases, named)
					}
				}
			}
		}
	}
	numbers, err := room.Store.Resolve(ctx, cases)
	if err != nil {
		return err
	}
	lead := func(c citation.Citation) string {
		if c.Kind == citation.Statute {
			if words := c.Norm.String(); words != "" {
				return p.to(search.Request{Text: words})
			}
			return ""
		}
		if at, ok := places[namedCase(c.Case)]; ok && numbers[at] != 0 && numbers[at] != d.Number {
			return p.at(numbers[at])
		}
		return ""
	}
	var query *search.Query
	if req.Text != "" {
		index, err := room.Finder.Index()
		if err != nil {
			return err
		}
		q := index.Parse(req.Text, req.Any)
		query = &q
	}
	travels := ""
	if req.Text != "" && len(req.Text) <= longestLinked {
		travels = "&" + writeRequest(search.Request{Text: req.Text}).Encode()
	}
	anchors := d.Text.Anchors()
	i := 0
	for n, s := range d.Text.Sections {
		view := SectionView{ID: "part-" + formatNumber(int64(n+1)), Heading: s.Heading}
		if view.Heading == "" {
			view.Heading = room.codes.Label("sections", s.Kind, "de")
		}
		for _, paragraph := range s.Paragraphs {
			v := ParagraphView{Anchor: anchors[i], Number: paragraph.Number, Cite: "?cite=" + anchors[i] + travels + "#" + anchors[i]}
			var marks []search.Range
			if query != nil {
				marks = search.Marks(*query, paragraph.Text)
			}
			v.Lines = linked(paragraph.Text, found[i], lead, marks)
			if asked == anchors[i] {
				v.Citation = &CitationView{Words: cite.German(p.of, paragraph.Number), Address: p.Permanent + "#" + anchors[i]}
				if p.In.Lang() == "en" {
					v.Citation.English = cite.English(p.of, paragraph.Number)
				}
			}
			view.Paragraphs = append(view.Paragraphs, v)
			i++
		}
		if s.Kind == "headnote" && len(d.Text.Sections) > 1 && p.stands(&s, view.Paragraphs) {
			continue
		}
		p.Outline = append(p.Outline, ui.Link{Address: "#" + view.ID, Words: view.Heading})
		p.Sections = append(p.Sections, view)
	}
	return nil
}

// stands puts the headnote of the full text where the entry shows the same words, so that
// it is there once, and can be cited there.
func (p *ReadPage) stands(s *decision.Section, all []ParagraphView) bool {
	var words []string
	for _, paragraph := range s.Paragraphs {
		words = append(words, paragraph.Text)
	}
	for i := range p.Parts {
		part := &p.Parts[i]
		if part.ID == "about-headnote" && len(part.Text) == 0 && oneLine(strings.Join(part.Paragraphs, " ")) == oneLine(strings.Join(words, " ")) {
			part.Text = all
			return true
		}
	}
	return false
}

// namedCase is what a citation says of which decision it means.
func namedCase(c citation.Case) citation.Case {
	return citation.Case{Court: c.Court, Date: c.Date, FileNumber: c.FileNumber, ECLI: c.ECLI}
}

// linked cuts a text into lines, and those into what leads somewhere and what is marked.
// Spans that do not fit the text are left out.
func linked(s string, found []citation.Citation, lead func(citation.Citation) string, marks []search.Range) (lines [][]LinkedView) {
	type span struct {
		start, end int
		address    string
	}
	var spans []span
	last := 0
	for _, c := range found {
		if c.Start < last || c.End <= c.Start || c.End > len(s) {
			continue
		}
		address := lead(c)
		if address == "" {
			continue
		}
		spans = append(spans, span{c.Start, c.End, address})
		last = c.End
	}
	var line []LinkedView
	part := func(from, to int, address string) {
		for from < to {
			end, broken := to, false
			if at := strings.IndexByte(s[from:to], '\n'); at >= 0 {
				end, broken = from+at, true
			}
			if end > from {
				line = append(line, LinkedView{address, pieces(s[from:end], within(marks, from, end))})
			}
			from = end
			if broken {
				if len(line) > 0 {
					lines = append(lines, line)
				}
				line = nil
				from++
			}
		}
	}
	at := 0
	for _, sp := range spans {
		part(at, sp.start, "")
		part(sp.start, sp.end, sp.address)
		at = sp.end
	}
	part(at, len(s), "")
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

// within are the marks between two places of a text, counted from the first.
func within(marks []search.Range, from, to int) (all []search.Range) {
	for _, m := range marks {
		if start, end := max(m.Start, from), min(m.End, to); start < end {
			all = append(all, search.Range{Start: start - from, End: end - from})
		}
	}
	return all
}
