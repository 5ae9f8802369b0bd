// Package court knows the courts whose decisions are collected: how each is called, where
// it sits, which branch of the courts it belongs to, and how its decisions are numbered:
// by file number, and by European Case Law Identifier (ECLI).
//
// Sources print the same court in many ways: "BVerwG", "Bundesverwaltungsgericht",
// "BGH 9. Zivilsenat", "Verwaltungsgerichtshof Bayern", "VGH München", "BayVGH". Parse
// makes one name of them, the one that lawyers write. An ECLI is read by ParseECLI, built
// by Build where the court has a rule for it, and found in a decision's own text by
// OwnECLI, which never returns one that the decision cites. ParseFileNumber takes a file
// number apart, and Meaning says what its register sign stands for.
//
// Everything here is plain rules on texts; the courts stand in courts.toml, the register
// signs in signs.toml.
package court

// Levels of courts, from the first instance up. The number orders; it is not shown.
const (
	First   = 1 // decides first: AG, VG, SG, ArbG
	Middle  = 2 // LG: first instance and appeals
	Higher  = 3 // the highest of a Land in its branch: OLG, OVG, LSG, LAG, FG; the General Court
	Highest = 4 // federal courts, constitutional courts, CJEU, ECtHR
)

// Branches of the courts.
const (
	Ordinary       = "ordinary"       // civil and criminal
	Administrative = "administrative" // with asylum and residence
	Labour         = "labour"
	Social         = "social"
	Finance        = "finance"
	Constitutional = "constitutional"
	Professional   = "professional" // courts of a profession, of judges and of soldiers
	Procurement    = "procurement"  // chambers that review public contracts
	EU             = "eu"
	ECHR           = "echr"
)

// Court is a court, and where a source names it the chamber. Two values of the same court
// differ in their Chamber only.
type Court struct {
	Name     string // as lawyers write it, "VG Regensburg", "BGH", "EGMR"
	Long     string // "Verwaltungsgericht Regensburg"
	English  string // what English texts call it, "Administrative Court of Regensburg"
	Cited    string // the short name in English, where it is another than Name: "ECtHR"
	Town     string // where it sits; empty where that is not known
	Land     string // the end of ISO 3166-2:DE, "BY"; empty for federal and European courts
	Level    int    // First to Highest
	Branch   string // one of the branches above
	ECLICode string // the court code of its ECLI, "VGREGEN"; empty where none is known

	Chamber string // as printed behind the name, "9. Zivilsenat"; not part of the court's identity
}

// Country is the country code of the court's ECLI: DE, EU for the Court of Justice of the
// European Union, CE (Council of Europe) for the European Court of Human Rights.
func (c Court) Country() string {
	switch c.Branch {
	case EU:
		return "EU"
	case ECHR:
		return "CE"
	}
	return "DE"
}

// Same tells whether both are the same court, whatever the chamber.
func (c Court) Same(o Court) bool { return c.Name == o.Name }

// All returns the courts of the table, in its order, as a new slice.
func All() []Court {
	t, err := table()
	if err != nil {
		return nil
	}
	return append([]Court(nil), t.courts...)
}

// ByCode returns the court with that code in its ECLI (capitals or not): the main one,
// where several share a code.
func ByCode(country, code string) (Court, bool) {
	t, err := table()
	if err != nil {
		return Court{}, false
	}
	i, ok := t.codes[upper(country)+":"+upper(code)]
	if !ok {
		return Court{}, false
	}
	return t.courts[i], true
}
