package vault

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

var update = flag.Bool("update", false, "write golden vectors anew; old ones must open for ever, so do it for new formats only")

// golden is a database as version 1 wrote it, with what opens it. Whatever was
// sealed once must open for ever, so the file is never written again: a new format
// gets a new file.
type golden struct {
	Password, Kit, Token string
	Envelopes            [3]string
	Archive              string // by the passphrase below
	Passphrase           string
	Session, Draft, Own  string
	Inbox                string
	Folder, Restricted   ID
	Record, Secret       ID
	Revision             Revision
	File                 FileID
	Tables               map[string][]map[string]any
}

const goldenFile = "testdata/golden-v1.json"

var goldenTables = []string{"vault_person", "vault_kit", "vault_centre", "vault_grant", "vault_pair", "vault_centre_kit", "vault_setting",
	"vault_folder", "vault_record", "vault_file", "vault_piece", "vault_chain", "vault_audit"}

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func decode(t testing.TB, s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGoldenVectorsOpenForEver(t *testing.T) {
	if *update && isNew(goldenFile) {
		writeGolden(t)
	}
	content, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(content, &g); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, w *world) {
		w.must(func(tx *sql.Tx) error { return fill(tx, goldenTables, g.Tables) })
		ada, err := w.vault.Unlock(w.ctx, person("Ada"), g.Password)
		if err != nil {
			t.Fatalf("the password: %v", err)
		}
		c := centre("North")
		w.sees(ada, c, g.Folder, Core, g.Record, "a record")
		w.sees(ada, c, g.Restricted, Identity, g.Secret, "a restricted record")
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, g.Folder)
			if err != nil {
				return err
			}
			if _, r, err := f.Open(w.ctx, tx, Core, g.Record); r != g.Revision {
				t.Errorf("revision %q, %v", r, err)
			}
			if plain, err := a.OpenSettings(w.ctx, tx, "hours"); string(plain) != "settings" {
				t.Errorf("settings %q, %v", plain, err)
			}
			if plain, err := a.OpenInbox(w.ctx, tx, decode(t, g.Inbox)); string(plain) != "a letter" {
				t.Errorf("inbox %q, %v", plain, err)
			}
			events, err := a.Audit(w.ctx, tx, 0, 10)
			if len(events) != 2 || events[0].Code != "second" || events[1].Code != "first" || !events[1].At.Equal(fixedClock().Now()) {
				t.Errorf("audit %v, %v", events, err)
			}
			return nil
		})
		if n, unbroken, err := w.unbroken(c); n != 2 || !unbroken {
			t.Errorf("the chain: %d, %v, %v", n, unbroken, err)
		}
		cards := make(map[ID]string)
		for _, card := range w.cards(ada, c, "casework") {
			cards[card.Folder] = string(card.Plain)
		}
		if cards[g.Folder] != "a card" || cards[g.Restricted] != "a restricted card" {
			t.Errorf("cards %q", cards)
		}
		r, err := w.folder(ada, c, g.Folder).OpenFile(w.ctx, g.File, 11)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(r); string(plain) != "a long file" {
			t.Errorf("file %q, %v", plain, err)
		}
		token, ok := TokenBytes(g.Token)
		if !ok {
			t.Fatal("the token")
		}
		h, err := w.vault.OpenSession(person("Ada"), token, decode(t, g.Session))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := OpenDraft(token, "kit", decode(t, g.Draft)); string(plain) != "a draft" {
			t.Errorf("draft %q, %v", plain, err)
		}
		if plain, err := h.OpenOwn("totp", decode(t, g.Own)); string(plain) != "her own" {
			t.Errorf("own %q, %v", plain, err)
		}
		e, err := w.vault.RecoverWithKit(w.ctx, person("Ada"), g.Kit, "a new password")
		if err != nil || *e.Holder().own.seed != *ada.own.seed {
			t.Errorf("kit: %v", err)
		}
		for _, two := range [][2]int{{0, 1}, {2, 0}, {1, 2}} {
			dora := w.enrol(fmt.Sprint("Dora", two))
			w.must(func(tx *sql.Tx) error {
				return w.vault.Recover(w.ctx, tx, dora, c, g.Envelopes[two[0]], g.Envelopes[two[1]])
			})
			w.sees(dora, c, g.Folder, Core, g.Record, "a record")
		}
		by, err := PassphraseIdentity(g.Passphrase)
		if err != nil {
			t.Fatal(err)
		}
		other := w.found("East", ada)
		var a *Access
		w.as(ada, other, func(_ *sql.Tx, access *Access) error { a = access; return nil })
		for _, id := range []ID{g.Folder, g.Restricted} {
			w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.EraseFolder(w.ctx, tx, id) })
		}
		if got, err := a.Import(w.ctx, bytes.NewReader(decode(t, g.Archive)), by); err != nil || got.Folders != 2 {
			t.Errorf("archive %+v, %v", got, err)
		}
		w.sees(ada, other, g.Folder, Core, g.Record, "a record")
	})
}

// isNew tells whether a golden file is still to be written: what stands in one that is
// there must open for ever.
func isNew(file string) bool {
	_, err := os.Stat(file)
	return err != nil
}

// fill puts rows into tables, in an order that keys allow.
func fill(tx *sql.Tx, order []string, tables map[string][]map[string]any) error {
	for _, table := range order {
		for _, row := range tables[table] {
			var names, marks []string
			var values []any
			for name, value := range row {
				switch v := value.(type) {
				case float64:
					value = int64(v)
				case string:
					if b, is := strings.CutPrefix(v, "base64:"); is {
						raw, err := base64.StdEncoding.DecodeString(b)
						if err != nil {
							return err
						}
						value = raw
					}
				}
				names, values = append(names, name), append(values, value)
				marks = append(marks, fmt.Sprint("$", len(values)))
			}
			_, err := tx.Exec(fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(names, ", "), strings.Join(marks, ", ")), values...)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// empty returns all rows of tables.
func empty(tx *sql.Tx, of []string) (map[string][]map[string]any, error) {
	tables := make(map[string][]map[string]any)
	for _, table := range of {
		rows, err := tx.Query("SELECT * FROM " + table)
		if err != nil {
			return nil, err
		}
		names, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			values := make([]any, len(names))
			row := make(map[string]any)
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				return nil, err
			}
			for i, name := range names {
				value := *values[i].(*any)
				if b, is := value.([]byte); is {
					value = "base64:" + encode(b)
				}
				row[name] = value
			}
			tables[table] = append(tables[table], row)
		}
		rows.Close()
	}
	return tables, nil
}

func writeGolden(t *testing.T) {
	w := newWorld(t, databases.Open(t, database.SQLite, Migrations()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	g := golden{Password: "Zürich, früh um vier", Kit: NewKitCode(), Passphrase: "sechzehn Zeichen lang"}
	e, err := w.vault.Enrol(w.ctx, person("Ada"), g.Password)
	must(err)
	w.must(func(tx *sql.Tx) error { return e.Save(w.ctx, tx) })
	ada, bea := e.Holder(), w.enrol("Bea")
	w.must(func(tx *sql.Tx) error { return w.vault.SaveKit(w.ctx, tx, ada, g.Kit) })
	c := w.found("North", ada, bea)
	var inbox []byte
	w.must(func(tx *sql.Tx) (err error) {
		inbox, err = w.vault.SealToInbox(w.ctx, tx, c, []byte("a letter"))
		return err
	})
	w.must(func(tx *sql.Tx) error { return w.vault.Note(w.ctx, tx, c, Event{Code: "first"}) })
	w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.SealSettings(w.ctx, tx, "hours", []byte("settings")) })
	w.as(ada, c, func(tx *sql.Tx, a *Access) error {
		codes, save, err := a.NewCentreKit()
		g.Envelopes = codes
		must(err)
		return save(w.ctx, tx)
	})
	id, records := w.write(ada, c, "casework", "a card", map[Part]string{Core: "a record"})
	restricted, secrets := w.write(ada, c, "casework", "a restricted card", map[Part]string{Identity: "a restricted record"})
	w.as(ada, c, func(tx *sql.Tx, a *Access) error {
		f, err := a.Folder(w.ctx, tx, restricted)
		must(err)
		return f.Restrict(w.ctx, tx, []core.ID{bea.Person()})
	})
	g.Folder, g.Record, g.Restricted, g.Secret = id, records[Core], restricted, secrets[Identity]
	g.File, _, err = w.folder(ada, c, id).AddFile(w.ctx, strings.NewReader("a long file"), 100)
	must(err)
	w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Rotate(w.ctx, tx) })
	w.must(func(tx *sql.Tx) error { return w.vault.Note(w.ctx, tx, c, Event{Code: "second"}) })
	g.Token, _ = NewToken()
	token, _ := TokenBytes(g.Token)
	session, err := ada.SealForSession(token)
	must(err)
	draft, err := SealDraft(token, "kit", []byte("a draft"))
	must(err)
	own, err := ada.SealOwn("totp", []byte("her own"))
	must(err)
	g.Session, g.Draft, g.Own, g.Inbox = encode(session), encode(draft), encode(own), encode(inbox)
	to, err := PassphraseRecipient(g.Passphrase)
	must(err)
	to.(*age.ScryptRecipient).SetWorkFactor(10)
	var a *Access
	w.as(ada, c, func(tx *sql.Tx, access *Access) (err error) {
		a = access
		f, err := a.Folder(w.ctx, tx, id)
		must(err)
		_, g.Revision, err = f.Open(w.ctx, tx, Core, records[Core])
		return err
	})
	var archive bytes.Buffer
	_, err = a.Export(w.ctx, &archive, nil, to)
	must(err)
	g.Archive = encode(archive.Bytes())
	w.must(func(tx *sql.Tx) (err error) {
		g.Tables, err = empty(tx, goldenTables)
		return err
	})
	content, err := json.MarshalIndent(g, "", " ")
	must(err)
	must(os.MkdirAll(filepath.Dir(goldenFile), 0o755))
	must(os.WriteFile(goldenFile, append(content, '\n'), 0o644))
}
