package centres

import (
	"context"
	"sync"
	"testing"
	"time"

	"verbund/internal/core"
)

// fakeStore is a database that can be taken away.
type fakeStore struct {
	mu              sync.Mutex
	version         int64
	changes         uint64
	away            error
	looked, fetched int
}

func (f *fakeStore) Version(context.Context) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looked++
	return f.version, f.away
}

func (f *fakeStore) Directory(context.Context) (*Directory, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fetched++
	if f.away != nil {
		return nil, f.away
	}
	return newDirectory(f.version, nil), nil
}

func (f *fakeStore) seen() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changes
}

func TestKeeperLooksOnceASecond(t *testing.T) {
	f, now := &fakeStore{version: 1}, today()
	k := newKeeper(f, now)
	ask := func(version int64, away bool, looked, fetched int) {
		t.Helper()
		d, isAway, err := k.Directory(t.Context())
		if err != nil || d.Version != version || isAway != away || f.looked != looked || f.fetched != fetched {
			t.Fatalf("version %d, away %v, looked %d, fetched %d, %v", d.Version, isAway, f.looked, f.fetched, err)
		}
	}
	ask(1, false, 0, 1)
	ask(1, false, 0, 1)
	f.version = 2 // changed by another program
	ask(1, false, 0, 1)
	now.Advance(time.Second)
	ask(2, false, 1, 2)
	now.Advance(time.Second)
	ask(2, false, 2, 2) // nothing new
	f.version, f.changes = 3, 1
	ask(3, false, 3, 3) // changed by this program: at once
	f.away = &core.Error{Kind: core.Unavailable}
	now.Advance(time.Second)
	ask(3, true, 4, 3)
	ask(3, true, 4, 3) // asked no more than once a second
	f.version, f.changes = 4, 2
	ask(3, true, 4, 3)
	f.away = nil
	now.Advance(time.Second)
	ask(4, false, 5, 4)
}

func TestKeeperFailsOnlyIfThereWasNeverADirectory(t *testing.T) {
	f := &fakeStore{away: &core.Error{Kind: core.Unavailable}}
	k := newKeeper(f, today())
	if _, _, err := k.Directory(t.Context()); core.KindOf(err) != core.Unavailable {
		t.Errorf("got %v", err)
	}
	f.away = nil
	if d, away, err := k.Directory(t.Context()); err != nil || away || d == nil {
		t.Errorf("got %v, %v, %v", d, away, err)
	}
}

func TestKeeperReadsOnceForMany(t *testing.T) {
	f := &fakeStore{version: 1}
	k := newKeeper(f, today())
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if d, _, err := k.Directory(context.Background()); err != nil || d.Version != 1 {
				t.Errorf("got %v, %v", d, err)
			}
		})
	}
	wg.Wait()
	if f.fetched != 1 {
		t.Errorf("the directory was read %d times", f.fetched)
	}
}

func TestKeeperShowsAChangeAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		k := NewKeeper(s, today())
		if d, _, err := k.Directory(t.Context()); err != nil || len(d.Centres) != 0 {
			t.Fatalf("got %v, %v", d, err)
		}
		saved := save(t, s, lantern(t))
		d, _, err := k.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := d.ByID(saved.ID); !ok || c.Name != "=Laterne" {
			t.Errorf("the new entry is not there: %v", c)
		}
	})
}
