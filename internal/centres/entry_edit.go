package centres

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// Editing is what somebody wants to make of an entry.
type Editing struct {
	ID     core.ID // empty for a new entry
	Base   int     // the revision that the form was filled with
	Typed  Fields  // all fields of the form; those that may not be edited are left alone
	Sure   bool    // that all else is correct as well: the entry counts as confirmed today
	Seen   int     // the newer revision that was shown, if there was one
	Chosen map[string]Side
}

// Draft is an entry as an edit makes it.
type Draft struct {
	Now, New   Record
	Changes    []Change    // from Now to New
	Overtaken  bool        // somebody else saved meanwhile
	Others     []Event     // what they did
	Collisions []Collision // what has to be chosen
}

// notEdited are the fields that no form changes.
var notEdited = []string{"id", "number", "retired_on"}

// officeOnly are those that the people of a centre do not change themselves.
var officeOnly = []string{"kind", "organisation", "organisation_id", "as_of", "source", "confirmed_on", "confirmed_by"}

// byAccount is how an entry names who confirmed it, where it was somebody of the
// centre who was signed in. The name stays in the history.
const byAccount = "centre, by account"

// Try returns what saving would do, and changes nothing. It fails as Edit does;
// with Conflict, the draft says what has to be looked at.
func (s *Store) Try(ctx context.Context, actor core.Actor, e Editing) (Draft, error) {
	if err := s.mayEditSome(actor); err != nil {
		return Draft{}, err
	}
	var d Draft
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		var err error
		d, _, err = s.draft(ctx, &ledger{tx: tx}, actor, e)
		return err
	})
	return d, err
}

// Edit saves an entry, a new one if it has no id. What others saved since the
// revision Base is never overwritten: unless it was shown (Seen) and chosen upon
// where both changed the same, the error is Conflict. It is Invalid with the
// names of fields, Denied for whoever may change no entry, and NotFound for an
// entry of somebody else or none.
func (s *Store) Edit(ctx context.Context, actor core.Actor, e Editing) (Draft, error) {
	if err := s.mayEditSome(actor); err != nil {
		return Draft{}, err
	}
	var d Draft
	err := s.change(ctx, func(l *ledger) error {
		var stored entry
		var err error
		if d, stored, err = s.draft(ctx, l, actor, e); err != nil {
			return err
		}
		d.New, _, err = l.put(ctx, actor, d.New, stored, byHand, event{what: Edited})
		return err
	})
	return d, err
}

// draft works out what an edit makes of the stored entry.
func (s *Store) draft(ctx context.Context, l *ledger, actor core.Actor, e Editing) (Draft, entry, error) {
	if e.ID == "" {
		d, err := s.draftNew(ctx, l, actor, e)
		return d, entry{}, err
	}
	stored, err := l.entry(ctx, e.ID)
	if err != nil {
		return Draft{}, stored, err
	}
	if err := s.mayEditThis(actor, stored); err != nil {
		return Draft{}, stored, err
	}
	if stored.Revision == 0 || e.Base > stored.Revision {
		return Draft{}, stored, web.NotFound()
	}
	d := Draft{Now: stored.Record, Overtaken: e.Base != stored.Revision}
	theirs := fieldsOf(stored.Record)
	base := theirs
	if d.Overtaken {
		if d.Others, err = l.history(ctx, e.ID, e.Base); err != nil {
			return d, stored, err
		}
		base = rewound(theirs, d.Others, stored.Revision-e.Base)
	}
	mine := maps.Clone(base)
	if base == nil {
		mine = maps.Clone(theirs)
	}
	s.overlay(mine, e.Typed, actor)
	if d.New, err = s.recordOf(mine, stored.Record); err != nil {
		return d, stored, err
	}
	if d.Overtaken {
		mine = fieldsOf(d.New)
		merged, open := merge(base, mine, theirs, e.Chosen)
		if len(differences(mine, theirs)) > 0 && (e.Seen != stored.Revision || undecided(open, e.Chosen)) {
			d.Collisions, d.Changes = open, differences(theirs, merged)
			return d, stored, &core.Error{Kind: core.Conflict, Key: "centres.entries.overtaken"}
		}
		if d.New, err = s.recordOf(merged, stored.Record); err != nil {
			return d, stored, err
		}
	}
	if e.Sure {
		d.New.ConfirmedOn, d.New.ConfirmedBy = core.DateOf(s.clock.Now()), byAccount
	}
	d.Changes = differences(theirs, fieldsOf(d.New))
	return d, stored, nil
}

// draftNew works out what a new entry becomes. Name and town say which entry it
// is, as in a printed list, so that the list finds it later.
func (s *Store) draftNew(ctx context.Context, l *ledger, actor core.Actor, e Editing) (Draft, error) {
	if err := s.mayEdit(actor); err != nil {
		return Draft{}, err
	}
	fields := Fields{}
	s.overlay(fields, e.Typed, actor)
	id := entryID(plainText(fields["name"], false), plainText(fields["town"], false))
	fields["id"] = string(id)
	var d Draft
	var err error
	if d.New, err = s.recordOf(fields, Record{}); err != nil {
		return d, err
	}
	stored, err := l.entry(ctx, id)
	if err != nil {
		return d, err
	}
	if stored.Revision > 0 {
		d.Now = stored.Record
		problem := core.FieldError{Field: "name", Key: "centres.entries.exists", Args: []any{"name", stored.Name, "number", stored.Number}}
		if !stored.Internal.RetiredOn.IsZero() {
			problem.Key = "centres.entries.exists-retired"
		}
		return d, &core.Error{Kind: core.Invalid, Key: "centres.error.invalid", Fields: []core.FieldError{problem}}
	}
	d.Changes = differences(nil, fieldsOf(d.New))
	return d, nil
}

// overlay puts what was typed over the fields, as far as the actor may edit them.
// Offers, offices and alerts are replaced as a whole.
func (s *Store) overlay(fields, typed Fields, actor core.Actor) {
	may := func(name string) bool {
		return !slices.Contains(notEdited, name) && (s.allows(actor, Edit) || !slices.Contains(officeOnly, name))
	}
	known := map[string]bool{}
	both := maps.Clone(fields)
	maps.Copy(both, typed)
	for _, c := range both.columns() {
		known[c.name] = may(c.name)
	}
	for field := range both {
		if name, _ := splitField(field); known[name] && !(isSet(name) && sameItems(fields[field], typed[field])) {
			fields.set(field, typed[field])
		}
	}
}

// isSet tells whether the order of a field's items says nothing.
func isSet(name string) bool { return isTicked(name) || name == "languages" }

func sameItems(a, b string) bool {
	all, others := items(a), items(b)
	slices.Sort(all)
	slices.Sort(others)
	return slices.Equal(all, others)
}

// recordOf makes the record of fields, ready to be stored. The error is Invalid
// with the names of fields.
func (s *Store) recordOf(f Fields, stored Record) (Record, error) {
	raw, problems := f.record(stored)
	identify(&raw, stored)
	r, found := s.prepare(raw)
	for _, p := range found { // beside those fields that cannot be read at all
		p.Field = fieldOf(&raw, p.Field)
		if !slices.ContainsFunc(problems, func(known core.FieldError) bool { return known.Field == p.Field }) {
			problems = append(problems, p)
		}
	}
	if len(problems) > 0 {
		return r, &core.Error{Kind: core.Invalid, Key: "centres.error.invalid", Fields: problems}
	}
	return r, nil
}

// identify gives an entry its organisation where the fields leave that open.
func identify(r *Record, stored Record) {
	if r.Organisation = plainText(r.Organisation, false); r.Organisation == "" {
		r.Organisation = plainText(r.Name, false)
	}
	if r.OrganisationID != "" && (r.OrganisationID != stored.OrganisationID || r.Organisation == stored.Organisation) {
		return
	}
	town := ""
	if len(r.Offices) > 0 {
		town = plainText(r.Offices[0].Town, false)
	}
	r.OrganisationID = organisationID(r.Organisation, town)
}

// rewound returns the fields as they were before the last events, and nil if
// these are not all that happened.
func rewound(now Fields, events []Event, revisions int) Fields {
	if len(events) != revisions {
		return nil
	}
	f := maps.Clone(now)
	for _, e := range slices.Backward(events) {
		for field, value := range e.Before {
			f.set(field, value)
		}
	}
	return f
}
