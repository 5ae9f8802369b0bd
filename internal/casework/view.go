package casework

import (
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// View is what somebody often asks of the list, under a name. It is hers alone,
// and sealed in the ledger of the centre.
type View struct {
	Name string  `json:"name"`
	Of   core.ID `json:"of"`
	Ask  Ask     `json:"ask"`
}

const viewPart vault.Part = "views"

const (
	viewName  = 60 // characters
	viewLimit = 30 // of one person
)

// viewAddress is where a view stands.
func viewAddress(id vault.ID) string { return "/casework/views/" + string(id) }

// viewsOf are the views of a person, by name.
func viewsOf(all []leaf[View], person core.ID) []leaf[View] {
	all = slices.DeleteFunc(slices.Clone(all), func(l leaf[View]) bool { return l.Value.Of != person })
	slices.SortFunc(all, func(x, y leaf[View]) int { return strings.Compare(text.Fold(x.Value.Name), text.Fold(y.Value.Name)) })
	return all
}

// openView shows the list as a view asks for it. The address holds the id of the
// view and no more.
func (room *Room) openView(w http.ResponseWriter, r *http.Request, d worker) error {
	id, ok := vault.ParseID(r.PathValue("view"))
	if !ok {
		return missing()
	}
	return room.showList(w, r, d, listing{view: id, page: web.ReadQuery(r)})
}

// saveView keeps what is asked of the list. A view of the same name is replaced.
func (room *Room) saveView(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	name := oneLine(v.Get("name"))
	ask, err := room.readAsk(v)
	switch n := utf8.RuneCountInString(name); {
	case err != nil:
	case name == "":
		err = fieldError("name", "casework.error.view")
	case n > viewName:
		err = fieldError("name", "casework.error.too-long", "n", n, "most", viewName)
	}
	var kept leaf[View]
	if err == nil {
		err = d.Update(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
			f, err := d.writeLedger(r.Context(), tx, a)
			if err != nil {
				return err
			}
			all, err := leaves[View](r.Context(), tx, f, viewPart)
			if err != nil {
				return err
			}
			hers := viewsOf(all, d.Actor.Person)
			kept = leaf[View]{}
			if i := slices.IndexFunc(hers, func(l leaf[View]) bool { return l.Value.Name == name }); i >= 0 {
				kept = hers[i]
			} else if len(hers) >= viewLimit {
				return fieldError("name", "casework.error.views", "n", viewLimit)
			}
			kept.Value = View{name, d.Actor.Person, ask}
			if err := kept.put(r.Context(), tx, f, viewPart); err != nil {
				return err
			}
			return d.Record(r.Context(), tx, "casework.view-saved", "", "")
		})
	}
	if core.KindOf(err) == core.Invalid {
		return room.showList(w, r, d, listing{ask: ask, name: v.Get("name"), wrong: err, page: v})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, viewAddress(kept.ID)+"?done=view-saved")
}

// removeView forgets a view. One that is not hers is missing.
func (room *Room) removeView(w http.ResponseWriter, r *http.Request, d worker) error {
	id, ok := vault.ParseID(r.PathValue("view"))
	if !ok {
		return missing()
	}
	err := d.Update(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		f, err := d.ledger(r.Context(), tx, a)
		if err != nil {
			return err
		}
		all, err := leaves[View](r.Context(), tx, f, viewPart)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(viewsOf(all, d.Actor.Person), func(l leaf[View]) bool { return l.ID == id }) {
			return missing()
		}
		if err := f.EraseRecord(r.Context(), tx, viewPart, id); err != nil {
			return err
		}
		return d.Record(r.Context(), tx, "casework.view-removed", "", "")
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, "/casework/cases?done=view-removed")
}
