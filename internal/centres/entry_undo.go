package centres

import (
	"context"
	"database/sql"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// Undoing is what taking a change back does.
type Undoing struct {
	Event    Event
	Back     []Preview // the fields of the change, with their values now and as they will be again
	Revision int       // of the entry now
	Name     string    // of the centre
}

// Touched tells whether later changes made something else of the same fields.
func (u Undoing) Touched() bool {
	return slices.ContainsFunc(u.Back, func(p Preview) bool { return p.Moved })
}

// LookBack tells what taking a change back would do, and changes nothing. The
// error is Denied without the right Edit, NotFound if the entry has no such
// change, Conflict if there is nothing to take back.
func (s *Store) LookBack(ctx context.Context, actor core.Actor, id core.ID, revision int) (Undoing, error) {
	if err := s.mayEdit(actor); err != nil {
		return Undoing{}, err
	}
	var u Undoing
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		var err error
		u, _, err = (&ledger{tx: tx}).undoing(ctx, id, revision)
		return err
	})
	return u, err
}

// Undo takes the change that made a revision back: a new change gives its fields
// the values from before. Where later changes touched the same fields, the error
// is Conflict, unless seen is the entry's revision: then whoever asks was shown
// what is lost. It is Invalid where the earlier values cannot stand any more, and
// fails as LookBack does.
func (s *Store) Undo(ctx context.Context, actor core.Actor, id core.ID, revision, seen int) (Undoing, error) {
	if err := s.mayEdit(actor); err != nil {
		return Undoing{}, err
	}
	var u Undoing
	err := s.change(ctx, func(l *ledger) error {
		var stored entry
		var err error
		if u, stored, err = l.undoing(ctx, id, revision); err != nil {
			return err
		}
		if u.Touched() && seen != stored.Revision {
			return &core.Error{Kind: core.Conflict, Key: "centres.history.touched"}
		}
		fields := fieldsOf(stored.Record)
		for _, p := range u.Back {
			fields.set(p.Field, p.New)
		}
		fields.close()
		r, err := s.recordOf(fields, stored.Record)
		if err != nil {
			return err
		}
		_, _, err = l.put(ctx, actor, r, stored, byHand, event{what: Undone})
		return err
	})
	return u, err
}

func (l *ledger) undoing(ctx context.Context, id core.ID, revision int) (Undoing, entry, error) {
	stored, err := l.entry(ctx, id)
	if err != nil {
		return Undoing{}, stored, err
	}
	all, err := l.history(ctx, id, 0)
	if err != nil {
		return Undoing{}, stored, err
	}
	at := slices.IndexFunc(all, func(e Event) bool { return e.Revision == revision && revision > 0 })
	if at < 0 || !all[at].CanBeUndone() {
		return Undoing{}, stored, web.NotFound()
	}
	u := Undoing{Event: all[at], Revision: stored.Revision, Name: stored.Name}
	now, nothing := fieldsOf(stored.Record), true
	for _, c := range u.Event.Changes() {
		u.Back = append(u.Back, Preview{Field: c.Field, Now: now[c.Field], New: c.From, Moved: now[c.Field] != c.To && now[c.Field] != c.From})
		nothing = nothing && now[c.Field] == c.From
	}
	if nothing {
		return u, stored, &core.Error{Kind: core.Conflict, Key: "centres.history.already"}
	}
	return u, stored, nil
}

// CanBeUndone tells whether the event changed an entry that was there before. A
// new entry is not undone but taken out of the directory.
func (e Event) CanBeUndone() bool { return e.Revision > 1 && len(e.Before) > 0 }

// close moves the parts together where one in the middle has no field left.
func (f Fields) close() {
	n := f.counts()
	for _, p := range furtherParts() {
		var names []string
		for _, c := range f.columns() {
			if c.part == p {
				names = append(names, c.name)
			}
		}
		to := 0
		for i := range n[p] {
			empty := true
			for _, name := range names {
				value := f[fieldAt(name, i)]
				empty = empty && value == ""
				if i != to {
					f.set(fieldAt(name, to), value)
					f.set(fieldAt(name, i), "")
				}
			}
			if !empty {
				to++
			}
		}
	}
}
