package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
)

// Origin is what files say of themselves beside the edition.
type Origin struct {
	Publisher string // name of the network
	Licence   string // address of the licence
	Address   string // of the page of the report; files stand under it
}

// Line is one cell of an edition with all that files say of it.
type Line struct {
	Table, Row, RowLabel, Column, ColumnLabel string
	Value, Base                               edition.Value
	Share                                     int  // in units of 10^-decimals percent
	HasShare                                  bool // false where one of both is not shown
	Notes                                     []string
}

// Lines are all cells of an edition, in its order: the funnel, then of each table its
// base, those who are silent, and its rows. The notes are codes: those of the edition,
// "countries=…" of a group and "merged=…" of the row in which categories are merged.
func (w *Writer) Lines(e *edition.Edition) []Line {
	var all []Line
	for _, row := range []string{"documented", "new", "consented", "analysed"} {
		all = append(all, w.line(e, Cell{Table: Funnel, Row: row}, w.text.Words[row], "", nil))
	}
	for i := range e.Tables {
		t := &e.Tables[i]
		var notes []string
		for _, n := range t.Notes {
			notes = append(notes, string(n))
		}
		all = append(all,
			w.line(e, Cell{Table: t.ID, Row: Base}, w.text.Words[Base], "", notes),
			w.line(e, Cell{Table: t.ID, Row: Missing}, w.text.Words[Missing], "", notes))
		for _, r := range t.Rows {
			label, own := w.RowLabel(t.Spec.Rows, r.ID), append(notes[:len(notes):len(notes)], w.rowNotes(r)...)
			if len(t.Columns) == 0 {
				all = append(all, w.line(e, Cell{Table: t.ID, Row: r.ID}, label, "", own))
			}
			for _, column := range t.Columns {
				all = append(all, w.line(e, Cell{Table: t.ID, Row: r.ID, Column: column}, label, w.RowLabel(t.Spec.Columns, column), own))
			}
		}
	}
	return all
}

func (w *Writer) rowNotes(r edition.Row) []string {
	if g, ok := w.Book.Group(r.ID); ok {
		return []string{"countries=" + strings.Join(g.Countries, " ")}
	}
	if r.ID == edition.Rest && len(r.Merged) > 0 {
		return []string{"merged=" + strings.Join(r.Merged, " ")}
	}
	return nil
}

// line is a cell; what is not shown is zero in it, with Shown false.
func (w *Writer) line(e *edition.Edition, at Cell, row, column string, notes []string) Line {
	of := denominator(at)
	l := Line{at.Table, at.Row, row, at.Column, column, Look(e, at), Look(e, of), 0, false, notes}
	if l.Value.Shown && l.Base.Shown && l.Value.N <= l.Base.N {
		l.Share, l.HasShare = table.Share{N: l.Value.N, Base: l.Base.N}.Scaled(Decimals(e.Kind))
	}
	if !l.Value.Shown {
		l.Value.N = 0
	}
	if !l.Base.Shown {
		l.Base.N = 0
	}
	return l
}

// Digest is the checksum of an edition: of all that it shows, and of nothing else.
func Digest(e *edition.Edition) string {
	written, err := json.Marshal(bare(e))
	if err != nil { // of numbers and texts alone there is none
		return ""
	}
	sum := sha256.Sum256(written)
	return hex.EncodeToString(sum[:])
}

// kindName is what a kind of edition is called.
func (w *Writer) kindName(k edition.Kind) string { return w.text.Words["edition-"+string(k)] }
