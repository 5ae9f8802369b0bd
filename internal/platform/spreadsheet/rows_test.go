package spreadsheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"verbund/internal/platform/spreadsheet"
)

// allRows reads a table to its end. A row with a fault is the fault in brackets.
func allRows(t testing.TB, from *spreadsheet.Rows) (all [][]string, lines []int) {
	t.Helper()
	for {
		row, err := from.Next()
		if errors.Is(err, io.EOF) {
			return all, lines
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Fault != "" {
			row.Cells = []string{"[" + string(row.Fault) + "]"}
		}
		all, lines = append(all, row.Cells), append(lines, row.Line)
	}
}

func text(t testing.TB, file string) ([][]string, []int) {
	t.Helper()
	rows, err := spreadsheet.ReadText(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return allRows(t, rows)
}

func TestRowWithAFaultDoesNotTakeTheNextOnesAway(t *testing.T) {
	for file, want := range map[string]string{
		"a,b\n\"c,d\ne,f\n":            "1 a|b\n2 [quotes]\n3 e|f",
		"a,b\nc\"c,d\ne,f\n":           "1 a|b\n2 [quotes]\n3 e|f",
		"a,b\n\"c\"c,d\ne,f":           "1 a|b\n2 [quotes]\n3 e|f",
		"a,b\n\"c\nc\",d\ne,f":         "1 a|b\n2 c\nc|d\n4 e|f",
		"a,b\n\"c\r\nc\"\"\",d\r\ne,f": "1 a|b\n2 c\nc\"|d\n4 e|f",
		"a,b\n \"c,c\" , \"d\"\n":      "1 a|b\n2 c,c|d",
		"a,b\n\n,\n\"\",\n":            "1 a|b\n2 \n3 |\n4 |",
		"a,b\n\"c\n\"d\ne,\"f\"\n":     "1 a|b\n2 [quotes]\n3 [quotes]\n4 e|f",
		"a,b\nc\x00,d\ne,f":            "1 a|b\n2 [bytes]\n3 e|f",
		"a,b\nü,d\ne\xff,f\ng,h":       "1 a|b\n2 ü|d\n3 [bytes]\n4 g|h",
		"a,b\n\"c\nd\x00\",e\n":        "1 a|b\n2 [quotes]\n3 [bytes]",
		"sep=;\na;b\nc;d,e":            "2 a|b\n3 c|d,e",
		"a;b,c;d\ne;f;g":               "1 a|b,c|d\n2 e|f|g",
	} {
		cells, lines := text(t, file)
		var got []string
		for i := range cells {
			got = append(got, string(rune('0'+lines[i]))+" "+strings.Join(cells[i], "|"))
		}
		if is := strings.Join(got, "\n"); is != want {
			t.Errorf("%q:\n%s\nwant\n%s", file, is, want)
		}
	}
}

func TestQuoteThatNeverClosesCostsOneRow(t *testing.T) {
	cells, _ := text(t, "a\n\"b\n"+strings.Repeat("c\n", 500))
	if len(cells) != 502 || cells[1][0] != "[quotes]" || cells[2][0] != "c" || cells[501][0] != "c" {
		t.Errorf("%d rows: %q", len(cells), cells[:min(3, len(cells))])
	}
	cells, _ = text(t, "a\n"+strings.Repeat("b", spreadsheet.LongestRow)+"\nc\n\""+strings.Repeat(strings.Repeat("d", 1<<10)+"\n", 90)+"\"\ne")
	if cells[1][0] != "[long]" || cells[2][0] != "c" || cells[3][0] != "[quotes]" || cells[len(cells)-1][0] != "e" {
		t.Errorf("%.10q", cells)
	}
}

func FuzzTextReadsWhatCSVWrites(f *testing.F) {
	f.Add("a", "b;\"c", "d\ne", "")
	f.Add("=1", "ü", "\t", ",")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		whole := a + b + c + d
		if strings.ContainsAny(whole, "\x00\r\ufeff;\t") || len(whole) > 1000 || strings.Count(whole, "\n") > 50 || !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(c) || !utf8.ValidString(d) {
			t.Skip()
		}
		rows := [][]string{{"one", "two"}, {a, b}, {c, d}, {"x", "y"}}
		var file bytes.Buffer
		if err := csv.NewWriter(&file).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		got, _ := text(t, file.String())
		if !slices.EqualFunc(got, rows, func(x, y []string) bool { return slices.Equal(x, y) }) {
			t.Errorf("got %q, want %q", got, rows)
		}
	})
}

func TestWorkbookIsReadInMemoryOnly(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	var file bytes.Buffer
	var many [][]spreadsheet.Cell
	for range 3000 {
		many = append(many, []spreadsheet.Cell{"Köln", nil, spreadsheet.Number(7)})
	}
	if err := spreadsheet.WriteXLSX(&file, []spreadsheet.Sheet{{Title: "eins", Head: []string{"a", "b", "c"}, Rows: many}}); err != nil {
		t.Fatal(err)
	}
	rows, err := spreadsheet.ReadWorkbook(&file)
	if err != nil {
		t.Fatal(err)
	}
	cells, lines := allRows(t, rows)
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("a file was left in the temporary folder: %v", left)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if len(cells) != 3001 || !slices.Equal(cells[3000], []string{"Köln", "", "7"}) || lines[3000] != 3001 {
		t.Errorf("%d rows, the last %q", len(cells), cells[len(cells)-1])
	}
}

func TestWhatIsNoWorkbookOrTooLargeIsSaid(t *testing.T) {
	if _, err := spreadsheet.ReadWorkbook(strings.NewReader(spreadsheet.Workbook + "nothing")); !errors.Is(err, spreadsheet.ErrNoText) {
		t.Errorf("no workbook: %v", err)
	}
	if _, err := spreadsheet.ReadWorkbook(io.LimitReader(endless{}, spreadsheet.MostPacked+9)); !errors.Is(err, spreadsheet.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
