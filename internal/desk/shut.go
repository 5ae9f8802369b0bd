package desk

import (
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ShutPage says why there is nothing to read yet.
type ShutPage struct {
	ui.Frame
	Why     string
	Ask     string
	Holders []string // who can grant the key
}

// showShut says that the room is not ready.
func (d *Deps) showShut(w http.ResponseWriter, r *http.Request, room Room, why string, holders []string) error {
	p := ShutPage{Frame: d.Frame(r, ui.Page{Heading: room.Title, Title: room.Title}), Holders: holders}
	p.Why, p.Ask = p.Say("desk.shut."+why, "room", p.Say(room.Name)), p.Say("desk.shut."+why+"-ask")
	status := http.StatusOK
	if r.Method == http.MethodPost {
		status = http.StatusForbidden
	}
	return web.Render(w, r, status, shutPage(p))
}

// showWaiting tells somebody without the key who can grant it.
func (d *Deps) showWaiting(w http.ResponseWriter, r *http.Request, room Room, centre core.ID) error {
	var people []core.ID
	var founded bool
	err := d.DB.View(r.Context(), func(tx *sql.Tx) (err error) {
		if founded, err = d.Vault.Founded(r.Context(), tx, centre); err != nil {
			return err
		}
		people, err = d.Vault.Holders(r.Context(), tx, centre)
		return err
	})
	switch {
	case err != nil:
		return err
	case !founded:
		return d.showShut(w, r, room, "founding", nil)
	case len(people) == 0: // all of them were given new passwords by the office
		return d.showShut(w, r, room, "lost", nil)
	}
	known, err := d.Names(r.Context(), people)
	if err != nil {
		return err
	}
	var names []string
	for _, id := range people {
		if known[id] != "" {
			names = append(names, known[id])
		}
	}
	return d.showShut(w, r, room, "waiting", names)
}
