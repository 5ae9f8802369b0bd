package caselaw

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// Filter says which rows of the editors' list are wanted.
type Filter struct {
	State   State  // empty for all
	Waiting bool   // only what waits for a second person
	Words   string // that stand in court, file number or title, or the number
	Oldest  bool   // the oldest change first
	Page    int    // from 1
	PerPage int
}

// Rows returns a page of the editors' list, and how many rows there are.
func (s *Store) Rows(ctx context.Context, actor core.Actor, f Filter) (all []Row, total int, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return nil, 0, err
	}
	const where = ` FROM caselaw_decision WHERE ($1 = '' OR state = $1) AND ($2 = 0 OR asked_by <> '')
		AND ($3 = '' OR folded LIKE $3 OR CAST(number AS text) = $4)`
	waiting := 0
	if f.Waiting {
		waiting = 1
	}
	args := []any{string(f.State), waiting, contains(text.Fold(f.Words)), f.Words}
	order := "DESC"
	if f.Oldest {
		order = "ASC"
	}
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT count(*)`+where, args...).Scan(&total); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT `+rowColumns+where+` ORDER BY changed_at `+order+`, number LIMIT $5 OFFSET $6`,
			append(args, f.PerPage, (max(f.Page, 1)-1)*f.PerPage)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var r Row
			var asked core.ID
			if err := scanRow(rows.Scan, &r, &asked); err != nil {
				return err
			}
			all = append(all, r)
		}
		return rows.Err()
	})
	return all, total, err
}

// Tally counts the decisions in each state, and what waits for a second person.
func (s *Store) Tally(ctx context.Context, actor core.Actor) (by map[State]int, waiting int, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return nil, 0, err
	}
	rows, err := s.db.Query(ctx, `SELECT state, count(*), count(CASE WHEN asked_by <> '' THEN 1 END) FROM caselaw_decision GROUP BY state`)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	by = map[State]int{}
	for rows.Next() {
		var state string
		var n, asked int
		if err := rows.Scan(&state, &n, &asked); err != nil {
			return nil, 0, err
		}
		by[State(state)] = n
		waiting += asked
	}
	return by, waiting, rows.Err()
}

// History returns what was done with a decision, the newest first.
func (s *Store) History(ctx context.Context, actor core.Actor, number int64) (all []Event, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		w := &writing{store: s, tx: tx}
		all, err = w.events(ctx, number)
		return err
	})
	return all, err
}

const eventColumns = `id, happened_at, actor, what, field, said_before, said_after, reason, revision`

func scanEvent(scan func(...any) error) (e Event, err error) {
	var at int64
	err = scan((*string)(&e.ID), &at, &e.Actor, (*string)(&e.What), &e.Field, &e.Before, &e.After, &e.Reason, &e.Revision)
	e.At = time.UnixMicro(at).UTC()
	return e, err
}

func (w *writing) events(ctx context.Context, number int64) (all []Event, err error) {
	rows, err := w.tx.QueryContext(ctx, `SELECT `+eventColumns+` FROM caselaw_event WHERE number = $1 ORDER BY happened_at DESC, revision DESC, field, id`, number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scanEvent(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// event returns one change of a field.
func (w *writing) event(ctx context.Context, number int64, id core.ID) (Event, error) {
	e, err := scanEvent(w.tx.QueryRowContext(ctx, `SELECT `+eventColumns+` FROM caselaw_event WHERE number = $1 AND id = $2 AND field <> ''`, number, string(id)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-event"}
	}
	return e, err
}

// Alike returns the decisions that may be the same as this one: an ECLI in common, or a
// file number of the same court and day.
func (s *Store) Alike(ctx context.Context, actor core.Actor, number int64) (all []Row, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `SELECT DISTINCT `+prefixed("d.", rowColumns)+` FROM caselaw_key mine
		JOIN caselaw_key other ON other.key = mine.key AND other.number <> mine.number
			AND (mine.key LIKE 'ecli:%' OR (mine.court = other.court AND mine.day = other.day))
		JOIN caselaw_decision d ON d.number = other.number
		WHERE mine.number = $1 AND d.state <> 'duplicate' ORDER BY d.number`, number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r Row
		var asked core.ID
		if err := scanRow(rows.Scan, &r, &asked); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// numbers reads a column of numbers.
func (s *Store) numbers(ctx context.Context, query string, args ...any) (all []int64, err error) {
	rows, err := s.db.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}
