package backup_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"filippo.io/age"

	"verbund/internal/core"
	"verbund/internal/platform/backup"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }

// house is a room with a table of every type, and one that refers to itself.
func house(more ...string) database.Migrations {
	files := fstest.MapFS{}
	for i, s := range append([]string{
		"CREATE TABLE house_door (id text PRIMARY KEY, behind text REFERENCES house_door (id), size bigint, open boolean, sealed bytea)",
		"CREATE TABLE house_state (only_row bigint PRIMARY KEY, version bigint NOT NULL)",
		"INSERT INTO house_state (only_row, version) VALUES (1, 0)",
	}, more...) {
		files[fmt.Sprintf("migrations/%05d_step.sql", i+1)] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + s + ";\n")}
	}
	return database.Migrations{Room: "house", Files: files}
}

const canary = "Kanarienvogel-Zwitschern"

func fill(t testing.TB, db *database.DB) {
	t.Helper()
	err := db.Update(t.Context(), func(tx *sql.Tx) error {
		behind := any(nil)
		for i := range 300 {
			id := fmt.Sprintf("%03d %s Ü😀\x01", i*7%300, canary)
			_, err := tx.ExecContext(t.Context(), "INSERT INTO house_door (id, behind, size, open, sealed) VALUES ($1, $2, $3, $4, $5)",
				id, behind, int64(i-150)<<54, i%2 == 0, bytes.Repeat([]byte{byte(i), 0}, i*i%701))
			if err != nil {
				return err
			}
			behind = id
		}
		_, err := tx.ExecContext(t.Context(), "INSERT INTO house_door (id) VALUES ('')")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func work() backup.Work {
	return backup.Work{Program: "test", Clock: clock.At(time.Date(2026, 3, 10, 9, 30, 0, 0, time.UTC))}
}

// pair is a recipient with the key that opens what is encrypted to it.
func pair(t testing.TB) (*backup.Lock, *backup.Key, *age.X25519Identity) {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	lock, err := backup.ForRecipients("# the office\n" + identity.Recipient().String() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	key, err := backup.WithIdentities(strings.NewReader(identity.String()))
	if err != nil {
		t.Fatal(err)
	}
	return lock, key, identity
}

func make1(t testing.TB, db *database.DB, lock *backup.Lock) backup.Made {
	t.Helper()
	made, err := backup.Make(t.Context(), db, filepath.Join(t.TempDir(), "b"), lock, work())
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func restore(t testing.TB, path string, key *backup.Key, to backup.Target) (backup.Restored, error) {
	t.Helper()
	r, err := backup.Open(path, key)
	if err != nil {
		return backup.Restored{}, err
	}
	defer r.Close()
	return backup.Restore(t.Context(), r, to, work())
}

func sums(t testing.TB, db *database.DB) []backup.Sum {
	t.Helper()
	all, err := backup.Sums(t.Context(), db, work())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var kinds = []database.Kind{database.SQLite, database.PostgreSQL}

func onPairs(t *testing.T, test func(t *testing.T, from, to database.Kind)) {
	for _, from := range kinds {
		for _, to := range kinds {
			t.Run(from.String()+" to "+to.String(), func(t *testing.T) { test(t, from, to) })
		}
	}
}

// TestC15BackupRestoresOnAnEmptyMachine holds claim C15 for every pair of
// databases: the rows are the same, and a newer program migrates them further.
func TestC15BackupRestoresOnAnEmptyMachine(t *testing.T) {
	onPairs(t, func(t *testing.T, from, to database.Kind) {
		db := databases.Open(t, from, house())
		fill(t, db)
		lock, key, _ := pair(t)
		made := make1(t, db, lock)
		if info, err := os.Stat(made.Path); err != nil || info.Mode().Perm() != 0o600 || info.Size() != made.Bytes {
			t.Errorf("%v, %v", info, err)
		}
		address := databases.Address(t, to)
		newer := house("ALTER TABLE house_door ADD COLUMN colour text NOT NULL DEFAULT 'blue'")
		done, err := restore(t, made.Path, key, backup.Target{Address: address, Sets: []database.Migrations{newer}})
		if err != nil {
			t.Fatal(err)
		}
		if done.Kept != "" || len(backup.Compare(made.Sums, done.Sums)) > 0 || backup.Rows(done.Sums) != 306 {
			t.Errorf("%+v, made %+v", done, made.Sums)
		}
		there, err := database.Open(t.Context(), address, database.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer there.Close()
		if different := backup.Compare(sums(t, db), sums(t, there)); len(different) > 0 {
			t.Errorf("%+v", different)
		}
		if err := there.Migrate(t.Context(), newer); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := there.QueryRow(t.Context(), "SELECT count(*) FROM house_door WHERE colour = 'blue'").Scan(&n); err != nil || n != 301 {
			t.Errorf("%d doors are blue, %v", n, err)
		}
		// Over data only if that is asked for.
		target := backup.Target{Address: address, Sets: []database.Migrations{newer}}
		there.Close()
		_, err = restore(t, made.Path, key, target)
		if e, _ := errors.AsType[*core.Error](err); e == nil || e.Key != "backup.error.occupied" || !strings.Contains(fmt.Sprint(e.Args), "house_door 301") {
			t.Errorf("over data: %v", err)
		}
		target.Over = true
		if done, err = restore(t, made.Path, key, target); err != nil || done.Kept == "" {
			t.Errorf("%+v, %v", done, err)
		}
	})
}

// TestC1BackupHoldsNoPlaintext looks for what was entered, in every form in which
// it might lie in the file.
func TestC1BackupHoldsNoPlaintext(t *testing.T) {
	db := databases.Open(t, database.SQLite, house())
	fill(t, db)
	lock, _, _ := pair(t)
	file, err := os.ReadFile(make1(t, db, lock).Path)
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	io.WriteString(z, canary)
	z.Close()
	for _, never := range []string{canary, hex.EncodeToString([]byte(canary)), base64.StdEncoding.EncodeToString([]byte(canary)), zipped.String()[10:],
		strings.Join(strings.Split(canary, ""), "\x00"), "house_door", "CREATE", "verbund backup"} {
		if bytes.Contains(file, []byte(never)) {
			t.Errorf("the file holds %q", never)
		}
	}
}

func TestPassphraseOpensWhatItClosed(t *testing.T) {
	db := databases.Open(t, database.SQLite, house())
	fill(t, db)
	lock, err := backup.ForPassphrase("a long enough phrase", 4)
	if err != nil {
		t.Fatal(err)
	}
	made := make1(t, db, lock)
	if asks, err := backup.NeedsPassphrase(made.Path); err != nil || !asks {
		t.Errorf("asks for one: %v, %v", asks, err)
	}
	for words, want := range map[string]string{"a long enough phrase": "", "a long enough phrasE": "backup.error.wrong-key"} {
		key, err := backup.WithPassphrase(words)
		if err != nil {
			t.Fatal(err)
		}
		address := databases.Address(t, database.SQLite)
		_, err = restore(t, made.Path, key, backup.Target{Address: address, Sets: []database.Migrations{house()}})
		if keyOf(err) != want {
			t.Errorf("%q: %v", words, err)
		}
		if _, err := os.Stat(address); (err == nil) != (want == "") {
			t.Errorf("%q: the database: %v", words, err)
		}
	}
	if _, err := backup.ForPassphrase("elf Zeichen", 4); keyOf(err) != "backup.error.passphrase-short" {
		t.Errorf("eleven characters: %v", err)
	}
}

func keyOf(err error) string {
	if e, ok := errors.AsType[*core.Error](err); ok {
		return e.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestRecipientsAreRead(t *testing.T) {
	x, _ := age.GenerateX25519Identity()
	other, _ := age.GenerateX25519Identity()
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	db := databases.Open(t, database.SQLite, house())
	for _, test := range []struct {
		name, list, want string
		opens            []age.Identity
	}{
		{"two", x.Recipient().String() + "," + other.Recipient().String(), "", []age.Identity{x, other}},
		{"against quantum computers", hybrid.Recipient().String(), "", []age.Identity{hybrid}},
		{"mixed", x.Recipient().String() + "\n" + hybrid.Recipient().String(), "backup.error.recipients-mixed", nil},
		{"none", "", "backup.error.recipients", nil},
		{"a key instead", x.String(), "backup.error.recipients", nil},
	} {
		lock, err := backup.ForRecipients(test.list)
		if keyOf(err) != test.want {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
		if err != nil {
			if strings.Contains(err.Error(), "AGE-SECRET-KEY-1") {
				t.Errorf("%s: the message quotes the key: %v", test.name, err)
			}
			continue
		}
		path := make1(t, db, lock).Path
		for _, identity := range test.opens {
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			plain, err := age.Decrypt(file, identity)
			if err == nil {
				_, err = io.Copy(io.Discard, plain)
			}
			if err != nil {
				t.Errorf("%s: the age library does not open it: %v", test.name, err)
			}
			file.Close()
		}
		if asks, err := backup.NeedsPassphrase(path); err != nil || asks {
			t.Errorf("%s: asks for a passphrase: %v, %v", test.name, asks, err)
		}
	}
}

func TestBackupFromANewerProgramIsRefused(t *testing.T) {
	databases.Each(t, []database.Migrations{house("CREATE TABLE house_roof (id text PRIMARY KEY)")}, func(t *testing.T, db *database.DB) {
		lock, key, _ := pair(t)
		path := make1(t, db, lock).Path
		for want, sets := range map[string][]database.Migrations{
			"backup.error.newer": {house()},
			"backup.error.other": {house("CREATE TABLE house_roof (id bytea PRIMARY KEY)")},
		} {
			address := databases.Address(t, db.Kind())
			if _, err := restore(t, path, key, backup.Target{Address: address, Sets: sets}); keyOf(err) != want {
				t.Errorf("%v, want %s", err, want)
			}
			if left, _ := filepath.Glob(address + "*"); db.Kind() == database.SQLite && !slices.Equal(left, []string{address + ".lock"}) {
				t.Errorf("left behind: %v", left)
			}
		}
	})
}

func TestMoveProvesThatAllIsEqual(t *testing.T) {
	onPairs(t, func(t *testing.T, from, to database.Kind) {
		here, there := databases.Address(t, from), databases.Address(t, to)
		open := func(address string) *database.DB {
			db, err := database.Open(t.Context(), address, database.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return db
		}
		target := backup.Target{Address: there, Sets: []database.Migrations{house()}}
		if _, err := backup.Move(t.Context(), here, database.Options{}, target, work()); keyOf(err) != "backup.error.nothing" {
			t.Errorf("from nothing: %v", err)
		}
		db := open(here)
		if err := db.Migrate(t.Context(), house()); err != nil {
			t.Fatal(err)
		}
		fill(t, db)
		if _, err := backup.Move(t.Context(), here, database.Options{}, target, work()); keyOf(err) != "backup.error.in-use" {
			t.Errorf("while it is served: %v", err)
		}
		db.Close()

		// Somebody writes in between: the copy must not appear.
		disturbed := work()
		disturbed.Progress = func(step backup.Step, n, of int64) {
			if step != backup.Comparing || n != of {
				return
			}
			db := open(here)
			defer db.Close()
			err := db.Update(context.Background(), func(tx *sql.Tx) error {
				_, err := tx.Exec("UPDATE house_state SET version = version + 1")
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		m, err := backup.Move(t.Context(), here, database.Options{}, target, disturbed)
		if err != nil || !m.Changed || m.Equal() {
			t.Errorf("changed meanwhile: %+v, %v", m, err)
		}
		if held, err := database.Holds(t.Context(), there, database.Options{}); err != nil || len(held) > 0 {
			t.Errorf("in the target: %v, %v", held, err)
		}

		m, err = backup.Move(t.Context(), here, database.Options{}, target, work())
		if err != nil || !m.Equal() || backup.Rows(m.To) != 306 {
			t.Fatalf("%+v, %v", m, err)
		}
		a, b := open(here), open(there)
		if different := backup.Compare(sums(t, a), sums(t, b)); len(different) > 0 {
			t.Errorf("%+v", different)
		}
		a.Close()
		b.Close()
		target.Over = true // Move does not know that
		if _, err := backup.Move(t.Context(), here, database.Options{}, target, work()); keyOf(err) != "backup.error.occupied-move" {
			t.Errorf("over data: %v", err)
		}
		if _, err := backup.Move(t.Context(), here, database.Options{}, backup.Target{Address: here}, work()); keyOf(err) != "backup.error.same" {
			t.Errorf("onto itself: %v", err)
		}
	})
}

func TestBackupIsOneMomentWhileOthersWrite(t *testing.T) {
	databases.Each(t, []database.Migrations{house()}, func(t *testing.T, db *database.DB) {
		fill(t, db)
		before := sums(t, db)
		w := work()
		w.Progress = func(step backup.Step, n, of int64) {
			if step != backup.Writing {
				return
			}
			err := db.Update(context.Background(), func(tx *sql.Tx) error {
				_, err := tx.Exec("DELETE FROM house_state")
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		lock, _, _ := pair(t)
		// The state is that of the first read, so what was deleted later is in it.
		made, err := backup.Make(t.Context(), db, filepath.Join(t.TempDir(), "b"), lock, w)
		if err != nil {
			t.Fatal(err)
		}
		if different := backup.Compare(before, made.Sums); len(different) > 0 {
			t.Errorf("%+v", different)
		}
		if len(backup.Compare(before, sums(t, db))) != 1 {
			t.Error("nothing was deleted meanwhile")
		}
	})
}

func TestNothingIsLeftOfABackupThatFails(t *testing.T) {
	db := databases.Open(t, database.SQLite, house())
	fill(t, db)
	lock, _, _ := pair(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "b")
	ctx, cancel := context.WithCancel(t.Context())
	w := work()
	w.Progress = func(step backup.Step, n, of int64) {
		if step == backup.Verifying && n == of {
			cancel()
		}
	}
	if _, err := backup.Make(ctx, db, path, lock, w); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Make(t.Context(), db, path, lock, work()); keyOf(err) != "backup.error.exists" {
		t.Errorf("over a file: %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "mine" {
		t.Errorf("the file was changed to %q", got)
	}
	if _, err := backup.Make(t.Context(), db, "/dev/null/b", lock, work()); err == nil {
		t.Error("no folder, no error")
	}
}

func TestOldBackupsGoAndTheNewestStays(t *testing.T) {
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	folder := t.TempDir()
	for _, name := range []string{
		backup.Name(now), backup.Name(now.Add(-30 * 24 * time.Hour)), backup.Name(now.Add(-30*24*time.Hour - time.Minute)), backup.Name(now.AddDate(-1, 0, 0)),
		backup.Name(now) + ".part", backup.Name(now.AddDate(0, 0, -2)) + ".part",
		"verbund-2020-01-01.backup", "verbund-2020-01-01T0000Z.backup.txt", "other", "verbund-2020-13-01T0000Z.backup",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if removed, err := backup.RemoveOld(folder, 0, now); err != nil || len(removed) != 1 {
		t.Errorf("without an end: %v, %v", removed, err)
	}
	removed, err := backup.RemoveOld(folder, 30, now)
	want := []string{filepath.Join(folder, "verbund-2026-03-01T1159Z.backup"), filepath.Join(folder, "verbund-2025-03-31T1200Z.backup")}
	if err != nil || !slices.Equal(removed, want) {
		t.Errorf("removed %v, %v; want %v", removed, err, want)
	}
	if left, _ := os.ReadDir(folder); len(left) != 7 {
		t.Errorf("%d are left: %v", len(left), left)
	}
	if removed, err = backup.RemoveOld(folder, 1, now.AddDate(1, 0, 0)); err != nil || len(removed) != 2 {
		t.Errorf("a year later %v goes, %v; the newest must stay", removed, err)
	}
}
