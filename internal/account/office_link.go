package account

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// A one-time link is kept as a hash, so it can be shown only by whoever made it.
// Between making and showing lies a redirect; meanwhile it waits in the session
// of its maker, sealed under the token of her browser.

// linksDraft is what draft of a session the links are.
const linksDraft = "links"

// madeLink is a link that its maker has still to hand on.
type madeLink struct {
	Person core.ID
	Token  string
	Mailed bool
}

// NewLink makes another link for somebody, in place of an earlier one: an
// invitation for who has no password yet, a reset for who lost hers.
func (a *Accounts) NewLink(ctx context.Context, actor core.Actor, person core.ID) (token string, err error) {
	err = a.change(ctx, actor, People, func(tx *sql.Tx) error {
		p, err := personByID(ctx, tx, person)
		if err != nil {
			return err
		}
		switch p.State {
		case Invited:
			token, err = a.renewLink(ctx, tx, actor, person, Invitation, "link")
		case Active:
			if person == actor.Person {
				return refused("account.office.not-oneself")
			}
			token, err = a.renewLink(ctx, tx, actor, person, Reset, "reset-link")
		default:
			return refused("account.office.not-active")
		}
		return err
	})
	return token, err
}

func (a *Accounts) renewLink(ctx context.Context, tx *sql.Tx, actor core.Actor, person core.ID, kind LinkKind, what string) (string, error) {
	token, err := newLink(ctx, tx, a.Clock.Now(), person, kind, actor)
	if err != nil {
		return "", err
	}
	return token, a.note(ctx, tx, actor, person, "", what, "")
}

// TakeBackLink makes somebody's link worthless. Without one it does nothing.
func (a *Accounts) TakeBackLink(ctx context.Context, actor core.Actor, person core.ID) error {
	return a.change(ctx, actor, People, func(tx *sql.Tx) error {
		_, open, err := linkOf(ctx, tx, person)
		if err != nil || !open {
			return err
		}
		if err := dropLink(ctx, tx, person); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, person, "", "link-taken-back", "")
	})
}

// keepLinks puts links into the session of whoever makes the request, in place
// of earlier ones, and queues a mail for each that is to travel so.
func (a *Accounts) keepLinks(r *http.Request, links []madeLink) error {
	v, ok, err := a.visitOf(r)
	if err != nil || !ok {
		return errors.Join(err, signedOut())
	}
	ctx := r.Context()
	return a.DB.Update(ctx, func(tx *sql.Tx) error {
		kept := slices.Clone(links)
		for i := range kept {
			if !kept[i].Mailed {
				continue
			}
			if kept[i].Mailed, err = a.mailLink(ctx, tx, r, kept[i]); err != nil {
				return err
			}
		}
		plain, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		return a.saveDraft(ctx, tx, v, linksDraft, plain)
	})
}

// saveDraft keeps something in a session until the next page.
func (a *Accounts) saveDraft(ctx context.Context, tx *sql.Tx, v visit, purpose string, plain []byte) error {
	sealed, err := vault.SealDraft(v.token, purpose, plain)
	if err != nil {
		return err
	}
	return setDraft(ctx, tx, v.Session.Hash, sealed)
}

// mailLink queues the mail with a link; whoever has no address gets none.
func (a *Accounts) mailLink(ctx context.Context, tx *sql.Tx, r *http.Request, l madeLink) (queued bool, err error) {
	p, err := personByID(ctx, tx, l.Person)
	if err != nil || p.Email == "" || !a.Mails {
		return false, err
	}
	kept, open, err := linkOf(ctx, tx, l.Person)
	hash, wellFormed := vault.HashToken(l.Token)
	if err != nil || !open || !wellFormed {
		return false, err
	}
	return mail.Enqueue(ctx, tx, a.Clock.Now(), a.linkMail(a.Texts.For(p.Language), p, kept, a.Address(r)+InvitationAddress(l.Token), hash))
}

func (a *Accounts) linkMail(t *text.Printer, p Person, l Link, address string, hash []byte) mail.Message {
	m := mail.Message{Key: linkKey(hash), To: p.Email, Language: t.Lang()}
	until := a.dateTime(t, l.Expires)
	if l.Kind == Reset {
		m.Subject = t.Say("account.office.mail-reset-subject", "network", a.Site)
		m.Text = t.Say("account.office.mail-reset", "name", p.Name, "by", l.MadeBy, "address", address, "until", until)
	} else {
		m.Subject = t.Say("account.office.mail-subject", "network", a.Site)
		m.Text = t.Say("account.office.mail", "name", p.Name, "network", a.Site, "by", l.MadeBy, "address", address, "until", until, "sign_in", p.SignIn)
	}
	return m
}

// linkKey is the key of the mail with a link, which is so queued once.
func linkKey(hash []byte) string { return "account/link/" + hex.EncodeToString(hash) }

// dateTime writes an instant on the network's clock.
func (a *Accounts) dateTime(t *text.Printer, at time.Time) string {
	at = at.In(a.Zone)
	return t.Say("account.office.instant", "date", core.DateOf(at), "time", t.Time(at.Hour(), at.Minute()))
}

// LinksPage shows the links that were just made.
type LinksPage struct {
	ui.Frame
	Links  []LinkView
	Action string // to which "done" is posted
	Back   ui.Link
}

// LinkView is a link to be handed on.
type LinkView struct {
	ID      string // of its field
	Person  Person
	Reset   bool
	Address string
	Until   string
	Mailed  bool
}

// showLinks shows the links that wait in the session, as long as each holds.
func (a *Accounts) showLinks(home, key string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, ok, err := a.visitOf(r)
		if err != nil || !ok {
			return errors.Join(err, signedOut())
		}
		p := LinksPage{Frame: a.inside(r, "account.office.links", "account.office.links"), Action: home + "/links"}
		p.Back = ui.Link{Address: home, Words: p.Say(key)}
		var made []madeLink
		if plain, err := vault.OpenDraft(v.token, linksDraft, v.Draft); err == nil {
			_ = json.Unmarshal(plain, &made) // ours; if it is not, there is nothing to show
		}
		err = a.DB.View(r.Context(), func(tx *sql.Tx) error {
			p.Links = nil
			for _, m := range made {
				l, err := linkByToken(r.Context(), tx, a.Clock.Now(), m.Token)
				if core.KindOf(err) == core.Gone {
					continue
				}
				if err != nil {
					return err
				}
				person, err := personByID(r.Context(), tx, l.Person)
				if err != nil {
					return err
				}
				p.Links = append(p.Links, LinkView{ID: "link-" + string(person.ID), Person: person, Reset: l.Kind == Reset, Mailed: m.Mailed,
					Address: a.Address(r) + InvitationAddress(m.Token), Until: a.dateTime(p.Printer, l.Expires)})
			}
			return nil
		})
		if err != nil {
			return err
		}
		return web.Render(w, r, http.StatusOK, linksPage(p))
	}
}

// dropLinks has the session forget the links that were shown.
func (a *Accounts) dropLinks(home string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, ok, err := a.visitOf(r)
		if err != nil || !ok {
			return errors.Join(err, signedOut())
		}
		err = a.DB.Update(r.Context(), func(tx *sql.Tx) error { return setDraft(r.Context(), tx, v.Session.Hash, nil) })
		if err != nil {
			return err
		}
		return web.SeeOther(w, home)
	}
}
