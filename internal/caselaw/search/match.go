package search

import (
	"slices"
	"strconv"
	"strings"
)

// maxForms is how many words of the index a word with a star, or a side of NEAR, may
// stand for.
const maxForms = 1000

// counted are the decisions of a segment that something was found in, and how often.
type counted struct {
	docs  set
	times []uint32
}

// match are the decisions of a segment that n finds, deleted ones too. The set is the
// caller's.
func (s *search) match(i int, p *piece, n node) set {
	switch n := n.(type) {
	case *groupNode:
		return s.matchGroup(i, p, n)
	case *notNode:
		found := newSet(p.Len())
		found.fill(p.Len())
		found.without(s.match(i, p, n.kid))
		return found
	case *wordNode:
		found := p.flags(fieldStems, n.stem) // who has the word has its stem
		if l := p.Find(fieldAbout, n.key); l.Len > 0 {
			l.Mark(found)
		}
		return found
	case *phraseNode:
		return s.places(i, p, n).docs.clone()
	case *prefixNode:
		return s.places(i, p, n).docs.clone()
	case *nearNode:
		return s.matchNear(p, n)
	case *normNode:
		found := p.flags(fieldNorms, n.key)
		if len(n.words) > 1 {
			found.or(s.places(i, p, &phraseNode{keys: n.words}).docs)
		}
		return found
	case *caseNode:
		return s.matchCase(i, p, n)
	case *fieldNode:
		found := newSet(p.Len())
		for _, t := range n.terms {
			found.or(p.flags(n.field, t))
		}
		return found
	case *dateNode:
		return p.between(n.from, n.to)
	case *numberNode:
		found := newSet(p.Len())
		for k := max(n.from, 0); k <= min(n.to, 9); k++ {
			found.or(p.flags(facetField(n.facet), strconv.Itoa(k)))
		}
		return found
	case *synonymNode:
		found := s.match(i, p, n.typed)
		for _, o := range n.others {
			found.or(s.match(i, p, o))
		}
		return found
	}
	return newSet(p.Len())
}

func (s *search) matchGroup(i int, p *piece, g *groupNode) set {
	var found set
	stops := 0
	for _, k := range g.kids {
		if w, ok := k.(*wordNode); ok && w.stop && !g.any {
			stops++
			continue
		}
		m := s.match(i, p, k)
		switch {
		case found == nil:
			found = m
		case g.any:
			found.or(m)
		default:
			found.and(m)
		}
	}
	if found == nil {
		found = newSet(p.Len())
		if stops > 0 {
			found.fill(p.Len())
		}
	}
	return found
}

func (s *search) matchCase(i int, p *piece, n *caseNode) set {
	found := newSet(p.Len())
	if n.file != "" {
		found.or(p.flags(fieldFile, n.file))
	}
	if n.ecli != "" {
		found.or(p.flags(fieldECLI, n.ecli))
		found.or(p.flags(fieldCases, n.ecli))
	}
	if n.key != "" {
		found.or(p.flags(fieldCases, n.key))
	}
	if len(n.keys) > 1 {
		found.or(s.places(i, p, &phraseNode{keys: n.keys}).docs)
	}
	return found
}

// markExact notes how exactly decisions are meant where a query is a provision, a file
// number or an ECLI, or names one.
func (s *search) markExact() {
	each(s.q.root, func(n node) {
		var terms [][2]string
		level := byte(1)
		switch n := n.(type) {
		case *normNode:
			if s.q.Any || n.weight < 1 {
				return
			}
			terms = append(terms, [2]string{fieldNorms, n.key})
		case *caseNode:
			level = 2
			terms = append(terms, [2]string{fieldFile, n.file}, [2]string{fieldECLI, n.ecli})
		case *fieldNode:
			if n.field != fieldFile && n.field != fieldECLI {
				return
			}
			level = 2
			for _, t := range n.terms {
				terms = append(terms, [2]string{n.field, t})
			}
		}
		for _, t := range terms {
			if t[1] == "" {
				continue
			}
			for i, p := range s.v.segs {
				p.flags(t[0], t[1]).each(func(d uint32) {
					if s.exact[i] == nil {
						s.exact[i] = make([]byte, p.Len())
					}
					s.exact[i][d] = max(s.exact[i][d], level)
				})
			}
		}
	})
}

// places finds phrases and beginnings of words, and counts them.
func (s *search) places(i int, p *piece, n node) *counted {
	name := nameOf(n)
	if c := s.counted[i][name]; c != nil {
		return c
	}
	c := &counted{docs: newSet(p.Len()), times: make([]uint32, p.Len())}
	switch n := n.(type) {
	case *phraseNode:
		found := func(doc uint32, times uint32) {
			c.docs.add(doc)
			c.times[doc] += times
		}
		p.inARow(s.q.lang.often, n.keys, found)
		if n.soft {
			p.each(fieldWords, strings.Join(n.keys, ""), found)
		}
	case *prefixNode:
		for _, form := range s.forms(n.key) {
			p.each(fieldWords, form, func(doc, times uint32) {
				c.docs.add(doc)
				c.times[doc] += times
			})
		}
	}
	s.counted[i][name] = c
	return c
}

// nameOf is the same for nodes that find the same.
func nameOf(n node) string {
	switch n := n.(type) {
	case *phraseNode:
		if n.soft {
			return "~" + strings.Join(n.keys, " ")
		}
		return strings.Join(n.keys, " ")
	case *prefixNode:
		return n.key + "*"
	}
	return ""
}

// forms are the words of the index that begin so; where they are more than maxForms,
// the most frequent of them.
func (s *search) forms(prefix string) []string {
	if forms, ok := s.begun[prefix]; ok {
		return forms
	}
	count := map[string]int{}
	for _, p := range s.v.segs {
		for t := p.Terms(fieldWords, prefix); t.Next(); {
			if !strings.HasPrefix(t.Term(), prefix) {
				break
			}
			l := t.List()
			count[t.Term()] += p.alive(&l)
		}
	}
	forms := make([]string, 0, len(count))
	for f, n := range count {
		if n > 0 {
			forms = append(forms, f)
		}
	}
	if len(forms) > maxForms {
		s.q.note("caselaw.search.prefix-many", "word", clip(prefix+"*"), "n", maxForms)
		slices.SortFunc(forms, func(a, b string) int {
			if count[a] != count[b] {
				return count[b] - count[a]
			}
			return strings.Compare(a, b)
		})
		forms = forms[:maxForms]
	}
	slices.Sort(forms)
	s.begun[prefix] = forms
	return forms
}

// each calls f for every posting of a term.
func (p *piece) each(field, term string, f func(doc, times uint32)) {
	var docs, times [256]uint32
	l := p.Find(field, term)
	it := l.Iterate()
	for {
		n := it.Read(docs[:], times[:])
		if n == 0 {
			return
		}
		for i, d := range docs[:n] {
			f(d, times[i])
		}
	}
}
