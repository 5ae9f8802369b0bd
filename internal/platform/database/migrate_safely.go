package database

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// migrationLock is the number of the advisory lock on PostgreSQL. It is fixed
// for ever, because programs of different versions must know the same one.
const migrationLock = 0x76657262756e64 // "verbund"

// copiesKept is how many copies from before a migration stay beside the file.
const copiesKept = 3

// lock waits until this program alone may migrate, and returns the pool to do
// it with. The lock ends with unlock or with the program.
func (db *DB) lock(ctx context.Context) (pool *sql.DB, unlock func(), err error) {
	if db.kind == SQLite {
		unlock, err := lockFile(ctx, db.place+".lock")
		return db.writer, unlock, classify(err)
	}
	config, err := pgx.ParseConfig(db.place)
	if err != nil {
		return nil, nil, err
	}
	config.ConnectTimeout = db.options.ConnectTimeout
	config.RuntimeParams["application_name"] = "verbund migration"
	config.RuntimeParams["statement_timeout"] = "0" // rewriting a large table takes its time
	pool = postgresPool(config, 2)
	conn, err := pool.Conn(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock))
	}
	if err != nil {
		pool.Close()
		return nil, nil, classify(err)
	}
	return pool, func() { conn.Close(); pool.Close() }, nil // the lock is the session's
}

// copyBefore puts a copy of an SQLite database that holds data beside it. A
// PostgreSQL server has backups of its own.
func (db *DB) copyBefore(ctx context.Context, r *room) error {
	if db.kind != SQLite {
		return nil
	}
	var tables int
	if err := db.QueryRow(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil || tables == 0 {
		return err
	}
	base := strings.TrimSuffix(db.place, filepath.Ext(db.place))
	final := fmt.Sprintf("%s.before-%s-%d.db", base, r.name, r.steps[r.applied].version)
	partial := final + ".partial"
	if err := db.copyTo(ctx, partial); err != nil {
		os.Remove(partial)
		return fmt.Errorf("database: copy before the migration of %s: %w", r.name, err)
	}
	if err := os.Rename(partial, final); err != nil {
		return fmt.Errorf("database: copy before the migration of %s: %w", r.name, err)
	}
	return removeOldCopies(base)
}

func (db *DB) copyTo(ctx context.Context, path string) error {
	// SQLite writes into an empty file that exists, and so keeps its mode.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	_, err = db.writer.ExecContext(ctx, "VACUUM INTO $1", path)
	return classify(err)
}

func removeOldCopies(base string) error {
	copies, err := filepath.Glob(globEscape(base) + ".before-*.db")
	if err != nil {
		return err
	}
	age := func(path string) int64 {
		info, err := os.Stat(path)
		if err != nil {
			return 0
		}
		return info.ModTime().UnixNano()
	}
	slices.SortFunc(copies, func(a, b string) int { return int(min(1, max(-1, age(b)-age(a)))) })
	for _, old := range copies[min(copiesKept, len(copies)):] {
		if err := os.Remove(old); err != nil {
			return err
		}
	}
	return nil
}

func globEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(s)
}
