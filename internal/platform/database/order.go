package database

import (
	"context"
	"database/sql"
	"strconv"
)

// InFileOrder returns a condition that is true of the same rows of a table as the
// one given, for a statement that reads very many of them in any order: rows are
// then read as they lie in the file, page by page. PostgreSQL does so by itself,
// SQLite follows its index and fetches a page for each row, which took twice the
// work with 20,000 rows of a kilobyte. In the statement the columns of the table
// bear no other name.
func (db *DB) InFileOrder(table, condition string) string {
	if db.kind == SQLite {
		return table + ".rowid IN (SELECT rowid FROM " + table + " WHERE " + condition + ")"
	}
	return condition
}

// mapped is up to how many bytes of its file SQLite sees as memory in ReadMany.
const mapped = 2 << 30

// ReadMany prepares a transaction for statements that read very many rows, and
// returns what ends that, after their rows are closed. On SQLite the file is then
// seen as memory, where otherwise each page is asked of the operating system and
// copied: half of the work of a search over 20,000 cases. The pages are those that
// the system keeps of the file in any case. Meanwhile they count as memory of the
// program, though the system may take them back at any time; when ReadMany has
// ended they do not. An error of the disk that strikes such a page ends the program
// instead of the statement.
func (db *DB) ReadMany(ctx context.Context, tx *sql.Tx) (end func(), err error) {
	if db.kind != SQLite {
		return func() {}, nil
	}
	if _, err := tx.ExecContext(ctx, "PRAGMA mmap_size = "+strconv.Itoa(mapped)); err != nil {
		return nil, err
	}
	return func() { tx.ExecContext(context.WithoutCancel(ctx), "PRAGMA mmap_size = 0") }, nil
}
