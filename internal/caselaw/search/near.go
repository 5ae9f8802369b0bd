package search

import (
	"slices"
	"strings"

	"verbund/internal/caselaw/search/postings"
)

// cursor goes through the postings of one word with their places.
type cursor struct {
	it    postings.Iterator
	docs  [64]uint32 // a block of decisions that have the word
	times [64]uint32
	n, k  int // how many there are in the block, and the present one
	past  int // postings before the block
	buf   []uint32
}

func (p *piece) cursor(key string) *cursor {
	l := p.Find(fieldWords, key)
	return cursorOf(&l)
}

func cursorOf(l *postings.List) *cursor { return &cursor{it: l.Iterate()} }

// row returns the places of the word in a decision as they are kept; nothing where it
// does not have the word. It must be asked with ascending decisions, once for each.
func (c *cursor) row(doc uint32) []byte {
	for {
		for c.k < c.n && c.docs[c.k] < doc {
			c.k++
		}
		if c.k < c.n {
			break
		}
		c.past += c.n
		c.k = 0
		if c.n = c.it.Read(c.docs[:], c.times[:]); c.n == 0 {
			return nil
		}
	}
	if c.docs[c.k] != doc {
		return nil
	}
	return c.it.RowAt(c.past + c.k)
}

// at returns the places themselves.
func (c *cursor) at(doc uint32) []uint32 {
	c.buf = postings.Decode(c.row(doc), c.buf)
	return c.buf
}

// maxInARow is how often a phrase is counted in one decision at most. More hardly
// changes its score, and where it comes often nothing else has to be read.
const maxInARow = 16

// inARow calls found for every decision in which the words stand in a row.
func (p *piece) inARow(often map[string]int32, keys []string, found func(doc, times uint32)) {
	switch len(keys) {
	case 0:
		return
	case 1:
		p.each(fieldWords, keys[0], found)
		return
	}
	var pairs []string
	for i := range keys[1:] {
		if often[keys[i]] > 0 && often[keys[i+1]] > 0 {
			pairs = append(pairs, keys[i]+" "+keys[i+1])
		}
	}
	if len(keys) == 2 && len(pairs) == 1 {
		p.each(fieldPairs, pairs[0], func(doc, times uint32) { found(doc, min(times, maxInARow)) })
		return
	}
	type member struct {
		offset uint32
		list   postings.List
		c      *cursor
	}
	var row []member
	for i, k := range keys {
		m := member{offset: uint32(i), list: p.Find(fieldWords, k)}
		if m.list.Len == 0 {
			return
		}
		row = append(row, m)
	}
	// the rarest words first: where they do not fit, the others need not be read
	slices.SortStableFunc(row, func(a, b member) int { return a.list.Len - b.list.Len })
	candidates := newSet(p.Len())
	row[0].list.Mark(candidates)
	own := newSet(p.Len())
	for _, m := range row[1:] {
		clear(own)
		m.list.Mark(own)
		candidates.and(own)
	}
	for _, pair := range pairs {
		clear(own)
		l := p.Find(fieldPairs, pair)
		l.Mark(own)
		candidates.and(own)
	}
	for i := range row {
		row[i].c = cursorOf(&row[i].list)
	}
	var board postings.Board
	if len(row) == 2 {
		first, second := row[0], row[1]
		if first.offset > second.offset {
			first, second = second, first
		}
		candidates.each(func(doc uint32) {
			if n := board.Adjacent(first.c.row(doc), second.c.row(doc), maxInARow); n > 0 {
				found(doc, uint32(n))
			}
		})
		return
	}
	var starts []uint32
	candidates.each(func(doc uint32) {
		starts = postings.Decode(row[0].c.row(doc), starts)
		n := 0
		for _, at := range starts {
			if at > row[0].offset {
				starts[n] = at - row[0].offset
				n++
			}
		}
		starts = starts[:n]
		for _, m := range row[1:] {
			if starts = board.Follow(starts, m.c.row(doc), m.offset); len(starts) == 0 {
				return
			}
		}
		found(doc, uint32(min(len(starts), maxInARow)))
	})
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
		return &nearSpans{left: s.spanner(p, n.left), right: s.spanner(p, n.right), n: uint32(n.n)}
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
	if forms, ok := s.alike[n.key]; ok {
		return forms
	}
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
	s.alike[n.key] = forms
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
	board   postings.Board
	out     []span
}

func (r *rowSpans) spans(doc uint32) []span {
	r.out = r.out[:0]
	starts := r.cursors[0].at(doc)
	for i, c := range r.cursors[1:] {
		starts = r.board.Follow(starts, c.row(doc), uint32(i)+1)
	}
	for _, s := range starts {
		r.out = append(r.out, span{s, s + uint32(len(r.cursors)) - 1})
	}
	return r.out
}

type unionSpans struct {
	kids []spanner
	out  []span
}

func (u *unionSpans) spans(doc uint32) []span {
	if len(u.kids) == 1 {
		return u.kids[0].spans(doc)
	}
	u.out = u.out[:0]
	having := 0
	for _, k := range u.kids {
		some := k.spans(doc)
		if len(some) > 0 {
			having++
		}
		u.out = append(u.out, some...)
	}
	if having > 1 {
		slices.SortFunc(u.out, func(a, b span) int { return int(a.from) - int(b.from) })
	}
	return u.out
}

type nearSpans struct {
	left, right spanner
	n           uint32
	out         []span
}

// spans are those of the right side that have one of the left near, so that
// a NEAR b NEAR c asks b to be near both.
func (n *nearSpans) spans(doc uint32) []span {
	left, right := n.left.spans(doc), n.right.spans(doc)
	if len(left) == 0 || len(right) == 0 {
		return nil
	}
	n.out = n.out[:0]
	k := 0
	for _, r := range right {
		for k < len(left) && left[k].to+n.n < r.from {
			k++
		}
		for j := k; j < len(left) && left[j].from <= r.to+n.n; j++ {
			if left[j] != r {
				n.out = append(n.out, r)
				break
			}
		}
	}
	return n.out
}

func (s *search) matchNear(p *piece, n *nearNode) set {
	found := newSet(p.Len())
	if left, right := s.single(n.left), s.single(n.right); left != nil && right != nil {
		s.near(p, left, right, n, found)
		return found
	}
	where := s.spanner(p, n)
	candidates := s.reach(p, n)
	candidates.each(func(doc uint32) {
		if len(where.spans(doc)) > 0 {
			found.add(doc)
		}
	})
	return found
}

// single are the words of the index that a side of NEAR stands for, where it is one
// word; nothing where it is more.
func (s *search) single(n node) []string {
	switch n := n.(type) {
	case *wordNode:
		return s.sameStem(n)
	case *prefixNode:
		return s.forms(n.key)
	}
	return nil
}

func (s *search) near(p *piece, left, right []string, n *nearNode, found set) {
	cursors := func(keys []string) (all []*cursor) {
		for _, k := range keys {
			if l := p.Find(fieldWords, k); l.Len > 0 {
				all = append(all, cursorOf(&l))
			}
		}
		return all
	}
	rows := func(all []*cursor, doc uint32, rows [][]byte) [][]byte {
		rows = rows[:0]
		for _, c := range all {
			if row := c.row(doc); row != nil {
				rows = append(rows, row)
			}
		}
		return rows
	}
	var board postings.Board
	var a, b [][]byte
	lefts, rights := cursors(left), cursors(right)
	s.reach(p, n).each(func(doc uint32) {
		a, b = rows(lefts, doc, a), rows(rights, doc, b)
		if board.Near(a, b, uint32(n.n)) {
			found.add(doc)
		}
	})
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
