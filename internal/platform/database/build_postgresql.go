package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Schemas beside the one of the network: where a database is built, and where
// the one that it replaced is kept.
const (
	schemaBuilding = "verbund_building"
	schemaBefore   = "verbund_before_restore"
)

// How connections of this program call themselves: those of servers and of most
// commands, and those that build a database and must not stop themselves.
const (
	serving  = "verbund"
	building = "verbund building"
)

func isPostgreSQL(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// postgresSchema is a building in a schema of its own.
type postgresSchema struct {
	outside *DB // sees the network's own schema
}

func buildPostgreSQL(ctx context.Context, address string, o Options) (b *Building, err error) {
	address, err = withParameters(address, map[string]string{"application_name": building})
	if err != nil {
		return nil, err
	}
	outside, err := openPostgreSQL(ctx, address, o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, outside.Close())
		}
	}()
	_, unlock, err := outside.lock(ctx)
	if err != nil {
		return nil, err
	}
	p := postgresSchema{outside}
	db, err := p.open(ctx, address, o)
	if err != nil {
		unlock()
		return nil, classify(err)
	}
	return &Building{DB: db, place: p, unlock: func() { unlock(); outside.Close() }}, nil
}

func (p postgresSchema) open(ctx context.Context, address string, o Options) (*DB, error) {
	if err := p.clear(ctx); err != nil { // what a program that died has left
		return nil, err
	}
	if _, err := p.outside.writer.ExecContext(ctx, "CREATE SCHEMA "+schemaBuilding); err != nil {
		return nil, fmt.Errorf("database: the database must belong to the user of its address: %w", err)
	}
	inside, err := withParameters(address, map[string]string{
		"search_path":                         schemaBuilding,
		"application_name":                    building,
		"statement_timeout":                   "0", // filling a large table takes its time
		"idle_in_transaction_session_timeout": "0",
	})
	if err != nil {
		return nil, err
	}
	return openPostgreSQL(ctx, inside, o)
}

// withParameters returns the address with other settings of its connections.
func withParameters(address string, parameters map[string]string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("database: the address %s cannot be understood", hidePassword(address))
	}
	query := u.Query()
	for name, value := range parameters {
		query.Set(name, value)
	}
	u.RawQuery = query.Encode()
	return u.String(), nil
}

func (p postgresSchema) clear(ctx context.Context) error {
	_, err := p.outside.writer.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+schemaBuilding+" CASCADE")
	return err
}

// publish moves the tables from schema to schema in one transaction.
func (p postgresSchema) publish(ctx context.Context) (kept string, err error) {
	if err := free(ctx, p.outside); err != nil {
		return "", err
	}
	_, err = inTransaction(ctx, p.outside.writer, nil, func(tx *sql.Tx) error {
		var own string
		if err := tx.QueryRowContext(ctx, "SELECT current_schema()").Scan(&own); err != nil {
			return fmt.Errorf("database: the schema of its address is not there: %w", err)
		}
		old, err := tablesOf(ctx, tx, PostgreSQL)
		if err != nil {
			return err
		}
		var statements []string
		if len(old) > 0 {
			kept = schemaBefore
			statements = append(statements, "DROP SCHEMA IF EXISTS "+schemaBefore+" CASCADE", "CREATE SCHEMA "+schemaBefore)
		}
		for _, t := range old {
			statements = append(statements, "ALTER TABLE "+quote(t.Name)+" SET SCHEMA "+schemaBefore)
		}
		err = each(ctx, tx, "SELECT tablename FROM pg_tables WHERE schemaname = '"+schemaBuilding+"'", func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			statements = append(statements, "ALTER TABLE "+schemaBuilding+"."+quote(name)+" SET SCHEMA "+quote(own))
			return err
		})
		if err != nil {
			return err
		}
		for _, s := range append(statements, "DROP SCHEMA "+schemaBuilding) {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	return kept, err
}

func freePostgreSQL(ctx context.Context, address string, o Options) error {
	address, err := withParameters(address, map[string]string{"application_name": building})
	if err != nil {
		return err
	}
	db, err := openPostgreSQL(ctx, address, o)
	if err != nil {
		return err
	}
	return errors.Join(free(ctx, db), db.Close())
}

// The server notices a moment late that a connection was closed: so often and so
// long it is asked again before a database counts as in use.
const (
	freeAttempts = 20
	freePause    = 50 * time.Millisecond
)

// free looks for connections to the database that are not there to build one.
func free(ctx context.Context, db *DB) error {
	for attempt := 1; ; attempt++ {
		var others int
		err := db.writer.QueryRowContext(ctx, `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = $1`, serving).Scan(&others)
		switch {
		case err != nil || others == 0:
			return classify(err)
		case attempt == freeAttempts:
			return classify(fmt.Errorf("database: %d connections: %w", others, ErrInUse))
		}
		pause := time.NewTimer(freePause)
		select {
		case <-ctx.Done():
			pause.Stop()
			return classify(ctx.Err())
		case <-pause.C:
		}
	}
}
