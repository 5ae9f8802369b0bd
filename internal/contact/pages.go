package contact

import (
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
)

// page is what all pages of a person who writes have: what travels along, and the
// heading, which is the question.
type page struct {
	ui.Frame
	Hidden [][2]string
	Said   string // what has just happened
	Wrong  string // what is wrong with what she typed
}

func (s *seeker) page(heading string, carried ...string) page {
	f := s.frame
	f.Heading = f.Say(heading)
	return page{Frame: f, Hidden: s.carried(carried...)}
}

// LanguagePage is the first page: all languages in their own script.
type LanguagePage struct {
	page
	Languages []ui.Alternate
}

func (s *seeker) newLanguagePage() LanguagePage {
	p := LanguagePage{page: s.page("contact.language.heading", "text")}
	p.Hidden = append(p.Hidden[1:], [2]string{"step", stepBegin}) // the button says the language
	for _, l := range s.Texts.Languages() {
		p.Languages = append(p.Languages, ui.Alternate{Lang: l.Code, Dir: l.Dir, Self: l.Self, Current: l.Code == s.lang})
	}
	slices.SortStableFunc(p.Languages, func(a, b ui.Alternate) int {
		switch {
		case a.Current == b.Current:
			return 0
		case a.Current:
			return -1
		}
		return 1
	})
	return p
}

// BeginPage leads to writing and to reading.
type BeginPage struct {
	page
	Lines []HelpLine
}

func (s *seeker) newBeginPage() BeginPage {
	return BeginPage{s.page("contact.begin.heading", "text"), s.Lines(s.lang)}
}

// PlacePage asks where she is.
type PlacePage struct {
	page
	Place ui.Field
}

func (s *seeker) newPlacePage(wrong string) PlacePage {
	p := PlacePage{page: s.page("contact.place.heading", "text"), Place: ui.Field{Name: "place", Label: s.frame.Say("contact.place.label"), Hint: s.frame.Say("contact.place.hint"), Value: s.values.Get("place")}}
	if wrong != "" {
		p.Place.Error = s.frame.Say(wrong)
	}
	return p
}

// CentrePage is to whom she can write, the nearest first.
type CentrePage struct {
	page
	Takers []TakerView // that take messages
	Others []Entry     // that can be called
}

// TakerView is a centre to write to.
type TakerView struct {
	ID         string
	Name, Town string
	Reads      string // the languages that it reads, if hers is not among them
}

// Bounds of what stands on the page.
const (
	mostTakers = 5
	mostOthers = 3
)

func (s *seeker) newCentrePage(found []Entry, all []taker) CentrePage {
	p := CentrePage{page: s.page("contact.centre.heading", "place", "text")}
	shown := map[core.ID]bool{}
	for _, e := range found {
		takes := false
		for _, t := range all {
			if t.Organisation != e.Organisation {
				continue
			}
			takes = true
			if shown[t.Centre] || len(p.Takers) == mostTakers {
				continue
			}
			shown[t.Centre] = true
			p.Takers = append(p.Takers, TakerView{string(t.Centre), t.Name, e.Town, s.reads(t)})
		}
		if !takes && len(p.Others) < mostOthers && len(e.Phones) > 0 {
			p.Others = append(p.Others, e)
		}
	}
	for _, t := range all { // nobody is left without somebody to write to
		if !shown[t.Centre] && len(p.Takers) < mostTakers {
			p.Takers = append(p.Takers, TakerView{ID: string(t.Centre), Name: t.Name, Reads: s.reads(t)})
		}
	}
	return p
}

// reads names the languages that a centre reads, where hers is not among them.
func (s *seeker) reads(t taker) string {
	if t.Reads(s.lang) {
		return ""
	}
	return s.frame.Say("contact.centre.reads", "languages", s.spoken(t.Languages))
}

func (s *seeker) spoken(codes []string) string {
	var names []string
	for _, code := range codes {
		names = append(names, s.frame.LanguageName(code))
	}
	return strings.Join(names, ", ")
}

// ToldPage says what happens with what she writes.
type ToldPage struct {
	page
	Centre  string
	Answer  string // when an answer can be expected
	Hours   string
	Reads   string
	Partner *Way
	Lines   []HelpLine
}

func (s *seeker) newToldPage(t taker) ToldPage {
	p := ToldPage{page: s.page("contact.told.heading", "to", "whoever", "place", "text"), Centre: t.Name, Answer: s.expected(t), Hours: ltr(t.Hours), Reads: s.reads(t), Lines: s.Lines(s.lang)}
	if way, ok := t.Partners[s.lang]; ok {
		p.Partner = &way
	}
	return p
}

// ltr keeps hours such as 9–16 in their order where all around is read from the
// right.
func ltr(hours string) string {
	if hours == "" {
		return ""
	}
	return "\u2066" + hours + "\u2069"
}

func (s *seeker) expected(t taker) string {
	return s.frame.Say("contact.told.expected", "centre", t.Name, "date", s.frame.Date(t.Expected(s.Today())))
}

// TextPage asks for what she wants to say.
type TextPage struct {
	page
	Text ui.Field
	Back string // the step before
}

func (s *seeker) newTextPage(wrong error) TextPage {
	p := TextPage{page: s.page("contact.text.heading", "to", "whoever", "place", "token"), Back: stepTold,
		Text: ui.Field{Name: "text", Label: s.frame.Say("contact.text.label"), Hint: s.frame.Say("contact.text.hint"), Value: s.values.Get("text")}}
	if s.values.Get("to") == "" {
		p.Back = stepRead
	}
	if e, ok := wrong.(*core.Error); ok {
		p.Text.Error = s.frame.Say(e.Key, e.Args...)
	}
	return p
}

// FilesPage asks whether a file goes along.
type FilesPage struct {
	page
	File     ui.Field
	Attached []FileView
	Full     bool
}

// FileView is a file that goes along.
type FileView struct{ ID, Name, Size, Note string }

func (s *seeker) newFilesPage(attached []File, problem string) FilesPage {
	p := FilesPage{page: s.page("contact.files.heading", "to", "whoever", "place", "text", "token"), Full: len(attached) >= mostFiles,
		File: ui.Field{Name: "file", Label: s.frame.Say("contact.files.label"), Hint: s.frame.Say("contact.files.hint")}}
	if problem != "" {
		p.File.Error = s.frame.Say(problem, "n", mostFiles)
	}
	for _, f := range attached {
		note := "contact.files.as-it-is"
		if f.Cleaned {
			note = "contact.files.cleaned"
		}
		p.Attached = append(p.Attached, FileView{string(f.ID), f.Name, size(s.frame, f.Size), s.frame.Say(note)})
	}
	return p
}

// size is how large a file is, in words.
func size(f ui.Frame, n int64) string {
	if n < 1<<20 {
		return f.Say("contact.files.kb", "n", int((n+1023)>>10))
	}
	return f.Say("contact.files.mb", "n", int((n+(1<<20)-1)>>20))
}

// CodePage shows the code and asks for its end.
type CodePage struct {
	page
	Groups []string
	Typed  ui.Field
	Until  string
}

func (s *seeker) newCodePage(v *visit, wrong string) CodePage {
	s.values["token"] = []string{v.token}
	p := CodePage{page: s.page("contact.code.heading", "token"), Groups: strings.Fields(v.Code),
		Typed: ui.Field{Name: "typed", Label: s.frame.Say("contact.code.typed"), Hint: s.frame.Say("contact.code.typed-hint"), Value: s.values.Get("typed")},
		Until: s.frame.Date(s.Today().AddDays(keptDays))}
	if wrong != "" {
		p.Typed.Error = s.frame.Say(wrong)
	}
	return p
}

// DonePage says that the message was sent, and what happens now.
type DonePage struct {
	page
	Answer, Until string
}

func (s *seeker) newDonePage(v *visit, t taker) DonePage {
	s.values["token"] = []string{v.token}
	return DonePage{s.page("contact.done.heading", "token"), s.expected(t), s.frame.Date(v.box.gone())}
}

// OpenPage asks for the code.
type OpenPage struct {
	page
	Code ui.Field
}

func (s *seeker) newOpenPage(said, wrong string) OpenPage {
	p := OpenPage{page: s.page("contact.open.heading", "text"), Code: ui.Field{Name: "code", Label: s.frame.Say("contact.open.label"), Hint: s.frame.Say("contact.open.hint"), Value: s.values.Get("code"), Error: wrong}}
	if said != "" {
		p.Said = s.frame.Say(said)
	}
	return p
}

// ReadPage shows the answers.
type ReadPage struct {
	page
	Answers []ReadingView
	None    string // the first answer, which comes by itself
	Until   string
	Blocked bool
	Centre  string
}

// ReadingView is one answer.
type ReadingView struct {
	ID, Day, Question string
	Paragraphs        []string
	Lang              core.Lang
}

func (s *seeker) newReadPage(v *visit, t taker, all []Reading, said string) ReadPage {
	p := ReadPage{page: s.page("contact.read.heading", "token"), Until: s.frame.Date(v.box.gone()), Blocked: v.box.State == blocked, Centre: t.Name}
	if said != "" {
		p.Said = s.frame.Say(said)
	}
	for _, one := range all {
		r := ReadingView{ID: string(one.ID), Day: s.frame.Date(one.Day), Paragraphs: paragraphs(one.Text), Lang: one.Lang}
		switch one.Ask {
		case AskCase:
			r.Question = s.frame.Say("contact.read.ask-case", "centre", t.Name)
		case AskHandOver:
			r.Question = s.frame.Say("contact.read.ask-hand-over", "centre", one.ToName)
		}
		p.Answers = append(p.Answers, r)
	}
	if len(all) == 0 {
		waiting := v.box.WaitingSince
		if waiting.IsZero() {
			p.None = s.frame.Say("contact.read.nothing-left")
		} else {
			p.None = s.frame.Say("contact.read.arrived", "centre", t.Name, "date", s.frame.Date(t.Expected(waiting)))
		}
	}
	return p
}

// paragraphs divides a text where there is an empty line.
func paragraphs(text string) []string {
	var all []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// SurePage asks before everything is deleted.
type SurePage struct{ page }

func (s *seeker) newSurePage(v *visit) SurePage {
	s.values["token"] = []string{v.token}
	return SurePage{s.page("contact.sure.heading", "token")}
}

// ErasedPage says that all is gone, and until when backups may still hold it.
type ErasedPage struct {
	page
	Backups string
}

func (s *seeker) newErasedPage() ErasedPage {
	p := ErasedPage{page: s.page("contact.erased.heading")}
	if s.BackupDays > 0 {
		p.Backups = s.frame.Say("contact.erased.backups", "date", s.frame.Date(s.Today().AddDays(s.BackupDays)))
	}
	return p
}
