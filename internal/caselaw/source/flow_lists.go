package source

import (
	"strconv"
	"strings"
)

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
