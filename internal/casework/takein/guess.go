package takein

import (
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
)

// Plan says what the columns of a file mean, and what values mean that are not
// known by themselves.
type Plan struct {
	To []string `json:"to"` // the target of each column

	// Instead says, by target and value, what is read in place of a value; "" leaves
	// the answer out.
	Instead map[string]map[string]string `json:"instead,omitempty"`
}

// Guess proposes a target for every column. A target that takes one value only is
// proposed once, for the first column that fits.
func (r *Reader) Guess(columns []string) Plan {
	p := Plan{To: make([]string, len(columns))}
	known := r.columns()
	for i, column := range columns {
		to := Ignored
		for _, k := range keys(column) {
			if !r.names.ignored[k] && known[k] != "" {
				to = known[k]
				break
			}
		}
		if to != Ignored && (!slices.Contains(p.To[:i], to) || r.joins(to)) {
			p.To[i] = to
		}
	}
	return p
}

// Known tells whether a column has a name that the program knows and leaves out on
// purpose, because a case file has no place for it.
func (r *Reader) Known(column string) bool {
	return slices.ContainsFunc(keys(column), func(k string) bool { return r.names.ignored[k] })
}

// columns are the targets by the keys of the names of columns. What is said more
// exactly comes first.
func (r *Reader) columns() map[string]string {
	known := map[string]string{}
	put := func(name, to string) {
		for _, k := range keys(name) {
			if known[k] == "" {
				known[k] = to
			}
		}
	}
	all := Targets(r.set)
	for _, t := range all {
		put(t.ID, t.ID)
	}
	for k, to := range r.names.fields {
		if known[k] == "" {
			known[k] = to
		}
	}
	for _, t := range all {
		if t.Sheet.Many { // "day" or "place" alone say nothing of the journal
			continue
		}
		put(t.Question.Label("de"), t.ID)
		put(t.Question.Label("en"), t.ID)
	}
	for _, t := range all {
		if !t.Sheet.Many && t.Question.ID != "note" {
			put(t.Question.ID, t.ID)
			if t.Question.Record != "" {
				put(t.Question.Record, t.ID)
			}
		}
	}
	for _, own := range []string{Alias, Tags, Opened} {
		known[own] = own
	}
	return known
}

// mostValue is how long a value may be that somebody is asked about, in characters.
const mostValue = 200

// joins tells whether several columns can answer a target together.
func (r *Reader) joins(to string) bool {
	if to == Tags {
		return true
	}
	t, known := r.target(to)
	return known && slices.Contains(joining(), t.Question.Kind)
}

// CheckPlan returns what is wrong with a plan for a table: a target that does not
// exist, or one that two columns answer and that takes one value only. The field
// of the error is "to-" and the number of the column, from 0.
func (r *Reader) CheckPlan(columns []string, p Plan) []core.FieldError {
	var wrong []core.FieldError
	for i := range columns {
		to := Ignored
		if i < len(p.To) {
			to = p.To[i]
		}
		if to == Ignored || to == Alias || to == Tags || to == Opened {
			if to != Ignored && to != Tags && slices.Contains(p.To[:i], to) {
				wrong = append(wrong, core.FieldError{Field: Field(i), Key: "casework.import.twice"})
			}
			continue
		}
		if _, known := r.target(to); !known {
			wrong = append(wrong, core.FieldError{Field: Field(i), Key: "casework.error.code"})
		} else if slices.Contains(p.To[:i], to) && !r.joins(to) {
			wrong = append(wrong, core.FieldError{Field: Field(i), Key: "casework.import.twice"})
		}
	}
	return wrong
}

// shorten is a value as it is shown and asked about.
func shorten(value string) string { return core.Clip(strings.TrimSpace(value), mostValue) }

// Field is the name of the field of a form in which the target of a column is
// chosen.
func Field(column int) string { return "to-" + strconv.Itoa(column) }
