package casework

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/takein"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

const importAddress = "/casework/import"

// importRoutes take in cases from a table.
func (room *Room) importRoutes(get, post router) []web.Route {
	upload := post(importAddress, Lead, room.takeTable)
	upload.Files, upload.Body = true, takein.MostBytes+formBytes
	return []web.Route{
		get(importAddress, Lead, room.showImports),
		upload,
		get("/casework/import/{run}", Lead, room.showImport),
		post("/casework/import/{run}/plan", Lead, room.planImport),
		post("/casework/import/{run}/take", Lead, room.takeImport),
		post("/casework/import/{run}/drop", Lead, room.dropImport),
		post("/casework/import/{run}/undo", Lead, room.undoImport),
	}
}

// ImportsPage offers to take in a table, and lists what was taken in.
type ImportsPage struct {
	ui.Frame
	Done string
	File ui.Field
	Rows []ImportRow
	Keep string // how long a file waits
}

// ImportRow is a run in the list.
type ImportRow struct{ Address, Day, Name, Who, State string }

func (room *Room) showImports(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.importsPage(w, r, d, http.StatusOK, nil)
}

func (room *Room) importsPage(w http.ResponseWriter, r *http.Request, d worker, status int, wrong error) error {
	all, err := d.openRuns(r.Context())
	if err != nil {
		return err
	}
	p := ImportsPage{Frame: room.frame(r, room.said(r, "casework.import.heading"))}
	p.Done, p.Keep = doneWords(p.Frame, web.ReadQuery(r)), p.Say("casework.import.kept", "n", importDays)
	p.File = ui.Field{Name: "file", Label: p.Say("casework.import.file"), Hint: p.Say("casework.import.file-hint", "mb", takein.MostBytes>>20, "n", takein.MostRows),
		Required: true, Error: problemsOf(p.Frame, wrong)["file"]}
	people := make([]core.ID, len(all))
	for i, l := range all {
		people[i] = l.Value.Person
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	for _, l := range all {
		p.Rows = append(p.Rows, ImportRow{Address: importAddress + "/" + string(l.ID), Day: p.Date(core.DateOf(l.Value.At.In(d.Zone))),
			Name: l.Value.Name, Who: nameOr(p.Frame, names(l.Value.Person)), State: d.runWords(p.Frame, l.Value)})
	}
	return web.Render(w, r, status, importsPage(p))
}

// runWords say how far a run has come.
func (d worker) runWords(f ui.Frame, run Run) string {
	switch {
	case run.Done.IsZero():
		return f.Say("casework.import.waits")
	case !run.Undone.IsZero():
		return f.Say("casework.import.undone", "date", core.DateOf(run.Undone.In(d.Zone)), "gone", run.Gone, "kept", len(run.Made))
	}
	return f.Say("casework.import.made", "n", len(run.Made))
}

// takeTable takes a file from the connection into the ledger.
func (room *Room) takeTable(w http.ResponseWriter, r *http.Request, d worker) error {
	if err := d.Write(); err != nil {
		return err
	}
	form, err := web.ReadUpload(r)
	if err != nil {
		return err
	}
	id, err := room.keepUpload(r, d, form)
	switch core.KindOf(err) {
	case core.TooLarge:
		err = fieldError("file", "casework.import.too-large", "n", takein.MostBytes>>20)
		return room.importsPage(w, r, d, http.StatusUnprocessableEntity, err)
	case core.Invalid:
		return room.importsPage(w, r, d, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, importAddress+"/"+string(id))
}

func (room *Room) keepUpload(r *http.Request, d worker, form *web.Upload) (vault.ID, error) {
	file, err := form.Next()
	if errors.Is(err, io.EOF) {
		return "", fieldError("file", "casework.import.no-file")
	}
	if err != nil {
		return "", err
	}
	content, err := io.ReadAll(io.LimitReader(file, takein.MostBytes+1))
	if err != nil {
		return "", err
	}
	return d.keepFile(r.Context(), file.Name, content, web.Printer(r))
}

// ImportPage shows a file as it would be taken in, or what became of it.
type ImportPage struct {
	ui.Frame
	Done    string
	Here    string
	Name    string
	Waits   bool
	MayUndo bool
	State   string
	Facts   []FactView
	Notes   []string
	Columns []ColumnView
	Targets []ui.Choices
	Unknown []UnknownView
	Suggest map[string][]string
	More    string
	Stamp   string
	Refused []RefusalView
	Caption string // of the refused
	Sample  []SampleView
	Take    string // words of the button; empty where there is nothing to take in
	Rest    ui.Field
}

// ColumnView is a column of the file with what it shall answer.
type ColumnView struct {
	ui.Field
	Targets []ui.Choices
}

// UnknownView asks what a value means.
type UnknownView struct {
	ui.Field
	Choices []ui.Choices // of codes; empty where it is typed
	List    string       // of suggestions
	Leave   bool         // the box that leaves it out is ticked
}

// RefusalView is a row that is not taken in.
type RefusalView struct{ Line, Column, Why string }

// SampleView is a case as the file makes it.
type SampleView struct {
	Line, Alias string
	Facts       []FactView
}

// What is shown of a file at most.
const (
	shownRefusals = 200
	shownSamples  = 2
	shownCells    = 3
	shownMeanings = 60 // that are settled
)

func (p ImportPage) fields() []ui.Field {
	var all []ui.Field
	for _, c := range p.Columns {
		all = append(all, c.Field)
	}
	for _, u := range p.Unknown {
		all = append(all, u.Field)
	}
	return append(all, p.Rest)
}

func runOf(r *http.Request) (vault.ID, error) {
	id, ok := vault.ParseID(r.PathValue("run"))
	if !ok {
		return "", &core.Error{Kind: core.NotFound, Key: "casework.import.missing"}
	}
	return id, nil
}

func (room *Room) showImport(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.importPage(w, r, d, http.StatusOK, nil, nil)
}

// importPage shows a run. plan is what was chosen last, where that is wrong.
func (room *Room) importPage(w http.ResponseWriter, r *http.Request, d worker, status int, plan *takein.Plan, wrong error) error {
	id, err := runOf(r)
	if err != nil {
		return err
	}
	look, err := d.look(r.Context(), id, web.Printer(r))
	if err != nil {
		return err
	}
	run := look.Value
	p := ImportPage{Frame: room.frame(r, room.said(r, "casework.import.heading")), Here: importAddress + "/" + string(id), Name: run.Name, Waits: run.Done.IsZero()}
	p.Done, p.State, p.Stamp = doneWords(p.Frame, web.ReadQuery(r)), d.runWords(p.Frame, run), string(run.Stamp)
	count := func(key string, n int) {
		p.Facts = append(p.Facts, FactView{p.Say(key), []string{p.Number(n)}})
	}
	if !p.Waits {
		p.MayUndo = run.Undone.IsZero() && d.Has(Lead)
		count("casework.import.count-made", len(run.Made)+run.Gone)
		count("casework.import.count-refused", run.Refused)
		count("casework.import.count-there", run.There)
		count("casework.import.count-left", run.Left)
		return web.Render(w, r, status, importPage(p))
	}
	problems := problemsOf(p.Frame, wrong)
	p.columns(d, look, cmp.Or(plan, &run.Plan), problems)
	p.unknown(d, look, problems)
	p.refusals(look)
	p.samples(d, look)
	count("casework.import.count-read", look.result.Read)
	count("casework.import.count-take", len(look.result.Drafts))
	count("casework.import.count-refused", len(look.result.Refused))
	count("casework.import.count-there", look.there)
	count("casework.import.count-left", look.result.Left)
	if look.table.Windows {
		p.Notes = append(p.Notes, p.Say("casework.import.windows"))
	}
	if n := len(look.result.Drafts); n > 0 {
		p.Take = p.Say("casework.import.take", "n", n)
	}
	if n := look.undecided(); n > 0 {
		p.Rest = ui.Field{Name: "rest", Label: p.Say("casework.import.rest", "n", n), Error: problems["rest"]}
	}
	return web.Render(w, r, status, importPage(p))
}

// columns are the columns of the file with what they may answer.
func (p *ImportPage) columns(d worker, look *preview, plan *takein.Plan, problems map[string]string) {
	groups := []ui.Choices{{Name: p.Say("casework.import.group-case"), List: []ui.Choice{
		{Value: takein.Alias, Words: p.Say("casework.case.alias"), Count: -1},
		{Value: takein.Tags, Words: p.Say("casework.case.tags"), Count: -1},
		{Value: takein.Opened, Words: p.Say("casework.import.opened"), Count: -1},
	}}}
	for _, t := range takein.Targets(d.Set) {
		if label := t.Sheet.Label(p.Lang()); groups[len(groups)-1].Name != label {
			groups = append(groups, ui.Choices{Name: label})
		}
		g := &groups[len(groups)-1]
		g.List = append(g.List, ui.Choice{Value: t.ID, Words: t.Question.Label(p.Lang()), Count: -1})
	}
	for i, name := range look.table.Columns {
		to := ""
		if i < len(plan.To) {
			to = plan.To[i]
		}
		v := ColumnView{Field: ui.Field{Name: takein.Field(i), Label: name, Value: to, Error: problems[takein.Field(i)]}}
		if some := sampleOf(look.table, i); some != "" {
			v.Hint = p.Say("casework.import.such-as", "values", some)
		}
		if to == takein.Ignored && look.reader.Known(name) {
			v.Hint = strings.TrimSpace(v.Hint + " " + p.Say("casework.import.no-place"))
		}
		for _, g := range groups {
			list := slices.Clone(g.List)
			for k := range list {
				list[k].Selected = list[k].Value == to
			}
			v.Targets = append(v.Targets, ui.Choices{Name: g.Name, List: list})
		}
		p.Columns = append(p.Columns, v)
	}
}

// sampleOf are the first different values of a column.
func sampleOf(t *takein.Table, column int) string {
	var some []string
	for _, row := range t.Rows {
		if c := core.Clip(oneLine(row.Cells[column]), 40); c != "" && !slices.Contains(some, c) {
			if some = append(some, c); len(some) == shownCells {
				break
			}
		}
	}
	return strings.Join(some, " · ")
}

// meaningField is the name of the field that asks what a value means.
func meaningField(u takein.Unknown) string {
	return "v-" + string(core.NamedID("value", u.Target, u.Value))
}

// leave is the choice that leaves a value out.
const leave = "="

// unknown asks what values mean that nobody knows.
func (p *ImportPage) unknown(d worker, look *preview, problems map[string]string) {
	left := shownMeanings
	for _, u := range look.result.Unknown {
		if settled := u.Decided && !u.Useless; settled {
			if left--; left < 0 {
				continue
			}
		}
		v := UnknownView{Field: ui.Field{Name: meaningField(u), Label: p.Say("casework.import.value", "column", u.Column, "value", u.Value),
			Hint: p.Say("casework.import.times", "n", u.Times), Value: u.Instead, Error: problems[meaningField(u)]}, Leave: u.Decided && u.Instead == ""}
		if u.Useless {
			v.Error = cmp.Or(v.Error, p.Say("casework.import.useless"))
		}
		sheet, id, _ := strings.Cut(u.Target, ".")
		var q dataset.Question
		if s, known := d.Set.Sheet(sheet); known {
			q, _ = s.Question(id)
		}
		switch q.Kind {
		case dataset.One, dataset.Several:
			list := []ui.Choice{{Value: leave, Words: p.Say("casework.import.leave"), Count: -1, Selected: v.Leave}}
			for _, c := range d.Set.List(q.List).Codes {
				list = append(list, ui.Choice{Value: c.ID, Words: c.Label(p.Lang()), Count: -1, Selected: u.Instead == c.ID})
			}
			v.Choices = []ui.Choices{{List: list}}
		case dataset.Yes:
			list := []ui.Choice{{Value: leave, Words: p.Say("casework.import.leave"), Count: -1, Selected: v.Leave}}
			for _, c := range []string{"1", "0"} {
				words := map[string]string{"1": p.Say("casework.form.yes"), "0": p.Say("casework.import.no")}[c]
				list = append(list, ui.Choice{Value: c, Words: words, Count: -1, Selected: u.Instead == c})
			}
			v.Choices = []ui.Choices{{List: list}}
		case dataset.Country, dataset.Countries:
			v.List = "countries"
		case dataset.Language, dataset.Languages:
			v.List = "tongues"
		}
		p.Unknown = append(p.Unknown, v)
	}
	if look.result.More > 0 {
		p.More = p.Say("casework.import.more", "n", look.result.More)
	}
	var typed []FieldView
	for _, u := range p.Unknown {
		typed = append(typed, FieldView{Suggest: u.List})
	}
	p.Suggest = suggestions(p.Frame, []SectionView{{Fields: typed}})
}

// refusals are the rows that are not taken in, with their reasons.
func (p *ImportPage) refusals(look *preview) {
	for _, one := range look.result.Refused[:min(len(look.result.Refused), shownRefusals)] {
		p.Refused = append(p.Refused, RefusalView{Line: p.Number(one.Line), Column: one.Column, Why: p.Say(one.Key, one.Args...)})
	}
	p.Caption = p.Say("casework.import.refused", "n", len(look.result.Refused))
}

// samples are the first cases as the file makes them.
func (p *ImportPage) samples(d worker, look *preview) {
	for _, draft := range look.result.Drafts[:min(len(look.result.Drafts), shownSamples)] {
		v := SampleView{Line: p.Say("casework.import.line", "n", draft.Line), Alias: cmp.Or(draft.Alias, p.Say("casework.import.alias-made"))}
		for _, sheet := range d.Set.Sheets {
			v.Facts = append(v.Facts, d.facts(p.Frame, sheet, draft.Sheets[sheet.ID], nil)...)
		}
		p.Sample = append(p.Sample, v)
	}
}
