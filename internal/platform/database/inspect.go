package database

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Type is how a column keeps its values, the same on both databases.
type Type string

// The types that tables are made of.
const (
	Text    Type = "text"
	Integer Type = "bigint"
	Boolean Type = "boolean"
	Bytes   Type = "bytea"
)

// Column is a column of a table.
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
}

// Table is a table of a room, or the record of its migrations. Columns stand in
// the order in which they were made; Key names those of the primary key.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Key     []string `json:"key"`
}

// Applied is a migration that was applied to a database.
type Applied struct {
	Room     string `json:"room"`
	Version  int64  `json:"version"`
	Checksum string `json:"checksum"` // SHA-256 of its file in hex
}

// querier is what tables are looked at with: a pool, a connection or a
// transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Tables returns all tables of all rooms, sorted by name: those whose name
// begins with that of a room of which migrations are recorded, and the records
// themselves. Others that share a PostgreSQL schema are none of ours. It fails
// if a column has a type that only one database knows.
func (db *DB) Tables(ctx context.Context) ([]Table, error) {
	tables, err := tablesOf(ctx, db.readers, db.kind)
	return tables, classify(err)
}

// Statements that list columns (table, column, declared type), and the primary
// keys (table, column), each in order.
const (
	sqliteColumns = `SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' ORDER BY m.name, c.cid`
	sqliteKeys = `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND c.pk > 0 ORDER BY m.name, c.pk`
	postgresColumns = `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
		AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum`
	postgresKeys = `SELECT c.relname, a.attname
		FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
		CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (number, place)
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
		WHERE i.indisprimary AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
		ORDER BY c.relname, k.place`
)

func tablesOf(ctx context.Context, q querier, kind Kind) ([]Table, error) {
	columns, keys := sqliteColumns, sqliteKeys
	if kind == PostgreSQL {
		columns, keys = postgresColumns, postgresKeys
	}
	all := map[string]*Table{}
	types := map[string]map[string]string{}
	err := each(ctx, q, columns, func(rows *sql.Rows) error {
		var table, column, declared string
		if err := rows.Scan(&table, &column, &declared); err != nil {
			return err
		}
		if all[table] == nil {
			all[table], types[table] = &Table{Name: table}, map[string]string{}
		}
		all[table].Columns = append(all[table].Columns, Column{Name: column})
		types[table][column] = declared
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = each(ctx, q, keys, func(rows *sql.Rows) error {
		var table, column string
		err := rows.Scan(&table, &column)
		if t := all[table]; t != nil {
			t.Key = append(t.Key, column)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var ours []Table
	for name, t := range all {
		if !belongs(name, all) {
			continue
		}
		for i, c := range t.Columns {
			if t.Columns[i].Type = typeOf(types[name][c.Name]); t.Columns[i].Type == "" {
				return nil, fmt.Errorf("database: the column %s.%s is of the type %q, which not both databases know", name, c.Name, types[name][c.Name])
			}
		}
		ours = append(ours, *t)
	}
	slices.SortFunc(ours, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return ours, nil
}

// belongs tells whether a table is one of a room, or the record of its
// migrations.
func belongs(name string, all map[string]*Table) bool {
	if strings.HasPrefix(name, "migrations_") {
		return true
	}
	for i, r := range name {
		if r == '_' && all["migrations_"+name[:i]] != nil {
			return true
		}
	}
	return false
}

// typeOf is the type that a declaration means on either database, or empty.
func typeOf(declared string) Type {
	switch strings.ToLower(declared) {
	case "text":
		return Text
	case "bigint", "integer", "int", "smallint":
		return Integer
	case "boolean":
		return Boolean
	case "bytea":
		return Bytes
	}
	return ""
}

// appliedOf returns which migrations are recorded in tables, by room and number.
func appliedOf(ctx context.Context, q querier, tables []Table) ([]Applied, error) {
	var all []Applied
	for _, t := range tables {
		room, is := strings.CutPrefix(t.Name, "migrations_")
		if !is {
			continue
		}
		err := each(ctx, q, "SELECT version, checksum FROM "+quote(t.Name)+" WHERE version > 0 ORDER BY version", func(rows *sql.Rows) error {
			a := Applied{Room: room}
			err := rows.Scan(&a.Version, &a.Checksum)
			all = append(all, a)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// each calls f for every row that a query finds.
func each(ctx context.Context, q querier, query string, f func(*sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// quote writes a name of a table or column into a statement.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// quoted writes the names of columns as a list.
func quoted(columns []string) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = quote(c)
	}
	return strings.Join(all, ", ")
}
