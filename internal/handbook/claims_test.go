package handbook

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

// blobs are the values of a column of bytes.
func (h *house) blobs(query string, args ...any) [][]byte {
	h.t.Helper()
	rows, err := h.db.Query(h.t.Context(), query, args...)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	var all [][]byte
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			h.t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

func (h *house) change(statement string, args ...any) {
	h.t.Helper()
	h.must(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(h.t.Context(), statement, args...)
		return err
	})
}

func TestC2EqualNotesDifferInEveryByteButNotInSize(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var ids []vault.ID
		for range 2 {
			ids = append(ids, idOf(h.as("anna").writes("title", "Gleich", "text", strings.Repeat("gleich ", 200), "tags", "eins")))
		}
		for _, column := range []string{
			"SELECT sealed FROM vault_record WHERE folder = $1 AND part = 'core'", "SELECT sealed FROM vault_record WHERE folder = $1 AND part = 'search'",
			"SELECT card FROM vault_folder WHERE id = $1", "SELECT key FROM vault_folder WHERE id = $1",
		} {
			a, b := h.blobs(column, string(ids[0])), h.blobs(column, string(ids[1]))
			if len(a) != 1 || len(b) != 1 || len(a[0]) != len(b[0]) {
				t.Fatalf("%s: not one of the same size each", column)
			}
			same := 0
			for i := range a[0] {
				if a[0][i] == b[0][i] {
					same++
				}
			}
			if same > len(a[0])/50+10 {
				t.Errorf("%s: %d of %d bytes are the same", column, same, len(a[0]))
			}
		}
	})
}

func TestC3AnotherCentreSeesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").writes("title", "Unser Geheimnis")
		h.as("anna").sends(at+"/files", nil, "x.txt", strings.NewReader("Inhalt"))
		h.as("anna").edits(at, "text", "neu")
		shown := h.as("anna").opens(at)
		_, rest, _ := strings.Cut(shown.body, at+"/files/")
		file := rest[:32]
		_, rest, _ = strings.Cut(h.as("anna").opens(at+"/versions").body, at+"/versions/")
		version := rest[:32]
		none := "/handbook/" + string(vault.NewID())
		for _, route := range h.room.Routes() {
			if !strings.Contains(route.Path, "{id}") {
				continue
			}
			fill := func(note string) string {
				return strings.NewReplacer("/handbook/{id}", note, "{file}", file, "{version}", version).Replace(route.Path)
			}
			ask := func(path string) page {
				if route.Method == http.MethodGet {
					return h.as("clara").opens(path)
				}
				if strings.HasSuffix(route.Path, "/files") {
					return h.as("clara").sends(path, nil, "y.txt", strings.NewReader("y"))
				}
				return h.as("clara").posts(path, url.Values{"title": {"X"}, "kind": {"other"}, "stamp": {string(vault.NewID())}, "password": {rightPassword}})
			}
			foreign, never := ask(fill(at)), ask(fill(none))
			if foreign.status != http.StatusNotFound || foreign.text() != never.text() || never.status != foreign.status {
				t.Errorf("%s %s: %d %q, and where there never was one %d %q", route.Method, route.Path, foreign.status, foreign.text(), never.status, never.text())
			}
		}
		h.as("clara").opens("/handbook").says("keeps what everybody there needs to know").neverSays("Geheimnis")
		h.as("clara").searches("geheimnis").neverSays("Unser Geheimnis")
		h.as("anna").opens(at).is(http.StatusOK).says("Unser Geheimnis", "neu", "x.txt")
	})
}

func TestC4RowsOfAnotherPlaceNeverOpen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const secret = "UnserGeheimnis"
		mine := idOf(h.as("anna").writes("title", secret, "text", secret))
		other := idOf(h.as("anna").writes("title", "Anderes", "text", "anderes"))
		hers := idOf(h.as("clara").writes("title", "Ihres", "text", "ihres"))
		record := h.blobs("SELECT sealed FROM vault_record WHERE folder = $1 AND part = 'core'", string(mine))[0]
		card := h.blobs("SELECT card FROM vault_folder WHERE id = $1", string(mine))[0]
		words := h.blobs("SELECT sealed FROM vault_record WHERE folder = $1 AND part = 'search'", string(mine))[0]
		key := h.blobs("SELECT key FROM vault_folder WHERE id = $1", string(mine))[0]
		for _, moved := range []struct {
			who       string
			to        vault.ID
			statement string
			bytes     []byte
			broken    func(v visitor) page
		}{
			{"anna", other, "UPDATE vault_record SET sealed = $1 WHERE folder = $2 AND part = 'core'", record, func(v visitor) page { return v.opens(address(other)) }},
			{"anna", other, "UPDATE vault_record SET sealed = $1 WHERE folder = $2 AND part = 'core'", words, func(v visitor) page { return v.opens(address(other)) }},
			{"anna", other, "UPDATE vault_folder SET card = $1 WHERE id = $2", card, func(v visitor) page { return v.opens("/handbook") }},
			{"clara", hers, "UPDATE vault_record SET sealed = $1 WHERE folder = $2 AND part = 'core'", record, func(v visitor) page { return v.opens(address(hers)) }},
			{"clara", hers, "UPDATE vault_record SET sealed = $1 WHERE folder = $2 AND part = 'search'", words, func(v visitor) page { return v.searches("geheimnis") }},
			{"clara", hers, "UPDATE vault_folder SET key = $1 WHERE id = $2", key, func(v visitor) page { return v.opens(address(hers)) }},
		} {
			column, table := "sealed", "vault_record"
			if strings.Contains(moved.statement, "vault_folder") {
				column, table = "card", "vault_folder"
				if strings.Contains(moved.statement, "key") {
					column = "key"
				}
			}
			where := moved.statement[strings.Index(moved.statement, "WHERE"):]
			before := h.blobs("SELECT "+column+" FROM "+table+" "+strings.ReplaceAll(where, "$2", "$1"), string(moved.to))[0]
			h.change(moved.statement, moved.bytes, string(moved.to))
			moved.broken(h.as(moved.who)).is(http.StatusInternalServerError).neverSays(secret)
			h.change(moved.statement, before, string(moved.to))
			moved.broken(h.as(moved.who)).is(http.StatusOK)
		}
		h.change("UPDATE vault_folder SET centre = $1 WHERE id = $2", string(theirs), string(mine))
		for _, p := range []page{h.as("clara").opens(address(mine)), h.as("clara").opens("/handbook"), h.as("clara").searches("geheimnis")} {
			p.is(http.StatusInternalServerError).neverSays(secret)
		}
	})
}

func TestC5FormerColleagueOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").writes("title", "Geheimnis", "text", "Geheimnis")
		h.as("anna").sends(at+"/files", nil, "Geheimnis.txt", strings.NewReader("Geheimnis"))
		_, rest, _ := strings.Cut(h.as("berta").opens(at).is(http.StatusOK).body, at+"/files/")
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error { return a.Revoke(t.Context(), tx, h.people["berta"].id) })
		for _, path := range []string{"/handbook", at, at + "/edit", at + "/versions", at + "/files/" + rest[:32]} {
			h.as("berta").opens(path).is(http.StatusOK).says("You do not hold the key").neverSays("Geheimnis")
		}
		h.as("berta").searches("geheimnis").is(http.StatusForbidden).neverSays("Geheimnis</")
		h.as("berta").posts("/handbook/new", url.Values{"title": {"x"}, "kind": {"other"}}).is(http.StatusForbidden)
		h.as("anna").opens(at).is(http.StatusOK).says("Geheimnis")
		h.as("anna").opens(at + "/files/" + rest[:32]).is(http.StatusOK).says("Geheimnis")
		h.as("anna").searches("geheimnis").says("1 note")
	})
}

func TestC6AfterAResetNothingOpensUntilAColleagueGrants(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("berta").writes("title", "Geheimnis", "text", "Geheimnis")
		h.enrol("berta", "counsellor", ours)
		for _, path := range []string{"/handbook", at} {
			h.as("berta").opens(path).is(http.StatusOK).says("You do not hold the key").neverSays("Geheimnis")
		}
		h.grant("berta")
		h.as("berta").opens(at).is(http.StatusOK).says("Geheimnis")
		h.as("berta").searches("geheimnis").says("1 note")
	})
}

// watched gives bytes and looks now and then how much memory is in use.
type watched struct {
	left, since int64
	most        uint64
	block       []byte
}

func (w *watched) Read(b []byte) (int, error) {
	if w.left == 0 {
		return 0, io.EOF
	}
	if w.since += int64(len(b)); w.since > 2<<20 {
		w.since = 0
		w.most = max(w.most, inUse())
	}
	n := int(min(int64(len(b)), int64(len(w.block)), w.left))
	copy(b, w.block[:n])
	w.left -= int64(n)
	return n, nil
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

func TestC8LargeUploadLeavesNoFileAndNeedsLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("100 MB twice")
	}
	each(t, func(t *testing.T, h *house) {
		temporary := t.TempDir()
		at := h.as("anna").writes("title", "N")
		t.Setenv("TMPDIR", temporary)
		file := &watched{left: fileLimit, block: make([]byte, 1<<20)}
		rand.Read(file.block)
		runtime.GC()
		before := inUse()
		h.as("anna").sends(at+"/files", nil, "groß.bin", file).is(http.StatusSeeOther)
		if grown := int64(file.most) - int64(before); grown > 32<<20 {
			t.Errorf("memory grew by %d MB", grown>>20)
		} else {
			t.Logf("memory grew by %d MB", grown>>20)
		}
		if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
			t.Errorf("in the temporary folder lie %v, %v", left, err)
		}
		h.as("anna").opens(at).says("groß.bin", "BIN", "100 MB")
		over := &watched{left: fileLimit + 1, block: file.block}
		h.as("anna").sends(at+"/files", nil, "zu groß.bin", over).is(http.StatusRequestEntityTooLarge).says("larger than 100 MB", "groß.bin")
		if n := len(h.blobs("SELECT bytes FROM vault_piece p JOIN vault_file f ON f.id = p.file WHERE f.begun_on IS NOT NULL")); n > 0 {
			t.Errorf("%d pieces of the refused file are left", n)
		}
	})
}

func TestC14ErasedNoteLeavesNoByte(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").writes("title", "Weg", "text", strings.Repeat("weg ", 5000))
		h.as("anna").edits(at, "text", "kurz")
		stays := h.as("anna").writes("title", "Bleibt", "text", "bleibt")
		content := make([]byte, 700_000)
		rand.Read(content)
		h.as("anna").sends(at+"/files", nil, "weg.bin", bytes.NewReader(content)).is(http.StatusSeeOther)
		h.as("anna").sends(at+"/files", nil, "auch.bin", bytes.NewReader(content)).is(http.StatusSeeOther)
		id := string(idOf(at))

		sealed := slices.Concat(
			h.blobs("SELECT sealed FROM vault_record WHERE folder = $1", id),
			h.blobs("SELECT key FROM vault_folder WHERE id = $1", id),
			h.blobs("SELECT card FROM vault_folder WHERE id = $1", id),
			h.blobs("SELECT bytes FROM vault_piece p JOIN vault_file f ON f.id = p.file WHERE f.folder = $1", id))
		if len(sealed) < 9 {
			t.Fatalf("only %d values were found", len(sealed))
		}
		shown := h.as("anna").opens(at+"/erase").is(http.StatusOK).says("Weg", "weg.bin", "auch.bin", "2 files", "1 earlier version", "cannot be undone", "9 April 2026")
		shown.neverSays("Bleibt")
		h.as("anna").posts(at+"/erase", url.Values{"password": {"wrong"}}).is(http.StatusUnprocessableEntity)
		h.as("anna").opens(at).is(http.StatusOK)
		to := h.as("anna").posts(at+"/erase", url.Values{"password": {rightPassword}}).is(http.StatusSeeOther).header.Get("Location")
		h.as("anna").opens(to).says("The note has been deleted", "9 April 2026").neverSays("Weg")
		h.as("anna").opens(at).is(http.StatusNotFound)
		h.as("anna").opens(stays).is(http.StatusOK).says("bleibt")
		h.as("anna").searches("weg").says("No note fits")

		hay := haystack{}
		hay.tables(t, h.db)
		if h.folder != "" {
			hay.files(t, h.folder)
		}
		for place, content := range hay {
			for i, b := range sealed {
				for at := 0; at+24 <= len(b); at += max(24, len(b)/50) {
					if bytes.Contains(content, b[at:at+24]) {
						t.Fatalf("bytes %d… of value %d (%d bytes) lie in %s", at, i, len(b), place)
					}
				}
			}
		}
	})
}

func TestFileIsAddedGivenBackAndErased(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").writes("title", "N")
		h.as("anna").sends(at+"/files", nil, "", strings.NewReader("")).is(http.StatusUnprocessableEntity).says("Please choose a file")
		content := make([]byte, 600_000)
		rand.Read(content)
		form := h.as("berta").opens(at + "/edit").form()
		h.as("anna").sends(at+"/files", nil, `..\..\Vertrag "neu".PDF`, bytes.NewReader(content)).is(http.StatusSeeOther)
		form.Set("text", "Ein Text, der geschrieben wurde, während die Datei kam.")
		h.as("berta").posts(at+"/edit", form).is(http.StatusSeeOther)
		shown := h.as("berta").opens(at+"?done=file").is(http.StatusOK).says("Vertrag _neu_.PDF", "PDF", "586 KB", "10 March 2026, ANNA", "Ein Text", "The file has been saved")
		_, rest, _ := strings.Cut(shown.body, at+"/files/")
		file := at + "/files/" + rest[:32]
		got := h.as("berta").opens(file).is(http.StatusOK)
		if got.body != string(content) {
			t.Error("the file came back changed")
		}
		for name, want := range map[string]string{"Content-Type": "application/octet-stream", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"} {
			if got.header.Get(name) != want {
				t.Errorf("%s is %q", name, got.header.Get(name))
			}
		}
		r := h.as("berta").request(http.MethodGet, file, "", nil)
		r.Header.Set("Range", "bytes=300000-300099")
		if part := h.as("berta").do(r).is(http.StatusPartialContent); part.body != string(content[300000:300100]) {
			t.Error("a part came back changed")
		}
		h.as("berta").searches("vertrag").says("Vertrag _neu_.PDF")
		h.as("berta").opens(file+"/erase").is(http.StatusOK).says("Vertrag _neu_.PDF", "cannot be undone")
		h.as("berta").posts(file+"/erase", url.Values{"password": {"wrong"}}).is(http.StatusUnprocessableEntity)
		h.as("berta").posts(file+"/erase", url.Values{"password": {rightPassword}}).is(http.StatusSeeOther)
		h.as("berta").posts(file+"/erase", url.Values{"password": {rightPassword}}).is(http.StatusSeeOther)
		h.as("berta").opens(file).is(http.StatusNotFound)
		h.as("berta").opens(at).says("No files")
		h.as("berta").searches("vertrag").says("No note fits")
		if n := len(h.blobs("SELECT bytes FROM vault_piece")); n > 0 {
			t.Errorf("%d pieces are left", n)
		}
	})
}

func TestUploadThatBreaksOffLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").writes("title", "N")
		ctx, cancel := context.WithCancel(t.Context())
		r, w := io.Pipe()
		go func() {
			io.WriteString(w, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n")
			w.Write(make([]byte, 3<<20))
			cancel() // she closes the window
			w.CloseWithError(context.Canceled)
		}()
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.server.URL+at+"/files", r)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		request.Header.Set("Test-Person", "anna")
		if _, err := http.DefaultClient.Do(request); err == nil {
			t.Fatal("the upload did not break off")
		}
		http.DefaultClient.CloseIdleConnections()
		h.server.Close() // waits for the handler
		if n := len(h.blobs("SELECT bytes FROM vault_piece")); n > 0 {
			t.Errorf("%d pieces are left", n)
		}
		var files int
		if err := h.db.QueryRow(t.Context(), "SELECT count(*) FROM vault_file").Scan(&files); err != nil || files > 0 {
			t.Errorf("%d files, %v", files, err)
		}
	})
}

func TestNoteTakesSoManyFilesAndNoMore(t *testing.T) {
	h := newHouse(t, database.SQLite)
	at := h.as("anna").writes("title", "N")
	anna := worker{desk.Desk{Deps: &h.room.Deps.Deps, Actor: core.Actor{Person: h.people["anna"].id, Centre: ours}}, h.room}
	h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
		f, n, revision, err := load(t.Context(), tx, a, idOf(at))
		if err != nil {
			return err
		}
		n.Files = make([]File, filesLimit)
		return anna.put(t.Context(), tx, f, n, revision)
	})
	h.as("anna").sends(at+"/files", nil, "x", strings.NewReader("x")).is(http.StatusUnprocessableEntity).says("200 files at most")
}

func TestEverythingIsNotedInTheSealedRecord(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").writes("title", "N")
		h.as("berta").opens(at)
		h.as("berta").searches("n")
		h.as("berta").sends(at+"/files", nil, "x", strings.NewReader("x"))
		h.as("anna").posts(at+"/erase", url.Values{"password": {rightPassword}})
		h.as("anna").posts("/handbook/export", url.Values{"way": {"recipient"}, "recipient": {"age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"}, "password": {rightPassword}}).is(http.StatusOK)
		var got []string
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			events, err := a.Audit(t.Context(), tx, 0, 100)
			got = nil
			for _, e := range events {
				name := "anna"
				if e.Person == h.people["berta"].id {
					name = "berta"
				}
				got = append(got, strings.TrimSpace(name+" "+e.Code+" "+e.Detail))
				if e.Folder != "" && e.Folder != idOf(at) {
					t.Errorf("%s is about %q", e.Code, e.Folder)
				}
			}
			return err
		})
		slices.Reverse(got)
		want := []string{"anna handbook.written", "berta handbook.read", "berta handbook.read searched", "berta handbook.file added", "anna handbook.erased", "anna export recipient"}
		if !slices.Equal(got, want) {
			t.Errorf("noted is %q, want %q", got, want)
		}
	})
}

func TestFolderOfAnotherRoomIsNoNote(t *testing.T) {
	h := newHouse(t, database.SQLite)
	var id vault.ID
	h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
		f, err := a.NewFolder(t.Context(), tx, "casework")
		if err != nil {
			return err
		}
		id = f.ID()
		_, err = f.Seal(t.Context(), tx, vault.Core, id, "", []byte(`{"title":"Fall"}`))
		return err
	})
	h.as("anna").opens(address(id)).is(http.StatusNotFound).neverSays("Fall")
	h.as("anna").posts(address(id)+"/erase", url.Values{"password": {rightPassword}}).is(http.StatusNotFound)
}
