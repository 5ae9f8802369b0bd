package database

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"time"
)

// attempts is how often a transaction is tried that others got in the way of.
const attempts = 6

// View runs f on one unchanging state of the database, however many statements
// it reads with. f may be called again if the connection was lost, and cannot
// write.
func (db *DB) View(ctx context.Context, f func(tx *sql.Tx) error) error {
	o := &sql.TxOptions{ReadOnly: true}
	if db.kind == PostgreSQL {
		o.Isolation = sql.LevelRepeatableRead
	}
	return repeat(ctx, func() (again bool, err error) { return inTransaction(ctx, db.readers, o, f) })
}

// Update runs f in a transaction and commits it if f returns nil; otherwise
// nothing has happened, and the error of f is returned. Updates have the same
// effect as if they had run one after the other. Where others got in the way,
// f is called again, a few times; so it must do nothing but work with tx, and
// set what it returns anew each time. f must not call other methods of DB: on
// SQLite, Update inside Update waits for itself.
//
// When Update returns nil, the change outlives the program and the machine.
func (db *DB) Update(ctx context.Context, f func(tx *sql.Tx) error) error {
	o := &sql.TxOptions{}
	if db.kind == PostgreSQL {
		o.Isolation = sql.LevelSerializable
	}
	return repeat(ctx, func() (again bool, err error) { return inTransaction(ctx, db.writer, o, f) })
}

// inTransaction also tells whether the transaction may be tried again: it
// certainly did not happen, and the next attempt may fare better.
func inTransaction(ctx context.Context, pool *sql.DB, o *sql.TxOptions, f func(tx *sql.Tx) error) (again bool, err error) {
	tx, err := pool.BeginTx(ctx, o)
	if err != nil {
		return inTheWay(err) || lostConnection(err), err
	}
	defer tx.Rollback() // does nothing after a commit; also when f panics
	if err := f(tx); err != nil {
		return inTheWay(err) || lostConnection(err), err
	}
	err = tx.Commit()
	return inTheWay(err), err // after a lost connection nobody knows whether it happened
}

// repeat calls once until it succeeds, must not be tried again, or was tried
// often enough.
func repeat(ctx context.Context, once func() (again bool, err error)) error {
	for attempt := 1; ; attempt++ {
		again, err := once()
		if err == nil {
			return nil
		}
		if !again || attempt == attempts {
			return classify(err)
		}
		pause := time.NewTimer(rand.N(time.Duration(attempt) * 20 * time.Millisecond))
		select {
		case <-ctx.Done():
			pause.Stop()
			return classify(err)
		case <-pause.C:
		}
	}
}
