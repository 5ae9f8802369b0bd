package figures

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/figures/record"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

const (
	deliverPath   = "/figures/deliver"
	largestUpload = 8 << 20 // bytes: a centre has a few hundred rows of some hundred bytes
	problemsShown = 50
)

// DeliverPage is what a centre without case work here hands in: as a file, or row by
// row.
type DeliverPage struct {
	ui.Frame
	Year     int
	Years    []ui.Link
	Done     string
	Stand    string // what is there, in words
	ByCases  bool   // the records of the year came from the centre's case work
	File     ui.Field
	Problems []string
	More     string
	Mended   []string
	Funnel   []FunnelStep
	Head     []string
	Rows     []DeliveredRow
	New      string
}

// DeliveredRow is a row that the centre has handed in.
type DeliveredRow struct {
	ID    string
	Cells []string
}

// RowPage is the form for one row.
type RowPage struct {
	ui.Frame
	Year     int
	Summary  []ui.Field
	New      ui.Field
	NewList  []ui.Choice
	Released ui.Field
	RelList  []ui.Choice
	Fields   []RowField
	Nations  []string
}

// RowField is a column as a question.
type RowField struct {
	ui.Field
	Kind record.Kind
	List []ui.Choice
}

func (room *Room) deliverRoutes() []web.Route {
	get := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: Deliver, Script: true, Handle: handle}
	}
	post := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: path, Right: Deliver, Script: true, Handle: handle}
	}
	upload := post(deliverPath+"/file", room.takeFile)
	upload.Files, upload.Body = true, largestUpload+(1<<20)
	return []web.Route{
		get(deliverPath, room.deliver),
		upload,
		get(deliverPath+"/row", room.askRow),
		post(deliverPath+"/row", room.addRow),
		post(deliverPath+"/remove", room.removeRow),
	}
}

// yearAsked is the year in an address or form: the last one that is over, without any.
func (room *Room) yearAsked(v web.Values) int {
	today := room.today()
	return v.Number("year", today.Year-1, today.Year-10, today.Year)
}

func (room *Room) deliver(w http.ResponseWriter, r *http.Request) error {
	v := web.ReadQuery(r)
	return room.deliverPage(w, r, http.StatusOK, room.yearAsked(v), DeliverPage{}, v.Get("done"))
}

// deliverPage shows what is there; p has what was found wrong.
func (room *Room) deliverPage(w http.ResponseWriter, r *http.Request, status, year int, p DeliverPage, done string) error {
	unit := web.ActorOf(r).Centre
	p.Frame, p.Year = room.frame(r, "figures.deliver.heading"), year
	for back := range 5 {
		y := room.today().Year - back
		p.Years = append(p.Years, ui.Link{Address: deliverPath + "?year=" + yearWords(y), Words: yearWords(y), Current: y == year})
	}
	switch done {
	case "file":
		p.Done = p.Say("figures.deliver.done-file")
	case "row":
		p.Done = p.Say("figures.deliver.done-row")
	case "removed":
		p.Done = p.Say("figures.deliver.done-removed")
	}
	d, ok, err := room.Store.Delivered(r.Context(), unit, year)
	if err != nil {
		return err
	}
	p.Stand = p.Say("figures.deliver.nothing", "year", yearWords(year))
	if ok {
		p.Stand = p.Say("figures.deliver.stand", "n", d.Rows, "date", d.On, "name", d.By)
		p.ByCases = d.Way == FromCases
	}
	rows, err := room.Store.RowsOf(r.Context(), unit, year)
	if err != nil {
		return err
	}
	all := make([]record.Record, len(rows))
	for i, row := range rows {
		all[i] = row.Record
		p.Rows = append(p.Rows, DeliveredRow{row.ID, room.rowWords(p.Frame, row.Record)})
	}
	f := room.book.Funnel(all)
	p.Funnel = make([]FunnelStep, 0, 4)
	for _, step := range []struct {
		key string
		n   int
	}{{"figures.funnel.documented", f.Documented}, {"figures.funnel.new", f.New}, {"figures.funnel.consented", f.Consented}, {"figures.funnel.analysed", f.Analysed}} {
		p.Funnel = append(p.Funnel, FunnelStep{p.Say(step.key), p.Number(step.n)})
	}
	p.Head = []string{p.Say("figures.deliver.new"), p.Say("figures.deliver.released")}
	for _, id := range briefColumns() {
		_, c := room.book.Column(id)
		p.Head = append(p.Head, c.Label(p.Lang()))
	}
	p.File = ui.Field{Name: "file", Label: p.Say("figures.deliver.file"), Hint: p.Say("figures.deliver.file-hint", "mb", largestUpload>>20), Required: true, Error: p.File.Error}
	p.New = deliverPath + "/row?year=" + yearWords(year)
	return web.Render(w, r, status, deliverPage(p))
}

// briefColumns are those that tell rows apart in the list.
func briefColumns() []string {
	return []string{"gender", "age_band", "nationality", "form"}
}

func (room *Room) rowWords(f ui.Frame, r record.Record) []string {
	yes := func(b bool) string {
		if b {
			return f.Say("figures.deliver.yes")
		}
		return f.Say("figures.deliver.no")
	}
	cells := []string{yes(r.New == "yes"), yes(r.Released)}
	labels := room.labels(f)
	for _, id := range briefColumns() {
		at, c := room.book.Column(id)
		var words []string
		if r.Released {
			for _, code := range r.Values[at] {
				words = append(words, labels.Code(id, c.Codes[code].ID))
			}
		}
		cells = append(cells, strings.Join(words, ", "))
	}
	return cells
}

// takeFile takes a file in place of all that is there, if nothing in it is wrong.
func (room *Room) takeFile(w http.ResponseWriter, r *http.Request) error {
	form, err := web.ReadUpload(r)
	if err != nil {
		return err
	}
	year := room.yearAsked(nil)
	for {
		part, err := form.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch part.Field {
		case "year":
			typed, err := io.ReadAll(io.LimitReader(part, 10))
			if err != nil {
				return err
			}
			year = room.yearAsked(web.Values{"year": {string(typed)}})
		case "file":
			if part.Name == "" {
				continue
			}
			body, err := io.ReadAll(io.LimitReader(part, largestUpload+1))
			if err != nil {
				return err
			}
			return room.takeBody(w, r, year, body)
		}
	}
	p := DeliverPage{File: ui.Field{Error: web.Printer(r).Say("figures.deliver.no-file")}}
	return room.deliverPage(w, r, http.StatusUnprocessableEntity, year, p, "")
}

func (room *Room) takeBody(w http.ResponseWriter, r *http.Request, year int, body []byte) error {
	t, actor := room.frame(r, "").Printer, web.ActorOf(r)
	refuse := func(words string, p DeliverPage) error {
		p.File.Error = words
		return room.deliverPage(w, r, http.StatusUnprocessableEntity, year, p, "")
	}
	if len(body) > largestUpload {
		return refuse(t.Say("figures.deliver.too-large", "mb", largestUpload>>20), DeliverPage{})
	}
	centre, err := room.Store.Code(r.Context(), actor.Centre)
	if err != nil {
		return err
	}
	read, err := record.ReadFile(bytes.NewReader(body), room.book, record.Want{Year: year, Today: room.today().Year, Centre: centre})
	if e, ok := errors.AsType[*core.Error](err); ok && e.Kind != core.Internal {
		return refuse(t.Say(e.Key, e.Args...), DeliverPage{})
	}
	if err != nil {
		return err
	}
	var p DeliverPage
	for _, problem := range read.Refused {
		if len(p.Problems) == problemsShown {
			p.More = t.Say("figures.deliver.more", "n", len(read.Refused)-problemsShown+read.MoreRefused)
			break
		}
		p.Problems = append(p.Problems, t.Say(problem.Key, problem.Args...))
	}
	for _, problem := range read.Mended[:min(problemsShown, len(read.Mended))] {
		p.Mended = append(p.Mended, t.Say(problem.Key, problem.Args...))
	}
	if len(read.Refused) > 0 {
		return refuse(t.Say("figures.deliver.refused", "n", read.RefusedRows()), p)
	}
	if len(read.Records) == 0 {
		return refuse(t.Say("figures.deliver.empty"), p)
	}
	rows := make([]Row, len(read.Records))
	for i, one := range read.Records {
		rows[i] = Row{Record: one}
	}
	if err := room.Store.Replace(r.Context(), actor, actor.Centre, year, FromUpload, rows); err != nil {
		return err
	}
	if len(p.Mended) > 0 {
		return room.deliverPage(w, r, http.StatusOK, year, p, "file")
	}
	return web.SeeOther(w, deliverPath+"?year="+yearWords(year)+"&done=file")
}

// askRow shows the empty form of a row.
func (room *Room) askRow(w http.ResponseWriter, r *http.Request) error {
	v := web.ReadQuery(r)
	return room.rowPage(w, r, http.StatusOK, room.yearAsked(v), web.Values{}, nil)
}

func (room *Room) rowPage(w http.ResponseWriter, r *http.Request, status, year int, v web.Values, wrong map[string]string) error {
	p := RowPage{Frame: room.frame(r, ""), Year: year}
	p.Heading = p.Say("figures.deliver.row", "year", yearWords(year))
	field := func(name, label string) ui.Field {
		return ui.Field{Name: name, Label: label, Value: v.Get(name), Error: wrong[name]}
	}
	two := func(name string) []ui.Choice {
		return []ui.Choice{{Value: "yes", Words: p.Say("figures.deliver.yes"), Count: -1, Selected: v.Get(name) == "yes"}, {Value: "no", Words: p.Say("figures.deliver.no"), Count: -1, Selected: v.Get(name) == "no"}}
	}
	p.New, p.NewList = field("new_in_year", p.Say("figures.deliver.new")), two("new_in_year")
	p.Released, p.RelList = field("released", p.Say("figures.deliver.released")), two("released")
	p.Released.Hint = p.Say("figures.deliver.released-hint")
	for _, c := range room.book.Columns {
		f := RowField{Field: field(c.ID, c.Label(p.Lang())), Kind: c.Kind}
		if c.Kind == record.Countries {
			f.Value, f.Hint = strings.Join(v.All(c.ID), ", "), p.Say("figures.deliver.countries-hint")
		} else {
			chosen := v.All(c.ID)
			for _, code := range c.Codes {
				if code.In(year) {
					f.List = append(f.List, ui.Choice{Value: code.ID, Words: code.Label(p.Lang()), Count: -1, Selected: slices.Contains(chosen, code.ID)})
				}
			}
		}
		p.Fields = append(p.Fields, f)
	}
	for _, c := range p.Countries() {
		p.Nations = append(p.Nations, c.Name)
	}
	for _, f := range append([]ui.Field{p.New, p.Released}, fieldsOf(p.Fields)...) {
		if f.Error != "" {
			p.Summary = append(p.Summary, f)
		}
	}
	return web.Render(w, r, status, rowPage(p))
}

func fieldsOf(all []RowField) []ui.Field {
	fields := make([]ui.Field, len(all))
	for i, f := range all {
		fields[i] = f.Field
	}
	return fields
}

// addRow reads the form of a row the way a file is read, so that both obey the same
// rules.
func (room *Room) addRow(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	year, t, actor := room.yearAsked(v), room.frame(r, "").Printer, web.ActorOf(r)
	wrong := map[string]string{}
	for _, name := range []string{"new_in_year", "released"} {
		if said := v.Get(name); said != "yes" && said != "no" {
			wrong[name] = t.Say("figures.deliver.choose")
		}
	}
	one := record.Record{Year: year, Centre: "own", New: v.Get("new_in_year"), Released: v.Get("released") == "yes"}
	cells := room.book.Cells(one)
	if one.Released {
		for i, c := range room.book.Columns {
			said := v.All(c.ID)
			if c.Kind == record.Countries {
				said = nil
				for typed := range strings.FieldsFuncSeq(strings.Join(v.All(c.ID), ","), func(r rune) bool { return r == ',' || r == ';' }) {
					if typed = strings.TrimSpace(typed); typed == "" {
						continue
					}
					code, ok := t.FindCountry(typed)
					if !ok {
						wrong[c.ID] = t.Say("figures.deliver.no-country", "value", core.Clip(typed, 40))
					}
					said = append(said, code)
				}
			}
			cells[4+i] = strings.Join(said, ";")
		}
	}
	if len(wrong) == 0 {
		var file bytes.Buffer
		if err := writeLines(&file, room.book.Head(), cells); err != nil {
			return err
		}
		read, err := record.ReadCSV(&file, room.book, record.Want{Year: year, Today: room.today().Year, Centre: "own"})
		if err != nil {
			return err
		}
		for _, problem := range read.Refused {
			wrong[problem.Column] = t.Say(problem.Key, problem.Args...)
		}
		if len(wrong) == 0 {
			if err := room.Store.AddRow(r.Context(), actor, actor.Centre, year, read.Records[0]); err != nil {
				return err
			}
			return web.SeeOther(w, deliverPath+"?year="+yearWords(year)+"&done=row")
		}
	}
	return room.rowPage(w, r, http.StatusUnprocessableEntity, year, v, wrong)
}

// removeRow takes a row away.
func (room *Room) removeRow(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	year := room.yearAsked(v)
	if err := room.Store.RemoveRow(r.Context(), web.ActorOf(r), web.ActorOf(r).Centre, year, v.Get("row")); err != nil {
		return err
	}
	return web.SeeOther(w, deliverPath+"?year="+yearWords(year)+"&done=removed")
}

// AddRow adds one row to what a unit has handed in for a year.
func (s *Store) AddRow(ctx context.Context, actor core.Actor, unit core.ID, year int, r record.Record) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		code, err := s.code(ctx, tx, unit)
		if err != nil {
			return err
		}
		id, err := randomID(16)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO figures_record (id, centre, year, cells) VALUES ($1, $2, $3, $4)`, id, code, year, s.pack(r)); err != nil {
			return err
		}
		return s.counted(ctx, tx, actor.Name, code, year, FromForm)
	})
}

// RemoveRow takes one row of a unit away; one that is not there is no error.
func (s *Store) RemoveRow(ctx context.Context, actor core.Actor, unit core.ID, year int, id string) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		code, err := s.code(ctx, tx, unit)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM figures_record WHERE id = $1 AND centre = $2 AND year = $3`, id, code, year); err != nil {
			return err
		}
		return s.counted(ctx, tx, actor.Name, code, year, FromForm)
	})
}

// writeLines writes lines of a file of records.
func writeLines(w io.Writer, lines ...[]string) error {
	to := csv.NewWriter(w)
	return to.WriteAll(lines)
}
