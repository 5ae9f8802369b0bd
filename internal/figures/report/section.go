package report

import (
	"slices"

	"verbund/internal/figures/edition"
)

// frame is a report with its title and the notes that hold for all of it.
func (v *view) frame(name string) Report {
	r := Report{Kind: v.now.Kind, Year: v.now.Year, Lang: v.Lang, Title: v.first(v.text.titles[name])}
	kind := string(v.now.Kind)
	if v.now.Kind == edition.Public && !v.rounded() {
		kind = "suppressed"
	}
	if v.now.Kind == edition.Suppressed {
		kind = "authority"
	}
	for _, note := range []string{kind, "case", "reach", "years"} {
		if t := v.first(v.text.notes[note]); len(t) > 0 {
			r.Notes = append(r.Notes, t)
		}
	}
	return r
}

// section is a topic with its table.
func (v *view) section(c chapter, t *edition.Table) Section {
	v.table, v.groups = c.Table, nil
	s := Section{ID: c.ID, Heading: c.Heading, Table: t, Paragraphs: v.paragraphs(c), Chart: v.chart(c, t)}
	if t == nil {
		if v.rounded() {
			s.Notes = append(s.Notes, v.first(v.text.notes[string(edition.Rounded)]))
		}
		return s
	}
	s.Notes = v.tableNotes(t)
	for i := range v.now.Tables {
		if pair := &v.now.Tables[i]; pair.Spec.Columns != "" && pair.Spec.Rows == t.Spec.Rows {
			s.Pairs = append(s.Pairs, pair)
		}
	}
	for _, row := range t.Rows { // the table names them, so the list stands there as well
		if _, ok := v.Book.Group(row.ID); ok {
			v.groups = append(v.groups, row.ID)
		}
	}
	s.Notes = append(s.Notes, v.groupNotes(v.groups)...)
	return s
}

// rounded tells whether the numbers of the edition are rounded.
func (v *view) rounded() bool {
	return slices.ContainsFunc(v.now.Tables, func(t edition.Table) bool { return slices.Contains(t.Notes, edition.Rounded) })
}

// tableNotes are base, silence and what protection did.
func (v *view) tableNotes(t *edition.Table) []Text {
	v.table = t.ID
	ids := []string{"basis"}
	for _, n := range t.Notes {
		ids = append(ids, string(n))
	}
	var notes []Text
	for _, id := range ids {
		if said := v.first(v.text.notes[id]); len(said) > 0 {
			notes = append(notes, said)
		}
	}
	return notes
}
