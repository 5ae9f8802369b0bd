package casework

import (
	"cmp"
	"database/sql"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// workloadRoutes are the workload of the team, and handing over the cases of a
// colleague.
func (room *Room) workloadRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/workload", Lead, room.showWorkload),
		get("/casework/workload/{person}", Lead, room.askHandOn),
		post("/casework/workload/{person}", Lead, room.handOn),
	}
}

// nobody stands in an address for cases for which nobody is responsible.
const nobody = "nobody"

// WorkloadPage is a table of the team.
type WorkloadPage struct {
	LeadFrame
	Columns []ui.Link // ways to sort by each
	Rows    []WorkloadRow
	Hidden  string // how many cases are restricted to others
}

// WorkloadRow is a colleague.
type WorkloadRow struct {
	Address string // empty where there is nothing to hand over
	Name    string
	Former  bool // she does not hold the key of the centre any more
	Numbers []string
}

// workloadColumns are the columns of the table, each with its number of a load.
// The first is the name.
func workloadColumns() []struct {
	id, key string
	of      func(Load) int
} {
	return []struct {
		id, key string
		of      func(Load) int
	}{
		{"name", "casework.workload.name", nil},
		{"open", "casework.workload.open", func(l Load) int { return l.Open }},
		{"overdue", "casework.workload.overdue", func(l Load) int { return l.Overdue }},
		{"tasks", "casework.workload.tasks", func(l Load) int { return l.Tasks }},
		{"contacts-30", "casework.workload.contacts-30", func(l Load) int { return l.Contacts30 }},
		{"minutes-30", "casework.workload.minutes-30", func(l Load) int { return l.Minutes30 }},
		{"contacts-90", "casework.workload.contacts-90", func(l Load) int { return l.Contacts90 }},
		{"minutes-90", "casework.workload.minutes-90", func(l Load) int { return l.Minutes90 }},
	}
}

// team is what the pages of the workload need of the centre.
type team struct {
	cases   []Listed
	holders []core.ID
	hidden  int
	names   func(core.ID) string
}

func (d worker) team(r *http.Request) (team, error) {
	var t team
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		if t.cases, err = d.cards(r.Context(), tx, a); err != nil {
			return err
		}
		sealed, err := a.Cards(r.Context(), tx, roomName)
		if err != nil {
			return err
		}
		t.hidden = len(sealed) - len(t.cases)
		t.holders, err = d.Vault.Holders(r.Context(), tx, d.Actor.Centre)
		return err
	})
	if err != nil {
		return t, err
	}
	people := append(peopleOf(t.cases), t.holders...)
	for _, l := range loads(t.cases, nil, d.Book, d.Today()) {
		people = append(people, l.Person)
	}
	t.names, err = d.Named(r.Context(), people...)
	return t, err
}

func (room *Room) showWorkload(w http.ResponseWriter, r *http.Request, d worker) error {
	t, err := d.team(r)
	if err != nil {
		return err
	}
	p := WorkloadPage{LeadFrame: d.leadFrame(r, room.said(r, "casework.workload.heading"), "/casework/workload")}
	if t.hidden > 0 {
		p.Hidden = p.Say("casework.retention.hidden", "n", t.hidden)
	}
	all := loads(t.cases, t.holders, d.Book, d.Today())
	name := func(l Load) string {
		if l.Person == "" {
			return p.Say("casework.workload.nobody")
		}
		return nameOr(p.Frame, t.names(l.Person))
	}
	by := web.ReadQuery(r).Get("sort")
	columns := workloadColumns()
	at := max(0, slices.IndexFunc(columns, func(c struct {
		id, key string
		of      func(Load) int
	}) bool {
		return c.id == by
	}))
	slices.SortStableFunc(all, func(x, y Load) int {
		byName := cmp.Or(cmp.Compare(text.Fold(name(x)), text.Fold(name(y))), cmp.Compare(x.Person, y.Person))
		if of := columns[at].of; of != nil {
			return cmp.Or(cmp.Compare(of(y), of(x)), byName)
		}
		return byName
	})
	for i, c := range columns {
		p.Columns = append(p.Columns, ui.Link{Address: "/casework/workload?sort=" + c.id, Words: p.Say(c.key), Current: i == at})
	}
	for _, l := range all {
		row := WorkloadRow{Name: name(l), Former: l.Person != "" && !slices.Contains(t.holders, l.Person)}
		switch {
		case l.Open > 0 && l.Person == "":
			row.Address = "/casework/workload/" + nobody
		case l.Open > 0:
			row.Address = "/casework/workload/" + string(l.Person)
		}
		for _, c := range columns[1:] {
			if strings.HasPrefix(c.id, "minutes") {
				row.Numbers = append(row.Numbers, hours(p.Frame, c.of(l)))
				continue
			}
			row.Numbers = append(row.Numbers, p.Number(c.of(l)))
		}
		p.Rows = append(p.Rows, row)
	}
	if err := d.RecordAlone(r.Context(), "casework.workload", "", ""); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, workloadPage(p))
}

// hours writes minutes as hours and minutes, 1:30.
func hours(f ui.Frame, minutes int) string {
	rest := minutes % 60
	return f.Number(minutes/60) + ":" + string(rune('0'+rest/10)) + string(rune('0'+rest%10))
}

// HandOnPage hands the open cases of a colleague to somebody else.
type HandOnPage struct {
	LeadFrame
	Address string
	Lead    string
	Cases   ui.Field
	List    []ui.Choice
	To      ui.Field
	Team    []ui.Choice
}

func (p HandOnPage) fields() []ui.Field { return []ui.Field{p.Cases, p.To} }

func (room *Room) askHandOn(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.handOnPage(w, r, d, http.StatusOK, nil, nil)
}

// herCases are the open cases of somebody, "" for those of nobody.
func (t team) herCases(person core.ID) []Listed {
	return slices.DeleteFunc(slices.Clone(t.cases), func(l Listed) bool {
		return l.Status != Active || !slices.Contains(l.Workers, person) && !(person == "" && len(l.Workers) == 0)
	})
}

// personOf is the colleague in an address, "" for nobody.
func (t team) personOf(r *http.Request) (core.ID, error) {
	if r.PathValue("person") == nobody {
		return "", nil
	}
	id, ok := core.ParseID(r.PathValue("person"))
	if !ok || !slices.Contains(t.holders, id) && !slices.Contains(peopleOf(t.cases), id) {
		return "", missing()
	}
	return id, nil
}

func (room *Room) handOnPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	t, err := d.team(r)
	if err != nil {
		return err
	}
	person, err := t.personOf(r)
	if err != nil {
		return err
	}
	p := HandOnPage{LeadFrame: d.leadFrame(r, room.said(r, "casework.workload.hand"), ""), Address: "/casework/workload/" + r.PathValue("person")}
	problems := problemsOf(p.Frame, wrong)
	p.Lead = p.Say("casework.workload.of-nobody")
	if person != "" {
		p.Lead = p.Say("casework.workload.of", "name", nameOr(p.Frame, t.names(person)))
	}
	p.Cases = ui.Field{Name: "case", Label: p.Say("casework.workload.cases"), Required: true, Error: problems["case"]}
	cases := t.herCases(person)
	slices.SortFunc(cases, func(x, y Listed) int { return cmp.Compare(text.Fold(x.Alias), text.Fold(y.Alias)) })
	for _, l := range cases {
		words := l.Alias
		if l.Restricted {
			words += " (" + p.Say("casework.case.restricted") + ")"
		}
		p.List = append(p.List, ui.Choice{Value: string(l.id), Words: words, Count: -1, Selected: typed == nil && !slices.Contains(t.holders, person) || slices.Contains(typed["case"], string(l.id))})
	}
	p.To = ui.Field{Name: "to", Label: p.Say("casework.workload.to"), Required: true, Error: problems["to"]}
	for _, id := range t.holders {
		if id != person {
			p.Team = append(p.Team, ui.Choice{Value: string(id), Words: nameOr(p.Frame, t.names(id)), Count: -1, Selected: typed.Get("to") == string(id)})
		}
	}
	slices.SortFunc(p.Team, func(x, y ui.Choice) int { return cmp.Compare(text.Fold(x.Words), text.Fold(y.Words)) })
	return web.Render(w, r, status, handOnPage(p))
}

// handOn hands the chosen cases over. Each goes by itself: where one is refused,
// those before it are handed over and gone from the list.
func (room *Room) handOn(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	t, err := d.team(r)
	if err != nil {
		return err
	}
	person, err := t.personOf(r)
	if err != nil {
		return err
	}
	to, known := core.ParseID(v.Get("to"))
	var wrong []core.FieldError
	if len(v["case"]) == 0 {
		wrong = append(wrong, core.FieldError{Field: "case", Key: "casework.error.choose-cases"})
	}
	if !known || !slices.Contains(t.holders, to) || to == person {
		wrong = append(wrong, core.FieldError{Field: "to", Key: "casework.error.code"})
	}
	if wrong != nil {
		return room.handOnPage(w, r, d, http.StatusUnprocessableEntity, v, &core.Error{Kind: core.Invalid, Fields: wrong})
	}
	hers := t.herCases(person)
	for _, one := range v["case"] {
		if !slices.ContainsFunc(hers, func(l Listed) bool { return string(l.id) == one }) {
			continue // handed over or closed meanwhile
		}
		err := d.handOver(r.Context(), vault.ID(one), person, to)
		if core.KindOf(err) == core.Invalid {
			return room.handOnPage(w, r, d, http.StatusUnprocessableEntity, v, err)
		}
		if err != nil {
			return err
		}
	}
	return web.SeeOther(w, "/casework/workload?done=handed-on")
}

// sortedBy is which way round the table is sorted by a column: names from the
// first, numbers from the most.
func sortedBy(column int) string {
	if column == 0 {
		return "ascending"
	}
	return "descending"
}
