package casework

import (
	"archive/zip"
	"encoding/csv"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// tablesIn reads the files of a ZIP file.
func tablesIn(t *testing.T, body string) map[string][][]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][][]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "about.txt" {
			all[f.Name] = [][]string{{string(b)}}
			continue
		}
		all[f.Name] = linesOf(t, string(b))
	}
	return all
}

func linesOf(t *testing.T, file string) [][]string {
	t.Helper()
	file, marked := strings.CutPrefix(file, "\ufeff")
	if !marked {
		t.Error("spreadsheets would not know that it is UTF-8")
	}
	r := csv.NewReader(strings.NewReader(file))
	r.Comma = ';'
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestCentreTakesTablesOfItsCases(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		one := h.as("anna").opensCase("Anker Brise 70", "contact-never", "=HYPERLINK(\"x\")", "languages", "Romanian, Arabic")
		h.as("anna").opensCase("Birke Kanal 20")
		h.as("clara").opensCase("Nicht unserer 10")
		h.as("anna").adds(one, "journal", "day", "2026-03-09", "text", "Zeile 1\nZeile 2")
		h.as("anna").posts(h.as("anna").adds(one, "journal", "day", "2026-03-08", "text", "herausgenommen")+"/remove", nil)
		h.as("anna").fills(one+"/identity", "family-name", "Erdacht")

		form := h.as("anna").opens("/casework/export").is(http.StatusOK).says("not encrypted", "Hardly any evaluation needs identity").form()
		form["table"] = []string{"cases", "intake", "journal"}
		form.Set("how", "words")
		h.as("anna").posts("/casework/export", form).is(http.StatusUnprocessableEntity)
		form.Set("password", rightPassword)
		h.as("anna").posts("/casework/export", url.Values{"how": {"words"}, "password": {rightPassword}}).is(http.StatusUnprocessableEntity).says("at least one table")
		file := h.as("anna").posts("/casework/export", form).is(http.StatusOK)
		if got := file.header.Get("Content-Disposition"); got != "attachment; filename=cases-2026-03-10.zip" {
			t.Errorf("the file is sent as %q", got)
		}
		tables := tablesIn(t, file.body)
		if len(tables) != 4 || len(tables["cases.csv"]) != 3 || len(tables["intake.csv"]) != 3 || len(tables["journal.csv"]) != 2 {
			t.Errorf("%d tables: %v", len(tables), tables)
		}
		if row := tables["intake.csv"][slices.IndexFunc(tables["intake.csv"], func(r []string) bool { return r[0] == "Anker Brise 70" })]; !slices.Contains(row, "'=HYPERLINK(\"x\")") || !slices.Contains(row, "Romanian; Arabic") {
			t.Errorf("the intake reads %q", row)
		}
		if !slices.Contains(tables["journal.csv"][1], "Zeile 1\nZeile 2") {
			t.Errorf("the journal reads %q", tables["journal.csv"])
		}
		if strings.Contains(file.body, "Erdacht") || !strings.Contains(tables["about.txt"][0][0], "2 cases") {
			t.Errorf("it says %q of itself", tables["about.txt"])
		}

		form["table"] = []string{"identity"}
		single := h.as("anna").posts("/casework/export", form).is(http.StatusOK)
		if lines := linesOf(t, single.body); len(lines) != 2 || !slices.Contains(lines[1], "Erdacht") {
			t.Errorf("identity reads %q", lines)
		}
		for _, who := range []string{"berta", "tina", "dora"} {
			h.as(who).opens("/casework/export").is(http.StatusForbidden)
			h.as(who).posts("/casework/export", form).is(http.StatusForbidden)
		}
	})
}

func TestTablesInCodesAreTakenInElsewhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Anker Brise 70")
		h.as("anna").fills(at+"/sheets/person", "gender", "female", "nationality", "Bulgaria, Poland", "children", "2").is(http.StatusSeeOther)
		form := url.Values{"table": {"person"}, "how": {"codes"}, "password": {rightPassword}}
		file := h.as("anna").posts("/casework/export", form).is(http.StatusOK).body
		there := h.as("clara").uploads(file)
		page := h.as("clara").opens(there).is(http.StatusOK).says("Will be taken in 1", "Anker Brise 70", "Bulgaria", "Poland").neverSays("Values that nobody knows")
		h.as("clara").posts(there+"/take", page.form()).is(http.StatusSeeOther)
		h.as("clara").opens(runAddress(t, h.as("clara").opens("/casework/cases"), "Anker Brise 70")).is(http.StatusOK).says("female", "Bulgaria", "Poland", "2")
	})
}
