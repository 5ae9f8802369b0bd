package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"verbund/internal/caselaw/search/postings"
)

// The weights of the layers: what each adds to the score of a decision.
const (
	exactWeight = 1.0  // the very word
	stemWeight  = 0.5  // another form of it, or a compound with it
	partWeight  = 0.25 // a part of the compound that was typed
	aboutWeight = 3.0  // the word stands in the name of the court, the kind or the date
)

// maxTerms is how many of a long text's words are looked for, those that tell most.
const maxTerms = 120

// term is something that scores: a term of the index, or something that was counted.
type term struct {
	field  string
	text   string
	weight float64
	node   node // counted, instead of a term
	idf    float64
}

// collect gathers what scores in the query. Of words that come several times the
// weight grows with the root of how often.
func (s *search) collect() {
	byText := map[[2]string]*term{}
	add := func(field, text string, weight float64) {
		if t := byText[[2]string{field, text}]; t != nil {
			t.weight += weight
			return
		}
		t := &term{field: field, text: text, weight: weight}
		byText[[2]string{field, text}] = t
		s.terms = append(s.terms, t)
	}
	counted := func(n node, weight float64) {
		key := [2]string{"", nameOf(n)}
		if t := byText[key]; t != nil {
			t.weight += weight
			return
		}
		t := &term{weight: weight, node: n}
		byText[key] = t
		s.terms = append(s.terms, t)
	}
	for _, w := range s.telling() {
		weight := w.weight * math.Sqrt(float64(max(w.times, 1)))
		add(fieldWords, w.key, weight*exactWeight)
		add(fieldStems, w.stem, weight*stemWeight)
		add(fieldAbout, w.key, w.weight*aboutWeight)
		for _, part := range w.parts {
			add(fieldStems, part, weight*partWeight)
		}
	}
	each(s.q.root, func(n node) {
		switch n := n.(type) {
		case *phraseNode:
			counted(n, n.weight)
		case *prefixNode:
			counted(n, n.weight)
		case *normNode:
			add(fieldNorms, n.key, n.weight*2)
		case *caseNode:
			for _, key := range []string{n.key, n.ecli} {
				if key != "" {
					add(fieldCases, key, 1)
				}
			}
		case *fieldNode:
			if n.weight > 0 {
				for _, text := range n.terms {
					add(n.field, text, n.weight)
				}
			}
		}
	})
}

// telling are the words of the query that score: all of a short one, the most telling
// of a long one.
func (s *search) telling() (words []*wordNode) {
	all := 0
	each(s.q.root, func(n node) {
		if w, ok := n.(*wordNode); ok {
			all++
			if !w.stop {
				words = append(words, w)
			}
		}
	})
	if len(words) <= maxTerms {
		return words
	}
	tells := make(map[*wordNode]float64, len(words))
	for _, w := range words {
		if n := s.decisions(fieldWords, w.key); n > 0 {
			tells[w] = s.idf(n) * math.Sqrt(float64(w.times))
		}
	}
	order := slices.Clone(words)
	slices.SortStableFunc(order, func(a, b *wordNode) int {
		switch {
		case tells[a] > tells[b]:
			return -1
		case tells[a] < tells[b]:
			return 1
		}
		return strings.Compare(a.key, b.key)
	})
	s.q.note("caselaw.search.most-telling", "n", maxTerms, "all", all)
	keep := make(map[*wordNode]bool, maxTerms)
	for _, w := range order[:maxTerms] {
		keep[w] = true
	}
	return slices.DeleteFunc(words, func(w *wordNode) bool { return !keep[w] })
}

// decisions is how many decisions have a term.
func (s *search) decisions(field, text string) (n int) {
	for _, p := range s.v.segs {
		l := p.Find(field, text)
		n += p.alive(&l)
	}
	return n
}

// idf tells how much a term says that n decisions have. It is rounded, so that it is
// the same on every machine.
func (s *search) idf(n int) float64 {
	all := float64(s.v.live)
	return math.Round(1e6*math.Log(1+(all-float64(n)+0.5)/(float64(n)+0.5))) / 1e6
}

// saturation are BM25's k1 and b for a query of so many words. Whole paragraphs are
// best served by a high k1 and b, few words by lower ones, which do not let the longest
// decisions and the most frequent word of the query rule; measured on the citing
// paragraphs and on the three, five and ten most telling words of each.
func saturation(words int) (k1, b float64) {
	long := min(max(float64(words-5)/25, 0), 1)
	return 1.5 + 2.5*long, 0.6 + 0.4*long
}

// shortest is the part of the mean length below which a decision does not count as
// shorter, so that an entry without full text does not win by being short.
const shortest = 0.2

// score adds up what every decision has of the query: BM25 (Robertson, Zaragoza, "The
// Probabilistic Relevance Framework", 2009) with the numbers of all decisions of the
// index, so that it does not matter in which segment one lies.
func (s *search) score() {
	s.collect()
	n := 0
	for _, t := range s.terms {
		if t.field == fieldWords || t.node != nil {
			n++
		}
	}
	k1, b := saturation(n)
	for _, t := range s.terms {
		s.weigh(t)
	}
	s.learn()
	pairs := s.neighbours()
	s.onEach(func(i int, p *piece) {
		s.acc[i] = s.scores(i, p, k1, b)
		for _, n := range pairs {
			s.nearer(i, p, n)
		}
	})
}

// Words that were typed side by side count for more where they stand together: at most
// closeWords apart, in one decision of at most closeHits, since it takes reading where
// they stand.
const (
	closeWords  = 20
	closeHits   = 1000
	closeMost   = 6 // words of the query
	closeWeight = 0.3
)

// neighbour are two words that were typed side by side.
type neighbour struct {
	left, right string
	weight      float64
}

// neighbours are the pairs of a query of few words that has few hits.
func (s *search) neighbours() (pairs []neighbour) {
	g, ok := s.q.root.(*groupNode)
	if !ok || g.any {
		return nil
	}
	hits := 0
	for _, h := range s.hits {
		hits += h.count()
	}
	if hits > closeHits {
		return nil
	}
	var before *wordNode
	for _, k := range g.kids {
		w, ok := k.(*wordNode)
		if !ok || w.stop {
			continue
		}
		if before != nil && len(pairs) < closeMost {
			both := s.idf(s.decisions(fieldWords, before.key)) + s.idf(s.decisions(fieldWords, w.key))
			pairs = append(pairs, neighbour{before.key, w.key, closeWeight * both})
		}
		before = w
	}
	return pairs
}

// nearer adds to the scores of the decisions in which two words stand together.
func (s *search) nearer(i int, p *piece, n neighbour) {
	left, right := p.Find(fieldWords, n.left), p.Find(fieldWords, n.right)
	if left.Len == 0 || right.Len == 0 {
		return
	}
	a, b := cursorOf(&left), cursorOf(&right)
	var board postings.Board
	s.hits[i].each(func(doc uint32) {
		x, y := a.row(doc), b.row(doc)
		if x != nil && y != nil && board.Near([][]byte{x}, [][]byte{y}, closeWords) {
			s.acc[i][doc] += n.weight
		}
	})
}

// scores are the scores of the decisions of a segment that were found. Of a bag of
// words it finds out which they are.
func (s *search) scores(i int, p *piece, k1, b float64) []float64 {
	acc, length := make([]float64, p.Len()), make([]float64, p.Len())
	hits := s.hits[i]
	hits.each(func(d uint32) {
		share := max(float64(p.Words(d))/s.v.mean, shortest)
		length[d] = float64(k1 * float64(1-b+float64(b*share)))
	})
	var docs, times [256]uint32
	for _, t := range s.terms {
		w := float64(t.weight * t.idf)
		if w == 0 {
			continue
		}
		if t.node != nil {
			c := s.places(i, p, t.node)
			c.docs.each(func(d uint32) {
				if hits.has(d) {
					f := float64(c.times[d])
					acc[d] += float64(w*f*(k1+1)) / (f + length[d])
				}
			})
			continue
		}
		counts := t.field == fieldWords || t.field == fieldStems || t.field == fieldNorms
		l := p.Find(t.field, t.text)
		for it := l.Iterate(); ; {
			n := it.Read(docs[:], times[:])
			if n == 0 {
				break
			}
			for j, d := range docs[:n] {
				switch {
				case !hits.has(d):
				case counts:
					f := float64(times[j])
					acc[d] += float64(w*f*(k1+1)) / (f + length[d])
				default:
					acc[d] += w
				}
			}
		}
	}
	if s.q.Any {
		hits.each(func(d uint32) {
			if acc[d] == 0 {
				hits.remove(d)
			}
		})
	}
	return acc
}

// weigh works out how much a term says.
func (s *search) weigh(t *term) {
	switch n := t.node.(type) {
	case nil:
		t.idf = s.idf(s.decisions(t.field, t.text))
	case *phraseNode: // as much as its words together
		for _, k := range n.keys {
			t.idf += s.idf(s.decisions(fieldWords, k))
		}
	default:
		found := 0
		for i, p := range s.v.segs {
			docs := s.places(i, p, n).docs.clone()
			docs.and(p.live)
			found += docs.count()
		}
		t.idf = s.idf(found)
	}
}

// maxMarked is how many words of a long text are marked where they stand.
const maxMarked = 25

// learn notes how much the words of the query say, for snippets and marks. Of any of
// many words it keeps those that say most.
func (s *search) learn() {
	s.q.telling = map[string]float64{}
	var keys []string
	each(s.q.root, func(n node) {
		if w, ok := n.(*wordNode); ok && !w.stop && s.q.telling[w.key] == 0 {
			if n := s.decisions(fieldStems, w.stem); n > 0 {
				s.q.telling[w.key] = s.idf(n)
				keys = append(keys, w.key)
			}
		}
	})
	if !s.q.Any || len(keys) <= maxMarked {
		return
	}
	slices.SortFunc(keys, func(a, b string) int {
		if c := cmp.Compare(s.q.telling[b], s.q.telling[a]); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	for _, k := range keys[maxMarked:] {
		delete(s.q.telling, k)
	}
}
