package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// reference is a foreign key.
type reference struct{ table, name, definition string }

const postgresReferences = `SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
	FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
	WHERE k.contype = 'f' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
	ORDER BY c.relname, k.conname`

// fillPostgreSQL does all of it in one transaction. References are taken away
// and made again, since rows come in no order that suits them.
func fillPostgreSQL(ctx context.Context, conn *sql.Conn, tables []Table, rows func(Table) (func() ([]any, error), error)) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var references []reference
	err = each(ctx, tx, postgresReferences, func(rows *sql.Rows) error {
		var r reference
		err := rows.Scan(&r.table, &r.name, &r.definition)
		references = append(references, r)
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range references {
		if _, err := tx.ExecContext(ctx, "ALTER TABLE "+quote(r.table)+" DROP CONSTRAINT "+quote(r.name)); err != nil {
			return err
		}
	}
	for _, t := range tables {
		next, err := rows(t)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "TRUNCATE "+quote(t.Name)); err != nil {
			return err
		}
		if err := copyInto(ctx, conn, t, next); err != nil {
			return err
		}
	}
	for _, r := range references {
		if _, err := tx.ExecContext(ctx, "ALTER TABLE "+quote(r.table)+" ADD CONSTRAINT "+quote(r.name)+" "+r.definition); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := conn.ExecContext(ctx, "ANALYZE "+quote(t.Name)); err != nil {
			return err
		}
	}
	return nil
}

// copyInto writes rows by PostgreSQL's COPY.
func copyInto(ctx context.Context, conn *sql.Conn, t Table, next func() ([]any, error)) error {
	source := &pulled{next: next}
	err := conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("database: unknown driver %T", driver)
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{t.Name}, names(t), source)
		return err
	})
	if source.err != nil {
		return source.err
	}
	if err != nil {
		return refuseRow(t, err)
	}
	return nil
}

// pulled is a source for COPY.
type pulled struct {
	next func() ([]any, error)
	row  []any
	err  error
}

// Next reads a row and tells whether there is one.
func (p *pulled) Next() bool {
	p.row, p.err = p.next()
	if errors.Is(p.err, io.EOF) {
		p.err = nil
		return false
	}
	return p.err == nil
}

// Values returns the row.
func (p *pulled) Values() ([]any, error) { return p.row, nil }

// Err returns why there is none.
func (p *pulled) Err() error { return p.err }
