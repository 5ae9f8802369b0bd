package caselaw

import (
	"context"
	"maps"
	"slices"
	"strings"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search"
	"verbund/internal/platform/ui"
)

// relations are what a decision has to do with others: its instances, what it cites,
// what cites it, and what is like it.
func (room *Room) relations(ctx context.Context, p *ReadPage, d *Shown) error {
	if err := room.chain(ctx, p, &d.Entry); err != nil {
		return err
	}
	cites, err := room.Store.Cites(ctx, d.Number)
	if err != nil {
		return err
	}
	by, err := room.Store.CitedBy(ctx, d.Number)
	if err != nil {
		return err
	}
	similar, found, err := room.similar(ctx, d)
	if err != nil {
		return err
	}
	var numbers []int64
	for _, c := range slices.Concat(cites, by) {
		numbers = append(numbers, c.Number)
	}
	more, err := room.severalAtOnce(ctx, numbers)
	if err != nil {
		return err
	}
	maps.Copy(found, more)
	relation := func(c Cited, of string) (v RelationView, ok bool) {
		other, ok := found[c.Number]
		if !ok {
			return v, false
		}
		v.HitView = p.entry(c.Number, &other.Entry)
		for i, anchor := range c.Anchors {
			if i == mostPlaces {
				break
			}
			v.Places = append(v.Places, ui.Link{Address: of + "#" + anchor, Words: p.place(anchor)})
		}
		return v, true
	}
	for _, c := range cites {
		if v, ok := relation(c, ""); ok {
			p.Cites = append(p.Cites, v)
		}
	}
	for _, c := range by {
		if v, ok := relation(c, p.at(c.Number)); ok {
			p.CitedBy = append(p.CitedBy, v)
		}
	}
	for _, n := range similar {
		if other, ok := found[n]; ok {
			p.Similar = append(p.Similar, p.entry(n, &other.Entry))
		}
	}
	return nil
}

// mostPlaces is how many paragraphs are named in which one decision cites another.
const mostPlaces = 20

// severalAtOnce reads entries without texts, however many; a database takes only so many
// parameters at once.
func (room *Room) severalAtOnce(ctx context.Context, numbers []int64) (map[int64]Shown, error) {
	all := map[int64]Shown{}
	for part := range slices.Chunk(numbers, 500) {
		some, err := room.Store.Several(ctx, part, false)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, some)
	}
	return all, nil
}

// place names a paragraph by its anchor.
func (p CasePage) place(anchor string) string {
	if n, ok := strings.CutPrefix(anchor, "rn-"); ok {
		return p.say("margin", "n", n)
	}
	return p.say("paragraph", "n", strings.TrimPrefix(anchor, "p-"))
}

// chain shows the instances, and leads to those that are here.
func (room *Room) chain(ctx context.Context, p *ReadPage, e *decision.Entry) error {
	cases := make([]citation.Case, len(e.Chain))
	for i, in := range e.Chain {
		cases[i] = citation.Case{Court: in.Court, Date: in.Date, FileNumber: in.FileNumber, ECLI: in.ECLI}
	}
	to, err := room.Store.Resolve(ctx, cases)
	if err != nil {
		return err
	}
	for i, in := range e.Chain {
		kind := in.Kind
		v := InstanceView{Higher: in.Higher}
		var parts []string
		for _, s := range []string{in.Court, kind, p.In.Date(in.Date), in.FileNumber} {
			if s != "" {
				parts = append(parts, s)
			}
		}
		v.Words = strings.Join(parts, unitMark)
		if in.Outcome != "" {
			v.Outcome = p.label("outcomes", in.Outcome)
		}
		if to[i] != 0 && to[i] != p.Number {
			v.Address = p.at(to[i])
		}
		p.Chain = append(p.Chain, v)
	}
	return nil
}

// similar are the decisions that are like one, the likest first, with their entries.
func (room *Room) similar(ctx context.Context, d *Shown) ([]int64, map[int64]Shown, error) {
	shared, rare, err := room.Store.Together(ctx, d.Number)
	if err != nil {
		return nil, nil, err
	}
	rank := map[int64]int{}
	if words := likeWords(&d.Entry); words != "" {
		result, _, err := room.Finder.Search(ctx, search.Request{Text: words, Any: true, States: []string{string(Published)}, Sort: byRelevance, Page: 1, PerPage: 30})
		if err != nil {
			return nil, nil, err
		}
		for i, h := range result.Hits {
			rank[h.Number] = i + 1
		}
	}
	numbers := slices.Sorted(maps.Keys(shared))
	// The decisions with the most in common, so that the list of candidates ends.
	slices.SortStableFunc(numbers, func(a, b int64) int { return len(shared[b]) - len(shared[a]) })
	numbers = numbers[:min(len(numbers), 100)]
	for _, n := range slices.Sorted(maps.Keys(rank)) {
		if n != d.Number && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	found, err := room.severalAtOnce(ctx, numbers)
	if err != nil {
		return nil, nil, err
	}
	var all []alike
	for _, n := range numbers {
		if other, ok := found[n]; ok && n != d.Number {
			all = append(all, alike{Number: n, Keys: shared[n], Entry: &other.Entry, Rank: rank[n]})
		}
	}
	return similarTo(&d.Entry, all, rare), found, nil
}

// likeWords are the words by which decisions like an entry are searched for: provisions
// and what it is about.
func likeWords(e *decision.Entry) string {
	const most = 6
	var parts []string
	for i, n := range e.Norms {
		if i < most {
			parts = append(parts, `"`+plainWords(n.Text)+`"`)
		}
	}
	return strings.Join(append(parts, plainWords(titleOf(e))), " ")
}

// plainWords is s without signs that the query language understands.
func plainWords(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`"()[]{}*?:~^/\-+`, r) {
			return ' '
		}
		return r
	}, s)
}
