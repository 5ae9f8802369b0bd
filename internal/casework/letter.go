package casework

import (
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/letters"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Letter is a letter or a form of a case: what is printed, signed and sent.
type Letter struct {
	Template string         `json:"template"` // id of the text it was made of
	Title    string         `json:"title"`
	Lang     core.Lang      `json:"lang"`
	Text     string         `json:"text"` // with the marks that letters.Read understands
	Signs    letters.Signer `json:"signs"`
	Names    bool           `json:"names,omitempty"` // tells who the client is
}

// compartment is the part in which a letter is kept: one that tells who the client
// is takes the right to know it, and goes when that part is erased.
func (l Letter) compartment() vault.Part {
	if l.Names {
		return vault.Identity
	}
	return vault.Entries
}

// letterSheet is under which name letters are kept among the records.
const letterSheet = "letter"

// Bounds of a letter, in characters.
const (
	letterLimit = 40_000
	valueLimit  = 2000 // of what is put into a gap
)

// check says what is wrong with a letter, field by field.
func (l Letter) check() error {
	var wrong []core.FieldError
	say := func(field, key string, args ...any) {
		wrong = append(wrong, core.FieldError{Field: field, Key: key, Args: args})
	}
	switch n := utf8.RuneCountInString(l.Title); {
	case n == 0:
		say("title", "casework.error.required")
	case n > titleLimit:
		say("title", "casework.error.too-long", "n", n, "most", titleLimit)
	}
	switch n := utf8.RuneCountInString(l.Text); {
	case n == 0:
		say("text", "casework.error.required")
	case n > letterLimit:
		say("text", "casework.error.too-long", "n", n, "most", letterLimit)
	}
	if wrong != nil {
		return &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return nil
}

// gaps are what is still missing in the text, each once, by its label.
func (l Letter) gaps() []string {
	var all []string
	seen := map[string]bool{}
	for _, b := range letters.Read(l.Text) {
		for _, line := range b.Lines {
			for _, s := range line {
				if s.Gap && !seen[s.Text] {
					seen[s.Text] = true
					all = append(all, s.Text)
				}
			}
		}
	}
	return all
}

// ActiveConsents are the consents of a scope that hold on a day: given in writing or
// orally, on that day or before, and not withdrawn by then (Article 7 (3) GDPR: a
// withdrawal takes effect from its day on).
func ActiveConsents(all []dataset.Answers, scope string, on core.Date) []dataset.Answers {
	var active []dataset.Answers
	for _, a := range all {
		given, day, withdrawn := a.Get("given"), a.Day("day"), a.Day("withdrawn")
		switch {
		case a.Get("scope") != scope, given != "written" && given != "oral":
		case day.After(on): // a day that nobody knows is before all others
		case !withdrawn.IsZero() && !withdrawn.After(on):
		default:
			active = append(active, a)
		}
	}
	return active
}

// consents are the answers of all consents of the case.
func (c *Case) consents() []dataset.Answers {
	var all []dataset.Answers
	for _, k := range c.records {
		if k.Sheet == "consent" && !k.Removed {
			all = append(all, k.State.Answers)
		}
	}
	return all
}
