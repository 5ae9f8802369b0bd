package citation

import (
	"slices"
	"strings"
)

// trigger is what a word that begins with a capital may begin.
type trigger struct {
	read     func(f *finder, i, e int) int // reads on by itself
	journals []string                      // the journals whose name begins with the word, longer names first
	court    *court
	number   bool // a file number may begin with it
}

// court is a court by one of its names.
type court struct {
	name string // its usual short name
	seat bool   // its town or Land follows
}

// courtNames are the courts: after each name in full and in short how it is usually
// shortened. Those after the stroke are told by the town or Land that follows.
const courtNames = `BGH Bundesgerichtshof Bundesgerichtshofs Bundesgerichtshofes BGHs=BGH
BVerfG Bundesverfassungsgericht Bundesverfassungsgerichts Bundesverfassungsgerichtes=BVerfG
BVerwG Bundesverwaltungsgericht Bundesverwaltungsgerichts Bundesverwaltungsgerichtes=BVerwG
BAG Bundesarbeitsgericht Bundesarbeitsgerichts Bundesarbeitsgerichtes=BAG
BSG Bundessozialgericht Bundessozialgerichts Bundessozialgerichtes=BSG
BFH Bundesfinanzhof Bundesfinanzhofs Bundesfinanzhofes=BFH
BPatG Bundespatentgericht Bundespatentgerichts=BPatG
BayObLG=BayObLG
BayVGH=BayVGH
BayVerfGH BayVfGH=BayVerfGH
BayLSG=BayLSG
HessVGH HVGH HessStGH=HessVGH
NdsOVG NsOVG=NdsOVG
ThürOVG ThOVG=ThürOVG
SächsOVG=SächsOVG
HmbOVG HbgOVG=HmbOVG
SchlHOVG=SchlHOVG
SaarlOVG=SaarlOVG
RhPfOVG=RhPfOVG
RG Reichsgericht Reichsgerichts=RG
RFH Reichsfinanzhof=RFH
RAG=RAG
PrOVG=PrOVG
EuGH EuGHE Gerichtshof Gerichtshofs EuGHs=EuGH
EuG=EuG
EGMR EGMRs EuGHMR=EGMR
EKMR=EKMR
GmS-OGB GmSOGB=GmS-OGB
OGH=OGH
IGH=IGH
KG Kammergericht Kammergerichts=KG
OVG Oberverwaltungsgericht Oberverwaltungsgerichts Oberverwaltungsgerichtes=OVG+
VGH Verwaltungsgerichtshof Verwaltungsgerichtshofs Verwaltungsgerichtshofes=VGH+
VG Verwaltungsgericht Verwaltungsgerichts Verwaltungsgerichtes=VG+
OLG Oberlandesgericht Oberlandesgerichts Oberlandesgerichtes=OLG+
LG Landgericht Landgerichts Landgerichtes=LG+
AG Amtsgericht Amtsgerichts Amtsgerichtes=AG+
LAG Landesarbeitsgericht Landesarbeitsgerichts=LAG+
ArbG Arbeitsgericht Arbeitsgerichts=ArbG+
LSG Landessozialgericht Landessozialgerichts=LSG+
SG Sozialgericht Sozialgerichts=SG+
FG Finanzgericht Finanzgerichts=FG+
VerfGH Verfassungsgerichtshof Verfassungsgerichtshofs=VerfGH+
VerfG LVerfG VfG Verfassungsgericht Verfassungsgerichts Landesverfassungsgericht Landesverfassungsgerichts=VerfG+
StGH Staatsgerichtshof Staatsgerichtshofs=StGH+`

// adjectives come before a court that is told by its Land.
const adjectives = `Bayerischer Bayerische Bayerischen Bayerisches Bayer Bay Hessischer Hessische Hessischen Hessisches Hess Niedersächsisches
Niedersächsische Niedersächsischen Nds Sächsisches Sächsische Sächsischen Sächs Thüringer Thür Schleswig-Holsteinisches
Hamburgisches Hamburgischen Hamburgische Hanseatisches Hanseatischen Hans Saarländisches Saarl Brandenburgisches Bremisches Brem Bad-Württ BaWü
Schleswig-Holsteinischen Brandenburgischen Saarländischen Saarländische Brandenburgische Schl-Holst Berliner Pfälzisches`

// kinds are the kinds of decisions, each with the form that Case.Kind has.
const kinds = `Urteil Urteils Urteile Urt Urteilen Endurteil Zwischenurteil Teilurteil Grundurteil Versäumnisurteil Senatsurteil Senatsurteile U=Urteil
Beschluss Beschlusses Beschlüsse Beschl Beschluß Beschlüssen Senatsbeschluss Senatsbeschluß Kammerbeschluss Vorlagebeschluss Nichtannahmebeschluss Teilbeschluss Hinweisbeschluss B KB Kammerbeschl NB=Beschluss
Entscheidung Entscheidungen Entsch E=Entscheidung
Gerichtsbescheid GB Gerichtsbescheids=Gerichtsbescheid
Verfügung Vfg=Verfügung
Schlussanträge=Schlussanträge
Bescheid=Bescheid`

func (k *lists) at(word string) *trigger {
	t := k.triggers[word]
	if t == nil {
		t = &trigger{}
		k.triggers[word] = t
	}
	return t
}

func (k *lists) readTriggers() {
	for line := range strings.Lines(courtNames) {
		names, short, _ := strings.Cut(strings.TrimSpace(line), "=")
		short, seat := strings.CutSuffix(short, "+")
		c := &court{name: short, seat: seat}
		for name := range strings.FieldsSeq(names) {
			if first, _, hyphen := strings.Cut(name, "-"); hyphen {
				name = first
			}
			k.at(name).court = c
			if small := strings.ToLower(name); k.foldedSigns[small] == "" {
				k.foldedSigns[small] = name
			}
		}
	}
	for line := range strings.Lines(kinds) {
		names, kind, _ := strings.Cut(strings.TrimSpace(line), "=")
		for name := range strings.FieldsSeq(names) {
			k.kinds[name] = kind
			if len(name) > 2 {
				k.at(name).read = (*finder).dated
			}
		}
	}
	for a := range strings.FieldsSeq(adjectives) {
		first, _, _ := strings.Cut(a, "-")
		k.adjectives[a] = true
		k.at(first).read = (*finder).courtOfLand
	}
	for _, w := range []string{"Art", "Artikel", "Artikels", "Article", "Articles", "Artt", "Artikeln"} {
		k.at(w).read = (*finder).article
	}
	for _, w := range []string{"Richtlinie", "RL", "Verordnung", "VO", "Rahmenbeschluss", "Rahmenbeschlusses"} {
		k.at(w).read = (*finder).wholeAct
	}
	k.at("ECLI").read = (*finder).identifier
	for _, w := range []string{"C", "T"} {
		k.at(w).read = (*finder).unionCase
	}
	for _, w := range []string{"Rs", "Rechtssache", "Rechtssachen"} {
		k.at(w).read = (*finder).matter
	}
	for _, w := range []string{"Az", "AZ", "Aktenzeichen"} {
		k.at(w).read = (*finder).fileNumberNamed
	}
	for name := range k.journals {
		first := name[:word(name, 0)]
		t := k.at(first)
		t.journals = append(t.journals, name)
	}
	for _, t := range k.triggers {
		slices.SortFunc(t.journals, func(a, b string) int {
			if len(a) != len(b) {
				return len(b) - len(a)
			}
			return strings.Compare(a, b)
		})
	}
	for i := 1; i <= 30; i++ {
		for _, a := range []string{"", "a", "b", "c"} {
			k.at(romans(i) + a).number = true
		}
	}
	defer k.readShapes()
	for _, w := range []string{"B", "L", "S", "A", "M", "W", "K", "RN", "RO", "AN", "Au", "AR", "BReg", "GrS", "GSSt", "GSZ", "GS", "Vf", "RReg", "Verg", "NotZ", "AnwZ", "AnwSt", "RiZ", "KZR", "KVR", "KVZ", "EnVR", "PatAnwZ", "StB", "BLw", "ARs", "AK", "X"} {
		k.at(w).number = true
	}
}

func (k *lists) readShapes() {
	for w := range k.triggers {
		if len(w) <= longest && isUpper(w[0]) {
			k.shapes[len(w)] |= 1 << (w[0] - 'A')
		}
	}
}
