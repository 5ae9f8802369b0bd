package casework

import (
	"context"
	"database/sql"
	"net/http"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ReleasePage shows exactly what would leave of a case for a year, and what was
// decided.
type ReleasePage struct {
	CaseFrame
	Taken      bool
	Years      []ui.Link
	Year       string
	Documented bool
	Facts      []FactView // both dates
	Consent    ui.Link
	Given      bool // the client consents
	New        string
	NewCode    string
	Columns    []ReleaseColumn
	Missing    []ui.Link
	Further    []ui.Link
	Live       bool
	Changed    bool
	Refused    bool // it was decided that it is not released
	Decides    bool
	Trouble    string // why nothing was decided
	Problem    string // that neither was chosen
	Seen       string
}

// ReleaseColumn is a column of the record.
type ReleaseColumn struct{ Label, Words, Column, Codes string }

func (room *Room) showRelease(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.releasePage(w, r, d, http.StatusOK, web.ReadQuery(r), nil)
}

func (room *Room) releasePage(w http.ResponseWriter, r *http.Request, d worker, status int, v web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	year := yearOf(v, d.Today())
	var all releases
	o, err := d.openWith(r.Context(), id, "casework.read", "release", func(tx *sql.Tx, a *vault.Access) (err error) {
		all, err = releasesOf(r.Context(), tx, a, id)
		return err
	}, vault.Entries)
	if err != nil {
		return err
	}
	var people []core.ID
	decision := all.of(year)
	if decision != nil {
		people = append(people, decision.By)
	}
	p := ReleasePage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.release.case"), "/release", o.names), Taken: d.Deliver != nil}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	p.Year, p.Years = yearText(year), years(p.Address+"/release", year, d.Today())
	p.Closed = "" // deciding is possible in a closed case too
	one, documented := d.releasable(id, d.figureOf(o.Case), year, decision)
	p.Documented = documented
	p.Consent = ui.Link{Address: p.Address + "/entries/consent", Words: p.Say("casework.release.to-consents")}
	if !documented {
		return web.Render(w, r, status, releasePage(p))
	}
	p.Given, p.Live, p.Changed, p.Refused = one.consent.Given(), one.goes(), one.changed(), decision != nil && !decision.Yes
	p.Decides, p.Seen = d.Has(Write), one.seen()
	if core.KindOf(wrong) == core.Conflict {
		p.Trouble = p.Say("casework.release.look-again")
	} else if wrong != nil {
		p.Problem = p.Say("casework.release.choose")
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p.Facts = []FactView{{p.Say("casework.release.consent"), []string{consentWords(p.Frame, one.consent)}}}
	decided := decisionWords(p.Frame, decision)
	if decision != nil {
		decided += " (" + nameOr(p.Frame, names(decision.By)) + ")"
	}
	p.Facts = append(p.Facts, FactView{p.Say("casework.release.decision"), []string{decided}})
	p.row(d, one)
	return web.Render(w, r, status, releasePage(p))
}

// row is the record in words and in codes, and what it lacks.
func (p *ReleasePage) row(d worker, one releasable) {
	p.NewCode = one.row.New
	p.New = map[string]string{"yes": p.Say("casework.form.yes"), "no": p.Say("casework.release.no")}[one.row.New]
	for _, c := range d.maker.Columns() {
		codes := one.row.Cells[c.ID]
		p.Columns = append(p.Columns, ReleaseColumn{c.Label(p.Lang()), strings.Join(d.maker.Words(c, codes, p.Frame), ", "), c.ID, strings.Join(codes, ";")})
	}
	for _, gap := range one.required {
		if !gap.Closed {
			p.Missing = append(p.Missing, gapLink(p.Frame, one.id, gap))
		}
	}
	for _, gap := range one.further {
		p.Further = append(p.Further, gapLink(p.Frame, one.id, gap))
	}
}

// releasesOf are the decisions about a case.
func releasesOf(ctx context.Context, tx *sql.Tx, a *vault.Access, id vault.ID) (releases, error) {
	f, err := a.Folder(ctx, tx, id)
	if err != nil {
		return releases{}, err
	}
	return (&Case{ID: id, folder: f}).releases(ctx, tx)
}

// decideRelease releases a case, or does not, or takes that back.
func (room *Room) decideRelease(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	year, yes := yearOf(v, d.Today()), v.Get("decision") == "yes"
	if !yes && v.Get("decision") != "no" {
		return room.releasePage(w, r, d, http.StatusUnprocessableEntity, v, fieldError("decision", "casework.release.choose"))
	}
	err = d.decide(r.Context(), id, year, yes, v.Get("seen"))
	if core.KindOf(err) == core.Conflict {
		return room.releasePage(w, r, d, http.StatusConflict, v, err)
	}
	if err != nil {
		return err
	}
	done := map[bool]string{true: "released", false: "not-released"}[yes]
	return web.SeeOther(w, address(id)+"/release?year="+yearText(year)+"&done="+done)
}

// releaseFacts say for which years a case was released, for a copy of the file: the
// network is a recipient (GDPR, Article 15 (1) (c)).
func releaseFacts(f ui.Frame, decided releases) []FactView {
	var said []string
	for _, r := range decided.Years {
		if r.Yes {
			said = append(said, f.Say("casework.release.copy", "year", yearText(r.Year), "what", decisionWords(f, &r)))
		}
	}
	if said == nil {
		return nil
	}
	return []FactView{{f.Say("casework.release.heading"), said}}
}

// headOf are the columns of a file of records.
func (d worker) headOf() []string {
	head := []string{"period", "centre", "new_in_year", "released"}
	for _, c := range d.maker.Columns() {
		head = append(head, c.ID)
	}
	return head
}

// cellsOf is a row of a file of records. The code of the centre is put in by the
// network.
func (d worker) cellsOf(year int, row Released) []string {
	cells := []string{yearText(year), "", row.New, map[bool]string{true: "yes", false: "no"}[row.Released]}
	for _, c := range d.maker.Columns() {
		cells = append(cells, strings.Join(row.Cells[c.ID], ";"))
	}
	return cells
}
