package cite

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

var update = flag.Bool("update", false, "write the golden files anew")

func day(y, m, d int) core.Date { return core.Date{Year: y, Month: monthOf(m), Day: d} }

// criminal is a decision of a criminal court with a text of our own.
func criminal() Decision {
	return Decision{
		Number: "417", Address: "https://example.org/de/caselaw/417", Publisher: "Netzwerk",
		Entry: decision.Entry{
			Court: "BGH", Chamber: "2. Strafsenat", Kind: "order", Date: day(2023, 1, 17),
			FileNumbers: []string{"2 StR 87/22"}, ECLI: "ECLI:DE:BGH:2023:170123B2STR87.22.0",
			Keywords: []string{"Menschenhandel", "Befördern, auf Dauer"},
			Norms:    []decision.Norm{{Text: "§ 232 Abs. 1 Satz 1 Nr. 1 StGB"}, {Text: "§ 181a StGB", Version: "a.F."}},
			Versions: []decision.Version{{Lang: "de", Title: "Befördern setzt einen dauernden Ortswechsel voraus", Headnote: "Wer eine Person nur von Haus zu Haus fährt,\nbefördert sie nicht."}},
		},
		Text: &decision.Text{Sections: []decision.Section{
			{Kind: "headnote", Heading: "Leitsatz", Paragraphs: []decision.Paragraph{{Text: "Ein Satz."}}},
			{Kind: "tenor", Heading: "Tenor", Paragraphs: []decision.Paragraph{{Text: "1. Das Urteil wird aufgehoben.\n2. Die Sache wird zurückverwiesen."}}},
			{Kind: "reasons", Heading: "Gründe", Paragraphs: []decision.Paragraph{{Number: "1", Text: "I."}, {Number: "2", Text: "„Zitat“ & mehr: 1 < 2."}}},
			{Kind: "dissent", Heading: "", Paragraphs: []decision.Paragraph{{Number: "1", Text: "Anders."}, {Number: "a/1 ä", Text: ""}}},
		}},
	}
}

// european is a decision of a European court with two numbers and a name, without text.
func european() Decision {
	return Decision{
		Number: "8", Address: "https://example.org/en/caselaw/8", Publisher: "Netzwerk", Lang: "en",
		Entry: decision.Entry{
			Court: "Europäischer Gerichtshof für Menschenrechte", Kind: "judgment", Date: day(2021, 2, 16),
			FileNumbers: []string{"77587/12", "74603/12"}, ECLI: "ECLI:CE:ECHR:2021:0216JUD007758712",
			Names:    []string{"V.C.L. und A.N. ./. Vereinigtes Königreich"},
			Versions: []decision.Version{{Lang: "en", Title: "Prosecution of trafficked children", Points: "The State had to assess\nbefore it charged."}},
		},
	}
}

// hostile is a decision in which every field tries to be something else.
func hostile() Decision {
	bad := "</p><script>alert(1)</script>\r\nER  - \r\nTY  - BOOK\n}, url = {x} \\input{x} \"&amp;' \x00\x1b\u202e]]> <!-- % # $ ^ ~ _"
	return Decision{
		Number: bad, Address: "https://example.org/{}\\%zz\"<>", Publisher: bad,
		Entry: decision.Entry{
			Court: bad, Kind: bad, Printed: "X" + bad[:20], Date: day(2020, 2, 29), FileNumbers: []string{bad, bad}, ECLI: bad, Names: []string{bad},
			Keywords: []string{bad}, Norms: []decision.Norm{{Text: bad, Version: bad}},
			Versions: []decision.Version{{Lang: "de", Title: bad, Headnote: bad}},
		},
		Text: &decision.Text{Sections: []decision.Section{{Kind: bad, Heading: bad, Paragraphs: []decision.Paragraph{{Number: bad, Text: bad}, {Number: bad, Text: bad + "\xff"}}}}},
	}
}

func TestCitationsAreThoseThatLawyersWrite(t *testing.T) {
	entry := func(court, kind, number string, d core.Date) Decision {
		return Decision{Entry: decision.Entry{Court: court, Kind: kind, FileNumbers: []string{number}, Date: d}}
	}
	for _, tt := range []struct {
		d                      Decision
		margin                 string
		german, short, english string
	}{
		{
			criminal(), "12",
			"BGH, Beschluss vom 17. Januar 2023 – 2 StR 87/22, Rn. 12",
			"BGH, Beschl. v. 17.1.2023 – 2 StR 87/22 Rn. 12",
			"Federal Court of Justice (BGH), order of 17 January 2023 – 2 StR 87/22, para. 12",
		},
		{
			european(), "",
			"EGMR, Urteil vom 16. Februar 2021 – 77587/12 – V.C.L. und A.N. ./. Vereinigtes Königreich",
			"EGMR, Urt. v. 16.2.2021 – 77587/12 – V.C.L. und A.N. ./. Vereinigtes Königreich",
			"European Court of Human Rights (ECtHR), judgment of 16 February 2021 – 77587/12 – V.C.L. und A.N. ./. Vereinigtes Königreich",
		},
		{
			entry("Verwaltungsgericht Regensburg", "judgment", "RN 5 K 16.30603", day(2016, 10, 19)), "",
			"VG Regensburg, Urteil vom 19. Oktober 2016 – RN 5 K 16.30603",
			"VG Regensburg, Urt. v. 19.10.2016 – RN 5 K 16.30603",
			"Administrative Court of Regensburg (VG Regensburg), judgment of 19 October 2016 – RN 5 K 16.30603",
		},
		{
			entry("EuGH", "judgment", "C-269/00", day(2003, 5, 8)), "1",
			"EuGH, Urteil vom 8. Mai 2003 – C-269/00, Rn. 1",
			"EuGH, Urt. v. 8.5.2003 – C-269/00 Rn. 1",
			"Court of Justice of the European Union (CJEU), judgment of 8 May 2003 – C-269/00, para. 1",
		},
		{
			entry("LG Hanau", "", "5 KLs 1125 Js 16429/16", core.Date{}), "",
			"LG Hanau, Entscheidung – 5 KLs 1125 Js 16429/16",
			"LG Hanau, Entsch. – 5 KLs 1125 Js 16429/16",
			"Regional Court of Hanau (LG Hanau), decision – 5 KLs 1125 Js 16429/16",
		},
		{
			Decision{Entry: decision.Entry{Court: "Tribunal de Somewhere", Kind: "other", Printed: "Teilurteil", Date: day(2024, 9, 6)}}, " 3 ",
			"Tribunal de Somewhere, Teilurteil vom 6. September 2024, Rn. 3",
			"Tribunal de Somewhere, Teilurteil v. 6.9.2024 Rn. 3",
			"Tribunal de Somewhere, decision of 6 September 2024, para. 3",
		},
		{Decision{}, "", "Entscheidung", "Entsch.", "decision"},
	} {
		got := []string{German(tt.d, tt.margin), GermanShort(tt.d, tt.margin), English(tt.d, tt.margin)}
		if diff := cmp.Diff([]string{tt.german, tt.short, tt.english}, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestEveryKindOfTheListHasWords(t *testing.T) {
	codes, err := decision.ReadCodes()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range codes.List("kinds") {
		k := kindOf(c.ID, "")
		if k.german == "" || k.short == "" || k.english == "" || c.ID != "other" && k.german == "Entscheidung" {
			t.Errorf("%s has no words: %+v", c.ID, k)
		}
	}
}

func TestACitationIsOneLineThatShowsAllItHolds(t *testing.T) {
	for _, s := range []string{German(hostile(), "1\n2"), GermanShort(hostile(), ""), English(hostile(), "")} {
		if strings.ContainsAny(s, "\r\n\t\x00\x1b\u202e") {
			t.Errorf("%q", s)
		}
	}
}

func TestFormatsStayAsTheyAre(t *testing.T) {
	for name, d := range map[string]Decision{"criminal": criminal(), "european": european(), "hostile": hostile()} {
		csl, err := CSLJSON(d)
		if err != nil {
			t.Fatal(err)
		}
		for end, got := range map[string]string{".bib": BibTeX(d), ".ris": RIS(d), ".json": string(csl), ".xml": string(AkomaNtoso(d))} {
			file := "testdata/" + name + end
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s: %s", file, diff)
			}
		}
	}
}
