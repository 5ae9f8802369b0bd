package micro_test

import (
	"os"
	"strings"
	"testing"

	"verbund/internal/figures/micro"
	"verbund/internal/figures/micro/simulate"
	"verbund/internal/figures/record"
)

func book(t testing.TB) *record.Book {
	t.Helper()
	b, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func design(t testing.TB) *micro.Design {
	t.Helper()
	d, err := micro.Load(book(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func from(t testing.TB, name string) *micro.Design {
	t.Helper()
	source, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	d, err := micro.Parse(string(source), book(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func population(t testing.TB) *simulate.Population {
	t.Helper()
	p, err := simulate.Load(book(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func sample(t testing.TB, d *micro.Design, seed uint64, n int) []micro.Row {
	t.Helper()
	return coarse(t, d, population(t).Draw(seed, n))
}

func coarse(t testing.TB, d *micro.Design, all []record.Record) []micro.Row {
	t.Helper()
	rows := make([]micro.Row, len(all))
	for i, r := range all {
		row, ok := d.Row(r)
		if !ok {
			t.Fatalf("no line for %v", r)
		}
		rows[i] = row
	}
	return rows
}

func answers(t *testing.T, b *record.Book, codes map[string]string) record.Record {
	t.Helper()
	r := record.Record{Year: 2023, Released: true, New: "yes", Values: make([]record.Answer, len(b.Columns))}
	for id, list := range codes {
		at, column := b.Column(id)
		for _, code := range strings.Split(list, ";") {
			place, ok := column.Find(code)
			if !ok {
				t.Fatalf("%s has no code %s", id, code)
			}
			r.Values[at] = append(r.Values[at], place)
		}
	}
	return r
}

func TestTheFirstKnownAnswerCounts(t *testing.T) {
	b, d := book(t), design(t)
	r := answers(t, b, map[string]string{"gender": "diverse", "age_band": "0-13", "nationality": "XX;NG;DE", "form": "labour;sexual", "sector": "care;meat", "residence": "unknown"})
	row, ok := d.Row(r)
	if !ok {
		t.Fatal("no line")
	}
	want := "male-diverse under-18 west-africa labour service other unknown unknown"
	var got []string
	for c, v := range row {
		got = append(got, d.Columns[c].Categories[v].ID)
	}
	if strings.Join(got, " ") != want {
		t.Errorf("%v, not %s", got, want)
	}
}

func TestWhoIsSilentWhereSilenceHasNoCategoryHasNoLine(t *testing.T) {
	b, d := book(t), design(t)
	for _, column := range []string{"gender", "age_band", "nationality", "form"} {
		codes := map[string]string{"gender": "female", "age_band": "22-29", "nationality": "NG", "form": "sexual"}
		delete(codes, column)
		if _, ok := d.Row(answers(t, b, codes)); ok {
			t.Errorf("a line without %s", column)
		}
	}
	r := answers(t, b, map[string]string{"gender": "female", "age_band": "22-29", "nationality": "NG", "form": "sexual"})
	if _, ok := d.Row(r); !ok {
		t.Error("a complete record has no line")
	}
	r.Released = false
	if _, ok := d.Row(r); ok {
		t.Error("a line that was not released")
	}
}

func TestAWindowHoldsWhoeverIsCounselledForYearsOnce(t *testing.T) {
	b, d := book(t), design(t)
	var all []record.Record
	for year, isNew := range map[int][]string{2020: {"yes"}, 2021: {"yes", "no", ""}, 2022: {"no", "", "yes"}, 2023: {"no", "yes"}, 2024: {"yes"}} {
		for _, n := range isNew {
			r := answers(t, b, map[string]string{"gender": "female", "age_band": "22-29", "nationality": "NG", "form": "sexual"})
			r.Year, r.New = year, n
			all = append(all, r)
		}
	}
	if rows := d.Window(b, all, 2021); len(rows) != 5 {
		t.Errorf("%d lines, not three of the first year and the new ones of two", len(rows))
	}
}

func TestADesignThatFitsTheBookBadlyIsRefused(t *testing.T) {
	const good = `version = "1"
[statement]
de = "a"
en = "b"
[[column]]
id = "gender"
from = "gender"
category = [ { id = "f", codes = ["female"] }, { id = "m", codes = ["male", "diverse"] } ]
[[column]]
id = "investigation"
from = "investigation"
category = [ { id = "y", codes = ["yes"] }, { id = "n", codes = ["no"], missing = true } ]
[[pair]]
rows = "gender"
columns = "investigation"
`
	if _, err := micro.Parse(good, book(t)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"a code in no category":           {`"male", "diverse"`, `"male"`},
		"a code in two":                   {`"male", "diverse"`, `"male", "diverse", "female"`},
		"a code that is not there":        {`"female"`, `"female", "women"`},
		"an unknown answer as known":      {`["yes"]`, `["yes", "unknown"]`},
		"missing twice":                   {`["yes"]`, `["yes"], missing = true`},
		"an unknown key":                  {`version = "1"`, "version = \"1\"\nlearn = true"},
		"a pair of one column":            {`columns = "investigation"`, `columns = "gender"`},
		"a pair of what is no column":     {`columns = "investigation"`, `columns = "age"`},
		"a column that the book has not":  {`from = "gender"`, `from = "sex"`},
		"no statement":                    {`de = "a"`, ``},
		"no version":                      {`version = "1"`, ``},
		"the same pair the other way too": {`[[pair]]`, "[[pair]]\nrows = \"investigation\"\ncolumns = \"gender\"\n[[pair]]"},
	} {
		source := strings.Replace(good, change[0], change[1], 1)
		if source == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := micro.Parse(source, book(t)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("version = \"1\"")
	b := book(f)
	f.Fuzz(func(t *testing.T, source string) {
		if d, err := micro.Parse(source, b); err == nil && (len(d.Pairs) > micro.MostPairs || len(d.Columns) > micro.MostColumns) {
			t.Error("more than may be")
		}
	})
}
