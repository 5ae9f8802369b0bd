package court

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/testkit/realdata"
)

func TestFileNumberIsTakenApart(t *testing.T) {
	for _, tt := range []struct {
		court, in string
		want      FileNumber
	}{
		{"BGH", "3 StR 87/09", FileNumber{Bench: "3", Sign: "StR", Number: 87, Year: 2009}},
		{"BGH", "IX ZB 72/08", FileNumber{Bench: "IX", Sign: "ZB", Number: 72, Year: 2008}},
		{"BGH", "AnwZ (B) 79/09", FileNumber{Sign: "AnwZ (B)", Number: 79, Year: 2009}},
		{"BGH", "AnwZ (Brfg) 40/25", FileNumber{Sign: "AnwZ (Brfg)", Number: 40, Year: 2025}},
		{"BGH", "5 AR(VS) 64/19", FileNumber{Bench: "5", Sign: "AR (VS)", Number: 64, Year: 2019}},
		{"BGH", "AK 6/20", FileNumber{Sign: "AK", Number: 6, Year: 2020}},
		{"BPatG", "24 W (pat) 12/16", FileNumber{Bench: "24", Sign: "W (pat)", Number: 12, Year: 2016}},
		{"BPatG", "2 Ni 13/16 (EP)", FileNumber{Bench: "2", Sign: "Ni", Number: 13, Year: 2016, Suffix: "(EP)"}},
		{"BVerwG", "10 KSt 2.24", FileNumber{Bench: "10", Sign: "KSt", Number: 2, Year: 2024}},
		{"BVerwG", "BVerwG 7 C 22.15", FileNumber{Bench: "7", Sign: "C", Number: 22, Year: 2015}},
		{"BVerwG", "1 W-VR 20.23", FileNumber{Bench: "1", Sign: "W-VR", Number: 20, Year: 2023}},
		{"BVerwG", "5 B 20.18 D", FileNumber{Bench: "5", Sign: "B", Number: 20, Year: 2018, Suffix: "D"}},
		{"BVerwG", "7 B 14/11", FileNumber{Bench: "7", Sign: "B", Number: 14, Year: 2011}},
		{"BVerfG", "1 BvR 1978/13", FileNumber{Bench: "1", Sign: "BvR", Number: 1978, Year: 2013}},
		{"BVerfG", "1 BvR 400/51", FileNumber{Bench: "1", Sign: "BvR", Number: 400, Year: 1951}},
		{"BVerfG", "Vz 10/16", FileNumber{Sign: "Vz", Number: 10, Year: 2016}},
		{"BAG", "5 AZR 949/11", FileNumber{Bench: "5", Sign: "AZR", Number: 949, Year: 2011}},
		{"BAG", "5AZR949/11", FileNumber{Bench: "5", Sign: "AZR", Number: 949, Year: 2011}},
		{"BAG", "8 AZR 209/21 (B)", FileNumber{Bench: "8", Sign: "AZR", Number: 209, Year: 2021, Suffix: "(B)"}},
		{"BFH", "IV R 24/21", FileNumber{Bench: "IV", Sign: "R", Number: 24, Year: 2021}},
		{"BFH", "X R 23-24/21", FileNumber{Bench: "X", Sign: "R", Number: 23, Year: 2021}},
		{"BSG", "B 12 R 25/18 R", FileNumber{Prefix: "B", Bench: "12", Sign: "R", Number: 25, Year: 2018, Suffix: "R"}},
		{"BSG", "B 10 ÜG 4/19 R", FileNumber{Prefix: "B", Bench: "10", Sign: "ÜG", Number: 4, Year: 2019, Suffix: "R"}},
		{"Bayerisches LSG", "L 15 VG 24/09", FileNumber{Prefix: "L", Bench: "15", Sign: "VG", Number: 24, Year: 2009}},
		{"LSG NRW", "L 8 BA 4/18 B ER", FileNumber{Prefix: "L", Bench: "8", Sign: "BA", Number: 4, Year: 2018, Suffix: "B ER"}},
		{"VG München", "M 13 K 21.30776", FileNumber{Prefix: "M", Bench: "13", Sign: "K", Number: 30776, Year: 2021}},
		{"VG Ansbach", "AN 16 K 06.00003", FileNumber{Prefix: "AN", Bench: "16", Sign: "K", Number: 3, Year: 2006}},
		{"VGH München", "G 09.2", FileNumber{Sign: "G", Number: 2, Year: 2009}},
		{"VGH München", "4 N 16.46", FileNumber{Bench: "4", Sign: "N", Number: 46, Year: 2016}},
		{"VG Berlin", "2 K 87.15", FileNumber{Bench: "2", Sign: "K", Number: 87, Year: 2015}},
		{"VG Berlin", "34 L73.18 A", FileNumber{Bench: "34", Sign: "L", Number: 73, Year: 2018, Suffix: "A"}},
		{"OVG Berlin-Brandenburg", "OVG 12 B 3.13", FileNumber{Prefix: "OVG", Bench: "12", Sign: "B", Number: 3, Year: 2013}},
		{"VG Gelsenkirchen", "9a K 3963/11.A", FileNumber{Bench: "9a", Sign: "K", Number: 3963, Year: 2011, Suffix: "A"}},
		{"VG Gelsenkirchen", "9aK3963/11.A", FileNumber{Bench: "9a", Sign: "K", Number: 3963, Year: 2011, Suffix: "A"}},
		{"VG Wiesbaden", "3 K 1465/09.WI.A", FileNumber{Bench: "3", Sign: "K", Number: 1465, Year: 2009, Suffix: "WI.A"}},
		{"VG Sigmaringen", "A 7 K 4913/20", FileNumber{Prefix: "A", Bench: "7", Sign: "K", Number: 4913, Year: 2020}},
		{"VG Cottbus", "3 (2) K 152/03", FileNumber{Bench: "3 (2)", Sign: "K", Number: 152, Year: 2003}},
		{"VG Frankfurt am Main", "7 K 2282/08.F (3)", FileNumber{Bench: "7", Sign: "K", Number: 2282, Year: 2008, Suffix: "F (3)"}},
		{"LG Hanau", "5 KLs 1125 Js 16429/16", FileNumber{Bench: "5", Sign: "KLs", Number: 16429, Year: 2016, Js: "1125 Js 16429/16"}},
		{"LG Kassel", "1680 Js 23812/19 - 9 KLs", FileNumber{Bench: "9", Sign: "KLs", Number: 23812, Year: 2019, Js: "1680 Js 23812/19"}},
		{"LG Duisburg", "34 KLs-143 Js 193/10-15/13", FileNumber{Bench: "34", Sign: "KLs", Number: 193, Year: 2010, Suffix: "15/13", Js: "143 Js 193/10"}},
		{"", "1125 Js 16429/16", FileNumber{Sign: "Js", Number: 16429, Year: 2016, Js: "1125 Js 16429/16"}},
		{"OLG Hamm", "III-3 RVs 24/12", FileNumber{Bench: "III-3", Sign: "RVs", Number: 24, Year: 2012}},
		{"KG", "3 Ws (B) 11/20", FileNumber{Bench: "3", Sign: "Ws (B)", Number: 11, Year: 2020}},
		{"AG Recklinghausen", "60 XIV(L) 28/20 U", FileNumber{Bench: "60", Sign: "XIV (L)", Number: 28, Year: 2020, Suffix: "U"}},
		{"OLG München", "28 W 1292/23 Bau e", FileNumber{Bench: "28", Sign: "W", Number: 1292, Year: 2023, Suffix: "Bau e"}},
		{"VerfGH Rheinland-Pfalz", "VGH B 37/16", FileNumber{Prefix: "VGH", Sign: "B", Number: 37, Year: 2016}},
		{"VerfGH Bayern", "Vf. 7-VII-08", FileNumber{Prefix: "Vf.", Sign: "VII", Number: 7, Year: 2008}},
		{"EuGH", "C-269/00", FileNumber{Sign: "C", Number: 269, Year: 2000}},
		{"EuG", "T‑141/05 RENV", FileNumber{Sign: "T", Number: 141, Year: 2005, Suffix: "RENV"}},
		{"EGMR", "25965/04", FileNumber{Number: 25965, Year: 2004}},
		{"EGMR", "14967/89", FileNumber{Number: 14967, Year: 1989}},
	} {
		c, _ := Parse(tt.court)
		got, ok := ParseFileNumber(c, tt.in)
		if !ok {
			t.Errorf("%q is not read", tt.in)
		} else if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: %s", tt.in, diff)
		}
	}
}

func TestWhatIsNoFileNumberIsRefused(t *testing.T) {
	for _, in := range []string{"", "6 A 1098113", "K", "12", "§ 232 StGB", "2 K", "StR/09", strings.Repeat("1 K 1/20 ", 40), "\xff 1 K 1/20"} {
		if got, ok := ParseFileNumber(Court{}, in); ok {
			t.Errorf("%q is read as %+v", in, got)
		}
	}
}

func TestFileNumbersInOneLineAreParted(t *testing.T) {
	for in, want := range map[string][]string{
		"C-514/07 P, C-528/07 P und C-532/07 P":    {"C-514/07 P", "C-528/07 P", "C-532/07 P"},
		"T-391/03, T-70/04":                        {"T-391/03", "T-70/04"},
		"77587/12 und 74603/12":                    {"77587/12", "74603/12"},
		"2 StR 87/22":                              {"2 StR 87/22"},
		"1 BvR 256/08, 1 BvR 263/08; 1 BvR 586/08": {"1 BvR 256/08", "1 BvR 263/08", "1 BvR 586/08"},
		"3194.Z3-3_01-22-49":                       {"3194.Z3-3_01-22-49"},
		"":                                         nil,
	} {
		if got := FileNumbers(Court{}, in); !slices.Equal(got, want) {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestFileNumbersOfTheCollectionAreRead(t *testing.T) {
	all, read := 0, 0
	for _, file := range []string{"decisions.jsonl", "trafficking.jsonl"} {
		for line := range strings.Lines(string(realdata.Read(t, "caselaw/"+file))) {
			var d struct{ Court, Az string }
			if err := json.Unmarshal([]byte(line), &d); err != nil {
				t.Fatal(err)
			}
			if d.Az == "" {
				continue
			}
			c, _ := Parse(d.Court)
			for _, n := range FileNumbers(c, d.Az) {
				all++
				f, ok := ParseFileNumber(c, n)
				if ok && (f.Year < 1985 || f.Year > 2025 || f.Number == 0) {
					t.Errorf("%s %q: %+v", d.Court, n, f)
				}
				if ok {
					read++
				} else {
					t.Logf("not read: %s, %q", d.Court, n)
				}
			}
		}
	}
	t.Logf("%d of %d", read, all)
	if all-read > 2 {
		t.Errorf("%d are not read; two are misprints or numbers of an office", all-read)
	}
}

func TestEveryRegisterSignIsRead(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(string(realdata.Read(t, "caselaw/registerzeichen.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, r := range rows[1:] {
		c, _ := Parse(r[0])
		if r[3] != "hauptzeichen" {
			continue
		}
		f, ok := ParseFileNumber(c, "3 "+r[2]+" 12/20")
		if !ok || strings.ReplaceAll(f.Sign, " ", "") != strings.ReplaceAll(r[2], " ", "") || f.Number != 12 || f.Year != 2020 {
			t.Errorf("%s %s: %+v", r[0], r[2], f)
		} else {
			read++
		}
	}
	t.Logf("%d signs", read)
}

func FuzzParseFileNumber(f *testing.F) {
	for _, s := range []string{"3 StR 87/09", "M 13 K 21.30776", "5 KLs 1125 Js 16429/16", "C-514/07 P, C-528/07 P", "AnwZ (B) 79/09", "(((1/20"} {
		f.Add(s)
	}
	by, _ := Parse("VG München")
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := ParseFileNumber(by, s)
		if ok && (n.Year < 0 || n.Year > 9999 || n.Number < 0) {
			t.Errorf("%q: %+v", s, n)
		}
		for _, one := range FileNumbers(by, s) {
			if one == "" {
				t.Errorf("%q holds an empty number", s)
			}
		}
	})
}
