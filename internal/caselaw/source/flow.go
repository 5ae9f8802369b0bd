package source

import (
	"strconv"
	"strings"
	"unicode"
)

// block is what markup sets apart: a paragraph with its margin number, if it has one.
// Lines within it are parted by "\n".
type block struct {
	number string
	text   string
	head   bool // a heading, by its element
}

// flow makes blocks of markup as courts and portals write it: definition lists whose
// terms are margin numbers, hcontainers of Akoma Ntoso, paragraphs, lists, tables.
type flow struct {
	blocks   []block
	pictures bool // there were some, and they are left out

	line   strings.Builder  // the text that is being written
	space  bool             // a space goes before the next word
	prefix string           // the sign of a list, before the next word
	group  *strings.Builder // lines that stay together
	lists  []list
	people map[string]string // names by their id, for opinions
}

type list struct {
	kind string // of numbering; "" for a list without
	next int
}

// flowOf returns the blocks of everything below the nodes.
func flowOf(nodes ...*node) *flow {
	f := &flow{}
	for _, n := range nodes {
		if n != nil {
			f.below(n)
			f.flush()
		}
	}
	return f
}

func (f *flow) below(n *node) {
	for _, k := range n.kids {
		f.walk(k)
	}
}

func (f *flow) walk(n *node) {
	switch n.name {
	case "":
		f.write(n.text)
	case "br", "eol":
		f.end()
	case "img", "picture", "object", "embed", "svg":
		f.pictures = true
		f.write(n.attr("alt"))
	case "sup", "sub":
		f.write(raised(n))
	case "dl":
		f.flush()
		f.definitions(n)
	case "hcontainer":
		f.flush()
		if name := strings.ToLower(n.attr("name")); name == "randnummer" {
			f.numbered(n.child("num").words(), n.child("content"))
		} else {
			f.below(n)
		}
		f.flush()
	case "ul", "ol", "blocklist":
		f.list(n)
	case "li", "item":
		f.item(n)
	case "table":
		f.table(n)
	case "blockquote":
		f.together(func() { f.below(n) })
	case "opinion":
		f.flush()
		if who := f.people[strings.TrimPrefix(n.attr("by"), "#")]; who != "" {
			f.write(who + ": ")
		}
		f.below(n)
		f.flush()
	case "h1", "h2", "h3", "h4", "h5", "h6", "heading":
		f.flush()
		before := len(f.blocks)
		f.below(n)
		f.flush()
		if len(f.blocks) == before+1 {
			f.blocks[before].head = true
		}
	default:
		if isBlock(n.name) {
			f.flush()
			f.below(n)
			f.flush()
			return
		}
		f.below(n)
	}
}

// write adds text, with single spaces.
func (f *flow) write(s string) {
	for i, word := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) }) {
		if f.line.Len() > 0 && (i > 0 || f.space || startsBlank(s)) && !strings.HasSuffix(f.line.String()[max(0, f.line.Len()-1):], "\n") {
			f.line.WriteByte(' ')
		}
		if f.prefix != "" {
			f.line.WriteString(f.prefix)
			f.prefix = ""
		}
		f.line.WriteString(word)
		f.space = false
	}
	if s != "" {
		f.space = f.space || endsBlank(s)
	}
}

func startsBlank(s string) bool { return strings.IndexFunc(s, unicode.IsSpace) == 0 }

func endsBlank(s string) bool { return strings.TrimRightFunc(s, unicode.IsSpace) != s }

// end ends a line within a block.
func (f *flow) end() {
	if f.line.Len() > 0 {
		f.line.WriteByte('\n')
	}
	f.space = false
}

// flush ends a block.
func (f *flow) flush() {
	text, _ := plain(f.line.String())
	text = strings.Trim(text, " \n\f")
	f.line.Reset()
	f.space = false
	switch {
	case text == "":
	case f.group != nil:
		if f.group.Len() > 0 {
			f.group.WriteByte('\n')
		}
		f.group.WriteString(text)
	default:
		f.blocks = append(f.blocks, block{text: text})
	}
}

// together keeps what do writes in one block, and with the one before it if that
// leads to it.
func (f *flow) together(do func()) {
	f.flush()
	if f.group != nil {
		do()
		f.flush()
		return
	}
	f.group = &strings.Builder{}
	do()
	f.flush()
	text := f.group.String()
	f.group = nil
	if text == "" {
		return
	}
	if n := len(f.blocks); n > 0 && !f.blocks[n-1].head && len(f.blocks[n-1].text) < longestLead && strings.ContainsAny(f.blocks[n-1].text[len(f.blocks[n-1].text)-1:], ":,;") {
		f.blocks[n-1].text += "\n" + text
		return
	}
	f.blocks = append(f.blocks, block{text: text})
}

// longestLead is how many bytes a block may have to take what it leads to.
const longestLead = 8 << 10

// numbered writes what has a margin number.
func (f *flow) numbered(number string, n *node) {
	f.flush()
	if f.group != nil || n == nil { // within another: numbers do not nest
		if n != nil {
			f.prefix = strings.TrimSpace(number) + " "
			f.below(n)
			f.flush()
		}
		return
	}
	f.group = &strings.Builder{}
	f.below(n)
	f.flush()
	f.blocks = append(f.blocks, block{number: number, text: f.group.String()})
	f.group = nil
}

// definitions reads a definition list: terms that are margin numbers, signs of a list,
// or words.
func (f *flow) definitions(n *node) {
	number, term := "", ""
	for _, k := range n.kids {
		switch k.name {
		case "dt":
			term = k.words()
			number = marginOf(k, term)
		case "dd":
			switch {
			case number != "":
				f.numbered(number, k)
			case term != "":
				f.together(func() {
					f.prefix = term + " "
					f.below(k)
				})
				if f.prefix != "" { // nothing followed the sign
					f.write(" ")
					f.line.WriteString(strings.TrimSpace(f.prefix))
					f.prefix = ""
				}
			default:
				f.below(k)
			}
			f.flush()
			number, term = "", ""
		case "":
			f.write(k.text)
		default:
			f.walk(k)
		}
	}
	if term != "" {
		f.write(term)
	}
	f.flush()
}

// marginOf is the margin number of a term, or nothing.
func marginOf(dt *node, term string) string {
	anchored := false
	dt.below(func(k *node) bool {
		anchored = anchored || k.name == "a" && (strings.HasPrefix(k.attr("name"), "rd_") || strings.HasPrefix(k.attr("id"), "rd_"))
		return true
	})
	if n, err := strconv.Atoi(term); err == nil && n > 0 && n < 10_000 && (anchored || dt.find("a") != nil || term == strconv.Itoa(n)) {
		return term
	}
	if anchored && len(term) <= 8 {
		return term // "12a"
	}
	return ""
}

func (f *flow) list(n *node) {
	kind, next := "", 1
	if n.name == "ol" {
		kind = n.attr("type")
		if kind == "" {
			kind = "1"
		}
		if start, err := strconv.Atoi(n.attr("start")); err == nil {
			next = start
		}
	}
	f.together(func() {
		f.lists = append(f.lists, list{kind, next})
		f.below(n)
		f.lists = f.lists[:len(f.lists)-1]
	})
}

func (f *flow) item(n *node) {
	f.flush()
	sign := "– "
	if len(f.lists) > 0 {
		l := &f.lists[len(f.lists)-1]
		if l.kind != "" {
			if value, err := strconv.Atoi(n.attr("value")); err == nil {
				l.next = value
			}
			sign = counted(l.next, l.kind) + " "
			l.next++
		}
	}
	if num := n.child("num"); n.name == "item" && num != nil {
		sign = num.words() + " "
	}
	f.prefix = sign
	for _, k := range n.kids {
		if n.name != "item" || k.name != "num" {
			f.walk(k)
		}
	}
	f.flush()
	f.prefix = ""
}

// counted is the sign of the n-th item of a list.
func counted(n int, kind string) string {
	switch {
	case (kind == "a" || kind == "A") && n >= 1 && n <= 26:
		return string(rune(kind[0])+rune(n-1)) + ")"
	case (kind == "i" || kind == "I") && n >= 1 && n <= 50:
		r := roman(n)
		if kind == "i" {
			r = strings.ToLower(r)
		}
		return r + "."
	}
	return strconv.Itoa(n) + "."
}

func roman(n int) string {
	var b strings.Builder
	for _, d := range []struct {
		value int
		sign  string
	}{{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= d.value {
			b.WriteString(d.sign)
			n -= d.value
		}
	}
	return b.String()
}

// table writes a row a line, with a stroke between cells.
func (f *flow) table(n *node) {
	f.together(func() {
		var rows func(*node)
		rows = func(n *node) {
			for _, k := range n.kids {
				switch k.name {
				case "tr":
					f.row(k)
				case "thead", "tbody", "tfoot", "colgroup":
					rows(k)
				case "":
				default:
					f.flush()
					f.walk(k)
					f.flush()
				}
			}
		}
		rows(n)
	})
}

func (f *flow) row(tr *node) {
	var cells []string
	for _, k := range tr.kids {
		if k.name != "td" && k.name != "th" {
			continue
		}
		inner := flow{people: f.people}
		inner.below(k)
		inner.flush()
		f.pictures = f.pictures || inner.pictures
		var parts []string
		for _, b := range inner.blocks {
			parts = append(parts, strings.TrimSpace(b.number+" "+strings.ReplaceAll(b.text, "\n", " ")))
		}
		cells = append(cells, strings.Join(parts, " "))
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	f.flush()
	f.line.WriteString(strings.TrimLeft(strings.Join(cells, " | "), " |"))
	f.flush()
}

const (
	plainDigits = "0123456789+-=()n"
	raisedSigns = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"
	loweredSign = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ"
)

// raised is what stands higher or lower, in signs that do where there are such.
func raised(n *node) string {
	text := n.words()
	to := []rune(raisedSigns)
	if n.name == "sub" {
		to = []rune(loweredSign)
	}
	var b strings.Builder
	for _, r := range text {
		i := strings.IndexRune(plainDigits, r)
		if i < 0 {
			return text
		}
		b.WriteRune(to[i])
	}
	return b.String()
}
