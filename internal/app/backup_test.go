package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"verbund/internal/app"
	"verbund/internal/platform/backup"
	"verbund/internal/platform/database"
	"verbund/internal/testkit"
	"verbund/internal/testkit/databases"
)

// keyPair is a recipient and the file of its key.
func keyPair(t *testing.T) (recipient, identity string) {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return key.Recipient().String(), file(t, "key.txt", key.String()+"\n")
}

// program is the program in a process of its own, with arguments.
func program(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, os.Args[0])
	c.Args = append([]string{"verbund"}, args...)
	c.Env = append(os.Environ(), "LC_ALL=C")
	return c
}

func sumsAt(t *testing.T, address string) []backup.Sum {
	t.Helper()
	db, err := database.Existing(context.Background(), address, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	sums, err := backup.Sums(context.Background(), db, backup.Work{})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// TestC15BackupOfAServedNetworkRestoresAnywhere makes a backup of a network with
// entries while it is served, and brings it up on an empty machine on either
// database: the same rows, the same pages.
// pepper is brought to the other machine apart from the backup.
const pepper = "a pepper of at least thirty-two characters"

func TestC15BackupOfAServedNetworkRestoresAnywhere(t *testing.T) {
	takesLong(t)
	kinds := []database.Kind{database.SQLite, database.PostgreSQL}
	for _, from := range kinds {
		for _, to := range kinds {
			t.Run(from.String()+" to "+to.String(), func(t *testing.T) {
				var address string
				n := testkit.Start(t, testkit.Options{Kind: from, Demo: true, People: true, Config: func(c *app.Config) { address, c.Pepper = c.Database, pepper }})
				visitor := testkit.NewVisitor(t, n.Address, "de")
				page := visitor.Opens("/de/centres").Is(200)
				recipient, identity := keyPair(t)
				path := filepath.Join(t.TempDir(), "backup")
				code, said, failed := runIn(t, nil, "backup", "--data", t.TempDir(), "--database", address, "--recipient", recipient, path)
				if code != 0 {
					t.Fatal(said, failed)
				}
				content, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				for _, never := range []string{testkit.SecretStreet, testkit.InternalNote, "centres_entry", "Schutzwohnung Nord"} {
					if bytes.Contains(content, []byte(never)) {
						t.Errorf("the file holds %q", never)
					}
				}
				there := databases.Address(t, to)
				if code, said, failed = runIn(t, nil, "restore", "--data", t.TempDir(), "--pepper", pepper, "--database", there, "--identity", identity, path); code != 0 {
					t.Fatal(said, failed)
				}
				if different := backup.Compare(sumsAt(t, address), sumsAt(t, there)); len(different) > 0 {
					t.Errorf("%+v", different)
				}
				again := testkit.Start(t, testkit.Options{Content: testkit.Nothing, Demo: true, Config: func(c *app.Config) { c.Database, c.Pepper = there, pepper }})
				again.SignIn(t, "counsellor").Opens("/handbook").Is(200).Says("Schutzwohnung Nord")
				other := testkit.NewVisitor(t, again.Address, "de").Opens("/de/centres").Is(200)
				if page.Main() != other.Main() {
					t.Error("the restored network shows another directory")
				}
			})
		}
	}
}

// TestEveryTableOfEveryRoomIsInABackup compares what the databases themselves
// list with what is copied: a table that bears no room's name would be lost.
func TestEveryTableOfEveryRoomIsInABackup(t *testing.T) {
	databases.Each(t, app.Migrations(), func(t *testing.T, db *database.DB) {
		tables, err := db.Tables(t.Context())
		if err != nil || len(tables) < 10 {
			t.Errorf("%d tables, %v", len(tables), err)
		}
		strangers, err := db.Strangers(t.Context())
		if err != nil || len(strangers) > 0 {
			t.Errorf("not copied, since their names do not begin with that of their room: %v, %v", strangers, err)
		}
	})
}

// large fills a network with some megabytes that do not compress.
func large(t *testing.T, kind database.Kind) (address string) {
	t.Helper()
	n := testkit.Start(t, testkit.Options{Kind: kind, Config: func(c *app.Config) { address = c.Database }})
	noise := make([]byte, 256<<10)
	err := n.App.Database.Update(t.Context(), func(tx *sql.Tx) error {
		for i := range 40 {
			rand.Read(noise)
			if _, err := tx.Exec("INSERT INTO places_table (slot, version, content) VALUES ($1, '', $2)", fmt.Sprint("noise", i), noise); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func TestKilledRestoreLeavesNothingOrAll(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program many times")
	}
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(kind.String(), func(t *testing.T) {
			address := large(t, kind)
			want := sumsAt(t, address)
			recipient, identity := keyPair(t)
			path := filepath.Join(t.TempDir(), "backup")
			if code, _, failed := runIn(t, nil, "backup", "--data", t.TempDir(), "--database", address, "--recipient", recipient, path); code != 0 {
				t.Fatal(failed)
			}
			there := databases.Address(t, kind)
			nothing, all := 0, 0
			for after := 20 * time.Millisecond; all == 0 && nothing < 60; after += after / 4 {
				ctx, cancel := context.WithTimeout(t.Context(), after)
				err := program(ctx, "restore", "--data", t.TempDir(), "--pepper", pepper, "--database", there, "--identity", identity, path).Run()
				cancel()
				held, failed := database.Holds(t.Context(), there, database.Options{})
				if failed != nil {
					t.Fatal(failed)
				}
				if len(held) == 0 {
					nothing++
					continue
				}
				all++
				if different := backup.Compare(want, sumsAt(t, there)); len(different) > 0 {
					t.Errorf("killed after %v (%v): %+v", after, err, different)
				}
			}
			if nothing == 0 || all == 0 {
				t.Errorf("%d times nothing, %d times all: the kills did not fall into the restore", nothing, all)
			}
			t.Logf("killed %d times before it was there", nothing)
		})
	}
}

func TestFullDiskLeavesNoBackup(t *testing.T) {
	address := large(t, database.SQLite)
	recipient, _ := keyPair(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "backup")
	limited := exec.CommandContext(t.Context(), "sh", "-c", `trap "" XFSZ; ulimit -f 500; exec "$0" "$@"`, os.Args[0])
	c := program(t.Context(), "backup", "--data", t.TempDir(), "--database", address, "--recipient", recipient, path)
	limited.Args = append(limited.Args, c.Args[1:]...)
	limited.Env = c.Env
	// The program is known by its name, so it gets it as a link.
	link := filepath.Join(t.TempDir(), "verbund")
	if err := os.Symlink(os.Args[0], link); err != nil {
		t.Fatal(err)
	}
	limited.Args[3] = link
	out, err := limited.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "not enough room") || strings.Count(string(out), "\n") != 1 {
		t.Errorf("%v: %s", err, out)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
