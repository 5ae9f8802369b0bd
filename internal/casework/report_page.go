package casework

import (
	"cmp"
	"database/sql"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/casework/count"
	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/spreadsheet"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ReportsPage are the saved reports.
type ReportsPage struct {
	ui.Frame
	Done string
	All  []ReportRow
}

// ReportRow is a saved report in the list.
type ReportRow struct{ Address, Name, Asks, Span string }

// ReportPage is a saved report with its answer of today.
type ReportPage struct {
	ui.Frame
	Done    string
	Here    string
	Facts   []FactView
	Hidden  string
	Table   FigureView
	Take    TakeForm
	Changed string
}

// ReportForm is the question of a report to be written.
type ReportForm struct {
	ui.Frame
	Action, Back  string
	Hidden        [][2]string
	Name          ui.Field
	Of, Rows      ui.Field
	Columns, Rule ui.Field
	From, To      ui.Field
	Units, Axes   []ui.Choices
	Across, Rules []ui.Choices
	Where         []WhereView
	Clash         string // says who changed it meanwhile
	Theirs        []FactView
}

// WhereView is a question by which cases are chosen.
type WhereView struct {
	ui.Field
	Choices []ui.Choice
	Suggest string // the list that is offered while one types; empty for boxes
	Open    bool
}

func (p ReportForm) fields() []ui.Field {
	all := []ui.Field{p.Name, p.Of, p.Rows, p.Columns, p.Rule, p.From, p.To}
	for _, w := range p.Where {
		all = append(all, w.Field)
	}
	return all
}

const reportsAddress = "/casework/reports"

// reportOf is the report in an address.
func (d worker) reportOf(r *http.Request) (leaf[Report], dataset.Given, error) {
	id, err := leafID(r, "report")
	if err != nil {
		return leaf[Report]{}, nil, err
	}
	all, g, err := d.reports(r.Context())
	if err != nil {
		return leaf[Report]{}, nil, err
	}
	one := findLeaf(all, id)
	if one == nil {
		return leaf[Report]{}, nil, missing()
	}
	return *one, g, nil
}

func (room *Room) showReports(w http.ResponseWriter, r *http.Request, d worker) error {
	all, g, err := d.reports(r.Context())
	if err != nil {
		return err
	}
	p := ReportsPage{Frame: room.frame(r, room.said(r, "casework.report.heading"))}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	for _, one := range all {
		var asks []string
		for _, f := range d.reportFacts(p.Frame, one.Value, g)[1:] {
			asks = append(asks, f.Name+": "+strings.Join(f.Lines, ", "))
		}
		p.All = append(p.All, ReportRow{reportsAddress + "/" + string(one.ID), one.Value.Name, strings.Join(asks, " · "), spanWords(p.Frame, one.Value.Rule.Period(d.Today(), one.Value.Fixed))})
	}
	return web.Render(w, r, http.StatusOK, reportsPage(p))
}

// axisLabel is what an axis, or a part of the period, is called.
func axisLabel(f ui.Frame, id string) string {
	switch id {
	case "service":
		return figureTitle(f, "services")
	case "outcome", "place":
		return f.Say("casework.report.axis-" + id)
	case count.ByMonth, count.ByQuarter, count.ByYear:
		return f.Say("casework.report.by-" + strings.TrimPrefix(id, "@"))
	}
	return figureTitle(f, id)
}

// reportFacts are the question of a report in words, the period first.
func (d worker) reportFacts(f ui.Frame, rep Report, g dataset.Given) []FactView {
	facts := []FactView{
		{f.Say("casework.report.rule"), []string{f.Say("casework.report.rule-" + string(rep.Rule)), spanWords(f, rep.Rule.Period(d.Today(), rep.Fixed))}},
		{f.Say("casework.report.of"), []string{f.Say("casework.figures.of-" + string(rep.Spec.Of))}},
	}
	if rep.Spec.Rows != "" {
		facts = append(facts, FactView{f.Say("casework.report.rows"), []string{axisLabel(f, rep.Spec.Rows)}})
	}
	if rep.Spec.Columns != "" {
		facts = append(facts, FactView{f.Say("casework.report.columns"), []string{axisLabel(f, rep.Spec.Columns)}})
	}
	for _, w := range rep.Spec.Where {
		axis, _ := count.AxisOf(w.By)
		var codes []string
		for _, code := range w.Codes {
			codes = append(codes, d.codeLabel(f, axis.List, code, g))
		}
		facts = append(facts, FactView{f.Say("casework.report.only", "question", axisLabel(f, w.By)), []string{strings.Join(codes, ", ")}})
	}
	return facts
}

func (room *Room) showReport(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.reportPage(w, r, d, http.StatusOK, nil)
}

func (room *Room) reportPage(w http.ResponseWriter, r *http.Request, d worker, status int, refused error) error {
	one, _, err := d.reportOf(r)
	if err != nil {
		return err
	}
	g, err := d.gather(r.Context())
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.figures", "", ""); err != nil {
		return err
	}
	names, err := d.Named(r.Context(), one.Value.By)
	if err != nil {
		return err
	}
	rep := one.Value
	p := ReportPage{Frame: room.frame(r, rep.Name), Here: reportsAddress + "/" + string(one.ID)}
	p.Done, p.Hidden, p.Facts = doneWords(p.Frame, web.ReadQuery(r)), hiddenWords(p.Frame, g.hidden), d.reportFacts(p.Frame, rep, g.given)
	p.Changed = d.changedBy(p.Frame, State{At: rep.At, By: rep.By}, names)
	p.Table = d.figureView(p.Frame, rep.Name, count.Cross(g.Input, rep.Rule.Period(d.Today(), rep.Fixed), rep.Spec), g.given)
	p.Take = TakeForm{p.Here + "/file", nil, desk.Password(p.Frame, refused)}
	return web.Render(w, r, status, reportPage(p))
}

// takeReport sends a report as a file. It is noted before.
func (room *Room) takeReport(w http.ResponseWriter, r *http.Request, d worker) error {
	one, _, err := d.reportOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	err = d.confirmed(r.Context(), v)
	if status, ok := desk.Refused(err); ok {
		return room.reportPage(w, r, d, status, err)
	}
	if err != nil {
		return err
	}
	g, err := d.gather(r.Context())
	if err != nil {
		return err
	}
	rep, f := one.Value, room.frame(r, "")
	span := rep.Rule.Period(d.Today(), rep.Fixed)
	notes := d.fileNotes(f, span, g.hidden)
	for _, fact := range d.reportFacts(f, rep, g.given)[1:] {
		notes = append(notes, fact.Name+": "+strings.Join(fact.Lines, ", "))
	}
	return d.sendTables(w, r, v.Get("format"), span, []spreadsheet.Sheet{d.figureSheet(f, rep.Name, count.Cross(g.Input, span, rep.Spec), notes, g.given)})
}

func (room *Room) askReport(w http.ResponseWriter, r *http.Request, d worker) error {
	_, g, err := d.reports(r.Context())
	if err != nil {
		return err
	}
	rep := Report{Rule: count.LastYear, Spec: count.Spec{Of: count.OfCases}, Form: vault.NewID()}
	return web.Render(w, r, http.StatusOK, reportFormPage(d.reportForm(r, "", rep, g, nil, nil)))
}

func (room *Room) editReport(w http.ResponseWriter, r *http.Request, d worker) error {
	one, g, err := d.reportOf(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, reportFormPage(d.reportForm(r, one.ID, one.Value, g, nil, nil)))
}

// reportForm is the form of a report; typed is what was sent and could not be kept,
// with why.
func (d worker) reportForm(r *http.Request, id vault.ID, rep Report, g dataset.Given, typed web.Values, wrong error) ReportForm {
	p := ReportForm{Frame: d.frame(r, d.said(r, "casework.report.new")), Action: reportsAddress, Back: reportsAddress}
	p.Hidden = [][2]string{{"form", string(rep.Form)}}
	if id != "" {
		p.Heading, p.Back = p.Say("casework.report.edit"), reportsAddress+"/"+string(id)
		p.Action, p.Hidden = p.Back+"/edit", [][2]string{{"stamp", string(rep.Stamp)}}
	}
	problems := problemsOf(p.Frame, wrong)
	field := func(name, label string) ui.Field {
		return ui.Field{Name: name, Label: p.Say(label), Error: problems[name]}
	}
	value := func(name, kept string) string {
		if typed != nil {
			return typed.Get(name)
		}
		return kept
	}
	p.Name = field("name", "casework.report.name")
	p.Name.Value, p.Name.Required = value("name", rep.Name), true
	p.Of, p.Rows, p.Columns, p.Rule = field("of", "casework.report.of"), field("rows", "casework.report.rows"), field("columns", "casework.report.columns"), field("rule", "casework.report.rule")
	p.From, p.To = field("from", "casework.figures.from"), field("to", "casework.figures.to")
	p.Rule.Hint = p.Say("casework.report.fixed-hint")
	p.From.Type, p.To.Type, p.From.Value, p.To.Value = "date", "date", value("from", rep.Fixed.From.String()), value("to", rep.Fixed.To.String())
	choice := func(v, words, chosen string) ui.Choice {
		return ui.Choice{Value: v, Words: words, Count: -1, Selected: v == chosen}
	}
	var units, axes, across, parts, rules []ui.Choice
	for _, u := range count.Units() {
		units = append(units, choice(string(u), p.Say("casework.figures.of-"+string(u)), value("of", string(rep.Spec.Of))))
	}
	for _, rule := range count.Rules() {
		rules = append(rules, choice(string(rule), p.Say("casework.report.rule-"+string(rule)), value("rule", string(rep.Rule))))
	}
	for _, part := range periodColumns() {
		parts = append(parts, choice(part, axisLabel(p.Frame, part), value("columns", rep.Spec.Columns)))
	}
	for _, axis := range count.Axes() {
		axes = append(axes, choice(axis.ID, axisLabel(p.Frame, axis.ID), value("rows", rep.Spec.Rows)))
		across = append(across, choice(axis.ID, axisLabel(p.Frame, axis.ID), value("columns", rep.Spec.Columns)))
		p.Where = append(p.Where, d.whereView(p.Frame, axis, rep, g, typed, problems))
	}
	p.Units, p.Rules, p.Axes = []ui.Choices{{List: units}}, []ui.Choices{{List: rules}}, []ui.Choices{{List: axes}}
	p.Across = []ui.Choices{{Name: p.Say("casework.report.period-columns"), List: parts}, {Name: p.Say("casework.report.question-columns"), List: across}}
	return p
}

func (d worker) whereView(f ui.Frame, axis count.Axis, rep Report, g dataset.Given, typed web.Values, problems map[string]string) WhereView {
	name := whereField(axis.ID)
	v := WhereView{Field: ui.Field{Name: name, Label: axisLabel(f, axis.ID), Error: problems[name]}}
	var codes []string
	for _, w := range rep.Spec.Where {
		if w.By == axis.ID {
			codes = w.Codes
		}
	}
	if typed != nil {
		codes = typed[name]
	}
	v.Open = v.Error != "" || slices.ContainsFunc(codes, func(c string) bool { return c != "" })
	v.Suggest = map[string]string{"@countries": "countries", "@languages": "tongues"}[axis.List]
	if v.Suggest != "" {
		var names []string
		for _, code := range codes {
			if typed == nil {
				code = d.codeLabel(f, axis.List, code, g)
			}
			names = append(names, code)
		}
		v.Value = strings.Join(names, ", ")
		v.Hint = f.Say("casework.report.typed-hint")
		return v
	}
	v.Choices = d.axisChoices(f, axis, g)
	for i, c := range v.Choices {
		v.Choices[i].Selected = slices.Contains(codes, c.Value)
	}
	return v
}

// addReport saves a report. Sending the same form twice saves one.
func (room *Room) addReport(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.writeReport(w, r, d, "", Report{})
}

func (room *Room) saveReport(w http.ResponseWriter, r *http.Request, d worker) error {
	one, _, err := d.reportOf(r)
	if err != nil {
		return err
	}
	return room.writeReport(w, r, d, one.ID, one.Value)
}

func (room *Room) writeReport(w http.ResponseWriter, r *http.Request, d worker, id vault.ID, before Report) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	_, g, err := d.reports(r.Context())
	if err != nil {
		return err
	}
	rep, err := d.readReport(room.frame(r, ""), v, g)
	rep.Form, rep.Stamp = formID(v), stampOf(v)
	var kept vault.ID
	if err == nil {
		kept, err = d.putReport(r.Context(), id, stampOf(v), rep)
	}
	switch core.KindOf(err) {
	case core.Invalid:
		if err != nil {
			return web.Render(w, r, http.StatusUnprocessableEntity, reportFormPage(d.reportForm(r, id, rep, g, v, err)))
		}
	case core.Conflict:
		names, err := d.Named(r.Context(), before.By)
		if err != nil {
			return err
		}
		rep.Stamp = before.Stamp
		p := d.reportForm(r, id, rep, g, v, nil)
		p.Clash = d.changedBy(p.Frame, State{At: before.At, By: before.By}, names)
		p.Theirs = append([]FactView{{p.Name.Label, []string{before.Name}}}, d.reportFacts(p.Frame, before, g)...)
		return web.Render(w, r, http.StatusConflict, reportFormPage(p))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, reportsAddress+"/"+string(cmp.Or(kept, id))+"?done=saved")
}

// removeReport deletes a report. No figures are lost with it.
func (room *Room) removeReport(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := leafID(r, "report")
	if err != nil {
		return err
	}
	err = d.changeReports(r.Context(), func(tx *sql.Tx, ledger *vault.Folder, all []leaf[Report]) error {
		if findLeaf(all, id) == nil {
			return missing()
		}
		return ledger.EraseRecord(r.Context(), tx, reportPart, id)
	})
	if err != nil {
		return err
	}
	if err := d.Scrub(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, reportsAddress+"?done=erased")
}
