package search

import (
	"fmt"
	"strconv"
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
	return q
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

// synonyms looks for members of the thesaurus among words in a row.
func (p *parser) synonyms(kids []node) []node {
	if len(p.lang.thesaurus) == 0 || p.field != "" {
		return kids
	}
	var out []node
	for i := 0; i < len(kids); {
		used := 1
		n := kids[i]
		for _, s := range p.lang.thesaurus {
			if !begins(kids[i:], s.keys) {
				continue
			}
			others, texts := p.lang.others(p.lex, func(o synonym) bool { return o.text == s.text })
			if len(others) > 0 {
				used = covers(kids[i:], s.keys)
				n = &synonymNode{group(false, kids[i:i+used]), others}
				p.q.note("caselaw.search.synonyms", "word", clip(s.text), "others", clip(strings.Join(texts, ", ")))
			}
			break
		}
		out = append(out, n)
		i += used
	}
	return out
}

// begins tells whether the nodes begin with words of these keys.
func begins(kids []node, keys []string) bool { return covers(kids, keys) > 0 }

// covers is how many nodes the keys take, 0 where they do not fit.
func covers(kids []node, keys []string) int {
	at := 0
	for i, k := range kids {
		var have []string
		switch k := k.(type) {
		case *wordNode:
			have = []string{k.key}
		case *phraseNode:
			have = k.keys
		default:
			return 0
		}
		for _, h := range have {
			if at >= len(keys) || keys[at] != h {
				return 0
			}
			at++
		}
		if at == len(keys) {
			return i + 1
		}
	}
	return 0
}

// finish looks at the whole.
func (p *parser) finish(root node, text string) node {
	if root == nil {
		return nil
	}
	// A provision or file number may also be typed without its sign.
	if p.clauses <= 12 && len(text) <= maxCitation && !strings.ContainsAny(text, "\"§:*") {
		trimmed := strings.TrimSpace(text)
		rules := p.lang.rules
		if c, ok := trimmed, trimmed != ""; ok && rules.ParseNorm != nil && c[0] >= '0' && c[0] <= '9' {
			if key, ok := rules.ParseNorm("§ " + trimmed); ok {
				return p.norm(trimmed, key)
			}
		}
		if _, is := root.(*caseNode); !is && rules.ParseCase != nil {
			if key, ok := rules.ParseCase(trimmed); ok {
				n := &caseNode{text: trimmed, key: key, file: rules.FileNumber(trimmed)}
				p.words(trimmed, func(w *word) {
					if len(n.keys) < maxClauses {
						n.keys = append(n.keys, w.key)
					}
				})
				return n
			}
		}
	}
	var words, stops, positive int
	each(root, func(n node) {
		switch n := n.(type) {
		case *wordNode:
			words++
			if n.stop {
				stops++
			}
		case *notNode, *groupNode, *synonymNode, *nearNode:
		default:
			positive++
		}
	})
	if words > 0 && words == stops && positive == 0 {
		p.q.note("caselaw.search.stop-words")
		each(root, func(n node) {
			if w, ok := n.(*wordNode); ok {
				w.stop = false
			}
		})
	}
	if words == 0 && positive == 0 {
		p.q.note("caselaw.search.only-not")
	}
	return root
}

// bag takes a text as words any of which suffices.
func (p *parser) bag(text string) node {
	byKey := map[string]*wordNode{}
	var kids []node
	n := 0
	p.words(text, func(w *word) {
		n++
		if k := byKey[w.key]; k != nil {
			k.times++
			return
		}
		if len(kids) < 2000 {
			k := wordOf(w, w.key)
			byKey[w.key] = k
			kids = append(kids, k)
			if n <= 20 {
				p.q.words = append(p.q.words, w.key)
			}
		}
	})
	if find := p.lang.rules.Find; find != nil {
		seen := map[string]bool{}
		for _, c := range find(text) {
			for _, key := range c.Keys[:min(len(c.Keys), 1)] {
				if !seen[key] && len(seen) < 20 {
					seen[key] = true
					kids = append(kids, &normNode{key: key, weight: 1})
				}
			}
		}
	}
	if len(kids) == 0 {
		return nil
	}
	stops := 0
	for _, k := range kids {
		if w, ok := k.(*wordNode); ok && w.stop {
			stops++
		}
	}
	if stops == len(kids) {
		p.q.note("caselaw.search.stop-words")
		for _, k := range kids {
			k.(*wordNode).stop = false
		}
	}
	return &groupNode{any: true, kids: kids}
}

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

func clip(s string) string { return core.Clip(fmt.Sprint(s), 60) }
