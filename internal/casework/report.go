package casework

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"verbund/internal/casework/count"
	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// reportPart is where the ledger keeps saved reports.
const reportPart vault.Part = "reports"

// Report is the question of somebody who funds the centre, which is answered anew
// whenever it is opened. No answer is kept.
type Report struct {
	Name  string       `json:"name"`
	Spec  count.Spec   `json:"spec"`
	Rule  count.Rule   `json:"rule"`
	Fixed count.Period `json:"fixed,omitzero"`
	Stamp vault.ID     `json:"stamp"` // differs for every version there ever was
	At    time.Time    `json:"at"`
	By    core.ID      `json:"by"`
	Form  vault.ID     `json:"form,omitempty"`
}

// reportNameLimit is how long the name of a report may be, in characters.
const reportNameLimit = 80

// whereField is the name of the field for the codes of an axis.
func whereField(axis string) string { return "where-" + axis }

// readReport reads a report as it was typed.
func (d worker) readReport(f ui.Frame, v web.Values, g dataset.Given) (Report, error) {
	var rep Report
	var wrong []core.FieldError
	refuse := func(field, key string, args ...any) {
		wrong = append(wrong, core.FieldError{Field: field, Key: key, Args: args})
	}
	rep.Name = oneLine(v.Get("name"))
	switch n := utf8.RuneCountInString(rep.Name); {
	case n == 0:
		refuse("name", "casework.error.required")
	case n > reportNameLimit:
		refuse("name", "casework.error.too-long", "n", n, "most", reportNameLimit)
	}
	rep.Spec.Of = count.Unit(cmp.Or(v.Get("of"), string(count.OfCases)))
	if !slices.Contains(count.Units(), rep.Spec.Of) {
		refuse("of", "casework.error.code")
	}
	rep.Spec.Rows, rep.Spec.Columns = v.Get("rows"), v.Get("columns")
	if _, known := count.AxisOf(rep.Spec.Rows); rep.Spec.Rows != "" && !known {
		refuse("rows", "casework.error.code")
	}
	if _, known := count.AxisOf(rep.Spec.Columns); rep.Spec.Columns != "" && !known && !slices.Contains(periodColumns(), rep.Spec.Columns) {
		refuse("columns", "casework.error.code")
	}
	if rep.Spec.Rows != "" && rep.Spec.Rows == rep.Spec.Columns {
		refuse("columns", "casework.report.same")
	}
	for _, axis := range count.Axes() {
		codes, typed, ok := d.readCodes(f, axis, v[whereField(axis.ID)], g)
		if !ok {
			refuse(whereField(axis.ID), "casework.report.unknown", "typed", core.Clip(typed, 40))
		}
		if len(codes) > 0 {
			rep.Spec.Where = append(rep.Spec.Where, count.Condition{By: axis.ID, Codes: codes})
		}
	}
	rep.Rule = count.Rule(cmp.Or(v.Get("rule"), string(count.LastYear)))
	switch {
	case !slices.Contains(count.Rules(), rep.Rule):
		refuse("rule", "casework.error.code")
	case rep.Rule == count.Fixed && v.Get("from") == "":
		refuse("from", "casework.error.required")
	case rep.Rule == count.Fixed:
		span, err := periodOf(v, d.Today())
		if e, ok := err.(*core.Error); ok {
			wrong = append(wrong, e.Fields...)
		}
		rep.Fixed = span
	}
	if wrong != nil {
		return rep, &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return rep, nil
}

// readCodes reads the codes of an axis: ticked, or typed as names of countries and
// languages. It is false for what is none of them, with what was typed.
func (d worker) readCodes(f ui.Frame, axis count.Axis, raw []string, g dataset.Given) (codes []string, typed string, ok bool) {
	find := map[string]func(string) (string, bool){"@countries": f.FindCountry, "@languages": f.FindLanguage}[axis.List]
	if find != nil {
		raw = strings.FieldsFunc(strings.Join(raw, ","), func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
	}
	for _, one := range raw {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		code, known := one, false
		if find != nil {
			code, known = find(one)
		} else {
			known = slices.ContainsFunc(d.axisChoices(f, axis, g), func(c ui.Choice) bool { return c.Value == one })
		}
		if !known {
			return codes, one, false
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes, "", true
}

// axisChoices are the codes of an axis; none for countries and languages, which are
// typed.
func (d worker) axisChoices(f ui.Frame, axis count.Axis, g dataset.Given) []ui.Choice {
	var all []ui.Choice
	if axis.List == "@places" {
		for _, c := range g["@houses"] {
			all = append(all, ui.Choice{Value: c.Value, Words: c.Label, Count: -1})
		}
		for _, c := range d.Set.List("elsewhere").Codes {
			all = append(all, ui.Choice{Value: count.ElsewhereCode(c.ID), Words: c.Label(f.Lang()), Count: -1})
		}
		return all
	}
	for _, c := range d.Set.List(axis.List).Codes {
		all = append(all, ui.Choice{Value: c.ID, Words: c.Label(f.Lang()), Count: -1})
	}
	return all
}

func periodColumns() []string { return []string{count.ByMonth, count.ByQuarter, count.ByYear} }

// reports are the saved reports by name, and the places of the centre.
func (d worker) reports(ctx context.Context) (all []leaf[Report], g dataset.Given, err error) {
	err = d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		ledger, err := d.ledger(ctx, tx, a)
		if err != nil {
			return err
		}
		if all, err = leaves[Report](ctx, tx, ledger, reportPart); err != nil {
			return err
		}
		houses, err := d.houses(ctx, tx, ledger)
		g = dataset.Given{"@houses": houseChoices(houses)}
		return err
	})
	slices.SortFunc(all, func(x, y leaf[Report]) int {
		return cmp.Or(cmp.Compare(text.Fold(x.Value.Name), text.Fold(y.Value.Name)), cmp.Compare(x.ID, y.ID))
	})
	return all, g, err
}

// putReport adds a report (id "") or changes one from the version of stamp; it fails
// with core.Conflict where that has changed since. A form that was sent before gives
// the report that it made.
func (d worker) putReport(ctx context.Context, id, stamp vault.ID, rep Report) (kept vault.ID, err error) {
	err = d.changeReports(ctx, func(tx *sql.Tx, ledger *vault.Folder, all []leaf[Report]) error {
		rep.Stamp, rep.At, rep.By = vault.NewID(), d.Minute(), d.Actor.Person
		to := &leaf[Report]{}
		for i := range all {
			if id == "" && all[i].Value.Form == rep.Form {
				kept = all[i].ID
				return nil
			}
			if id != "" && all[i].ID == id {
				to = &all[i]
			}
		}
		if id != "" {
			switch {
			case to.ID == "":
				return missing()
			case to.Value.Stamp != stamp:
				return &core.Error{Kind: core.Conflict}
			}
			rep.Form = to.Value.Form
		}
		to.Value = rep
		if err := to.put(ctx, tx, ledger, reportPart); err != nil {
			return err
		}
		kept = to.ID
		return nil
	})
	return kept, err
}

// changeReports changes saved reports, and notes that.
func (d worker) changeReports(ctx context.Context, f func(tx *sql.Tx, ledger *vault.Folder, all []leaf[Report]) error) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		ledger, err := d.writeLedger(ctx, tx, a)
		if err != nil {
			return err
		}
		all, err := leaves[Report](ctx, tx, ledger, reportPart)
		if err != nil {
			return err
		}
		if err := f(tx, ledger, all); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.report", "", "")
	})
}
