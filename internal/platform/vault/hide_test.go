package vault

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"testing"
)

func TestPrintingShowsNoKey(t *testing.T) {
	own, err := newPair()
	if err != nil {
		t.Fatal(err)
	}
	h := &Holder{person("Ada"), own}
	secret := newKey()
	keys, err := newCentreKeys(secret)
	if err != nil {
		t.Fatal(err)
	}
	v, err := New(newWorldless(t), bytes.Repeat([]byte("pepper"), 8), fixedClock())
	if err != nil {
		t.Fatal(err)
	}
	a := &Access{v, h, centre("North"), 1, keys}
	f := &Folder{access: a, id: NewID(), room: "casework", secret: secret, readers: []reader{{person: h.person}}}
	e, err := v.enrolment(h, &stretched{newKey(), newKey()}, random(saltSize), true)
	if err != nil {
		t.Fatal(err)
	}
	type inside struct {
		Holder  *Holder
		Access  Access
		folder  *Folder
		folders []*Folder
		byName  map[string]*Access
	}
	things := []any{h, *h, a, *a, f, *f, e, *e, v, secret, *secret,
		inside{h, *a, f, []*Folder{f}, map[string]*Access{"a": a}}, []any{h, a, f}, &inside{Holder: h}, map[string]any{"h": *h, "k": *secret}}
	var out bytes.Buffer
	text, lines := slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))
	for _, thing := range things {
		for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%c"} {
			fmt.Fprintf(&out, form+"\n", thing)
		}
		fmt.Fprintln(&out, thing)
		text.Info("thing", "it", thing)
		lines.Info("thing", "it", thing, slog.Group("g", "it", thing))
		if b, err := json.Marshal(thing); err == nil {
			out.Write(b)
		}
		func() {
			defer func() {
				fmt.Fprintf(&out, "%v %+v %#v %s", recover(), thing, thing, debug.Stack())
			}()
			panic(thing)
		}()
	}
	for name, hiddenBytes := range map[string][]byte{
		"the private key": own.seed[:], "the key of a centre": secret[:], "the verifier": e.row.verifier, "the pepper": v.pepper,
	} {
		part := hiddenBytes[:8]
		for _, form := range []string{
			string(part), hex.EncodeToString(part), strings.ToUpper(hex.EncodeToString(part)), base64.RawStdEncoding.EncodeToString(hiddenBytes[:6]),
			strings.Trim(fmt.Sprint(part), "[]"), strings.Trim(fmt.Sprintf("%#v", part), "[]byte{}"), strings.ReplaceAll(strings.Trim(fmt.Sprint(part), "[]"), " ", ","),
			strings.Trim(fmt.Sprintf("% x", part), "[]"),
		} {
			if strings.Contains(out.String(), form) {
				t.Errorf("%s is printed, as %q", name, form)
			}
		}
	}
	for _, name := range []string{"Holder", "Access", "Folder", "Enrolment", "Vault"} {
		if !strings.Contains(out.String(), "vault."+name+"(…)") {
			t.Errorf("%s is not printed as such", name)
		}
	}
}
