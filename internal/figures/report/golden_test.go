package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/report"
)

var update = flag.Bool("update", false, "write golden files anew")

var origin = report.Origin{Publisher: "Netzwerk der Fachberatungsstellen", Licence: "https://licence.example/", Address: "https://verbund.example/de/figures/2023"}

// outputs are all files and texts that are written from an edition, by name.
func outputs(t testing.TB, w *report.Writer, e *edition.Edition, before ...*edition.Edition) map[string]string {
	t.Helper()
	all := light(t, w, e, before...)
	var out bytes.Buffer
	if err := w.XLSX(&out, e, origin); err != nil {
		t.Fatal(err)
	}
	all["xlsx"] = out.String()
	all["xlsx.txt"] = workbook(t, all["xlsx"])
	return all
}

// light are the outputs without the workbook.
func light(t testing.TB, w *report.Writer, e *edition.Edition, before ...*edition.Edition) map[string]string {
	t.Helper()
	var periods []report.Period
	for _, b := range append(before, e) {
		periods = append(periods, report.Period{Edition: b})
	}
	all := map[string]string{
		"report.txt":  read(w.Report(periods)),
		"press.txt":   read(w.Press(periods)) + "\n" + w.Sentence(e).String() + "\n",
		"summary.txt": read(w.Summary(periods)),
	}
	for name, write := range map[string]func(io.Writer) error{
		"edition.json":         func(out io.Writer) error { return w.JSON(out, e, origin) },
		"edition.csv":          func(out io.Writer) error { return w.CSV(out, e) },
		"edition.csv-metadata": func(out io.Writer) error { return w.CSVW(out, e, origin, "figures-2023.csv") },
		"eu.csv":               func(out io.Writer) error { return w.EU(out, e) },
		"rapporteur.csv":       func(out io.Writer) error { return w.Rapporteur(out, e, origin) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = out.String()
	}
	return all
}

// workbook reads a workbook back as text.
func workbook(t testing.TB, written string) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		fmt.Fprintf(&b, "== %s\n", sheet)
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			b.WriteString(strings.Join(row, " | ") + "\n")
		}
	}
	return b.String()
}

func TestOutputsAreThoseThatWereReadAndFoundGood(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		lang core.Lang
		kind string
		e, b *edition.Edition
	}{
		{"de", "public", short(d.public(t, 2023, 3)), short(d.public(t, 2022, 2))},
		{"en", "public", short(d.public(t, 2023, 3)), short(d.public(t, 2022, 2))},
		{"de", "internal", short(d.internal(t, 2023, 3)), short(d.internal(t, 2022, 2))},
	} {
		for name, got := range outputs(t, d.writer(t, tt.lang), tt.e, tt.b) {
			if name == "xlsx" || tt.kind == "internal" && !strings.HasSuffix(name, ".txt") {
				continue
			}
			file := fmt.Sprintf("testdata/%s.%s.%s", tt.lang, tt.kind, name)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; look at it and run with -update:\n%s", file, difference(string(want), got))
			}
		}
	}
}

// difference is the first line that differs.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(b), len(a))
}

func TestSameEditionGivesTheSameBytes(t *testing.T) {
	d := newDesk(t)
	one := outputs(t, d.writer(t, "de"), d.public(t, 2023, 3), d.public(t, 2022, 2))
	two := outputs(t, d.writer(t, "de"), d.public(t, 2023, 3), d.public(t, 2022, 2))
	for name := range one {
		if sha256.Sum256([]byte(one[name])) != sha256.Sum256([]byte(two[name])) {
			t.Errorf("%s is not the same twice", name)
		}
	}
}

func TestWorkbookHoldsNumbersAsNumbers(t *testing.T) {
	d := newDesk(t)
	e := d.internal(t, 2023, 30)
	var out bytes.Buffer
	if err := d.writer(t, "en").XLSX(&out, e, origin); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, want := len(f.GetSheetList()), len(e.Tables)+2; got != want {
		t.Errorf("%d sheets, want %d", got, want)
	}
	found := 0
	rows, _ := f.GetRows("gender", excelize.Options{RawCellValue: true})
	for i, row := range rows {
		if len(row) < 5 || row[4] != "female" {
			continue
		}
		found++
		kind, _ := f.GetCellType("gender", fmt.Sprintf("B%d", i+1))
		if row[1] != "1560" || row[2] != "0.776" || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
			t.Errorf("female: %q, of kind %v", row, kind)
		}
	}
	if found != 1 {
		t.Errorf("female is there %d times", found)
	}
}

func TestLongFormHasOneLineForEachCell(t *testing.T) {
	d := newDesk(t)
	e := d.public(t, 2023, 3)
	rows, err := csv.NewReader(strings.NewReader(outputs(t, d.writer(t, "de"), e)["edition.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		key := row[0] + "|" + row[1] + "|" + row[3]
		if seen[key] {
			t.Errorf("%s is there twice", key)
		}
		seen[key] = true
		shown := report.Look(e, report.Cell{Table: row[0], Row: row[1], Column: row[3]})
		if row[8] != fmt.Sprint(shown.Shown) || shown.Shown != (row[5] != "") || shown.Shown && row[5] != fmt.Sprint(shown.N) {
			t.Errorf("%s: %q, shown as %v", key, row[5], shown)
		}
	}
	cells := 4
	for _, to := range e.Tables {
		cells += 2 + len(to.Rows)*max(1, len(to.Columns))
	}
	if len(seen) != cells {
		t.Errorf("%d lines, %d cells", len(seen), cells)
	}
}
