package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// draft is what waits for the next page of a session, sealed under its token.
type draft struct {
	Next    string   `json:",omitempty"` // the page she wanted before she was asked to sign in
	Secret  string   `json:",omitempty"` // of a second factor that is not confirmed yet
	Codes   []string `json:",omitempty"` // recovery codes that are being shown
	Kit     string   `json:",omitempty"` // a paper kit that is not typed back yet
	Passkey []byte   `json:",omitempty"` // the challenge of a passkey
	Until   int64    `json:",omitempty"` // until when the challenge holds, Unix seconds
}

// draftOf opens what waits in a session; what is not ours, or nothing, is empty.
func draftOf(v visit) draft {
	var d draft
	if len(v.Draft) == 0 {
		return d
	}
	plain, err := vault.OpenDraft(v.token, "own", v.Draft)
	if err != nil || json.Unmarshal(plain, &d) != nil {
		return draft{}
	}
	return d
}

func (d draft) seal(token []byte) ([]byte, error) {
	plain, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return vault.SealDraft(token, "own", plain)
}

// keepDraft puts something by for the next page of a session.
func (a *Accounts) keepDraft(ctx context.Context, v visit, d draft) error {
	sealed, err := d.seal(v.token)
	if err != nil {
		return err
	}
	return a.DB.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE account_session SET draft = $1 WHERE hash = $2`, sealed, v.Hash)
		return err
	})
}

// opening is a session that begins. Each stage of signing in has a token of its
// own, so that nobody who planted one before is let in by it.
type opening struct {
	holder *vault.Holder
	stage  Stage
	centre core.ID
	draft  draft
	before []byte // hash of the session whose place it takes; nil without one
}

// open begins a session and returns its token. It is core.SignedOut if the
// session before has ended meanwhile, so that of two answers to one question
// only one counts.
func (a *Accounts) open(ctx context.Context, tx *sql.Tx, o opening) (string, error) {
	if o.before != nil {
		if _, ok, err := sessionByHash(ctx, tx, o.before); err != nil || !ok {
			if err == nil {
				err = signedOut()
			}
			return "", err
		}
		if err := endSession(ctx, tx, o.before); err != nil {
			return "", err
		}
	}
	text, hash := vault.NewToken()
	token, _ := vault.TokenBytes(text)
	sealed, err := o.holder.SealForSession(token)
	if err != nil {
		return "", err
	}
	waiting, err := o.draft.seal(token)
	if err != nil {
		return "", err
	}
	person, now := o.holder.Person(), a.Clock.Now()
	if o.stage == In {
		if err := a.noteInCentres(ctx, tx, person, "session.in", ""); err != nil {
			return "", err
		}
	}
	return text, saveSession(ctx, tx, Session{Hash: hash, Person: person, Stage: o.stage, Centre: o.centre,
		Began: now, Seen: now, Sealed: sealed, Draft: waiting})
}

// stageAfterPassword is what is still due when the password was right.
func (a *Accounts) stageAfterPassword(ctx context.Context, tx *sql.Tx, person core.ID) (Stage, error) {
	if a.NoSecond {
		return In, nil
	}
	second, err := hasSecond(ctx, tx, person)
	if err != nil || second {
		return NeedsSecond, err
	}
	duties, err := a.dutiesToday(ctx, tx, person)
	if err != nil || len(duties) > 0 {
		return NeedsSetup, err
	}
	return In, nil
}

// afterPassword begins the session of somebody whose password was right, in place
// of one that her browser may still have, and leads on.
func (a *Accounts) afterPassword(w http.ResponseWriter, r *http.Request, who Person, h *vault.Holder, next string) error {
	ctx, token := r.Context(), ""
	o := opening{holder: h, draft: draft{Next: next}}
	secret, err := a.newSecret(who)
	if err != nil {
		return err
	}
	err = a.DB.Update(ctx, func(tx *sql.Tx) error {
		now, err := personByID(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if now.State != Active { // locked while the password was being looked at
			return signedOut()
		}
		if o.stage, err = a.stageAfterPassword(ctx, tx, who.ID); err != nil {
			return err
		}
		if hash, ok := a.cookieHash(r); ok {
			if err := endSession(ctx, tx, hash); err != nil {
				return err
			}
		}
		if o.draft.Secret = ""; o.stage == NeedsSetup {
			o.draft.Secret = secret
		}
		token, err = a.open(ctx, tx, o)
		return err
	})
	if err != nil {
		return err
	}
	a.setCookie(w, token, int(sessionTime.Seconds()))
	return web.SeeOther(w, nextStep(o.stage, o.draft))
}

// nextStep is the page to which a session leads.
func nextStep(stage Stage, d draft) string {
	switch {
	case stage == NeedsSecond:
		return secondPath
	case stage == NeedsSetup:
		return setUpPath
	case len(d.Codes) > 0:
		return codesPath
	case d.Next != "":
		return d.Next
	}
	return homePath
}

// step is the visit of somebody on the way in. Whoever is elsewhere on it is led
// there: to is then an address.
func (a *Accounts) step(r *http.Request, stages ...Stage) (v visit, to string, err error) {
	v, ok, err := a.visitOf(r)
	if err != nil || !ok {
		return v, signInPath, err
	}
	for _, s := range stages {
		if v.Stage == s {
			return v, "", nil
		}
	}
	if v.Stage == In && !a.in(v) {
		return v, signInPath, nil
	}
	return v, nextStep(v.Stage, draftOf(v)), nil
}
