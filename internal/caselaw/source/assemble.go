package source

import (
	"strings"
	"unicode/utf8"

	"verbund/internal/caselaw/decision"
)

// text puts the lines together to sections and paragraphs.
func (l *layout) text() decision.Text {
	w := writer{l: l, words: vocabulary{lines: l.lines}, lastNumber: -1}
	for i := range l.lines {
		if l.lines[i].number != "" {
			w.lastNumber = i
		}
	}
	w.section("opening", "")
	for i := range l.lines {
		if !l.lines[i].out {
			w.add(i)
		}
	}
	w.end()
	w.endSection()
	return w.done
}

// writer writes one paragraph after the other.
type writer struct {
	l     *layout
	words vocabulary
	done  decision.Text

	kind, heading string
	paragraphs    []decision.Paragraph

	open   bool
	number string
	body   []byte
	last   string // the line that was written last, as it stands in the source
	at     int    // its number
	lines  int    // of the paragraph

	lastNumber int // the last line that has a margin number, or -1
}

func (w *writer) section(kind, heading string) {
	w.end()
	w.endSection()
	w.kind, w.heading = kind, heading
}

func (w *writer) endSection() {
	if len(w.paragraphs) > 0 || w.heading != "" {
		w.done.Sections = append(w.done.Sections, decision.Section{Kind: w.kind, Heading: w.heading, Paragraphs: w.paragraphs})
	}
	w.paragraphs, w.heading = nil, ""
}

// end ends a paragraph.
func (w *writer) end() {
	if !w.open {
		return
	}
	text := strings.ReplaceAll(string(w.body), "\u00ad", "-")
	w.paragraphs = append(w.paragraphs, decision.Paragraph{Number: w.number, Text: text})
	w.open, w.number, w.lines = false, "", 0
	w.body = w.body[:0]
}

func (w *writer) begin(i int) {
	n := &w.l.lines[i]
	w.end()
	w.open, w.number = true, n.number
	w.body = append(w.body, n.text...)
	w.last, w.at, w.lines = n.text, i, 1
}

// add puts a line where it belongs: to a new paragraph, to a new line of this one, or
// after the words before it.
func (w *writer) add(i int) {
	n := &w.l.lines[i]
	if n.kind != "" {
		w.section(n.kind, n.title)
		if n.text == "" {
			return
		}
	}
	switch {
	case !w.open || n.kind != "" || n.number != "" || n.head:
		w.begin(i)
	case w.number != "":
		w.addNumbered(i)
	case n.hard:
		if n.gap || w.l.width == 0 {
			w.begin(i)
		} else {
			w.newLine(i)
		}
	case n.gap && !w.continues(n), w.lines == 1 && isOutline(w.last) && !isOutline(n.text):
		w.begin(i)
	case !n.gap && w.breaks(n.text):
		if strings.HasSuffix(w.last, ".") && len(w.body) > 200 && !isItem(n.text) {
			w.begin(i) // a sentence ended in the middle of a line
		} else {
			w.newLine(i)
		}
	default:
		w.follow(i)
	}
}

func (w *writer) newLine(i int) {
	text := w.l.lines[i].text
	w.body = append(append(w.body, '\n'), text...)
	w.last, w.at = text, i
	w.lines++
}

func (w *writer) follow(i int) {
	text := w.l.lines[i].text
	w.body = follow(w.body, w.last, text, &w.words)
	w.last, w.at = text, i
	w.lines++
}

// continues tells whether a line goes on with the sentence of the last one although
// there is a gap between them: the end of a page.
func (w *writer) continues(n *line) bool {
	if !isOpen(w.last) || isItem(n.text) || isOutline(n.text) || isRole(w.last) {
		return false
	}
	if strings.HasSuffix(w.last, "-") || strings.HasSuffix(w.last, "\u00ad") {
		return true
	}
	return w.l.isFull(w.last, n.text) && (n.page || w.lines > 1 || startsLower(n.text))
}

func startsLower(s string) bool {
	r := firstRune(s)
	return 'a' <= r && r <= 'z' || r == 'ä' || r == 'ö' || r == 'ü'
}

// breaks tells whether the line before was ended on purpose: it had room for more, or
// an item of a list follows.
func (w *writer) breaks(next string) bool {
	if strings.HasSuffix(w.last, "\u00ad") {
		return false
	}
	if isItem(next) && !isOpenItem(w.last) || isRole(w.last) {
		return true
	}
	if endsInHyphen(w.last) {
		return false
	}
	if name, rest := label(next); name != "" && rest != "" && w.kind != "facts" && w.kind != "reasons" && w.kind != "grounds" {
		return true
	}
	return !w.l.isFull(w.last, next) && !w.l.isNarrow(w.at, next)
}

// endsInHyphen tells whether a line ends within a word.
func endsInHyphen(t string) bool {
	if !strings.HasSuffix(t, "-") || len(t) < 2 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(t[:len(t)-1])
	return isLetter(r)
}

// isRole tells whether a line says nothing but the role of somebody: "- Kläger -".
func isRole(t string) bool {
	return len(t) < 60 && (strings.HasPrefix(t, "-") || strings.HasPrefix(t, "–")) && (strings.HasSuffix(strings.TrimRight(t, ","), "-") || strings.HasSuffix(t, "–"))
}

// isOpenItem tells whether what looks like the sign of a list can be the rest of a
// sentence: "§ 9" and in the next line "2. Halbsatz".
func isOpenItem(before string) bool { return isOpen(before) && !strings.HasSuffix(before, ",") }

// addNumbered adds a line to a paragraph with a margin number: all that follows belongs
// to it until the next number, except headings right before that, and what stands after
// the last number.
func (w *writer) addNumbered(i int) {
	n := &w.l.lines[i]
	switch {
	case w.isBetween(i):
		w.begin(i)
	case n.hard && w.l.width == 0, n.gap && !w.continues(n):
		w.newLine(i)
	case n.hard || w.breaks(n.text):
		w.newLine(i)
	default:
		w.follow(i)
	}
}

// isBetween tells whether line i stands between two numbered paragraphs, or after the
// last, and belongs to none of them: a heading or a step of an outline right before a
// number, signatures and what follows them.
func (w *writer) isBetween(i int) bool {
	l := w.l
	if !l.lines[i].gap && !l.lines[i].hard || isOpen(w.last) && !isOutline(l.lines[i].text) {
		return false
	}
	for j, n := i, 0; n < 4; j, n = l.after(j), n+1 {
		if j >= len(l.lines) {
			break
		}
		if l.lines[j].number != "" || l.lines[j].kind != "" {
			return n > 0
		}
		if !looksLikeHeading(l.lines[j].text) {
			return i > w.lastNumber && looksLikeHeading(l.lines[i].text) && !isItem(l.lines[i].text)
		}
	}
	return i > w.lastNumber && looksLikeHeading(l.lines[i].text)
}

// looksLikeHeading tells whether a line is short and ends no sentence.
func looksLikeHeading(t string) bool {
	return isOutline(t) || len(t) <= 140 && !strings.ContainsAny(t[len(t)-1:], ".,;:") && !strings.HasSuffix(t, "“") && !startsLower(t)
}
