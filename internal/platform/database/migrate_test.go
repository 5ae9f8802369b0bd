package database_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// each runs a test on an empty database of each kind, which it may open as
// often as it likes.
func each(t *testing.T, test func(t *testing.T, open func() *database.DB)) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(kind.String(), func(t *testing.T) {
			address := databases.Address(t, kind)
			test(t, func() *database.DB {
				db, err := database.Open(t.Context(), address, database.Options{Clock: clock.At(time.UnixMicro(42))})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			})
		})
	}
}

func migrate(t *testing.T, db *database.DB, sets ...database.Migrations) {
	t.Helper()
	if err := db.Migrate(t.Context(), sets...); err != nil {
		t.Fatal(err)
	}
}

func TestMigrationGoesOverAnEarlierVersionThatHoldsData(t *testing.T) {
	each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		migrate(t, db, steps("birds", birdTable))
		run(t, db, "INSERT INTO birds_bird (name, weight) VALUES ('wren', 9)")
		db.Close()

		db = open()
		later := steps("birds", birdTable,
			"ALTER TABLE birds_bird ADD COLUMN nest text NOT NULL DEFAULT 'none'",
			"UPDATE birds_bird SET nest = 'moss' WHERE weight < 10")
		migrate(t, db, later, steps("trees", "CREATE TABLE trees_tree (name text PRIMARY KEY)"))
		migrate(t, db, later, steps("trees", "CREATE TABLE trees_tree (name text PRIMARY KEY)"))
		var nest string
		if err := db.QueryRow(t.Context(), "SELECT nest FROM birds_bird WHERE name = 'wren'").Scan(&nest); err != nil || nest != "moss" {
			t.Errorf("the wren's nest: %q, %v", nest, err)
		}
		if n := number(t, db, "SELECT count(*) FROM trees_tree"); n != 0 {
			t.Errorf("%d trees", n)
		}
		if n := number(t, db, "SELECT applied_at FROM migrations_birds WHERE version = 3"); n != 42 {
			t.Errorf("the third migration is dated %d", n)
		}
	})
}

func TestProgramsThatStartAtOnceMigrateOnce(t *testing.T) {
	each(t, func(t *testing.T, open func() *database.DB) {
		set := steps("birds", birdTable, "INSERT INTO birds_bird (name) VALUES ('wren')", "UPDATE birds_bird SET weight = weight + 1")
		var group sync.WaitGroup
		for range 4 {
			db := open()
			group.Go(func() {
				if err := db.Migrate(t.Context(), set); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := number(t, open(), "SELECT sum(weight) FROM birds_bird"); n != 1 {
			t.Errorf("the steps happened %d times", n)
		}
	})
}

func TestOnlyWhoHoldsTheLockMigrates(t *testing.T) {
	holders := map[database.Kind]func(t *testing.T, address string) (release func()){
		database.SQLite: func(t *testing.T, address string) func() {
			lock, err := os.OpenFile(address+".lock", os.O_CREATE|os.O_RDWR, 0o600)
			if err == nil {
				err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX)
			}
			if err != nil {
				t.Fatal(err)
			}
			return func() { lock.Close() }
		},
		database.PostgreSQL: func(t *testing.T, address string) func() {
			pool, err := sql.Open("pgx", address)
			if err == nil {
				pool.SetMaxOpenConns(1)
				_, err = pool.Exec("SELECT pg_advisory_lock($1)", int64(0x76657262756e64))
			}
			if err != nil {
				t.Fatal(err)
			}
			return func() { pool.Close() }
		},
	}
	for kind, hold := range holders {
		t.Run(kind.String(), func(t *testing.T) {
			address := databases.Address(t, kind)
			db, err := database.Open(t.Context(), address, database.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			release := hold(t, address)
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if err := db.Migrate(ctx, birds()...); core.KindOf(err) != core.Unavailable {
				t.Errorf("while another program migrates: %v", err)
			}
			var n int
			if err := db.QueryRow(t.Context(), "SELECT count(*) FROM birds_bird").Scan(&n); err == nil {
				t.Error("the tables were made although another program held the lock")
			}
			release()
			migrate(t, db, birds()...)
		})
	}
}

func TestADatabaseThatDoesNotBelongToTheProgramIsRefused(t *testing.T) {
	each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		second := "ALTER TABLE birds_bird ADD COLUMN nest text"
		migrate(t, db, steps("birds", birdTable, second))
		withoutFirst := steps("birds", birdTable, second)
		delete(withoutFirst.Files.(fstest.MapFS), "migrations/0001_step.sql")
		for _, tt := range []struct {
			name string
			set  database.Migrations
			want error
		}{
			{"changed", steps("birds", birdTable, second+" NOT NULL DEFAULT ''"), database.ErrChanged},
			{"newer", steps("birds", birdTable), database.ErrNewer},
			{"first one gone", withoutFirst, database.ErrNewer},
		} {
			err := db.Migrate(t.Context(), tt.set, steps("trees", "CREATE TABLE trees_tree (name text)"))
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), "birds") {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
			}
		}
		var n int
		if err := db.QueryRow(t.Context(), "SELECT count(*) FROM trees_tree").Scan(&n); err == nil {
			t.Error("a room was migrated although another was refused")
		}
		migrate(t, db, steps("birds", birdTable, second))
	})
}

func TestAMigrationThatComesTooLateIsRefused(t *testing.T) {
	each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		set := steps("birds", birdTable, "CREATE TABLE birds_late (name text)", "CREATE TABLE birds_nest (name text)")
		late := set.Files.(fstest.MapFS)["migrations/0002_step.sql"]
		delete(set.Files.(fstest.MapFS), "migrations/0002_step.sql")
		migrate(t, db, set)
		set.Files.(fstest.MapFS)["migrations/0002_step.sql"] = late
		if err := db.Migrate(t.Context(), set); !errors.Is(err, database.ErrOrder) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAMigrationThatFailsLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		migrate(t, db, steps("birds", birdTable))
		broken := steps("birds", birdTable,
			"CREATE TABLE birds_nest (name text);\nINSERT INTO birds_nowhere VALUES (1)")
		if err := db.Migrate(t.Context(), broken); err == nil || !strings.Contains(err.Error(), "birds") {
			t.Fatalf("got %v", err)
		}
		migrate(t, db, steps("birds", birdTable, "CREATE TABLE birds_nest (name text)"))
		run(t, db, "INSERT INTO birds_nest (name) VALUES ('moss')")
	})
}

func TestMigrationsThatCannotBeReadAreRefused(t *testing.T) {
	db := databases.Open(t, database.SQLite)
	file := func(name, text string) database.Migrations {
		return database.Migrations{Room: "birds", Files: fstest.MapFS{name: {Data: []byte(text)}}}
	}
	good := "-- +goose Up\n" + birdTable + ";\n"
	two := file("migrations/1_a.sql", good)
	two.Files.(fstest.MapFS)["migrations/01_b.sql"] = &fstest.MapFile{Data: []byte(good)}
	for name, sets := range map[string][]database.Migrations{
		"no files":       {{Room: "birds", Files: fstest.MapFS{}}},
		"other folder":   {file("0001_a.sql", good)},
		"no number":      {file("migrations/begin.sql", good)},
		"number nought":  {file("migrations/0000_begin.sql", good)},
		"number twice":   {two},
		"no goose":       {file("migrations/0001_a.sql", birdTable)},
		"not as a whole": {file("migrations/0001_a.sql", "-- +goose NO TRANSACTION\n"+good)},
		"name of a room": {{Room: "birds; --", Files: file("migrations/0001_a.sql", good).Files}},
		"room twice":     {steps("birds", birdTable), steps("birds", birdTable)},
	} {
		if err := db.Migrate(t.Context(), sets...); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if n := number(t, db, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'birds%'"); n != 0 {
		t.Errorf("%d tables were made", n)
	}
}

func TestACopyIsKeptFromBeforeAMigration(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data [1]?#%20*")
	db, err := database.Open(t.Context(), "sqlite:"+filepath.Join(folder, "verbund.db"), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	names := func() (all []string) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("%s may be read by others: %v", e.Name(), info.Mode())
			}
			if strings.Contains(e.Name(), "before") {
				all = append(all, e.Name())
			}
		}
		return all
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v %v", info.Mode(), err)
	}
	all := []string{birdTable}
	migrate(t, db, steps("birds", all...))
	if got := names(); got != nil {
		t.Errorf("copies of an empty database: %q", got)
	}
	run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
	stamp := time.Now().Add(-time.Hour)
	for _, add := range []string{"a", "b", "c", "d"} {
		all = append(all, "CREATE TABLE birds_"+add+" (name text)")
		migrate(t, db, steps("birds", all...))
		for _, name := range names() { // the clock of the file system may be coarse
			os.Chtimes(filepath.Join(folder, name), stamp, stamp)
		}
		stamp = stamp.Add(time.Minute)
	}
	if got := strings.Join(names(), " "); strings.Count(got, "before") != 3 || !strings.Contains(got, "verbund.before-birds-5.db") {
		t.Errorf("kept: %s", got)
	}
	before, err := database.Open(t.Context(), filepath.Join(folder, "verbund.before-birds-5.db"), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	if n := number(t, before, "SELECT count(*) FROM birds_bird"); n != 1 {
		t.Errorf("the copy holds %d birds", n)
	}
	migrate(t, before, steps("birds", all[:4]...))
}

func TestSettingsOfSQLiteHoldOnEveryConnection(t *testing.T) {
	db := databases.Open(t, database.SQLite)
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "temp_store": "2", "busy_timeout": "15000", "query_only": "0"}
	err := db.Update(t.Context(), func(tx *sql.Tx) error {
		for name, value := range want {
			var got string
			if err := tx.QueryRow("PRAGMA " + name).Scan(&got); err != nil || got != value {
				t.Errorf("writing: %s = %q, want %q, %v", name, got, value, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var open []*sql.Rows
	for range 4 {
		rows, err := db.Query(t.Context(), "SELECT 1")
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, rows)
		for name, value := range map[string]string{"journal_mode": "wal", "query_only": "1", "temp_store": "2", "busy_timeout": "15000"} {
			var got string
			if len(open) == 4 { // all connections but this one are taken
				rows.Close()
			}
			if err := db.QueryRow(t.Context(), "PRAGMA "+name).Scan(&got); err != nil || got != value {
				t.Errorf("reading: %s = %q, want %q, %v", name, got, value, err)
			}
		}
	}
	for _, rows := range open {
		rows.Close()
	}
}

func TestAFileThatOthersCouldReadIsMadePrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "verbund.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	db, err := database.Open(t.Context(), path, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

func BenchmarkOpenAndMigrateWithNothingToDo(b *testing.B) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		b.Run(kind.String(), func(b *testing.B) {
			address := databases.Address(b, kind)
			sets := []database.Migrations{steps("birds", birdTable), steps("trees", "CREATE TABLE trees_tree (name text)"), steps("seas", "CREATE TABLE seas_sea (name text)")}
			once := func() {
				db, err := database.Open(b.Context(), address, database.Options{})
				if err == nil {
					err = db.Migrate(b.Context(), sets...)
				}
				if err != nil {
					b.Fatal(err)
				}
				db.Close()
			}
			once()
			for b.Loop() {
				once()
			}
		})
	}
}

func BenchmarkUpdate(b *testing.B) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		b.Run(kind.String(), func(b *testing.B) {
			db := databases.Open(b, kind, birds()...)
			run(b, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
			for b.Loop() {
				run(b, db, "UPDATE birds_bird SET weight = weight + 1")
			}
		})
	}
}

func BenchmarkQueryRow(b *testing.B) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		b.Run(kind.String(), func(b *testing.B) {
			db := databases.Open(b, kind, birds()...)
			run(b, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
			for b.Loop() {
				number(b, db, "SELECT weight FROM birds_bird WHERE name = $1", "wren")
			}
		})
	}
}
