package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
)

// sqliteAtOnce bounds what one transaction of Fill writes, so that the log of
// SQLite stays small: values of about that many bytes.
const sqliteAtOnce = 32 << 20

// fillSQLite works in many transactions: the file is thrown away if one fails,
// and only its last state is brought to the disk, by publish.
func fillSQLite(ctx context.Context, conn *sql.Conn, tables []Table, rows func(Table) (func() ([]any, error), error)) (err error) {
	for _, pragma := range []string{"foreign_keys = 0", "synchronous = 0"} {
		if _, err := conn.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return err
		}
	}
	for _, t := range tables {
		next, err := rows(t)
		if err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, "DELETE FROM "+quote(t.Name)); err != nil {
			return err
		}
		for more := true; more; {
			if more, err = fillSome(ctx, conn, t, next); err != nil {
				return err
			}
		}
	}
	err = each(ctx, conn, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_check", func(rows *sql.Rows) error {
		var table string
		if err := rows.Scan(&table); err != nil {
			return err
		}
		return fmt.Errorf("database: a row of the table %s refers to one that is not there", table)
	})
	if err != nil {
		return err
	}
	for _, pragma := range []string{"foreign_keys = 1", "synchronous = 2"} {
		if _, err := conn.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return err
		}
	}
	return nil
}

// fillSome writes the next rows in one transaction and tells whether there may
// be more.
func fillSome(ctx context.Context, conn *sql.Conn, t Table, next func() ([]any, error)) (more bool, err error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer tx.Rollback()
	var places []string
	for i := range t.Columns {
		places = append(places, fmt.Sprintf("$%d", i+1))
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+quote(t.Name)+" ("+quoted(names(t))+") VALUES ("+strings.Join(places, ", ")+")")
	if err != nil {
		return false, err
	}
	defer insert.Close()
	for size := 0; size < sqliteAtOnce; {
		row, err := next()
		if errors.Is(err, io.EOF) {
			return false, errors.Join(insert.Close(), tx.Commit())
		}
		if err != nil {
			return false, err
		}
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return false, refuseRow(t, err)
		}
		for _, v := range row {
			switch v := v.(type) {
			case string:
				size += len(v)
			case []byte:
				size += len(v)
			}
			size += 16
		}
	}
	return true, errors.Join(insert.Close(), tx.Commit())
}
