package caselaw

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// Shown is a decision as everybody sees it.
type Shown struct {
	Number    int64
	Entry     decision.Entry
	Text      decision.Text
	Published core.Date // when it first became public
	ChangedAt time.Time
	File      File
	Revision  int64
}

// publicly is when what everybody sees of a decision has changed last; changed_at is
// also touched by work on its draft.
const publicly = `coalesce((SELECT max(c.happened_at) FROM caselaw_change c WHERE c.number = d.number), changed_at)`

// Moved says that a number is another's duplicate: whoever asks is led there.
type Moved struct{ To int64 }

func (m *Moved) Error() string {
	return "caselaw: the decision is kept under number " + formatNumber(m.To)
}

// Show returns a published decision. One that was taken down is Gone, one that is a
// duplicate is a *Moved error, and anything else is NotFound.
func (s *Store) Show(ctx context.Context, number int64) (d Shown, err error) {
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		d, err = s.published(ctx, tx, number)
		return err
	})
	return d, err
}

func (s *Store) published(ctx context.Context, tx *sql.Tx, number int64) (d Shown, err error) {
	var state, entry, body, published string
	var sameAs, at int64
	err = tx.QueryRowContext(ctx, `SELECT state, same_as, entry, body, published_on, `+publicly+`, revision,
		coalesce((SELECT hash FROM caselaw_file f WHERE f.number = d.number AND f.shown = 1), ''),
		coalesce((SELECT size FROM caselaw_file f WHERE f.number = d.number AND f.shown = 1), 0)
		FROM caselaw_decision d WHERE d.number = $1`, number).Scan(&state, &sameAs, &entry, &body, &published, &at, &d.Revision, &d.File.Hash, &d.File.Size)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return d, &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-decision"}
	case err != nil:
		return d, err
	case State(state) == Published:
	case State(state) == Duplicate:
		return Shown{}, &Moved{sameAs}
	case State(state) == Blocked && published != "":
		return Shown{}, &core.Error{Kind: core.Gone, Key: "caselaw.error.gone"}
	default:
		return Shown{}, &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-decision"}
	}
	d.Number, d.ChangedAt = number, time.UnixMicro(at).UTC()
	return d, errors.Join(unpack(entry, &d.Entry), unpack(body, &d.Text), d.Published.UnmarshalText([]byte(published)))
}

// Several returns published decisions by their numbers; those that are not public are
// not among them. With texts their full texts too.
func (s *Store) Several(ctx context.Context, numbers []int64, texts bool) (map[int64]Shown, error) {
	all := make(map[int64]Shown, len(numbers))
	if len(numbers) == 0 {
		return all, nil
	}
	body := `''`
	if texts {
		body = `body`
	}
	args := make([]any, len(numbers))
	places := make([]string, len(numbers))
	for i, n := range numbers {
		args[i], places[i] = n, "$"+formatNumber(int64(i+1))
	}
	rows, err := s.db.Query(ctx, `SELECT number, entry, `+body+`, published_on, `+publicly+`, revision FROM caselaw_decision d
		WHERE state = 'published' AND number IN (`+strings.Join(places, ", ")+`)`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		d, err := scanShown(rows)
		if err != nil {
			return nil, err
		}
		all[d.Number] = d
	}
	return all, rows.Err()
}

func scanShown(rows *sql.Rows) (d Shown, err error) {
	var entry, body, published string
	var at int64
	if err := rows.Scan(&d.Number, &entry, &body, &published, &at, &d.Revision); err != nil {
		return d, err
	}
	d.ChangedAt = time.UnixMicro(at).UTC()
	return d, errors.Join(unpack(entry, &d.Entry), unpack(body, &d.Text), d.Published.UnmarshalText([]byte(published)))
}

// Each calls f with every published decision from a number on, in the order of their
// numbers, until f says false. It reads them a few at a time, so that it never holds
// the connection while f works.
func (s *Store) Each(ctx context.Context, from int64, f func(Shown) bool) error {
	const some = 50
	for {
		numbers, err := s.numbers(ctx, `SELECT number FROM caselaw_decision WHERE state = 'published' AND number >= $1 ORDER BY number LIMIT $2`, from, some)
		if err != nil || len(numbers) == 0 {
			return err
		}
		all, err := s.Several(ctx, numbers, true)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			if d, ok := all[n]; ok && !f(d) {
				return nil
			}
		}
		from = numbers[len(numbers)-1] + 1
	}
}

// PublicFile returns the file of a published decision.
func (s *Store) PublicFile(ctx context.Context, number int64) (body []byte, f File, err error) {
	if _, err := s.Show(ctx, number); err != nil {
		return nil, f, err
	}
	err = s.db.QueryRow(ctx, `SELECT f.hash, f.size, f.body FROM caselaw_file f JOIN caselaw_decision d ON d.number = f.number WHERE f.number = $1 AND f.shown = 1 AND d.state = 'published'`, number).Scan(&f.Hash, &f.Size, &body)
	if errors.Is(err, sql.ErrNoRows) {
		err = &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-file"}
	}
	return body, f, err
}

// cite stores what the paragraphs of a decision cite.
func (w *writing) cite(ctx context.Context, number int64, text *decision.Text) error {
	if _, err := w.tx.ExecContext(ctx, `DELETE FROM caselaw_citation WHERE number = $1`, number); err != nil {
		return err
	}
	anchors := text.Anchors()
	place, at := 0, 0
	var rows []any
	for _, section := range text.Sections {
		for _, p := range section.Paragraphs {
			anchor := anchors[at]
			at++
			seen := map[[3]string]bool{}
			for _, c := range citation.Find(p.Text) {
				key, court, day := citedKey(&c)
				if said := [3]string{key, court, day}; key == "" || seen[said] {
					continue
				} else {
					seen[said] = true
				}
				place++
				rows = append(rows, number, place, anchor, key, court, day)
				if len(rows) == citationsAtOnce*citationColumns {
					if err := w.insertCitations(ctx, rows); err != nil {
						return err
					}
					rows = rows[:0]
				}
			}
		}
	}
	return w.insertCitations(ctx, rows)
}

// A decision has some dozens to some thousands of citations; one statement stores so many
// of them at once. Both databases take far more parameters than that.
const (
	citationColumns = 6
	citationsAtOnce = 100
)

func (w *writing) insertCitations(ctx context.Context, values []any) error {
	if len(values) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString(`INSERT INTO caselaw_citation (number, place, anchor, key, court, day) VALUES `)
	for i := range values {
		switch {
		case i == 0:
			b.WriteString("($")
		case i%citationColumns == 0:
			b.WriteString("), ($")
		default:
			b.WriteString(", $")
		}
		b.WriteString(formatNumber(int64(i + 1)))
	}
	b.WriteString(")")
	_, err := w.tx.ExecContext(ctx, b.String(), values...)
	return err
}

// Cited is where one decision cites another.
type Cited struct {
	Number  int64    // of the other decision
	Anchors []string // the paragraphs of the one that cites
}

// CitedBy returns the published decisions that cite a decision, with the paragraphs in
// which they do. A file number without a court counts if no other decision has it.
func (s *Store) CitedBy(ctx context.Context, number int64) ([]Cited, error) {
	return s.cited(ctx, `SELECT c.number, c.anchor, c.court, c.day, k.court, k.day, `+sharing+` FROM caselaw_key k JOIN caselaw_citation c ON c.key = k.key
		JOIN caselaw_decision d ON d.number = c.number WHERE k.number = $1 AND c.number <> $1 AND d.state = 'published' ORDER BY c.number, c.place`, number)
}

// Cites returns the published decisions that a decision cites, with its paragraphs.
func (s *Store) Cites(ctx context.Context, number int64) ([]Cited, error) {
	return s.cited(ctx, `SELECT k.number, c.anchor, c.court, c.day, k.court, k.day, `+sharing+` FROM caselaw_citation c JOIN caselaw_key k ON k.key = c.key
		JOIN caselaw_decision d ON d.number = k.number WHERE c.number = $1 AND k.number <> $1 AND d.state = 'published' ORDER BY k.number, c.place`, number)
}

// sharing counts the published decisions that are known by a key.
const sharing = `(SELECT count(*) FROM caselaw_key o JOIN caselaw_decision od ON od.number = o.number WHERE o.key = k.key AND od.state = 'published')`

func (s *Store) cited(ctx context.Context, query string, number int64) (all []Cited, err error) {
	rows, err := s.db.Query(ctx, query, number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var anchor, saidCourt, saidDay, court, day string
		var sharing int
		if err := rows.Scan(&n, &anchor, &saidCourt, &saidDay, &court, &day, &sharing); err != nil {
			return nil, err
		}
		if !means(saidCourt, saidDay, court, day) || saidCourt == "" && saidDay == "" && sharing > 1 {
			continue
		}
		if len(all) == 0 || all[len(all)-1].Number != n {
			all = append(all, Cited{Number: n})
		}
		last := &all[len(all)-1]
		if len(last.Anchors) == 0 || last.Anchors[len(last.Anchors)-1] != anchor {
			last.Anchors = append(last.Anchors, anchor)
		}
	}
	return all, rows.Err()
}

// Find returns the published decisions that are known by a key, as Citation.Case.Key and
// the keys of ECLIs give it.
func (s *Store) Find(ctx context.Context, key string) ([]int64, error) {
	return s.numbers(ctx, `SELECT k.number FROM caselaw_key k JOIN caselaw_decision d ON d.number = k.number WHERE k.key = $1 AND d.state = 'published' ORDER BY k.number`, key)
}

// Resolve returns which published decision is meant by what a text cites, and 0 if that
// is none or not clear.
func (s *Store) Resolve(ctx context.Context, cases []citation.Case) ([]int64, error) {
	found := make([]int64, len(cases))
	for i, c := range cases {
		rows, err := s.db.Query(ctx, `SELECT k.number, k.court, k.day FROM caselaw_key k JOIN caselaw_decision d ON d.number = k.number WHERE k.key = $1 AND d.state = 'published'`, c.Key())
		if err != nil {
			return nil, err
		}
		n := 0
		for rows.Next() {
			var number int64
			var court, day string
			if err := rows.Scan(&number, &court, &day); err != nil {
				rows.Close()
				return nil, err
			}
			if means(courtName(c.Court), c.Date.String(), court, day) {
				found[i] = number
				n++
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
		if n != 1 {
			found[i] = 0
		}
	}
	return found, nil
}

// Position is that of the last change.
func (s *Store) Position(ctx context.Context) (n int64, err error) {
	err = s.db.QueryRow(ctx, `SELECT position FROM caselaw_state`).Scan(&n)
	return n, err
}

// Changes returns what became public, changed or was taken away after a position, in
// order, at most limit of them.
func (s *Store) Changes(ctx context.Context, after int64, limit int) (all []Change, err error) {
	return s.changes(ctx, `SELECT position, number, what, happened_at FROM caselaw_change WHERE position > $1 ORDER BY position LIMIT $2`, after, limit)
}

// Latest returns the last change of each decision that is public now, the newest first.
// With first only those that became public.
func (s *Store) Latest(ctx context.Context, first bool, limit int) ([]Change, error) {
	what := ""
	if first {
		what = toldFirst
	}
	return s.changes(ctx, `SELECT c.position, c.number, c.what, c.happened_at FROM caselaw_change c JOIN caselaw_decision d ON d.number = c.number
		WHERE d.state = 'published' AND ($2 = '' OR c.what = $2)
			AND c.position = (SELECT max(o.position) FROM caselaw_change o WHERE o.number = c.number AND ($2 = '' OR o.what = $2))
		ORDER BY c.position DESC LIMIT $1`, limit, what)
}

func (s *Store) changes(ctx context.Context, query string, args ...any) (all []Change, err error) {
	rows, err := s.db.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Change
		var what string
		var at int64
		if err := rows.Scan(&c.Position, &c.Number, &what, &at); err != nil {
			return nil, err
		}
		c.Gone, c.First, c.At = what == toldGone, what == toldFirst, time.UnixMicro(at).UTC()
		all = append(all, c)
	}
	return all, rows.Err()
}
