package caselaw

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// Filter says which rows of the editors' list are wanted.
type Filter struct {
	State   State  // empty for all
	Waiting bool   // only what waits for a second person
	Words   string // that all stand in court, day, file numbers, ECLI or title; or a file number, or the number
	Sort    Sort
	Oldest  bool // the lowest first
	Page    int  // from 1
	PerPage int
}

// Sort is by what the editors' list is sorted.
type Sort string

// By what the list can be sorted. Without any, what waits for a second person comes
// first, and then what was changed last.
const (
	ByWaiting Sort = ""
	ByChange  Sort = "changed"
	ByNumber  Sort = "number"
	ByCourt   Sort = "court"
	ByDay     Sort = "date"
)

// mostWords of a filter are looked for.
const mostWords = 8

// Rows returns a page of the editors' list, and how many rows there are.
func (s *Store) Rows(ctx context.Context, actor core.Actor, f Filter) (all []Row, total int, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return nil, 0, err
	}
	where := ` FROM caselaw_decision WHERE ($1 = '' OR state = $1) AND ($2 = 0 OR asked_by <> '')`
	waiting := 0
	if f.Waiting {
		waiting = 1
	}
	args := []any{string(f.State), waiting}
	if words := strings.Fields(text.Fold(f.Words)); len(words) > 0 {
		args = append(args, strings.TrimSpace(f.Words), "az:"+citation.FileNumberKey(f.Words))
		where += ` AND (CAST(number AS text) = $3 OR number IN (SELECT k.number FROM caselaw_key k WHERE k.key = $4) OR (1 = 1`
		for _, word := range words[:min(mostWords, len(words))] {
			args = append(args, contains(word))
			where += ` AND folded LIKE $` + strconv.Itoa(len(args))
		}
		where += `))`
	}
	order := f.Sort.columns(f.Oldest)
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		all = nil
		if err := tx.QueryRowContext(ctx, `SELECT count(*)`+where, args...).Scan(&total); err != nil {
			return err
		}
		limit := fmt.Sprintf(` LIMIT $%d OFFSET $%d`, len(args)+1, len(args)+2)
		rows, err := tx.QueryContext(ctx, `SELECT `+rowColumns+where+` ORDER BY `+order+limit, append(args, f.PerPage, (max(f.Page, 1)-1)*f.PerPage)...)
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

// columns are those by which the database sorts; the highest come first, unless the
// lowest are asked for.
func (s Sort) columns(lowest bool) string {
	way := " DESC"
	if lowest {
		way = " ASC"
	}
	switch s {
	case ByChange:
		return "changed_at" + way + ", number"
	case ByNumber:
		return "number" + way
	case ByCourt:
		return "court" + way + ", decided_on DESC, number"
	case ByDay:
		return "decided_on" + way + ", number"
	}
	return "CASE WHEN asked_by = '' THEN 1 ELSE 0 END, changed_at DESC, number"
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

// event returns one change of a field that can be taken back.
func (w *writing) event(ctx context.Context, number int64, id core.ID) (Event, error) {
	e, err := scanEvent(w.tx.QueryRowContext(ctx, `SELECT `+eventColumns+` FROM caselaw_event WHERE number = $1 AND id = $2 AND field <> '' AND what <> 'redacted'`, number, string(id)).Scan)
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

// Known returns the decisions that may be the same as an entry that is not stored yet, as
// Alike does for one that is.
func (s *Store) Known(ctx context.Context, actor core.Actor, e *decision.Entry) (all []Row, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return nil, err
	}
	named := *e
	s.name(&named)
	seen := map[int64]bool{}
	for _, key := range keysOf(&named) {
		rows, err := s.db.Query(ctx, `SELECT `+prefixed("d.", rowColumns)+` FROM caselaw_key k JOIN caselaw_decision d ON d.number = k.number
			WHERE k.key = $1 AND (k.key LIKE 'ecli:%' OR (k.court = $2 AND k.day = $3)) AND d.state <> 'duplicate' ORDER BY d.number`, key, named.Court, named.Date.String())
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var r Row
			var asked core.ID
			if err := scanRow(rows.Scan, &r, &asked); err != nil {
				rows.Close()
				return nil, err
			}
			if !seen[r.Number] {
				seen[r.Number] = true
				all = append(all, r)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return all, nil
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
