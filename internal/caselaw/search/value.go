package search

import (
	"strconv"
	"strings"
)

// value reads what stands after the name of a field.
func (p *parser) value(field, typed string) node {
	switch p.x.kind {
	case theEnd, closes, isAnd, isOr, isField:
		p.q.note("caselaw.search.field-empty", "field", typed)
		return nil
	case opens:
		before := p.field
		p.field = field
		defer func() { p.field = before }()
		return p.bracket()
	}
	x := p.x
	if x.kind == aWord && (field == "file" || field == "cites") {
		x.text += p.l.untilStroke(x.text)
	}
	p.advance()
	if p.full() {
		return nil
	}
	n := p.inField(field, x)
	if n != nil && x.not {
		return &notNode{n}
	}
	return n
}

// inField makes a node of a value of a field.
func (p *parser) inField(field string, x lexeme) node {
	rules := p.lang.rules
	switch field {
	case "date", "year":
		return p.dates(field, x.text)
	case FacetSignificance:
		from, to, ok := bounds(x.text, func(s string) (int, int, bool) {
			n, err := strconv.Atoi(s)
			return n, n, err == nil
		}, 0, 9)
		if !ok {
			p.q.note("caselaw.search.value-unreadable", "field", field, "value", clip(x.text))
			return nil
		}
		return &numberNode{field, from, to}
	case "norm":
		if x.kind == aNorm {
			return p.norm(x.text, x.key)
		}
		for _, try := range []string{x.text, "§ " + x.text} {
			if rules.ParseNorm != nil {
				if key, ok := rules.ParseNorm(try); ok {
					return p.norm(x.text, key)
				}
			}
		}
		return &fieldNode{field: fieldNorms, terms: []string{x.text}, weight: 1}
	case "file":
		return &fieldNode{field: fieldFile, terms: []string{rules.FileNumber(x.text)}}
	case "ecli":
		return &fieldNode{field: fieldECLI, terms: []string{eclis(x.text)}}
	case "cites":
		terms := []string{x.text, rules.FileNumber(x.text), eclis(x.text)}
		if x.node != nil && x.node.key != "" {
			terms = append(terms, x.node.key)
		}
		if rules.ParseCase != nil {
			if key, ok := rules.ParseCase(x.text); ok {
				terms = append(terms, key)
			}
		}
		return &fieldNode{field: fieldCases, terms: terms}
	}
	// words of the field, each of which it must have
	weight := 0.0
	if field == "title" || field == FacetKeyword {
		weight = 1
	}
	var kids []node
	p.words(x.text, func(w *word) {
		if len(kids) >= maxClauses {
			return
		}
		terms := []string{named(field, w.key)}
		if x.kind != aPhrase {
			terms = append(terms, named(field, "~"+w.stem.text))
		}
		kids = append(kids, &fieldNode{field: fieldNamed, terms: terms, weight: weight})
	})
	return group(false, kids)
}

func (p *parser) dates(field, text string) node {
	read := readDay
	from, to, ok := bounds(text, read, 1, 99991231)
	if !ok {
		p.q.note("caselaw.search.value-unreadable", "field", field, "value", clip(text))
		return nil
	}
	return &dateNode{from, to}
}

// bounds reads a value, a range a..b, or a comparison.
func bounds[T int | uint32](text string, read func(string) (T, T, bool), least, most T) (from, to T, ok bool) {
	text = strings.TrimSpace(text)
	if a, b, isRange := strings.Cut(text, ".."); isRange {
		from, to, ok = least, most, a != "" || b != ""
		if a != "" {
			first, _, good := read(a)
			from, ok = first, ok && good
		}
		if b = strings.TrimLeft(b, "."); b != "" {
			_, last, good := read(b)
			to, ok = last, ok && good
		}
		return from, to, ok
	}
	for _, op := range []string{">=", "<=", "=>", "=<", "≥", "≤", ">", "<", "="} {
		rest, has := strings.CutPrefix(text, op)
		if !has {
			continue
		}
		first, last, good := read(strings.TrimSpace(rest))
		switch op {
		case ">=", "=>", "≥":
			return first, most, good
		case "<=", "=<", "≤":
			return least, last, good
		case ">":
			return last + 1, most, good
		case "<":
			return least, first - 1, good
		}
		return first, last, good
	}
	return read(text)
}
