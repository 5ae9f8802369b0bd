package search

import (
	"fmt"
	"strings"

	"verbund/internal/core"
)

// The bounds of a query, so that reading and answering it takes a bounded time.
const (
	maxText    = 20_000 // bytes
	maxClauses = 64     // words, phrases and so on
	maxDepth   = 20     // brackets in brackets
	minPrefix  = 2      // letters before a star
	maxPrefix  = 8      // words with a star
	maxNear    = 8      // NEARs
)

// Parse reads a query. It understands:
//
//	menschenhandel zwang         both words, in any of their forms and within compounds
//	"arglose Lage"               these words in a row, as they are
//	a AND b, a OR b, NOT b, -b   also UND, ODER, NICHT; AND binds closer than OR
//	a NEAR/5 b                   at most five words apart; NEAR alone means ten
//	zwang*                       words that begin so
//	(a OR b) c                   brackets
//	gericht:BGH titel:lohn       words of single fields; fieldNames has all names
//	datum:2019..2023             also datum:>=2020-01-01, datum:3.2020
//	§ 232 StGB, 3 StR 87/09      provisions, file numbers and ECLI as they are typed
//
// Whatever else is typed is understood as far as possible, and Notes say how. Where an
// index is open, its Parse knows more: file numbers, and which words tell most.
func Parse(text string, o Options) Query {
	lang := newLanguage(o)
	return lang.parse(text, false, lang.reader(), nil)
}

type parser struct {
	lang    *language
	lex     *lexicon
	known   func(file string) bool // whether a decision has that file number; may be nil
	fields  map[string]string
	q       *Query
	l       *lexer
	x       lexeme // the one at hand
	field   string // of which words are looked for; nothing for the whole decision
	depth   int
	clauses int
	stars   int
	nears   int
}

func (lang *language) parse(text string, any bool, lex *lexicon, known func(string) bool) Query {
	q := Query{Text: text, Any: any, lang: lang, marker: &sharedMarker{}}
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
		q.note("caselaw.search.too-long", "n", len([]rune(text)))
	}
	p := &parser{lang: lang, lex: lex, known: known, q: &q, fields: fieldNames()}
	if any {
		q.root = p.bag(text)
		q.noteNothing(text)
		return q
	}
	p.l = &lexer{p: p, text: text, norm: 200, file: 200}
	p.advance()
	var kids []node
	for p.x.kind != theEnd {
		if p.x.kind == closes {
			q.note("caselaw.search.bracket-close")
			p.advance()
			continue
		}
		if n := p.or(); n != nil {
			kids = append(kids, n)
		}
	}
	q.root = p.finish(group(false, kids), text)
	q.noteNothing(text)
	return q
}

// noteNothing explains why a query that holds signs alone finds everything.
func (q *Query) noteNothing(text string) {
	if q.root == nil && strings.TrimSpace(text) != "" {
		q.note("caselaw.search.nothing-typed")
	}
}

func (p *parser) advance() { p.x = p.l.next() }

// or := and { OR and }
func (p *parser) or() node {
	var kids []node
	if n := p.and(); n != nil {
		kids = append(kids, n)
	}
	for p.x.kind == isOr {
		op := p.x.text
		p.advance()
		before := len(kids)
		if n := p.and(); n != nil {
			kids = append(kids, n)
		}
		if before == 0 || len(kids) == before {
			p.q.note("caselaw.search.operator-alone", "operator", op)
		}
	}
	return group(true, kids)
}

// and := near { [AND] near }
func (p *parser) and() node {
	var kids []node
	for {
		switch p.x.kind {
		case theEnd, closes, isOr:
			return group(false, p.synonyms(kids))
		case isAnd:
			op := p.x.text
			p.advance()
			if len(kids) == 0 || p.x.kind == theEnd || p.x.kind == closes || p.x.kind == isOr || p.x.kind == isAnd {
				p.q.note("caselaw.search.operator-alone", "operator", op)
			}
			continue
		}
		if n := p.near(); n != nil {
			kids = append(kids, n)
		}
	}
}

// near := not { NEAR not }
func (p *parser) near() node {
	left := p.not()
	for p.x.kind == isNear {
		op, n := p.x.text, p.x.n
		p.advance()
		if p.x.kind == theEnd || p.x.kind == closes || p.x.kind == isOr || p.x.kind == isAnd || left == nil {
			p.q.note("caselaw.search.operator-alone", "operator", op)
			continue
		}
		right := p.not()
		if right == nil {
			continue
		}
		if p.nears++; p.nears > maxNear {
			p.q.note("caselaw.search.too-many-near", "n", maxNear)
			left = group(false, []node{left, right})
			continue
		}
		if !placeable(left) || !placeable(right) {
			p.q.note("caselaw.search.near-operands")
			left = group(false, []node{left, right})
			continue
		}
		left = &nearNode{left, right, n}
	}
	return left
}

// placeable tells whether the node stands at places in a text.
func placeable(n node) bool {
	switch n := n.(type) {
	case *wordNode, *prefixNode, *phraseNode, *nearNode:
		return true
	case *groupNode:
		for _, k := range n.kids {
			if !placeable(k) {
				return false
			}
		}
		return n.any
	}
	return false
}

// not := { NOT } primary
func (p *parser) not() node {
	if p.x.kind == isNot {
		op := p.x.text
		p.advance()
		if p.x.kind == theEnd || p.x.kind == closes {
			p.q.note("caselaw.search.operator-alone", "operator", op)
			return nil
		}
		if p.depth++; p.depth > maxDepth {
			p.depth--
			p.advance()
			return nil
		}
		defer func() { p.depth-- }()
		kid := p.not()
		if kid == nil {
			return nil
		}
		if n, ok := kid.(*notNode); ok {
			return n.kid
		}
		return &notNode{kid}
	}
	excluded := p.x.not
	n := p.primary()
	if excluded && n != nil {
		return &notNode{n}
	}
	return n
}

// primary := ( or ) | field: value | phrase | word | provision | decision
func (p *parser) primary() node {
	x := p.x
	switch x.kind {
	case opens:
		return p.bracket()
	case isField:
		p.advance()
		return p.value(x.text, x.key)
	}
	p.advance()
	if x.kind == isNear {
		p.q.note("caselaw.search.operator-alone", "operator", x.text)
		return nil
	}
	if p.full() {
		return nil
	}
	if p.field != "" {
		return p.inField(p.field, x)
	}
	switch x.kind {
	case aPhrase:
		return p.phrase(x.text)
	case aNorm:
		return p.norm(x.text, x.key)
	case aCase:
		p.words(x.text, func(w *word) {
			if len(x.node.keys) < maxClauses {
				x.node.keys = append(x.node.keys, w.key)
			}
		})
		return x.node
	case aWord:
		return p.word(x.text)
	}
	return nil
}

// full counts a part of the query and tells whether it is one too many. Then the rest
// is not read any more.
func (p *parser) full() bool {
	p.clauses++
	if p.clauses <= maxClauses {
		return false
	}
	p.q.note("caselaw.search.too-many", "n", maxClauses)
	p.l.at = len(p.l.text)
	p.x = lexeme{kind: theEnd}
	return true
}

func (p *parser) bracket() node {
	p.advance()
	if p.depth++; p.depth > maxDepth {
		p.depth--
		p.q.note("caselaw.search.too-deep", "n", maxDepth)
		return nil
	}
	defer func() { p.depth-- }()
	var kids []node
	for {
		if n := p.or(); n != nil {
			kids = append(kids, n)
		}
		switch p.x.kind {
		case closes:
			p.advance()
			return group(false, kids)
		case theEnd:
			if p.clauses <= maxClauses {
				p.q.note("caselaw.search.bracket-open")
			}
			return group(false, kids)
		}
	}
}

func (p *parser) words(text string, f func(*word)) {
	s := scanner{text: text}
	for {
		text, _, _, ok := s.next()
		if !ok {
			return
		}
		if w := p.lex.of(text).word; w != nil {
			f(w)
		}
	}
}

// word reads a run without white space: nothing where it has no letter or digit, a
// word, the beginning of words, or several words that belong together.
func (p *parser) word(text string) node {
	var all []*word
	p.words(text, func(w *word) { all = append(all, w) })
	if len(all) == 0 {
		return nil
	}
	bare := strings.TrimRight(text, ".,;:!?")
	star := strings.HasSuffix(bare, "*")
	if strings.ContainsAny(strings.TrimRight(bare, "*"), "*?") && !strings.Contains(bare, "*in") {
		p.q.note("caselaw.search.wildcard", "word", clip(text))
	}
	if len(all) == 1 {
		w := all[0]
		if star {
			switch {
			case len([]rune(w.key)) < minPrefix:
				p.q.note("caselaw.search.prefix-short", "word", clip(text), "n", minPrefix)
			case p.stars >= maxPrefix:
				p.q.note("caselaw.search.too-many-stars", "n", maxPrefix)
			default:
				p.stars++
				return &prefixNode{key: w.key, weight: 1}
			}
		}
		p.q.words = append(p.q.words, w.key)
		return wordOf(w, strings.Trim(text, ".,;:!?*"))
	}
	row := p.row(text, all, true)
	if first, last, ok := readDay(strings.TrimRight(text, ",;:")); ok && first == last && len(all) == 3 {
		return &groupNode{any: true, kids: []node{row, &dateNode{first, last}}} // the day of the decision, or one in its text
	}
	return row
}

func (p *parser) phrase(text string) node {
	var all []*word
	p.words(text, func(w *word) { all = append(all, w) })
	if len(all) == 0 {
		return nil
	}
	return p.row(text, all, false)
}

// row makes a phrase. Each of its words counts among the parts of the query.
func (p *parser) row(text string, all []*word, soft bool) node {
	if left := maxClauses - p.clauses + 1; len(all) > left {
		all = all[:max(left, 1)]
		p.q.note("caselaw.search.too-many", "n", maxClauses)
	}
	p.clauses += len(all) - 1
	n := &phraseNode{text: text, soft: soft, weight: 1}
	for _, w := range all {
		n.keys = append(n.keys, w.key)
	}
	return n
}

func (p *parser) norm(text, key string) node {
	n := &normNode{text: text, key: key, weight: 1}
	p.words(text, func(w *word) {
		if len(n.words) < maxClauses {
			n.words = append(n.words, w.key)
		}
	})
	others, texts := p.lang.others(p.lex, func(s synonym) bool { return s.norm == key })
	if len(others) == 0 {
		return n
	}
	p.q.note("caselaw.search.synonyms", "word", clip(text), "others", clip(strings.Join(texts, ", ")))
	return &synonymNode{n, others}
}

func clip(s string) string { return core.Clip(fmt.Sprint(s), 60) }
