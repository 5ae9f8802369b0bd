package app_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/account"
	"verbund/internal/app"
	"verbund/internal/core"
	"verbund/internal/platform/web"
	"verbund/internal/testkit"
)

// inner is what a route inside needs and gives. Every route with a right needs a
// line; one without fails the test.
type inner struct {
	right web.Right
	own   int    // status for who has the right, with ids of her own centre; 0: it would change what others need here
	other int    // status with ids of another centre; 0: the address holds none
	at    string // an example; ‹…› stand for ids, see places
	kind  manner
}

var innerRoutes = joined(generalRoutes, caseRoutes, contactRoutes, figuresRoutes, caselawRoutes)

var generalRoutes = map[string]inner{
	"GET /account":                 {account.Self, 200, 0, "/account", scripted},
	"POST /account/centre-choice":  {account.Self, 404, 0, "/account/centre-choice", still},
	"GET /account/profile":         {account.Self, 200, 0, "/account/profile", still},
	"POST /account/profile":        {account.Self, 422, 0, "/account/profile", still},
	"GET /account/password":        {account.Self, 200, 0, "/account/password", still},
	"POST /account/password":       {account.Self, 422, 0, "/account/password", still},
	"GET /account/sessions":        {account.Self, 200, 0, "/account/sessions", still},
	"POST /account/sessions":       {account.Self, 0, 0, "/account/sessions", still},
	"GET /account/kit":             {account.Self, 200, 0, "/account/kit", still},
	"POST /account/kit":            {account.Self, 0, 0, "/account/kit", still},
	"GET /account/kit/check":       {account.Self, 303, 0, "/account/kit/check", still},
	"POST /account/kit/check":      {account.Self, 303, 0, "/account/kit/check", still},
	"GET /account/kit/paper":       {account.Self, 303, 0, "/account/kit/paper", still},
	"GET /account/passkeys":        {account.Self, 200, 0, "/account/passkeys", passkeys},
	"POST /account/passkeys":       {account.Self, 0, 0, "/account/passkeys", passkeys},
	"POST /account/passkeys/add":   {account.Self, 0, 0, "/account/passkeys/add", passkeys},
	"POST /account/passkeys/begin": {account.Self, 0, 0, "/account/passkeys/begin", still},
	"GET /account/recovery":        {account.Self, 303, 0, "/account/recovery", still},
	"POST /account/recovery":       {account.Self, 0, 0, "/account/recovery", still},
	"GET /account/second/change":   {account.Self, 200, 0, "/account/second/change", still},
	"POST /account/second/change":  {account.Self, 422, 0, "/account/second/change", still},
	"GET /account/second/codes":    {account.Self, 303, 0, "/account/second/codes", still},
	"POST /account/second/codes":   {account.Self, 303, 0, "/account/second/codes", still},

	"GET /account/people":                               {account.People, 200, 0, "/account/people", still},
	"GET /account/people.csv":                           {account.People, 200, 0, "/account/people.csv", still},
	"GET /account/people/links":                         {account.People, 200, 0, "/account/people/links", scripted},
	"POST /account/people/links":                        {account.People, 303, 0, "/account/people/links", still},
	"GET /account/people/new":                           {account.People, 200, 0, "/account/people/new", still},
	"POST /account/people/new":                          {account.People, 422, 0, "/account/people/new", still},
	"GET /account/people/{id}":                          {account.People, 200, 0, "/account/people/‹person›", still},
	"POST /account/people/{id}/duties":                  {account.People, 422, 0, "/account/people/‹person›/duties", still},
	"POST /account/people/{id}/duties/{duty}":           {account.People, 0, 0, "/account/people/‹person›/duties/‹none›", still},
	"POST /account/people/{id}/link":                    {account.People, 0, 0, "/account/people/‹person›/link", still},
	"POST /account/people/{id}/link-back":               {account.People, 0, 0, "/account/people/‹person›/link-back", still},
	"POST /account/people/{id}/lock":                    {account.People, 0, 0, "/account/people/‹person›/lock", still},
	"POST /account/people/{id}/retire":                  {account.People, 0, 0, "/account/people/‹person›/retire", still},
	"POST /account/people/{id}/sign-out":                {account.People, 0, 0, "/account/people/‹person›/sign-out", still},
	"POST /account/people/{id}/unlock":                  {account.People, 0, 0, "/account/people/‹person›/unlock", still},
	"GET /account/history":                              {account.People, 200, 0, "/account/history", still},
	"GET /account/audit-state":                          {account.People, 200, 0, "/account/audit-state", still},
	"GET /account/organisations":                        {account.Organisations, 200, 0, "/account/organisations", still},
	"GET /account/organisations/new":                    {account.Organisations, 200, 0, "/account/organisations/new", still},
	"POST /account/organisations/new":                   {account.Organisations, 422, 0, "/account/organisations/new", still},
	"GET /account/organisations/{id}":                   {account.Organisations, 200, 0, "/account/organisations/‹organisation›", still},
	"POST /account/organisations/{id}":                  {account.Organisations, 422, 0, "/account/organisations/‹organisation›", still},
	"GET /account/organisations/{id}/centres":           {account.Organisations, 200, 0, "/account/organisations/‹organisation›/centres", still},
	"POST /account/organisations/{id}/centres":          {account.Organisations, 422, 0, "/account/organisations/‹organisation›/centres", still},
	"GET /account/organisations/{id}/centres/{centre}":  {account.Organisations, 200, 0, "/account/organisations/‹organisation›/centres/‹centre›", still},
	"POST /account/organisations/{id}/centres/{centre}": {account.Organisations, 0, 0, "/account/organisations/‹organisation›/centres/‹centre›", still},
	"GET /account/health":                               {account.Health, 200, 0, "/account/health", still},

	"GET /account/centre":                         {account.Centre, 200, 0, "/account/centre", still},
	"GET /account/centre/audit":                   {account.Audit, 200, 0, "/account/centre/audit", still},
	"POST /account/centre/found":                  {account.Colleagues, 409, 0, "/account/centre/found", still},
	"GET /account/centre/kit":                     {account.Keys, 200, 0, "/account/centre/kit", still},
	"POST /account/centre/kit":                    {account.Keys, 422, 0, "/account/centre/kit", still},
	"POST /account/centre/kit/try":                {account.Keys, 0, 0, "/account/centre/kit/try", still},
	"GET /account/centre/recover":                 {account.Keys, 409, 0, "/account/centre/recover", still},
	"POST /account/centre/recover":                {account.Keys, 0, 0, "/account/centre/recover", still},
	"POST /account/centre/renew":                  {account.Keys, 0, 0, "/account/centre/renew", still},
	"GET /account/colleagues/links":               {account.Colleagues, 200, 0, "/account/colleagues/links", scripted},
	"POST /account/colleagues/links":              {account.Colleagues, 303, 0, "/account/colleagues/links", still},
	"GET /account/colleagues/new":                 {account.Colleagues, 200, 0, "/account/colleagues/new", still},
	"POST /account/colleagues/new":                {account.Colleagues, 422, 0, "/account/colleagues/new", still},
	"GET /account/colleagues/{id}":                {account.Colleagues, 200, 404, "/account/colleagues/‹person›", still},
	"POST /account/colleagues/{id}/duties/{duty}": {account.Colleagues, 0, 404, "/account/colleagues/‹person›/duties/‹none›", still},
	"POST /account/colleagues/{id}/end":           {account.Colleagues, 422, 404, "/account/colleagues/‹person›/end", still},
	"POST /account/colleagues/{id}/link":          {account.Colleagues, 0, 404, "/account/colleagues/‹person›/link", still},
	"GET /account/keys/{person}":                  {account.Keys, 409, 404, "/account/keys/‹person›", still}, // she holds it already
	"POST /account/keys/{person}":                 {account.Keys, 0, 404, "/account/keys/‹person›", still},

	"GET /handbook":                                  {account.Centre, 200, 0, "/handbook", still},
	"POST /handbook/search":                          {account.ReadHandbook, 303, 0, "/handbook/search", still},
	"GET /handbook/new":                              {account.WriteHandbook, 200, 0, "/handbook/new", still},
	"POST /handbook/new":                             {account.WriteHandbook, 422, 0, "/handbook/new", still},
	"GET /handbook/{id}":                             {account.ReadHandbook, 200, 404, "/handbook/‹note›", still},
	"GET /handbook/{id}/edit":                        {account.WriteHandbook, 200, 404, "/handbook/‹note›/edit", still},
	"POST /handbook/{id}/edit":                       {account.WriteHandbook, 404, 404, "/handbook/‹note›/edit", still},
	"GET /handbook/{id}/erase":                       {account.WriteHandbook, 200, 404, "/handbook/‹note›/erase", still},
	"POST /handbook/{id}/erase":                      {account.WriteHandbook, 422, 404, "/handbook/‹note›/erase", still},
	"POST /handbook/{id}/files":                      {account.WriteHandbook, 400, 400, "/handbook/‹note›/files", still},
	"GET /handbook/{id}/files/{file}":                {account.ReadHandbook, 404, 404, "/handbook/‹note›/files/‹note›", still},
	"GET /handbook/{id}/files/{file}/erase":          {account.WriteHandbook, 404, 404, "/handbook/‹note›/files/‹note›/erase", still},
	"POST /handbook/{id}/files/{file}/erase":         {account.WriteHandbook, 404, 404, "/handbook/‹note›/files/‹note›/erase", still},
	"GET /handbook/{id}/versions":                    {account.ReadHandbook, 200, 404, "/handbook/‹note›/versions", still},
	"GET /handbook/{id}/versions/{version}":          {account.ReadHandbook, 404, 404, "/handbook/‹note›/versions/‹note›", still},
	"POST /handbook/{id}/versions/{version}/restore": {account.WriteHandbook, 404, 404, "/handbook/‹note›/versions/‹note›/restore", still},
	"GET /handbook/export":                           {account.Export, 200, 0, "/handbook/export", still},
	"POST /handbook/export":                          {account.Export, 422, 0, "/handbook/export", still},
	"GET /handbook/import":                           {account.Export, 200, 0, "/handbook/import", still},
	"POST /handbook/import":                          {account.Export, 400, 0, "/handbook/import", still},

	"GET /centres/own":                   {account.OwnEntry, 200, 0, "/centres/own", still},
	"GET /centres/own/{id}":              {account.OwnEntry, 0, 404, "/centres/own/‹entry›", still},
	"POST /centres/own/{id}":             {account.OwnEntry, 0, 404, "/centres/own/‹entry›", still},
	"POST /centres/own/{id}/confirm":     {account.OwnEntry, 0, 404, "/centres/own/‹entry›/confirm", still},
	"GET /centres/own/{id}/history":      {account.OwnEntry, 0, 404, "/centres/own/‹entry›/history", still},
	"GET /centres/entries":               {account.Directory, 200, 0, "/centres/entries", still},
	"GET /centres/entries/new":           {account.Directory, 200, 0, "/centres/entries/new", still},
	"POST /centres/entries/new":          {account.Directory, 413, 0, "/centres/entries/new", still},
	"GET /centres/entries/{id}":          {account.Directory, 200, 0, "/centres/entries/‹entry›", still},
	"POST /centres/entries/{id}":         {account.Directory, 0, 0, "/centres/entries/‹entry›", still},
	"GET /centres/entries/{id}/history":  {account.Directory, 200, 0, "/centres/entries/‹entry›/history", still},
	"POST /centres/entries/{id}/restore": {account.Directory, 0, 0, "/centres/entries/‹entry›/restore", still},
	"POST /centres/entries/{id}/retire":  {account.Directory, 0, 0, "/centres/entries/‹entry›/retire", still},
	"POST /centres/entries/{id}/undo":    {account.Directory, 0, 0, "/centres/entries/‹entry›/undo", still},
	"GET /centres/review":                {account.Review, 200, 0, "/centres/review", still},
	"GET /centres/review/{id}":           {account.Review, 404, 0, "/centres/review/‹none›", still},
	"POST /centres/review/{id}":          {account.Review, 400, 0, "/centres/review/‹none›", still},
	"GET /notices":                       {account.Notices, 200, 0, "/notices", still},
	"POST /notices":                      {account.Notices, 422, 0, "/notices", still},
	"POST /notices/{id}/end":             {account.Notices, 404, 0, "/notices/‹none›/end", still},
}

// joined are several tables as one.
func joined(tables ...map[string]inner) map[string]inner {
	all := map[string]inner{}
	for _, table := range tables {
		maps.Copy(all, table)
	}
	return all
}

// place is a set of ids that stand in addresses.
type place map[string]string

var gap = regexp.MustCompile(`‹[a-z]+›`)

func (p place) in(address string) string {
	return gap.ReplaceAllStringFunc(address, func(s string) string { return p[s] })
}

// placesOf are the ids of the two centres of the demonstration, each with one of
// its notes and of its people, and a number of the directory that belongs to
// neither.
func placesOf(t *testing.T, n *testkit.Network) (ahorn, linde place) {
	t.Helper()
	entry := "" // in the directory, of neither
	of := func(counsellor string) place {
		actor := n.ActorOf(t, counsellor)
		house, err := n.App.Accounts.House(t.Context(), actor.Centre)
		if err != nil {
			t.Fatal(err)
		}
		list := n.SignIn(t, counsellor).Opens("/handbook").Is(200)
		note := ""
		for _, to := range list.Links() {
			if m := regexp.MustCompile(`^/handbook/([0-9a-f]{32})$`).FindStringSubmatch(to); m != nil {
				note = m[1]
			}
		}
		if note == "" {
			t.Fatalf("no note in the handbook of %s", house.Name)
		}
		return place{"‹note›": note, "‹case›": caseOf(t, n, counsellor), "‹box›": boxOf(t, n, counsellor, house.Name), "‹person›": string(actor.Person), "‹centre›": string(house.ID), "‹organisation›": string(house.Organisation),
			"‹entry›": entry, "‹none›": "00000000-0000-7000-8000-000000000000"}
	}
	d, err := n.App.Centres.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	entry = string(d.Centres[0].ID)
	return of("counsellor"), of("counsellor2")
}

// Words that only one centre of the demonstration knows: of its notes, and of its
// cases those that are no words of a fingerprint.
var (
	knownToAhorn = []string{"Schutzwohnung Nord", "Musterweg 12", "Tresor, Fach 2", "Nadja Petrova", "23125 014",
		"Bachstelze", "Buchfink", "Goldammer", "Hänfling", "Haubenmeise", "Kranich Mutter", "Nachtigall", "Rotkehlchen", "Zaunkönig"}
	knownToLinde = []string{"Frau Le", "99998 031", "Großmarkt", "Stundenzettel",
		"Akelei", "Bärlauch"}
)

// caseOf opens a case, for which somebody is responsible and in which nothing is
// written yet.
func caseOf(t *testing.T, n *testkit.Network, counsellor string) string {
	t.Helper()
	to := n.SignIn(t, counsellor).Posts("/casework/new", url.Values{"alias": {"Fall von " + counsellor}, "way": {"self"}}).Is(303).Header.Get("Location")
	return strings.TrimPrefix(to, "/casework/cases/")[:32]
}

// TestC3EveryRouteTellsEveryRoleItsOwnOnly walks every route inside with every
// role, with ids of the own and of the other centre.
func TestC3EveryRouteTellsEveryRoleItsOwnOnly(t *testing.T) {
	testkit.OnEach(t, testkit.Options{Demo: true, People: true, Cases: true}, func(t *testing.T, n *testkit.Network) {
		ahorn, linde := placesOf(t, n)
		asked := 0
		for name, person := range withEveryRole(t, n) {
			own, other, secrets := ahorn, linde, slices.Concat(knownToAhorn, knownToLinde)
			switch {
			case person.house == "linde":
				own, other, secrets = linde, ahorn, knownToAhorn
			case person.house == "ahorn" && person.key:
				secrets = knownToLinde
			}
			visitor := n.SignIn(t, name)
			for _, route := range n.App.Site.Routes() {
				if route.Right == web.Everyone {
					continue
				}
				line, known := innerRoutes[nameOf(route)]
				if !known {
					t.Fatalf("the route %s has no line in the table of what each role gets", nameOf(route))
				}
				if line.right != route.Right {
					t.Errorf("%s needs the right %q, the table says %q", nameOf(route), route.Right, line.right)
				}
				has := person.has(line.right)
				ask := func(p place) *testkit.Page {
					asked++
					if route.Method == http.MethodPost {
						return visitor.Posts(p.in(line.at), url.Values{})
					}
					return visitor.Opens(p.in(line.at))
				}
				expect := func(page *testkit.Page, want int, whose string) {
					t.Helper()
					if page.Status != want {
						t.Errorf("%s: %s with ids of %s centre: %d, want %d", name, nameOf(route), whose, page.Status, want)
					}
					page.NeverSays(secrets...)
				}
				switch {
				case !has:
					expect(ask(own), 403, "her own")
					expect(ask(other), 403, "the other")
				default:
					if line.own != 0 {
						want := line.own
						if !person.key && needsKey(line.at) {
							ask(own).NeverSays(secrets...) // she is told what is missing
						} else {
							page := ask(own)
							expect(page, want, "her own")
							if strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") && page.Status != 303 {
								page.IsWholeInside("de")
							}
						}
					}
					if line.other != 0 {
						page := ask(other)
						if page.Status == 200 && person.key || page.Status >= 300 && page.Status != line.other && page.Status != 403 {
							t.Errorf("%s: %s with ids of another centre: %d, want %d", name, nameOf(route), page.Status, line.other)
						}
						page.NeverSays(secrets...)
					}
				}
			}
		}
		t.Logf("%d requests over %d routes inside", asked, len(innerRoutes))
	})
}

// needsKey tells whether a page shows what only the key of a centre opens.
func needsKey(address string) bool {
	return strings.HasPrefix(address, "/handbook") || strings.HasPrefix(address, "/casework") || strings.HasPrefix(address, "/contact") || strings.HasPrefix(address, "/account/centre/") || strings.HasPrefix(address, "/account/keys/")
}

// walker is somebody who walks all routes.
type walker struct {
	role  core.Role
	house string
	key   bool
}

func (w walker) has(right web.Right) bool { return account.Has(w.role, right) }

// withEveryRole adds to the people of the demonstration one of every other role.
func withEveryRole(t *testing.T, n *testkit.Network) map[string]walker {
	t.Helper()
	all := map[string]walker{}
	seen := map[core.Role]bool{}
	for name, d := range testkit.Everybody() {
		house := ""
		switch {
		case strings.Contains(d.House, "Ahorn"):
			house = "ahorn"
		case strings.Contains(d.House, "Linde"):
			house = "linde"
		}
		all[name], seen[d.Role] = walker{d.Role, house, d.Key}, true
	}
	ahorn := n.ActorOf(t, "counsellor").Centre
	for _, r := range account.Roles() {
		if seen[r.Role] {
			continue
		}
		unit, house := core.ID(""), ""
		switch r.Place {
		case account.InCentre:
			unit, house = ahorn, "ahorn"
		case account.InOrganisation:
			h, err := n.App.Accounts.House(t.Context(), ahorn)
			if err != nil {
				t.Fatal(err)
			}
			unit = h.Organisation
		}
		name := "walker." + string(r.Role)
		_, _, err := n.App.Accounts.AddDemo(t.Context(), account.NewPerson{Name: name, SignIn: name, Language: "de",
			Duties: []account.Duty{{Role: r.Role, Unit: unit}}}, app.DemoPassword)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = walker{r.Role, house, false}
	}
	return all
}
