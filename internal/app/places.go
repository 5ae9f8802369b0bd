package app

import (
	"context"
	"sync/atomic"
	"time"

	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/places"
)

// lookForPlaces is how old the knowledge may be which table of places is in
// force.
const lookForPlaces = time.Minute

// placeTable holds the table of places: the embedded one, or the one that was
// imported last. Another server, or a command, may import one at any time.
type placeTable struct {
	database *database.DB
	clock    clock.Clock
	kept     atomic.Pointer[keptPlaces]
	looking  atomic.Bool
}

type keptPlaces struct {
	table   *places.Table
	version string
	looked  time.Time
}

func newPlaceTable(db *database.DB, embedded *places.Table, c clock.Clock) *placeTable {
	p := &placeTable{database: db, clock: c}
	p.kept.Store(&keptPlaces{table: embedded})
	return p
}

// now returns the table in force. Where the database cannot be reached it stays
// with the one it has.
func (p *placeTable) now() *places.Table {
	kept := p.kept.Load()
	if now := p.clock.Now(); now.Sub(kept.looked) >= lookForPlaces && p.looking.CompareAndSwap(false, true) {
		defer p.looking.Store(false)
		kept = p.look(kept, now)
		p.kept.Store(kept)
	}
	return kept.table
}

func (p *placeTable) look(kept *keptPlaces, now time.Time) *keptPlaces {
	next := &keptPlaces{table: kept.table, version: kept.version, looked: now}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	version, err := places.Version(ctx, p.database)
	if err != nil || version == kept.version {
		return next
	}
	table, err := places.Load(ctx, p.database)
	if err != nil {
		return next
	}
	return &keptPlaces{table: table, version: version, looked: now}
}
