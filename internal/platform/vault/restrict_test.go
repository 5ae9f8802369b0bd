package vault

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestARestrictedFolderIsForItsReadersOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea, cleo := w.enrol("Ada"), w.enrol("Bea"), w.enrol("Cleo")
		c := w.found("North", ada, bea, cleo)
		folder, records := w.write(ada, c, "casework", "card", map[Part]string{Core: "text"})
		open, _ := w.write(ada, c, "casework", "open", map[Part]string{Core: "open text"})
		restrict := func(h *Holder, people []core.ID) {
			w.as(h, c, func(tx *sql.Tx, a *Access) error {
				f, err := a.Folder(w.ctx, tx, folder)
				if err != nil {
					return err
				}
				return f.Restrict(w.ctx, tx, people)
			})
		}
		restrict(ada, []core.ID{bea.Person(), bea.Person()})
		for _, h := range []*Holder{ada, bea} {
			w.sees(h, c, folder, Core, records[Core], "text")
		}
		w.cannot(cleo, c, folder, Core, records[Core], core.Denied)
		list := func(h *Holder) map[ID]Card {
			all := make(map[ID]Card)
			for _, card := range w.cards(h, c, "casework") {
				all[card.Folder] = card
			}
			return all
		}
		if got := list(bea); string(got[folder].Plain) != "card" || !got[folder].Restricted || string(got[open].Plain) != "open" || got[open].Restricted {
			t.Errorf("Bea sees %v", got)
		}
		if got := list(cleo); got[folder].Plain != nil || !got[folder].Restricted || string(got[open].Plain) != "open" {
			t.Errorf("Cleo sees %v", got)
		}
		texts := func(h *Holder) (all []string) {
			w.as(h, c, func(tx *sql.Tx, a *Access) error {
				all = nil
				return a.AllOf(w.ctx, tx, "casework", Core, func(_ ID, r Record) error {
					all = append(all, string(r.Plain))
					return nil
				})
			})
			slices.Sort(all)
			return all
		}
		if got := texts(bea); !slices.Equal(got, []string{"open text", "text"}) {
			t.Errorf("Bea finds %q", got)
		}
		if got := texts(cleo); !slices.Equal(got, []string{"open text"}) {
			t.Errorf("Cleo finds %q", got)
		}
		// A reader can change the card, and lift the restriction.
		w.as(bea, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, folder)
			if err != nil {
				return err
			}
			if !f.Restricted() || !slices.Equal(f.Readers(), []core.ID{ada.Person(), bea.Person()}) {
				t.Errorf("readers %q", f.Readers())
			}
			return f.SetCard(w.ctx, tx, []byte("new card"))
		})
		if got := list(cleo); got[folder].Plain != nil {
			t.Errorf("Cleo sees %q", got[folder].Plain)
		}
		restrict(bea, nil)
		w.sees(cleo, c, folder, Core, records[Core], "text")
		if got := list(cleo); string(got[folder].Plain) != "new card" || got[folder].Restricted {
			t.Errorf("Cleo sees %v", got[folder])
		}
		w.refused(core.Invalid, func(tx *sql.Tx) error {
			return w.access(tx, ada, c, func(tx *sql.Tx, a *Access) error {
				f, err := a.Folder(w.ctx, tx, folder)
				if err != nil {
					return err
				}
				return f.Restrict(w.ctx, tx, []core.ID{w.stranger().Person()})
			})
		})
	})
}

// stranger is somebody who is not saved.
func (w *world) stranger() *Holder {
	own, err := newPair()
	if err != nil {
		w.t.Fatal(err)
	}
	return &Holder{person("stranger"), own}
}

func TestADumpDoesNotShowWhoWorksOnAFolder(t *testing.T) {
	w := newWorld(t, databases.Open(t, database.SQLite, Migrations()))
	var people []*Holder
	for i := range 9 {
		people = append(people, w.enrol(fmt.Sprint("Person ", i)))
	}
	c := w.found("North", people...)
	sizes := make(map[int]bool)
	for n := range 9 {
		folder, _ := w.write(people[0], c, "casework", "card", nil)
		w.as(people[0], c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, folder)
			if err != nil {
				return err
			}
			list := []core.ID{}
			for _, p := range people[:n] {
				list = append(list, p.Person())
			}
			return f.Restrict(w.ctx, tx, list)
		})
		w.must(func(tx *sql.Tx) error {
			var key, readers []byte
			err := tx.QueryRow("SELECT key, readers FROM vault_folder WHERE id = $1", folder).Scan(&key, &readers)
			sizes[len(key)+1_000_000*len(readers)] = true
			return err
		})
	}
	if len(sizes) != 1 {
		t.Errorf("one to eight readers give %d sizes", len(sizes))
	}
}

// TestRestrictedFoldersProperty compares what people can open, after any
// sequence of restricting, revoking, granting and resetting, with a plain model.
func TestRestrictedFoldersProperty(t *testing.T) {
	db := databases.Open(t, database.SQLite, Migrations())
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		w := newWorld(t, db)
		names := []string{"Ada", "Bea", "Cleo"}
		holders := make(map[string]*Holder)
		granted := make(map[string]bool)
		var all []*Holder
		for _, n := range names {
			holders[n] = w.enrol(fmt.Sprint(n, round))
			granted[n] = true
			all = append(all, holders[n])
		}
		c := w.found(fmt.Sprint("Centre ", round), all...)
		folder, records := w.write(holders["Ada"], c, "casework", "card", map[Part]string{Core: "text"})
		var readers map[string]bool // nil: everybody; else who is named, and whether her key is the present one
		opens := func(n string) bool { return granted[n] && (readers == nil || readers[n]) }
		steps := rapid.IntRange(1, 8).Draw(r, "steps")
		for range steps {
			who := rapid.SampledFrom(names).Draw(r, "who")
			whom := rapid.SampledFrom(names).Draw(r, "whom")
			switch rapid.SampledFrom([]string{"restrict", "lift", "revoke", "grant", "reset"}).Draw(r, "what") {
			case "restrict":
				if !opens(who) || !granted[whom] {
					continue
				}
				w.as(holders[who], c, func(tx *sql.Tx, a *Access) error {
					f, err := a.Folder(w.ctx, tx, folder)
					if err != nil {
						return err
					}
					return f.Restrict(w.ctx, tx, []core.ID{holders[whom].Person()})
				})
				readers = map[string]bool{who: true, whom: true}
			case "lift":
				if !opens(who) {
					continue
				}
				w.as(holders[who], c, func(tx *sql.Tx, a *Access) error {
					f, err := a.Folder(w.ctx, tx, folder)
					if err != nil {
						return err
					}
					return f.Restrict(w.ctx, tx, nil)
				})
				readers = nil
			case "revoke":
				others := 0
				for _, n := range names {
					if n != whom && granted[n] {
						others++
					}
				}
				if !granted[who] || others == 0 {
					continue
				}
				w.as(holders[who], c, func(tx *sql.Tx, a *Access) error { return a.Revoke(w.ctx, tx, holders[whom].Person()) })
				granted[whom] = false
				delete(readers, whom)
			case "grant":
				if !granted[who] || granted[whom] {
					continue
				}
				w.as(holders[who], c, func(tx *sql.Tx, a *Access) error { return a.Grant(w.ctx, tx, holders[whom].Person()) })
				granted[whom] = true
				if _, named := readers[whom]; named && readers[who] {
					readers[whom] = true // a reader brings her back
				}
			case "reset":
				others := 0
				for _, n := range names {
					if n != whom && granted[n] {
						others++
					}
				}
				if others == 0 {
					continue
				}
				holders[whom] = w.enrol(fmt.Sprint(whom, round))
				granted[whom] = false
				if _, named := readers[whom]; named {
					readers[whom] = false // she is named still, by a key that she has lost
				}
			}
			for _, n := range names {
				got, err := w.read(holders[n], c, folder, Core, records[Core])
				if opens(n) != (err == nil && got == "text") {
					r.Fatalf("%s: %q, %v; expected to open: %v", n, got, err, opens(n))
				}
			}
		}
	})
}
