package account

import (
	"context"
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// visitor is whoever is not signed in.
func visitor() core.Actor { return core.Actor{Role: core.Visitor} }

func signedOut() error {
	return &core.Error{Kind: core.SignedOut, Key: "web.inside.signed-out"}
}

// cookieName has the prefix by which browsers keep a cookie to this host and to
// https; on plain http, which is for this machine only, they refuse it.
func (a *Accounts) cookieName() string {
	if a.Secure {
		return "__Host-session"
	}
	return "session"
}

func (a *Accounts) setCookie(w http.ResponseWriter, token string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: a.cookieName(), Value: token, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteStrictMode})
}

// visit is a request of somebody whose password was right.
type visit struct {
	Session
	Who    Person
	Duties []Duty  // those of today
	Second bool    // a second factor is set up
	Runs   core.ID // the organisation that runs the centre for which she acts
	token  []byte
}

// visitOf returns the open session of a request, at whatever stage it is; ok is
// false where there is none, or where the account can no longer be used.
func (a *Accounts) visitOf(r *http.Request) (v visit, ok bool, err error) {
	cookie, err := r.Cookie(a.cookieName())
	if err != nil {
		return visit{}, false, nil
	}
	hash, wellFormed := vault.HashToken(cookie.Value)
	token, same := vault.TokenBytes(cookie.Value)
	if !wellFormed || !same {
		return visit{}, false, nil
	}
	err = a.DB.View(r.Context(), func(tx *sql.Tx) error {
		v, ok = visit{token: token}, false
		found := false
		v.Session, found, err = sessionByHash(r.Context(), tx, hash)
		if err != nil || !found || !v.Session.open(a.Clock.Now()) {
			return err
		}
		if v.Who, err = personByID(r.Context(), tx, v.Session.Person); err != nil {
			return err
		}
		if v.Duties, err = a.dutiesToday(r.Context(), tx, v.Who.ID); err != nil {
			return err
		}
		if v.Second, err = hasSecond(r.Context(), tx, v.Who.ID); err != nil {
			return err
		}
		if centre := v.centre(); centre != "" {
			house, err := houseByID(r.Context(), tx, centre)
			if err != nil {
				return err
			}
			v.Runs = house.Organisation
		}
		ok = v.Who.State == Active
		return nil
	})
	return v, ok && err == nil, err
}

// dutiesToday are what a person is to the network today.
func (a *Accounts) dutiesToday(ctx context.Context, tx *sql.Tx, person core.ID) ([]Duty, error) {
	all, err := dutiesOf(ctx, tx, person)
	today := a.today()
	return slices.DeleteFunc(all, func(d Duty) bool { return !d.Holds(today) }), err
}

// in tells whether the session opens the pages inside. Whoever was given a duty
// since she signed in without a second factor has to sign in again, and is then
// led to set one up.
func (a *Accounts) in(v visit) bool {
	return v.Stage == In && (v.Second || a.NoSecond || len(v.Duties) == 0)
}

// centre is the one for which she acts: the one she chose, if she still works
// there, else the first. It is empty for people of no centre.
func (v visit) centre() core.ID {
	first := core.ID("")
	for _, d := range v.Duties {
		if place, _ := PlaceOf(d.Role); place != InCentre {
			continue
		}
		if d.Unit == v.Session.Centre {
			return d.Unit
		}
		if first == "" {
			first = d.Unit
		}
	}
	return first
}

// Actor tells who makes a request: whoever is signed in, with her duties of
// today, or else a visitor. It keeps the session alive.
func (a *Accounts) Actor(r *http.Request) (core.Actor, error) {
	v, ok, err := a.visitOf(r)
	if err != nil || !ok || !a.in(v) {
		return visitor(), err
	}
	actor := core.Actor{Role: core.Person, Name: v.Who.Name, Person: v.Who.ID, Lang: v.Who.Language, KeysOff: v.Who.KeysOff, Centre: v.centre(), Organisation: v.Runs}
	for _, d := range v.Duties {
		actor.Duties = append(actor.Duties, core.Duty{Role: d.Role, Unit: d.Unit})
	}
	return actor, a.touch(r.Context(), v.Session)
}

// touch notes that a session is in use, at most once a minute. It never brings
// one back that has ended meanwhile.
func (a *Accounts) touch(ctx context.Context, s Session) error {
	now := a.Clock.Now()
	if now.Sub(s.Seen) < touchEvery {
		return nil
	}
	return a.DB.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE account_session SET seen_at = $1 WHERE hash = $2 AND seen_at < $1`, now.UnixMicro(), s.Hash)
		return err
	})
}

// Holder opens the keys of whoever makes the request, which lie in her session
// under the token of her browser. It is core.SignedOut if nobody is signed in.
func (a *Accounts) Holder(r *http.Request) (*vault.Holder, error) {
	v, ok, err := a.visitOf(r)
	switch {
	case err != nil:
		return nil, err
	case !ok || !a.in(v):
		return nil, signedOut()
	}
	return a.holder(v)
}

func (a *Accounts) holder(v visit) (*vault.Holder, error) {
	h, err := a.Vault.OpenSession(v.Who.ID, v.token, v.Sealed)
	if err != nil {
		return nil, &core.Error{Kind: core.SignedOut, Key: "web.inside.signed-out", Cause: err}
	}
	return h, nil
}

// Sweep deletes the sessions whose time is over.
func (a *Accounts) Sweep(ctx context.Context) error {
	return a.DB.Update(ctx, func(tx *sql.Tx) error { return sweepSessions(ctx, tx, a.Clock.Now()) })
}
