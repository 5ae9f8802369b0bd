package caselaw

import (
	"context"
	"slices"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// Begin stores a new decision that somebody enters by hand. It is Denied without the
// right Edit, and Invalid where the entry cannot be used.
func (s *Store) Begin(ctx context.Context, actor core.Actor, f decision.Found) (d Decision, err error) {
	s.name(&f.Entry)
	if err := s.Check(&f.Entry); err != nil {
		return d, err
	}
	err = s.change(ctx, actor, Edit, func(w *writing) error {
		d = Decision{Row: Row{State: Begun}, Entry: f.Entry, Text: f.Text}
		d.touch(actor)
		if err := w.add(ctx, &d); err != nil {
			return err
		}
		if err := w.keepFile(ctx, d.Number, f.PDF); err != nil {
			return err
		}
		return w.note(ctx, &d, Event{What: Began})
	})
	return d, err
}

// Save stores an entry as the draft of a decision, with what changed in the history.
// What was asked of a second person is not asked any more, since she would see
// something else. It is Denied without the right Edit, Invalid where the entry cannot
// be used, and a Conflict where somebody else was quicker or the decision is closed.
func (s *Store) Save(ctx context.Context, actor core.Actor, number, revision int64, e decision.Entry) (d Decision, err error) {
	s.name(&e)
	if err := s.Check(&e); err != nil {
		return d, err
	}
	err = s.change(ctx, actor, Edit, func(w *writing) error {
		if d, err = w.open(ctx, number, revision); err != nil {
			return err
		}
		return w.save(ctx, &d, Changed, e)
	})
	return d, err
}

// open returns a decision that editors may work on.
func (w *writing) open(ctx context.Context, number, revision int64) (Decision, error) {
	d, err := w.current(ctx, number, revision)
	if err == nil && !d.Open() {
		err = &core.Error{Kind: core.Conflict, Key: "caselaw.error.closed"}
	}
	return d, err
}

func (w *writing) save(ctx context.Context, d *Decision, what What, e decision.Entry) error {
	changes, err := decision.Changes(&d.Entry, &e)
	if err != nil || len(changes) == 0 {
		return err
	}
	d.Entry = e
	d.touch(w.actor)
	if err := w.put(ctx, d); err != nil {
		return err
	}
	return w.noteChanges(ctx, d, what, changes)
}

// SaveText replaces the draft of the full text, and the file where there is one.
func (s *Store) SaveText(ctx context.Context, actor core.Actor, number, revision int64, text decision.Text, file []byte) (d Decision, err error) {
	err = s.change(ctx, actor, Edit, func(w *writing) error {
		if d, err = w.open(ctx, number, revision); err != nil {
			return err
		}
		d.Text = text
		if err := w.keepFile(ctx, number, file); err != nil {
			return err
		}
		return w.saveText(ctx, &d, Event{What: Retexted})
	})
	return d, err
}

// saveText stores the full text of d as its draft.
func (w *writing) saveText(ctx context.Context, d *Decision, e Event) error {
	d.touch(w.actor)
	if err := w.retext(ctx, d); err != nil {
		return err
	}
	if err := w.put(ctx, d); err != nil {
		return err
	}
	return w.note(ctx, d, e)
}

// Undo gives a field the value that it had before an event. It is a Conflict where the
// field has changed since.
func (s *Store) Undo(ctx context.Context, actor core.Actor, number int64, event core.ID) (d Decision, err error) {
	err = s.change(ctx, actor, Edit, func(w *writing) error {
		if d, err = w.open(ctx, number, 0); err != nil {
			return err
		}
		e, err := w.event(ctx, number, event)
		if err != nil {
			return err
		}
		next := d.Entry
		if err := next.Set(e.Field, e.Before); err != nil {
			return err
		}
		// What the event made of the field must still stand there.
		check := d.Entry
		if err := check.Set(e.Field, e.After); err != nil {
			return err
		}
		if since, err := decision.Changes(&d.Entry, &check); err != nil {
			return err
		} else if len(since) > 0 {
			return &core.Error{Kind: core.Conflict, Key: "caselaw.error.changed-since"}
		}
		if err := s.Check(&next); err != nil {
			return err
		}
		return w.save(ctx, &d, Undone, next)
	})
	return d, err
}

// Ask says that the entry is done and asks for a second person. It is Denied for whoever
// is no person, and Invalid where something is missing that is needed for publication.
func (s *Store) Ask(ctx context.Context, actor core.Actor, number, revision int64) (d Decision, err error) {
	err = s.change(ctx, actor, Edit, func(w *writing) error {
		if d, err = w.open(ctx, number, revision); err != nil {
			return err
		}
		if fields := s.lacking(&d.Entry); len(fields) > 0 {
			return &core.Error{Kind: core.Invalid, Key: "caselaw.error.lacking", Fields: fields}
		}
		if actor.Role != core.Person || actor.Person == "" {
			return &core.Error{Kind: core.Denied, Key: "caselaw.error.second-person"}
		}
		d.asked, d.AskedBy, d.Waits, d.Due = actor.Person, actor.Name, true, core.Date{}
		if d.State != Published {
			d.State = Entered
		}
		if err := w.put(ctx, &d); err != nil {
			return err
		}
		return w.note(ctx, &d, Event{What: Asked})
	})
	return d, err
}

// Return gives the entry back to whoever entered it, with a reason for her. One that is
// scheduled can be given back as well, until its day has come.
func (s *Store) Return(ctx context.Context, actor core.Actor, number, revision int64, reason string) (d Decision, err error) {
	err = s.change(ctx, actor, Approve, func(w *writing) error {
		if d, err = w.open(ctx, number, revision); err != nil {
			return err
		}
		if d.asked == "" && d.State != Scheduled {
			return &core.Error{Kind: core.Conflict, Key: "caselaw.error.not-asked"}
		}
		d.asked, d.AskedBy, d.Waits = "", "", false
		if d.State == Entered || d.State == Scheduled {
			d.State, d.Due = Begun, core.Date{}
		}
		if err := w.put(ctx, &d); err != nil {
			return err
		}
		return w.note(ctx, &d, Event{What: Returned, Reason: reason})
	})
	return d, err
}

// waiting returns a decision that waits for a second person.
func (w *writing) waiting(ctx context.Context, number, revision int64) (Decision, error) {
	d, err := w.open(ctx, number, revision)
	if err == nil && d.asked == "" {
		err = &core.Error{Kind: core.Conflict, Key: "caselaw.error.not-asked"}
	}
	return d, err
}

// Approve publishes what somebody else has entered: at once, or on the day due, which
// only a decision that is not public yet can have. It is Denied without the right
// Approve, for whoever asked, and for the only one who has worked on it: two people
// decide. A day in the past, or for what is public already, is Invalid.
func (s *Store) Approve(ctx context.Context, actor core.Actor, number, revision int64, due core.Date) (d Decision, err error) {
	err = s.change(ctx, actor, Approve, func(w *writing) error {
		if d, err = w.waiting(ctx, number, revision); err != nil {
			return err
		}
		if actor.Role != core.Person || !d.MayApprove(actor.Person) {
			return &core.Error{Kind: core.Denied, Key: "caselaw.error.second-person"}
		}
		switch {
		case due.IsZero() || due == s.today():
		case due.Before(s.today()):
			return wrongDay("caselaw.error.due-past")
		case d.State == Published:
			return wrongDay("caselaw.error.due-public")
		default:
			d.State, d.Due = Scheduled, due
			d.asked, d.AskedBy, d.Waits = "", "", false
			if err := w.put(ctx, &d); err != nil {
				return err
			}
			if _, err := w.tx.ExecContext(ctx, `UPDATE caselaw_decision SET approved_who = $2 WHERE number = $1`, number, actor.Name); err != nil {
				return err
			}
			return w.note(ctx, &d, Event{What: Planned, Reason: due.String()})
		}
		return w.publish(ctx, &d)
	})
	return d, err
}

func wrongDay(key string) error {
	return &core.Error{Kind: core.Invalid, Key: "caselaw.error.invalid", Fields: []core.FieldError{{Field: "due", Key: key}}}
}

// publish makes the draft what everybody sees.
func (w *writing) publish(ctx context.Context, d *Decision) error {
	first := d.Published.IsZero()
	if first {
		d.Published = w.store.today()
	}
	told := toldChanged
	if d.State != Published {
		told = toldFirst
	}
	d.State, d.Due = Published, core.Date{}
	d.asked, d.AskedBy, d.Waits, d.hands = "", "", false, ""
	d.Public, d.PublicText = d.Entry, d.Text
	if err := w.put(ctx, d); err != nil {
		return err
	}
	_, err := w.tx.ExecContext(ctx, `UPDATE caselaw_decision SET entry = draft, body = draft_body, published_on = $2,
		approved_who = CASE WHEN CAST($3 AS text) = '' THEN approved_who ELSE $3 END WHERE number = $1`, d.Number, d.Published.String(), w.actor.Name)
	if err != nil {
		return err
	}
	if err := w.showFile(ctx, d.Number); err != nil {
		return err
	}
	if err := w.cite(ctx, d.Number, &d.Text); err != nil {
		return err
	}
	if err := w.note(ctx, d, Event{What: Approved}); err != nil {
		return err
	}
	return w.tell(ctx, d.Number, told)
}

// PublishDue publishes what is scheduled for today or an earlier day, and returns how
// many there were. The server does so by itself.
func (s *Store) PublishDue(ctx context.Context) (n int, err error) {
	due, err := s.numbers(ctx, `SELECT number FROM caselaw_decision WHERE state = 'scheduled' AND due_on <= $1 ORDER BY number`, s.today().String())
	if err != nil {
		return 0, err
	}
	for _, number := range due {
		done := false
		err := s.change(ctx, core.Actor{Role: core.Operator}, Approve, func(w *writing) error {
			d, err := w.current(ctx, number, 0)
			done = err == nil && d.State == Scheduled && !d.Due.After(s.today())
			if !done {
				return err
			}
			return w.publish(ctx, &d)
		})
		if err != nil {
			return n, err
		}
		if done {
			n++
		}
	}
	return n, nil
}

// Check finds what cannot be used in an entry, field by field: codes that the lists do
// not know, numbers out of range, texts that are too long. An entry that lacks much is
// fine as a draft.
func (s *Store) Check(e *decision.Entry) error {
	var bad []core.FieldError
	add := func(field, key string, args ...any) {
		bad = append(bad, core.FieldError{Field: field, Key: "caselaw.error." + key, Args: args})
	}
	for _, list := range []struct {
		field, list string
		codes       []string
	}{
		{"kind", "kinds", one(e.Kind)}, {"finality", "finality", one(e.Finality)}, {"fields", "fields", e.Fields}, {"forms", "forms", e.Forms},
		{"sectors", "sectors", e.Sectors}, {"acts", "acts", e.Acts}, {"means", "means", e.Means}, {"purposes", "purposes", e.Purposes}, {"routes", "routes", e.Routes},
		{"origin", "origins", e.Persons.Origin}, {"gender", "gender", e.Persons.Gender}, {"minors", "minors", one(e.Persons.Minors)}, {"results", "results", e.Results},
	} {
		for _, code := range list.codes {
			if !s.codes.Has(list.list, code) {
				add(list.field, "code", "value", core.Clip(code, 40))
			}
		}
	}
	for _, in := range e.Chain {
		if in.Outcome != "" && !s.codes.Has("outcomes", in.Outcome) {
			add("chain", "code", "value", core.Clip(in.Outcome, 40))
		}
		if in.ECLI != "" && !validECLI(in.ECLI) {
			add("chain", "ecli")
		}
	}
	for _, p := range e.Sentences {
		if !s.codes.Has("sentences", p.Kind) || p.Months < 0 || p.Months > 12*99 || p.Rates < 0 || p.Rates > 720 {
			add("sentences", "sentence")
		}
	}
	for _, sum := range e.Sums {
		if !s.codes.Has("sums", sum.Kind) || sum.Cents < 0 || sum.Cents > largestSum || !isCurrency(sum.Unit) {
			add("sums", "sum")
		}
	}
	if e.Significance < 0 || e.Significance > 3 {
		add("significance", "code", "value", "")
	}
	if e.Persons.Number < 0 || e.Persons.Number > 100_000 {
		add("number", "number")
	}
	if e.Date.After(s.today()) {
		add("date", "future")
	}
	seen := map[string]bool{}
	for _, v := range e.Versions {
		if seen[v.Lang] {
			add("versions", "twice")
		}
		seen[v.Lang] = true
		if v.Work.Method != "" && !s.codes.Has("methods", v.Work.Method) {
			add("method", "code", "value", core.Clip(v.Work.Method, 40))
		}
		for _, text := range []string{v.Title, v.Headnote, v.Points, v.Facts, v.Holding, v.Practice, v.Plain} {
			if len(text) > longestText {
				add("versions", "long", "n", longestText)
			}
		}
	}
	if e.Source.Address != "" && !strings.HasPrefix(e.Source.Address, "https://") && !strings.HasPrefix(e.Source.Address, "http://") {
		add("address", "address")
	}
	if e.ECLI != "" && !validECLI(e.ECLI) {
		add("ecli", "ecli")
	}
	if len(bad) > 0 {
		return &core.Error{Kind: core.Invalid, Key: "caselaw.error.invalid", Fields: bad}
	}
	return nil
}

const (
	largestSum  = 1_000_000_000_00 // cents: more is a slip of the finger
	longestText = 200_000          // bytes of one text that editors write
)

func isCurrency(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// name gives the courts of an entry the names by which the network calls them, and puts
// the chamber apart where it stands in the name.
func (s *Store) name(e *decision.Entry) {
	if c, ok := courtOf(e.Court); ok {
		if e.Chamber == "" {
			e.Chamber = c.Chamber
		}
		e.Court = c.Name
	}
	e.Chain = slices.Clone(e.Chain)
	for i := range e.Chain {
		e.Chain[i].Court = courtName(e.Chain[i].Court)
	}
}

func one(code string) []string {
	if code == "" {
		return nil
	}
	return []string{code}
}

// lacking is what an entry needs before a second person looks at it.
func (s *Store) lacking(e *decision.Entry) (fields []core.FieldError) {
	need := func(field string, there bool) {
		if !there {
			fields = append(fields, core.FieldError{Field: field, Key: "caselaw.error.needed"})
		}
	}
	need("court", e.Court != "")
	need("date", !e.Date.IsZero())
	need("file-numbers", len(e.FileNumbers) > 0)
	need("kind", e.Kind != "")
	need("fields", len(e.Fields) > 0)
	need("title", slices.ContainsFunc(e.Versions, func(v decision.Version) bool { return v.Title != "" }))
	return fields
}
