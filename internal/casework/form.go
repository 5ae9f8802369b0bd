package casework

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// FieldView is a question on a form.
type FieldView struct {
	ui.Field
	Kind     dataset.Kind
	Choices  []ui.Choice
	Rows     int
	Asked    bool // a box beside it stands for "would rather not say"
	Declined bool // and is ticked
	Suggest  string
}

// SectionView is a group of questions.
type SectionView struct {
	Label, Hint string
	Folded      bool
	Fields      []FieldView
}

// FormView is a sheet, or a page of one, as a form.
type FormView struct {
	Action   string
	Hidden   [][2]string
	Sections []SectionView
	Draft    string // the key under which a draft is kept; empty for none
	DraftOf  string // says that and since when a draft stands in the form
	Unkept   bool   // it holds what is kept nowhere yet: it was refused
	Button   string
	Back     string // address; empty for none
	Clash    []ClashView
	Who      string // who wrote the other version, and when
}

// ClashView is a question that two people answered differently.
type ClashView struct {
	Name, Label  string
	Mine, Theirs []string
	Keep         bool // theirs is proposed: only they changed it
}

// fields are all fields of the form, for the summary of errors.
func (v FormView) fields() []ui.Field {
	var all []ui.Field
	for _, s := range v.Sections {
		for _, f := range s.Fields {
			all = append(all, f.Field)
		}
	}
	return all
}

// filling is what a form is filled with: what was typed, or else what is kept.
type filling struct {
	answers dataset.Answers
	typed   web.Values // nil unless it is shown again
	wrong   error
	given   dataset.Given
	on      core.Date
	preset  bool // the answers are only what a new entry begins with
}

// newForm makes the form of a page of a sheet (0: of all of it).
func (d worker) newForm(f ui.Frame, sheet *dataset.Sheet, page int, with filling) FormView {
	problems := problemsOf(f, with.wrong)
	var v FormView
	for _, section := range sheet.Sections {
		if page > 0 && max(section.Page, 1) != page {
			continue
		}
		view := SectionView{Label: section.Label(f.Lang()), Hint: section.Hint(f.Lang()), Folded: section.Closed}
		for _, q := range section.Questions {
			field := d.newField(f, q, with)
			field.Error = problems[q.ID]
			if !with.preset && len(with.answers[q.ID]) > 0 || field.Error != "" || len(with.typed[q.ID]) > 0 && with.typed[q.ID][0] != "" {
				view.Folded = false
			}
			view.Fields = append(view.Fields, field)
		}
		v.Sections = append(v.Sections, view)
	}
	return v
}

func problemsOf(f ui.Frame, err error) map[string]string { return desk.Problems(f, err) }

func (d worker) newField(f ui.Frame, q dataset.Question, with filling) FieldView {
	kept := with.answers[q.ID]
	v := FieldView{Field: ui.Field{Name: q.ID, Label: q.Label(f.Lang()), Hint: q.Hint(f.Lang()), Required: q.Required}, Kind: q.Kind, Rows: q.Rows}
	if v.Rows == 0 {
		v.Rows = 3
	}
	chosen := kept
	if with.typed != nil {
		chosen = with.typed[q.ID]
	}
	switch q.Kind {
	case dataset.One, dataset.Several:
		for _, c := range d.Set.Choices(q, kept, with.on, f.Lang(), with.given) {
			v.Choices = append(v.Choices, ui.Choice{Value: c.Value, Words: c.Label, Count: -1, Selected: slices.Contains(chosen, c.Value)})
		}
		if q.Asked {
			v.Choices = append(v.Choices, ui.Choice{Value: dataset.Declined, Words: f.Say("casework.form.declined"), Count: -1, Selected: slices.Contains(chosen, dataset.Declined)})
		}
		return v
	case dataset.Yes:
		v.Choices = []ui.Choice{{Value: "1", Words: v.Label, Count: -1, Selected: len(chosen) > 0 && chosen[0] != ""}}
		return v
	case dataset.Day:
		v.Type = "date"
	case dataset.Country, dataset.Countries:
		v.Suggest = "countries"
	case dataset.Language, dataset.Languages:
		v.Suggest = "tongues"
	}
	v.Asked = q.Asked
	v.Declined = slices.Equal(kept, []string{dataset.Declined})
	v.Value = q.Typed(kept, f.Printer)
	if with.typed != nil {
		v.Value, v.Declined = with.typed.Get(q.ID), with.typed.Checked(dataset.DeclinedField(q.ID))
		if v.Type == "date" && v.Value != "" {
			if day, ok := dataset.ReadDay(v.Value); ok {
				v.Value = day.String()
			} else {
				v.Type = "" // a browser would not show what is no date
			}
		}
	}
	return v
}

// suggestions are the names to choose from in fields that take any of many.
func suggestions(f ui.Frame, sections []SectionView) map[string][]string {
	wanted := map[string][]string{}
	for _, s := range sections {
		for _, field := range s.Fields {
			switch field.Suggest {
			case "countries":
				if wanted["countries"] == nil {
					for _, c := range f.Countries() {
						wanted["countries"] = append(wanted["countries"], c.Name)
					}
				}
			case "tongues":
				if wanted["tongues"] == nil {
					for _, l := range f.SpokenLanguages() {
						wanted["tongues"] = append(wanted["tongues"], l.Name)
					}
				}
			}
		}
	}
	return wanted
}

// read reads a form of a page of a sheet over what was answered before.
func (d worker) read(f ui.Frame, sheet *dataset.Sheet, page int, typed web.Values, before dataset.Answers, given dataset.Given) (dataset.Answers, error) {
	answers, wrong := d.Set.Read(sheet, page, func(field string) []string { return typed[field] }, before, d.Today(), f.Printer, given)
	if wrong != nil {
		return answers, &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return answers, nil
}

// given are the lists that the room gives to questions.
func (d worker) given(ctx context.Context, tx *sql.Tx, a *vault.Access) (dataset.Given, error) {
	people, err := d.Vault.Holders(ctx, tx, d.Actor.Centre)
	if err != nil {
		return nil, err
	}
	ledger, err := d.ledger(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	houses, err := d.houses(ctx, tx, ledger)
	if err != nil {
		return nil, err
	}
	g := dataset.Given{"@rules": d.ruleChoices(d.Actor.Lang), "@houses": houseChoices(houses)}
	for _, p := range people {
		g["@colleagues"] = append(g["@colleagues"], dataset.Choice{Value: string(p)})
	}
	return g, nil
}

// named puts names to the colleagues of a given list, which are looked up outside
// of the transaction.
func (d worker) named(ctx context.Context, g dataset.Given) error {
	var people []core.ID
	for _, c := range g["@colleagues"] {
		people = append(people, core.ID(c.Value))
	}
	names, err := d.Named(ctx, people...)
	if err != nil {
		return err
	}
	for i, c := range g["@colleagues"] {
		g["@colleagues"][i].Label = names(core.ID(c.Value))
	}
	slices.SortFunc(g["@colleagues"], func(x, y dataset.Choice) int { return strings.Compare(x.Label, y.Label) })
	return nil
}

// FactView is an answered question.
type FactView struct {
	Name  string
	Lines []string
}

// facts are the answers of a sheet in words.
func (d worker) facts(f ui.Frame, sheet *dataset.Sheet, a dataset.Answers, g dataset.Given) []FactView {
	return d.factsOf(f, sheet.Questions(), a, g)
}

func (d worker) factsOf(f ui.Frame, questions []dataset.Question, a dataset.Answers, g dataset.Given) []FactView {
	var all []FactView
	for _, q := range questions {
		lines := d.Set.Say(q, a[q.ID], f.Printer, g)
		switch {
		case slices.Equal(a[q.ID], []string{dataset.Declined}):
			lines = []string{f.Say("casework.form.declined")}
		case q.Kind == dataset.Yes && len(lines) > 0:
			lines = []string{f.Say("casework.form.yes")}
		case q.Kind == dataset.Text && len(lines) > 0:
			lines = strings.Split(lines[0], "\n")
		}
		if len(lines) > 0 {
			all = append(all, FactView{q.Label(f.Lang()), lines})
		}
	}
	return all
}

// formID is by which a form that is sent twice is recognised.
func formID(v web.Values) vault.ID {
	if id, ok := vault.ParseID(v.Get("form")); ok {
		return id
	}
	return vault.NewID()
}
