package vault

import (
	"database/sql"
	"fmt"
	"maps"
	"testing"

	"verbund/internal/core"
)

// slips are those of a room by folder, as somebody sees them.
func (w *world) slips(h *Holder, c core.ID, room string, part Part) map[ID]string {
	w.t.Helper()
	all := map[ID]string{}
	w.as(h, c, func(tx *sql.Tx, a *Access) error {
		return a.Slips(w.ctx, tx, room, part, func(id ID, plain []byte) error {
			if _, twice := all[id]; twice {
				return fmt.Errorf("two slips of %s", id)
			}
			all[id] = string(plain)
			return nil
		})
	})
	return all
}

// slip sets the slip of a folder.
func (w *world) slip(h *Holder, c core.ID, id ID, part Part, text string) {
	w.t.Helper()
	w.at(h, c, id, func(tx *sql.Tx, f *Folder) error { return f.SetSlip(w.ctx, tx, part, []byte(text)) })
}

// at changes a folder.
func (w *world) at(h *Holder, c core.ID, id ID, change func(tx *sql.Tx, f *Folder) error) {
	w.t.Helper()
	w.as(h, c, func(tx *sql.Tx, a *Access) error {
		f, err := a.Folder(w.ctx, tx, id)
		if err != nil {
			return err
		}
		return change(tx, f)
	})
}

func TestSlipsAreOfFoldersThatEverybodyMayOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		c, other := w.found("North", ada, bea), w.found("South", bea)
		want := map[ID]string{}
		var ids []ID
		for i := range 40 { // some share a tray
			id := ID(fmt.Sprintf("%03x%029x", i%7*4, i))
			w.as(ada, c, func(tx *sql.Tx, a *Access) error {
				_, err := a.newFolder(w.ctx, tx, "casework", id)
				return err
			})
			ids = append(ids, id)
			w.slip(ada, c, id, Core, "before")
			w.slip(ada, c, id, Core, fmt.Sprint("core ", i))
			w.slip(ada, c, id, Identity, fmt.Sprint("identity ", i))
			want[id] = fmt.Sprint("core ", i)
		}
		sees := func(when string) {
			t.Helper()
			if got := w.slips(bea, c, "casework", Core); !maps.Equal(got, want) {
				t.Errorf("%s: %d slips, want %d: %v", when, len(got), len(want), got)
			}
		}
		sees("written")

		w.at(ada, c, ids[0], func(tx *sql.Tx, f *Folder) error { return f.Restrict(w.ctx, tx, []core.ID{}) })
		w.slip(ada, c, ids[0], Core, "of a restricted folder")
		delete(want, ids[0])
		sees("restricted")
		w.at(ada, c, ids[0], func(tx *sql.Tx, f *Folder) error { return f.Restrict(w.ctx, tx, nil) })
		sees("opened to all again")
		w.slip(ada, c, ids[0], Core, "")
		want[ids[0]] = ""
		sees("empty")

		w.at(ada, c, ids[1], func(tx *sql.Tx, f *Folder) error { return f.Erase(w.ctx, tx) })
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.EraseFolder(w.ctx, tx, ids[8]) })
		w.at(ada, c, ids[2], func(tx *sql.Tx, f *Folder) error { return f.ErasePart(w.ctx, tx, Core) })
		delete(want, ids[1])
		delete(want, ids[8])
		delete(want, ids[2])
		sees("erased")
		named := w.slips(ada, c, "casework", Identity)
		if _, there := named[ids[2]]; !there || len(named) != len(ids)-3 {
			t.Errorf("%d slips of the other part", len(named))
		}

		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Revoke(w.ctx, tx, bea.Person()) })
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Grant(w.ctx, tx, bea.Person()) })
		sees("after another key")
		if got := len(w.slips(ada, c, "handbook", Core)) + len(w.slips(bea, other, "casework", Core)); got != 0 {
			t.Errorf("%d slips of another room or centre", got)
		}
	})
}

func TestSomeFoldersAreOpenedLikeAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		c := w.found("North", ada, bea)
		some := map[ID]bool{NewID(): true}
		want := map[ID]string{}
		for i := range 8 {
			id, _ := w.write(ada, c, []string{"casework", "handbook"}[i%2], "", map[Part]string{Core: fmt.Sprint("core ", i), Entries: "no"})
			if i < 6 {
				some[id] = true
			}
			if i == 2 {
				w.at(ada, c, id, func(tx *sql.Tx, f *Folder) error { return f.Restrict(w.ctx, tx, []core.ID{}) })
			} else if i < 6 && i%2 == 0 {
				want[id] = fmt.Sprint("core ", i)
			}
		}
		w.as(bea, c, func(tx *sql.Tx, a *Access) error {
			for name, read := range map[string]func(visit func(ID, Record) error) error{
				"one by one": func(visit func(ID, Record) error) error {
					return a.SomeOf(w.ctx, tx, "casework", Core, some, visit)
				},
				"all": func(visit func(ID, Record) error) error {
					return a.allOf(w.ctx, tx, "casework", Core, some, visit)
				},
			} {
				got := map[ID]string{}
				if err := read(func(id ID, r Record) error { got[id] = string(r.Plain); return nil }); err != nil {
					return err
				}
				if !maps.Equal(got, want) {
					t.Errorf("%s: %v, want %v", name, got, want)
				}
			}
			return nil
		})
	})
}

func TestSomeCardsAreOpenedLikeAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		c := w.found("North", ada, bea)
		var ids []ID
		for i := range 4 {
			id, _ := w.write(ada, c, []string{"casework", "handbook"}[i/3], fmt.Sprint("card ", i), nil)
			ids = append(ids, id)
		}
		w.at(ada, c, ids[0], func(tx *sql.Tx, f *Folder) error { return f.Restrict(w.ctx, tx, []core.ID{}) })
		for h, want := range map[*Holder]string{ada: "card 0", bea: ""} {
			w.as(h, c, func(tx *sql.Tx, a *Access) error {
				cards, err := a.CardsOf(w.ctx, tx, "casework", []ID{ids[0], ids[1], ids[3], NewID()})
				if err != nil {
					return err
				}
				if len(cards) != 2 || string(cards[0].Plain) != want || !cards[0].Restricted || string(cards[1].Plain) != "card 1" || cards[1].Restricted {
					t.Errorf("%+v", cards)
				}
				return nil
			})
		}
	})
}
