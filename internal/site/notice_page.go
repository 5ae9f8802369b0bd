package site

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// Notices is the right to put a notice above every page.
const Notices web.Right = "notices"

// noticesPath is where the office looks after notices.
const noticesPath = "/notices"

// NoticesPage is the form of a new notice and the list of all there were.
type NoticesPage struct {
	ui.Frame
	German      ui.Field
	Others      []ui.Field // in the other languages of the site
	More        bool       // whether one of them says anything
	Urgent      bool
	From, Until ui.Field
	Summary     []ui.Field
	Saved       string
	Coming      []NoticeView // shown now, or later
	Past        []NoticeView
}

// NoticeView is a notice in the list.
type NoticeView struct {
	Text, State, Level string
	From, Until        string
	By, EndedBy        string
	Languages          string
	End                string // address; empty where it has ended
}

// NoticePreviewPage shows a notice as readers of each language will see it.
type NoticePreviewPage struct {
	ui.Frame
	Shown       []ui.Announcement
	Others      string // the languages whose readers see the German text
	From, Until string
	Hidden      [][2]string
}

// noticeForm is what somebody typed.
type noticeForm struct {
	words       map[core.Lang]string
	urgent      bool
	from, until string
}

func textField(lang core.Lang) string { return "text_" + string(lang) }

func (room *Room) readNoticeForm(v web.Values) noticeForm {
	f := noticeForm{words: map[core.Lang]string{}, urgent: v.Checked("urgent"), from: v.Get("from"), until: v.Get("until")}
	for _, l := range room.Languages {
		if words := strings.Join(strings.Fields(v.Get(textField(l.Code))), " "); words != "" {
			f.words[l.Code] = words
		}
	}
	return f
}

// notice makes a notice of what was typed. The error is Invalid with one field
// for every time that cannot be read.
func (f noticeForm) notice(zone *time.Location) (Notice, error) {
	n := Notice{Words: f.words, Urgent: f.urgent}
	var problems []core.FieldError
	read := func(field, typed string) time.Time {
		at, err := ReadInstant(typed, zone)
		if e, ok := errors.AsType[*core.Error](err); ok {
			problems = append(problems, core.FieldError{Field: field, Key: e.Key, Args: e.Args})
		}
		return at
	}
	n.From, n.Until = read("from", f.from), read("until", f.until)
	if len(problems) > 0 {
		return n, &core.Error{Kind: core.Invalid, Key: problems[0].Key, Args: problems[0].Args, Fields: problems}
	}
	return n, n.check()
}

// noticeList shows all notices and the form of a new one, which begins now and
// ends in a week unless somebody says otherwise.
func (room *Room) noticeList(w http.ResponseWriter, r *http.Request) error {
	now := room.Clock.Now().In(room.Zone)
	f := noticeForm{from: now.Format(instantLayout), until: now.AddDate(0, 0, 7).Format(instantLayout)}
	return room.showNotices(w, r, f, nil)
}

// addNotice takes the form: on to the preview, above every page, or back.
func (room *Room) addNotice(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	f := room.readNoticeForm(values)
	step := values.Get("step")
	if step == "form" {
		return room.showNotices(w, r, f, nil)
	}
	n, err := f.notice(room.Zone)
	if err == nil && step == "save" {
		_, err = room.Store.Add(r.Context(), web.ActorOf(r), n)
	}
	switch {
	case core.KindOf(err) == core.Invalid && err != nil:
		return room.showNotices(w, r, f, err)
	case err != nil:
		return err
	case step == "save":
		return web.SeeOther(w, noticesPath+"?saved=1")
	}
	return web.Render(w, r, http.StatusOK, noticePreviewPage(room.newNoticePreview(room.noticeFrame(r, "site.notices.preview"), n, f)))
}

// endNotice takes a notice down.
func (room *Room) endNotice(w http.ResponseWriter, r *http.Request) error {
	id, ok := core.ParseID(r.PathValue("id"))
	if !ok {
		return web.NotFound()
	}
	if err := room.Store.End(r.Context(), web.ActorOf(r), id); err != nil {
		return err
	}
	return web.SeeOther(w, noticesPath+"?ended=1")
}

func (room *Room) noticeFrame(r *http.Request, heading string) ui.Frame {
	return room.Frame(r, ui.Page{Heading: heading, Title: "site.notices.title"})
}

func (room *Room) newNoticePreview(frame ui.Frame, n Notice, f noticeForm) NoticePreviewPage {
	p := NoticePreviewPage{Frame: frame, From: instantWords(frame.Printer, n.From, room.Zone), Until: instantWords(frame.Printer, n.Until, room.Zone)}
	var german []string
	for _, l := range room.Languages {
		if n.Words[l.Code] == "" {
			german = append(german, l.Self)
			continue
		}
		p.Shown = append(p.Shown, ui.Announcement{Urgent: n.Urgent, Lang: l.Code, Text: n.Words[l.Code]})
		p.Hidden = append(p.Hidden, [2]string{textField(l.Code), n.Words[l.Code]})
	}
	p.Others = strings.Join(german, ", ")
	p.Hidden = append(p.Hidden, [2]string{"from", f.from}, [2]string{"until", f.until})
	if n.Urgent {
		p.Hidden = append(p.Hidden, [2]string{"urgent", "1"})
	}
	return p
}

func (room *Room) showNotices(w http.ResponseWriter, r *http.Request, f noticeForm, err error) error {
	all, missing := room.Store.All(r.Context(), web.ActorOf(r))
	if missing != nil {
		return missing
	}
	p := NoticesPage{Frame: room.noticeFrame(r, "site.notices.heading"), Urgent: f.urgent}
	problems := map[string]string{}
	if e, ok := errors.AsType[*core.Error](err); ok {
		for _, field := range e.Fields {
			problems[field.Field] = p.Say(field.Key, field.Args...)
		}
	}
	for _, l := range room.Languages {
		field := ui.Field{Name: textField(l.Code), Label: l.Self, Value: f.words[l.Code], Error: problems[textField(l.Code)]}
		if l.Code == text.German {
			field.Label, field.Hint, field.Required = p.Say("site.notices.german"), p.Say("site.notices.german-hint", "most", longestNotice), true
			p.German = field
			continue
		}
		p.Others = append(p.Others, field)
		p.More = p.More || field.Value != ""
	}
	clock := p.Say("site.notices.clock", "zone", room.Zone.String())
	p.From = ui.Field{Name: "from", Type: "datetime-local", Label: p.Say("site.notices.from"), Hint: clock, Value: f.from, Error: problems["from"]}
	p.Until = ui.Field{Name: "until", Type: "datetime-local", Label: p.Say("site.notices.until"), Hint: clock, Value: f.until, Error: problems["until"]}
	p.Summary = slices.Concat([]ui.Field{p.German}, p.Others, []ui.Field{p.From, p.Until})
	switch query := web.ReadQuery(r); {
	case query.Checked("saved"):
		p.Saved = p.Say("site.notices.saved")
	case query.Checked("ended"):
		p.Saved = p.Say("site.notices.ended")
	}
	room.listNotices(&p, all)
	status := http.StatusOK
	if err != nil {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, noticesPage(p))
}

func (room *Room) listNotices(p *NoticesPage, all []Notice) {
	now := room.Clock.Now()
	for _, n := range all {
		v := NoticeView{Text: n.Words[text.German], By: n.By, EndedBy: n.EndedBy, Level: p.Say("site.notices.calm"),
			From: instantWords(p.Printer, n.From, room.Zone), Until: instantWords(p.Printer, n.Until, room.Zone)}
		if n.Urgent {
			v.Level = p.Say("site.notices.urgent")
		}
		var languages []string
		for _, l := range room.Languages {
			if n.Words[l.Code] != "" {
				languages = append(languages, l.Self)
			}
		}
		v.Languages = strings.Join(languages, ", ")
		if !now.Before(n.Until) {
			p.Past = append(p.Past, v)
			continue
		}
		v.End, v.State = noticesPath+"/"+string(n.ID)+"/end", p.Say("site.notices.shown")
		if now.Before(n.From) {
			v.State = p.Say("site.notices.later")
		}
		p.Coming = append(p.Coming, v)
	}
}
