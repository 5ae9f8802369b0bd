package deadline

import "verbund/internal/core"

// State says where a last day lies, seen from today.
type State string

// The states, the most urgent first.
const (
	Overdue  State = "overdue"   // the last day is over
	Today    State = "today"     // today is the last day
	Within7  State = "within-7"  // in one to seven days
	Within30 State = "within-30" // in eight to thirty days
	Later    State = "later"
	None     State = "none" // no day is known
)

// States returns all states, the most urgent first.
func States() []State { return []State{Overdue, Today, Within7, Within30, Later, None} }

// Standing is what a list shows of a deadline.
type Standing struct {
	State State
	Act   bool // it is time to act: the day lies no more than the warning ahead, or is over
}

// Status tells where a last day lies seen from today, and whether it is time to
// act, which is so from warnDays before it. An unknown day is never urgent.
func Status(due, today core.Date, warnDays int) Standing {
	if due.IsZero() {
		return Standing{State: None}
	}
	ahead := daysBetween(today, due)
	s := Standing{State: Later, Act: ahead <= warnDays}
	switch {
	case ahead < 0:
		s.State = Overdue
	case ahead == 0:
		s.State = Today
	case ahead <= 7:
		s.State = Within7
	case ahead <= 30:
		s.State = Within30
	}
	return s
}
