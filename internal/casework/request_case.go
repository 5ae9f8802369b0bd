package casework

import (
	"database/sql"
	"errors"
	"net/http"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// caseOfForm finds the case that a form has made, among those she may open.
func (d worker) caseOfForm(r *http.Request, form vault.ID) (found Listed, ok bool, err error) {
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		all, err := d.cards(r.Context(), tx, a)
		for _, l := range all {
			if l.Form == form {
				found, ok = l, true
			}
		}
		return err
	})
	return found, ok, err
}

// aliasTries is how often another alias is tried where one is taken.
const aliasTries = 20

// openFromRequest opens a case for a request that was answered with a place, under
// an alias that is made for it. Doing so twice opens one.
func (room *Room) openFromRequest(w http.ResponseWriter, r *http.Request, d worker) error {
	s, err := room.requestSheet()
	if err != nil {
		return err
	}
	id, err := leafID(r, "request")
	if err != nil {
		return err
	}
	all, err := d.leavesOf(r.Context(), s)
	if err != nil {
		return err
	}
	one := findLeaf(all, id)
	if one == nil {
		return missing()
	}
	a := one.Value.State.Answers
	if one.Value.Removed || a.Get("outcome") != "taken-in" {
		return &core.Error{Kind: core.Conflict, Key: "casework.request.not-taken"}
	}
	opened := a.Day("day")
	if opened.After(d.Today()) {
		opened = d.Today()
	}
	intake := dataset.Answers{}
	intake.Set("first-day", opened.String())
	for to, from := range map[string]string{"way": wayOf(room.Set, a.Get("from")), "languages": a.Get("language"), "region": a.Get("region")} {
		intake.Set(to, from)
	}
	var made vault.ID
	for range aliasTries {
		head := Head{Alias: vault.NewAlias(), Opened: opened, Status: Active, Workers: []core.ID{d.Actor.Person}}
		made, err = d.create(r.Context(), id, head, map[string]dataset.Answers{"intake": intake})
		if e, ok := errors.AsType[*core.Error](err); !ok || e.Kind != core.Invalid {
			break
		}
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(made)+"/sheets/intake?done=from-request")
}
