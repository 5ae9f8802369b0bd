package centres

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/places"
	"verbund/internal/platform/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations returns the tables of the directory. They refer to those of
// network, which have to come first.
func Migrations() database.Migrations {
	return database.Migrations{Room: "centres", Files: migrations}
}

// Languages knows the languages that people are advised in.
type Languages interface {
	Speaks(code string) bool
}

// Store keeps the entries of the directory. It is safe for use by several
// goroutines, and several programs may share one database.
type Store struct {
	db        *database.DB
	places    *places.Table
	languages Languages
	clock     clock.Clock
	may       May
	changes   atomic.Uint64 // how often this program changed the directory
}

// NewStore returns the store over a migrated database. The table of places
// gives the middle of districts and of towns; may tells who has which right, and
// nil that only the operator has any.
func NewStore(db *database.DB, table *places.Table, languages Languages, c clock.Clock, may May) *Store {
	return &Store{db: db, places: table, languages: languages, clock: c, may: may}
}

// Save stores an entry and returns it as it is stored: tidied, with its number,
// its new revision, and with secret addresses moved into the internal part. An
// entry that says nothing new is not written and keeps its revision.
//
// The error is Denied without the right Edit, Invalid with one field for
// every problem of the record, Conflict if the stored revision is another one
// or the number belongs to another entry.
func (s *Store) Save(ctx context.Context, actor core.Actor, r Record) (Record, error) {
	if err := s.mayEdit(actor); err != nil {
		return Record{}, err
	}
	r, problems := s.prepare(r)
	if len(problems) > 0 {
		return Record{}, &core.Error{Kind: core.Invalid, Key: "centres.error.invalid", Fields: problems}
	}
	var saved Record
	err := s.change(ctx, func(l *ledger) error {
		stored, err := l.entry(ctx, r.ID)
		if err != nil {
			return err
		}
		if stored.Revision != r.Revision {
			return &core.Error{Kind: core.Conflict, Key: "centres.error.revision"}
		}
		if field := l.fitNumber(ctx, &r, stored.Record); field != nil {
			return field
		}
		saved, _, err = l.put(ctx, actor, r, stored, byHand, event{what: Edited})
		return err
	})
	return saved, err
}

// Directory returns the public entries as they are now. It reads nothing but
// their public part.
func (s *Store) Directory(ctx context.Context) (*Directory, error) {
	var d *Directory
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		var version int64
		if err := tx.QueryRowContext(ctx, `SELECT version FROM centres_state`).Scan(&version); err != nil {
			return fmt.Errorf("version of the directory: %w", err)
		}
		rows, err := tx.QueryContext(ctx, `SELECT public, changed_at FROM centres_entry WHERE retired_on = ''`)
		if err != nil {
			return fmt.Errorf("directory: %w", err)
		}
		defer rows.Close()
		var all []*Centre
		changed := map[core.ID]time.Time{}
		for rows.Next() {
			var public sql.RawBytes
			var micro int64
			c := new(Centre)
			if err := rows.Scan(&public, &micro); err != nil {
				return fmt.Errorf("directory: %w", err)
			}
			if err := json.Unmarshal(public, c); err != nil {
				return fmt.Errorf("directory: a stored entry cannot be read: %w", err)
			}
			all = append(all, c)
			changed[c.ID] = time.UnixMicro(micro).UTC().Truncate(time.Second)
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("directory: %w", err)
		}
		d = newDirectory(version, all)
		d.changed = changed
		d.retired, err = retiredNumbers(ctx, tx)
		return err
	})
	return d, err
}

// retiredNumbers are those of the entries that were taken out.
func retiredNumbers(ctx context.Context, tx *sql.Tx) (map[int]bool, error) {
	rows, err := tx.QueryContext(ctx, `SELECT number FROM centres_entry WHERE retired_on <> ''`)
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	defer rows.Close()
	all := map[int]bool{}
	for rows.Next() {
		var number int
		if err := rows.Scan(&number); err != nil {
			return nil, fmt.Errorf("directory: %w", err)
		}
		all[number] = true
	}
	return all, rows.Err()
}

// Version tells in which version the directory is; every change raises it.
func (s *Store) Version(ctx context.Context) (int64, error) {
	var version int64
	err := s.db.QueryRow(ctx, `SELECT version FROM centres_state`).Scan(&version)
	return version, err
}

// Record returns one entry for its editors, internal part included. It is
// Denied to whoever may change no entry, and NotFound if there is no such entry
// or it is another organisation's.
func (s *Store) Record(ctx context.Context, actor core.Actor, id core.ID) (Record, error) {
	if err := s.mayEditSome(actor); err != nil {
		return Record{}, err
	}
	var r Record
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		stored, err := (&ledger{tx: tx}).entry(ctx, id)
		if err != nil {
			return err
		}
		if stored.Revision == 0 {
			return web.NotFound()
		}
		if err := s.mayEditThis(actor, stored); err != nil {
			return err
		}
		r = stored.Record
		return nil
	})
	return r, err
}

// Records returns all entries with their internal part, by number, those that
// were taken out among them. It is Denied without the right Edit.
func (s *Store) Records(ctx context.Context, actor core.Actor) ([]Record, error) {
	if err := s.mayEdit(actor); err != nil {
		return nil, err
	}
	return s.records(ctx, "")
}

// records returns the entries that fit, by number.
func (s *Store) records(ctx context.Context, where string, args ...any) ([]Record, error) {
	var all []Record
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		all = nil
		rows, err := tx.QueryContext(ctx, `SELECT `+entryColumns+` FROM centres_entry `+where+` ORDER BY number`, args...)
		if err != nil {
			return fmt.Errorf("entries: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			e, err := scanEntry(rows)
			if err != nil {
				return err
			}
			all = append(all, e.Record)
		}
		return rows.Err()
	})
	return all, err
}

// change runs f in one transaction. If f put anything, the version rises in
// the same transaction.
func (s *Store) change(ctx context.Context, f func(*ledger) error) error {
	changed := false
	err := s.db.Update(ctx, func(tx *sql.Tx) error {
		l := &ledger{tx: tx, clock: s.clock}
		if err := tx.QueryRowContext(ctx, `SELECT last_number FROM centres_state`).Scan(&l.last); err != nil {
			return fmt.Errorf("state of the directory: %w", err)
		}
		if err := f(l); err != nil {
			return err
		}
		changed = l.changed
		if !l.changed {
			return nil
		}
		_, err := tx.ExecContext(ctx, `UPDATE centres_state SET version = version + 1, last_number = $1`, l.last)
		return err
	})
	if err == nil && changed {
		s.changes.Add(1)
	}
	return err
}

// ledger is the directory within one transaction.
type ledger struct {
	tx      *sql.Tx
	clock   clock.Clock
	last    int // the highest number ever given away
	changed bool
}

// entry is a record as it is stored.
type entry struct {
	Record
	public, internal string
	editedOn         core.Date // the day of the last change that was not made by a printed list
}

// origin tells who changes an entry.
type origin bool

const (
	byHand origin = true  // a person, or a file a person edited
	byList origin = false // a printed list
)

const entryColumns = `revision, public, internal, edited_on`

// entry returns what is stored under an id; its revision is 0 if nothing is.
func (l *ledger) entry(ctx context.Context, id core.ID) (entry, error) {
	e, err := scanEntry(l.tx.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM centres_entry WHERE id = $1`, string(id)))
	if errors.Is(err, sql.ErrNoRows) {
		return entry{}, nil
	}
	return e, err
}

func scanEntry(row interface{ Scan(...any) error }) (entry, error) {
	var e entry
	var editedOn string
	if err := row.Scan(&e.Revision, &e.public, &e.internal, &editedOn); err != nil {
		return e, fmt.Errorf("entry: %w", err)
	}
	err := errors.Join(
		json.Unmarshal([]byte(e.public), &e.Centre),
		json.Unmarshal([]byte(e.internal), &e.Internal),
		e.editedOn.UnmarshalText([]byte(editedOn)))
	if err != nil {
		return e, fmt.Errorf("entry: stored text cannot be read: %w", err)
	}
	return e, nil
}

// highest is the last number that is still short enough to be read out on the
// telephone.
const highest = 999_999

// fitNumber gives a record the number it has already, or checks the one it
// brings along. A new record without one keeps 0: put gives it the next.
func (l *ledger) fitNumber(ctx context.Context, r *Record, stored Record) error {
	if r.Number == 0 {
		r.Number = stored.Number
	}
	if r.Number == stored.Number {
		return nil
	}
	if stored.Number != 0 {
		return &core.Error{Kind: core.Conflict, Key: "centres.error.number_permanent", Args: []any{"number", stored.Number}}
	}
	var taken int
	err := l.tx.QueryRowContext(ctx, `SELECT count(*) FROM centres_entry WHERE number = $1`, r.Number).Scan(&taken)
	if err == nil && taken > 0 {
		err = &core.Error{Kind: core.Conflict, Key: "centres.error.number_taken", Args: []any{"number", r.Number}}
	}
	return err
}

// put writes a prepared record over stored, and tells whether there was
// anything to write. What it changes goes into the history with what e says of
// it. The organisation is stored too if the network does not know it yet.
func (l *ledger) put(ctx context.Context, actor core.Actor, r Record, stored entry, by origin, e event) (Record, bool, error) {
	if r.Number == 0 {
		if l.last >= highest {
			return r, false, errors.New("directory: all numbers are given away")
		}
		r.Number = l.last + 1
	}
	public, internal, err := r.texts()
	if err != nil {
		return r, false, err
	}
	r.Revision = stored.Revision
	if stored.Revision > 0 && public == stored.public && internal == stored.internal {
		return r, false, nil
	}
	if err := network.Ensure(ctx, l.tx, r.organisation()); err != nil {
		return r, false, err
	}
	r.Revision++
	l.last = max(l.last, r.Number)
	l.changed = true
	now := l.clock.Now()
	editedOn := stored.editedOn
	if by == byHand {
		editedOn = core.DateOf(now)
	}
	_, err = l.tx.ExecContext(ctx, `INSERT INTO centres_entry
		(id, number, organisation_id, revision, public, internal, edited_on, changed_at, changed_by, retired_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET organisation_id = excluded.organisation_id, revision = excluded.revision,
		public = excluded.public, internal = excluded.internal, edited_on = excluded.edited_on,
		changed_at = excluded.changed_at, changed_by = excluded.changed_by, retired_on = excluded.retired_on`,
		string(r.ID), r.Number, string(r.OrganisationID), r.Revision, public, internal,
		editedOn.String(), now.UnixMicro(), actor.Name, r.Internal.RetiredOn.String())
	if err != nil {
		return r, false, fmt.Errorf("entry %s: %w", r.ID, err)
	}
	e.entry, e.revision, e.actor = r.ID, r.Revision, actor.Name
	e.changes = differences(fieldsOf(stored.Record), fieldsOf(r))
	return r, true, l.note(ctx, e)
}

// texts returns the public and the internal column of a record.
func (r Record) texts() (public, internal string, err error) {
	p, err := json.Marshal(r.Centre)
	if err != nil {
		return "", "", fmt.Errorf("entry %s: %w", r.ID, err)
	}
	i, err := json.Marshal(r.Internal)
	if err != nil {
		return "", "", fmt.Errorf("entry %s: %w", r.ID, err)
	}
	return string(p), string(i), nil
}

// organisation returns what an entry tells about the body that runs the centre,
// for a network that does not know it yet.
func (r Record) organisation() network.Organisation {
	o := network.Organisation{
		ID: r.OrganisationID, Name: r.Organisation, Group: network.SpecialisedCentre,
		Country: "DE", AsOf: r.AsOf, Source: r.Source,
	}
	switch r.Kind {
	case Abroad:
		o.Group = network.CentreAbroad
	case Association:
		o.Group = network.InterestAssociation
	}
	if len(r.Offices) > 0 {
		o.Country, o.Land, o.Town = r.Offices[0].Country, r.Offices[0].Land, r.Offices[0].Town
	}
	return o
}
