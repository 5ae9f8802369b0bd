package testkit

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verbund/internal/account"
	"verbund/internal/app"
	"verbund/internal/core"
)

// SignIn signs somebody of the demonstration in and returns her at her browser,
// which has her cookie. The network must have been started with People.
func (n *Network) SignIn(t testing.TB, name string) *Visitor {
	t.Helper()
	v := n.Visitor(t, "de")
	page := v.Posts("/account/sign-in", url.Values{"name": {name}, "password": {app.DemoPassword}})
	if page.Status != http.StatusSeeOther {
		t.Fatalf("%s could not sign in: %d %s", name, page.Status, page.Main())
	}
	cookie, _, _ := strings.Cut(page.Header.Get("Set-Cookie"), ";")
	return v.With("Cookie", cookie)
}

// Everybody are the people of the demonstration by the name with which they sign
// in.
func Everybody() map[string]app.DemoAccount {
	all := map[string]app.DemoAccount{}
	for _, d := range app.DemoAccounts() {
		all[d.SignIn] = d
	}
	return all
}

// ActorOf is somebody of the demonstration as the program knows her.
func (n *Network) ActorOf(t testing.TB, name string) core.Actor {
	t.Helper()
	people, err := n.App.Accounts.People(t.Context(), core.Actor{Role: core.Person, Duties: []core.Duty{{Role: account.Administrator}}}, account.PeopleQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		if p.SignIn == name {
			actor := core.Actor{Role: core.Person, Name: p.Name, Person: p.ID, Lang: p.Language}
			for _, d := range p.Duties {
				actor.Duties = append(actor.Duties, core.Duty{Role: d.Role, Unit: d.Unit})
				if place, _ := account.PlaceOf(d.Role); place == account.InCentre {
					actor.Centre = d.Unit
				}
			}
			return actor
		}
	}
	t.Fatalf("nobody is called %s", name)
	return core.Actor{}
}
