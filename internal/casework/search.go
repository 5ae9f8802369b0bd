package casework

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/platform/find"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// hitsPerPage is how many cases stand on a page of what was found, each with
// excerpts of its file.
const hitsPerPage = 10

// placesPerHit is how many excerpts stand below a case.
const placesPerHit = 3

// hit is a case that was found.
type hit struct {
	Listed
	rank   int
	places []place
	more   int // further places
}

// place is where in a case something was found.
type place struct {
	passage
	pieces []find.Piece
}

// findings are what a search gives.
type findings struct {
	hits     []*hit // the best ones, down to those on the page
	found    int    // how many there are
	page     web.Paging
	atMost   bool // of some hits beyond the page nobody has looked whether they fit
	identity bool // she may find by identity
	location bool // she may find by location
}

// shown are the hits on the page.
func (s *findings) shown() []*hit { return s.hits[s.page.From():min(s.page.To(), len(s.hits))] }

// search looks for words in all cases that she may open. Everything is opened for
// this request only, and nothing of it is kept. Excerpts show what lies in cases:
// a search is noted, and each case of which it shows identity or location.
func (d worker) search(ctx context.Context, q find.Query, page web.Values) (findings, error) {
	s := findings{identity: d.May(d.Actor, Identity), location: d.May(d.Actor, Location)}
	var bare []vault.ID
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		r, err := d.rankAll(ctx, tx, a, q, s.identity, s.location)
		if err != nil {
			return err
		}
		bare = r.bare
		s.hits, s.found = nil, len(r.ranks)
		s.page = web.NewPaging(page, s.found, hitsPerPage, hitsPerPage)
		for _, equal := range r.groups() {
			if len(s.hits) >= s.page.To() {
				break // whatever is less good stands on later pages
			}
			more, err := d.hits(ctx, tx, a, r, equal)
			if err != nil {
				return err
			}
			fit, err := r.settleFirst(ctx, tx, a, more, s.page.To()-len(s.hits))
			if err != nil {
				return err
			}
			s.hits, s.found = append(s.hits, fit...), s.found-len(equal)+len(fit)
		}
		s.atMost = len(r.open) > 0
		s.page = web.NewPaging(page, s.found, hitsPerPage, hitsPerPage)
		for _, h := range s.shown() {
			if err := d.locate(ctx, tx, a, q, h, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return s, err
	}
	if err := d.putSlips(ctx, bare); err != nil {
		return s, err
	}
	return s, d.DB.Update(ctx, func(tx *sql.Tx) error {
		if err := d.Record(ctx, tx, "casework.searched", "", ""); err != nil {
			return err
		}
		for _, h := range s.shown() {
			noted := map[string]bool{"casework.read": true} // by the search itself
			for _, p := range h.places {
				if code := p.code(); !noted[code] {
					noted[code] = true
					if err := d.Record(ctx, tx, code, h.id, "searched"); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// hits are cases that fit equally well, the one last worked on first. Those of which
// she may not know that they are there are left out.
func (d worker) hits(ctx context.Context, tx *sql.Tx, a *vault.Access, r *ranking, equal []vault.ID) ([]*hit, error) {
	sealed, err := a.CardsOf(ctx, tx, roomName, equal)
	if err != nil {
		return nil, err
	}
	cards, _, err := d.readCards(sealed, everyCase)
	if err != nil {
		return nil, err
	}
	all := make([]*hit, len(cards))
	for i, l := range cards {
		all[i] = &hit{Listed: l, rank: r.ranks[l.id]}
	}
	slices.SortFunc(all, func(x, y *hit) int {
		return cmp.Or(compareDays(y.Last, x.Last), cmp.Compare(x.Alias, y.Alias), cmp.Compare(x.id, y.id))
	})
	return all, nil
}

// locate opens a case that was found and takes from it what was searched for, the
// newest first: who she is and where, what was written on sheets, then entries.
func (d worker) locate(ctx context.Context, tx *sql.Tx, a *vault.Access, q find.Query, h *hit, s findings) error {
	parts, order := []vault.Part{vault.Entries}, []dataset.Part{dataset.Core, dataset.Entries}
	if s.location {
		parts, order = append(parts, vault.Location), append([]dataset.Part{dataset.Location}, order...)
	}
	if s.identity {
		parts, order = append(parts, vault.Identity), append([]dataset.Part{dataset.Identity}, order...)
	}
	c, err := d.open(ctx, tx, a, h.id, parts...)
	if err != nil {
		return err
	}
	slices.SortStableFunc(c.records, func(x, y *Kept) int { return cmp.Or(cmp.Compare(dayOf(d, y), dayOf(d, x)), y.At.Compare(x.At)) })
	for _, p := range d.written(c, order...) {
		pieces := p.excerpt(q)
		switch {
		case pieces == nil:
		case len(h.places) == placesPerHit:
			h.more++
		default:
			h.places = append(h.places, place{p, pieces})
		}
	}
	return nil
}

// dayOf is the day of an entry, as text.
func dayOf(d worker, k *Kept) string {
	sheet, known := d.Set.Sheet(k.Sheet)
	if !known || sheet.Day == "" {
		return ""
	}
	return k.State.Answers.Get(sheet.Day)
}

// code is as what it is noted that somebody was shown it.
func (p passage) code() string {
	switch p.kept.part {
	case vault.Identity:
		return "casework.identity"
	case vault.Location:
		return "casework.location"
	}
	return "casework.read"
}

// excerpt is the part of a passage where something was found, nil if nothing was.
func (p passage) excerpt(q find.Query) []find.Piece {
	if pieces := q.Snippet(p.text); pieces != nil {
		return pieces
	}
	if !p.short() {
		if !q.HasNumber() {
			return nil
		}
		for _, number := range numbersIn([]string{p.text}) {
			if pieces := marked(q.MarkNumbers(number)); pieces != nil {
				return pieces
			}
		}
		return nil
	}
	if pieces := marked(q.MarkNames(p.text)); pieces != nil {
		return pieces
	}
	return marked(q.MarkNumbers(p.text))
}

// marked is a text if anything in it was found.
func marked(pieces []find.Piece) []find.Piece {
	if slices.ContainsFunc(pieces, func(p find.Piece) bool { return p.Hit }) {
		return pieces
	}
	return nil
}
