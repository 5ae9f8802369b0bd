package account

import (
	"cmp"
	"database/sql"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// OrganisationPage is one organisation: its centres, and the form to change it.
type OrganisationPage struct {
	ui.Frame
	New     bool
	Action  string
	Centres []HouseLine
	Fields  []ui.Field // before the group
	Group   ui.Field
	Groups  []ui.Choices
	Member  bool
	Notice  string
}

// HouseLine is a centre in a list.
type HouseLine struct {
	ui.Link
	State string
}

func (p OrganisationPage) all() []ui.Field { return append(slices.Clone(p.Fields), p.Group) }

func (a *Accounts) askOrganisation(w http.ResponseWriter, r *http.Request) error {
	return a.showOrganisation(w, r, network.Organisation{Group: network.SpecialisedCentre, Country: "DE", Member: true, AsOf: a.today()}, a.today().String(), nil)
}

func (a *Accounts) organisationPage(w http.ResponseWriter, r *http.Request) error {
	o, err := a.organisation(r)
	if err != nil {
		return err
	}
	return a.showOrganisation(w, r, o, o.AsOf.String(), nil)
}

// organisation finds the one that the address names.
func (a *Accounts) organisation(r *http.Request) (o network.Organisation, err error) {
	id, err := pathID(r, "id")
	if err != nil {
		return o, err
	}
	err = a.DB.View(r.Context(), func(tx *sql.Tx) error {
		o, err = organisationByID(r.Context(), tx, id)
		return err
	})
	return o, err
}

func (a *Accounts) showOrganisation(w http.ResponseWriter, r *http.Request, o network.Organisation, asOf string, err error) error {
	f := a.inside(r, "account.office.organisation-new", "account.office.organisations")
	p := OrganisationPage{Frame: f, New: o.ID == "", Action: organisationsPath + "/new", Member: o.Member}
	if !p.New {
		p.Heading, p.Action = o.Name, organisationsPath+"/"+string(o.ID)
		units, problem := a.units(r.Context())
		if problem != nil {
			return problem
		}
		p.Heading = cmp.Or(units.names[o.ID], o.Name)
		for _, h := range units.houses {
			if h.Organisation == o.ID {
				p.Centres = append(p.Centres, HouseLine{ui.Link{Address: houseAddress(h), Words: h.Name}, houseStateName(f.Printer, h.State)})
			}
		}
	}
	m := wrongIn(f.Printer, err)
	p.Notice = m.notice
	p.Fields = []ui.Field{
		{Name: "name", Label: f.Say("account.office.organisation-name"), Value: o.Name, Required: true},
		{Name: "town", Label: f.Say("account.office.town"), Value: o.Town},
		{Name: "country", Label: f.Say("account.office.country"), Hint: f.Say("account.office.country-hint"), Value: o.Country, Required: true},
		{Name: "land", Label: f.Say("account.office.land"), Hint: f.Say("account.office.land-hint"), Value: o.Land},
		{Name: "email", Label: f.Say("account.office.email-plain"), Value: o.Email, Type: "email"},
		{Name: "website", Label: f.Say("account.office.website"), Hint: f.Say("account.office.website-hint"), Value: o.Website, Type: "url"},
		{Name: "as_of", Label: f.Say("account.office.as-of"), Value: asOf, Type: "date"},
		{Name: "source", Label: f.Say("account.office.source"), Hint: f.Say("account.office.source-hint"), Value: o.Source},
	}
	for i := range p.Fields {
		p.Fields[i].Error = m.fields[p.Fields[i].Name]
	}
	p.Group = ui.Field{Name: "group", Label: f.Say("account.office.group"), Error: m.fields["group"]}
	var g ui.Choices
	for _, one := range network.Groups() {
		g.List = append(g.List, ui.Choice{Value: string(one), Words: groupName(f.Printer, one), Count: -1, Selected: one == o.Group})
	}
	p.Groups = []ui.Choices{g}
	return web.Render(w, r, statusOf(w, err), organisationPage(p))
}

// saveOrganisation writes what the form says, of a new one or of the one that
// the address names.
func (a *Accounts) saveOrganisation(w http.ResponseWriter, r *http.Request) error {
	var o network.Organisation
	if r.PathValue("id") != "" {
		stored, err := a.organisation(r)
		if err != nil {
			return err
		}
		o.ID = stored.ID
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	o.Name, o.Group, o.Country, o.Land, o.Town = v.Get("name"), network.Group(v.Get("group")), strings.ToUpper(v.Get("country")), strings.ToUpper(v.Get("land")), v.Get("town")
	o.Email, o.Website, o.Member, o.Source = v.Get("email"), v.Get("website"), v.Checked("member"), v.Get("source")
	var wrong []core.FieldError
	day(v, "as_of", &o.AsOf, &wrong)
	saved := o
	if err = together(wrong); err == nil {
		saved, err = a.SaveOrganisation(r.Context(), web.ActorOf(r), o)
	}
	if correctable(err) {
		return a.showOrganisation(w, r, o, v.Get("as_of"), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, organisationsPath+"/"+string(saved.ID))
}
