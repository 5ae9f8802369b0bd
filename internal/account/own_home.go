package account

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// HomePage is the first page of somebody who is signed in: what to do next, and
// where she may go.
type HomePage struct {
	ui.Frame
	Who     string
	Unit    string // the centre for which she acts
	Done    string
	Panel   templ.Component // what is due in her work; nil for nothing
	Waiting []string        // six words, while a colleague has not given her the key yet
	Tasks   []ui.Link
	Rooms   []ui.Link // by her rights
	Own     []ui.Link // about herself
	Centres []ui.Choice
}

// homeFacts are what the first page needs to know.
type homeFacts struct {
	house   House
	others  []House
	founded bool
	holds   bool
	kit     bool
	words   []string
}

func (a *Accounts) home(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	facts, err := a.factsOf(r.Context(), v)
	if err != nil {
		return err
	}
	f := a.frame(r, "account.own.heading", v.Who.Language)
	p := HomePage{Frame: f, Who: v.Who.Name, Unit: facts.house.Name}
	if done := web.ReadQuery(r).Get("done"); slices.Contains([]string{"password", "kit", "profile"}, done) {
		p.Done = map[string]string{"password": f.Say("account.own.done-password"), "kit": f.Say("account.own.done-kit"), "profile": f.Say("account.own.done-profile")}[done]
	}
	actor := web.ActorOf(r)
	keeps := v.keepsKeysIn(facts.house.ID)
	if keeps && facts.founded && !facts.holds {
		p.Waiting = facts.words
	}
	p.Tasks = a.tasks(f, v, facts, keeps, actor)
	if a.Panel != nil {
		if p.Panel, err = a.Panel(r); err != nil {
			return err
		}
	}
	p.Rooms = a.rooms(f, actor)
	p.Own = ownLinks(f)
	for _, h := range facts.others {
		p.Centres = append(p.Centres, ui.Choice{Value: string(h.ID), Words: h.Name, Count: -1, Selected: h.ID == facts.house.ID})
	}
	return web.Render(w, r, http.StatusOK, homePage(p))
}

// keepsKeysIn tells whether one of her duties in a centre is one that holds its
// key.
func (v visit) keepsKeysIn(centre core.ID) bool {
	return centre != "" && slices.ContainsFunc(v.Duties, func(d Duty) bool { return d.Unit == centre && KeepsKeys(d.Role) })
}

func (a *Accounts) factsOf(ctx context.Context, v visit) (f homeFacts, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		f = homeFacts{}
		if f.kit, err = a.Vault.HasKit(ctx, tx, v.Who.ID); err != nil {
			return err
		}
		units := map[core.ID]bool{}
		for _, d := range v.Duties {
			if place, _ := PlaceOf(d.Role); place != InCentre || units[d.Unit] {
				continue
			}
			units[d.Unit] = true
			house, err := houseByID(ctx, tx, d.Unit)
			if err != nil {
				return err
			}
			f.others = append(f.others, house)
			if d.Unit == v.centre() {
				f.house = house
			}
		}
		if f.house.ID == "" {
			return nil
		}
		if f.founded, err = a.Vault.Founded(ctx, tx, f.house.ID); err != nil || !f.founded {
			return err
		}
		held, err := a.Vault.Centres(ctx, tx, v.Who.ID)
		if err != nil {
			return err
		}
		if f.holds = slices.Contains(held, f.house.ID); !f.holds {
			f.words, err = a.Vault.Fingerprint(ctx, tx, v.Who.ID)
		}
		return err
	})
	return f, err
}

// tasks are what is still to be done, the most urgent first.
func (a *Accounts) tasks(f ui.Frame, v visit, facts homeFacts, keeps bool, actor core.Actor) []ui.Link {
	var all []ui.Link
	add := func(when bool, address, key string) {
		if when {
			all = append(all, ui.Link{Address: address, Words: f.Say(key)})
		}
	}
	add(len(draftOf(v).Codes) > 0, codesPath, "account.own.task-codes")
	add(facts.house.ID != "" && !facts.founded && Allows(actor, Keys), "/account/centre", "account.own.task-found")
	add(!v.Second && !a.NoSecond, "/account/second/change", "account.own.task-second")
	add(keeps && !facts.kit, "/account/kit", "account.own.task-kit")
	return all
}

// rooms are the pages for which she has the right.
func (a *Accounts) rooms(f ui.Frame, actor core.Actor) []ui.Link {
	var all []ui.Link
	for _, d := range append([]Door{
		{Centre, "/account/centre", "account.own.room-centre"},
		{Audit, "/account/centre/audit", "account.own.room-audit"},
	}, append(slices.Clone(a.Doors),
		Door{People, "/account/people", "account.own.room-people"},
		Door{Organisations, "/account/organisations", "account.own.room-organisations"},
		Door{People, "/account/history", "account.own.room-history"},
		Door{People, "/account/audit-state", "account.own.room-audit-state"})...) {
		if Allows(actor, d.Right) {
			all = append(all, ui.Link{Address: d.Address, Words: f.Say(d.Key)})
		}
	}
	return all
}

func ownLinks(f ui.Frame) []ui.Link {
	return []ui.Link{
		{Address: "/account/profile", Words: f.Say("account.own.profile")},
		{Address: "/account/password", Words: f.Say("account.own.password-change")},
		{Address: "/account/second/change", Words: f.Say("account.second.change")},
		{Address: "/account/recovery", Words: f.Say("account.second.renew")},
		{Address: "/account/passkeys", Words: f.Say("account.passkey.heading")},
		{Address: "/account/kit", Words: f.Say("account.kit.heading")},
		{Address: "/account/sessions", Words: f.Say("account.own.sessions")},
	}
}

// chooseCentre changes for which of her centres she acts.
func (a *Accounts) chooseCentre(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	centre, ok := core.ParseID(values.Get("centre"))
	hers := slices.ContainsFunc(v.Duties, func(d Duty) bool {
		place, _ := PlaceOf(d.Role)
		return place == InCentre && d.Unit == centre
	})
	if !ok || !hers {
		return &core.Error{Kind: core.NotFound, Key: "account.centre.unknown"}
	}
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(r.Context(), `UPDATE account_session SET centre = $1 WHERE hash = $2`, string(centre), v.Hash)
		return err
	})
	return leadOn(w, homePath, err)
}

func (a *Accounts) askProfile(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	return a.showProfile(w, r, v.Who, nil)
}

func (a *Accounts) showProfile(w http.ResponseWriter, r *http.Request, who Person, err error) error {
	f := a.frame(r, "account.own.profile", web.ActorOf(r).Lang)
	p := ProfilePage{FormPage: FormPage{Frame: f, Action: "/account/profile", Submit: f.Say("account.own.save")}}
	p.Lead = []string{f.Say("account.own.profile-lead")}
	p.Fields = []ui.Field{
		{Name: "name", Label: f.Say("account.own.name"), Hint: f.Say("account.own.name-hint"), Value: who.Name, Autocomplete: "name", Required: true},
		{Name: "sign-in", Label: f.Say("account.own.sign-in"), Hint: f.Say("account.own.sign-in-hint"), Value: who.SignIn, Autocomplete: "username", Required: true},
		{Name: "email", Label: f.Say("account.own.email"), Hint: f.Say("account.own.email-hint"), Value: who.Email, Type: "email", Autocomplete: "email"},
	}
	p.Language = ui.Field{Name: "language", Label: f.Say("account.own.language")}
	for _, l := range InsideLanguages() {
		p.Languages = append(p.Languages, ui.Choice{Value: string(l), Words: f.LanguageName(string(l)), Count: -1, Selected: l == who.Language})
	}
	p.KeysOff = who.KeysOff
	p.More = []ui.Link{{Address: homePath, Words: f.Say("account.own.back")}}
	status, err := p.refused(err)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, profilePage(p))
}

// ProfilePage is what a person says about herself.
type ProfilePage struct {
	FormPage
	Language  ui.Field
	Languages []ui.Choice
	KeysOff   bool // single keys do nothing
}

// saveProfile stores what she says about herself, and notes for the office which
// of it changed.
func (a *Accounts) saveProfile(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	who := v.Who
	who.Name, who.SignIn, who.Email, who.Language = values.Get("name"), values.Get("sign-in"), values.Get("email"), core.Lang(values.Get("language"))
	who.KeysOff = values.Checked("keys-off")
	if err := who.check(); err != nil {
		return a.showProfile(w, r, who, err)
	}
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		before, err := personByID(r.Context(), tx, who.ID)
		if err != nil {
			return err
		}
		who.State, who.CreatedOn = before.State, before.CreatedOn
		if err := savePerson(r.Context(), tx, who); err != nil {
			return err
		}
		var changed []string
		for what, differs := range map[string]bool{"name": before.Name != who.Name, "sign-in": before.SignIn != fold(who.SignIn),
			"email": before.Email != who.Email, "language": before.Language != who.Language, "keys": before.KeysOff != who.KeysOff} {
			if differs {
				changed = append(changed, what)
			}
		}
		if len(changed) == 0 {
			return nil
		}
		slices.Sort(changed)
		return note(r.Context(), tx, a.Clock.Now(), core.Actor{Name: before.Name}, who.ID, "", "profile", strings.Join(changed, ", "))
	})
	if core.KindOf(err) == core.Conflict {
		return a.showProfile(w, r, who, err)
	}
	return leadOn(w, homePath+"?done=profile", err)
}
