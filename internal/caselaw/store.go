package caselaw

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// Store keeps the decisions.
type Store struct {
	db    *database.DB
	clock clock.Clock
	zone  *time.Location
	may   func(core.Actor, web.Right) bool
	codes *decision.Codes

	// Changed is called after something public has changed, if it is there: the index of
	// this server follows at once, those of others when they look.
	Changed func()
}

// NewStore returns the store over a migrated database. It fails if the code lists
// cannot be read.
func NewStore(db *database.DB, c clock.Clock, zone *time.Location, may func(core.Actor, web.Right) bool) (*Store, error) {
	codes, err := decision.ReadCodes()
	if err != nil {
		return nil, err
	}
	return &Store{db: db, clock: c, zone: zone, may: may, codes: codes}, nil
}

// Codes are the code lists.
func (s *Store) Codes() *decision.Codes { return s.codes }

func (s *Store) today() core.Date { return core.DateOf(s.clock.Now().In(s.zone)) }

// May tells whether the actor has a right, for pages that show what she can do.
func (s *Store) May(actor core.Actor, right web.Right) bool { return s.allow(actor, right) == nil }

// allow is Denied without a right.
func (s *Store) allow(actor core.Actor, right web.Right) error {
	if actor.Role == core.Operator || s.may != nil && s.may(actor, right) {
		return nil
	}
	return &core.Error{Kind: core.Denied, Key: "caselaw.error.denied"}
}

// Get returns a decision with its draft. It is Denied without the right Edit, and
// NotFound where there is none of this number.
func (s *Store) Get(ctx context.Context, actor core.Actor, number int64) (d Decision, err error) {
	if err := s.allow(actor, Edit); err != nil {
		return d, err
	}
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		d, err = s.read(ctx, tx, number)
		return err
	})
	return d, err
}

const rowColumns = `number, state, asked_by, court, decided_on, file_number, title, same_as, due_on, changed_at, changed_by`

// scanRow reads rowColumns and what more is asked for.
func scanRow(scan func(...any) error, r *Row, asked *core.ID, more ...any) error {
	var day, due string
	var at int64
	to := append([]any{&r.Number, (*string)(&r.State), (*string)(asked), &r.Court, &day, &r.FileNumber, &r.Title, &r.SameAs, &due, &at, &r.ChangedBy}, more...)
	if err := scan(to...); err != nil {
		return err
	}
	r.ChangedAt = time.UnixMicro(at).UTC()
	r.Waits = *asked != ""
	return errors.Join(r.Date.UnmarshalText([]byte(day)), r.Due.UnmarshalText([]byte(due)))
}

// read returns a decision as it is stored.
func (s *Store) read(ctx context.Context, tx *sql.Tx, number int64) (d Decision, err error) {
	var entry, draft, shown, body, published string
	var waits int
	row := tx.QueryRowContext(ctx, `SELECT `+rowColumns+`, revision, entry, draft, body, draft_body, published_on, asked_who, hands,
		coalesce((SELECT hash FROM caselaw_file f WHERE f.number = caselaw_decision.number ORDER BY shown LIMIT 1), ''),
		coalesce((SELECT size FROM caselaw_file f WHERE f.number = caselaw_decision.number ORDER BY shown LIMIT 1), 0),
		(SELECT count(*) FROM caselaw_file f WHERE f.number = caselaw_decision.number AND f.shown = 0)
		FROM caselaw_decision WHERE number = $1`, number)
	err = scanRow(row.Scan, &d.Row, &d.asked, &d.Revision, &entry, &draft, &shown, &body, &published, &d.AskedBy, &d.hands, &d.File.Hash, &d.File.Size, &waits)
	d.FileWaits = waits > 0
	if errors.Is(err, sql.ErrNoRows) {
		return d, &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-decision"}
	}
	if err != nil {
		return d, err
	}
	return d, errors.Join(
		unpack(entry, &d.Public), unpack(shown, &d.PublicText), unpack(draft, &d.Entry), unpack(body, &d.Text),
		d.Published.UnmarshalText([]byte(published)))
}

// unpack reads stored JSON; nothing stored is an empty value.
func unpack(stored string, v any) error {
	if stored == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(stored), v); err != nil {
		return fmt.Errorf("caselaw: stored text cannot be read: %w", err)
	}
	return nil
}

func pack(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// change runs f in one transaction, and afterwards says so if something public changed.
func (s *Store) change(ctx context.Context, actor core.Actor, right web.Right, f func(*writing) error) error {
	if err := s.allow(actor, right); err != nil {
		return err
	}
	public := false
	err := s.db.Update(ctx, func(tx *sql.Tx) error {
		w := &writing{store: s, tx: tx, actor: actor, now: s.clock.Now()}
		err := tx.QueryRowContext(ctx, `SELECT last_number, position FROM caselaw_state`).Scan(&w.last, &w.position)
		if err != nil {
			return fmt.Errorf("state of the decisions: %w", err)
		}
		before := w.position
		if err := f(w); err != nil {
			return err
		}
		public = w.position != before
		_, err = tx.ExecContext(ctx, `UPDATE caselaw_state SET last_number = $1, position = $2`, w.last, w.position)
		return err
	})
	if err == nil && public && s.Changed != nil {
		s.Changed()
	}
	return err
}

// writing is the store within one transaction that changes something.
type writing struct {
	store    *Store
	tx       *sql.Tx
	actor    core.Actor
	now      time.Time
	last     int64 // the highest number ever given away
	position int64 // of the last change
}

// current returns a decision that is to be changed. One that somebody else has changed
// since the revision that the actor saw is a Conflict; revision 0 asks for none.
func (w *writing) current(ctx context.Context, number, revision int64) (Decision, error) {
	d, err := w.store.read(ctx, w.tx, number)
	if err == nil && revision != 0 && d.Revision != revision {
		err = &core.Error{Kind: core.Conflict, Key: "caselaw.error.changed-meanwhile", Args: []any{"who", d.ChangedBy}}
	}
	return d, err
}

// add gives a new decision its number and stores it.
func (w *writing) add(ctx context.Context, d *Decision) error {
	w.last++
	d.Number, d.Revision = w.last, 1
	draft, err := pack(d.Entry)
	if err != nil {
		return err
	}
	body, err := pack(d.Text)
	if err != nil {
		return err
	}
	_, err = w.tx.ExecContext(ctx, `INSERT INTO caselaw_decision
		(number, state, revision, entry, body, draft, draft_body, court, decided_on, file_number, title, folded, same_as, asked_by, asked_who, approved_who, due_on, published_on, changed_at, changed_by, hands)
		VALUES ($1, $2, 1, '', '', $3, $4, $5, $6, $7, $8, $11, 0, '', '', '', '', '', $9, $10, $12)`,
		d.Number, string(d.State), draft, body, d.Entry.Court, d.Entry.Date.String(), d.Entry.FileNumber(), titleOf(&d.Entry), w.now.UnixMicro(), w.actor.Name, folded(&d.Entry), d.hands)
	if err != nil {
		return err
	}
	return w.keys(ctx, d)
}

// put stores the draft of a decision with its state, and raises its revision.
func (w *writing) put(ctx context.Context, d *Decision) error {
	draft, err := pack(d.Entry)
	if err != nil {
		return err
	}
	d.Revision++
	d.Row.Court, d.Row.Date, d.Row.FileNumber, d.Row.Title = d.Entry.Court, d.Entry.Date, d.Entry.FileNumber(), titleOf(&d.Entry)
	_, err = w.tx.ExecContext(ctx, `UPDATE caselaw_decision SET state = $2, revision = $3, draft = $4, court = $5, decided_on = $6, file_number = $7, title = $8,
		same_as = $9, asked_by = $10, asked_who = $11, due_on = $12, changed_at = $13, changed_by = $14, folded = $15, hands = $16 WHERE number = $1`,
		d.Number, string(d.State), d.Revision, draft, d.Court, d.Date.String(), d.FileNumber, d.Title,
		d.SameAs, string(d.asked), d.AskedBy, d.Due.String(), w.now.UnixMicro(), w.actor.Name, folded(&d.Entry), d.hands)
	if err != nil {
		return err
	}
	return w.keys(ctx, d)
}

// retext stores the draft of the full text.
func (w *writing) retext(ctx context.Context, d *Decision) error {
	body, err := pack(d.Text)
	if err != nil {
		return err
	}
	_, err = w.tx.ExecContext(ctx, `UPDATE caselaw_decision SET draft_body = $2 WHERE number = $1`, d.Number, body)
	return err
}

// keys stores what the decision is known by.
func (w *writing) keys(ctx context.Context, d *Decision) error {
	if _, err := w.tx.ExecContext(ctx, `DELETE FROM caselaw_key WHERE number = $1`, d.Number); err != nil {
		return err
	}
	for _, key := range keysOf(&d.Entry) {
		_, err := w.tx.ExecContext(ctx, `INSERT INTO caselaw_key (key, number, court, day) VALUES ($1, $2, $3, $4)`, key, d.Number, d.Entry.Court, d.Entry.Date.String())
		if err != nil {
			return err
		}
	}
	return nil
}

// note writes a line of the history.
func (w *writing) note(ctx context.Context, d *Decision, e Event) error {
	_, err := w.tx.ExecContext(ctx, `INSERT INTO caselaw_event (id, number, happened_at, actor, what, field, said_before, said_after, reason, revision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(core.NewID(w.now)), d.Number, w.now.UnixMicro(), w.actor.Name, string(e.What), e.Field, e.Before, e.After, e.Reason, d.Revision)
	return err
}

// noteChanges writes what became of each field.
func (w *writing) noteChanges(ctx context.Context, d *Decision, what What, changes []decision.Change) error {
	for _, c := range changes {
		if err := w.note(ctx, d, Event{What: what, Field: c.Field, Before: c.Before, After: c.After}); err != nil {
			return err
		}
	}
	return nil
}

// tell writes a line of the feed of changes.
func (w *writing) tell(ctx context.Context, number int64, what string) error {
	w.position++
	_, err := w.tx.ExecContext(ctx, `INSERT INTO caselaw_change (position, number, what, happened_at) VALUES ($1, $2, $3, $4)`,
		w.position, number, what, w.now.UnixMicro())
	return err
}

// What a line of the feed of changes says.
const (
	toldFirst   = "first"
	toldChanged = "changed"
	toldGone    = "gone"
)

// folded are the words by which the editors' list is searched.
func folded(e *decision.Entry) string {
	return text.Fold(e.Court + " " + e.Date.String() + " " + strings.Join(e.FileNumbers, " ") + " " + e.ECLI + " " + titleOf(e))
}

// titleOf is what stands in lists: the title in German, else in another language, else
// the names of the matter.
func titleOf(e *decision.Entry) string {
	if v, ok := e.In("de"); ok && v.Title != "" {
		return v.Title
	}
	for _, v := range e.Versions {
		if v.Title != "" {
			return v.Title
		}
	}
	return cmp.Or(strings.Join(e.Names, ", "), strings.Join(e.Keywords, ", "))
}
