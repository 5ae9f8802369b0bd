package protect

import "math"

// Unbounded is a limit that is none.
const Unbounded = math.MaxInt

// Place is where a number stands: table, row, column (empty in a table with one
// column). The parts of the funnel stand in table "funnel"; a base and a missing
// share are the rows "base" and "missing" of their table.
type Place struct{ Table, Row, Column string }

// Variable is a true count that a reader may want to know, and what is known of it
// alone: both limits are included, High may be Unbounded.
type Variable struct {
	Places    []Place // where it is published; several where it is the same number
	Low, High int
}

// Term is a variable of a System, by its position, and how often it counts.
type Term struct{ Variable, Times int }

// Constraint says that a sum of variables lies between two numbers, both included.
// Low = High is an equation; High may be Unbounded.
type Constraint struct {
	Sum       []Term
	Low, High int
}

// System is all that a reader of what was published knows of the true counts.
type System struct {
	Variables   []Variable
	Constraints []Constraint
}

// Interval is between which numbers a true count must lie, given all that is known;
// both are possible in the relaxed sense of linear programming, rounded inwards to
// whole numbers. High may be Unbounded.
type Interval struct{ Low, High int }
