package caselaw

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"iter"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/source"
	"verbund/internal/core"
)

// Counts is what an import did, or would do.
type Counts struct {
	Read, New, Changed, Unchanged int
	Alike                         int // of the new ones, those that may be a decision that is there already
	Dropped                       int // headnotes that are no official works
	Refused                       []Refusal
}

// Refusal is an item of an import that could not be used.
type Refusal struct {
	Line int
	Err  error
}

// errDry ends a dry run.
var errDry = errors.New("caselaw: nothing is written")

// Import stores decisions as an importer finds them: new ones as New, for the editors; of
// known ones what the source has changed goes into the draft, where the editors have
// not written something else. Each is a transaction of its own, so that an import that
// is broken off can be repeated; a second import of the same changes nothing. With dry
// nothing is written. With publish what is new is published at once, which only the
// command line can do: official decisions for a network's own search. It is Denied
// without the right Edit.
func (s *Store) Import(ctx context.Context, actor core.Actor, all iter.Seq2[decision.Found, error], dry, publish bool) (c Counts, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return c, err
	}
	if publish && actor.Role != core.Operator {
		return c, &core.Error{Kind: core.Denied, Key: "caselaw.error.denied"}
	}
	for f, err := range all {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		c.Read++
		if err == nil {
			err = s.take(ctx, actor, f, dry, publish, &c)
		}
		if refused, ok := errors.AsType[*core.Error](err); ok && refused.Kind != core.Internal {
			c.Refused = append(c.Refused, Refusal{f.Line, err})
		} else if err != nil {
			return c, err
		}
	}
	return c, nil
}

// take stores one decision.
func (s *Store) take(ctx context.Context, actor core.Actor, f decision.Found, dry, publish bool, c *Counts) error {
	e := &f.Entry
	s.settle(e)
	if len(e.FileNumbers) == 0 || e.Court == "" || e.Date.IsZero() {
		return &core.Error{Kind: core.Unprocessable, Key: "caselaw.error.unnamed"}
	}
	if err := s.Check(e); err != nil {
		return err
	}
	hash := source.Hash(f)
	did := *c
	err := s.change(ctx, actor, Edit, func(w *writing) error {
		did = *c
		did.Dropped += len(f.Dropped)
		number, same, err := w.known(ctx, &f, hash)
		switch {
		case err != nil:
			return err
		case same:
			did.Unchanged++
		case number != 0:
			closed := false
			if closed, err = w.follow(ctx, number, &f, publish); closed {
				did.Unchanged++
			} else {
				did.Changed++
			}
		default:
			did.New++
			number, err = w.first(ctx, &f, publish, &did)
		}
		if err != nil {
			return err
		}
		if !same {
			if err := w.from(ctx, number, &f, hash); err != nil {
				return err
			}
		}
		if dry {
			return errDry
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDry) {
		return err
	}
	*c = did
	return nil
}

// settle makes of what a source prints what the network writes: the usual name of the
// court, its chamber apart, and an ECLI only where it is one.
func (s *Store) settle(e *decision.Entry) {
	s.name(e)
	e.ECLI = strings.TrimSpace(e.ECLI)
	if !validECLI(e.ECLI) {
		e.ECLI = ""
	}
	for i := range e.Chain {
		if !validECLI(e.Chain[i].ECLI) {
			e.Chain[i].ECLI = ""
		}
	}
}

// known finds out whether a decision was imported before, and whether it was the same.
func (w *writing) known(ctx context.Context, f *decision.Found, hash string) (number int64, same bool, err error) {
	name, document := sourceOf(f)
	rows, err := w.tx.QueryContext(ctx, `SELECT number, hash FROM caselaw_source WHERE source = $1 AND document IN ($2, $3)`, name, document, hidden(document))
	if err != nil {
		return 0, false, err
	}
	defer rows.Close()
	if rows.Next() {
		var kept string
		if err := rows.Scan(&number, &kept); err != nil {
			return 0, false, err
		}
		same = kept == hash
	}
	return number, same, rows.Err()
}

// sourceOf is where a decision was found: the number of the document there, else what
// the decision is known by.
func sourceOf(f *decision.Found) (name, document string) {
	name, document = f.Entry.Source.Name, f.Entry.Source.Document
	if document == "" {
		document = strings.Join(append([]string{f.Entry.Court, f.Entry.Date.String()}, keysOf(&f.Entry)...), " ")
	}
	return name, document
}

// hidden stands in place of the number of a document out of which words were redacted, so
// that an import still knows the decision.
func hidden(document string) string {
	sum := sha256.Sum256([]byte(document))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (w *writing) from(ctx context.Context, number int64, f *decision.Found, hash string) error {
	name, document := sourceOf(f)
	var n int
	if err := w.tx.QueryRowContext(ctx, `SELECT count(*) FROM caselaw_source WHERE source = $1 AND document = $2`, name, hidden(document)).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		document = hidden(document)
	}
	_, err := w.tx.ExecContext(ctx, `INSERT INTO caselaw_source (source, document, number, hash) VALUES ($1, $2, $3, $4)
		ON CONFLICT (source, document) DO UPDATE SET hash = excluded.hash`, name, document, number, hash)
	return err
}

// first stores a decision that no import has found before.
func (w *writing) first(ctx context.Context, f *decision.Found, publish bool, c *Counts) (int64, error) {
	d := Decision{Row: Row{State: Begun}, Entry: f.Entry, Text: f.Text}
	if err := w.add(ctx, &d); err != nil {
		return 0, err
	}
	if err := w.keepFile(ctx, d.Number, f.PDF); err != nil {
		return 0, err
	}
	if err := w.note(ctx, &d, Event{What: Imported, Reason: f.Entry.Source.Name}); err != nil {
		return 0, err
	}
	alike, err := w.alike(ctx, d.Number)
	if err != nil {
		return 0, err
	}
	if alike {
		c.Alike++
		return d.Number, nil // a person looks at it first
	}
	if publish {
		err = w.publish(ctx, &d)
	}
	return d.Number, err
}

func (w *writing) alike(ctx context.Context, number int64) (bool, error) {
	var n int
	err := w.tx.QueryRowContext(ctx, `SELECT count(*) FROM caselaw_key mine
		JOIN caselaw_key other ON other.key = mine.key AND other.number <> mine.number
			AND (mine.key LIKE 'ecli:%' OR (mine.court = other.court AND mine.day = other.day))
		WHERE mine.number = $1`, number).Scan(&n)
	return n > 0, err
}

// follow takes over what a source has changed since it was imported, and tells whether
// the decision is closed, which changes nothing. What people wrote stays, also where they
// emptied a field: an import fills and renews what nobody has touched. What somebody works
// on is never published by an import.
func (w *writing) follow(ctx context.Context, number int64, f *decision.Found, publish bool) (closed bool, err error) {
	d, err := w.current(ctx, number, 0)
	if err != nil || !d.Open() {
		return err == nil, err
	}
	changes, err := decision.Changes(&d.Entry, &f.Entry)
	if err != nil {
		return false, err
	}
	touched, err := w.touched(ctx, number)
	if err != nil {
		return false, err
	}
	publish = publish && d.State == Published && d.hands == ""
	next := d.Entry
	for _, c := range changes {
		if c.After == "" || touched[c.Field] {
			continue
		}
		if err := next.Set(c.Field, c.After); err != nil {
			return false, err
		}
	}
	if err := w.save(ctx, &d, Imported, next); err != nil {
		return false, err
	}
	before, err := pack(d.Text)
	if err != nil {
		return false, err
	}
	after, err := pack(f.Text)
	if err != nil {
		return false, err
	}
	if before != after && f.Text.Words() > 0 && !touched[""] {
		d.Text = f.Text
		if err := w.keepFile(ctx, number, f.PDF); err != nil {
			return false, err
		}
		if err := w.saveText(ctx, &d, Event{What: Imported, Reason: f.Entry.Source.Name}); err != nil {
			return false, err
		}
	}
	if publish {
		return false, w.publish(ctx, &d)
	}
	return false, nil
}

// touched are the fields that people have changed; the empty name stands for the text,
// also where something was redacted in it.
func (w *writing) touched(ctx context.Context, number int64) (map[string]bool, error) {
	events, err := w.events(ctx, number)
	if err != nil {
		return nil, err
	}
	fields := map[string]bool{}
	for _, e := range events {
		switch e.What {
		case Changed, Undone, Merged:
			fields[e.Field] = true
		case Redacted:
			fields[e.Field] = true
			fields[""] = true
		case Retexted, Stripped:
			fields[""] = true
		}
	}
	return fields, nil
}
