package phone_test

import (
	"encoding/csv"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"verbund/internal/centres/phone"
	"verbund/internal/core"
)

// dials returns what a person could dial: the tel links without their scheme,
// faxes marked.
func dials(numbers []phone.Number) string {
	var s []string
	for _, n := range numbers {
		tel := strings.TrimPrefix(n.Tel(), "tel:")
		if n.Fax {
			tel += " fax"
		}
		if n.Label != "" {
			tel += " " + n.Label
		}
		s = append(s, tel)
	}
	return strings.Join(s, ", ")
}

func TestNumbersAreReadAsPrinted(t *testing.T) {
	for _, c := range []struct{ printed, region, want string }{
		// as the flyer of July 2022 prints them
		{"0711 – 23 94 124", "DE", "+497112394124"},
		{"030 – 440 63 73/ 74", "DE", "+49304406373, +49304406374"},
		{"02323 – 994 97 19/20", "DE", "+4923239949719, +4923239949720"},
		{"0201 – 63 25 699 20/23", "DE", "+49201632569920, +49201632569923"},
		{"0431 – 55 77 91 90/92", "DE", "+4943155779190, +4943155779192"},
		{"0170 – 19 01 443 | 0151 – 20 91 53 62", "DE", "+491701901443, +4915120915362"},
		{"0157 – 50 45 27 69 | 0157 – 39 05 37 91 | 0163 – 23 01 360", "DE", "+4915750452769, +4915739053791, +491632301360"},
		{"02331 – 30 64 62 035", "DE", "+492331306462035"},
		{"0261 – 88 97 72 0", "DE", "+492618897720"},
		{"030 – 40 50 46 99 0", "DE", "+4930405046990"},
		{"08233 – 39 52", "DE", "+4982333952"},
		{"+39 – (0) 471 – 203 111", "IT", "+390471203111"},
		{"+39 – (0) 471 – 203 111", "DE", "+390471203111"},
		{"+41 – (0) 44 – 436 90 00", "CH", "+41444369000"},

		// the area code set apart
		{"0711/2394124", "DE", "+497112394124"},
		{"0711 / 23 94 124", "DE", "+497112394124"},
		{"(0711) 23 94 124", "DE", "+497112394124"},
		{"(0711)/2394124", "DE", "+497112394124"},
		{"(0711/2394124)", "DE", "+497112394124"},
		{"0711-2394-0", "DE", "+4971123940"},
		{"0711.23.94.124", "DE", "+497112394124"},
		{"05221/84 02 00", "DE", "+495221840200"},
		{"0170/1901443", "DE", "+491701901443"},
		{"0157/50452769", "DE", "+4915750452769"},
		{"036694/234", "DE", "+4936694234"},
		{"0711/2394124/25", "DE", "+497112394124, +497112394125"},
		{"+49/711/2394124", "DE", "+497112394124"},
		{"044/436 90 00", "CH", "+41444369000"},
		{"01/5128890", "AT", "+4315128890"},
		{"0662/870 870", "AT", "+43662870870"},
		{"0471/203111", "IT", "+390471203111"},
		{"02/1234 5678", "IT", "+390212345678"},

		// alternatives
		{"030 4406373/4406374", "DE", "+49304406373, +49304406374"},
		{"030 4406373 / 0170 1901443", "DE", "+49304406373, +491701901443"},
		{"030 440 63 73 oder 74", "DE", "+49304406373, +49304406374"},
		{"030 440 63 73/74/75", "DE", "+49304406373, +49304406374, +49304406375"},
		{"030 440 63 73 / 63 74", "DE", "+49304406373, +49304406374"},
		{"0711 2394-0/-41", "DE", "+4971123940, +49711239441"},
		{"0711 2394-0/41", "DE", "+4971123940, +49711239441"},
		{"0711 23940-00/-01", "DE", "+497112394000, +497112394001"},
		{"+41 44 436 90 00/01", "CH", "+41444369000, +41444369001"},
		{"0711 2394124, 0711 2394124", "DE", "+497112394124"},
		{"0711 2394124\n0170 1901443", "DE", "+497112394124, +491701901443"},
		{"0711 2394124; 0170 1901443", "DE", "+497112394124, +491701901443"},

		// country codes
		{"00 49 711 2394124", "DE", "+497112394124"},
		{"0049 (0) 711 / 2394124", "DE", "+497112394124"},
		{"+49 (0)30 4406373", "DE", "+49304406373"},
		{"+49(0)30-4406373", "DE", "+49304406373"},
		{"(+49) 30 4406373", "DE", "+49304406373"},
		{"+39 (0) 347 123 4567", "IT", "+393471234567"},
		{"+34 912 345 678", "DE", "+34912345678"},
		{"+48 22 628 99 99", "DE", "+48226289999"},

		// short and free numbers
		{"116 016", "DE", "116016"},
		{"116-016", "DE", "116016"},
		{"116/016", "DE", "116016"},
		{"110/112", "DE", "110, 112"},
		{"110 | 112 | 115", "DE", "110, 112, 115"},
		{"1522", "IT", "1522"},
		{"143", "CH", "143"},
		{"0800 1110111", "DE", "+498001110111"},
		{"0800/111 0 111 (kostenlos)", "DE", "+498001110111 kostenlos"},
		{"0800 1110111, kostenlos", "DE", "+498001110111 kostenlos"},

		// words
		{"Tel.: 030 4406373", "DE", "+49304406373"},
		{"Tel.-Nr.: 030 4406373", "DE", "+49304406373"},
		{"T +49 30 4406373", "DE", "+49304406373"},
		{"☎ 030 4406373", "DE", "+49304406373"},
		{"Fon 030 4406373, Fax 030 4406375", "DE", "+49304406373, +49304406375 fax"},
		{"Fon 030 4406373 Fax 030 4406375", "DE", "+49304406373, +49304406375 fax"},
		{"030 4406373 (Fax 030 4406375)", "DE", "+49304406373, +49304406375 fax"},
		{"Tel. 030 44063-73, Fax -75", "DE", "+49304406373, +49304406375 fax"},
		{"Tel./Fax: 030 4406373", "DE", "+49304406373"},
		{"Tel. und Fax 030 4406373", "DE", "+49304406373"},
		{"0170 1901443 (mobil)", "DE", "+491701901443 mobil"},
		{"030 4406373, mobil 0170 1901443", "DE", "+49304406373, +491701901443 mobil"},
		{"Notruf: 0170 1901443 | Büro 030 4406373", "DE", "+491701901443 Notruf, +49304406373 Büro"},

		// extensions
		{"0711 2394124 App. 12", "DE", "+497112394124;ext=12"},
		{"0711 2394124, App. 12", "DE", "+497112394124;ext=12"},
		{"0711 2394-12 Durchwahl", "DE", "+497112394;ext=12"},
		{"0711 2394-0 (Durchwahl 12)", "DE", "+4971123940;ext=12"},
		{"0711 2394124 ext. 12", "DE", "+497112394124;ext=12"},

		// what keyboards and word processors leave behind
		{"０７１１ ２３９４１２４", "DE", "+497112394124"},
		{"٠٧١١ ٢٣٩٤١٢٤", "DE", "+497112394124"},
		{"۰۷۱۱ ۲۳۹۴۱۲۴", "DE", "+497112394124"},
		{"0711\u00a0–\u202f23\u200b94\u2060124\ufeff", "DE", "+497112394124"},
		{"\u202d0711\u20112394124\u202c", "DE", "+497112394124"},
		{"＋４９ ７１１ ２３９４１２４", "DE", "+497112394124"},
		{"0170 1901443 ｜ 0151 20915362", "de", "+491701901443, +4915120915362"},
		{"  ", "DE", ""},
		{"", "DE", ""},
		{"\u200b", "DE", ""},
	} {
		got, err := phone.Parse(c.printed, c.region)
		if err != nil {
			t.Errorf("%q: %v %v", c.printed, err, args(err))
			continue
		}
		if dials(got) != c.want {
			t.Errorf("%q: %s, want %s", c.printed, dials(got), c.want)
		}
	}
}

func args(err error) []any {
	if e, ok := errors.AsType[*core.Error](err); ok {
		return e.Args
	}
	return nil
}

// Whatever is not understood is named, and nothing else of the field is taken.
func TestWhatIsNotANumberIsNamed(t *testing.T) {
	for _, c := range []struct{ printed, named string }{
		{"siehe Webseite", "siehe"},
		{"auf Anfrage", "auf"},
		{"440 63 73", "440 63 73"}, // no area code: a different telephone in every town
		{"030 4406373 | 440 63 74", "440 63 74"},
		{"030 4406373, 12", "12"},
		{"0711 12", "0711 12"},
		{"0711 12345678901", "0711 12345678901"}, // one digit more than E.164 allows
		{"0711 1234567890123456", "0711 1234567890123456"},
		{"030 4406373 | 030", "030"},
		{"0711/23/94/124", "0711/23/94/124"},
		{"0711 23/24", "0711 23/24"}, // too short for two numbers, and no place for one slash
		{"030 440 63 73/1 2 3", "030 440 63 73/1 2 3"},
		{"030 4406373 Frau Müller", "Frau"},
		{"030 +49 4406373", "030 +49 4406373"},
		{"0800 HILFE", "HILFE"},
		{"0711 2394124 Durchwahl", "0711 2394124"},
		{"Durchwahl 12", "Durchwahl"},
		{"Tel.", "Tel."},
		{"030 4406373, Fax", "Fax"},
		{"+999 123456", "+999 123456"},
		{"030 4406373 #12", "#"},
		{"0711 2394124 \xff", "\uFFFD"},
		{"116 01", "116 01"},
	} {
		got, err := phone.Parse(c.printed, "DE")
		if err == nil {
			t.Errorf("%q: read as %s", c.printed, dials(got))
			continue
		}
		e, ok := errors.AsType[*core.Error](err)
		if !ok || e.Kind != core.Invalid || e.Key != "centres.phone.unreadable" || got != nil {
			t.Errorf("%q: %v, %#v", c.printed, got, err)
			continue
		}
		if want := []any{"value", c.named}; !slices.Equal(e.Args, want) {
			t.Errorf("%q: names %q, want %q", c.printed, e.Args, want)
		}
	}
}

func TestForms(t *testing.T) {
	for _, c := range []struct{ printed, display, international string }{
		{"0711 – 23 94 124", "0711 2394124", "+49 711 2394124"},
		{"+39 – (0) 471 – 203 111", "+39 0471 203111", "+39 0471 203111"},
		{"+41 – (0) 44 – 436 90 00", "+41 44 436 90 00", "+41 44 436 90 00"},
		{"116016", "116016", "116016"},
		{"0711 2394-12 Durchwahl", "0711 2394 App. 12", "+49 711 2394 ext. 12"},
		{"+41 44 436 90 00 App. 7", "+41 44 436 90 00 ext. 7", "+41 44 436 90 00 ext. 7"},
	} {
		got, err := phone.Parse(c.printed, "DE")
		if err != nil || len(got) != 1 {
			t.Errorf("%q: %v, %v", c.printed, got, err)
			continue
		}
		if n := got[0]; n.Display != c.display || n.International != c.international {
			t.Errorf("%q: %q and %q, want %q and %q", c.printed, n.Display, n.International, c.display, c.international)
		}
	}
}

// The members of the printed list, line by line: how many numbers each has.
func TestPrintedListIsUnderstood(t *testing.T) {
	const list = "../../../../shared/data/directory/members-2022.csv"
	f, err := os.Open(list)
	if err != nil {
		t.Skipf("the printed list is not beside this checkout (%v)", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	several := map[string]int{
		"Ban Ying e.V.": 2,
		"FairLove Präventionsprojekt – Diakonie Hamburg": 2,
		"ZORA – Fachberatungsstelle":                     2,
		"agisra e.V.":                                    2,
		"Beratungsstelle für Opfer von Menschenhandel im Eine Welt Zentrum Herne": 2,
		"Fach- und Beratungsstelle Nachtfalter":                                   2,
		"contra":                                                                  2,
		"bekom thüringen":                                                         3,
	}
	if len(rows) != 1+42 {
		t.Fatalf("%d members", len(rows)-1)
	}
	for _, row := range rows[1:] {
		country, name, printed := row[1], row[4], row[6]
		got, err := phone.Parse(printed, country)
		if want := max(1, several[name]); err != nil || len(got) != want {
			t.Errorf("%s: %q gives %s, want %d numbers (%v)", name, printed, dials(got), want, err)
		}
	}
}

// What was read once can be read again from what is shown.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"030 – 440 63 73/ 74", "0170 – 19 01 443 | 0151 – 20 91 53 62", "+39 – (0) 471 – 203 111",
		"0711 2394-12 Durchwahl", "Tel. 030 44063-73, Fax -75", "116 016", "٠٧١١ ٢٣٩٤١٢٤", "0711/2394124/25",
		"(((", "+", "0049", "/", "-12 Durchwahl", "App.", "\xff\xfe", "030 4406373 oder", "00",
	} {
		f.Add(s, "DE")
	}
	f.Add("0471/203111", "IT")
	f.Add("1522", "it")
	f.Add("5", "")
	f.Fuzz(func(t *testing.T, printed, region string) {
		numbers, err := phone.Parse(printed, region)
		if err != nil {
			if core.KindOf(err) != core.Invalid || numbers != nil {
				t.Fatalf("%q: %v, %#v", printed, numbers, err)
			}
			return
		}
		for _, n := range numbers {
			if n.E164 == "" || n.Display == "" || n.International == "" || !utf8.ValidString(n.Label) {
				t.Fatalf("%q gives %#v", printed, n)
			}
			for _, shown := range []string{n.International, n.Display} {
				if shown == n.Display && !strings.HasPrefix(shown, "+") {
					region = "DE"
				}
				if n.Short() {
					continue
				}
				again, err := phone.Parse(shown, region)
				if err != nil || len(again) != 1 || again[0].Tel() != n.Tel() {
					t.Fatalf("%q is shown as %q, which reads as %s (%v)", printed, shown, dials(again), err)
				}
			}
		}
	})
}

func TestLongFieldsAreRefused(t *testing.T) {
	if _, err := phone.Parse(strings.Repeat("030 4406373 | ", 100), "DE"); core.KindOf(err) != core.Invalid || len(err.(*core.Error).Args[1].(string)) > 50 {
		t.Errorf("%v", err)
	}
}
