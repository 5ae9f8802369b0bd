package casework

import (
	"context"
	"database/sql"
	"maps"
	"slices"

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

// mostOpened is up to how many cases a search opens what they are found by only to
// know exactly how many fit. Where slips leave it open of more, as of a word that is
// part of many others, it opens them one after the other from the best on, until it
// has as many that fit as it shows.
const mostOpened = 64

// ranking is how well cases fit, as far as a search knows.
type ranking struct {
	ranks  map[vault.ID]int  // without those that do not fit
	open   map[vault.ID]bool // their rank is only the most that it can be
	bare   []vault.ID        // cases without slips that could have some
	q      find.Query
	named  map[vault.ID]find.Hits // what was found in identity and location
	sought []int                  // weights of the sections of words
}

// groups are the cases that may fit, those that fit equally well together, the best
// first.
func (r *ranking) groups() [][]vault.ID {
	equal := map[int][]vault.ID{}
	for id, rank := range r.ranks {
		equal[rank] = append(equal[rank], id)
	}
	var all [][]vault.ID
	for _, rank := range slices.Backward(slices.Sorted(maps.Keys(equal))) {
		all = append(all, equal[rank])
	}
	return all
}

// settle opens some cases of which it is open how well they fit.
func (r *ranking) settle(ctx context.Context, tx *sql.Tx, a *vault.Access, some map[vault.ID]bool) error {
	for id := range some {
		delete(r.ranks, id)
		delete(r.open, id)
	}
	return a.SomeOf(ctx, tx, roomName, searchPart, some, func(id vault.ID, rec vault.Record) error {
		h := r.named[id]
		r.q.Look(&h, rec.Plain, r.sought...)
		if rank := r.q.Sum(h); rank > 0 {
			r.ranks[id] = rank
		}
		return nil
	})
}

// settleFirst opens hits, from the best on and each time twice as many, until it is
// known of so many that they fit, and returns the hits without those that do not.
// Those stay in the order of what they could be.
func (r *ranking) settleFirst(ctx context.Context, tx *sql.Tx, a *vault.Access, hits []*hit, most int) ([]*hit, error) {
	var fit []*hit
	for step := most; len(fit) < most && len(hits) > 0; step *= 2 {
		next := hits[:min(step, len(hits))]
		some := map[vault.ID]bool{}
		for _, h := range next {
			if r.open[h.id] {
				some[h.id] = true
			}
		}
		if err := r.settle(ctx, tx, a, some); err != nil {
			return nil, err
		}
		for _, h := range next {
			if h.rank = r.ranks[h.id]; h.rank > 0 {
				fit = append(fit, h)
			}
		}
		hits = hits[len(next):]
	}
	return append(fit, hits...), nil
}

// rankAll tells how well cases fit, by what they are found by. A word may stand in
// the file and the next one in the identity. Without words it opens nothing.
func (d worker) rankAll(ctx context.Context, tx *sql.Tx, a *vault.Access, q find.Query, identity, location bool) (*ranking, error) {
	r := &ranking{q: q, named: map[vault.ID]find.Hits{}, ranks: map[vault.ID]int{}, open: map[vault.ID]bool{}, sought: searchWeights()}
	if q.Empty() {
		return r, nil
	}
	names := nameWeights(identity, location)
	look := func(id vault.ID, plain []byte) {
		var h find.Hits
		if !identity && !location {
			return
		}
		if q.Look(&h, plain, names...); h != (find.Hits{}) {
			r.named[id] = h
		}
	}
	named, gists := map[vault.ID]bool{}, map[vault.ID]bool{} // that have a slip
	err := a.Slips(ctx, tx, roomName, namesPart, func(id vault.ID, plain []byte) error {
		named[id] = true
		look(id, plain)
		return nil
	})
	if err != nil {
		return nil, err
	}
	gist := func(id vault.ID, gist []byte) error {
		gists[id] = true
		h := r.named[id]
		open := q.Glance(&h, gist, r.sought...)
		if rank := q.Sum(h); rank > 0 {
			r.ranks[id] = rank
			if open {
				r.open[id] = true
			}
		}
		return nil
	}
	without, restricted, err := a.WithoutSlips(ctx, tx, roomName, named)
	if err != nil {
		return nil, err
	}
	err = a.SomeOf(ctx, tx, roomName, namesPart, without, func(id vault.ID, rec vault.Record) error {
		look(id, rec.Plain)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := a.Slips(ctx, tx, roomName, searchPart, gist); err != nil {
		return nil, err
	}
	more, _, err := a.WithoutSlips(ctx, tx, roomName, gists)
	if err != nil {
		return nil, err
	}
	bare := maps.Clone(more)
	maps.Copy(bare, without)
	for id := range bare {
		if !restricted[id] {
			r.bare = append(r.bare, id)
		}
	}
	if err := r.settle(ctx, tx, a, maps.Clone(more)); err != nil || len(r.open) > mostOpened {
		return r, err
	}
	return r, r.settle(ctx, tx, a, maps.Clone(r.open))
}
