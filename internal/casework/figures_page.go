package casework

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"time"

	"verbund/internal/casework/count"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/spreadsheet"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// FiguresPage are the exact figures of the centre over a period.
type FiguresPage struct {
	ui.Frame
	Years    []ui.Link
	Quarters []ui.Link
	From, To ui.Field
	Span     string // the period in words
	Hidden   string // that some cases are not counted; empty where all are
	Tables   []FigureView
	Gaps     []ui.Link // cases that lack answers
	Take     TakeForm
}

// TakeForm takes tables along as a file, with the password.
type TakeForm struct {
	Action   string
	Hidden   [][2]string
	Password ui.Field
}

// figureRoutes are the figures of the centre and saved reports.
func (room *Room) figureRoutes(get, post router) []web.Route {
	file := func(path string, handle handler) web.Route {
		route := post(path, Lead, handle)
		route.Script, route.Files = false, true
		return route
	}
	return []web.Route{
		get("/casework/figures", Lead, room.showFigures),
		file("/casework/figures/file", room.takeFigures),
		get("/casework/reports", Lead, room.showReports),
		get("/casework/reports/new", Lead, room.askReport),
		post("/casework/reports", Lead, room.addReport),
		get("/casework/reports/{report}", Lead, room.showReport),
		get("/casework/reports/{report}/edit", Lead, room.editReport),
		post("/casework/reports/{report}/edit", Lead, room.saveReport),
		post("/casework/reports/{report}/remove", Lead, room.removeReport),
		file("/casework/reports/{report}/file", room.takeReport),
	}
}

// Years that are offered, and cases that lack answers, are at most so many.
const (
	yearsBack = 6
	gapsLimit = 100
)

// periodOf is the period in an address or form: from and to, a quarter of a year,
// or a year; this year without any.
func periodOf(v web.Values, today core.Date) (count.Period, error) {
	if v.Get("from") != "" || v.Get("to") != "" {
		from, wrongFrom := core.ParseDate(v.Get("from"))
		to, wrongTo := core.ParseDate(v.Get("to"))
		p := count.Period{From: from, To: to}
		switch {
		case wrongFrom != nil:
			return count.Year(today.Year), fieldError("from", "casework.error.day")
		case wrongTo != nil:
			return count.Year(today.Year), fieldError("to", "casework.error.day")
		case !p.Valid():
			return count.Year(today.Year), fieldError("to", "casework.figures.backwards")
		}
		return p, nil
	}
	year, err := strconv.Atoi(v.Get("year"))
	if err != nil || year < 1990 || year > today.Year+1 {
		year = today.Year
	}
	p := count.Year(year)
	if q, err := strconv.Atoi(v.Get("quarter")); err == nil && q >= 1 && q <= 4 {
		p.From.Month = time.Month(3*q - 2)
		next := core.Date{Year: year, Month: time.Month(3*q + 1), Day: 1}
		if q == 4 {
			next = core.Date{Year: year + 1, Month: time.January, Day: 1}
		}
		p.To = next.AddDays(-1)
	}
	return p, nil
}

func (room *Room) showFigures(w http.ResponseWriter, r *http.Request, d worker) error {
	p, wrong := periodOf(web.ReadQuery(r), d.Today())
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return room.figuresPage(w, r, d, status, p, wrong, nil)
}

// figuresPage computes the figures and shows them. refused is why a password was
// not taken.
func (room *Room) figuresPage(w http.ResponseWriter, r *http.Request, d worker, status int, span count.Period, wrong, refused error) error {
	g, err := d.gather(r.Context())
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.figures", "", ""); err != nil {
		return err
	}
	set := count.Compute(g.Input, span)
	p := FiguresPage{Frame: room.frame(r, room.said(r, "casework.figures.heading"))}
	p.Span = spanWords(p.Frame, span)
	p.Hidden = hiddenWords(p.Frame, g.hidden)
	for _, t := range set.Tables {
		p.Tables = append(p.Tables, d.figureView(p.Frame, figureTitle(p.Frame, t.ID), t, g.given))
	}
	for _, gap := range set.Gaps {
		for _, id := range gap.Cases {
			if len(p.Gaps) < gapsLimit {
				p.Gaps = append(p.Gaps, ui.Link{Address: "/casework/cases/" + id, Words: g.aliases[id] + " (" + p.Number(gap.Missing) + ")"})
			}
		}
	}
	problems := problemsOf(p.Frame, wrong)
	p.From = ui.Field{Name: "from", Label: p.Say("casework.figures.from"), Type: "date", Value: span.From.String(), Error: problems["from"]}
	p.To = ui.Field{Name: "to", Label: p.Say("casework.figures.to"), Type: "date", Value: span.To.String(), Error: problems["to"]}
	for year := d.Today().Year; year > d.Today().Year-yearsBack; year-- {
		p.Years = append(p.Years, ui.Link{Address: "/casework/figures?year=" + strconv.Itoa(year), Words: strconv.Itoa(year), Current: span == count.Year(year)})
	}
	for q := range 4 {
		quarter := web.Values{"year": {strconv.Itoa(span.To.Year)}, "quarter": {strconv.Itoa(q + 1)}}
		part, err := periodOf(quarter, d.Today())
		if err != nil {
			return err
		}
		p.Quarters = append(p.Quarters, ui.Link{Address: "/casework/figures?year=" + quarter.Get("year") + "&quarter=" + quarter.Get("quarter"),
			Words: p.Say("casework.figures.quarter", "quarter", quarter.Get("quarter"), "year", quarter.Get("year")), Current: span == part})
	}
	p.Take = TakeForm{"/casework/figures/file", [][2]string{{"from", span.From.String()}, {"to", span.To.String()}}, desk.Password(p.Frame, refused)}
	return web.Render(w, r, status, figuresPage(p))
}

func spanWords(f ui.Frame, p count.Period) string {
	return f.Say("casework.figures.span", "from", p.From, "to", p.To)
}

func hiddenWords(f ui.Frame, n int) string {
	if n == 0 {
		return ""
	}
	return f.Say("casework.figures.hidden", "n", n)
}

// confirmed asks for the password that came with a form. It is taken as it was
// typed: a space at its end belongs to it.
func (d worker) confirmed(ctx context.Context, v web.Values) error {
	password := ""
	if all := v["password"]; len(all) > 0 {
		password = all[0]
	}
	return d.Confirm(ctx, d.Actor, password)
}

// takeFigures sends the figures of a period as a file. It is noted before.
func (room *Room) takeFigures(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	span, err := periodOf(v, d.Today())
	if err != nil {
		return err
	}
	err = d.confirmed(r.Context(), v)
	if status, ok := desk.Refused(err); ok {
		return room.figuresPage(w, r, d, status, span, nil, err)
	}
	if err != nil {
		return err
	}
	g, err := d.gather(r.Context())
	if err != nil {
		return err
	}
	f := room.frame(r, "")
	notes := d.fileNotes(f, span, g.hidden)
	var sheets []spreadsheet.Sheet
	for _, t := range count.Compute(g.Input, span).Tables {
		sheets = append(sheets, d.figureSheet(f, figureTitle(f, t.ID), t, notes, g.given))
	}
	return d.sendTables(w, r, v.Get("format"), span, sheets)
}

// fileNotes stand above every table of a file.
func (d worker) fileNotes(f ui.Frame, span count.Period, hidden int) []string {
	notes := []string{spanWords(f, span), f.Say("casework.figures.as-of", "date", d.Today()), f.Say("casework.figures.internal")}
	if words := hiddenWords(f, hidden); words != "" {
		notes = append(notes, words)
	}
	return notes
}

// sendTables sends tables as a workbook, or as CSV with one number a line, after it was
// noted. The name of the file tells only the period.
func (d worker) sendTables(w http.ResponseWriter, r *http.Request, format string, span count.Period, sheets []spreadsheet.Sheet) error {
	var out bytes.Buffer
	var err error
	if format == "csv" {
		head, rows := longTable(d.frame(r, ""), sheets)
		err = spreadsheet.WriteCSV(&out, head, rows)
	} else {
		format = "xlsx"
		err = spreadsheet.WriteXLSX(&out, sheets)
	}
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.figures-file", "", format); err != nil {
		return err
	}
	return web.Attachment(w, r, "verbund-"+span.From.String()+"-"+span.To.String()+"."+format, bytes.NewReader(out.Bytes()))
}
