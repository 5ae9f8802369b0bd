package casework

import (
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Ending is what the head of a case says about its end: how it was closed, what
// keeps it from being erased, and who has proposed to erase it.
type Ending struct {
	Closing  *Closing  `json:"closing,omitempty"`  // nil while the case is open
	Closings []Closing `json:"closings,omitempty"` // earlier ones, after which it was reopened; the newest first
	Hold     *Hold     `json:"hold,omitempty"`
	Erasure  *Erasure  `json:"erasure,omitempty"` // waits for a second person
	Stopped  *Stopped  `json:"stopped,omitempty"` // the last proposal that was taken back
	Erased   []Erased  `json:"erased,omitempty"`  // compartments that are gone

	Restriction *Restriction `json:"restriction,omitempty"`

	Supervision []vault.ID `json:"supervision,omitempty"` // folders of notes, each with readers of its own
}

// Closing is how a case was closed. After a reopening it says why that was.
type Closing struct {
	Reason   string    `json:"reason"`            // a code of the list "closing-reason"
	Outcome  string    `json:"outcome,omitempty"` // a code of "closing-outcome"
	Category string    `json:"category"`          // a code of "retention"
	Day      core.Date `json:"day"`
	Note     string    `json:"note,omitempty"`
	By       core.ID   `json:"by"`
	Form     vault.ID  `json:"form,omitempty"` // which form closed it, so that sending it twice closes it once

	Reopened   core.Date `json:"reopened,omitzero"`
	ReopenedBy core.ID   `json:"reopenedBy,omitempty"`
	Why        string    `json:"why,omitempty"`
}

// Hold keeps a case from being erased: a claim is being asserted, or a court has
// asked (GDPR, Article 17 (3) (e), Article 18 (1) and (2)).
type Hold struct {
	Reason string    `json:"reason"`
	Until  core.Date `json:"until,omitzero"` // the last day of it; unknown means until it is lifted
	Day    core.Date `json:"day"`
	By     core.ID   `json:"by"`
}

// On tells whether it holds on a day.
func (h *Hold) On(day core.Date) bool {
	return h != nil && (h.Until.IsZero() || !h.Until.Before(day))
}

// holdFlag is the flag by which a colleague marks that a case must be kept; the
// lead can then put a reason to it. It counts like a hold.
const holdFlag = "legal-hold"

// Held tells whether a case must not be erased on a day.
func (h Head) Held(day core.Date) bool {
	return h.Hold.On(day) || slices.Contains(h.Flags, holdFlag)
}

// Stopped says who took a proposal to erase back, and why.
type Stopped struct {
	Scope  Scope     `json:"scope"`
	Reason string    `json:"reason"`
	Day    core.Date `json:"day"`
	By     core.ID   `json:"by"`
}

// Restriction says why only named colleagues may open a case. Who they are the
// vault keeps, with their keys.
type Restriction struct {
	Reason string    `json:"reason"`
	Day    core.Date `json:"day"`
	By     core.ID   `json:"by"`
}

// Scope is what of a case is to be erased.
type Scope string

// The scopes. Without identity and location a case says no more than the
// statistics need.
const (
	EraseAll      Scope = "all"
	EraseIdentity Scope = "identity"
	EraseLocation Scope = "location"
	EraseBoth     Scope = "both" // identity and location
)

// Scopes are all of them, in the order in which they are offered.
func Scopes() []Scope { return []Scope{EraseAll, EraseBoth, EraseIdentity, EraseLocation} }

// Parts are the compartments that a scope empties; none where everything goes.
func (s Scope) Parts() []vault.Part {
	switch s {
	case EraseIdentity:
		return []vault.Part{vault.Identity}
	case EraseLocation:
		return []vault.Part{vault.Location}
	case EraseBoth:
		return []vault.Part{vault.Identity, vault.Location}
	}
	return nil
}

// Erasure is a proposal to erase a case or a part of it, which a second person
// confirms.
type Erasure struct {
	Scope   Scope     `json:"scope"`
	AskedBy core.ID   `json:"askedBy"`
	Day     core.Date `json:"day"`
	Reason  string    `json:"reason,omitempty"`
	Stamp   vault.ID  `json:"stamp"` // says which proposal somebody has read and confirms
}

// Erased is a compartment that was erased.
type Erased struct {
	Scope       Scope     `json:"scope"`
	Day         core.Date `json:"day"`
	AskedBy     core.ID   `json:"askedBy"`
	ConfirmedBy core.ID   `json:"confirmedBy"`
}

// MayErase says what stands against erasing a case on a day, as a refusal that
// people can read, or nil. due is the day on which its time of keeping is over, the
// unknown day while the case is open. Before that day a case can go too, because
// the client wants it so (GDPR, Article 17 (1)); that needs a reason. Compartments
// can go while the case is open.
func MayErase(h Head, scope Scope, reason string, due, today core.Date) error {
	switch {
	case !slices.Contains(Scopes(), scope):
		return fieldError("scope", "casework.error.code")
	case h.Held(today):
		return &core.Error{Kind: core.Denied, Key: "casework.error.held"}
	case scope == EraseAll && h.Status != Done:
		return &core.Error{Kind: core.Denied, Key: "casework.error.not-closed"}
	case reason == "" && (due.IsZero() || today.Before(due)):
		return fieldError("reason", "casework.error.erase-reason")
	}
	return nil
}

// MayConfirm says what stands against a person's confirming a proposal, or nil:
// two different people take part, both still hold the key of the centre, and one
// of them leads it.
func MayConfirm(e Erasure, confirms core.ID, leads, holders []core.ID) error {
	switch {
	case e.AskedBy == confirms:
		return &core.Error{Kind: core.Denied, Key: "casework.error.same-person"}
	case !slices.Contains(holders, e.AskedBy):
		return &core.Error{Kind: core.Denied, Key: "casework.error.asker-left"}
	case !slices.Contains(leads, e.AskedBy) && !slices.Contains(leads, confirms):
		return &core.Error{Kind: core.Denied, Key: "casework.error.no-lead"}
	}
	return nil
}

// peopleOfEnding are those of whom it speaks.
func (e Ending) peopleOfEnding() []core.ID {
	var all []core.ID
	if e.Closing != nil {
		all = append(all, e.Closing.By)
	}
	for _, c := range e.Closings {
		all = append(all, c.By, c.ReopenedBy)
	}
	if e.Hold != nil {
		all = append(all, e.Hold.By)
	}
	if e.Erasure != nil {
		all = append(all, e.Erasure.AskedBy)
	}
	if e.Stopped != nil {
		all = append(all, e.Stopped.By)
	}
	if e.Restriction != nil {
		all = append(all, e.Restriction.By)
	}
	for _, gone := range e.Erased {
		all = append(all, gone.AskedBy, gone.ConfirmedBy)
	}
	return all
}
