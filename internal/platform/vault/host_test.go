package vault

import (
	"bytes"
	"database/sql"
	"errors"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// A second server with a pepper of its own must not start: it would refuse every
// right password. Where a pepper is lost, nobody loses anything but that.
func TestAnotherPepperIsNoticedAndCanBeAdopted(t *testing.T) {
	databases.Each(t, []database.Migrations{Migrations()}, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		first, err := New(db, bytes.Repeat([]byte{1}, 32), clock.System{})
		if err != nil {
			t.Fatal(err)
		}
		other, err := New(db, bytes.Repeat([]byte{2}, 32), clock.System{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []*Vault{first, other} {
			if err := v.CheckPepper(ctx); err != nil {
				t.Fatalf("there is no password yet: %v", err)
			}
		}
		const person core.ID = "0190a000-0000-7000-8000-000000000001"
		e, err := first.Enrol(ctx, person, "ein langes Passwort")
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Update(ctx, func(tx *sql.Tx) error { return e.Save(ctx, tx) }); err != nil {
			t.Fatal(err)
		}
		if err := other.CheckPepper(ctx); !errors.Is(err, ErrOtherPepper) {
			t.Fatalf("another pepper: %v", err)
		}
		if _, err := other.Unlock(ctx, person, "ein langes Passwort"); !errors.Is(err, ErrOtherPepper) {
			t.Errorf("another pepper opened, or blames her: %v", err)
		}
		stranger, err := other.Enrol(ctx, "0190a000-0000-7000-8000-000000000002", "noch ein langes Passwort")
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Update(ctx, func(tx *sql.Tx) error { return stranger.Save(ctx, tx) }); !errors.Is(err, ErrOtherPepper) {
			t.Errorf("a password was kept under another pepper: %v", err)
		}
		if err := other.AdoptPepper(ctx); err != nil {
			t.Fatal(err)
		}
		if err := other.CheckPepper(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Unlock(ctx, person, "ein anderes Passwort"); core.KindOf(err) != core.Denied {
			t.Errorf("a wrong password opened: %v", err)
		}
		for range 2 { // by the key the first time, by the verifier afterwards
			h, err := other.Unlock(ctx, person, "ein langes Passwort")
			if err != nil || !bytes.Equal(h.own.public, e.holder.own.public) {
				t.Fatalf("the right password: %v", err)
			}
		}
		var verifier []byte
		if err := db.QueryRow(ctx, "SELECT verifier FROM vault_person").Scan(&verifier); err != nil || len(verifier) != 32 {
			t.Errorf("nothing is kept of the password under the new pepper: %d bytes, %v", len(verifier), err)
		}
	})
}
