package search

import (
	"slices"
	"strings"

	"verbund/internal/caselaw/search/postings"
)

// cursor goes through the postings of one word with their places.
type cursor struct {
	it    postings.Iterator
	doc   uint32
	ended bool
	buf   []uint32
}

func (p *piece) cursor(key string) *cursor {
	l := p.Find(fieldWords, key)
	c := &cursor{it: l.Iterate()}
	c.next()
	return c
}

func (c *cursor) next() {
	doc, _, ok := c.it.Next()
	c.doc, c.ended = doc, !ok
}

// at returns the places of the word in a decision. It must be asked with ascending
// decisions.
func (c *cursor) at(doc uint32) []uint32 {
	for !c.ended && c.doc < doc {
		c.next()
	}
	if c.ended || c.doc != doc {
		return nil
	}
	c.buf = c.it.Places(c.buf)
	c.next()
	return c.buf
}

// inARow calls found for every decision in which the words stand in a row.
func (p *piece) inARow(keys []string, found func(doc, times uint32)) {
	if len(keys) == 0 {
		return
	}
	if len(keys) == 1 {
		l := p.Find(fieldWords, keys[0])
		for it := l.Iterate(); ; {
			doc, times, ok := it.Next()
			if !ok {
				return
			}
			found(doc, times)
		}
	}
	candidates := p.flags(fieldWords, keys[0])
	for _, k := range keys[1:] {
		candidates.and(p.flags(fieldWords, k))
	}
	cursors := make(map[string]*cursor, len(keys))
	for _, k := range keys {
		if cursors[k] == nil {
			cursors[k] = p.cursor(k)
		}
	}
	places := make(map[string][]uint32, len(keys))
	lists := make([][]uint32, len(keys))
	candidates.each(func(doc uint32) {
		for k, c := range cursors {
			places[k] = c.at(doc)
		}
		for i, k := range keys {
			lists[i] = places[k]
		}
		if n := row(lists); n > 0 {
			found(doc, n)
		}
	})
}

// row counts how often there is a place in every list, each one after the one in the
// list before.
func row(lists [][]uint32) (n uint32) {
	rare := 0
	for i, l := range lists {
		if len(l) < len(lists[rare]) {
			rare = i
		}
	}
	var at [maxClauses]int
	if len(lists) > len(at) {
		lists = lists[:len(at)]
	}
next:
	for _, place := range lists[rare] {
		if int(place) < rare {
			continue
		}
		start := place - uint32(rare)
		for i, l := range lists {
			if i == rare {
				continue
			}
			want := start + uint32(i)
			k := at[i]
			for k < len(l) && l[k] < want {
				k++
			}
			at[i] = k
			if k == len(l) {
				return n
			}
			if l[k] != want {
				continue next
			}
		}
		n++
	}
	return n
}

// span is a place in a decision, first to last word.
type span struct{ from, to uint32 }

// spanner finds where something stands in a decision, asked with ascending decisions.
type spanner interface{ spans(doc uint32) []span }

// spanner makes one for a node that stands at places.
func (s *search) spanner(p *piece, n node) spanner {
	switch n := n.(type) {
	case *wordNode:
		return p.anyOf(s.sameStem(n))
	case *prefixNode:
		return p.anyOf(s.forms(n.key))
	case *phraseNode:
		r := &rowSpans{}
		for _, k := range n.keys {
			r.cursors = append(r.cursors, p.cursor(k))
		}
		return r
	case *groupNode:
		g := &unionSpans{}
		for _, k := range n.kids {
			g.kids = append(g.kids, s.spanner(p, k))
		}
		return g
	case *nearNode:
		return &nearSpans{s.spanner(p, n.left), s.spanner(p, n.right), uint32(n.n)}
	}
	return &unionSpans{}
}

func (p *piece) anyOf(keys []string) *unionSpans {
	u := &unionSpans{}
	for _, k := range keys {
		u.kids = append(u.kids, &wordSpans{c: p.cursor(k)})
	}
	return u
}

// sameStem are the words of the index that have the stem of n.
func (s *search) sameStem(n *wordNode) []string {
	shared := 0
	for shared < len(n.key) && shared < len(n.stem) && n.key[shared] == n.stem[shared] {
		shared++
	}
	forms := []string{n.key}
	if shared < 3 {
		return forms
	}
	for _, p := range s.v.segs {
		for t := p.Terms(fieldWords, n.key[:shared]); t.Next(); {
			term := t.Term()
			if !strings.HasPrefix(term, n.key[:shared]) {
				break
			}
			if len(term) <= len(n.key)+6 && stem(term) == n.stem && !slices.Contains(forms, term) && len(forms) < maxForms {
				forms = append(forms, term)
			}
		}
	}
	slices.Sort(forms)
	return forms
}

type wordSpans struct {
	c   *cursor
	out []span
}

func (w *wordSpans) spans(doc uint32) []span {
	w.out = w.out[:0]
	for _, at := range w.c.at(doc) {
		w.out = append(w.out, span{at, at})
	}
	return w.out
}

type rowSpans struct {
	cursors []*cursor
	out     []span
}

func (r *rowSpans) spans(doc uint32) []span {
	r.out = r.out[:0]
	var lists [][]uint32
	for _, c := range r.cursors {
		lists = append(lists, c.at(doc))
	}
	for _, start := range lists[0] {
		fits := true
		for i, l := range lists[1:] {
			if _, ok := slices.BinarySearch(l, start+uint32(i)+1); !ok {
				fits = false
				break
			}
		}
		if fits {
			r.out = append(r.out, span{start, start + uint32(len(lists)) - 1})
		}
	}
	return r.out
}

type unionSpans struct{ kids []spanner }

func (u *unionSpans) spans(doc uint32) []span {
	if len(u.kids) == 1 {
		return u.kids[0].spans(doc)
	}
	var all []span
	for _, k := range u.kids {
		all = append(all, k.spans(doc)...)
	}
	slices.SortFunc(all, func(a, b span) int { return int(a.from) - int(b.from) })
	return all
}

type nearSpans struct {
	left, right spanner
	n           uint32
}

// spans are those of the right side that have one of the left near, so that
// a NEAR b NEAR c asks b to be near both.
func (n *nearSpans) spans(doc uint32) []span {
	left, right := n.left.spans(doc), n.right.spans(doc)
	if len(left) == 0 || len(right) == 0 {
		return nil
	}
	var out []span
	k := 0
	for _, r := range right {
		for k < len(left) && left[k].to+n.n < r.from {
			k++
		}
		for j := k; j < len(left) && left[j].from <= r.to+n.n; j++ {
			if left[j] != r {
				out = append(out, r)
				break
			}
		}
	}
	return out
}

func (s *search) matchNear(p *piece, n *nearNode) set {
	found := newSet(p.Len())
	where := s.spanner(p, n)
	candidates := s.reach(p, n)
	candidates.each(func(doc uint32) {
		if len(where.spans(doc)) > 0 {
			found.add(doc)
		}
	})
	return found
}

// reach are the decisions that have both sides of NEAR somewhere.
func (s *search) reach(p *piece, n node) set {
	switch n := n.(type) {
	case *nearNode:
		found := s.reach(p, n.left)
		found.and(s.reach(p, n.right))
		return found
	case *groupNode:
		found := newSet(p.Len())
		for _, k := range n.kids {
			found.or(s.reach(p, k))
		}
		return found
	case *wordNode:
		found := newSet(p.Len())
		for _, k := range s.sameStem(n) {
			found.or(p.flags(fieldWords, k))
		}
		return found
	case *prefixNode:
		found := newSet(p.Len())
		for _, k := range s.forms(n.key) {
			found.or(p.flags(fieldWords, k))
		}
		return found
	case *phraseNode:
		found := p.flags(fieldWords, n.keys[0])
		for _, k := range n.keys[1:] {
			found.and(p.flags(fieldWords, k))
		}
		return found
	}
	return newSet(p.Len())
}
