package account

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

const organisationsPath = "/account/organisations"

// OrganisationsPage is the list of organisations with their centres.
type OrganisationsPage struct {
	ui.Frame
	Search ui.Field
	Lines  []OrganisationLine
}

// OrganisationLine is an organisation in the list.
type OrganisationLine struct {
	network.Organisation
	Address string
	Group   string
	Centres []ui.Link
}

func (a *Accounts) organisationList(w http.ResponseWriter, r *http.Request) error {
	units, err := a.units(r.Context())
	if err != nil {
		return err
	}
	words := core.Clip(web.ReadQuery(r).Get("q"), 100)
	p := OrganisationsPage{Frame: a.inside(r, "account.office.organisations", "account.office.organisations")}
	p.Search = ui.Field{Name: "q", Label: p.Say("account.office.search-organisation"), Value: words, Type: "search"}
	for _, o := range units.organisations {
		line := OrganisationLine{Organisation: o, Address: organisationsPath + "/" + string(o.ID), Group: groupName(p.Printer, o.Group)}
		said := text.Fold(o.Name + " " + o.Town)
		for _, h := range units.houses {
			if h.Organisation == o.ID {
				line.Centres = append(line.Centres, ui.Link{Address: houseAddress(h), Words: h.Name})
				said += " " + text.Fold(h.Name)
			}
		}
		if allIn(said, words) {
			p.Lines = append(p.Lines, line)
		}
	}
	return web.Render(w, r, http.StatusOK, organisationsPage(p))
}

// allIn tells whether every word occurs in what is folded already.
func allIn(said, words string) bool {
	for word := range strings.FieldsSeq(text.Fold(words)) {
		if !strings.Contains(said, word) {
			return false
		}
	}
	return true
}

func groupName(t *text.Printer, g network.Group) string {
	if !slices.Contains(network.Groups(), g) {
		return string(g)
	}
	return t.Say("account.office.group-" + string(g))
}

func houseAddress(h House) string {
	return organisationsPath + "/" + string(h.Organisation) + "/centres/" + string(h.ID)
}

// SaveOrganisation writes an organisation over whatever is stored under its id;
// without one it is new. It fails with core.Invalid at the field of each
// mistake.
func (a *Accounts) SaveOrganisation(ctx context.Context, actor core.Actor, o network.Organisation) (network.Organisation, error) {
	var saved network.Organisation
	err := a.change(ctx, actor, Organisations, func(tx *sql.Tx) error {
		saved = o
		if err := checkOrganisation(o); err != nil {
			return err
		}
		what := "organisation-changed"
		if saved.ID == "" {
			what, saved.ID = "organisation-added", core.NewID(a.Clock.Now())
		} else if _, err := organisationByID(ctx, tx, saved.ID); err != nil {
			return err
		}
		if err := network.Save(ctx, tx, saved); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, "", saved.ID, what, "")
	})
	return saved, err
}

// organisationByID returns an organisation; core.NotFound if there is none.
func organisationByID(ctx context.Context, tx *sql.Tx, id core.ID) (network.Organisation, error) {
	all, err := network.All(ctx, tx)
	if err != nil {
		return network.Organisation{}, err
	}
	i := slices.IndexFunc(all, func(o network.Organisation) bool { return o.ID == id })
	if i < 0 {
		return network.Organisation{}, &core.Error{Kind: core.NotFound, Key: "account.office.organisation-unknown"}
	}
	return all[i], nil
}

// checkOrganisation returns core.Invalid if what is said cannot be kept.
func checkOrganisation(o network.Organisation) error {
	var wrong []core.FieldError
	report := func(field, key string, args ...any) {
		wrong = append(wrong, core.FieldError{Field: field, Key: key, Args: args})
	}
	for _, f := range []struct{ name, value string }{{"name", o.Name}, {"town", o.Town}, {"source", o.Source}, {"website", o.Website}} {
		if utf8.RuneCountInString(f.value) > 300 {
			report(f.name, "account.own.too-long", "n", 300)
		}
	}
	if o.Name == "" {
		report("name", "account.own.name-missing")
	}
	if !slices.Contains(network.Groups(), o.Group) {
		report("group", "account.office.group-missing")
	}
	if len(o.Country) != 2 || strings.Trim(o.Country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		report("country", "account.office.country-unfit")
	}
	if len(o.Land) > 0 && !isLand(o.Land) {
		report("land", "account.office.land-unfit")
	}
	if o.Email != "" && (Person{Name: "x", SignIn: "xx", Language: "de", Email: o.Email}).check() != nil {
		report("email", "account.own.email-unfit")
	}
	if o.Website != "" {
		if u, err := url.Parse(o.Website); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			report("website", "account.office.website-unfit")
		}
	}
	return together(wrong)
}

// isLand tells whether a text has the form of a Land in ISO 3166-2: DE-BY.
func isLand(s string) bool {
	country, part, ok := strings.Cut(s, "-")
	return ok && len(country) == 2 && 1 <= len(part) && len(part) <= 3 &&
		strings.Trim(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && strings.Trim(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}
