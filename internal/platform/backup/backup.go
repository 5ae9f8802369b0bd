// Package backup puts a whole network into one encrypted file and gets it back:
// from either database into either database, while the program serves, with
// bounded memory, and equal row by row.
//
// # The file
//
// The file is an age file (age-encryption.org/v1), encrypted to recipients or to
// a passphrase. What is in it is compressed with Zstandard (RFC 8878), so that
//
//	age -d -i key.txt verbund-2026-03-10T0930Z.backup | zstd -d
//
// prints the stream below without this program. Lengths and counts are unsigned
// LEB128 numbers, as in encoding/binary.
//
//	"verbund backup 1\n"
//	length, header as JSON: see Header
//	for each table of the header, in that order:
//	    for each row, in the order of the primary key, text and bytes compared byte by byte:
//	        0x01, then for each column in the order of the header one of
//	            0x00                 NULL
//	            0x01 number          bigint, zigzag-encoded as in encoding/binary
//	            0x02 length, bytes   text, as a rule UTF-8
//	            0x03 length, bytes   bytea
//	            0x04                 boolean, false
//	            0x05                 boolean, true
//	    0x00
//	length, closing as JSON: {"tables": [{"name", "rows", "sha256"}, …]}
//
// The SHA-256 of a table is that of its rows as they stand in the stream, from
// each 0x01 on, without the 0x00 that ends them. Equal tables have equal sums on
// every database.
//
// A file holds all tables of all rooms, those that record migrations among them,
// and nothing else: no setting, no pepper, no key that lies in the data folder.
// Encryption to recipients keeps a file from being read or changed, but does not
// say who made it, since whoever knows a recipient can encrypt to it.
package backup

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"syscall"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
)

// Header is what a backup says about itself.
type Header struct {
	Program  string             `json:"program"`  // the version that made it
	Database string             `json:"database"` // the kind it was made from
	MadeAt   time.Time          `json:"made_at"`
	Applied  []database.Applied `json:"migrations"`
	Tables   []Table            `json:"tables"`
}

// Table is a table with the number of its rows.
type Table struct {
	database.Table
	Rows int64 `json:"rows"`
}

// Sum says what a table holds without saying it.
type Sum struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"` // in hex
}

type closing struct {
	Tables []Sum `json:"tables"`
}

// Rows is how many rows the tables have together.
func Rows(sums []Sum) (n int64) {
	for _, s := range sums {
		n += s.Rows
	}
	return n
}

// Work is what making a backup, restoring one and moving need beside the data.
type Work struct {
	Program  string                       // the version of the program
	Clock    clock.Clock                  // tells when a backup was made
	Progress func(step Step, n, of int64) // is told now and then how many rows are done; may be nil
}

// Step is what is being done at the moment.
type Step string

// The steps.
const (
	Writing   Step = "writing"
	Verifying Step = "verifying"
	Filling   Step = "filling"
	Comparing Step = "comparing"
)

// told is how many rows lie between two reports of progress.
const told = 5000

func (w Work) tell(step Step, n, of int64) {
	if w.Progress != nil && (n%told == 0 || n == of) {
		w.Progress(step, n, of)
	}
}

// Sums reads the whole database, in one unchanging state, and returns the sum of
// each table by name.
func Sums(ctx context.Context, db *database.DB, w Work) (sums []Sum, err error) {
	err = db.Snapshot(ctx, func(s *database.Snapshot) (err error) {
		sums, err = sumsOf(ctx, s, s.Tables, w)
		return err
	})
	return sums, err
}

// sumsOf returns the sums of tables with the columns in the order given.
func sumsOf(ctx context.Context, s *database.Snapshot, tables []database.Table, w Work) ([]Sum, error) {
	var of, n int64
	for _, t := range tables {
		rows, err := s.Count(ctx, t)
		if err != nil {
			return nil, err
		}
		of += rows
	}
	var sums []Sum
	for _, t := range tables {
		sum := newTally(t.Name)
		rows, err := s.Rows(ctx, t)
		if err != nil {
			return nil, err
		}
		for {
			row, err := rows.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			sum.add(row)
			n++
			w.tell(Comparing, n, of)
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
		sums = append(sums, sum.sum())
	}
	return sums, nil
}

// Difference is a table that is not equal in two places.
type Difference struct{ Here, There Sum }

// Compare returns the tables in which two lists of sums differ, by name. One
// that stands in one list only has an empty sum in the other.
func Compare(here, there []Sum) []Difference {
	var all []Difference
	for _, h := range here {
		t := Sum{Name: h.Name}
		if i := slices.IndexFunc(there, func(s Sum) bool { return s.Name == h.Name }); i >= 0 {
			t = there[i]
		}
		if h != t {
			all = append(all, Difference{h, t})
		}
	}
	for _, t := range there {
		if !slices.ContainsFunc(here, func(s Sum) bool { return s.Name == t.Name }) {
			all = append(all, Difference{Sum{Name: t.Name}, t})
		}
	}
	return all
}

// damaged says that a file cannot be read to its end as it was written.
func damaged(cause error) error {
	if e, ok := errors.AsType[*core.Error](cause); ok {
		return e
	}
	return &core.Error{Kind: core.Unprocessable, Key: "backup.error.damaged", Cause: cause}
}

// full gives an error that says that there is no room left a kind.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return &core.Error{Kind: core.Unavailable, Key: "backup.error.full", Cause: err}
	}
	return err
}

func inHex(sum []byte) string { return hex.EncodeToString(sum) }
