package record_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"verbund/internal/core"
	"verbund/internal/figures/record"
	"verbund/internal/platform/spreadsheet"
)

var now = record.Want{Today: 2026}

func read(t testing.TB, file string, want record.Want) record.Read {
	t.Helper()
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	got, err := record.ReadCSV(strings.NewReader(file), book, want)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Records) != got.Taken || got.Rows != got.Taken+got.RefusedRows() {
		t.Errorf("%d rows, %d taken, %d records", got.Rows, got.Taken, len(got.Records))
	}
	return got
}

// rows are the records as they stand in a file, without columns that are empty.
func rows(t testing.TB, got record.Read) string {
	t.Helper()
	book, _ := record.Load()
	var all []string
	for _, r := range got.Records {
		var says []string
		for i, cell := range book.Cells(r) {
			if cell != "" {
				says = append(says, book.Head()[i]+"="+cell)
			}
		}
		all = append(all, strings.Join(says, " "))
	}
	return strings.Join(all, "\n")
}

// told are problems as "line column key value code/near".
func told(problems []record.Problem) string {
	var all []string
	for _, p := range problems {
		one := fmt.Sprintf("%d %s %s", p.Line, p.Column, strings.TrimPrefix(p.Key, "figures.read."))
		for i := 0; i+1 < len(p.Args); i += 2 {
			if name := p.Args[i]; name != "line" && name != "column" && p.Args[i+1] != "" {
				one += fmt.Sprintf(" %v=%v", name, p.Args[i+1])
			}
		}
		if p.Times != 1 {
			one += fmt.Sprintf(" times=%d", p.Times)
		}
		all = append(all, one)
	}
	return strings.Join(all, "\n")
}

const plain = "period,centre,released,gender,age_band,nationality,form\n2023,a1,yes,female,22-29,NG;GH,sexual;labour\n2023,a1,no,,,,\n"

const plainRows = "period=2023 centre=a1 released=yes gender=female age_band=22-29 nationality=NG;GH form=sexual;labour\nperiod=2023 centre=a1 released=no"

func TestEveryWayToSaveATableGivesTheSameRecords(t *testing.T) {
	utf16of := func(s string, order []byte) string {
		var b bytes.Buffer
		for _, u := range append([]uint16{0xFEFF}, utf16.Encode([]rune(s))...) {
			b.WriteByte(byte(u >> (8 * order[0])))
			b.WriteByte(byte(u >> (8 * order[1])))
		}
		return b.String()
	}
	tabs := strings.ReplaceAll(plain, ",", "\t")
	german := strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(plain, "NG;GH", `"NG;GH"`), "sexual;labour", `"sexual;labour"`), ",", ";")
	for name, file := range map[string]string{
		"as it should be":     plain,
		"mark":                "\ufeff" + plain,
		"CRLF":                strings.ReplaceAll(plain, "\n", "\r\n"),
		"old Macintosh":       strings.ReplaceAll(plain, "\n", "\r"),
		"semicolons":          german,
		"separator named":     "sep=;\r\n" + german,
		"tabs":                tabs,
		"little endian":       utf16of(tabs, []byte{0, 1}),
		"big endian":          utf16of(tabs, []byte{1, 0}),
		"quotes":              strings.ReplaceAll(strings.ReplaceAll("\""+strings.TrimSpace(plain)+"\"", ",", `","`), "\n", "\"\n\""),
		"empty last lines":    plain + "\n,,,,,,\n  \n\n",
		"empty last columns":  strings.ReplaceAll(plain, "\n", ",,,\n"),
		"no end of last line": strings.TrimSpace(plain),
	} {
		got := read(t, file, now)
		if rows(t, got) != plainRows {
			t.Errorf("%s:\n%s\n%s", name, rows(t, got), told(got.Refused))
		}
		for _, p := range got.Mended {
			if p.Key != "figures.read.columns-missing" {
				t.Errorf("%s: %s", name, told(got.Mended))
			}
		}
	}
}

func TestOtherOrderAndSpellingOfColumnsIsMended(t *testing.T) {
	got := read(t, "Form ;GESCHLECHT;Staatsangehörigkeit;age band;Freigegeben;Jahr\nsexual;female;NG;22-29;yes;2023\n", record.Want{Today: 2026, Centre: "c7"})
	if want := "period=2023 centre=c7 released=yes gender=female age_band=22-29 nationality=NG form=sexual"; rows(t, got) != want {
		t.Errorf("%s\n%s", rows(t, got), told(got.Refused))
	}
	for _, want := range []string{"1 form column-mended value=Form  code=form", "1 gender column-mended value=GESCHLECHT code=gender", "1 released column-mended", "columns-missing value=new_in_year, minor_at_offence"} {
		if !strings.Contains(told(got.Mended), want) {
			t.Errorf("nothing says %q:\n%s", want, told(got.Mended))
		}
	}
}

// in is a file with one released row and a value in one column.
func in(column, value string) string {
	return "period,centre,released," + column + "\n2023,a1,yes," + `"` + value + `"` + "\n"
}

func TestWhatHasOneReadingIsMendedAndSaid(t *testing.T) {
	for _, c := range []struct{ column, value, code, said string }{
		{"gender", " female", "female", "blanks"},
		{"gender", "female\u00a0", "female", "blanks"},
		{"gender", "'female", "female", "blanks"},
		{"gender", "Female", "female", "mended"},
		{"gender", "weiblich", "female", "mended"},
		{"gender", "maennlich", "male", "mended"},
		{"gender", "Feminine ", "female", "mended"}, // HTCDS
		{"verdict", "Ja", "yes", "mended"},
		{"verdict", "WAHR", "yes", "mended"},
		{"charge", "unbekannt", "unknown", "mended"},
		{"age_band", "14–17", "14-17", "mended"},
		{"age_band", "14 bis 17", "14-17", "mended"},
		{"age_band", "18 - 21", "18-21", "mended"},
		{"age_band", "16", "14-17", "mended"},
		{"age_band", "50", "50+", "mended"},
		{"age_band", "50 und älter", "50+", "mended"},
		{"nationality", "Elfenbeinküste", "CI", "mended"},
		{"nationality", "ng", "NG", "mended"},
		{"nationality", "NGA", "NG", "mended"},
		{"nationality", "Rumänien", "RO", "mended"},
		{"nationality", "Ivory Coast", "CI", "mended"},
		{"nationality", "NG|GH", "NG;GH", "between"},
		{"nationality", "NG,GH", "NG;GH", "between"},
		{"nationality", "NG\nGH", "NG;GH", "between"},
		{"nationality", "NG; GH;", "NG;GH", "blanks"},
		{"nationality", "NG;NG", "NG", "repeated"},
		{"nationality", "NA", "NA", "namibia"},
		{"form", "ForcedLabour", "labour", "mended"},
		{"form", "Arbeitsausbeutung, sexuelle Ausbeutung", "labour;sexual", "mended"},
		{"sector", "Transport, Lager und Paketdienste", "transport", "mended"},
		{"offences", "§ 232a StGB;233", "stgb-232a;stgb-233", "mended"},
		{"title", "§ 25 Abs. 4a AufenthG", "25-4a", "mended"},
		{"title", "Duldung", "toleration", "mended"},
	} {
		got := read(t, in(c.column, c.value), now)
		if want := "period=2023 centre=a1 released=yes " + c.column + "=" + c.code; rows(t, got) != want {
			t.Errorf("%s %q became %q; %s", c.column, c.value, rows(t, got), told(got.Refused))
		}
		if !strings.Contains(told(got.Mended), "2 "+c.column+" "+c.said) {
			t.Errorf("%s %q: said %q", c.column, c.value, told(got.Mended))
		}
	}
}

func TestWhatIsNotCertainRefusesTheRow(t *testing.T) {
	for _, c := range []struct{ column, value, said string }{
		{"gender", "femal", "2 gender code-near value=femal near=female"},
		{"gender", "keine Angabe", "2 gender code value=keine Angabe"},
		{"gender", "female;male", "2 gender one value=female;male"},
		{"gender", "1", "2 gender code value=1"},
		{"charge", "x", "2 charge code value=x"},
		{"charge", "1", "2 charge code value=1"},
		{"age_band", "14. Jul", "2 age_band age-date value=14. Jul"},
		{"age_band", "Jul 14", "2 age_band age-date value=Jul 14"},
		{"age_band", "2014-07-01", "2 age_band age-date value=2014-07-01"},
		{"age_band", "01.07.2014", "2 age_band age-date value=01.07.2014"},
		{"age_band", "41821", "2 age_band age-date value=41821"},
		{"age_band", "1417", "2 age_band code-near value=1417 near=14-17"},
		{"age_band", "22-39", "2 age_band code-near value=22-39 near=22-29"}, // the slip of the printed report
		{"age_band", "50+;22-29", "2 age_band one value=50+;22-29"},
		{"offences", "stgb-234", "2 offences code value=stgb-234"}, // as near to three codes
		{"nationality", "no", "2 nationality code value=no"},
		{"nationality", "n/a", "2 nationality code value=n/a"},
		{"nationality", "Nigerai", "2 nationality code-near value=Nigerai near=NG"},
		{"nationality", "Korea", "2 nationality code value=Korea"},
		{"nationality", "QQ;NG", "2 nationality code value=QQ"},
		{"nationality", "YUG", "2 nationality code value=YUG"},
		{"recruited_in", "XS", "2 recruited_in place value=XS"},
		{"form", "sexual;labur", "2 form code-near value=labur near=labour"},
		{"form", "surrogacy", "2 form code-early value=surrogacy year=2023 bound=2024"},
		{"sector", "=1+1", "2 sector code value==1+1"},
		{"known_to", "none;police", "2 known_to together value=none other=known_to with=police"},
	} {
		got := read(t, in(c.column, c.value), now)
		if len(got.Records) != 0 || told(got.Refused) != c.said {
			t.Errorf("%s %q: %s; %s", c.column, c.value, told(got.Refused), rows(t, got))
		}
		for _, p := range got.Mended {
			if p.Line != 1 && p.Line != 0 {
				t.Errorf("%s %q: a refused row is said to be mended: %s", c.column, c.value, told(got.Mended))
			}
		}
	}
}

func TestEveryAgeIsReadAsItsBand(t *testing.T) {
	for band, ages := range map[string][2]int{"0-13": {0, 13}, "14-17": {14, 17}, "18-21": {18, 21}, "22-29": {22, 29}, "30-39": {30, 39}, "40-49": {40, 49}, "50+": {50, 120}} {
		for _, age := range ages {
			if got := read(t, in("age_band", fmt.Sprint(age)), now); !strings.HasSuffix(rows(t, got), "age_band="+band) {
				t.Errorf("%d: %s %s", age, rows(t, got), told(got.Refused))
			}
		}
	}
	if got := read(t, in("age_band", "121"), now); got.Taken != 0 {
		t.Error(rows(t, got))
	}
}

func TestWordForTwoThingsIsForNeither(t *testing.T) {
	source := strings.Replace(record.Text(), `de = "divers"`, `de = "weiblich"`, 1)
	source = strings.Replace(source, `de = "Ozeanien"`, `de = "Dubai"`, 1)
	book, err := record.ParseBook(source)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		in("gender", "weiblich"):   "2 gender code value=weiblich",
		in("nationality", "Dubai"): "2 nationality group value=Dubai", // elsewhere it is a country
	} {
		got, err := record.ReadCSV(strings.NewReader(file), book, now)
		if err != nil || told(got.Refused) != want {
			t.Errorf("%s %v", told(got.Refused), err)
		}
	}
	if got := read(t, in("nationality", "Dubai"), now); !strings.HasSuffix(rows(t, got), "nationality=AE") {
		t.Errorf("%s", told(got.Refused))
	}
}

func TestYearIsReadOutOfWhatASpreadsheetMadeOfIt(t *testing.T) {
	for cell, want := range map[string]string{
		"2023": "period=2023", " 2023 ": "period=2023", "2023.0": "period=2023", "2023,00": "period=2023", "2.023": "period=2023", "2,023": "period=2023",
		"01.01.2023": "period=2023", "31.12.2023": "period=2023", "2023-01-01": "period=2023", "2023-01-01 00:00:00": "period=2023", "12/31/2023": "period=2023", "31/12/2023": "period=2023",
		"15.07.1905": "period=2023", "7/15/1905": "period=2023", "1905-07-15": "period=2023", // 2023 shown as a day
		"": "2 period period-empty", "23": "2 period period value=23", "2023/24": "2 period period value=2023/24", "20023": "2 period period value=20023",
		"45000": "2 period period value=45000", "31.02.2023": "2 period period value=31.02.2023", "2027": "2 period period-far value=2027", "1923": "2 period period-far value=1923",
		"15.07.1915": "2 period period-far value=1915", "2022": "period=2022",
	} {
		got := read(t, "period,centre,released\n\""+cell+"\",a,no\n", now)
		if is := strings.TrimSuffix(rows(t, got), " centre=a released=no") + told(got.Refused); is != want {
			t.Errorf("%q: %s, want %s", cell, is, want)
		}
		if mended := strings.Contains(told(got.Mended), "2 period "); mended == (cell == "2023" || cell == "2022" || strings.HasPrefix(want, "2 ")) {
			t.Errorf("%q: said %q", cell, told(got.Mended))
		}
	}
}

func TestRowsOfAnotherYearOrCentreAreRefused(t *testing.T) {
	file := "period,centre,released\n2022,a1,no\n2023,a2,no\n2023,,no\n2023,a1,no\n"
	got := read(t, file, record.Want{Year: 2023, Today: 2026, Centre: "a1"})
	if want := "2 period period-other value=2022 wanted=2023\n3 centre centre-other value=a2 wanted=a1"; told(got.Refused) != want || got.Taken != 2 {
		t.Errorf("%s", told(got.Refused))
	}
	got = read(t, strings.ReplaceAll(file, "a2", "Beratung Süd"), now)
	if want := "3 centre centre value=Beratung Süd\n4 centre centre-empty"; told(got.Refused) != want {
		t.Errorf("%s", told(got.Refused))
	}
}

func TestUnreleasedRowWithAnswersIsRefusedAndNotQuoted(t *testing.T) {
	for _, file := range []string{
		"period,centre,released,gender\n2023,a,no,female\n",
		"gender,period,centre,released\nfemale,2023,a,nein\n",
		"gender,period,centre,released\nGrace M.,2023,a,no\n",
	} {
		got := read(t, file, now)
		if want := "2 gender unreleased"; told(got.Refused) != want {
			t.Errorf("%q: %s", file, told(got.Refused))
		}
	}
	for cell, want := range map[string]string{"": "2 released released-empty", "x": "2 released released value=x", "1": "2 released released value=1", "unknown": "2 released released value=unknown"} {
		if got := read(t, "period,centre,released,gender\n2023,a,"+cell+",female\n", now); told(got.Refused) != want {
			t.Errorf("%q: %s", cell, told(got.Refused))
		}
	}
}

func TestAnswersThatExcludeOneAnotherAreRefused(t *testing.T) {
	const head = "period,centre,released,investigation,charge,verdict,age_band,minor_at_offence\n2023,a,yes,"
	for row, want := range map[string]string{
		"yes,yes,yes,,":         "",
		"unknown,yes,unknown,,": "",
		",,yes,,":               "",
		"yes,no,yes,,":          "2 verdict together value=yes other=charge with=no",
		"no,yes,,,":             "2 charge together value=yes other=investigation with=no",
		"no,,yes,,":             "2 verdict together value=yes other=investigation with=no",
		",,,0-13,no":            "2 minor_at_offence together value=no other=age_band with=0-13",
		",,,14-17,no":           "",
		",,,30-39,yes":          "",
	} {
		if got := read(t, head+row+"\n", now); told(got.Refused) != want {
			t.Errorf("%s: %s, want %s", row, told(got.Refused), want)
		}
	}
}

func TestSameNumberTwiceInACentreAndYearIsRefused(t *testing.T) {
	got := read(t, "ID,period,centre,released\n1,2023,a,no\n1,2022,a,no\n1,2023,b,no\n 1,2023,a,no\n,2023,a,no\n,2023,a,no\n2,2023,a,no\n", now)
	if want := "5 id id-twice first=2"; told(got.Refused) != want || got.Taken != 6 {
		t.Errorf("%s, %d taken", told(got.Refused), got.Taken)
	}
	if !strings.Contains(told(got.Mended), "1 id id-column") {
		t.Errorf("nothing says that the numbers are not kept: %s", told(got.Mended))
	}
}

func TestAllMistakesOfARowAreToldAndTheOtherRowsAreRead(t *testing.T) {
	got := read(t, "period,centre,released,gender,charge\n2023,a,yes,fem,nope\n2023,a,yes,female,yes\n2023,a,yes,female,yes,no\n2023,a,yes,fe\"male,yes\n2023,a,yes,\"female,yes\n2023,a,yes,male,no\n", now)
	if want := "2 gender code value=fem\n2 charge code value=nope\n4  cells has=6 most=5\n5  quotes\n6  quotes"; told(got.Refused) != want {
		t.Errorf("%s", told(got.Refused))
	}
	if got.Rows != 6 || got.Taken != 2 {
		t.Errorf("%d rows, %d taken", got.Rows, got.Taken)
	}
}

func TestMendingTheSameIsToldOnceWithItsNumber(t *testing.T) {
	got := read(t, "period,centre,released,gender\n2023,a,yes,female\n2023,a,yes,weiblich\n2023,a,yes,weiblich\n2023,a,ja,weiblich\n2023,a,yes\n", now)
	for _, want := range []string{"3 gender mended value=weiblich code=female times=3", "5 released mended value=ja code=yes", "6  short"} {
		if !strings.Contains(told(got.Mended), want) {
			t.Errorf("nothing says %q: %s", want, told(got.Mended))
		}
	}
	if got.Taken != 5 {
		t.Error(told(got.Refused))
	}
}

func TestWindowsFileIsReadAndMixedOneIsNot(t *testing.T) {
	const file = "period;centre;released;nationality\n2023;a;yes;Rumänien\n2023;a;yes;Österreich\n"
	bytes, err := charmap.Windows1252.NewEncoder().String(file)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, bytes, now)
	if got.Taken != 2 || !strings.Contains(told(got.Mended), "windows") {
		t.Errorf("%s; %s", told(got.Refused), told(got.Mended))
	}
	got = read(t, file+"2023;a;yes;Rum\xe4nien\n2023;a;yes;NG\n", now)
	if want := "4  bytes"; told(got.Refused) != want || got.Taken != 3 {
		t.Errorf("%s", told(got.Refused))
	}
}

func TestBrokenBytesRefuseTheirRowOnly(t *testing.T) {
	got := read(t, "period,centre,released,sector\n2023,a,yes,ca\x00re\n2023,a,yes,\""+strings.Repeat("care;", 2<<20)+"\"\n2023,a,yes,care\n2023,a,yes,care\x81\n", now)
	if want := "2  bytes\n3  long\n5  bytes"; told(got.Refused) != want || got.Taken != 1 {
		t.Errorf("%s", told(got.Refused))
	}
}

func TestFileThatIsNoTableOfRecordsIsAnError(t *testing.T) {
	book := load(t)
	for file, want := range map[string]string{
		"":                                       "no-table",
		"\ufeff":                                 "no-table",
		"\n\n;;;\n":                              "no-table",
		"%PDF-1.7\n\x00\x01":                     "column",
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00":   "no-table",
		"period,centre,released,name\n":          "column",
		"period,centre,released,gendr\n":         "column-near",
		"period,centre,released,gender,Gender\n": "column-twice",
		"centre,released\n":                      "column-missing",
		"period,released\n":                      "column-missing",
		"period,centre\n":                        "column-missing",
		"2023,a,no\n":                            "column",
		"\"period,centre\n":                      "no-table",
		strings.Repeat("a", 10<<20):              "no-table",
	} {
		_, err := record.ReadCSV(strings.NewReader(file), book, now)
		e, ok := errors.AsType[*core.Error](err)
		if !ok || e.Kind != core.Unprocessable || e.Key != "figures.read."+want || len(e.Fields) != 1 || e.Fields[0].Field != "file" {
			t.Errorf("%.40q: %v, want %s", file, err, want)
		}
	}
}

func TestReaderThatFailsIsNoShortFile(t *testing.T) {
	gone := errors.New("gone")
	for _, file := range []string{"", "period,centre,released\n2023,a,no\n", "period,centre,released\n2023,a,\"no\n"} {
		got, err := record.ReadCSV(io.MultiReader(strings.NewReader(file), broken{gone}), load(t), now)
		if !errors.Is(err, gone) || got.Records != nil {
			t.Errorf("%q: %v", file, err)
		}
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func TestGroupIsNeverReadAsACountry(t *testing.T) {
	book := load(t)
	for _, g := range book.Groups {
		for _, word := range []string{g.ID, strings.ToUpper(g.ID), g.De, g.En, g.ID[2:]} {
			got := read(t, in("nationality", word), now)
			if got.Taken != 0 {
				t.Errorf("%q was read as %s", word, rows(t, got))
			}
		}
		if got := read(t, in("nationality", g.ID), now); told(got.Refused) != "2 nationality group value="+g.ID {
			t.Errorf("%s", told(got.Refused))
		}
	}
	_, nationality := book.Column("nationality")
	for _, code := range nationality.Codes {
		if _, is := book.Group(code.ID); is || len(code.ID) != 2 {
			t.Errorf("%s could be a group", code.ID)
		}
	}
}

func TestMistakesBeyondTheBoundAreCounted(t *testing.T) {
	got := read(t, "period,centre,released\n"+strings.Repeat("2023,a,vielleicht\n", record.MostProblems+5), now)
	if len(got.Refused) != record.MostProblems || got.MoreRefused != 5 || got.RefusedRows() != record.MostProblems+5 {
		t.Errorf("%d told, %d more", len(got.Refused), got.MoreRefused)
	}
	var file strings.Builder
	file.WriteString(strings.Join(load(t).Head(), ",") + "\n")
	for month := range 12 {
		for day := range 28 {
			for _, sign := range []string{".", "/", "-"} {
				fmt.Fprintf(&file, "%02d%s%02d%s2023,a,,no\n", day+1, sign, month+1, sign)
			}
		}
	}
	got = read(t, file.String(), now)
	if len(got.Mended) != record.MostProblems || got.MoreMended != 12*28*3-record.MostProblems || got.RefusedRows() != 0 {
		t.Errorf("%d told, %d more", len(got.Mended), got.MoreMended)
	}
}

// many is a file of n rows that is made while it is read.
type many struct {
	n    int
	row  string
	rest string
}

func (m *many) Read(p []byte) (int, error) {
	if m.rest == "" {
		if m.n == 0 {
			return 0, io.EOF
		}
		m.n--
		m.rest = m.row
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

func TestMoreThanAMillionRowsAreRefused(t *testing.T) {
	file := &many{n: record.MostRows + 1, row: "2023,a,no\n", rest: "period,centre,released\n"}
	got, err := record.EachCSV(file, load(t), now, func(int, record.Record) error { return nil })
	e, ok := errors.AsType[*core.Error](err)
	if !ok || e.Key != "figures.read.rows" || got.Taken != record.MostRows {
		t.Errorf("%v, %d taken", err, got.Taken)
	}
}

func TestWorkbookGivesTheSameRecords(t *testing.T) {
	var out bytes.Buffer
	err := spreadsheet.WriteXLSX(&out, []spreadsheet.Sheet{{Title: "Datensätze", Head: []string{"period", "centre", "released", "gender", "age_band", "nationality", "form"},
		Rows: [][]spreadsheet.Cell{{"2023", "a1", "yes", "female", "22-29", "NG;GH", "sexual;labour"}, {spreadsheet.Number(2023), "a1", "no"}, {nil}}}, {Title: "Noch eins", Head: []string{"period"}}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := record.ReadFile(&out, load(t), now)
	if err != nil {
		t.Fatal(err)
	}
	if rows(t, got) != plainRows {
		t.Errorf("%s\n%s", rows(t, got), told(got.Refused))
	}
	if strings.Contains(told(got.Mended), "short") {
		t.Errorf("a workbook leaves empty cells out: %s", told(got.Mended))
	}
	got, err = record.ReadFile(strings.NewReader(plain), load(t), now)
	if err != nil || rows(t, got) != plainRows {
		t.Errorf("CSV: %v %s", err, rows(t, got))
	}
	if _, err := record.ReadFile(strings.NewReader("PK\x03\x04 and nothing"), load(t), now); core.KindOf(err) != core.Unprocessable {
		t.Errorf("no workbook: %v", err)
	}
}
