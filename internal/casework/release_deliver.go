package casework

import (
	"bytes"
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/spreadsheet"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// DeliverPage shows the whole that leaves of a year, and hands it over.
type DeliverPage struct {
	LeadFrame
	Taken    bool
	Years    []ui.Link
	Year     string
	Funnel   []FactView
	Gaps     []ui.Link
	Last     string // when it was last delivered, and what the network holds
	Since    string // what has changed since
	Frozen   bool
	Hidden   string
	Kept     string
	Running  string
	Head     []string
	Rows     [][]string // as they go; at most so many
	More     string
	Bare     string // rows without any answer
	Seen     string
	Trouble  string
	Password ui.Field
}

// previewRows is how many rows the preview shows; a file holds all of them.
const previewRows = 500

func (room *Room) askDelivery(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.deliverPage(w, r, d, http.StatusOK, web.ReadQuery(r), nil)
}

func (room *Room) deliverPage(w http.ResponseWriter, r *http.Request, d worker, status int, v web.Values, wrong error) error {
	year := yearOf(v, d.Today())
	p := DeliverPage{LeadFrame: d.leadFrame(r, room.said(r, "casework.release.deliver"), releaseAddress), Taken: d.Deliver != nil}
	if !p.Taken {
		if err := d.HoldsKey(r.Context()); err != nil {
			return err
		}
		return web.Render(w, r, status, deliverPage(p))
	}
	var y releaseYear
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		y, err = d.openReleases(r.Context(), tx, a, year)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.release", "", yearText(year)); err != nil {
		return err
	}
	p.Year, p.Years = yearText(year), years(releaseAddress+"/deliver", year, d.Today())
	if year == d.Today().Year {
		p.Running = p.Say("casework.release.running", "year", p.Year)
	}
	p.Hidden = releaseHidden(p.Frame, len(y.hidden))
	p.funnel(d, y)
	if err := p.lastTime(r, d, y); err != nil {
		return err
	}
	out := y.outgoing()
	p.Seen, p.Head = out.seen, d.headOf()
	bare := 0
	for _, row := range out.rows {
		switch {
		case row.Kept:
		case !row.Released:
			bare++
		case len(p.Rows) < previewRows:
			p.Rows = append(p.Rows, d.cellsOf(year, row))
		}
	}
	if n := y.funnel().Released; n > len(p.Rows) {
		p.More = p.Say("casework.release.more", "n", len(p.Rows))
	}
	p.Bare = p.Say("casework.release.bare", "n", bare)
	if out.kept > 0 {
		p.Kept = p.Say("casework.release.kept", "n", out.kept)
	}
	if !y.last.Value.Day.IsZero() {
		p.Since = p.Say("casework.release.since", "added", out.added, "removed", out.removed, "changed", out.changed)
	}
	if core.KindOf(wrong) == core.Conflict {
		p.Trouble, wrong = p.Say("casework.release.look-again"), nil
	}
	p.Password = desk.Password(p.Frame, wrong)
	return web.Render(w, r, status, deliverPage(p))
}

// funnel says how many cases come how far, and what is missing.
func (p *DeliverPage) funnel(d worker, y releaseYear) {
	f := y.funnel()
	for _, step := range []struct {
		words string
		n     int
	}{
		{p.Say("casework.release.documented"), f.Documented}, {p.Say("casework.release.of-these-new"), f.New},
		{p.Say("casework.release.of-these-released"), f.Released}, {p.Say("casework.release.of-these-complete"), f.Complete},
	} {
		p.Funnel = append(p.Funnel, FactView{step.words, []string{p.Number(step.n)}})
	}
	by := map[int]int{}
	for _, one := range y.cases {
		by[one.missing()]++
	}
	for n := len(d.maker.Columns()); n > 0; n-- {
		if by[n] > 0 {
			p.Gaps = append(p.Gaps, ui.Link{Address: releaseAddress + "?year=" + p.Year + "&only=" + onlyGaps + "-" + yearText(n), Words: gapWords(p.Frame, by[n], n)})
		}
	}
}

// lastTime says when the year was delivered last. What the network holds is asked of
// the network.
func (p *DeliverPage) lastTime(r *http.Request, d worker, y releaseYear) error {
	var has Receipt
	if d.Receipt != nil {
		var err error
		if has, err = d.Receipt(r.Context(), d.Actor.Centre, y.year); err != nil {
			return err
		}
	}
	p.Frozen = has.Frozen
	if has.Day.IsZero() {
		p.Last = p.Say("casework.release.never")
		return nil
	}
	names, err := d.Named(r.Context(), y.last.Value.By)
	if err != nil {
		return err
	}
	p.Last = p.Say("casework.release.last", "date", has.Day, "n", has.Rows)
	if !y.last.Value.Day.IsZero() {
		p.Last += " " + p.Say("casework.release.last-by", "name", nameOr(p.Frame, names(y.last.Value.By)))
	}
	return nil
}

// deliverRelease hands a year over, with the password.
func (room *Room) deliverRelease(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	err = d.confirmed(r.Context(), v)
	if status, ok := desk.Refused(err); ok {
		return room.deliverPage(w, r, d, status, v, err)
	}
	if err != nil {
		return err
	}
	year := yearOf(v, d.Today())
	err = d.deliverYear(r.Context(), year, v.Get("seen"))
	if core.KindOf(err) == core.Conflict {
		return room.deliverPage(w, r, d, http.StatusConflict, v, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, releaseAddress+"/deliver?year="+yearText(year)+"&done=delivered")
}

// takeRelease sends the rows as a file, with the password, after it was noted.
func (room *Room) takeRelease(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	err = d.confirmed(r.Context(), v)
	if status, ok := desk.Refused(err); ok {
		return room.deliverPage(w, r, d, status, v, err)
	}
	if err != nil {
		return err
	}
	year := yearOf(v, d.Today())
	var out outgoing
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		y, err := d.openReleases(r.Context(), tx, a, year)
		out = y.outgoing()
		return err
	})
	if err != nil {
		return err
	}
	var rows [][]spreadsheet.Cell
	for _, row := range out.rows {
		if row.Kept {
			continue
		}
		var cells []spreadsheet.Cell
		for _, cell := range d.cellsOf(year, row) {
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	var file bytes.Buffer
	if err := spreadsheet.WriteCSV(&file, d.headOf(), rows); err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.release-file", "", yearText(year)); err != nil {
		return err
	}
	return web.Attachment(w, r, "verbund-"+yearText(year)+".csv", bytes.NewReader(file.Bytes()))
}
