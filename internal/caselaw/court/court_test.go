package court

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/testkit/realdata"
)

func TestTableIsWhole(t *testing.T) {
	all, err := table()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range all.courts {
		if seen[c.Name] {
			t.Errorf("%s comes twice", c.Name)
		}
		seen[c.Name] = true
		if c.Long == "" || c.English == "" || c.Level < First || c.Level > Highest || c.Branch == "" {
			t.Errorf("%s lacks something: %+v", c.Name, c)
		}
		for _, name := range []string{c.Name, c.Long} {
			if got, ok := Parse(name); !ok || !got.Same(c) {
				t.Errorf("%q is read as %q, not as %q", name, got.Name, c.Name)
			}
		}
	}
	t.Logf("%d courts by %d names", len(all.courts), len(all.names))
}

func TestCourtsAreKnownByAllTheirNames(t *testing.T) {
	for in, want := range map[string]string{
		"Bundesverwaltungsgericht": "BVerwG", "BVerwG 9. Senat": "BVerwG|9. Senat", "BGH 9. Zivilsenat": "BGH|9. Zivilsenat",
		"BGH, 2. Strafsenat": "BGH|2. Strafsenat", "BGH Kartellsenat": "BGH|Kartellsenat", "BGH Senat für Anwaltssachen": "BGH|Senat für Anwaltssachen",
		"BVerfG 1. Senat 2. Kammer": "BVerfG|1. Senat 2. Kammer", "Bundesgerichtshofs": "BGH", "BFH IV. Senat": "BFH|IV. Senat",
		"Verwaltungsgerichtshof Bayern": "VGH München", "VGH München": "VGH München", "BayVGH": "VGH München", "Bay. VGH": "VGH München",
		"Bayerischer Verwaltungsgerichtshof": "VGH München", "Bayerischen Verwaltungsgerichtshofs": "VGH München",
		"Hessischer Verwaltungsgerichtshof": "VGH Kassel", "HessVGH": "VGH Kassel", "VGH Hessen": "VGH Kassel", "VGH BW": "VGH Mannheim",
		"Oberverwaltungsgericht Berlin-Brandenburg": "OVG Berlin-Brandenburg", "OVG NRW": "OVG Münster", "OVG Nordrhein-Westfalen": "OVG Münster",
		"Oberverwaltungsgericht für das Land Nordrhein-Westfalen": "OVG Münster", "Nds. OVG": "OVG Lüneburg", "NdsOVG": "OVG Lüneburg",
		"Niedersächsisches Oberverwaltungsgericht": "OVG Lüneburg", "Thüringer Oberverwaltungsgericht": "OVG Weimar", "OVG LSA": "OVG Magdeburg",
		"Oberverwaltungsgericht Schleswig-Holstein": "OVG Schleswig", "Schleswig-Holsteinisches Oberverwaltungsgericht": "OVG Schleswig",
		"SächsOVG": "OVG Bautzen", "OVG des Saarlandes": "OVG Saarlouis", "OVG Rheinland-Pfalz": "OVG Koblenz", "OVG M-V": "OVG Greifswald",
		"Gericht der Europäischen Union": "EuG", "EuG": "EuG", "EuGH": "EuGH", "Europäischer Gerichtshof": "EuGH", "EuGH Große Kammer": "EuGH|Große Kammer",
		"Europäischer Gerichtshof für Menschenrechte": "EGMR", "EGMR": "EGMR", "ECtHR": "EGMR",
		"Europäischer Gerichtshof für Menschenrechte (Große Kammer)": "EGMR|Große Kammer",
		"LSG Baden-Württemberg": "LSG Baden-Württemberg", "Bayerisches LSG": "LSG Bayern", "Bayerisches Landessozialgericht": "LSG Bayern", "LSG München": "LSG Bayern",
		"Schleswig-Holsteinisches LSG": "LSG Schleswig-Holstein", "LSG NRW": "LSG Nordrhein-Westfalen", "LSG Essen": "LSG Nordrhein-Westfalen",
		"LAG Berlin-Brandenburg": "LAG Berlin-Brandenburg", "Landesarbeitsgericht Hamm": "LAG Hamm", "LAG Köln 4. Kammer": "LAG Köln|4. Kammer",
		"VG Frankfurt (Oder)": "VG Frankfurt (Oder)", "VG Frankfurt/Oder": "VG Frankfurt (Oder)", "VG Frankfurt": "VG Frankfurt am Main", "VG Frankfurt a.M.": "VG Frankfurt am Main",
		"VG Frankfurt a. M.": "VG Frankfurt am Main", "LG Frankfurt/Main": "LG Frankfurt am Main", "Verwaltungsgericht Neustadt an der Weinstraße": "VG Neustadt (Weinstraße)",
		"VG Neustadt a. d. Weinstr.": "VG Neustadt a. d. Weinstr.", "VG Schleswig-Holstein": "VG Schleswig", "VG des Saarlandes": "VG Saarlouis", "Verwaltungsgericht Saarland": "VG Saarlouis",
		"AG Aachen": "AG Aachen", "des Verwaltungsgerichts Köln": "VG Köln", "Verwaltungsgericht Berlin 2. Kammer": "VG Berlin|2. Kammer",
		"LG Hanau 5. Große Strafkammer": "LG Hanau|5. Große Strafkammer", "LG München II": "LG München II", "LG Freiburg im Breisgau": "LG Freiburg", "LG Berlin I": "LG Berlin I",
		"Kammergericht": "KG", "KG Berlin": "KG", "Kammergericht Berlin": "KG", "Hanseatisches Oberlandesgericht": "OLG Hamburg", "Hanseatisches OLG Bremen": "OLG Bremen",
		"Thüringer OLG": "OLG Jena", "Saarländisches Oberlandesgericht Saarbrücken": "OLG Saarbrücken", "Pfälzisches Oberlandesgericht Zweibrücken": "OLG Zweibrücken",
		"BayObLG": "BayObLG", "Bayerisches Oberstes Landesgericht": "BayObLG", "SG Würzburg": "SG Würzburg", "Arbeitsgericht Halle": "ArbG Halle (Saale)",
		"VerfGH Rheinland-Pfalz": "VerfGH Rheinland-Pfalz", "Verfassungsgerichtshof des Landes Berlin": "VerfGH Berlin", "Verfassungsgericht des Landes Brandenburg": "VerfG Brandenburg",
		"Vergabekammer München": "VK Südbayern", "Vergabekammer Südbayern": "VK Südbayern",
		"LG Irgendwo": "LG Irgendwo", "Amtsgericht Nirgends am See": "AG Nirgends am See", "AG Rotenburg am See": "AG Rotenburg am See", "LG Neuland 3. Zivilkammer": "LG Neuland|3. Zivilkammer",
	} {
		wantName, wantChamber, _ := strings.Cut(want, "|")
		got, ok := Parse(in)
		if !ok || got.Name != wantName || got.Chamber != wantChamber {
			t.Errorf("%q: %q, chamber %q; want %q", in, got.Name, got.Chamber, want)
		}
	}
}

func TestWhatIsNoCourtIsRefused(t *testing.T) {
	for _, in := range []string{"", "Gericht", "LG", "LG 5", "LG irgendwo", "VG <b>x</b>", "Bundesamt für Migration und Flüchtlinge", "AG Köln GmbH & Co. KG", "OVG Nirgendwo", "2. Senat", "\xff", strings.Repeat("LG A", 100)} {
		if got, ok := Parse(in); ok {
			t.Errorf("%q is read as %+v", in, got)
		}
	}
}

func TestWhatIsKnownOfACourt(t *testing.T) {
	for in, want := range map[string]Court{
		"VG Regensburg": {Name: "VG Regensburg", Long: "Verwaltungsgericht Regensburg", English: "Administrative Court of Regensburg", Town: "Regensburg", Land: "BY", Level: First, Branch: Administrative, ECLICode: "VGREGEN"},
		"BayVGH":        {Name: "VGH München", Long: "Verwaltungsgerichtshof Bayern", English: "Higher Administrative Court of Bavaria", Town: "München", Land: "BY", Level: Higher, Branch: Administrative, ECLICode: "BAYVGH"},
		"EGMR":          {Name: "EGMR", Long: "Europäischer Gerichtshof für Menschenrechte", English: "European Court of Human Rights", Cited: "ECtHR", Town: "Straßburg", Level: Highest, Branch: ECHR, ECLICode: "ECHR"},
		"LSG Bayern":    {Name: "LSG Bayern", Long: "Landessozialgericht Bayern", English: "Higher Social Court of Bavaria", Town: "München", Land: "BY", Level: Higher, Branch: Social, ECLICode: "BAYLSG"},
		"AG Wedding":    {Name: "AG Wedding", Long: "Amtsgericht Wedding", English: "Local Court of Wedding", Town: "Berlin", Land: "BE", Level: First, Branch: Ordinary, ECLICode: "AGBEWE"},
		"LG Irgendwo":   {Name: "LG Irgendwo", Long: "Landgericht Irgendwo", English: "Regional Court of Irgendwo", Town: "Irgendwo", Level: Middle, Branch: Ordinary},
	} {
		got, _ := Parse(in)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
	if c, ok := ByCode("de", "vgregen"); !ok || c.Name != "VG Regensburg" {
		t.Errorf("VGREGEN is of %q", c.Name)
	}
	if _, ok := ByCode("DE", "NOCOURT"); ok {
		t.Error("a code that no court has was found")
	}
}

func TestNoTwoCourtsHaveOneName(t *testing.T) {
	all := All()
	seen := map[string]string{}
	for _, c := range all {
		k := key(c.Name)
		if other, twice := seen[k]; twice {
			t.Errorf("%s and %s are not told apart", c.Name, other)
		}
		seen[k] = c.Name
	}
	if len(all) < 1000 {
		t.Errorf("only %d courts", len(all))
	}
}

func TestCodesAreThoseOfTheCourts(t *testing.T) {
	// What the list has and this table does not follow.
	not := map[string]string{
		"Oberlandesgericht Brandenburg Anwaltsgerichtshof":          "two courts in one name",
		"Generalstaatsanwaltschaft beim Oberlandesgericht Naumburg": "not a court",
		"Landgericht Frankfurt":                                     "comes with two codes; LGFFM is the one in use",
		"Anwaltsgerichtshof Hamm":                                   "has the code of the Anwaltsgericht, one level lower",
		"Landesarbeitsgericht Essen":                                "there is none",
		"Anwaltsgerichtshof":                                        "says no Land",
		"Landessozialgericht":                                       "says no Land",
		"Oberverwaltungsgericht":                                    "says no Land",
	}
	rows, err := csv.NewReader(strings.NewReader(string(realdata.Read(t, "caselaw/ecli_gerichtscodes.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for _, r := range rows[1:] {
		c, _ := Parse(r[1])
		if c.ECLICode == strings.TrimSpace(r[2]) {
			right++
		} else if not[r[1]] == "" {
			t.Errorf("%s (%s): %q, and the list has %q", r[1], r[0], c.ECLICode, r[2])
		}
	}
	t.Logf("%d of %d", right, len(rows)-1)
}

func TestCourtsOfTheCollectionAreRead(t *testing.T) {
	for _, file := range []string{"decisions.jsonl", "trafficking.jsonl"} {
		named, read := 0, 0
		for line := range strings.Lines(string(realdata.Read(t, "caselaw/"+file))) {
			var d struct{ Court string }
			if err := json.Unmarshal([]byte(line), &d); err != nil {
				t.Fatal(err)
			}
			if d.Court == "" {
				continue
			}
			named++
			if c, ok := Parse(d.Court); ok && c.ECLICode != "" {
				read++
			} else {
				t.Errorf("%q is not read", d.Court)
			}
		}
		t.Logf("%s: %d of %d", file, read, named)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"BGH 9. Zivilsenat", "Verwaltungsgericht Frankfurt (Oder)", "Bay. VGH", "LG Irgendwo (", "@by vg", "VG i.", "(((((senat"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := Parse(s)
		if !ok {
			return
		}
		again, ok := Parse(c.Name)
		if !ok || !again.Same(c) {
			t.Errorf("%q is read as %q, and that as %q", s, c.Name, again.Name)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	names := []string{"Bundesverwaltungsgericht", "BGH 9. Zivilsenat", "Bayerischer Verwaltungsgerichtshof", "LG Irgendwo"}
	for i := range b.N {
		Parse(names[i%len(names)])
	}
}
