package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// The kit of a centre is three envelopes of which any two open its key. They are
// shown once, to be printed; meanwhile they wait in the session of whoever made
// them, sealed under the token of her browser. The kit counts as tried when the
// first four groups of two envelopes were typed back from paper.

// kitDraft is what draft of a session the envelopes are.
const kitDraft = "centre-kit"

// typedGroups is how many groups of an envelope are typed back.
const typedGroups = 4

// centreKit are envelopes that wait to be typed back.
type centreKit struct {
	Centre    core.ID
	Envelopes [3]string
}

// letters are the names of the envelopes.
func letters() [3]string { return [3]string{"A", "B", "C"} }

// makeEnvelopes makes the centre's kit in place of an earlier one, and keeps it in the
// session.
func (a *Accounts) makeEnvelopes(ctx context.Context, actor core.Actor, h *vault.Holder, v visit) error {
	return a.withKey(ctx, actor, Keys, h, func(tx *sql.Tx, key *vault.Access) error {
		envelopes, save, err := key.NewCentreKit()
		if err != nil {
			return err
		}
		if err := save(ctx, tx); err != nil {
			return err
		}
		house, err := houseByID(ctx, tx, actor.Centre)
		if err != nil {
			return err
		}
		house.KitTriedOn = core.Date{}
		if err := saveHouse(ctx, tx, house); err != nil {
			return err
		}
		plain, err := json.Marshal(centreKit{actor.Centre, envelopes})
		if err != nil {
			return err
		}
		if err := a.saveDraft(ctx, tx, v, kitDraft, plain); err != nil {
			return err
		}
		return a.record(ctx, tx, actor, "kit.made", "centre")
	})
}

// kitTried notes that the envelopes were typed back, and has the session forget
// them.
func (a *Accounts) kitTried(ctx context.Context, actor core.Actor, h *vault.Holder, v visit) error {
	return a.withKey(ctx, actor, Keys, h, func(tx *sql.Tx, _ *vault.Access) error {
		house, err := houseByID(ctx, tx, actor.Centre)
		if err != nil {
			return err
		}
		house.KitTriedOn = a.today()
		if err := saveHouse(ctx, tx, house); err != nil {
			return err
		}
		if err := setDraft(ctx, tx, v.Session.Hash, nil); err != nil {
			return err
		}
		if err := a.record(ctx, tx, actor, "kit.tried", "centre"); err != nil {
			return err
		}
		return a.goLive(ctx, tx, actor, actor.Centre)
	})
}

// waitingEnvelopes returns the envelopes that wait in a session for the centre for
// which somebody acts; ok is false without any.
func waitingEnvelopes(v visit, centre core.ID) (k centreKit, ok bool) {
	plain, err := vault.OpenDraft(v.token, kitDraft, v.Draft)
	if err != nil {
		return k, false
	}
	err = json.Unmarshal(plain, &k)
	return k, err == nil && k.Centre == centre
}

// groupsMatch tells whether somebody typed at least the first four groups of an
// envelope, in whatever spelling a code may have.
func groupsMatch(typed, envelope string) bool {
	all := vault.KitGroups(envelope)
	read := readGroups(typed)
	return strings.HasPrefix(read, strings.Join(all[:typedGroups], "")) && strings.HasPrefix(strings.Join(all, ""), read)
}

// CentreKitPage makes, shows and tries the kit of a centre.
type CentreKitPage struct {
	ui.Frame
	Notice    string
	Centre    string
	Exists    bool // a kit is there, which a new one makes worthless
	Password  ui.Field
	Envelopes []Envelope
	Typed     []ui.Field
	Made      core.Date
}

// Envelope is one of three, to be printed on a page of its own.
type Envelope struct {
	Letter string
	Groups []string
}

func (p CentreKitPage) all() []ui.Field {
	if len(p.Envelopes) > 0 {
		return p.Typed
	}
	return []ui.Field{p.Password}
}

func (a *Accounts) centreKitPage(w http.ResponseWriter, r *http.Request) error {
	return a.showCentreKit(w, r, web.Values{}, nil)
}

func (a *Accounts) showCentreKit(w http.ResponseWriter, r *http.Request, typed web.Values, err error) error {
	v, ok, problem := a.visitOf(r)
	if problem != nil || !ok {
		return errors.Join(problem, signedOut())
	}
	actor := web.ActorOf(r)
	var s houseState
	problem = a.DB.View(r.Context(), func(tx *sql.Tx) (err error) {
		s, err = a.houseState(r.Context(), tx, actor.Centre, actor.Person)
		if err == nil && !s.holds {
			err = &core.Error{Kind: core.Denied, Key: "account.house.no-key"}
		}
		return err
	})
	if problem != nil {
		return problem
	}
	p := CentreKitPage{Frame: a.inside(r, "account.house.kit", "account.house.kit"), Centre: s.Name, Exists: s.kit, Made: a.today()}
	m := wrongIn(p.Printer, err)
	p.Notice = m.notice
	p.Password = freshPassword(p.Printer, p.Say("account.office.password-hint"), m)
	if k, ok := waitingEnvelopes(v, actor.Centre); ok {
		for i, letter := range letters() {
			p.Envelopes = append(p.Envelopes, Envelope{letter, vault.KitGroups(k.Envelopes[i])})
			name := "envelope-" + letter
			p.Typed = append(p.Typed, ui.Field{Name: name, Label: p.Say("account.house.envelope", "letter", letter), Value: typed.Get(name), Error: m.fields[name]})
		}
	}
	return web.Render(w, r, statusOf(w, err), centreKitPage(p))
}

// newCentreKit asks for the password and makes the kit.
func (a *Accounts) newCentreKit(w http.ResponseWriter, r *http.Request) error {
	form, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	v, ok, err := a.visitOf(r)
	if err != nil || !ok {
		return errors.Join(err, signedOut())
	}
	h, err := a.Holder(r)
	if err != nil {
		return err
	}
	actor := web.ActorOf(r)
	if err = a.Confirm(r.Context(), actor, form.Get("password")); err == nil {
		err = a.makeEnvelopes(r.Context(), actor, h, v)
	}
	if correctable(err) {
		return a.showCentreKit(w, r, form, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, centrePath+"/kit")
}

// tryKit compares what was typed back with the envelopes.
func (a *Accounts) tryKit(w http.ResponseWriter, r *http.Request) error {
	form, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	v, ok, err := a.visitOf(r)
	if err != nil || !ok {
		return errors.Join(err, signedOut())
	}
	h, err := a.Holder(r)
	if err != nil {
		return err
	}
	actor := web.ActorOf(r)
	k, ok := waitingEnvelopes(v, actor.Centre)
	if !ok {
		return web.SeeOther(w, centrePath+"/kit")
	}
	var wrong []core.FieldError
	right := 0
	for i, letter := range letters() {
		name := "envelope-" + letter
		switch typed := form.Get(name); {
		case typed == "":
		case groupsMatch(typed, k.Envelopes[i]):
			right++
		default:
			wrong = append(wrong, core.FieldError{Field: name, Key: "account.house.envelope-wrong", Args: []any{"letter", letter}})
		}
	}
	if right < 2 && len(wrong) == 0 {
		wrong = append(wrong, core.FieldError{Field: "envelope-A", Key: "account.house.envelope-two"})
	}
	if err := together(wrong); err != nil {
		return a.showCentreKit(w, r, form, err)
	}
	if err := a.kitTried(r.Context(), actor, h, v); err != nil {
		return err
	}
	return web.SeeOther(w, centrePath)
}
