package vault

import (
	"database/sql"
	"testing"

	"verbund/internal/core"
)

func TestDroppedColleagueOpensNothingOnceTheKeyIsChanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea, cleo := w.enrol("Ada"), w.enrol("Bea"), w.enrol("Cleo")
		c := w.found("North", ada, bea, cleo)
		folder, records := w.write(ada, c, "casework", "card", map[Part]string{Core: "text"})
		hidden, closed := w.write(bea, c, "casework", "secret card", map[Part]string{Core: "secret"})
		w.as(bea, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, hidden)
			if err != nil {
				return err
			}
			return f.Restrict(w.ctx, tx, []core.ID{cleo.Person()})
		})
		var old *Access
		w.as(bea, c, func(tx *sql.Tx, a *Access) error { old = a; return nil })

		w.must(func(tx *sql.Tx) error { return w.vault.Drop(w.ctx, tx, c, bea.Person()) })
		w.cannot(bea, c, folder, Core, records[Core], core.Denied)
		w.sees(ada, c, folder, Core, records[Core], "text")
		w.must(func(tx *sql.Tx) error { return w.vault.Drop(w.ctx, tx, c, bea.Person()) }) // twice is safe

		w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Clear(w.ctx, tx, bea.Person()) })
		w.sees(ada, c, folder, Core, records[Core], "text")
		w.sees(cleo, c, hidden, Core, closed[Core], "secret")
		w.must(func(tx *sql.Tx) error { // with all she could keep, the slot of a restricted folder included
			var slots []byte
			if err := tx.QueryRowContext(w.ctx, "SELECT key FROM vault_folder WHERE id = $1", hidden).Scan(&slots); err != nil {
				return err
			}
			for i := 0; i+sealedSlotSize <= len(slots); i += sealedSlotSize {
				if _, err := bea.own.openKey(slots[i:i+sealedSlotSize], "slot", string(c), string(hidden), string(bea.person)); err == nil {
					t.Error("her slot still opens the restricted folder")
				}
			}
			if _, err := old.Folder(w.ctx, tx, folder); err == nil {
				t.Error("the old key of the centre opens a folder")
			}
			return nil
		})
		w.must(func(tx *sql.Tx) error { return w.vault.Drop(w.ctx, tx, c, cleo.Person()) })
		w.refused(core.Conflict, func(tx *sql.Tx) error { return w.vault.Drop(w.ctx, tx, c, ada.Person()) })
	})
}
