package vault

import (
	"database/sql"
	"maps"
	"testing"
	"time"
)

// Two servers share a database: what one of them writes, a search on the other finds,
// although it has kept the trays.
func TestASearchNeverMissesWhatAnotherServerWrote(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		other := newWorld(t, w.db)
		id, _ := w.write(ada, c, "casework", "", nil)
		sees := func(when string, want map[ID]string) {
			t.Helper()
			if got := other.slips(ada, c, "casework", Core); !maps.Equal(got, want) {
				t.Errorf("%s: the other server finds %v, want %v", when, got, want)
			}
		}
		sees("nothing written", map[ID]string{})
		w.slip(ada, c, id, Core, "first")
		sees("written", map[ID]string{id: "first"})
		w.slip(ada, c, id, Core, "second")
		sees("changed", map[ID]string{id: "second"})
		w.at(ada, c, id, func(tx *sql.Tx, f *Folder) error { return f.Erase(w.ctx, tx) })
		sees("erased", map[ID]string{})
	})
}

func TestKeptTraysAreGivenBack(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	var s shelf
	kept := func(n int) map[string]keptTray { return map[string]keptTray{"000": {1, make([]byte, n)}} }
	a, b, c := lot{"a", "casework", Core}, lot{"b", "casework", Core}, lot{"c", "casework", Core}
	s.put(a, kept(shelfSize/2), now)
	s.put(b, kept(shelfSize/2), now.Add(time.Minute))
	if s.get(a, now.Add(2*time.Minute)) == nil || s.get(b, now.Add(3*time.Minute)) == nil {
		t.Fatal("what fits is not kept")
	}
	s.put(c, kept(1), now.Add(4*time.Minute))
	if s.get(a, now.Add(4*time.Minute)) != nil || s.get(b, now.Add(4*time.Minute)) == nil {
		t.Error("not what was used longest ago has made room")
	}
	s.put(a, kept(shelfSize+1), now.Add(4*time.Minute))
	if s.get(a, now.Add(4*time.Minute)) != nil {
		t.Error("more is kept than may be")
	}
	if s.get(b, now.Add(4*time.Minute+shelfTime+time.Second)) != nil {
		t.Error("trays are kept although nobody has searched for long")
	}
}
