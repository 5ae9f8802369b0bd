package database_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// nest is a room whose tables refer to each other and to themselves, and hold
// every type.
func nest() database.Migrations {
	return steps("nest",
		`CREATE TABLE nest_nest (place bigint NOT NULL, id text NOT NULL, PRIMARY KEY (place, id), UNIQUE (id))`,
		`CREATE TABLE nest_egg (
		id text PRIMARY KEY, parent text REFERENCES nest_egg (id), laid_in text NOT NULL REFERENCES nest_nest (id),
		weight bigint, rare boolean, song bytea)`,
		`CREATE INDEX nest_weight ON nest_egg (weight)`,
		`CREATE TABLE nest_note (words text)`,
		`INSERT INTO nest_note (words) VALUES ('made by a migration')`)
}

func fillNest(t testing.TB, db *database.DB) {
	t.Helper()
	run(t, db, "INSERT INTO nest_nest (place, id) VALUES (2, 'b'), (1, 'a'), (-9223372036854775808, 'Ü'), (9223372036854775807, 'ü')")
	for _, egg := range [][]any{
		{"z", nil, "a", int64(-9223372036854775808), true, []byte{}},
		{"Ä", "z", "b", int64(9223372036854775807), false, []byte{0, 0xff, '\n'}},
		{"a", "Ä", "ü", nil, nil, nil},
		{"", "a", "ü", int64(0), true, []byte("'\"\\")},
		{"😀\u202e\r\n\t\"'\\", "", "Ü", int64(1), nil, []byte{1}},
	} {
		run(t, db, "INSERT INTO nest_egg (id, parent, laid_in, weight, rare, song) VALUES ($1, $2, $3, $4, $5, $6)", egg...)
	}
	run(t, db, "INSERT INTO nest_note (words) VALUES (NULL), ('b'), ('a'), ('a')")
}

// content reads all rows of all tables in order.
func content(t testing.TB, db *database.DB) (tables []database.Table, rows map[string][][]any) {
	t.Helper()
	rows = map[string][][]any{}
	err := db.Snapshot(t.Context(), func(s *database.Snapshot) error {
		tables = s.Tables
		for _, table := range s.Tables {
			r, err := s.Rows(t.Context(), table)
			if err != nil {
				return err
			}
			for {
				row, err := r.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					return err
				}
				rows[table.Name] = append(rows[table.Name], slices.Clone(row))
			}
			if err := r.Close(); err != nil {
				return err
			}
			if n, err := s.Count(t.Context(), table); err != nil || int(n) != len(rows[table.Name]) {
				t.Errorf("%s: %d rows were counted and %d read, %v", table.Name, n, len(rows[table.Name]), err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tables, rows
}

// pull hands out rows one after the other.
func pull(rows map[string][][]any) func(database.Table) (func() ([]any, error), error) {
	return func(table database.Table) (func() ([]any, error), error) {
		left := rows[table.Name]
		return func() ([]any, error) {
			if len(left) == 0 {
				return nil, io.EOF
			}
			row := left[0]
			left = left[1:]
			return row, nil
		}, nil
	}
}

func applied(t testing.TB, db *database.DB) (all []database.Applied) {
	t.Helper()
	if err := db.Snapshot(t.Context(), func(s *database.Snapshot) error { all = s.Applied; return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func open(t testing.TB, address string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), address, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

var kinds = []database.Kind{database.SQLite, database.PostgreSQL}

func onPairs(t *testing.T, test func(t *testing.T, from, to database.Kind)) {
	for _, from := range kinds {
		for _, to := range kinds {
			t.Run(from.String()+" to "+to.String(), func(t *testing.T) { test(t, from, to) })
		}
	}
}

func TestEveryValueComesOverIntoEveryDatabase(t *testing.T) {
	onPairs(t, func(t *testing.T, from, to database.Kind) {
		source := databases.Open(t, from, nest(), birds()[0])
		fillNest(t, source)
		tables, rows := content(t, source)
		address := databases.Address(t, to)
		b, err := database.Build(t.Context(), address, database.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Discard(t.Context())
		if err := b.MigrateAs(t.Context(), applied(t, source), birds()[0], nest()); err != nil {
			t.Fatal(err)
		}
		if err := b.Fill(t.Context(), tables, pull(rows)); err != nil {
			t.Fatal(err)
		}
		if kept, err := b.Publish(t.Context()); err != nil || kept != "" {
			t.Fatalf("kept %q, %v", kept, err)
		}
		db := open(t, address)
		gotTables, got := content(t, db)
		if diff := cmp.Diff(tables, gotTables); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(rows, got); diff != "" {
			t.Error(diff)
		}
		// References and migrations still hold.
		err = db.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), "INSERT INTO nest_egg (id, laid_in) VALUES ('new', 'nowhere')")
			return err
		})
		if err == nil {
			t.Error("a reference to nothing was taken")
		}
		migrate(t, db, nest(), birds()[0])
		run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
	})
}

func TestTablesStandInTheSameOrderEverywhere(t *testing.T) {
	for _, kind := range kinds {
		db := databases.Open(t, kind, nest())
		fillNest(t, db)
		run(t, db, "CREATE TABLE somebody_elses (id text PRIMARY KEY)")
		tables, rows := content(t, db)
		want := []database.Table{
			{Name: "migrations_nest", Key: []string{"version"}, Columns: []database.Column{
				{Name: "version", Type: "bigint"}, {Name: "file", Type: "text"}, {Name: "checksum", Type: "text"}, {Name: "applied_at", Type: "bigint"}}},
			{Name: "nest_egg", Key: []string{"id"}, Columns: []database.Column{{Name: "id", Type: "text"}, {Name: "parent", Type: "text"},
				{Name: "laid_in", Type: "text"}, {Name: "weight", Type: "bigint"}, {Name: "rare", Type: "boolean"}, {Name: "song", Type: "bytea"}}},
			{Name: "nest_nest", Key: []string{"place", "id"}, Columns: []database.Column{{Name: "place", Type: "bigint"}, {Name: "id", Type: "text"}}},
			{Name: "nest_note", Columns: []database.Column{{Name: "words", Type: "text"}}},
		}
		if diff := cmp.Diff(want, tables); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
		var ids []string
		for _, row := range rows["nest_egg"] {
			ids = append(ids, row[0].(string))
		}
		if want := []string{"", "a", "z", "Ä", "😀\u202e\r\n\t\"'\\"}; !slices.Equal(ids, want) {
			t.Errorf("%s: the order is %q, want %q", kind, ids, want)
		}
		if got := rows["nest_note"]; got[0][0] != nil || got[4][0] != "made by a migration" {
			t.Errorf("%s: %v", kind, got)
		}
	}
}

func TestColumnOfAnUnknownTypeIsSaid(t *testing.T) {
	for _, kind := range kinds {
		db := databases.Open(t, kind, steps("nest", "CREATE TABLE nest_odd (id text PRIMARY KEY, weight real)"))
		if _, err := db.Tables(t.Context()); err == nil || !strings.Contains(err.Error(), "nest_odd.weight") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestSnapshotDoesNotMove(t *testing.T) {
	databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
		run(t, db, "INSERT INTO birds_bird (name) VALUES ('wren')")
		err := db.Snapshot(t.Context(), func(s *database.Snapshot) error {
			run(t, db, "INSERT INTO birds_bird (name) VALUES ('kite')")
			for _, table := range s.Tables {
				if n, err := s.Count(t.Context(), table); table.Name == "birds_bird" && (err != nil || n != 1) {
					t.Errorf("%d birds, %v", n, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestBuildingReplacesAndKeepsWhatWasThere(t *testing.T) {
	for _, kind := range kinds {
		t.Run(kind.String(), func(t *testing.T) {
			address := databases.Address(t, kind)
			for round, bird := range []string{"wren", "kite", "gull"} {
				b, err := database.Build(t.Context(), address, database.Options{})
				if err != nil {
					t.Fatal(err)
				}
				source := databases.Open(t, database.SQLite, birds()...)
				run(t, source, "INSERT INTO birds_bird (name) VALUES ($1)", bird)
				tables, rows := content(t, source)
				if err := b.MigrateAs(t.Context(), applied(t, source), birds()...); err != nil {
					t.Fatal(err)
				}
				if err := b.Fill(t.Context(), tables, pull(rows)); err != nil {
					t.Fatal(err)
				}
				kept, err := b.Publish(t.Context())
				if err != nil || (kept == "") != (round == 0) {
					t.Fatalf("kept %q, %v", kept, err)
				}
				if err := b.Discard(t.Context()); err != nil {
					t.Error(err)
				}
				db := open(t, address)
				if n := number(t, db, "SELECT count(*) FROM birds_bird WHERE name = $1", bird); n != 1 {
					t.Errorf("there is no %s", bird)
				}
				if kept != "" {
					last := []string{"wren", "kite"}[round-1]
					var name string
					if kind == database.SQLite {
						err = open(t, kept).QueryRow(t.Context(), "SELECT name FROM birds_bird").Scan(&name)
					} else {
						err = db.QueryRow(t.Context(), "SELECT name FROM "+kept+".birds_bird").Scan(&name)
					}
					if err != nil || name != last {
						t.Errorf("%q is kept, %v, want %q", name, err, last)
					}
				}
				db.Close()
			}
			if kind == database.SQLite {
				left, _ := filepath.Glob(filepath.Join(filepath.Dir(address), "*.new*"))
				if len(left) > 0 {
					t.Errorf("left behind: %v", left)
				}
			}
		})
	}
}

func TestDatabaseInUseIsNotReplaced(t *testing.T) {
	for _, kind := range kinds {
		t.Run(kind.String(), func(t *testing.T) {
			address := databases.Address(t, kind)
			server := open(t, address)
			migrate(t, server, birds()...)
			run(t, server, "INSERT INTO birds_bird (name) VALUES ('wren')")
			if err := database.Free(t.Context(), address, database.Options{}); !errors.Is(err, database.ErrInUse) {
				t.Errorf("free: %v", err)
			}
			b, err := database.Build(t.Context(), address, database.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := b.MigrateAs(t.Context(), nil, birds()...); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Publish(t.Context()); !errors.Is(err, database.ErrInUse) {
				t.Errorf("publish: %v", err)
			}
			if err := b.Discard(t.Context()); err != nil {
				t.Error(err)
			}
			run(t, server, "INSERT INTO birds_bird (name) VALUES ('kite')")
			server.Close()
			if err := database.Free(t.Context(), address, database.Options{}); err != nil {
				t.Errorf("free after the end: %v", err)
			}
			if n := number(t, open(t, address), "SELECT count(*) FROM birds_bird"); n != 2 {
				t.Errorf("%d birds", n)
			}
		})
	}
}

func TestFileThatIsNoDatabaseIsSetAsideWithItsLog(t *testing.T) {
	address := databases.Address(t, database.SQLite)
	for _, end := range []string{"", "-wal"} {
		if err := os.WriteFile(address+end, []byte(strings.Repeat("broken"+end, 5000)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := database.Build(t.Context(), address, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := b.Publish(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "-wal"} {
		if got, err := os.ReadFile(kept + end); err != nil || !strings.HasPrefix(string(got), "broken"+end) {
			t.Errorf("%s: %.20q, %v", kept+end, got, err)
		}
	}
	migrate(t, open(t, address), birds()...)
}

func TestBuildingRefusesWhatDoesNotFit(t *testing.T) {
	for _, kind := range kinds {
		t.Run(kind.String(), func(t *testing.T) {
			source := databases.Open(t, kind, nest())
			fillNest(t, source)
			tables, rows := content(t, source)
			address := databases.Address(t, kind)
			b, err := database.Build(t.Context(), address, database.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Discard(t.Context())
			for _, test := range []struct {
				name string
				had  []database.Applied
				want error
			}{
				{"unknown room", []database.Applied{{Room: "trees", Version: 1}}, database.ErrNewer},
				{"unknown step", append(applied(t, source), database.Applied{Room: "nest", Version: 99}), database.ErrNewer},
				{"other wording", []database.Applied{{Room: "nest", Version: 1, Checksum: "0"}}, database.ErrChanged},
				{"gap", applied(t, source)[1:], database.ErrOrder},
			} {
				if err := b.MigrateAs(t.Context(), test.had, nest()); !errors.Is(err, test.want) {
					t.Errorf("%s: %v, want %v", test.name, err, test.want)
				}
			}
			if left, _ := b.DB.Tables(t.Context()); len(left) > 0 {
				t.Errorf("tables were made: %v", left)
			}
			if err := b.MigrateAs(t.Context(), applied(t, source), nest()); err != nil {
				t.Fatal(err)
			}
			other := slices.Clone(tables)
			other[1].Columns = slices.Clone(other[1].Columns)
			other[1].Columns[0].Type = database.Bytes
			for name, odd := range map[string][]database.Table{
				"missing": tables[1:], "other type": other, "column too few": {tables[0], {Name: "nest_egg", Columns: tables[1].Columns[1:]}, tables[2], tables[3]},
			} {
				if err := b.Fill(t.Context(), odd, pull(rows)); !errors.Is(err, database.ErrTables) {
					t.Errorf("%s: %v", name, err)
				}
			}
			alone := map[string][][]any{"nest_egg": {{"a", nil, "nowhere", nil, nil, nil}}}
			if err := b.Fill(t.Context(), tables, pull(alone)); err == nil {
				t.Error("a reference to nothing was taken")
			}
			stop := errors.New("stop")
			err = b.Fill(t.Context(), tables, func(database.Table) (func() ([]any, error), error) {
				return func() ([]any, error) { return nil, stop }, nil
			})
			if !errors.Is(err, stop) {
				t.Errorf("the reason is lost: %v", err)
			}
			if err := b.Discard(context.Background()); err != nil {
				t.Fatal(err)
			}
			if left, err := open(t, address).Tables(t.Context()); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}
