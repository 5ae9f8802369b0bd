package casework

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/xml"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"verbund/internal/casework/count"
	"verbund/internal/platform/vault"
)

var update = flag.Bool("update", false, "write the files that tests compare with anew")

// golden compares with a file that was looked at.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs; look at it and run with -update:\n%s", path, got)
	}
}

// aYear fills a centre with what figures are made of, and returns the id of its
// house and the address of a case.
func (h *house) aYear() (linde, first string) {
	h.t.Helper()
	lead, berta := h.as("anna"), h.as("berta")
	linde = lead.hasHouse("=Haus Linde", "3")
	first = berta.opensCase("Ahorn Wiese 11", "way", "police", "region", "be", "first-day", "2026-01-15")
	second := berta.opensCase("Birke Bach 12", "way", "self", "region", "by")
	berta.fills(first+"/sheets/person", "gender", "female", "age-band", "22-29", "nationality", "Romania, Ukraine").is(http.StatusSeeOther)
	berta.fills(second+"/sheets/person", "gender", "-").is(http.StatusSeeOther)
	berta.fills(first+"/sheets/exploitation", "forms", "labour").is(http.StatusSeeOther)
	berta.adds(first, "journal", "day", "2026-02-03", "kind", "call", "minutes", "1:30", "text", "Nie in den Zahlen")
	berta.adds(first, "journal", "day", "2026-02-10", "kind", "call", "minutes", "30", "text", "x")
	berta.adds(second, "journal", "day", "2026-03-09", "kind", "accompaniment", "accompaniment", "court", "minutes", "120", "text", "x")
	taken := berta.adds(second, "journal", "day", "2026-03-09", "kind", "call", "minutes", "999", "text", "verschrieben")
	berta.posts(taken+"/remove", nil).is(http.StatusSeeOther)
	berta.adds(first, "stay", "house", linde, "from", "2026-03-01", "persons", "2")
	berta.adds(second, "measure", "service", "housing", "outcome", "turned-away", "since", "2026-03-02")
	berta.adds(first, "claim", "kind", "wages", "filed", "2026-02-01", "asked", "1234,50", "decision", "granted", "decided", "2026-03-01", "granted", "1000")
	berta.adds(first, "consent", "scope", "statistics", "given", "written", "day", "2026-01-20")
	berta.asks("outcome", "refused", "reason", "no-place", "persons", "2", "from", "police")
	return linde, first
}

func TestFiguresAreExactAndComputedFromWhatWasWrittenOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, first := h.aYear()
		lead := h.as("anna")
		lead.opens("/casework/figures").is(http.StatusOK).says(
			"1 January 2026 to 31 December 2026", "Internal and exact, not for publication",
			"documented 2 100 %", "open at the end of the period 2", "released for the statistics 1 50 %",
			"female 1 50 % 1", "would rather not say 1 50 % 1", "Romania 1 100 %", "Ukraine 1 100 %", "Several answers are possible",
			"call 2 67 % 2:00 2", "accompaniment 1 33 % 2:00 1", "court 1 100 % 2:00 1",
			"=Haus Linde 1 100 % 9 18", "1,234.50 €", "1,000.00 €", "no place free 1 100 % 2 0", "March 2026 1 0 0 1 0 1",
			"Birke Bach 12 (").neverSays("Nie in den Zahlen", "verschrieben")
		lead.opens("/casework/figures?year=2026&quarter=1").is(http.StatusOK).says("1 January 2026 to 31 March 2026")
		lead.opens("/casework/figures?year=2025").is(http.StatusOK).says("documented 0")
		lead.opens("/casework/figures?from=2026-02-01&to=2026-02-28").is(http.StatusOK).says("1 February 2026 to 28 February 2026", "call 2 100 %", "documented 1")
		lead.opens("/casework/figures?from=2026-02-01&to=2026-01-28").is(http.StatusUnprocessableEntity).says("The period ends before it begins")
		for _, who := range []string{"berta", "tina"} {
			h.as(who).opens("/casework/figures").is(http.StatusForbidden)
		}
		h.as("clara").opens("/casework/figures").is(http.StatusOK).neverSays("Linde", "Romania")

		h.as("berta").fills(first+"/sheets/person", "gender", "diverse").is(http.StatusSeeOther) // corrected, counted anew
		lead.opens("/casework/figures").is(http.StatusOK).says("diverse 1 50 % 1").neverSays("female 1 50")
	})
}

func TestFiguresLeaveOnlyWithThePasswordAndAreNoted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.aYear()
		lead := h.as("anna")
		form := url.Values{"from": {"2026-01-01"}, "to": {"2026-12-31"}, "format": {"csv"}, "password": {"wrong"}}
		lead.posts("/casework/figures/file", form).is(http.StatusUnprocessableEntity).says("1 January 2026 to 31 December 2026", "Your password").neverSays("wrong\"")
		h.as("berta").posts("/casework/figures/file", form).is(http.StatusForbidden)
		form.Set("password", rightPassword)
		file := lead.posts("/casework/figures/file", form).is(http.StatusOK)
		if got := file.header.Get("Content-Disposition"); !strings.Contains(got, "verbund-2026-01-01-2026-12-31.csv") || file.header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("%s, %s", got, file.header.Get("Content-Type"))
		}
		golden(t, "figures.csv", []byte(file.body))
		rows, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]string{}
		for _, row := range rows[1:] {
			seen[strings.Join(row[:3], "|")] = row[3]
			for _, cell := range row {
				if strings.ContainsAny(cell[:1], "=+@") {
					t.Errorf("%q would be a formula", cell)
				}
			}
		}
		for key, want := range map[string]string{
			"Cases at a glance|documented|Cases": "2", "Contacts by kind|call|Time (in minutes)": "120", "Contacts by kind|call|Share": "67",
			"Claims|wages|asked for": "1234.50", "Stays and nights|'=Haus Linde|Nights times persons": "18", "Requests by month|March 2026|turned away: no place": "1",
		} {
			if seen[key] != want {
				t.Errorf("%s is %q, want %q", key, seen[key], want)
			}
		}
		form.Set("format", "xlsx")
		book := lead.posts("/casework/figures/file", form).is(http.StatusOK)
		golden(t, "figures-xlsx.txt", flat(t, book.body))

		events := h.recorded(t)
		if n := strings.Count(events, "casework.figures-file csv"); n != 1 || !strings.Contains(events, "casework.figures-file xlsx") || !strings.Contains(events, "casework.figures \n") {
			t.Errorf("the record says:\n%s", events)
		}
	})
}

// flat writes out the cells of a workbook (ECMA-376), a line each, with t for texts.
// A formula would be written with an f.
func flat(t *testing.T, book string) []byte {
	t.Helper()
	files, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	open := func(name string, into any) bool {
		f, err := files.Open(name)
		if err != nil {
			return false
		}
		defer f.Close()
		if err := xml.NewDecoder(f).Decode(into); err != nil {
			t.Fatal(err)
		}
		return true
	}
	var texts struct {
		Texts []string `xml:"si>t"`
	}
	var names struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
		} `xml:"sheets>sheet"`
	}
	open("xl/sharedStrings.xml", &texts)
	open("xl/workbook.xml", &names)
	var out bytes.Buffer
	for i, one := range names.Sheets {
		var sheet struct {
			Cells []struct {
				Name    string `xml:"r,attr"`
				Kind    string `xml:"t,attr"`
				Value   string `xml:"v"`
				Formula string `xml:"f"`
			} `xml:"sheetData>row>c"`
		}
		open(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), &sheet)
		fmt.Fprintf(&out, "## %s\n", one.Name)
		for _, c := range sheet.Cells {
			switch {
			case c.Formula != "":
				fmt.Fprintf(&out, "%s f %s\n", c.Name, c.Formula)
			case c.Kind == "s":
				n, err := strconv.Atoi(c.Value)
				if err != nil || n >= len(texts.Texts) {
					t.Fatalf("%s is the text %q", c.Name, c.Value)
				}
				fmt.Fprintf(&out, "%s t %s\n", c.Name, texts.Texts[n])
			case c.Value != "":
				fmt.Fprintf(&out, "%s %s\n", c.Name, c.Value)
			}
		}
	}
	return out.Bytes()
}

// recorded is the sealed record of our centre: code and detail of each line.
func (h *house) recorded(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
		events, err := a.Audit(t.Context(), tx, 0, 200)
		for _, e := range events {
			b.WriteString(e.Code + " " + e.Detail + "\n")
		}
		return err
	})
	return b.String()
}

func TestWhatFiguresNeedFollowsFromTheCaseItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.aYear()
		d := h.as("anna").worker()
		kept, err := d.gather(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		h.must(func(tx *sql.Tx) error { // as if none had been kept
			_, err := tx.ExecContext(t.Context(), "DELETE FROM vault_record WHERE part = $1", figuresPart)
			return err
		})
		made, err := d.gather(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		a, b := count.Compute(kept.Input, count.Year(2026)), count.Compute(made.Input, count.Year(2026))
		if !reflect.DeepEqual(a, b) {
			t.Errorf("kept and made anew differ:\n%+v\n%+v", a, b)
		}
	})
}

func TestReportsAreSavedOpenedChangedAndDeleted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		linde, _ := h.aYear()
		lead := h.as("anna")
		lead.opens("/casework/reports").is(http.StatusOK).says("No report has been saved yet")
		form := lead.opens("/casework/reports/new").is(http.StatusOK).form()
		form.Set("rule", "this-year")
		lead.posts("/casework/reports", form).is(http.StatusUnprocessableEntity).says("Name: This is needed.")
		form.Set("name", "Land, Förderung 2026")
		form.Set("rows", "gender")
		form.Set("columns", "gender")
		lead.posts("/casework/reports", form).is(http.StatusUnprocessableEntity).says("Rows and columns ask the same").holds(`value="Land, Förderung 2026"`)
		form.Set("columns", "@quarters")
		form.Set("where-nationality", "Atlantis")
		lead.posts("/casework/reports", form).is(http.StatusUnprocessableEntity).says("“Atlantis” is not among the answers")
		form.Set("where-nationality", "Romania, Ukraine")
		form.Set("where-place", linde)
		form.Set("where-region", "be")
		at := lead.posts("/casework/reports", form).leadsTo()
		if again := lead.posts("/casework/reports", form).leadsTo(); again != at {
			t.Errorf("sending the form twice made two reports")
		}
		lead.opens(at).is(http.StatusOK).says("Land, Förderung 2026", "Only: Nationality Romania, Ukraine", "Only: Place of stay =Haus Linde", "Only: Region Berlin",
			"Quarter 1 of 2026", "female 1 1 0 0 0", "In all 1 1 0 0 0")
		lead.opens("/casework/reports").is(http.StatusOK).says("Land, Förderung 2026", "1 January 2026 to 31 December 2026")

		edit := lead.opens(at + "/edit").is(http.StatusOK)
		change := edit.form()
		lead.fills(at+"/edit", "of", "minutes", "where-nationality", "", "where-region", "").is(http.StatusSeeOther)
		change.Set("name", "Anders")
		clash := lead.posts(at+"/edit", change).is(http.StatusConflict).says("somebody changed the same").holds(`value="Anders"`)
		lead.posts(at+"/edit", clash.form()).is(http.StatusSeeOther)
		lead.opens(at).is(http.StatusOK).says("Anders")

		lead.posts(at+"/file", url.Values{"format": {"csv"}}).is(http.StatusUnprocessableEntity)
		file := lead.posts(at+"/file", url.Values{"format": {"csv"}, "password": {rightPassword}}).is(http.StatusOK)
		if !strings.Contains(file.body, "Anders,female,In all,1\r\n") {
			t.Errorf("the file says %s", file.body)
		}
		h.as("berta").opens(at).is(http.StatusForbidden)
		h.as("clara").opens(at).is(http.StatusNotFound)
		h.as("clara").posts(at+"/remove", nil).is(http.StatusNotFound)
		lead.posts(at+"/remove", nil).is(http.StatusSeeOther)
		lead.opens(at).is(http.StatusNotFound)
		lead.opens("/casework/reports/" + string(vault.NewID())).is(http.StatusNotFound)
	})
}
