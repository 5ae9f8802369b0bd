package vault

import (
	"strings"

	"filippo.io/age"

	"verbund/internal/core"
)

// shortestPassphrase is how many characters a passphrase of an archive has at
// least: whoever finds the archive can try without end.
const shortestPassphrase = 16

// ParseRecipients reads the public keys of age ("age1…"), one a line, to which an
// archive is to be written. It returns core.Invalid if one cannot be read or none
// is there.
func ParseRecipients(text string) ([]age.Recipient, error) {
	to, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil {
		return nil, &core.Error{Kind: core.Invalid, Key: "vault.export.recipient"} // the cause may quote a secret key
	}
	return to, nil
}

// PassphraseRecipient returns to whom an archive is written that a passphrase
// opens. It must be the only recipient. It returns core.Invalid for fewer than 16
// characters.
func PassphraseRecipient(passphrase string) (age.Recipient, error) {
	if len([]rune(passphrase)) < shortestPassphrase {
		return nil, &core.Error{Kind: core.Invalid, Key: "vault.export.passphrase"}
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	costPassphrase(to)
	return to, nil
}

// PassphraseIdentity returns what opens an archive that a passphrase was chosen
// for.
func PassphraseIdentity(passphrase string) (age.Identity, error) {
	if passphrase == "" {
		return nil, &core.Error{Kind: core.Invalid, Key: "vault.export.passphrase"}
	}
	return age.NewScryptIdentity(passphrase)
}

// ParseIdentities reads the secret keys of age ("AGE-SECRET-KEY-1…"), one a line,
// that open an archive. It returns core.Invalid if one cannot be read or none is
// there.
func ParseIdentities(text string) ([]age.Identity, error) {
	by, err := age.ParseIdentities(strings.NewReader(text))
	if err != nil {
		return nil, &core.Error{Kind: core.Invalid, Key: "vault.import.identity"} // the cause may quote the key
	}
	return by, nil
}
