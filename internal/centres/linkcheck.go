package centres

import (
	"context"
	"sync"

	"verbund/internal/core"
)

// CheckedLink is an address of an entry and what became of visiting it.
type CheckedLink struct {
	Number  int
	Name    string
	Field   string // website, chat or contact
	Address string
	Result  LinkResult
	Detail  string // a status, or where it leads now
}

// LinkResult is what became of visiting an address.
type LinkResult string

// The results.
const (
	LinkWorks   LinkResult = "works"
	LinkMoved   LinkResult = "moved"   // for good, to Detail
	LinkBroken  LinkResult = "broken"  // the server says it is not there
	LinkUnclear LinkResult = "unclear" // the server refuses us; a person can look
	LinkAway    LinkResult = "away"    // no answer
	LinkPrivate LinkResult = "private" // leads into a private network; not visited
)

// atOnce is how many addresses are visited at the same time.
const atOnce = 4

// CheckLinks visits the web addresses of all entries, each once, at most four at
// once, and returns them by number. Nothing happens by itself: it is for a
// command that somebody calls.
func CheckLinks(ctx context.Context, d *Directory, v *LinkVisitor) ([]CheckedLink, error) {
	var all []CheckedLink
	for _, c := range d.Centres {
		for _, l := range []CheckedLink{{Field: "website", Address: c.Website}, {Field: "chat", Address: c.Chat}, {Field: "contact", Address: c.Contact}} {
			if l.Address != "" {
				l.Number, l.Name = c.Number, c.Name
				all = append(all, l)
			}
		}
	}
	var visiting sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for i := range all {
		select {
		case free <- struct{}{}:
		case <-ctx.Done():
			visiting.Wait()
			return nil, ctx.Err()
		}
		visiting.Go(func() {
			defer func() { <-free }()
			all[i].Result, all[i].Detail = v.Visit(ctx, all[i].Address)
			all[i].Detail = core.Clip(all[i].Detail, 120)
		})
	}
	visiting.Wait()
	return all, ctx.Err()
}
