package source

import (
	"regexp"
	"strings"

	"verbund/internal/caselaw/decision"
)

var (
	normNext    = regexp.MustCompile(`[,;]\s*`)
	normBegins  = regexp.MustCompile(`^(?:§§?|Art\b|Artt?\.|Artikel\b|[A-ZÄÖÜ][\p{L}\d/-]*(?: (?:\([A-Z]+\)|Nr\.?|[IVX]+|\d[\d/]*|[A-Z][A-Z]+|a\. ?F\.|n\. ?F\.))* ?(?:§|Art\b|Art\.))`)
	normInner   = regexp.MustCompile(`^(?:Abs|Satz|S|Nr|Nummer|Buchst|Halbs|Halbsatz|Alt|Var|Ziff|Anhang|Anl|Unterabs|Rn)\b`)
	normLawAt   = regexp.MustCompile(`^([A-ZÄÖÜ][^§]*?) ((?:§§?|Art\b|Artt?\.|Artikel\b).*)$`)
	normVersion = regexp.MustCompile(`(?i)\s*(?:\(([an]\. ?F\.)\)|\b([an]\. ?F\.|[an]F\b)(\s*\([^)]*\))?)`)
	normOf      = regexp.MustCompile(`,?\s+vom\s+(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})$`)
	normSign    = regexp.MustCompile(`(?:§§?|\bArtt?\b\.?|\bArtikel\b)`)
)

// normsOf takes apart what a source lists as norms: "§ 4 InsO, § 13 ZPO", "BBG § 61
// Abs. 1 Satz 3, § 77 Abs. 1", "StGB § 181 a.F.". A law that stands in front goes to
// the end, where people write it, and is said again for each of its provisions.
func normsOf(s string) (all []decision.Norm) {
	law, version := "", ""
	for _, part := range normParts(oneLine(s)) {
		n := decision.Norm{Text: part}
		if m := normOf.FindStringSubmatch(n.Text); m != nil {
			n.Version = dateOf(m[1]).String()
			n.Text = strings.TrimSpace(strings.TrimSuffix(n.Text, m[0]))
		}
		if m := normVersion.FindString(n.Text); m != "" {
			n.Version = strings.TrimSpace(m)
			if strings.HasPrefix(n.Version, "(") {
				n.Version = strings.Trim(n.Version, "()")
			}
			n.Text = oneLine(strings.Replace(n.Text, m, "", 1))
		}
		if n.Text == "" {
			continue
		}
		switch m := normLawAt.FindStringSubmatch(n.Text); {
		case m != nil:
			law, version = m[1], n.Version
			n.Text = m[2] + " " + law
		case law != "" && normSign.MatchString(n.Text) && !endsInLaw(n.Text):
			n.Text += " " + law
			if n.Version == "" {
				n.Version = version
			}
		default:
			law, version = "", ""
		}
		all = append(all, n)
	}
	return backfilled(all)
}

// backfilled gives provisions that name no law, and follow none that does, the law of
// the next one: "§ 2 Abs 2, § 3 StPO".
func backfilled(all []decision.Norm) []decision.Norm {
	law := ""
	for i := len(all) - 1; i >= 0; i-- {
		switch t := all[i].Text; {
		case !normSign.MatchString(t):
			law = ""
		case endsInLaw(t):
			law = lawIn(t)
		case law != "":
			all[i].Text += " " + law
		}
	}
	return all
}

// lawIn is the law at the end of a provision: the words after the last figure or sign.
func lawIn(t string) string {
	words := strings.Fields(t)
	from := len(words) - 1
	for from > 0 && endsInLaw(words[from-1]) && !normSign.MatchString(words[from-1]) {
		from--
	}
	return strings.Join(words[from:], " ")
}

// normParts parts a list where another provision begins.
func normParts(s string) (parts []string) {
	from := 0
	for _, at := range normNext.FindAllStringIndex(s, -1) {
		rest := s[at[1]:]
		if normBegins.MatchString(rest) && !normInner.MatchString(rest) {
			parts = append(parts, s[from:at[0]])
			from = at[1]
		}
	}
	if rest := strings.TrimRight(s[from:], " ,;"); rest != "" {
		parts = append(parts, rest)
	}
	return parts
}

// endsInLaw tells whether a provision names its law itself: its last word is none of
// those that stand within one.
func endsInLaw(s string) bool {
	words := strings.Fields(s)
	last := strings.Trim(words[len(words)-1], ".,;)")
	if last == "" || last[0] >= '0' && last[0] <= '9' || len(last) < 2 || strings.ContainsAny(last, "0123456789") && strings.Contains(last, ".") {
		return false
	}
	switch last {
	case "ff", "Buchst", "Abs", "Satz", "Nr", "und", "Halbs", "Alt", "lit", "Art", "Artikel", "Hs", "Var", "Ziff", "Unterabs", "Anhang", "Anlage":
		return false
	}
	return last[0] >= 'A' && last[0] <= 'Z' || strings.HasPrefix(last, "Ö") || strings.HasPrefix(last, "Ä") || strings.HasPrefix(last, "Ü")
}
