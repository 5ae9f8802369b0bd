package account

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// PasskeysPage lists a person's passkeys and adds one.
type PasskeysPage struct {
	FormPage
	Keys []PasskeyView
}

// PasskeyView is a passkey in her language.
type PasskeyView struct {
	ID, Name, Added string
}

func (a *Accounts) listPasskeys(w http.ResponseWriter, r *http.Request) error {
	return a.showPasskeys(w, r, nil)
}

func (a *Accounts) showPasskeys(w http.ResponseWriter, r *http.Request, err error) error {
	v, lookErr := a.visitIn(r)
	if lookErr != nil {
		return lookErr
	}
	keys, lookErr := a.passkeysOf(r.Context(), v.Who.ID)
	if lookErr != nil {
		return lookErr
	}
	f := a.frame(r, "account.passkey.heading", v.Who.Language)
	f.Also = a.Passkeys
	p := PasskeysPage{FormPage: FormPage{Frame: f}}
	for _, k := range keys {
		p.Keys = append(p.Keys, PasskeyView{ID: k.ID, Name: k.Name, Added: f.Date(k.AddedOn)})
	}
	p.Fields = []ui.Field{{Name: "name", Label: f.Say("account.passkey.name"), Hint: f.Say("account.passkey.name-hint"), Required: true}}
	if !v.Second {
		p.Fields = nil // a code of an app comes first
	}
	status, err := p.refused(err)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, passkeysPage(p))
}

// beginPasskey asks the browser for a new passkey.
func (a *Accounts) beginPasskey(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	relying, err := a.relying(r)
	if err != nil {
		return err
	}
	who := owner{Person: v.Who}
	if who.keys, err = a.passkeysOf(r.Context(), v.Who.ID); err != nil {
		return err
	}
	var known []protocol.CredentialDescriptor
	for _, c := range who.WebAuthnCredentials() {
		known = append(known, c.Descriptor())
	}
	options, asked, err := relying.BeginRegistration(who, webauthn.WithExclusions(known))
	if err != nil {
		return err
	}
	return a.askBrowser(w, r, v, options, asked)
}

// askBrowser sends what the script hands to the browser.
func (a *Accounts) askBrowser(w http.ResponseWriter, r *http.Request, v visit, options any, asked *webauthn.SessionData) error {
	body, err := json.Marshal(options)
	if err != nil {
		return err
	}
	if err := a.challenge(r.Context(), v, asked); err != nil {
		return err
	}
	return web.Write(w, r, http.StatusOK, "application/json", body)
}

// addPasskey stores the passkey that the browser made.
func (a *Accounts) addPasskey(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	failed := &core.Error{Kind: core.Invalid, Key: "account.passkey.failed"}
	asked, ok := a.challenged(v)
	answer, err := protocol.ParseCredentialCreationResponseBytes([]byte(values.Get("credential")))
	if !ok || err != nil || !v.Second {
		return a.showPasskeys(w, r, failed)
	}
	relying, err := a.relying(r)
	if err != nil {
		return err
	}
	credential, err := relying.CreateCredential(owner{Person: v.Who}, asked, answer)
	if err != nil {
		return a.showPasskeys(w, r, failed)
	}
	key := Passkey{ID: passkeyID(credential), Person: v.Who.ID, Name: passkeyName(values.Get("name")), Credential: *credential, AddedOn: a.today()}
	if key.Name == "" {
		return a.showPasskeys(w, r, invalid("name", "account.passkey.name-missing"))
	}
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		all, err := passkeys(r.Context(), tx, v.Who.ID)
		if err != nil {
			return err
		}
		if len(all) >= mostPasskeys {
			return &core.Error{Kind: core.Conflict, Key: "account.passkey.many"}
		}
		if err := addPasskey(r.Context(), tx, key); err != nil {
			return err
		}
		return note(r.Context(), tx, a.Clock.Now(), core.Actor{Name: v.Who.Name}, v.Who.ID, "", "passkey-added", "")
	})
	if err != nil {
		return a.showPasskeys(w, r, err)
	}
	return leadOn(w, "/account/passkeys", a.keepDraft(r.Context(), v, draft{}))
}

// passkeyName is how she calls it, and nothing if that is no name.
func passkeyName(s string) string {
	if utf8.RuneCountInString(s) > nameLimit {
		return ""
	}
	return s
}

// changePasskey renames or removes one of her passkeys.
func (a *Accounts) changePasskey(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	actor, id, name := web.ActorOf(r), values.Get("passkey"), passkeyName(values.Get("name"))
	remove := values.Get("what") == "remove"
	if !remove && name == "" {
		return a.showPasskeys(w, r, invalid("name", "account.passkey.name-missing"))
	}
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		if !remove {
			_, err := tx.ExecContext(r.Context(), `UPDATE account_passkey SET name = $1 WHERE id = $2 AND person_id = $3`, name, id, string(actor.Person))
			return err
		}
		gone, err := changedOne(tx.ExecContext(r.Context(), `DELETE FROM account_passkey WHERE id = $1 AND person_id = $2`, id, string(actor.Person)))
		if err != nil || !gone {
			return err
		}
		return note(r.Context(), tx, a.Clock.Now(), actor, actor.Person, "", "passkey-removed", "")
	})
	return leadOn(w, "/account/passkeys", err)
}

// beginPasskeySignIn asks the browser for a passkey in place of a code.
func (a *Accounts) beginPasskeySignIn(w http.ResponseWriter, r *http.Request) error {
	v, to, err := a.step(r, NeedsSecond)
	if err != nil {
		return err
	}
	if to != "" {
		return signedOut()
	}
	relying, err := a.relying(r)
	if err != nil {
		return err
	}
	who := owner{Person: v.Who}
	if who.keys, err = a.passkeysOf(r.Context(), v.Who.ID); err != nil {
		return err
	}
	if len(who.keys) == 0 {
		return web.NotFound()
	}
	options, asked, err := relying.BeginLogin(who)
	if err != nil {
		return err
	}
	return a.askBrowser(w, r, v, options, asked)
}

// secondByPasskey lets her in by a passkey in place of a code.
func (a *Accounts) secondByPasskey(w http.ResponseWriter, r *http.Request) error {
	v, to, err := a.step(r, NeedsSecond)
	if err != nil || to != "" {
		return leadOn(w, to, err)
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if !a.fromHere(r) || !a.attempts.allow(tryCode(), string(v.Who.ID)) {
		return a.showSecond(w, r, v, tooFast())
	}
	failed := &core.Error{Kind: core.Invalid, Key: "account.passkey.failed"}
	before, after, ok, err := a.provenPasskey(r, v, values.Get("credential"))
	if err != nil {
		return err
	}
	if !ok {
		return a.showSecond(w, r, v, a.wrongSecond(r.Context(), v.Who.ID, failed))
	}
	h, err := a.holder(v)
	if err != nil {
		return err
	}
	d, token := draftOf(v), ""
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		if first, err := usePasskey(r.Context(), tx, before, after); err != nil || !first {
			if err == nil {
				err = failed
			}
			return err
		}
		token, err = a.open(r.Context(), tx, opening{holder: h, stage: In, draft: draft{Next: d.Next}, before: v.Hash})
		return err
	})
	if core.KindOf(err) == core.SignedOut {
		return web.SeeOther(w, signInPath)
	}
	if err != nil {
		return a.showSecond(w, r, v, err)
	}
	a.attempts.forget(tryCode(), string(v.Who.ID))
	a.setCookie(w, token, int(sessionTime.Seconds()))
	return web.SeeOther(w, nextStep(In, d))
}

// provenPasskey finds the passkey that signed the challenge, as it was and as it
// is now; ok is false if none of hers did, or if two devices seem to have it.
func (a *Accounts) provenPasskey(r *http.Request, v visit, credential string) (before, after Passkey, ok bool, err error) {
	asked, open := a.challenged(v)
	answer, parseErr := protocol.ParseCredentialRequestResponseBytes([]byte(credential))
	if !open || parseErr != nil {
		return before, after, false, nil
	}
	relying, err := a.relying(r)
	if err != nil {
		return before, after, false, err
	}
	who := owner{Person: v.Who}
	if who.keys, err = a.passkeysOf(r.Context(), v.Who.ID); err != nil {
		return before, after, false, err
	}
	used, loginErr := relying.ValidateLogin(who, asked, answer)
	if loginErr != nil || used.Authenticator.CloneWarning {
		return before, after, false, nil
	}
	for _, k := range who.keys {
		if k.ID == passkeyID(used) {
			after = k
			after.Credential = *used
			return k, after, true, nil
		}
	}
	return before, after, false, nil
}
