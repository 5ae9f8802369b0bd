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
// without the right Edit. After each decision it calls tell, if there is one.
func (s *Store) Import(ctx context.Context, actor core.Actor, all iter.Seq2[decision.Found, error], dry, publish bool, tell func(Counts)) (c Counts, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return c, err
	}
	if publish && actor.Role != core.Operator {
		return c, &core.Error{Kind: core.Denied, Key: "caselaw.error.denied"}
	}
	imported := map[[2]string]string{} // in a dry run, what it would have stored
	for f, err := range all {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		c.Read++
		if err == nil {
			hash := source.Hash(f) // of what the source says, not of what is made of it
			s.settle(&f.Entry)
			if dry {
				err = s.rehearse(ctx, actor, f, hash, publish, imported, &c)
			} else {
				err = s.take(ctx, actor, f, hash, false, publish, &c)
			}
		}
		if tell != nil {
			tell(c)
		}
		if refused, ok := errors.AsType[*core.Error](err); ok && refused.Kind != core.Internal {
			c.Refused = append(c.Refused, Refusal{f.Line, err})
		} else if err != nil {
			return c, err
		}
	}
	return c, nil
}

// rehearse finds out what take would do. A decision that comes twice in one import is
// new once, although nothing was stored the first time.
func (s *Store) rehearse(ctx context.Context, actor core.Actor, f decision.Found, hash string, publish bool, imported map[[2]string]string, c *Counts) error {
	name, document := sourceOf(&f)
	key := [2]string{name, document}
	before, again := imported[key]
	did := *c
	if err := s.take(ctx, actor, f, hash, true, publish, c); err != nil {
		return err
	}
	imported[key] = hash
	if !again {
		return nil
	}
	*c = did
	c.Dropped += headnotesIn(f.Dropped)
	if before == hash {
		c.Unchanged++
	} else {
		c.Changed++
	}
	return nil
}

// take stores one decision, which is settled; hash is that of what its source says.
func (s *Store) take(ctx context.Context, actor core.Actor, f decision.Found, hash string, dry, publish bool, c *Counts) error {
	e := &f.Entry
	if len(e.FileNumbers) == 0 || e.Court == "" || e.Date.IsZero() {
		return &core.Error{Kind: core.Unprocessable, Key: "caselaw.error.unnamed"}
	}
	if err := s.Check(e); err != nil {
		return err
	}
	did := *c
	err := s.change(ctx, actor, Edit, func(w *writing) error {
		did = *c
		did.Dropped += headnotesIn(f.Dropped)
		number, same, err := w.known(ctx, &f, hash)
		switch {
		case err != nil:
			return err
		case number != 0:
			var changed bool
			if changed, err = w.follow(ctx, number, &f, same, publish); changed {
				did.Changed++
			} else {
				did.Unchanged++
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

// headnotesIn counts among what an importer left out the headnotes that are no official
// works; running heads and page numbers are left out as well, and nobody misses them.
func headnotesIn(dropped []string) (n int) {
	for _, key := range dropped {
		if key == "caselaw.source.dropped.editorial" || key == "caselaw.source.dropped.guidance" {
			n++
		}
	}
	return n
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
// anything has changed here. What people wrote stays: an import fills what nobody has
// touched, and renews what stands as the import left it. Where something was redacted
// it changes nothing, since the source still holds what was taken out.
//
// With publish, what everybody sees follows too, unless the draft holds what people
// wrote and nobody has approved; and what an import without publish has left as new is
// published, unless it may be a decision that is there already.
func (w *writing) follow(ctx context.Context, number int64, f *decision.Found, same, publish bool) (changed bool, err error) {
	d, err := w.current(ctx, number, 0)
	if err != nil || !d.Open() || same && (!publish || d.State != Begun) {
		return false, err
	}
	touched, err := w.touched(ctx, number)
	if err != nil || touched[everything] {
		return false, err
	}
	behind, err := w.unapproved(ctx, &d)
	if err != nil {
		return false, err
	}
	before := d.Revision
	if !same {
		if err := w.renew(ctx, &d, f, touched); err != nil {
			return false, err
		}
	}
	changed = d.Revision != before
	switch {
	case !publish || d.State == Published && (!changed || behind) || d.State != Published && (d.State != Begun || len(touched) > 0):
		return changed, nil
	case d.State == Begun:
		if alike, err := w.alike(ctx, number); err != nil || alike {
			return changed, err
		}
	}
	return true, w.publish(ctx, &d)
}

// renew makes the draft what the source says now.
func (w *writing) renew(ctx context.Context, d *Decision, f *decision.Found, touched map[string]bool) error {
	changes, err := decision.Changes(&d.Entry, &f.Entry)
	if err != nil {
		return err
	}
	next := d.Entry
	for _, c := range changes {
		if c.After == "" || touched[c.Field] {
			continue
		}
		if err := next.Set(c.Field, c.After); err != nil {
			return err
		}
	}
	if err := w.save(ctx, d, Imported, next); err != nil {
		return err
	}
	before, err := pack(d.Text)
	if err != nil {
		return err
	}
	after, err := pack(f.Text)
	if err != nil {
		return err
	}
	if before == after || f.Text.Words() == 0 || touched[wholeText] {
		return nil
	}
	d.Text = f.Text
	if err := w.keepFile(ctx, d.Number, f.PDF); err != nil {
		return err
	}
	return w.saveText(ctx, d, Event{What: Imported, Reason: f.Entry.Source.Name})
}

// unapproved tells whether the draft of a published decision differs from what
// everybody sees.
func (w *writing) unapproved(ctx context.Context, d *Decision) (bool, error) {
	if d.State != Published {
		return false, nil
	}
	var n int
	err := w.tx.QueryRowContext(ctx, `SELECT count(*) FROM caselaw_decision WHERE number = $1 AND entry = draft AND body = draft_body`, d.Number).Scan(&n)
	return n == 0, err
}

// Names in touched that are no fields of the entry.
const (
	wholeText  = ""  // the full text
	everything = "*" // something was redacted, wherever it stood
)

// touched are the fields that people have changed, also those that they emptied.
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
		case Retexted, Stripped:
			fields[wholeText] = true
		case Redacted:
			fields[everything] = true
		}
	}
	return fields, nil
}
