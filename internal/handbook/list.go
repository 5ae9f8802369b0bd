package handbook

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"verbund/internal/platform/find"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// Order is how the list is sorted. Pinned notes come first in both orders; what
// was searched for comes by how well it fits.
type Order string

// The orders.
const (
	ByTitle  Order = "title"
	ByChange Order = "changed"
)

// Ask is what somebody wants of the list.
type Ask struct {
	Words string // searched for; empty for everything
	Kind  Kind   // empty for all
	Tag   string // empty for all
	Order Order
	page  web.Values // page and per_page
}

// readAsk takes any values.
func readAsk(v web.Values) Ask {
	a := Ask{Words: v.Get("q"), Kind: Kind(v.Get("kind")), Tag: v.Get("tag"), Order: Order(v.Get("sort")), page: v}
	if !slices.Contains(Kinds(), a.Kind) {
		a.Kind = ""
	}
	if a.Order != ByChange {
		a.Order = ByTitle
	}
	return a
}

// discreet tells whether it holds something that must not stand in an address.
func (a Ask) discreet() bool { return a.Words != "" || a.Tag != "" }

// found is a note of the list.
type found struct {
	listed
	rank    int
	snippet []find.Piece
}

// catalogue is what the list shows.
type catalogue struct {
	all   int // notes there are
	found []*found
	page  web.Paging
	kinds map[Kind]int
	tags  map[string]int
}

// shown are the notes on the page.
func (c *catalogue) shown() []*found { return c.found[c.page.From():c.page.To()] }

const perPage = 50

// find answers what somebody asks of the list. Everything is opened for this
// request only, and nothing of it is kept.
func (d worker) find(ctx context.Context, ask Ask) (c catalogue, err error) {
	q := find.Read(ask.Words)
	err = d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		all, err := cards(ctx, tx, a)
		if err != nil {
			return err
		}
		ranks, err := rankAll(ctx, tx, a, q)
		if err != nil {
			return err
		}
		c = sift(all, ranks, q, ask)
		return c.excerpts(ctx, tx, a, q)
	})
	return c, err
}

// rankAll looks through what all notes are found by. Without words to look for
// it opens nothing.
func rankAll(ctx context.Context, tx *sql.Tx, a *vault.Access, q find.Query) (map[vault.ID]int, error) {
	ranks := map[vault.ID]int{}
	if q.Empty() {
		return ranks, nil
	}
	weights := weights()
	return ranks, a.AllOf(ctx, tx, roomName, searchPart, func(folder vault.ID, r vault.Record) error {
		if rank := q.Rank(r.Plain, weights...); rank > 0 {
			ranks[folder] = rank
		}
		return nil
	})
}

// sift leaves what fits, counts what each further choice would leave, and sorts.
func sift(all []listed, ranks map[vault.ID]int, q find.Query, ask Ask) catalogue {
	c := catalogue{all: len(all), kinds: map[Kind]int{}, tags: map[string]int{}}
	for _, l := range all {
		rank := ranks[l.id]
		if !q.Empty() && rank == 0 {
			continue
		}
		ofKind := ask.Kind == "" || l.Kind == ask.Kind
		tagged := ask.Tag == "" || slices.Contains(l.Tags, ask.Tag)
		if tagged {
			c.kinds[l.Kind]++
		}
		if ofKind {
			for _, t := range l.Tags {
				c.tags[t]++
			}
		}
		if ofKind && tagged {
			c.found = append(c.found, &found{listed: l, rank: rank})
		}
	}
	slices.SortFunc(c.found, func(x, y *found) int { return compare(x, y, ask.Order) })
	c.page = web.NewPaging(ask.page, len(c.found), perPage, 200)
	return c
}

// compare is the order of the list.
func compare(x, y *found, o Order) int {
	switch {
	case x.rank != y.rank:
		return y.rank - x.rank
	case x.Pinned != y.Pinned && x.Pinned:
		return -1
	case x.Pinned != y.Pinned:
		return 1
	case o == ByChange && x.On.After(y.On):
		return -1
	case o == ByChange && y.On.After(x.On):
		return 1
	case x.Sorted != y.Sorted:
		return strings.Compare(x.Sorted, y.Sorted)
	}
	return strings.Compare(string(x.id), string(y.id))
}

// excerpts opens the notes on the page and takes from each the part that was
// searched for.
func (c *catalogue) excerpts(ctx context.Context, tx *sql.Tx, a *vault.Access, q find.Query) error {
	if q.Empty() {
		return nil
	}
	for i := c.page.From(); i < c.page.To(); i++ {
		one := c.found[i]
		_, n, _, err := load(ctx, tx, a, one.id)
		if err != nil {
			return err
		}
		one.snippet = q.Snippet(n.Text)
		for _, s := range n.about() {
			if one.snippet == nil {
				one.snippet = q.Snippet(s)
			}
		}
	}
	return nil
}

// about are the lines of a note beside its text in which something may be found.
func (n Note) about() []string {
	c := n.Contact
	all := append([]string{c.Name, c.Organisation, c.Address, c.Email, c.Languages, c.Remark}, c.Phones...)
	for _, f := range n.Files {
		all = append(all, f.Name)
	}
	return all
}
