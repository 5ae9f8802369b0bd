package search

import (
	"slices"
	"strings"
)

// synonymWeight is for how much a word counts that the thesaurus added.
const synonymWeight = 0.4

// synonym is one member of a group of the thesaurus, made ready.
type synonym struct {
	text  string
	keys  []string // its words
	norm  string   // the key of a provision, or nothing
	group int
}

func (l *language) readThesaurus(groups [][]string) (all []synonym) {
	lex := l.reader()
	for i, g := range groups {
		for _, text := range g {
			s := synonym{text: text, group: i}
			if l.rules.ParseNorm != nil {
				s.norm, _ = l.rules.ParseNorm(text)
			}
			for _, w := range lex.all(text) {
				s.keys = append(s.keys, w.key)
			}
			if len(s.keys) > 0 {
				all = append(all, s)
			}
		}
	}
	// the longest first, so that "Opfer von Menschenhandel" comes before "Menschenhandel"
	slices.SortStableFunc(all, func(a, b synonym) int { return len(b.keys) - len(a.keys) })
	return all
}

// others are the nodes for the other members of the groups that s is in.
func (l *language) others(lex *lexicon, same func(synonym) bool) (nodes []node, texts []string) {
	for _, s := range l.thesaurus {
		if !same(s) {
			continue
		}
		for _, o := range l.thesaurus {
			if o.group != s.group || same(o) || slices.Contains(texts, o.text) {
				continue
			}
			texts = append(texts, o.text)
			switch {
			case o.norm != "":
				nodes = append(nodes, &normNode{text: o.text, key: o.norm, words: o.keys, weight: synonymWeight})
			case len(o.keys) == 1:
				w := wordOf(lex.of(o.keys[0]).word, o.text)
				w.weight = synonymWeight
				nodes = append(nodes, w)
			default:
				nodes = append(nodes, &phraseNode{text: o.text, keys: o.keys, weight: synonymWeight})
			}
		}
	}
	return nodes, texts
}

// all returns the words of a text, in order.
func (l *lexicon) all(text string) (words []*word) {
	s := scanner{text: text}
	for {
		text, _, _, ok := s.next()
		if !ok {
			return words
		}
		if w := l.of(text).word; w != nil {
			words = append(words, w)
		}
	}
}

// wordOf makes a node of a word.
func wordOf(w *word, text string) *wordNode {
	n := &wordNode{text: text, key: w.key, stem: w.stem.text, stop: w.stop, weight: 1, times: 1}
	for _, p := range w.parts {
		n.parts = append(n.parts, p.text)
	}
	return n
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
