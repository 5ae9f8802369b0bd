package casework

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// NewPage is the first page of an intake, which opens a case.
type NewPage struct {
	ui.Frame
	Alias   ui.Field
	Form    FormView
	Suggest map[string][]string
}

// fields are those of the page, for the summary of errors.
func (p NewPage) fields() []ui.Field { return append([]ui.Field{p.Alias}, p.Form.fields()...) }

const newAddress = "/casework/new"

// Bounds of what is typed about a case, in characters.
const (
	aliasLimit = 60
	tagLimit   = 40
	tagsLimit  = 20
)

func (room *Room) askNew(w http.ResponseWriter, r *http.Request, d worker) error {
	if err := d.Desk.Write(); err != nil {
		return err
	}
	if err := d.HoldsKey(r.Context()); err != nil {
		return err
	}
	draft, err := d.draftFor(r.Context(), newAddress)
	if err != nil {
		return err
	}
	if draft != nil { // it was on its way when the form was sent for good
		made, err := d.made(r.Context(), formID(draft.Fields))
		if err != nil {
			return err
		}
		if made {
			draft = nil
		}
	}
	if draft == nil {
		return room.newPage(w, r, d, http.StatusOK, vault.NewAlias(), vault.NewID(), nil, nil, "")
	}
	return room.newPage(w, r, d, http.StatusOK, draft.Fields.Get("alias"), formID(draft.Fields), draft.Fields, nil, d.draftWords(room.frame(r, ""), draft))
}

// made tells whether a case was opened with a form.
func (d worker) made(ctx context.Context, form vault.ID) (made bool, err error) {
	err = d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		all, err := d.cards(ctx, tx, a)
		made = slices.ContainsFunc(all, func(l Listed) bool { return l.Form == form })
		return err
	})
	return made, err
}

func (room *Room) newPage(w http.ResponseWriter, r *http.Request, d worker, status int, alias string, form vault.ID, typed web.Values, wrong error, draftOf string) error {
	sheet, known := d.Set.Sheet("intake")
	if !known {
		return missing()
	}
	p := NewPage{Frame: room.frame(r, room.said(r, "casework.new.heading"))}
	problems := problemsOf(p.Frame, wrong)
	p.Alias = ui.Field{Name: "alias", Label: p.Say("casework.case.alias"), Hint: p.Say("casework.case.alias-hint"), Value: alias, Required: true, Error: problems["alias"]}
	answers := dataset.Answers{}
	if q, known := sheet.Question("first-day"); known {
		answers.Set(q.ID, d.Today().String())
	}
	p.Form = d.newForm(p.Frame, sheet, 1, filling{answers: answers, typed: typed, wrong: wrong, on: d.Today()})
	p.Form.Action, p.Form.Hidden, p.Form.Draft, p.Form.DraftOf = newAddress, [][2]string{{"form", string(form)}}, newAddress, draftOf
	p.Form.Unkept = wrong != nil
	p.Form.Button, p.Form.Back = p.Say("casework.form.save-on"), "/casework/cases"
	p.Suggest = suggestions(p.Frame, p.Form.Sections)
	return web.Render(w, r, status, newPage(p))
}

// addNew opens a case with the first page of its intake, and leads to the second.
// Sending the same form twice opens one.
func (room *Room) addNew(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	sheet, known := d.Set.Sheet("intake")
	if !known {
		return missing()
	}
	form := formID(v)
	alias := oneLine(v.Get("alias"))
	answers, err := d.read(room.frame(r, ""), sheet, 1, v, dataset.Answers{}, nil)
	var id vault.ID
	if err == nil {
		err = checkAlias(alias)
	}
	if err == nil {
		opened := answers.Day("first-day")
		if opened.IsZero() || opened.After(d.Today()) {
			opened = d.Today()
		}
		head := Head{Alias: alias, Opened: opened, Status: Active, Workers: []core.ID{d.Actor.Person}}
		id, err = d.create(r.Context(), form, head, map[string]dataset.Answers{"intake": answers})
	}
	if core.KindOf(err) == core.Invalid {
		return room.newPage(w, r, d, http.StatusUnprocessableEntity, v.Get("alias"), form, v, err, "")
	}
	if err != nil {
		return err
	}
	if err := d.forgetDraft(r.Context(), newAddress); err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"/sheets/intake?page=2&done=opened")
}

func checkAlias(alias string) error {
	switch {
	case alias == "":
		return fieldError("alias", "casework.error.alias")
	case utf8.RuneCountInString(alias) > aliasLimit:
		return fieldError("alias", "casework.error.too-long", "n", utf8.RuneCountInString(alias), "most", aliasLimit)
	}
	return nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// readTags reads words with commas between them.
func readTags(v web.Values) ([]string, error) {
	var tags []string
	for _, t := range v.All("tags") {
		if t = oneLine(t); t != "" && !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	if len(tags) > tagsLimit || slices.ContainsFunc(tags, func(t string) bool { return utf8.RuneCountInString(t) > tagLimit }) {
		return tags, fieldError("tags", "casework.error.tags", "n", tagsLimit, "most", tagLimit)
	}
	return tags, nil
}
