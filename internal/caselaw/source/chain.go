package source

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

var (
	chainParts  = regexp.MustCompile(`(?:\s*Zur Entscheidung\s*)|\s*;\s*|\s*\n\s*`)
	chainAgain  = regexp.MustCompile(`,?\s+(vorgehend|nachgehend)\s+`)
	chainBegins = regexp.MustCompile(`(?i)^\s*(vorgehend|nachgehend|Vorinstanz(?:en)?:?|vorher|nachher)\s+`)
	chainDay    = regexp.MustCompile(`\b(\d{1,2}\. ?\d{1,2}\. ?\d{4}|\d{1,2}\. (?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember) \d{4}|\d{4}-\d{2}-\d{2})\b`)
	chainKind   = regexp.MustCompile(`(?:^|[\s,])((?:[A-ZÄÖÜ][a-zäöü]*(?:urteil|beschlu(?:ss|ß)|bescheid)|Urteil|Beschlu(?:ss|ß)|Gerichtsbescheid)(?: des Fachsenats)?(?:,? \(?[„"“]in-camera["“”]?-Verfahren["“”]?\)?)?|Vorabentscheidungsersuchen(?: \(Beschluss\))?|\(?[„"“]in-camera["“”]?-Verfahren["“”]?\)?)(?:[\s,]|$)`)
	chainLabel  = regexp.MustCompile(`(?i)\bAz\.?:?\s+|\bAktenzeichen:?\s+`)
	chainGlued  = regexp.MustCompile(`(\d{1,2}\.\d{1,2}\.\d{4}) ?(\p{Lu}\p{Ll}+(?:gericht|gerichtshof|gerichtshofs|er Gerichtshof|es Gericht)\b)`)
	chainNote   = regexp.MustCompile(`\s*\([^()\d]*(?:liegt|liegen|erledigt|Hauptsache)[^()\d]*\)|\b(?:verbundene )?Rechtssachen? `)
	monthOnly   = regexp.MustCompile(`^\d{1,2}/\d{4}$`)
)

// chainOf reads what sources print about the other instances, one or several:
//
//	vorgehend LG Aachen, 17. März 2008, Az: 6 T 104/07, Beschluss
//	LG Kassel, 28.09.2021, 1680 Js 23812/19 - 9 KLs
//	Verwaltungsgericht Potsdam, Beschluss, 9 L 246/11, 09.06.2011 Zur Entscheidung
//	VG Regensburg, Urteil vom 28.11.2019 – RO 7 K 17.47
//	VG Freiburg - 17.09.2021 - AZ: DL 11 K 3895/20
func chainOf(s string) (chain []decision.Instance) {
	s = chainAgain.ReplaceAllString(s, "\n$1 ")
	s = chainGlued.ReplaceAllString(s, "$1\n$2")
	s = chainNote.ReplaceAllString(s, "")
	for _, part := range chainParts.Split(s, -1) {
		if i, ok := instanceOf(part); ok {
			chain = append(chain, i)
		}
	}
	return chain
}

func instanceOf(s string) (decision.Instance, bool) {
	var i decision.Instance
	s = oneLine(s)
	if m := chainBegins.FindStringSubmatch(s); m != nil {
		i.Higher = strings.HasPrefix(strings.ToLower(m[1]), "nach")
		s = s[len(m[0]):]
	}
	if day := chainDay.FindStringIndex(s); day != nil {
		i.Date = dateOf(s[day[0]:day[1]])
		s = s[:day[0]] + "\x00" + s[day[1]:]
	}
	if kind := chainKind.FindStringSubmatchIndex(s); kind != nil {
		i.Kind = s[kind[2]:kind[3]]
		s = s[:kind[2]] + "\x00" + s[kind[3]:]
	}
	s = chainLabel.ReplaceAllString(s, "\x00")
	for n, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '\x00' || r == ',' }) {
		part = strings.Trim(part, " -–.")
		part = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(part, " vom"), " -"))
		switch {
		case n == 0:
			i.Court = part
		case part == "" || part == "vom" || monthOnly.MatchString(part):
		case strings.ContainsAny(part, "0123456789"):
			i.FileNumber = strings.TrimSpace(i.FileNumber + " " + part)
		}
	}
	return i, len(i.Court) >= 2 && len(i.Court) <= 120 && strings.ContainsFunc(i.Court, isLetter)
}

// placed says of the instances which were decided after the decision itself, leaves
// out the decision itself, and puts them in order.
func placed(chain []decision.Instance, own core.Date, numbers []string) []decision.Instance {
	chain = slices.DeleteFunc(chain, func(i decision.Instance) bool {
		return !own.IsZero() && i.Date == own && slices.Contains(numbers, i.FileNumber)
	})
	for n := range chain {
		if !own.IsZero() && !chain[n].Date.IsZero() {
			chain[n].Higher = chain[n].Date.After(own)
		}
	}
	sortChain(chain)
	return chain
}

// sortChain puts lower instances before higher ones, and each by their days; what is
// still pending comes last.
func sortChain(chain []decision.Instance) {
	slices.SortStableFunc(chain, func(a, b decision.Instance) int {
		if a.Higher != b.Higher {
			if a.Higher {
				return 1
			}
			return -1
		}
		if a.Higher && a.Date.IsZero() != b.Date.IsZero() {
			if a.Date.IsZero() {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.Date.String(), b.Date.String())
	})
}
