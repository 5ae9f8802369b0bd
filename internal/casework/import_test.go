package casework

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

const brought = "Fallnummer;Geschlecht;Staatsangehörigkeit;Erstkontakt;Vorname;Bemerkung;Blutgruppe\n" +
	"A-1;w;Bulgarien;3.2.2026;Erdacht;Geheimer Satz;0\n" +
	"A-2;weibl.;Atlantis;4.2.2026;;;\n" +
	"A-2;m;Polen;;;;\n" +
	";m;Polen;5.2.2026;;;\n"

// uploads sends a table and returns where it is looked at.
func (v visitor) uploads(file string) string {
	v.t.Helper()
	return v.sends("/casework/import", nil, "fälle 2025.csv", strings.NewReader(file)).leadsTo()
}

// settles gives values their meaning, by what stands in their labels.
func (v visitor) settles(at string, meanings ...string) {
	v.t.Helper()
	p := v.opens(at).is(http.StatusOK)
	form := p.form()
	for i := 0; i < len(meanings); i += 2 {
		_, rest, ok := strings.Cut(p.body, "“"+meanings[i]+"”</label>")
		if !ok {
			v.t.Fatalf("nobody asks what %q means: %s", meanings[i], p.text())
		}
		_, rest, _ = strings.Cut(rest, ` name="`)
		name, _, _ := strings.Cut(rest, `"`)
		form.Set(name, meanings[i+1])
	}
	v.posts(at+"/plan", form).is(http.StatusSeeOther)
}

func TestTableIsLookedAtAndTakenInOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna := h.as("anna")
		anna.opens("/casework/import").is(http.StatusOK).says("Take in cases from a table", "Nothing so far")
		at := anna.uploads(brought)
		page := anna.opens(at).is(http.StatusOK).says("Rows in the file 4", "Will be taken in 3", "Will not be taken in 1", "A row further up has the same alias",
			"Geschlecht: “weibl.”", "Staatsangehörigkeit: “Atlantis”", "Such as: 0", "Geheimer Satz")
		page.neverSays("<title>fälle")
		anna.opens("/casework/cases").is(http.StatusOK).neverSays("A-1") // nothing has happened yet

		form := page.form()
		anna.posts(at+"/take", form).is(http.StatusUnprocessableEntity).says("2 values have no meaning yet")
		anna.settles(at, "weibl.", "female", "Atlantis", "=")
		page = anna.opens(at).is(http.StatusOK).says("Take in 3 cases").neverSays(`name="rest"`)
		anna.posts(at+"/take", form).is(http.StatusSeeOther) // of a plan that has changed since
		anna.opens(at).is(http.StatusOK).says("Take in 3 cases")
		anna.posts(at+"/take", page.form()).leadsTo()
		anna.posts(at+"/take", page.form()).leadsTo() // twice
		anna.opens(at).is(http.StatusOK).says("Taken in: 3 cases").neverSays("Geheimer Satz")

		list := h.as("berta").opens("/casework/cases").is(http.StatusOK).says("3 cases", "A-1", "A-2")
		one := runAddress(t, list, "A-1")
		h.as("berta").opens(one).is(http.StatusOK).says("Geheimer Satz", "Bulgaria", "female", "3 February 2026").neverSays("Erdacht")
		h.as("berta").opens(one + "/identity").is(http.StatusOK).holds("Erdacht")
		h.as("berta").opens(runAddress(t, list, "A-2")).is(http.StatusOK).says("female").neverSays("Atlantis")

		again := anna.uploads(brought) // the same file once more
		anna.opens(again).is(http.StatusOK).says("Taken in before 3", "There is nothing to take in")
		anna.posts(again+"/drop", nil).is(http.StatusSeeOther)
		anna.opens(again).is(http.StatusNotFound)
	})
}

// addressOf is where a case of a list stands.
func runAddress(t *testing.T, list page, alias string) string {
	t.Helper()
	before, _, ok := strings.Cut(list.body, "<bdi>"+alias+"</bdi>")
	if !ok {
		t.Fatalf("the list does not hold %s: %s", alias, list.text())
	}
	i := strings.LastIndex(before, `href="`)
	address, _, _ := strings.Cut(before[i+6:], `"`)
	return address
}

func TestImportIsUndoneButForWhatWasWorkedOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna := h.as("anna")
		at := anna.uploads("Fallnummer;Kinder\nA-1;1\nA-2;2\nA-3;3\nA-4;4\n")
		anna.posts(at+"/take", anna.opens(at).is(http.StatusOK).form()).is(http.StatusSeeOther)
		list := anna.opens("/casework/cases").says("4 cases")
		h.as("berta").fills(runAddress(t, list, "A-2")+"/sheets/person", "children", "7").is(http.StatusSeeOther)
		h.as("berta").adds(runAddress(t, list, "A-3"), "journal", "day", "2026-03-09", "text", "neu")
		anna.opens(runAddress(t, list, "A-4")).is(http.StatusOK) // looking changes nothing
		anna.posts(at+"/undo", nil).is(http.StatusSeeOther)
		anna.posts(at+"/undo", nil).is(http.StatusSeeOther)
		anna.opens(at).is(http.StatusOK).says("Taken out again: 2", "worked on them: 2")
		anna.opens("/casework/cases").says("2 cases", "A-2", "A-3").neverSays("A-1", "A-4")
	})
}

func TestFileThatIsNoTableIsRefusedAndNotKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna := h.as("anna")
		anna.sends("/casework/import", nil, "mappe.xlsx", strings.NewReader("PK\x03\x04\x00\x00")).is(http.StatusUnprocessableEntity).says("not a table in the format CSV")
		anna.sends("/casework/import", nil, "leer.csv", strings.NewReader("")).is(http.StatusUnprocessableEntity).says("no row below the names")
		anna.sends("/casework/import", nil, "groß.csv", strings.NewReader(strings.Repeat("x", 20<<20+1))).is(http.StatusUnprocessableEntity).says("too large")
		anna.opens("/casework/import").is(http.StatusOK).says("Nothing so far")
	})
}

func TestImportIsForTheLeadOfTheCentre(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").uploads(brought)
		for _, who := range []string{"berta", "tina", "dora"} {
			h.as(who).opens("/casework/import").is(http.StatusForbidden)
			h.as(who).opens(at).is(http.StatusForbidden)
			h.as(who).posts(at+"/take", nil).is(http.StatusForbidden)
		}
		for _, end := range []string{"/plan", "/take", "/drop", "/undo"} {
			h.as("clara").posts(at+end, nil).is(http.StatusNotFound)
		}
		h.as("clara").opens(at).is(http.StatusNotFound).neverSays("A-1")
		h.as("clara").opens("/casework/import").is(http.StatusOK).neverSays("2025")
		h.as("anna").opens(at).is(http.StatusOK).says("A-1")
	})
}

func TestWhatIsUploadedLiesNowhereInTheClear(t *testing.T) {
	h := newHouse(t, database.SQLite)
	at := h.as("anna").uploads(brought)
	h.as("anna").settles(at, "weibl.", "female")
	for _, word := range []string{"Geheimer Satz", "weibl.", "2025.csv", "Erdacht"} {
		for _, name := range []string{"*", "*/*"} {
			files, err := filepath.Glob(filepath.Join(h.folder, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				b, err := os.ReadFile(file)
				if err == nil && bytes.Contains(b, []byte(word)) {
					t.Errorf("%s holds %q", filepath.Base(file), word)
				}
			}
		}
		if strings.Contains(h.log.String(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

func TestThousandsOfRowsComeInOneGo(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	each(t, func(t *testing.T, h *house) {
		const rows = 1500
		var file strings.Builder
		file.WriteString("Fallnummer;Geschlecht;Alter;Staatsangehörigkeit;Erstkontakt;Ausbeutungsform;Bemerkung;Vorname;Telefon\n")
		for i := range rows {
			fmt.Fprintf(&file, "A-%d;w;24;Bulgarien;3.2.2026;sexuelle Ausbeutung;Ein Satz zum Verlauf;Ana;030 %d\n", i, i)
		}
		anna := h.as("anna")
		start := time.Now()
		at := anna.uploads(file.String())
		form := anna.opens(at).is(http.StatusOK).says("Will be taken in 1,500").form()
		looked := time.Now()
		anna.posts(at+"/take", form).is(http.StatusSeeOther)
		took := time.Now()
		anna.opens("/casework/cases").is(http.StatusOK).says("1,500 cases")
		anna.posts(at+"/undo", nil).is(http.StatusSeeOther)
		t.Logf("looked at in %v, taken in in %v, undone in %v", looked.Sub(start), took.Sub(looked), time.Since(took))
		anna.opens("/casework/cases").is(http.StatusOK).says("This is where your counselling centre")
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			cards, err := a.Cards(t.Context(), tx, roomName)
			if len(cards) != 0 {
				t.Errorf("%d cases stay", len(cards))
			}
			return err
		})
	})
}
