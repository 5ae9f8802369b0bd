package centres

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
)

func TestTheReviewTokenOpensSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		now := clock.At(time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC))
		s.clock = now
		if _, err := s.beginSession(t.Context(), ""); core.KindOf(err) != core.Denied {
			t.Errorf("before there is a token: %v", err)
		}
		token, err := s.NewReviewToken(t.Context(), operator())
		if err != nil {
			t.Fatal(err)
		}
		if raw, err := base64.RawURLEncoding.DecodeString(token); err != nil || len(raw)*8 != 256 {
			t.Errorf("the token has %d bits, %v", len(raw)*8, err)
		}
		for _, wrong := range []string{"", "x", token + "x", token[1:]} {
			if _, err := s.beginSession(t.Context(), wrong); core.KindOf(err) != core.Denied {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		begin := func() string {
			session, err := s.beginSession(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			return session
		}
		in := func(session string, want bool) {
			t.Helper()
			if got, err := s.inSession(t.Context(), session); err != nil || got != want {
				t.Errorf("in session: %v, %v; want %v", got, err, want)
			}
		}
		session := begin()
		in(session, true)
		in(token, false)
		in("", false)
		now.Advance(idleTime - time.Second)
		in(session, true) // which keeps it open
		now.Advance(idleTime - time.Second)
		in(session, true)
		now.Advance(idleTime)
		in(session, false)

		session = begin()
		for range int(sessionTime / (10 * time.Minute)) {
			in(session, true)
			now.Advance(10 * time.Minute)
		}
		in(session, false)

		session = begin()
		if err := s.endSession(t.Context(), session); err != nil {
			t.Fatal(err)
		}
		in(session, false)

		session = begin()
		again, err := s.NewReviewToken(t.Context(), operator())
		if err != nil || again == token {
			t.Fatal(err)
		}
		in(session, false)
		if _, err := s.beginSession(t.Context(), token); core.KindOf(err) != core.Denied {
			t.Errorf("the old token: %v", err)
		}
		if _, err := s.NewReviewToken(t.Context(), core.Actor{Role: core.Visitor}); core.KindOf(err) != core.Denied {
			t.Errorf("a visitor: %v", err)
		}
	})
}

func TestTheDatabaseHoldsNoSecret(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		token, err := s.NewReviewToken(t.Context(), operator())
		if err != nil {
			t.Fatal(err)
		}
		session, err := s.beginSession(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		var held []byte
		err = s.db.View(t.Context(), func(tx *sql.Tx) error {
			for _, table := range []string{"centres_review_token", "centres_review_session"} {
				var hash []byte
				if err := tx.QueryRow(`SELECT hash FROM ` + table).Scan(&hash); err != nil {
					return err
				}
				held = append(held, hash...)
			}
			return nil
		})
		if err != nil || len(held) != 64 {
			t.Fatalf("%d bytes, %v", len(held), err)
		}
		for _, secret := range []string{token, session} {
			raw, _ := base64.RawURLEncoding.DecodeString(secret)
			if bytes.Contains(held, raw) || bytes.Contains(held, []byte(secret)) {
				t.Error("a secret stands in the database")
			}
		}
	})
}

func TestAProposalIsFoundByTheEndOfItsNumber(t *testing.T) {
	all := []Item{{Proposal: Proposal{ID: "019d0000-0000-7000-8000-00000000abcd"}}, {Proposal: Proposal{ID: "019d0000-0000-7000-8000-00000001abcd"}}}
	if i, err := FindProposal(all, "1abcd"); err != nil || i.ID != all[1].ID {
		t.Errorf("%v, %v", i.ID, err)
	}
	for _, typed := range []string{"", "abcd", "x"} {
		if _, err := FindProposal(all, typed); core.KindOf(err) != core.NotFound {
			t.Errorf("%q: %v", typed, err)
		}
	}
}
