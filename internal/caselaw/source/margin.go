package source

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// place is where a line holds what may be a margin number.
type place byte

const (
	alone  place = iota // the line is nothing else
	front               // before the text of a paragraph
	end                 // after the first line of a paragraph, as on the sheets of the portal of Nordrhein-Westfalen
	dotted              // before the text, with a dot, as the European Court of Human Rights prints it
	places
)

// candidate is a number that may be a margin number.
type candidate struct {
	line  int
	value int
	score int // how much it looks like one: 10 for a number in a likely place, more where more speaks for it
}

// Margin numbers rise by one through the whole text. That tells them from the numbers
// of lists, which begin again, and from years and amounts, which stand alone. Of all
// chains of numbers in one place, the best is taken: each number counts as much as it
// looks like one, each number that is missing costs more than a number can bring.

// most and least that a chain must have to be believed.
const (
	leastChain = 3
	mostNumber = 3000
)

// numbers finds the margin numbers and writes them to the lines that they belong to.
func (l *layout) numbers() {
	for i := range l.lines {
		if l.lines[i].number != "" {
			return // the markup said which they are
		}
	}
	var all [places][]candidate
	for i := range l.lines {
		if !l.lines[i].out {
			l.candidates(i, &all)
		}
	}
	if !l.isStrasbourg() {
		all[dotted] = nil
	}
	best, at, top := []candidate(nil), alone, 0
	for p, c := range all {
		chain, score := bestChain(c)
		if len(chain) == 0 || !believed(chain, place(p), l) {
			continue
		}
		if score > top {
			best, at, top = chain, place(p), score
		}
	}
	for _, c := range best {
		l.take(c, at)
	}
	l.untitled()
}

// untitled begins a section of reasons with the first margin number where it would else
// stand in the operative part: some courts print no heading between the two.
func (l *layout) untitled() {
	kind := "opening"
	for i := range l.lines {
		n := &l.lines[i]
		if n.out {
			continue
		}
		if n.kind != "" {
			kind = n.kind
		}
		if n.number != "" {
			if kind == "tenor" && n.kind == "" {
				n.kind = "reasons"
			}
			return
		}
	}
}

// candidates looks for what may be a margin number in line i.
func (l *layout) candidates(i int, all *[places][]candidate) {
	t := l.lines[i].text
	if n := leading(t); n > 0 {
		value, err := strconv.Atoi(t[:n])
		if err == nil && value > 0 && value <= mostNumber && t[0] != '0' {
			rest := t[n:]
			switch {
			case rest == "":
				all[alone] = append(all[alone], candidate{i, value, l.beginScore(i, nextText(l, i))})
			case rest[0] == ' ' && len(rest) > 1:
				if s := l.beginScore(i, rest[1:]); s > 0 {
					all[front] = append(all[front], candidate{i, value, s})
				}
			case strings.HasPrefix(rest, ". ") && len(rest) > 2:
				if s := l.beginScore(i, rest[2:]); s > 0 {
					all[dotted] = append(all[dotted], candidate{i, value, s})
				}
			}
		}
	}
	if n := trailing(t); n > 0 && n < len(t)-1 && t[len(t)-n-1] == ' ' && l.width > 0 {
		value, err := strconv.Atoi(t[len(t)-n:])
		if err == nil && value > 0 && value <= mostNumber && t[len(t)-n] != '0' {
			if s := l.endScore(i, strings.TrimRight(t[:len(t)-n], " ")); s > 0 {
				all[end] = append(all[end], candidate{i, value, s})
			}
		}
	}
}

// leading is the number of figures at the beginning of t, if at most four.
func leading(t string) int {
	n := 0
	for n < len(t) && '0' <= t[n] && t[n] <= '9' {
		n++
	}
	if n > 4 {
		return 0
	}
	return n
}

func trailing(t string) int {
	n := 0
	for n < len(t) && '0' <= t[len(t)-1-n] && t[len(t)-1-n] <= '9' {
		n++
	}
	if n > 4 {
		return 0
	}
	return n
}

func nextText(l *layout, i int) string {
	if a := l.after(i); a < len(l.lines) {
		return l.lines[a].text
	}
	return ""
}

// beginScore says how much a number before rest looks like a margin number: it stands
// where a paragraph begins.
func (l *layout) beginScore(i int, rest string) int {
	first := firstRune(rest)
	score := 10
	b := l.before(i)
	switch {
	case b < 0:
	case l.lines[i].hard || l.lines[i].gap && !l.lines[i].page:
		score += 4
	case isOpen(l.lines[b].text) && l.isFull(l.lines[b].text, rest):
		score -= 9
	case isDone(l.lines[b].text):
		score += 2
	}
	switch {
	case first == '.' || first == ')' || first == ',' || first == ':' || first == '/' || first == '%' || first == '€' || first == 0xFFFD:
		return 0
	case unicode.IsUpper(first), strings.ContainsRune("„\"“»‚§([…<*", first):
		score += 3
	case unicode.IsDigit(first) && isItem(rest):
		score += 2
	case unicode.IsDigit(first):
		score -= 7
	case unicode.IsLower(first):
		score -= 2
		switch firstWord(rest) {
		case "von", "Abs.", "VwGO", "ff.", "f.", "Monate", "Jahre", "Euro", "EUR", "u.a.", "ff", "bis", "und":
			score -= 6
		}
	}
	switch word := firstWord(rest); word {
	case "Abs.", "Satz", "Nr.", "VwGO", "IFG", "Euro", "EUR", "Prozent", "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember", "K", "L", "A", "B", "S", "ff.", "Abs", "Buchst.":
		score -= 9
	}
	return score
}

// endScore says how much a number after text looks like a margin number: the line is
// the first of a paragraph, and the number is no part of the sentence.
func (l *layout) endScore(i int, text string) int {
	score := 10
	b := l.before(i)
	switch {
	case b < 0:
	case l.lines[i].gap:
		score += 4
	case isDone(l.lines[b].text) || !l.isFull(l.lines[b].text, text):
		score += 1
	default:
		score -= 5
	}
	word := text[strings.LastIndexByte(text, ' ')+1:]
	switch strings.TrimLeft(word, "(") {
	case "Nr.", "Nrn.", "Abs.", "Absatz", "§", "§§", "Rn.", "Rdnr.", "Rdn.", "Rz.", "S.", "Seite", "Art.", "Artikel", "Satz", "Kap.", "Randnr.", "Tz.", "Bl.", "Heft", "Band", "Nummer", "Ziffer", "Ziff.",
		"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember", "von", "bis", "und", "Jahr", "Jahre", "BVerwGE", "BVerfGE", "NVwZ", "NJW", "DVBl", "A", "K", "L", "B", "C", "juris,":
		score -= 8
	}
	if strings.HasSuffix(word, ",") && len(word) <= 4 {
		score -= 4
	}
	return score
}

// bestChain is the chain of rising numbers with the best score.
func bestChain(all []candidate) ([]candidate, int) {
	type step struct {
		score int
		from  int // the candidate before, or -1
	}
	steps := make([]step, len(all))
	latest := map[int]int{} // for a value, the candidate that ends the best chain so far
	best := -1
	for i, c := range all {
		s := step{score: c.score, from: -1}
		switch {
		case c.value > 3:
			s.score -= 30 // a text that begins in the middle
		case c.value > 1:
			s.score -= 5
		}
		for gap, cost := range []int{0, 15, 25, 40} {
			if j, ok := latest[c.value-1-gap]; ok && steps[j].score+c.score-cost > s.score {
				s.score, s.from = steps[j].score+c.score-cost, j
			}
		}
		steps[i] = s
		if j, ok := latest[c.value]; !ok || s.score > steps[j].score || s.score == steps[j].score && s.from < 0 {
			latest[c.value] = i
		}
		if best < 0 || s.score > steps[best].score {
			best = i
		}
	}
	if best < 0 {
		return nil, 0
	}
	var chain []candidate
	for i := best; i >= 0; i = steps[i].from {
		chain = append(chain, all[i])
	}
	slices.Reverse(chain)
	return chain, steps[best].score
}

// believed tells whether a chain is long and dense enough.
func believed(chain []candidate, p place, l *layout) bool {
	n := len(chain)
	first, last := chain[0], chain[n-1]
	if first.value > 3 && n < 8 {
		return false
	}
	if size := l.size(); size > n*sparsest {
		return false
	}
	missing := last.value - first.value + 1 - n
	if missing > n/4 && (p != end || n < 12 || missing > n) { // printers cut off what stands at the right
		return false
	}
	switch p {
	case alone:
		if n >= leastChain {
			return true
		}
		b := l.before(first.line)
		return first.value == 1 && b >= 0 && (l.lines[b].kind != "" || isOutline(l.lines[b].text) || n == 2)
	case dotted:
		return n >= 15
	case end:
		return n >= 4
	}
	return n >= leastChain
}

// sparsest is how many bytes of text there may be for each number of a chain.
const sparsest = 12_000

func (l *layout) size() (n int) {
	for i := range l.lines {
		n += len(l.lines[i].text)
	}
	return n
}

// take writes the number of a candidate to its line, and takes it out of the text.
func (l *layout) take(c candidate, p place) {
	n := &l.lines[c.line]
	number := strconv.Itoa(c.value)
	switch p {
	case alone:
		a := l.after(c.line)
		if a >= len(l.lines) {
			return // nothing follows: the number stays as text
		}
		n.out = true
		l.lines[a].gap = true
		l.lines[a].number = number
		return
	case front:
		n.text = strings.TrimLeft(n.text[len(number):], " ")
	case dotted:
		n.text = strings.TrimLeft(n.text[len(number)+1:], " ")
	case end:
		n.text = strings.TrimRight(n.text[:len(n.text)-len(number)], " ")
		n = &l.lines[l.opens(c.line)]
	}
	if n.number != "" {
		return
	}
	n.number = number
	n.gap = true
}

// opens is the line with which the paragraph of line i begins, if that is at most two
// lines before: the margin is printed beside the middle of short paragraphs.
func (l *layout) opens(i int) int {
	for at := i; at > 0 && i-at <= 2; at = l.before(at) {
		b := l.before(at)
		if b < 0 || l.lines[at].gap || l.lines[at].number != "" || !isOpen(l.lines[b].text) || !l.isFull(l.lines[b].text, l.lines[at].text) {
			if l.lines[at].number != "" {
				return i
			}
			return at
		}
	}
	return i
}

// isStrasbourg tells whether the text is of the European Court of Human Rights, whose
// margin numbers have a dot.
func (l *layout) isStrasbourg() bool {
	for i := range l.lines[:min(len(l.lines), 60)] {
		t := strings.ToUpper(l.lines[i].text)
		if strings.Contains(t, "EUROPEAN COURT OF HUMAN RIGHTS") || strings.Contains(t, "COUR EUROPÉENNE DES DROITS DE L") || strings.Contains(t, "GERICHTSHOF FÜR MENSCHENRECHTE") || strings.Contains(t, "STRASBOURG") || strings.Contains(t, "STRASSBURG") {
			return true
		}
	}
	return false
}
