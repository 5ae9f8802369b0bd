package site

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the tables of the room.
func Migrations() database.Migrations { return database.Migrations{Room: "site", Files: migrations} }

// Store keeps notices.
type Store struct {
	db    *database.DB
	clock clock.Clock
	may   func(core.Actor, web.Right) bool
}

// NewStore returns the store over a migrated database. may tells who has which
// right, and nil that only the operator may announce anything.
func NewStore(db *database.DB, c clock.Clock, may func(core.Actor, web.Right) bool) *Store {
	return &Store{db, c, may}
}

// Add puts a notice up and returns it with its id. It is Denied without
// the right Notices, and Invalid where something is missing or too long.
func (s *Store) Add(ctx context.Context, actor core.Actor, n Notice) (Notice, error) {
	if err := s.mayAnnounce(actor); err != nil {
		return n, err
	}
	if err := n.check(); err != nil {
		return n, err
	}
	now := s.clock.Now()
	n.ID, n.By = core.NewID(now), actor.Name
	words, err := json.Marshal(n.Words)
	if err != nil {
		return n, err
	}
	return n, s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO site_notice (id, urgent, words, starts_at, ends_at, made_by, made_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			string(n.ID), n.Urgent, string(words), n.From.UnixMicro(), n.Until.UnixMicro(), n.By, now.UnixMicro())
		return err
	})
}

// End takes a notice down now. Ending one that has ended changes nothing; one
// that never was is NotFound.
func (s *Store) End(ctx context.Context, actor core.Actor, id core.ID) error {
	if err := s.mayAnnounce(actor); err != nil {
		return err
	}
	now := s.clock.Now().UnixMicro()
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		var found string
		err := tx.QueryRowContext(ctx, `SELECT id FROM site_notice WHERE id = $1`, string(id)).Scan(&found)
		if err == sql.ErrNoRows {
			return &core.Error{Kind: core.NotFound, Key: "site.notice.none"}
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE site_notice SET ends_at = $2, ended_by = $3 WHERE id = $1 AND ends_at > $2`, string(id), now, actor.Name)
		return err
	})
}

// Notices returns those that have not ended, the latest first.
func (s *Store) Notices(ctx context.Context, now time.Time) ([]Notice, error) {
	return s.after(ctx, now)
}

// All returns every notice there ever was, the latest first. It is Denied without
// the right Notices.
func (s *Store) All(ctx context.Context, actor core.Actor) ([]Notice, error) {
	if err := s.mayAnnounce(actor); err != nil {
		return nil, err
	}
	return s.after(ctx, time.Time{})
}

// after returns the notices that end after an instant.
func (s *Store) after(ctx context.Context, at time.Time) ([]Notice, error) {
	rows, err := s.db.Query(ctx, `
		SELECT id, urgent, words, starts_at, ends_at, made_by, ended_by FROM site_notice
		WHERE ends_at > $1 ORDER BY starts_at DESC, id DESC`, at.UnixMicro())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Notice
	for rows.Next() {
		var n Notice
		var words string
		var from, until int64
		if err := rows.Scan(&n.ID, &n.Urgent, &words, &from, &until, &n.By, &n.EndedBy); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(words), &n.Words); err != nil {
			return nil, err
		}
		n.From, n.Until = time.UnixMicro(from).UTC(), time.UnixMicro(until).UTC()
		all = append(all, n)
	}
	return all, rows.Err()
}

// mayAnnounce refuses whoever neither has the right Notices nor runs commands.
func (s *Store) mayAnnounce(actor core.Actor) error {
	if actor.Role == core.Operator || s.may != nil && s.may(actor, Notices) {
		return nil
	}
	return &core.Error{Kind: core.Denied, Key: "web.error.denied"}
}
