package casework

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

// photograph is a page as a telephone makes it: behind the picture stands
// something that nobody should get to see.
func photograph(t testing.TB, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 60))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	img.Set(3, 3, color.Black)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), "GPS 52.5 13.4"...)
}

// sendsAll posts a form with several files.
func (v visitor) sendsAll(path string, fields url.Values, files ...[]byte) page {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name := range fields {
		form.WriteField(name, fields.Get(name))
	}
	for i, content := range files {
		part, err := form.CreateFormFile("file", "Seite "+string(rune('1'+i%9))+".png")
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil {
			v.t.Fatal(err)
		}
	}
	form.Close()
	return v.do(v.request(http.MethodPost, path, form.FormDataContentType(), &body))
}

// stored counts the files that the vault knows of.
func (h *house) stored() (files int) {
	h.t.Helper()
	h.must(func(tx *sql.Tx) error {
		return tx.QueryRowContext(h.t.Context(), `SELECT (SELECT count(*) FROM vault_file) + (SELECT count(*) FROM vault_piece)`).Scan(&files)
	})
	return files
}

var (
	shownAt = regexp.MustCompile(`<img src="([^"]+)"`)
	savedAt = regexp.MustCompile(`href="([^"]+/files/[0-9a-f]{32})"`)
)

func TestPhotographedPagesBecomeOneDocumentAndAreShownDrawnAnew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Segel Birke 1")
		form := url.Values{"form": {string(vault.NewID())}, "title": {"Bescheid über Leistungen"}, "kind": {"decision"}, "day": {"2026-03-04"}, "note": {"liegt im Ordner"}}
		first, second := photograph(t, 200), photograph(t, 90)
		to := h.as("anna").sendsAll(at+"/documents", form, first, second).leadsTo()
		if again := h.as("anna").sendsAll(at+"/documents", form, first, second).leadsTo(); again != to {
			t.Errorf("the form that was sent twice made another document: %s and %s", to, again)
		}
		h.as("berta").opens(at+"/documents").is(http.StatusOK).says("1 document", "Bescheid über Leistungen", "decision of an authority", "2 files", "ANNA")
		page := h.as("berta").opens(to).is(http.StatusOK).says("Seite 1.png", "Seite 2.png").neverSays("<title>Bescheid")
		shown, saved := shownAt.FindAllStringSubmatch(page.body, -1), savedAt.FindAllStringSubmatch(page.body, -1)
		if len(shown) != 2 || len(saved) != 2 {
			t.Fatalf("%d pages are shown, %d can be saved", len(shown), len(saved))
		}
		picture := h.as("berta").opens(shown[0][1]).is(http.StatusOK)
		if kind := picture.header.Get("Content-Type"); !strings.HasPrefix(kind, "image/") {
			t.Errorf("a page is shown as %s", kind)
		}
		if strings.Contains(picture.body, "GPS 52.5") {
			t.Error("what lay behind the picture is shown along with it")
		}
		file := h.as("berta").opens(saved[1][1]).is(http.StatusOK)
		if file.body != string(second) {
			t.Error("the second file is not what was sent")
		}
		for name, want := range map[string]string{"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff"} {
			if got := file.header.Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		if d, csp := file.header.Get("Content-Disposition"), file.header.Get("Content-Security-Policy"); !strings.HasPrefix(d, "attachment") || !strings.Contains(csp, "sandbox") {
			t.Errorf("a file may be opened in the browser: %q, %q", d, csp)
		}
		third := h.as("berta").sendsAll(to+"/pages", nil, photograph(t, 10)).leadsTo()
		h.as("anna").opens(third).is(http.StatusOK).saysAlt("Page 3 of 3")
	})
}

func (p page) saysAlt(words string) page {
	p.t.Helper()
	return p.holds(`alt="` + words + `"`)
}

func TestPDFIsOnlySavedNeverShown(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Segel Birke 2")
		to := h.as("anna").sends(at+"/documents", url.Values{"kind": {"court"}}, "Ladung zum 3. Mai.pdf", strings.NewReader("%PDF-1.7 <script>alert(1)</script>")).leadsTo()
		page := h.as("anna").opens(to).is(http.StatusOK).says("Ladung zum 3. Mai", "PDF").neverSays("<img")
		saved := savedAt.FindStringSubmatch(page.body)[1]
		h.as("anna").opens(strings.Replace(saved, "/files/", "/pages/", 1)).is(http.StatusNotFound)
		if kind := h.as("anna").opens(saved).is(http.StatusOK).header.Get("Content-Type"); kind != "application/octet-stream" {
			t.Errorf("it is sent as %s", kind)
		}
	})
}

func TestWhatCannotBeTakenInLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Segel Birke 3")
		typed := url.Values{"title": {"Kopie des Passes"}, "kind": {"identity"}, "day": {"31.2.26"}}
		h.as("anna").sendsAll(at+"/documents", url.Values{"title": {"Kopie"}}).is(http.StatusUnprocessableEntity).says("choose at least one file").holds(`value="Kopie"`)
		h.as("anna").sendsAll(at+"/documents", typed, photograph(t, 1)).is(http.StatusUnprocessableEntity).says("Please write a date").holds(`value="31.2.26"`, `value="Kopie des Passes"`)
		typed.Set("day", "")
		many := make([][]byte, pagesLimit+1)
		for i := range many {
			many[i] = []byte("x")
		}
		h.as("anna").sendsAll(at+"/documents", typed, many...).is(http.StatusUnprocessableEntity).says("at most 50 pages", "Nothing of this attempt was stored")
		r, w := io.Pipe()
		form := multipart.NewWriter(w)
		go func() {
			form.WriteField("title", "bricht ab")
			part, _ := form.CreateFormFile("file", "eins.png")
			part.Write(photograph(t, 2))
			part, _ = form.CreateFormFile("file", "zwei.png")
			part.Write(bytes.Repeat([]byte("y"), 300<<10))
			w.CloseWithError(errors.New("the connection breaks off"))
		}()
		request := h.as("anna").request(http.MethodPost, at+"/documents", form.FormDataContentType(), r)
		request.Header.Set("Test-Person", "anna")
		if answer, err := http.DefaultClient.Do(request); err == nil {
			answer.Body.Close()
		}
		h.server.Close() // waits for the request to end
		if n := h.stored(); n != 0 {
			t.Errorf("%d rows of files are left", n)
		}
		h.serve()
		h.as("anna").opens(at + "/documents").is(http.StatusOK).says("No document lies here yet").neverSays("Kopie des Passes")
	})
}

func TestFileThatIsTooLargeIsRefusedKindly(t *testing.T) {
	if testing.Short() {
		t.Skip("seals 100 MB")
	}
	h := newHouse(t, database.SQLite)
	at := h.as("anna").opensCase("Segel Birke 4")
	h.as("anna").sends(at+"/documents", url.Values{"title": {"Film"}}, "film.mp4", io.LimitReader(zeros{}, fileLimit+1)).is(http.StatusRequestEntityTooLarge).
		says("larger than 100 MB", "Nothing of this attempt was stored").holds(`value="Film"`)
	if n := h.stored(); n != 0 {
		t.Errorf("%d rows of files are left", n)
	}
}

// zeros are a file without end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

func TestDocumentIsDescribedAnewTakenOutAndBroughtBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Segel Birke 5")
		to := h.as("anna").sendsAll(at+"/documents", url.Values{"title": {"Lohnzettel"}, "kind": {"work"}}, photograph(t, 9)).leadsTo()
		slow := h.as("berta").opens(to).is(http.StatusOK).form()
		h.as("anna").fills(to, "title", "Lohnzettel Januar", "kind", "other").is(http.StatusSeeOther)
		slow.Set("title", "Lohnzettel Februar")
		clash := h.as("berta").posts(to, slow).is(http.StatusConflict).says("Two versions", "Lohnzettel Januar", "Lohnzettel Februar", "ANNA")
		form := clash.form()
		form.Set("keep-title", "mine")
		form.Set("keep-kind", "theirs")
		h.as("berta").posts(to, form).is(http.StatusSeeOther)
		h.as("anna").opens(to).is(http.StatusOK).says("Lohnzettel Februar", "2 earlier versions").saysAlt("Page 1 of 1")
		h.as("anna").posts(to+"/remove", nil).is(http.StatusSeeOther)
		h.as("anna").opens(at+"/documents").is(http.StatusOK).says("No document lies here yet", "Lohnzettel Februar")
		h.as("anna").posts(to+"/restore", nil).is(http.StatusSeeOther)
		h.as("anna").opens(at + "/documents").is(http.StatusOK).says("1 document")
		h.as("anna").fills(to, "title", strings.Repeat("ä", titleLimit+1)).is(http.StatusUnprocessableEntity).says("This has 151 characters")
	})
}

func TestErasedDocumentIsGoneWithItsFiles(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Segel Birke 6")
		for _, kind := range []string{"other", "identity"} {
			to := h.as("anna").sendsAll(at+"/documents", url.Values{"title": {"Geburtsurkunde"}, "kind": {kind}}, photograph(t, 9), photograph(t, 10)).leadsTo()
			h.as("anna").fills(to, "title", "Geburtsurkunde 2").is(http.StatusSeeOther)
			h.as("anna").opens(to+"/erase").is(http.StatusOK).says("Geburtsurkunde 2", "Seite 1.png", "cannot be undone")
			h.as("anna").posts(to+"/erase", url.Values{"password": {"wrong"}}).is(http.StatusUnprocessableEntity)
			h.as("anna").opens(to).is(http.StatusOK)
			h.as("anna").posts(to+"/erase", url.Values{"password": {rightPassword}}).is(http.StatusSeeOther)
			h.as("anna").opens(to).is(http.StatusNotFound)
			h.as("anna").opens(at + "/documents").is(http.StatusOK).says("No document lies here yet").neverSays("Geburtsurkunde")
			if n := h.stored(); n != 0 {
				t.Errorf("%d rows of files are left", n)
			}
		}
	})
}

func TestWhoMayNotKnowWhoSheIsSeesNoIdentityPaper(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Segel Birke 7")
		paper := h.as("anna").sendsAll(at+"/documents", url.Values{"title": {"Reisepass"}, "kind": {"identity"}}, photograph(t, 9)).leadsTo()
		open := h.as("anna").sendsAll(at+"/documents", url.Values{"title": {"Hausordnung"}, "kind": {"other"}}, photograph(t, 9)).leadsTo()
		file := savedAt.FindStringSubmatch(h.as("anna").opens(paper).body)[1]
		other := savedAt.FindStringSubmatch(h.as("anna").opens(open).body)[1]
		h.as("tina").opens(at+"/documents").is(http.StatusOK).says("Hausordnung").neverSays("Reisepass", "enctype")
		h.as("tina").opens(open).is(http.StatusOK).neverSays("<textarea", "/erase")
		for _, path := range []string{paper, file, strings.Replace(file, "/files/", "/pages/", 1), open + file[len(paper):]} {
			h.as("tina").opens(path).is(http.StatusNotFound).neverSays("Reisepass")
		}
		for _, path := range []string{at + "/documents", open + "/pages", open + "/remove", open + "/restore", open + "/erase", open} {
			h.as("tina").posts(path, nil).is(http.StatusForbidden)
			h.as("dora").posts(path, nil).is(http.StatusForbidden)
		}
		for _, path := range []string{at + "/documents", open, paper, other, open + "/erase"} {
			h.as("clara").opens(path).is(http.StatusNotFound).neverSays("Hausordnung", "Reisepass")
		}
		h.as("clara").sendsAll(at+"/documents", nil, photograph(t, 9)).is(http.StatusNotFound)
		h.as("clara").sendsAll(open+"/pages", nil, photograph(t, 9)).is(http.StatusNotFound)
		h.as("clara").posts(open+"/remove", nil).is(http.StatusNotFound)
		h.as("clara").posts(open+"/erase", url.Values{"password": {rightPassword}}).is(http.StatusNotFound)
		h.as("anna").opens(open).is(http.StatusOK).says("Hausordnung")

		// The files of a part are known to whoever erases it.
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			c, err := h.as("anna").worker().open(context.Background(), tx, a, idOf(at), vault.Entries, vault.Identity)
			if err != nil {
				return err
			}
			if n, m := len(c.filesOf(vault.Identity)), len(c.filesOf(vault.Entries)); n != 1 || m != 1 {
				t.Errorf("%d files in the identity, %d beside it", n, m)
			}
			return nil
		})
	})
}

func TestErasingTheIdentityTakesItsPapersAndLettersAlong(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna, berta := h.as("anna"), h.as("berta")
		at := berta.opensCase("Segel Birke 8")
		paper := berta.sendsAll(at+"/documents", url.Values{"title": {"Reisepass"}, "kind": {"identity"}}, photograph(t, 9)).leadsTo()
		open := berta.sendsAll(at+"/documents", url.Values{"title": {"Hausordnung"}, "kind": {"other"}}, photograph(t, 9)).leadsTo()
		letter := berta.posts(at+"/texts/objection", url.Values{"value-client_name": {"Mariana Popa"}}).leadsTo()
		berta.posts(at+"/erasure", url.Values{"scope": {"identity"}, "reason": {"ihr Wunsch"}}).is(http.StatusSeeOther)
		confirm := url.Values{"stamp": {anna.opens(at + "/erasure").hidden("stamp")}, "password": {rightPassword}}
		anna.posts(at+"/erasure/confirm", confirm).is(http.StatusSeeOther)
		for _, path := range []string{paper, letter} {
			anna.opens(path).is(http.StatusNotFound)
		}
		anna.opens(open).is(http.StatusOK).says("Hausordnung")
		h.must(func(tx *sql.Tx) error {
			var files int
			if err := tx.QueryRowContext(t.Context(), `SELECT count(*) FROM vault_file`).Scan(&files); err != nil {
				return err
			}
			if files != 1 {
				t.Errorf("%d files are left, not the one that names nobody", files)
			}
			return nil
		})
	})
}
