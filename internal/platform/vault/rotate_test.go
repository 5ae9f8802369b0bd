package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"

	"verbund/internal/core"
)

// patiently repeats what others got in the way of.
func patiently(update func() error) error {
	for {
		err := update()
		if core.KindOf(err) != core.Unavailable {
			return err
		}
	}
}

func TestRotationUnderReadersWritersAndAnotherRotation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		c := w.found("North", ada, bea)
		type kept struct{ folder, record ID }
		var first []kept
		for i := range 30 {
			id, records := w.write(ada, c, "casework", fmt.Sprint("card ", i), map[Part]string{Core: fmt.Sprint("text ", i)})
			first = append(first, kept{id, records[Core]})
		}
		var group sync.WaitGroup
		const rotations = 3
		for _, h := range []*Holder{ada, bea} {
			group.Go(func() {
				for range rotations {
					err := patiently(func() error {
						return w.db.Update(w.ctx, func(tx *sql.Tx) error {
							return w.access(tx, h, c, func(tx *sql.Tx, a *Access) error { return a.Rotate(w.ctx, tx) })
						})
					})
					if err != nil {
						t.Errorf("rotating: %v", err)
					}
				}
			})
		}
		var written []kept
		var mu sync.Mutex
		group.Go(func() {
			for i := range 10 {
				var one kept
				err := patiently(func() error {
					return w.db.Update(w.ctx, func(tx *sql.Tx) error {
						return w.access(tx, bea, c, func(tx *sql.Tx, a *Access) error {
							f, err := a.NewFolder(w.ctx, tx, "casework")
							if err != nil {
								return err
							}
							if err := f.SetCard(w.ctx, tx, []byte(fmt.Sprint("new card ", i))); err != nil {
								return err
							}
							one = kept{f.ID(), NewID()}
							_, err = f.Seal(w.ctx, tx, Core, one.record, "", []byte(fmt.Sprint("text ", 30+i)))
							return err
						})
					})
				})
				if err != nil {
					t.Errorf("writing: %v", err)
				}
				mu.Lock()
				written = append(written, one)
				mu.Unlock()
			}
		})
		group.Go(func() {
			for range 20 {
				err := patiently(func() error {
					return w.db.View(w.ctx, func(tx *sql.Tx) error {
						return w.access(tx, ada, c, func(tx *sql.Tx, a *Access) error {
							cards, err := a.Cards(w.ctx, tx, "casework")
							if err == nil && len(cards) < 30 {
								err = fmt.Errorf("%d cards", len(cards))
							}
							return err
						})
					})
				})
				if err != nil {
					t.Errorf("reading: %v", err)
				}
			}
		})
		group.Wait()
		for i, k := range append(first, written...) {
			w.sees(ada, c, k.folder, Core, k.record, fmt.Sprint("text ", i))
		}
		if n := len(w.cards(bea, c, "casework")); n != 40 {
			t.Errorf("%d cards", n)
		}
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			if a.epoch != 1+2*rotations {
				t.Errorf("epoch %d", a.epoch)
			}
			return nil
		})
	})
}

func TestARotationThatIsCutOffChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		c := w.found("North", ada, bea)
		id, records := w.write(ada, c, "casework", "card", map[Part]string{Core: "text"})
		cut := func(how func(cancel context.CancelFunc) error) {
			ctx, cancel := context.WithCancel(w.ctx)
			defer cancel()
			defer func() { recover() }()
			err := w.db.Update(ctx, func(tx *sql.Tx) error {
				return w.access(tx, ada, c, func(tx *sql.Tx, a *Access) error {
					if err := a.Revoke(ctx, tx, bea.Person()); err != nil {
						return err
					}
					return how(cancel)
				})
			})
			if err == nil {
				t.Error("it succeeded")
			}
		}
		cut(func(context.CancelFunc) error { return errors.New("something else failed") })
		cut(func(context.CancelFunc) error { panic("in the middle") })
		cut(func(cancel context.CancelFunc) error { cancel(); return nil })
		w.sees(ada, c, id, Core, records[Core], "text")
		w.sees(bea, c, id, Core, records[Core], "text")
		if cards := w.cards(bea, c, "casework"); len(cards) != 1 || string(cards[0].Plain) != "card" {
			t.Errorf("the cards are %v", cards)
		}
	})
}

func TestC17TheSecondWriterIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		id, records := w.write(ada, c, "casework", "card", map[Part]string{Core: "first"})
		seal := func(record ID, base Revision, text string) (r Revision, err error) {
			err = w.db.Update(w.ctx, func(tx *sql.Tx) error {
				return w.access(tx, ada, c, func(tx *sql.Tx, a *Access) error {
					f, err := a.Folder(w.ctx, tx, id)
					if err != nil {
						return err
					}
					r, err = f.Seal(w.ctx, tx, Core, record, base, []byte(text))
					return err
				})
			})
			return r, err
		}
		var seen Revision
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, id)
			if err != nil {
				return err
			}
			_, seen, err = f.Open(w.ctx, tx, Core, records[Core])
			return err
		})
		next, err := seal(records[Core], seen, "second")
		if err != nil || next == seen {
			t.Fatalf("%q after %q, %v", next, seen, err)
		}
		for name, base := range map[string]Revision{"the one she saw": seen, "none": "", "an invented one": newRevision()} {
			if _, err := seal(records[Core], base, "lost"); core.KindOf(err) != core.Conflict {
				t.Errorf("on %s: %v", name, err)
			}
		}
		if _, err := seal(NewID(), next, "lost"); core.KindOf(err) != core.Conflict {
			t.Errorf("a record that is not there: %v", err)
		}
		if _, err := seal(NewID(), "", string(make([]byte, largestPad))); core.KindOf(err) != core.TooLarge {
			t.Errorf("17 MB: %v", err)
		}
		w.sees(ada, c, id, Core, records[Core], "second")
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, id)
			if err != nil {
				return err
			}
			return f.Erase(w.ctx, tx)
		})
		if _, err := seal(NewID(), "", "late"); core.KindOf(err) != core.NotFound {
			t.Errorf("into an erased folder: %v", err)
		}
	})
}

func TestAnotherCentresFolderDoesNotExist(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		north, south := w.found("North", ada), w.found("South", bea)
		id, records := w.write(ada, north, "casework", "card", map[Part]string{Core: "text"})
		w.cannot(bea, north, id, Core, records[Core], core.Denied)
		w.cannot(bea, south, id, Core, records[Core], core.NotFound)
		if cards := w.cards(bea, south, "casework"); len(cards) != 0 {
			t.Errorf("%d cards", len(cards))
		}
		w.must(func(tx *sql.Tx) error {
			centres, err := w.vault.Centres(w.ctx, tx, bea.Person())
			if len(centres) != 1 || centres[0] != south {
				t.Errorf("she holds the keys of %v", centres)
			}
			return err
		})
		var letter []byte
		w.must(func(tx *sql.Tx) (err error) {
			letter, err = w.vault.SealToInbox(w.ctx, tx, north, []byte("letter"))
			return err
		})
		w.as(bea, south, func(tx *sql.Tx, a *Access) error {
			if _, err := a.OpenInbox(w.ctx, tx, letter); !errors.Is(err, ErrSealed) {
				t.Errorf("another centre's letter: %v", err)
			}
			if _, err := a.OpenSettings(w.ctx, tx, "none"); core.KindOf(err) != core.NotFound {
				t.Errorf("settings that were never set: %v", err)
			}
			return nil
		})
		w.refused(core.NotFound, func(tx *sql.Tx) error {
			_, err := w.vault.SealToInbox(w.ctx, tx, centre("Nowhere"), []byte("letter"))
			return err
		})
	})
}

func TestALargeCentreIsRotatedWhole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		const folders = rotateBatch + storeBatch + 7
		ids := make(map[ID]bool)
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			for i := range folders {
				f, err := a.NewFolder(w.ctx, tx, []string{"casework", "handbook"}[i%2])
				if err != nil {
					return err
				}
				if err := f.SetCard(w.ctx, tx, []byte(f.ID())); err != nil {
					return err
				}
				ids[f.ID()] = true
			}
			return nil
		})
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Rotate(w.ctx, tx) })
		n := 0
		for _, room := range []string{"casework", "handbook"} {
			for _, card := range w.cards(ada, c, room) {
				if string(card.Plain) != string(card.Folder) || !ids[card.Folder] {
					t.Errorf("the card of %s says %q", card.Folder, card.Plain)
				}
				n++
			}
		}
		if n != folders {
			t.Errorf("%d of %d folders", n, folders)
		}
	})
}
