package search

import (
	"slices"
	"strings"

	"verbund/internal/caselaw/search/postings"
)

// relax makes a query ask for less: first that the words of a phrase are all there, and
// then that any of the words are. What filters stays. It tells whether there was
// anything to let go of.
func (s *search) relax() bool {
	if s.q.Any || s.q.root == nil {
		return false
	}
	if !s.relaxed {
		s.relaxed = true
		if n, changed := s.loosen(s.q.root); changed {
			s.q.root = n
			return true
		}
	}
	return s.loosenAll()
}

// loosen puts the words of phrases and of NEAR in their place.
func (s *search) loosen(n node) (loose node, changed bool) {
	switch n := n.(type) {
	case *phraseNode:
		if len(n.keys) < 2 {
			return n, false
		}
		return group(false, s.wordsOf(n.keys, n.weight)), true
	case *nearNode:
		left, _ := s.loosen(n.left)
		right, _ := s.loosen(n.right)
		return group(false, []node{left, right}), true
	case *groupNode:
		g := &groupNode{any: n.any}
		for _, k := range n.kids {
			l, c := s.loosen(k)
			g.kids = append(g.kids, l)
			changed = changed || c
		}
		return g, changed
	case *synonymNode:
		typed, c := s.loosen(n.typed)
		return &synonymNode{typed, n.others}, c
	}
	return n, false
}

func (s *search) wordsOf(keys []string, weight float64) (kids []node) {
	lex := s.q.lang.reader()
	for _, k := range keys {
		if w := lex.of(k).word; w != nil {
			n := wordOf(w, k)
			n.weight = weight
			kids = append(kids, n)
		}
	}
	return kids
}

// loosenAll makes any of the words suffice.
func (s *search) loosenAll() bool {
	var filters, words []node
	var sort func(n node)
	sort = func(n node) {
		switch n := n.(type) {
		case *groupNode:
			if !n.any {
				for _, k := range n.kids {
					sort(k)
				}
				return
			}
			words = append(words, n)
		case *fieldNode:
			filters = append(filters, n)
		case *notNode, *dateNode, *numberNode:
			filters = append(filters, n)
		case *wordNode:
			if !n.stop {
				words = append(words, n)
			}
		default:
			words = append(words, n)
		}
	}
	sort(s.q.root)
	if len(words) < 2 {
		return false
	}
	s.q.root = group(false, append(filters, &groupNode{any: true, kids: words}))
	return true
}

// suggest is the query as it may have been meant: with words of the index in place of
// words that no decision has, or hardly one. It is empty where nothing comes near.
func (s *search) suggest() string {
	replaced := map[string]string{}
	for _, key := range s.q.words {
		if len(replaced) >= 5 {
			break
		}
		if _, ok := replaced[key]; ok || !isPlainWord(key) {
			continue
		}
		n := s.decisions(fieldStems, stem(key)) + s.decisions(fieldAbout, key)
		if n > 2 {
			continue
		}
		best, distance, many := s.closest(key)
		if best == "" || n > 0 && (distance > 1 || many < 20*n) {
			continue
		}
		replaced[key] = s.spelling(best)
	}
	if len(replaced) == 0 {
		return ""
	}
	var b strings.Builder
	text := s.q.Text
	sc := scanner{text: text}
	lex := s.q.lang.reader()
	last := 0
	for {
		word, from, to, ok := sc.next()
		if !ok {
			break
		}
		w := lex.of(word).word
		if w == nil || replaced[w.key] == "" {
			continue
		}
		b.WriteString(text[last:from])
		b.WriteString(replaced[w.key])
		last = to
	}
	b.WriteString(text[last:])
	return b.String()
}

func isPlainWord(key string) bool {
	for i := range len(key) {
		if key[i] < 'a' || key[i] > 'z' {
			return false
		}
	}
	return len(key) >= 4
}

// closest is the word of the index that lies nearest to a word with the same first
// letter: by the number of letters that are wrong, missing, too many or swapped, at
// most one in five letters or fewer and two in more; then the most frequent one.
func (s *search) closest(key string) (best string, distance, many int) {
	seen := s.visible()
	most := 1
	if len(key) > 5 {
		most = 2
	}
	count := map[string]int{}
	near := map[string]int{}
	for i, p := range s.v.segs {
		for t := p.Terms(fieldWords, key[:1]); t.Next(); {
			term := t.Term()
			if term[:1] != key[:1] {
				break
			}
			if len(term) < len(key)-most || len(term) > len(key)+most {
				continue
			}
			if _, known := near[term]; !known {
				d := edits(key, term, most)
				if d > most {
					continue
				}
				near[term] = d
			}
			count[term] += among(t.List(), seen[i])
		}
	}
	var all []string
	for term, n := range count {
		if n > 0 && term != key {
			all = append(all, term)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		switch {
		case near[a] != near[b]:
			return near[a] - near[b]
		case count[a] != count[b]:
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	if len(all) == 0 {
		return "", 0, 0
	}
	return all[0], near[all[0]], count[all[0]]
}

// edits is the number of letters that are wrong, missing, too many or swapped between
// two words, and more than most where it is more (Damerau's distance, without changes
// within a swap).
func edits(a, b string, most int) int {
	var rows [3][maxWord + 3]int
	before, row, next := &rows[0], &rows[1], &rows[2]
	if len(a) > maxWord || len(b) > maxWord {
		return most + 1
	}
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		least := next[0]
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d := min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			next[j+1] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}

// spelling is how a folded word is written in most decisions.
func (s *search) spelling(key string) string {
	count := map[string]int{}
	seen := s.visible()
	for i, p := range s.v.segs {
		for t := p.Terms(fieldSpelt, key+"\x00"); t.Next(); {
			spelt, ok := strings.CutPrefix(t.Term(), key+"\x00")
			if !ok {
				break
			}
			count[spelt] += among(t.List(), seen[i])
		}
	}
	best := key
	for spelt, n := range count {
		if n > count[best] || n == count[best] && (best == key || spelt < best) {
			best = spelt
		}
	}
	return best
}

// visible are the decisions of every segment that may be seen, whatever is filtered.
func (s *search) visible() (all []set) {
	for _, p := range s.v.segs {
		seen := newSet(p.Len())
		for _, state := range s.r.States {
			seen.or(p.flags(fieldState, state))
		}
		seen.and(p.live)
		all = append(all, seen)
	}
	return all
}

// among is how many decisions of a list are in a set.
func among(l postings.List, s set) (n int) {
	var docs, times [256]uint32
	for it := l.Iterate(); ; {
		k := it.Read(docs[:], times[:])
		if k == 0 {
			return n
		}
		for _, d := range docs[:k] {
			if s.has(d) {
				n++
			}
		}
	}
}
