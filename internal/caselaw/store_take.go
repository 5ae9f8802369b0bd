package caselaw

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// TakeDown makes a decision disappear from everything that the public sees, at once. The
// editors keep it. A duplicate does not lead to the other decision any more. It is Denied
// without the right Approve.
func (s *Store) TakeDown(ctx context.Context, actor core.Actor, number int64, reason string) error {
	return s.change(ctx, actor, Approve, func(w *writing) error {
		d, err := w.current(ctx, number, 0)
		if err != nil || d.State == Blocked {
			return err
		}
		shown := d.State == Published
		d.State, d.Due, d.SameAs = Blocked, core.Date{}, 0
		d.asked, d.AskedBy, d.Waits = "", "", false
		return w.away(ctx, &d, shown, Event{What: TakenDown, Reason: reason})
	})
}

// away takes from the public what it saw of a decision.
func (w *writing) away(ctx context.Context, d *Decision, shown bool, e Event) error {
	if err := w.put(ctx, d); err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, `UPDATE caselaw_decision SET entry = '', body = '' WHERE number = $1`, d.Number); err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, `DELETE FROM caselaw_citation WHERE number = $1`, d.Number); err != nil {
		return err
	}
	if err := w.note(ctx, d, e); err != nil {
		return err
	}
	if !shown {
		return nil
	}
	return w.tell(ctx, d.Number, toldGone)
}

// Reopen gives what was taken down back to the editors; two people publish it anew.
func (s *Store) Reopen(ctx context.Context, actor core.Actor, number int64) error {
	return s.change(ctx, actor, Approve, func(w *writing) error {
		d, err := w.current(ctx, number, 0)
		if err != nil || d.State != Blocked {
			return err
		}
		d.State = Begun
		if err := w.put(ctx, &d); err != nil {
			return err
		}
		return w.note(ctx, &d, Event{What: Reopened})
	})
}

// Strip takes the full text and the file of a decision away for ever, from the draft and
// from what everybody sees. The entry stays. It is Denied without the right Approve.
func (s *Store) Strip(ctx context.Context, actor core.Actor, number int64, reason string) error {
	return s.change(ctx, actor, Approve, func(w *writing) error {
		d, err := w.current(ctx, number, 0)
		if err != nil {
			return err
		}
		d.Text, d.PublicText = decision.Text{}, decision.Text{}
		return w.rewrite(ctx, &d, Event{What: Stripped, Reason: reason})
	})
}

// rewrite stores what is left of a decision after something was taken out of it for ever,
// in the draft and in what everybody sees, and tells the feed.
func (w *writing) rewrite(ctx context.Context, d *Decision, e Event) error {
	if err := w.retext(ctx, d); err != nil {
		return err
	}
	if err := w.put(ctx, d); err != nil {
		return err
	}
	entry, body := "", ""
	if d.State == Published {
		var err error
		if entry, err = pack(d.Public); err != nil {
			return err
		}
		if body, err = pack(d.PublicText); err != nil {
			return err
		}
	}
	if _, err := w.tx.ExecContext(ctx, `UPDATE caselaw_decision SET entry = $2, body = $3 WHERE number = $1`, d.Number, entry, body); err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, `DELETE FROM caselaw_file WHERE number = $1`, d.Number); err != nil {
		return err
	}
	if err := w.note(ctx, d, e); err != nil {
		return err
	}
	if d.State != Published {
		return nil
	}
	if err := w.cite(ctx, d.Number, &d.PublicText); err != nil {
		return err
	}
	return w.tell(ctx, d.Number, toldChanged)
}

// Merge says that a decision is the same as another. Its address leads there from now
// on. What the other lacks, and this one has, is filled into the draft of the other: fields,
// file numbers, the full text, the file. It is Denied without the right Edit, and where it
// is published without the right Approve; it is a Conflict to lead a published decision to
// one that is not, since the public would lose it.
func (s *Store) Merge(ctx context.Context, actor core.Actor, number, into int64) error {
	return s.change(ctx, actor, Edit, func(w *writing) error {
		d, err := w.open(ctx, number, 0)
		if err != nil {
			return err
		}
		if number == into {
			return &core.Error{Kind: core.Invalid, Key: "caselaw.error.same-number"}
		}
		other, err := w.open(ctx, into, 0)
		if err != nil {
			return err
		}
		shown := d.State == Published
		if shown {
			if err := s.allow(actor, Approve); err != nil {
				return err
			}
			if other.State != Published {
				return &core.Error{Kind: core.Conflict, Key: "caselaw.error.merge-published"}
			}
		}
		filled, err := fill(other.Entry, &d.Entry)
		if err != nil {
			return err
		}
		if err := w.save(ctx, &other, Merged, filled); err != nil {
			return err
		}
		if other.Text.Words() == 0 && d.Text.Words() > 0 {
			other.Text = d.Text
			if err := w.saveText(ctx, &other, Event{What: Retexted}); err != nil {
				return err
			}
		}
		if other.File.Hash == "" {
			_, err := w.tx.ExecContext(ctx, `INSERT INTO caselaw_file (number, shown, hash, size, body)
				SELECT CAST($2 AS bigint), 0, hash, size, body FROM caselaw_file WHERE number = $1 ORDER BY shown LIMIT 1`, number, into)
			if err != nil {
				return err
			}
		}
		d.State, d.SameAs, d.Due = Duplicate, into, core.Date{}
		d.asked, d.AskedBy, d.Waits = "", "", false
		if err := w.away(ctx, &d, shown, Event{What: Merged, Reason: formatNumber(into)}); err != nil {
			return err
		}
		// Addresses that led to the duplicate lead on.
		_, err = w.tx.ExecContext(ctx, `UPDATE caselaw_decision SET same_as = $2 WHERE same_as = $1`, number, into)
		return err
	})
}

// Part says that a decision is not the same as another after all.
func (s *Store) Part(ctx context.Context, actor core.Actor, number int64) error {
	return s.change(ctx, actor, Edit, func(w *writing) error {
		d, err := w.current(ctx, number, 0)
		if err != nil || d.State != Duplicate {
			return err
		}
		d.State, d.SameAs = Begun, 0
		if err := w.put(ctx, &d); err != nil {
			return err
		}
		return w.note(ctx, &d, Event{What: Parted})
	})
}

// fill is e with what it lacks taken from another entry of the same decision, and with
// the file numbers of both.
func fill(e decision.Entry, from *decision.Entry) (decision.Entry, error) {
	changes, err := decision.Changes(&e, from)
	if err != nil {
		return e, err
	}
	for _, c := range changes {
		if c.Before == "" {
			if err := e.Set(c.Field, c.After); err != nil {
				return e, err
			}
		}
	}
	e.FileNumbers = slices.Clone(e.FileNumbers)
	for _, number := range from.FileNumbers {
		key := citation.FileNumberKey(number)
		if !slices.ContainsFunc(e.FileNumbers, func(known string) bool { return citation.FileNumberKey(known) == key }) {
			e.FileNumbers = append(e.FileNumbers, number)
		}
	}
	return e, nil
}

// keepFile stores the file that a decision was read from beside its draft, if there is
// one.
func (w *writing) keepFile(ctx context.Context, number int64, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	hash := sha256.Sum256(body)
	_, err := w.tx.ExecContext(ctx, `INSERT INTO caselaw_file (number, shown, hash, size, body) VALUES ($1, 0, $2, $3, $4)
		ON CONFLICT (number, shown) DO UPDATE SET hash = excluded.hash, size = excluded.size, body = excluded.body`, number, hex.EncodeToString(hash[:]), len(body), body)
	return err
}

// showFile makes the file that waits with the draft the one that everybody may see.
func (w *writing) showFile(ctx context.Context, number int64) error {
	var waits int
	if err := w.tx.QueryRowContext(ctx, `SELECT count(*) FROM caselaw_file WHERE number = $1 AND shown = 0`, number).Scan(&waits); err != nil || waits == 0 {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, `DELETE FROM caselaw_file WHERE number = $1 AND shown = 1`, number); err != nil {
		return err
	}
	_, err := w.tx.ExecContext(ctx, `UPDATE caselaw_file SET shown = 1 WHERE number = $1`, number)
	return err
}

// DraftFile returns the file of a decision as the editors have it. It is Denied without
// the right Edit.
func (s *Store) DraftFile(ctx context.Context, actor core.Actor, number int64) (body []byte, f File, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return nil, f, err
	}
	err = s.db.QueryRow(ctx, `SELECT hash, size, body FROM caselaw_file WHERE number = $1 ORDER BY shown LIMIT 1`, number).Scan(&f.Hash, &f.Size, &body)
	if errors.Is(err, sql.ErrNoRows) {
		err = &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-file"}
	}
	return body, f, err
}
