package contact

import (
	"context"
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// SiftPage asks before what came in a flood is deleted.
type SiftPage struct {
	ui.Frame
	What  string
	Boxes []string
	Page  string
	After string
}

// sift takes what came in a flood into the list, or deletes it.
func (room *Room) sift(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Write(); err != nil {
		return err
	}
	var boxes []core.ID
	for _, one := range v["box"] {
		if id, ok := vault.ParseID(one); ok && len(boxes) < perPage {
			boxes = append(boxes, core.ID(id))
		}
	}
	to := listAddress(tabHeld, 1)
	switch do := v.Get("do"); {
	case len(boxes) == 0:
		return web.SeeOther(w, to)
	case do == "erase" && v.Get("sure") == "":
		p := SiftPage{Frame: room.inside(r, "contact.inbox.sift-heading"), Page: to, After: room.AfterErasure(room.inside(r, "contact.inbox.heading"))}
		p.What = p.Say("contact.inbox.sift-what", "n", len(boxes))
		for _, id := range boxes {
			p.Boxes = append(p.Boxes, string(id))
		}
		return web.Render(w, r, http.StatusOK, siftPage(p))
	case do == "erase":
		if err := d.eraseHeld(r.Context(), boxes); err != nil {
			return err
		}
		return web.SeeOther(w, to+"&done=erased")
	}
	if err := d.takeHeld(r.Context(), boxes); err != nil {
		return err
	}
	return web.SeeOther(w, to+"&done=sifted")
}

// takeHeld puts conversations that came in a flood among the others. What is not
// held any more is left as it is.
func (d colleague) takeHeld(ctx context.Context, boxes []core.ID) error {
	return d.DB.Update(ctx, func(tx *sql.Tx) error {
		for _, id := range boxes {
			result, err := tx.ExecContext(ctx, "UPDATE contact_box SET state = 'open' WHERE id = $1 AND centre = $2 AND state = 'held'", id, d.Actor.Centre)
			if err != nil {
				return err
			}
			if n, err := result.RowsAffected(); err != nil || n == 0 {
				if err != nil {
					return err
				}
				continue
			}
			if err := d.Record(ctx, tx, "contact.sifted", "", ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// eraseHeld deletes conversations that came in a flood, with her mailbox.
func (d colleague) eraseHeld(ctx context.Context, boxes []core.ID) error {
	err := d.DB.Update(ctx, func(tx *sql.Tx) error {
		for _, id := range boxes {
			b, err := boxWhere(ctx, tx, "id = $1 AND centre = $2 AND state = 'held'", id, d.Actor.Centre)
			if core.KindOf(err) == core.NotFound && err != nil {
				continue
			}
			if err == nil {
				err = d.eraseBox(ctx, tx, b)
			}
			if err != nil {
				return err
			}
			if err := d.Record(ctx, tx, "contact.erased", "", ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.Scrub(ctx)
}
