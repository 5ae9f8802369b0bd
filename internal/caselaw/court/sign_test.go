package court

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"verbund/internal/testkit/realdata"
)

func TestSignsAreExplained(t *testing.T) {
	if _, err := signs(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ court, number, want string }{
		{"BGH", "3 StR 87/09", "Revision in Strafsachen"},
		{"BGH", "AnwZ (Brfg) 40/25", "Verwaltungssache der Rechtsanwaltschaft"},
		{"BVerwG", "7 C 22.15", "Revision"},
		{"BVerwG", "1 W-VR 20.23", "vorläufiger Rechtsschutz"},
		{"BFH", "IV R 24/21", "Revision"},
		{"BSG", "B 12 R 25/18 R", "gesetzliche Rentenversicherung"},
		{"LSG Bayern", "L 15 VG 24/09", "Soziale Entschädigung nach Gewalttaten (früher OEG)"},
		{"LG Hanau", "5 KLs 1125 Js 16429/16", "Strafsache vor der Großen Strafkammer oder Jugendkammer"},
		{"", "1125 Js 16429/16", "Ermittlungsverfahren der Staatsanwaltschaft"},
		{"VG Wiesbaden", "3 K 1465/09.WI.A", "Klage"},
		{"FG Münster", "12 K 6405/02 S", "Klage"},
		{"LAG Berlin-Brandenburg", "21 Sa 1900/19", "Berufung"},
		{"EuGH", "C-269/00", "Rechtssache vor dem Gerichtshof"},
		{"BVerwG", "7 StR 1.15", ""},
		{"", "7 C 22.15", ""},
		{"EGMR", "25965/04", ""},
	} {
		c, _ := Parse(tt.court)
		f, ok := ParseFileNumber(c, tt.number)
		if !ok {
			t.Fatalf("%q is not read", tt.number)
		}
		if got, ok := Meaning(c, f); got.DE != tt.want || ok != (tt.want != "") {
			t.Errorf("%s %s: %q", tt.court, tt.number, got.DE)
		}
	}
}

func TestMostSignsOfTheFederalCourtsAreExplained(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(string(realdata.Read(t, "caselaw/registerzeichen.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	known, all := 0, 0
	var not []string
	for _, r := range rows[1:] {
		c, _ := Parse(r[0])
		if r[3] != "hauptzeichen" || r[0] == "GBA" {
			continue
		}
		all++
		if _, ok := Meaning(c, FileNumber{Sign: r[2]}); ok {
			known++
		} else {
			not = append(not, r[0]+" "+r[2])
		}
	}
	t.Logf("%d of %d; not %v", known, all, not)
	if known*10 < all*8 {
		t.Errorf("only %d of %d", known, all)
	}
}

func TestSignsOfTheCollectionAreExplained(t *testing.T) {
	known, all := 0, 0
	for line := range strings.Lines(string(realdata.Read(t, "caselaw/decisions.jsonl"))) {
		var d struct{ Court, Az string }
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		c, _ := Parse(d.Court)
		if f, ok := ParseFileNumber(c, d.Az); ok && f.Sign != "" {
			all++
			if _, ok := Meaning(c, f); ok {
				known++
			} else {
				t.Logf("%s %s", d.Court, d.Az)
			}
		}
	}
	t.Logf("%d of %d", known, all)
}
