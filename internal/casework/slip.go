package casework

import (
	"context"
	"database/sql"

	"verbund/internal/core"
	"verbund/internal/platform/find"
	"verbund/internal/platform/vault"
)

// A search over all cases first asks their slips (see vault.Folder.SetSlip): what a
// case is found by without its long texts, of which a slip knows only which words
// cannot stand in them (find.Gist), and all of what it is found by in identity and
// location. Only where that leaves it open, it opens what the case is found by
// itself. So it finds exactly what it would find without slips.

// setSlip keeps the slip of a case beside what the case is found by in a part.
func setSlip(ctx context.Context, tx *sql.Tx, f *vault.Folder, part vault.Part, plain []byte) error {
	switch part {
	case searchPart:
		return f.SetSlip(ctx, tx, part, find.Gist(plain))
	case namesPart:
		return f.SetSlip(ctx, tx, part, plain)
	}
	return nil
}

// mostBare is to how many cases a search gives the slips that they lack.
const mostBare = 500

// putSlips gives slips to cases that have none: those that came from an archive,
// that are no longer restricted, or in which nobody has written who the person is.
func (d worker) putSlips(ctx context.Context, bare []vault.ID) error {
	if len(bare) == 0 || d.Write() != nil {
		return nil
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		for _, id := range bare[:min(len(bare), mostBare)] {
			f, err := a.Folder(ctx, tx, id)
			if core.KindOf(err) == core.NotFound || core.KindOf(err) == core.Denied { // since then
				continue
			}
			if err != nil {
				return err
			}
			for _, part := range []vault.Part{searchPart, namesPart} {
				plain, _, err := f.Open(ctx, tx, part, id)
				if err != nil && core.KindOf(err) != core.NotFound {
					return err
				}
				if err := setSlip(ctx, tx, f, part, plain); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// ranking is what a search knows so far of all cases.
type ranking struct {
	q      find.Query
	named  map[vault.ID]find.Hits // by who somebody is
	ranks  map[vault.ID]int
	open   map[vault.ID]bool // to be opened
	sought []int             // weights of the sections of words
	names  []int             // of those of names
}

// rankAll tells how well the cases of some cards fit, by what they are found by. A
// word may stand in the file and the next one in the identity. Without words it
// opens nothing. bare are cases without slips that could have some.
func (d worker) rankAll(ctx context.Context, tx *sql.Tx, a *vault.Access, q find.Query, cards []vault.Card, identity, location bool) (ranks map[vault.ID]int, bare []vault.ID, err error) {
	r := ranking{q: q, named: map[vault.ID]find.Hits{}, ranks: map[vault.ID]int{}, open: map[vault.ID]bool{},
		sought: searchWeights(), names: nameWeights(identity, location)}
	if q.Empty() {
		return r.ranks, nil, nil
	}
	look := func(id vault.ID, plain []byte) {
		var h find.Hits
		if q.Look(&h, plain, r.names...); h != (find.Hits{}) {
			r.named[id] = h
		}
	}
	slips := map[vault.ID]uint8{} // how many a case has
	err = a.Slips(ctx, tx, roomName, namesPart, func(id vault.ID, plain []byte) error {
		slips[id]++
		if identity || location {
			look(id, plain)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	unnamed := map[vault.ID]bool{}
	for _, c := range cards {
		if c.Plain != nil && slips[c.Folder] == 0 {
			unnamed[c.Folder] = true
		}
	}
	if identity || location {
		err := a.SomeOf(ctx, tx, roomName, namesPart, unnamed, func(id vault.ID, rec vault.Record) error {
			look(id, rec.Plain)
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	err = a.Slips(ctx, tx, roomName, searchPart, func(id vault.ID, gist []byte) error {
		slips[id] |= hasGist
		h := r.named[id]
		if q.Glance(&h, gist, r.sought...) {
			r.open[id] = true
		} else if rank := q.Sum(h); rank > 0 {
			r.ranks[id] = rank
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, c := range cards {
		if c.Plain != nil && slips[c.Folder]&hasGist == 0 {
			r.open[c.Folder] = true
		}
		if c.Plain != nil && !c.Restricted && (unnamed[c.Folder] || slips[c.Folder]&hasGist == 0) {
			bare = append(bare, c.Folder)
		}
	}
	return r.ranks, bare, a.SomeOf(ctx, tx, roomName, searchPart, r.open, func(id vault.ID, rec vault.Record) error {
		h := r.named[id]
		q.Look(&h, rec.Plain, r.sought...)
		if rank := q.Sum(h); rank > 0 {
			r.ranks[id] = rank
		}
		return nil
	})
}

// hasGist marks a case that has the slip of its words, beside the one of names.
const hasGist = 1 << 1
