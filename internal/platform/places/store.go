package places

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
)

// Migrations holds the table that Save and Load use, below "migrations".
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Reader is what Load and Version need of a database.
type Reader interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Writer is what Save needs of a database: do runs in a transaction that is
// kept whole or not at all, and may run again.
type Writer interface {
	Update(ctx context.Context, do func(tx *sql.Tx) error) error
}

// Save makes t the table that Load returns, in place of an earlier one. Saving
// the same table again changes nothing that anybody could notice.
func Save(ctx context.Context, db Writer, t *Table) error {
	var content bytes.Buffer
	if _, err := t.WriteTo(&content); err != nil {
		return err
	}
	sum := sha256.Sum256(content.Bytes())
	version := hex.EncodeToString(sum[:8])
	return db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO places_table (slot, version, content) VALUES ('current', $1, $2)
			ON CONFLICT (slot) DO UPDATE SET version = excluded.version, content = excluded.content`,
			version, content.Bytes())
		return err
	})
}

// Load returns the table that was saved last, or the embedded one if none was.
func Load(ctx context.Context, db Reader) (*Table, error) {
	rows, err := db.Query(ctx, `SELECT content FROM places_table WHERE slot = 'current'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var content []byte
	for rows.Next() {
		if err := rows.Scan(&content); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if content == nil {
		return Embedded()
	}
	return ReadTable(bytes.NewReader(content))
}

// Version tells which table Load would return, without reading it: it changes
// when another table is saved, and is empty while none is.
func Version(ctx context.Context, db Reader) (string, error) {
	rows, err := db.Query(ctx, `SELECT version FROM places_table WHERE slot = 'current'`)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	version := ""
	for rows.Next() {
		if err := rows.Scan(&version); err != nil {
			return "", err
		}
	}
	return version, rows.Err()
}
