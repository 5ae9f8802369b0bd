package database_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) {
	if address := os.Getenv("VERBUND_TEST_DIE"); address != "" {
		dieInTheMiddle(address)
	}
	os.Exit(databases.Run(m))
}

// steps makes the migrations of a room, numbered from 1.
func steps(room string, statements ...string) database.Migrations {
	files := fstest.MapFS{}
	for i, s := range statements {
		files[fmt.Sprintf("migrations/%04d_step.sql", i+1)] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + s + ";\n")}
	}
	return database.Migrations{Room: room, Files: files}
}

const birdTable = `CREATE TABLE birds_bird (
	name text PRIMARY KEY,
	weight bigint NOT NULL DEFAULT 0,
	rare boolean NOT NULL DEFAULT FALSE,
	song bytea)`

func birds() []database.Migrations { return []database.Migrations{steps("birds", birdTable)} }

func run(t testing.TB, db *database.DB, query string, args ...any) {
	t.Helper()
	err := db.Update(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func number(t testing.TB, db *database.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestParametersAreBoundByNumber(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		var a, b, c string
		err := db.QueryRow(t.Context(), "SELECT CAST($2 AS text), CAST($1 AS text), CAST($2 AS text)", "one", "two").Scan(&a, &b, &c)
		if err != nil || a != "two" || b != "one" || c != "two" {
			t.Errorf("%q %q %q, %v", a, b, c, err)
		}
		run(t, db, "INSERT INTO birds_bird (weight, name) VALUES ($2, $1)", "wren", 9)
		if n := number(t, db, "SELECT weight FROM birds_bird WHERE name = $1 OR name = $1", "wren"); n != 9 {
			t.Errorf("the wren weighs %d", n)
		}
	})
}

func TestTypesComeBackAsTheyWere(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		type word string
		song := []byte{0, 1, 0xff, 0x27}
		run(t, db, "INSERT INTO birds_bird (name, weight, rare, song) VALUES ($1, $2, $3, $4)", word("Zaunkönig"), int64(1)<<62, true, song)
		run(t, db, "INSERT INTO birds_bird (name, song) VALUES ($1, $2)", "empty", nil)
		var name word
		var weight int64
		var rare bool
		var got []byte
		if err := db.QueryRow(t.Context(), "SELECT name, weight, rare, song FROM birds_bird WHERE rare").Scan(&name, &weight, &rare, &got); err != nil {
			t.Fatal(err)
		}
		if name != "Zaunkönig" || weight != 1<<62 || !rare || !bytes.Equal(got, song) {
			t.Errorf("%q %d %v %x", name, weight, rare, got)
		}
		if err := db.QueryRow(t.Context(), "SELECT song, rare FROM birds_bird WHERE NOT rare").Scan(&got, &rare); err != nil || got != nil || rare {
			t.Errorf("without a song: %x %v %v", got, rare, err)
		}
	})
}

func TestSQLThatBothUnderstand(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		for name, weight := range map[string]int{"wren": 9, "owl": 400, "goose": 4000} {
			run(t, db, "INSERT INTO birds_bird (name, weight, rare) VALUES ($1, $2, $3)", name, weight, weight > 300)
		}
		var weight int
		err := db.Update(t.Context(), func(tx *sql.Tx) error {
			return tx.QueryRow(`INSERT INTO birds_bird (name, weight) VALUES ($1, $2)
				ON CONFLICT (name) DO UPDATE SET weight = excluded.weight + birds_bird.weight RETURNING weight`, "wren", 1).Scan(&weight)
		})
		if err != nil || weight != 10 {
			t.Errorf("ON CONFLICT … RETURNING: %d, %v", weight, err)
		}
		if n := number(t, db, "SELECT count(*) FILTER (WHERE rare) FROM birds_bird"); n != 2 {
			t.Errorf("FILTER: %d", n)
		}
		rows, err := db.Query(t.Context(), "SELECT name, row_number() OVER (ORDER BY weight DESC), sum(weight) OVER (ORDER BY weight) FROM birds_bird ORDER BY name")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var got []string
		for rows.Next() {
			var name string
			var place, sum int
			if err := rows.Scan(&name, &place, &sum); err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint(name, place, sum))
		}
		if want := []string{"goose1 4410", "owl2 410", "wren3 10"}; !slices.Equal(got, want) || rows.Err() != nil {
			t.Errorf("window functions: %q, want %q, %v", got, want, rows.Err())
		}
	})
}

func TestNoRowIsSqlErrNoRows(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		var n int
		if err := db.QueryRow(t.Context(), "SELECT weight FROM birds_bird WHERE name = $1", "dodo").Scan(&n); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("got %v", err)
		}
	})
}

func TestReadersCannotWrite(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		rows, err := db.Query(t.Context(), "INSERT INTO birds_bird (name) VALUES ('cuckoo') RETURNING name")
		if err == nil {
			rows.Next()
			err = rows.Err()
			rows.Close()
		}
		if err == nil {
			t.Error("Query wrote")
		}
		err = db.View(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec("INSERT INTO birds_bird (name) VALUES ('cuckoo')")
			return err
		})
		if err == nil {
			t.Error("View wrote")
		}
		if n := number(t, db, "SELECT count(*) FROM birds_bird"); n != 0 {
			t.Errorf("%d cuckoos", n)
		}
	})
}

func TestAnUpdateHappensWhollyOrNotAtAll(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		mine := errors.New("mine")
		err := db.Update(t.Context(), func(tx *sql.Tx) error {
			if _, err := tx.Exec("INSERT INTO birds_bird (name) VALUES ('wren')"); err != nil {
				return err
			}
			return mine
		})
		if !errors.Is(err, mine) {
			t.Errorf("the error of the function became %v", err)
		}
		func() {
			defer func() { recover() }()
			db.Update(t.Context(), func(tx *sql.Tx) error {
				tx.Exec("INSERT INTO birds_bird (name) VALUES ('owl')")
				panic("in the middle")
			})
		}()
		ctx, cancel := context.WithCancel(t.Context())
		err = db.Update(ctx, func(tx *sql.Tx) error {
			_, err := tx.Exec("INSERT INTO birds_bird (name) VALUES ('goose')")
			cancel()
			return err
		})
		if err == nil || core.KindOf(err) == core.Unavailable {
			t.Errorf("a cancelled update: %v", err)
		}
		if n := number(t, db, "SELECT count(*) FROM birds_bird"); n != 0 {
			t.Errorf("%d birds of updates that failed", n)
		}
		run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
	})
}

func TestASecondRecordOfTheSameNameIsUnique(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
		err := db.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec("INSERT INTO birds_bird (name) VALUES ('wren')")
			return err
		})
		if !database.IsUnique(err) || core.KindOf(err) == core.Unavailable {
			t.Errorf("got %v", err)
		}
		if database.IsUnique(nil) || database.IsUnique(sql.ErrNoRows) {
			t.Error("other errors count as unique")
		}
	})
}

func TestWritersAtOnceLoseNothing(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
		var group sync.WaitGroup
		const writers, rounds = 4, 5
		for range writers {
			group.Go(func() {
				for range rounds {
					for { // a busy moment may use up the attempts of one call
						err := db.Update(t.Context(), func(tx *sql.Tx) error {
							var weight int
							if err := tx.QueryRow("SELECT weight FROM birds_bird WHERE name = 'wren'").Scan(&weight); err != nil {
								return err
							}
							_, err := tx.Exec("UPDATE birds_bird SET weight = $1 WHERE name = 'wren'", weight+1)
							return err
						})
						if err == nil {
							break
						}
						if core.KindOf(err) != core.Unavailable {
							t.Error(err)
							return
						}
					}
				}
			})
		}
		group.Wait()
		if n := number(t, db, "SELECT weight FROM birds_bird"); n != writers*rounds {
			t.Errorf("%d of %d additions are left", n, writers*rounds)
		}
	})
}

func TestAReaderSeesNoHalfTransaction(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		err := db.View(t.Context(), func(view *sql.Tx) error {
			count := func() (n int) {
				if err := view.QueryRow("SELECT count(*) FROM birds_bird").Scan(&n); err != nil {
					t.Fatal(err)
				}
				return n
			}
			before := count()
			err := db.Update(t.Context(), func(tx *sql.Tx) error {
				if _, err := tx.Exec("INSERT INTO birds_bird (name) VALUES ('wren')"); err != nil {
					return err
				}
				if n := number(t, db, "SELECT count(*) FROM birds_bird"); n != 0 {
					t.Errorf("another reader sees %d birds before the commit", n)
				}
				return nil
			})
			if after := count(); before != 0 || after != 0 {
				t.Errorf("the view changed from %d to %d", before, after)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := number(t, db, "SELECT count(*) FROM birds_bird"); n != 1 {
			t.Errorf("after the commit a reader sees %d birds", n)
		}
	})
}

func TestAStatementThatTakesTooLongIsUnavailable(t *testing.T) {
	db, err := database.Open(t.Context(), databases.Address(t, database.PostgreSQL), database.Options{StatementTimeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var nothing any
	if err := db.QueryRow(t.Context(), "SELECT pg_sleep(20)").Scan(&nothing); core.KindOf(err) != core.Unavailable {
		t.Errorf("got %v", err)
	}
}

func TestADatabaseThatIsAwayIsUnavailable(t *testing.T) {
	for _, address := range []string{
		"postgres://nobody@127.0.0.1:1/nowhere?connect_timeout=2",
		t.TempDir(), // a folder is no database
		"/dev/null/verbund.db",
	} {
		_, err := database.Open(t.Context(), address, database.Options{ConnectTimeout: 2 * time.Second})
		if core.KindOf(err) != core.Unavailable {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestAnAddressThatCannotBeReadDoesNotShowItsPassword(t *testing.T) {
	for _, address := range []string{"postgres://a:secret@h:port/x", "postgres://a:secret@h/x?sslmode=never", "postgres://a:secret@[/x"} {
		_, err := database.Open(t.Context(), address, database.Options{})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestTheProgramOutlivesARestartOfTheServer(t *testing.T) {
	db := databases.Open(t, database.PostgreSQL, birds()...)
	run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
	databases.Away(t, func() {
		if err := db.Ping(t.Context()); core.KindOf(err) != core.Unavailable {
			t.Errorf("Ping while the server is away: %v", err)
		}
		err := db.Update(t.Context(), func(tx *sql.Tx) error { return nil })
		if core.KindOf(err) != core.Unavailable {
			t.Errorf("Update while the server is away: %v", err)
		}
	})
	run(t, db, "INSERT INTO birds_bird (name) VALUES ('owl')")
	if n := number(t, db, "SELECT count(*) FROM birds_bird"); n != 2 {
		t.Errorf("%d birds after the restart", n)
	}
	// Stale connections of which nobody has noticed yet that they are.
	databases.Away(t, func() {})
	if n := number(t, db, "SELECT count(*) FROM birds_bird"); n != 2 {
		t.Errorf("%d birds right after the second restart", n)
	}
	run(t, db, "INSERT INTO birds_bird (name) VALUES ('goose')")
	if n := number(t, db, "SELECT count(*) FROM birds_bird"); n != 3 {
		t.Errorf("%d birds after the second restart", n)
	}
}

func TestATransactionWhoseConnectionBreaksIsTriedAgain(t *testing.T) {
	db := databases.Open(t, database.PostgreSQL, birds()...)
	for name, transaction := range map[string]func(context.Context, func(*sql.Tx) error) error{"Update": db.Update, "View": db.View} {
		attempt := 0
		err := transaction(t.Context(), func(tx *sql.Tx) error {
			if attempt++; attempt == 1 {
				_, err := tx.Exec("SELECT pg_terminate_backend(pg_backend_pid())")
				return err
			}
			return nil
		})
		if err != nil || attempt != 2 {
			t.Errorf("%s: %v after %d attempts", name, err, attempt)
		}
	}
	var ok bool
	err := db.QueryRow(t.Context(), "SELECT pg_terminate_backend(pg_backend_pid())").Scan(&ok)
	if core.KindOf(err) != core.Unavailable {
		t.Errorf("a query that ends its own connection: %v", err)
	}
}

func TestAnUpdateThatOthersAlwaysGetInTheWayOfGivesUp(t *testing.T) {
	db := databases.Open(t, database.PostgreSQL, birds()...)
	run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
	attempt := 0
	err := db.Update(t.Context(), func(tx *sql.Tx) error {
		attempt++
		var weight int
		if err := tx.QueryRow("SELECT weight FROM birds_bird").Scan(&weight); err != nil {
			return err
		}
		run(t, db, "UPDATE birds_bird SET weight = weight + 1") // somebody else
		_, err := tx.Exec("UPDATE birds_bird SET weight = $1", weight)
		return err
	})
	if core.KindOf(err) != core.Unavailable || attempt < 2 || attempt > 10 {
		t.Errorf("%v after %d attempts", err, attempt)
	}
}

func TestAnotherProgramThatWritesForLongIsWaitedFor(t *testing.T) {
	address := databases.Address(t, database.SQLite)
	db, err := database.Open(t.Context(), address, database.Options{StatementTimeout: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context(), birds()...); err != nil {
		t.Fatal(err)
	}
	other, err := database.Open(t.Context(), address, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	err = other.Update(t.Context(), func(*sql.Tx) error {
		err := db.Update(t.Context(), func(tx *sql.Tx) error { return nil })
		if core.KindOf(err) != core.Unavailable {
			t.Errorf("while the other one writes without end: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
}
