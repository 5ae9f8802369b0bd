package centres

import (
	"context"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// Retire takes an entry out of the directory: nothing public shows it any more,
// its address answers that it is gone, and its number is not given away again.
// The history keeps the reason. Doing it twice changes nothing. The error is
// Denied without the right Edit, NotFound without such an entry, and Conflict if
// it is in another revision than the one that was seen.
func (s *Store) Retire(ctx context.Context, actor core.Actor, id core.ID, seen int, reason string) error {
	reason = plainText(reason, true)
	if problems := textProblems(reason, "reason", true); len(problems) > 0 {
		return &core.Error{Kind: core.Invalid, Key: "centres.error.invalid", Fields: problems}
	}
	return s.alter(ctx, actor, id, seen, event{what: Retired, reason: reason}, func(r *Record) {
		if r.Internal.RetiredOn.IsZero() {
			r.Internal.RetiredOn = core.DateOf(s.clock.Now())
		}
	})
}

// Restore brings an entry back into the directory, under its old number. It
// fails as Retire does.
func (s *Store) Restore(ctx context.Context, actor core.Actor, id core.ID, seen int) error {
	return s.alter(ctx, actor, id, seen, event{what: Restored}, func(r *Record) { r.Internal.RetiredOn = core.Date{} })
}

// alter changes an entry that was seen in a revision.
func (s *Store) alter(ctx context.Context, actor core.Actor, id core.ID, seen int, e event, f func(*Record)) error {
	if err := s.mayEdit(actor); err != nil {
		return err
	}
	return s.change(ctx, func(l *ledger) error {
		stored, err := l.entry(ctx, id)
		if err != nil {
			return err
		}
		if err := seenNow(stored, seen); err != nil {
			return err
		}
		r, err := stored.clone()
		if err != nil {
			return err
		}
		f(&r)
		_, _, err = l.put(ctx, actor, r, stored, byHand, e)
		return err
	})
}

func seenNow(stored entry, seen int) error {
	switch {
	case stored.Revision == 0:
		return web.NotFound()
	case stored.Revision != seen:
		return &core.Error{Kind: core.Conflict, Key: "centres.error.revision"}
	}
	return nil
}

// ConfirmOwn notes that somebody of the centre has said today that all is
// correct, as it was seen. The error is Denied without the right EditOwn,
// NotFound for an entry of somebody else, and Conflict if it is in another
// revision.
func (s *Store) ConfirmOwn(ctx context.Context, actor core.Actor, id core.ID, seen int) error {
	if !s.allows(actor, EditOwn) {
		return denied()
	}
	return s.change(ctx, func(l *ledger) error {
		stored, err := l.entry(ctx, id)
		if err != nil {
			return err
		}
		if stored.Revision == 0 || !stored.isOf(actor) || !stored.Internal.RetiredOn.IsZero() {
			return web.NotFound()
		}
		if err := seenNow(stored, seen); err != nil {
			return err
		}
		r, err := stored.clone()
		if err != nil {
			return err
		}
		r.ConfirmedOn, r.ConfirmedBy = core.DateOf(s.clock.Now()), byAccount
		_, _, err = l.put(ctx, actor, r, stored, byHand, event{what: Confirmed})
		return err
	})
}

// OwnRecords returns the entries of the actor's own organisation, by number, those
// that were taken out among them. It is Denied without the right EditOwn.
func (s *Store) OwnRecords(ctx context.Context, actor core.Actor) ([]Record, error) {
	if !s.allows(actor, EditOwn) {
		return nil, denied()
	}
	return s.records(ctx, `WHERE organisation_id = $1`, string(actor.Organisation))
}
