package casework

import (
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// FamilyPage are the cases with which one is linked.
type FamilyPage struct {
	CaseFrame
	Others  []CaseRow
	Alias   ui.Field
	Suggest []string
	Ways    []ui.Link // to write for all at once
}

// TogetherPage is one entry for the files of several clients.
type TogetherPage struct {
	CaseFrame
	With    ui.Field
	Members []ui.Choice
	Form    FormView
	Suggest map[string][]string
}

func (p TogetherPage) fields() []ui.Field { return append([]ui.Field{p.With}, p.Form.fields()...) }

// familyRoutes are linked cases.
func (room *Room) familyRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/cases/{id}/family", Read, room.showFamily),
		post("/casework/cases/{id}/family", Write, room.addFamily),
		post("/casework/cases/{id}/family/leave", Write, room.leaveFamily),
		get("/casework/cases/{id}/together/{sheet}", Write, room.showTogether),
		post("/casework/cases/{id}/together/{sheet}", Write, room.addTogether),
	}
}

// suggestedAliases is how many aliases are suggested to link with.
const suggestedAliases = 200

func (room *Room) showFamily(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.familyPage(w, r, d, http.StatusOK, "", nil)
}

func (room *Room) familyPage(w http.ResponseWriter, r *http.Request, d worker, status int, alias string, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, cards, err := d.openLinked(r, id, "family")
	if err != nil {
		return err
	}
	p := FamilyPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.family.heading"), "/family", o.names)}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	family := familyOf(cards, id)
	var people []core.ID
	for _, l := range family {
		people = append(people, l.Workers...)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	for _, l := range family {
		if l.id != id {
			p.Others = append(p.Others, d.caseRow(p.Frame, l, names))
		}
	}
	p.Alias = ui.Field{Name: "alias", Label: p.Say("casework.family.alias"), Hint: p.Say("casework.family.alias-hint"), Value: alias, Required: true, Error: problemsOf(p.Frame, wrong)["alias"]}
	if p.MayWrite {
		p.Suggest = linkedNames(cards, d.Actor.Person, suggestedAliases)
	}
	if p.MayWrite && len(p.Others) > 0 {
		for _, one := range []string{"journal", "measure"} {
			if sheet, err := room.together(one); err == nil {
				p.Ways = append(p.Ways, ui.Link{Address: p.Address + "/together/" + one, Words: p.Say("casework.family.write", "what", sheet.One.In(p.Lang()))})
			}
		}
	}
	return web.Render(w, r, status, familyPage(p))
}

// openLinked opens a case with the cards of all.
func (d worker) openLinked(r *http.Request, id vault.ID, detail string, parts ...vault.Part) (o opened, cards []Listed, err error) {
	if o, err = d.openFor(r.Context(), id, "casework.read", detail, parts...); err != nil {
		return o, nil, err
	}
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		cards, err = d.cards(r.Context(), tx, a)
		return err
	})
	return o, cards, err
}

func (room *Room) addFamily(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	alias := oneLine(v.Get("alias"))
	err = d.link(r.Context(), id, alias)
	if status, ok := statusOf(err); ok {
		return room.familyPage(w, r, d, status, alias, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"/family?done=linked")
}

func (room *Room) leaveFamily(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	if err := d.unlink(r.Context(), id); err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"/family?done=unlinked")
}

func (room *Room) showTogether(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.togetherPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) togetherPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	sheet, err := room.together(r.PathValue("sheet"))
	if err != nil {
		return err
	}
	o, cards, err := d.openLinked(r, id, sheet.ID, vault.Entries)
	if err != nil {
		return err
	}
	p := TogetherPage{CaseFrame: d.caseFrame(r, o.Case, "", "/family", o.names)}
	p.Heading = p.Say("casework.family.write", "what", sheet.One.In(p.Lang()))
	draft, typed, err := d.drafting(r.Context(), p.Frame, p.Address+"/together/"+sheet.ID, typed, func(v web.Values) bool {
		return slices.ContainsFunc(o.records, func(k *Kept) bool { return k.Form == formID(v) })
	})
	if err != nil {
		return err
	}
	p.With = ui.Field{Name: "with", Label: p.Say("casework.family.with"), Error: problemsOf(p.Frame, wrong)["with"]}
	for _, l := range familyOf(cards, id) {
		p.Members = append(p.Members, ui.Choice{Value: string(l.id), Words: l.Alias, Count: -1, Selected: typed == nil || slices.Contains(typed["with"], string(l.id))})
	}
	form := vault.NewID()
	with := filling{answers: d.preset(sheet, o.Case), typed: typed, wrong: wrong, given: o.given, on: d.Today(), preset: true}
	if typed != nil {
		form = formID(typed)
	}
	p.Form = d.newForm(p.Frame, sheet, 0, with)
	p.Form.Action, p.Form.Hidden, p.Form.Button = p.Address+"/together/"+sheet.ID, [][2]string{{"form", string(form)}}, p.Say("casework.family.add")
	p.Form.Back = p.Address + "/family"
	p.Form.keep(draft)
	p.Suggest = suggestions(p.Frame, p.Form.Sections)
	return web.Render(w, r, status, togetherPage(p))
}

// addTogether writes one entry into the files that were chosen. Sending the same
// form twice writes it once.
func (room *Room) addTogether(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	sheet, err := room.together(r.PathValue("sheet"))
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, cards, err := d.openLinked(r, id, sheet.ID)
	if err != nil {
		return err
	}
	v["form"] = []string{string(formID(v))}
	var chosen []vault.ID
	for _, l := range familyOf(cards, id) {
		if slices.Contains(v["with"], string(l.id)) {
			chosen = append(chosen, l.id)
		}
	}
	answers, err := d.read(room.frame(r, ""), sheet, 0, v, dataset.Answers{}, o.given)
	if err == nil {
		answers, err = d.complete(sheet, answers)
	}
	if err == nil && len(chosen) == 0 {
		err = fieldError("with", "casework.family.nobody")
	}
	if err == nil {
		err = d.addTogether(r.Context(), chosen, sheet, formID(v), answers)
	}
	if status, ok := statusOf(err); ok {
		return room.togetherPage(w, r, d, status, v, err)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, address(id)+"/family?done=together")
}
