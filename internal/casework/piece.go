package casework

import (
	"slices"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// piece is something that is typed into a form which is no sheet of the data set,
// such as the title of a document, and is compared on its own where two people
// change the same thing.
type piece[T any] struct {
	FieldView
	get func(T) string // as it stands in a field of a form
	set func(*T, string)
}

// linePiece and its like are the usual ones.
func linePiece[T any](name, label, hint string, at func(*T) *string) piece[T] {
	return piece[T]{FieldView{Kind: dataset.Line, Field: ui.Field{Name: name, Label: label, Hint: hint}},
		func(v T) string { return *at(&v) }, func(v *T, typed string) { *at(v) = oneLine(typed) }}
}

func textPiece[T any](name, label, hint string, rows int, at func(*T) *string) piece[T] {
	return piece[T]{FieldView{Kind: dataset.Text, Rows: rows, Field: ui.Field{Name: name, Label: label, Hint: hint}},
		func(v T) string { return *at(&v) }, func(v *T, typed string) { *at(v) = strings.TrimRight(typed, "\n ") }}
}

func yesPiece[T any](name, label, hint string, at func(*T) *bool) piece[T] {
	p := piece[T]{FieldView: FieldView{Kind: dataset.Yes, Field: ui.Field{Name: name, Label: label, Hint: hint}}}
	p.get = func(v T) string {
		if *at(&v) {
			return "1"
		}
		return ""
	}
	p.set = func(v *T, typed string) { *at(v) = typed != "" }
	p.Choices = []ui.Choice{{Value: "1", Words: label, Count: -1}}
	return p
}

func onePiece[T any, C ~string](name, label, hint string, list []ui.Choice, at func(*T) *C) piece[T] {
	return piece[T]{FieldView{Kind: dataset.One, Choices: list, Field: ui.Field{Name: name, Label: label, Hint: hint}},
		func(v T) string { return string(*at(&v)) }, func(v *T, typed string) { *at(v) = C(typed) }}
}

// dayPiece reads a day as people write it. One that cannot be read is the unknown
// day: ask wrongDays whether something was typed all the same.
func dayPiece[T any](name, label, hint string, at func(*T) *core.Date) piece[T] {
	return piece[T]{FieldView{Kind: dataset.Day, Field: ui.Field{Name: name, Label: label, Hint: hint, Type: "date"}},
		func(v T) string {
			if at(&v).IsZero() {
				return ""
			}
			return at(&v).String()
		},
		func(v *T, typed string) { *at(v), _ = dataset.ReadDay(typed) }}
}

// readPieces reads what was typed over what there is.
func readPieces[T any](pieces []piece[T], v web.Values, into T) T {
	for _, p := range pieces {
		p.set(&into, v.Get(p.Name))
	}
	return into
}

// wrongDays says which days cannot be read.
func wrongDays[T any](pieces []piece[T], v web.Values) error {
	var wrong []core.FieldError
	for _, p := range pieces {
		if p.Kind != dataset.Day || v.Get(p.Name) == "" {
			continue
		}
		if _, ok := dataset.ReadDay(v.Get(p.Name)); !ok {
			wrong = append(wrong, core.FieldError{Field: p.Name, Key: "casework.error.day"})
		}
	}
	if wrong != nil {
		return &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return nil
}

// fieldsOf are the fields of a form with what there is, or with what was typed
// where that is shown again, and with what is wrong.
func fieldsOf[T any](f ui.Frame, pieces []piece[T], value T, typed web.Values, wrong error) []FieldView {
	problems := problemsOf(f, wrong)
	var all []FieldView
	for _, p := range pieces {
		v := p.FieldView
		v.Choices = slices.Clone(v.Choices)
		v.Value, v.Error = p.get(value), problems[p.Name]
		if typed != nil {
			v.Value = typed.Get(p.Name)
			if _, ok := dataset.ReadDay(v.Value); v.Kind == dataset.Day && v.Value != "" && !ok {
				v.Type = "" // a browser would not show what is no date
			}
		}
		for i := range v.Choices {
			v.Choices[i].Selected = v.Choices[i].Value == v.Value
		}
		all = append(all, v)
	}
	return all
}

// saidOf is a piece in words, line by line.
func (p piece[T]) saidOf(f ui.Frame, value T) []string {
	said := p.get(value)
	for _, c := range p.Choices {
		if c.Value == said && said != "" {
			if p.Kind == dataset.Yes {
				return []string{f.Say("casework.form.yes")}
			}
			return []string{c.Words}
		}
	}
	if day, ok := dataset.ReadDay(said); ok && p.Kind == dataset.Day {
		return []string{f.Date(day)}
	}
	return strings.Split(said, "\n")
}

// factsOf are the pieces in words, without those that say nothing.
func factsOf[T any](f ui.Frame, pieces []piece[T], value T) []FactView {
	var all []FactView
	for _, p := range pieces {
		if p.get(value) != "" {
			all = append(all, FactView{p.Label, p.saidOf(f, value)})
		}
	}
	return all
}

// clashOf are the pieces in which two versions differ; base, where it is still
// kept, is what both began with.
func clashOf[T any](f ui.Frame, pieces []piece[T], mine, theirs T, base *T) []ClashView {
	var all []ClashView
	for _, p := range pieces {
		if p.get(mine) == p.get(theirs) {
			continue
		}
		all = append(all, ClashView{Name: p.Name, Label: p.Label, Mine: p.saidOf(f, mine), Theirs: p.saidOf(f, theirs),
			Keep: base != nil && p.get(mine) == p.get(*base)})
	}
	return all
}

// allSame tells whether two versions say the same in all pieces.
func allSame[T any](pieces []piece[T], one, other T) bool {
	return !slices.ContainsFunc(pieces, func(p piece[T]) bool { return p.get(one) != p.get(other) })
}

// chosen puts what was chosen of the other version over one's own.
func chosen[T any](pieces []piece[T], v web.Values, mine, theirs T) T {
	for _, p := range pieces {
		if v.Get("keep-"+p.Name) == "theirs" {
			p.set(&mine, p.get(theirs))
		}
	}
	return mine
}

// pieceForm is a form of pieces in one section.
func pieceForm(fields []FieldView) FormView {
	return FormView{Sections: []SectionView{{Fields: fields}}}
}
