package account

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// PersonPage is all the office knows about somebody.
type PersonPage struct {
	ui.Frame
	Notice   string
	Person   Person
	Address  string
	State    string
	Language string
	Oneself  bool
	Link     string // what is open, until when; empty without one
	Sessions int
	Duties   []DutyLine
	Past     []string
	Keys     []string // centres whose key she holds
	LastOf   []string // those of them whose key nobody else holds
	History  []HistoryLine

	Role, Unit, Begins, Ends ui.Field // of one more duty
	Roles, Units             []ui.Choices
	Reset, Retire            ui.Field // the password of whoever does it
}

// DutyLine is a duty that can be changed.
type DutyLine struct {
	Words        string
	Address      string
	Begins, Ends ui.Field
}

func (p PersonPage) all() []ui.Field {
	all := []ui.Field{p.Role, p.Unit, p.Begins, p.Ends, p.Reset, p.Retire}
	for _, d := range p.Duties {
		all = append(all, d.Begins, d.Ends)
	}
	return all
}

// personState is what is stored about somebody.
type personState struct {
	Person
	duties   []Duty
	link     Link
	linked   bool
	sessions int
	keys     []core.ID
	lastOf   []core.ID
	history  []Happening
	units    map[core.ID]string
}

func (a *Accounts) personState(ctx context.Context, id core.ID) (s personState, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		s = personState{}
		if s.Person, err = personByID(ctx, tx, id); err != nil {
			return err
		}
		if s.duties, err = dutiesOf(ctx, tx, id); err != nil {
			return err
		}
		if s.link, s.linked, err = linkOf(ctx, tx, id); err != nil {
			return err
		}
		sessions, err := sessionsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, one := range sessions {
			if one.open(a.Clock.Now()) {
				s.sessions++
			}
		}
		if s.keys, err = a.Vault.Centres(ctx, tx, id); err != nil {
			return err
		}
		for _, k := range s.keys {
			holders, err := a.Vault.Holders(ctx, tx, k)
			if err != nil {
				return err
			}
			if len(holders) == 1 {
				s.lastOf = append(s.lastOf, k)
			}
		}
		if s.history, _, err = happenings(ctx, tx, id, 0, 10); err != nil {
			return err
		}
		s.units, err = unitNames(ctx, tx)
		return err
	})
	return s, err
}

func (a *Accounts) personPage(w http.ResponseWriter, r *http.Request) error {
	return a.showPerson(w, r, web.Values{}, nil)
}

// showPerson shows somebody; err is why what was sent was not done.
func (a *Accounts) showPerson(w http.ResponseWriter, r *http.Request, v web.Values, err error) error {
	id, problem := pathID(r, "id")
	if problem != nil {
		return problem
	}
	s, problem := a.personState(r.Context(), id)
	if problem != nil {
		return problem
	}
	units, problem := a.units(r.Context())
	if problem != nil {
		return problem
	}
	p := PersonPage{Frame: a.Frame(r, ui.Page{Heading: s.Name, Title: web.Printer(r).Say("account.office.person"), Plain: true}), Person: s.Person,
		Address: peoplePath + "/" + string(id), Oneself: web.ActorOf(r).Person == id, Sessions: s.sessions}
	m := wrongIn(p.Printer, err)
	p.Notice, p.State = m.notice, stateName(p.Printer, s.Person.State)
	if l, ok := languageName(s.Person.Language); ok {
		p.Language = l
	}
	if s.linked {
		p.Link = a.linkWords(p.Frame, s.link)
	}
	for _, k := range s.keys {
		p.Keys = append(p.Keys, cmp.Or(s.units[k], string(k)))
	}
	for _, k := range s.lastOf {
		p.LastOf = append(p.LastOf, cmp.Or(s.units[k], string(k)))
	}
	for _, h := range s.history {
		p.History = append(p.History, a.historyLine(p.Printer, h, s.units, map[core.ID]string{id: s.Name}))
	}
	a.fillDuties(&p, s, v, m)
	chosenRole, chosenUnit := core.Role(v.Get("role")), core.ID(v.Get("unit"))
	p.Role = ui.Field{Name: "role", Label: p.Say("account.office.role"), Error: m.fields["role"]}
	p.Unit = ui.Field{Name: "unit", Label: p.Say("account.office.unit"), Hint: p.Say("account.office.unit-hint"), Error: m.fields["unit"]}
	p.Begins = ui.Field{Name: "begins", Label: p.Say("account.office.begins"), Value: cmp.Or(v.Get("begins"), a.today().String()), Error: m.fields["begins"], Type: "date"}
	p.Ends = ui.Field{Name: "ends", Label: p.Say("account.office.ends"), Hint: p.Say("account.office.ends-hint"), Value: v.Get("ends"), Error: m.fields["ends"], Type: "date"}
	p.Roles = roleChoices(p.Printer, chosenRole, everyPlace()...)
	p.Units = unitChoices(p.Printer, units.houses, units.organisations, chosenUnit)
	p.Reset = freshPassword(p.Printer, p.Say("account.office.password-hint"), mistakes{})
	p.Retire = p.Reset
	p.Reset.Name, p.Retire.Name = "reset-password", "retire-password"
	p.Reset.Error, p.Retire.Error = m.fields["reset-password"], m.fields["retire-password"]
	return web.Render(w, r, statusOf(w, err), personPage(p))
}

func (a *Accounts) fillDuties(p *PersonPage, s personState, v web.Values, m mistakes) {
	today := a.today()
	slices.SortStableFunc(s.duties, func(x, y Duty) int { return cmp.Compare(x.Begins.String(), y.Begins.String()) })
	for _, d := range s.duties {
		if !d.Ends.IsZero() && d.Ends.Before(today) {
			p.Past = append(p.Past, dutyWords(p.Printer, d, s.units))
			continue
		}
		id := string(d.ID)
		begins, ends := "begins-"+id, "ends-"+id
		p.Duties = append(p.Duties, DutyLine{
			Words: dutyWords(p.Printer, d, s.units), Address: p.Address + "/duties/" + id,
			Begins: ui.Field{Name: begins, Label: p.Say("account.office.begins"), Value: kept(v, begins, d.Begins), Error: m.fields[begins], Type: "date"},
			Ends:   ui.Field{Name: ends, Label: p.Say("account.office.ends"), Value: kept(v, ends, d.Ends), Error: m.fields[ends], Type: "date"},
		})
	}
}

// kept is what was typed into a field, or what is stored where nothing was sent.
func kept(v web.Values, name string, stored core.Date) string {
	if _, sent := v[name]; sent {
		return v.Get(name)
	}
	return stored.String()
}

// linkWords says which link is open and until when, or that its time is over.
func (a *Accounts) linkWords(f ui.Frame, l Link) string {
	until := a.dateTime(f.Printer, l.Expires)
	switch {
	case !a.Clock.Now().Before(l.Expires):
		return f.Say("account.office.link-over", "until", until)
	case l.Kind == Reset:
		return f.Say("account.office.link-reset", "by", l.MadeBy, "until", until)
	}
	return f.Say("account.office.link-invitation", "by", l.MadeBy, "until", until)
}
