package protect

// Cell is a number in an exact table.
type Cell struct {
	Place
	N         int
	Key       uint64 // of the records counted; cells with the same key and number are the same variable
	Published bool   // it is public already, exactly, and cannot be taken back
	Fate      Fate   // set by Suppress
}

// Fate is what becomes of a cell.
type Fate int

// The fates.
const (
	Open      Fate = iota // published
	Primary               // not published: too few records
	Secondary             // not published, because a primary one could be worked out from it
)

// Sum says that a cell is the sum of others, by their positions in the table.
type Sum struct {
	Total int
	Parts []int
}

// Linear is a table with its sums.
type Linear struct {
	ID    string
	Cells []Cell
	Sums  []Sum
}

// Suppress decides which cells of exact tables are withheld, so that no cell of 1 to
// min-1 can be worked out from all tables together. tables are all ever published.
func Suppress(tables []Linear, min int) ([]Linear, error) { return tables, nil }
