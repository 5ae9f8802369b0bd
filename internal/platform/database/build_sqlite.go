package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// settleTime is how long another program may take to let go of a file.
const settleTime = 2 * time.Second

func sqlitePath(address string) (string, error) {
	path, err := filepath.Abs(strings.TrimPrefix(address, "sqlite:"))
	if err != nil {
		return "", fmt.Errorf("database: %w", err)
	}
	return path, nil
}

// sqliteFile is a building beside the file that it will replace.
type sqliteFile struct{ building, path string }

func buildSQLite(ctx context.Context, address string, o Options) (*Building, error) {
	path, err := sqlitePath(address)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, classify(err)
	}
	unlock, err := lockFile(ctx, path+".lock")
	if err != nil {
		return nil, err
	}
	p := sqliteFile{building: path + ".new", path: path}
	db, err := p.open(ctx, o)
	if err != nil {
		err = errors.Join(err, p.clear(ctx))
		unlock()
		return nil, err
	}
	return &Building{DB: db, place: p, unlock: unlock}, nil
}

func (p sqliteFile) open(ctx context.Context, o Options) (*DB, error) {
	if err := p.clear(ctx); err != nil { // what a program that died has left
		return nil, err
	}
	return openSQLite(ctx, p.building, o)
}

func (p sqliteFile) clear(context.Context) error {
	var failed error
	for _, end := range []string{"", "-wal", "-shm", ".lock"} {
		failed = errors.Join(failed, remove(p.building+end))
	}
	return failed
}

// publish renames the file into its place. The log of SQLite is part of a
// database: that of the old file must be gone before the new one bears its name.
func (p sqliteFile) publish(ctx context.Context) (kept string, err error) {
	if err := settle(ctx, p.building); err != nil { // its log has gone into the file
		return "", err
	}
	if err := syncFile(p.building); err != nil {
		return "", err
	}
	kept, err = p.setAside(ctx)
	if err != nil {
		return "", err
	}
	if err := os.Rename(p.building, p.path); err != nil {
		return "", err
	}
	return kept, errors.Join(syncFile(filepath.Dir(p.path)), p.clear(ctx))
}

// setAside gives the old file a second name and leaves no log behind. A file
// that SQLite cannot read keeps its log beside the second name.
func (p sqliteFile) setAside(ctx context.Context) (kept string, err error) {
	info, err := os.Stat(p.path)
	empty := errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
	if err != nil && !empty {
		return "", err
	}
	if !empty {
		kept = strings.TrimSuffix(p.path, filepath.Ext(p.path)) + ".before-restore.db"
		if err := settle(ctx, p.path); errors.Is(err, ErrInUse) {
			return "", err
		}
		if err := remove(kept); err != nil {
			return "", err
		}
		if err := os.Link(p.path, kept); err != nil { // not every file system has second names
			if err := os.Rename(p.path, kept); err != nil {
				return "", err
			}
		}
	}
	for _, end := range []string{"-wal", "-shm"} {
		var err error
		if kept == "" {
			err = remove(p.path + end)
		} else {
			err = errors.Join(remove(kept+end), rename(p.path+end, kept+end))
		}
		if err != nil {
			return "", err
		}
	}
	return kept, nil
}

// remove removes a file that may not be there.
func remove(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return err
}

// rename renames a file that may not be there.
func rename(from, to string) error {
	err := os.Rename(from, to)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return err
}

// settle writes the log of a database into its file and removes it. It fails
// with ErrInUse if anybody has the file open, and leaves alone what is no
// database at all: SQLite would throw its log away.
func settle(ctx context.Context, path string) error {
	if !isSQLite(path) {
		return nil
	}
	pool, err := sqlitePool(path, 1, settleTime, url.Values{"_txlock": {"immediate"}, "_pragma": {"locking_mode(EXCLUSIVE)"}})
	if err != nil {
		return err
	}
	err = alone(ctx, pool)
	err = errors.Join(err, pool.Close())
	if e, ok := errors.AsType[*sqlite.Error](err); ok && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return fmt.Errorf("database: %s: %w", path, ErrInUse)
	}
	return err
}

// isSQLite tells whether a file begins as the databases of SQLite do.
func isSQLite(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	start := make([]byte, 16)
	_, err = io.ReadFull(file, start)
	return err == nil && string(start) == "SQLite format 3\x00"
}

func alone(ctx context.Context, pool *sql.DB) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func syncFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	err = file.Sync()
	if errors.Is(err, syscall.EINVAL) { // some file systems cannot sync a folder
		err = nil
	}
	return errors.Join(err, file.Close())
}
