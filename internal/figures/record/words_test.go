package record_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"verbund/internal/figures/record"
	"verbund/internal/platform/text"
)

// figures reads a file about published figures, which stands beside the sources.
func figures(t *testing.T, name string) string {
	t.Helper()
	for _, up := range []string{"../../../../", "../../../../../"} {
		if file, err := os.ReadFile(up + "shared/data/figures/" + name); err == nil {
			return string(file)
		}
	}
	t.Skipf("%s is not here to compare with", name)
	return ""
}

func TestCodesAreExactlyThoseOfTheDescriptionOfReleasedRecords(t *testing.T) {
	book := load(t)
	described := map[string]string{}
	var order []string
	for line := range strings.Lines(figures(t, "records-format.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 2 || strings.HasPrefix(strings.TrimSpace(cells[1]), "-") || strings.TrimSpace(cells[0]) == "column" {
			continue
		}
		values := strings.TrimSpace(cells[1])
		if _, after, ok := strings.Cut(values, ": "); ok && !strings.HasPrefix(values, "yes") { // words before the codes
			values = after
		}
		values, _, _ = strings.Cut(values, " (")
		values, _, _ = strings.Cut(values, ";")
		for name := range strings.SplitSeq(cells[0], ",") {
			described[strings.TrimSpace(name)] = values
			order = append(order, strings.TrimSpace(name))
		}
	}
	if got := book.Head(); !slices.Equal(got, order) {
		t.Errorf("columns\ngot  %s\nwant %s", got, order)
	}
	for _, c := range book.Columns {
		if strings.HasPrefix(described[c.ID], "ISO 3166-1") != (c.Kind == record.Countries) {
			t.Errorf("%s: countries or codes? %q", c.ID, described[c.ID])
		}
		if c.Kind == record.Countries {
			for _, own := range []string{"XX", "XS", "DE"} {
				if _, ok := c.Find(own); !ok {
					t.Errorf("%s has no %s", c.ID, own)
				}
			}
			continue
		}
		var codes []string
		for _, code := range c.Codes {
			codes = append(codes, code.ID)
		}
		if got := strings.Join(codes, ", "); got != described[c.ID] {
			t.Errorf("%s\ngot  %s\nwant %s", c.ID, got, described[c.ID])
		}
	}
}

func TestEveryCodeOfHTCDSExistsAndHasOneMeaning(t *testing.T) {
	lines, err := csv.NewReader(strings.NewReader(figures(t, "htcds/HTCDS_2.0_valuelists.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, line := range lines[1:] {
		there[strings.TrimSpace(line[1])] = true // "DebtBondage " has a blank at its end
	}
	if !there["DebtBondage"] || len(there) < 250 {
		t.Fatal("the lists are not read right")
	}
	for _, c := range load(t).Columns {
		meaning := map[string]string{}
		for _, code := range c.Codes {
			for _, h := range code.HTCDS {
				if !there[h] || h != strings.TrimSpace(h) {
					t.Errorf("%s.%s: HTCDS has no %q", c.ID, code.ID, h)
				}
				if first, twice := meaning[h]; twice {
					t.Errorf("%s: %q means %s and %s", c.ID, h, first, code.ID)
				}
				meaning[h] = code.ID
			}
		}
	}
}

// words is a file with a row for each word in one column.
func words(column string, all []string) string {
	var file strings.Builder
	file.WriteString("period,centre,released," + column + "\n")
	for _, word := range all {
		file.WriteString("2026,a1,yes,\"" + word + "\"\n")
	}
	return file.String()
}

func TestEveryWordOfTheBookIsReadAsItsOwnCode(t *testing.T) {
	for _, c := range load(t).Columns {
		if c.Kind == record.Countries {
			continue
		}
		var said, meant []string
		for _, code := range c.Codes {
			for _, word := range append([]string{code.ID, code.De, code.En, strings.ToUpper(code.ID), " " + code.En + " "}, code.HTCDS...) {
				said, meant = append(said, word), append(meant, "period=2026 centre=a1 released=yes "+c.ID+"="+code.ID)
			}
		}
		if got := read(t, words(c.ID, said), now); rows(t, got) != strings.Join(meant, "\n") {
			t.Errorf("%s:\n%s\n%s", c.ID, rows(t, got), told(got.Refused))
		}
	}
}

func TestEveryCountryIsReadByCodeAndByName(t *testing.T) {
	german, _ := text.LanguageOf("de")
	english, _ := text.LanguageOf("en")
	names, err := text.Load([]text.Language{german, english})
	if err != nil {
		t.Fatal(err)
	}
	var said, meant []string
	for _, code := range text.CountryCodes() {
		for _, word := range []string{code, names.For("de").CountryName(code), names.For("en").CountryName(code)} {
			said, meant = append(said, word), append(meant, "period=2026 centre=a1 released=yes nationality="+code)
		}
	}
	if got := read(t, words("nationality", said), now); rows(t, got) != strings.Join(meant, "\n") {
		t.Errorf("%s\n%s", rows(t, got), told(got.Refused))
	}
}

func TestCodeIsTakenInItsYearsOnly(t *testing.T) {
	source := strings.Replace(record.Text(), `{ id = "labour",`, `{ id = "labour", until = 2020,`, 1)
	book, err := record.ParseBook(source)
	if err != nil {
		t.Fatal(err)
	}
	for row, want := range map[string]string{
		"2020,a,yes,labour": "", "2021,a,yes,labour": "2 form code-over value=labour year=2021 bound=2020",
		"2011,a,yes,forced-marriage": "", "2010,a,yes,Zwangsheirat": "2 form code-early value=forced-marriage year=2010 bound=2011",
	} {
		for _, file := range []string{"period,centre,released,form\n" + row + "\n", "form,released,centre,period\n" + turned(row) + "\n"} {
			got, err := record.ReadCSV(strings.NewReader(file), book, now)
			if err != nil || told(got.Refused) != want {
				t.Errorf("%q: %s %v", file, told(got.Refused), err)
			}
		}
	}
}

func turned(row string) string {
	cells := strings.Split(row, ",")
	slices.Reverse(cells)
	return strings.Join(cells, ",")
}

func TestBookRefusesAGroupThatLooksLikeACountryAndACountryThatIsNone(t *testing.T) {
	for from, to := range map[string]string{
		`id = "g-eu"`:        `id = "EU"`,
		`"BJ", "BF"`:         `"BJ", "g-eu"`,
		`"BJ", "CI"`:         `"BJ", "ZZ"`,
		`id = "male"`:        `id = "female"`,
		`kind = "one"`:       `kind = "some"`,
		`needed = ["gender"`: `needed = ["name"`,
		`id = "sector"`:      `id = "centre"`,
		`version = "2026.1"`: ``,
		`sense = "quasi"`:    `sens = "quasi"`,
	} {
		source := strings.Replace(record.Text(), from, to, 1)
		if from == `"BJ", "CI"` {
			source = strings.Replace(record.Text(), `"BJ"`, `"ZZ"`, 1)
		}
		if source == record.Text() {
			t.Fatalf("%s is not in the book", from)
		}
		if _, err := record.ParseBook(source); err == nil {
			t.Errorf("%s for %s is taken", to, from)
		}
	}
}

// described is the code book as docs/figures-records.md prints it.
func described(book *record.Book) string {
	var out strings.Builder
	out.WriteString("\n| column | asks | answers |\n|---|---|---|\n")
	for _, c := range book.Columns {
		several := ""
		if c.Multi() {
			several = ", several possible"
		}
		var codes []string
		for _, code := range c.Codes {
			one := "`" + code.ID + "` " + code.En
			if code.From != 0 {
				one += " (from " + strconv.Itoa(code.From) + ")"
			}
			if code.Until != 0 {
				one += " (until " + strconv.Itoa(code.Until) + ")"
			}
			codes = append(codes, one)
		}
		if c.Kind == record.Countries {
			codes = []string{"ISO 3166-1 alpha-2, `XX`, `XS`"}
			if c.ID != "nationality" {
				codes = []string{"ISO 3166-1 alpha-2, `XX`"}
			}
		}
		out.WriteString("| `" + c.ID + "` | " + c.En + several + " | " + strings.Join(codes, "; ") + " |\n")
	}
	return out.String() + "\n"
}

func TestPageAboutRecordsHasTheColumnsOfTheBook(t *testing.T) {
	const page = "../../../docs/figures-records.md"
	file, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const from, to = " -update -->\n", "<!-- end of columns -->"
	before, rest, _ := strings.Cut(string(file), from)
	printed, after, ok := strings.Cut(rest, to)
	if !ok {
		t.Fatal("the page has no place for the columns")
	}
	want := described(load(t))
	if *update {
		if err := os.WriteFile(page, []byte(before+from+want+to+after), 0o644); err != nil {
			t.Fatal(err)
		}
		printed = want
	}
	if printed != want {
		t.Error("the columns on the page are not those of the book; go test ./internal/figures/record -update")
	}
}

// catalogue is the catalogue of the figures in two languages.
func catalogue(t *testing.T) *text.Catalogue {
	t.Helper()
	german, _ := text.LanguageOf("de")
	english, _ := text.LanguageOf("en")
	c, err := text.Load([]text.Language{german, english}, text.Source{Room: "figures", Files: os.DirFS(".."), Inside: []string{"read"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryMessageOfReadingIsWrittenAndUsed(t *testing.T) {
	c := catalogue(t)
	used := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range regexp.MustCompile(`"figures\.read\.[a-z-]+"`).FindAllString(string(source), -1) {
			used[strings.Trim(key, `"`)] = true
		}
	}
	for key := range used {
		de, _ := c.Message("de", key)
		en, ok := c.Message("en", key)
		if !ok || de.Written() == "" || en.Written() == "" || !slices.Equal(slices.Sorted(slices.Values(de.Placeholders())), slices.Sorted(slices.Values(en.Placeholders()))) {
			t.Errorf("%s is not written, or differently in two languages", key)
		}
	}
	for _, key := range c.Keys("de") {
		if strings.HasPrefix(key, "figures.read.") && !used[key] {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

func TestMessagesAreFilledWithWhatTheyName(t *testing.T) {
	c := catalogue(t)
	var all []record.Problem
	for _, file := range []string{
		in("gender", "weiblich"), in("gender", "femal"), in("gender", "x y"), in("gender", " female"), in("gender", "a;b"), in("age_band", "Jul 14"), in("nationality", "NA;NA;g-eu|NG"), in("nationality", "NA;NG|NG"),
		in("recruited_in", "XS"), in("form", "surrogacy"), in("known_to", "none;police"),
		"ID,Period,centre,released,new_in_year,gender,,\n1,2023,a,no,x\n1,2023,a,no\n1,2023,a,no\n2,22,a,\n,,,x\n,2029,ä,no,,female\n,2023,a,yes,,,,!\n,2023,a,yes,,,,,,!\n,2023,a,\"no\n,\x00\n" + strings.Repeat("a", 70<<10),
		"period,centre,released,gender\n2023,a,yes,m\xe4nnlich\n",
	} {
		got := read(t, file, now)
		all = append(append(all, got.Mended...), got.Refused...)
	}
	for _, file := range []string{"period,centre,released,,gender\n2023,a,yes,!,female\n2023,a,yes\n"} {
		got := read(t, file, now)
		all = append(append(all, got.Mended...), got.Refused...)
	}
	got := read(t, "period,centre,released\n2022,a1,no\n2023,a2,no\n", record.Want{Year: 2023, Centre: "a1"})
	all = append(all, got.Refused...)
	seen := map[string]bool{}
	for _, p := range all {
		seen[p.Key] = true
		for _, lang := range c.Languages() {
			if said := c.For(lang.Code).Say(p.Key, p.Args...); strings.ContainsAny(said, "{}") || strings.Contains(said, "„“") || strings.Contains(said, "“”") || strings.Contains(said, " :") || strings.Contains(said, " ,") {
				t.Errorf("%s: %s", p.Key, said)
			}
		}
	}
	for _, key := range c.Keys("de") {
		switch strings.TrimPrefix(key, "figures.read.") {
		case "no-table", "too-large", "rows", "column", "column-near", "column-twice", "column-missing": // errors of the whole file
		case "code-over": // tried with a book that has such a code
		default:
			if strings.HasPrefix(key, "figures.read.") && !seen[key] {
				t.Errorf("%s was not tried", key)
			}
		}
	}
}
