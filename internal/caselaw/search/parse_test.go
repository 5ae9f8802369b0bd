package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// awkward are queries as they come from people and from attackers.
var awkward = []string{
	"", " ", "\"", "\"\"", "\"a", "a\"", "(", ")", "((", "))", "(()", "()", "(a", "a)", "( OR )", "AND", "OR", "NOT", "NEAR/3", "AND OR NOT",
	"a AND", "AND a", "a OR", "NOT NOT a", "NOT (NOT a)", "-", "--a", "-a", "- a", "a -", "-(a b)", "-\"a b\"", "*", "a*", "ab*", "*ab", "a*b", "ab**",
	"a.*b[c-d]{2,3}$", "(?i)a|b", "^a$", "\\", "a\\b", "/a/", "a NEAR b NEAR/2 c", "a NEAR/99999 b", "NEAR a", "a NEAR", "(a OR b) NEAR/3 \"c d\"", "(a b) NEAR/3 c",
	"gericht:", "gericht:BGH", "gericht: BGH", "gericht:(BGH OR \"LG Hanau\")", "gericht:-BGH", "gericht:gericht:BGH", "unbekannt:wert", "http://example.org", ":", "::", "a:",
	"datum:", "datum:..", "datum:2019..", "datum:..2019", "datum:2023..2019", "datum:99999", "datum:31.02.2020", "datum:>=", "datum:>2020", "datum:x..y", "bedeutung:9999999999999",
	"§", "§ §", "§ 232", "§ 232 StGB", "§§ 232, 233 StGB", "Art. 4 EMRK", "Art.", "ECLI:", "ECLI:DE:BGH:2009:X", "ecli:ECLI:DE:BGH:2009:X", "3 StR 87/09", "az:3 StR 87/09", "az:", "zitiert:3 StR 87/09",
	"der die das", "שלום עולם", "\u202eabc", "مرحبا بالعالم", "𝔘𝔫𝔦", "a\x00b", "\xff\xfe", "é\u0301", "„a b“", "»a b«", "ß", "ſ", "İ", "ﬁ", "Kläger*innen", "norm:\"§ 232 StGB\"", "jahr:2019", "a & b | c", "+a +b",
}

func TestAwkwardQueriesAreExplained(t *testing.T) {
	for query, want := range map[string]string{
		"\"a b":                             "quote-open",
		"(a b":                              "bracket-open",
		"a) b":                              "bracket-close",
		"a AND":                             "operator-alone",
		"OR a":                              "operator-alone",
		"a NOT":                             "operator-alone",
		"NEAR/3 a":                          "operator-alone",
		"a NEAR/3 gericht:b":                "near-operands",
		"der die":                           "stop-words",
		"-a":                                "only-not",
		"unbekannt:wert":                    "unknown-field",
		"datum:irgendwann":                  "value-unreadable",
		"bedeutung:viel":                    "value-unreadable",
		"gericht:":                          "field-empty",
		"a*":                                "prefix-short",
		"a*b":                               "wildcard",
		"🦄":                                 "nothing-typed",
		"% _ %":                             "nothing-typed",
		"((((":                              "nothing-typed",
		"OEG":                               "synonyms",
		strings.Repeat("wort ", 5000):       "too-long",
		strings.Repeat("a b c d e f ", 20):  "too-many",
		strings.Repeat("(", 50) + "a":       "too-deep",
		strings.Repeat("NOT ", 50) + "wort": "",
	} {
		q := parsed(t, query)
		var keys []string
		for _, n := range q.Notes {
			keys = append(keys, n.Key)
			if len(n.Args)%2 != 0 {
				t.Errorf("%.40s: the note %s has %d arguments", query, n.Key, len(n.Args))
			}
		}
		if want != "" && !slices.Contains(keys, "caselaw.search."+want) {
			t.Errorf("%.40s has the notes %v, want %s", query, keys, want)
		}
	}
	for _, query := range []string{"Menschenhandel", "a b", "\"a b\"", "gericht:BGH", "x -b", "(a OR b) c", "https://bgh.de", "Kläger:in", "§ 232 StGB"} {
		if q := parsed(t, query); len(q.Notes) > 0 {
			t.Errorf("%s has the notes %v", query, q.Notes)
		}
	}
}

func TestNoQueryEndsTheSearch(t *testing.T) {
	ix := openedWith(t, testOptions(), doc(1, "a b c Menschenhandel"), doc(2, "d e f"))
	queries := slices.Clone(awkward)
	for _, q := range awkward {
		queries = append(queries, strings.Repeat(q+" ", 10_000/(len(q)+1)), strings.Repeat(q, 10_000/max(len(q), 1)))
	}
	for _, q := range queries {
		for _, any := range []bool{false, true} {
			res, err := ix.Search(t.Context(), Request{Text: q, Any: any, States: published, Facets: []string{FacetCourt}})
			if err != nil {
				t.Errorf("%.40q: %v", q, err)
			}
			Marks(res.Query, "a b c")
		}
	}
}

// What a query is depends on nothing but its text, and takes no more parts than the
// bounds allow.
func FuzzQueriesAreUnderstoodAsFarAsPossible(f *testing.F) {
	for _, q := range awkward {
		f.Add(q, false)
		f.Add(q+" "+q, true)
	}
	lang := newLanguage(testOptions())
	known := func(file string) bool { return file == "3str87/09" }
	f.Fuzz(func(t *testing.T, text string, any bool) {
		q := lang.parse(text, any, lang.reader(), known)
		leaves := 0
		each(q.root, func(n node) {
			switch n.(type) {
			case *groupNode, *nearNode, *synonymNode:
			default:
				leaves++
			}
		})
		if !any && leaves > 20*maxClauses {
			t.Fatalf("%d parts", leaves)
		}
		for _, n := range q.Notes {
			for _, a := range n.Args {
				if s, ok := a.(string); ok && (!utf8.ValidString(s) || len(s) > 400) {
					t.Fatalf("the note %s says %q", n.Key, s)
				}
			}
		}
	})
}
