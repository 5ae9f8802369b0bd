package citation

import "testing"

func TestNormsAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"232 stgb":                         "stgb/232",
		"§ 232 StGB":                       "stgb/232",
		"§232a Abs 1 StGB":                 "stgb/232a/abs1",
		"§ 232 a Abs. 1 stgb":              "stgb/232a/abs1",
		"stgb 232":                         "stgb/232",
		"StGB § 232":                       "stgb/232",
		"25 IVa AufenthG":                  "aufenthg/25/abs4a",
		"25 iva aufenthg":                  "aufenthg/25/abs4a",
		"§ 25 Abs. 4a Satz 1 AufenthG":     "aufenthg/25/abs4a/s1",
		"aufenthg 25 abs 4 a":              "aufenthg/25/abs4a",
		"Art 4 EMRK":                       "emrk/4",
		"4 emrk":                           "emrk/4",
		"art. 3 abs 1 gg":                  "gg/3/abs1",
		"§ 13 sgb v":                       "sgbv/13",
		"sgb 5 13":                         "sgbv/13",
		"13 SGB 5":                         "sgbv/13",
		"§ 1 strafgesetzbuch":              "stgb/1",
		"§ 3 LTranspG":                     "ltranspg/3",
		"Richtlinie 2011/36/EU":            "rl-2011-36",
		"Art. 2 der Richtlinie 2011/36/EU": "rl-2011-36/2",
		"art 17 dublin iii vo":             "dubliniiivo/17",
		"6 I lit f DSGVO":                  "dsgvo/6/abs1/litf",
		"§§ 232 bis 233a StGB":             "stgb/232-233a",
		"§ 4 kschg":                        "kschg/4",
	} {
		n, ok := ParseNorm(typed)
		if !ok || n.Key() != want {
			t.Errorf("%q is read as %q (%v), wanted %q", typed, n.Key(), ok, want)
		}
	}
	for _, typed := range []string{"", "232", "§ 232", "stgb", "Zwangsprostitution", "5 Jahre", "§ 232 StGB und § 233 StGB", "5 AZR 949/11", "§", "art", "menschenhandel 232", "Urteil vom 3.3.2010"} {
		if n, ok := ParseNorm(typed); ok {
			t.Errorf("%q is read as the norm %q", typed, n.Key())
		}
	}
}

func TestDecisionsAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"3 StR 87/09":                           "az:3str87/09",
		"BGH 3 StR 87/09":                       "az:3str87/09",
		"bgh 3 str 87/09":                       "az:3str87/09",
		"BGH, 3 StR 87/09":                      "az:3str87/09",
		"5AZR949/11":                            "az:5azr949/11",
		"5 azr 949/11":                          "az:5azr949/11",
		"5 AZR 949.11":                          "az:5azr949/11",
		"XII ZB 214/14":                         "az:xiizb214/14",
		"xiizb214/14":                           "az:xiizb214/14",
		"5 KLs 1125 Js 16429/16":                "az:5kls1125js16429/16",
		"L 4 SO 14/20":                          "az:l4so14/20",
		"l 5 kr 222/14 b er":                    "az:l5kr222/14ber",
		"3 K 1465/09.WI.A":                      "az:3k1465/09/wi/a",
		"RN 5 K 16.30603":                       "az:rn5k16/30603",
		"1 B 109/17":                            "az:1b109/17",
		"OVG Bremen, 1 B 109/17":                "az:1b109/17",
		"77587/12":                              "az:77587/12",
		"25965/04":                              "az:25965/04",
		"C-269/00":                              "az:c-269/00",
		"c-269/00":                              "az:c-269/00",
		"Rs. C-269/00":                          "az:c-269/00",
		"ECLI:DE:BGH:2015:290415BXIIZB214.14.0": "ecli:de:bgh:2015:290415bxiizb214.14.0",
		"ecli:de:bgh:2015:290415bxiizb214.14.0": "ecli:de:bgh:2015:290415bxiizb214.14.0",
		"NJW 2015, 1827":                        "fund:njw/2015/1827",
		"njw 2015 1827":                         "fund:njw/2015/1827",
		"NJW-RR 2015, 1346":                     "fund:njwrr/2015/1346",
		"bghz 67 284":                           "fund:bghz/67/284",
		"BStBl II 1999, 213":                    "fund:bstbl/ii-1999/213",
		"B 1 KR 25/15 R":                        "az:b1kr25/15r",
		"1 BvR 2378/98":                         "az:1bvr2378/98",
		"BVerwG 7 C 1.14":                       "az:7c1/14",
		"BGH, Beschluss vom 29. April 2015 - XII ZB 214/14": "az:xiizb214/14",
	} {
		c, ok := ParseCase(typed)
		if !ok || c.Key() != want {
			t.Errorf("%q is read as %q (%v), wanted %q", typed, c.Key(), ok, want)
		}
	}
	for _, typed := range []string{"", "BGH", "2015", "12/10", "24/7", "232 StGB", "§ 232 StGB", "Zwangsarbeit", "ECLI:", "ECLI:DE:BGH", "5 Jahre", "Hanau 2020", "3 str", "covid 19"} {
		if c, ok := ParseCase(typed); ok {
			t.Errorf("%q is read as the decision %q", typed, c.Key())
		}
	}
}

func TestFileNumbersAreTheSameHoweverTheyAreWritten(t *testing.T) {
	want := FileNumberKey("5 AZR 949/11")
	for _, same := range []string{"5AZR949/11", "5 AZR 949.11", "5 azr 949/11", "5\u00a0AZR\u00a0949/11", "BAG 5 AZR 949/11"} {
		if got := FileNumberKey(same); got != want {
			t.Errorf("%q has the key %q, wanted %q", same, got, want)
		}
	}
	if a, b := FileNumberKey("C‑269/00"), FileNumberKey("C-269/00"); a != b {
		t.Errorf("%q and %q", a, b)
	}
	if a, b := FileNumberKey("1 BvR 2087, 2111/03"), FileNumberKey("1 BvR 2087/03"); a != b {
		t.Errorf("%q and %q", a, b)
	}
}
