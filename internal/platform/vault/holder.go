package vault

import (
	"context"
	"database/sql"

	"verbund/internal/core"
)

// Holder is a person whose keys are open: she has given her password, or the
// token of her session. Printing one shows nothing.
type Holder struct {
	person core.ID
	own    *pair
}

func holder(person core.ID, seed *key) (*Holder, error) {
	own, err := pairOf(seed)
	if err != nil {
		return nil, err
	}
	return &Holder{person, own}, nil
}

// Person is who she is.
func (h *Holder) Person() core.ID { return h.person }

// SealOwn seals something that only this person may ever read, such as the
// secret of her second factor. It opens with the same purpose only, and no
// longer after a reset.
func (h *Holder) SealOwn(purpose string, plain []byte) ([]byte, error) {
	s, err := sealerFor(h.own.seed[:], "own")
	if err != nil {
		return nil, err
	}
	return s.seal(plain, "own", string(h.person), purpose)
}

// OpenOwn returns what SealOwn was given, or ErrSealed.
func (h *Holder) OpenOwn(purpose string, sealed []byte) ([]byte, error) {
	s, err := sealerFor(h.own.seed[:], "own")
	if err != nil {
		return nil, err
	}
	return s.open(sealed, "own", string(h.person), purpose)
}

// SealForSession returns what a session may keep in the database: it opens with
// the token only, which is in the person's browser and nowhere else.
func (h *Holder) SealForSession(token []byte) ([]byte, error) {
	s, err := tokenSealer(token, "session")
	if err != nil {
		return nil, err
	}
	return s.sealKey(h.own.seed[:], "session", string(h.person)), nil
}

// OpenSession returns the person of a session, or ErrSealed. It asks no database:
// what she may open is decided by Access.
func (v *Vault) OpenSession(person core.ID, token, sealed []byte) (*Holder, error) {
	s, err := tokenSealer(token, "session")
	if err != nil {
		return nil, err
	}
	seed, err := s.openKey(sealed, "session", string(person))
	if err != nil {
		return nil, err
	}
	return holder(person, seed)
}

// SealDraft seals what must outlive one page change, such as the code of a kit
// that waits to be typed back, under the token of a session.
func SealDraft(token []byte, purpose string, plain []byte) ([]byte, error) {
	s, err := tokenSealer(token, "draft")
	if err != nil {
		return nil, err
	}
	return s.seal(plain, "draft", purpose)
}

// OpenDraft returns what SealDraft was given, or ErrSealed.
func OpenDraft(token []byte, purpose string, sealed []byte) ([]byte, error) {
	s, err := tokenSealer(token, "draft")
	if err != nil {
		return nil, err
	}
	return s.open(sealed, "draft", purpose)
}

func tokenSealer(token []byte, purpose string) (sealer, error) {
	if len(token) != tokenSize {
		return sealer{}, sealedError(purpose)
	}
	return sealerFor(token, purpose)
}

// present returns core.Conflict unless the database knows the person by this key
// pair: after a reset, an old session must not seal anything to the old one.
func (h *Holder) present(ctx context.Context, tx *sql.Tx) error {
	ok, err := exists(ctx, tx, "SELECT 1 FROM vault_person WHERE person = $1 AND public = $2", h.person, h.own.public)
	if err == nil && !ok {
		err = conflict("vault.changed")
	}
	return err
}
