package database

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Why a database is not replaced or filled. Nothing was changed then.
var (
	// ErrInUse means that another program has the database open.
	ErrInUse = errors.New("another program has the database open")
	// ErrTables means that rows are meant for other tables than there are.
	ErrTables = errors.New("the tables are not those that the rows come from")
)

// Building is a database in the making: it stands beside the one at its
// address, and nobody sees it before Publish puts it in its place. If the
// program dies, nothing has happened; the next Build clears away what is left.
// Only one program builds at an address at a time, and none migrates meanwhile.
type Building struct {
	DB *DB // for reading; Fill and MigrateAs write

	place  place
	unlock func()
}

// place is where a building stands and what it will replace.
type place interface {
	// publish puts the building, whose connections are closed, in place.
	publish(ctx context.Context) (kept string, err error)
	// clear removes the building.
	clear(ctx context.Context) error
}

// Build begins a database for the address, of the form that Open takes. The
// caller ends it with Publish or Discard.
func Build(ctx context.Context, url string, o Options) (*Building, error) {
	if isPostgreSQL(url) {
		return buildPostgreSQL(ctx, url, o.filled(PostgreSQL))
	}
	return buildSQLite(ctx, url, o.filled(SQLite))
}

// MigrateAs makes the tables as those migrations made them elsewhere. It fails
// with ErrNewer, ErrChanged or ErrOrder if the program does not know them as
// they are.
func (b *Building) MigrateAs(ctx context.Context, applied []Applied, sets ...Migrations) error {
	steps := map[string][]step{}
	for _, a := range applied {
		steps[a.Room] = append(steps[a.Room], step{version: a.Version, checksum: a.Checksum})
	}
	var rooms []*room
	for _, set := range sets {
		r, err := readRoom(set)
		if err != nil {
			return err
		}
		if err := r.compare(steps[r.name]); err != nil {
			return err
		}
		delete(steps, r.name)
		rooms = append(rooms, r)
	}
	for name := range steps {
		return fmt.Errorf("database: there is no room %q: %w", name, ErrNewer)
	}
	for _, r := range rooms {
		if r.applied == 0 {
			continue
		}
		if err := r.applyTo(ctx, b.DB.writer, b.DB.kind, b.DB.options.Clock, r.steps[r.applied-1].version); err != nil {
			return classify(err)
		}
	}
	return nil
}

// Fill replaces the rows of all tables. The tables given must be those that
// there are, else it fails with ErrTables. Rows returns for each, in the order
// given, a function that returns one row after the other in the order of the
// columns, and io.EOF after the last. In the end every reference holds.
func (b *Building) Fill(ctx context.Context, tables []Table, rows func(Table) (next func() ([]any, error), err error)) error {
	have, err := b.DB.Tables(ctx)
	if err != nil {
		return err
	}
	if err := sameTables(have, tables); err != nil {
		return err
	}
	conn, err := b.DB.writer.Conn(ctx)
	if err != nil {
		return classify(err)
	}
	defer conn.Close()
	fill := fillSQLite
	if b.DB.kind == PostgreSQL {
		fill = fillPostgreSQL
	}
	return classify(fill(ctx, conn, tables, rows))
}

func sameTables(have, want []Table) error {
	if len(have) != len(want) {
		return fmt.Errorf("database: %d tables instead of %d: %w", len(want), len(have), ErrTables)
	}
	for _, w := range want {
		at := slices.IndexFunc(have, func(h Table) bool { return h.Name == w.Name })
		if at < 0 {
			return fmt.Errorf("database: there is no table %q: %w", w.Name, ErrTables)
		}
		missing := slices.Clone(have[at].Columns)
		for _, c := range w.Columns {
			i := slices.Index(missing, c)
			if i < 0 {
				return fmt.Errorf("database: the table %s has no column %q of the type %q: %w", w.Name, c.Name, c.Type, ErrTables)
			}
			missing = slices.Delete(missing, i, i+1)
		}
		if len(missing) > 0 {
			return fmt.Errorf("database: the column %s.%s is missing: %w", w.Name, missing[0].Name, ErrTables)
		}
	}
	return nil
}

// Publish puts the new database in the place of the one at its address, in one
// moment. What was there before is kept: at the path, or in the schema, that is
// returned; that name is the same every time, so the one before it goes. Where
// nothing was, kept is empty. It fails with ErrInUse while another program has
// the old one open; whenever it fails, the old one is as it was.
func (b *Building) Publish(ctx context.Context) (kept string, err error) {
	if err := b.DB.Close(); err != nil {
		return "", err
	}
	if kept, err = b.place.publish(ctx); err == nil {
		b.unlock()
		b.unlock = nil
	}
	return kept, classify(err)
}

// Discard removes the building. After Publish it does nothing.
func (b *Building) Discard(ctx context.Context) error {
	if b.unlock == nil {
		return nil
	}
	err := errors.Join(b.DB.Close(), b.place.clear(ctx))
	b.unlock()
	b.unlock = nil
	return classify(err)
}

// Free tells whether nobody else has the database at an address open, and fails
// with ErrInUse otherwise. Whoever calls it must not have it open either.
func Free(ctx context.Context, url string, o Options) error {
	if isPostgreSQL(url) {
		return freePostgreSQL(ctx, url, o.filled(PostgreSQL))
	}
	path, err := sqlitePath(url)
	if err != nil {
		return err
	}
	return classify(settle(ctx, path))
}

// refuseRow says which table a database did not take.
func refuseRow(t Table, err error) error {
	return fmt.Errorf("database: a row of the table %s was not taken: %w", t.Name, err)
}

func names(t Table) []string {
	all := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		all[i] = c.Name
	}
	return all
}
