package centres

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// EditPage is the form of an entry.
type EditPage struct {
	ui.Frame
	Name    string // of the centre, with its number
	Back    string // address of the list
	Public  string // address of the public entry; empty where there is none
	History string // address; empty for a new entry
	Saved   string // what was saved just now
	Retired string // since when it is not in the directory
	Form    EntryForm
	Words   []ui.Choice // further languages for texts

	Retire, Restore string   // addresses; empty where that cannot be done here
	Reason          ui.Field // for taking it out
	Warning         string   // what taking it out means
}

// PreviewPage shows an entry as it would be next to the present one.
type PreviewPage struct {
	ui.Frame
	Name     string
	Action   string
	Hidden   [][2]string
	Changes  []ChangeView
	Warning  string // that an address becomes public
	Now, New *EntryPage
	Sure     bool // whether confirming is offered
}

// CollisionPage shows what two people made of the same entry.
type CollisionPage struct {
	ui.Frame
	Name    string
	Action  string
	Fresh   string // address of the form with the present entry
	Hidden  [][2]string
	Others  []EventView
	Changes []ChangeView // what saving would change now
	Choices []CollisionView
}

// CollisionView is something to choose.
type CollisionView struct {
	Field ui.Field
	List  []ui.Choice
	Rows  []ClashView
}

// ClashView is a field with both values.
type ClashView struct{ Label, Base, Mine, Theirs string }

// askNew shows the form of an entry that is not there yet.
func (d *Desk) askNew(w http.ResponseWriter, r *http.Request) error {
	t := web.Printer(r)
	today := core.DateOf(d.now()).String()
	return d.showForm(w, r, Record{}, asTyped(t, Fields{"kind": string(Specialised), "as_of": today}), nil)
}

// ask shows the form of an entry as it is.
func (d *Desk) ask(w http.ResponseWriter, r *http.Request) error {
	stored, err := d.record(r)
	if err != nil {
		return err
	}
	typed := asTyped(web.Printer(r), fieldsOf(stored))
	typed["base"] = []string{strconv.Itoa(stored.Revision)}
	return d.showForm(w, r, stored, typed, nil)
}

func (d *Desk) saveNew(w http.ResponseWriter, r *http.Request) error {
	return d.step(w, r, Record{})
}

func (d *Desk) save(w http.ResponseWriter, r *http.Request) error {
	stored, err := d.record(r)
	if err != nil {
		return err
	}
	return d.step(w, r, stored)
}

// step takes the form: back to it, on to the preview, or into the directory. The
// last field of the form says that all of it has arrived.
func (d *Desk) step(w http.ResponseWriter, r *http.Request, stored Record) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if values.Get("end") != "1" {
		return &core.Error{Kind: core.TooLarge}
	}
	step := values.Get("step")
	if step != "preview" && step != "save" {
		return d.showForm(w, r, stored, values, nil)
	}
	e := Editing{ID: stored.ID, Base: revisionIn(values, "base"), Seen: revisionIn(values, "seen"), Sure: seatOf(r).own && values.Checked("sure"), Chosen: chosenIn(values)}
	var problems []core.FieldError
	e.Typed, problems = readTyped(web.Printer(r), values)
	if err := d.fillOrganisation(r, e.Typed); err != nil {
		return err
	}
	act := d.Store.Try
	if step == "save" {
		act = d.Store.Edit
	}
	if len(problems) > 0 {
		act = d.Store.Try // for the problems of the other fields
	}
	draft, err := act(r.Context(), web.ActorOf(r), e)
	if len(problems) > 0 && (err == nil || core.KindOf(err) == core.Invalid || core.KindOf(err) == core.Conflict) {
		if also, ok := errors.AsType[*core.Error](err); ok {
			problems = append(problems, also.Fields...)
		}
		err = &core.Error{Kind: core.Invalid, Key: "centres.error.invalid", Fields: problems}
	}
	switch kind := core.KindOf(err); {
	case kind == core.Invalid:
		return d.showForm(w, r, stored, values, err)
	case kind == core.Conflict && draft.Overtaken:
		return d.showCollisions(w, r, draft, values, e)
	case err != nil:
		return err
	case step == "save":
		return web.SeeOther(w, seatOf(r).entry(draft.New.ID)+"?saved="+strconv.Itoa(len(draft.Changes)))
	}
	return d.showPreview(w, r, draft, values)
}

// fillOrganisation puts the name to an organisation that was chosen from the
// list. One that is not in it counts as not chosen.
func (d *Desk) fillOrganisation(r *http.Request, typed Fields) error {
	if typed["organisation_id"] == "" || seatOf(r).own {
		return nil
	}
	all, err := d.Store.Organisations(r.Context(), web.ActorOf(r))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o network.Organisation) bool { return string(o.ID) == typed["organisation_id"] })
	if i < 0 {
		typed.set("organisation_id", "")
		return nil
	}
	typed.set("organisation", all[i].Name)
	return nil
}

// chosenIn reads what was chosen where two versions differ.
func chosenIn(values web.Values) map[string]Side {
	chosen := map[string]Side{}
	for name := range values {
		if unit, ok := strings.CutPrefix(name, "choose_"); ok {
			chosen[unit] = Side(values.Get(name))
		}
	}
	return chosen
}

func (d *Desk) showForm(w http.ResponseWriter, r *http.Request, stored Record, typed web.Values, err error) error {
	s := seatOf(r)
	var organisations []network.Organisation
	if !s.own {
		var missing error
		if organisations, missing = d.Store.Organisations(r.Context(), web.ActorOf(r)); missing != nil {
			return missing
		}
	}
	heading := "centres.entries.edit"
	if stored.ID == "" {
		heading = "centres.entries.new"
	}
	p := EditPage{Frame: d.frame(r, heading), Back: s.path}
	p.Form = newEntryForm(p.Frame, typed, err, s.own, organisations)
	p.Form.Action, p.Form.Base = r.URL.Path, revisionIn(typed, "base")
	p.Words = p.furtherLanguages()
	if stored.ID != "" {
		d.describe(r, &p, stored, s)
	}
	status := http.StatusOK
	if err != nil {
		status = statusOf(err)
	}
	return web.Render(w, r, status, editPage(p))
}

// describe says what the entry is and what else can be done with it.
func (d *Desk) describe(r *http.Request, p *EditPage, stored Record, s seat) {
	p.Name = p.Say("centres.review.about", "name", stored.Name, "number", strconv.Itoa(stored.Number))
	p.History = s.entry(stored.ID) + "/history"
	if query := web.ReadQuery(r); query.Get("saved") != "" {
		p.Saved = p.Say("centres.entries.saved", "n", query.Number("saved", 0, 0, 1000))
	}
	retired := stored.Internal.RetiredOn
	switch {
	case retired.IsZero():
		p.Public = entryAddress(p.Lang(), stored.Number)
	default:
		p.Retired = p.Say("centres.entries.retired-since", "date", retired)
	}
	switch {
	case s.own:
	case retired.IsZero():
		p.Retire = s.entry(stored.ID) + "/retire"
		p.Reason = ui.Field{Name: "reason", Label: p.Say("centres.entries.reason"), Hint: p.Say("centres.entries.reason-hint")}
		p.Warning = p.Say("centres.entries.retire-warning", "name", stored.Name, "number", strconv.Itoa(stored.Number))
	default:
		p.Restore = s.entry(stored.ID) + "/restore"
	}
}

// furtherLanguages are those in which a text can be added.
func (p EditPage) furtherLanguages() []ui.Choice {
	shown := map[string]bool{}
	for _, s := range p.Form.Sections {
		for _, part := range s.Parts {
			for _, f := range part.Fields {
				name, _ := splitField(f.Name)
				if lang, ok := languageOfColumn(name); ok {
					shown[string(lang)] = true
				}
			}
		}
	}
	var all []ui.Choice
	for _, l := range p.Alternates { // the languages of the site
		if !shown[string(l.Lang)] {
			all = append(all, ui.Choice{Value: string(l.Lang), Words: writtenName(p.Printer, l.Lang), Count: -1})
		}
	}
	return all
}

// retire takes the entry out of the directory.
func (d *Desk) retire(w http.ResponseWriter, r *http.Request) error {
	return d.alter(w, r, func(ctx context.Context, actor core.Actor, id core.ID, values web.Values) error {
		return d.Store.Retire(ctx, actor, id, revisionIn(values, "base"), values.Get("reason"))
	})
}

// restore brings it back.
func (d *Desk) restore(w http.ResponseWriter, r *http.Request) error {
	return d.alter(w, r, func(ctx context.Context, actor core.Actor, id core.ID, values web.Values) error {
		return d.Store.Restore(ctx, actor, id, revisionIn(values, "base"))
	})
}

func (d *Desk) alter(w http.ResponseWriter, r *http.Request, act func(context.Context, core.Actor, core.ID, web.Values) error) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, ok := core.ParseID(r.PathValue("id"))
	if !ok {
		return web.NotFound()
	}
	if err := act(r.Context(), web.ActorOf(r), id, values); err != nil {
		return err
	}
	return web.SeeOther(w, seatOf(r).entry(id))
}

// entryPage is the public page of an entry, with marks at what changed. part keeps
// two of them on one page apart.
func (d *Desk) entryPage(f ui.Frame, r Record, part string, changes []Change) *EntryPage {
	p := newEntryPage(f, &r.Centre, d.now().Truncate(time.Minute))
	p.Part, p.changed = part, map[string]bool{}
	for _, c := range changes {
		name, _ := splitField(c.Field)
		if lang, ok := languageOfColumn(name); ok {
			name = strings.TrimSuffix(name, "_"+string(lang))
		}
		p.changed[name] = true
	}
	return &p
}
