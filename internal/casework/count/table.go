package count

import (
	"cmp"
	"slices"
)

// Kind is what the numbers of a column are.
type Kind string

// The kinds of columns.
const (
	Number  Kind = "number"
	Share   Kind = "share"   // whole percent of the base of the table; -1 where there is none
	Cents   Kind = "cents"   // of euros
	Minutes Kind = "minutes" // of work
)

// Column is a column of numbers.
type Column struct {
	ID   string
	Kind Kind
}

// Row is a line of a table: a code, and a number for each column. The code
// Declined stands for "would rather not say", "" for what nobody said.
type Row struct {
	Code  string
	Cells []int
}

// Table is one table of the figures.
type Table struct {
	ID      string
	Of      string // of what the base is a number: "cases", "contacts", "measures" and so on
	Base    int    // of how many something was said; shares are shares of it
	Missing int    // of how many nothing was said
	Several bool   // one may stand in several rows
	List    string // where the labels of the rows are: a list of the data set, a given one ("@houses"), or "" for words of the table itself
	Across  string // where the labels of the columns are, as with List; "" for words of the program
	Columns []Column
	Rows    []Row
	Total   []int // the sums of the columns where rows may be added up, nil elsewhere; a share of it is -1
}

// Percent is a share in whole percent, rounded half up, -1 of nothing.
func Percent(n, base int) int {
	if base == 0 {
		return -1
	}
	return (200*n + base) / (2 * base)
}

// tally gathers the rows of a table.
type tally struct {
	table Table
	rows  map[string][]int
	sums  bool // its rows may be added up
}

func newTally(id, of, list string, columns ...Column) *tally {
	return &tally{table: Table{ID: id, Of: of, List: list, Columns: columns}, rows: map[string][]int{}}
}

// summed lets the rows be added up.
func (t *tally) summed() *tally {
	t.sums = true
	return t
}

// add adds to a cell.
func (t *tally) add(code string, column, n int) {
	row, there := t.rows[code]
	if !there {
		row = make([]int, len(t.table.Columns))
		t.rows[code] = row
	}
	row[column] += n
}

// done works out the shares and sorts the rows, the largest first, and what was
// declined or not said last.
func (t *tally) done() Table {
	total := make([]int, len(t.table.Columns))
	for code, cells := range t.rows {
		for i, c := range t.table.Columns {
			switch {
			case c.Kind != Share:
				total[i] += cells[i]
				continue
			case code == "":
				cells[i] = -1
			default:
				cells[i] = Percent(cells[i-1], t.table.Base)
			}
			total[i] = -1
		}
		t.table.Rows = append(t.table.Rows, Row{code, cells})
	}
	if t.sums && len(t.rows) > 1 {
		t.table.Total = total
	}
	slices.SortFunc(t.table.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(lastly(a.Code), lastly(b.Code)), cmp.Compare(b.Cells[0], a.Cells[0]), cmp.Compare(a.Code, b.Code))
	})
	return t.table
}

// lastly puts what was declined, and then what nobody said, behind all codes.
func lastly(code string) int {
	switch code {
	case Declined:
		return 1
	case "":
		return 2
	}
	return 0
}

// inOrder is done with the rows in the order of their codes.
func (t *tally) inOrder() Table {
	table := t.done()
	slices.SortFunc(table.Rows, func(a, b Row) int { return cmp.Compare(a.Code, b.Code) })
	return table
}

// inRows is done with these rows, in this order, also where they are empty.
func (t *tally) inRows(codes ...string) Table {
	for _, code := range codes {
		t.add(code, 0, 0)
	}
	table := t.done()
	slices.SortFunc(table.Rows, func(a, b Row) int {
		return cmp.Compare(slices.Index(codes, a.Code), slices.Index(codes, b.Code))
	})
	return table
}

// once calls f for each code that stands in a list, one time.
func once(codes []string, f func(code string)) {
	for i, code := range codes {
		if !slices.Contains(codes[:i], code) {
			f(code)
		}
	}
}
