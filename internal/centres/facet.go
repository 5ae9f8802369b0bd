package centres

import (
	"slices"

	"verbund/internal/centres/hours"
)

// Facet is one kind of question in a query.
type Facet int

// The facets, in the order of the search form.
const (
	ByWords Facet = iota
	ByLand
	ByNeed
	ByForm
	ByLanguage
	ByGroup
	ByAccess
	ByOpen
	ByStepFree
	facetCount
)

// String is the code of the facet, by which its label is found.
func (f Facet) String() string {
	return [facetCount]string{"words", "land", "need", "form", "language", "group", "access", "open", "accessible"}[f]
}

// answers of a centre to the facets of a query.
type answers [facetCount]struct {
	asked bool
	Answer
}

func (a *answers) give(f Facet, answer Answer) {
	if !a[f].asked || rank(answer) < rank(a[f].Answer) {
		a[f].asked, a[f].Answer = true, answer
	}
}

// lacking counts the facets, leaving one aside, that were not answered with yes.
func (a *answers) lacking(aside Facet) int {
	n := 0
	for f := range facetCount {
		if a[f].asked && a[f].Answer != Yes && f != aside {
			n++
		}
	}
	return n
}

// lacks tells how many facets were answered with no, and on which the entry is
// silent.
func (a *answers) lacks() (refusals int, missing []Facet) {
	for f := range facetCount {
		switch {
		case a[f].asked && a[f].Answer == No:
			refusals++
		case a[f].asked && a[f].Answer == NotStated:
			missing = append(missing, f)
		}
	}
	return refusals, missing
}

// rank orders answers so that one No to a question outweighs all else.
func rank(a Answer) int {
	switch a {
	case No:
		return 0
	case NotStated:
		return 1
	}
	return 2
}

func yesNo(b bool) Answer {
	if b {
		return Yes
	}
	return No
}

// stated answers from a list in which nothing means that nothing is known.
func stated[T comparable](list []T, want T) Answer {
	if len(list) == 0 {
		return NotStated
	}
	return yesNo(slices.Contains(list, want))
}

func openAnswer(s hours.State) Answer {
	switch s {
	case hours.Open:
		return Yes
	case hours.Closed:
		return No
	}
	return NotStated
}
