package database

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
)

// File tells where the database is: the path of its file, or empty for a
// server.
func (db *DB) File() string {
	if db.kind == SQLite {
		return db.place
	}
	return ""
}

// ServerTime asks a server what time it is. A file has no clock: ok is false.
func (db *DB) ServerTime(ctx context.Context) (at time.Time, ok bool, err error) {
	if db.kind == SQLite {
		return at, false, nil
	}
	var micro int64
	err = db.QueryRow(ctx, "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)").Scan(&micro)
	return time.UnixMicro(micro), err == nil, err
}

// LastMigrated tells when the newest migration was applied; zero if none was.
func (db *DB) LastMigrated(ctx context.Context) (last time.Time, err error) {
	tables, err := db.Tables(ctx)
	if err != nil {
		return last, err
	}
	for _, t := range tables {
		if !strings.HasPrefix(t.Name, "migrations_") {
			continue
		}
		var micro int64
		if err := db.QueryRow(ctx, "SELECT coalesce(max(applied_at), 0) FROM "+quote(t.Name)).Scan(&micro); err != nil {
			return last, err
		}
		if at := time.UnixMicro(micro); micro > 0 && at.After(last) {
			last = at
		}
	}
	return last, nil
}

// Waiting tells how many migrations have not been applied. It fails with
// ErrChanged, ErrNewer or ErrOrder as Migrate would.
func (db *DB) Waiting(ctx context.Context, sets ...Migrations) (n int, err error) {
	var rooms []*room
	for _, set := range sets {
		r, err := readRoom(set)
		if err != nil {
			return 0, err
		}
		rooms = append(rooms, r)
	}
	pending, err := db.pending(ctx, rooms)
	for _, r := range pending {
		n += len(r.steps) - r.applied
	}
	return n, err
}

// Unsound looks for damage: in the pages, indexes and references of an SQLite
// file, which means reading all of it, and for indexes that a PostgreSQL server
// has given up. It returns what is wrong, at most a few of it.
func (db *DB) Unsound(ctx context.Context) (wrong []string, err error) {
	if db.kind == PostgreSQL {
		err := each(ctx, db.readers, `SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
			WHERE NOT (i.indisvalid AND i.indisready) AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
			ORDER BY c.relname LIMIT 10`, func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			wrong = append(wrong, name)
			return err
		})
		return wrong, classify(err)
	}
	err = each(ctx, db.readers, "PRAGMA quick_check(10)", func(rows *sql.Rows) error {
		var said string
		err := rows.Scan(&said)
		if said != "ok" {
			wrong = append(wrong, said)
		}
		return err
	})
	if err == nil {
		err = each(ctx, db.readers, `SELECT DISTINCT "table" FROM pragma_foreign_key_check LIMIT 10`, func(rows *sql.Rows) error {
			var table string
			err := rows.Scan(&table)
			wrong = append(wrong, table)
			return err
		})
	}
	return wrong, classify(err)
}

// Strangers returns the tables that belong to no room, by name: they are in no
// snapshot and so in no backup.
func (db *DB) Strangers(ctx context.Context) (all []string, err error) {
	ours, err := db.Tables(ctx)
	if err != nil {
		return nil, err
	}
	list := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
	if db.kind == PostgreSQL {
		list = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
	}
	err = each(ctx, db.readers, list, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		if !slices.ContainsFunc(ours, func(t Table) bool { return t.Name == name }) {
			all = append(all, name)
		}
		return err
	})
	return all, classify(err)
}

// Pool is what the connections of one kind are doing.
type Pool struct {
	Name              string // readers or writers
	Most, Open, InUse int
	Waited            int64 // how often somebody had to wait for one
	WaitedFor         time.Duration
}

// Pools returns what all connections are doing.
func (db *DB) Pools() []Pool {
	pool := func(name string, p *sql.DB) Pool {
		s := p.Stats()
		return Pool{Name: name, Most: s.MaxOpenConnections, Open: s.OpenConnections, InUse: s.InUse,
			Waited: s.WaitCount, WaitedFor: s.WaitDuration}
	}
	return []Pool{pool("readers", db.readers), pool("writers", db.writer)}
}
