package citation

import (
	"slices"
	"strings"
	"testing"
)

// form is a text in which ⟦…⟧ marks each citation, and the keys of what is cited; norms
// that the same words name are joined by "+".
type form struct {
	text string
	keys []string
}

func (fm form) check(t *testing.T) {
	t.Helper()
	plain := strings.NewReplacer("⟦", "", "⟧", "").Replace(fm.text)
	var spans, keys []string
	for _, c := range Find(plain) {
		spans = append(spans, plain[c.Start:c.End])
		key := c.Key()
		for _, n := range c.More {
			key += "+" + n.Key()
		}
		keys = append(keys, key)
	}
	var want []string
	for rest := fm.text; ; {
		_, after, ok := strings.Cut(rest, "⟦")
		if !ok {
			break
		}
		var span string
		span, rest, _ = strings.Cut(after, "⟧")
		want = append(want, span)
	}
	if !slices.Equal(spans, want) {
		t.Errorf("%q\n found  %q\n wanted %q", plain, spans, want)
	}
	if !slices.Equal(keys, fm.keys) {
		t.Errorf("%q\n keys   %q\n wanted %q", plain, keys, fm.keys)
	}
}

func TestStatutesAreFoundInTheFormsOfTheCourts(t *testing.T) {
	for _, fm := range []form{
		{"nach ⟦§ 232 Abs. 1 Satz 2 Nr. 1 StGB⟧ strafbar", []string{"stgb/232/abs1/s2/nr1"}},
		{"⟦§§ 1⟧, ⟦2⟧ Abs. 2, ⟦3⟧, ⟦10 Abs. 1 Nr. 1 BGB⟧", []string{"bgb/1", "bgb/2/abs2", "bgb/3", "bgb/10/abs1/nr1"}},
		{"⟦§ 167 VwGO⟧ i.V.m. ⟦§§ 708⟧ Nr. 11, ⟦711 ZPO⟧", []string{"vwgo/167", "zpo/708/nr11", "zpo/711"}},
		{"⟦§ 95⟧ II 1 iVm ⟦§§ 12a⟧, ⟦94 I 1 ZPO⟧", []string{"zpo/95/abs2/s1", "zpo/12a", "zpo/94/abs1/s1"}},
		{"unter Beachtung der ⟦§§ 74 ff. HGB⟧ vereinbart", []string{"hgb/74"}},
		{"⟦§ 5 f. UWG⟧", []string{"uwg/5"}},
		{"die ⟦HGB §§ 74⟧ ff gelten", []string{"hgb/74"}},
		{"⟦§ 48 VwVfG a.F.⟧ und ⟦§ 3 KSchG n. F.⟧", []string{"vwvfg/48", "kschg/3"}},
		{"⟦§§ 3 bis 5 VwVfG⟧", []string{"vwvfg/3-5"}},
		{"⟦§§ 74-75d HGB⟧; ⟦§§ 232–233a StGB⟧", []string{"hgb/74-75d", "stgb/232-233a"}},
		{"⟦Art. 3 II Buchst. c RL 2001/29/EG⟧", []string{"rl-2001-29/3/abs2/litc"}},
		{"gemäß Art. 6 Abs. 2 Buchst. a der ⟦Richtlinie 77/388/EWG⟧ zu zahlen", []string{"rl-1977-388/6/abs2/lita"}},
		{"auf Art. 17 Abs. 2 der Sechsten ⟦Richtlinie 77/388/EWG⟧ des Rates", []string{"rl-1977-388/17/abs2"}},
		{"vom 17.7.1969 (⟦69/335/EWG⟧)", []string{"rl-1969-335"}},
		{"⟦VO (EU) 604/2013⟧, ⟦Verordnung (EG) Nr. 883/2004⟧, ⟦VO (EU) 2016/679⟧", []string{"dubliniiivo", "vo-2004-883", "dsgvo"}},
		{"die ⟦Richtlinie (EU) 2024/1712⟧ ändert die ⟦Richtlinie 2011/36/EU⟧ und den ⟦Rahmenbeschluss 2002/629/JI⟧", []string{"rl-2024-1712", "rl-2011-36", "beschluss-2002-629"}},
		{"⟦Art. 4 EMRK⟧ verbietet", []string{"emrk/4"}},
		{"⟦Art. 26 der Konvention des Europarats zur Bekämpfung des Menschenhandels⟧", []string{"ekm/26"}},
		{"des ⟦§ 13 Abs 3a S 6 SGB V⟧ eingetreten", []string{"sgbv/13/abs3a/s6"}},
		{"nach ⟦FGG § 5⟧ setzt", []string{"fgg/5"}},
		{"⟦HGB § 74a Abs 1 S 1⟧, wonach", []string{"hgb/74a/abs1/s1"}},
		{"⟦§ 126 Abs. 3 Satz 1 Nr. 2 der Finanzgerichtsordnung⟧ --FGO--", []string{"fgo/126/abs3/s1/nr2"}},
		{"⟦§ 25 IVa AufenthG⟧", []string{"aufenthg/25/abs4a"}},
		{"⟦§ 5 UWG⟧ verbietet das. Der Tatbestand des ⟦§ 5⟧ ist weit.", []string{"uwg/5", "uwg/5"}},
		{"nach ⟦§ 8⟧ Abs. 1 und 3 Nr. 1, ⟦§§ 3⟧, ⟦5 UWG⟧", []string{"uwg/8/abs1+uwg/8/abs3/nr1", "uwg/3", "uwg/5"}},
		{"⟦§ 13 Abs. 3a Satz 1 und 4 SGB V⟧", []string{"sgbv/13/abs3a/s1+sgbv/13/abs3a/s4"}},
		{"⟦§ 27 Abs. 1 Satz 1 und Satz 2 Nr. 5 SGB V⟧", []string{"sgbv/27/abs1/s1+sgbv/27/abs1/s2/nr5"}},
		{"⟦§ 3 Abs. 1 bis 3 BGB⟧", []string{"bgb/3/abs1+bgb/3/abs2+bgb/3/abs3"}},
		{"⟦§ 13 Abs. 3 S. 1 Alt. 2 SGB V⟧", []string{"sgbv/13/abs3/s1/alt2"}},
		{"⟦§ 80 Abs. 2 Satz 1 2. Halbsatz VwGO⟧", []string{"vwgo/80/abs2/s1/hs2"}},
		{"⟦§ 1 Abs. 1 Nr. 1 Satz 2 Buchst. b des Umsatzsteuergesetzes 1993⟧", []string{"ustg/1/abs1/nr1/s2/litb"}},
		{"⟦§ 3 Nr. 1 lit. a) IFG⟧, ⟦§ 3 Nr. 3 b) IFG⟧", []string{"ifg/3/nr1/lita", "ifg/3/nr3/litb"}},
		{"⟦§ 4 Nr. 12 Buchst. a Doppelbuchst. bb UStG⟧", []string{"ustg/4/nr12/litabb"}},
		{"⟦Art. 5 Abs. 1 UAbs. 2 Buchst. b AEUV⟧", []string{"aeuv/5/abs1/uabs2/litb"}},
		{"⟦Art. 6(1)(a) DSGVO⟧", []string{"dsgvo/6/abs1/lita"}},
		{"⟦§ 1 Abs. 2 des Gesetzes über die Rechtsverhältnisse der Steuerberater und Steuerbevollmächtigten (StBerG)⟧ vom 16. August 1961", []string{"stberg/1/abs2"}},
		{"⟦§ 3 des Landestransparenzgesetzes Rheinland-Pfalz⟧ – LTranspG –", []string{"ltranspg/3"}},
		{"⟦§ 242 des Bürgerlichen Gesetzbuches⟧; ⟦§ 242 Bürgerliches Gesetzbuch (BGB)⟧", []string{"bgb/242", "bgb/242"}},
		{"⟦§ 9 Abs. 1 Satz 1 IFG NRW⟧", []string{"ifgnrw/9/abs1/s1"}},
		{"⟦§ 9 der 12. BImSchV⟧", []string{"12bimschv/9"}},
		{"⟦§ 35 Satz 1 XyzG⟧ ist unbekannt und doch ein Gesetz", []string{"xyzg/35/s1"}},
		{"⟦§ 74 a HGB⟧", []string{"hgb/74a"}},
		{"⟦§ 5 Abs. 1⟧", nil},
		{"Normen: ⟦VwGO § 80 Abs. 5⟧, ⟦§ 146⟧\n⟦AGVwGO Art. 5 S. 1⟧\n⟦BayDSG Art. 2 Abs. 1⟧", []string{"vwgo/80/abs5", "vwgo/146", "agvwgo/5/s1", "baydsg/2/abs1"}},
		{"⟦Art. 2 Abs. 1⟧", nil},
		{"⟦§ 22⟧ Abs. 1, ⟦16 Abs. 1 BerlBG⟧", []string{"berlbg/22/abs1", "berlbg/16/abs1"}},
		{"⟦§§ 1587 BGB⟧, ⟦3 Abs. 1 VersAusglG⟧ und ⟦§§ 167 VwGO⟧, ⟦708⟧ Nr. 11, ⟦711 ZPO⟧", []string{"bgb/1587", "versausglg/3/abs1", "vwgo/167", "zpo/708/nr11", "zpo/711"}},
		{"nach ⟦§ 9 IFG-SH⟧ wie nach ⟦§ 3 Nr. 4 IFG-Bund⟧; anders ⟦§ 5 BGB-E⟧", []string{"ifgsh/9", "ifg/3/nr4", "bgbe/5"}},
		{"under ⟦Article 10 § 1 of the Convention⟧; ⟦Art. 6 § 1 EMRK⟧", []string{"emrk/10/abs1", "emrk/6/abs1"}},
		{"den ⟦§§ 920⟧ Abs. 2, ⟦294 ZPO⟧; ⟦§ 3 Nr. 1a) IFG⟧; ⟦§ 72 Abs. 2 Niedersächsisches Besoldungsgesetz (NBesG)⟧", []string{"zpo/920/abs2", "zpo/294", "ifg/3/nr1a", "nbesg/72/abs2"}},
		{"⟦§ 5 Abs. 1 in Verbindung mit Abs. 8 BArchG⟧", []string{"barchg/5/abs1+barchg/5/abs8"}},
	} {
		if fm.keys == nil { // nothing names the book
			fm.text = strings.NewReplacer("⟦", "", "⟧", "").Replace(fm.text)
		}
		fm.check(t)
	}
}

func TestDecisionsAreFoundInTheFormsOfTheCourts(t *testing.T) {
	for _, fm := range []form{
		{"(⟦BGH, Beschluss vom 29. April 2015 - XII ZB 214/14⟧, ⟦NJW 2015, 1827⟧)", []string{"az:xiizb214/14", "fund:njw/2015/1827"}},
		{"(⟦BFH-Urteil vom 1. September 1998 VIII R 3/97⟧, ⟦BFHE 187, 28⟧, ⟦BStBl II 1999, 213⟧)", []string{"az:viiir3/97", "fund:bfhe/187/28", "fund:bstbl/ii-1999/213"}},
		{"Fortbildung ⟦BGH, 1972-02-23, X ZB 6/71⟧, ⟦GRUR 1972, 592⟧, Sortiergerät", []string{"az:xzb6/71", "fund:grur/1972/592"}},
		{"(⟦LSG NRW, Beschluss vom 23.05.2014, Az. L 5 KR 222/14 B ER⟧, Rn. 9)", []string{"az:l5kr222/14ber"}},
		{"; Urt. v. 25.10.2001 - ⟦I ZR 29/99⟧, ⟦GRUR 2002, 717, 719⟧ = ⟦WRP 2002, 679⟧", []string{"az:izr29/99", "fund:grur/2002/717", "fund:wrp/2002/679"}},
		{"(Urteil vom 30. Juli 1986 ⟦V R 99/76⟧, ⟦BFHE 147, 284⟧)", []string{"az:vr99/76", "fund:bfhe/147/284"}},
		{"⟦BGH, Urt. v. 27.11.1963 - Ib ZR 60/62⟧", []string{"az:ibzr60/62"}},
		{"⟦BSG vom 8.3.2016 - B 1 KR 25/15 R⟧", []string{"az:b1kr25/15r"}},
		{"⟦BAG 1956-12-12 2 AZR 11/56⟧ = ⟦BAGE 3, 321⟧", []string{"az:2azr11/56", "fund:bage/3/321"}},
		{"in seinem Urteil vom 08.03.2016 (⟦B 1 KR 25/15 R⟧)", []string{"az:b1kr25/15r"}},
		{"⟦LG Hanau, Urteil vom 3. Juni 2020 - 5 KLs 1125 Js 16429/16⟧", []string{"az:5kls1125js16429/16"}},
		{"⟦BVerwG, Urteil vom 27. November 2014 - 7 C 18.12⟧ - Rn. 17", []string{"az:7c18/12"}},
		{"⟦OVG Berlin-Brandenburg, B.v. 31.5.2011 – OVG 12 N 20.10⟧ –", []string{"az:12n20/10"}},
		{"⟦VG Wiesbaden, U. v. 14.03.2011 - 3 K 1465/09.WI.A⟧", []string{"az:3k1465/09/wi/a"}},
		{"⟦VG Regensburg, Urteil vom 19.10.2016 – RN 5 K 16.30603⟧", []string{"az:rn5k16/30603"}},
		{"⟦VGH Bad.-Württ., Urt. v. 24.01.2006 - 8 S 1706/04⟧", []string{"az:8s1706/04"}},
		{"⟦BVerfG, Beschluss vom 14. März 2006 - 1 BvR 2087, 2111/03⟧ - ⟦BVerfGE 115, 205⟧ <230>", []string{"az:1bvr2087/03", "fund:bverfge/115/205"}},
		{"⟦BVerwGE 151, 1⟧ Rn. 12", []string{"fund:bverwge/151/1"}},
		{"(⟦EGMR, Urteil vom 7. Januar 2010 - 25965/04⟧ (Rantsev))", []string{"az:25965/04"}},
		{"Der EGMR hat in der Sache Nr. ⟦25965/04⟧ entschieden", []string{"az:25965/04"}},
		{"nach dem ⟦EuGH-Urteil vom 12. Februar 2009 Rs. C-515/07⟧ --VNLTO--", []string{"az:c-515/07"}},
		{"in der Rs. ⟦C-269/00⟧ und in ⟦C‑123/03 P⟧", []string{"az:c-269/00", "az:c-123/03p"}},
		{"⟦ECLI:DE:BGH:2015:290415BXIIZB214.14.0⟧.", []string{"ecli:de:bgh:2015:290415bxiizb214.14.0"}},
		{"(vgl. ⟦BayObLGZ 1992, 171⟧/172 f.; ⟦OLG Karlsruhe BtPrax 1995, 184⟧; ⟦NJW-RR 2015, 1346⟧; ⟦BGHZ 148, 1, 8⟧)",
			[]string{"fund:bayoblgz/1992/171", "fund:btprax/1995/184", "fund:njwrr/2015/1346", "fund:bghz/148/1"}},
		{"(vgl. ⟦BFH-Urteile in BFHE 147, 284⟧, ⟦BStBl II 1986, 877⟧)", []string{"fund:bfhe/147/284", "fund:bstbl/ii-1986/877"}},
		{"beim ⟦Landgericht Hanau, Az. 12 O 234/10⟧, anhängig", []string{"az:12o234/10"}},
		{"⟦BGH, Urteil vom 19. November 2009 – 3\u00a0StR\u00a087/09⟧", []string{"az:3str87/09"}},
		{"⟦OLG Frankfurt am Main, Beschluss vom 3.3.2010 - 20 W 12/05⟧", []string{"az:20w12/05"}},
	} {
		fm.check(t)
	}
}

func TestWhatOnlyLooksLikeACitationIsLeftAlone(t *testing.T) {
	for _, text := range []string{
		"Bornkamm in Köhler/Bornkamm, UWG, 28. Aufl., § 5 Rdn. 2.92",
		"Keidel/Kahl FGG 13.Aufl. § 5 Rn.22",
		"Hueck-Nipperdey, aaO, § 38 II A 4a, S. 254",
		"in § 10 des Arbeitsvertrages vom 31. Dezember 1955",
		"Praxisübergabevertrag, der nach seinem § 2 am 1. Oktober 1962 in Kraft trat",
		"Knispel, SGb 2014, 374, 376",
		"BT-Drs. 15/4493, S. 7",
		"BGBl. I S. 2949",
		"Buchholz 310 § 132 VwGO Nr. 50",
		"AP Nr. 22 und 28 zu § 611 BGB Gratifikation",
		"SozR 4-2500 § 13 Nr 33 RdNr 25",
		"die Kosten trägt die Klägerin zu 3/10 und die Beklagte zu 7/10",
		"am 3. März 2010 um 12.30 Uhr",
		"die Mitteilung 93/C 39/05 der Kommission",
		"Seite 3 von 12, Aktenzeichen liegt nicht vor",
		"BGH aaO; OLG Karlsruhe aaO",
		"§", "§§", "§ §", "Art. ", "ECLI:", "ECLI:DE:BGH", "C-", "BGH,", "NJW", "NJW 2015,",
	} {
		for _, c := range Find(text) {
			t.Errorf("%q: found %q as %s", text, text[c.Start:c.End], c.Key())
		}
		// nor does it get the book of a statute that was named before
		after := "§ 1 BGB und Art. 1 GG gelten. " + text
		for _, c := range Find(after)[2:] {
			t.Errorf("%q: found %q as %s", after, after[c.Start:c.End], c.Key())
		}
	}
}

func TestADecisionKnowsItsCourtDayAndKind(t *testing.T) {
	for text, want := range map[string]string{
		"BGH, Beschluss vom 29. April 2015 - XII ZB 214/14":         "BGH 2015-04-29 Beschluss",
		"Urt. v. 25.10.2001 - I ZR 29/99":                           "BGH 2001-10-25 Urteil",
		"LSG NRW, Beschluss vom 23.05.2014, Az. L 5 KR 222/14 B ER": "LSG NRW 2014-05-23 Beschluss",
		"VGH Bad.-Württ., Urt. v. 24.01.2006 - 8 S 1706/04":         "VGH Baden-Württemberg 2006-01-24 Urteil",
		"und vom 28. Januar 2020 - 2 C 15.19":                       "BVerwG 2020-01-28 ",
		"EGMR, Urteil vom 7. Januar 2010 - 25965/04":                "EGMR 2010-01-07 Urteil",
		"5 AZR 949/11": "BAG  ",
		"des Landesarbeitsgerichts Düsseldorf vom 24. November 2022 – 8 TaBV 59/21": "LAG Düsseldorf 2022-11-24 ",
		"Urteil vom 8. Mai 2003 Rs. C-269/00":                                       "EuGH 2003-05-08 Urteil",
		"OVG Rh.-Pf., Urteil vom 2. Juni 2006 - 8 A 10267/06":                       "OVG Rheinland-Pfalz 2006-06-02 Urteil",
	} {
		found := Find(text)
		if len(found) != 1 {
			t.Errorf("%q: %d citations", text, len(found))
			continue
		}
		c := found[0].Case
		if got := c.Court + " " + c.Date.String() + " " + c.Kind; got != want {
			t.Errorf("%q: %q, wanted %q", text, got, want)
		}
	}
}

func TestAMarginNumberGoesWithWhatIsCited(t *testing.T) {
	found := Find("BVerwGE 151, 1 Rn. 12; BGH, Urteil vom 17. Oktober 2003 – V ZR 91/03 –, juris Rn. 15 m.w.N.")
	if len(found) != 2 || found[0].Case.Margin != "12" || found[1].Case.Margin != "15" {
		t.Errorf("%+v", found)
	}
}

func TestTheSameNormHasTheSameKeyHoweverItIsWritten(t *testing.T) {
	for _, text := range []string{
		"§ 232 Abs. 1 Satz 2 Nr. 1 StGB", "§ 232 Absatz 1 Satz 2 Nummer 1 des Strafgesetzbuches", "§ 232 I 2 Nr. 1 StGB", "§ 232 Abs 1 S 2 Nr 1 StGB",
		"StGB § 232 Abs. 1 S. 2 Nr. 1", "§ 232 Abs.1 Satz 2 Nr.1 StGB", "§\u00a0232 Abs.\u00a01 Satz\u00a02 Nr.\u00a01 StGB", "§ 232\nAbs. 1 Satz 2 Nr. 1 StGB",
	} {
		found := Find(text)
		if len(found) != 1 || found[0].Key() != "stgb/232/abs1/s2/nr1" || found[0].End != len(text) || found[0].Start != 0 {
			t.Errorf("%q: %+v", text, found)
		}
	}
}

func TestEveryPrefixOfANormFindsIt(t *testing.T) {
	n, _ := ParseNorm("§ 232 Abs. 1 Satz 2 Nr. 1 StGB")
	want := []string{"stgb/232", "stgb/232/abs1", "stgb/232/abs1/s2", "stgb/232/abs1/s2/nr1"}
	if got := n.Prefixes(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	n, _ = ParseNorm("§§ 3 bis 6 VwVfG")
	if got, want := n.Prefixes(), []string{"vwvfg/3", "vwvfg/4", "vwvfg/5", "vwvfg/6", "vwvfg/3-6"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	n, _ = ParseNorm("§ 3 f. VwVfG")
	if got, want := n.Prefixes(), []string{"vwvfg/4", "vwvfg/3"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestNormsAndDecisionsAreWrittenTheUsualWay(t *testing.T) {
	for _, text := range []string{"§ 232 Abs. 1 Satz 2 Nr. 1 StGB", "Art. 4 EMRK", "§ 1 Abs. 1 Nr. 1 Satz 2 Buchst. b UStG", "§§ 3 bis 5 VwVfG", "§ 74 ff. HGB", "§ 48 VwVfG a.F.",
		"§ 4 Nr. 12 Buchst. a Doppelbuchst. bb UStG", "Art. 3 Abs. 2 Buchst. c Richtlinie 2001/29/EG"} {
		n, ok := ParseNorm(text)
		if !ok || n.String() != text {
			t.Errorf("%q is written %q", text, n.String())
		}
	}
	c, _ := ParseCase("BGH, Beschluss vom 29. April 2015 - XII ZB 214/14")
	if got, want := c.String(), "BGH, Beschluss vom 29.04.2015 - XII ZB 214/14"; got != want {
		t.Errorf("got %q, wanted %q", got, want)
	}
	c, _ = ParseCase("NJW 2015, 1827")
	if got, want := c.String(), "NJW 2015, 1827"; got != want {
		t.Errorf("got %q, wanted %q", got, want)
	}
}

// A text that begins with a part of a section, "Satz 1", was read again and again.
func TestATextThatBeginsWithAPartIsReadOnce(t *testing.T) {
	for _, text := range []string{
		"Satz 1 nennt die Planungen i. S. d. § 30c Abs. 4 Nr. 4 SG. Zur Erläuterung führt Satz 2 Beispiele auf.",
		"Abs. 2 Nr. 4 AIG. Ablehnungsgrund ist nach § 4 Abs. 2 Nr. 4 AIG, dass die Aufgaben beeinträchtigt werden.",
	} {
		if n := len(Find(text)); n == 0 || n > 3 {
			t.Errorf("%d citations in %q", n, text)
		}
	}
}
