// Package protect makes of exact counts what may be published.
//
// The rules, which are data (Rules), are those of the public edition:
//   - Every count is rounded at random to a multiple of five, without bias and by at
//     most four. What decides is the sum of the keys of the records counted, so the same
//     records give the same number in every table and edition, and asking twice gains
//     nothing.
//   - A category of fewer than ten records stands with others in the row "rest".
//   - A cell of fewer than three records, or one that rounds to nothing, is not shown.
//     So what is not shown is none to four, and neither a person nor the absence of one
//     can be read from it. A zero is never shown: that nobody of a group has an answer
//     tells something of everybody in the group.
//   - A country is named where it has enough records over three years.
//   - A group or bundle is hidden where it would isolate fewer than ten by subtraction;
//     such a number is not shown although it may be large.
//   - Where several answers are possible, "rest" has no number: how many records are in
//     at least one of its categories does not follow from the counts.
//   - Nothing is counted by centre. How many centres there are is shown: it is no count
//     of persons.
//
// Beside it stand the alternative for exact tables (Suppress), the audit of both by
// linear programming (Audit), and the cell-key method as a reference (Perturbation).
// It is explained for readers in docs/figures-protection.md.
//
// Sources: Hundepool, Domingo-Ferrer, Franconi, Giessing, Schulte Nordholt, Spicer,
// de Wolf: Statistical Disclosure Control, Wiley 2012; Fraser and Wooton: A proposed
// method for confidentialising tabular output to protect against differencing, ABS 2005.
package protect

// Rules are the rules of protection of the public edition.
type Rules struct {
	Version              string
	Base                 int // counts are multiples of it
	MergeBelow           int // a category with fewer records is merged into "rest"
	NeverBelow           int // a cell with fewer records is not shown
	Difference           int // what a group or bundle leaves when its shown members are taken away is no fewer than this
	NationalityThreshold int // records over Years years without which a country is not named
	Years                int // how many years the threshold looks at
}

// Standard are the rules in force.
//
// A country is named from 30 records over three years: ten a year on average, the
// same ten as for any other category, but held steadily, so that one arrival does not
// make a country appear and the next year vanish, which would tell of that arrival.
func Standard() Rules {
	return Rules{Version: "2026.1", Base: 5, MergeBelow: 10, NeverBelow: 3, Difference: 10, NationalityThreshold: 30, Years: 3}
}
