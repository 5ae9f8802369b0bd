package centres

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func read(t testing.TB, s *Store, file string, o ImportOptions) (Report, error) {
	t.Helper()
	return Import(t.Context(), s, operator(), strings.NewReader(file), "list.csv", o)
}

// taken imports a file of which nothing may be refused.
func taken(t testing.TB, s *Store, file string) Report {
	t.Helper()
	report, err := read(t, s, file, ImportOptions{})
	if err != nil {
		t.Fatalf("%v: %v", err, report.Refused)
	}
	return report
}

func counts(r Report) [5]int {
	return [5]int{r.Read, r.New, r.Changed, r.Unchanged, len(r.Refused)}
}

func export(t testing.TB, s *Store, f Format) string {
	t.Helper()
	var out bytes.Buffer
	if err := Export(t.Context(), s, operator(), &out, f, false); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func demoMembers(t testing.TB) string {
	t.Helper()
	file, err := os.ReadFile("../app/demo/members.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(file)
}

func TestAll42MembersAreTaken(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		members := demoMembers(t)
		dry, err := read(t, s, members, ImportOptions{DryRun: true})
		if err != nil || counts(dry) != [5]int{42, 42, 0, 0, 0} {
			t.Fatalf("dry run: %v, %v, %v", counts(dry), dry.Refused, err)
		}
		if version, _ := s.Version(t.Context()); version != 0 {
			t.Fatal("the dry run changed the directory")
		}
		report := taken(t, s, members)
		if counts(report) != [5]int{42, 42, 0, 0, 0} {
			t.Fatalf("counts %v", counts(report))
		}
		again := taken(t, s, members)
		if version, _ := s.Version(t.Context()); counts(again) != [5]int{42, 0, 0, 42, 0} || version != 1 {
			t.Errorf("second run: %v, version %d", counts(again), version)
		}
		for _, n := range report.Notes {
			t.Logf("line %d: %s %v", n.Line, n.Key, n.Args)
		}
		d, err := s.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kinds, numbers := map[Kind]int{}, 0
		for _, c := range d.Centres {
			kinds[c.Kind]++
			numbers += len(c.Phones)
			o := c.Offices[0]
			if o.Country == "DE" && (o.Point == nil || len(o.District) != 5 || o.Land == "") {
				t.Errorf("%s in %s is nowhere: %+v", c.Name, o.Town, o)
			}
			if len(c.Phones) == 0 || c.AsOf.String() != "2022-07-01" || !c.ConfirmedOn.IsZero() {
				t.Errorf("%s: %d phones, as of %s, confirmed on %s", c.Name, len(c.Phones), c.AsOf, c.ConfirmedOn)
			}
		}
		if kinds[Specialised] != 35 || kinds[Abroad] != 2 || kinds[Association] != 5 {
			t.Errorf("kinds %v", kinds)
		}
		t.Logf("%d numbers", numbers)
	})
}

func TestTrapsOfThePrintedList(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	taken(t, s, demoMembers(t))
	d, err := s.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	find := func(name string) *Centre {
		t.Helper()
		i := slices.IndexFunc(d.Centres, func(c *Centre) bool { return strings.Contains(c.Name, name) })
		if i < 0 {
			t.Fatalf("%s is missing", name)
		}
		return d.Centres[i]
	}
	for name, want := range map[string][]string{
		"Ban Ying":    {"+49304406373", "+49304406374"},
		"Welt Zentr":  {"+4923239949719", "+4923239949720"},
		"Nachtfalter": {"+492016325 69920", "+49201632569923"},
		"contra":      {"+4943155779190", "+4943155779192"},
		"FairLove":    {"+491701901443", "+4915120915362"},
		"bekom":       {"+4915750452769", "+4915739053791", "+491632301360"},
		"ALBA":        {"+390471203111"},
		"Frauenmigra": {"+41444369000"},
	} {
		var got []string
		for _, n := range find(name).Phones {
			got = append(got, n.E164)
		}
		for i := range want {
			want[i] = strings.ReplaceAll(want[i], " ", "")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	inVia := find("Erzbistum Berlin")
	if !slices.Equal(inVia.Area.Lands, []string{"DE-BE", "DE-BB"}) || inVia.Offices[0].Land != "DE-BE" {
		t.Errorf("IN VIA serves %v from %s", inVia.Area.Lands, inVia.Offices[0].Land)
	}
	if fiz := find("Frauenmigra"); fiz.Offices[0].Country != "CH" || fiz.Offices[0].Land != "" || fiz.Kind != Abroad {
		t.Errorf("Zürich is %+v", fiz.Offices[0])
	}
	if caritas := find("Deutscher Caritas"); len(caritas.Area.Lands) != 0 {
		t.Errorf("an association serves %v", caritas.Area.Lands)
	}
}

const listHead = "group,country,land,town,name,email,phone_as_printed,as_of\n"

func TestReadingAListAgainKeepsWhatPeopleKnowBetter(t *testing.T) {
	line := func(email, asOf string) string {
		return listHead + "specialised centre,DE,Bayern,München,Laterne," + email + ",089 12345678," + asOf + "\n"
	}
	id := entryID("Laterne", "München")
	for _, c := range []struct {
		name       string
		first      string // as_of of the first list
		edit       bool   // a person edits the entry on 2026-03-14
		second     string
		wantMail   string
		wantChange int
		wantNote   bool
	}{
		{"newer list", "2022-07-01", false, "2023-01-01", "new@example.org", 1, false},
		{"corrected list", "2022-07-01", false, "2022-07-01", "new@example.org", 1, false},
		{"older list", "2022-07-01", false, "2021-01-01", "old@example.org", 0, true},
		{"list without a day", "2022-07-01", false, "", "old@example.org", 0, true},
		{"edited since", "2022-07-01", true, "2025-01-01", "edited@example.org", 0, true},
		{"edited on the same day", "2022-07-01", true, "2026-03-14", "edited@example.org", 0, true},
		{"newer than the edit", "2022-07-01", true, "2026-03-15", "new@example.org", 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
			taken(t, s, line("old@example.org", c.first))
			if c.edit {
				r, err := s.Record(t.Context(), operator(), id)
				if err != nil {
					t.Fatal(err)
				}
				r.Email, r.Chat = "edited@example.org", "https://chat.example.org"
				save(t, s, r)
			}
			report := taken(t, s, line("new@example.org", c.second))
			r, _ := s.Record(t.Context(), operator(), id)
			kept := slices.ContainsFunc(report.Notes, func(n Remark) bool { return n.Key == "centres.import.kept" })
			if r.Email != c.wantMail || report.Changed != c.wantChange || kept != c.wantNote {
				t.Errorf("e-mail %s, %d changed, note %v", r.Email, report.Changed, kept)
			}
			if c.edit && r.Chat == "" {
				t.Error("what the list knows nothing of was lost")
			}
		})
	}
}

func TestBadLinesAreRefusedByNumberAndReason(t *testing.T) {
	list := func(lines ...string) string { return listHead + strings.Join(lines, "\n") + "\n" }
	const good = "specialised centre,DE,Bayern,München,Laterne,post@example.org,089 12345678,2022-07-01"
	sheet := func(head string, lines ...string) string { return head + "\n" + strings.Join(lines, "\n") + "\n" }
	for name, c := range map[string]struct {
		file  string
		line  int
		field string
		key   string
	}{
		"phone":                   {list(good, "specialised centre,DE,Bayern,Ulm,X,,12,"), 3, "phone_as_printed", "phone.unreadable"},
		"group":                   {list("club,DE,Bayern,Ulm,X,,,"), 2, "group", "error.code"},
		"Land":                    {list("specialised centre,DE,Bavaria,Ulm,X,,,"), 2, "land", "error.land"},
		"no town":                 {list("specialised centre,DE,Bayern,,X,,,"), 2, "town", "error.required"},
		"e-mail":                  {list(good, "specialised centre,DE,Bayern,Ulm,X,x@,,"), 3, "email", "error.email"},
		"day":                     {list("specialised centre,DE,Bayern,Ulm,X,,,7/1/2022"), 2, "as_of", "import.date"},
		"no such day":             {list("specialised centre,DE,Bayern,Ulm,X,,,2022-02-30"), 2, "as_of", "import.date"},
		"same line twice":         {list(good, good), 3, "id", "import.twice"},
		"too many cells":          {list(good + ",,x"), 2, "", "import.no_column"},
		"quotation mark":          {list(good, `a"b,c`), 3, "", "import.quotes"},
		"NUL":                     {list("specialised centre,DE,Bayern,Ulm,X\x00Y,,,"), 2, "name", "error.control"},
		"unknown column":          {"group,country,town,name,phne\n", 1, "phne", "import.unknown_column"},
		"missing column":          {"group,country,town\n", 1, "name", "import.missing_column"},
		"column twice":            {"group,Group\n", 1, "group", "import.column_twice"},
		"column without name":     {"id,,name\n,x,y\n", 2, "", "import.no_column"},
		"sheet: unknown column":   {sheet("id,name,strasse", ",X,"), 1, "strasse", "import.unknown_column"},
		"sheet: id":               {sheet("id,name", "7,X"), 2, "id", "error.id"},
		"sheet: number":           {sheet("name,kind,number", "X,specialised,seven"), 2, "number", "error.number"},
		"sheet: number twice":     {sheet("name,kind,number", "X,specialised,7", "Y,specialised,7"), 3, "number", "import.twice"},
		"sheet: part":             {sheet("part,name,kind", "centre,X,specialised", "flat,,"), 3, "part", "error.code"},
		"sheet: part alone":       {sheet("part,name,town", "office,,Ulm"), 2, "id", "import.no_centre"},
		"sheet: wrong part":       {sheet("part,name,kind,town,needs", "centre,X,specialised,,", "office,,,Ulm,crisis"), 3, "needs", "import.wrong_part"},
		"sheet: need":             {sheet("name,kind,needs", "X,specialised,crisis | money"), 2, "needs", "error.code"},
		"sheet: second office":    {sheet("part,name,kind,town,land,hours", "centre,X,specialised,Ulm,Baden-Württemberg,", "office,,,Ulm,Bayern,", "office,,,Ulm,Bayern,soon"), 4, "hours", "hours.unreadable"},
		"sheet: office's Land":    {sheet("part,name,kind,town,land", "centre,X,specialised,Ulm,Bayern", "office,,,Ulm,"), 3, "land", "error.land"},
		"sheet: script":           {sheet("name,kind,website", "X,specialised,javascript:alert(1)"), 2, "website", "error.https"},
		"sheet: rounded":          {sheet("name,kind,phones", "X,specialised,\"4,93E+11\""), 2, "phones", "import.rounded"},
		"sheet: yes":              {sheet("name,kind,nationwide", "X,specialised,perhaps"), 2, "nationwide", "import.yes_no"},
		"sheet: point":            {sheet("name,kind,town,land,point", "X,specialised,Ulm,Bayern,here"), 2, "point", "error.point"},
		"sheet: words":            {sheet("name,kind,summary_de", "X,specialised,"+strings.Repeat("x", 5001)), 2, "summary_de", "error.too_long"},
		"JSON: unknown field":     {`{"format":"verbund-directory/1","centres":[` + "\n" + `{"nmae":"x"}]}`, 2, "nmae", "import.unknown_field"},
		"JSON: wrong type":        {`{"format":"verbund-directory/1","centres":[` + "\n\n" + `{"name":7}]}`, 3, "name", "import.json_value"},
		"JSON: hours":             {`{"format":"verbund-directory/1","centres":[{"name":"x","offices":[{"hours":"soon"}]}]}`, 1, "", "hours.unreadable"},
		"JSON: NUL":               {`{"format":"verbund-directory/1","centres":[{"name":"x\u0000"}]}`, 1, "name", "error.control"},
		"JSON: no name":           {`{"format":"verbund-directory/1","centres":[{"kind":"abroad"}]}`, 1, "name", "error.required"},
		"JSON: withheld of none":  {`{"format":"verbund-directory/1","centres":[{"name":"x","kind":"abroad","internal":{"addresses":[{"office":3}]}}]}`, 1, "internal.addresses", "error.withheld"},
		"JSON: unknown top field": {`{"format":"verbund-directory/1","centers":[]}`, 1, "centers", "import.unknown_field"},
	} {
		t.Run(name, func(t *testing.T) {
			s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
			report, err := read(t, s, c.file, ImportOptions{})
			if core.KindOf(err) != core.Unprocessable {
				t.Fatalf("%v", err)
			}
			if !slices.ContainsFunc(report.Refused, func(r Remark) bool {
				return r.Line == c.line && r.Field == c.field && r.Key == "centres."+c.key
			}) {
				t.Errorf("refused: %+v", report.Refused)
			}
			if version, _ := s.Version(t.Context()); version != 0 || report.New+report.Changed > 0 {
				t.Errorf("version %d, report %v", version, counts(report))
			}
		})
	}
}

func TestFilesThatAreNoneOfOursAreRefused(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	for name, c := range map[string]struct {
		file string
		kind core.Kind
		key  string
	}{
		"empty":            {"", core.Unprocessable, "unknown_file"},
		"blank":            {"\n \n", core.Unprocessable, "unknown_file"},
		"other table":      {"a,b\n1,2\n", core.Unprocessable, "unknown_file"},
		"picture":          {"\x89PNG\r\n\x1a\n\x00\x00\x00", core.Unprocessable, "unknown_file"},
		"other JSON":       {`{"x":1}`, core.Unprocessable, "columns"},
		"no format":        {`{"centres":[]}`, core.Unprocessable, "json_format"},
		"newer format":     {`{"format":"verbund-directory/2"}`, core.Unprocessable, "json_format"},
		"half a file":      {`{"format":"verbund-directory/1","centres":[{"name":"x"`, core.Unprocessable, "json"},
		"something behind": {`{"format":"verbund-directory/1","centres":[]} x`, core.Unprocessable, "json"},
		"long line":        {"id,name\n,\"" + strings.Repeat("x", longestRow), core.Unprocessable, "long_line"},
		"large":            {strings.Repeat("\n", largestFile+1), core.TooLarge, "too_large"},
		"thousands":        {"id,name\n" + strings.Repeat("x,y\n", 2000), core.Unprocessable, "hopeless"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, s, c.file, ImportOptions{Partial: true})
			e, ok := err.(*core.Error)
			if !ok || e.Kind != c.kind || e.Key != "centres.import."+c.key {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestGoodLinesAreTakenOnlyWithPartial(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		file := listHead +
			"specialised centre,DE,Bayern,München,Laterne,post@example.org,089 12345678,\n" +
			"specialised centre,DE,Bayern,München,Fackel,post,089 12345678,\n" +
			"specialised centre,DE,Bayern,München,Kerze,,nobody,\n"
		if report, err := read(t, s, file, ImportOptions{}); err == nil || counts(report) != [5]int{3, 0, 0, 0, 2} {
			t.Errorf("without: %v, %v", counts(report), err)
		}
		if version, _ := s.Version(t.Context()); version != 0 {
			t.Error("something was changed")
		}
		if report, err := read(t, s, file, ImportOptions{Partial: true}); err != nil || counts(report) != [5]int{3, 1, 0, 0, 2} {
			t.Errorf("with: %v, %v", counts(report), err)
		}
		d, _ := s.Directory(t.Context())
		if len(d.Centres) != 1 || d.Centres[0].Name != "Laterne" {
			t.Errorf("%d entries", len(d.Centres))
		}
	})
}

// What spreadsheets make of an export must come back as the same entries.
func TestSpreadsheetsLoseNothing(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	plain := lantern(t)
	plain.Offices[0].PostalCode, plain.Offices[0].Town, plain.Offices[0].District, plain.Offices[0].Land = "01067", "Dresden", "14612", "DE-SN"
	for _, w := range []Words{plain.Summary, plain.ReferOn, plain.Offers[0].Name, plain.Offers[0].Note, plain.Alerts[0].Text} {
		w["de"] += " „ö“"
		delete(w, "zh-Hans") // which Windows-1252 does not have
	}
	save(t, s, plain)
	sheet, excel := export(t, s, CSV), export(t, s, Excel)
	lines := strings.SplitAfter(sheet, "\n")
	encoded := func(s string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	rewritten := func(comma rune) string {
		rows, err := csv.NewReader(strings.NewReader(sheet)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		w := csv.NewWriter(&out)
		w.Comma = comma
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for name, file := range map[string]string{
		"as written":          sheet,
		"as Excel opens it":   excel,
		"byte order mark":     "\ufeff" + sheet,
		"CRLF":                strings.ReplaceAll(sheet, "\n", "\r\n"),
		"Windows-1252":        encoded(charmap.Windows1252.NewEncoder().String(sheet)),
		"tabs":                rewritten('\t'),
		"semicolons":          rewritten(';'),
		"UTF-16":              encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(sheet)),
		"separator named":     "sep=,\n" + sheet,
		"empty rows":          sheet + ",,,,\n\n,,\n",
		"empty columns":       strings.Replace(sheet, "\n", ",,,\n", 1),
		"German dates":        strings.NewReplacer("2026-01-31", "31.01.2026", "2026-02-01", "1.2.2026", "2026-08-01", "01.08.2026 00:00").Replace(sheet),
		"German truth":        strings.ReplaceAll(sheet, ",yes,", ",WAHR,"),
		"lost plus":           strings.ReplaceAll(sheet, "'+49 30 23125000 |", "4930 23125000 |"),
		"lost zero":           strings.ReplaceAll(sheet, ",01067,", ",1067,"),
		"names of the Länder": strings.ReplaceAll(sheet, "DE-BE | DE-BB", "Berlin | Brandenburg"),
		"header in capitals":  strings.ToUpper(lines[0]) + strings.Join(lines[1:], ""),
	} {
		t.Run(name, func(t *testing.T) {
			if file == sheet && name != "as written" {
				t.Fatal("the file was not changed")
			}
			if report := taken(t, s, file); counts(report) != [5]int{1, 0, 0, 1, 0} {
				t.Errorf("counts %v", counts(report))
				if after := export(t, s, CSV); after != sheet {
					t.Error(cmp.Diff(sheet, after))
				}
			}
		})
	}
}

func TestEmptyCellErasesAndMissingColumnKeeps(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	saved := save(t, s, lantern(t))
	id := string(saved.ID)
	after := func(file string) Record {
		t.Helper()
		taken(t, s, file)
		r, err := s.Record(t.Context(), operator(), saved.ID)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := after("id,email,summary_en\n" + id + ",,\n")
	if r.Email != "" || r.Summary["en"] != "" || r.Summary["de"] == "" || len(r.Phones) != 3 || len(r.Offices) != 2 || r.Internal.Note == "" {
		t.Errorf("after emptying e-mail and English summary: %+v", r)
	}
	r = after("part,id,town,land,secret\ncentre," + id + ",Berlin,Berlin,\noffice," + id + ",Potsdam,Brandenburg,yes\n")
	if r.Offices[0].Street != "Musterstraße 1" || r.Internal.Addresses[0].Street != "Geheimweg 7" || r.Offices[1].Hours.String() != "24/7" {
		t.Errorf("without a column for the street: %+v, %+v", r.Offices, r.Internal.Addresses)
	}
	report, err := read(t, s, "part,id,town,land\ncentre,"+id+",Berlin,Berlin\n", ImportOptions{})
	if err == nil || !slices.ContainsFunc(report.Refused, func(r Remark) bool { return r.Key == "centres.import.column_needed" && r.Field == "street" }) {
		t.Errorf("an office was taken away, and its street column is missing: %v, %v", report.Refused, err)
	}
	r = after("part,id,offer_name_de,needs,forms,offer_note_en\noffer," + id + ",,return,,\ncentre," + id + ",Hilfe,crisis,,\n")
	if len(r.Offers) != 2 || r.Offers[0].Name["de"] != "Hilfe" || r.Offers[1].Needs[0] != "return" {
		t.Errorf("after rows were sorted: %+v", r.Offers)
	}
}

func TestPublicEditionKeepsTheInternalPart(t *testing.T) {
	for _, f := range []Format{CSV, JSON} {
		t.Run(string(f), func(t *testing.T) {
			s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
			saved := save(t, s, lantern(t))
			var out bytes.Buffer
			if err := Export(t.Context(), s, core.Actor{}, &out, f, true); err != nil {
				t.Fatal(err)
			}
			if report := taken(t, s, out.String()); counts(report) != [5]int{1, 0, 0, 1, 0} {
				t.Errorf("counts %v", counts(report))
			}
			got, _ := s.Record(t.Context(), operator(), saved.ID)
			if diff := cmp.Diff(saved, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddressThatBecomesPublicIsNoted(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	save(t, s, lantern(t))
	report := taken(t, s, strings.Replace(export(t, s, CSV), ",yes,Mo-Su", ",,Mo-Su", 1))
	if !slices.ContainsFunc(report.Notes, func(n Remark) bool { return n.Key == "centres.import.published" && n.Line > 1 }) {
		t.Errorf("notes: %v", report.Notes)
	}
}

func TestOfficeThatMovesGetsANewPin(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	taken(t, s, "name,kind,town,land\nLaterne,specialised,Kassel,Hessen\n")
	before := export(t, s, CSV)
	taken(t, s, strings.Replace(strings.Replace(before, "Kassel", "Hannover", 1), "DE-HE", "DE-NI", 1))
	d, _ := s.Directory(t.Context())
	o := d.Centres[0].Offices[0]
	town, _ := s.places.Town("Hannover", "DE-NI")
	if o.Point == nil || *o.Point != town.Point || o.District != town.District {
		t.Errorf("the office in Hannover is at %v in %s", o.Point, o.District)
	}
}

func TestNewRowsGetTheNextNumbers(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		file := "part,name,kind,number,town,land\ncentre,A,specialised,,Kassel,Hessen\ncentre,B,specialised,1,Kassel,Hessen\noffice,,,,Köln,Nordrhein-Westfalen\n"
		taken(t, s, file)
		d, _ := s.Directory(t.Context())
		if b, _ := d.ByNumber(1); b == nil || b.Name != "B" || len(b.Offices) != 2 {
			t.Errorf("number 1 is %+v", b)
		}
		if a, _ := d.ByNumber(2); a == nil || a.Name != "A" {
			t.Errorf("number 2 is %+v", a)
		}
		if report := taken(t, s, file); counts(report) != [5]int{2, 0, 0, 2, 0} {
			t.Errorf("second run: %v", counts(report))
		}
	})
}

func TestFormulasAreGuardedWithoutLoss(t *testing.T) {
	for _, cell := range []string{"", "x", "=1+1", "+49", "-x", "@x", "\tx", "'", "''", "'=", "'x", "''x", "'''", "＝1", "'＝1", "'s-Hertogenbosch"} {
		g := guard(cell)
		if got := unguard(g); got != cell {
			t.Errorf("%q becomes %q becomes %q", cell, g, got)
		}
		if strings.ContainsRune(formula, firstRune(g)) {
			t.Errorf("%q is a formula", g)
		}
	}
}
