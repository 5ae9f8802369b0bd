package account

import (
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// CentrePage is a centre as those who work there see it.
type CentrePage struct {
	ui.Frame
	House      House
	State      string
	Missing    []string // what is missing until the centre is live
	CanFound   bool
	Waits      bool // whoever looks has a role that keeps keys, and no key
	Words      []string
	Renew      bool // the key is to be changed, and whoever looks can
	RenewSoon  bool // the key is to be changed, by another one
	Kit        string
	KitAddress string
	Recover    bool
	Audit      bool
	Invite     bool
	Lines      []ColleagueLine
}

// ColleagueLine is a colleague in the list.
type ColleagueLine struct {
	Name, Duties, Standing string
	Urgent                 bool
	Address                string // of her page; empty for who may not see it
	Grant                  string // address of the page that gives her the key
}

func (a *Accounts) centrePage(w http.ResponseWriter, r *http.Request) error {
	actor := web.ActorOf(r)
	var s houseState
	var words []string
	err := a.DB.View(r.Context(), func(tx *sql.Tx) (err error) {
		if s, err = a.houseState(r.Context(), tx, actor.Centre, actor.Person); err != nil {
			return err
		}
		words, err = a.Vault.Fingerprint(r.Context(), tx, actor.Person)
		if core.KindOf(err) == core.NotFound {
			words, err = nil, nil
		}
		return err
	})
	if err != nil {
		return err
	}
	f := a.Frame(r, ui.Page{Heading: s.Name, Title: web.Printer(r).Say("account.house.heading"), Plain: true})
	return web.Render(w, r, http.StatusOK, centrePage(newCentrePage(f, actor, s, words)))
}

func newCentrePage(f ui.Frame, actor core.Actor, s houseState, words []string) CentrePage {
	keys, leads := Allows(actor, Keys), Allows(actor, Colleagues)
	p := CentrePage{Frame: f, House: s.House, State: houseStateName(f.Printer, s.State), Invite: leads && s.State != Closed}
	if s.State == Shell {
		p.Missing = missing(f.Printer, s)
	}
	p.CanFound = leads && !s.founded && s.State != Closed
	p.Audit = s.holds && Allows(actor, Audit)
	p.Renew, p.RenewSoon = s.RenewalDue && keys && s.holds, s.RenewalDue && !(keys && s.holds)
	switch {
	case !s.founded:
	case s.tried():
		p.Kit = f.Say("account.house.kit-tried", "date", s.KitTriedOn)
	case s.kit:
		p.Kit = f.Say("account.house.kit-untried")
	default:
		p.Kit = f.Say("account.house.kit-none")
	}
	if keys && s.holds {
		p.KitAddress = centrePath + "/kit"
	}
	for _, c := range s.colleagues {
		own := c.ID == actor.Person
		if own && c.Standing == StandsWaiting && s.founded {
			p.Waits, p.Words, p.Recover = true, words, keys && s.kit
		}
		line := ColleagueLine{Name: c.Name, Standing: f.Say("account.house.stands-" + string(c.Standing)), Urgent: c.Standing == StandsWaiting || c.Standing == StandsLeft}
		if leads {
			line.Address = colleaguesPath + "/" + string(c.ID)
		}
		if c.Standing == StandsWaiting && keys && s.holds {
			line.Grant = keysPath + "/" + string(c.ID)
		}
		for i, d := range c.Duties {
			if i > 0 {
				line.Duties += "; "
			}
			line.Duties += inHouseWords(f.Printer, d)
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

// inHouseWords is a duty where the centre needs no mention.
func inHouseWords(t *text.Printer, d Duty) string {
	d.Unit = ""
	return dutyWords(t, d, nil)
}

// missing says what has to happen until a centre is live.
func missing(t *text.Printer, s houseState) []string {
	if !s.founded {
		return []string{t.Say("account.house.missing-found"), t.Say("account.house.missing-second")}
	}
	if !s.live() {
		return []string{t.Say("account.house.missing-second")}
	}
	return nil
}
