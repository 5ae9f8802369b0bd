package account

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"verbund/internal/core"
)

// Happening is one line of the history of accounts, duties and centres.
type Happening struct {
	ID     core.ID
	At     time.Time
	Actor  string
	Person core.ID // whose account; may be empty
	Unit   core.ID // a centre or organisation; may be empty
	What   string
	Detail string
}

func scanHappening(row interface{ Scan(...any) error }) (Happening, error) {
	var h Happening
	var at int64
	if err := row.Scan(&h.ID, &at, &h.Actor, &h.Person, &h.Unit, &h.What, &h.Detail); err != nil {
		return h, fmt.Errorf("history: %w", err)
	}
	h.At = time.UnixMicro(at).UTC()
	return h, nil
}

// happenings returns a part of the history, the newest first, and how long all of
// it is: of one person, or of everybody if person is empty.
func happenings(ctx context.Context, tx *sql.Tx, person core.ID, from, most int) (part []Happening, all int, err error) {
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM account_history WHERE $1 IN ('', person_id)`, string(person)).Scan(&all); err != nil {
		return nil, 0, fmt.Errorf("history: %w", err)
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, happened_at, actor, person_id, unit, what, detail FROM account_history
		WHERE $1 IN ('', person_id) ORDER BY happened_at DESC, id DESC LIMIT $2 OFFSET $3`, string(person), most, from)
	if err != nil {
		return nil, 0, fmt.Errorf("history: %w", err)
	}
	part, err = collect(rows, scanHappening)
	return part, all, err
}

// allDuties returns every duty, also past ones.
func allDuties(ctx context.Context, tx *sql.Tx) ([]Duty, error) { return dutiesWhere(ctx, tx, `1 = 1`) }

// endEarlierSessions ends the sessions of a person that began before an instant.
func endEarlierSessions(ctx context.Context, tx *sql.Tx, person core.ID, before time.Time) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM account_session WHERE person_id = $1 AND began_at < $2`, string(person), before.UnixMicro()); err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	return nil
}

// unitNames returns the names of all organisations and centres by id.
func unitNames(ctx context.Context, tx *sql.Tx) (map[core.ID]string, error) {
	names := map[core.ID]string{}
	for _, statement := range []string{`SELECT id, name FROM network_organisation`, `SELECT id, name FROM account_centre`} {
		rows, err := tx.QueryContext(ctx, statement)
		if err != nil {
			return nil, fmt.Errorf("units: %w", err)
		}
		pairs, err := collect(rows, func(row interface{ Scan(...any) error }) (pair [2]string, err error) {
			err = row.Scan(&pair[0], &pair[1])
			return pair, err
		})
		if err != nil {
			return nil, fmt.Errorf("units: %w", err)
		}
		for _, p := range pairs {
			names[core.ID(p[0])] = p[1]
		}
	}
	return names, nil
}

// setDraft puts something that waits into a session, if that still exists.
func setDraft(ctx context.Context, tx *sql.Tx, hash, sealed []byte) error {
	if _, err := tx.ExecContext(ctx, `UPDATE account_session SET draft = $1 WHERE hash = $2`, whole(sealed), hash); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}
