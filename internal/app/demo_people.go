package app

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"sync"
	"text/tabwriter"

	"github.com/BurntSushi/toml"

	"verbund/internal/account"
	"verbund/internal/contact"
	"verbund/internal/core"
	"verbund/internal/handbook"
	"verbund/internal/network"
	"verbund/internal/platform/vault"
)

// DemoPassword opens every account of the demonstration, which can be reached
// from its own machine only.
const DemoPassword = "Vorfuehrung-2026"

// DemoAccount is somebody whom the demonstration invents.
type DemoAccount struct {
	SignIn string
	Name   string
	Role   core.Role
	House  string // the name of her centre, if she works in one
	Key    bool   // whether she holds its key
}

// The invented centres of the demonstration. They have no entry in the
// directory, which holds real organisations only.
const (
	demoAhorn = "Fachberatungsstelle Ahorn (erfunden)"
	demoLinde = "Fachberatungsstelle Linde (erfunden)"
)

// DemoAccounts are all of them. The colleague without the key shows how one
// waits for it and how it is granted.
func DemoAccounts() []DemoAccount {
	return []DemoAccount{
		{"office", "Mira Sommer", account.Administrator, "", false},
		{"editor", "Tom Brandt", account.DirectoryEditor, "", false},
		{"lead", "Jana Weber", account.Lead, demoAhorn, true},
		{"counsellor", "Samira Haddad", account.Counsellor, demoAhorn, true},
		{"newcomer", "Elena Ionescu", account.Counsellor, demoAhorn, false},
		{"clerk", "Karin Vogt", account.Clerk, demoAhorn, false},
		{"lead2", "Ruth Adler", account.Lead, demoLinde, true},
		{"counsellor2", "Hien Tran", account.Counsellor, demoLinde, true},
		{"figures", "Nele Arndt", account.FiguresEditor, "", false},
		{"caselaw", "Pia Lorenz", account.CaselawEditor, "", false},
		{"caselaw2", "David Okoye", account.CaselawEditor, "", false},
		{"operator", "Alex Kern", account.Host, "", false},
	}
}

// DemoHouse is an invented centre of the demonstration, in the hands of a colleague
// who holds its key.
type DemoHouse struct {
	Name   string
	Actor  core.Actor
	Key    *vault.Holder
	People map[string]core.ID // by how they sign in
}

// FillDemoPeople makes the accounts of the demonstration, its two centres with
// their keys, and some notes in the handbook of each. Where accounts are there
// already it changes nothing, and gives no centres.
func (a *App) FillDemoPeople(ctx context.Context) ([]DemoHouse, error) {
	if has, err := a.Accounts.HasAdministrator(ctx); err != nil || has {
		return nil, err
	}
	houses := map[string]account.House{}
	for _, name := range []string{demoAhorn, demoLinde} {
		o := network.Organisation{ID: core.NamedID("demo", name), Name: name, Group: network.SpecialisedCentre, Country: "DE", AsOf: core.DateOf(a.now.Now()), Source: "verbund demo"}
		if err := a.Database.Update(ctx, func(tx *sql.Tx) error { return network.Ensure(ctx, tx, o) }); err != nil {
			return nil, err
		}
		h, err := a.Accounts.AddHouse(ctx, o.ID, name)
		if err != nil {
			return nil, err
		}
		houses[name] = h
	}
	all := DemoAccounts()
	people, holders, err := a.addDemoPeople(ctx, all, houses)
	if err != nil {
		return nil, err
	}
	var filled []DemoHouse
	for _, name := range []string{demoAhorn, demoLinde} {
		house, centre := houses[name], DemoHouse{Name: name, People: map[string]core.ID{}}
		for i, d := range all {
			if d.House != name || !d.Key {
				continue
			}
			centre.People[d.SignIn] = people[i].ID
			actor := core.Actor{Role: core.Person, Name: d.Name, Person: people[i].ID, Centre: house.ID, Duties: []core.Duty{{Role: d.Role, Unit: house.ID}}}
			if centre.Key == nil {
				centre.Actor, centre.Key = actor, holders[i]
				if err := a.Accounts.Found(ctx, actor, centre.Key); err != nil {
					return nil, err
				}
				continue
			}
			if err := a.grantDemo(ctx, centre.Actor, centre.Key, people[i].ID); err != nil {
				return nil, err
			}
		}
		if err := a.fillDemoHandbook(ctx, name, centre.Actor, centre.Key); err != nil {
			return nil, err
		}
		if err := a.Contact.Set(ctx, demoPromise(house.ID, name)); err != nil {
			return nil, err
		}
		filled = append(filled, centre)
	}
	return filled, nil
}

// demoPromise is what a centre of the demonstration promises to those who write to
// it anonymously.
func demoPromise(centre core.ID, name string) contact.Promise {
	p := contact.Promise{Centre: centre, Open: true, Anyone: true, Weekdays: []int{1, 2, 3, 4, 5}, Hours: "9–16", Within: 2, Languages: []string{"de", "en", "ro", "bg"}}
	if name == demoLinde {
		p.Hours, p.Within, p.Languages = "10–14", 3, []string{"de", "en", "vi", "uk", "ru"}
	}
	return p
}

// addDemoPeople makes the accounts, two at a time: stretching a password is what
// takes the time.
func (a *App) addDemoPeople(ctx context.Context, all []DemoAccount, houses map[string]account.House) ([]account.Person, []*vault.Holder, error) {
	people, holders, failed := make([]account.Person, len(all)), make([]*vault.Holder, len(all)), make([]error, len(all))
	var running sync.WaitGroup
	for i, d := range all {
		running.Go(func() {
			people[i], holders[i], failed[i] = a.Accounts.AddDemo(ctx, account.NewPerson{
				Name: d.Name, SignIn: d.SignIn, Email: d.SignIn + "@verbund.example", Language: "de",
				Duties: []account.Duty{{Role: d.Role, Unit: houses[d.House].ID}},
			}, DemoPassword)
		})
	}
	running.Wait()
	for i, err := range failed {
		if err != nil {
			return nil, nil, fmt.Errorf("account %s: %w", all[i].SignIn, err)
		}
	}
	return people, holders, nil
}

func (a *App) grantDemo(ctx context.Context, actor core.Actor, key *vault.Holder, person core.ID) error {
	var words []string
	err := a.Database.View(ctx, func(tx *sql.Tx) (err error) {
		words, err = a.Vault.Fingerprint(ctx, tx, person)
		return err
	})
	if err != nil {
		return err
	}
	return a.Accounts.Grant(ctx, actor, key, person, words)
}

// fillDemoHandbook writes the invented notes of a centre.
func (a *App) fillDemoHandbook(ctx context.Context, house string, actor core.Actor, key *vault.Holder) error {
	var file struct {
		Notes []struct {
			House, Title, Kind, Text                              string
			Tags, Phones                                          []string
			Pinned                                                bool
			Name, Organisation, Address, Email, Languages, Remark string
		}
	}
	if _, err := toml.DecodeFS(demoFiles, "demo/handbook.toml", &file); err != nil {
		return err
	}
	for _, n := range file.Notes {
		if n.House != house {
			continue
		}
		_, err := a.Handbook.Add(ctx, actor, key, handbook.Content{
			Title: n.Title, Kind: handbook.Kind(n.Kind), Tags: n.Tags, Pinned: n.Pinned, Text: n.Text,
			Contact: handbook.Contact{Name: n.Name, Organisation: n.Organisation, Address: n.Address, Phones: n.Phones, Email: n.Email, Languages: n.Languages, Remark: n.Remark},
		})
		if err != nil {
			return fmt.Errorf("note %q: %w", n.Title, err)
		}
	}
	return nil
}

// printDemoAccounts writes the table of accounts.
func printDemoAccounts(w io.Writer, address string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ADDRESS\tSIGN-IN\tPASSWORD\tROLE\tNAME")
	for _, d := range DemoAccounts() {
		where := d.Name
		if d.House != "" {
			where += ", " + d.House
		}
		if !d.Key && account.KeepsKeys(d.Role) {
			where += ", waits for the key"
		}
		fmt.Fprintf(table, "%s/account/sign-in\t%s\t%s\t%s\t%s\n", address, d.SignIn, DemoPassword, d.Role, where)
	}
	return table.Flush()
}
