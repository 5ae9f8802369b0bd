package casework

import (
	"net/http"
	"regexp"
	"strings"

	"verbund/internal/casework/letters"
	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// Paper is a letter as it is printed. Who sends it, to whom, and on which day stand
// where a window envelope wants them (DIN 5008, form B); what has no such head is
// printed as it is.
type Paper struct {
	Lang, Dir string
	Title     string // of a form; a letter has its own
	Sender    [][]letters.Span
	To        [][]letters.Span
	Day       [][]letters.Span
	Blocks    []letters.Block
}

// PrintPage is a letter alone.
type PrintPage struct {
	ui.Frame
	Paper Paper
	Back  ui.Link
	Gaps  []GapView
	Note  string // for colleagues, not printed
}

// newPaper lays a letter out. Of the paragraphs before the first heading the first
// is who sends it, the last the place and day, one between them to whom it goes.
func newPaper(l Letter) Paper {
	p := Paper{Lang: string(l.Lang), Dir: "ltr", Blocks: letters.Read(l.Text)}
	if known, ok := text.LanguageOf(l.Lang); ok {
		p.Dir = known.Dir
	}
	if strings.HasPrefix(l.Template, formPrefix) {
		p.Title = l.Title
		return p
	}
	head := 0
	for head < len(p.Blocks) && p.Blocks[head].Kind == letters.Paragraph {
		head++
	}
	if head == 0 || head == len(p.Blocks) || head > 3 || p.Blocks[head].Kind != letters.Heading {
		return p
	}
	parts := p.Blocks[:head]
	p.Sender, p.Blocks = parts[0].Lines, p.Blocks[head:]
	switch head {
	case 2:
		p.Day = parts[1].Lines
	case 3:
		p.To, p.Day = parts[1].Lines, parts[2].Lines
	}
	return p
}

// run is a piece of a line: a number of several groups, or words.
type run struct {
	Text   string
	Number bool
}

// groups finds numbers of several groups, such as 030 123456: in a text that runs
// from right to left their groups would change places (Unicode TR 9, rule L2).
var groups = regexp.MustCompile(`\+?[0-9][0-9 /().-]{3,}[0-9]`)

// phonesIn takes a line apart.
func phonesIn(words string) []run {
	var all []run
	at := 0
	for _, m := range groups.FindAllStringIndex(words, -1) {
		if m[0] > at {
			all = append(all, run{Text: words[at:m[0]]})
		}
		all = append(all, run{words[m[0]:m[1]], true})
		at = m[1]
	}
	if at < len(words) {
		all = append(all, run{Text: words[at:]})
	}
	return all
}

func (room *Room) printLetter(w http.ResponseWriter, r *http.Request, d worker) error {
	o, k, err := d.letterOf(r, "printed")
	if err != nil {
		return err
	}
	p := PrintPage{Frame: room.frame(r, k.Letter.Title), Paper: newPaper(*k.Letter)}
	p.Gaps = room.gapViews(p.Frame, *k.Letter)
	p.Back = ui.Link{Address: address(o.ID) + "/letters/" + string(k.ID), Words: p.Say("casework.letter.back")}
	p.Note = room.unreviewed(p.Frame, k.Letter.Lang)
	return web.Render(w, r, http.StatusOK, printPage(p))
}

// unreviewed says that nobody who speaks a language has read its texts yet; empty
// for one that was read.
func (room *Room) unreviewed(f ui.Frame, lang core.Lang) string {
	if room.Shelf.Reviewed(lang) {
		return ""
	}
	return f.Say("casework.letter.unreviewed")
}

// WitnessPage is the notice to read aloud before somebody tells her story.
type WitnessPage struct {
	CaseFrame
	Paper Paper
	Langs []ui.Link
	Note  string
	Facts []FactView // what the intake says about it
	Told  bool
	Way   ui.Link
}

func (room *Room) showWitness(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", "intake")
	if err != nil {
		return err
	}
	p := WitnessPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.consent.witness"), "/letters", o.names)}
	intake := o.Answers("intake")
	lang := sample{Sort: aForm, Langs: room.Shelf.Languages()}.langOf(web.ReadQuery(r).Get("lang"), intake.All("languages"))
	filled := room.Shelf.Witness(lang)
	p.Paper = newPaper(Letter{Template: formPrefix, Title: filled.Title, Lang: filled.Lang, Text: filled.Text})
	p.Langs = langLinks(room.Shelf.Languages(), lang, p.Address+"/witness?")
	p.Note, p.Done = room.unreviewed(p.Frame, lang), doneWords(p.Frame, web.ReadQuery(r))
	p.Told = intake.Yes("witness-told")
	p.Way = ui.Link{Address: p.Address + "/sheets/intake", Words: room.sheetLabel(p.Frame, "intake")}
	if sheet, known := room.Set.Sheet("intake"); known {
		for _, name := range []string{"witness-told", "witness-told-on"} {
			if q, ok := sheet.Question(name); ok && intake.Get(name) != "" {
				p.Facts = append(p.Facts, FactView{q.Label(p.Lang()), d.saidOf(p.Frame, q, intake, o.given)})
			}
		}
	}
	return web.Render(w, r, http.StatusOK, witnessPage(p))
}

func (room *Room) sheetLabel(f ui.Frame, id string) string {
	sheet, known := room.Set.Sheet(id)
	if !known {
		return id
	}
	return sheet.Label(f.Lang())
}

// langLinks are the ways to the same text in other languages. address ends in ? or &.
func langLinks(all []core.Lang, now core.Lang, address string) []ui.Link {
	var links []ui.Link
	for _, lang := range all {
		links = append(links, ui.Link{Address: address + "lang=" + string(lang), Words: selfName(lang), Current: lang == now})
	}
	return links
}

func (room *Room) noteWitness(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	if err := d.tellOfWitness(r.Context(), id); err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"/witness?done=saved")
}
