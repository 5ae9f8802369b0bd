package handbook

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// desk is where a colleague works: who she is, and her open keys. Every function
// that reads or writes notes is one of a desk.
type desk struct {
	*Room
	actor    core.Actor
	holder   *vault.Holder
	standing Standing
}

type deskHandler func(w http.ResponseWriter, r *http.Request, d desk) error

// at gives a handler the desk of whoever asks. Where her centre is not ready, or
// she has no key yet, she gets a page that says what is missing and whom to ask.
func (room *Room) at(handle deskHandler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		actor := web.ActorOf(r)
		if !room.May(actor, Read) {
			return &core.Error{Kind: core.Denied, Key: "handbook.error.no-keys"}
		}
		standing, err := room.Standing(r.Context(), actor.Centre)
		if err != nil {
			return err
		}
		if standing == Opening {
			return room.showShut(w, r, "opening", nil)
		}
		holder, err := room.Holder(r)
		if err != nil {
			return err
		}
		err = handle(w, r, desk{room, actor, holder, standing})
		if _, waiting := errors.AsType[*withoutKey](err); waiting {
			return room.showWaiting(w, r, actor.Centre)
		}
		return inOurWords(err)
	}
}

// inOurWords keeps what kind of error the vault returns, and leaves its words,
// which are for programs.
func inOurWords(err error) error {
	if e, ok := errors.AsType[*core.Error](err); ok && strings.HasPrefix(e.Key, "vault.") {
		return &core.Error{Kind: e.Kind, Cause: err}
	}
	return err
}

// withoutKey says that somebody of the centre does not hold its key.
type withoutKey struct{ cause error }

func (e *withoutKey) Error() string {
	return "handbook: she does not hold the key of the centre: " + e.cause.Error()
}

func (e *withoutKey) Unwrap() error { return e.cause }

// mayWrite tells whether she may change something now.
func (d desk) mayWrite() bool { return d.standing == Open && d.May(d.actor, Write) }

// write refuses changes in a centre that has closed.
func (d desk) write() error {
	if d.standing != Open {
		return &core.Error{Kind: core.Denied, Key: "handbook.error.closed"}
	}
	return nil
}

// view reads with the key of the centre.
func (d desk) view(ctx context.Context, f func(tx *sql.Tx, a *vault.Access) error) error {
	return d.DB.View(ctx, func(tx *sql.Tx) error { return d.with(ctx, tx, f) })
}

// update changes with the key of the centre. The key is opened in the same
// transaction: nothing is ever sealed under a key that was just replaced.
func (d desk) update(ctx context.Context, f func(tx *sql.Tx, a *vault.Access) error) error {
	return d.DB.Update(ctx, func(tx *sql.Tx) error { return d.with(ctx, tx, f) })
}

func (d desk) with(ctx context.Context, tx *sql.Tx, f func(tx *sql.Tx, a *vault.Access) error) error {
	a, err := d.Vault.Access(ctx, tx, d.holder, d.actor.Centre)
	if core.KindOf(err) == core.Denied {
		return &withoutKey{err}
	}
	if err != nil {
		return err
	}
	return f(tx, a)
}

// holdsKey is asked before a form is shown: nobody shall write for an hour and
// then be told that she has no key.
func (d desk) holdsKey(ctx context.Context) error {
	return d.view(ctx, func(*sql.Tx, *vault.Access) error { return nil })
}

// record adds a line to the sealed record of the centre.
func (d desk) record(ctx context.Context, tx *sql.Tx, code string, folder vault.ID, detail string) error {
	return d.Vault.Note(ctx, tx, d.actor.Centre, vault.Event{Person: d.actor.Person, Code: code, Folder: folder, Detail: detail})
}

// recordAlone adds a line where nothing else is changed.
func (d desk) recordAlone(ctx context.Context, code string, folder vault.ID, detail string) error {
	return d.DB.Update(ctx, func(tx *sql.Tx) error { return d.record(ctx, tx, code, folder, detail) })
}

// scrub removes from the database's files what was erased. While others read it
// may have to wait for the next erasure or the program's own round; what was
// erased is gone from the tables all the same.
func (d desk) scrub(ctx context.Context) error {
	err := d.Vault.Scrub(context.WithoutCancel(ctx))
	if core.KindOf(err) == core.Unavailable {
		return nil
	}
	return err
}

// names gives what colleagues call people, "" where nobody knows.
func (d desk) names(ctx context.Context, people ...core.ID) (func(core.ID) string, error) {
	known, err := d.Names(ctx, people)
	return func(id core.ID) string { return known[id] }, err
}

// ShutPage says why there is no handbook to read yet.
type ShutPage struct {
	ui.Frame
	Why     string
	Ask     string
	Holders []string // who can grant the key
}

// showShut says that the handbook is not ready.
func (room *Room) showShut(w http.ResponseWriter, r *http.Request, why string, holders []string) error {
	p := ShutPage{Frame: room.frame(r, "handbook.page.heading"), Holders: holders}
	p.Why, p.Ask = p.Say("handbook.shut."+why), p.Say("handbook.shut."+why+"-ask")
	status := http.StatusOK
	if r.Method == http.MethodPost {
		status = http.StatusForbidden
	}
	return web.Render(w, r, status, shutPage(p))
}

// showWaiting tells somebody without the key who can grant it.
func (room *Room) showWaiting(w http.ResponseWriter, r *http.Request, centre core.ID) error {
	var people []core.ID
	var founded bool
	err := room.DB.View(r.Context(), func(tx *sql.Tx) (err error) {
		if founded, err = room.Vault.Founded(r.Context(), tx, centre); err != nil {
			return err
		}
		people, err = room.Vault.Holders(r.Context(), tx, centre)
		return err
	})
	switch {
	case err != nil:
		return err
	case !founded:
		return room.showShut(w, r, "founding", nil)
	case len(people) == 0: // all of them were given new passwords by the office
		return room.showShut(w, r, "lost", nil)
	}
	known, err := room.Names(r.Context(), people)
	if err != nil {
		return err
	}
	var names []string
	for _, id := range people {
		if known[id] != "" {
			names = append(names, known[id])
		}
	}
	return room.showShut(w, r, "waiting", names)
}

// frame is what stands around a page. The browser's tab and history say no more
// than that it is a page of the handbook.
func (room *Room) frame(r *http.Request, heading string) ui.Frame {
	return room.Frame(r, ui.Page{Heading: heading, Title: "handbook.page.title"})
}
