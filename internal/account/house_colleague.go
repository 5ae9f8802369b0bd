package account

import (
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// inviteRoles are the roles to which a lead may invite. Another lead is named by
// the office, so that a centre has as many as both know of.
func inviteRoles() []core.Role { return []core.Role{Counsellor, Clerk, Temporary} }

// ColleagueForm is the page on which a lead invites a colleague.
type ColleagueForm struct {
	ui.Frame
	Notice             string
	Fields             InviteFields
	Role, Begins, Ends ui.Field
	Roles              []ui.Choices
	Languages          []ui.Choices
	Mails, Mail        bool
}

func (p ColleagueForm) all() []ui.Field {
	return []ui.Field{p.Fields.Name, p.Fields.Email, p.Fields.Language, p.Role, p.Begins, p.Ends}
}

func (a *Accounts) askColleague(w http.ResponseWriter, r *http.Request) error {
	return a.showColleagueForm(w, r, invitation{NewPerson: NewPerson{Language: web.Printer(r).Lang()}, days: [2]string{a.today().String(), ""}, byMail: true}, nil)
}

func (a *Accounts) showColleagueForm(w http.ResponseWriter, r *http.Request, i invitation, err error) error {
	p := ColleagueForm{Frame: a.inside(r, "account.house.invite", "account.house.invite"), Mails: a.Mails, Mail: i.byMail}
	m := wrongIn(p.Printer, err)
	p.Notice, p.Fields, p.Languages = m.notice, inviteFields(p.Frame, "", i.NewPerson, m), languageChoices(i.Language)
	p.Role = ui.Field{Name: "role", Label: p.Say("account.office.role"), Hint: p.Say("account.house.role-hint"), Error: m.fields["role"]}
	p.Begins = ui.Field{Name: "begins", Label: p.Say("account.office.begins"), Value: i.days[0], Error: m.fields["begins"], Type: "date"}
	p.Ends = ui.Field{Name: "ends", Label: p.Say("account.office.ends"), Hint: p.Say("account.house.ends-hint"), Value: i.days[1], Error: m.fields["ends"], Type: "date"}
	var g ui.Choices
	for _, role := range inviteRoles() {
		g.List = append(g.List, ui.Choice{Value: string(role), Words: roleName(p.Printer, role), Count: -1, Selected: role == i.duty.Role})
	}
	p.Roles = []ui.Choices{g}
	return web.Render(w, r, statusOf(w, err), colleagueForm(p))
}

func (a *Accounts) inviteColleague(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	actor := web.ActorOf(r)
	i, err := readInvitation(v)
	i.duty.Unit = actor.Centre
	var made []madeLink
	switch {
	case err != nil:
	case !slices.Contains(inviteRoles(), i.duty.Role):
		err = invalid("role", "account.office.role-missing")
	default:
		made, err = a.inviteAll(r.Context(), actor, Colleagues, func(tx *sql.Tx) error {
			h, err := houseByID(r.Context(), tx, actor.Centre)
			if err == nil && h.State == Closed {
				err = refused("account.house.closed")
			}
			return err
		}, i)
	}
	if correctable(err) {
		return a.showColleagueForm(w, r, i, err)
	}
	if err != nil {
		return err
	}
	if err := a.keepLinks(r, made); err != nil {
		return err
	}
	return web.SeeOther(w, colleaguesPath+"/links")
}
