package app

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"verbund/internal/account"
	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// frames makes what stands around every page.
type frames struct {
	site   string // the name of the network
	url    string // the address of the site, if it is set
	secure bool
	demo   bool
	texts  *text.Catalogue
	static *web.Static
	notice func(*text.Printer) *ui.Announcement // what everybody must know now, or nil

	unit func(context.Context, core.Actor) string // the name of the centre for which somebody acts

	exitTo string // the harmless site, for frozen copies
	clock  clock.Clock
	zone   *time.Location
}

var navigation = []struct{ path, key string }{
	{"/centres", "site.nav.find"},
	{"/rights", "site.nav.rights"},
	{"/background", "site.nav.background"},
	{"/figures", "site.nav.figures"},
	{"/caselaw", "site.nav.caselaw"},
	{"/about", "site.nav.about"},
	{"/safety", "site.nav.safety"},
}

// inside are the pages of people who are signed in, each shown to whoever has
// its right.
var inside = []struct {
	path, key string
	right     web.Right
}{
	{"/account", "app.inside.start", account.Self},
	{"/casework", "app.inside.casework", account.ReadCases},
	{"/contact/inbox", "app.inside.contact", account.AnswerContact},
	{"/handbook", "app.inside.handbook", account.ReadHandbook},
	{"/account/centre", "app.inside.centre", account.Centre},
	{"/centres/own", "app.inside.own-entry", account.OwnEntry},
	{"/figures/deliver", "app.inside.deliver", account.Deliver},
	{"/centres/entries", "app.inside.directory", account.Directory},
	{"/centres/review", "app.inside.review", account.Review},
	{"/figures", "app.inside.figures", account.Figures},
	{"/figures/publications", "app.inside.publications", account.Publish},
	{"/caselaw", "app.inside.caselaw", account.EditCaselaw},
	{"/notices", "app.inside.notices", account.Notices},
	{"/account/people", "app.inside.people", account.People},
	{"/account/organisations", "app.inside.organisations", account.Organisations},
	{"/account/health", "app.inside.health", account.Health},
}

var footer = []struct{ path, key string }{
	{"/imprint", "site.nav.imprint"},
	{"/privacy", "site.nav.privacy"},
	{"/accessibility", "site.nav.accessibility"},
}

// easy is Leichte Sprache. It is the one language whose readers are told that a
// text has not been checked: that people with learning difficulties have read it
// is part of what the name promises.
const easy core.Lang = "de-simple"

// frame is given to the rooms. A page for people of the network is in one of
// their languages, also where a browser asks for another.
func (f frames) frame(r *http.Request, p ui.Page) ui.Frame {
	t := web.Printer(r)
	inner := web.Closed(r) || strings.HasPrefix(web.Path(r), "/account")
	if inner && !slices.Contains(account.InsideLanguages(), t.Lang()) {
		lang := core.Lang("en")
		if t.Lang() == easy {
			lang = text.German
		}
		t = f.texts.For(lang)
	}
	say := func(key string) string {
		if p.Plain || key == "" {
			return key
		}
		return t.Say(key)
	}
	frame := ui.Frame{
		Printer: t,
		Site:    f.site,
		Heading: say(p.Heading),
		Title:   say(p.Title),
		Path:    web.Path(r),
		Home:    web.Path(r) == "/" && web.Localised(r),
		Demo:    f.demo,
		Notice:  f.notice(t),
		Icon:    f.static.Address("icon.png"),
	}
	if web.Script(r) {
		frame.Script = f.static.Address("site.js")
	}
	links := func(list []struct{ path, key string }) []ui.Link {
		var all []ui.Link
		for _, l := range list {
			all = append(all, ui.Link{Address: "/" + string(t.Lang()) + l.path, Words: t.Say(l.key), Current: frame.Path == l.path})
		}
		return all
	}
	switch {
	case t.Gaps("ui", "web", "site", "centres", "contact"):
		frame.Gap = t.Say("ui.german")
	case t.Lang() == easy && t.Unchecked():
		frame.Gap = t.Say("ui.unchecked")
	}
	frame.Nav, frame.Foot = links(navigation), links(footer)
	if web.Frozen(r) {
		f.freeze(&frame)
	} else {
		frame.Nav = slices.Insert(frame.Nav, 1, writeSafely(t))
	}
	if actor := web.ActorOf(r); actor.Role == core.Person {
		f.goInside(r, actor, &frame)
	}
	localised := web.Localised(r)
	for _, l := range f.texts.Languages() {
		if inner {
			break // it has one address, and the person's own language
		}
		a := ui.Alternate{Lang: l.Code, Dir: l.Dir, Self: l.Self, Current: l.Code == t.Lang(), Address: "/" + string(l.Code) + "/"}
		if localised {
			a.Address = "/" + string(l.Code) + frame.Path
		}
		a.Full = f.url + a.Address
		frame.Alternates = append(frame.Alternates, a)
	}
	if p.Index && localised {
		frame.About = say(p.About)
		// Only the address that is set: what a request names as its host must
		// not get into a page that others are shown.
		if f.url != "" {
			frame.Canonical = f.url + r.URL.Path
		}
		frame.Index = true
	}
	return frame
}

// writeSafely leads to the one address at which people write anonymously.
func writeSafely(t *text.Printer) ui.Link {
	return ui.Link{Address: "/contact", Words: t.Say("contact.begin.heading")}
}

// goInside puts the frame of inner pages around a page: who is signed in, the
// ways that are open to her, and the way to sign out.
func (f frames) goInside(r *http.Request, actor core.Actor, frame *ui.Frame) {
	frame.Inside = &ui.Inside{
		Person: actor.Name, Home: "/account", SignOut: "/account/sign-out", Lock: "/account/lock", KeysOff: actor.KeysOff, Style: f.static.Address("inside.css"),
	}
	frame.Nav, frame.Gap = nil, ""
	if frame.Script != "" {
		frame.Script = f.static.Address("inside.js")
	}
	frame.Inside.Unit = f.unit(r.Context(), actor)
	for _, l := range inside {
		if account.Allows(actor, l.right) {
			current := frame.Path == l.path || l.path != "/account" && strings.HasPrefix(frame.Path, l.path+"/")
			frame.Nav = append(frame.Nav, ui.Link{Address: l.path, Words: frame.Say(l.key), Current: current})
		}
	}
	// Of ways of which one lies within the other, the inner one is where she is.
	for i := range frame.Nav {
		for _, other := range frame.Nav {
			if other.Current && strings.HasPrefix(other.Address, frame.Nav[i].Address+"/") {
				frame.Nav[i].Current = false
			}
		}
	}
}

// address is the address of the site without a slash at the end: the one that
// is set, else the one that the request was sent to, if it looks like one.
func (f frames) address(r *http.Request) string {
	if f.url != "" {
		return f.url
	}
	host := r.Host
	if _, err := netip.ParseAddrPort(host); err != nil && strings.Trim(host, hostLetters) != "" {
		host = "localhost"
	}
	if f.secure {
		return "https://" + host
	}
	return "http://" + host
}

const hostLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]"
