package source

import (
	"fmt"
	"strings"
	"testing"

	"verbund/internal/core"
)

func TestOtherInstancesAreReadAsSourcesPrintThem(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"vorgehend LG Aachen, 17. März 2008, Az: 6 T 104/07, Beschluss", "LG Aachen|2008-03-17|6 T 104/07|Beschluss|false"},
		{"nachgehend BVerfG, 4. Juni 2099, Az: 2 BvR 5/99", "BVerfG|2099-06-04|2 BvR 5/99||true"},
		{"LG Kassel, 28.09.2021, 1680 Js 23812/19 - 9 KLs", "LG Kassel|2021-09-28|1680 Js 23812/19 - 9 KLs||false"},
		{"Verwaltungsgericht Potsdam, Beschluss, 9 L 246/11, 09.06.2011 Zur Entscheidung", "Verwaltungsgericht Potsdam|2011-06-09|9 L 246/11|Beschluss|false"},
		{"VG Regensburg, Urteil vom 28.11.2019 – RO 7 K 17.47", "VG Regensburg|2019-11-28|RO 7 K 17.47|Urteil|false"},
		{"VG München vom 15.05.2019 – M 6 S 19.1168", "VG München|2019-05-15|M 6 S 19.1168||false"},
		{"VG Freiburg - 17.09.2021 - AZ: DL 11 K 3895/20", "VG Freiburg|2021-09-17|DL 11 K 3895/20||false"},
		{"Bundesverwaltungsgericht , Urteil, 7 C 5.04, 18.10.2005 Zur EntscheidungOberverwaltungsgericht Berlin, Beschluss, 2 M 15.00, 18.10.2000 Zur Entscheidung", "Bundesverwaltungsgericht|2005-10-18|7 C 5.04|Urteil|false; Oberverwaltungsgericht Berlin|2000-10-18|2 M 15.00|Beschluss|false"},
		{"Verwaltungsgericht Aachen, Beschluss, 4 K 1963/01, ..", "Verwaltungsgericht Aachen||4 K 1963/01|Beschluss|false"},
		{"Oberverwaltungsgericht NRW, Beschluss, \"in-camera\"-Verfahren, 13a F 13/09, 27.05.2009 Bundesverwaltungsgericht, Urteil, 1 C 2.09, 01.02.2010", "Oberverwaltungsgericht NRW|2009-05-27|13a F 13/09|Beschluss, \"in-camera\"-Verfahren|false; Bundesverwaltungsgericht|2010-02-01|1 C 2.09|Urteil|false"},
		{"LG Düsseldorf, 11/2016", "LG Düsseldorf||||false"},
		{"LG Bochum", "LG Bochum||||false"},
		{"", ""},
		{"12.3.2020", ""},
	} {
		var all []string
		for _, i := range chainOf(c.in) {
			all = append(all, fmt.Sprintf("%s|%s|%s|%s|%t", i.Court, i.Date, i.FileNumber, i.Kind, i.Higher))
		}
		if got := strings.Join(all, "; "); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func TestWhatWasDecidedLaterIsTheHigherInstance(t *testing.T) {
	own := core.Date{Year: 2012, Month: 5, Day: 1}
	chain := placed(chainOf("BVerwG, Urteil, 7 C 1.13, 03.04.2013; VG Köln, Urteil, 1 K 2/09, 02.03.2010; OVG NRW, Urteil, 8 A 1/10, 01.05.2012"), own, []string{"8 A 1/10"})
	if len(chain) != 2 || chain[0].Court != "VG Köln" || chain[0].Higher || chain[1].Court != "BVerwG" || !chain[1].Higher {
		t.Errorf("got %+v", chain)
	}
}

func TestNormsAreTakenApartAndEachNamesItsLaw(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"§ 4 InsO, § 13 ZPO, § 251 ZPO", "§ 4 InsO; § 13 ZPO; § 251 ZPO"},
		{"BBG § 61 Abs. 1 Satz 3, § 77 Abs. 1 Satz 1 und Satz 2", "§ 61 Abs. 1 Satz 3 BBG; § 77 Abs. 1 Satz 1 und Satz 2 BBG"},
		{"StGB § 181 a.F.", "§ 181 StGB (a.F.)"},
		{"BPersVG a. F. (bis 14.06.2021) § 82 Abs. 1 und 3", "§ 82 Abs. 1 und 3 BPersVG (a. F. (bis 14.06.2021))"},
		{"RennwLottG (n. F.) §§ 8, 9", "§§ 8, 9 RennwLottG (n. F.)"},
		{"BDG §§ 1, 2", "§§ 1, 2 BDG"},
		{"IFG § 3 Nr. 2, 4 und 6, § 5 Abs. 1 und 2", "§ 3 Nr. 2, 4 und 6 IFG; § 5 Abs. 1 und 2 IFG"},
		{"VO (EU) 604/2013 Art. 18", "Art. 18 VO (EU) 604/2013"},
		{"VO (EU) 604/2013", "VO (EU) 604/2013"},
		{"Richtlinie 2001/29/EG Art. 2, 3, 5 Abs. 3 Buchst. e", "Art. 2, 3, 5 Abs. 3 Buchst. e Richtlinie 2001/29/EG"},
		{"GG Art. 101 Abs. 1 S. 2", "Art. 101 Abs. 1 S. 2 GG"},
		{"PolG BW a. F. § 28 Abs. 3, § 52 Abs.1", "§ 28 Abs. 3 PolG BW (a. F.); § 52 Abs.1 PolG BW (a. F.)"},
		{"§ 2 Abs 2, § 3 StPO", "§ 2 Abs 2 StPO; § 3 StPO"},
		{"AufenthG § 25 Abs. 4a, § 59 Abs. 7; VwGO § 113", "§ 25 Abs. 4a AufenthG; § 59 Abs. 7 AufenthG; § 113 VwGO"},
		{"§ 232b StGB vom 11.10.2016", "§ 232b StGB (2016-10-11)"},
		{"ProstSchG", "ProstSchG"},
		{"", ""},
	} {
		var all []string
		for _, n := range normsOf(c.in) {
			s := n.Text
			if n.Version != "" {
				s += " (" + n.Version + ")"
			}
			all = append(all, s)
		}
		if got := strings.Join(all, "; "); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func TestFileNumbersAreTakenApart(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"IX ZB 72/08", "IX ZB 72/08"},
		{"A 7 K 4913/20, A 7 K 4914/20", "A 7 K 4913/20|A 7 K 4914/20"},
		{"T-110/03, T-150/03 und T-405/03", "T-110/03|T-150/03|T-405/03"},
		{"C-514/07 P, C-528/07 P und C-532/07 P", "C-514/07 P|C-528/07 P|C-532/07 P"},
		{"1 BvR 1/10, 2/10", "1 BvR 1/10|1 BvR 2/10"},
		{"77587/12 and 74603/12", "77587/12|74603/12"},
		{"1680 Js 23812/19 - 9 KLs", "1680 Js 23812/19 - 9 KLs"},
		{"Az.: 2 Ws 86/10 u.a.", "2 Ws 86/10"},
		{" ", ""},
	} {
		if got := strings.Join(fileNumbers(c.in), "|"); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestDaysKindsAndIdentifiersAreReadOrLeft(t *testing.T) {
	for in, want := range map[string]string{"20100114": "2010-01-14", "2010-01-14": "2010-01-14", "14.1.2010": "2010-01-14", "14. Januar 2010": "2010-01-14", "1 March 2019": "2019-03-01", "31.02.2010": "", "..": "", "11/2016": "", "07.05.0201": ""} {
		if got := dateOf(in).String(); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"Beschluss": "order", "Endurteil": "judgment", "Beschluss des Fachsenats (\"in-camera\"-Verfahren)": "order", "Beweisbeschluss": "evidence-order", "Hinweisbeschluss": "notice", "Vorlagebeschluss": "reference", "Gerichtsbescheid": "court-notice", "Schlussanträge": "opinion", "Verfügung": "other", "": ""} {
		if got := kindOf(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"ECLI:DE:BGH:2019:280219U1STR604.17.0": "ECLI:DE:BGH:2019:280219U1STR604.17.0", "ecli:EU:C:2014:2250": "ECLI:EU:C:2014:2250", "ecli test": "", "": ""} {
		if got := ecliOf(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"https://example.org/a (item 430)": "https://example.org/a", "amtliche Sammlung": "", "javascript:alert(1)": "", "http://a:b@example.org/": "", "siehe http://example.org/x.": "http://example.org/x"} {
		if got := addressOf(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestAnUploadSaysWhatItIs(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"VERWALTUNGSGERICHT\nNEUSTADT AN DER WEINSTRASSE\n\nURTEIL\n\nIM NAMEN DES VOLKES\n\n4 K 242/13.NW\n\nhat die 4. Kammer aufgrund der mündlichen Verhandlung vom 6. September 2013 für Recht erkannt:\n\nDie Klage wird abgewiesen.",
			"Verwaltungsgericht Neustadt an der Weinstrasse|Urteil|2013-09-06|4 K 242/13.NW|4. Kammer"},
		{"BUNDESGERICHTSHOF\n\nBESCHLUSS\n\n2 StR 87/22\n\nvom\n17. Januar 2023\nin der Strafsache\ngegen\n\nwegen Menschenhandels\n\nDer 2. Strafsenat des Bundesgerichtshofs hat beschlossen:\n\nDie Revision wird verworfen.",
			"Bundesgerichtshof|Beschluss|2023-01-17|2 StR 87/22|2. Strafsenat"},
		{"BVerwG\n\nTenor\n\nA.\n\nZitiervorschlag\nBVerwG, Beschluss vom 01.03.2024 - 20 F 14.23 - [ECLI:DE:BVerwG:2024:010324B20F14.23.0]", "BVerwG|Beschluss|2024-03-01|20 F 14.23|"},
		{"URTEIL DES GERICHTSHOFS (Zweite Kammer)\n\n18. Juli 2013(*)\n\nIn der Rechtssache C-515/11\n\nerlässt folgendes\n\nUrteil\n\n1 Das Ersuchen betrifft etwas.", "Europäischer Gerichtshof|Urteil|2013-07-18|C-515/11|"},
		{"ohne alles", "|||\u200b|"},
	} {
		found, err := fromPlain(c.text)
		if err != nil {
			t.Fatal(err)
		}
		e := found.Entry
		got := fmt.Sprintf("%s|%s|%s|%s|%s", e.Court, e.Printed, e.Date, e.FileNumber(), e.Chamber)
		if got != strings.ReplaceAll(c.want, "\u200b", "") {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}
