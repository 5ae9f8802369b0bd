package source

import (
	"regexp"
	"strconv"
	"strings"
)

// Running heads, feet and page numbers: what a printer put between two lines of the
// same text. Where pages are known they stand at the edges of pages; elsewhere they
// are lines that come again and again, with a number that rises or in the middle of a
// sentence.

var (
	pageOf     = regexp.MustCompile(`(?i)(?:^|[\s.…-])(?:Seite|Page|S\.|Blatt)\s*(\d{1,4})\s*(?:von|of|/)\s*(\d{1,4})$`)
	pageOfBare = regexp.MustCompile(`^(\d{1,4})\s*(?:von|of|/)\s*(\d{1,4})(?:\s+\d{1,2}\.\d{1,2}\.\d{4}(?:[,\s]+\d{1,2}:\d{2})?)?$`)
	pageDashes = regexp.MustCompile(`^[-–—]\s?(\d{1,4})\s?[-–—](?:\s*(?:…|\.\.\.))?$`)
	pageWord   = regexp.MustCompile(`(?i)^(?:.{0,50}\s)?(?:-\s*)?(?:Seite|Page|Blatt)\s*(\d{1,4})(?:\s*-)?$`)
	pageTurn   = regexp.MustCompile(`^(?:/|\.\.\.|…)\s?\d{1,4}$`) // "/2", at the foot of page 1
	pageLone   = regexp.MustCompile(`^(?:II-|I-|II - |I - )?(\d{1,4})$`)
	webAddress = regexp.MustCompile(`^(?:.{0,60}\s)?(?:https?://|file:///)\S+(?:\s+\d{1,2}\.\d{1,2}\.\d{4}(?:[,\s]+\d{1,2}:\d{2})?)?(?:\s+(?:Seite\s+)?\d{1,4}(?:/\d{1,4})?)?$`)
)

// longestHead is the number of bytes up to which a line may be a running head.
const longestHead = 180

// strike marks the lines that are running heads, feet and page numbers. The line after
// them begins a page.
func (l *layout) strike() {
	again := l.repeated()
	totals := l.totals()
	for i := range l.lines {
		t := l.lines[i].text
		if len(t) > longestHead {
			continue
		}
		ends := endsInFigure(t)
		if !ends && !strings.Contains(t, "://") {
			continue
		}
		isolated := l.lines[i].gap && l.gapAfter(i) || l.width == 0
		switch m := pageOfNumbers(t); {
		case ends && len(t) < 30 && pageDashes.MatchString(t):
			l.lines[i].out = true
		case m != nil:
			l.lines[i].out = totals[m[2]] >= 2 && (isolated || l.atEdge(i)) || l.lines[i].page || len(t) < 20 && isolated
		case ends && t[0] <= '9' && t[0] >= '0' && pageOfBare.MatchString(t):
			l.lines[i].out = l.rises(again[keyOf(t)]) || l.lines[i].page || len(t) < 20 && isolated && l.width > 0
		case ends && len(t) < 80 && pageWord.MatchString(t):
			l.lines[i].out = l.rises(again[keyOf(t)]) && (len(again[keyOf(t)]) > 2 || len(t) < 20)
		case isolated && strings.Contains(t, "://") && webAddress.MatchString(t):
			l.lines[i].out = len(again[keyOf(t)]) >= 2 || l.atEdge(i)
		}
	}
	if l.width > 0 || l.pages {
		l.strikeRepeated(again)
	}
	if l.pages {
		l.strikeEdges()
	}
	for i := range l.lines {
		if t := l.lines[i].text; len(t) < 12 && endsInFigure(t) && pageTurn.MatchString(t) && i+1 < len(l.lines) && (l.lines[i+1].out || l.lines[i+1].page) {
			l.lines[i].out = true
		}
	}
	l.strikeLeftovers()
	out := false
	for i := range l.lines {
		if out && !l.lines[i].out {
			l.lines[i].page, l.lines[i].gap = true, true
		}
		out = l.lines[i].out
	}
}

// endsInFigure tells whether a line ends as one with a page number does: in a figure, a
// dash after it, or dots that lead to the next page.
func endsInFigure(t string) bool {
	switch c := t[len(t)-1]; {
	case '0' <= c && c <= '9', c == '-', c == '.':
		return true
	}
	return strings.HasSuffix(t, "–") || strings.HasSuffix(t, "—") || strings.HasSuffix(t, "…")
}

// pageOfNumbers are the two numbers of a line that ends in "Seite 3 von 12", or nil.
func pageOfNumbers(t string) []string {
	if c := t[len(t)-1]; c < '0' || c > '9' || len(t) > longestHead {
		return nil
	}
	tail := t[max(0, len(t)-14):]
	if !strings.Contains(tail, "von") && !strings.Contains(tail, "of") && !strings.Contains(tail, "/") {
		return nil
	}
	return pageOf.FindStringSubmatch(t)
}

// totals counts, for each number of pages that lines of the form "Seite 3 von 12" name,
// how many pages they name of it.
func (l *layout) totals() map[string]int {
	all, seen := map[string]int{}, map[string]bool{}
	for i := range l.lines {
		if m := pageOfNumbers(l.lines[i].text); m != nil && !seen[m[1]+"/"+m[2]] {
			seen[m[1]+"/"+m[2]] = true
			all[m[2]]++
		}
	}
	return all
}

// strikeLeftovers marks what web pages leave behind in copied text.
func (l *layout) strikeLeftovers() {
	for i := range l.lines {
		switch l.lines[i].text {
		case "zurück zur Übersicht", "Download als PDF", "logo_nrwe", "Druckansicht", "Seite drucken", "nach oben", "Zum Seitenanfang", "Zurück", "Seitenanfang", "Kontextspalte", "Druckversion":
			l.lines[i].out = true
		}
	}
}

// keyOf is a line with its numbers taken out.
func keyOf(t string) string {
	if !strings.ContainsAny(t, "0123456789") {
		return t
	}
	var b strings.Builder
	digits := false
	for i := 0; i < len(t); i++ {
		if c := t[i]; '0' <= c && c <= '9' {
			if !digits {
				b.WriteByte('#')
			}
			digits = true
		} else {
			digits = false
			b.WriteByte(c)
		}
	}
	return b.String()
}

// repeated are the lines that come more than once, by their keys.
func (l *layout) repeated() map[string][]int {
	all := map[string][]int{}
	for i := range l.lines {
		if t := l.lines[i].text; len(t) <= longestHead && len(t) >= 3 {
			k := keyOf(t)
			all[k] = append(all[k], i)
		}
	}
	for k, at := range all {
		if len(at) < 2 {
			delete(all, k)
		}
	}
	return all
}

// numbersIn are the numbers of a line, at most eight.
func numbersIn(t string) (all []int) {
	for i := 0; i < len(t) && len(all) < 8; {
		if t[i] < '0' || t[i] > '9' {
			i++
			continue
		}
		j := i
		for j < len(t) && '0' <= t[j] && t[j] <= '9' {
			j++
		}
		n, err := strconv.Atoi(t[i:min(j, i+9)])
		if err != nil {
			n = 0
		}
		all = append(all, n)
		i = j
	}
	return all
}

// rises tells whether one of the numbers of these lines grows by one or two from line
// to line, as page numbers do on every page or on every other, and all others stay.
// One line that is missing is let pass.
func (l *layout) rises(at []int) bool {
	if len(at) < 2 {
		return false
	}
	first := numbersIn(l.lines[at[0]].text)
	for column := range first {
		faults, last := 0, first[column]
		for _, i := range at[1:] {
			now := numbersIn(l.lines[i].text)
			if column >= len(now) {
				faults = len(at)
				break
			}
			if step := now[column] - last; step < 1 || step > 2 {
				faults++
			}
			last = now[column]
			for other := range now {
				if other != column && other < len(first) && now[other] != first[other] && !strings.Contains(l.lines[i].text, "://") {
					faults += len(at)
				}
			}
		}
		if faults <= len(at)/8 {
			return true
		}
	}
	return false
}

// mostStruck is how many lines in a row are looked over that are struck.
const mostStruck = 100

// before is the last line before i that is not struck, or -1.
func (l *layout) before(i int) int {
	least := i - mostStruck
	for i--; i >= 0 && l.lines[i].out; i-- {
		if i < least {
			return -1
		}
	}
	return i
}

// after is the first line after i that is not struck, or the number of lines.
func (l *layout) after(i int) int {
	most := i + mostStruck
	for i++; i < len(l.lines) && l.lines[i].out; i++ {
		if i > most {
			return len(l.lines)
		}
	}
	return i
}

func (l *layout) gapAfter(i int) bool { return i+1 >= len(l.lines) || l.lines[i+1].gap }

// atEdge tells whether line i is the first or the last of a page, next to lines that
// are struck, or first or last of all.
func (l *layout) atEdge(i int) bool {
	first := l.lines[i].page || i == 0 || l.lines[i-1].out
	last := i+1 == len(l.lines) || l.lines[i+1].page || l.lines[i+1].out
	return first || last
}

// interrupts tells whether a sentence goes on over line i.
func (l *layout) interrupts(i int) bool {
	b, a := l.before(i), l.after(i)
	if b < 0 || a >= len(l.lines) {
		return false
	}
	before, after := l.lines[b].text, l.lines[a].text
	return isOpen(before) && l.isFull(before, after) && !strings.HasSuffix(before, ":")
}
