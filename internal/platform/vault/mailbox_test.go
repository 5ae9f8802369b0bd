package vault

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"testing"

	"verbund/internal/core"
)

// mailbox makes a mailbox and returns its code.
func (w *world) mailbox() (code string, id MailboxID) {
	w.t.Helper()
	code = NewMailboxCode()
	m, err := w.vault.NewMailbox(w.ctx, code)
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(func(tx *sql.Tx) error { return m.Save(w.ctx, tx) })
	return code, m.ID()
}

func TestAnswerOpensWithTheCodeOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		code, id := w.mailbox()
		other, _ := w.mailbox()
		answer := NewID()
		var sealed []byte
		w.must(func(tx *sql.Tx) (err error) {
			sealed, err = w.vault.SealToMailbox(w.ctx, tx, id, answer, []byte("Morgen um zehn"))
			return err
		})
		m, err := w.vault.OpenMailbox(w.ctx, code)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := m.Open(answer, sealed); err != nil || string(plain) != "Morgen um zehn" {
			t.Errorf("she reads %q, %v", plain, err)
		}
		token, foreign := random(tokenSize), random(tokenSize)
		kept, err := m.SealForVisit(token)
		if err != nil {
			t.Fatal(err)
		}
		if visit, err := w.vault.OpenVisit(id, token, kept); err != nil {
			t.Error(err)
		} else if plain, err := visit.Open(answer, sealed); err != nil || string(plain) != "Morgen um zehn" {
			t.Errorf("on her visit she reads %q, %v", plain, err)
		}
		stranger, err := w.vault.OpenMailbox(w.ctx, other)
		if err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{
			"another mailbox":   second(stranger.Open(answer, sealed)),
			"another answer":    second(m.Open(NewID(), sealed)),
			"another token":     second(w.vault.OpenVisit(id, foreign, kept)),
			"another visit":     second(w.vault.OpenVisit(stranger.ID(), token, kept)),
			"a token too short": second(w.vault.OpenVisit(id, token[1:], kept)),
			"a bit":             second(m.Open(answer, append(bytes.Clone(sealed[:len(sealed)-1]), sealed[len(sealed)-1]^1))),
		} {
			if !errors.Is(err, ErrSealed) {
				t.Errorf("%s: %v", what, err)
			}
		}
		w.must(func(tx *sql.Tx) error { return w.vault.EraseMailbox(w.ctx, tx, id) })
		if _, err := w.vault.OpenMailbox(w.ctx, code); core.KindOf(err) != core.NotFound {
			t.Errorf("after the erasure: %v", err)
		}
		w.refused(core.NotFound, func(tx *sql.Tx) error {
			_, err := w.vault.SealToMailbox(w.ctx, tx, id, answer, nil)
			return err
		})
	})
}

// C12: a code that leads nowhere costs what one that does costs.
func TestC12UnknownCodeCostsTheSameWork(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		code, _ := w.mailbox()
		before := w.vault.Work()
		if _, err := w.vault.OpenMailbox(w.ctx, code); err != nil {
			t.Fatal(err)
		}
		known := w.vault.Work() - before
		if _, err := w.vault.OpenMailbox(w.ctx, NewMailboxCode()); core.KindOf(err) != core.NotFound {
			t.Fatal(err)
		}
		if unknown := w.vault.Work() - before - known; unknown != known || known != 1 {
			t.Errorf("known %d, unknown %d", known, unknown)
		}
	})
}

// What arrives while nobody is signed in opens for the centre alone, before and
// after a change of its key, and then is a folder like any other.
func TestArrivalOpensForItsCentreOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, ben, eve := w.enrol("Ada"), w.enrol("Ben"), w.enrol("Eve")
		north, south := w.found("North", ada, ben), w.found("South", eve)
		record := NewID()
		var f *Folder
		w.must(func(tx *sql.Tx) (err error) {
			if f, err = w.vault.Arrive(w.ctx, tx, north, "contact"); err != nil {
				return err
			}
			_, err = f.Seal(w.ctx, tx, Core, record, "", []byte("Hilfe"))
			return err
		})
		token := random(tokenSize)
		kept, err := f.SealForVisit(token)
		if err != nil {
			t.Fatal(err)
		}
		again, err := w.vault.OpenArrival(north, "contact", f.ID(), token, kept)
		if err != nil {
			t.Fatal(err)
		}
		file, size, err := again.AddFile(w.ctx, bytes.NewReader([]byte("ein Bild")), 100)
		if err != nil || size != 8 {
			t.Fatal(size, err)
		}
		for what, err := range map[string]error{
			"another centre": second(w.vault.OpenArrival(south, "contact", f.ID(), token, kept)), "another room": second(w.vault.OpenArrival(north, "casework", f.ID(), token, kept)),
			"another folder": second(w.vault.OpenArrival(north, "contact", NewID(), token, kept)), "another token": second(w.vault.OpenArrival(north, "contact", f.ID(), random(tokenSize), kept)),
		} {
			if !errors.Is(err, ErrSealed) {
				t.Errorf("%s: %v", what, err)
			}
		}
		w.sees(ada, north, f.ID(), Core, record, "Hilfe")
		w.cannot(eve, south, f.ID(), Core, record, core.NotFound)
		// A search over all folders passes it over, a new key leaves it readable.
		w.as(ada, north, func(tx *sql.Tx, a *Access) error {
			return a.AllOf(w.ctx, tx, "contact", Core, func(ID, Record) error { return fmt.Errorf("it is searched") })
		})
		w.as(ada, north, func(tx *sql.Tx, a *Access) error { return a.Revoke(w.ctx, tx, ben.Person()) })
		w.sees(ada, north, f.ID(), Core, record, "Hilfe")
		for range 2 {
			w.as(ada, north, func(tx *sql.Tx, a *Access) error {
				taken, err := a.Folder(w.ctx, tx, f.ID())
				if err != nil {
					return err
				}
				return taken.TakeIn(w.ctx, tx)
			})
		}
		w.as(ada, north, func(tx *sql.Tx, a *Access) error { return a.Rotate(w.ctx, tx) })
		w.sees(ada, north, f.ID(), Core, record, "Hilfe")
		seen := 0
		w.as(ada, north, func(tx *sql.Tx, a *Access) error {
			return a.AllOf(w.ctx, tx, "contact", Core, func(_ ID, r Record) error {
				seen++
				return nil
			})
		})
		if seen != 1 {
			t.Errorf("after it was taken in a search sees %d records", seen)
		}
		r, err := w.folder(ada, north, f.ID()).OpenFile(w.ctx, file, size)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != "ein Bild" {
			t.Errorf("the file holds %q, %v", got, err)
		}
		w.must(func(tx *sql.Tx) error { return w.vault.EraseArrived(w.ctx, tx, south, "contact", f.ID()) })
		w.sees(ada, north, f.ID(), Core, record, "Hilfe")
		w.must(func(tx *sql.Tx) error { return w.vault.EraseArrived(w.ctx, tx, north, "contact", f.ID()) })
		w.cannot(ada, north, f.ID(), Core, record, core.NotFound)
	})
}

// C4: the key of an arrival that was moved to another one does not open.
func TestC4MovedArrivalDoesNotOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		north := w.found("North", ada)
		var ids [2]ID
		record := NewID()
		w.must(func(tx *sql.Tx) error {
			for i := range ids {
				f, err := w.vault.Arrive(w.ctx, tx, north, "contact")
				if err != nil {
					return err
				}
				ids[i] = f.ID()
				if _, err := f.Seal(w.ctx, tx, Core, record, "", []byte("eins")); err != nil {
					return err
				}
			}
			_, err := tx.ExecContext(w.ctx, "UPDATE vault_folder SET key = (SELECT key FROM vault_folder WHERE id = $1) WHERE id = $2", ids[0], ids[1])
			return err
		})
		w.sees(ada, north, ids[0], Core, record, "eins")
		if got, err := w.read(ada, north, ids[1], Core, record); !errors.Is(err, ErrSealed) || got != "" {
			t.Errorf("it opens: %q, %v", got, err)
		}
	})
}
