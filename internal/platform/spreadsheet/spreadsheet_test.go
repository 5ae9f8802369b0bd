package spreadsheet_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"verbund/internal/platform/spreadsheet"
)

func TestNothingTypedComesToLifeAsFormula(t *testing.T) {
	for _, typed := range []string{`=HYPERLINK("http://x")`, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"} {
		if got := spreadsheet.Inert(typed); got != "'"+typed {
			t.Errorf("%q is written as %q", typed, got)
		}
	}
	var out bytes.Buffer
	if err := spreadsheet.WriteCSV(&out, []string{"=head", "n"}, [][]spreadsheet.Cell{{"=1+1", spreadsheet.Number(-3)}, {"Haus \"am, Fluss\"", nil}}); err != nil {
		t.Fatal(err)
	}
	if want := "'=head,n\r\n'=1+1,-3\r\n\"Haus \"\"am, Fluss\"\"\",\r\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func FuzzCSVReadsBackWhatWasWritten(f *testing.F) {
	f.Add("=1", "Haus, am \"Fluss\"")
	f.Add("", "zwei\nZeilen")
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ContainsAny(a+b, "\r") { // a reader of CSV makes one end of line of any
			t.Skip()
		}
		var out bytes.Buffer
		if err := spreadsheet.WriteCSV(&out, []string{"a", "b"}, [][]spreadsheet.Cell{{a, b}, {"x", "y"}}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if rows[1][0] != spreadsheet.Inert(a) || rows[1][1] != spreadsheet.Inert(b) {
			t.Errorf("%q and %q came back as %q", a, b, rows[1])
		}
		for _, cell := range rows[1] {
			if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "-") {
				t.Errorf("%q would be a formula", cell)
			}
		}
	})
}

func TestWorkbookHoldsNumbersAndTextsInMemoryOnly(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	long := "Warum Angebote fehlten: Gründe / [alle]"
	var out bytes.Buffer
	err := spreadsheet.WriteXLSX(&out, []spreadsheet.Sheet{
		{Title: long, Notes: []string{"=Notiz"}, Head: []string{"Grund", "Fälle", "Anteil", "Summe", "Genau"},
			Rows: [][]spreadsheet.Cell{{"=1+1", spreadsheet.Number(1200), spreadsheet.Share(38), spreadsheet.Cents(123_450), spreadsheet.Tenths(838)}}},
		{Title: long, Head: []string{"a"}},
		{Title: ""},
	})
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("a file was left in the temporary folder: %v", left)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	titles := f.GetSheetList()
	if len(titles) != 3 || titles[0] == titles[1] || len([]rune(titles[0])) > 31 {
		t.Fatalf("sheets: %q", titles)
	}
	for cell, want := range map[string]string{"A1": "=Notiz", "A3": "Grund", "A4": "=1+1", "B4": "1,200", "C4": "38%", "D4": "1,234.50 €", "E4": "83.8%"} {
		got, err := f.GetCellValue(titles[0], cell)
		if err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", cell, got, want, err)
		}
		if formula, _ := f.GetCellFormula(titles[0], cell); formula != "" {
			t.Errorf("%s is a formula: %s", cell, formula)
		}
	}
}
