package vault

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"verbund/internal/core"
)

func TestTheAuditTellsWhatHappenedAndNoticesTampering(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c, other := w.found("North", ada), w.found("South", ada)
		w.refused(core.NotFound, func(tx *sql.Tx) error { return w.vault.Note(w.ctx, tx, centre("Nowhere"), Event{}) })
		for i := range 7 {
			w.must(func(tx *sql.Tx) error {
				return w.vault.Note(w.ctx, tx, c, Event{Person: ada.Person(), Code: fmt.Sprint("code", i), Folder: NewID(), Detail: "détail"})
			})
			w.must(func(tx *sql.Tx) error { return w.vault.Note(w.ctx, tx, other, Event{Code: "other"}) })
			w.clock.Advance(time.Minute)
			if i == 3 {
				w.as(ada, c, func(tx *sql.Tx, a *Access) error { return a.Rotate(w.ctx, tx) })
			}
		}
		w.as(ada, c, func(tx *sql.Tx, a *Access) error {
			newest, err := a.Audit(w.ctx, tx, 0, 3)
			if err != nil || len(newest) != 3 || newest[0].Code != "code6" || newest[0].Number != 7 || newest[0].Person != ada.Person() ||
				!newest[0].At.Equal(w.clock.Now().Add(-time.Minute)) || newest[0].Detail != "détail" {
				t.Errorf("the newest: %+v, %v", newest, err)
			}
			older, err := a.Audit(w.ctx, tx, newest[2].Number, 100)
			if err != nil || len(older) != 4 || older[0].Code != "code3" || older[3].Code != "code0" {
				t.Errorf("the older: %+v, %v", older, err)
			}
			return nil
		})
		if n, unbroken, err := w.unbroken(c); n != 7 || !unbroken || err != nil {
			t.Errorf("%d entries, unbroken %v, %v", n, unbroken, err)
		}
		for what, change := range map[string]string{
			"one taken out":      "DELETE FROM vault_audit WHERE number = 3",
			"the newest cut off": "DELETE FROM vault_audit WHERE number = 7",
			"two swapped":        "UPDATE vault_audit SET number = -1 WHERE number = 2",
			"one of another":     "UPDATE vault_audit SET sealed = (SELECT sealed FROM vault_audit o WHERE o.centre <> vault_audit.centre AND o.number = 1) WHERE number = 4",
			"a link changed":     "UPDATE vault_audit SET link = sealed WHERE number = 4",
			"the head changed":   "UPDATE vault_chain SET entries = entries - 1",
		} {
			err := w.db.Update(w.ctx, func(tx *sql.Tx) error {
				if _, err := tx.Exec(change); err != nil {
					return err
				}
				_, unbroken, err := w.vault.AuditUnbroken(w.ctx, tx, c)
				if unbroken || err != nil {
					t.Errorf("%s is not noticed, %v", what, err)
				}
				return errUndo
			})
			if err != errUndo {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}
