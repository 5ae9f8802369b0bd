package vault

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"

	"verbund/internal/core"
)

func TestAPersonOpensHerKeysWithHerPasswordOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e, err := w.vault.Enrol(w.ctx, person("Ada"), "Zürich, früh um vier")
		if err != nil {
			t.Fatal(err)
		}
		w.must(func(tx *sql.Tx) error { return e.Save(w.ctx, tx) })
		// The same words as another keyboard writes them: u and a combining dots.
		h, err := w.vault.Unlock(w.ctx, person("Ada"), "Zu\u0308rich, fru\u0308h um vier")
		if err != nil || h.Person() != person("Ada") || *h.own.seed != *e.Holder().own.seed {
			t.Fatalf("the right password: %v", err)
		}
		for _, wrong := range []string{"", "zürich, früh um vier", "Zürich, früh um vier "} {
			if _, err := w.vault.Unlock(w.ctx, person("Ada"), wrong); core.KindOf(err) != core.Denied {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		other, err := New(w.db, []byte(strings.Repeat("another pepper ", 4)), w.clock)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.Unlock(w.ctx, person("Ada"), "Zürich, früh um vier"); !errors.Is(err, ErrOtherPepper) {
			t.Errorf("with another pepper: %v", err)
		}
	})
}

func TestC12UnknownCostsTheSame(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e, err := w.vault.Enrol(w.ctx, person("Ada"), password("Ada"))
		if err != nil {
			t.Fatal(err)
		}
		w.must(func(tx *sql.Tx) error { return e.Save(w.ctx, tx) })
		cost := func(f func() error) (uint64, error) {
			before := w.vault.Work()
			err := f()
			return w.vault.Work() - before, err
		}
		var first error
		for name, id := range map[string]core.ID{"known": person("Ada"), "unknown": person("Bea"), "nobody": ""} {
			runs, err := cost(func() error { _, err := w.vault.Unlock(w.ctx, id, "not the password"); return err })
			if runs != 1 || core.KindOf(err) != core.Denied {
				t.Errorf("%s: %d runs, %v", name, runs, err)
			}
			if first == nil {
				first = err
			}
			if err.Error() != first.Error() {
				t.Errorf("%s is told %q, another %q", name, err, first)
			}
			runs, err = cost(func() error {
				_, err := w.vault.RecoverWithKit(w.ctx, id, NewKitCode(), "a new password")
				return err
			})
			if runs != 1 || core.KindOf(err) != core.Denied {
				t.Errorf("kit, %s: %d runs, %v", name, runs, err)
			}
		}
	})
}

func TestC12TooManyAtOnceAreSentAway(t *testing.T) {
	s := newStretcher()
	for range stretchAtOnce { // at work, without end
		s.places <- struct{}{}
		s.work <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	for range stretchWaiting {
		waiting.Go(func() {
			if _, err := s.stretch(ctx, "x", make([]byte, saltSize)); core.KindOf(err) != core.Unavailable || !errors.Is(err, context.Canceled) {
				t.Errorf("one who gave up waiting: %v", err)
			}
		})
	}
	for len(s.places) < cap(s.places) { // until all wait
	}
	if _, err := s.stretch(t.Context(), "x", make([]byte, saltSize)); core.KindOf(err) != core.Unavailable {
		t.Errorf("one too many: %v", err)
	}
	cancel()
	waiting.Wait()
	if s.runs.Load() != 0 || len(s.places) != stretchAtOnce {
		t.Errorf("%d runs, %d places taken", s.runs.Load(), len(s.places))
	}
}

func TestAChangedPasswordKeepsKeysKitAndGrants(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e, err := w.vault.Enrol(w.ctx, person("Ada"), "the old password")
		if err != nil {
			t.Fatal(err)
		}
		w.must(func(tx *sql.Tx) error { return e.Save(w.ctx, tx) })
		code := NewKitCode()
		w.must(func(tx *sql.Tx) error { return w.vault.SaveKit(w.ctx, tx, e.Holder(), code) })
		c := w.found("North", e.Holder())
		if _, err := w.vault.ChangePassword(w.ctx, e.Holder(), "not the old one", "the new password"); core.KindOf(err) != core.Denied {
			t.Errorf("without the old one: %v", err)
		}
		save, err := w.vault.ChangePassword(w.ctx, e.Holder(), "the old password", "the new password")
		if err != nil {
			t.Fatal(err)
		}
		w.must(func(tx *sql.Tx) error { return save(w.ctx, tx) })
		if _, err := w.vault.Unlock(w.ctx, person("Ada"), "the old password"); core.KindOf(err) != core.Denied {
			t.Errorf("the old password: %v", err)
		}
		h, err := w.vault.Unlock(w.ctx, person("Ada"), "the new password")
		if err != nil {
			t.Fatal(err)
		}
		w.as(h, c, func(*sql.Tx, *Access) error { return nil })
		third, err := w.vault.RecoverWithKit(w.ctx, person("Ada"), strings.ToLower(code), "the third password")
		if err != nil {
			t.Fatal(err)
		}
		w.must(func(tx *sql.Tx) error { return third.Save(w.ctx, tx) })
		if third.LostGrants() != 0 {
			t.Errorf("the kit lost %d grants", third.LostGrants())
		}
		h, err = w.vault.Unlock(w.ctx, person("Ada"), "the third password")
		if err != nil {
			t.Fatal(err)
		}
		w.as(h, c, func(*sql.Tx, *Access) error { return nil })

		// What waits to be saved while the key pair is replaced must not come back.
		late, err := w.vault.RecoverWithKit(w.ctx, person("Ada"), code, "too late")
		if err != nil {
			t.Fatal(err)
		}
		w.enrol("Ada")
		w.refused(core.Conflict, func(tx *sql.Tx) error { return late.Save(w.ctx, tx) })
		w.refused(core.Conflict, func(tx *sql.Tx) error { return w.vault.SaveKit(w.ctx, tx, h, NewKitCode()) })
		w.refused(core.Conflict, func(tx *sql.Tx) error { return w.vault.Found(w.ctx, tx, h, centre("South")) })
		w.refused(core.Denied, func(tx *sql.Tx) error { _, err := w.vault.Access(w.ctx, tx, h, c); return err })
	})
}

func TestForgottenLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		c := w.found("North", ada, bea)
		w.must(func(tx *sql.Tx) error { return w.vault.SaveKit(w.ctx, tx, bea, NewKitCode()) })
		w.must(func(tx *sql.Tx) error { return w.vault.Forget(w.ctx, tx, bea.Person()) })
		w.must(func(tx *sql.Tx) error {
			holders, err := w.vault.Holders(w.ctx, tx, c)
			if len(holders) != 1 || holders[0] != ada.Person() {
				t.Errorf("%v hold the key", holders)
			}
			return err
		})
		w.must(func(tx *sql.Tx) error {
			has, err := w.vault.HasKit(w.ctx, tx, bea.Person())
			if has {
				t.Error("the kit is still there")
			}
			return err
		})
		w.refused(core.NotFound, func(tx *sql.Tx) error { _, err := w.vault.Fingerprint(w.ctx, tx, bea.Person()); return err })
	})
}

func TestASessionOpensWithItsTokenOnly(t *testing.T) {
	w := &world{t: t}
	own, err := newPair()
	if err != nil {
		t.Fatal(err)
	}
	h := &Holder{person("Ada"), own}
	text, hash := NewToken()
	token, ok := TokenBytes(text)
	if again, ok2 := HashToken(text); !ok || !ok2 || string(again) != string(hash) {
		t.Fatal("the token does not fit its hash")
	}
	sealed, err := h.SealForSession(token)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.vault.OpenSession(h.Person(), token, sealed)
	if err != nil || *again.own.seed != *own.seed {
		t.Fatalf("the right token: %v", err)
	}
	other := random(tokenSize)
	for name, err := range map[string]error{
		"another token":  second(w.vault.OpenSession(h.Person(), other, sealed)),
		"another person": second(w.vault.OpenSession(person("Bea"), token, sealed)),
		"no token":       second(w.vault.OpenSession(h.Person(), nil, sealed)),
		"the hash":       second(w.vault.OpenSession(h.Person(), hash, sealed)),
		"as a draft":     second(OpenDraft(token, "session", sealed)),
	} {
		if !errors.Is(err, ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	draft, err := SealDraft(token, "kit", []byte("ABCD"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := OpenDraft(token, "kit", draft); err != nil || string(plain) != "ABCD" {
		t.Errorf("the draft: %q, %v", plain, err)
	}
	if _, err := OpenDraft(token, "other", draft); !errors.Is(err, ErrSealed) {
		t.Errorf("a draft for another purpose: %v", err)
	}
	secret, err := h.SealOwn("totp", []byte("seed"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := again.OpenOwn("totp", secret); err != nil || string(plain) != "seed" {
		t.Errorf("her own secret: %q, %v", plain, err)
	}
	if _, err := again.OpenOwn("codes", secret); !errors.Is(err, ErrSealed) {
		t.Errorf("her own secret for another purpose: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestTextsThatAreNoTokens(t *testing.T) {
	text, _ := NewToken()
	for _, wrong := range []string{"", text[:42], text + "A", text[:42] + "=", text[:42] + "!", text[:42] + "B"} {
		if _, ok := TokenBytes(wrong); ok && wrong != text {
			// The last character holds four bits only; one with others is not canonical.
			t.Errorf("%q is taken for a token", wrong)
		}
	}
}
