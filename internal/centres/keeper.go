package centres

import (
	"context"
	"sync/atomic"
	"time"

	"verbund/internal/platform/clock"
)

const (
	lookEvery   = time.Second      // how old the knowledge of the version may be
	waitLonger  = 10 * time.Second // for the first directory, which everybody waits for
	waitBriefly = 2 * time.Second  // for a newer one, while the last one is at hand
)

// source is what a Keeper needs of a Store.
type source interface {
	Directory(context.Context) (*Directory, error)
	Version(context.Context) (int64, error)
	seen() uint64
}

// Keeper hands the current Directory to whoever shows it, without asking the
// database each time. It is safe for use by several goroutines.
type Keeper struct {
	store source
	clock clock.Clock
	kept  atomic.Pointer[kept]
	turn  chan struct{} // holds the turn of the one that may ask the database
}

// kept is what a Keeper knows. It never changes once it was made.
type kept struct {
	directory *Directory
	changes   uint64    // Store.changes before the directory was read
	looked    time.Time // when the database was last asked
	away      bool      // it did not answer
}

// NewKeeper returns the keeper of a store's directory, which it reads when it
// is first asked for it.
func NewKeeper(store *Store, c clock.Clock) *Keeper { return newKeeper(store, c) }

func newKeeper(store source, c clock.Clock) *Keeper {
	return &Keeper{store: store, clock: c, turn: make(chan struct{}, 1)}
}

func (s *Store) seen() uint64 { return s.changes.Load() }

// Directory returns the directory as it is now. What this program changed is in
// it at once, what another one changed after a second at most.
//
// While the database does not answer, it returns the last directory it knows,
// and away is true. It fails only if there was never one to be had.
func (k *Keeper) Directory(ctx context.Context) (d *Directory, away bool, err error) {
	now := k.kept.Load()
	if k.fresh(now) {
		return now.directory, now.away, nil
	}
	if now != nil && (now.away || now.changes == k.store.seen()) {
		select { // an older directory will do while somebody else is asking
		case k.turn <- struct{}{}:
		default:
			return now.directory, now.away, nil
		}
	} else {
		select {
		case k.turn <- struct{}{}:
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
	}
	defer func() { <-k.turn }()
	if now = k.kept.Load(); k.fresh(now) { // somebody else has asked meanwhile
		return now.directory, now.away, nil
	}
	next, err := k.look(context.WithoutCancel(ctx), now)
	if err != nil {
		return nil, true, err
	}
	k.kept.Store(next)
	return next.directory, next.away, nil
}

// fresh tells whether there is no reason to ask the database.
func (k *Keeper) fresh(now *kept) bool {
	if now == nil {
		return false
	}
	age := k.clock.Now().Sub(now.looked)
	young := age >= 0 && age < lookEvery
	return young && (now.away || now.changes == k.store.seen())
}

// look asks the database for its version, and for the directory if that is a
// newer one. It is not ended by the visitor who happened to be the one to ask.
func (k *Keeper) look(ctx context.Context, now *kept) (*kept, error) {
	wait := waitBriefly
	if now == nil {
		wait = waitLonger
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	next := &kept{changes: k.store.seen(), looked: k.clock.Now()}
	if now == nil {
		d, err := k.store.Directory(ctx)
		next.directory = d
		return next, err
	}
	next.directory = now.directory
	version, err := k.store.Version(ctx)
	if err == nil && version != now.directory.Version {
		var d *Directory
		if d, err = k.store.Directory(ctx); err == nil {
			next.directory = d
		}
	}
	if err != nil {
		next.away, next.changes = true, now.changes
	}
	return next, nil
}
