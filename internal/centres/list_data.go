package centres

import (
	"encoding/json"
	"net/http"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// The list page as data: the same filters, the same entries in the same order,
// all pages at once. Codes stand beside their labels, which are in the language
// of the address. What only follows the matches on the page, to leave nobody
// without an answer, is not part of the data.

// listed is an entry as the list writes it.
type listed struct {
	Number            int         `json:"number"`
	ID                core.ID     `json:"id"`
	Name              string      `json:"name"`
	Organisation      string      `json:"organisation"`
	Kind              labelled    `json:"kind"`
	Summary           string      `json:"summary"`
	Offices           []listedAt  `json:"offices"`
	Phones            []listedTel `json:"phones"`
	Email             string      `json:"email"`
	Website           string      `json:"website"`
	Chat              string      `json:"chat"`
	Contact           string      `json:"contact"`
	Nationwide        bool        `json:"nationwide"`
	Lands             []labelled  `json:"lands"`
	Districts         []labelled  `json:"districts"`
	Languages         []labelled  `json:"languages"`
	InterpretedByThem []labelled  `json:"languages_by_interpreter"`
	Groups            []labelled  `json:"groups"`
	Needs             []labelled  `json:"needs"`
	Forms             []labelled  `json:"forms"`
	Access            []labelled  `json:"access"`
	Children          string      `json:"children"`
	AsOf              core.Date   `json:"as_of"`
	ConfirmedOn       core.Date   `json:"confirmed_on"`
	Source            string      `json:"source"`
	Page              string      `json:"page"`
	AboutKm           *int        `json:"about_km,omitempty"`
}

// labelled is a code with its label.
type labelled struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

type listedAt struct {
	Name          string     `json:"name"`
	Street        string     `json:"street"`
	PostalCode    string     `json:"postal_code"`
	Town          string     `json:"town"`
	Land          string     `json:"land"`
	Country       string     `json:"country"`
	Secret        bool       `json:"secret"` // then there is no street and no postal code
	Hours         string     `json:"hours"`  // as OpenStreetMap writes them; empty: not known
	Accessibility []labelled `json:"accessibility"`
}

type listedTel struct {
	Number string `json:"number"` // E.164
	Label  string `json:"label"`
	Fax    bool   `json:"fax"`
}

func newListed(t *text.Printer, table *places.Table, base string, h Hit) listed {
	c := h.Centre
	summary, _ := c.Summary.In(t.Lang())
	l := listed{
		Number: c.Number, ID: c.ID, Name: c.Name, Organisation: c.Organisation, Summary: summary,
		Kind:  labelled{string(c.Kind), t.Say("centres.kind." + string(c.Kind))},
		Email: c.Email, Website: c.Website, Chat: c.Chat, Contact: c.Contact, Nationwide: c.Area.Nationwide,
		Lands: []labelled{}, Districts: []labelled{}, Languages: []labelled{}, InterpretedByThem: []labelled{},
		Groups: withLabels(t, "centres.group.", Groups, c.Groups), Needs: withLabels(t, "centres.need.", Needs, c.needs()),
		Forms: withLabels(t, "centres.exploitation.", Forms, c.forms()), Access: withLabels(t, "centres.access.", AccessWays, c.ways()),
		Children: string(c.Children), AsOf: c.AsOf, ConfirmedOn: c.ConfirmedOn, Source: c.Source,
		Page: base + entryAddress(t.Lang(), c.Number), Offices: []listedAt{}, Phones: []listedTel{},
	}
	for _, code := range c.Area.Lands {
		l.Lands = append(l.Lands, labelled{code, places.LandName(code)})
	}
	for _, key := range c.Area.Districts {
		p, _ := table.District(key)
		l.Districts = append(l.Districts, labelled{key, p.DistrictName})
	}
	for _, s := range c.Languages {
		spoken := &l.Languages
		if s.Interpreter {
			spoken = &l.InterpretedByThem
		}
		*spoken = append(*spoken, labelled{s.Code, t.LanguageName(s.Code)})
	}
	for _, n := range c.Phones {
		l.Phones = append(l.Phones, listedTel{strings.TrimSpace(n.E164 + " " + n.Extension), n.Label, n.Fax})
	}
	for _, o := range c.Offices {
		l.Offices = append(l.Offices, listedAt{
			o.Name, o.Street, o.PostalCode, o.Town, o.Land, o.Country, o.Secret, o.Hours.String(),
			withLabels(t, "centres.accessibility.", Accessibilities, o.Accessibility),
		})
	}
	if h.Km >= 0 {
		km := places.RoundKm(h.Km)
		l.AboutKm = &km
	}
	return l
}

// withLabels are the codes of a list that are chosen, in the order of the list.
func withLabels[T ~string](t *text.Printer, key string, list, chosen []T) []labelled {
	all := []labelled{}
	for _, code := range list {
		for _, c := range chosen {
			if c == code {
				all = append(all, labelled{string(code), labels(t, key, []T{code})})
				break
			}
		}
	}
	return all
}

// matches answers a question with the entries that the list page shows first.
func (room *Room) matches(w http.ResponseWriter, r *http.Request) ([]listed, question, error) {
	d, _, err := room.directory(r)
	if err != nil {
		return nil, question{}, err
	}
	table := room.Places()
	q := readQuestion(web.ReadQuery(r), table, room.Texts)
	if q.asked {
		web.NoStore(w)
	}
	all := []listed{}
	if q.lost() {
		return all, q, nil
	}
	for _, h := range d.Search(q.query, room.now()).Matches {
		all = append(all, newListed(web.Printer(r), table, room.Address(r), h))
	}
	return all, q, nil
}

// listJSON is the list with what was understood of the question.
func (room *Room) listJSON(w http.ResponseWriter, r *http.Request) error {
	all, q, err := room.matches(w, r)
	if err != nil {
		return err
	}
	place := ""
	if q.answer.Place != nil {
		place = q.answer.Place.Label()
	}
	body, err := json.Marshal(struct {
		Total    int      `json:"total"`
		Language string   `json:"language"`
		Place    string   `json:"place,omitempty"`    // that distances are measured from
		Unknown  []string `json:"left_out,omitempty"` // values that no list of ours holds
		Items    []listed `json:"items"`
	}{len(all), string(web.Printer(r).Lang()), place, q.unknown, all})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `inline; filename="list.json"`)
	return web.Write(w, r, http.StatusOK, jsonType, append(body, '\n'))
}

// dataWays lead from a search to the same list as data. A search that must stay
// out of the address gets none.
func dataWays(f ui.Frame, q question, discreet bool) []ui.Way {
	if discreet {
		return nil
	}
	var all []ui.Way
	for _, end := range []struct{ path, key string }{{".csv", "centres.data.table"}, {".json", "centres.data.json"}, {"/embed", "centres.data.embed"}} {
		w := way(f, f.Say(end.key), q.fields(), false)
		path, query, _ := strings.Cut(w.Address, "?")
		if w.Address = path + end.path; query != "" {
			w.Address += "?" + query
		}
		all = append(all, w)
	}
	return all
}

// openRoutes are the routes of what other sites may fetch or frame.
func (room *Room) openRoutes() []web.Route {
	data := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: web.Everyone, Localised: true, Shared: true, Open: true, Handle: handle}
	}
	return append(room.hsdsRoutes(),
		data("/centres.csv", room.listCSV),
		data("/centres.json", room.listJSON),
		web.Route{Method: http.MethodGet, Path: "/centres/embed", Right: web.Everyone, Localised: true, Shared: true, Framed: true, Handle: room.embed})
}
