package search

import "strings"

// finish looks at the whole.
func (p *parser) finish(root node, text string) node {
	if root == nil {
		return nil
	}
	// A provision or file number may also be typed without its sign.
	if p.clauses <= 12 && len(text) <= maxCitation && !strings.ContainsAny(text, "\"§:*") {
		trimmed := strings.TrimSpace(text)
		rules := p.lang.rules
		if c, ok := trimmed, trimmed != ""; ok && rules.ParseNorm != nil && c[0] >= '0' && c[0] <= '9' {
			if key, ok := rules.ParseNorm("§ " + trimmed); ok {
				return p.norm(trimmed, key)
			}
		}
		if _, is := root.(*caseNode); !is && rules.ParseCase != nil {
			if key, ok := rules.ParseCase(trimmed); ok {
				n := &caseNode{text: trimmed, key: key, file: rules.FileNumber(trimmed)}
				p.words(trimmed, func(w *word) {
					if len(n.keys) < maxClauses {
						n.keys = append(n.keys, w.key)
					}
				})
				return n
			}
		}
	}
	var words, stops, positive int
	each(root, func(n node) {
		switch n := n.(type) {
		case *wordNode:
			words++
			if n.stop {
				stops++
			}
		case *notNode, *groupNode, *synonymNode, *nearNode:
		default:
			positive++
		}
	})
	if words > 0 && words == stops && positive == 0 {
		p.q.note("caselaw.search.stop-words")
		each(root, func(n node) {
			if w, ok := n.(*wordNode); ok {
				w.stop = false
			}
		})
	}
	if words == 0 && positive == 0 {
		p.q.note("caselaw.search.only-not")
	}
	return root
}

// bag takes a text as words any of which suffices.
func (p *parser) bag(text string) node {
	byKey := map[string]*wordNode{}
	var kids []node
	n := 0
	p.words(text, func(w *word) {
		n++
		if k := byKey[w.key]; k != nil {
			k.times++
			return
		}
		if len(kids) < 2000 {
			k := wordOf(w, w.key)
			byKey[w.key] = k
			kids = append(kids, k)
			if n <= 20 {
				p.q.words = append(p.q.words, w.key)
			}
		}
	})
	if find := p.lang.rules.Find; find != nil {
		seen := map[string]bool{}
		for _, c := range find(text) {
			for _, key := range c.Keys[:min(len(c.Keys), 1)] {
				if !seen[key] && len(seen) < 20 {
					seen[key] = true
					kids = append(kids, &normNode{key: key, weight: 1})
				}
			}
		}
	}
	if len(kids) == 0 {
		return nil
	}
	stops := 0
	for _, k := range kids {
		if w, ok := k.(*wordNode); ok && w.stop {
			stops++
		}
	}
	if stops == len(kids) {
		p.q.note("caselaw.search.stop-words")
		for _, k := range kids {
			k.(*wordNode).stop = false
		}
	}
	return &groupNode{any: true, kids: kids}
}
