package backup

import (
	"context"
	"errors"
	"fmt"

	"verbund/internal/core"
	"verbund/internal/platform/database"
)

// Target is where a database is to stand.
type Target struct {
	Address string // as database.Open takes it
	Options database.Options
	Sets    []database.Migrations // the tables that the program knows
	Over    bool                  // replace what is there
	move    bool                  // words for Move
}

// Restored is what came out of a backup.
type Restored struct {
	Sums []Sum
	Kept string // where what was there before is kept; empty if nothing was
}

// Restore puts a backup into the place of a database, all of it or nothing, and
// only after it was compared row by row. Its tables are as the program made them
// that wrote the backup: the caller migrates them. What holds rows is not
// replaced unless Over says so, and nothing is while somebody uses it.
func Restore(ctx context.Context, r *Reader, to Target, w Work) (done Restored, err error) {
	b, err := begin(ctx, to, r.Header.Applied)
	if err != nil {
		return done, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.Discard(context.WithoutCancel(ctx)))
		}
	}()
	var tables []database.Table
	var of, n int64
	for _, t := range r.Header.Tables {
		tables = append(tables, t.Table)
		of += t.Rows
	}
	err = b.Fill(ctx, tables, func(database.Table) (func() ([]any, error), error) {
		return func() ([]any, error) {
			row, err := r.Next()
			if err == nil {
				n++
				w.tell(Filling, n, of)
			}
			return row, err
		}, nil
	})
	if err != nil {
		return done, Explain(err)
	}
	if done.Sums, err = r.Sums(Work{}); err != nil {
		return done, err
	}
	if err = equal(ctx, b, tables, done.Sums, w); err != nil {
		return done, err
	}
	done.Kept, err = b.Publish(ctx)
	return done, Explain(err)
}

// begin begins a building with the tables of those migrations.
func begin(ctx context.Context, to Target, applied []database.Applied) (*database.Building, error) {
	if !to.Over {
		switch there, err := database.Holds(ctx, to.Address, to.Options); {
		case err != nil && core.KindOf(err) == core.Unavailable:
			return nil, err
		case err != nil:
			return nil, &core.Error{Kind: core.Conflict, Key: "backup.error.unreadable", Cause: err}
		case len(there) > 0:
			list := ""
			for i, t := range there {
				if i > 0 {
					list += ", "
				}
				list += fmt.Sprintf("%s %d", t.Name, t.Rows)
			}
			key := "backup.error.occupied"
			if to.move {
				key = "backup.error.occupied-move"
			}
			return nil, &core.Error{Kind: core.Conflict, Key: key, Args: []any{"tables", list}}
		}
	}
	b, err := database.Build(ctx, to.Address, to.Options)
	if err != nil {
		return nil, Explain(err)
	}
	if err := b.MigrateAs(ctx, applied, to.Sets...); err != nil {
		return nil, errors.Join(Explain(err), b.Discard(context.WithoutCancel(ctx)))
	}
	return b, nil
}

// equal compares what was filled in with what was meant.
func equal(ctx context.Context, b *database.Building, tables []database.Table, want []Sum, w Work) error {
	var got []Sum
	err := b.DB.Snapshot(ctx, func(s *database.Snapshot) (err error) {
		got, err = sumsOf(ctx, s, tables, w)
		return err
	})
	if err != nil {
		return err
	}
	if different := Compare(want, got); len(different) > 0 {
		return fmt.Errorf("backup: the table %s did not come over as it was", different[0].Here.Name)
	}
	return nil
}

// Explain gives the errors of platform/database about whole databases, and those
// of a disk without room, the words for a person.
func Explain(err error) error {
	key := ""
	switch {
	case errors.Is(err, database.ErrNewer):
		key = "backup.error.newer"
	case errors.Is(err, database.ErrChanged), errors.Is(err, database.ErrOrder), errors.Is(err, database.ErrTables):
		key = "backup.error.other"
	case errors.Is(err, database.ErrInUse):
		key = "backup.error.in-use"
	case errors.Is(err, database.ErrNothing):
		key = "backup.error.nothing"
	default:
		return full(err)
	}
	return &core.Error{Kind: core.Conflict, Key: key, Cause: err}
}
