package vault

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }

// each runs a test on both databases.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	databases.Each(t, []database.Migrations{Migrations()}, func(t *testing.T, db *database.DB) {
		test(t, newWorld(t, db))
	})
}

// world is a vault with people and centres.
type world struct {
	t     testing.TB
	ctx   context.Context
	db    *database.DB
	vault *Vault
	clock *clock.Fixed
}

func newWorld(t testing.TB, db *database.DB) *world {
	t.Helper()
	now := clock.At(time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC))
	v, err := New(db, bytes.Repeat([]byte{7}, minPepper), now)
	if err != nil {
		t.Fatal(err)
	}
	return &world{t, t.Context(), db, v, now}
}

// person is the ID of somebody by name.
func person(name string) core.ID { return core.NamedID("person", name) }
func centre(name string) core.ID { return core.NamedID("centre", name) }

func password(name string) string { return "a long password of " + name }

// must ends the test unless the update succeeds.
func (w *world) must(f func(tx *sql.Tx) error) {
	w.t.Helper()
	if err := w.db.Update(w.ctx, f); err != nil {
		w.t.Fatal(err)
	}
}

// refused expects an update to fail in a certain way.
func (w *world) refused(kind core.Kind, f func(tx *sql.Tx) error) {
	w.t.Helper()
	if err := w.db.Update(w.ctx, f); err == nil || core.KindOf(err) != kind {
		w.t.Errorf("got %v, want kind %d", err, kind)
	}
}

// enrol makes somebody without the cost of a password: the key pair alone.
func (w *world) enrol(name string) *Holder {
	w.t.Helper()
	own, err := newPair()
	if err != nil {
		w.t.Fatal(err)
	}
	keys := &stretched{newKey(), newKey()}
	e, err := w.vault.enrolment(&Holder{person(name), own}, keys, random(saltSize), true)
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(func(tx *sql.Tx) error { return e.Save(w.ctx, tx) })
	return e.Holder()
}

// found makes a centre with people who hold its key; the first founds it.
func (w *world) found(name string, holders ...*Holder) core.ID {
	w.t.Helper()
	c := centre(name)
	w.must(func(tx *sql.Tx) error { return w.vault.Found(w.ctx, tx, holders[0], c) })
	for _, h := range holders[1:] {
		w.as(holders[0], c, func(tx *sql.Tx, a *Access) error { return a.Grant(w.ctx, tx, h.Person()) })
	}
	return c
}

// as runs something with the key of a centre, in the hands of somebody.
func (w *world) as(h *Holder, c core.ID, f func(tx *sql.Tx, a *Access) error) {
	w.t.Helper()
	w.must(func(tx *sql.Tx) error { return w.access(tx, h, c, f) })
}

func (w *world) access(tx *sql.Tx, h *Holder, c core.ID, f func(tx *sql.Tx, a *Access) error) error {
	a, err := w.vault.Access(w.ctx, tx, h, c)
	if err != nil {
		return err
	}
	return f(tx, a)
}

// write makes a folder with a card and records of parts.
func (w *world) write(h *Holder, c core.ID, room, card string, parts map[Part]string) (id ID, records map[Part]ID) {
	w.t.Helper()
	w.as(h, c, func(tx *sql.Tx, a *Access) error {
		f, err := a.NewFolder(w.ctx, tx, room)
		if err != nil {
			return err
		}
		id, records = f.ID(), make(map[Part]ID)
		if err := f.SetCard(w.ctx, tx, []byte(card)); err != nil {
			return err
		}
		for part, text := range parts {
			records[part] = NewID()
			if _, err := f.Seal(w.ctx, tx, part, records[part], "", []byte(text)); err != nil {
				return err
			}
		}
		return nil
	})
	return id, records
}

// read opens a record as somebody.
func (w *world) read(h *Holder, c core.ID, folder ID, part Part, record ID) (string, error) {
	var plain []byte
	err := w.db.View(w.ctx, func(tx *sql.Tx) error {
		return w.access(tx, h, c, func(tx *sql.Tx, a *Access) error {
			f, err := a.Folder(w.ctx, tx, folder)
			if err != nil {
				return err
			}
			plain, _, err = f.Open(w.ctx, tx, part, record)
			return err
		})
	})
	return string(plain), err
}

// sees expects somebody to read a text, and cannot that she does not.
func (w *world) sees(h *Holder, c core.ID, folder ID, part Part, record ID, want string) {
	w.t.Helper()
	if got, err := w.read(h, c, folder, part, record); err != nil || got != want {
		w.t.Errorf("%s reads %q, %v; want %q", h.Person(), got, err, want)
	}
}

func (w *world) cannot(h *Holder, c core.ID, folder ID, part Part, record ID, kind core.Kind) {
	w.t.Helper()
	if got, err := w.read(h, c, folder, part, record); err == nil || got != "" || core.KindOf(err) != kind {
		w.t.Errorf("%s reads %q, %v; want an error of kind %d", h.Person(), got, err, kind)
	}
}

// cards returns what somebody sees in the list of a room.
func (w *world) cards(h *Holder, c core.ID, room string) (cards []Card) {
	w.t.Helper()
	err := w.db.View(w.ctx, func(tx *sql.Tx) error {
		return w.access(tx, h, c, func(tx *sql.Tx, a *Access) (err error) {
			cards, err = a.Cards(w.ctx, tx, room)
			return err
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return cards
}

// errUndo ends an update without changing anything.
var errUndo = errors.New("undo")

func fixedClock() clock.Clock { return clock.At(time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)) }

// newWorldless is a database for what needs none.
func newWorldless(t testing.TB) *database.DB {
	return databases.Open(t, database.SQLite)
}
