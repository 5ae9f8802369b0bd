package vault

import (
	"context"
	"database/sql"
	"encoding/binary"
	"strconv"
	"strings"
	"sync"
	"time"

	"verbund/internal/core"
)

// A search reads every tray of a centre: with 20,000 folders 50 megabytes, which to
// fetch from a database server takes longer than to open. So a server keeps the trays
// that it has read for a while, sealed as they came from the database: what is in them
// is nowhere kept open. Each search asks for the stamps of all trays, and fetches those
// that have changed.

// How much is kept, and how long after it was last used.
const (
	shelfSize = 128 << 20
	shelfTime = 10 * time.Minute
)

// shelf holds sealed trays.
type shelf struct {
	lock sync.Mutex
	lots map[lot]*shelved
}

// lot is what a search reads at once.
type lot struct {
	centre core.ID
	room   string
	part   Part
}

// shelved are the trays of a lot. They are never changed: a search that finds others puts
// a new map in their place.
type shelved struct {
	trays map[string]keptTray
	size  int
	used  time.Time
}

type keptTray struct {
	stamp  int64
	sealed []byte
}

// get returns what is kept of a lot, and nothing of one that has not been used for long.
func (s *shelf) get(l lot, now time.Time) map[string]keptTray {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.expire(now)
	if kept := s.lots[l]; kept != nil {
		kept.used = now
		return kept.trays
	}
	return nil
}

// put keeps the trays of a lot. The lots that were used longest ago make room; what is
// too large by itself is not kept.
func (s *shelf) put(l lot, trays map[string]keptTray, now time.Time) {
	next := &shelved{trays: trays, used: now}
	for _, t := range trays {
		next.size += len(t.sealed)
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	delete(s.lots, l)
	if next.size > shelfSize {
		return
	}
	for s.size()+next.size > shelfSize {
		s.drop()
	}
	if s.lots == nil {
		s.lots = map[lot]*shelved{}
	}
	s.lots[l] = next
}

func (s *shelf) size() (n int) {
	for _, kept := range s.lots {
		n += kept.size
	}
	return n
}

// drop takes away the lot that was used longest ago.
func (s *shelf) drop() {
	var oldest lot
	for l, kept := range s.lots {
		if first := s.lots[oldest]; first == nil || kept.used.Before(first.used) {
			oldest = l
		}
	}
	delete(s.lots, oldest)
}

// expire takes away what has not been used for long.
func (s *shelf) expire(now time.Time) {
	for l, kept := range s.lots {
		if now.Sub(kept.used) > shelfTime {
			delete(s.lots, l)
		}
	}
}

// forget takes away all that is kept of a centre.
func (s *shelf) forget(centre core.ID) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for l := range s.lots {
		if l.centre == centre {
			delete(s.lots, l)
		}
	}
}

// ClearTrays gives back the memory of sealed trays that nobody has searched for ten
// minutes. It is a job.
func (v *Vault) ClearTrays(context.Context) error {
	v.shelf.lock.Lock()
	defer v.shelf.lock.Unlock()
	v.shelf.expire(v.clock.Now())
	return nil
}

// newStamp is the stamp of a tray that is sealed anew.
func newStamp() int64 { return int64(binary.BigEndian.Uint64(random(8)) >> 1) }

// someTrays is how many trays are fetched in one statement.
const someTrays = 250

// sealedTrays returns the trays of a lot as they are in the database now.
func (a *Access) sealedTrays(ctx context.Context, tx *sql.Tx, l lot) (map[string]keptTray, error) {
	kept := a.vault.shelf.get(l, a.vault.clock.Now())
	rows, err := tx.QueryContext(ctx, "SELECT tray, stamp FROM vault_slip WHERE centre = $1 AND room = $2 AND part = $3", l.centre, l.room, l.part)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	now := map[string]keptTray{}
	var changed []string
	for rows.Next() {
		var tray string
		var stamp int64
		if err := rows.Scan(&tray, &stamp); err != nil {
			return nil, err
		}
		if t, ok := kept[tray]; ok && t.stamp == stamp {
			now[tray] = t
		} else {
			changed = append(changed, tray)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(changed) == 0 && len(now) == len(kept) {
		return now, nil
	}
	for len(changed) > 0 {
		n := min(len(changed), someTrays)
		if err := fetchTrays(ctx, tx, l, changed[:n], now); err != nil {
			return nil, err
		}
		changed = changed[n:]
	}
	a.vault.shelf.put(l, now, a.vault.clock.Now())
	return now, nil
}

// fetchTrays reads some trays into all.
func fetchTrays(ctx context.Context, tx *sql.Tx, l lot, trays []string, all map[string]keptTray) error {
	args := []any{l.centre, l.room, l.part}
	places := make([]string, len(trays))
	for i, tray := range trays {
		args = append(args, tray)
		places[i] = "$" + strconv.Itoa(len(args))
	}
	rows, err := tx.QueryContext(ctx, "SELECT tray, stamp, sealed FROM vault_slip WHERE centre = $1 AND room = $2 AND part = $3 AND tray IN ("+strings.Join(places, ", ")+")", args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var tray string
		var t keptTray
		if err := rows.Scan(&tray, &t.stamp, &t.sealed); err != nil {
			return err
		}
		all[tray] = t
	}
	return rows.Err()
}
