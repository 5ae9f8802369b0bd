package centres

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"verbund/internal/centres/phone"
	"verbund/internal/core"
)

// Origin says from whom a proposal comes.
type Origin string

// The origins. A visitor is anybody who looked at an entry; nothing is known of
// them, and nothing is asked.
const (
	FromVisitor Origin = "visitor"
	FromCentre  Origin = "centre" // who held a link of the quarterly mail
)

// Change is a field of an entry with its value before and after, in the notation
// of the complete CSV.
type Change struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Proposal says what is wrong in an entry or has changed. It changes nothing
// until the office accepts it.
type Proposal struct {
	ID         core.ID
	EntryID    core.ID
	Origin     Origin
	ReceivedOn core.Date
	Message    string
	Changes    []Change
	State      ProposalState
}

// ProposalState is what became of a proposal.
type ProposalState string

// The states.
const (
	ProposalOpen     ProposalState = "open"
	ProposalAccepted ProposalState = "accepted"
	ProposalRejected ProposalState = "rejected"
)

// longestMessage is how many characters somebody may write.
const longestMessage = 2000

// proposable are the fields for which a proposal may give a new value.
func proposable() []column {
	return []column{
		phonesColumn("phones", "phones", func(r *Record, _ int) *[]phone.Number { return &r.Phones }),
		textColumn("email", "email", func(r *Record, _ int) *string { return &r.Email }),
		{name: "hours", path: "offices.0.hours", write: writeHours, read: readHours},
	}
}

// fits tells whether an entry has the field: hours belong to its first office.
func (c column) fits(r *Record) bool { return c.name != "hours" || len(r.Offices) > 0 }

// valuesOf returns the values that a proposal may change, by field.
func valuesOf(r *Record) map[string]string {
	all := map[string]string{}
	for _, c := range proposable() {
		if c.fits(r) {
			all[c.name] = c.write(r, 0)
		}
	}
	return all
}

// apply writes new values into a record and returns the problems with them.
func apply(r *Record, changes []Change) []core.FieldError {
	region := "DE"
	if len(r.Offices) > 0 {
		region = cmp.Or(r.Offices[0].Country, region)
	}
	var problems []core.FieldError
	for _, c := range proposable() {
		for _, change := range changes {
			if change.Field != c.name || !c.fits(r) {
				continue
			}
			if p := c.read(r, 0, change.To, region); p != nil {
				p.Field = c.name
				problems = append(problems, *p)
			}
		}
	}
	return problems
}

// ProposalForm is what somebody typed. Shown holds the values that the form was
// shown with, so that only what was typed anew counts as a change, also when the
// entry changed in the meantime.
type ProposalForm struct {
	Message       string
	Values, Shown map[string]string
}

// read makes a proposal of the form for an entry as it is now. The problems name
// the fields of the form.
func (f ProposalForm) read(s *Store, stored Record) (Proposal, []core.FieldError) {
	p := Proposal{EntryID: stored.ID, Message: plainText(f.Message, true)}
	if utf8.RuneCountInString(p.Message) > longestMessage {
		return p, []core.FieldError{{Field: "message", Key: "centres.error.too_long", Args: []any{"max", longestMessage}}}
	}
	if problems := textProblems(p.Message, "message", true); len(problems) > 0 {
		return p, problems
	}
	now := valuesOf(&stored)
	for _, c := range proposable() {
		value := strings.TrimSpace(f.Values[c.name])
		if !c.fits(&stored) || value == strings.TrimSpace(f.Shown[c.name]) || value == now[c.name] {
			continue
		}
		p.Changes = append(p.Changes, Change{Field: c.name, From: now[c.name], To: value})
	}
	if problems := p.check(s, stored); len(problems) > 0 {
		return p, problems
	}
	if p.Message == "" && len(p.Changes) == 0 {
		return p, []core.FieldError{{Field: "message", Key: "centres.proposal.nothing"}}
	}
	return p, nil
}

// check brings the new values into the form in which the entry would have them.
func (p *Proposal) check(s *Store, stored Record) []core.FieldError {
	r, err := stored.clone()
	if err != nil {
		return []core.FieldError{{Field: "message", Key: "centres.error.unreadable"}}
	}
	if problems := apply(&r, p.Changes); len(problems) > 0 {
		return problems
	}
	_, found := s.prepare(r)
	var problems []core.FieldError
	for _, c := range proposable() {
		for _, f := range found { // others are not the fault of who proposes
			if f.Field == c.path || strings.HasPrefix(f.Field, c.path+".") {
				f.Field = c.name
				problems = append(problems, f)
			}
		}
	}
	if len(problems) > 0 {
		return problems
	}
	after := valuesOf(&r)
	kept := p.Changes[:0]
	for _, c := range p.Changes {
		if c.To = after[c.Field]; c.To != c.From {
			kept = append(kept, c)
		}
	}
	p.Changes = kept
	return nil
}
