package vault

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"filippo.io/age"

	"verbund/internal/core"
)

func sealedFile(t *testing.T, plain []byte, to ...age.Recipient) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := SealFile(&b, to...)
	if err != nil {
		t.Fatal(err)
	}
	for piece := range slices.Chunk(plain, 1000) {
		if _, err := w.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openFile(file []byte, by ...age.Identity) ([]byte, error) {
	r, err := OpenSealedFile(bytes.NewReader(file), by...)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func TestFileForSomebodyOutsideOpensWithAgeAlone(t *testing.T) {
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	plain := random(200_000)
	for written, key := range map[string]age.Identity{classic.Recipient().String(): classic, hybrid.Recipient().String(): hybrid} {
		to, err := ParseRecipients("# for the clinic\n" + written)
		if err != nil {
			t.Fatal(err)
		}
		file := sealedFile(t, plain, to...)
		opened, err := age.Decrypt(bytes.NewReader(file), key)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(opened); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		if got, err := openFile(file, key); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	}
	if _, err := SealFile(io.Discard, classic.Recipient(), hybrid.Recipient()); core.KindOf(err) != core.Invalid {
		t.Errorf("to both at once: %v", err)
	}
	full := errors.New("the disk is full")
	if _, err := SealFile(brokenWriter{full}, classic.Recipient()); !errors.Is(err, full) || core.KindOf(err) == core.Invalid {
		t.Errorf("where nothing can be written: %v", err)
	}
}

func TestFileForSomebodyOutsideOpensWithItsPassphrase(t *testing.T) {
	to, err := PassphraseRecipient("Lampe Kiesel Ofenrohr 7")
	if err != nil {
		t.Fatal(err)
	}
	to.(*age.ScryptRecipient).SetWorkFactor(10) // the tests are quick
	file := sealedFile(t, []byte("text"), to)
	right, _ := PassphraseIdentity("Lampe Kiesel Ofenrohr 7")
	if got, err := openFile(file, right); err != nil || string(got) != "text" {
		t.Errorf("%q, %v", got, err)
	}
	wrong, _ := PassphraseIdentity("Lampe Kiesel Ofenrohr 8")
	if got, err := openFile(file, wrong); core.KindOf(err) != core.Unprocessable || got != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestFileForSomebodyOutsideIsNeverTakenForWholeWhenItIsNot(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	plain := random(100_000)
	file := sealedFile(t, plain, key.Recipient())
	for at := 0; at < len(file); at += 997 {
		if _, err := openFile(file[:at], key); core.KindOf(err) != core.Unprocessable {
			t.Errorf("cut off at %d: %v", at, err)
		}
		changed := bytes.Clone(file)
		changed[at] ^= 1
		if got, err := openFile(changed, key); core.KindOf(err) != core.Unprocessable || bytes.Equal(got, plain) {
			t.Errorf("changed at %d: %v", at, err)
		}
	}
	if _, err := openFile(append(bytes.Clone(file), 0), key); core.KindOf(err) != core.Unprocessable {
		t.Errorf("something behind it: %v", err)
	}
	var unfinished bytes.Buffer
	w, err := SealFile(&unfinished, key.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if _, err := openFile(unfinished.Bytes(), key); core.KindOf(err) != core.Unprocessable {
		t.Errorf("not closed: %v", err)
	}
	if _, err := SealFile(io.Discard); core.KindOf(err) != core.Invalid {
		t.Errorf("for nobody: %v", err)
	}
	tooLarge := &core.Error{Kind: core.TooLarge}
	r, err := OpenSealedFile(io.MultiReader(bytes.NewReader(file[:len(file)/2]), brokenReader{tooLarge}), key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); !errors.Is(err, tooLarge) {
		t.Errorf("an upload that is too large: %v", err)
	}
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }
