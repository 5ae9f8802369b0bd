package database_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// dieInTheMiddle is what a second process of this test does: it commits one
// bird, adds more without a commit, says so and waits for its end.
func dieInTheMiddle(address string) {
	ctx := context.Background()
	db, err := database.Open(ctx, address, database.Options{})
	if err == nil {
		err = db.Update(ctx, func(tx *sql.Tx) error {
			_, err := tx.Exec("INSERT INTO birds_bird (name) VALUES ('kept')")
			return err
		})
	}
	if err == nil {
		err = db.Update(ctx, func(tx *sql.Tx) error {
			// More than fits the cache of SQLite, so that parts of it reach the disk.
			for i := range 4000 {
				_, err := tx.Exec("INSERT INTO birds_bird (name) VALUES ($1)", fmt.Sprintf("%d%s", i, strings.Repeat("x", 1000)))
				if err != nil {
					return err
				}
			}
			fmt.Println("in the middle")
			io.ReadAll(os.Stdin)
			return nil
		})
	}
	fmt.Println(err)
	os.Exit(1)
}

func TestAKilledProgramLeavesNothingHalf(t *testing.T) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(kind.String(), func(t *testing.T) {
			address := databases.Address(t, kind)
			db, err := database.Open(t.Context(), address, database.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Migrate(t.Context(), birds()...); err != nil {
				t.Fatal(err)
			}
			other := exec.Command(os.Args[0])
			other.Env = append(os.Environ(), "VERBUND_TEST_DIE="+address)
			if _, err := other.StdinPipe(); err != nil { // stays open until it is killed
				t.Fatal(err)
			}
			out, err := other.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := other.Start(); err != nil {
				t.Fatal(err)
			}
			said := make([]byte, 200)
			n, _ := out.Read(said)
			other.Process.Kill()
			other.Wait()
			if got := string(said[:n]); got != "in the middle\n" {
				t.Fatalf("the other process said %q", got)
			}
			if n := number(t, db, "SELECT count(*) FROM birds_bird"); n != 1 {
				t.Errorf("%d birds, want the one that was committed", n)
			}
			run(t, db, "INSERT INTO birds_bird (name) VALUES ('after')")
			if kind == database.SQLite {
				var sound string
				if err := db.QueryRow(t.Context(), "PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
					t.Errorf("the file: %q, %v", sound, err)
				}
			}
		})
	}
}
