package caselaw

import (
	"net/http"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ReaderPart is a decision as readers see it, as a part of another page.
type ReaderPart struct {
	ui.Frame
	Facts    []FactView
	Texts    []ReaderText
	Sections []ReaderSection
}

// ReaderText is what was written about a decision, under a heading.
type ReaderText struct{ Heading, Lang, Text string }

// ReaderSection is a part of the full text.
type ReaderSection struct {
	Heading    string
	Paragraphs []ReaderParagraph
}

// ReaderParagraph is a paragraph with its margin number.
type ReaderParagraph struct{ Anchor, Number, Text string }

// PreviewPage shows the draft as the public will see it.
type PreviewPage struct {
	DecisionHead
	Reader ReaderPart
}

// readerFields are the fields that readers see, in their order.
func readerFields() []string {
	return []string{"court", "chamber", "kind", "printed", "date", "fileNumbers", "ecli", "names", "finality", "chain", "fields", "norms", "forms", "acts", "means", "purposes", "routes", "sectors", "keywords",
		"persons", "sentences", "sums", "results", "centre", "significance", "anonymised", "source"}
}

func (room *Room) readerPart(f ui.Frame, d *Decision) ReaderPart {
	p := ReaderPart{Frame: f}
	say := saying{f, room.codes}
	for _, field := range readerFields() {
		if field == "significance" && d.Entry.Significance == 0 {
			continue
		}
		if words := say.field(&d.Entry, field); words != "" {
			p.Facts = append(p.Facts, FactView{fieldWords(f, field), words})
		}
	}
	for i := range d.Entry.Versions {
		v := &d.Entry.Versions[i]
		for _, part := range versionParts() {
			if words := part.of(v); words != "" {
				p.Texts = append(p.Texts, ReaderText{fieldWords(f, "versions."+v.Lang+"."+part.name), v.Lang, words})
			}
		}
		if words := say.work(v.Work); words != "" {
			p.Texts = append(p.Texts, ReaderText{fieldWords(f, "versions."+v.Lang+".work"), string(f.Lang()), words})
		}
	}
	p.Sections = readerSections(f, room.codes, &d.Text)
	return p
}

func readerSections(f ui.Frame, codes *decision.Codes, t *decision.Text) (all []ReaderSection) {
	anchors, at := t.Anchors(), 0
	for _, s := range t.Sections {
		one := ReaderSection{Heading: firstOf(s.Heading, codes.Label("sections", s.Kind, string(f.Lang())))}
		for _, p := range s.Paragraphs {
			one.Paragraphs = append(one.Paragraphs, ReaderParagraph{anchors[at], p.Number, p.Text})
			at++
		}
		all = append(all, one)
	}
	return all
}

// changedParagraphs is how many paragraphs of b do not stand in a.
func changedParagraphs(a, b *decision.Text) (n int) {
	known := map[string]int{}
	key := func(p decision.Paragraph) string { return p.Number + " " + strings.Join(strings.Fields(p.Text), " ") }
	for _, s := range a.Sections {
		for _, p := range s.Paragraphs {
			known[key(p)]++
		}
	}
	for _, s := range b.Sections {
		for _, p := range s.Paragraphs {
			if known[key(p)] == 0 {
				n++
			} else {
				known[key(p)]--
			}
		}
	}
	return n
}

func (room *Room) preview(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	p := PreviewPage{DecisionHead: room.head(r, &d, "preview")}
	p.Reader = room.readerPart(p.Frame, &d)
	return web.Render(w, r, http.StatusOK, previewPage(p))
}

// sendFile sends the file of the draft to be saved.
func (room *Room) sendFile(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	body, _, err := room.Store.DraftFile(r.Context(), web.ActorOf(r), d.Number)
	if err != nil {
		return err
	}
	return web.Attachment(w, r, "decision-"+formatNumber(d.Number)+".pdf", strings.NewReader(string(body)))
}
