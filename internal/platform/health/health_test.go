package health_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"verbund/internal/platform/backup"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/health"
	"verbund/internal/platform/text"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }

func now() time.Time { return time.Date(2026, 3, 10, 9, 30, 0, 0, time.UTC) }

func room(steps ...string) database.Migrations {
	files := fstest.MapFS{}
	for i, s := range append([]string{"CREATE TABLE nest_egg (id text PRIMARY KEY, parent text REFERENCES nest_egg (id), n bigint)", "CREATE INDEX nest_n ON nest_egg (n)"}, steps...) {
		files["migrations/"+string(rune('1'+i))+"_x.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + s + ";\n")}
	}
	return database.Migrations{Room: "nest", Files: files}
}

// printers says everything in both languages and reports what is missing.
func printers(t *testing.T) map[string]*text.Printer {
	t.Helper()
	de, _ := text.LanguageOf("de")
	en, _ := text.LanguageOf("en")
	c, err := text.Load([]text.Language{de, en}, health.Texts())
	if err != nil {
		t.Fatal(err)
	}
	c.Report(func(problem string) { t.Error(problem) })
	return map[string]*text.Printer{"de": c.For("de"), "en": c.For("en")}
}

// expect runs a check and compares the states and what is said in English.
func expect(t *testing.T, name string, check health.Check, state health.State, words ...string) {
	t.Helper()
	findings := health.Run(t.Context(), check)
	if got := health.Worst(findings); got != state {
		t.Errorf("%s: %s, want %s", name, got, state)
	}
	say := printers(t)
	health.Lines(say["de"], findings)
	var all strings.Builder
	lines := health.Lines(say["en"], findings)
	if err := health.Write(&all, lines); err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if (l.State == health.OK) != (l.ToDo == "") {
			t.Errorf("%s: %s, but to do is %q", name, l.State, l.ToDo)
		}
	}
	for _, w := range words {
		if !strings.Contains(all.String(), w) {
			t.Errorf("%s: %q is not said:\n%s", name, w, all.String())
		}
	}
}

func TestFilesOfOthersAreFound(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(folder, "key")
	if err := os.WriteFile(key, []byte(strings.Repeat("x", 64)), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, "private", health.Private(folder, key, filepath.Join(folder, "missing")), health.OK)
	expect(t, "secret", health.Secret("link.key", false, key), health.OK, "link.key is in")
	expect(t, "set", health.Secret("link.key", true, "/nowhere"), health.OK, "is set")
	expect(t, "missing", health.Secret("link.key", false, key+"s"), health.Attention, "is missing")
	if err := os.Chmod(key, 0o640); err != nil {
		t.Fatal(err)
	}
	expect(t, "group", health.Private(folder, key), health.Broken, "chmod 600 "+key)
	if err := os.Truncate(key, 3); err != nil {
		t.Fatal(err)
	}
	expect(t, "short", health.Secret("link.key", false, key), health.Broken, "too short")
	expect(t, "disk", health.Disk(folder, func() int64 { return 1 << 60 }), health.Attention, "twice the database")
	expect(t, "disk before there is a folder", health.Disk(filepath.Join(folder, "later"), func() int64 { return 0 }), health.OK, "MB are free")
}

func TestCertificateIsWatched(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now().AddDate(0, 0, -60), NotAfter: now().AddDate(0, 0, 30)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "c.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, "new", health.Certificate(path, clock.At(now())), health.OK, "until 2026-04-09, 30 more days")
	expect(t, "soon over", health.Certificate(path, clock.At(now().AddDate(0, 0, 29))), health.Attention, "1 more day.", "Renew")
	expect(t, "over", health.Certificate(path, clock.At(now().AddDate(0, 0, 31))), health.Broken, "expired on 2026-04-09")
	expect(t, "early", health.Certificate(path, clock.At(now().AddDate(0, 0, -61))), health.Broken, "not valid yet", "timedatectl")
	expect(t, "missing", health.Certificate(path+"x", clock.At(now())), health.Broken, "cannot be read")
	if err := os.WriteFile(path, []byte("no PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, "no certificate", health.Certificate(path, clock.At(now())), health.Broken, "PEM file")
	if got := health.Run(t.Context(), health.Certificate("", clock.At(now()))); len(got) > 0 {
		t.Errorf("without TLS: %v", got)
	}
}

func TestAgeOfTheNewestBackupIsSaid(t *testing.T) {
	folder := t.TempDir()
	look := health.Backups(folder, clock.At(now()))
	expect(t, "unset", health.Backups("", clock.At(now())), health.Attention, "Set backup-dir")
	expect(t, "none", look, health.Attention, "There is no backup in")
	write := func(at time.Time) {
		if err := os.WriteFile(filepath.Join(folder, backup.Name(at)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(now().Add(-49 * time.Hour))
	expect(t, "old", look, health.Attention, "49 hours old", "Look whether the daily backup runs")
	write(now().Add(-time.Hour))
	expect(t, "new", look, health.OK, "1 hour old")
	expect(t, "no folder", health.Backups(folder+"x", clock.At(now())), health.Broken)
}

func TestMailServerThatIsAwayIsSaid(t *testing.T) {
	away := func(context.Context) error { return errors.New("connection\nrefused") }
	there := func(context.Context) error { return nil }
	stuck := func(context.Context) (int, error) { return 2, nil }
	expect(t, "away", health.Mail(away, nil), health.Broken, "(connection refused)")
	expect(t, "there", health.Mail(there, nil), health.OK)
	expect(t, "none", health.Mail(nil, nil), health.Attention, "no mails are sent")
	expect(t, "stuck", health.Mail(there, stuck), health.Attention, "2 mails wait", "verbund mail list")
}

func TestTablesOfAnotherProgramAreSaid(t *testing.T) {
	databases.Each(t, []database.Migrations{room("ALTER TABLE nest_egg ADD COLUMN m bigint")}, func(t *testing.T, db *database.DB) {
		expect(t, "reachable", health.Reachable(db), health.OK, db.Kind().String())
		expect(t, "same", health.Migrations(db, room("ALTER TABLE nest_egg ADD COLUMN m bigint")), health.OK)
		expect(t, "newer", health.Migrations(db, room()), health.Broken, "newer version")
		expect(t, "other", health.Migrations(db, room("ALTER TABLE nest_egg ADD COLUMN m text")), health.Broken, "another way")
		expect(t, "older", health.Migrations(db, room("ALTER TABLE nest_egg ADD COLUMN m bigint", "DROP INDEX nest_n")), health.Attention, "1 change to the tables is waiting")
	})
}

func TestClockThatIsWrongIsSaid(t *testing.T) {
	databases.Each(t, []database.Migrations{room()}, func(t *testing.T, db *database.DB) {
		real := time.Now()
		expect(t, "right", health.Clock(db, clock.System{}), health.OK)
		expect(t, "before the tables", health.Clock(db, clock.At(real.AddDate(-1, 0, 0))), health.Broken, "The clock is before")
		if db.Kind() == database.PostgreSQL {
			expect(t, "a little fast", health.Clock(db, clock.At(real.Add(40*time.Second))), health.Attention, "seconds apart")
			expect(t, "very fast", health.Clock(db, clock.At(real.Add(time.Hour))), health.Broken)
		}
	})
}

func TestDamageOfTheDatabaseIsFound(t *testing.T) {
	databases.Each(t, []database.Migrations{room()}, func(t *testing.T, db *database.DB) {
		err := db.Update(t.Context(), func(tx *sql.Tx) error {
			for i := range 5000 {
				if _, err := tx.Exec("INSERT INTO nest_egg (id, n) VALUES ($1, $2)", strings.Repeat("x", 50)+string(rune(0x4e00+i)), i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "sound", health.Sound(db), health.OK)
		err = db.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec("CREATE TABLE somebody_elses (id text PRIMARY KEY)")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "stranger", health.Sound(db), health.Attention, "somebody_elses")
		if db.Kind() == database.PostgreSQL {
			return // its own damage is tested in platform/database
		}
		path := db.File()
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := len(file) / 2; i < len(file)/2+40_000; i++ {
			file[i] = 0xaa
		}
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		broken, err := database.Open(t.Context(), path, database.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer broken.Close()
		expect(t, "damaged file", health.Sound(broken), health.Broken)
	})
}

func TestDatabaseThatIsAwayIsSaid(t *testing.T) {
	db := databases.Open(t, database.SQLite, room())
	db.Close()
	expect(t, "closed", health.Reachable(db), health.Broken, "does not answer")
	_, err := database.Existing(t.Context(), filepath.Join(t.TempDir(), "x.db"), database.Options{})
	expect(t, "nothing", func(context.Context) []health.Finding { return []health.Finding{health.Unreachable(err)} }, health.Broken, "no network here")
}

func TestLinesAreForProgramsToo(t *testing.T) {
	var out strings.Builder
	lines := health.Lines(printers(t)["en"], health.Run(t.Context(), health.Backups("", clock.At(now()))))
	if err := health.WriteJSON(&out, lines); err != nil {
		t.Fatal(err)
	}
	var got []map[string]string
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil || len(got) != 1 || got[0]["state"] != "attention" || got[0]["check"] != "backup" || got[0]["to_do"] == "" {
		t.Errorf("%v, %v", got, err)
	}
}
