package centres

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"verbund/internal/centres/hours"
	"verbund/internal/centres/phone"
	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/places"
	"verbund/internal/testkit/databases"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The golden file is an invented centre that uses every field. It may gain
// columns, but what was once exported must always be read.
func TestExportOfACentreThatUsesEveryField(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		r := lantern(t)
		r.Internal.RetiredOn = core.Date{Year: 2026, Month: 3, Day: 1}
		save(t, s, r)
		got := export(t, s, CSV)
		if *update {
			if err := os.WriteFile("testdata/lantern.csv", []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile("testdata/lantern.csv")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Error(diff)
		}
		rows, err := csv.NewReader(strings.NewReader(got)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var empty []string
		for i, name := range rows[0] {
			if !slices.ContainsFunc(rows[1:], func(r []string) bool { return r[i] != "" }) {
				empty = append(empty, name)
			}
			for _, r := range rows[1:] {
				if strings.ContainsRune(formula, firstRune(r[i])) {
					t.Errorf("%s: a spreadsheet computes %q", name, r[i])
				}
			}
		}
		if len(empty) > 0 {
			t.Errorf("nothing stands in %v", empty)
		}
	})
}

func TestPublicExportHasNoInternalColumns(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	save(t, s, lantern(t))
	for _, f := range []Format{CSV, Excel, JSON} {
		var out bytes.Buffer
		if err := Export(t.Context(), s, core.Actor{}, &out, f, true); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "internal") || !strings.Contains(out.String(), "Laterne") {
			t.Errorf("%s: %s", f, out.String())
		}
	}
}

func TestUnknownFormatIsRefused(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	if err := Export(t.Context(), s, operator(), new(bytes.Buffer), "xml", false); core.KindOf(err) != core.Invalid {
		t.Errorf("got %v", err)
	}
}

// Any directory that is exported and read into an empty one is the same again,
// byte for byte.
func TestExportAndImportLoseNothing(t *testing.T) {
	from := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	to := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		for _, s := range []*Store{from, to} {
			clear(rt, s)
		}
		for i := range rapid.IntRange(1, 4).Draw(rt, "entries") {
			r := anyRecord(rt, from)
			r.ID = core.NamedID("any", fmt.Sprint(round, i))
			if _, err := from.Save(t.Context(), operator(), r); err != nil {
				rt.Fatalf("saving: %v\n%+v", err, r)
			}
		}
		for _, f := range []Format{CSV, Excel, JSON} {
			clear(rt, to)
			before := exported(rt, from, f)
			report, err := Import(t.Context(), to, operator(), strings.NewReader(before), "x", ImportOptions{})
			if err != nil {
				rt.Fatalf("%s: %v: %+v\n%s", f, err, report.Refused, before)
			}
			if after := exported(rt, to, f); before != after {
				rt.Fatalf("%s:\n%s", f, cmp.Diff(before, after))
			}
			again, err := Import(t.Context(), to, operator(), strings.NewReader(before), "x", ImportOptions{})
			if err != nil || again.Unchanged != again.Read {
				rt.Fatalf("%s, second run: %v, %v", f, counts(again), err)
			}
		}
	})
}

func exported(t *rapid.T, s *Store, f Format) string {
	var out bytes.Buffer
	if err := Export(t.Context(), s, operator(), &out, f, false); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func clear(t *rapid.T, s *Store) {
	err := s.change(t.Context(), func(l *ledger) error {
		l.last = 0
		_, err := l.tx.ExecContext(t.Context(), `DELETE FROM centres_entry`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// anyRecord draws a record that Save takes, with texts that are hard on CSV.
func anyRecord(t *rapid.T, s *Store) Record {
	sign := rapid.SampledFrom([]string{"a", "B", "ö", "ß", "界", "😀", "ـ", "=", "+", "-", "@", "'", "\"", ",", ";", "|", " ", "\\", "/", "1", "0", "(", ")", "\u00a0", "<", "&", "%", "#", "\u2028"})
	line := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(sign, 0, 8).Draw(t, "line"), "")
	})
	name := rapid.Custom(func(t *rapid.T) string { return line.Draw(t, "before") + "x" + line.Draw(t, "after") })
	lines := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(line, 0, 3).Draw(t, "lines"), rapid.SampledFrom([]string{"\n", "\r\n", "\r", "\n\n", "\t"}).Draw(t, "end"))
	})
	texts := rapid.Custom(func(t *rapid.T) Words {
		return rapid.MapOfN(rapid.SampledFrom([]core.Lang{"de", "en", "ar", "zh-Hans", "de-simple"}), lines, 0, 3).Draw(t, "words")
	})
	date := rapid.Custom(func(t *rapid.T) core.Date {
		if rapid.Bool().Draw(t, "no day") {
			return core.Date{}
		}
		return core.Date{Year: 2020, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 2000).Draw(t, "day"))
	})
	numbers := rapid.Custom(func(t *rapid.T) []phone.Number {
		var all []phone.Number
		for _, printed := range rapid.SliceOfN(rapid.SampledFrom([]string{"030 23125 000", "Fax 030 23125 111", "+39 0471 203111", "+41 44 4369000", "0171 3920001", "116016", "030 23125-0 App. 12"}), 0, 3).Draw(t, "printed") {
			n, err := phone.Parse(printed, "DE")
			if err != nil {
				t.Fatal(err)
			}
			n[0].Label = rapid.SampledFrom([]string{"", "Notruf", "mobil", "für Kolleg*innen", "9–12 Uhr, Mo", "+x"}).Draw(t, "label")
			all = append(all, n...)
		}
		return all
	})
	week := rapid.Custom(func(t *rapid.T) hours.Hours {
		h, err := hours.Parse(rapid.SampledFrom([]string{"", "24/7", "closed", "by appointment", "Mo-Fr 09:00-12:00,14:00-18:00", `Mo,We 08:00-20:00; by appointment; "call; "" first"`, `24/7; 2026-12-24 closed "x | y"`}).Draw(t, "hours"))
		if err != nil {
			t.Fatal(err)
		}
		return h
	})
	towns := []places.Place{}
	for _, at := range [][2]string{{"Berlin", "DE-BE"}, {"Potsdam", "DE-BB"}, {"München", "DE-BY"}, {"Kassel", "DE-HE"}} {
		p, _ := s.places.Town(at[0], at[1])
		towns = append(towns, p)
	}
	point := rapid.Custom(func(t *rapid.T) *places.Point {
		if rapid.Bool().Draw(t, "no point") {
			return nil
		}
		return &places.Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
	})
	https := rapid.SampledFrom([]string{"", "https://example.org", "https://example.org/a?b=c&d=%7C#e"})
	office := rapid.Custom(func(t *rapid.T) Office {
		o := Office{Name: line.Draw(t, "office"), Street: line.Draw(t, "street"), Town: name.Draw(t, "town"), Country: "CH",
			PostalCode: rapid.SampledFrom([]string{"", "8000", "01067"}).Draw(t, "postal code"), Point: point.Draw(t, "point"),
			Secret: rapid.Bool().Draw(t, "secret"), Hours: week.Draw(t, "hours"), Accessibility: some(t, Accessibilities)}
		if rapid.Bool().Draw(t, "in Germany") {
			p := rapid.SampledFrom(towns).Draw(t, "place")
			o.Country, o.Land, o.Town, o.PostalCode = "DE", p.Land, p.Name, rapid.SampledFrom([]string{"", "10115", "80331"}).Draw(t, "German code")
			if rapid.Bool().Draw(t, "district known") {
				o.District = p.District
			}
		}
		return o
	})
	r := Record{Centre: Centre{
		OrganisationID: core.NamedID("org", line.Draw(t, "org id")), Organisation: name.Draw(t, "organisation"), Name: name.Draw(t, "name"),
		Kind: rapid.SampledFrom(Kinds).Draw(t, "kind"), Summary: texts.Draw(t, "summary"), ReferOn: texts.Draw(t, "refer on"),
		Phones: numbers.Draw(t, "phones"), Email: rapid.SampledFrom([]string{"", "a@example.org", "-x+y@exämple.org"}).Draw(t, "e-mail"),
		Website: https.Draw(t, "website"), Chat: https.Draw(t, "chat"), Contact: https.Draw(t, "contact"),
		Area:      Area{Nationwide: rapid.Bool().Draw(t, "nationwide"), Lands: some(t, []string{"DE-BE", "DE-BB", "DE-SH"}), Districts: some(t, []string{"11000", "01001", "12054"})},
		Languages: some(t, []SpokenLanguage{{"de", false}, {"ar", true}, {"ro", false}, {"ro", true}}),
		Groups:    some(t, Groups), Access: some(t, AccessWays), Children: rapid.SampledFrom([]Answer{Yes, No, NotStated}).Draw(t, "children"),
		Offices: rapid.SliceOfN(office, 0, 3).Draw(t, "offices"),
		AsOf:    date.Draw(t, "as of"), Source: line.Draw(t, "source"), ConfirmedOn: date.Draw(t, "confirmed on"), ConfirmedBy: line.Draw(t, "confirmed by"),
	}, Internal: Internal{Phones: numbers.Draw(t, "internal phones"), Email: "a@example.org", Person: line.Draw(t, "person"), Note: lines.Draw(t, "note"), RetiredOn: date.Draw(t, "retired on")}}
	for range rapid.IntRange(0, 3).Draw(t, "offers") {
		r.Offers = append(r.Offers, Offer{Name: texts.Draw(t, "offer"), Needs: some(t, Needs), Forms: some(t, Forms), Note: texts.Draw(t, "offer note")})
	}
	for range rapid.IntRange(0, 3).Draw(t, "alerts") {
		from := date.Draw(t, "from")
		r.Alerts = append(r.Alerts, Alert{Text: Words{"de": name.Draw(t, "alert")}, From: from, Until: rapid.SampledFrom([]core.Date{{}, from}).Draw(t, "until")})
	}
	return r
}

func some[T any](t *rapid.T, all []T) []T {
	return slices.Clone(rapid.Permutation(all).Draw(t, "order")[:rapid.IntRange(0, len(all)).Draw(t, "how many")])
}
