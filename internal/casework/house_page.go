package casework

import (
	"database/sql"
	"net/http"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// HousesPage are the places of the centre, and who lives there.
type HousesPage struct {
	ui.Frame
	Done   string
	Lead   string
	Hidden string // that some cases are not counted; empty where all are
	Houses []HouseView
	Gone   []HouseView // no longer in use
	Weeks  []string    // heads of the coming weeks
	Free   string      // the sum of tonight
	Form   FormView    // for one more; without action for whoever may not
}

// HouseView is a place.
type HouseView struct {
	ID, Name string
	Edit     string // address; empty for whoever may not
	What     string // kind and properties
	Beds     string
	Tonight  string
	None     bool // no bed is free tonight
	Weeks    []string
	Over     string // that there are more persons than beds, and since when
	Lives    []ResidentView
	Comes    []ResidentView
}

// ResidentView is a stay.
type ResidentView struct {
	Address, Alias, From, Until string
	Persons                     int
}

// houseRoutes are the places of the centre.
func (room *Room) houseRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/houses", Read, room.showHouses),
		post("/casework/houses", Lead, room.addHouse),
		get("/casework/houses/{house}", Lead, room.showHouse),
		post("/casework/houses/{house}", Lead, room.saveHouse),
	}
}

// houseSheet is what is written about a place.
func (room *Room) houseSheet() (ledgerSheet, error) {
	sheet, known := room.Set.OfCentre("house")
	if !known {
		return ledgerSheet{}, missing()
	}
	return ledgerSheet{sheet, housePart, "casework.house", "/casework/houses", nil}, nil
}

func (room *Room) showHouses(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.housesPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) housesPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	s, err := room.houseSheet()
	if err != nil {
		return err
	}
	var houses []House
	var cards []Listed
	hidden := 0
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		ledger, err := d.ledger(r.Context(), tx, a)
		if err != nil {
			return err
		}
		if houses, err = d.houses(r.Context(), tx, ledger); err != nil {
			return err
		}
		cards, hidden, err = d.cardsOf(r.Context(), tx, a, everyCase)
		return err
	})
	if err != nil {
		return err
	}
	p := HousesPage{Frame: room.frame(r, room.said(r, "casework.house.heading")), Lead: room.leadOf(r, s.sheet)}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	if hidden > 0 {
		p.Hidden = p.Say("casework.house.hidden", "n", hidden)
	}
	for week := range outlookWeeks {
		p.Weeks = append(p.Weeks, p.Date(d.Today().AddDays(7*week)))
	}
	by := residents(cards)
	free := 0
	for _, h := range houses {
		v := d.houseView(p.Frame, s.sheet, h, by[string(h.ID)])
		if h.Gone {
			p.Gone = append(p.Gone, v)
			continue
		}
		free += max(0, h.Beds-taken(by[string(h.ID)], d.Today()))
		p.Houses = append(p.Houses, v)
	}
	p.Free = freeWords(p.Frame, free)
	if d.Has(Lead) {
		form := vault.NewID()
		if typed != nil {
			form = formID(typed)
		}
		p.Form = d.newForm(p.Frame, s.sheet, 0, filling{answers: dataset.Answers{}, typed: typed, wrong: wrong, on: d.Today()})
		p.Form.Action, p.Form.Hidden, p.Form.Button = s.path, [][2]string{{"form", string(form)}}, p.Say("casework.form.add")
	}
	return web.Render(w, r, status, housesPage(p))
}

func (d worker) houseView(f ui.Frame, sheet *dataset.Sheet, h House, lives []Resident) HouseView {
	v := HouseView{ID: string(h.ID), Name: h.Name, Beds: f.Number(h.Beds)}
	if d.Has(Lead) {
		v.Edit = "/casework/houses/" + string(h.ID)
	}
	var what []string
	for _, id := range []string{"kind", "accessible", "children"} {
		if q, known := sheet.Question(id); known {
			what = append(what, d.Set.Say(q, h.State.Answers[id], f.Printer, nil)...)
		}
	}
	v.What = strings.Join(what, ", ")
	o := outlook(h.Beds, lives, d.Today())
	v.Tonight, v.None = f.Number(max(0, o.Tonight)), o.Tonight <= 0
	for _, n := range o.Weeks {
		v.Weeks = append(v.Weeks, f.Number(max(0, n)))
	}
	if !o.Over.IsZero() {
		v.Over = f.Say("casework.house.over", "house", h.Name, "date", o.Over, "persons", taken(lives, o.Over), "beds", h.Beds)
	}
	for _, s := range lives {
		row := ResidentView{Address: address(s.Case) + "/entries/stay", Alias: s.Alias, Persons: max(1, s.Persons), From: f.Date(s.From), Until: f.Date(s.Until)}
		switch {
		case s.on(d.Today()):
			v.Lives = append(v.Lives, row)
		case s.From.After(d.Today()):
			v.Comes = append(v.Comes, row)
		}
	}
	return v
}

func (room *Room) addHouse(w http.ResponseWriter, r *http.Request, d worker) error {
	s, err := room.houseSheet()
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	v["form"] = []string{string(formID(v))}
	answers, err := d.readLeaf(r, s, v, dataset.Answers{})
	if err == nil {
		_, err = d.addLeaf(r.Context(), s, formID(v), answers)
	}
	if status, ok := statusOf(err); ok {
		return room.housesPage(w, r, d, status, v, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, s.path+"?done=added")
}

func (room *Room) showHouse(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.housePage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) housePage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	s, err := room.houseSheet()
	if err != nil {
		return err
	}
	id, err := leafID(r, "house")
	if err != nil {
		return err
	}
	p, _, err := d.leafPage(r, s, id, d.Has(Lead), typed, wrong)
	if err != nil {
		return err
	}
	p.Back.Words = p.Say("casework.house.heading")
	return web.Render(w, r, status, leafPage(p))
}

func (room *Room) saveHouse(w http.ResponseWriter, r *http.Request, d worker) error {
	s, err := room.houseSheet()
	if err != nil {
		return err
	}
	return room.saveLeafForm(w, r, d, s, "house", room.housePage)
}

// saveLeafForm saves the form of an entry of the ledger, or shows it again.
func (room *Room) saveLeafForm(w http.ResponseWriter, r *http.Request, d worker, s ledgerSheet, name string,
	again func(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error) error {
	id, err := leafID(r, name)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
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
	answers, err := d.readLeaf(r, s, v, one.Value.State.Answers)
	if err == nil {
		err = d.saveLeaf(r.Context(), s, id, stampOf(v), answers)
	}
	if status, ok := statusOf(err); ok {
		return again(w, r, d, status, v, err)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, s.path+"?done=saved")
}

// PlacesLine says on the first page how many beds are free.
type PlacesLine struct {
	Free   string
	Houses string   // each with how many are free
	Over   []string // warnings
}

// placesLine is that of tonight; nil for a centre without places.
func (d worker) placesLine(f ui.Frame, houses []House, cards []Listed) *PlacesLine {
	var line PlacesLine
	var each []string
	free := 0
	by := residents(cards)
	for _, h := range houses {
		if h.Gone {
			continue
		}
		all := by[string(h.ID)]
		o := outlook(h.Beds, all, d.Today())
		free += max(0, o.Tonight)
		each = append(each, f.Say("casework.house.free-of", "house", h.Name, "n", max(0, o.Tonight), "beds", h.Beds))
		if !o.Over.IsZero() {
			line.Over = append(line.Over, f.Say("casework.house.over", "house", h.Name, "date", o.Over, "persons", taken(all, o.Over), "beds", h.Beds))
		}
	}
	if len(each) == 0 {
		return nil
	}
	line.Free, line.Houses = freeWords(f, free), strings.Join(each, " · ")
	return &line
}

func freeWords(f ui.Frame, n int) string {
	if n == 0 {
		return f.Say("casework.house.full")
	}
	return f.Say("casework.house.free", "n", n)
}
