package caselaw

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// TakeDown makes a decision disappear from everything that the public sees, at once. The
// editors keep it. It is Denied without the right Approve.
func (s *Store) TakeDown(ctx context.Context, actor core.Actor, number int64, reason string) error {
	return s.change(ctx, actor, Approve, func(w *writing) error {
		d, err := w.current(ctx, number, 0)
		if err != nil || d.State == Blocked {
			return err
		}
		shown := d.State == Published
		d.State, d.Due = Blocked, core.Date{}
		d.asked, d.AskedBy = "", ""
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
// from what everybody sees. The entry stays.
func (s *Store) Strip(ctx context.Context, actor core.Actor, number int64, reason string) error {
	return s.change(ctx, actor, Approve, func(w *writing) error {
		d, err := w.current(ctx, number, 0)
		if err != nil {
			return err
		}
		d.Text = decision.Text{}
		if err := w.retext(ctx, &d); err != nil {
			return err
		}
		return w.rewrite(ctx, &d, Event{What: Stripped, Reason: reason}, `UPDATE caselaw_decision SET body = '' WHERE number = $1`, number)
	})
}

// rewrite stores what a redaction left of a decision and tells the feed.
func (w *writing) rewrite(ctx context.Context, d *Decision, e Event, statement string, args ...any) error {
	if err := w.put(ctx, d); err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, statement, args...); err != nil {
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
	shown, err := w.store.published(ctx, w.tx, d.Number)
	if err != nil {
		return err
	}
	if err := w.cite(ctx, d.Number, &shown.Text); err != nil {
		return err
	}
	return w.tell(ctx, d.Number, toldChanged)
}

// redacted stands where something was taken out.
const redacted = "[…]"

// Redact takes words out of a decision for ever, wherever they stand: the published
// entry and text, the draft, and the history. Case of letters and line ends do not
// matter. The file it was read from is taken away, since it holds the words as well. It
// returns how often they were found, and is Invalid for fewer than two letters.
func (s *Store) Redact(ctx context.Context, actor core.Actor, number int64, words, reason string) (found int, err error) {
	words = strings.Join(strings.Fields(words), " ")
	if len([]rune(words)) < 2 {
		return 0, &core.Error{Kind: core.Invalid, Key: "caselaw.error.invalid", Fields: []core.FieldError{{Field: "words", Key: "caselaw.error.redact-short"}}}
	}
	cut := newCutter(words)
	err = s.change(ctx, actor, Approve, func(w *writing) error {
		d, err := w.current(ctx, number, 0)
		if err != nil {
			return err
		}
		var entry, body string
		if err := w.tx.QueryRowContext(ctx, `SELECT entry, body FROM caselaw_decision WHERE number = $1`, number).Scan(&entry, &body); err != nil {
			return err
		}
		draft, err := pack(d.Entry)
		if err != nil {
			return err
		}
		words, err := pack(d.Text)
		if err != nil {
			return err
		}
		for _, stored := range []*string{&entry, &body, &draft, &words} {
			if *stored, err = cut.json(*stored); err != nil {
				return err
			}
		}
		if err := w.redactHistory(ctx, number, cut); err != nil {
			return err
		}
		if found = cut.found; found == 0 {
			return nil
		}
		d.Entry, d.Text = decision.Entry{}, decision.Text{}
		if err := unpack(draft, &d.Entry); err != nil {
			return err
		}
		if err := unpack(words, &d.Text); err != nil {
			return err
		}
		if err := w.retext(ctx, &d); err != nil {
			return err
		}
		// The reason is kept, the words are not.
		return w.rewrite(ctx, &d, Event{What: Redacted, Reason: cut.text(reason)}, `UPDATE caselaw_decision SET entry = $2, body = $3 WHERE number = $1`, number, entry, body)
	})
	return found, err
}

func (w *writing) redactHistory(ctx context.Context, number int64, cut *cutter) error {
	events, err := w.events(ctx, number)
	if err != nil {
		return err
	}
	for _, e := range events {
		before, err := cut.json(e.Before)
		if err != nil {
			return err
		}
		after, err := cut.json(e.After)
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

// cutter takes words out of texts, and counts how often.
type cutter struct {
	words [][]rune // in lower case, parted where any white space may stand
	found int
}

func newCutter(words string) *cutter {
	c := &cutter{}
	for part := range strings.FieldsSeq(words) {
		c.words = append(c.words, []rune(strings.ToLower(part)))
	}
	return c
}

// text is s without the words.
func (c *cutter) text(s string) string {
	runes := []rune(s)
	lower := make([]rune, len(runes))
	for i, r := range runes {
		lower[i] = toLower(r)
	}
	var b strings.Builder
	last := 0
	for i := 0; i < len(runes); {
		if n := c.at(lower, i); n > 0 {
			b.WriteString(string(runes[last:i]))
			b.WriteString(redacted)
			c.found++
			i += n
			last = i
			continue
		}
		i++
	}
	if last == 0 {
		return s
	}
	b.WriteString(string(runes[last:]))
	return b.String()
}

// at returns how many characters of s from i are the words, and 0 if they are not there.
func (c *cutter) at(s []rune, i int) int {
	j := i
	for n, part := range c.words {
		if n > 0 {
			gap := j
			for j < len(s) && isSpace(s[j]) {
				j++
			}
			if j == gap {
				return 0
			}
		}
		if len(s)-j < len(part) {
			return 0
		}
		for k, r := range part {
			if s[j+k] != r {
				return 0
			}
		}
		j += len(part)
	}
	return j - i
}

// json is stored JSON whose texts are without the words.
func (c *cutter) json(stored string) (string, error) {
	if stored == "" {
		return "", nil
	}
	var v any
	d := json.NewDecoder(strings.NewReader(stored))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	before := c.found
	v = c.value(v)
	if c.found == before {
		return stored, nil
	}
	return pack(v)
}

func (c *cutter) value(v any) any {
	switch v := v.(type) {
	case string:
		return c.text(v)
	case []any:
		for i := range v {
			v[i] = c.value(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = c.value(v[k])
		}
	}
	return v
}

// Merge says that a decision is the same as another. Its address leads there from now
// on; its file and text stay with it for the editors. What the other lacks, and this one
// has, is filled into the draft of the other. It is Denied without the right Edit; of two
// that are both published without the right Approve.
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
			if err := w.retext(ctx, &other); err != nil {
				return err
			}
			if err := w.note(ctx, &other, Event{What: Retexted}); err != nil {
				return err
			}
		}
		d.State, d.SameAs, d.Due = Duplicate, into, core.Date{}
		d.asked, d.AskedBy = "", ""
		if err := w.away(ctx, &d, shown, Event{What: Merged, After: formatNumber(into)}); err != nil {
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

// fill is e with what it lacks taken from another entry of the same decision.
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
	return e, nil
}

// keepFile stores the file that a decision was read from, if there is one.
func (w *writing) keepFile(ctx context.Context, number int64, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	hash := sha256.Sum256(body)
	_, err := w.tx.ExecContext(ctx, `INSERT INTO caselaw_file (number, hash, size, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (number) DO UPDATE SET hash = excluded.hash, size = excluded.size, body = excluded.body`, number, hex.EncodeToString(hash[:]), len(body), body)
	return err
}
