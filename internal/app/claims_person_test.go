package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"verbund/internal/app"
	"verbund/internal/platform/database"
	"verbund/internal/testkit"
	"verbund/internal/testkit/databases"
)

// onEachLong is onEach, with -short on SQLite alone.
func onEachLong(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, databases.Address(t, database.SQLite)) })
	t.Run("postgresql", func(t *testing.T) {
		if testing.Short() {
			t.Skip("not on PostgreSQL with -short")
		}
		test(t, databases.Address(t, database.PostgreSQL))
	})
}

// inNetworks runs a test in a network on each database, with -short on SQLite
// alone.
func inNetworks(t *testing.T, o testkit.Options, test func(t *testing.T, n *testkit.Network)) {
	t.Helper()
	onEachLong(t, func(t *testing.T, address string) {
		change := o.Config
		o := o
		o.Config = func(c *app.Config) {
			c.Database = address
			if change != nil {
				change(c)
			}
		}
		test(t, testkit.Start(t, o))
	})
}

// colleague is somebody with an account, at her browser.
type colleague struct {
	*testkit.Browser
	t        *testing.T
	now      func() time.Time
	signIn   string
	password string
	secret   string   // of her second factor
	codes    []string // recovery codes that she has not used
}

// accepts sets a password by a one-time link and a second factor, where one is
// asked for.
func (c *colleague) accepts(link string) {
	c.t.Helper()
	page := c.Opens(link).Is(http.StatusOK)
	if c.signIn == "" {
		c.signIn = page.Field("Anmeldename").Attribute("value")
	}
	page = c.Posts(link, "sign-in", c.signIn, "new", c.password, "repeat", c.password).Is(http.StatusSeeOther)
	if page.Header.Get("Location") == "/account/second/new" {
		c.setsUp()
	}
}

// setsUp sets up a second factor and keeps its recovery codes.
func (c *colleague) setsUp() {
	c.t.Helper()
	c.secret = strings.ReplaceAll(codeOn(c.Opens("/account/second/new").Is(http.StatusOK)), " ", "")
	c.Posts("/account/second/new", "code", c.code()).LeadsTo("/account/second/codes")
	c.takesCodes()
}

// takesCodes writes down the recovery codes that are shown.
func (c *colleague) takesCodes() {
	c.t.Helper()
	c.codes = regexp.MustCompile(`[A-Z2-7]{5}-[A-Z2-7]{5}`).FindAllString(c.Opens("/account/second/codes").Is(http.StatusOK).Body, -1)
	if len(c.codes) != 10 {
		c.t.Fatalf("%d recovery codes", len(c.codes))
	}
	c.Posts("/account/second/codes").Is(http.StatusSeeOther)
}

// code is what her app shows now.
func (c *colleague) code() string {
	c.t.Helper()
	code, err := totp.GenerateCode(c.secret, c.now())
	if err != nil {
		c.t.Fatal(err)
	}
	return code
}

// comesIn signs in, with a recovery code where a second factor is asked for.
func (c *colleague) comesIn() {
	c.t.Helper()
	page := c.Posts("/account/sign-in", "name", c.signIn, "password", c.password).Is(http.StatusSeeOther)
	if page.Header.Get("Location") == "/account/second" {
		c.Posts("/account/second", "code", c.codes[0]).Is(http.StatusSeeOther)
		c.codes = c.codes[1:]
	}
}

// codeOn is the code that a page shows to be copied or compared.
func codeOn(page *testkit.Page) string {
	for _, e := range page.All(func(e testkit.Element) bool { return e.Attribute("class") == "code" }) {
		return e.Text()
	}
	return ""
}

// codesOn are all codes that a page shows.
func codesOn(page *testkit.Page) (all []string) {
	for _, e := range page.All(func(e testkit.Element) bool { return e.Attribute("class") == "code" }) {
		all = append(all, e.Text())
	}
	return all
}

// linksOn are the paths of the one-time links that a page shows.
func linksOn(page *testkit.Page) (all []string) {
	for _, e := range page.Tagged("input") {
		if u, err := url.Parse(e.Attribute("value")); err == nil && strings.HasPrefix(u.Path, "/account/invitation/") {
			all = append(all, u.Path)
		}
	}
	return all
}

// grants gives the key of the centre to a colleague who waits for it.
func (c *colleague) grants(person string) {
	c.t.Helper()
	words := codeOn(c.Opens("/account/keys/" + person).Is(http.StatusOK))
	c.Posts("/account/keys/"+person, "compared", "1", "words", words, "password", c.password).LeadsTo("/account/centre")
}

// colleagueCalled is the id of a colleague by her name.
func (c *colleague) colleagueCalled(name string) string {
	c.t.Helper()
	return strings.TrimPrefix(c.Opens("/account/centre").Is(http.StatusOK).Link(name), "/account/colleagues/")
}

// firstLink is the first address on a page that fits a pattern.
func firstLink(t *testing.T, page *testkit.Page, pattern string) string {
	t.Helper()
	for _, to := range page.Links() {
		if regexp.MustCompile(pattern).MatchString(to) {
			return to
		}
	}
	t.Fatalf("no link like %s in %v", pattern, page.Links())
	return ""
}
