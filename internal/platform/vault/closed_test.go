package vault

import (
	"bytes"
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"verbund/internal/core"
)

// restrictedTo makes a folder with a record and a file that only some can open.
func (w *world) restrictedTo(h *Holder, c core.ID, people ...core.ID) (ID, ID) {
	w.t.Helper()
	id, records := w.write(h, c, "casework", "card", map[Part]string{Core: "text"})
	if _, _, err := w.folder(h, c, id).AddFile(w.ctx, bytes.NewReader(random(pieceSize+1)), 1<<20); err != nil {
		w.t.Fatal(err)
	}
	w.as(h, c, func(tx *sql.Tx, a *Access) error {
		f, err := a.Folder(w.ctx, tx, id)
		if err != nil {
			return err
		}
		return f.Restrict(w.ctx, tx, append([]core.ID{}, people...))
	})
	return id, records[Core]
}

// left counts the rows that are left of a folder.
func (w *world) left(id ID) (n int) {
	w.t.Helper()
	for _, of := range []string{"vault_folder WHERE id", "vault_record WHERE folder", "vault_file WHERE folder"} {
		var some int
		if err := w.db.QueryRow(w.ctx, fmt.Sprintf("SELECT count(*) FROM %s = $1", of), id).Scan(&some); err != nil {
			w.t.Fatal(err)
		}
		n += some
	}
	return n
}

func TestColleagueLearnsWhoWorksOnAFolderThatSheCannotOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea, cleo := w.enrol("Ada"), w.enrol("Bea"), w.enrol("Cleo")
		c := w.found("North", ada, bea, cleo)
		other := w.enrol("Olga")
		south := w.found("South", other)
		folder, record := w.restrictedTo(ada, c, bea.Person())
		alone, _ := w.restrictedTo(ada, c)
		open, _ := w.write(ada, c, "casework", "open", nil)
		w.cannot(cleo, c, folder, Core, record, core.Denied)
		w.as(cleo, c, func(tx *sql.Tx, a *Access) error {
			for id, want := range map[ID][]core.ID{folder: {ada.Person(), bea.Person()}, alone: {ada.Person()}, open: nil} {
				got, err := a.Readers(w.ctx, tx, id)
				slices.Sort(got)
				slices.Sort(want)
				if err != nil || !slices.Equal(got, want) || (got == nil) != (want == nil) {
					t.Errorf("readers are %q, %v; want %q", got, err, want)
				}
			}
			for room, want := range map[string]bool{"casework": true, "handbook": false} {
				if there, err := a.HasFolder(w.ctx, tx, room, folder); err != nil || there != want {
					t.Errorf("%s has the folder: %v, %v", room, there, err)
				}
			}
			return nil
		})
		w.as(other, south, func(tx *sql.Tx, a *Access) error {
			if there, err := a.HasFolder(w.ctx, tx, "casework", folder); there || err != nil {
				t.Errorf("another centre has the folder: %v, %v", there, err)
			}
			if got, err := a.Readers(w.ctx, tx, folder); core.KindOf(err) != core.NotFound {
				t.Errorf("another centre learns %q, %v", got, err)
			}
			return nil
		})
		// Whoever leaves is no reader any more; the list may then be empty.
		w.as(cleo, c, func(tx *sql.Tx, a *Access) error { return a.Revoke(w.ctx, tx, ada.Person()) })
		w.as(cleo, c, func(tx *sql.Tx, a *Access) error {
			got, err := a.Readers(w.ctx, tx, alone)
			if err != nil || got == nil || len(got) != 0 {
				t.Errorf("readers of what only Ada opened are %q, %v", got, err)
			}
			return nil
		})
	})
}

func TestFolderThatNobodyThereOpensIsErased(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, cleo, other := w.enrol("Ada"), w.enrol("Cleo"), w.enrol("Olga")
		c, south := w.found("North", ada, cleo), w.found("South", other)
		folder, record := w.restrictedTo(ada, c)
		kept, keptRecord := w.restrictedTo(ada, c)
		w.refused(core.NotFound, func(tx *sql.Tx) error {
			return w.access(tx, other, south, func(tx *sql.Tx, a *Access) error { return a.EraseFolder(w.ctx, tx, folder) })
		})
		w.sees(ada, c, folder, Core, record, "text")
		w.as(cleo, c, func(tx *sql.Tx, a *Access) error { return a.EraseFolder(w.ctx, tx, folder) })
		w.cannot(ada, c, folder, Core, record, core.NotFound)
		if n := w.left(folder); n != 0 {
			t.Errorf("%d rows are left", n)
		}
		w.sees(ada, c, kept, Core, keptRecord, "text")
		w.refused(core.NotFound, func(tx *sql.Tx) error {
			return w.access(tx, cleo, c, func(tx *sql.Tx, a *Access) error { return a.EraseFolder(w.ctx, tx, folder) })
		})
		// With a key that is not the present one nothing is erased.
		w.refused(core.Conflict, func(tx *sql.Tx) error {
			return w.access(tx, cleo, c, func(tx *sql.Tx, a *Access) error {
				if err := a.Rotate(w.ctx, tx); err != nil {
					return err
				}
				return a.EraseFolder(w.ctx, tx, kept)
			})
		})
		w.sees(ada, c, kept, Core, keptRecord, "text")
	})
}

func TestInboxTakesFourMegabytes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		for size, taken := range map[int]bool{4 << 20: true, largestPad - lengthSize: true, largestPad - lengthSize + 1: false} {
			plain := random(size)
			var sealed []byte
			err := w.db.Update(w.ctx, func(tx *sql.Tx) (err error) {
				sealed, err = w.vault.SealToInbox(w.ctx, tx, c, plain)
				return err
			})
			if !taken {
				if core.KindOf(err) != core.TooLarge {
					t.Errorf("%d bytes: %v", size, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			w.as(ada, c, func(tx *sql.Tx, a *Access) error {
				got, err := a.OpenInbox(w.ctx, tx, sealed)
				if err != nil || !bytes.Equal(got, plain) {
					t.Errorf("%d bytes: %d came back, %v", size, len(got), err)
				}
				return nil
			})
			t.Logf("%d bytes become %d", size, len(sealed))
		}
	})
}
