package search

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ranked is a hit with what its place depends on.
type ranked struct {
	hit   Hit
	exact byte
	date  uint32
}

// page sorts as many hits as the page needs, and returns the page.
func (s *search) page() []Hit {
	per := min(s.r.PerPage, 200)
	if per <= 0 {
		per = 20
	}
	first := max(s.r.Page-1, 0)
	if first > s.total/per {
		return nil
	}
	first *= per
	order := s.r.Sort
	if order != Newest && order != Oldest {
		order = Rank // of equal ones, such as all where nothing is asked for, the newest first
	}
	less := func(a, b ranked) int {
		if c := cmp.Compare(b.exact, a.exact); c != 0 && order == Rank {
			return c
		}
		if c := cmp.Compare(b.hit.Score, a.hit.Score); c != 0 && order == Rank {
			return c
		}
		if c := cmp.Compare(b.date, a.date); c != 0 {
			if order == Oldest && a.date != 0 && b.date != 0 { // the unknown day comes last
				return -c
			}
			return c
		}
		if order == Oldest {
			return cmp.Compare(a.hit.Number, b.hit.Number)
		}
		return cmp.Compare(b.hit.Number, a.hit.Number)
	}
	top := newTop(first+per, less)
	for i, p := range s.v.segs {
		s.hits[i].each(func(d uint32) {
			r := ranked{hit: Hit{Number: p.Number(d)}, date: p.Date(d)}
			if s.acc[i] != nil {
				r.hit.Score = math.Round(s.acc[i][d]*1e6) / 1e6
			}
			if s.exact[i] != nil {
				r.exact = s.exact[i][d]
				r.hit.Exact = r.exact > 0
			}
			top.add(r)
		})
	}
	all := top.sorted()
	var page []Hit
	for _, r := range all[min(first, len(all)):] {
		page = append(page, r.hit)
	}
	return page
}

// top keeps the first n of many.
type top struct {
	n    int
	less func(a, b ranked) int
	heap []ranked // the last one is at the front
}

func newTop(n int, less func(a, b ranked) int) *top { return &top{n: n, less: less} }

func (t *top) add(r ranked) {
	if len(t.heap) < t.n {
		t.heap = append(t.heap, r)
		for i := len(t.heap) - 1; i > 0; {
			up := (i - 1) / 2
			if t.less(t.heap[up], t.heap[i]) >= 0 {
				return
			}
			t.heap[up], t.heap[i] = t.heap[i], t.heap[up]
			i = up
		}
		return
	}
	if t.n == 0 || t.less(r, t.heap[0]) >= 0 {
		return
	}
	t.heap[0] = r
	for i := 0; ; {
		k := 2*i + 1
		if k >= len(t.heap) {
			return
		}
		if k+1 < len(t.heap) && t.less(t.heap[k+1], t.heap[k]) > 0 {
			k++
		}
		if t.less(t.heap[k], t.heap[i]) <= 0 {
			return
		}
		t.heap[i], t.heap[k] = t.heap[k], t.heap[i]
		i = k
	}
}

func (t *top) sorted() []ranked {
	slices.SortFunc(t.heap, t.less)
	return t.heap
}

// facets counts the values of facets.
func (s *search) facets() map[string][]Count {
	all := map[string][]Count{}
	for _, name := range s.r.Facets {
		counts := map[string]int{}
		for i, p := range s.v.segs {
			hits := s.hits[i]
			if len(s.r.Filters[name]) > 0 {
				hits = s.found(i, p)
				hits.and(s.allowed(p, name))
			}
			if name == FacetYear {
				hits.each(func(d uint32) {
					if date := p.Date(d); date != 0 {
						counts[strconv.Itoa(int(date/10000))]++
					}
				})
				continue
			}
			c := p.column(name)
			n := make([]int, len(c.names))
			hits.each(func(d uint32) {
				for _, id := range c.ids[c.from[d]:c.from[d+1]] {
					n[id]++
				}
			})
			for id, k := range n {
				if k > 0 {
					counts[c.names[id]] += k
				}
			}
		}
		list := make([]Count, 0, len(counts))
		for value, n := range counts {
			list = append(list, Count{value, n})
		}
		slices.SortFunc(list, func(a, b Count) int {
			if c := cmp.Compare(b.N, a.N); c != 0 {
				return c
			}
			return strings.Compare(a.Value, b.Value)
		})
		all[name] = list
	}
	return all
}

// found are the decisions that the query alone finds, without any filter.
func (s *search) found(i int, p *piece) set {
	if s.q.root == nil {
		return p.live.clone()
	}
	if s.q.Any {
		found := newSet(p.Len())
		for _, t := range s.terms {
			found.or(p.flags(t.field, t.text))
		}
		return found
	}
	return s.match(i, p, s.q.root)
}
