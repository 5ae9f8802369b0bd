package source

import (
	"regexp"
	"strings"

	"verbund/internal/caselaw/decision"
)

// Clean makes sections and paragraphs of a text that comes from a PDF or from the
// clipboard; "\f" ends a page. In this order:
//
//  1. Signs are made the usual ones; see plain.
//  2. Running heads, feet and page numbers are left out; see heads.go.
//  3. Headings are found: headnotes, operative part, facts, reasons, separate opinions.
//  4. Margin numbers are found: numbers in the margin that rise by one; see margin.go.
//  5. Lines are put together to paragraphs, over ends of pages too, and words that were
//     parted at the end of a line become one again; see hyphen.go. Lines that were ended
//     on purpose stay lines.
//  6. Headnotes that the court did not write are left out; see editorial.go.
//
// It loses no letter but those of what it leaves out.
func Clean(plain string) decision.Text {
	text, _ := clean(plain)
	return text
}

// clean is Clean, and says what was left out.
func clean(s string) (decision.Text, report) {
	s, signs := plain(s)
	l := linesOfText(unglued(s))
	return l.whole(signs)
}

// report says what was left out of a text, and what was found about it.
type report struct {
	drops dropped
	lines []string // that were struck
	left  []string // paragraphs and headings that were left out for other reasons
	cited string   // how the source wants to be cited
	title string   // as a database prints it
}

// whole does all steps on the lines of a text.
func (l *layout) whole(signs bool) (decision.Text, report) {
	var r report
	r.drops.add(signs, "caselaw.source.dropped.signs")
	l.strike()
	for i := range l.lines {
		if l.lines[i].out {
			r.lines = append(r.lines, l.lines[i].text)
		}
	}
	r.drops.add(len(r.lines) > 0, "caselaw.source.dropped.heads")
	l.sections()
	l.numbers()
	text := l.text()
	leaveOut(&text, &r)
	return text, r
}

var (
	gluedHeading = regexp.MustCompile(`([\p{Ll}\d.)“”"!?])(Leitsätze|Leitsatz|Tenor|Tatbestand|Entscheidungsgründe|Gründe)((?:[IVX]+\.)?)([\p{Lu}„"(\d])`)
	gluedECLI    = regexp.MustCompile(`([\p{L}“”")])(ECLI:[A-Z]{2}:[A-Za-z0-9]+:\d{4}:[A-Za-z0-9.]+?\.\d{1,2})?(ECLI:|[A-Z][A-Za-z]+ [IVX\d]+\. Senat)`)
	gluedEnd     = regexp.MustCompile(`(\p{Ll}{2}|[“”")\]])([.:])((?:\p{Lu}\p{Ll}|[IVX]{1,4}\.|\d{1,2}\. |[a-z]{1,2}\) |„|")|zurück zur Übersicht)`)
	gluedYear    = regexp.MustCompile(`(\d)(\.)(\p{Lu}\p{Ll}+ )`)
)

// unglued parts what a web page had parted by its layout alone and copying put
// together: "… zurückverwiesen.TatbestandI.Die Klägerin". Only lines that are far too
// long are looked at, and sentences are parted only where a heading proves it.
func unglued(s string) string {
	if !strings.Contains(s, "ECLI:") && !hasLong(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 1024)
	for i, raw := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if strings.Contains(raw, "ECLI:") {
			raw = gluedECLI.ReplaceAllString(raw, "$1$2\n$3")
		}
		if len(raw) < gluedFrom || !gluedHeading.MatchString(raw) {
			b.WriteString(raw)
			continue
		}
		raw = gluedHeading.ReplaceAllString(raw, "$1\n$2\n$3\n$4")
		raw = gluedEnd.ReplaceAllString(raw, "$1$2\n$3")
		b.WriteString(gluedYear.ReplaceAllString(raw, "$1$2\n$3"))
	}
	return b.String()
}

// gluedFrom is how many bytes a line has from which on it is looked at.
const gluedFrom = 3000

func hasLong(s string) bool {
	for len(s) >= gluedFrom {
		end := strings.IndexByte(s, '\n')
		if end < 0 || end >= gluedFrom {
			return true
		}
		s = s[end+1:]
	}
	return false
}
