package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"modernc.org/sqlite"

	"verbund/internal/core"
)

// openSQLite opens the one connection that writes and those that read.
func openSQLite(ctx context.Context, path string, o Options) (*DB, error) {
	if path == "" {
		return nil, errors.New("database: no file is named")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	db := &DB{kind: SQLite, options: o, place: path}
	fresh, err := makePrivate(path)
	if err != nil {
		return nil, &core.Error{Kind: core.Unavailable, Key: "web.error.database", Cause: err}
	}
	if fresh { // two programs that start at once must not both switch the new file to its log
		unlock, err := lockFile(ctx, path+".lock")
		if err != nil {
			return nil, err
		}
		defer unlock()
	}
	// Reading shares nothing with writing but the file: the log (WAL) lets readers
	// see the last committed state while the writer is at work.
	db.writer, err = sqlitePool(path, 1, o.StatementTimeout, url.Values{
		"_txlock":       {"immediate"},
		"_journal_mode": {"WAL"}, // after the others: it fixes the size of a page
		"_pragma": {
			"page_size(16384)",  // of a new file: sealed records are long, and each page is fetched by itself
			"synchronous(FULL)", // an acknowledged write outlives a power cut
			"foreign_keys(1)",
			"secure_delete(1)", // what is deleted is overwritten
			"temp_store(2)",    // sorting leaves no file behind
		},
	})
	if err != nil {
		return nil, err
	}
	db.readers, err = sqlitePool(path, o.Readers, o.StatementTimeout, url.Values{
		"_pragma": {"query_only(1)", "temp_store(2)"},
	})
	if err != nil {
		db.writer.Close()
		return nil, err
	}
	if err := db.writer.PingContext(ctx); err != nil {
		db.Close()
		return nil, &core.Error{Kind: core.Unavailable, Key: "web.error.database", Cause: fmt.Errorf("opening %s: %w", path, err)}
	}
	return db, nil
}

func sqlitePool(path string, size int, wait time.Duration, query url.Values) (*sql.DB, error) {
	query.Add("_pragma", "busy_timeout("+strconv.FormatInt(wait.Milliseconds(), 10)+")") // the driver sets it first
	address := url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}
	connector, err := sqlite.NewConnector(address.String())
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool, nil
}

// makePrivate sees to it that the file exists and only its owner can read it,
// and tells whether it holds nothing yet. SQLite gives its log the same rights.
func makePrivate(path string) (fresh bool, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return false, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		if err := file.Chmod(0o600); err != nil && !errors.Is(err, fs.ErrPermission) {
			return false, err
		}
	}
	return info.Size() == 0, nil
}
