package report

import (
	"strconv"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
)

// Look is the value of a cell in the edition of its year. What is not there is not
// shown.
func Look(e *edition.Edition, c Cell) edition.Value {
	if c.Table == Funnel {
		switch c.Row {
		case "documented":
			return e.Funnel.Documented
		case "new":
			return e.Funnel.New
		case "consented":
			return e.Funnel.Consented
		case "analysed":
			return e.Funnel.Analysed
		}
		return edition.Value{}
	}
	t, ok := e.Table(c.Table)
	switch {
	case !ok:
		return edition.Value{}
	case c.Row == Base:
		return t.Base
	case c.Row == Missing:
		return t.Missing
	}
	return t.Find(c.Row, c.Column)
}

func (w *Writer) count(at Cell, value edition.Value) Text {
	return Text{{Words: w.marks.count(value.N), From: &at, Scaled: value.N}}
}

// share is a cell as part of another; false where one is not shown, or where rounding
// made the part larger than the whole.
func (w *Writer) share(e *edition.Edition, at, of Cell) (Text, bool) {
	n, base := Look(e, at), Look(e, of)
	if !n.Shown || !base.Shown || n.N > base.N {
		return nil, false
	}
	decimals := Decimals(e.Kind)
	scaled, ok := table.Share{N: n.N, Base: base.N}.Scaled(decimals)
	at.Measure, at.Of = Share, &of
	return Text{{w.marks.share(scaled, decimals), &at, scaled, decimals}}, ok
}

func yearText(e *edition.Edition) Text {
	return Text{{Words: strconv.Itoa(e.Year), From: &Cell{Measure: Year, Year: e.Year}, Scaled: e.Year}}
}

func (w *Writer) centres(e *edition.Edition) (Text, bool) {
	return Text{{Words: w.marks.count(e.Centres), From: &Cell{Measure: Centres, Year: e.Year}, Scaled: e.Centres}}, e.Centres > 0
}

// least is the smallest count in a public edition of which growth, or a share that is
// not of the base, is given. A count may be up to four away from the true one, so that
// below it rounding alone would move a result by more than eight percent of itself.
const least = 50

// comparable tells whether growth from one count to the other says anything.
func comparable(kind edition.Kind, before, after edition.Value) bool {
	return kind == edition.Internal || before.N >= least && after.N >= least
}
