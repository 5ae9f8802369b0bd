// Package search is the index over decisions, and the language in which people ask it.
//
// The index is a cache in a folder of its own, outside the database. Nothing in it is
// needed for ever: where it is missing, broken or of another version, Open makes an
// empty one and says so, and the caller hands over all documents again (Rebuild). It
// follows the caller's feed of changes by Put, Delete and Position. One program holds
// the folder at a time. It keeps no text, only which words stand where; snippets and
// marks are made of the text that the caller loads.
//
// What is kept how: the engine scorch of bleve (github.com/blevesearch/bleve) looks
// after snapshots, merging and crashes; its segments are those of package postings.
// Ranking is worked out here, over the postings, with numbers of the whole index. So
// results depend on nothing but the request and the decisions, and are the same on
// every server, whichever database it has and in whatever order it was filled.
//
// How a word is found, in layers that are added to each other: the very word, folded
// (1); its stem, and compounds that have a word of this stem in them (0.5); the parts of
// a compound that was typed (0.25); and, apart from the text, the names of court, kind
// and date (3). Scores are BM25. A provision, a file number or an ECLI that is typed is
// found exactly, and comes first.
//
// Rights: a request names the states of the decisions that may be seen. Decisions of
// other states are neither found nor counted, and no word is suggested that stands in
// them alone.
package search

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"verbund/internal/core"
)

// Request is what is looked for.
type Request struct {
	Text string // see Parse; nothing finds everything
	Any  bool   // rank by any of the words, which may be a whole paragraph

	States  []string            // decisions of other states are as if they were not there; none finds nothing
	Filters map[string][]string // by facet: one of the values, as they were indexed; every facet must fit
	From    core.Date           // the first and the last day; the zero value is no bound
	To      core.Date
	Without []int64 // decisions that are not wanted

	Sort          string // Rank, Newest or Oldest; anything else is Rank
	Page, PerPage int    // from 1; 20 where PerPage is 0, and at most 200

	Facets []string // of which counts are wanted
}

// The orders of results. Of two decisions that are equal the later comes first, and of
// the same day the one with the higher number.
const (
	Rank   = "rank"
	Newest = "newest"
	Oldest = "oldest"
)

// Hit is one decision of a result.
type Hit struct {
	Number int64
	Score  float64 // of Rank; only its order means anything
	Exact  bool    // it is the decision that was typed, or cites the provision that was typed
}

// Count is how many decisions of a result have a value.
type Count struct {
	Value string
	N     int
}

// Result is what was found.
type Result struct {
	Total int   // decisions, on all pages
	Hits  []Hit // of the page

	// Facets are the counts that were asked for, the largest first. The counts of a
	// facet leave its own filter aside, so that one can see what else there would be.
	Facets map[string][]Count

	Query      Query
	Relaxed    bool   // nothing has all of it: these have any of the words
	Suggestion string // what may have been meant, where little or nothing was found
}

// Search finds decisions. What it returns depends on nothing but the request and the
// decisions in the index: not on the order in which they came or how they lie on the
// disk.
func (ix *Index) Search(ctx context.Context, r Request) (Result, error) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.store == nil {
		return Result{}, errClosed()
	}
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	v, err := ix.view()
	if err != nil {
		return Result{}, fmt.Errorf("reading the search index: %w", err)
	}
	defer v.close()

	s := &search{v: v, r: &r, q: ix.parse(v, r.Text, r.Any)}
	res := Result{}
	if err := s.run(ctx); err != nil {
		return Result{}, err
	}
	if s.total == 0 || s.total < 3 && !r.Any {
		res.Suggestion = s.suggest()
	}
	for s.total == 0 && s.relax() {
		if err := s.run(ctx); err != nil {
			return Result{}, err
		}
		res.Relaxed = s.total > 0
	}
	res.Total, res.Hits, res.Query = s.total, s.page(), s.q
	if len(r.Facets) > 0 {
		res.Facets = s.facets()
	}
	return res, nil
}

// Parse reads a query as Search does, for marking its words where nothing is searched.
// After Close it still reads the query, but knows no file numbers.
func (ix *Index) Parse(text string, any bool) Query {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	v := &view{}
	if ix.store != nil {
		if now, err := ix.view(); err == nil {
			v = now
			defer v.close()
		}
	}
	s := &search{v: v, r: &Request{}, q: ix.parse(v, text, any)}
	if v.live > 0 {
		s.learn()
	}
	return s.q
}

func (ix *Index) parse(v *view, text string, any bool) Query {
	lang := ix.lang.Load()
	return lang.parse(text, any, lang.reader(), func(file string) bool {
		return slices.ContainsFunc(v.segs, func(p *piece) bool { return p.Find(fieldFile, file).Len > 0 })
	})
}

// search is one search at work.
type search struct {
	v *view
	r *Request
	q Query

	terms []*term // what scores
	hits  []set   // of each segment
	acc   [][]float64
	exact [][]byte // of each decision how exactly it is meant; nil where nothing is
	total int

	relaxed bool // phrases were let go of

	counted []map[string]*counted // in each segment, by what nameOf calls it
	begun   map[string][]string   // words by their beginnings
	alike   map[string][]string   // words with the same stem
}

// run finds and scores.
func (s *search) run(ctx context.Context) error {
	n := len(s.v.segs)
	s.terms, s.begun, s.alike = nil, map[string][]string{}, map[string][]string{}
	s.counted = make([]map[string]*counted, n)
	s.hits, s.acc, s.exact = make([]set, n), make([][]float64, n), make([][]byte, n)
	base := make([]set, n)
	s.prepare()
	s.onEach(func(i int, p *piece) {
		s.counted[i] = map[string]*counted{}
		base[i] = s.allowed(p, "")
		switch {
		case s.q.root == nil:
			s.hits[i] = base[i]
		case s.q.Any: // all that is allowed, until scores say which have a word
			s.hits[i] = base[i]
		case ctx.Err() == nil:
			s.hits[i] = s.match(i, p, s.q.root)
			s.hits[i].and(base[i])
		}
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.q.root != nil {
		s.score()
		s.markExact()
	}
	s.count()
	return ctx.Err()
}

// prepare works out which words of the index stand for parts of the query, since that
// concerns all segments.
func (s *search) prepare() {
	var inNear func(n node)
	inNear = func(n node) {
		switch n := n.(type) {
		case *wordNode:
			s.sameStem(n)
		case *nearNode:
			inNear(n.left)
			inNear(n.right)
		case *groupNode:
			for _, k := range n.kids {
				inNear(k)
			}
		}
	}
	everywhere(s.q.root, func(n node) {
		switch n := n.(type) {
		case *prefixNode:
			s.forms(n.key)
		case *nearNode:
			inNear(n)
		}
	})
}

// severalFrom is from how many decisions on it pays to search several segments at once.
const severalFrom = 500

// onEach calls f for every segment, for several at once where there is much to do.
func (s *search) onEach(f func(i int, p *piece)) {
	if len(s.v.segs) < 2 || s.v.live < severalFrom {
		for i, p := range s.v.segs {
			f(i, p)
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(s.v.segs)) {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(s.v.segs) {
					return
				}
				f(i, s.v.segs[i])
			}
		})
	}
	all.Wait()
}

func (s *search) count() {
	s.total = 0
	for _, h := range s.hits {
		s.total += h.count()
	}
}

// allowed are the decisions that the request lets through, whatever they say. One
// facet may be left aside.
func (s *search) allowed(p *piece, aside string) set {
	found := newSet(p.Len())
	for _, state := range s.r.States {
		found.or(p.flags(fieldState, state))
	}
	if p.deleted {
		found.and(p.live)
	}
	names := make([]string, 0, len(s.r.Filters))
	for f := range s.r.Filters {
		names = append(names, f)
	}
	slices.Sort(names)
	for _, f := range names {
		values := s.r.Filters[f]
		if f == aside || len(values) == 0 {
			continue
		}
		any := newSet(p.Len())
		for _, value := range values {
			if f == FacetYear {
				if first, last, ok := readDay(value); ok {
					any.or(p.between(first, last))
				}
				continue
			}
			any.or(p.flags(facetField(f), value))
		}
		found.and(any)
	}
	if n := dateRange(s.r.From, s.r.To); n != nil {
		found.and(p.between(n.from, n.to))
	}
	if len(s.r.Without) > 0 {
		for i := range uint32(p.Len()) {
			if slices.Contains(s.r.Without, p.Number(i)) {
				found.remove(i)
			}
		}
	}
	return found
}

// flags are the decisions that have a term in a field, deleted ones too.
func (p *piece) flags(field, term string) set {
	found := newSet(p.Len())
	l := p.Find(field, term)
	l.Mark(found)
	return found
}

func (p *piece) between(from, to uint32) set {
	found := newSet(p.Len())
	for i := range uint32(p.Len()) {
		if d := p.Date(i); d != 0 && d >= from && d <= to {
			found.add(i)
		}
	}
	return found
}
