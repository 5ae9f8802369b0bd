package casework

import (
	"cmp"
	"slices"

	"verbund/internal/casework/count"
	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// requestPart is where the ledger keeps requests for a place.
const requestPart vault.Part = "requests"

// requestOf is a request as the figures count it. Who asks for nobody by number asks
// for one.
func requestOf(a dataset.Answers) count.Request {
	return count.Request{Day: a.Day("day"), From: a.Get("from"), Outcome: a.Get("outcome"), Reason: a.Get("reason"), Region: a.Get("region"), Language: a.Get("language"),
		Persons: max(1, a.Int("persons")), Children: a.Int("children")}
}

// checkRequest refuses what contradicts itself. A reason stands only where a
// request was refused.
func checkRequest(a dataset.Answers) (dataset.Answers, error) {
	if a.Int("children") > max(1, a.Int("persons")) {
		return a, fieldError("children", "casework.request.more-children")
	}
	if a.Get("outcome") == "refused" && a.Get("reason") == "" {
		return a, fieldError("reason", "casework.request.why")
	}
	if a.Get("outcome") != "refused" && a.Get("reason") != "" {
		a = a.Clone()
		a.Set("reason")
	}
	return a, nil
}

// month is the calendar month in which a day lies.
func month(day core.Date) count.Period {
	first := core.Date{Year: day.Year, Month: day.Month, Day: 1}
	next := first.AddDays(31)
	next.Day = 1
	return count.Period{From: first, To: next.AddDays(-1)}
}

// requestsIn are the requests of a period with an outcome and from somebody (each
// "" for any), the newest first, and those that were taken out.
func requestsIn(all []leaf[Record], p count.Period, outcome, from string) (kept, removed []leaf[Record]) {
	for _, one := range all {
		a := one.Value.State.Answers
		switch {
		case !p.Has(a.Day("day")):
		case one.Value.Removed:
			removed = append(removed, one)
		case (outcome == "" || outcome == a.Get("outcome")) && (from == "" || from == a.Get("from")):
			kept = append(kept, one)
		}
	}
	for _, some := range [][]leaf[Record]{kept, removed} {
		slices.SortFunc(some, func(x, y leaf[Record]) int {
			return cmp.Or(cmp.Compare(y.Value.State.Answers.Get("day"), x.Value.State.Answers.Get("day")), y.Value.At.Compare(x.Value.At), cmp.Compare(x.ID, y.ID))
		})
	}
	return kept, removed
}

// wayOf is the way to the centre in an intake that fits who asked for a place.
func wayOf(set *dataset.Set, from string) string {
	if _, known := set.List("way").Code(from); known {
		return from
	}
	return ""
}
