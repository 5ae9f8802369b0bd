package caselaw

import (
	"context"
	"errors"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// Redaction is what is to be taken out of a decision.
type Redaction struct {
	Words  string // case of letters, line ends and soft hyphens do not matter
	Within bool   // also inside longer words; without it only whole words, also with an s at their end
	Reason string
}

// Redactions is how often words were found.
type Redactions struct {
	Entry, Text int // in the draft and in what everybody sees together
	History     int
	File        bool // there is a file, which is taken away: it holds the words as well
}

// Found is how often the words were found altogether.
func (r Redactions) Found() int { return r.Entry + r.Text + r.History }

// Redact takes words out of a decision for ever, wherever they stand: the published
// entry and text, the draft, and the history; the file is taken away. Where they are not
// found nothing changes. With dry it only counts. It is Denied without the right Approve,
// and Invalid for fewer than two letters.
func (s *Store) Redact(ctx context.Context, actor core.Actor, number int64, what Redaction, dry bool) (found Redactions, err error) {
	words := strings.Join(strings.Fields(what.Words), " ")
	if len([]rune(words)) < 2 {
		return found, &core.Error{Kind: core.Invalid, Key: "caselaw.error.invalid", Fields: []core.FieldError{{Field: "words", Key: "caselaw.error.redact-short"}}}
	}
	err = s.change(ctx, actor, Approve, func(w *writing) error {
		found, err = w.redact(ctx, number, newCutter(words, what.Within), what.Reason)
		if err == nil && dry {
			err = errDry
		}
		return err
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return found, err
}

func (w *writing) redact(ctx context.Context, number int64, cut *cutter, reason string) (found Redactions, err error) {
	d, err := w.current(ctx, number, 0)
	if err != nil {
		return found, err
	}
	before := d.Entry
	for _, e := range []*decision.Entry{&d.Entry, &d.Public} {
		cut.entry(e)
	}
	found.Entry = cut.found
	cut.body(&d.Text)
	cut.body(&d.PublicText)
	found.Text = cut.found - found.Entry
	if err := w.redactHistory(ctx, number, cut); err != nil {
		return found, err
	}
	found.History = cut.found - found.Entry - found.Text
	if err := w.redactSource(ctx, number, cut); err != nil {
		return found, err
	}
	if cut.found == 0 {
		return found, nil
	}
	found.File = d.File.Hash != ""
	// The reason is kept, the words are not.
	if err := w.rewrite(ctx, &d, Event{What: Redacted, Reason: cut.text(reason)}); err != nil {
		return found, err
	}
	// An import must not bring them back.
	changes, err := decision.Changes(&before, &d.Entry)
	if err != nil {
		return found, err
	}
	for _, c := range changes {
		if err := w.note(ctx, &d, Event{What: Redacted, Field: c.Field}); err != nil {
			return found, err
		}
	}
	return found, nil
}

func (w *writing) redactHistory(ctx context.Context, number int64, cut *cutter) error {
	events, err := w.events(ctx, number)
	if err != nil {
		return err
	}
	for _, e := range events {
		before, err := cut.field(e.Field, e.Before)
		if err != nil {
			return err
		}
		after, err := cut.field(e.Field, e.After)
		if err != nil {
			return err
		}
		reason := cut.text(e.Reason)
		if before == e.Before && after == e.After && reason == e.Reason {
			continue
		}
		_, err = w.tx.ExecContext(ctx, `UPDATE caselaw_event SET said_before = $2, said_after = $3, reason = $4 WHERE id = $1`, string(e.ID), before, after, reason)
		if err != nil {
			return err
		}
	}
	return nil
}

// redactSource hides the numbers of documents that hold the words.
func (w *writing) redactSource(ctx context.Context, number int64, cut *cutter) error {
	rows, err := w.tx.QueryContext(ctx, `SELECT source, document FROM caselaw_source WHERE number = $1 ORDER BY source, document`, number)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all [][2]string
	for rows.Next() {
		var one [2]string
		if err := rows.Scan(&one[0], &one[1]); err != nil {
			return err
		}
		all = append(all, one)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, one := range all {
		if cut.text(one[1]) == one[1] {
			continue
		}
		if _, err := w.tx.ExecContext(ctx, `UPDATE caselaw_source SET document = $3 WHERE source = $1 AND document = $2`, one[0], one[1], hidden(one[1])); err != nil {
			return err
		}
	}
	return nil
}
