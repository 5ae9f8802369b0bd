package account

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
)

// stick is a security key with one credential (WebAuthn Level 3, 6).
type stick struct {
	t     testing.TB
	id    []byte
	key   *ecdsa.PrivateKey
	count uint32
}

func newStick(t testing.TB) *stick {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &stick{t: t, id: []byte(rand.Text()), key: key}
}

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// asked reads what the script is handed.
func (s *stick) asked(page *answer) string {
	s.t.Helper()
	page.says(http.StatusOK)
	var options struct {
		PublicKey struct{ Challenge string }
	}
	if err := json.Unmarshal([]byte(page.Body), &options); err != nil || options.PublicKey.Challenge == "" {
		s.t.Fatalf("options: %v %s", err, page.Body)
	}
	return options.PublicKey.Challenge
}

func (s *stick) client(kind, challenge, origin string) []byte {
	s.t.Helper()
	data, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false})
	if err != nil {
		s.t.Fatal(err)
	}
	return data
}

// data is the authenticator's own part: the host, that a button was pressed, a
// counter.
func (s *stick) data(flags byte) []byte {
	s.count++
	host := sha256.Sum256([]byte("verbund.example"))
	return binary.BigEndian.AppendUint32(append(host[:], flags), s.count)
}

func (s *stick) made(challenge, origin string) string {
	s.t.Helper()
	public, err := s.key.PublicKey.Bytes() // 0x04, x, y
	if err != nil {
		s.t.Fatal(err)
	}
	cose, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: public[1:33], -3: public[33:]})
	if err != nil {
		s.t.Fatal(err)
	}
	data := append(s.data(0x41), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(s.id)))
	data = append(append(data, s.id...), cose...)
	attestation, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.written(map[string]any{"clientDataJSON": base64url(s.client("webauthn.create", challenge, origin)), "attestationObject": base64url(attestation)})
}

func (s *stick) signed(challenge, origin string) string {
	s.t.Helper()
	client, data := s.client("webauthn.get", challenge, origin), s.data(0x01)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, s.key, digest[:])
	if err != nil {
		s.t.Fatal(err)
	}
	return s.written(map[string]any{"clientDataJSON": base64url(client), "authenticatorData": base64url(data), "signature": base64url(signature)})
}

func (s *stick) written(response map[string]any) string {
	s.t.Helper()
	text, err := json.Marshal(map[string]any{"id": base64url(s.id), "rawId": base64url(s.id), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response})
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

const ourOrigin = "https://verbund.example"

func TestAPasskeyStandsInForTheCode(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		p, h := x.person("Anna Becker", Duty{Role: Counsellor, Unit: x.one.ID})
		b, _, _ := x.comesIn(p, h)
		s := newStick(t)
		page := b.get("/account/passkeys")
		page.says(http.StatusOK, "noch keinen Passkey")
		if !strings.Contains(page.Header.Get("Permissions-Policy"), "publickey-credentials-get=(self)") || !strings.Contains(page.Body, `src="/static/passkey.js"`) {
			t.Error("the page cannot ask the browser for a passkey")
		}
		if strings.Contains(b.get("/account").Header.Get("Permissions-Policy"), "self") {
			t.Error("other pages can")
		}
		b.post("/account/passkeys/add", "credential", s.made("x", ourOrigin), "name", "Stick").says(http.StatusUnprocessableEntity, "nicht angenommen")
		challenge := s.asked(b.post("/account/passkeys/begin"))
		b.post("/account/passkeys/add", "credential", s.made(challenge, "https://verbund.example.evil"), "name", "Stick").says(http.StatusUnprocessableEntity)
		b.post("/account/passkeys/add", "credential", s.made(challenge, ourOrigin), "name", "").says(http.StatusUnprocessableEntity, "einen Namen")
		b.post("/account/passkeys/add", "credential", s.made(challenge, ourOrigin), "name", "Stick").leads("/account/passkeys")
		b.post("/account/passkeys/add", "credential", s.made(challenge, ourOrigin), "name", "Again").says(http.StatusUnprocessableEntity) // a challenge is used once
		id := b.get("/account/passkeys").value("passkey")
		b.post("/account/passkeys", "passkey", id, "name", "Dienststick").leads("/account/passkeys")
		b.get("/account/passkeys").says(http.StatusOK, "„Dienststick“ entfernen")

		half := func() *browser { return x.enters(p, h, NeedsSecond) }
		in := half()
		in.get("/account/second").says(http.StatusOK, "Stattdessen einen Passkey benutzen")
		challenge = s.asked(in.post("/account/second/passkey/begin"))
		in.post("/account/second/passkey", "credential", s.signed(challenge, "https://evil.example")).says(http.StatusUnprocessableEntity, "nicht angenommen")
		in.post("/account/second/passkey", "credential", "{}").says(http.StatusUnprocessableEntity)
		in.post("/account/second/passkey", "credential", newStick(t).signed(challenge, ourOrigin)).says(http.StatusUnprocessableEntity)
		answer := s.signed(challenge, ourOrigin)
		stolen := half()
		stolen.post("/account/second/passkey", "credential", answer).says(http.StatusUnprocessableEntity) // another session's challenge
		x.attempts.forget(tryCode(), string(p.ID))
		in.post("/account/second/passkey", "credential", answer).leads("/account")

		late := half()
		challenge = s.asked(late.post("/account/second/passkey/begin"))
		x.wait((passkeyTime + 1) * time.Second)
		late.post("/account/second/passkey", "credential", s.signed(challenge, ourOrigin)).says(http.StatusUnprocessableEntity)

		copied := half()
		challenge = s.asked(copied.post("/account/second/passkey/begin"))
		s.count = 0 // a copy does not know how often the other one was used
		copied.post("/account/second/passkey", "credential", s.signed(challenge, ourOrigin)).says(http.StatusUnprocessableEntity)

		in.post("/account/passkeys", "passkey", id, "what", "remove").leads("/account/passkeys")
		half().post("/account/second/passkey/begin").says(http.StatusNotFound)
	})
}

func TestAPasskeyIsOneOwn(t *testing.T) {
	x := onOne(t)
	anna, _, _ := x.comesIn(x.person("Anna Becker", Duty{Role: Counsellor, Unit: x.one.ID}))
	cem, _, _ := x.comesIn(x.person("Cem Demir", Duty{Role: Counsellor, Unit: x.one.ID}))
	somebody, h := x.person("Gül Ohnesorg")
	guest, s := x.enters(somebody, h, In), newStick(t)
	anna.post("/account/passkeys/add", "credential", s.made(s.asked(anna.post("/account/passkeys/begin")), ourOrigin), "name", "Stick").leads("/account/passkeys")
	cem.post("/account/passkeys/add", "credential", s.made(s.asked(cem.post("/account/passkeys/begin")), ourOrigin), "name", "Stick").says(http.StatusConflict, "schon eingetragen")
	id := anna.get("/account/passkeys").value("passkey")
	cem.post("/account/passkeys", "passkey", id, "what", "remove").leads("/account/passkeys")
	cem.post("/account/passkeys", "passkey", id, "name", "Mine").leads("/account/passkeys")
	anna.get("/account/passkeys").says(http.StatusOK, "„Stick“ entfernen")

	guest.get("/account/passkeys").says(http.StatusOK, "zuerst die Codes einer App")
	guest.post("/account/passkeys/add", "credential", s.made(s.asked(guest.post("/account/passkeys/begin")), ourOrigin), "name", "Stick").says(http.StatusUnprocessableEntity)
}
