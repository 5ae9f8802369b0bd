package search

import (
	"slices"
	"strings"
	"sync"
)

// Range is a part of a text, in bytes.
type Range struct{ Start, End int }

// Marks are the parts of a paragraph that the query found: words in any of their forms,
// compounds with them, phrases, and the provisions and decisions that were asked for.
// They are ascending and do not overlap. What is excluded is not marked. The time it
// takes grows with the length of the paragraph alone.
func Marks(q Query, paragraph string) []Range {
	if q.marker == nil {
		return nil
	}
	q.marker.mu.Lock()
	defer q.marker.mu.Unlock()
	if q.marker.m == nil {
		q.marker.m = NewMarker(q)
	}
	return q.marker.m.Marks(paragraph)
}

// sharedMarker is the marker of a query, made when it is first needed.
type sharedMarker struct {
	mu sync.Mutex
	m  *Marker
}

// Marker marks what a query found in many paragraphs. It is not safe for use by several
// goroutines.
type Marker struct {
	all      *vocabulary
	find     func(string) []Citation
	words    map[string]int // which part of the query a key is
	stems    map[string]int
	prefixes []string
	prefix   []int
	phrases  []marked
	cited    map[string]int
	weights  []float64          // of the parts of the query
	known    map[string]sighted // what was found out about words, as they are written
	tokens   []token            // of the paragraph at hand
	first    [256]bool          // bytes with which a word may begin that is marked
	within   []string           // what a compound has somewhere that is marked
	starts   map[string][]int   // phrases by their first word
}

// marked is a phrase to be marked.
type marked struct {
	keys []string
	part int
}

// sighted is what a word is for the query: one of its parts, or -1.
type sighted struct {
	part int
	key  string // nothing for what is no word
}

type token struct {
	key        string
	start, end int
}

// mark is a range and the part of the query that it is.
type mark struct {
	Range
	part int
}

// NewMarker makes a marker for a query.
func NewMarker(q Query) *Marker {
	m := &Marker{words: map[string]int{}, stems: map[string]int{}, cited: map[string]int{}, known: map[string]sighted{}, starts: map[string][]int{}}
	if q.lang == nil {
		return m
	}
	m.all = q.lang.words
	m.find = q.lang.rules.Find
	each(q.root, func(n node) {
		part := len(m.weights)
		switch n := n.(type) {
		case *wordNode:
			if n.stop || q.Any && q.telling != nil && q.telling[n.key] == 0 {
				return
			}
			m.add(n.weight*q.weight(n.key), m.words, n.key)
			if _, ok := m.stems[n.stem]; !ok {
				m.stems[n.stem] = part
			}
		case *prefixNode:
			m.weights = append(m.weights, n.weight)
			m.prefixes, m.prefix = append(m.prefixes, n.key), append(m.prefix, part)
		case *phraseNode:
			m.phrase(n.keys, n.weight*float64(len(n.keys)))
			if n.soft {
				m.words[strings.Join(n.keys, "")] = part
			}
		case *normNode:
			m.add(2*n.weight, m.cited, n.key)
			if len(n.words) > 1 {
				m.phrase(n.words, 2*n.weight)
			}
		case *caseNode:
			m.weights = append(m.weights, 2)
			for _, key := range []string{n.key, n.ecli, n.file} {
				if key != "" {
					m.cited[key] = part
				}
			}
			if len(n.keys) > 1 {
				m.phrase(n.keys, 2)
			}
		}
	})
	m.hasten()
	return m
}

// hasten notes by what most words are seen not to be marked, without looking them up: a
// short one is no compound and begins as its stem does, and a compound has the
// beginning of a stem in it.
func (m *Marker) hasten() {
	begins := func(key string) {
		if key != "" {
			m.first[key[0]] = true
			m.first[strings.ToUpper(key[:1])[0]] = true
		}
	}
	for c := 0x80; c < 256; c++ {
		m.first[c] = true
	}
	for key := range m.words {
		begins(key)
	}
	for _, key := range m.prefixes {
		begins(key)
	}
	for _, p := range m.phrases {
		for _, key := range p.keys {
			begins(key)
		}
	}
	for s := range m.stems {
		begins(s)
		m.within = append(m.within, spellings(s[:min(len(s), minPart)])...)
	}
	slices.Sort(m.within)
}

// spellings are how the beginning of a stem may be written: an a may be an ä or ae.
func spellings(s string) []string {
	all := []string{""}
	for _, r := range s {
		var next []string
		for _, before := range all {
			next = append(next, before+string(r))
			switch r {
			case 'a':
				next = append(next, before+"ä", before+"ae")
			case 'o':
				next = append(next, before+"ö", before+"oe")
			case 'u':
				next = append(next, before+"ü", before+"ue")
			case 's':
				next = append(next, before+"ß")
			}
		}
		all = next
	}
	return all
}

// mayHave tells whether a word may be a compound that is marked.
func (m *Marker) mayHave(text string) bool {
	if len(m.within) > 60 {
		return true
	}
	for _, s := range m.within {
		if strings.Contains(text, s) {
			return true
		}
	}
	for i, r := range text { // of other letters, and of capitals within, nothing is sure
		if r >= 0x80 && !strings.ContainsRune("äöüßÄÖÜ", r) || i > 0 && 'A' <= r && r <= 'Z' {
			return true
		}
	}
	return false
}

func (m *Marker) add(weight float64, to map[string]int, key string) {
	if _, ok := to[key]; !ok {
		to[key] = len(m.weights)
	}
	m.weights = append(m.weights, weight)
}

func (m *Marker) phrase(keys []string, weight float64) {
	if len(keys) == 0 || slices.ContainsFunc(m.phrases, func(p marked) bool { return slices.Equal(p.keys, keys) }) {
		m.weights = append(m.weights, weight)
		return
	}
	m.starts[keys[0]] = append(m.starts[keys[0]], len(m.phrases))
	m.phrases = append(m.phrases, marked{keys, len(m.weights)})
	m.weights = append(m.weights, weight)
}

// Marks are the parts of a paragraph that the query found.
func (m *Marker) Marks(paragraph string) []Range {
	marks := m.marks(paragraph)
	if len(marks) == 0 {
		return nil
	}
	out := []Range{marks[0].Range}
	for _, k := range marks[1:] {
		last := &out[len(out)-1]
		if k.Start < last.End {
			last.End = max(last.End, k.End)
			continue
		}
		out = append(out, k.Range)
	}
	return out
}

// marks are all marks in the order of their starts; they may overlap.
func (m *Marker) marks(paragraph string) []mark {
	if len(m.weights) == 0 {
		return nil
	}
	if len(m.known) > 50_000 {
		clear(m.known)
	}
	m.tokens = m.tokens[:0]
	var out []mark
	s := scanner{text: paragraph}
	for {
		text, start, end, ok := s.next()
		if !ok {
			break
		}
		w := sighted{part: -1, key: "-"}
		if len(text) >= minCompound || m.first[text[0]] {
			var ok bool
			if w, ok = m.known[text]; !ok {
				w = m.look(text)
			}
		}
		if w.key == "" {
			continue
		}
		if len(m.phrases) > 0 {
			m.tokens = append(m.tokens, token{w.key, start, end})
		}
		if w.part >= 0 {
			out = append(out, mark{Range{start, end}, w.part})
		}
	}
	for i, t := range m.tokens {
		for _, k := range m.starts[t.key] {
			p := m.phrases[k]
			if m.follows(i, p.keys) {
				out = append(out, mark{Range{t.start, m.tokens[i+len(p.keys)-1].end}, p.part})
			}
		}
	}
	if len(m.cited) > 0 && m.find != nil && strings.ContainsAny(paragraph, "0123456789") {
		for _, c := range m.find(paragraph) {
			if c.Start < 0 || c.End > len(paragraph) || c.Start >= c.End {
				continue
			}
			for _, key := range c.Keys {
				if part, ok := m.cited[key]; ok {
					out = append(out, mark{Range{c.Start, c.End}, part})
					break
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b mark) int { return a.Start - b.Start })
	return out
}

func (m *Marker) follows(i int, keys []string) bool {
	if i+len(keys) > len(m.tokens) {
		return false
	}
	for j, k := range keys {
		if m.tokens[i+j].key != k {
			return false
		}
	}
	return true
}

// look works out what a word is, and keeps that.
func (m *Marker) look(text string) sighted {
	text = strings.Clone(text)
	found := sighted{part: -1, key: "-"}
	if !m.first[text[0]] && !m.mayHave(text) {
		m.known[text] = found
		return found
	}
	found.key = ""
	if w := m.all.of(text).word; w != nil {
		found = sighted{m.part(w), w.key}
	}
	m.known[text] = found
	return found
}

// part is the part of the query that finds a word, and -1 where none does.
func (m *Marker) part(w *word) int {
	if p, ok := m.words[w.key]; ok {
		return p
	}
	if p, ok := m.stems[w.stem.text]; ok {
		return p
	}
	for _, part := range w.parts {
		if p, ok := m.stems[part.text]; ok {
			return p
		}
	}
	for i, prefix := range m.prefixes {
		if strings.HasPrefix(w.key, prefix) {
			return m.prefix[i]
		}
	}
	return -1
}
