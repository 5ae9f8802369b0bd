package database

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// ErrNothing means that there is no database, or none with tables.
var ErrNothing = errors.New("there is no network in this database")

// Existing opens a database like Open, but makes none: it fails with ErrNothing
// where there is no file, or one without tables of any room.
func Existing(ctx context.Context, url string, o Options) (*DB, error) {
	if !isPostgreSQL(url) {
		path, err := sqlitePath(url)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
			return nil, fmt.Errorf("database: %s: %w", path, ErrNothing)
		}
		if err != nil {
			return nil, classify(err)
		}
	}
	db, err := Open(ctx, url, o)
	if err != nil {
		return nil, err
	}
	tables, err := db.Tables(ctx)
	if err == nil && len(tables) == 0 {
		err = fmt.Errorf("database: %w", ErrNothing)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Held is a table with the number of its rows.
type Held struct {
	Name string
	Rows int64
}

// Holds returns the tables of the database at an address that have rows, apart
// from the records of migrations. Where there is no database it makes none.
func Holds(ctx context.Context, url string, o Options) (all []Held, err error) {
	db, err := Existing(ctx, url, o)
	if errors.Is(err, ErrNothing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	err = db.Snapshot(ctx, func(s *Snapshot) error {
		for _, t := range s.Tables {
			n, err := s.Count(ctx, t)
			if err != nil {
				return err
			}
			if n > 0 && !strings.HasPrefix(t.Name, "migrations_") {
				all = append(all, Held{t.Name, n})
			}
		}
		return nil
	})
	return all, errors.Join(err, db.Close())
}
