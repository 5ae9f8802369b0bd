package backup

import (
	"context"
	"errors"
	"io"

	"verbund/internal/core"
	"verbund/internal/platform/database"
)

// Moved says of each table what it holds in both places.
type Moved struct {
	From, To []Sum
	Changed  bool // somebody wrote into the old database meanwhile
}

// Equal tells whether both places hold the same.
func (m Moved) Equal() bool { return !m.Changed && len(Compare(m.From, m.To)) == 0 }

// Move copies a database into the place of another one, which must be empty or
// not be there. The copy only appears there if it is equal, table by table, and
// nobody has changed the old one meanwhile; Moved says so. The old one stays as
// it is.
func Move(ctx context.Context, from string, o database.Options, to Target, w Work) (m Moved, err error) {
	to.Over, to.move = false, true
	if from == to.Address {
		return m, &core.Error{Kind: core.Invalid, Key: "backup.error.same"}
	}
	if err := database.Free(ctx, from, o); err != nil {
		return m, Explain(err)
	}
	source, err := database.Existing(ctx, from, o)
	if err != nil {
		return m, Explain(err)
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	var b *database.Building
	defer func() {
		if b != nil {
			err = errors.Join(err, b.Discard(context.WithoutCancel(ctx)))
		}
	}()
	var tables []database.Table
	err = source.Snapshot(ctx, func(s *database.Snapshot) (err error) {
		tables = s.Tables
		if b, err = begin(ctx, to, s.Applied); err != nil {
			return err
		}
		m.From, err = pour(ctx, s, b, w)
		return Explain(err)
	})
	if err != nil {
		return m, err
	}
	err = b.DB.Snapshot(ctx, func(s *database.Snapshot) (err error) {
		m.To, err = sumsOf(ctx, s, tables, w)
		return err
	})
	if err != nil {
		return m, err
	}
	later, err := Sums(ctx, source, w)
	if err != nil {
		return m, err
	}
	m.Changed = len(Compare(m.From, later)) > 0
	if m.Equal() {
		_, err = b.Publish(ctx)
	}
	return m, Explain(err)
}

// pour fills a building with the rows of a snapshot and returns their sums.
func pour(ctx context.Context, s *database.Snapshot, b *database.Building, w Work) (sums []Sum, err error) {
	var of, n int64
	for _, t := range s.Tables {
		rows, err := s.Count(ctx, t)
		if err != nil {
			return nil, err
		}
		of += rows
	}
	err = b.Fill(ctx, s.Tables, func(t database.Table) (func() ([]any, error), error) {
		rows, err := s.Rows(ctx, t)
		if err != nil {
			return nil, err
		}
		sum := newTally(t.Name)
		return func() ([]any, error) {
			row, err := rows.Next()
			switch {
			case errors.Is(err, io.EOF):
				sums = append(sums, sum.sum())
				return nil, errors.Join(err, rows.Close())
			case err != nil:
				return nil, errors.Join(err, rows.Close())
			}
			sum.add(row)
			n++
			w.tell(Filling, n, of)
			return row, nil
		}, nil
	})
	return sums, err
}
