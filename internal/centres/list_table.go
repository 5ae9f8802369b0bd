package centres

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"verbund/internal/platform/web"
)

// dataColumn is a column of the list as a table.
type dataColumn struct {
	name string
	cell func(*listed) string
}

// dataColumns are the columns of the list as a table. Their names are the same
// in every language, so that programs find them.
func dataColumns() []dataColumn {
	codes := func(of func(*listed) []labelled) func(*listed) string {
		return func(l *listed) string { return joinLabelled(of(l), func(x labelled) string { return x.Code }) }
	}
	words := func(of func(*listed) []labelled) func(*listed) string {
		return func(l *listed) string { return joinLabelled(of(l), func(x labelled) string { return x.Label }) }
	}
	lands, districts := func(l *listed) []labelled { return l.Lands }, func(l *listed) []labelled { return l.Districts }
	spoken, by := func(l *listed) []labelled { return l.Languages }, func(l *listed) []labelled { return l.InterpretedByThem }
	groups, needs := func(l *listed) []labelled { return l.Groups }, func(l *listed) []labelled { return l.Needs }
	forms, access := func(l *listed) []labelled { return l.Forms }, func(l *listed) []labelled { return l.Access }
	return []dataColumn{
		{"number", func(l *listed) string { return strconv.Itoa(l.Number) }},
		{"id", func(l *listed) string { return string(l.ID) }},
		{"name", func(l *listed) string { return l.Name }},
		{"organisation", func(l *listed) string { return l.Organisation }},
		{"kind", func(l *listed) string { return l.Kind.Code }},
		{"kind_label", func(l *listed) string { return l.Kind.Label }},
		{"offices", func(l *listed) string { return joinEach(l.Offices, listedAt.address) }},
		{"phones", func(l *listed) string { return joinEach(l.Phones, listedTel.words) }},
		{"email", func(l *listed) string { return l.Email }},
		{"website", func(l *listed) string { return l.Website }},
		{"chat", func(l *listed) string { return l.Chat }},
		{"contact", func(l *listed) string { return l.Contact }},
		{"nationwide", func(l *listed) string { return strings.TrimSuffix(strconv.FormatBool(l.Nationwide), "false") }},
		{"lands", codes(lands)}, {"lands_label", words(lands)},
		{"districts", codes(districts)}, {"districts_label", words(districts)},
		{"languages", codes(spoken)}, {"languages_label", words(spoken)},
		{"languages_by_interpreter", codes(by)}, {"languages_by_interpreter_label", words(by)},
		{"groups", codes(groups)}, {"groups_label", words(groups)},
		{"needs", codes(needs)}, {"needs_label", words(needs)},
		{"forms", codes(forms)}, {"forms_label", words(forms)},
		{"access", codes(access)}, {"access_label", words(access)},
		{"children", func(l *listed) string { return l.Children }},
		{"hours", func(l *listed) string { return joinEach(l.Offices, func(o listedAt) string { return o.Hours }) }},
		{"accessibility", codes(listedAccessibility)}, {"accessibility_label", words(listedAccessibility)},
		{"summary", func(l *listed) string { return l.Summary }},
		{"as_of", func(l *listed) string { return l.AsOf.String() }},
		{"confirmed_on", func(l *listed) string { return l.ConfirmedOn.String() }},
		{"source", func(l *listed) string { return l.Source }},
		{"page", func(l *listed) string { return l.Page }},
		{"about_km", func(l *listed) string {
			if l.AboutKm == nil {
				return ""
			}
			return strconv.Itoa(*l.AboutKm)
		}},
	}
}

func listedAccessibility(l *listed) []labelled {
	var all []labelled
	for _, o := range l.Offices {
		all = append(all, o.Accessibility...)
	}
	return all
}

func (o listedAt) address() string {
	var all []string
	for _, s := range []string{o.Street, strings.TrimSpace(o.PostalCode + " " + o.Town)} {
		if s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, ", ")
}

func (n listedTel) words() string {
	s := n.Number
	if n.Fax {
		s = "fax " + s
	}
	if n.Label != "" {
		s += " (" + n.Label + ")"
	}
	return s
}

func joinEach[T any](all []T, words func(T) string) string {
	var parts []string
	for _, one := range all {
		if s := words(one); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " | ")
}

func joinLabelled(all []labelled, words func(labelled) string) string { return joinEach(all, words) }

// listCSV is the list as a table of RFC 4180 in UTF-8, or, with format=excel,
// as Excel in German opens it by itself. A cell that a spreadsheet would compute
// begins with an apostrophe.
func (room *Room) listCSV(w http.ResponseWriter, r *http.Request) error {
	all, _, err := room.matches(w, r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	if web.ReadQuery(r).Get("format") == string(Excel) {
		b.WriteString("\ufeff")
		out.Comma, out.UseCRLF = ';', true
	}
	columns := dataColumns()
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.name
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for i := range all {
		for j, c := range columns {
			cells[j] = guard(c.cell(&all[i]))
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="list.csv"`)
	return web.Write(w, r, http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}
