package report

import (
	"cmp"
	"slices"
	"strconv"

	"verbund/internal/figures/edition"
)

// most are the most frequent rows of a table. That they are the most frequent of all
// cannot be said where a row is hidden, where countries are named only from a threshold
// on, or where as many records as the last of them has stand in the row of the rest:
// protection also merges what is not small, so that it cannot be computed.
func (v *view) most(p piece) (Text, bool) {
	t, ok := v.now.Table(v.table)
	if !ok || t.Spec.Columns != "" || len(p.args) == 0 {
		return nil, false
	}
	limit, _ := strconv.Atoi(p.args[0])
	groups := slices.Contains(p.args, "groups")
	var but []string
	if i := slices.Index(p.args, "but"); i >= 0 {
		but = p.args[i+1:]
	}
	_, column := v.Book.Column(t.Spec.Rows)
	if column == nil {
		return nil, false
	}
	var rows []edition.Row
	hidden, rest := !groups && slices.Contains(t.Notes, edition.Threshold), edition.Value{Shown: true}
	for _, r := range t.Rows {
		_, group := v.Book.Group(r.ID)
		if r.ID == edition.Rest {
			rest = r.Cells[0]
			continue
		}
		if group != groups || bundled(r.ID) || v.unknown(column, r.ID) || slices.Contains(but, r.ID) {
			continue
		}
		if value := r.Cells[0]; !value.Shown {
			hidden = true
		} else if value.N > 0 {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b edition.Row) int { return cmp.Compare(b.Cells[0].N, a.Cells[0].N) })
	rows = cutAt(rows, limit)
	if len(rows) == 0 {
		return nil, false
	}
	if p.verb == "top" && (hidden || !rest.Shown || rest.N >= rows[len(rows)-1].Cells[0].N) {
		return nil, false
	}
	var all []Text
	for _, r := range rows {
		at := Cell{Measure: Count, Year: v.now.Year, Table: t.ID, Row: r.ID}
		item, _ := v.named(at)
		item = append(item, words(" ("))
		if share, ok := v.share(v.now, at, denominator(at)); ok {
			item = append(append(item, share...), words("; "))
		}
		item = append(append(item, v.count(at, r.Cells[0])...), words(")"))
		all = append(all, item)
	}
	return joined(all, ", ", " "+v.text.Words["and"]+" "), true
}

// cutAt keeps the first rows. Who is as frequent as the last one is named as well, up
// to two more; where that is not enough, all of them are left out.
func cutAt(rows []edition.Row, limit int) []edition.Row {
	if len(rows) <= limit || limit < 1 {
		return rows
	}
	last := rows[limit-1].Cells[0].N
	end := limit
	for end < len(rows) && rows[end].Cells[0].N == last {
		end++
	}
	if end > limit+2 {
		for end = limit; end > 0 && rows[end-1].Cells[0].N == last; {
			end--
		}
	}
	return rows[:end]
}

func bundled(id string) bool { return len(id) > 2 && id[:2] == "b-" }
