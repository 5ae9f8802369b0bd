package account

import (
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// InvitePage is the form by which the office invites somebody.
type InvitePage struct {
	ui.Frame
	Notice    string
	Fields    InviteFields
	Role      ui.Field
	Unit      ui.Field
	Begins    ui.Field
	Ends      ui.Field
	Roles     []ui.Choices
	Units     []ui.Choices
	Mails     bool
	Mail      bool
	Languages []ui.Choices
}

// InviteFields ask who somebody is.
type InviteFields struct{ Name, Email, Language ui.Field }

func (p InvitePage) all() []ui.Field {
	return []ui.Field{p.Fields.Name, p.Fields.Email, p.Fields.Language, p.Role, p.Unit, p.Begins, p.Ends}
}

// invitation is the form as it was sent.
type invitation struct {
	NewPerson
	duty   Duty
	days   [2]string // as they were typed
	byMail bool
	prefix string // of the names of its fields
}

// readInvitation reads who is invited and to what.
func readInvitation(v web.Values) (invitation, error) {
	i := invitation{NewPerson: readNewPerson(v, ""), days: [2]string{v.Get("begins"), v.Get("ends")}, byMail: v.Checked("mail")}
	i.duty = Duty{Role: core.Role(v.Get("role")), Unit: core.ID(v.Get("unit"))}
	var wrong []core.FieldError
	day(v, "begins", &i.duty.Begins, &wrong)
	day(v, "ends", &i.duty.Ends, &wrong)
	return i, together(wrong)
}

// readNewPerson reads who somebody is from fields whose names begin with prefix.
func readNewPerson(v web.Values, prefix string) NewPerson {
	return NewPerson{Name: v.Get(prefix + "name"), Email: v.Get(prefix + "email"), Language: core.Lang(v.Get(prefix + "language"))}
}

// inviteFields are those of readNewPerson.
func inviteFields(f ui.Frame, prefix string, n NewPerson, m mistakes) InviteFields {
	return InviteFields{
		Name:     ui.Field{Name: prefix + "name", Label: f.Say("account.office.name"), Hint: f.Say("account.office.name-hint"), Value: n.Name, Error: m.fields[prefix+"name"], Required: true},
		Email:    ui.Field{Name: prefix + "email", Label: f.Say("account.office.email"), Hint: f.Say("account.office.email-hint"), Value: n.Email, Error: m.fields[prefix+"email"], Type: "email"},
		Language: ui.Field{Name: prefix + "language", Label: f.Say("account.office.language"), Error: m.fields[prefix+"language"]},
	}
}

func (a *Accounts) askInvitation(w http.ResponseWriter, r *http.Request) error {
	return a.showInvitation(w, r, invitation{NewPerson: NewPerson{Language: web.Printer(r).Lang()}, days: [2]string{a.today().String(), ""}, byMail: true}, nil)
}

func (a *Accounts) showInvitation(w http.ResponseWriter, r *http.Request, i invitation, err error) error {
	units, problem := a.units(r.Context())
	if problem != nil {
		return problem
	}
	p := InvitePage{Frame: a.inside(r, "account.office.invite", "account.office.invite"), Mails: a.Mails, Mail: i.byMail}
	m := wrongIn(p.Printer, err)
	p.Notice, p.Fields, p.Languages = m.notice, inviteFields(p.Frame, "", i.NewPerson, m), languageChoices(i.Language)
	p.Role = ui.Field{Name: "role", Label: p.Say("account.office.role"), Error: m.fields["role"]}
	p.Unit = ui.Field{Name: "unit", Label: p.Say("account.office.unit"), Hint: p.Say("account.office.unit-hint"), Error: m.fields["unit"]}
	p.Begins = ui.Field{Name: "begins", Label: p.Say("account.office.begins"), Value: i.days[0], Error: m.fields["begins"], Type: "date"}
	p.Ends = ui.Field{Name: "ends", Label: p.Say("account.office.ends"), Hint: p.Say("account.office.ends-hint"), Value: i.days[1], Error: m.fields["ends"], Type: "date"}
	p.Roles = roleChoices(p.Printer, i.duty.Role, everyPlace()...)
	p.Units = unitChoices(p.Printer, units.houses, units.organisations, i.duty.Unit)
	return web.Render(w, r, statusOf(w, err), invitePage(p))
}

// sendInvitation invites, and leads to the link.
func (a *Accounts) sendInvitation(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	i, err := readInvitation(v)
	var made []madeLink
	if err == nil {
		made, err = a.inviteAll(r.Context(), web.ActorOf(r), People, nil, i)
	}
	if correctable(err) {
		return a.showInvitation(w, r, i, err)
	}
	if err != nil {
		return err
	}
	if err := a.keepLinks(r, made); err != nil {
		return err
	}
	return web.SeeOther(w, peoplePath+"/links")
}
