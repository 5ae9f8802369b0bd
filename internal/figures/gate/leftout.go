package gate

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/figures/edition"
)

const (
	months = `(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|January|February|March|May|June|July|October|December)`
	// clause is the number of a paragraph, article or sentence: 232, 232a, 25-4a.
	clause = `\d+[a-z]?\b`
	also   = `(?:\s*(?:,|;|/|–|-|und|oder|bis|sowie|i\. ?V\. ?m\.|and|or|to)\s*(?:§{1,2}\s*)?` + clause + `)*`
	inside = `(?:\s*\(\d+[a-z]?\))?`
)

// noFigures are what looks like a number and is none.
var noFigures = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:https?://|www\.|doi:)\S+`),
	regexp.MustCompile(`\b[\w.+-]+@[\w-]+\.[\w.]+`),
	// Dates: 2023-12-31, 31.12.2023, 31.12., 31. Dezember (2023), 31 December, December 31, 2023, am 3./4. Mai.
	regexp.MustCompile(`\b\d{4}-\d{2}(?:-\d{2})?\b`),
	regexp.MustCompile(`\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4}\b)?`),
	regexp.MustCompile(`\b\d{1,2}(?:\.|st|nd|rd|th)?(?:\s?(?:/|–|-|und|bis|and|to)\s?\d{1,2}\.?)?\s+` + months + `\b(?:\s+\d{4}\b)?`),
	regexp.MustCompile(`\b` + months + `\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?\b`),
	// Times: 14:30, 9 Uhr.
	regexp.MustCompile(`\b\d{1,2}:\d{2}\b`),
	regexp.MustCompile(`\b\d{1,2}(?:\.\d{2})?(?:\s?(?:–|-|bis)\s?\d{1,2}(?:\.\d{2})?)?\s+Uhr\b`),
	// Telephone numbers: +49 30 123456, 08000 116 016, (030) 12 34, 030/1234.
	regexp.MustCompile(`\+\d[\d\s\x{00a0}/()–-]{5,}\d`),
	regexp.MustCompile(`\(?\b0\d{2,5}\)?[\s\x{00a0}/–-]\s?\d[\d\s\x{00a0}/–-]{2,}\d\b`),
	// Laws: §§ 232 bis 233a StGB, Abs. 4a Satz 2, Art. 4 EMRK, section 25 (4a), sections 232 to 233a.
	regexp.MustCompile(`§{1,2}\s*` + clause + inside + also + inside),
	regexp.MustCompile(`(?i)\b(?:Abs\.|Absatz|Absätze|Satz|Nr\.|Nummer|Artikel|Art\.|Kapitel|Anlage|Richtlinie|Directive|Paragra(?:f|ph)|sections?|articles?|paragraphs?|chapter|annex)\s*` + clause + `(?:/\d+)*` + inside + also + inside),
	regexp.MustCompile(`\b\d{2,4}/\d{1,4}/(?:EU|EG|EC|EWG)\b`),
	// Footnotes and lists: [3], [^3], Fn. 3, 1. at the beginning of a line.
	regexp.MustCompile(`\[\^?\d+(?:\s?[,–-]\s?\d+)*\]`),
	regexp.MustCompile(`(?i)\b(?:Fn\.|Fußnote|footnote|Seite|S\.|page|p\.|pp\.|Tabelle|table|Abbildung|Abb\.|figure|fig\.)\s*\d+(?:\s?(?:–|-|und|and)\s?\d+)?\b`),
	regexp.MustCompile(`(?m)^[ \t]*(?:#+[ \t]*\d{1,2}(?:\.\d{1,2})*[.)]?|\d{1,2}(?:\.\d{1,2})*[.)])[ \t]`),
	// Ordinals in English: 3rd.
	regexp.MustCompile(`\b\d+(?:st|nd|rd|th)\b`),
}

// years are written without a mark; after a dash or a stroke two digits will do. A
// number with a percent sign is none, and one that counts something goes unseen: no
// count of the network comes near.
var years = regexp.MustCompile(`\b(?:19|20)\d{2}(?:\s?(?:/|–|-|bis|to)\s?(?:(?:19|20)\d{2}|\d{2}))?\b`)

// ages are the limits of age groups in the way they are spoken of.
var ages = regexp.MustCompile(`(?i)(?:\b(?:unter|unter-|über|ab|under|over|aged|age|Alter von|zwischen|between)\s+)?\b(\d{1,2})(?:(?:-?\s?(?:–|-|bis|und|to|and)\s?)(\d{1,2}))?(\+|[- ]?(?:jährige?[nrs]?\b|Jahren?\b|years?\b|year-olds?\b)|\s+(?:und älter|oder älter|and older|or older|and over)\b)?`)

// aged is what stands before an age and before nothing else.
var aged = regexp.MustCompile(`(?i)^(?:aged|age|Alter von)\s`)

// stretches are parts of a text, in order and apart from each other.
type stretches []stretch

func (s stretches) covers(at int) bool {
	i, found := slices.BinarySearchFunc(s, at, func(one stretch, at int) int { return cmp.Compare(one.begin, at) })
	return found || i > 0 && at < s[i-1].end
}

// joinedUp puts stretches in order and together where they meet.
func joinedUp(all stretches) stretches {
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.begin, b.begin) })
	var kept stretches
	for _, one := range all {
		if last := len(kept) - 1; last >= 0 && one.begin <= kept[last].end {
			kept[last].end = max(kept[last].end, one.end)
		} else {
			kept = append(kept, one)
		}
	}
	return kept
}

// leftOut are the stretches of a text that hold no figures.
func leftOut(text string, e edition.Edition) stretches {
	var left stretches
	for _, pattern := range noFigures {
		for _, at := range pattern.FindAllStringIndex(text, -1) {
			left = append(left, stretch{at[0], at[1]})
		}
	}
	for _, at := range years.FindAllStringIndex(text, -1) {
		if !percentSign.MatchString(text[at[1]:]) && !partOfNumber(text, at) {
			left = append(left, stretch{at[0], at[1]})
		}
	}
	limits := ageLimits(e)
	for _, at := range ages.FindAllStringSubmatchIndex(text, -1) {
		// 18 Jahre; unter 18; but not "über 50" alone, which may be cases.
		spoken := at[6] >= 0 || at[0] != at[2] && (text[at[2]:at[3]] == "18" || aged.MatchString(text[at[0]:at[2]]))
		known := limits[text[at[2]:at[3]]]
		if at[4] >= 0 {
			both := text[at[2]:at[3]] + "-" + text[at[4]:at[5]]
			known = known && limits[text[at[4]:at[5]]]
			spoken = spoken || limits[both]
		}
		if spoken && known && !percentSign.MatchString(text[at[1]:]) && !partOfNumber(text, []int{at[2], at[1]}) {
			left = append(left, stretch{at[0], at[1]})
		}
	}
	return joinedUp(left)
}

// partOfNumber tells whether a numeral goes on after a stretch: 2.023,5 or 2023.400.
func partOfNumber(text string, at []int) bool {
	for _, n := range numeral.FindAllStringIndex(text[at[0]:], 1) {
		if n[0] == 0 && at[0]+n[1] > at[1] {
			return true
		}
	}
	return at[0] > 1 && strings.ContainsRune(".,'’", rune(text[at[0]-1])) && text[at[0]-2] >= '0' && text[at[0]-2] <= '9'
}

// ageLimits are the numbers in the ids of age groups, and the ids themselves.
func ageLimits(e edition.Edition) map[string]bool {
	limits := map[string]bool{"18": true}
	put := func(id string) {
		id = strings.TrimPrefix(id, "b-")
		limits[id] = true
		for _, part := range strings.FieldsFunc(id, func(r rune) bool { return r < '0' || r > '9' }) {
			limits[part] = true
			if n, err := strconv.Atoi(part); err == nil && strings.HasSuffix(id, "-"+part) {
				limits[strconv.Itoa(n+1)] = true // "unter 30"
			}
		}
	}
	for _, t := range e.Tables {
		if t.Spec.Rows == "age_band" {
			for _, r := range t.Rows {
				put(r.ID)
				for _, id := range r.Merged {
					put(id)
				}
			}
		}
	}
	return limits
}
