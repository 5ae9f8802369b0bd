package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// fold makes of a sign-in name or mail address what is compared: two that look
// alike to people are the same.
func fold(s string) string { return text.Fold(strings.TrimSpace(s)) }

const personColumns = `id, name, sign_in, email, language, keys_off, state, created_on`

func scanPerson(row interface{ Scan(...any) error }) (Person, error) {
	var p Person
	var created string
	err := row.Scan(&p.ID, &p.Name, &p.SignIn, &p.Email, &p.Language, &p.KeysOff, &p.State, &created)
	if err == nil {
		p.CreatedOn, err = core.ParseDate(created)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("person: %w", err)
	}
	return p, err
}

// personByID returns a person; core.NotFound if there is none.
func personByID(ctx context.Context, tx *sql.Tx, id core.ID) (Person, error) {
	p, err := scanPerson(tx.QueryRowContext(ctx, `SELECT `+personColumns+` FROM account_person WHERE id = $1`, string(id)))
	if errors.Is(err, sql.ErrNoRows) {
		return p, &core.Error{Kind: core.NotFound, Key: "account.person.unknown"}
	}
	return p, err
}

// personByName returns who signs in by that name or mail address, and the empty
// person if nobody does.
func personByName(ctx context.Context, tx *sql.Tx, name string) (Person, error) {
	key := fold(name)
	if key == "" {
		return Person{}, nil
	}
	p, err := scanPerson(tx.QueryRowContext(ctx, `SELECT `+personColumns+` FROM account_person
		WHERE sign_in = $1 OR email_key = $1 ORDER BY CASE WHEN sign_in = $1 THEN 0 ELSE 1 END LIMIT 1`, key))
	if errors.Is(err, sql.ErrNoRows) {
		return Person{}, nil
	}
	return p, err
}

// people returns everybody with an account, by id.
func people(ctx context.Context, tx *sql.Tx) ([]Person, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+personColumns+` FROM account_person ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	return collect(rows, scanPerson)
}

// savePerson writes a person over whatever is stored under her id. It fails with
// core.Conflict if somebody else has the name or address.
func savePerson(ctx context.Context, tx *sql.Tx, p Person) error {
	var other int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM account_person WHERE id <> $1 AND
		(sign_in IN ($2, $3) OR (email_key <> '' AND email_key IN ($2, $3)))`, string(p.ID), fold(p.SignIn), fold(p.Email)).Scan(&other)
	if err != nil {
		return fmt.Errorf("person: %w", err)
	}
	if other > 0 {
		return &core.Error{Kind: core.Conflict, Key: "account.person.taken"}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO account_person (id, name, sign_in, email, email_key, language, keys_off, state, created_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, sign_in = excluded.sign_in, email = excluded.email,
			email_key = excluded.email_key, language = excluded.language, keys_off = excluded.keys_off, state = excluded.state`,
		string(p.ID), p.Name, fold(p.SignIn), p.Email, fold(p.Email), string(p.Language), p.KeysOff, string(p.State), p.CreatedOn.String())
	if err != nil {
		return fmt.Errorf("person: %w", err)
	}
	return nil
}

func scanDuty(row interface{ Scan(...any) error }) (Duty, error) {
	var d Duty
	var begins, ends string
	err := row.Scan(&d.ID, &d.Person, &d.Role, &d.Unit, &begins, &ends)
	if err == nil {
		if d.Begins, err = core.ParseDate(begins); err == nil {
			d.Ends, err = core.ParseDate(ends)
		}
	}
	if err != nil {
		return d, fmt.Errorf("duty: %w", err)
	}
	return d, nil
}

// dutiesWhere returns duties, by id; where is a condition on account_duty.
func dutiesWhere(ctx context.Context, tx *sql.Tx, where string, args ...any) ([]Duty, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, person_id, role, unit, begins_on, ends_on FROM account_duty WHERE `+where+` ORDER BY id`, args...)
	if err != nil {
		return nil, fmt.Errorf("duties: %w", err)
	}
	return collect(rows, scanDuty)
}

// dutiesOf returns all duties of a person, also past ones.
func dutiesOf(ctx context.Context, tx *sql.Tx, person core.ID) ([]Duty, error) {
	return dutiesWhere(ctx, tx, `person_id = $1`, string(person))
}

// dutiesIn returns all duties in a centre or organisation, also past ones.
func dutiesIn(ctx context.Context, tx *sql.Tx, unit core.ID) ([]Duty, error) {
	return dutiesWhere(ctx, tx, `unit = $1`, string(unit))
}

// saveDuty writes a duty over whatever is stored under its id.
func saveDuty(ctx context.Context, tx *sql.Tx, d Duty) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO account_duty (id, person_id, role, unit, begins_on, ends_on)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET role = excluded.role, unit = excluded.unit, begins_on = excluded.begins_on, ends_on = excluded.ends_on`,
		string(d.ID), string(d.Person), string(d.Role), string(d.Unit), d.Begins.String(), d.Ends.String())
	if err != nil {
		return fmt.Errorf("duty: %w", err)
	}
	return nil
}

const houseColumns = `id, organisation_id, name, state, renewal_due, kit_tried_on`

func scanHouse(row interface{ Scan(...any) error }) (House, error) {
	var h House
	var tried string
	err := row.Scan(&h.ID, &h.Organisation, &h.Name, &h.State, &h.RenewalDue, &tried)
	if err == nil {
		h.KitTriedOn, err = core.ParseDate(tried)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("centre: %w", err)
	}
	return h, err
}

// houseByID returns a centre; core.NotFound if there is none.
func houseByID(ctx context.Context, tx *sql.Tx, id core.ID) (House, error) {
	h, err := scanHouse(tx.QueryRowContext(ctx, `SELECT `+houseColumns+` FROM account_centre WHERE id = $1`, string(id)))
	if errors.Is(err, sql.ErrNoRows) {
		return h, &core.Error{Kind: core.NotFound, Key: "account.centre.unknown"}
	}
	return h, err
}

// houses returns all centres, by name and id.
func houses(ctx context.Context, tx *sql.Tx) ([]House, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+houseColumns+` FROM account_centre ORDER BY name, id`)
	if err != nil {
		return nil, fmt.Errorf("centres: %w", err)
	}
	return collect(rows, scanHouse)
}

// saveHouse writes a centre over whatever is stored under its id.
func saveHouse(ctx context.Context, tx *sql.Tx, h House) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO account_centre (`+houseColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET organisation_id = excluded.organisation_id, name = excluded.name, state = excluded.state,
			renewal_due = excluded.renewal_due, kit_tried_on = excluded.kit_tried_on`,
		string(h.ID), string(h.Organisation), h.Name, string(h.State), h.RenewalDue, h.KitTriedOn.String())
	if err != nil {
		return fmt.Errorf("centre: %w", err)
	}
	return nil
}

// note writes down what was done with an account, a duty or a centre.
func note(ctx context.Context, tx *sql.Tx, now time.Time, actor core.Actor, person, unit core.ID, what, detail string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO account_history (id, happened_at, actor, person_id, unit, what, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(core.NewID(now)), now.UnixMicro(), actor.Name, string(person), string(unit), what, detail)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return nil
}

func collect[T any](rows *sql.Rows, scan func(interface{ Scan(...any) error }) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
