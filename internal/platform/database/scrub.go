package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"

	"verbund/internal/core"
)

// Scrub removes from the database's own files what was deleted from some tables
// before. It must not be called inside Update or View.
//
// On SQLite, deleting overwrites (secure_delete); Scrub writes the log back into
// the file and empties it, after which no byte of what was deleted is left in
// either. It returns core.Unavailable if a reader is still at work with an older
// state, in which case the log could not be emptied.
//
// On PostgreSQL it writes the tables anew without what was deleted (VACUUM FULL),
// and waits for whoever uses one. A table of over 1 GiB is only tidied (VACUUM),
// since writing it anew would keep others from it for minutes: what was deleted
// from it may stay in its pages until they are used again. What remains besides is
// outside of the tables: the write-ahead log until the server has used its files
// again, replicas and archives, and blocks that the file system has given free.
func (db *DB) Scrub(ctx context.Context, tables ...string) error {
	for _, table := range tables {
		if !tableName.MatchString(table) {
			return fmt.Errorf("database: %q is no name of a table", table)
		}
	}
	if db.kind == SQLite {
		return db.emptyLog(ctx)
	}
	connection, err := db.writer.Conn(ctx)
	if err != nil {
		return classify(err)
	}
	defer connection.Close()
	if _, err := connection.ExecContext(ctx, "SET statement_timeout = 0"); err != nil { // it takes as long as it takes
		return classify(err)
	}
	defer connection.ExecContext(context.WithoutCancel(ctx), "RESET statement_timeout")
	for _, table := range tables {
		var size int64
		if err := connection.QueryRowContext(ctx, "SELECT pg_total_relation_size(CAST($1 AS regclass))", table).Scan(&size); err != nil {
			return classify(err)
		}
		how := "VACUUM (FULL) "
		if size > largestRewritten {
			how = "VACUUM "
		}
		if _, err := connection.ExecContext(ctx, how+table); err != nil {
			return classify(err)
		}
	}
	return nil
}

// largestRewritten is up to how many bytes Scrub writes a table anew.
const largestRewritten = 1 << 30

var tableName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// emptyLogWithin is how long emptying the log waits for readers, in milliseconds.
// Nobody can write meanwhile.
const emptyLogWithin = 500

func (db *DB) emptyLog(ctx context.Context) error {
	connection, err := db.writer.Conn(ctx)
	if err != nil {
		return classify(err)
	}
	defer connection.Close()
	if err := busyTimeout(ctx, connection, emptyLogWithin); err != nil {
		return err
	}
	defer busyTimeout(context.WithoutCancel(ctx), connection, db.options.StatementTimeout.Milliseconds())
	var busy, pages, moved int
	if err := connection.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return classify(err)
	}
	if busy != 0 {
		return &core.Error{Kind: core.Unavailable, Key: "web.error.database", Cause: errors.New("a reader keeps the log of the database from being emptied")}
	}
	return nil
}

func busyTimeout(ctx context.Context, connection *sql.Conn, milliseconds int64) error {
	_, err := connection.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", milliseconds))
	return classify(err)
}
