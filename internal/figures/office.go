package figures

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/report"
	"verbund/internal/figures/table"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// officePath is where the office works on the figures.
const officePath = "/figures"

// OfficePage is a year as it stands: what was delivered, what is frozen, and what is
// published.
type OfficePage struct {
	ui.Frame
	Year       int
	Years      []ui.Link
	Done       string
	Funnel     []FunnelStep
	Deliveries []DeliveryView
	Freeze     bool // there are records
	Kept       []SnapshotView
	Decide     bool // she may also decide
}

// FunnelStep is a step of the funnel with its count.
type FunnelStep struct{ Words, Count string }

// DeliveryView is a line of the list of deliveries.
type DeliveryView struct{ Centre, Way, On, By, Rows string }

// SnapshotView is a line of the list of snapshots.
type SnapshotView struct{ Address, Short, On, By, Rows string }

// SnapshotPage is a snapshot with its exact tables.
type SnapshotPage struct {
	ui.Frame
	ID      string
	Frozen  string // by whom and when
	Address string
	Funnel  []FunnelStep
	Tables  []TableView
	Notes   []string
	Problem string
	Year    int
	Asked   []ProposalView
	Window  string // the years of open microdata
	Closed  string // what stands against proposing them
}

// officeRoutes are the pages of the office.
func (room *Room) officeRoutes() []web.Route {
	get := func(path string, right web.Right, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: right, Script: true, Handle: handle}
	}
	post := func(path string, right web.Right, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: path, Right: right, Script: true, Handle: handle}
	}
	return []web.Route{
		get("/figures", Analyse, room.office),
		post("/figures/freeze", Analyse, room.freeze),
		get("/figures/snapshots/{id}", Analyse, room.snapshotPage),
		get("/figures/snapshots/{id}/file", Analyse, room.snapshotFile),
		post("/figures/snapshots/{id}/propose", Analyse, room.propose),
		post("/figures/snapshots/{id}/microdata", Analyse, room.proposeMicrodata),
		post("/figures/snapshots/{id}/exact", Analyse, room.proposeExact),
		get("/figures/proposals/{number}", Analyse, room.proposalPage),
		get("/figures/publications", Publish, room.publications),
		get("/figures/publications/text", Publish, room.askText),
		post("/figures/publications/text", Publish, room.tryText),
		get("/figures/publications/{number}", Publish, room.publicationPage),
		post("/figures/publications/{number}/decide", Publish, room.decide),
		get("/figures/publications/{number}/files/{name}", Publish, room.proposedFile),
	}
}

func (room *Room) frame(r *http.Request, heading string) ui.Frame {
	return room.Frame(r, ui.Page{Heading: heading, Title: "figures.office.title"})
}

// labels are the words for what stands in tables, in the language of a page.
func (room *Room) labels(f ui.Frame) table.Labels {
	return table.Labels{Book: room.book, Plan: room.plan, Lang: f.Lang(), Country: f.CountryName}
}

// office shows a year; without one the last for which there are records.
func (room *Room) office(w http.ResponseWriter, r *http.Request) error {
	p := OfficePage{Frame: room.frame(r, "figures.office.heading")}
	v := web.ReadQuery(r)
	years, err := room.Store.Years(r.Context())
	if err != nil {
		return err
	}
	p.Year = v.Number("year", 0, 1990, 2200)
	if p.Year == 0 && len(years) > 0 {
		p.Year = years[0]
	}
	for _, year := range years {
		p.Years = append(p.Years, ui.Link{Address: officePath + "?year=" + yearWords(year), Words: yearWords(year), Current: year == p.Year})
	}
	switch v.Get("done") {
	case "rejected":
		p.Done = p.Say("figures.office.rejected")
	}
	actor := web.ActorOf(r)
	p.Decide = room.Store.allow(actor, Publish) == nil
	if err := room.fillYear(r, actor, &p); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, officePage(p))
}

func (room *Room) fillYear(r *http.Request, actor core.Actor, p *OfficePage) error {
	records, err := room.Store.Records(r.Context(), actor, p.Year)
	if err != nil {
		return err
	}
	p.Freeze = len(records) > 0
	funnel := room.book.Funnel(records)
	p.Funnel = funnelSteps(p.Frame, edition.Funnel{Documented: whole(funnel.Documented), New: whole(funnel.New), Consented: whole(funnel.Consented), Analysed: whole(funnel.Analysed)})
	deliveries, err := room.Store.Deliveries(r.Context(), actor, p.Year)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		name := d.Centre
		if d.Unit != "" {
			if name, err = room.CentreName(r.Context(), d.Unit); err != nil {
				return err
			}
		}
		p.Deliveries = append(p.Deliveries, DeliveryView{name, p.Say("figures.office.way." + d.Way), p.Date(d.On), d.By, p.Number(d.Rows)})
	}
	kept, err := room.Store.Snapshots(r.Context(), actor, p.Year)
	if err != nil {
		return err
	}
	if p.Year == 0 {
		kept = nil
	}
	for _, k := range kept {
		p.Kept = append(p.Kept, SnapshotView{snapshotPath(k.ID), k.ID[:12], p.Date(k.On), k.By, p.Number(k.Rows)})
	}
	return nil
}

func whole(n int) edition.Value { return edition.Value{N: n, Shown: true} }

func snapshotPath(id string) string { return officePath + "/snapshots/" + id }

// funnelSteps are the four steps in words.
func funnelSteps(f ui.Frame, from edition.Funnel) []FunnelStep {
	return []FunnelStep{
		{f.Say("figures.funnel.documented"), valueWords(f, from.Documented)},
		{f.Say("figures.funnel.new"), valueWords(f, from.New)},
		{f.Say("figures.funnel.consented"), valueWords(f, from.Consented)},
		{f.Say("figures.funnel.analysed"), valueWords(f, from.Analysed)},
	}
}

func valueWords(f ui.Frame, v edition.Value) string {
	if !v.Shown {
		return f.Say("figures.hidden")
	}
	return f.Number(v.N)
}

// freeze makes the snapshot of a year.
func (room *Room) freeze(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	snap, err := room.Store.Freeze(r.Context(), web.ActorOf(r), v.Number("year", 0, 1990, 2200), room.Network)
	if err != nil {
		return err
	}
	return web.SeeOther(w, snapshotPath(snap.ID))
}

func (room *Room) snapshotPage(w http.ResponseWriter, r *http.Request) error {
	return room.showSnapshot(w, r, http.StatusOK, "")
}

func (room *Room) showSnapshot(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	snap, err := room.Store.Snapshot(r.Context(), web.ActorOf(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	e, err := snap.Edition(edition.Internal)
	if err != nil {
		return err
	}
	p := SnapshotPage{Frame: room.frame(r, ""), ID: snap.ID, Address: snapshotPath(snap.ID), Year: snap.Year, Problem: problem}
	p.Frozen = byOn(p.Frame, snap.FrozenBy, snap.FrozenOn)
	p.Heading = p.Say("figures.office.snapshot", "year", yearWords(snap.Year))
	p.Funnel = funnelSteps(p.Frame, e.Funnel)
	asked, err := room.Store.AskedOf(r.Context(), web.ActorOf(r), snap.ID)
	if err != nil {
		return err
	}
	for _, a := range asked {
		p.Asked = append(p.Asked, newProposalView(p.Frame, a))
	}
	if err := room.fillWindow(r, snap, &p); err != nil {
		return err
	}
	labels := table.Labels{Book: snap.Book, Plan: snap.Plan, Lang: p.Lang(), Country: p.CountryName}
	p.Tables, p.Notes = tableViews(p.Frame, labels, &e)
	return web.Render(w, r, status, snapshotPage(p))
}

// snapshotFile sends the snapshot itself, from which everything can be made again.
func (room *Room) snapshotFile(w http.ResponseWriter, r *http.Request) error {
	body, err := room.Store.Body(r.Context(), web.ActorOf(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.Attachment(w, r, "snapshot-"+idOf(body)[:12]+".json", bytes.NewReader(body))
}

func publicationPath(number int) string { return officePath + "/publications/" + strconv.Itoa(number) }

// TableView is a table of an edition in words.
type TableView struct {
	Name, Caption string
	About         string   // base and what is missing
	Notes         []string // that not all tables have
	Columns       []string // none in a table with one column
	Rows          []RowView
	Two           bool
}

// RowView is one line.
type RowView struct {
	Words  string
	Merged string // what is in a merged row
	Cells  []CellView
}

// CellView is a number with its share of the base.
type CellView struct{ Count, Share string }

// newTableView writes a table. Shares have so many decimals.
func newTableView(f ui.Frame, labels table.Labels, t *edition.Table, decimals int) TableView {
	v := TableView{Name: "t-" + t.ID, Caption: labels.Column(t.Spec.Rows), Two: len(t.Columns) > 0}
	if v.Two {
		v.Caption = f.Say("figures.table.by", "rows", v.Caption, "columns", labels.Column(t.Spec.Columns))
	}
	v.About = f.Say("figures.table.about", "base", valueWords(f, t.Base), "missing", valueWords(f, t.Missing))
	for _, n := range t.Notes {
		v.Notes = append(v.Notes, f.Say("figures.note."+string(n)))
	}
	for _, c := range t.Columns {
		words := labels.Code(t.Spec.Columns, c)
		if c == edition.Rest {
			words = f.Say("figures.table.rest")
		}
		v.Columns = append(v.Columns, words)
	}
	for _, row := range t.Rows {
		line := RowView{Words: labels.Code(t.Spec.Rows, row.ID)}
		if row.ID == edition.Rest {
			line.Words = f.Say("figures.table.rest")
			for i, code := range row.Merged {
				if i > 0 {
					line.Merged += ", "
				}
				line.Merged += labels.Code(t.Spec.Rows, code)
			}
		}
		for _, cell := range row.Cells {
			to := CellView{Count: valueWords(f, cell)}
			if share, ok := t.Share(cell); ok {
				if scaled, ok := share.Scaled(decimals); ok {
					to.Share = f.Say("figures.percent", "n", table.Decimal(scaled, decimals, f.Say("figures.decimal-mark")))
				}
			}
			line.Cells = append(line.Cells, to)
		}
		v.Rows = append(v.Rows, line)
	}
	return v
}

// tableViews writes all tables, and the notes that hold for each of them once.
func tableViews(f ui.Frame, labels table.Labels, e *edition.Edition) (all []TableView, common []string) {
	for i := range e.Tables {
		all = append(all, newTableView(f, labels, &e.Tables[i], report.Decimals(e.Kind)))
	}
	if len(all) == 0 {
		return nil, nil
	}
	for _, note := range all[0].Notes {
		if !slices.ContainsFunc(all, func(v TableView) bool { return !slices.Contains(v.Notes, note) }) {
			common = append(common, note)
		}
	}
	for i := range all {
		all[i].Notes = slices.DeleteFunc(all[i].Notes, func(note string) bool { return slices.Contains(common, note) })
	}
	return all, common
}
