package casework

import (
	"cmp"
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ListPage is the list of cases.
type ListPage struct {
	ui.Frame
	Done                 string
	MayWrite             bool
	MayImport, MayExport bool
	Empty                bool
	Count                string
	Rows                 []CaseRow
	Pager                ui.Pager
}

// CaseRow is a case in the list.
type CaseRow struct {
	Address, Alias, Status, Workers, Last, Due string
	Flags                                      []string
}

// listRoutes are the list of cases and the searches in it.
func (room *Room) listRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/cases", Look, room.list),
	}
}

func (room *Room) list(w http.ResponseWriter, r *http.Request, d worker) error {
	var all []Listed
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		all, err = d.cards(r.Context(), tx, a)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(x, y Listed) int {
		return cmp.Or(cmp.Compare(y.Last.String(), x.Last.String()), cmp.Compare(text.Fold(x.Alias), text.Fold(y.Alias)))
	})
	q := web.ReadQuery(r)
	p := ListPage{Frame: room.frame(r, room.said(r, "casework.list.heading")), MayWrite: d.Has(Write), Empty: len(all) == 0,
		MayImport: d.Has(Lead), MayExport: d.May(d.Actor, Export)}
	p.Count, p.Done = p.Say("casework.list.count", "n", len(all)), doneWords(p.Frame, q)
	paging := web.NewPaging(q, len(all), perPage, 200)
	var people []core.ID
	for _, l := range all[paging.From():paging.To()] {
		people = append(people, l.Workers...)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	for _, l := range all[paging.From():paging.To()] {
		p.Rows = append(p.Rows, d.caseRow(p.Frame, l, names))
	}
	return web.Render(w, r, http.StatusOK, listPage(p))
}

// caseRow is a case as lists show it.
func (d worker) caseRow(f ui.Frame, l Listed, names func(core.ID) string) CaseRow {
	row := CaseRow{Address: address(l.id), Alias: l.Alias, Status: f.Say("casework.case.status-" + string(l.Status)), Last: f.Date(l.Last)}
	for i, id := range l.Workers {
		if i > 0 {
			row.Workers += ", "
		}
		row.Workers += nameOr(f, names(id))
	}
	if len(l.Deadlines) > 0 {
		row.Due = f.Date(l.Deadlines[0].Due)
	}
	for _, flag := range l.Flags {
		code, _ := d.Set.List("flag").Code(flag)
		row.Flags = append(row.Flags, code.Label(f.Lang()))
	}
	return row
}
