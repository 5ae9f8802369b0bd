package vault

import (
	"archive/tar"
	"bytes"
	"database/sql"
	"io"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// archive fills a centre and exports it.
func archive(t testing.TB, w *world, to ...age.Recipient) (out []byte, count Exported, ada *Holder, c core.ID, id ID, records map[Part]ID, file FileID, content []byte) {
	t.Helper()
	ada = w.enrol("Ada")
	bea := w.enrol("Bea")
	c = w.found("North", ada, bea)
	id, records = w.write(ada, c, "handbook", `{"card":1}`, map[Part]string{Core: `{"title":"Sichere / Wohnung"}`, Entries: `{"text":"Klingel links"}`})
	content = random(pieceSize + 5)
	file, _, err := w.folder(ada, c, id).AddFile(w.ctx, bytes.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []*Holder{ada, bea} {
		restricted, _ := w.write(h, c, "casework", "r", map[Part]string{Core: `{}`})
		w.as(h, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, restricted)
			if err != nil {
				return err
			}
			return f.Restrict(w.ctx, tx, []core.ID{})
		})
	}
	w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.SealSettings(w.ctx, tx, "hours", []byte("nine")) })
	w.must(func(tx *sql.Tx) error { return w.vault.Note(w.ctx, tx, c, Event{Code: "export"}) })
	var b bytes.Buffer
	var a *Access
	w.as(ada, c, func(_ *sql.Tx, access *Access) error { a = access; return nil })
	count, err = a.Export(w.ctx, &b, func(room string, part Part, plain []byte) (string, []byte) {
		if room != "handbook" {
			return "", nil
		}
		return "Sichere / Wohnung", plain
	}, to...)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), count, ada, c, id, records, file, content
}

func TestC15AnArchiveOpensAnywhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		key, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		to, err := ParseRecipients("# our safe\n" + key.Recipient().String() + "\n")
		if err != nil {
			t.Fatal(err)
		}
		out, count, _, c, id, records, file, content := archive(t, w, to...)
		if want := (Exported{Folders: 2, Records: 3, Files: 1, Restricted: 1}); count != want {
			t.Errorf("exported %+v, want %+v", count, want)
		}
		if bytes.Contains(out, []byte("Klingel")) {
			t.Error("the archive is readable")
		}
		opened, err := age.Decrypt(bytes.NewReader(out), key)
		if err != nil {
			t.Fatal(err)
		}
		entries := make(map[string]string)
		for r := tar.NewReader(opened); ; {
			h, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			entries[h.Name] = string(b)
		}
		at := "folders/" + string(id)
		for name, want := range map[string]string{
			"settings/hours": "nine", at + "/card": `{"card":1}`, at + "/records/core/" + string(records[Core]): `{"title":"Sichere / Wohnung"}`,
			"read/handbook/Sichere---Wohnung-" + string(id[:8]) + "/entries-" + string(records[Entries]) + ".json": `{"text":"Klingel links"}`,
			at + "/files/" + string(file): string(content),
		} {
			if entries[name] != want {
				t.Errorf("%s holds %d bytes, want %d", name, len(entries[name]), len(want))
			}
		}
		if !strings.Contains(entries["manifest.json"], archiveFormat) || !strings.Contains(entries["audit.jsonl"], `"code":"export"`) {
			t.Errorf("%q, %q", entries["manifest.json"], entries["audit.jsonl"])
		}

		// Into another network.
		other := newWorld(t, databases.Open(t, database.SQLite, Migrations()))
		dora := other.enrol("Dora")
		d := other.found("East", dora)
		var a *Access
		other.as(dora, d, func(_ *sql.Tx, access *Access) error { a = access; return nil })
		imported, err := a.Import(other.ctx, bytes.NewReader(out), key)
		if want := (Imported{Folders: 2, Records: 3, Files: 1}); err != nil || imported != want {
			t.Fatalf("imported %+v, %v", imported, err)
		}
		other.sees(dora, d, id, Entries, records[Entries], `{"text":"Klingel links"}`)
		r, err := other.folder(dora, d, id).OpenFile(other.ctx, file, int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content) {
			t.Errorf("the file: %d bytes, %v", len(got), err)
		}
		if cards := other.cards(dora, d, "casework"); len(cards) != 1 || !cards[0].Restricted || string(cards[0].Plain) != "r" {
			t.Errorf("the restricted folder: %+v", cards)
		}
		// A second time, and where it comes from, it is there already, and stays as it is.
		if _, err := a.Import(other.ctx, bytes.NewReader(out), key); core.KindOf(err) != core.Conflict {
			t.Errorf("twice: %v", err)
		}
		other.sees(dora, d, id, Entries, records[Entries], `{"text":"Klingel links"}`)
		if n := other.count("vault_folder") + other.count("vault_file"); n != 3 {
			t.Errorf("%d folders and files", n)
		}
		_ = c
	})
}

func TestAnArchiveThatCannotBeReadBringsNothing(t *testing.T) {
	source := newWorld(t, databases.Open(t, database.SQLite, Migrations()))
	pass, err := PassphraseRecipient("sechzehn Zeichen lang")
	if err != nil {
		t.Fatal(err)
	}
	pass.(*age.ScryptRecipient).SetWorkFactor(10) // the tests are quick
	out, _, _, _, _, _, _, _ := archive(t, source, pass)
	right, err := PassphraseIdentity("sechzehn Zeichen lang")
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := PassphraseIdentity("sechzehn Zeichen kurz")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, databases.Open(t, database.SQLite, Migrations()))
	ada := w.enrol("Ada")
	c := w.found("East", ada)
	var a *Access
	w.as(ada, c, func(_ *sql.Tx, access *Access) error { a = access; return nil })
	flipped := slices.Clone(out)
	flipped[len(flipped)*3/4] ^= 1
	for name, try := range map[string]struct {
		archive []byte
		by      age.Identity
	}{
		"another passphrase": {out, wrong}, "nothing": {nil, right}, "half": {out[:len(out)/2], right}, "all but the end": {out[:len(out)-20], right},
		"a flipped bit": {flipped, right}, "something else": {[]byte("hello"), right},
	} {
		if _, err := a.Import(w.ctx, bytes.NewReader(try.archive), try.by); core.KindOf(err) != core.Unprocessable {
			t.Errorf("%s: %v", name, err)
		}
		if n := w.count("vault_folder") + w.count("vault_record") + w.count("vault_piece") + w.count("vault_setting"); n != 0 {
			t.Errorf("%s: %d rows came", name, n)
		}
	}
	if _, err := a.Import(w.ctx, bytes.NewReader(out), right); err != nil {
		t.Errorf("the whole: %v", err)
	}
}

func TestRecipientsAndPassphrasesAreChecked(t *testing.T) {
	for _, text := range []string{"", "# nobody", "age1nonsense", "AGE-SECRET-KEY-1QQQQ"} {
		if _, err := ParseRecipients(text); core.KindOf(err) != core.Invalid || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q: %v", text, err)
		}
		if _, err := ParseIdentities(text); core.KindOf(err) != core.Invalid || strings.Contains(err.Error(), "QQQ") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := PassphraseRecipient("fünfzehn Zeiche"); core.KindOf(err) != core.Invalid {
		t.Errorf("a short passphrase: %v", err)
	}
}

func FuzzImport(f *testing.F) {
	w := newWorld(f, databases.Open(f, database.SQLite, Migrations()))
	ada := w.enrol("Ada")
	c := w.found("East", ada)
	var a *Access
	w.as(ada, c, func(_ *sql.Tx, access *Access) error { a = access; return nil })
	key, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	entry := func(files ...string) []byte {
		var b bytes.Buffer
		tw := tar.NewWriter(&b)
		for i := 0; i < len(files); i += 2 {
			tw.WriteHeader(&tar.Header{Name: files[i], Size: int64(len(files[i+1])), Mode: 0o600})
			tw.Write([]byte(files[i+1]))
		}
		tw.Close()
		return b.Bytes()
	}
	id := strings.Repeat("0a", 16)
	head := `{"format":"verbund-centre/1"}`
	f.Add(entry("manifest.json", head, "settings/a", "x", "folders/"+id+"/folder.json", `{"room":"casework"}`, "folders/"+id+"/card", "c",
		"folders/"+id+"/records/core/"+id, "r", "folders/"+id+"/files/"+id, "f", "read/x", "y"))
	f.Add(entry("manifest.json", head, "folders/"+id+"/files/"+id, "f"))
	f.Add(entry("manifest.json", head, "folders/../../x", "f", "folders//folder.json", "{}"))
	f.Add([]byte("nothing"))
	f.Fuzz(func(t *testing.T, content []byte) {
		var b bytes.Buffer
		out, err := age.Encrypt(&b, key.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		out.Write(content)
		out.Close()
		w := &world{t, t.Context(), w.db, w.vault, w.clock}
		got, err := a.Import(t.Context(), &b, key)
		if err != nil && got != (Imported{}) {
			t.Errorf("%+v came with %v", got, err)
		}
		w.must(func(tx *sql.Tx) error {
			ids, err := column[ID](w.ctx, tx, "SELECT id FROM vault_folder")
			if err != nil {
				return err
			}
			if len(ids) != got.Folders {
				t.Errorf("%d folders are there, %d were counted", len(ids), got.Folders)
			}
			for _, id := range ids {
				if err := (&Folder{access: a, id: id}).Erase(w.ctx, tx); err != nil {
					return err
				}
			}
			return nil
		})
	})
}
