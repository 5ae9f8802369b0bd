package release

import (
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// Gap is an answer that a record lacks.
type Gap struct {
	Column
	Closed bool // nobody knows, or she would rather not say: there is nothing more to ask
}

// Gaps are the needed answers that a record lacks, and the other questions that
// nobody has answered. Services and claims are not among those: there may be none.
func (m *Maker) Gaps(src Source, row Row) (required, further []Gap) {
	for _, c := range m.columns {
		asked := len(src.Answers[c.ID]) > 0 || c.ID == ageColumn && src.Born != 0
		switch {
		case c.Needed && !known(row.Cells[c.ID]):
			required = append(required, Gap{c, asked})
		case c.Needed || asked || c.ID == servicesColumn || c.ID == claimsColumn:
		default:
			further = append(further, Gap{Column: c})
		}
	}
	return required, further
}

// Complete tells whether gender, age, nationality and form are known, which is what
// it takes to be analysed.
func Complete(row Row) bool {
	return !slices.ContainsFunc(needed[:], func(column string) bool { return !known(row.Cells[column]) })
}

// known tells whether one of some codes says more than that nobody knows.
func known(codes []string) bool {
	return slices.ContainsFunc(codes, func(code string) bool { return code != unknownCode && code != text.UnknownCountry })
}

// Words are the codes of a column in the language of a reader.
func (m *Maker) Words(c Column, codes []string, in dataset.Speaker) []string {
	var all []string
	for _, code := range codes {
		if c.Question.Kind == dataset.Country || c.Question.Kind == dataset.Countries {
			all = append(all, in.CountryName(code))
			continue
		}
		all = append(all, label(m.set.List(c.Question.List), code, in.Lang()))
	}
	return all
}

// Label is what a column is called: as the question that makes it, or as the sheet of
// which it gathers the entries.
func (c Column) Label(lang core.Lang) string {
	if c.Sheet.Many {
		return c.Sheet.Label(lang)
	}
	return c.Question.Label(lang)
}

// label is what a code of the record is called: as the code of the same name in the
// file, else as the one that becomes it.
func label(list dataset.List, code string, lang core.Lang) string {
	if same, ok := list.Code(code); ok {
		return same.Label(lang)
	}
	for _, c := range list.Codes {
		if to, _ := c.InRecord(); to == code {
			return c.Label(lang)
		}
	}
	return code
}
