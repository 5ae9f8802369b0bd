package source

import (
	"regexp"
	"strings"

	"verbund/internal/caselaw/decision"
)

// fromLabels reads what databases print above a decision, in lines that say what they
// are: "Normen: § 3 IFG", "Vorinstanz:" with the next lines. What the source said in
// fields of its own stays.
func fromLabels(e *decision.Entry, text *decision.Text, r *report) {
	norms, chain, keywords := len(e.Norms) == 0, len(e.Chain) == 0, len(e.Keywords) == 0
	for _, s := range text.Sections {
		if s.Kind != "opening" && s.Kind != "headnote" && s.Kind != "other" {
			continue
		}
		name := ""
		for _, p := range s.Paragraphs {
			if p.Number != "" || len(p.Text) > 8000 {
				continue
			}
			for t := range strings.SplitSeq(p.Text, "\n") {
				value := t
				if n, rest := label(t); n != "" {
					name, value = n, rest
				} else if looksDone(t, name) {
					name = ""
				}
				if name == "" && isNormLine(t) {
					name = "norms"
				}
				if value == "" {
					continue
				}
				switch name {
				case "title":
					if r.title == "" {
						r.title = value
					}
				case "norms":
					if norms {
						e.Norms = addNorms(e.Norms, normsOf(value)...)
					}
				case "keywords":
					if keywords {
						for k := range strings.SplitSeq(value, ",") {
							e.Keywords = addNew(e.Keywords, oneLine(k))
						}
					}
				case "chain":
					if chain {
						e.Chain = append(e.Chain, chainOf(value)...)
					}
				case "court":
					e.Court = orElse(e.Court, value)
					name = ""
				case "date":
					if e.Date.IsZero() {
						e.Date = dateOf(value)
					}
					name = ""
				case "number":
					if len(e.FileNumbers) == 0 {
						e.FileNumbers = fileNumbers(value)
					}
					name = ""
				case "chamber":
					e.Chamber = orElse(e.Chamber, value)
					name = ""
				case "kind":
					e.Printed = orElse(e.Printed, value)
					name = ""
				case "ecli":
					e.ECLI = orElse(e.ECLI, ecliOf(value))
					name = ""
				}
			}
		}
	}
	if m := ownECLI.FindString(r.cited); m != "" {
		e.ECLI = orElse(e.ECLI, ecliOf(m))
	}
	if e.Kind == "" {
		e.Kind = kindOf(e.Printed)
	}
}

var ownECLI = regexp.MustCompile(`ECLI:[A-Z]{2}:[A-Za-z0-9]+:\d{4}:[A-Za-z0-9.]+`)

func orElse(have, other string) string {
	if have != "" {
		return have
	}
	return other
}

// isNormLine tells whether a line of an opening is one of a list of norms that has no
// label: "GewStG § 9 Nr 1,".
func isNormLine(t string) bool {
	m := normLawAt.FindStringSubmatch(strings.TrimRight(t, ","))
	return m != nil && len(t) < 60 && len(strings.Fields(m[1])) <= 2 && !strings.HasSuffix(t, ".")
}

// looksDone tells whether a line is no longer about a label: norms and instances have
// figures in them.
func looksDone(t, name string) bool {
	switch name {
	case "norms":
		return !normSign.MatchString(t)
	case "chain":
		return !strings.ContainsAny(t, "0123456789") || len(t) > 160
	case "title", "keywords":
		return isDone(t) || len(t) > 400
	}
	return true
}
