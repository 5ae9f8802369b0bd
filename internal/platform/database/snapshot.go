package database

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
)

// Snapshot is one unchanging state of all tables, however long reading it takes
// and whatever is written meanwhile.
type Snapshot struct {
	Tables  []Table   // sorted by name
	Applied []Applied // which migrations led to these tables

	kind Kind
	tx   *sql.Tx
}

// Snapshot calls f, once, with the present state of the database. The state
// ends with f. Statements of f may take any time.
func (db *DB) Snapshot(ctx context.Context, f func(*Snapshot) error) error {
	o := &sql.TxOptions{ReadOnly: true}
	if db.kind == PostgreSQL {
		o.Isolation = sql.LevelRepeatableRead
	}
	_, err := inTransaction(ctx, db.readers, o, func(tx *sql.Tx) (err error) {
		if db.kind == PostgreSQL {
			if _, err := tx.ExecContext(ctx, "SET LOCAL statement_timeout = 0"); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
				return err
			}
		}
		s := &Snapshot{kind: db.kind, tx: tx}
		if s.Tables, err = tablesOf(ctx, tx, db.kind); err != nil {
			return err
		}
		if s.Applied, err = appliedOf(ctx, tx, s.Tables); err != nil {
			return err
		}
		return f(s)
	})
	return classify(err)
}

// Count returns how many rows a table has.
func (s *Snapshot) Count(ctx context.Context, t Table) (n int64, err error) {
	return n, classify(s.tx.QueryRowContext(ctx, "SELECT count(*) FROM "+quote(t.Name)).Scan(&n))
}

// Rows returns the rows of a table with the columns that t names, in the order
// of its primary key, which is the same on both databases: text and bytes are
// compared byte by byte. The caller closes them, and reads them before the next.
func (s *Snapshot) Rows(ctx context.Context, t Table) (*Rows, error) {
	var columns, order []string
	types := map[string]Type{}
	for _, c := range t.Columns {
		columns = append(columns, c.Name)
		types[c.Name] = c.Type
	}
	key, missing := t.Key, ""
	if len(key) == 0 {
		key, missing = columns, " NULLS FIRST" // where they stand by themselves differs
	}
	for _, c := range key {
		by := quote(c)
		if s.kind == PostgreSQL && types[c] == Text {
			by += ` COLLATE "C"`
		}
		order = append(order, by+missing)
	}
	rows, err := s.tx.QueryContext(ctx, "SELECT "+quoted(columns)+" FROM "+quote(t.Name)+" ORDER BY "+strings.Join(order, ", "))
	if err != nil {
		return nil, classify(err)
	}
	r := &Rows{table: t, rows: rows, row: make([]any, len(columns)), into: make([]any, len(columns))}
	for i := range r.row {
		r.into[i] = &r.row[i]
	}
	return r, nil
}

// Rows are the rows of a table.
type Rows struct {
	table Table
	rows  *sql.Rows
	row   []any
	into  []any
}

// Next returns the next row, or io.EOF after the last. The values are nil,
// string, int64, bool or []byte as the types of the columns say, whatever the
// database made of them. The slice is used again for the next row.
func (r *Rows) Next() ([]any, error) {
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return nil, classify(err)
		}
		return nil, io.EOF
	}
	if err := r.rows.Scan(r.into...); err != nil {
		return nil, classify(err)
	}
	for i, c := range r.table.Columns {
		v, ok := as(c.Type, r.row[i])
		if !ok {
			return nil, fmt.Errorf("database: a row of %s has something in the column %s that is no %s", r.table.Name, c.Name, c.Type)
		}
		r.row[i] = v
	}
	return r.row, nil
}

// Close ends the reading. Calling it twice is safe.
func (r *Rows) Close() error { return r.rows.Close() }

// as turns what a driver returns into the value of a type. SQLite keeps truth as
// 0 and 1, and takes text for bytes and the other way round.
func as(t Type, v any) (any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case string:
		switch t {
		case Text:
			return v, true
		case Bytes:
			return []byte(v), true
		}
	case []byte:
		switch t {
		case Text:
			return string(v), true
		case Bytes:
			if v == nil { // empty, not missing
				v = []byte{}
			}
			return v, true
		}
	case int64:
		switch t {
		case Integer:
			return v, true
		case Boolean:
			return v != 0, v == 0 || v == 1
		}
	case bool:
		return v, t == Boolean
	}
	return nil, false
}
