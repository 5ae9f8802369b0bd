package record

import "slices"

// pair is two answers of which one cannot be true when the other is.
type pair struct{ column, code, other, with string }

// pairs are the answers that exclude one another. What is only unusual is not here:
// a person of 17 can have been exploited after her next birthday in the same year.
func pairs() []pair {
	return []pair{
		{"verdict", "yes", "charge", "no"},                // section 151 Code of Criminal Procedure: no trial without a charge
		{"verdict", "yes", "investigation", "no"},         //
		{"charge", "yes", "investigation", "no"},          // section 170 (1): the charge follows the investigation
		{"minor_at_offence", "no", "age_band", "0-13"},    // whoever is 13 in the year was a minor all year
		{"known_to", "none", "known_to", "police"},        //
		{"known_to", "none", "known_to", "asylum-office"}, //
		{"known_to", "none", "known_to", "other-centre"},  //
	}
}

// Contradiction returns the first thing in a record that cannot be: an answer that
// another excludes, "stateless" in place of a country somebody was in, answers in a
// record that is not released, or places that the book does not have. The problem
// has no line.
func (b *Book) Contradiction(r Record) (Problem, bool) {
	if !r.Released && r.Values != nil {
		return fault("", "figures.read.unreleased")
	}
	if !r.Released {
		return Problem{}, false
	}
	if len(r.Values) != len(b.Columns) {
		return fault("", "figures.read.cells", "has", len(r.Values), "most", len(b.Columns))
	}
	for i, answer := range r.Values {
		c := &b.Columns[i]
		for n, code := range answer {
			if int(code) >= len(c.Codes) {
				return fault(c.ID, "figures.read.code", "value", int(code))
			}
			if slices.Contains(answer[:n], code) {
				return fault(c.ID, "figures.read.repeated", "value", c.Codes[code].ID, "code", c.Codes[code].ID)
			}
			if c.Kind == Countries && c.ID != "nationality" && !place(c.Codes[code].ID) {
				return fault(c.ID, "figures.read.place", "value", c.Codes[code].ID)
			}
		}
		if !c.Multi() && len(answer) > 1 {
			return fault(c.ID, "figures.read.one", "value", len(answer))
		}
	}
	for _, p := range pairs() {
		if b.says(r, p.column, p.code) && b.says(r, p.other, p.with) {
			return fault(p.column, "figures.read.together", "value", p.code, "other", p.other, "with", p.with)
		}
	}
	return Problem{}, false
}

// says tells whether a record has a code in a column.
func (b *Book) says(r Record, column, code string) bool {
	at, c := b.Column(column)
	if c == nil {
		return false
	}
	k, ok := c.Find(code)
	return ok && slices.Contains(r.Values[at], k)
}

// fault is what is wrong in a column. Whoever read the record adds in which line.
func fault(column, key string, args ...any) (Problem, bool) {
	return Problem{Column: column, Key: key, Args: args}, true
}
