package caselaw_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"verbund/internal/caselaw"
	"verbund/internal/caselaw/decision"
	"verbund/internal/testkit/realdata"
)

func TestLeftoversAreFoundAndWhatNamesNobodyIsNot(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Die Zeugin Frau Müller sagte aus.", "name: Müller"},
		{"Herr Dr. Schmidt hat sie untersucht.", "name: Schmidt"},
		{"Das Gespräch mit Herrn Prof. Dr. med. Öztürk-Yılmaz fand statt.", "name: Öztürk-Yılmaz"},
		{"Frau Anna Petrova wohnte dort.", "name: Anna Petrova"},
		{"Frau M. und Herr Sch. sagten aus.", ""},
		{"Frau Vorsitzende Richterin am Landgericht Weber verkündete.", ""},
		{"Richter am Oberlandesgericht Herr Weber", ""},
		{"Herr Rechtsanwalt Weber trug vor.", ""},
		{"Frau Staatsanwältin Weber beantragte.", ""},
		{"Die Klägerin, geboren am 01.02.1990 in Lagos, reiste ein.", "birth: 01.02.1990"},
		{"X., geb. 1.2.1990, nigerianische Staatsangehörige", "birth: 1.2.1990"},
		{"Die am 3. März 1998 geborene Klägerin", "birth: 3. März 1998"},
		{"Das Urteil vom 01.02.1990 ist bekannt.", ""},
		{"Sie arbeitete in der Musterstraße 12a und schlief dort.", "address: Musterstraße 12a"},
		{"wohnhaft Lange Straße 5, 12345 Musterstadt", "address: Lange Straße 5|town: 12345 Musterstadt"},
		{"Sie schuldete 12345 Euro und weitere 20000 Personen.", ""},
		{"beim Verwaltungsgericht Potsdam, Friedrich-Ebert-Straße 32, 14469 Potsdam, einzureichen", ""},
		{"Das Gericht stellte fest, dass sie in der Musterstraße 5 schlief.", "address: Musterstraße 5"},
		{"Dagegen erhob Herr Typke Klage.", "name: Typke"},
		{"er und seine Frau Clubs besuchten", ""},
		{"Sie schlief in der Musterstraße 12.", "address: Musterstraße 12"},
		{"am Bayerischen Platz 3. Mai 2011", ""},
		{"auf dem Rechtsweg 2 Jahre lang", ""},
		{"unter anna.p@example.org erreichbar", "mail: anna.p@example.org"},
		{"Tel.: 030 / 1234567", "phone: 030 / 1234567"},
		{"von der Nummer +49 151 23456789 aus", "phone: +49 151 23456789"},
		{"auf das Konto DE89 3704 0044 0532 0130 00 überwiesen", "account: DE89 3704 0044 0532 0130 00"},
		{"auf das Konto DE89 3704 0044 0532 0130 01 überwiesen", ""},
		{"BGH, Urteil vom 19. November 2009 – 3 StR 87/09", ""},
		{"ECLI:DE:BGH:2023:170123B2STR87.22.0", ""},
	} {
		text := decision.Text{Sections: []decision.Section{{Kind: "reasons", Paragraphs: []decision.Paragraph{{Number: "7", Text: c.text}}}}}
		var got []string
		for _, l := range caselaw.Leftovers(&decision.Entry{}, &text) {
			got = append(got, string(l.Kind)+": "+l.Words)
			if p := l.Places[0]; p.Anchor != "rn-7" || p.Number != "7" {
				t.Errorf("%q: place %+v", c.text, p)
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q: %q, want %q", c.text, strings.Join(got, "|"), c.want)
		}
	}
}

func TestLeftoversOfTheEntryNameTheirFieldAndComeOnce(t *testing.T) {
	e := decision.Entry{Versions: []decision.Version{{Lang: "de", Facts: "Frau Müller floh.", Holding: "Frau Müller erhält Recht."}}, Centre: "Beratung von Frau Müller"}
	all := caselaw.Leftovers(&e, &decision.Text{})
	if len(all) != 1 || len(all[0].Places) != 3 {
		t.Fatalf("found %+v, want one name in three places", all)
	}
	if f := all[0].Places[0].Field; f != "versions.de.facts" {
		t.Errorf("first place %q", f)
	}
}

func TestLeftoversOfRealDecisions(t *testing.T) {
	f, err := os.Open(realdata.Path(t, "caselaw/decisions.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 64<<20)
	counts, with, all := map[caselaw.LeftoverKind]int{}, 0, 0
	for scan.Scan() {
		var one struct{ ID, Text string }
		if err := json.Unmarshal(scan.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		all++
		text := decision.Text{Sections: []decision.Section{{Kind: "reasons", Paragraphs: []decision.Paragraph{{Text: one.Text}}}}}
		found := caselaw.Leftovers(&decision.Entry{}, &text)
		if len(found) > 0 {
			with++
		}
		for _, l := range found {
			counts[l.Kind]++
			if testing.Verbose() && os.Getenv("SHOW_LEFTOVERS") != "" {
				t.Logf("%s %s: %q | %s … %s", one.ID, l.Kind, l.Words, l.Places[0].Before, l.Places[0].After)
			}
		}
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d decisions have something left over: %v", with, all, counts)
}
