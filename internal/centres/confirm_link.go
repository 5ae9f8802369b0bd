package centres

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Action is what a link in a mail to a centre is for.
type Action byte

// The actions.
const (
	StillCorrect     Action = 1
	SomethingChanged Action = 2
)

// Link is what a signed link in the quarterly mail says: for this entry, in the
// revision that the mail showed, the holder may do this until the end of that
// day. Only Links.Open makes one of what somebody sent, so whoever has a Link
// may rely on it.
type Link struct {
	entry    core.ID
	action   Action
	quarter  Quarter
	revision int
	until    core.Date
}

// Quarter of a year.
type Quarter struct{ Year, Number int }

// QuarterOf returns the quarter that a day lies in.
func QuarterOf(d core.Date) Quarter { return Quarter{d.Year, (int(d.Month) + 2) / 3} }

// String writes "2026-4".
func (q Quarter) String() string { return fmt.Sprintf("%d-%d", q.Year, q.Number) }

// Contains tells whether a day lies in the quarter.
func (q Quarter) Contains(d core.Date) bool { return !d.IsZero() && QuarterOf(d) == q }

// Links signs and reads links. Without a secret it reads none.
type Links struct{ signer *vault.Signer }

// NewLinks returns the signer of a secret that only this network knows: at least
// 32 random bytes, kept outside of the database. Another secret makes all links
// in mails that were sent invalid.
func NewLinks(secret []byte) (*Links, error) {
	signer, err := vault.NewSigner(secret, "verbund/centres/link/v1")
	if err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	return &Links{signer}, nil
}

// The layout of a link: a byte for the version, 16 for the id of the entry, one
// for the action, 2 for the quarter, 4 for the revision, 4 for the last day, and
// the first half of the HMAC-SHA256 of all that.
const (
	linkVersion = 1
	linkBody    = 1 + 16 + 1 + 2 + 4 + 4
	linkMAC     = 16
)

// strict refuses a text that says the same in other letters.
func strict() *base64.Encoding { return base64.RawURLEncoding.Strict() }

// Seal writes a link as text for an address.
func (l *Links) Seal(k Link) string {
	b := make([]byte, 0, linkBody+linkMAC)
	b = append(b, linkVersion)
	id, _ := hex.DecodeString(strings.ReplaceAll(string(k.entry), "-", ""))
	b = append(b, id...)
	b = append(b, byte(k.action))
	b = binary.BigEndian.AppendUint16(b, uint16(k.quarter.Year*4+k.quarter.Number-1))
	b = binary.BigEndian.AppendUint32(b, uint32(k.revision))
	b = binary.BigEndian.AppendUint32(b, uint32(daysOf(k.until)))
	return strict().EncodeToString(append(b, l.signer.Sign(b)...))
}

// Open reads what Seal wrote, for one action. It takes any bytes. It is NotFound
// for a text that this network did not sign for that action, and Gone after the
// last day.
func (l *Links) Open(s string, action Action, today core.Date) (Link, error) {
	b, err := strict().DecodeString(s)
	if err != nil || len(b) != linkBody+linkMAC || l == nil || b[0] != linkVersion || !l.signer.Verify(b[:linkBody], b[linkBody:]) {
		return Link{}, &core.Error{Kind: core.NotFound, Key: "centres.confirm.altered"}
	}
	id := hex.EncodeToString(b[1:17])
	quarter := int(binary.BigEndian.Uint16(b[18:]))
	k := Link{
		entry:    core.ID(id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]),
		action:   Action(b[17]),
		quarter:  Quarter{quarter / 4, quarter%4 + 1},
		revision: int(binary.BigEndian.Uint32(b[20:])),
		until:    core.DateOf(time.Unix(int64(binary.BigEndian.Uint32(b[24:]))*secondsOfDay, 0).UTC()),
	}
	if k.action != action {
		return Link{}, &core.Error{Kind: core.NotFound, Key: "centres.confirm.altered"}
	}
	if today.After(k.until) {
		return k, &core.Error{Kind: core.Gone, Key: "centres.confirm.expired"}
	}
	return k, nil
}

const secondsOfDay = 24 * 60 * 60

func daysOf(d core.Date) int64 {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / secondsOfDay
}

// as returns the same link for another action, for the page behind it.
func (k Link) as(a Action) Link {
	k.action = a
	return k
}
