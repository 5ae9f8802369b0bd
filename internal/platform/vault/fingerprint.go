package vault

import (
	"context"
	"crypto/sha256"
	"database/sql"
	_ "embed"
	"encoding/binary"
	"fmt"
	"strings"

	"verbund/internal/core"
)

//go:embed words.txt
var wordList string

const (
	wordCount        = 1024 // ten bits each
	fingerprintWords = 6
)

// words returns the list: 1,024 short German nouns that are kind or neutral and
// that nobody confuses on the telephone, in alphabetical order.
func words() []string { return strings.Fields(wordList) }

// Fingerprint returns six words that stand for the public key of a person. Two
// colleagues read them to each other by phone before one grants the other a key;
// they differ when somebody has put another key in its place. It returns
// core.NotFound if the person has no keys.
func (v *Vault) Fingerprint(ctx context.Context, tx *sql.Tx, person core.ID) ([]string, error) {
	public, err := publicKey(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	if public == nil {
		return nil, notFound()
	}
	return fingerprint(person, public), nil
}

// fingerprint takes the first sixty bits of
// SHA-256("verbund/fingerprint/v1" ‖ person ‖ public key), ten for each word.
func fingerprint(person core.ID, public []byte) []string {
	h := sha256.New()
	h.Write([]byte("verbund/fingerprint/v1"))
	h.Write([]byte(person))
	h.Write(public)
	sum := h.Sum(nil)
	list, chosen := words(), make([]string, fingerprintWords)
	for i := range chosen {
		bit := 10 * i
		number := (uint32(sum[bit/8])<<16 | uint32(sum[bit/8+1])<<8 | uint32(sum[bit/8+2])) >> (14 - bit%8) & (wordCount - 1)
		chosen[i] = list[number]
	}
	return chosen
}

// NewAlias returns a name under which people can speak of a case without naming
// anybody: two words and a number from 10 to 99.
func NewAlias() string {
	list := words()
	return fmt.Sprintf("%s %s %d", list[randomNumber(len(list))], list[randomNumber(len(list))], 10+randomNumber(90))
}

// AliasOn returns a name as NewAlias does, which a folder has for one day: people
// who speak of a case on that day use the same, and on another day a different
// one. Nobody finds the folder by it who does not know its id.
func AliasOn(id ID, day string) string {
	list := words()
	sum := sha256.Sum256([]byte("verbund/alias/v1\x00" + string(id) + "\x00" + day))
	pick := func(at, n int) int { return int(binary.BigEndian.Uint32(sum[at:]) % uint32(n)) }
	return fmt.Sprintf("%s %s %d", list[pick(0, len(list))], list[pick(4, len(list))], 10+pick(8, 90))
}

// passphraseWords is how many words a passphrase has: seventy bits.
const passphraseWords = 7

// NewPassphrase returns seven words with hyphens between them, to be told by phone
// to whoever is to open a file. Seventy bits, and each try costs what age asks for
// a passphrase.
func NewPassphrase() string {
	list, chosen := words(), make([]string, passphraseWords)
	for i := range chosen {
		chosen[i] = list[randomNumber(len(list))]
	}
	return strings.Join(chosen, "-")
}
