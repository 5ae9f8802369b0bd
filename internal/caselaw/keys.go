package caselaw

import (
	"strconv"
	"strings"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/court"
	"verbund/internal/caselaw/decision"
)

// keysOf is what a decision is known by: its ECLI and each of its file numbers.
func keysOf(e *decision.Entry) (all []string) {
	seen := map[string]bool{}
	add := func(key string) {
		if !seen[key] {
			seen[key] = true
			all = append(all, key)
		}
	}
	if key := (citation.Case{ECLI: e.ECLI}).Key(); key != "" {
		add(key)
	}
	for _, number := range e.FileNumbers {
		if key := citation.FileNumberKey(number); key != "" {
			add("az:" + key)
		}
	}
	return all
}

func validECLI(s string) bool {
	_, err := court.ParseECLI(s)
	return err == nil
}

func formatNumber(n int64) string { return strconv.FormatInt(n, 10) }

// contains is a LIKE pattern for texts that hold the words; signs of patterns are taken
// as any one character.
func contains(words string) string {
	if words = strings.TrimSpace(words); words == "" {
		return ""
	}
	return "%" + strings.NewReplacer("%", "_", `\`, "_").Replace(words) + "%"
}

// prefixed puts a prefix before each of the columns.
func prefixed(prefix, columns string) string {
	return prefix + strings.ReplaceAll(columns, ", ", ", "+prefix)
}

// citedKey is what a citation leads to: the key of a provision or of a decision, and for
// a decision the court and day that the text names, if it does.
func citedKey(c *citation.Citation) (key, courtSaid, day string) {
	if c.Kind == citation.Statute {
		return normKey(c.Norm), "", ""
	}
	return c.Case.Key(), courtName(c.Case.Court), c.Case.Date.String()
}

// normKey is the key of a provision, apart from those of decisions.
func normKey(n citation.Norm) string {
	if key := n.Key(); key != "" {
		return "norm:" + key
	}
	return ""
}

// courtName is the usual short name of a court, however a text writes it; what is not
// known stays as it is.
func courtName(s string) string {
	if c, ok := courtOf(s); ok {
		return c.Name
	}
	return s
}

// means tells whether a decision of this court and day is meant by what a text says of
// it. What the text does not say cannot contradict.
func means(saidCourt, saidDay, court, day string) bool {
	return (saidCourt == "" || court == "" || saidCourt == court) && (saidDay == "" || day == "" || saidDay == day)
}

// courtOf is what is known of a court.
func courtOf(name string) (court.Court, bool) { return court.Parse(name) }
