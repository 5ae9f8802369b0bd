// Package app is the front hall of the house: it opens the database, builds the
// rooms, connects what one needs from another, and runs the commands. The list
// of rooms is in build, and nowhere else.
package app

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/account"
	"verbund/internal/caselaw"
	"verbund/internal/casework"
	"verbund/internal/centres"
	"verbund/internal/contact"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/figures"
	"verbund/internal/handbook"
	"verbund/internal/network"
	"verbund/internal/platform/backup"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/health"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/metrics"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
	"verbund/internal/site"
)

//go:embed locale
var locale embed.FS

// App is a running network; make one with Open.
type App struct {
	Database *database.DB
	Centres  *centres.Store
	Notices  *site.Store
	Texts    *text.Catalogue
	Places   *placeTable
	Site     *web.Site
	Vault    *vault.Vault
	Accounts *account.Accounts
	Handbook *handbook.Room
	Casework *casework.Room
	Contact  *contact.Room
	Figures  *figures.Store
	Caselaw  *caselaw.Store
	Finder   *caselaw.Finder // opened when something is searched
	Mail     *mail.Queue
	Metrics  *metrics.Metrics // nil unless they are asked for
	Links    *centres.Links   // nil, with linksErr, where there is no secret

	alerts   func(context.Context) error // tells those who follow decisions what is new
	frames   frames
	now      clock.Clock
	linksErr error
}

// zone is the time zone in which the network's opening hours are meant.
const zone = "Europe/Berlin"

// languages in which the site is offered, German first.
var languages = []core.Lang{"de", "de-simple", "en", "fr", "ro", "bg", "hu", "ar", "ru", "uk", "es", "zh-Hans", "vi"}

// loadTexts reads the catalogues of all packages that speak to people.
func loadTexts() (*text.Catalogue, error) {
	var offered []text.Language
	for _, code := range languages {
		l, ok := text.LanguageOf(code)
		if !ok {
			return nil, fmt.Errorf("no language %q", code)
		}
		offered = append(offered, l)
	}
	return text.Load(offered, textSources()...)
}

// textSources are the catalogues of all packages that speak to people.
func textSources() []text.Source {
	return []text.Source{ui.Texts(), web.Texts(), vault.Texts(), account.Texts(), centres.Texts(), site.Texts(), desk.Texts(), handbook.Texts(), casework.Texts(), contact.Texts(), figures.Texts(), caselaw.Texts(), backup.Texts(), health.Texts(),
		{Room: "app", Files: locale, Inside: []string{"fact", "import", "freeze", "init", "texts", "places", "inside"}}}
}

// Open connects to the database, brings its tables up to date, and builds the
// rooms. With demo the network describes itself as the demo does, and pages say
// that they are one. The caller closes the App.
func Open(ctx context.Context, c Config, log *slog.Logger, now clock.Clock, demo bool) (a *App, err error) {
	a = &App{now: now}
	if a.Texts, err = loadTexts(); err != nil {
		return nil, err
	}
	table, err := places.Embedded()
	if err != nil {
		return nil, err
	}
	profile, err := readProfile(c, demo)
	if err != nil {
		return nil, err
	}
	if c.Database == "" {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return nil, err
		}
	}
	db, err := database.Open(ctx, c.database(), database.Options{Clock: now})
	if err != nil {
		return nil, err
	}
	a.Database = db
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	if err = a.Database.Migrate(ctx, Migrations()...); err != nil {
		return nil, err
	}
	if err = a.openVault(ctx, c, now); err != nil {
		return nil, err
	}
	a.Places = newPlaceTable(a.Database, table, now)
	a.Notices = site.NewStore(a.Database, now, account.Allows)
	a.Mail = mail.NewQueue(a.Database, now)
	a.Centres = centres.NewStore(a.Database, table, a.Texts, now, account.Allows)
	a.Metrics = newMetrics(c, now)
	return a, a.build(c, profile, log, now, demo)
}

// Close ends the connection to the database, and the use of the index. No request may
// run any more.
func (a *App) Close() error { return errors.Join(a.Finder.Close(), a.Database.Close()) }

// Migrations are the tables of all packages, in the order in which they depend
// on each other.
func Migrations() []database.Migrations {
	return []database.Migrations{{Room: "places", Files: places.Migrations}, mail.Migrations(), network.Migrations(), account.Migrations(), vault.Migrations(), centres.Migrations(), site.Migrations(), casework.Migrations(), contact.Migrations(), figures.Migrations(), caselaw.Migrations()}
}

// build makes the rooms and connects them.
func (a *App) build(c Config, profile network.Profile, log *slog.Logger, now clock.Clock, demo bool) error {
	berlin, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	static, err := web.NewStatic(map[string][]byte{"site.js": ui.SiteScript, "inside.js": ui.InsideScript, "inside.css": ui.InsideStyle, "passkey.js": ui.PasskeyScript, "icon.png": ui.Icon, "figures.css": ui.FigureStyle, "caselaw.css": ui.CaselawStyle})
	if err != nil {
		return err
	}
	lines, err := centres.DefaultLines()
	if err != nil {
		return err
	}
	f := frames{site: profile.Name, url: c.URL, secure: c.secure(), demo: demo, texts: a.Texts, static: static,
		notice: site.NewBoard(a.Notices, now).Now,
		exitTo: c.ExitTo, clock: now, zone: berlin}
	f.unit = func(ctx context.Context, actor core.Actor) string { return a.Accounts.UnitName(ctx, actor) }
	a.frames = f
	a.Accounts = a.accounts(c, f, now, berlin, demo)
	if a.Figures, err = figures.NewStore(a.Database, now, berlin, account.Allows); err != nil {
		return err
	}
	if a.Caselaw, err = caselaw.NewStore(a.Database, now, berlin, account.Allows); err != nil {
		return err
	}
	a.Finder = caselaw.NewFinder(a.Caselaw, filepath.Join(c.Data, "caselaw.index"))
	a.Handbook = a.handbook(f, now, berlin)
	if a.Casework, err = a.casework(f, now, berlin); err != nil {
		return err
	}
	keeper := centres.NewKeeper(a.Centres, now)
	a.Contact = a.contact(c, f, keeper, lines, now, berlin)

	directory := centres.New(centres.Deps{
		Keeper: keeper, Places: a.Places.now, Texts: a.Texts, Lines: lines, Clock: now, Zone: berlin, Frame: f.frame,
		About: about(profile), Address: f.address,
	})
	shown, err := a.publicFigures(f)
	if err != nil {
		return err
	}
	public, err := site.New(site.Deps{
		Languages: a.Texts.Languages(), Store: a.Notices, Clock: now, Zone: berlin, Frame: f.frame, Facts: facts(profile, a.Texts), Address: f.address,
		Write:   writeSafely,
		Entries: func(ctx context.Context) ([]string, error) { return entries(ctx, keeper, shown, a.Caselaw) },
		Ready:   a.Database.Ping,
		ExitTo:  c.ExitTo, Security: securityContact(c, profile), Demo: demo,
	})
	if err != nil {
		return err
	}

	var limit *web.Limit
	if c.Rate > 0 {
		limit = web.NewLimit(now, c.Rate, c.Burst, c.Proxy)
	}
	law := a.caselawRoom(c, f, now, berlin)
	a.alerts = law.SendAlerts
	upkeep := a.upkeep(c, f, keeper, now, berlin, log)
	desk := centres.NewDesk(centres.DeskDeps{Store: a.Centres, Clock: now, Zone: berlin, Frame: f.frame})
	a.Site, err = web.New(web.Config{
		Texts: a.Texts, Log: log, InlineStyle: ui.PublicStyle, FormsLeadTo: origins(c.ExitTo), Limit: limit, Secure: f.secure,
		Observe: observer(a.Metrics, now),
		Allow:   account.Allows, Actor: a.Accounts.Actor,
		Failure: func(r *http.Request, failure web.Failure) templ.Component {
			if failure.Again != nil {
				return a.Accounts.SignedOutPage(r, failure.Again)
			}
			return failurePage(f, r, failure)
		},
	}, static.Routes(), public.Routes(), directory.Routes(), upkeep.Routes(), desk.Routes(), a.Accounts.Routes(), a.Handbook.Routes(), a.Casework.Routes(), a.Contact.Routes(), a.figuresRoom(f, now, berlin).Routes(), shown.Routes(), law.Routes())
	return err
}

// securityContact is the one that is set, else the network's own mail address.
func securityContact(c Config, p network.Profile) string {
	if c.Security == "" && p.Imprint.Email != "" {
		return "mailto:" + p.Imprint.Email
	}
	return c.Security
}

// origins is where the way out leads, without its path.
func origins(address string) []string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil
	}
	return []string{u.Scheme + "://" + u.Host}
}

// entries are the addresses of the directory, the figures and the decisions, for the
// site's map.
func entries(ctx context.Context, keeper *centres.Keeper, shown *figures.Public, decisions *caselaw.Store) ([]string, error) {
	d, _, err := keeper.Directory(ctx)
	if err != nil {
		return nil, err
	}
	all := []string{"/centres", "/centres/coverage"}
	for _, c := range d.Centres {
		all = append(all, "/centres/"+strconv.Itoa(c.Number))
	}
	more, err := shown.Addresses(ctx)
	if err != nil {
		return nil, err
	}
	cases, err := decisions.Addresses(ctx)
	return slices.Concat(all, more, cases), err
}

// failurePage says what happened and leads on.
func failurePage(f frames, r *http.Request, failure web.Failure) templ.Component {
	heading := "site.failure.not-possible"
	switch {
	case failure.Status == http.StatusNotFound || failure.Status == http.StatusGone:
		heading = "site.failure.not-found"
	case failure.Status >= 500 || failure.Status == http.StatusTooManyRequests:
		heading = "site.failure.try-again"
	}
	frame := f.frame(r, ui.Page{Heading: heading, Title: heading})
	return site.FailurePage(frame, strconv.Itoa(failure.Status), frame.Say(failure.Key, failure.Args...), failure.Request)
}

// readProfile reads what the network says about itself: the demo's own, the
// file that is set, the one in the data folder, or nothing.
func readProfile(c Config, demo bool) (network.Profile, error) {
	if demo && c.Profile == "" {
		file, err := demoFiles.ReadFile("demo/network.toml")
		if err != nil {
			return network.Profile{}, err
		}
		return network.ReadProfile(file)
	}
	path := c.Profile
	if path == "" {
		path = filepath.Join(c.Data, "network.toml")
	}
	file, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && c.Profile == "" {
		err = nil
	}
	if err != nil {
		return network.Profile{}, err
	}
	return network.ReadProfile(file)
}
