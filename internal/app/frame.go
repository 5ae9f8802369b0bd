package app

import (
	"net/http"
	"net/netip"
	"strings"
	"time"

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

	exitTo string // the harmless site, for frozen copies
	clock  clock.Clock
	zone   *time.Location
}

var navigation = []struct{ path, key string }{
	{"/centres", "site.nav.find"},
	{"/rights", "site.nav.rights"},
	{"/background", "site.nav.background"},
	{"/about", "site.nav.about"},
	{"/safety", "site.nav.safety"},
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

// frame is given to the rooms.
func (f frames) frame(r *http.Request, p ui.Page) ui.Frame {
	t := web.Printer(r)
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
	case t.Gaps("ui", "web", "site", "centres"):
		frame.Gap = t.Say("ui.german")
	case t.Lang() == easy && t.Unchecked():
		frame.Gap = t.Say("ui.unchecked")
	}
	if web.Frozen(r) {
		f.freeze(&frame)
	}
	frame.Nav, frame.Foot = links(navigation), links(footer)
	localised := web.Localised(r)
	for _, l := range f.texts.Languages() {
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
	return "http://" + host
}

const hostLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]"
