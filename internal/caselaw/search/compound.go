package search

import (
	_ "embed"
	"strings"
)

//go:embed parts.txt
var partsList string

// compounds takes compound words apart. Its parts are stems of words that stand alone
// in decisions and also within other words there; see parts.txt. The list is part of
// the program and not of an index: what a word is taken apart into must not depend on
// which decisions came first.
type compounds struct {
	stems map[string]bool
	heads map[[minPart]byte]bool // the first bytes of every part as it stands in words
}

const (
	minPart     = 4  // bytes of a part as it stands in a word
	minCompound = 9  // bytes of a word that is worth taking apart
	maxCompound = 60 // what is longer is no word
	maxParts    = 10
)

// readCompounds reads parts.txt: one word a line, # for remarks.
func readCompounds(list string) *compounds {
	c := &compounds{stems: map[string]bool{}, heads: map[[minPart]byte]bool{}}
	for line := range strings.Lines(list) {
		word := strings.TrimSpace(line)
		if word == "" || word[0] == '#' || len(word) < minPart {
			continue
		}
		c.stems[stem(word)] = true
		c.heads[[minPart]byte([]byte(word[:minPart]))] = true
	}
	return c
}

// split returns the stems of the parts of a folded word, those of parts of parts too,
// each once; nothing for a word that is no compound.
func (c *compounds) split(key string) []string {
	parts := c.cut(key)
	if parts == nil {
		return nil
	}
	var stems []string
	add := func(s string) {
		if len(stems) >= maxParts {
			return
		}
		for _, has := range stems {
			if has == s {
				return
			}
		}
		stems = append(stems, s)
	}
	for _, p := range parts {
		add(stem(p))
	}
	for _, p := range parts {
		for _, inner := range c.cut(p) {
			add(stem(inner))
		}
	}
	return stems
}

// cut takes a word apart into as few parts as it can, and of several such ways into
// the one with the most uneven, that is the longest parts.
func (c *compounds) cut(key string) []string {
	n := len(key)
	if n < minCompound || n > maxCompound {
		return nil
	}
	for i := range n {
		if key[i] < 'a' || key[i] > 'z' {
			return nil
		}
	}
	type way struct{ parts, size, end int }
	var best [maxCompound + 1]way // of the rest of the word from a place on
	for i := n - minPart; i >= 0; i-- {
		if !c.heads[[minPart]byte{key[i], key[i+1], key[i+2], key[i+3]}] {
			continue
		}
		for j := i + minPart; j <= n; j++ {
			rest := way{}
			if j < n {
				if rest = best[j]; rest.parts == 0 {
					continue
				}
			}
			if i == 0 && j == n { // the word itself is no part of it
				continue
			}
			if s := stem(key[i:j]); len(s) < 3 || !c.stems[s] {
				continue
			}
			w := way{rest.parts + 1, rest.size + (j-i)*(j-i), j}
			if b := best[i]; b.parts == 0 || w.parts < b.parts || w.parts == b.parts && w.size > b.size {
				best[i] = w
			}
		}
	}
	if best[0].parts < 2 {
		return nil
	}
	var parts []string
	for i := 0; i < n; i = best[i].end {
		parts = append(parts, key[i:best[i].end])
	}
	return parts
}
