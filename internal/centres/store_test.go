package centres

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/centres/hours"
	"verbund/internal/centres/phone"
	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }

func today() *clock.Fixed { return clock.At(time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)) }

func operator() core.Actor { return core.Actor{Role: core.Operator, Name: "test"} }

func tables() []database.Migrations {
	return []database.Migrations{network.Migrations(), mail.Migrations(), Migrations()}
}

func storeOn(t testing.TB, db *database.DB) *Store {
	t.Helper()
	table, err := places.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	german, _ := text.LanguageOf("de")
	english, _ := text.LanguageOf("en")
	words, err := text.Load([]text.Language{german, english}, Texts())
	if err != nil {
		t.Fatal(err)
	}
	return NewStore(db, table, words, today(), nil)
}

// onBoth runs a test with an empty directory on each database.
func onBoth(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Helper()
	databases.Each(t, tables(), func(t *testing.T, db *database.DB) { test(t, storeOn(t, db)) })
}

// lantern is an invented centre that uses every field.
func lantern(t testing.TB) Record {
	t.Helper()
	numbers, err := phone.Parse("030 23125 000 | Fax 030 23125-001 | 0171 3920025", "DE")
	if err != nil {
		t.Fatal(err)
	}
	numbers[2].Label = "Notruf"
	week, err := hours.Parse(`Mo-Fr 09:00-12:00,14:00-18:00; by appointment; "ring twice"; 2026-12-24..2026-12-31 closed "holidays"`)
	if err != nil {
		t.Fatal(err)
	}
	always, err := hours.Parse("24/7")
	if err != nil {
		t.Fatal(err)
	}
	return Record{
		Centre: Centre{
			ID: core.NamedID("test", "lantern"), OrganisationID: core.NamedID("test", "lantern e.V."),
			Organisation: "Laterne e.V.", Kind: Specialised, Name: "=Laterne",
			Summary: Words{"de": "Wir beraten.\nAuch abends; \"immer\".", "en": "We counsel, in the evening too.", "zh-Hans": "我们提供咨询。"},
			Phones:  numbers, Email: "post@laterne.example", Website: "https://laterne.example/",
			Chat: "https://chat.laterne.example/?a=1&b=2", Contact: "https://laterne.example/kontakt",
			Area:      Area{Nationwide: true, Lands: []string{"DE-BE", "DE-BB"}, Districts: []string{"11000", "12054"}},
			Languages: []SpokenLanguage{{Code: "de"}, {Code: "ro"}, {Code: "ar", Interpreter: true}},
			Groups:    []Group{"women", "tin"}, Access: []Access{"phone", "chat", "appointment"}, Children: Yes,
			ReferOn: Words{"de": "- Männer an die Fachstelle in Musterstadt", "en": "men to the centre in Musterstadt", "zh-Hans": "男性"},
			Offers: []Offer{
				{Name: Words{"de": "Beratung", "en": "Counselling", "zh-Hans": "咨询"}, Needs: []Need{"crisis", "counselling"}, Forms: []Form{"sexual", "labour"},
					Note: Words{"de": "kostenlos", "en": "free", "zh-Hans": "免费"}},
				{Needs: []Need{"housing"}},
			},
			Offices: []Office{
				{Name: "Büro", Street: "Musterstraße 1", PostalCode: "10115", Town: "Berlin", District: "11000", Land: "DE-BE", Country: "DE",
					Point: &places.Point{Lat: 52.5323, Lon: 13.3846}, Hours: week, Accessibility: []Accessibility{StepFree, "lift"}},
				{Name: "Wohnung", Street: "Geheimweg 7", PostalCode: "14467", Town: "Potsdam", District: "12054", Land: "DE-BB", Country: "DE",
					Point: &places.Point{Lat: 52.4012345, Lon: 13.0598765}, Secret: true, Hours: always},
			},
			Alerts: []Alert{{Text: Words{"de": "Urlaub", "en": "holidays", "zh-Hans": "假期"}, From: core.Date{Year: 2026, Month: 8, Day: 1}, Until: core.Date{Year: 2026, Month: 8, Day: 14}},
				{Text: Words{"de": "Neue Nummer"}}},
			AsOf: core.Date{Year: 2026, Month: 1, Day: 31}, Source: "invented", ConfirmedOn: core.Date{Year: 2026, Month: 2, Day: 1}, ConfirmedBy: "Erika Muster",
		},
		Internal: Internal{
			Phones: slices.Clone(numbers[:1]), Email: "intern@laterne.example", Person: "Erika Muster", Note: "+ key with the neighbour\n@ second floor",
		},
	}
}

func save(t *testing.T, s *Store, r Record) Record {
	t.Helper()
	saved, err := s.Save(t.Context(), operator(), r)
	if err != nil {
		t.Fatalf("saving: %v", err)
	}
	return saved
}

func TestSavedEntryComesBack(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		saved := save(t, s, lantern(t))
		if saved.Number != 1 || saved.Revision != 1 {
			t.Errorf("number %d, revision %d of the first entry", saved.Number, saved.Revision)
		}
		got, err := s.Record(t.Context(), operator(), saved.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(saved, got); diff != "" {
			t.Errorf("what came back differs:\n%s", diff)
		}
		d, err := s.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		public, ok := d.ByNumber(1)
		if !ok || d.Version != 1 {
			t.Fatalf("not in the directory of version %d", d.Version)
		}
		if diff := cmp.Diff(saved.Centre, *public); diff != "" {
			t.Errorf("the public entry differs:\n%s", diff)
		}
	})
}

// A secret address must not leave the database by any public way.
func TestSecretAddressNeverReachesThePublic(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		saved := save(t, s, lantern(t))
		betrays := []string{"Geheimweg", "14467", "52.4012345", "13.0598765", "intern@", "neighbour"}
		var out bytes.Buffer
		for _, f := range []Format{CSV, Excel, JSON} {
			if err := Export(t.Context(), s, core.Actor{Role: core.Visitor}, &out, f, true); err != nil {
				t.Fatal(err)
			}
		}
		d, err := s.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		inMemory, err := json.Marshal(d.Centres)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(inMemory)
		var column string
		if err := s.db.QueryRow(t.Context(), `SELECT public FROM centres_entry`).Scan(&column); err != nil {
			t.Fatal(err)
		}
		out.WriteString(column)
		for _, b := range betrays {
			if strings.Contains(out.String(), b) {
				t.Errorf("the public can read %q", b)
			}
		}
		district, _ := s.places.District("12054")
		if p := saved.Offices[1].Point; p == nil || *p != district.Point {
			t.Errorf("the pin is at %v, not in the middle of the district at %v", p, district.Point)
		}
		// Saving what was read must neither lose the address nor publish it.
		saved.Name = "Laterne Berlin"
		again := save(t, s, saved)
		want := SecretAddress{Office: 1, Street: "Geheimweg 7", PostalCode: "14467", Point: &places.Point{Lat: 52.4012345, Lon: 13.0598765}}
		if diff := cmp.Diff([]SecretAddress{want}, again.Internal.Addresses); diff != "" {
			t.Errorf("the withheld address differs:\n%s", diff)
		}
		if again.Offices[1].Street != "" || again.Offices[1].PostalCode != "" {
			t.Error("the address is public after the second save")
		}
	})
}

func TestSavingAnOldRevisionIsAConflict(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		old := save(t, s, lantern(t))
		mine := old
		mine.Name = "Laterne I"
		if got := save(t, s, mine); got.Revision != 2 {
			t.Errorf("revision %d after the second save", got.Revision)
		}
		theirs := old
		theirs.Name = "Laterne II"
		if _, err := s.Save(t.Context(), operator(), theirs); core.KindOf(err) != core.Conflict {
			t.Errorf("the second editor got %v", err)
		}
		if got, _ := s.Record(t.Context(), operator(), old.ID); got.Name != "Laterne I" {
			t.Errorf("the name is %q", got.Name)
		}
	})
}

func TestSavingTheSameChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		saved := save(t, s, lantern(t))
		again := save(t, s, saved)
		version, err := s.Version(t.Context())
		if err != nil || version != 1 || again.Revision != 1 {
			t.Errorf("version %d, revision %d, %v", version, again.Revision, err)
		}
	})
}

func TestNumbersArePermanent(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		entry := func(name string, number int) Record {
			r := lantern(t)
			r.ID, r.Name, r.Number = core.NamedID("test", name), name, number
			return r
		}
		for _, c := range []struct {
			name        string
			given, want int
		}{{"a", 0, 1}, {"b", 7, 7}, {"c", 0, 8}, {"d", 3, 3}, {"e", 0, 9}} {
			if got := save(t, s, entry(c.name, c.given)); got.Number != c.want {
				t.Errorf("%s was given %d, not %d", c.name, got.Number, c.want)
			}
		}
		if _, err := s.Save(t.Context(), operator(), entry("f", 7)); core.KindOf(err) != core.Conflict {
			t.Errorf("a taken number: %v", err)
		}
		moved, _ := s.Record(t.Context(), operator(), core.NamedID("test", "a"))
		moved.Number = 20
		if _, err := s.Save(t.Context(), operator(), moved); core.KindOf(err) != core.Conflict {
			t.Errorf("another number for a stored entry: %v", err)
		}
	})
}

func TestOnlyTheOperatorSeesAndChangesRecords(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		saved := save(t, s, lantern(t))
		for _, actor := range []core.Actor{{}, {Role: core.Visitor}} {
			var out bytes.Buffer
			_, saving := s.Save(t.Context(), actor, saved)
			_, reading := s.Record(t.Context(), actor, saved.ID)
			_, importing := Import(t.Context(), s, actor, strings.NewReader("id,name\n"), "x.csv", ImportOptions{})
			for what, err := range map[string]error{
				"save": saving, "record": reading, "import": importing,
				"export": Export(t.Context(), s, actor, &out, JSON, false),
			} {
				if core.KindOf(err) != core.Denied {
					t.Errorf("%s by %q: %v", what, actor.Role, err)
				}
			}
			if out.Len() > 0 {
				t.Errorf("%d bytes were exported", out.Len())
			}
		}
		if _, err := s.Record(t.Context(), operator(), core.NamedID("test", "none")); core.KindOf(err) != core.NotFound {
			t.Errorf("an entry that does not exist: %v", err)
		}
	})
}

func TestProblemsOfARecordAreNamed(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	for name, c := range map[string]struct {
		change     func(*Record)
		field, key string
	}{
		"no name":            {func(r *Record) { r.Name = " \t" }, "name", "required"},
		"script address":     {func(r *Record) { r.Website = "javascript:alert(1)" }, "website", "https"},
		"plain http":         {func(r *Record) { r.Chat = "http://chat.example.org" }, "chat", "https"},
		"name in address":    {func(r *Record) { r.Contact = "https://a:b@example.org" }, "contact", "https"},
		"half an e-mail":     {func(r *Record) { r.Email = "post@" }, "email", "email"},
		"header in e-mail":   {func(r *Record) { r.Email = "a@example.org?bcc=b@example.org" }, "email", "email"},
		"unknown kind":       {func(r *Record) { r.Kind = "club" }, "kind", "code"},
		"unknown need":       {func(r *Record) { r.Offers[0].Needs = []Need{"money"} }, "offers.0.needs", "code"},
		"unknown Land":       {func(r *Record) { r.Area.Lands = []string{"DE-XX"} }, "area.lands", "land"},
		"unknown district":   {func(r *Record) { r.Area.Districts = []string{"99999"} }, "area.districts", "district"},
		"district elsewhere": {func(r *Record) { r.Offices[0].District = "12054" }, "offices.0.district", "district"},
		"unknown language":   {func(r *Record) { r.Languages[0].Code = "klingon" }, "languages.0", "language"},
		"NUL":                {func(r *Record) { r.Internal.Note = "a\x00b" }, "internal.note", "control"},
		"NUL in a label":     {func(r *Record) { r.Phones[0].Label = "a\x00b" }, "phones.0.label", "control"},
		"too long":           {func(r *Record) { r.Name = strings.Repeat("x", 501) }, "name", "too_long"},
		"wrong dial":         {func(r *Record) { r.Phones[0].E164 = "+1" }, "phones", ""},
		"no town":            {func(r *Record) { r.Offices[0].Town = "" }, "offices.0.town", "required"},
		"no Land":            {func(r *Record) { r.Offices[0].Land = "" }, "offices.0.land", "land"},
		"Land abroad":        {func(r *Record) { r.Offices[0].Country = "CH" }, "offices.0.land", "land_abroad"},
		"no country":         {func(r *Record) { r.Offices[0].Country = "QQ" }, "offices.0.country", "country"},
		"off the map":        {func(r *Record) { r.Offices[0].Point.Lat = 91 }, "offices.0.point", "point"},
		"alert backwards":    {func(r *Record) { r.Alerts[0].Until.Year = 2025 }, "alerts.0.until", "until"},
		"confirmed tomorrow": {func(r *Record) { r.ConfirmedOn = core.Date{Year: 2026, Month: 3, Day: 16} }, "confirmed_on", "future"},
		"nobody's address":   {func(r *Record) { r.Internal.Addresses = []SecretAddress{{Office: 0}} }, "internal.addresses", "withheld"},
		"language of words":  {func(r *Record) { r.Summary["zh-hans"] = "x" }, "summary", "written_language"},
	} {
		t.Run(name, func(t *testing.T) {
			r := lantern(t)
			c.change(&r)
			_, err := s.Save(t.Context(), operator(), r)
			e, ok := err.(*core.Error)
			if !ok || e.Kind != core.Invalid {
				t.Fatalf("got %v", err)
			}
			if !slices.ContainsFunc(e.Fields, func(f core.FieldError) bool { return f.Field == c.field && strings.HasSuffix(f.Key, c.key) }) {
				t.Errorf("%s is not among %v", c.field, e)
			}
		})
	}
	if version, _ := s.Version(t.Context()); version != 0 {
		t.Errorf("the directory is in version %d", version)
	}
}

func TestWhatIsShownIsWhatIsDialled(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	r := lantern(t)
	r.Phones[0].Display, r.Phones[0].International = "0800 0000000", "+1 900 0000000"
	saved := save(t, s, r)
	if n := saved.Phones[0]; n.Display != "030 23125000" || n.International != "+49 30 23125000" {
		t.Errorf("%s is shown as %s, %s", n.E164, n.Display, n.International)
	}
}

func TestDirectoryIsInGermanOrder(t *testing.T) {
	entry := func(number int, kind Kind, land, town, name string) *Centre {
		return &Centre{Number: number, Kind: kind, Name: name, Offices: []Office{{Land: land, Town: town}}}
	}
	d := newDirectory(1, []*Centre{
		entry(1, Association, "DE-BW", "Aalen", "Verband"),
		entry(2, Specialised, "DE-TH", "Jena", "bekom"),
		entry(3, Specialised, "DE-BY", "Zwiesel", "x"),
		entry(4, Specialised, "DE-BW", "Ulm", "x"),
		entry(5, Specialised, "DE-BW", "Überlingen", "x"),
		entry(6, Specialised, "DE-BW", "Überlingen", "Äpfel"),
		entry(7, Abroad, "", "Zürich", "FIZ"),
		entry(8, Specialised, "DE-BW", "Überlingen", "x"),
	})
	var got []int
	for _, c := range d.Centres {
		got = append(got, c.Number)
	}
	if want := []int{6, 5, 8, 4, 3, 2, 7, 1}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}
