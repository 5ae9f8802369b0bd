package ui

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode/utf8"
)

// FigureStyle is the style sheet of pages with charts, which they load beside the
// public one.
//
//go:embed style/figures.css
var FigureStyle []byte

// Chart is what every chart has. A chart is a picture (SVG) without script and stands
// beside the table with the same numbers: it never says what the table does not.
//
// Lengths across are parts of the width it is given and all others are multiples of
// the letters' size, so that its words keep their size on a narrow screen and when
// somebody makes letters larger. What differs, differs by pattern, shape and word, and
// everything has the colour of the text around it.
type Chart struct {
	ID    string // unique on the page; those of its parts begin with it
	Title string // what it shows; without one it is hidden from those who do not see it, because a table beside it says it all
	About string // what one sees, in a sentence
	RTL   bool   // it begins at the right
}

// Fill is how an area is filled, from Solid on; after the last comes the first again.
type Fill int

// Solid is the fill of what matters most, Open of what is not known.
const (
	Solid Fill = 0
	Open  Fill = 1
	fills      = 8
)

// stroke is a line that runs through an area and fills it with its dashes. Patterns of
// SVG would do the same, but browsers print them as pictures, a hundred kilobytes each.
type stroke struct{ y, width, dash, turn string }

// strokes draw the fills after Solid and Open.
var strokes = [fills][]stroke{
	2: {{"50%", "3em", "1.5 6", "skewX(-45)"}},
	3: {{"30%", "2.5", "2.5 5.5", ""}, {"70%", "2.5", "2.5 5.5", "translate(4)"}},
	4: {{"50%", "3em", "1.5 3.5", ""}},
	5: {{"50%", "3em", "1.5 6", "skewX(45)"}},
	6: {{"25%", "1.5", "none", ""}, {"50%", "1.5", "none", ""}, {"75%", "1.5", "none", ""}},
	7: {{"50%", "3em", "1.5 6", "skewX(-45)"}, {"50%", "3em", "1.5 6", "skewX(45)"}},
}

// Bar is one category of a chart of bars.
type Bar struct {
	Label string
	Value string // N or its share, as the table says it
	N     int
	Fill  Fill
	Blank bool // the number is not shown; Value says so
}

// Stack is one category of a chart of stacked bars, with a part for each of the legend.
type Stack struct {
	Label string
	Parts []Part
}

// Part is a part of a stack.
type Part struct {
	Value string
	N     int
	Blank bool // the number is not shown: nothing is drawn
}

// Line is a series over years.
type Line struct {
	Label  string
	Points []Part // one for each year
}

// Sizes, in hundredths of the letters' size, and of the width in hundredths of a
// percent.
const (
	leading = 130
	thick   = 110
	gap     = 90
	barEnd  = 8000 // where a bar of everything ends; its value stands behind
	full    = 10000
	plot    = 1300 // height of the years' lines
	above   = 160  // above the highest point, for its value
	first   = 1400 // the first year, beside the words of the scale
	last    = 800  // the last year, from the other end
)

// narrow is how many letters of a label stand in a line: as many as a screen of 320
// points has room for.
const narrow = 38

// placed is a category with its place.
type placed struct {
	lines []string
	top   int // of the bar
}

// place puts categories below each other and returns the height of all.
func place[T Bar | Stack](of []T, label func(T) string) (all []placed, height int) {
	for _, one := range of {
		p := placed{lines: wrapped(label(one), narrow)}
		p.top = height + leading*len(p.lines) + 25
		height = p.top + thick + gap
		all = append(all, p)
	}
	return all, max(0, height-gap+10)
}

// wrapped breaks a text between words into lines of at most width letters; a word that
// is longer has a line of its own.
func wrapped(s string, width int) []string {
	lines, used := []string{""}, 0
	for word := range strings.FieldsSeq(s) {
		n := utf8.RuneCountInString(word)
		last := len(lines) - 1
		switch {
		case used == 0:
			lines[last], used = word, n
		case used+1+n <= width:
			lines[last] += " " + word
			used += 1 + n
		default:
			lines, used = append(lines, word), n
		}
	}
	return lines
}

// of is a part of length, rounded; a whole that is not positive has no parts.
func of(n, whole, length int) int {
	if whole <= 0 || n <= 0 {
		return 0
	}
	return (2*min(n, whole)*length + whole) / (2 * whole)
}

// across is where something begins that is so far from the start and so wide.
func (c Chart) across(start, width int) string {
	if c.RTL {
		start = full - start - width
	}
	return hundredths(start) + "%"
}

func em(n int) string { return hundredths(n) + "em" }

func percent(n int) string { return hundredths(n) + "%" }

// hundredths writes 1250 as 12.5.
func hundredths(n int) string { return strconv.FormatFloat(float64(n)/100, 'f', -1, 64) }

// segment is a part of a stack with its place.
type segment struct {
	Part
	start, width int
	fill         Fill
}

// segments places the parts of a stack next to each other.
func segments(s Stack, whole int) (all []segment) {
	start := 0
	for i, p := range s.Parts {
		if width := of(p.N, whole, full); width > 0 && !p.Blank {
			all = append(all, segment{p, start, width, Fill(i)})
			start += width
		}
	}
	return all
}

// wide tells whether a number has room in its segment on a narrow screen.
func (s segment) wide() bool { return s.width >= 350*(1+utf8.RuneCountInString(s.Value)) }

// largest is the length of the longest stack.
func largest(all []Stack) (most int) {
	for _, s := range all {
		sum := 0
		for _, p := range s.Parts {
			if !p.Blank {
				sum += p.N
			}
		}
		most = max(most, sum)
	}
	return most
}

// ceiling is the round number at the top of the scale of years: 1, 2, 4, 5, 6, 8 or
// 10 with noughts behind it, so that its half is round too. It is at least least, so
// that a small number's chances do not look like mountains.
func ceiling(least int, all []Line) int {
	most := max(2, least)
	for _, l := range all {
		for _, p := range l.Points {
			if !p.Blank {
				most = max(most, p.N)
			}
		}
	}
	scale := 1
	for scale*10 < most {
		scale *= 10
	}
	for _, n := range []int{1, 2, 4, 5, 6, 8} {
		if top := n * scale; top >= most && top%2 == 0 {
			return top
		}
	}
	return 10 * scale
}

// year is how far the i-th of n years is from the start.
func year(i, n int) int {
	if n < 2 {
		return full / 2
	}
	return first + i*(full-first-last)/(n-1)
}

// height is how far below the top a number stands.
func height(n, top int) int { return above + plot - of(n, top, plot) }

// stretch joins two points that follow each other.
type stretch struct{ x1, y1, x2, y2 int }

// stretches are the joined points of a line. Where a year is missing the line breaks:
// nothing is known of what lies between.
func stretches(l Line, top int) (all []stretch) {
	n := len(l.Points)
	for i := 1; i < n; i++ {
		a, b := l.Points[i-1], l.Points[i]
		if !a.Blank && !b.Blank {
			all = append(all, stretch{year(i-1, n), height(a.N, top), year(i, n), height(b.N, top)})
		}
	}
	return all
}

// shapes mark the points of lines, dashes are how lines are drawn.
var (
	shapes = [...]string{"M-5 0a5 5 0 1 0 10 0 5 5 0 1 0-10 0z", "M-4.5-4.5h9v9h-9z", "M0-6 5.5 4.5h-11z", "M0-6.5 6 0 0 6.5-6 0z"}
	dashes = [...]string{"none", "7 4", "1.5 4", "9 3 2 3"}
)

// valued tells whether the number at a point of the i-th line is written, and on which
// side (in hundredths of the letters' size): above the first line, below the last unless
// the years stand there, and nowhere where there are too many of them.
func valued(i, lines, years, n, top int) (int, bool) {
	switch {
	case years > 7:
		return 0, false
	case i == 0 || i == lines-1 && 6*n < top:
		return -60, true
	case i == lines-1:
		return 150, true
	}
	return 0, false
}

// named tells whether the i-th of n years is written: all, or where they are many
// every second from the last.
func named(i, n int) bool { return n <= 7 || (n-1-i)%2 == 0 }

func (b Bar) label() string   { return b.Label }
func (s Stack) label() string { return s.Label }
