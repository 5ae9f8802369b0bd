package account

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"verbund/internal/core"
)

// Passkey is a key on a person's device or on a stick that she may use in place
// of a code. Nothing of it is secret.
type Passkey struct {
	ID         string // of the credential, base64url
	Person     core.ID
	Name       string
	Credential webauthn.Credential
	AddedOn    core.Date
}

// passkeyTime is how long a challenge holds, in seconds; mostPasskeys how many
// one person may have.
const (
	passkeyTime  = 300
	mostPasskeys = 20
)

func scanPasskey(row interface{ Scan(...any) error }) (Passkey, error) {
	var k Passkey
	var credential, added string
	err := row.Scan(&k.ID, &k.Person, &k.Name, &credential, &added)
	if err == nil {
		err = json.Unmarshal([]byte(credential), &k.Credential)
	}
	if err == nil {
		k.AddedOn, err = core.ParseDate(added)
	}
	if err != nil {
		return k, fmt.Errorf("passkey: %w", err)
	}
	return k, nil
}

func passkeys(ctx context.Context, tx *sql.Tx, person core.ID) ([]Passkey, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, person_id, name, credential, added_on FROM account_passkey WHERE person_id = $1 ORDER BY added_on, id`, string(person))
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return collect(rows, scanPasskey)
}

func (a *Accounts) passkeysOf(ctx context.Context, person core.ID) (all []Passkey, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		all, err = passkeys(ctx, tx, person)
		return err
	})
	return all, err
}

// addPasskey stores a new passkey; core.Conflict if somebody has it already.
func addPasskey(ctx context.Context, tx *sql.Tx, k Passkey) error {
	credential, err := json.Marshal(k.Credential)
	if err != nil {
		return err
	}
	added, err := changedOne(tx.ExecContext(ctx, `INSERT INTO account_passkey (id, person_id, name, credential, added_on) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO NOTHING`, k.ID, string(k.Person), k.Name, string(credential), k.AddedOn.String()))
	if err == nil && !added {
		err = &core.Error{Kind: core.Conflict, Key: "account.passkey.known"}
	}
	return err
}

// usePasskey notes the new state of a passkey's counter. It tells false if the
// passkey was removed or used meanwhile.
func usePasskey(ctx context.Context, tx *sql.Tx, before, after Passkey) (bool, error) {
	was, err := json.Marshal(before.Credential)
	if err != nil {
		return false, err
	}
	is, err := json.Marshal(after.Credential)
	if err != nil {
		return false, err
	}
	return changedOne(tx.ExecContext(ctx, `UPDATE account_passkey SET credential = $1 WHERE id = $2 AND person_id = $3 AND credential = $4`,
		string(is), before.ID, string(before.Person), string(was)))
}

// owner is a person as the WebAuthn library wants to know her.
type owner struct {
	Person
	keys []Passkey
}

func (o owner) WebAuthnID() []byte          { return []byte(o.ID) }
func (o owner) WebAuthnName() string        { return o.SignIn }
func (o owner) WebAuthnDisplayName() string { return o.Name }
func (o owner) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(o.keys))
	for i, k := range o.keys {
		all[i] = k.Credential
	}
	return all
}

// relying is the site as the other side of a passkey: passkeys hold for its
// host. A passkey stands in for a code, after the password; so it need not ask
// for a finger or a number of its own, and no maker is asked to vouch for it.
func (a *Accounts) relying(r *http.Request) (*webauthn.WebAuthn, error) {
	address := a.Address(r)
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("passkeys: the address of the site cannot be read")
	}
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: a.Site, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementDiscouraged, UserVerification: protocol.VerificationDiscouraged,
		}})
}

func passkeyID(c *webauthn.Credential) string { return base64.RawURLEncoding.EncodeToString(c.ID) }

// challenge puts what a passkey was asked by in a session, for five minutes.
func (a *Accounts) challenge(ctx context.Context, v visit, s *webauthn.SessionData) error {
	asked, err := json.Marshal(s)
	if err != nil {
		return err
	}
	d := draftOf(v)
	d.Passkey, d.Until = asked, a.Clock.Now().Unix()+passkeyTime
	return a.keepDraft(ctx, v, d)
}

// challenged returns what a passkey was asked by; ok is false if nothing was, or
// too long ago.
func (a *Accounts) challenged(v visit) (s webauthn.SessionData, ok bool) {
	d := draftOf(v)
	if len(d.Passkey) == 0 || a.Clock.Now().Unix() > d.Until {
		return s, false
	}
	return s, json.Unmarshal(d.Passkey, &s) == nil
}
