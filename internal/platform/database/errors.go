package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"verbund/internal/core"
)

// IsUnique tells whether err says that a record with the same unique value
// exists already.
func IsUnique(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "23505"
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// classify gives an error that says that the database is away, full or too slow
// the kind core.Unavailable, and leaves all others as they are, also those that
// have a kind already.
func classify(err error) error {
	if err == nil || !unavailable(err) {
		return err
	}
	if _, ok := errors.AsType[*core.Error](err); ok {
		return err
	}
	return &core.Error{Kind: core.Unavailable, Key: "web.error.database", Cause: err}
}

func unavailable(err error) bool {
	return lostConnection(err) || inTheWay(err) || overloaded(err)
}

// lostConnection tells whether the connection broke or could not be made.
func lostConnection(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "57P01", "57P02", "57P03", "57P05": // shut down, crashed, starting up, idle for too long
			return true
		}
		return strings.HasPrefix(e.Code, "08")
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	for _, known := range []error{
		driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
		syscall.ECONNRESET, syscall.ECONNREFUSED, syscall.EPIPE,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	// pgconn and database/sql have no type for a connection that is found closed.
	return strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "sql: database is closed")
}

// inTheWay tells whether another transaction was the reason, so that a second
// attempt may succeed.
func inTheWay(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "40001" || e.Code == "40P01" // serialization failure, deadlock
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED
	}
	return false
}

// overloaded tells whether the database has no room or no time.
func overloaded(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "57014" || e.Code == "55P03" || e.Code == "25P03" || strings.HasPrefix(e.Code, "53")
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
			return true
		}
	}
	return false
}
