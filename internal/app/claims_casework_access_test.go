package app_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/app"
	"verbund/internal/testkit"
)

// things are what a centre keeps in case work, by the piece of an address that
// stands for it.
type things map[string]string

// in writes things into the address of a route.
func (k things) in(path string) string {
	for _, gap := range slices.SortedFunc(maps.Keys(k), func(x, y string) int { return len(y) - len(x) }) {
		path = strings.ReplaceAll(path, gap, strings.Split(gap, "{")[0]+k[gap])
	}
	return strings.NewReplacer("sheets/{sheet}", "sheets/person", "{sheet}", "journal").Replace(path)
}

// with is the same with a thing of somebody else.
func (k things) with(gap string, of things) things {
	mixed := maps.Clone(k)
	mixed[gap] = of[gap]
	return mixed
}

const theCase = "cases/{id}"

// keeps fills a case, and what the centre keeps beside its cases, with one of
// everything that has an address of its own.
func (c *colleague) keeps(caseID, person string) things {
	c.t.Helper()
	at := "/casework/cases/" + caseID
	last := func(address string) string {
		address, _, _ = strings.Cut(address, "?")
		return address[strings.LastIndex(address, "/")+1:]
	}
	made := func(to string, fields ...string) string {
		c.t.Helper()
		return last(strings.TrimSuffix(c.Posts(to, fields...).Is(http.StatusSeeOther).Header.Get("Location"), "/choose"))
	}
	listed := func(page *testkit.Page, pattern string) string {
		c.t.Helper()
		m := regexp.MustCompile(pattern + `/([0-9a-f]{32})`).FindStringSubmatch(page.Is(http.StatusOK).Body)
		if m == nil {
			c.t.Fatalf("nothing like %s", pattern)
		}
		return m[1]
	}
	k := things{theCase: caseID, "/workload/{person}": person, "/texts/{text}": "reflection-request"}
	k["/documents/{entry}"] = last(c.Uploads(at+"/documents", url.Values{"title": {"Geheimnis"}, "kind": {"other"}}, "file", "datei.txt", strings.NewReader("Geheimnis")).Is(http.StatusSeeOther).Header.Get("Location"))
	k["/files/{file}"] = listed(c.Opens(at+"/documents/"+k["/documents/{entry}"]), "/files")
	k["/pages/{file}"] = k["/files/{file}"]
	made(at+"/entries/journal", "day", "2026-03-02", "text", "Geheimnis")
	k["/entries/{sheet}/{entry}"] = "journal/" + listed(c.Opens(at+"/entries/journal"), "/entries/journal")
	k["/letters/{letter}"] = made(at+"/texts/reflection-request", "value-authority", "Geheimnis")
	made(at+"/supervision", "text", "Geheimnis")
	k["/supervision/{note}"] = listed(c.Opens(at+"/supervision"), "/supervision")
	k["/referrals/{referral}"] = made(at+"/referrals", "outside", "Geheimnis")
	made("/casework/houses", "name", "Geheimnis", "beds", "3")
	k["/houses/{house}"] = listed(c.Opens("/casework/houses"), "/casework/houses")
	made("/casework/requests", "day", "2026-03-02", "note", "Geheimnis")
	k["/requests/{request}"] = listed(c.Opens("/casework/requests?month=2026-03"), "/casework/requests")
	k["/reports/{report}"] = made("/casework/reports", "name", "Geheimnis", "of", "cases", "rule", "last-year")
	k["/views/{view}"] = made("/casework/views", "name", "Geheimnis")
	made("/casework/shift", "text", "Geheimnis")
	k["/shift/{note}"] = listed(c.Opens("/casework/shift"), "/casework/shift")
	k["/import/{run}"] = last(c.Uploads("/casework/import", nil, "file", "datei.csv", strings.NewReader("Fallnummer;Bemerkung\nGeheimnis 1;Geheimnis\n")).Is(http.StatusSeeOther).Header.Get("Location"))
	made("/casework/settings/texts/new", "title", "Geheimnis", "body", "Geheimnis")
	k["/settings/texts/{text}"] = listed(c.Opens("/casework/settings"), "/casework/settings/texts")
	return k
}

// TestC3IdsOfCaseWorkLeadNowhereInAnyMixture asks every address of case work with
// ids of things that are there: of one's own centre, of another, and of both.
func TestC3IdsOfCaseWorkLeadNowhereInAnyMixture(t *testing.T) {
	inNetworks(t, testkit.Options{Demo: true, People: true}, func(t *testing.T, n *testkit.Network) {
		ahorn, linde := placesOf(t, n)
		lead, other := inDemo(t, n, "lead"), inDemo(t, n, "lead2")
		mine, theirs := lead.keeps(ahorn["‹case›"], ahorn["‹person›"]), other.keeps(linde["‹case›"], linde["‹person›"])
		answer := func(c *colleague, method, at string) *testkit.Page {
			if method == http.MethodGet {
				return c.Opens(at)
			}
			return c.Posts(at, "password", app.DemoPassword, "reason", "Grund", "why", "Grund", "stop", "Grund", "hold", "Grund", "text", "Text", "title", "Titel",
				"body", "Text", "name", "Name", "alias", "Neuer Name", "day", "2026-03-02", "beds", "1", "scope", "identity", "stamp", strings.Repeat("0", 32))
		}
		asked := 0
		for _, route := range n.App.Site.Routes() {
			if !strings.HasPrefix(route.Path, "/casework/") || !strings.Contains(route.Path, "{") || strings.Contains(route.Path, "/inbox/") {
				continue
			}
			if at := mine.in(route.Path); route.Method == http.MethodGet && at != route.Path {
				page := lead.Opens(at)
				if page.Status != http.StatusOK && !(strings.HasSuffix(at, "/reopen") && page.Status == http.StatusSeeOther) && !(strings.HasSuffix(route.Path, "/pages/{file}") || strings.HasSuffix(at, "/parcel")) {
					t.Errorf("%s answers with %d", at, page.Status)
				}
				if strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") && page.Status == http.StatusOK {
					page.IsWholeInside("de")
				}
			}
			tries := []things{theirs}
			for gap := range mine {
				if gap != "/texts/{text}" && strings.Contains(route.Path, gap) {
					tries = append(tries, mine.with(gap, theirs))
				}
			}
			for _, mixed := range tries {
				at := mixed.in(route.Path)
				if at == mine.in(route.Path) {
					continue
				}
				asked++
				if page := answer(lead, route.Method, at); page.Status != http.StatusNotFound {
					t.Errorf("%s %s with ids of another centre: %d", route.Method, at, page.Status)
				} else {
					page.NeverSays("Geheimnis")
				}
			}
		}
		t.Logf("%d mixtures", asked)
		for _, path := range []string{"/file", "/documents/{entry}", "/letters/{letter}", "/supervision", "/referrals/{referral}"} {
			other.Opens(theirs.in("/casework/cases/{id}" + path)).Is(http.StatusOK).Says("Geheimnis")
		}
	})
}
