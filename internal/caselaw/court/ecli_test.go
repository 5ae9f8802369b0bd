package court

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/testkit/realdata"
)

func TestECLIIsRead(t *testing.T) {
	for in, want := range map[string]ECLI{
		"ECLI:DE:BGH:2019:280219U1STR604.17.0":       {"DE", "BGH", 2019, "280219U1STR604.17.0"},
		"ecli:de:BVerfG:2017:rs20170620.1bvr197813":  {"DE", "BVerfG", 2017, "rs20170620.1bvr197813"},
		"ECLI: ECLI:DE:VGK:2015:0625.13K3809.13.00":  {"DE", "VGK", 2015, "0625.13K3809.13.00"},
		"ECLI:\u200bEU:\u200bC:\u200b2017:\u200b591": {"EU", "C", 2017, "591"},
		" ECLI:CE:ECHR:2021:0216JUD007758712 ":       {"CE", "ECHR", 2021, "0216JUD007758712"},
		"ECLI:DE:TRUPPDGSUED:2020:0101.S1VL1.20.00":  {"DE", "TRUPPDGSUED", 2020, "0101.S1VL1.20.00"},
	} {
		got, err := ParseECLI(in)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", in, got, err)
		}
	}
}

func TestWhatIsNoECLIIsRefused(t *testing.T) {
	for _, in := range []string{
		"", "ECLI", "DE:BGH:2019:280219U1STR604.17.0", "ECLI:DE:BGH:2019:", "ECLI:DE:BGH:19:1", "ECLI:DEU:BGH:2019:1",
		"ECLI:DE:1BGH:2019:1", "ECLI:DE:BGH:2019:12345678901234567890123456", "ECLI:DE:BGH:2019:ü1", "ECLI:DE:BGH:2019:1.",
		"ECLI:DE:BGH:2019:1:2", "ECLI:DE:BGH:2019:<b>", "ECLI:DE:BGH:2019:28 02", strings.Repeat("ECLI:", 200),
	} {
		if got, err := ParseECLI(in); err == nil || core.KindOf(err) != core.Invalid {
			t.Errorf("%q is read as %+v", in, got)
		}
	}
}

func TestECLIIsWrittenAsItWasRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`ECLI:[A-Z]{2}:[A-Za-z][A-Za-z0-9]{0,6}:[0-9]{4}:[A-Za-z0-9]([A-Za-z0-9.]{0,23}[A-Za-z0-9])?`).Draw(t, "ecli")
		e, err := ParseECLI(s)
		if err != nil || e.String() != s {
			t.Fatalf("%q: %q, %v", s, e, err)
		}
		if low, err := ParseECLI(strings.ToLower(s)); err != nil || !low.Equal(e) {
			t.Fatalf("%q is not the same in small letters", s)
		}
	})
}

// built are decisions with the ECLI that their court gave them.
var built = []struct{ court, date, number, kind, want string }{
	{"BGH", "2019-02-28", "1 StR 604/17", "judgment", "ECLI:DE:BGH:2019:280219U1STR604.17.0"},
	{"BGH", "2016-05-31", "I ZB 39/15", "order", "ECLI:DE:BGH:2016:310516BIZB39.15.0"},
	{"BGH", "2020-02-04", "5 AR(VS) 64/19", "order", "ECLI:DE:BGH:2020:040220B5AR.VS.64.19.0"},
	{"BGH", "2020-04-07", "AK 6/20", "order", "ECLI:DE:BGH:2020:070420BAK6.20.0"},
	{"BGH", "2019-08-28", "NotSt(Brfg) 1/18", "order", "ECLI:DE:BGH:2019:280819BNOTST.BRFG.1.18.0"},
	{"BGH", "2026-05-18", "AnwZ (Brfg) 40/25", "order", "ECLI:DE:BGH:2026:180526BANWZ.BRFG.40.25.0"},
	{"BVerwG", "2024-03-19", "10 KSt 2.24", "order", "ECLI:DE:BVerwG:2024:190324B10KSt2.24.0"},
	{"BVerwG", "2024-04-10", "1 W-VR 20.23", "order", "ECLI:DE:BVerwG:2024:100424B1WVR20.23.0"},
	{"BVerwG", "2023-12-07", "9 A 4.23", "court-notice", "ECLI:DE:BVerwG:2023:071223G9A4.23.0"},
	{"BVerwG", "2018-09-10", "5 B 20.18 D", "order", "ECLI:DE:BVerwG:2018:100918B5B20.18D0"},
	{"BAG", "2020-02-27", "2 AZN 1389/19", "order", "ECLI:DE:BAG:2020:270220.B.2AZN1389.19.0"},
	{"BAG", "2018-09-25", "8 AZR 26/18", "judgment", "ECLI:DE:BAG:2018:250918.U.8AZR26.18.0"},
	{"BFH", "2019-12-11", "XI R 13/18", "judgment", "ECLI:DE:BFH:2019:U.111219.XIR13.18.0"},
	{"BFH", "2025-07-29", "X R 23-24/21", "judgment", "ECLI:DE:BFH:2025:U.290725.XR23.21.0"},
	{"BSG", "2019-09-19", "B 12 R 25/18 R", "judgment", "ECLI:DE:BSG:2019:190919UB12R2518R0"},
	{"BSG", "2020-03-27", "B 10 ÜG 4/19 R", "judgment", "ECLI:DE:BSG:2020:270320UB10UEG419R0"},
	{"BSG", "2019-02-20", "GS 1/18", "order", "ECLI:DE:BSG:2019:200219BGS1180"},
	{"BPatG", "2022-06-20", "28 W (pat) 546/21", "order", "ECLI:DE:BPatG:2022:200622B28Wpat546.21.0"},
	{"BVerfG 1. Senat", "2017-06-20", "1 BvR 1978/13", "order", "ECLI:DE:BVerfG:2017:rs20170620.1bvr197813"},
	{"BVerfG 1. Senat 2. Kammer", "2020-02-25", "1 BvR 1282/17", "order", "ECLI:DE:BVerfG:2020:rk20200225.1bvr128217"},
	{"BVerfG", "2017-01-17", "2 BvB 1/13", "judgment", "ECLI:DE:BVerfG:2017:bs20170117.2bvb000113"},
	{"BVerfG", "2018-03-22", "Vz 10/16", "order", "ECLI:DE:BVerfG:2018:vb20180322.vz001016"},
	{"OVG NRW", "2017-05-05", "15 A 1578/15", "judgment", "ECLI:DE:OVGNRW:2017:0505.15A1578.15.00"},
	{"VG Gelsenkirchen", "2013-03-15", "9a K 3963/11.A", "judgment", "ECLI:DE:VGGE:2013:0315.9A.K3963.11A.00"},
	{"VG Köln", "2015-02-11", "33 L 2274/14.PVB", "order", "ECLI:DE:VGK:2015:0211.33L2274.14PVB.00"},
	{"VG Kassel", "2020-04-06", "3 L 348/20.KS", "order", "ECLI:DE:VGKASSE:2020:0406.3L348.20.KS.00"},
	{"VG Frankfurt", "2020-04-02", "11 K 2893/19.F", "judgment", "ECLI:DE:VGFFM:2020:0402.11K2893.19.F.00"},
	{"VG Berlin", "2018-05-07", "34 L 73.18 A", "order", "ECLI:DE:VGBE:2018:0507.VG34L73.18A.00"},
	{"OVG Berlin-Brandenburg", "2018-12-20", "OVG 2 N 1.18", "order", "ECLI:DE:OVGBEBB:2018:1220.OVG2N1.18.00"},
	{"OVG Berlin-Brandenburg", "2017-04-06", "OVG 12 B 7.16", "judgment", "ECLI:DE:OVGBEBB:2017:0406.OVG12B7.16.0A"},
	{"VG Bayreuth", "2005-06-07", "B 1 K 04.1182", "judgment", "ECLI:DE:VGBAYRE:2005:0607.B1K04.1182.0A"},
	{"OVG Lüneburg", "2020-05-06", "13 LB 190/19", "judgment", "ECLI:DE:OVGNI:2020:0506.13LB190.19.00"},
	{"VGH Mannheim", "2020-04-20", "4 S 3276/19", "order", "ECLI:DE:VGHBW:2020:0420.4S3276.19.00"},
	{"LAG Berlin-Brandenburg", "2020-08-17", "21 Sa 1900/19", "judgment", "ECLI:DE:LAGBEBB:2020:0817.21SA1900.19.00"},
	{"LSG Schleswig-Holstein", "2014-09-23", "L 2 VG 25/12", "judgment", "ECLI:DE:LSGSH:2014:0923.L2VG25.12.0A"},
	{"LSG NRW", "2019-12-16", "L 8 BA 4/18 B ER", "order", "ECLI:DE:LSGNRW:2019:1216.L8BA4.18B.ER.00"},
	{"FG Düsseldorf", "2020-03-25", "11 V 3249/19 A(AO)", "order", "ECLI:DE:FGD:2020:0325.11V3249.19A.AO.00"},
	{"FG Münster", "2020-01-21", "6 K 1384/18 G,F", "judgment", "ECLI:DE:FGMS:2020:0121.6K1384.18G.F.00"},
	{"KG", "2020-02-18", "3 Ws (B) 11/20", "order", "ECLI:DE:KG:2020:0218.3WS.B11.20.00"},
	{"OLG Hamm", "2012-04-17", "III-3 RVs 24/12", "judgment", "ECLI:DE:OLGHAM:2012:0417.III3RVS24.12.00"},
	{"OLG Düsseldorf", "2020-01-21", "I-21 U 46/19", "judgment", "ECLI:DE:OLGD:2020:0121.I21U46.19.00"},
	{"AG Recklinghausen", "2020-02-25", "60 XIV(L) 28/20 U", "order", "ECLI:DE:AGRE1:2020:0225.60XIV.L28.20U.00"},
	{"AG Bayreuth", "2016-06-22", "105 C 1568/15 WEG", "judgment", "ECLI:DE:AGBAYRE:2016:0622.105C1568.15WEG.0A"},
	{"LG Aachen", "2019-10-11", "60 KLs 806 Js 589/16", "judgment", "ECLI:DE:LGAC:2019:1011.60KLS806JS589.16.00"},
	{"VerfGH NRW", "2020-04-15", "VerfGH 30/20.VB-2", "order", "ECLI:DE:VFGHNRW:2020:0415.VERFGH30.20VB2.00"},
	{"EGMR", "2021-02-16", "77587/12", "judgment", "ECLI:CE:ECHR:2021:0216JUD007758712"},
	{"EGMR", "2015-04-23", "36367/09", "judgment", "ECLI:CE:ECHR:2015:0423JUD003636709"},
}

func TestECLIIsBuiltAsTheCourtDoes(t *testing.T) {
	for _, tt := range built {
		c, ok := Parse(tt.court)
		if !ok {
			t.Fatalf("%q is not read", tt.court)
		}
		got, ok := Build(c, dateOf(t, tt.date), tt.number, tt.kind)
		if !ok || got.String() != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.court, tt.number, got, tt.want)
		}
		if own := OwnECLI("x ["+tt.want+"] y", c, dateOf(t, tt.date), []string{tt.number}); own != tt.want {
			t.Errorf("%s %s: own ECLI %q, want %q", tt.court, tt.number, own, tt.want)
		}
	}
}

func TestWithoutARuleNoECLIIsBuilt(t *testing.T) {
	for _, tt := range []struct{ court, date, number, kind string }{
		{"EuGH", "2003-05-08", "C-269/00", "judgment"},
		{"BVerfG", "2017-06-20", "1 BvR 1978/13", "order"}, // Senate or chamber?
		{"BGH", "", "1 StR 604/17", "judgment"},
		{"BGH", "2019-02-28", "1 StR 604/17", "other"},
		{"BGH", "2019-02-28", "", "judgment"},
		{"LG Irgendwo", "2019-02-28", "1 O 1/17", "judgment"},
		{"LG Hanau", "2020-06-03", "5 KLs 1125 Js 16429/16", "judgment"}, // 26 signs
		{"BFH", "2019-02-28", "XI R 16/18", "reference"},
	} {
		c, _ := Parse(tt.court)
		if got, ok := Build(c, dateOf(t, tt.date), tt.number, tt.kind); ok {
			t.Errorf("%s %s: %s", tt.court, tt.number, got)
		}
	}
}

func TestACitedECLIIsNeverTheOwn(t *testing.T) {
	c, _ := Parse("BVerwG")
	own, numbers := dateOf(t, "2017-06-29"), []string{"7 C 22.15"}
	for _, text := range []string{
		"vgl. [ECLI:DE:BVerwG:2017:290617U7C24.15.0]", // the same day, another matter
		"vgl. [ECLI:DE:BVerwG:2016:290616U7C22.15.0]", // the same matter, another day
		"vgl. ECLI:DE:BVerwG:2017:280617U7C22.15.0",
		"vgl. ECLI:DE:BGH:2017:290617U7C22.15.0",
		"vgl. ECLI:EU:C:2017:22",
		"ECLI:DE:BVerwG:2017:290617U7C122.15.0",
		"ECLI:DE:BVerwG:2017:290617U17C22.15.0",
		"ECLI:DE:BVerwG:2017:290617U7C22.150.0",
		"ECLI:DE:BVerwG:2017:290617U7C22.15.01",
		"ECLI:DE:BVerwG:2017:290617B7C22.15.0 und ECLI:DE:BVerwG:2017:290617U7C22.15.1", // which of two?
		"", "ECLI:", "ECLI:DE:BVerwG:2017:",
	} {
		if got := OwnECLI(text, c, own, numbers); got != "" {
			t.Errorf("%q: %q", text, got)
		}
	}
	koeln, _ := Parse("VG Köln")
	for _, text := range []string{"ECLI:DE:VGK:2014:0625.13K3809.13.00", "ECLI:DE:VGK:2015:0624.13K3809.13.00", "ECLI:DE:VGK:2015:0625.13L3809.13.00", "ECLI:DE:VGD:2015:0625.13K3809.13.00"} {
		if got := OwnECLI(text, koeln, dateOf(t, "2015-06-25"), []string{"13 K 3809/13"}); got != "" {
			t.Errorf("%q: %q", text, got)
		}
	}
	text := "ECLI:DE:BVerwG:2016:010116U7C1.15.0 ECLI:\nDE:BVerwG:2017:290617U7C22.15.0BVerwG 7 C 22.15"
	if got := OwnECLI(text, c, own, numbers); got != "ECLI:DE:BVerwG:2017:290617U7C22.15.0" {
		t.Errorf("got %q", got)
	}
}

// record is a decision of the collection.
type record struct{ ID, Court, Date, Az, Type, ECLI, Text string }

func records(t *testing.T, file string) (all []record) {
	for line := range strings.Lines(string(realdata.Read(t, "caselaw/"+file))) {
		var r record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func dateOf(t *testing.T, s string) core.Date {
	d, err := core.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// kindOf is the code of what the collection prints.
func kindOf(printed string) string {
	switch {
	case strings.Contains(printed, "eschluss"):
		return "order"
	case strings.Contains(printed, "rteil"):
		return "judgment"
	case printed == "Gerichtsbescheid":
		return "court-notice"
	}
	return "other"
}

func TestECLIsOfTheCollectionAreReadAndBuilt(t *testing.T) {
	all, right := 0, 0
	for _, file := range []string{"decisions.jsonl", "trafficking.jsonl"} {
		for _, r := range records(t, file) {
			if r.ECLI == "" {
				continue
			}
			all++
			e, err := ParseECLI(r.ECLI)
			if err != nil {
				t.Errorf("%s: %v", r.ECLI, err)
				continue
			}
			c, _ := Parse(r.Court)
			if by, ok := ByCode(e.Country, e.Court); !ok || !by.Same(c) {
				t.Errorf("%s is of %s, and the code is of %s", r.ECLI, c.Name, by.Name)
			}
			if c.Name == "BVerfG" {
				c.Chamber = "Erster Senat" // as the text says
			}
			if got, ok := Build(c, dateOf(t, r.Date), r.Az, kindOf(r.Type)); ok && got.Equal(e) {
				right++
			} else {
				t.Errorf("%s %s: built %s, want %s", r.Court, r.Az, got, r.ECLI)
			}
		}
	}
	t.Logf("%d of %d are built as the court did", right, all)
}

func TestOwnECLIsOfTheCollectionAreFoundAndNoneIsWrong(t *testing.T) {
	printed, found, more, wrong := 0, 0, 0, 0
	for _, r := range records(t, "decisions.jsonl") {
		c, _ := Parse(r.Court)
		own := OwnECLI(r.Text, c, dateOf(t, r.Date), FileNumbers(c, r.Az))
		switch {
		case own == "" && r.ECLI != "" && strings.Contains(r.Text, r.ECLI):
			t.Errorf("%s: %s stands in the text and is not found", r.ID, r.ECLI)
		case own == "":
		case r.ECLI == "":
			more++
			t.Logf("%s %s %s %s: %s", r.ID, r.Court, r.Date, r.Az, own)
		case own == r.ECLI:
			found++
		default:
			wrong++
			t.Errorf("%s: %s, want %s", r.ID, own, r.ECLI)
		}
		if r.ECLI != "" && strings.Contains(r.Text, r.ECLI) {
			printed++
		}
	}
	t.Logf("%d of %d that stand in the text are found, %d more that the collection does not name, %d wrong", found, printed, more, wrong)
}

func FuzzParseECLI(f *testing.F) {
	for _, b := range built {
		f.Add(b.want)
	}
	f.Add("ECLI: ECLI:EU:\u200bC:2003:255")
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseECLI(s)
		if err != nil {
			return
		}
		again, err := ParseECLI(e.String())
		if err != nil || again != e {
			t.Errorf("%q is read as %v, and that as %v", s, e, again)
		}
	})
}

func FuzzOwnECLI(f *testing.F) {
	f.Add("x ECLI:DE:BGH:2019:280219U1STR604.17.0BGH", "1 StR 604/17")
	f.Add("ECLI:DE:BGH:2019:280219", "(")
	c, _ := Parse("BGH")
	f.Fuzz(func(t *testing.T, text, number string) {
		own := OwnECLI(text, c, core.Date{Year: 2019, Month: 2, Day: 28}, []string{number})
		if own == "" {
			return
		}
		if e, err := ParseECLI(own); err != nil || e.Year != 2019 || e.Court != "BGH" && !strings.EqualFold(e.Court, "BGH") {
			t.Errorf("%q, %q: %q", text, number, own)
		}
	})
}
