package contact

import (
	"context"
	"database/sql"
	"testing"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// BenchmarkInboxAfterAFlood lists the inbox of a centre in which 10,000 untouched
// messages lie, as after a flood: a page must not open more than it shows.
func BenchmarkInboxAfterAFlood(b *testing.B) {
	o := newOffice(b, database.SQLite)
	ctx := context.Background()
	for range 100 {
		o.must(func(tx *sql.Tx) error {
			for range 100 {
				f, err := o.vault.Arrive(ctx, tx, north, roomName)
				if err != nil {
					return err
				}
				if _, err := f.Seal(ctx, tx, vault.Core, written, "", encode(Message{Lang: "en", Text: "noise"})); err != nil {
					return err
				}
				id := core.ID(vault.NewID())
				if _, err := tx.ExecContext(ctx, "INSERT INTO contact_box (id, centre, mailbox, state, visited_on, waiting_since, told) VALUES ($1, $2, '', 'held', '2026-03-10', '2026-03-10', false)", id, north); err != nil {
					return err
				}
				if _, err := tx.ExecContext(ctx, "INSERT INTO contact_message (folder, box, sent_on, number) VALUES ($1, $2, '2026-03-10', 1)", f.ID(), id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	anna := o.people["anna"]
	d := colleague{desk.Desk{Deps: &o.room.Deps.Deps, Actor: core.Actor{Person: anna.id, Centre: north}, Holder: anna.holder, Standing: desk.Open}, o.room}
	for b.Loop() {
		s, err := d.find(ctx, web.Values{"tab": {tabHeld}})
		if err != nil || len(s.shown) != perPage || s.counts[tabHeld] != 10_000 {
			b.Fatal(len(s.shown), s.counts, err)
		}
	}
}
