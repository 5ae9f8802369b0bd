package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	goosedb "github.com/pressly/goose/v3/database"

	"verbund/internal/platform/clock"
)

// record keeps in the table migrations_ROOM which migrations were applied, in
// which wording and when. It is written in the transaction of the migration
// itself. Version 0 stands for the empty beginning.
type record struct {
	room  *room
	kind  Kind
	clock clock.Clock
}

// Tablename returns the table's name.
func (r *record) Tablename() string { return r.room.table() }

// CreateVersionTable makes the table.
func (r *record) CreateVersionTable(ctx context.Context, db goosedb.DBTxConn) error {
	_, err := db.ExecContext(ctx, fmt.Sprintf(
		"CREATE TABLE %s (version bigint PRIMARY KEY, file text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)", r.Tablename()))
	return err
}

// Insert notes that a migration was applied.
func (r *record) Insert(ctx context.Context, db goosedb.DBTxConn, req goosedb.InsertRequest) error {
	var applied step
	for _, s := range r.room.steps {
		if s.version == req.Version {
			applied = s
		}
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf(
		"INSERT INTO %s (version, file, checksum, applied_at) VALUES ($1, $2, $3, $4)", r.Tablename()),
		req.Version, applied.file, applied.checksum, r.clock.Now().UnixMicro())
	return err
}

// Delete refuses: migrations only go forward.
func (r *record) Delete(context.Context, goosedb.DBTxConn, int64) error {
	return errors.ErrUnsupported
}

// GetMigration returns when a migration was applied.
func (r *record) GetMigration(ctx context.Context, db goosedb.DBTxConn, version int64) (*goosedb.GetMigrationResult, error) {
	var at int64
	err := db.QueryRowContext(ctx, fmt.Sprintf("SELECT applied_at FROM %s WHERE version = $1", r.Tablename()), version).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, goosedb.ErrVersionNotFound
	}
	if err != nil {
		return nil, err
	}
	return &goosedb.GetMigrationResult{Timestamp: time.UnixMicro(at).UTC(), IsApplied: true}, nil
}

// GetLatestVersion returns the last migration that was applied.
func (r *record) GetLatestVersion(ctx context.Context, db goosedb.DBTxConn) (int64, error) {
	var version sql.NullInt64
	err := db.QueryRowContext(ctx, fmt.Sprintf("SELECT max(version) FROM %s", r.Tablename())).Scan(&version)
	if err == nil && !version.Valid {
		err = goosedb.ErrVersionNotFound
	}
	return version.Int64, err
}

// ListMigrations returns what was applied, the newest first.
func (r *record) ListMigrations(ctx context.Context, db goosedb.DBTxConn) ([]*goosedb.ListMigrationsResult, error) {
	rows, err := db.QueryContext(ctx, fmt.Sprintf("SELECT version FROM %s ORDER BY version DESC", r.Tablename()))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []*goosedb.ListMigrationsResult
	for rows.Next() {
		m := &goosedb.ListMigrationsResult{IsApplied: true}
		if err := rows.Scan(&m.Version); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// TableExists tells whether any migration of the room was ever applied. Asking
// the catalogue of the database keeps PostgreSQL from noting an error in its log.
func (r *record) TableExists(ctx context.Context, db goosedb.DBTxConn) (bool, error) {
	query := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
	if r.kind == PostgreSQL {
		query = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
	}
	var n int
	err := db.QueryRowContext(ctx, query, r.Tablename()).Scan(&n)
	return n > 0, err
}
