package database

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"verbund/internal/platform/clock"
)

// Migrations are the steps by which the tables of a room came to be what they
// are: files NUMBER_what_it_does.sql in the format of goose, in a folder
// "migrations" of Files. They only go forward, and what was once released is
// never changed: a further step is added instead. The tables of a room begin
// with its name.
type Migrations struct {
	Room  string
	Files fs.FS
}

// Why a database is refused. Each means that the program and the database do not
// belong together, and that nothing was changed.
var (
	// ErrChanged means that a migration was applied in another wording.
	ErrChanged = errors.New("this migration was changed after it was applied")
	// ErrNewer means that the database knows migrations that the program does not.
	ErrNewer = errors.New("the database was made by a newer version of the program")
	// ErrOrder means that a migration was added before one that is applied already.
	ErrOrder = errors.New("this migration comes before one that was applied already")
)

// Migrate brings the tables of the rooms to their newest state, in the order
// given; each migration happens wholly or not at all. Any number of programs
// may call it at once: one works, the others wait and then find nothing to do.
// Before an SQLite database that holds data is changed, a copy of it is put
// beside it, of which the newest three are kept.
//
// It fails with ErrChanged, ErrNewer or ErrOrder before anything is changed.
func (db *DB) Migrate(ctx context.Context, sets ...Migrations) error {
	rooms := make([]*room, 0, len(sets))
	for _, set := range sets {
		r, err := readRoom(set)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(rooms, func(o *room) bool { return o.name == r.name }) {
			return fmt.Errorf("database: the migrations of %q are named twice", r.name)
		}
		rooms = append(rooms, r)
	}
	pending, err := db.pending(ctx, rooms)
	if err != nil || len(pending) == 0 {
		return err
	}
	pool, unlock, err := db.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if pending, err = db.pending(ctx, rooms); err != nil || len(pending) == 0 { // another program may have done it
		return err
	}
	if err := db.copyBefore(ctx, pending[0]); err != nil {
		return err
	}
	for _, r := range pending {
		if err := r.apply(ctx, pool, db.kind, db.options.Clock); err != nil {
			return classify(err)
		}
	}
	return nil
}

// room is a room with its migrations, in order, and what is applied of them.
type room struct {
	name    string
	files   fs.FS
	steps   []step
	applied int // how many of the steps
}

// step is one migration.
type step struct {
	version  int64
	file     string
	checksum string // SHA-256 of the file in hex
}

func readRoom(set Migrations) (*room, error) {
	if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(set.Room) {
		return nil, fmt.Errorf("database: %q is no name for a room", set.Room)
	}
	files, err := fs.Sub(set.Files, "migrations")
	if err != nil {
		return nil, fmt.Errorf("database: migrations of %s: %w", set.Room, err)
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("database: %s has no files migrations/*.sql", set.Room)
	}
	r := &room{name: set.Room, files: files}
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil || version < 1 {
			return nil, fmt.Errorf("database: %s: %s does not begin with its number and _", set.Room, name)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("database: %s: %w", set.Room, err)
		}
		if strings.Contains(string(text), "+goose NO TRANSACTION") {
			return nil, fmt.Errorf("database: %s: %s would not happen as a whole", set.Room, name)
		}
		sum := sha256.Sum256(text)
		r.steps = append(r.steps, step{version, name, hex.EncodeToString(sum[:])})
	}
	slices.SortFunc(r.steps, func(a, b step) int { return int(a.version - b.version) })
	for i := 1; i < len(r.steps); i++ {
		if r.steps[i].version == r.steps[i-1].version {
			return nil, fmt.Errorf("database: %s has two migrations of number %d", set.Room, r.steps[i].version)
		}
	}
	return r, nil
}

func (r *room) table() string { return "migrations_" + r.name }

// pending returns the rooms that are not in their newest state, and fails if
// the state of any is not one that the program could have led to.
func (db *DB) pending(ctx context.Context, rooms []*room) ([]*room, error) {
	list := `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'migrations\_%' ESCAPE '\'`
	if db.kind == PostgreSQL {
		list = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'migrations\_%' ESCAPE '\'`
	}
	tables, err := collect(ctx, db, list, func(rows *sql.Rows) (name string, err error) {
		return name, rows.Scan(&name)
	})
	if err != nil {
		return nil, err
	}
	var queries []string
	for _, r := range rooms {
		if slices.Contains(tables, r.table()) {
			queries = append(queries, fmt.Sprintf("SELECT '%s' AS room, version, checksum FROM %s WHERE version > 0", r.name, r.table()))
		}
	}
	applied := make(map[string][]step)
	if len(queries) > 0 {
		_, err := collect(ctx, db, strings.Join(queries, " UNION ALL ")+" ORDER BY room, version", func(rows *sql.Rows) (s step, err error) {
			var room string
			err = rows.Scan(&room, &s.version, &s.checksum)
			applied[room] = append(applied[room], s)
			return s, err
		})
		if err != nil {
			return nil, err
		}
	}
	var pending []*room
	for _, r := range rooms {
		if err := r.compare(applied[r.name]); err != nil {
			return nil, err
		}
		if r.applied < len(r.steps) {
			pending = append(pending, r)
		}
	}
	return pending, nil
}

// compare checks that the applied steps are the first of the room's own.
func (r *room) compare(applied []step) error {
	for i, a := range applied {
		at := slices.IndexFunc(r.steps, func(s step) bool { return s.version == a.version })
		switch {
		case at < 0:
			return r.refuse(a.version, ErrNewer)
		case r.steps[at].checksum != a.checksum:
			return r.refuse(a.version, ErrChanged)
		case at != i:
			return r.refuse(r.steps[i].version, ErrOrder)
		}
	}
	r.applied = len(applied)
	return nil
}

func (r *room) refuse(version int64, why error) error {
	return fmt.Errorf("database: migration %d of %s: %w", version, r.name, why)
}

func collect[T any](ctx context.Context, db *DB, query string, scan func(*sql.Rows) (T, error)) ([]T, error) {
	rows, err := db.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, classify(err)
		}
		all = append(all, v)
	}
	return all, classify(rows.Err())
}

// apply runs the room's steps that are not applied yet, each with its record in
// one transaction.
func (r *room) apply(ctx context.Context, pool *sql.DB, kind Kind, now clock.Clock) error {
	return r.applyTo(ctx, pool, kind, now, r.steps[len(r.steps)-1].version)
}

// applyTo does the same for the steps up to a version.
func (r *room) applyTo(ctx context.Context, pool *sql.DB, kind Kind, now clock.Clock, version int64) error {
	provider, err := goose.NewProvider(goose.DialectCustom, pool, r.files,
		goose.WithStore(&record{room: r, kind: kind, clock: now}),
		goose.WithDisableGlobalRegistry(true),
		goose.WithLogger(goose.NopLogger()),
	)
	if err != nil {
		return fmt.Errorf("database: migrations of %s: %w", r.name, err)
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return fmt.Errorf("database: migrations of %s: %w", r.name, err)
	}
	return nil
}
