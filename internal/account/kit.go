package account

import (
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"math/big"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// KitPage shows a paper kit, to be printed or written down.
type KitPage struct {
	ui.Frame
	Who    string
	SignIn string
	Groups []string
	Made   string // the day
}

// groupsAsked is how many of the groups of a kit are typed back before it is
// kept.
const groupsAsked = 4

func (a *Accounts) askKit(w http.ResponseWriter, r *http.Request) error { return a.showKit(w, r, nil) }

func (a *Accounts) showKit(w http.ResponseWriter, r *http.Request, err error) error {
	actor, has := web.ActorOf(r), false
	if err := a.DB.View(r.Context(), func(tx *sql.Tx) (err error) {
		has, err = a.Vault.HasKit(r.Context(), tx, actor.Person)
		return err
	}); err != nil {
		return err
	}
	f := a.frame(r, "account.kit.heading", actor.Lang)
	p := FormPage{Frame: f, Lead: []string{f.Say("account.kit.lead"), f.Say("account.kit.store")}, Action: "/account/kit",
		Submit: f.Say("account.kit.make"), Fields: []ui.Field{passwordField(f)}}
	if has {
		p.Lead = append(p.Lead, f.Say("account.kit.has"))
	}
	p.More = []ui.Link{{Address: homePath, Words: f.Say("account.own.back")}}
	return showForm(w, r, p, err)
}

// makeKit makes a kit, which opens nothing until it was typed back.
func (a *Accounts) makeKit(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	if _, err := a.confirmed(r); err != nil {
		return a.showKit(w, r, err)
	}
	d := draft{Kit: vault.NewKitCode()}
	return leadOn(w, "/account/kit/paper", a.keepDraft(r.Context(), v, d))
}

// waitingKit is the session of somebody who makes a kit.
func (a *Accounts) waitingKit(r *http.Request) (v visit, code, to string, err error) {
	if v, err = a.visitIn(r); err != nil {
		return v, "", "", err
	}
	if code = draftOf(v).Kit; code == "" {
		to = "/account/kit"
	}
	return v, code, to, nil
}

func (a *Accounts) kitPaper(w http.ResponseWriter, r *http.Request) error {
	v, code, to, err := a.waitingKit(r)
	if err != nil || to != "" {
		return leadOn(w, to, err)
	}
	p := KitPage{Frame: a.frame(r, "account.kit.paper", v.Who.Language), Who: v.Who.Name, SignIn: v.Who.SignIn, Groups: vault.KitGroups(code)}
	p.Made = p.Date(a.today())
	return web.Render(w, r, http.StatusOK, kitPage(p))
}

// asked chooses which groups are typed back, counted from 0 and in their order.
// They are chosen anew each time, so that nobody learns which to keep.
func asked(groups int) []int {
	all := make([]int, groups)
	for i := range all {
		all[i] = i
	}
	for len(all) > groupsAsked {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(all))))
		if err != nil {
			return all[:groupsAsked] // crypto/rand never fails
		}
		all = slices.Delete(all, int(n.Int64()), int(n.Int64())+1)
	}
	return all
}

// askedFrom reads which groups a form asked for; ok is false if they are not as
// many, different and in order.
func askedFrom(values web.Values, groups int) (which []int, ok bool) {
	for _, s := range values.All("asked") {
		if len(s) != 1 || s[0] < '1' || int(s[0]-'1') >= groups {
			return nil, false
		}
		which = append(which, int(s[0]-'1'))
	}
	return which, len(which) == groupsAsked && slices.IsSorted(which) && len(slices.Compact(slices.Clone(which))) == groupsAsked
}

func (a *Accounts) askKitCheck(w http.ResponseWriter, r *http.Request) error {
	v, code, to, err := a.waitingKit(r)
	if err != nil || to != "" {
		return leadOn(w, to, err)
	}
	return a.showKitCheck(w, r, v, asked(len(vault.KitGroups(code))), nil)
}

func (a *Accounts) showKitCheck(w http.ResponseWriter, r *http.Request, v visit, which []int, err error) error {
	f := a.frame(r, "account.kit.check", v.Who.Language)
	numbers := make([]string, len(which))
	for i, n := range which {
		numbers[i] = string(rune('1' + n))
	}
	p := FormPage{Frame: f, Lead: []string{f.Say("account.kit.check-lead")}, Action: "/account/kit/check", Submit: f.Say("account.kit.check-submit")}
	p.Hidden = [][2]string{{"asked", strings.Join(numbers, ",")}}
	p.Fields = []ui.Field{{Name: "code", Label: f.Say("account.kit.groups", "a", numbers[0], "b", numbers[1], "c", numbers[2], "d", numbers[3]),
		Hint: f.Say("account.kit.groups-hint"), Required: true}}
	p.More = []ui.Link{{Address: "/account/kit/paper", Words: f.Say("account.kit.paper-again")}}
	return showForm(w, r, p, err)
}

// checkKit keeps the kit when four of its groups were typed back.
func (a *Accounts) checkKit(w http.ResponseWriter, r *http.Request) error {
	v, code, to, err := a.waitingKit(r)
	if err != nil || to != "" {
		return leadOn(w, to, err)
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	groups := vault.KitGroups(code)
	which, ok := askedFrom(values, len(groups))
	if !ok {
		return &core.Error{Kind: core.Malformed}
	}
	want := ""
	for _, n := range which {
		want += groups[n]
	}
	if subtle.ConstantTimeCompare([]byte(want), []byte(readGroups(values.Get("code")))) != 1 {
		return a.showKitCheck(w, r, v, which, invalid("code", "account.kit.differs"))
	}
	h, err := a.holder(v)
	if err != nil {
		return err
	}
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		if err := a.Vault.SaveKit(r.Context(), tx, h, code); err != nil {
			return err
		}
		if err := a.noteInCentres(r.Context(), tx, v.Who.ID, "kit.made", "person"); err != nil {
			return err
		}
		if err := a.centresGoLive(r.Context(), tx, web.ActorOf(r), v.Who.ID); err != nil {
			return err
		}
		return note(r.Context(), tx, a.Clock.Now(), core.Actor{Name: v.Who.Name}, v.Who.ID, "", "kit-made", "")
	})
	if err != nil {
		return err
	}
	return leadOn(w, homePath+"?done=kit", a.keepDraft(r.Context(), v, draft{}))
}

// readGroups reads groups of a kit as people type them: with spaces or hyphens,
// small, and with the letters that look like digits.
func readGroups(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'o' || r == 'O':
			return '0'
		case r == 'i' || r == 'I' || r == 'l' || r == 'L':
			return '1'
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}
