package centres

import (
	"net/http"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// About is what the network says of itself on the leaflet.
type About struct {
	Name, Tagline string
	Goals         []string
	Contact       []string // lines: address, telephone, e-mail
}

// FlyerPage is the leaflet on a sheet of A4 that is folded twice.
type FlyerPage struct {
	ui.Frame
	About    About
	Services []string
	Lands    []LandCards
	Lines    []LineView
	AsOf     string
}

// flyerWords is the leaflet as plain text.
func flyerWords(t *text.Printer, about About, lands []LandCards, asOf string) string {
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\n") }
	line(about.Name)
	if about.Tagline != "" {
		line(about.Tagline)
	}
	line("\n" + t.Say("centres.flyer.goals"))
	for _, g := range about.Goals {
		line("- " + g)
	}
	line("\n" + t.Say("centres.flyer.services"))
	for _, n := range Needs {
		line("- " + t.Say("centres.need."+string(n)))
	}
	line("\n" + t.Say("centres.flyer.centres"))
	for _, l := range lands {
		line("\n" + l.Name)
		for _, c := range l.Cards {
			line("  " + c.Name + ", " + c.Where)
			for _, n := range c.Phones {
				line("    " + n.International)
			}
		}
	}
	line("\n" + strings.Join(about.Contact, "\n"))
	line("\n" + asOf)
	return b.String()
}

// landsByName are the Länder as people look them up.
func landsByName() []places.Bundesland {
	all := slices.Clone(places.Lands())
	slices.SortFunc(all, func(a, b places.Bundesland) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// flyer is the printed leaflet of the network: goals, services and every centre,
// made from the data, so that it is never out of date.
func (room *Room) flyer(w http.ResponseWriter, r *http.Request) error {
	d, _, err := room.directory(r)
	if err != nil {
		return err
	}
	p := FlyerPage{Frame: room.Frame(r, ui.Page{Heading: "centres.flyer.heading", Title: "centres.flyer.title"})}
	p.About = room.About(p.Lang())
	p.Lands, p.Lines = room.byLand(p.Printer, d), LineViews(p.Printer, room.Lines)
	for _, n := range Needs {
		p.Services = append(p.Services, p.Say("centres.need."+string(n)))
	}
	p.AsOf = p.Say("centres.flyer.as-of", "date", p.Date(core.DateOf(room.now())))
	return web.Render(w, r, http.StatusOK, flyerPage(p))
}

// flyerText is the leaflet as plain text, for mails and messengers.
func (room *Room) flyerText(w http.ResponseWriter, r *http.Request) error {
	d, _, err := room.directory(r)
	if err != nil {
		return err
	}
	t := web.Printer(r)
	return web.Write(w, r, http.StatusOK, "text/plain; charset=utf-8",
		[]byte(flyerWords(t, room.About(t.Lang()), room.byLand(t, d), t.Say("centres.flyer.as-of", "date", t.Date(core.DateOf(room.now()))))))
}
