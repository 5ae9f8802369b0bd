package figures

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/gate"
)

// ShowInvented publishes the protected edition of a snapshot of invented records, for
// the demonstration, which starts in less than a second: the attacks of the gate take
// longer. The report says that they were not made.
func (s *Store) ShowInvented(ctx context.Context, snap *Snapshot) error {
	shown, err := snap.Edition(edition.Public)
	if err != nil {
		return err
	}
	sets := snap.Sets()
	checks := storedReport(gate.Report{Checks: []gate.Check{{ID: "invented", Passed: true, Key: "figures.gate.invented.passed"}}})
	var parts [3]string
	for i, part := range []any{shown, checks, ledgerOf(sets[len(sets)-1], shown)} {
		text, err := json.Marshal(part)
		if err != nil {
			return err
		}
		parts[i] = string(text)
	}
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO figures_publication (number, kind, year, snapshot, state, edition, report, ledger, budget, proposed_by, proposed_who, proposed_on, decided_by, decided_on)
			VALUES ((SELECT coalesce(max(number), 0) + 1 FROM figures_publication), 'tables', $1, $2, 'published', $3, $4, $5, '', 'verbund demo', '', $6, 'verbund demo', $6)`,
			snap.Year, snap.ID, parts[0], parts[1], parts[2], core.Date{Year: snap.Year + 1, Month: 9, Day: 1}.String())
		return err
	})
}

// ShowInventedMicrodata publishes microdata of the three years of invented records that
// end with a snapshot, for the demonstration. Nobody is in them, so the noise may come
// from a seed.
func (s *Store) ShowInventedMicrodata(ctx context.Context, snap *Snapshot, seed io.Reader) error {
	release, marks, err := snap.draw(seed)
	if err != nil {
		return err
	}
	files, err := release.Files()
	if err != nil {
		return err
	}
	day := core.Date{Year: snap.Year + 1, Month: 9, Day: 1}
	p := Publication{Kind: OfMicrodata, Year: snap.Year, Snapshot: snap.ID, State: Published, Open: openOf(release), Report: marks,
		ProposedBy: "verbund demo", ProposedOn: day, DecidedBy: "verbund demo", PublishedOn: day}
	return s.db.Update(ctx, func(tx *sql.Tx) error { return s.keepMicrodata(ctx, tx, &p, files) })
}
