package account

import (
	"cmp"
	"database/sql"
	"net/http"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// AuditPage is the sealed record of a centre, opened.
type AuditPage struct {
	ui.Frame
	Centre   string
	Entries  int
	Unbroken bool
	Lines    []AuditLine
	Earlier  string // address of what was before; empty at the end
	Newest   string // address of the newest; empty where that is shown
}

// AuditLine is one thing that happened.
type AuditLine struct{ Number, When, Who, What string }

func (a *Accounts) auditPage(w http.ResponseWriter, r *http.Request) error {
	h, err := a.Holder(r)
	if err != nil {
		return err
	}
	actor := web.ActorOf(r)
	before := web.ReadQuery(r).Number("before", 0, 0, 1<<40)
	p := AuditPage{Frame: a.inside(r, "account.audit.heading", "account.audit.heading")}
	err = a.DB.View(r.Context(), func(tx *sql.Tx) error {
		p.Lines = nil
		key, err := a.Vault.Access(r.Context(), tx, h, actor.Centre)
		if core.KindOf(err) == core.Denied {
			return &core.Error{Kind: core.Denied, Key: "account.house.no-key", Cause: err}
		}
		if err != nil {
			return err
		}
		house, err := houseByID(r.Context(), tx, actor.Centre)
		if err != nil {
			return err
		}
		p.Centre = house.Name
		if p.Entries, p.Unbroken, err = a.Vault.AuditUnbroken(r.Context(), tx, actor.Centre); err != nil {
			return err
		}
		events, err := key.Audit(r.Context(), tx, int64(before), historyPerPage)
		if err != nil {
			return err
		}
		names := map[core.ID]string{}
		for _, e := range events {
			if _, known := names[e.Person]; !known {
				who, err := personByID(r.Context(), tx, e.Person)
				if err != nil && core.KindOf(err) != core.NotFound {
					return err
				}
				names[e.Person] = cmp.Or(who.Name, string(e.Person))
			}
			p.Lines = append(p.Lines, AuditLine{Number: strconv.FormatInt(e.Number, 10), When: a.dateTime(p.Printer, e.At), Who: names[e.Person], What: eventWords(p.Printer, e)})
		}
		if n := len(events); n > 0 && events[n-1].Number > 1 {
			p.Earlier = centrePath + "/audit?before=" + strconv.FormatInt(events[n-1].Number, 10)
		}
		if before > 0 {
			p.Newest = centrePath + "/audit"
		}
		return nil
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, auditPage(p))
}

// eventWords says what happened: by its code, or, for a code that nobody has
// found words for, by the code itself.
func eventWords(t *text.Printer, e vault.Event) string {
	said := e.Code
	if key := "account.audit.what." + e.Code; t.Has(key) {
		said = t.Say(key)
	}
	detail := e.Detail
	room, _, _ := strings.Cut(e.Code, ".")
	if key := "account.audit.detail." + room + "." + e.Detail; detail != "" && t.Has(key) {
		detail = t.Say(key)
	} else if key := "account.audit.detail." + e.Detail; detail != "" && t.Has(key) {
		detail = t.Say(key)
	}
	if detail != "" {
		said += ": " + detail
	}
	return said
}

// AuditStatePage is what the office sees of the records of all centres: how long
// each is, and that nothing is missing. Nothing of what stands in them.
type AuditStatePage struct {
	ui.Frame
	Lines []AuditState
}

// AuditState is the record of one centre, from outside.
type AuditState struct {
	Name     string
	Founded  bool
	Entries  int
	Unbroken bool
}

func (a *Accounts) auditStatePage(w http.ResponseWriter, r *http.Request) error {
	p := AuditStatePage{Frame: a.inside(r, "account.audit.state", "account.audit.state")}
	err := a.DB.View(r.Context(), func(tx *sql.Tx) error {
		p.Lines = nil
		all, err := houses(r.Context(), tx)
		if err != nil {
			return err
		}
		for _, h := range all {
			s := AuditState{Name: h.Name}
			if s.Founded, err = a.Vault.Founded(r.Context(), tx, h.ID); err != nil {
				return err
			}
			if s.Founded {
				if s.Entries, s.Unbroken, err = a.Vault.AuditUnbroken(r.Context(), tx, h.ID); err != nil {
					return err
				}
			}
			p.Lines = append(p.Lines, s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, auditStatePage(p))
}
