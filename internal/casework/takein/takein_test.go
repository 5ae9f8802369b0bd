package takein_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/takein"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// today is the day on which the tests read.
func today(t testing.TB) core.Date {
	t.Helper()
	d, err := core.ParseDate("2026-03-10")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func reader(t testing.TB) (*takein.Reader, *dataset.Set) {
	t.Helper()
	set, err := dataset.Load()
	if err != nil {
		t.Fatal(err)
	}
	var offered []text.Language
	for _, code := range []core.Lang{"de", "en"} {
		l, _ := text.LanguageOf(code)
		offered = append(offered, l)
	}
	c, err := text.Load(offered)
	if err != nil {
		t.Fatal(err)
	}
	r, err := takein.NewReader(set, c.For("de"), today(t))
	if err != nil {
		t.Fatal(err)
	}
	return r, set
}

// taken reads a file with what the program guesses.
func taken(t testing.TB, file string) (*takein.Table, takein.Plan, takein.Result) {
	t.Helper()
	r, _ := reader(t)
	table, err := takein.Read([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	plan := r.Guess(table.Columns)
	if wrong := r.CheckPlan(table.Columns, plan); len(wrong) > 0 {
		t.Fatalf("the guess is wrong: %v", wrong)
	}
	return table, plan, r.Check(table, plan)
}

func testdata(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTableOfACentreIsUnderstoodAsItComes(t *testing.T) {
	table, plan, got := taken(t, testdata(t, "centre.csv"))
	if !table.Windows {
		t.Error("nobody is told that the file was in Windows-1252")
	}
	want := []string{"alias", "person.gender", "person.age-band", "person.nationality", "intake.first-day", "exploitation.forms", "journal.text"}
	if d := cmp.Diff(want, plan.To); d != "" {
		t.Errorf("the columns are guessed wrongly:\n%s", d)
	}
	if len(got.Drafts) != 3 || got.Read != 3 || len(got.Refused) != 0 {
		t.Fatalf("of %d rows %d are taken, %d refused: %v", got.Read, len(got.Drafts), len(got.Refused), got.Refused)
	}
	first := got.Drafts[0]
	if d := cmp.Diff(map[string]dataset.Answers{
		"person":       {"gender": {"female"}, "age-band": {"22-29"}, "nationality": {"BG"}},
		"intake":       {"first-day": {"2026-02-03"}},
		"exploitation": {"forms": {"sexual"}},
		"journal":      {"day": {"2026-02-03"}, "text": {`Sagt: "ja"`}},
	}, first.Sheets); d != "" {
		t.Errorf("the first case is read wrongly:\n%s", d)
	}
	if first.Alias != "A-1" || first.Opened.String() != "2026-02-03" {
		t.Errorf("it is called %q and was opened on %s", first.Alias, first.Opened)
	}
	var unknown []string
	for _, u := range got.Unknown {
		unknown = append(unknown, u.Column+"="+u.Value)
	}
	if d := cmp.Diff([]string{"Geschlecht=x", "Staatsangehörigkeit=Atlantis", "Erstkontakt=31.2.2026", "Ausbeutungsform=Zauberei"}, unknown); d != "" {
		t.Errorf("what nobody knows is told wrongly:\n%s", d)
	}
	if got.Left != 4 {
		t.Errorf("%d answers are left out, not 4", got.Left)
	}
}

func TestTableOfTheStandardIsUnderstood(t *testing.T) {
	table, plan, got := taken(t, testdata(t, "htcds.csv"))
	r, _ := reader(t)
	for i, column := range table.Columns {
		if plan.To[i] == takein.Ignored && !r.Known(column) {
			t.Errorf("nobody knows the column %s", column)
		}
	}
	for _, u := range got.Unknown {
		t.Errorf("%s: nobody knows %q", u.Column, u.Value)
	}
	if len(got.Drafts) != 2 {
		t.Fatalf("%d cases: %v", len(got.Drafts), got.Refused)
	}
	for at, want := range map[string][]string{
		"identity.birth-date": {"1988-11-30"}, "person.nationality": {"IR", "AF"}, "intake.languages": {"fa"}, "person.gender": {"unknown"},
	} {
		sheet, question, _ := strings.Cut(at, ".")
		if d := cmp.Diff(want, got.Drafts[1].Sheets[sheet][question]); d != "" {
			t.Errorf("%s:\n%s", at, d)
		}
	}
}

func TestEveryValueOfTheStandardHasAMeaning(t *testing.T) {
	const folder = "/work/shared/data/figures/htcds"
	file, err := os.Open(folder + "/HTCDS_2.0_valuelists.csv")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the value lists of the standard are not here: " + folder)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string]string{
		"gender": "prs_Gender", "citizenship": "prs_Citizenship", "methodofrecruitment": "vic_MethodOfRecruitment", "methodsofcontrol": "vic_MethodsOfControl",
		"typeofexploitation": "vic_TypeOfExploitation", "forcedlabourindustry": "vic_ForcedLabourIndustry", "typeofsexexploitation": "vic_TypeOfSexExploitation",
	}
	r, _ := reader(t)
	seen := 0
	for _, line := range lines[1:] {
		column := columns[line[0]]
		if column == "" { // a case file has no place for it
			continue
		}
		for _, value := range line[1:3] {
			var b bytes.Buffer
			w := csv.NewWriter(&b)
			w.WriteAll([][]string{{column, "alias"}, {value, "A"}})
			table, err := takein.Read(b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range r.Check(table, r.Guess(table.Columns)).Unknown {
				t.Errorf("%s: nobody knows %q", column, u.Value)
			}
			seen++
		}
	}
	if seen < 600 {
		t.Errorf("only %d values were looked at", seen)
	}
}

func TestEveryFieldOfTheStandardIsKnown(t *testing.T) {
	const folder = "/work/shared/data/figures/htcds"
	file, err := os.Open(folder + "/HTCDS_2.0_fields.csv")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the fields of the standard are not here: " + folder)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	from := csv.NewReader(file)
	from.FieldsPerRecord, from.LazyQuotes = -1, true
	lines, err := from.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	r, _ := reader(t)
	seen := 0
	for _, line := range lines[1:] {
		if len(line) < 7 || !strings.Contains(line[6], "_") || strings.Contains(line[6], " ") {
			continue
		}
		seen++
		if r.Guess([]string{line[6]}).To[0] == takein.Ignored && !r.Known(line[6]) {
			t.Errorf("nobody knows the field %s", line[6])
		}
	}
	if seen < 60 {
		t.Errorf("only %d fields were looked at", seen)
	}
}

func TestFilesOfSpreadsheetsAreRead(t *testing.T) {
	utf16 := func(s string) string {
		b := []byte{0xFF, 0xFE}
		for _, c := range s {
			b = append(b, byte(c), byte(c>>8))
		}
		return string(b)
	}
	for name, file := range map[string]string{
		"commas":            "alias,Kinder\nA,2\nB,3\n",
		"semicolons":        "alias;Kinder\r\nA;2\r\nB;3",
		"tabs":              "alias\tKinder\nA\t2\nB\t3",
		"a mark before it":  "\ufeffalias;Kinder\nA;2\nB;3",
		"UTF-16":            utf16("alias\tKinder\r\nA\t2\r\nB\t3\r\n"),
		"sep= before it":    "sep=;\r\nalias;Kinder\r\nA;2\r\nB;3",
		"old Macintosh":     "alias,Kinder\rA,2\rB,3",
		"empty lines":       "\n\nalias,Kinder\n\nA,2\n,\nB,3\n\n",
		"columns too many":  "alias,Kinder,,\nA,2,,\nB,3,,\n",
		"numbers of floats": "alias,Kinder\nA,2.0\nB,3.0",
	} {
		t.Run(name, func(t *testing.T) {
			_, _, got := taken(t, file)
			if len(got.Drafts) != 2 || len(got.Unknown) > 0 {
				t.Fatalf("%d cases, unknown: %v, refused: %v", len(got.Drafts), got.Unknown, got.Refused)
			}
			if n := got.Drafts[1].Sheets["person"]["children"]; !slices.Equal(n, []string{"3"}) {
				t.Errorf("the second has %v children", n)
			}
		})
	}
}

func TestFileThatIsNoTableIsRefusedInWords(t *testing.T) {
	for name, c := range map[string]struct{ file, key string }{
		"nothing":          {"", "casework.import.no-rows"},
		"only a head":      {"alias;Kinder\n", "casework.import.no-rows"},
		"a workbook":       {"PK\x03\x04\x14\x00\x06", "casework.import.no-table"},
		"too many columns": {strings.Repeat("a;", 201) + "\n1", "casework.import.columns"},
		"too many rows":    {"a;b\n" + strings.Repeat("1;2\n", takein.MostRows+1), "casework.import.rows"},
		"too large":        {strings.Repeat("a", takein.MostBytes+1), "casework.import.too-large"},
		"an endless line":  {"a;b\n" + strings.Repeat("x", 2<<20), "casework.import.no-table"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := takein.Read([]byte(c.file))
			e, ok := errors.AsType[*core.Error](err)
			if !ok || e.Kind != core.Invalid || len(e.Fields) != 1 || e.Fields[0].Field != "file" || e.Fields[0].Key != c.key {
				t.Errorf("it is answered with %v, not %s", err, c.key)
			}
		})
	}
}

func TestRowThatCannotBeReadIsRefusedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		line int
		key  string
	}{
		"an open quotation": {"alias;Kinder\nA;1\nB\"x;\"2\nC;3", 3, "casework.import.quotes"},
		"cells too many":    {"alias;Kinder\nA;1;zu viel\nB;2", 2, "casework.import.cells"},
		"a cell too long":   {"alias;Kinder\nA;" + strings.Repeat("1", 30_000) + "\nB;2", 2, "casework.import.long"},
		"an alias twice":    {"alias;Kinder\nA;1\nA;2", 3, "casework.import.alias-twice"},
		"text too long":     {"alias;Bemerkung\nA;" + strings.Repeat("ä", 4001) + "\nB;2", 2, "casework.error.too-long"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, got := taken(t, c.file)
			if len(got.Refused) != 1 || got.Refused[0].Line != c.line || got.Refused[0].Key != c.key {
				t.Errorf("refused: %v", got.Refused)
			}
			if got.Read != len(got.Drafts)+len(got.Refused) {
				t.Errorf("of %d rows %d are taken and %d refused", got.Read, len(got.Drafts), len(got.Refused))
			}
		})
	}
}

func TestUnknownValueGetsAMeaningOrIsLeftOut(t *testing.T) {
	r, _ := reader(t)
	table, err := takein.Read([]byte("alias;Geschlecht;Staatsangehörigkeit;Erstkontakt\nA;weibl.;Atlantis;irgendwann\nB;weibl.;Bulgarien, Atlantis;1.2.2026\n"))
	if err != nil {
		t.Fatal(err)
	}
	plan := r.Guess(table.Columns)
	if got := r.Check(table, plan); len(got.Unknown) != 3 || got.Unknown[0].Times != 2 || got.Left != 5 {
		t.Fatalf("%d are unknown, %d left out: %v", len(got.Unknown), got.Left, got.Unknown)
	}
	plan.Instead = map[string]map[string]string{
		"person.gender": {"weibl.": "female"}, "person.nationality": {"Atlantis": ""}, "intake.first-day": {"irgendwann": "gestern"},
	}
	got := r.Check(table, plan)
	if !slices.Equal(got.Drafts[0].Sheets["person"]["gender"], []string{"female"}) || got.Drafts[0].Sheets["person"].Get("nationality") != "" {
		t.Errorf("the first case says %v", got.Drafts[0].Sheets["person"])
	}
	if !slices.Equal(got.Drafts[1].Sheets["person"]["nationality"], []string{"BG"}) {
		t.Errorf("what is known beside it is lost: %v", got.Drafts[1].Sheets["person"])
	}
	for _, u := range got.Unknown {
		if !u.Decided || u.Useless != (u.Value == "irgendwann") {
			t.Errorf("%+v", u)
		}
	}
}

func TestPlanThatMakesNoSenseIsRefusedAtItsColumn(t *testing.T) {
	r, _ := reader(t)
	columns := []string{"a", "b", "c"}
	for name, c := range map[string]struct {
		to   []string
		want []string
	}{
		"nothing":           {[]string{"", "", ""}, nil},
		"texts that join":   {[]string{"journal.text", "journal.text", "tags"}, nil},
		"two days":          {[]string{"intake.first-day", "", "intake.first-day"}, []string{"to-2"}},
		"two aliases":       {[]string{"alias", "alias", ""}, []string{"to-1"}},
		"an invented one":   {[]string{"person.magic", "", ""}, []string{"to-0"}},
		"colleagues":        {[]string{"", "journal.who", ""}, []string{"to-1"}},
		"too short a plan":  {[]string{"alias"}, nil},
		"of several sheets": {[]string{"claim.kind", "", ""}, []string{"to-0"}},
	} {
		var got []string
		for _, w := range r.CheckPlan(columns, takein.Plan{To: c.to}) {
			got = append(got, w.Field)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTheSameRowIsTheSameCaseForEver(t *testing.T) {
	const file = "alias;Kinder\nA;1\n;2\n;2\n"
	_, _, one := taken(t, file)
	_, _, two := taken(t, file)
	seen := map[string]bool{}
	for i := range one.Drafts {
		if one.Drafts[i].Form != two.Drafts[i].Form || len(one.Drafts[i].Form) != 32 {
			t.Errorf("row %d is %s once and %s then", i, one.Drafts[i].Form, two.Drafts[i].Form)
		}
		seen[one.Drafts[i].Form] = true
	}
	if len(seen) != 3 {
		t.Errorf("three rows give %d cases", len(seen))
	}
}

func TestDaysAreReadAsTheColumnWritesThem(t *testing.T) {
	for column, want := range map[string][]string{
		"2026-02-03\n2026-12-24":              {"2026-02-03", ""},
		"3.2.2026\n03.02.26":                  {"2026-02-03", "2026-02-03"},
		"3/2/2026\n4/2/2026":                  {"2026-02-03", "2026-02-04"},
		"2/3/2026\n2/13/2026":                 {"2026-02-03", "2026-02-13"}, // the month comes first
		"20260203\n2026/2/3":                  {"2026-02-03", "2026-02-03"},
		"2026-02-03T10:00:00Z\n3.2.2026 9:15": {"2026-02-03", "2026-02-03"},
	} {
		_, _, got := taken(t, "Erstkontakt\n"+column)
		for i, w := range want {
			if i < len(got.Drafts) && got.Drafts[i].Sheets["intake"].Get("first-day") != w && w != "" {
				t.Errorf("%q gives %v, want %s", column, got.Drafts[i].Sheets["intake"], w)
			}
		}
	}
}

func TestWhatIsGuardedComesBackAsItWas(t *testing.T) {
	for _, cell := range []string{"", "a", "=1+1", "+49 30 1", "-", "@x", "'quoted'", "''", "\tx", "＝1", "'=x", "0"} {
		guarded := takein.Guard(cell)
		if guarded != "" && strings.ContainsAny(guarded[:1], "=+-@\t\r\n") {
			t.Errorf("%q is written as %q, which a spreadsheet computes", cell, guarded)
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.WriteAll([][]string{{"a", "b"}, {guarded, "x"}})
		table, err := takein.Read(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if got := table.Rows[0].Cells[0]; got != strings.TrimSpace(cell) {
			t.Errorf("%q comes back as %q", cell, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"centre.csv", "htcds.csv"} {
		f.Add([]byte(testdata(f, name)))
	}
	f.Add([]byte("a;b\n\"1\n2\";3\n\"x"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x001\x00"))
	f.Add([]byte("sep=\t\na\tb\n=1\t'=2"))
	r, set := reader(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := takein.Read(file)
		if err != nil {
			if core.KindOf(err) != core.Invalid {
				t.Fatalf("it fails with %v", err)
			}
			return
		}
		for _, row := range table.Rows {
			if len(row.Cells) != len(table.Columns) {
				t.Fatalf("line %d has %d cells for %d columns", row.Line, len(row.Cells), len(table.Columns))
			}
			for _, c := range row.Cells {
				if !utf8.ValidString(c) {
					t.Fatalf("line %d holds %q", row.Line, c)
				}
			}
		}
		plan := r.Guess(table.Columns)
		if wrong := r.CheckPlan(table.Columns, plan); len(wrong) > 0 {
			t.Fatalf("the guess is wrong: %v", wrong)
		}
		got := r.Check(table, plan)
		if got.Read != len(got.Drafts)+len(got.Refused) {
			t.Fatalf("of %d rows %d are taken and %d refused", got.Read, len(got.Drafts), len(got.Refused))
		}
		for _, d := range got.Drafts {
			for id, answers := range d.Sheets {
				if _, known := set.Sheet(id); !known || len(answers) == 0 {
					t.Fatalf("line %d answers %s with %v", d.Line, id, answers)
				}
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	var file strings.Builder
	file.WriteString("Fallnummer;Geschlecht;Alter;Staatsangehörigkeit;Erstkontakt;Ausbeutungsform;Bemerkung;Vorname;Nachname;Telefon\n")
	for i := range 5000 {
		fmt.Fprintf(&file, "A-%d;w;24;Bulgarien;3.2.2026;sexuelle Ausbeutung;Ein Satz zum Verlauf;Ana;Erfunden;030 %d\n", i, i)
	}
	r, _ := reader(b)
	for b.Loop() {
		table, err := takein.Read([]byte(file.String()))
		if err != nil {
			b.Fatal(err)
		}
		if got := r.Check(table, r.Guess(table.Columns)); len(got.Drafts) != 5000 || len(got.Unknown) > 0 {
			b.Fatalf("%d cases, unknown: %v", len(got.Drafts), got.Unknown)
		}
	}
}
