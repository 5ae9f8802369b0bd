package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// The second factor is a code of an app (RFC 6238) with the values that every
// app knows: SHA-1, six digits, thirty seconds. The clock of a telephone may be
// one step ahead or behind.
const (
	codeDigits  = 6
	codePeriod  = 30 // seconds
	codeSkew    = 1  // steps
	codesAtOnce = 10 // recovery codes
	codeLetters = 10 // of a recovery code: 50 random bits
)

// newSecret makes a second factor that is not stored yet, as an otpauth address.
func (a *Accounts) newSecret(p Person) (string, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: a.Site, AccountName: p.SignIn, Period: codePeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", fmt.Errorf("second factor: %w", err)
	}
	return key.URL(), nil
}

// secretOf returns the secret of an otpauth address in base32.
func secretOf(address string) (string, error) {
	key, err := otp.NewKeyFromURL(address)
	if err != nil {
		return "", fmt.Errorf("second factor: unreadable")
	}
	return key.Secret(), nil
}

// stepOf returns the time step of a right code; ok is false for a wrong one.
func stepOf(secret, code string, now time.Time) (step int64, ok bool) {
	current := now.Unix() / codePeriod
	for _, at := range []int64{current, current - codeSkew, current + codeSkew} {
		if at < 0 {
			continue
		}
		right, err := hotp.ValidateCustom(code, uint64(at), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && right {
			return at, true
		}
	}
	return 0, false
}

// newCodes makes recovery codes: ten letters each in two groups, as rand.Text
// writes them (base32).
func newCodes() []string {
	codes := make([]string, codesAtOnce)
	for i := range codes {
		text := rand.Text()[:codeLetters]
		codes[i] = text[:codeLetters/2] + "-" + text[codeLetters/2:]
	}
	return codes
}

// readCode reads a code as people type it: with spaces or hyphens, small, and
// with the digits that look like letters.
func readCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '0' || r == 'o':
			return 'O'
		case r == '1' || r == 'l':
			return 'I'
		case r == 'L': // rand.Text has it; both are folded
			return 'I'
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '2' && r <= '7':
			return r
		}
		return -1
	}, s)
}

// digitsOf returns the digits of a code of an app; ok is false if it is none.
func digitsOf(s string) (code string, ok bool) {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, s)
	return code, len(code) == codeDigits && strings.Trim(code, "0123456789") == ""
}

// sealCodes keeps the hashes of recovery codes under the person's own key.
func sealCodes(h *vault.Holder, codes []string) ([]byte, error) {
	hashes := make([]string, len(codes))
	for i, c := range codes {
		hashes[i] = codeHash(c)
	}
	return sealHashes(h, hashes)
}

func sealHashes(h *vault.Holder, hashes []string) ([]byte, error) {
	plain, err := json.Marshal(hashes)
	if err != nil {
		return nil, err
	}
	return h.SealOwn("recovery", plain)
}

func openHashes(h *vault.Holder, sealed []byte) (hashes []string, err error) {
	plain, err := h.OpenOwn("recovery", sealed)
	if err == nil {
		err = json.Unmarshal(plain, &hashes)
	}
	return hashes, err
}

// codeHash needs no salt and no stretching: a code has 50 random bits, and the
// hash lies under the person's key.
func codeHash(code string) string {
	sum := sha256.Sum256([]byte(readCode(code)))
	return hex.EncodeToString(sum[:])
}

// useSecond looks at a code, of the app or a recovery code, and uses it up. It is
// core.Invalid at the field "code" if it is wrong, was used before, or is being
// used by another request that was quicker. left is how many recovery codes are
// left, or -1 if none was used.
func (a *Accounts) useSecond(ctx context.Context, tx *sql.Tx, h *vault.Holder, typed string) (left int, err error) {
	wrong := invalid("code", "account.second.wrong")
	s, ok, err := secondOf(ctx, tx, h.Person())
	if err != nil || !ok {
		if err == nil {
			err = wrong
		}
		return -1, err
	}
	if digits, isCode := digitsOf(typed); isCode {
		address, err := h.OpenOwn("second", s.Sealed)
		if err != nil {
			return -1, err
		}
		secret, err := secretOf(string(address))
		if err != nil {
			return -1, err
		}
		step, right := stepOf(secret, digits, a.Clock.Now())
		if !right {
			return -1, wrong
		}
		if fresh, err := useStep(ctx, tx, h.Person(), step); err != nil || !fresh {
			if err == nil {
				err = invalid("code", "account.second.used")
			}
			return -1, err
		}
		return -1, nil
	}
	hashes, err := openHashes(h, s.Recovery)
	if err != nil {
		return -1, err
	}
	want := []byte(codeHash(typed))
	at := slices.IndexFunc(hashes, func(one string) bool { return subtle.ConstantTimeCompare([]byte(one), want) == 1 })
	if at < 0 {
		return -1, wrong
	}
	hashes = slices.Delete(hashes, at, at+1)
	after, err := sealHashes(h, hashes)
	if err != nil {
		return -1, err
	}
	if first, err := replaceRecovery(ctx, tx, h.Person(), s.Recovery, after); err != nil || !first {
		if err == nil {
			err = wrong
		}
		return -1, err
	}
	return len(hashes), nil
}

// groupsOf writes a secret in groups of four, for those who type it.
func groupsOf(secret string) string {
	var groups []string
	for part := range slices.Chunk([]byte(secret), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, " ")
}

// saveNewSecond stores a second factor that was confirmed by a code, with new
// recovery codes, and returns those.
func saveNewSecond(ctx context.Context, tx *sql.Tx, h *vault.Holder, address string, step int64, codes []string) error {
	sealed, err := h.SealOwn("second", []byte(address))
	if err != nil {
		return err
	}
	recovery, err := sealCodes(h, codes)
	if err != nil {
		return err
	}
	return saveSecond(ctx, tx, h.Person(), secondFactor{Sealed: sealed, Recovery: recovery, LastStep: step})
}

// wrongSecond notes a wrong code in the records of the person's centres.
func (a *Accounts) wrongSecond(ctx context.Context, person core.ID, err error) error {
	if core.KindOf(err) != core.Invalid {
		return err
	}
	if noted := a.noteFailure(ctx, person, "second"); noted != nil {
		return noted
	}
	return err
}
