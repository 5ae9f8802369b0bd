package release

import (
	"verbund/internal/casework/count"
	"verbund/internal/core"
)

// Scope is that of a consent to the statistics of the network.
const Scope = "statistics"

// Answer is what the client has said to the release of her record.
type Answer string

// The answers.
const (
	Unasked   Answer = ""
	Given     Answer = "given"
	Refused   Answer = "refused"
	Withdrawn Answer = "withdrawn"
)

// Consent is what the client has said last, and when.
type Consent struct {
	Answer Answer
	Day    core.Date
}

// Given tells whether a record may be released.
func (c Consent) Given() bool { return c.Answer == Given }

// ConsentOf is the last word in the entries of a case. What was said on the same day
// both ways counts as no. A withdrawal counts as soon as it is noted, also with a day
// that is still to come, and ends every consent given up to that day (GDPR, Article 7
// (3)); a consent counts from its day on.
func ConsentOf(all []count.Consent, today core.Date) Consent {
	var last Consent
	say := func(a Answer, day core.Date) {
		later := last.Answer == Unasked || day.After(last.Day)
		if later || day == last.Day && weight(a) > weight(last.Answer) {
			last = Consent{a, day}
		}
	}
	for _, k := range all {
		if k.Scope != Scope {
			continue
		}
		if !k.Day.After(today) {
			say(map[bool]Answer{true: Given, false: Refused}[k.Given], k.Day)
		}
		if !k.Withdrawn.IsZero() {
			say(Withdrawn, k.Withdrawn)
		}
	}
	return last
}

func weight(a Answer) int {
	return map[Answer]int{Unasked: 0, Given: 1, Refused: 2, Withdrawn: 3}[a]
}
