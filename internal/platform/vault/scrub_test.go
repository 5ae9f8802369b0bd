package vault

import (
	"bytes"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// ciphertexts returns pieces of everything sealed that lies in some folders.
func (w *world) ciphertexts() (pieces [][]byte) {
	w.t.Helper()
	w.must(func(tx *sql.Tx) error {
		for _, query := range []string{
			"SELECT key FROM vault_folder", "SELECT card FROM vault_folder", "SELECT sealed FROM vault_record", "SELECT sealed FROM vault_slip", "SELECT bytes FROM vault_piece",
		} {
			all, err := column[[]byte](w.ctx, tx, query)
			if err != nil {
				return err
			}
			for _, sealed := range all {
				step := max(24, len(sealed)/40)
				for at := 0; at+24 <= len(sealed); at += step {
					pieces = append(pieces, sealed[at:at+24])
				}
			}
		}
		return nil
	})
	return pieces
}

// found tells how many of the pieces lie in the files.
func foundIn(t testing.TB, pieces [][]byte, files ...string) (n int) {
	t.Helper()
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for _, p := range pieces {
			if bytes.Contains(content, p) {
				n++
			}
		}
	}
	return n
}

func fillAndErase(t *testing.T, w *world, see func(when string, pieces [][]byte)) {
	ada, bea := w.enrol("Ada"), w.enrol("Bea")
	c := w.found("North", ada, bea)
	var ids []ID
	for i := range 6 {
		id, _ := w.write(ada, c, "casework", "card", map[Part]string{
			Core: "core", Identity: strings.Repeat("long ", 5000), Entries: "entries", Location: "location"})
		ids = append(ids, id)
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, id)
			if err != nil {
				return err
			}
			return f.SetSlip(w.ctx, tx, Core, bytes.Repeat([]byte("a slip "), 2000))
		})
		f := w.folder(ada, c, id)
		if _, _, err := f.AddFile(w.ctx, bytes.NewReader(random(300_000)), 1<<20); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			w.as(ada, c, func(tx *sql.Tx, a *Access) error {
				f, err := a.Folder(w.ctx, tx, id)
				if err != nil {
					return err
				}
				return f.Restrict(w.ctx, tx, []core.ID{})
			})
		}
	}
	pieces := w.ciphertexts()
	if err := w.vault.Scrub(w.ctx); err != nil { // into the files, so that we can see them there
		t.Fatal(err)
	}
	see("before", pieces)
	for _, id := range ids {
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, id)
			if err != nil {
				return err
			}
			return f.Erase(w.ctx, tx)
		})
	}
	if err := w.vault.Scrub(w.ctx); err != nil {
		t.Fatal(err)
	}
	see("after", pieces)
	for _, table := range []string{"vault_folder", "vault_record", "vault_slip", "vault_file", "vault_piece"} {
		if n := w.count(table); n != 0 {
			t.Errorf("%s has %d rows", table, n)
		}
	}
}

func TestC14ErasedLeavesNoByte(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		path := databases.Address(t, database.SQLite)
		db, err := database.Open(t.Context(), path, database.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Migrate(t.Context(), Migrations()); err != nil {
			t.Fatal(err)
		}
		fillAndErase(t, newWorld(t, db), func(when string, pieces [][]byte) {
			n := foundIn(t, pieces, path, path+"-wal", path+"-shm")
			if when == "before" && n < len(pieces)*9/10 {
				t.Errorf("only %d of %d pieces are seen before: the test would notice nothing", n, len(pieces))
			}
			if when == "after" && n != 0 {
				t.Errorf("%d of %d pieces are left", n, len(pieces))
			}
		})
	})
	t.Run("postgresql", func(t *testing.T) {
		db := databases.Open(t, database.PostgreSQL, Migrations())
		w := newWorld(t, db)
		var folder string
		if err := db.QueryRow(w.ctx, "SELECT current_setting('data_directory')").Scan(&folder); err != nil {
			t.Fatal(err)
		}
		files := func(of string) (all []string) {
			filepath.WalkDir(filepath.Join(folder, of), func(path string, d fs.DirEntry, err error) error {
				if err == nil && d.Type().IsRegular() {
					all = append(all, path)
				}
				return nil
			})
			return all
		}
		if len(files("base")) == 0 {
			t.Skip("not tested: the files of the server cannot be read from here")
		}
		fillAndErase(t, w, func(when string, pieces [][]byte) {
			w.checkpoint()
			n := foundIn(t, pieces, files("base")...)
			if when == "before" && n < len(pieces)*9/10 {
				t.Errorf("only %d of %d pieces are seen before: the test would notice nothing", n, len(pieces))
			}
			if when == "after" {
				if n != 0 {
					t.Errorf("%d of %d pieces are left in the tables", n, len(pieces))
				}
				t.Logf("the server's own log still holds %d of %d pieces", foundIn(t, pieces, files("pg_wal")...), len(pieces))
			}
		})
	})
}

// checkpoint makes the server write its files.
func (w *world) checkpoint() {
	w.t.Helper()
	w.must(func(tx *sql.Tx) error { _, err := tx.Exec("CHECKPOINT"); return err })
}

func TestC14AnErasedPartLeavesTheOthers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		id, records := w.write(ada, c, "casework", "card", map[Part]string{Core: "core", Identity: "identity"})
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, id)
			if err != nil {
				return err
			}
			return f.ErasePart(w.ctx, tx, Identity)
		})
		w.sees(ada, c, id, Core, records[Core], "core")
		w.cannot(ada, c, id, Identity, records[Identity], core.NotFound)
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, id)
			if err != nil {
				return err
			}
			return f.EraseRecord(w.ctx, tx, Core, records[Core])
		})
		w.cannot(ada, c, id, Core, records[Core], core.NotFound)
	})
}
