package app

import (
	"net/http"
	"net/netip"
	"strings"

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
		Demo:    f.demo,
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
