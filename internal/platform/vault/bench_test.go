package vault

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// reportWork adds the time of the processor that this process used per operation,
// which other programs on the machine change less than the time that passed. What
// a database server uses is not in it.
func reportWork(b *testing.B) (end func()) {
	before := processorTime()
	return func() { b.ReportMetric((processorTime()-before).Seconds()*1000/float64(b.N), "cpu-ms/op") }
}

func processorTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cases is how many folders a large centre has (C7).
const cases = 20_000

// BenchmarkC7 measures a centre with 20,000 cases: their list, the search in
// 200 MB of notes, and what a colleague who comes or goes costs.
func BenchmarkC7(b *testing.B) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		b.Run(strings.ToLower(kind.String()), func(b *testing.B) {
			w := newWorld(b, databases.Open(b, kind, Migrations()))
			ada, bea, cleo := w.enrol("Ada"), w.enrol("Bea"), w.enrol("Cleo")
			c := w.found("North", ada, bea)
			w.fillCases(ada, c, 10_000) // 20,000 notes of 10 kB are 200 MB
			b.Run("cards", func(b *testing.B) {
				defer reportWork(b)()
				for b.Loop() {
					w.view(ada, c, func(tx *sql.Tx, a *Access) error {
						cards, err := a.Cards(w.ctx, tx, "casework")
						hits := 0
						for _, card := range cards {
							if bytes.Contains(card.Plain, []byte("Alias 19")) {
								hits++
							}
						}
						if err == nil && (len(cards) != cases || hits == 0) {
							err = errors.New("wrong cards")
						}
						return err
					})
				}
			})
			b.Run("search", func(b *testing.B) {
				var size int64
				defer reportWork(b)()
				for b.Loop() {
					size = 0
					w.view(ada, c, func(tx *sql.Tx, a *Access) error {
						return a.AllOf(w.ctx, tx, "casework", Entries, func(_ ID, r Record) error {
							size += int64(len(r.Plain))
							if bytes.Contains(r.Plain, []byte("needle in the hay")) {
								return errors.New("found")
							}
							return nil
						})
					})
				}
				b.SetBytes(size)
			})
			b.Run("grant and revoke", func(b *testing.B) {
				defer reportWork(b)()
				for b.Loop() {
					w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Grant(w.ctx, tx, cleo.Person()) })
					w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Revoke(w.ctx, tx, cleo.Person()) })
				}
			})
			b.Run("grant", func(b *testing.B) {
				defer reportWork(b)()
				for b.Loop() {
					err := w.db.Update(w.ctx, func(tx *sql.Tx) error {
						return w.access(tx, ada, c, func(tx *sql.Tx, a *Access) error {
							return errors.Join(a.Grant(w.ctx, tx, cleo.Person()), errUndo)
						})
					})
					if !errors.Is(err, errUndo) {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func (w *world) view(h *Holder, c core.ID, f func(tx *sql.Tx, a *Access) error) {
	w.t.Helper()
	if err := w.db.View(w.ctx, func(tx *sql.Tx) error { return w.access(tx, h, c, f) }); err != nil {
		w.t.Fatal(err)
	}
}

// fillCases makes the cases, each with a card and a note of a size.
func (w *world) fillCases(h *Holder, c core.ID, note int) {
	w.t.Helper()
	text := bytes.Repeat([]byte("Sie kam mit der Begleiterin, wir sprachen über die Wohnung. "), note/59+1)[:note]
	for from := 0; from < cases; from += 500 {
		w.as(h, c, func(tx *sql.Tx, a *Access) error {
			for i := range 500 {
				f, err := a.NewFolder(w.ctx, tx, "casework")
				if err != nil {
					return err
				}
				card := fmt.Sprintf(`{"alias":"Alias %d","workers":["%s"],"state":"open","languages":["ro","bg"],"deadlines":["2027-01-01"]}`, from+i, h.Person())
				if err := f.SetCard(w.ctx, tx, []byte(card)); err != nil {
					return err
				}
				if _, err := f.Seal(w.ctx, tx, Entries, NewID(), "", text); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// BenchmarkRewrap measures the keys of 20,000 folders alone, without a database.
func BenchmarkRewrap(b *testing.B) {
	old, err := newCentreKeys(newKey())
	if err != nil {
		b.Fatal(err)
	}
	next, err := newCentreKeys(newKey())
	if err != nil {
		b.Fatal(err)
	}
	c := centre("North")
	from, to := &Access{centre: c, keys: old}, &Access{centre: c, keys: next}
	rows := make([]folderRow, cases)
	for i := range rows {
		id := NewID()
		rows[i] = folderRow{id: id, room: "casework", key: from.wrap(newKey(), "casework", id)}
	}
	work := make([]folderRow, cases)
	for b.Loop() {
		copy(work, rows)
		if err := from.rewrap(to, work); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkC12Unlock measures a known and an unknown person: the medians differ by
// less than one in twenty.
func BenchmarkC12Unlock(b *testing.B) {
	w := newWorld(b, databases.Open(b, database.SQLite, Migrations()))
	e, err := w.vault.Enrol(w.ctx, person("Ada"), password("Ada"))
	if err != nil {
		b.Fatal(err)
	}
	w.must(func(tx *sql.Tx) error { return e.Save(w.ctx, tx) })
	for _, c := range []struct{ name, who, password string }{
		{"right", "Ada", password("Ada")}, {"wrong", "Ada", "wrong"}, {"unknown", "Bea", "wrong"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				w.vault.Unlock(w.ctx, person(c.who), c.password)
			}
		})
	}
}

// BenchmarkC12Parallel signs 200 people in at once, who come again when they are
// sent away, and says how much memory the process held at most.
func BenchmarkC12Parallel(b *testing.B) {
	w := newWorld(b, databases.Open(b, database.SQLite, Migrations()))
	e, err := w.vault.Enrol(w.ctx, person("Ada"), password("Ada"))
	if err != nil {
		b.Fatal(err)
	}
	w.must(func(tx *sql.Tx) error { return e.Save(w.ctx, tx) })
	for b.Loop() {
		var group sync.WaitGroup
		var in, away atomic.Int64
		done := make(chan struct{})
		var most int
		var watch sync.WaitGroup
		watch.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					most = max(most, resident())
					runtime.Gosched()
				}
			}
		})
		for range 200 {
			group.Go(func() {
				if _, err := w.vault.Unlock(w.ctx, person("Ada"), password("Ada")); core.KindOf(err) == core.Unavailable {
					away.Add(1)
				} else if err == nil {
					in.Add(1)
				}
			})
		}
		group.Wait()
		close(done)
		watch.Wait()
		b.ReportMetric(float64(most)/(1<<20), "MB")
		b.ReportMetric(float64(in.Load()), "in")
		b.ReportMetric(float64(away.Load()), "away")
	}
}

func BenchmarkSeal(b *testing.B) {
	s, err := newKey().sealer()
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range []int{400, 1000, 10_000, 100_000, 1_000_000} {
		plain := make([]byte, size)
		b.Run(fmt.Sprintf("seal %d", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				s.seal(plain, "record", "centre", "folder", "part", "record", "revision")
			}
		})
		sealed, err := s.seal(plain, "record", "centre", "folder", "part", "record", "revision")
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("open %d", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				s.open(sealed, "record", "centre", "folder", "part", "record", "revision")
			}
		})
	}
}

func BenchmarkKeyPair(b *testing.B) {
	own, err := newPair()
	if err != nil {
		b.Fatal(err)
	}
	sealed, err := sealTo(own.public, own.seed[:], "grant", "a")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("make", func(b *testing.B) {
		for b.Loop() {
			newPair()
		}
	})
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			sealTo(own.public, own.seed[:], "grant", "a")
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			own.open(sealed, "grant", "a")
		}
	})
}
