package gate_test

import (
	"strings"
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/gate"
	"verbund/internal/figures/table"
)

// printed is a small edition of 2022.
func printed() edition.Edition {
	shown := func(n int) edition.Value { return edition.Value{N: n, Shown: true} }
	row := func(id string, n int) edition.Row { return edition.Row{ID: id, Cells: []edition.Value{shown(n)}} }
	return edition.Edition{Kind: edition.Public, Year: 2022, Centres: 19,
		Funnel: edition.Funnel{Documented: shown(1875), New: shown(235), Consented: shown(735), Analysed: shown(730)},
		Tables: []edition.Table{
			{Spec: table.Spec{ID: "gender", Rows: "gender"}, Base: shown(730), Rows: []edition.Row{row("female", 640), row("male", 90)}},
			{Spec: table.Spec{ID: "age_band", Rows: "age_band"}, Base: shown(730), Rows: []edition.Row{row("14-17", 35), row("22-29", 295), row("30-39", 200), row("b-22-39", 495),
				{ID: "50+", Cells: []edition.Value{{}}}}},
			{Spec: table.Spec{ID: "investigation", Rows: "investigation"}, Base: shown(730), Rows: []edition.Row{row("yes", 260)}},
		}}
}

func TestEveryNumberThatNoTableContainsIsFound(t *testing.T) {
	for text, want := range map[string]string{
		// Computed: 640/730 = 87.67, 495/730 = 67.8, 260/730 = 35.6, 735/1875 = 39.2, 235/1875 = 12.5
		"2022 wurden 1.875 Fälle dokumentiert, 730 ausgewertet.": "",
		"In 2022, the centres documented 1,875 cases.":           "",
		"Mit 1\u00a0875 Fällen aus 19 Fachberatungsstellen":      "",
		"Mit 1\u202f876 Fällen":                                  "1\u202f876",
		"1874 Fälle":                                             "1874",
		"1.876 Fälle, 1,876 cases":                               "1.876 1,876",
		"88 Prozent sind weiblich (87,7 %).":                     "",
		"88 percent are female (87.7%).":                         "",
		"89 Prozent sind weiblich (87,6 %; 87.8 per cent).":      "89 87,6 87.8",
		"87,67 % sind weiblich":                                  "87,67",
		"Bei 88 und 36 Prozent, 88 bis 39 %, 88–36 %":            "",
		"Bei 88 und 37 Prozent":                                  "37",
		"Bei 87 und 36 Prozent":                                  "87",
		"229 Ermittlungsverfahren (richtig wären 260)":           "229",
		"730 % mehr": "730",
		"Seit 1999 und in den Jahren 2020 bis 2023, 2022/23, 2020–2022":        "",
		"Am 18. Oktober 2024, am 31.12.2022, am 3./4. Mai, bis 2022-12-31":     "",
		"On 18 October 2024 and October 18, 2024, on the 3rd day":              "",
		"§ 232a StGB, §§ 232 bis 233a StGB, § 25 Abs. 4a Satz 3 AufenthG":      "",
		"sections 232 to 233a, Article 4 ECHR, Directive 2011/36/EU":           "",
		"section 25 (4a) of the Residence Act, Art. 10 und 12":                 "",
		"Tel. 030 263 911 76, +49 (0)30 12345678, 08000 116 016":               "",
		"um 14:30 Uhr, von 9 bis 17 Uhr":                                       "",
		"steht dort.[3] Siehe Fn. 12, S. 45–47 und [^4]":                       "",
		"1. Erstens\n  2) zweitens\n## 3.1 Drittens":                           "",
		"https://example.org/2023/99?x=77 und post-77@example.org":             "",
		"22 bis 39 Jahre, die 22- bis 29-Jährigen, unter 18, 22–39, 50+ Jahre": "",
		"aged 22 to 29, under 18, 14-17 year-olds, 50 and older":               "",
		"über 50 Betroffene":            "50",
		"unter 30 Betroffene":           "30",
		"unter 18 %":                    "18",
		"77 Anklagen, 2045 % Zuwachs":   "77 2045",
		"CO2, 25a, A380 und ver.di4":    "",
		"ein Drittel, zwei von dreien":  "",
		"0,5 Prozent":                   "0,5",
		"123.45.6 und 1.2345,6":         "123.45.6 1.2345,6",
		"99999999999999999999999 Fälle": "99999999999999999999999",
		"":                              "",
	} {
		var got []string
		for _, f := range gate.Numbers(text, printed()) {
			got = append(got, f.Text)
			if !strings.HasPrefix(text[f.Offset:], f.Text) {
				t.Errorf("%q: %q is not at %d", text, f.Text, f.Offset)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q:\n got %q\nwant %q", text, strings.Join(got, " "), want)
		}
	}
}

func TestAFindingSaysWhereItIsAndWhatComesClosest(t *testing.T) {
	found := gate.Numbers("Überblick\nFür 89 % von 731", printed())
	if len(found) != 2 {
		t.Fatalf("found %v", found)
	}
	if f := found[0]; f.Line != 2 || f.Column != 5 || f.Text != "89" || f.Nearest[0].String() != "88 %" || f.Nearest[0].At != (gate.Place{Table: "gender", Row: "female"}) {
		t.Errorf("got %v", f)
	}
	if f := found[1]; f.Column != 14 || f.Nearest[0].Scaled != 730 || f.Nearest[1].Scaled != 735 {
		t.Errorf("got %v", f)
	}
}

func TestGrowthBetweenEditionsMayBeSaid(t *testing.T) {
	before := printed()
	before.Year = 2021
	before.Tables[2].Rows[0].Cells[0].N = 210
	after := printed()
	text := "Die Ermittlungsverfahren nahmen um 50 oder 23,8 Prozent zu, von 210 auf 260."
	if found := gate.Numbers(text, after); len(found) != 3 {
		t.Errorf("without the earlier edition: %v", found)
	}
	more := append(gate.Of(before), gate.Growth(before, after)...)
	if found := gate.Numbers(text, after, more...); len(found) != 0 {
		t.Errorf("with the earlier edition: %v", found)
	}
	if found := gate.Numbers("um 23,9 Prozent", after, more...); len(found) != 1 {
		t.Error("a growth that is wrong was not found")
	}
	own := gate.Allowed{Scaled: 105, Decimals: 1, Percent: true}
	if found := gate.Numbers("10,5 %", after, own); len(found) != 0 {
		t.Errorf("what is allowed was found: %v", found)
	}
}

func FuzzNumbers(f *testing.F) {
	for _, text := range []string{"1.875 und 88 %", "§§ 232 bis 233a", "12.34.56", "22–39 Jahre, +49 30 1", "[^3] 1,2,3", "\xff12\xff", "2020/21 %"} {
		f.Add(text)
	}
	e := printed()
	f.Fuzz(func(t *testing.T, text string) {
		last := -1
		for _, found := range gate.Numbers(text, e) {
			if found.Offset <= last || !strings.HasPrefix(text[found.Offset:], found.Text) || found.Line < 1 || found.Column < 1 {
				t.Fatalf("%q: %v", text, found)
			}
			last = found.Offset
		}
	})
}

func BenchmarkNumbers(b *testing.B) {
	text := strings.Repeat("Im Jahr 2022 wurden 1.875 Fälle dokumentiert, davon 730 ausgewertet (§ 232a StGB). 88 Prozent sind weiblich, 77 nicht. ", 400)
	e := printed()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		gate.Numbers(text, e)
	}
}
