package app

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"time"

	"verbund/internal/account"
	"verbund/internal/casework"
	"verbund/internal/centres"
	"verbund/internal/contact"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/places"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// How many conversations are begun, and how many codes tried, from one network: so
// many at once, and then one every so often. Behind one network may stand a whole
// shelter, and Tor shows everybody as one.
const (
	writeBurst = 10
	writeEvery = time.Minute
	codeBurst  = 20
	codeEvery  = 20 * time.Second
)

// nearest is how many centres are offered to somebody who wants to write.
const nearest = 12

// contact makes the room in which people write anonymously.
func (a *App) contact(c Config, f frames, keeper *centres.Keeper, lines []centres.Line, now clock.Clock, zone *time.Location) *contact.Room {
	always := func(*http.Request) bool { return true }
	deps := contact.Deps{Deps: a.desk(f, now, zone), Texts: a.Texts, Allow: always, Try: always,
		Near: func(ctx context.Context, place string) ([]contact.Entry, bool, error) {
			d, _, err := keeper.Directory(ctx)
			if err != nil {
				return nil, false, err
			}
			found, known := a.near(d, place, now)
			return found, known, nil
		},
		Lines:        func(lang core.Lang) []contact.HelpLine { return a.lines(lang, lines) },
		Organisation: a.organisation, Colleagues: a.Accounts.CounsellorsOf, MakeCase: a.caseOf,
	}
	if c.Rate > 0 {
		deps.Allow = web.NewLimit(now, 1/writeEvery.Seconds(), writeBurst, c.Proxy).Allow
		deps.Try = web.NewLimit(now, 1/codeEvery.Seconds(), codeBurst, c.Proxy).Allow
	}
	if c.SMTP.Server != "" {
		deps.Tell = func(ctx context.Context, tx *sql.Tx, centre core.ID) error {
			return a.Accounts.TellOfNews(ctx, tx, centre)
		}
	}
	return contact.New(deps)
}

// caseOf makes a case of a conversation, in the centre of whoever asks for it.
func (a *App) caseOf(ctx context.Context, d desk.Desk, c contact.Conversation) (string, error) {
	var all []casework.Writing
	for _, m := range c.Messages {
		w := casework.Writing{ID: m.ID, Day: m.Sent, Text: m.Text}
		for _, f := range m.Files {
			w.Files = append(w.Files, casework.WrittenFile{ID: f.ID, Name: f.Name, Open: func(ctx context.Context) (io.Reader, error) { return c.Read(ctx, m, f) }})
		}
		all = append(all, w)
	}
	for _, s := range c.Answers {
		all = append(all, casework.Writing{ID: s.ID, Day: s.Day, By: s.By, Text: s.Text})
	}
	return a.Casework.FromWriting(ctx, d, vault.ID(c.ID), c.Standing.Lang, all)
}

// organisation is whose a centre is, and what it is called; core.NotFound for one
// that takes nothing new.
func (a *App) organisation(ctx context.Context, centre core.ID) (core.ID, string, error) {
	h, err := a.Accounts.House(ctx, centre)
	if err == nil && h.State != account.Live {
		err = &core.Error{Kind: core.NotFound, Key: "contact.error.no-centre"}
	}
	return h.Organisation, h.Name, err
}

// near are the centres of the directory that are nearest to a place, and whether the
// place is known. Of a whole Land they are those that serve it.
func (a *App) near(d *centres.Directory, place string, now clock.Clock) (found []contact.Entry, known bool) {
	answer := a.Places.now().Find(place)
	at := answer.Place
	if at == nil && len(answer.Which) > 0 {
		at = &answer.Which[0] // the largest of that name
	}
	if at == nil {
		return nil, false
	}
	q := centres.Query{Place: at}
	if at.Kind == places.Land {
		q = centres.Query{Land: at.Land}
	}
	seen := map[core.ID]bool{}
	results := d.Search(q, now.Now())
	for _, hits := range [][]centres.Hit{results.Matches, results.Ask, results.Serving} {
		for _, hit := range hits {
			if len(found) == nearest || seen[hit.ID] {
				continue
			}
			seen[hit.ID] = true
			e := contact.Entry{Organisation: hit.OrganisationID, Name: hit.Name}
			if len(hit.Offices) > 0 {
				e.Town = hit.Offices[0].Town
			}
			for _, n := range hit.Phones {
				e.Phones = append(e.Phones, contact.Phone{Address: n.Tel(), Display: n.Display, Label: n.Label})
			}
			found = append(found, e)
		}
	}
	return found, true
}

// lines are the official help lines that one can call.
func (a *App) lines(lang core.Lang, lines []centres.Line) (all []contact.HelpLine) {
	for _, l := range centres.LineViews(a.Texts.For(lang), lines) {
		if l.Tel != "" && l.Group != centres.Emergency {
			all = append(all, contact.HelpLine{Name: l.Name, Note: l.Facts, Phones: []contact.Phone{{Address: l.Tel, Display: l.Number}}})
		}
	}
	return all
}
