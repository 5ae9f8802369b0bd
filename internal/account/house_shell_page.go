package account

import (
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ShellPage is the form for a new centre.
type ShellPage struct {
	ui.Frame
	Organisation network.Organisation
	Action       string
	Notice       string
	Name         ui.Field
	First        InviteFields
	Second       InviteFields
	Languages    [2][]ui.Choices
	Mails, Mail  bool
}

func (p ShellPage) all() []ui.Field {
	return []ui.Field{p.Name, p.First.Name, p.First.Email, p.First.Language, p.Second.Name, p.Second.Email, p.Second.Language}
}

func (a *Accounts) askShell(w http.ResponseWriter, r *http.Request) error {
	lang := web.Printer(r).Lang()
	leads := []invitation{{NewPerson: NewPerson{Language: lang}}, {NewPerson: NewPerson{Language: lang}}}
	return a.showShell(w, r, "", leads, true, nil)
}

func (a *Accounts) showShell(w http.ResponseWriter, r *http.Request, name string, leads []invitation, byMail bool, err error) error {
	o, problem := a.organisation(r)
	if problem != nil {
		return problem
	}
	p := ShellPage{Frame: a.inside(r, "account.house.new", "account.house.new"), Organisation: o,
		Action: organisationsPath + "/" + string(o.ID) + "/centres", Mails: a.Mails, Mail: byMail}
	m := wrongIn(p.Printer, err)
	p.Notice = m.notice
	p.Name = ui.Field{Name: "house", Label: p.Say("account.house.name"), Hint: p.Say("account.house.name-hint"), Value: name, Error: m.fields["house"], Required: true}
	p.First, p.Second = inviteFields(p.Frame, "first-", leads[0].NewPerson, m), inviteFields(p.Frame, "second-", leads[1].NewPerson, m)
	p.Languages = [2][]ui.Choices{languageChoices(leads[0].Language), languageChoices(leads[1].Language)}
	return web.Render(w, r, statusOf(w, err), shellPage(p))
}

func (a *Accounts) makeShell(w http.ResponseWriter, r *http.Request) error {
	o, err := a.organisation(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	byMail := v.Checked("mail")
	var leads []invitation
	for _, prefix := range []string{"first-", "second-"} {
		leads = append(leads, invitation{NewPerson: readNewPerson(v, prefix), byMail: byMail, prefix: prefix})
	}
	// Whoever has an account already is left empty, and gets the role on her page.
	invited := slices.DeleteFunc(slices.Clone(leads), func(i invitation) bool { return i.Name == "" && i.Email == "" })
	made, err := a.newShell(r.Context(), web.ActorOf(r), o.ID, v.Get("house"), invited)
	if correctable(err) {
		return a.showShell(w, r, v.Get("house"), leads, byMail, err)
	}
	if err != nil {
		return err
	}
	if len(made) == 0 {
		return web.SeeOther(w, organisationsPath+"/"+string(o.ID))
	}
	if err := a.keepLinks(r, made); err != nil {
		return err
	}
	return web.SeeOther(w, peoplePath+"/links")
}

// HousePage is what the office sees of a centre.
type HousePage struct {
	ui.Frame
	House        House
	Organisation network.Organisation
	Action       string
	State        string
	Leads        []ui.Link
	Holders      int
	Founded      bool
	Notice       string
	Name         ui.Field
}

func (a *Accounts) housePage(w http.ResponseWriter, r *http.Request) error {
	return a.showHouse(w, r, nil, nil)
}

func (a *Accounts) showHouse(w http.ResponseWriter, r *http.Request, typed web.Values, err error) error {
	o, problem := a.organisation(r)
	if problem != nil {
		return problem
	}
	id, problem := pathID(r, "centre")
	if problem != nil {
		return problem
	}
	p := HousePage{Frame: a.inside(r, "account.house.heading", "account.house.heading"), Organisation: o}
	m := wrongIn(p.Printer, err)
	problem = a.DB.View(r.Context(), func(tx *sql.Tx) error {
		p.Leads = nil
		h, err := houseByID(r.Context(), tx, id)
		if err != nil {
			return err
		}
		if h.Organisation != o.ID {
			return &core.Error{Kind: core.NotFound, Key: "account.centre.unknown"}
		}
		p.House, p.Heading, p.State, p.Action = h, h.Name, houseStateName(p.Printer, h.State), houseAddress(h)
		duties, err := dutiesIn(r.Context(), tx, h.ID)
		if err != nil {
			return err
		}
		for _, d := range duties {
			if d.Role != Lead || !d.Holds(a.today()) {
				continue
			}
			who, err := personByID(r.Context(), tx, d.Person)
			if err != nil {
				return err
			}
			p.Leads = append(p.Leads, ui.Link{Address: peoplePath + "/" + string(who.ID), Words: who.Name + " (" + stateName(p.Printer, who.State) + ")"})
		}
		holders, err := a.Vault.Holders(r.Context(), tx, h.ID)
		if err != nil {
			return err
		}
		p.Holders = len(holders)
		p.Founded, err = a.Vault.Founded(r.Context(), tx, h.ID)
		return err
	})
	if problem != nil {
		return problem
	}
	p.Notice = m.notice
	p.Name = ui.Field{Name: "house", Label: p.Say("account.house.name"), Value: p.House.Name, Error: m.fields["house"], Required: true}
	if typed != nil {
		p.Name.Value = typed.Get("house")
	}
	return web.Render(w, r, statusOf(w, err), housePage(p))
}

// changeShell renames, closes or opens a centre again.
func (a *Accounts) changeShell(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "centre")
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	actor := web.ActorOf(r)
	var typed web.Values
	switch v.Get("do") {
	case "rename":
		typed, err = v, a.RenameHouse(r.Context(), actor, id, v.Get("house"))
	case "close":
		err = a.CloseHouse(r.Context(), actor, id)
	case "reopen":
		err = a.ReopenHouse(r.Context(), actor, id)
	default:
		return &core.Error{Kind: core.Malformed}
	}
	if correctable(err) {
		return a.showHouse(w, r, typed, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, organisationsPath+"/"+r.PathValue("id")+"/centres/"+string(id))
}
