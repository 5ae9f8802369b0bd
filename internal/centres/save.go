package centres

import (
	"net/http"

	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// SavedList is the directory as one file for a telephone without network. It
// loads nothing by itself, and neither its name nor its title says what it is.
type SavedList struct {
	*text.Printer
	Style string
	Lands []LandCards
	Lines []LineView
}

// LandCards are the centres that serve a Land.
type LandCards struct {
	Name  string
	Cards []Card
}

// byLand sorts the entries under every Land they serve; those abroad and the
// associations come last, under their kind.
func (room *Room) byLand(t *text.Printer, d *Directory) []LandCards {
	now := room.now()
	var all []LandCards
	card := func(c *Centre) Card { return newCard(t, Hit{Centre: c, Km: -1, Open: c.open(now)}, now, "") }
	for _, l := range landsByName() {
		list := LandCards{Name: l.Name}
		for _, c := range d.Centres {
			if c.Kind == Specialised && c.Area.serves(l.Code, "") {
				list.Cards = append(list.Cards, card(c))
			}
		}
		all = append(all, list)
	}
	for _, kind := range []Kind{Abroad, Association} {
		list := LandCards{Name: t.Say("centres.kind." + string(kind))}
		for _, c := range d.Centres {
			if c.Kind == kind {
				list.Cards = append(list.Cards, card(c))
			}
		}
		if len(list.Cards) > 0 {
			all = append(all, list)
		}
	}
	return all
}

// save sends the whole list as one file.
func (room *Room) save(w http.ResponseWriter, r *http.Request) error {
	d, _, err := room.directory(r)
	if err != nil {
		return err
	}
	t := web.Printer(r)
	w.Header().Set("Content-Disposition", `attachment; filename="list.html"`)
	web.NoStore(w)
	return web.Render(w, r, http.StatusOK, savedList(SavedList{t, ui.PublicStyle, room.byLand(t, d), LineViews(t, room.Lines)}))
}
