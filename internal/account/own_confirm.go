package account

import (
	"context"
	"database/sql"
	"errors"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Confirm asks whoever is signed in for her password once more, before an
// export, a grant or an erasure. A wrong one is core.Invalid at the field
// "password" and stands in the records of her centres; too many are
// core.TooMany. It must be called outside of any transaction.
func (a *Accounts) Confirm(ctx context.Context, actor core.Actor, password string) error {
	_, err := a.confirm(ctx, actor, "password", password)
	return err
}

// confirm is Confirm for a field of another name, and returns the keys.
func (a *Accounts) confirm(ctx context.Context, actor core.Actor, field, password string) (*vault.Holder, error) {
	if actor.Role != core.Person || actor.Person == "" {
		return nil, signedOut()
	}
	if password == "" {
		return nil, invalid(field, "account.own.password-missing")
	}
	if !a.attempts.allow(tryPassword(), string(actor.Person)) {
		return nil, tooFast()
	}
	h, err := a.Vault.Unlock(ctx, actor.Person, password)
	if core.KindOf(err) == core.Denied {
		if err := a.noteFailure(context.WithoutCancel(ctx), actor.Person, "password"); err != nil {
			return nil, err
		}
		return nil, invalid(field, "account.own.password-wrong")
	}
	if err != nil {
		return nil, busy(err)
	}
	a.attempts.forget(tryPassword(), string(actor.Person))
	return h, nil
}

// busy says in words for people that too many passwords are being looked at
// already; other errors it leaves as they are.
func busy(err error) error {
	if e, ok := errors.AsType[*core.Error](err); ok && e.Kind == core.Unavailable && e.Key == "vault.busy" {
		return &core.Error{Kind: core.Unavailable, Key: "account.signin.busy", Cause: err}
	}
	return err
}

// invalid is the error for one field of a form.
func invalid(field, key string, args ...any) error {
	return &core.Error{Kind: core.Invalid, Fields: []core.FieldError{{Field: field, Key: key, Args: args}}}
}

// noteFailure writes into the record of every centre whose key a person holds
// that somebody tried to be her.
func (a *Accounts) noteFailure(ctx context.Context, person core.ID, how string) error {
	return a.DB.Update(ctx, func(tx *sql.Tx) error { return a.noteInCentres(ctx, tx, person, "unlock.failed", how) })
}

// noteInCentres writes into the sealed record of every centre whose key a person
// holds.
func (a *Accounts) noteInCentres(ctx context.Context, tx *sql.Tx, person core.ID, code, detail string) error {
	centres, err := a.Vault.Centres(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, centre := range centres {
		if err := a.Vault.Note(ctx, tx, centre, vault.Event{Person: person, Code: code, Detail: detail}); err != nil {
			return err
		}
	}
	return nil
}
