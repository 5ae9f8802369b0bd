package account

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// PeoplePage is the list of people.
type PeoplePage struct {
	ui.Frame
	Query   PeopleQuery
	Search  ui.Field
	State   ui.Field
	Role    ui.Field
	Unit    ui.Field
	States  []ui.Choices
	Roles   []ui.Choices
	Units   []ui.Choices
	Columns []SortColumn
	Lines   []MemberLine
	Total   int
	Pager   ui.Pager
	Data    string // address of the same list as a table
}

// SortColumn is the head of a column by which a list can be sorted.
type SortColumn struct {
	ui.Link
	Order string // aria-sort
}

// MemberLine is somebody in the list.
type MemberLine struct {
	Person
	Address string
	State   string
	Duties  []string
}

func (a *Accounts) peopleList(w http.ResponseWriter, r *http.Request) error {
	q := readPeopleQuery(web.ReadQuery(r))
	all, err := a.People(r.Context(), web.ActorOf(r), q)
	if err != nil {
		return err
	}
	units, err := a.units(r.Context())
	if err != nil {
		return err
	}
	paging := web.NewPaging(web.ReadQuery(r), len(all), peoplePerPage, 200)
	p := newPeoplePage(a.inside(r, "account.office.people", "account.office.people"), q, units)
	p.Total = len(all)
	for _, m := range all[paging.From():paging.To()] {
		line := MemberLine{Person: m.Person, Address: peoplePath + "/" + string(m.ID), State: stateName(p.Printer, m.State)}
		for _, d := range m.Duties {
			line.Duties = append(line.Duties, dutyWords(p.Printer, d, units.names))
		}
		p.Lines = append(p.Lines, line)
	}
	p.Pager = pager(p.Printer, paging, func(page int) string { return q.address(peoplePath, nil, page) })
	return web.Render(w, r, http.StatusOK, peoplePage(p))
}

func newPeoplePage(f ui.Frame, q PeopleQuery, u units) PeoplePage {
	p := PeoplePage{Frame: f, Query: q, Data: q.address(peoplePath+".csv", nil, 0)}
	p.Search = ui.Field{Name: "q", Label: p.Say("account.office.search"), Value: q.Words, Type: "search"}
	p.State = ui.Field{Name: "state", Label: p.Say("account.office.state")}
	p.Role = ui.Field{Name: "role", Label: p.Say("account.office.role")}
	p.Unit = ui.Field{Name: "unit", Label: p.Say("account.office.unit")}
	var g ui.Choices
	for _, s := range states() {
		g.List = append(g.List, ui.Choice{Value: string(s), Words: stateName(p.Printer, s), Count: -1, Selected: s == q.State})
	}
	p.States, p.Roles = []ui.Choices{g}, roleChoices(p.Printer, q.Role, everyPlace()...)
	p.Units = unitChoices(p.Printer, u.houses, u.organisations, q.Unit)
	for _, c := range []struct {
		sort  PeopleSort
		words string
		order string
	}{{ByName, p.Say("account.office.name"), "ascending"}, {ByState, p.Say("account.office.state"), "ascending"}, {ByDay, p.Say("account.office.since"), "descending"}} {
		column := SortColumn{Link: ui.Link{Words: c.words, Address: q.address(peoplePath, func(q *PeopleQuery) { q.Sort = c.sort }, 0)}, Order: "none"}
		if q.Sort == c.sort {
			column.Order = c.order
		}
		p.Columns = append(p.Columns, column)
	}
	return p
}

// units are all centres and organisations.
type units struct {
	houses        []House
	organisations []network.Organisation
	names         map[core.ID]string
}

func (a *Accounts) units(ctx context.Context) (u units, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		u = units{names: map[core.ID]string{}}
		if u.houses, err = houses(ctx, tx); err != nil {
			return err
		}
		if u.organisations, err = network.All(ctx, tx); err != nil {
			return err
		}
		for _, o := range u.organisations {
			u.names[o.ID] = o.Name
		}
		for _, h := range u.houses {
			u.names[h.ID] = h.Name
		}
		return nil
	})
	slices.SortFunc(u.organisations, func(a, b network.Organisation) int {
		return cmp.Or(cmp.Compare(text.Fold(a.Name), text.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return u, err
}

// dutyWords is a duty in one line: what, where, from and until.
func dutyWords(t *text.Printer, d Duty, names map[core.ID]string) string {
	s := roleName(t, d.Role)
	if d.Unit != "" {
		s += ", " + cmp.Or(names[d.Unit], string(d.Unit))
	}
	if days := daysWords(t, d.Begins, d.Ends); days != "" {
		s += " (" + days + ")"
	}
	return s
}

// daysWords are the days between which something holds.
func daysWords(t *text.Printer, begins, ends core.Date) string {
	switch {
	case begins.IsZero() && ends.IsZero():
		return ""
	case ends.IsZero():
		return t.Say("account.office.from", "begins", begins)
	case begins.IsZero():
		return t.Say("account.office.until", "ends", ends)
	}
	return t.Say("account.office.between", "begins", begins, "ends", ends)
}

// pager leads through the pages of a list whose addresses say all.
func pager(t *text.Printer, p web.Paging, address func(page int) string) ui.Pager {
	return ui.Pager{Page: p.Page, Pages: p.Pages(),
		Earlier: ui.Way{Words: t.Say("ui.pager.earlier"), Address: address(p.Page - 1)},
		Later:   ui.Way{Words: t.Say("ui.pager.later"), Address: address(p.Page + 1)}}
}

// peopleData is the same list as a table of RFC 4180, all pages at once.
func (a *Accounts) peopleData(w http.ResponseWriter, r *http.Request) error {
	all, err := a.People(r.Context(), web.ActorOf(r), readPeopleQuery(web.ReadQuery(r)))
	if err != nil {
		return err
	}
	units, err := a.units(r.Context())
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	lines := [][]string{{"id", "name", "sign_in", "email", "language", "state", "created_on", "role", "unit", "begins_on", "ends_on"}}
	for _, m := range all {
		about := []string{string(m.ID), m.Name, m.SignIn, m.Email, string(m.Language), string(m.State), m.CreatedOn.String()}
		duties := m.Duties
		if len(duties) == 0 {
			duties = []Duty{{}}
		}
		for _, d := range duties {
			lines = append(lines, slices.Concat(about, []string{string(d.Role), units.names[d.Unit], d.Begins.String(), d.Ends.String()}))
		}
	}
	for _, line := range lines {
		for i := range line {
			line[i] = harmless(line[i])
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return web.Attachment(w, r, "people.csv", bytes.NewReader(b.Bytes()))
}

// harmless puts an apostrophe before a cell that a spreadsheet would compute
// (CWE-1236).
func harmless(cell string) string {
	first, _ := utf8.DecodeRuneInString(cell)
	if strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) && cell != "" {
		return "'" + cell
	}
	return cell
}
