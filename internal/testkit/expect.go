package testkit

import (
	"net/http"
	"slices"
	"strings"
)

// Is expects a status and returns the page, so that more can be expected of it.
func (p *Page) Is(status int) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("%s: status %d, want %d:\n%s", p.name, p.Status, status, p.start())
	}
	return p
}

// Says expects words in what a reader sees of the whole page.
func (p *Page) Says(words ...string) *Page {
	p.t.Helper()
	text := Element{p.root}.Text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.t.Errorf("%s: the page does not say %q:\n%s", p.name, w, text)
		}
	}
	return p
}

// NeverSays expects that words stand nowhere in what was sent, seen or not.
func (p *Page) NeverSays(words ...string) *Page {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(p.Body, w) {
			p.t.Errorf("%s: the answer holds %q", p.name, w)
		}
	}
	return p
}

// Sends expects a header with exactly this value; the empty one means none.
func (p *Page) Sends(name, value string) *Page {
	p.t.Helper()
	if got := strings.Join(p.Header.Values(name), ", "); got != value {
		p.t.Errorf("%s: %s is %q, want %q", p.name, name, got, value)
	}
	return p
}

// LeadsTo expects a redirect to an address.
func (p *Page) LeadsTo(address string) *Page {
	p.t.Helper()
	p.Is(http.StatusSeeOther)
	return p.Sends("Location", address)
}

// IsWhole expects a complete page in a language: one heading, a main part, the
// way out, a way on, and nothing that the site did not put there itself.
func (p *Page) IsWhole(lang string) *Page {
	p.t.Helper()
	p.isComplete(lang)
	if got := p.Header.Get("Content-Language"); got != lang {
		p.t.Errorf("%s: Content-Language is %q, want %q", p.name, got, lang)
	}
	if !slices.ContainsFunc(p.Tagged("form"), func(e Element) bool { return e.Attribute("action") == "/exit" }) {
		p.t.Errorf("%s: the page has no way out", p.name)
	}
	writing := slices.ContainsFunc(p.Forms(), func(f Form) bool { return f.Action == "/contact" }) // which leads nowhere else on purpose
	if !writing && !slices.Contains(p.Links(), "/"+lang+"/centres") {
		p.t.Errorf("%s: the page has no way on to help", p.name)
	}
	return p
}

// IsWholeInside expects a complete page for somebody who is signed in, with the
// way to sign out.
func (p *Page) IsWholeInside(lang string) *Page {
	p.t.Helper()
	p.isComplete(lang)
	if !slices.ContainsFunc(p.Tagged("form"), func(e Element) bool { return e.Attribute("action") == "/account/sign-out" }) {
		p.t.Errorf("%s: one cannot sign out on the page", p.name)
	}
	if cache := p.Header.Get("Cache-Control"); cache != "no-store" {
		p.t.Errorf("%s: Cache-Control is %q", p.name, cache)
	}
	return p
}

// IsWholeInFrame expects a complete page for a frame of another site: no form
// and no script, links that leave the frame or stay in it as they say, and a way
// on to help. It has no way out: the page around it is not ours.
func (p *Page) IsWholeInFrame(lang string) *Page {
	p.t.Helper()
	p.isComplete(lang)
	if got := p.Header.Get("Content-Language"); got != lang {
		p.t.Errorf("%s: Content-Language is %q, want %q", p.name, got, lang)
	}
	p.lacks("form", "input", "button", "script", "img")
	for _, e := range p.Role("link") {
		to, top := e.Attribute("href"), e.Attribute("target") == "_top"
		if stays := strings.HasPrefix(to, "/"+lang+"/centres/embed?"); stays == top {
			p.t.Errorf("%s: the link to %s opens in the wrong place", p.name, to)
		}
	}
	if !slices.Contains(p.Links(), "/"+lang+"/centres#lines") {
		p.t.Errorf("%s: the page has no way on to help", p.name)
	}
	return p
}

// IsWholeAlone expects a complete page that is kept as a file: it loads and
// sends nothing, leads to nothing but telephones, and holds numbers to call.
func (p *Page) IsWholeAlone(lang string) *Page {
	p.t.Helper()
	p.isComplete(lang)
	p.lacks("form", "input", "button", "script", "img", "link")
	for _, to := range p.Links() {
		if !strings.HasPrefix(to, "tel:") {
			p.t.Errorf("%s: the file leads to %s", p.name, to)
		}
	}
	if len(p.Links()) == 0 {
		p.t.Errorf("%s: the file holds no number to call", p.name)
	}
	return p
}

// isComplete expects what every page has, wherever it stands.
func (p *Page) isComplete(lang string) {
	p.t.Helper()
	p.IsHarmless()
	if got := p.Lang(); got != lang {
		p.t.Errorf("%s: the page is in %q, want %q", p.name, got, lang)
	}
	if !strings.HasSuffix(strings.TrimSpace(p.Body), "</html>") || p.Heading() == "" || p.Title() == "" || p.Main() == "" {
		p.t.Errorf("%s: the page is not complete:\n%s", p.name, p.Body)
	}
}

func (p *Page) lacks(tags ...string) {
	p.t.Helper()
	for _, tag := range tags {
		if len(p.Tagged(tag)) > 0 {
			p.t.Errorf("%s: the page holds a <%s>", p.name, tag)
		}
	}
}

// carriers are the elements that can bring in script or frames, and the one
// that tests write where words come from outside.
var carriers = []string{"canary", "script", "iframe", "object", "embed", "base", "frame", "applet", "svg", "math", "link", "img"}

// IsHarmless expects that nothing on the page can run or load anything but the
// site's own script, icon and pictures: no handler in an attribute, no address
// that runs script, no foreign host.
func (p *Page) IsHarmless() *Page {
	p.t.Helper()
	for _, e := range p.All(func(Element) bool { return true }) {
		for _, name := range e.Attributes() {
			value := strings.ToLower(strings.TrimSpace(e.Attribute(name)))
			switch {
			case strings.HasPrefix(name, "on"), name == "style", name == "srcdoc":
				p.t.Errorf("%s: <%s> has the attribute %s", p.name, e.Tag(), name)
			case (name == "href" || name == "src" || name == "action" || name == "formaction") && isRunning(value):
				p.t.Errorf("%s: <%s> leads to %q", p.name, e.Tag(), value)
			}
		}
		if slices.Contains(carriers, e.Tag()) && !isOurs(e) {
			p.t.Errorf("%s: the page holds a foreign <%s>", p.name, e.Tag())
		}
	}
	return p
}

func isRunning(address string) bool {
	for _, scheme := range []string{"javascript:", "data:", "vbscript:", "blob:"} {
		if strings.HasPrefix(address, scheme) {
			return true
		}
	}
	return false
}

func isOurs(e Element) bool {
	switch e.Tag() {
	case "script":
		src := e.Attribute("src")
		own := slices.ContainsFunc([]string{"site.", "inside.", "passkey."}, func(name string) bool { return strings.HasPrefix(src, "/static/"+name) })
		return own && e.Text() == ""
	case "img":
		src := e.Attribute("src")
		return strings.HasPrefix(src, "/") && !strings.HasPrefix(src, "//")
	case "link":
		rel := e.Attribute("rel")
		sheet := slices.ContainsFunc([]string{"inside.", "figures.", "caselaw."}, func(name string) bool {
			return strings.HasPrefix(e.Attribute("href"), "/static/"+name)
		})
		return slices.Contains([]string{"icon", "canonical", "alternate"}, rel) || rel == "stylesheet" && sheet
	case "svg":
		return e.Attribute("aria-hidden") == "true"
	}
	return false
}
