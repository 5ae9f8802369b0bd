package vault

import (
	"database/sql"
	"errors"
	"slices"
	"testing"

	"verbund/internal/core"
)

func TestC5FormerColleagueOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea, cleo := w.enrol("Ada"), w.enrol("Bea"), w.enrol("Cleo")
		c := w.found("North", ada, bea, cleo)
		folder, records := w.write(ada, c, "casework", "card", map[Part]string{Core: "text"})
		restricted, closed := w.write(bea, c, "casework", "secret card", map[Part]string{Core: "secret"})
		w.as(bea, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, restricted)
			if err != nil {
				return err
			}
			return f.Restrict(w.ctx, tx, []core.ID{cleo.Person()})
		})
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.SealSettings(w.ctx, tx, "hours", []byte("nine")) })
		var letter []byte
		w.must(func(tx *sql.Tx) (err error) {
			letter, err = w.vault.SealToInbox(w.ctx, tx, c, []byte("letter"))
			return err
		})
		w.must(func(tx *sql.Tx) error { return w.vault.Note(w.ctx, tx, c, Event{Code: "before"}) })
		w.sees(bea, c, folder, Core, records[Core], "text")

		// She keeps all she could keep: the key of the centre, and the keys of folders.
		var old *Access
		w.as(bea, c, func(tx *sql.Tx, a *Access) error { old = a; return nil })
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Revoke(w.ctx, tx, bea.Person()) })
		w.must(func(tx *sql.Tx) error { return w.vault.Note(w.ctx, tx, c, Event{Code: "after"}) })

		w.cannot(bea, c, folder, Core, records[Core], core.Denied)
		w.must(func(tx *sql.Tx) error {
			// With the old key of the centre, nothing of the present database opens.
			if _, err := old.Folder(w.ctx, tx, folder); !errors.Is(err, ErrSealed) {
				t.Errorf("old key, folder: %v", err)
			}
			if _, err := old.Folder(w.ctx, tx, restricted); !errors.Is(err, ErrSealed) {
				t.Errorf("old key, restricted folder: %v", err)
			}
			if _, err := old.Cards(w.ctx, tx, "casework"); !errors.Is(err, ErrSealed) {
				t.Errorf("old key, cards: %v", err)
			}
			if _, err := old.OpenSettings(w.ctx, tx, "hours"); !errors.Is(err, ErrSealed) {
				t.Errorf("old key, settings: %v", err)
			}
			if _, err := old.OpenInbox(w.ctx, tx, letter); !errors.Is(err, ErrSealed) {
				t.Errorf("old key, inbox: %v", err)
			}
			if _, err := old.Audit(w.ctx, tx, 0, 10); !errors.Is(err, ErrSealed) {
				t.Errorf("old key, audit: %v", err)
			}
			return old.AllOf(w.ctx, tx, "nothing", Core, nil)
		})
		// Nor does anything of hers open with her own key pair.
		w.must(func(tx *sql.Tx) error {
			for _, query := range []string{"SELECT sealed FROM vault_grant", "SELECT key FROM vault_folder", "SELECT sealed FROM vault_audit"} {
				all, err := column[[]byte](w.ctx, tx, query)
				if err != nil {
					return err
				}
				for _, sealed := range all {
					for at := 0; at+sealedSlotSize <= len(sealed); at += sealedSlotSize {
						if _, err := bea.own.open(sealed[at:at+sealedSlotSize], "slot", string(c), string(restricted), string(bea.Person())); err == nil {
							t.Error("one of her slots is still there")
						}
					}
				}
			}
			return nil
		})
		// What she would still write under the old key is refused.
		w.refused(core.Conflict, func(tx *sql.Tx) error { _, err := old.NewFolder(w.ctx, tx, "casework"); return err })
		w.refused(core.Conflict, func(tx *sql.Tx) error { return old.Grant(w.ctx, tx, bea.Person()) })
		w.refused(core.Conflict, func(tx *sql.Tx) error { return old.Rotate(w.ctx, tx) })
		w.refused(core.Conflict, func(tx *sql.Tx) error { return old.SealSettings(w.ctx, tx, "hours", nil) })

		// The others go on as before.
		w.sees(ada, c, folder, Core, records[Core], "text")
		w.sees(cleo, c, folder, Core, records[Core], "text")
		w.sees(cleo, c, restricted, Core, closed[Core], "secret")
		w.cannot(ada, c, restricted, Core, closed[Core], core.Denied)
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			if plain, err := a.OpenInbox(w.ctx, tx, letter); err != nil || string(plain) != "letter" {
				t.Errorf("the letter from before: %q, %v", plain, err)
			}
			if plain, err := a.OpenSettings(w.ctx, tx, "hours"); err != nil || string(plain) != "nine" {
				t.Errorf("the settings: %q, %v", plain, err)
			}
			events, err := a.Audit(w.ctx, tx, 0, 10)
			if err != nil || len(events) != 2 || events[0].Code != "after" || events[1].Code != "before" {
				t.Errorf("the audit: %v, %v", events, err)
			}
			return nil
		})
		if _, unbroken, err := w.unbroken(c); !unbroken || err != nil {
			t.Errorf("the audit is broken: %v", err)
		}
	})
}

func (w *world) unbroken(c core.ID) (n int, unbroken bool, err error) {
	w.must(func(tx *sql.Tx) error {
		n, unbroken, err = w.vault.AuditUnbroken(w.ctx, tx, c)
		return nil
	})
	return n, unbroken, err
}

func TestC6ResetReadsNothingColleagueOrKitAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		c := w.found("North", ada, bea)
		var envelopes [3]string
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			codes, save, err := a.NewCentreKit()
			envelopes = codes
			if err != nil {
				return err
			}
			return save(w.ctx, tx)
		})
		folder, records := w.write(bea, c, "casework", "card", map[Part]string{Core: "text"})
		hers, own := w.write(bea, c, "casework", "hers", map[Part]string{Core: "hers"})
		both, shared := w.write(bea, c, "casework", "both", map[Part]string{Core: "both"})
		restrict := func(id ID, people ...core.ID) {
			w.as(bea, c, func(tx *sql.Tx, a *Access) error {
				f, err := a.Folder(w.ctx, tx, id)
				if err != nil {
					return err
				}
				return f.Restrict(w.ctx, tx, append([]core.ID{}, people...))
			})
		}
		restrict(hers)
		restrict(both, ada.Person())

		old := bea
		bea = w.enrol("Bea") // the office's reset: a new key pair
		w.cannot(bea, c, folder, Core, records[Core], core.Denied)
		w.cannot(old, c, folder, Core, records[Core], core.Denied)
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Grant(w.ctx, tx, bea.Person()) })
		w.sees(bea, c, folder, Core, records[Core], "text")
		w.sees(bea, c, both, Core, shared[Core], "both")
		w.cannot(bea, c, hers, Core, own[Core], core.Denied)
		w.cannot(old, c, folder, Core, records[Core], core.Denied)

		// Two of three envelopes bring back all, also what only she could read.
		w.must(func(tx *sql.Tx) error { return w.vault.Recover(w.ctx, tx, bea, c, envelopes[2], envelopes[0]) })
		w.sees(bea, c, hers, Core, own[Core], "hers")
		w.cannot(ada, c, hers, Core, own[Core], core.Denied)

		// All colleagues lose their passwords at once.
		ada, bea = w.enrol("Ada"), w.enrol("Bea")
		w.cannot(ada, c, folder, Core, records[Core], core.Denied)
		w.must(func(tx *sql.Tx) error { return w.vault.Recover(w.ctx, tx, ada, c, envelopes[1], envelopes[2]) })
		w.sees(ada, c, folder, Core, records[Core], "text")
		w.sees(ada, c, both, Core, shared[Core], "both")
		w.sees(ada, c, hers, Core, own[Core], "hers") // nobody else could open it any more
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Grant(w.ctx, tx, bea.Person()) })
		w.sees(bea, c, both, Core, shared[Core], "both")
	})
}

func TestEveryTwoEnvelopesOpenAndNothingElseDoes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c, other := w.found("North", ada), w.found("South", ada)
		kit := func(c core.ID) (codes [3]string) {
			w.as(ada, c, func(tx *sql.Tx, a *Access) error {
				made, save, err := a.NewCentreKit()
				codes = made
				if err != nil {
					return err
				}
				return save(w.ctx, tx)
			})
			return codes
		}
		first := kit(c)
		codes, foreign := kit(c), kit(other)
		folder, records := w.write(ada, c, "casework", "card", map[Part]string{Core: "text"})
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Rotate(w.ctx, tx) })
		for i := range 3 {
			for j := range 3 {
				name := []string{"Bea", "Cleo", "Dora"}[i] + []string{"Bea", "Cleo", "Dora"}[j]
				h := w.enrol(name)
				if i == j {
					w.refused(core.Denied, func(tx *sql.Tx) error { return w.vault.Recover(w.ctx, tx, h, c, codes[i], codes[j]) })
					continue
				}
				w.must(func(tx *sql.Tx) error { return w.vault.Recover(w.ctx, tx, h, c, codes[i], codes[j]) })
				w.sees(h, c, folder, Core, records[Core], "text")
			}
		}
		h := w.enrol("Eva")
		for _, wrong := range [][2]string{
			{codes[0], foreign[1]}, {foreign[0], foreign[1]}, {first[0], first[1]}, {codes[0], first[1]}, {codes[0], NewKitCode()},
		} {
			w.refused(core.Denied, func(tx *sql.Tx) error { return w.vault.Recover(w.ctx, tx, h, c, wrong[0], wrong[1]) })
		}
		w.refused(core.Invalid, func(tx *sql.Tx) error { return w.vault.Recover(w.ctx, tx, h, c, codes[0], "no code") })
		w.refused(core.Denied, func(tx *sql.Tx) error { return w.vault.Recover(w.ctx, tx, h, centre("Nowhere"), codes[0], codes[1]) })
		w.must(func(tx *sql.Tx) error {
			holders, err := w.vault.Holders(w.ctx, tx, c)
			if slices.Contains(holders, kitPerson) || slices.Contains(holders, h.Person()) || len(holders) != 7 {
				t.Errorf("%v hold the key", holders)
			}
			return err
		})
	})
}

func TestTheLastHolderStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		c := w.found("North", ada)
		w.refused(core.Conflict, func(tx *sql.Tx) error { return w.vault.Found(w.ctx, tx, bea, c) })
		revoke := func(h *Holder, person core.ID) func(tx *sql.Tx) error {
			return func(tx *sql.Tx) error {
				return w.access(tx, h, c, func(tx *sql.Tx, a *Access) error { return a.Revoke(w.ctx, tx, person) })
			}
		}
		w.refused(core.Conflict, revoke(ada, ada.Person()))
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			_, save, err := a.NewCentreKit()
			if err != nil {
				return err
			}
			return save(w.ctx, tx)
		})
		w.refused(core.Conflict, revoke(ada, ada.Person())) // an envelope is no colleague
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Grant(w.ctx, tx, bea.Person()) })
		w.refused(core.NotFound, func(tx *sql.Tx) error {
			return w.access(tx, ada, c, func(tx *sql.Tx, a *Access) error { return a.Grant(w.ctx, tx, person("Nobody")) })
		})
		w.must(revoke(ada, ada.Person())) // she may go herself
		w.refused(core.Denied, revoke(ada, bea.Person()))
		w.refused(core.Conflict, revoke(bea, bea.Person()))
	})
}

func TestAKeyThatNobodyComparedGetsNoGrant(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea, eve := w.enrol("Ada"), w.enrol("Bea"), w.enrol("Eve")
		c := w.found("North", ada, bea)
		// Somebody who can write into the database puts a row for herself beside the
		// others, and her public key in the place of another's.
		w.must(func(tx *sql.Tx) error {
			_, err := tx.Exec(`INSERT INTO vault_grant (centre, person, epoch, sealed, pin) SELECT centre, $1, epoch, sealed, pin FROM vault_grant WHERE person = $2`,
				eve.Person(), bea.Person())
			return err
		})
		w.must(func(tx *sql.Tx) error {
			_, err := tx.Exec("UPDATE vault_person SET public = $1 WHERE person = $2", eve.own.public, bea.Person())
			return err
		})
		folder, records := w.write(ada, c, "casework", "card", map[Part]string{Core: "text"})
		w.refused(core.Invalid, func(tx *sql.Tx) error {
			return w.access(tx, ada, c, func(tx *sql.Tx, a *Access) error {
				f, err := a.Folder(w.ctx, tx, folder)
				if err != nil {
					return err
				}
				return f.Restrict(w.ctx, tx, []core.ID{bea.Person()})
			})
		})
		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Rotate(w.ctx, tx) })
		w.cannot(eve, c, folder, Core, records[Core], core.Denied)
		w.cannot(&Holder{bea.Person(), eve.own}, c, folder, Core, records[Core], core.Denied)
		w.must(func(tx *sql.Tx) error {
			holders, err := w.vault.Holders(w.ctx, tx, c)
			if len(holders) != 1 || holders[0] != ada.Person() {
				t.Errorf("%v hold the key", holders)
			}
			return err
		})
	})
}
