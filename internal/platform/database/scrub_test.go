package database_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestScrubLeavesNothingOfWhatWasDeleted(t *testing.T) {
	path := databases.Address(t, database.SQLite)
	db, err := database.Open(t.Context(), path, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context(), birds()...); err != nil {
		t.Fatal(err)
	}
	song := bytes.Repeat([]byte("a song that nobody shall find "), 1000)
	run(t, db, "INSERT INTO birds_bird (name, song) VALUES ('wren', $1)", song)
	run(t, db, "DELETE FROM birds_bird")
	found := func() bool {
		for _, name := range []string{path, path + "-wal"} {
			if content, err := os.ReadFile(name); err == nil && bytes.Contains(content, song[:300]) {
				return true
			}
		}
		return false
	}
	if !found() {
		t.Error("it is gone before: the test would notice nothing")
	}
	err = db.View(t.Context(), func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRow("SELECT count(*) FROM birds_bird").Scan(&n); err != nil {
			return err
		}
		run(t, db, "INSERT INTO birds_bird (name) VALUES ('owl')")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if err := db.Scrub(ctx, "birds_bird"); core.KindOf(err) != core.Unavailable {
			t.Errorf("while somebody reads: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Scrub(t.Context(), "birds_bird"); err != nil {
		t.Fatal(err)
	}
	if found() {
		t.Error("it is still there")
	}
}

func TestScrubKeepsWhatIsThere(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
		for range 2 {
			if err := db.Scrub(t.Context(), "birds_bird"); err != nil {
				t.Fatal(err)
			}
		}
		if n := number(t, db, "SELECT count(*) FROM birds_bird"); n != 1 {
			t.Errorf("%d birds", n)
		}
		if err := db.Scrub(t.Context(), "birds_bird; DROP TABLE birds_bird"); err == nil {
			t.Error("a name that is none was taken")
		}
	})
}
