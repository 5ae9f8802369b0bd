package court

import (
	"strings"
	"unicode"

	"verbund/internal/core"
)

// longestOrdinal is how many signs the last part of an ECLI has at most.
const longestOrdinal = 25

// Build makes the ECLI of a decision from what is known of it, where its court has a rule:
// the courts of the Federation and of the Länder make the ordinal of date, kind and file
// number, and so does the European Court of Human Rights. The kind is a code of the list
// kinds of package decision.
//
// It assumes that the court decided once in that matter on that day: the last sign tells
// several decisions apart, and it is 0 here. It returns false where there is no rule (the
// CJEU counts its decisions), where something is missing that the rule needs (for the
// BVerfG whether the Senate or a chamber decided, which Court.Chamber says), or where the
// rule for it is not known: an ordinal that would be too long.
//
// The forms are those that the courts print: "280219U1STR604.17.0" of the BGH,
// "190324B10KSt2.24.0" of the BVerwG, "300124.U.1AZR62.23.0" of the BAG,
// "U.110124.IVR24.21.0" of the BFH, "190919UB12R2518R0" of the BSG,
// "rs20170620.1bvr197813" of the BVerfG, "0315.9A.K3963.11A.00" of the Länder,
// "0216JUD007758712" of the ECtHR.
func Build(c Court, date core.Date, fileNumber, kind string) (ECLI, bool) {
	f, ok := ParseFileNumber(c, fileNumber)
	if !ok || date.IsZero() || c.ECLICode == "" {
		return ECLI{}, false
	}
	var ordinal string
	switch {
	case c.Branch == EU || c.Name == "GmS-OGB":
		return ECLI{}, false
	case c.Branch == ECHR:
		ordinal, ok = buildECHR(date, f, kind)
	case c.Name == "BVerfG":
		ordinal, ok = buildConstitutional(date, f, kind, c.Chamber)
	case c.Land == "":
		ordinal, ok = buildFederal(c.Name, date, f, kind)
	default:
		ordinal = day(date)[2:4] + day(date)[:2] + "." + buildLand(c, date, fileNumber, f)
	}
	if !ok {
		return ECLI{}, false
	}
	e, err := ParseECLI("ECLI:" + c.Country() + ":" + c.ECLICode + ":" + digits(date.Year, 4) + ":" + ordinal)
	return e, err == nil
}

// day is DDMMYY.
func day(d core.Date) string {
	return digits(d.Day, 2) + digits(int(d.Month), 2) + digits(d.Year%100, 2)
}

// kindLetter is the letter that stands for the kind of decision; empty where it is not
// known.
func kindLetter(kind string) string {
	switch kind {
	case "judgment":
		return "U"
	case "order", "reference", "evidence-order", "notice":
		return "B"
	}
	return ""
}

func buildFederal(name string, date core.Date, f FileNumber, kind string) (string, bool) {
	letter := kindLetter(kind)
	if kind == "court-notice" && name == "BVerwG" {
		letter = "G"
	}
	if letter == "" {
		return "", false
	}
	year := digits(f.Year%100, 2)
	count := digits(f.Number, 1)
	bench, sign, suffix := signs25(f.Bench), signs25(f.Sign), signs25(f.Suffix)
	switch name {
	case "BGH":
		// What stands in brackets stands between points: ANWZ.BRFG.40.25.
		sign = upper(strings.NewReplacer(" (", ".", "(", ".", ")", ".").Replace(f.Sign))
		return day(date) + letter + upper(bench) + sign + count + "." + year + ".0", suffix == ""
	case "BVerwG":
		if suffix != "" {
			return day(date) + letter + bench + sign + count + "." + year + suffix + "0", true
		}
		return day(date) + letter + bench + sign + count + "." + year + ".0", true
	case "BPatG":
		return day(date) + letter + bench + sign + count + "." + year + suffix + ".0", true
	case "BAG":
		return day(date) + "." + letter + "." + upper(bench+sign) + count + "." + year + upper(suffix) + ".0", true
	case "BFH":
		// References to another court have a letter of their own, and so has interim relief.
		return letter + "." + day(date) + "." + upper(bench+sign) + count + "." + year + ".0", suffix == "" && kind != "reference"
	case "BSG":
		return day(date) + letter + upper(f.Prefix+bench+sign) + count + year + upper(suffix) + "0", true
	}
	return "", false
}

// buildConstitutional: the first letter is the last of the register ("BvR": r), the second
// says who decided: s a Senate, k a chamber, p the Plenary, b the complaints chamber.
func buildConstitutional(date core.Date, f FileNumber, kind, chamber string) (string, bool) {
	who := ""
	switch {
	case f.Sign == "Vz":
		who = "vb"
	case f.Sign == "PBvU":
		who = "up"
	case len(f.Sign) == 3 && strings.HasPrefix(f.Sign, "Bv"):
		who = strings.ToLower(f.Sign[2:])
		switch lower := strings.ToLower(chamber); {
		case strings.Contains(lower, "kammer"):
			who += "k"
		case strings.Contains(lower, "senat"), kind == "judgment": // a chamber never gives a judgment, § 93d BVerfGG
			who += "s"
		default:
			return "", false
		}
	default:
		return "", false
	}
	return who + digits(date.Year, 4) + digits(int(date.Month), 2) + digits(date.Day, 2) + "." +
		strings.ToLower(f.Bench+f.Sign) + digits(f.Number, 4) + digits(f.Year%100, 2), f.Suffix == ""
}

func buildECHR(date core.Date, f FileNumber, kind string) (string, bool) {
	letters := ""
	switch kind {
	case "judgment":
		letters = "JUD"
	case "order":
		letters = "DEC"
	}
	if letters == "" || f.Sign != "" || f.Suffix != "" {
		return "", false
	}
	return digits(int(date.Month), 2) + digits(date.Day, 2) + letters + digits(f.Number, 7) + digits(f.Year%100, 2), true
}

// buildLand writes the file number without blanks and signs; where that would bring two
// letters or two digits together, a point parts them. Hesse keeps the point behind the
// year. Decisions before 1 September 2017 got their ECLI afterwards, without these points
// and with 0A at the end, except in North Rhine-Westphalia, which began before.
func buildLand(c Court, date core.Date, fileNumber string, f FileNumber) string {
	if (c.ECLICode == "VGBE" || c.ECLICode == "OVGBEBB") && f.Prefix == "" {
		// Their numbers begin with the name of the court, which collections leave out.
		kind, _, _ := strings.Cut(c.Name, " ")
		fileNumber = kind + " " + fileNumber
	}
	late := c.Land != "NW" && date.Before(core.Date{Year: 2017, Month: 9, Day: 1})
	end := ".00"
	if late {
		end = ".0A"
	}
	return ordinalOf(fileNumber, c.Land == "HE", !late) + end
}

// ordinalOf writes a file number as the ordinals of the Länder do.
func ordinalOf(number string, keepPoint, parted bool) string {
	number = tidy(number)
	slash := strings.Contains(number, "/")
	var b strings.Builder
	var last rune // what was written last
	gap := false  // whether something was left out since
	for _, r := range number {
		switch {
		case r == '/' || r == '.' && !slash && unicode.IsDigit(last) || r == '.' && keepPoint && b.Len() > 0:
			b.WriteByte('.')
			last, gap = '.', false
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = true
			continue
		}
		if gap && (unicode.IsDigit(last) && unicode.IsDigit(r) || parted && unicode.IsLetter(last) && unicode.IsLetter(r)) {
			b.WriteByte('.')
		}
		b.WriteString(upper(fold(string(r))))
		last, gap = r, false
	}
	return b.String()
}

// signs25 are the letters and digits of a part of a file number, umlauts as two letters.
func signs25(s string) string {
	s = strings.NewReplacer("Ä", "AE", "Ö", "OE", "Ü", "UE", "ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(s)
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
