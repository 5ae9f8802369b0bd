package database

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgreSQL opens a pool that reads and one that writes. Connections that
// break are replaced when they are next needed, so the server may go and come.
func openPostgreSQL(ctx context.Context, address string, o Options) (*DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("database: the address %s cannot be understood", hidePassword(address)) // the cause may quote it whole
	}
	config.ConnectTimeout = o.ConnectTimeout
	setDefault(config, "application_name", serving)
	setDefault(config, "statement_timeout", milliseconds(o.StatementTimeout))
	setDefault(config, "lock_timeout", milliseconds(o.StatementTimeout))
	setDefault(config, "idle_in_transaction_session_timeout", milliseconds(4*o.StatementTimeout))

	db := &DB{kind: PostgreSQL, options: o, place: address}
	db.writer = postgresPool(config, o.Writers)
	config = config.Copy()
	config.RuntimeParams["default_transaction_read_only"] = "on"
	db.readers = postgresPool(config, o.Readers)
	if err := db.Ping(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func postgresPool(config *pgx.ConnConfig, size int) *sql.DB {
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(time.Hour)
	return pool
}

func setDefault(config *pgx.ConnConfig, name, value string) {
	if _, set := config.RuntimeParams[name]; !set {
		config.RuntimeParams[name] = value
	}
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// hidePassword returns an address fit for a message.
func hidePassword(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Redacted()
	}
	scheme, _, _ := strings.Cut(address, ":")
	return scheme + "://…"
}
