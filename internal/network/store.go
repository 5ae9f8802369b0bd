package network

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"verbund/internal/core"
)

const columns = `id, name, group_code, country, land, town, email, website, member, as_of, source`

// All returns every organisation, in the order of Groups and then by name and
// id, both byte by byte.
func All(ctx context.Context, tx *sql.Tx) ([]Organisation, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+columns+` FROM network_organisation`)
	if err != nil {
		return nil, fmt.Errorf("organisations: %w", err)
	}
	defer rows.Close()
	var all []Organisation
	for rows.Next() {
		o, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("organisations: %w", err)
	}
	order := Groups()
	slices.SortFunc(all, func(a, b Organisation) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Group), slices.Index(order, b.Group)),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// Save writes an organisation over whatever is stored under its id.
func Save(ctx context.Context, tx *sql.Tx, o Organisation) error {
	return insert(ctx, tx, o, `DO UPDATE SET name = excluded.name, group_code = excluded.group_code,
		country = excluded.country, land = excluded.land, town = excluded.town, email = excluded.email,
		website = excluded.website, member = excluded.member, as_of = excluded.as_of, source = excluded.source`)
}

// Ensure stores an organisation unless one with its id is there already, which
// is then left as it is.
func Ensure(ctx context.Context, tx *sql.Tx, o Organisation) error {
	return insert(ctx, tx, o, `DO NOTHING`)
}

func insert(ctx context.Context, tx *sql.Tx, o Organisation, onConflict string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO network_organisation (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) `+onConflict,
		string(o.ID), o.Name, string(o.Group), o.Country, o.Land, o.Town, o.Email, o.Website, o.Member,
		o.AsOf.String(), o.Source)
	if err != nil {
		return fmt.Errorf("organisation %s: %w", o.ID, err)
	}
	return nil
}

func scan(row interface{ Scan(...any) error }) (Organisation, error) {
	var o Organisation
	var asOf string
	err := row.Scan(&o.ID, &o.Name, &o.Group, &o.Country, &o.Land, &o.Town, &o.Email, &o.Website, &o.Member, &asOf, &o.Source)
	if err == nil {
		o.AsOf, err = core.ParseDate(asOf)
	}
	if err != nil {
		return o, fmt.Errorf("organisation: %w", err)
	}
	return o, nil
}
