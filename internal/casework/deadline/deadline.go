// Package deadline knows the deadlines of German and European law that matter
// in counselling, computes their last day, and writes days into a calendar.
//
// The rules are data: rules/*.toml, a file for each Kind, with the provision,
// where to read it and how old the reading is. Load reads them into a Book.
//
//	book, err := deadline.Load()
//	rule, ok := book.Rule("objection-social")
//	holidays, err := deadline.HolidaysIn("DE-BE")
//	due, steps := rule.Due(madeKnown, holidays)
//	for _, s := range steps {
//		book.Sentence(s, "de", printer.Date) // what a page prints below the day
//	}
//
// A day computed here is a help to remember and no legal advice. Where the law
// leaves something open, the earlier day is taken: a deadline is moved to the
// next working day only where the law says so, and a holiday that only a part
// of a Land keeps counts as a working day. No rule decides what somebody is
// entitled to.
package deadline

import (
	"strings"

	"verbund/internal/core"
)

// Words are what a rule says to people, in German and in English.
type Words struct {
	DE string `toml:"de"`
	EN string `toml:"en"`
}

// In returns the German words for German of any kind, and else the English ones.
func (w Words) In(lang core.Lang) string {
	if lang == "de" || strings.HasPrefix(string(lang), "de-") {
		return w.DE
	}
	return w.EN
}

func (w Words) missing() bool { return w.DE == "" || w.EN == "" }

// Kind groups rules by what they are about. Each has a file of its own.
type Kind string

// The kinds, in the order in which a page shows them.
const (
	Residence    Kind = "residence"
	Asylum       Kind = "asylum"
	Remedy       Kind = "remedy" // against decisions of authorities
	Benefits     Kind = "benefits"
	Wages        Kind = "wages"
	Compensation Kind = "compensation"
	Court        Kind = "court"        // criminal proceedings and hearings
	Protection   Kind = "protection"   // orders and register blocks that run out
	Registration Kind = "registration" // under the ProstSchG
	Own          Kind = "own"          // the centre's own appointments and deadlines
)

// Kinds returns all kinds in the order in which a page shows them.
func Kinds() []Kind {
	return []Kind{Residence, Asylum, Remedy, Benefits, Wages, Compensation, Court, Protection, Registration, Own}
}

// Rule is one deadline as the law or practice knows it.
type Rule struct {
	ID    string // lower case with hyphens; it is stored in case files and never changes its meaning
	Kind  Kind
	Label Words
	Hint  Words // what it depends on, and what to ask

	Statute  string // the provision, cited as German lawyers do; empty for the centre's own
	URL      string // where to read it
	Computed string // the provisions by which the last day is found; empty if the day is entered
	AsOf     string // year and month of the wording of the law that the rule was compared with

	// Start says which day sets the deadline off. For a rule without Span it says
	// which day is entered.
	Start Words

	// The rule is for cases in which the day that Decides names lies in this time,
	// both days included. A zero day is no limit.
	From, Until core.Date
	Decides     Words

	Span           Span // zero: the day is entered
	Ends           End
	FirstDayCounts bool // the start is the first day (§ 187 (2) BGB) and no event before it (§ 187 (1) BGB)
	Moves          bool // an end on a Saturday, Sunday or public holiday moves to the next working day
	AtLeast        bool // it may last longer; the day is the earliest end
	Posted         bool // a letter counts as received some days after it was posted: see MadeKnown

	LosesRight bool // who misses it loses a right, or the protection of one
	Confirm    bool // let a lawyer confirm the day
	WarnDays   int  // how many days before it is time to act
}

// Entered tells whether the day is entered, because no law fixes how long the
// deadline lasts.
func (r Rule) Entered() bool { return r.Span.Unit == "" }

// Decided tells whether the rule is for cases in which day is the day that
// Decides names. It is true for rules that are not limited, and if no day is
// known.
func (r Rule) Decided(day core.Date) bool {
	return day.IsZero() || !day.Before(r.From) && (r.Until.IsZero() || !day.After(r.Until))
}

// End says where a deadline ends.
type End string

// The ends. The zero value is the day with the same name or number as the start.
const (
	SameDay  End = ""
	MonthEnd End = "month" // with the month in which the span ends
	YearEnd  End = "year"  // with the year in which the span ends, as limitation does (§ 199 (1) BGB)
)

// Book holds all rules and the words to speak of them. It does not change, so
// it may be used at the same time by many.
type Book struct {
	rules []Rule
	words words
}

// Rules returns all rules by kind, in the order of their files.
func (b *Book) Rules() []Rule { return append([]Rule(nil), b.rules...) }

// Of returns the rules of one kind, in the order of its file.
func (b *Book) Of(kind Kind) []Rule {
	var some []Rule
	for _, r := range b.rules {
		if r.Kind == kind {
			some = append(some, r)
		}
	}
	return some
}

// Rule returns the rule with an id, or false if there is none.
func (b *Book) Rule(id string) (Rule, bool) {
	for _, r := range b.rules {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}
