// Package database keeps the records of all rooms, either in one SQLite file
// beside the program or in PostgreSQL, behind the same few methods. It is the
// only place that knows which of the two it is.
//
// SQL is written once for both: parameters are $1, $2 and bound by number;
// RETURNING, ON CONFLICT, FILTER and window functions work on both, as do the
// types text, bigint, boolean and bytea. Instants are bigint microseconds in
// UTC, days are ISO text, JSON is text. Write CAST, never "::", and never ILIKE
// or lower() for people's words, which SQLite knows in ASCII only: keep a
// column folded by platform/text.
//
// Query, QueryRow and View read and cannot write. Update is the only way to
// change anything, and does all of it or nothing.
package database

import (
	"cmp"
	"context"
	"database/sql"
	"runtime"
	"strings"
	"time"

	"verbund/internal/platform/clock"
)

// Kind is which database it is.
type Kind uint8

// The databases that exist.
const (
	SQLite Kind = iota + 1
	PostgreSQL
)

// String returns the name people know it by.
func (k Kind) String() string {
	switch k {
	case SQLite:
		return "SQLite"
	case PostgreSQL:
		return "PostgreSQL"
	}
	return "unknown database"
}

// Options has a useful zero value.
type Options struct {
	Readers          int           // connections that read at once; 0 means a number that suits the machine
	Writers          int           // connections that write at once on PostgreSQL; SQLite always has one
	ConnectTimeout   time.Duration // for the first answer of a server; 0 means 5 s
	StatementTimeout time.Duration // for one statement, and for waiting on another writer; 0 means 15 s
	Clock            clock.Clock   // tells when a migration was applied; nil means the machine's
}

func (o Options) filled(kind Kind) Options {
	cores := runtime.GOMAXPROCS(0)
	if kind == PostgreSQL {
		o.Readers = cmp.Or(o.Readers, max(8, 4*cores))
		o.Writers = cmp.Or(o.Writers, max(4, cores))
	} else {
		o.Readers = cmp.Or(o.Readers, max(4, 2*cores))
		o.Writers = 1
	}
	o.ConnectTimeout = cmp.Or(o.ConnectTimeout, 5*time.Second)
	o.StatementTimeout = cmp.Or(o.StatementTimeout, 15*time.Second)
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	return o
}

// DB is an open database. It is safe for use by several goroutines.
type DB struct {
	kind    Kind
	options Options
	readers *sql.DB
	writer  *sql.DB
	place   string // the file, or the connection string
}

// Open opens the database at url, which is a postgres:// address, or the path
// of an SQLite file with or without "sqlite:" before it. A file that does not
// exist is made, readable by its owner only, and so is the folder it is in. The
// database must answer, or Open fails with core.Unavailable.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	if isPostgreSQL(url) {
		return openPostgreSQL(ctx, url, o.filled(PostgreSQL))
	}
	return openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"), o.filled(SQLite))
}

// Kind tells which database it is.
func (db *DB) Kind() Kind { return db.kind }

// Ping asks the database for an answer and returns core.Unavailable if none
// comes.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	return db.QueryRow(ctx, "SELECT 1").Scan(&one)
}

// Close ends all connections after the statements that are running. Calling it
// twice is safe.
func (db *DB) Close() error {
	err := db.readers.Close()
	if werr := db.writer.Close(); werr != nil { // last, so that SQLite tidies its log away
		err = werr
	}
	return err
}

// Query runs a statement that reads. What several statements see may differ:
// use View where it must not. The caller closes the rows.
func (db *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := db.readers.QueryContext(ctx, query, args...)
	if lostConnection(err) && ctx.Err() == nil { // a server that was started anew answers the second time
		rows, err = db.readers.QueryContext(ctx, query, args...)
	}
	return rows, classify(err)
}

// Row is what QueryRow found. Its Scan returns sql.ErrNoRows if that is nothing.
type Row struct {
	rows *sql.Rows
	err  error
}

// QueryRow runs a statement that reads at most one row.
func (db *DB) QueryRow(ctx context.Context, query string, args ...any) *Row {
	rows, err := db.Query(ctx, query, args...)
	return &Row{rows, err}
}

// Scan copies the columns of the row and releases it. It must be called once.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		return classify(cmp.Or(r.rows.Err(), error(sql.ErrNoRows)))
	}
	if err := r.rows.Scan(dest...); err != nil {
		return classify(err)
	}
	return classify(r.rows.Close())
}
