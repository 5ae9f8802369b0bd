package vault

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// FuzzOpen gives every decoder of sealed bytes what nobody sealed: it must say
// ErrSealed, and never anything else, and never end the program.
func FuzzOpen(f *testing.F) {
	kinds := sealedKinds(f)
	own, err := newPair()
	if err != nil {
		f.Fatal(err)
	}
	lock := fileLock{place: []string{"a"}}
	if lock.sealer, err = newKey().sealer(); err != nil {
		f.Fatal(err)
	}
	for _, k := range kinds {
		f.Add(k.seal(0, make([]byte, keySize)))
	}
	f.Add([]byte{})
	f.Add([]byte{symmetric})
	f.Add([]byte{envelope})
	f.Add([]byte{inboxVersion, 0, 0, 0, 1, envelope})
	f.Fuzz(func(t *testing.T, sealed []byte) {
		token := make([]byte, tokenSize)
		for name, err := range map[string]error{
			"session": second((*Vault)(nil).OpenSession("a", token, sealed)),
			"draft":   second(OpenDraft(token, "a", sealed)),
			"own":     second((&Holder{"a", own}).OpenOwn("a", sealed)),
			"slot":    second(own.openKey(sealed, "slot", "a")),
		} {
			if !errors.Is(err, ErrSealed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if plain, ok := unpad(sealed); ok {
			if again, err := pad(plain, 0); err != nil || len(again) > len(sealed) {
				t.Errorf("unpadded to %d bytes, %v", len(plain), err)
			}
		}
		for _, k := range kinds[:1] {
			if _, err := k.open(0, sealed); err == nil && len(sealed) < sealOverhead {
				t.Error("it opens")
			}
		}
		openSlot(sealed, []reader{{person: "a", print: printOf(own.public)}}, "c", "f", "a", own)
	})
}

func TestWhatIsSealedOpens(t *testing.T) {
	kinds := sealedKinds(t)
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.SampledFrom(kinds).Draw(t, "kind")
		p := rapid.IntRange(0, k.places-1).Draw(t, "place")
		plain := rapid.SliceOfN(rapid.Byte(), keySize, keySize).Draw(t, "plain")
		sealed := k.seal(p, plain)
		got, err := k.open(p, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%s: %v", k.name, err)
		}
		if bytes.Equal(sealed, k.seal(p, plain)) {
			t.Fatalf("%s: the same bytes twice", k.name)
		}
	})
}
