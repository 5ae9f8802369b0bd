package invent

import (
	"fmt"
	"slices"
	"strings"

	"verbund/internal/figures/record"
)

// How many invented records are released, and how many of these complete, in a
// thousand: near 733 of 875 and 597 of 702 (KOK, Datenbericht 2022 and 2023).
const (
	releasedOf = 843
	completeOf = 970
	newOf      = 300
)

// Records are n invented records of a year, released or not, of at most that many
// centres, which are of different size. The same arguments give the same records. A
// year decides which codes are valid; years do not depend on each other.
func (w *Network) Records(seed uint64, year, n, centres int) []record.Record {
	d := &dice{seed ^ uint64(year)<<32}
	all := make([]record.Record, 0, n)
	for range n {
		r := record.Record{Year: year, Centre: centreOf(d, centres), New: yesNo(d.mille(newOf)), Released: d.mille(releasedOf)}
		if r.Released {
			r.Values = w.draw(d, year)
			if !d.mille(completeOf) {
				w.spoil(d, r)
			}
		}
		all = append(all, r)
	}
	return all
}

// centreOf draws a centre; the first ones have more to do.
func centreOf(d *dice, centres int) string {
	return centreCode(min(d.below(max(1, centres)), d.below(max(1, centres))))
}

func centreCode(n int) string { return fmt.Sprintf("c%02d", n+1) }

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// draw are the values of a complete record.
func (w *Network) draw(d *dice, year int) []record.Answer {
	total := 0
	for _, p := range w.profiles {
		total += p.weight
	}
	at, of := d.below(total), 0
	for at -= w.profiles[of].weight; at >= 0; at -= w.profiles[of].weight {
		of++
	}
	values := make([]record.Answer, len(w.book.Columns))
	national, _ := w.book.Column("nationality")
	for i := range w.book.Columns {
		var home record.Answer
		if i != national && w.book.Columns[i].Kind == record.Countries && national >= 0 {
			home = values[national]
		}
		values[i] = w.profiles[of].columns[i].draw(d, &w.book.Columns[i], year, home)
	}
	w.agree(values)
	return values
}

// agree makes answers agree with what the vocabulary says of rows within others: who
// is charged is under investigation. Where the whole is answered otherwise, a part
// that is a fact of age wins, and any other gives way.
func (w *Network) agree(values []record.Answer) {
	for _, in := range w.words.within {
		part, partCode := w.cell(in.Part)
		whole, wholeCode := w.cell(in.Whole)
		if !slices.Contains(values[part], partCode) || slices.Contains(values[whole], wholeCode) {
			continue
		}
		if part < whole {
			values[whole] = record.Answer{wholeCode}
		} else {
			values[part] = w.same(values[whole], whole, part)
		}
	}
}

// same is an answer of one column in another that has codes of the same ids; nil where
// it has not.
func (w *Network) same(answer record.Answer, from, to int) record.Answer {
	var out record.Answer
	for _, code := range answer {
		if at, ok := w.book.Columns[to].Find(w.book.Columns[from].Codes[code].ID); ok {
			out = append(out, at)
		}
	}
	return out
}

// cell finds the column and code of column=row.
func (w *Network) cell(written string) (column int, code uint16) {
	id, row, _ := strings.Cut(written, "=")
	column, c := w.book.Column(id)
	code, _ = c.Find(row)
	return column, code
}

// spoil takes one of the answers away that it takes to be analysed.
func (w *Network) spoil(d *dice, r record.Record) {
	if len(w.needed) == 0 {
		return
	}
	i := w.needed[d.below(len(w.needed))]
	c := &w.book.Columns[i]
	r.Values[i] = nil
	for code := range c.Codes {
		if c.Codes[code].Unknown && d.mille(500) {
			r.Values[i] = record.Answer{uint16(code)}
		}
	}
}
