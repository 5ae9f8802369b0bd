package deadline

import (
	"time"

	"verbund/internal/core"
)

// Step is one step of how a last day was found. Sentence puts it into words.
type Step struct {
	Kind   StepKind
	Day    core.Date // the day the step is about
	To     core.Date // the day it leads to; zero for most
	Span   Span      // for Lasts
	Off    Off       // for Moved, Kept and Local: why it is no working day
	Source string    // the provision behind the step; may be empty
}

// StepKind says what happens in a step.
type StepKind string

// The steps, in the order in which they occur.
const (
	EnteredDay  StepKind = "entered"      // Day was entered and nothing is computed
	AfterDay    StepKind = "after"        // the deadline begins after Day
	FromDay     StepKind = "from"         // Day is its first day
	AfterYear   StepKind = "after-year"   // it begins with the end of the year, which is Day
	Lasts       StepKind = "lasts"        // it lasts Span and ends with Day
	ShortMonth  StepKind = "short-month"  // there is no such day in the last month, so it ends with Day
	WithMonth   StepKind = "with-month"   // it ends with the month, which is Day
	Moved       StepKind = "moved"        // Day is no working day, so it ends with To
	Kept        StepKind = "kept"         // Day is no working day and still the last; To is the working day before it
	Local       StepKind = "local"        // Day is a holiday in a part of the Land and counts as a working day
	MayBeLonger StepKind = "may-be-later" // Day is the earliest end
	AskLawyer   StepKind = "ask"          // let a lawyer confirm
)

// stepKinds are all steps.
func stepKinds() []StepKind {
	return []StepKind{EnteredDay, AfterDay, FromDay, AfterYear, Lasts, ShortMonth, WithMonth, Moved, Kept, Local, MayBeLonger, AskLawyer}
}

// Due returns the last day of the deadline that start sets off, and how it was
// found. What has to be done may be done until the end of that day. For a rule
// whose day is entered, the last day is start itself. If start is the unknown
// day, so is the last day, and there are no steps.
//
// Days, weeks and months are counted by §§ 187 and 188 BGB, to which the rules
// of courts and authorities refer (§ 222 ZPO, § 57 (2) VwGO, § 31 VwVfG, § 26
// SGB X) or which they repeat (§ 64 SGG, §§ 42 and 43 StPO).
func (r Rule) Due(start core.Date, h Holidays) (core.Date, []Step) {
	if start.IsZero() {
		return core.Date{}, nil
	}
	due, steps := r.nominal(start)
	switch off := h.Off(due); {
	case r.Entered():
	case off != "" && r.Moves:
		to := h.Next(due)
		steps = append(steps, Step{Kind: Moved, Day: due, To: to, Off: off, Source: r.Computed})
		due = to
	case off != "" && r.LosesRight:
		steps = append(steps, Step{Kind: Kept, Day: due, To: h.Before(due), Off: off})
	}
	if off := h.Local(due); off != "" && r.Moves {
		steps = append(steps, Step{Kind: Local, Day: due, Off: off})
	}
	if r.AtLeast {
		steps = append(steps, Step{Kind: MayBeLonger, Day: due})
	}
	if r.Confirm {
		steps = append(steps, Step{Kind: AskLawyer})
	}
	return due, steps
}

// nominal returns the last day before it is moved.
func (r Rule) nominal(start core.Date) (core.Date, []Step) {
	s := r.Span
	switch {
	case r.Entered():
		return start, []Step{{Kind: EnteredDay, Day: start}}
	case r.Ends == YearEnd:
		begin, end := core.Date{Year: start.Year, Month: time.December, Day: 31}, core.Date{Year: start.Year + s.N, Month: time.December, Day: 31}
		return end, []Step{{Kind: AfterYear, Day: begin, Source: r.Computed}, {Kind: Lasts, Day: end, Span: s}}
	case r.Ends == MonthEnd:
		end, _ := monthsLater(start, s.N, 31)
		return end, []Step{{Kind: WithMonth, Day: end, Source: r.Computed}}
	}
	steps := []Step{{Kind: AfterDay, Day: start, Source: "§ 187 Abs. 1 BGB"}}
	number := start.Day // the day of the month with which months end, § 188 (2) BGB
	days := 0
	if r.FirstDayCounts {
		steps[0] = Step{Kind: FromDay, Day: start, Source: "§ 187 Abs. 2 BGB"}
		number, days = number-1, -1
	}
	var end core.Date
	short := false
	switch s.Unit {
	case Days:
		end = start.AddDays(s.N + days)
	case Weeks:
		end = start.AddDays(7*s.N + days)
	case Months:
		end, short = monthsLater(start, s.N, number)
	case Years:
		end, short = monthsLater(start, 12*s.N, number)
	}
	steps = append(steps, Step{Kind: Lasts, Day: end, Span: s, Source: "§ 188 BGB"})
	if short {
		steps[1].Source = "§ 188 Abs. 2 BGB"
		steps = append(steps, Step{Kind: ShortMonth, Day: end, Source: "§ 188 Abs. 3 BGB"})
	}
	return end, steps
}

// monthsLater returns the day with a number in the month n months later. If the
// month has no such day, it is the last one, and short is true; number 0 is the
// day before the first.
func monthsLater(start core.Date, n, number int) (day core.Date, short bool) {
	first := core.DateOf(time.Date(start.Year, start.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
	last := core.DateOf(time.Date(start.Year, start.Month+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC))
	if number > last.Day {
		return last, true
	}
	return first.AddDays(number - 1), false
}

// MadeKnown returns the day on which a letter of an authority that was posted
// within Germany counts as made known: the fourth day after posting (§ 41 (2)
// VwVfG, § 37 (2) SGB X, § 10 (4) AsylG), and the third for letters posted until
// the end of 2024. Weekends count. If the letter came later or never, that day
// counts instead, and the authority has to prove when it came. If no day is
// known, it returns none.
func MadeKnown(posted core.Date) core.Date {
	switch {
	case posted.IsZero():
		return core.Date{}
	case posted.Year < 2025:
		return posted.AddDays(3)
	}
	return posted.AddDays(4)
}
