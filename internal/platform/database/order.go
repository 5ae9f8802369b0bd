package database

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
