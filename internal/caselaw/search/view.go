package search

import (
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"verbund/internal/caselaw/search/postings"
)

// view is the index as it is at one moment: the segments of scorch's snapshot. It must
// be closed.
type view struct {
	snap *scorch.IndexSnapshot
	segs []*piece
	live int     // decisions
	mean float64 // words of a decision, a whole number, at least 1
}

// piece is one segment.
type piece struct {
	*postings.Segment
	live    set  // decisions that were not deleted
	deleted bool // some were

	columns *columns
}

// columns are facets of a segment, worked out when they are first asked for.
type columns struct {
	mu     sync.Mutex
	facets map[string]*column
}

// column has the values of one facet: decision i has the values
// names[ids[from[i]]] to names[ids[from[i+1]-1]].
type column struct {
	names []string
	from  []uint32
	ids   []uint32
}

// viewCache keeps the view of the last search, and the columns of segments that are
// still in use.
type viewCache struct {
	mu      sync.Mutex
	last    *view
	store   *store
	columns map[uint64]*columns // by scorch's number of the segment
}

// view returns the index as it is now.
func (c *viewCache) view(s *store) (*view, error) {
	r, err := s.idx.Reader()
	if err != nil {
		return nil, err
	}
	snap, ok := r.(*scorch.IndexSnapshot)
	if !ok || snap == nil {
		return nil, errClosed()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last != nil && c.last.snap == snap {
		return c.last, nil
	}
	if c.store != s {
		c.store, c.columns = s, nil
	}
	v := &view{snap: snap}
	keep := map[uint64]*columns{}
	words := uint64(0)
	for _, ss := range snap.Segments() {
		seg, ok := postings.Of(ss.Segment())
		if !ok {
			snap.Close()
			return nil, fmt.Errorf("the search index has a segment of another kind")
		}
		p := &piece{Segment: seg, live: newSet(seg.Len()), columns: c.columns[ss.Id()]}
		if p.columns == nil {
			p.columns = &columns{facets: map[string]*column{}}
		}
		keep[ss.Id()] = p.columns
		p.live.fill(seg.Len())
		if gone := ss.Deleted(); gone != nil {
			for it := gone.Iterator(); it.HasNext(); {
				p.live.remove(it.Next())
				p.deleted = true
			}
		}
		for i := range uint32(seg.Len()) {
			if p.live.has(i) {
				v.live++
				words += uint64(seg.Words(i))
			}
		}
		v.segs = append(v.segs, p)
	}
	v.mean = float64(max(words/uint64(max(v.live, 1)), 1))
	c.last, c.columns = v, keep
	return v, nil
}

func (v *view) close() { v.snap.Close() }

func (ix *Index) view() (*view, error) { return ix.views.view(ix.store) }

// column returns the values of a facet.
func (p *piece) column(facet string) *column {
	p.columns.mu.Lock()
	defer p.columns.mu.Unlock()
	if c := p.columns.facets[facet]; c != nil {
		return c
	}
	n := p.Len()
	c := &column{from: make([]uint32, n+1)}
	values := make([][]uint32, n)
	for t := p.Terms(facetField(facet), ""); t.Next(); {
		l := t.List()
		for it := l.Iterate(); ; {
			doc, _, ok := it.Next()
			if !ok {
				break
			}
			values[doc] = append(values[doc], uint32(len(c.names)))
		}
		c.names = append(c.names, t.Term())
	}
	for i, v := range values {
		c.ids = append(c.ids, v...)
		c.from[i+1] = uint32(len(c.ids))
	}
	p.columns.facets[facet] = c
	return c
}

// alive is how many decisions of a list were not deleted.
func (p *piece) alive(l *postings.List) int {
	if !p.deleted {
		return l.Len
	}
	n := 0
	for it := l.Iterate(); ; {
		doc, _, ok := it.Next()
		if !ok {
			return n
		}
		if p.live.has(doc) {
			n++
		}
	}
}
