// Package desk is where a colleague of a centre works in a sealed room: who she
// is, and her open keys. Every sealed room stands on it, so that all of them ask
// for the key the same way, say the same to whoever lacks it, and note what was
// done in the centre's sealed record.
//
// A room gives its handlers a Desk with At. View and Update run with the key of
// the centre, which is opened in the same transaction: nothing is ever sealed
// under a key that was just replaced.
package desk

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"net/http"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

//go:embed locale
var locale embed.FS

// Texts are the words of the package, for people of a centre.
func Texts() text.Source {
	return text.Source{Room: "desk", Files: locale, Inside: []string{"shut", "form", "error", "done"}}
}

// Standing is how far a centre has come.
type Standing uint8

// The standings of a centre. In one that is opening nothing can be kept yet; one
// that has closed can be read and taken along.
const (
	Opening Standing = iota
	Open
	Closed
)

// Deps are what a sealed room needs of others.
type Deps struct {
	DB    *database.DB
	Vault *vault.Vault
	Clock clock.Clock
	Zone  *time.Location // of the network
	Frame func(*http.Request, ui.Page) ui.Frame

	// Holder gives the open keys of whoever makes a request, or core.SignedOut.
	Holder func(*http.Request) (*vault.Holder, error)

	// May tells whether an actor has a right.
	May func(core.Actor, web.Right) bool

	// Confirm asks for the password anew: core.Invalid if it is wrong.
	Confirm func(ctx context.Context, actor core.Actor, password string) error

	// Standing tells how far a centre has come.
	Standing func(ctx context.Context, centre core.ID) (Standing, error)

	// Names gives what colleagues call people; who is missing is unknown.
	Names func(ctx context.Context, people []core.ID) (map[core.ID]string, error)

	// BackupDays is how long a backup is kept, so that a page can say on which day
	// an erasure is complete; 0 means that nobody said so.
	BackupDays int
}

// Today is the day in the network's time zone.
func (d *Deps) Today() core.Date { return core.DateOf(d.Clock.Now().In(d.Zone)) }

// Minute is the instant as it is kept of what somebody wrote.
func (d *Deps) Minute() time.Time { return d.Clock.Now().UTC().Truncate(time.Minute) }

// Desk is somebody of a centre with her open keys.
type Desk struct {
	*Deps
	Actor    core.Actor
	Holder   *vault.Holder
	Standing Standing
}

// Room is what At must know of the room whose pages it opens.
type Room struct {
	Title string    // key of the title and heading of its pages
	Name  string    // key of what it is called in a sentence, at its beginning
	Read  web.Right // to read in it
	Write web.Right // to change something
}

// Handler answers a request of somebody at her desk.
type Handler func(w http.ResponseWriter, r *http.Request, d Desk) error

// At gives a handler the desk of whoever asks. Where her centre is not ready, or
// she has no key yet, she gets a page that says what is missing and whom to ask.
func (d *Deps) At(room Room, handle Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		actor := web.ActorOf(r)
		if !d.May(actor, room.Read) {
			return &core.Error{Kind: core.Denied, Key: "desk.error.no-keys", Args: []any{"room", web.Printer(r).Say(room.Name)}}
		}
		standing, err := d.Standing(r.Context(), actor.Centre)
		if err != nil {
			return err
		}
		if standing == Opening {
			return d.showShut(w, r, room, "opening", nil)
		}
		holder, err := d.Holder(r)
		if err != nil {
			return err
		}
		err = handle(w, r, Desk{Deps: d, Actor: actor, Holder: holder, Standing: standing})
		if _, waiting := errors.AsType[*withoutKey](err); waiting {
			return d.showWaiting(w, r, room, actor.Centre)
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
	return "desk: she does not hold the key of the centre: " + e.cause.Error()
}

func (e *withoutKey) Unwrap() error { return e.cause }

// Has tells whether she has a right and her centre is open.
func (d Desk) Has(right web.Right) bool { return d.Standing == Open && d.May(d.Actor, right) }

// Write refuses changes in a centre that has closed.
func (d Desk) Write() error {
	if d.Standing != Open {
		return &core.Error{Kind: core.Denied, Key: "desk.error.closed"}
	}
	return nil
}

// View reads with the key of the centre.
func (d Desk) View(ctx context.Context, f func(tx *sql.Tx, a *vault.Access) error) error {
	return d.DB.View(ctx, func(tx *sql.Tx) error { return d.with(ctx, tx, f) })
}

// Update changes with the key of the centre. The function may run again.
func (d Desk) Update(ctx context.Context, f func(tx *sql.Tx, a *vault.Access) error) error {
	return d.DB.Update(ctx, func(tx *sql.Tx) error { return d.with(ctx, tx, f) })
}

func (d Desk) with(ctx context.Context, tx *sql.Tx, f func(tx *sql.Tx, a *vault.Access) error) error {
	a, err := d.Vault.Access(ctx, tx, d.Holder, d.Actor.Centre)
	if core.KindOf(err) == core.Denied {
		return &withoutKey{err}
	}
	if err != nil {
		return err
	}
	return f(tx, a)
}

// HoldsKey is asked before a form is shown: nobody shall write for an hour and
// then be told that she has no key.
func (d Desk) HoldsKey(ctx context.Context) error {
	return d.View(ctx, func(*sql.Tx, *vault.Access) error { return nil })
}

// Record adds a line to the sealed record of the centre.
func (d Desk) Record(ctx context.Context, tx *sql.Tx, code string, folder vault.ID, detail string) error {
	return d.Vault.Note(ctx, tx, d.Actor.Centre, vault.Event{Person: d.Actor.Person, Code: code, Folder: folder, Detail: detail})
}

// RecordAlone adds a line where nothing else is changed.
func (d Desk) RecordAlone(ctx context.Context, code string, folder vault.ID, detail string) error {
	return d.DB.Update(ctx, func(tx *sql.Tx) error { return d.Record(ctx, tx, code, folder, detail) })
}

// Scrub removes from the database's files what was erased. While others read it
// may have to wait for the next erasure or the program's own round; what was
// erased is gone from the tables all the same.
func (d Desk) Scrub(ctx context.Context) error {
	err := d.Vault.Scrub(context.WithoutCancel(ctx))
	if core.KindOf(err) == core.Unavailable {
		return nil
	}
	return err
}

// Named gives what colleagues call people, "" where nobody knows.
func (d Desk) Named(ctx context.Context, people ...core.ID) (func(core.ID) string, error) {
	known, err := d.Names(ctx, people)
	return func(id core.ID) string { return known[id] }, err
}

// AfterErasure says until when backups may still hold what is erased now, or
// nothing where nobody knows.
func (d *Deps) AfterErasure(f ui.Frame) string {
	if d.BackupDays == 0 {
		return ""
	}
	return f.Say("desk.done.erased-backups", "date", d.Today().AddDays(d.BackupDays))
}

// Problems are what is wrong with the fields of a form, in words, by name.
func Problems(f ui.Frame, err error) map[string]string {
	problems := map[string]string{}
	if e, ok := errors.AsType[*core.Error](err); ok {
		for _, one := range e.Fields {
			problems[one.Field] = f.Say(one.Key, one.Args...)
		}
	}
	return problems
}

// Password is the field that asks for the password anew; err is why the last one
// was not taken.
func Password(f ui.Frame, err error) ui.Field {
	field := ui.Field{Name: "password", Label: f.Say("desk.form.password"), Hint: f.Say("desk.form.password-hint"),
		Type: "password", Autocomplete: "current-password", Required: true, Error: Problems(f, err)["password"]}
	if e, ok := errors.AsType[*core.Error](err); ok && len(e.Fields) == 0 {
		field.Error = f.Say(e.Key, e.Args...)
	}
	return field
}

// Refused tells whether an error belongs on the page that asked for a password:
// it was wrong, or tried too often.
func Refused(err error) (status int, ok bool) {
	switch core.KindOf(err) {
	case core.Invalid:
		return http.StatusUnprocessableEntity, true
	case core.TooMany:
		return http.StatusTooManyRequests, true
	}
	return 0, false
}

// LacksKey tells whether an error says that somebody does not hold the key of her
// centre.
func LacksKey(err error) bool {
	_, waiting := errors.AsType[*withoutKey](err)
	return waiting
}
