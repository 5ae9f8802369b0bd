package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is one line of a text, on its way to being part of a paragraph.
type line struct {
	text string // with single spaces, none around
	gap  bool   // empty lines go before it
	page bool   // a page begins with it
	hard bool   // its end before was set on purpose, not by the width of a page

	head   bool   // a heading by its element, in HTML
	out    bool   // a running head, a foot or a page number
	number string // the margin number that belongs to it
	kind   string // of the section that begins with it; see heading.go
	title  string // the heading of that section, as printed
}

// layout is what can be said of all lines of a text together.
type layout struct {
	lines []line
	pages bool // where pages end is known
	width int  // letters of a full line; 0 where every line is a paragraph
}

// linesOfText takes a text apart: form feeds are ends of pages.
func linesOfText(text string) *layout {
	l := &layout{pages: strings.Contains(text, "\f")}
	l.lines = make([]line, 0, 1+strings.Count(text, "\n"))
	gap, page := true, true
	for raw := range strings.SplitSeq(text, "\n") {
		for i := 0; ; i++ {
			rest, after, feed := strings.Cut(raw, "\f")
			if t := tight(rest); t != "" {
				l.lines = append(l.lines, line{text: t, gap: gap, page: page})
				gap, page = false, false
			} else if i == 0 && !feed {
				gap = true
			}
			if !feed {
				break
			}
			raw, gap, page = after, true, true
		}
	}
	l.measure()
	return l
}

// linesOfBlocks takes blocks of HTML as lines.
func linesOfBlocks(blocks []block) *layout {
	l := &layout{}
	for _, b := range blocks {
		first := true
		for t := range strings.SplitSeq(b.text, "\n") {
			if t = tight(t); t == "" {
				continue
			}
			n := line{text: t, gap: first, hard: true, head: b.head}
			if first {
				n.number = b.number
			}
			l.lines = append(l.lines, n)
			first = false
		}
	}
	return l
}

// tight is oneLine without work where nothing is to do.
func tight(s string) string {
	s = strings.Trim(s, " ")
	if strings.Contains(s, "  ") {
		return oneLine(s)
	}
	return s
}

// measure finds the width of a full line, which is the length that most lines come near
// to. Where there is none, or most lines end a sentence, the text was not broken into
// lines by the width of a page, and each line is a paragraph. Lines that are twice or
// three times as long do no harm: somebody joined what was hyphenated.
func (l *layout) measure() {
	var near [longestLine + 1]int // how many lines have so many letters
	long, done := 0, 0
	for i := range l.lines {
		n := utf8.RuneCountInString(l.lines[i].text)
		if n < 30 {
			continue
		}
		long++
		near[min(n, longestLine)]++
		if isDone(l.lines[i].text) {
			done++
		}
	}
	width, most := 80, 0
	for w := 45; w <= 170; w++ {
		count := 0
		for n := w * 9 / 10; n <= w*11/10; n++ {
			count += near[n]
		}
		if count > most {
			width, most = w, count
		}
	}
	l.width = width
	if long == 0 || done*10 < long*6 && (most*10 >= long*3 || long < 10) {
		return
	}
	l.width = 0
	for i := range l.lines {
		l.lines[i].hard = true
	}
}

// longestLine is the number of letters from which on lines are counted as one.
const longestLine = 190

// isOpen tells whether a text goes on after s: it ends in a word, a comma, a hyphen or
// an abbreviation.
func isOpen(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	if r == '.' {
		return isShortened(s[strings.LastIndexByte(s, ' ')+1:])
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(",-–§/&(\u00ad", r)
}

// isShortened tells whether a word with a dot is an abbreviation that no sentence of a
// court ends with.
func isShortened(word string) bool {
	switch strings.TrimLeft(word, "(„\"") {
	case "Dr.", "Prof.", "Nr.", "Nrn.", "Abs.", "Art.", "Buchst.", "Halbs.", "Alt.", "Var.", "Ziff.", "Rn.", "Rdnr.", "Rdn.", "Rz.", "Randnr.", "Randnrn.", "Kap.", "Bl.", "Tz.", "Anl.",
		"vgl.", "Vgl.", "z.B.", "i.V.m.", "i.S.d.", "i.S.v.", "bzw.", "sog.", "gem.", "ca.", "Urt.", "Beschl.", "v.", "vom.", "Hrsg.", "geb.", "No.", "no.":
		return true
	}
	return false
}

// isDone tells whether a sentence ends with s.
func isDone(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".:;!?\"“”»…)]", r)
}

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// firstRune is the first sign of a text.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// firstWord is the first word of a text.
func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// isFull tells whether a line reaches so far to the right that its end says nothing:
// the next word would not have fitted.
func (l *layout) isFull(text, next string) bool {
	if l.width == 0 {
		return false
	}
	n := utf8.RuneCountInString(text)
	return n >= l.width*7/10 || n+1+utf8.RuneCountInString(firstWord(next)) >= l.width*17/20
}

// isNarrow is isFull in a column that is narrower than the rest: line i, in the middle
// of a sentence, is as long as the longest around it allows.
func (l *layout) isNarrow(i int, next string) bool {
	text := l.lines[i].text
	if l.width == 0 || !isOpen(text) || !startsLower(next) && !unicode.IsUpper(firstRune(next)) {
		return false
	}
	n, longest, count := utf8.RuneCountInString(text), 0, 0
	look := func(j int) {
		if n := utf8.RuneCountInString(l.lines[j].text); n <= l.width*11/10 { // else somebody joined two
			longest = max(longest, n)
		}
		count++
	}
	for j := i; j >= 0 && i-j < 12; j-- {
		look(j)
		if l.lines[j].gap {
			break
		}
	}
	for j := i + 1; j < len(l.lines) && j-i < 12 && !l.lines[j].gap; j++ {
		look(j)
	}
	return count >= 3 && longest >= 45 && longest <= l.width*9/10 && n >= longest/2 && n+1+utf8.RuneCountInString(firstWord(next)) > longest
}

// isItem tells whether a line begins with the sign of a list: a stroke, a dot, "1.",
// "a)", "(2)", "aa)".
func isItem(s string) bool {
	sign := firstWord(s)
	if len(sign) == len(s) || len(sign) > 8 {
		return false
	}
	switch sign {
	case "-", "–", "—", "•", "*", "▪", "o":
		return true
	}
	if isOrdinal(sign, s) {
		return false
	}
	body := strings.TrimSuffix(strings.TrimPrefix(sign, "("), ")")
	closed := len(body) < len(sign)
	if !closed {
		body = strings.TrimSuffix(sign, ".")
		if len(body) == len(sign) {
			return false
		}
	}
	return isCount(body)
}

// isOrdinal tells whether what looks like the sign of a list belongs to the word after
// it: "10. Aufl.", "2. Halbsatz", "3. Mai", "S. 11".
func isOrdinal(sign, s string) bool {
	next := firstWord(s[min(len(s), len(sign)+1):])
	if sign == "S." {
		return leading(next) > 0
	}
	if leading(sign) == 0 {
		return false
	}
	switch strings.TrimRight(next, ",;)") {
	case "Aufl.", "Auflage", "Halbs.", "Halbsatz", "Hs.", "Alt.", "Alternative", "Senat", "Senats", "Kammer", "Zivilsenat", "Strafsenat", "Lebensjahr", "Lebensjahres", "Jahrhundert", "Jahrhunderts", "Lieferung", "Lfg.", "Teil", "EL",
		"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember":
		return true
	}
	return false
}

// isCount tells whether s counts: a number of at most three figures, a letter, one
// letter several times, or a Roman number.
func isCount(s string) bool {
	if s == "" || len(s) > 6 {
		return false
	}
	figures, same, romans := true, true, true
	for _, r := range s {
		figures = figures && '0' <= r && r <= '9'
		same = same && unicode.IsLetter(r) && r == firstRune(s)
		romans = romans && strings.ContainsRune("IVXLivxl", r)
	}
	return figures && len(s) <= 3 || same && utf8.RuneCountInString(s) <= 3 || romans
}

// isOutline tells whether a line is nothing but a step of an outline: "I.", "2.", "b)".
func isOutline(s string) bool {
	body := strings.TrimRight(s, ".):")
	return len(s) <= 8 && (isCount(body) && (len(body) < len(s) || strings.Trim(body, "IVXL") == ""))
}
