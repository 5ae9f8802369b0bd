package testkit

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// spy takes down what a check complains about.
type spy struct {
	testing.TB
	said []string
}

func (s *spy) Helper() {}

func (s *spy) Errorf(format string, args ...any) {
	s.said = append(s.said, fmt.Sprintf(format, args...))
}

func (s *spy) Fatalf(format string, args ...any) { s.Errorf(format, args...) }

func page(s *spy, body string) *Page {
	return NewPage(s, "GET /x", 200, http.Header{"Content-Language": {"de"}, "X-Two": {"a", "b"}}, []byte(body))
}

func TestHarmfulPagesAreFound(t *testing.T) {
	for body, words := range map[string]string{
		"<p onclick=x>":                         "attribute onclick",
		"<p style=color:red>":                   "attribute style",
		"<a href=' JavaScript:alert(1)'>x</a>":  "leads to",
		"<form action=data:text/html,x></form>": "leads to",
		"<script>alert(1)</script>":             "foreign <script>",
		"<script src=//evil.example/></script>": "foreign <script>",
		"<script src=/insidesite.js></script>":  "foreign <script>",
		"<iframe src=/x></iframe>":              "foreign <iframe>",
		"<img src=//evil.example/x.png>":        "foreign <img>",
		"<link rel=stylesheet href=/x>":         "foreign <link>",
		"<svg><p></svg>":                        "foreign <svg>",
		"<base href=/>":                         "foreign <base>",
		"<p><canary>":                           "foreign <canary>",
	} {
		s := &spy{TB: t}
		page(s, body).IsHarmless()
		if len(s.said) == 0 || !strings.Contains(s.said[0], words) {
			t.Errorf("%s: said %q, want %q", body, s.said, words)
		}
	}
	s := &spy{TB: t}
	page(s, "<script src=/static/site.123.js defer></script><script src=/static/inside.123.js defer></script><img src=/de/x.png><p>onclick</p>").IsHarmless()
	if len(s.said) > 0 {
		t.Errorf("a harmless page is refused: %q", s.said)
	}
}

const whole = `<!DOCTYPE html><html lang="de"><head><title>T</title></head><body><form id="exit" action="/exit"><button>Raus</button></form>
<main><h1>Guten <b>Tag</b></h1><p>Eins</p><p>Zwei</p><label for="a">Ort</label><input id="a" name="place"><a href="/de/centres">Hilfe</a></main></body></html>`

func TestWholePageIsTold(t *testing.T) {
	s := &spy{TB: t}
	page(s, whole).IsWhole("de")
	if len(s.said) > 0 {
		t.Errorf("a whole page is refused: %q", s.said)
	}
	for missing, lang := range map[string]string{"/exit": "de", "/de/centres": "de", "</html>": "de", "Guten <b>Tag</b>": "de", "<title>T": "de", "nothing": "en"} {
		s := &spy{TB: t}
		page(s, strings.Replace(whole, missing, "", 1)).IsWhole(lang)
		if len(s.said) == 0 {
			t.Errorf("a page in %q without %s is taken for whole", lang, missing)
		}
	}
}

const inFrame = `<!DOCTYPE html><html lang="de"><head><title>T</title></head><body><main><h1>Liste</h1><a href="/de/centres/1" target="_top">Eins</a>
<a href="/de/centres/embed?page=2">Weiter</a><a href="/de/centres#lines" target="_top">Hilfe</a></main></body></html>`

func TestPageForAFrameIsTold(t *testing.T) {
	for change, good := range map[[2]string]bool{
		{"", ""}: true,
		{`/de/centres/1" target="_top"`, `/de/centres/1"`}:       false,
		{`embed?page=2"`, `embed?page=2" target="_top"`}:         false,
		{"</main>", `<form action="/exit"></form></main>`}:       false,
		{"</main>", `<script src="/static/site.1.js"></script>`}: false,
		{"/de/centres#lines", "/de/centres"}:                     false,
		{`lang="de"`, `lang="en"`}:                               false,
		{"</html>", ""}:                                          false,
	} {
		s := &spy{TB: t}
		page(s, strings.Replace(inFrame, change[0], change[1], 1)).IsWholeInFrame("de")
		if good != (len(s.said) == 0) {
			t.Errorf("with %q for %q it says %q", change[1], change[0], s.said)
		}
	}
}

const alone = `<!DOCTYPE html><html lang="de"><head><title>T</title></head><body><main><h1>Liste</h1><a href="tel:+4930">030</a></main></body></html>`

func TestFileThatIsKeptIsTold(t *testing.T) {
	for change, good := range map[[2]string]bool{
		{"", ""}:                                          true,
		{"tel:+4930", "/de/centres/1"}:                    false,
		{`<a href="tel:+4930">030</a>`, "030"}:            false,
		{"</main>", `<img src="/x.png">`}:                 false,
		{"<title>", `<link rel="icon" href="/x"><title>`}: false,
		{"</h1>", "</h1><h1>Zwei</h1>"}:                   false,
	} {
		s := &spy{TB: t}
		page(s, strings.Replace(alone, change[0], change[1], 1)).IsWholeAlone("de")
		if good != (len(s.said) == 0) {
			t.Errorf("with %q for %q it says %q", change[1], change[0], s.said)
		}
	}
}

func TestPageIsReadAsAPersonGetsIt(t *testing.T) {
	s := &spy{TB: t}
	p := page(s, whole)
	if p.Heading() != "Guten Tag" || p.Main() != "Guten Tag Eins Zwei Ort Hilfe" || p.Title() != "T" || p.Lang() != "de" ||
		p.Field("Ort").Attribute("name") != "place" || p.Link("Hilfe") != "/de/centres" || len(p.Role("button")) != 1 {
		t.Errorf("%q %q %q %q", p.Heading(), p.Main(), p.Title(), p.Lang())
	}
	p.Is(200).Says("Guten Tag", "Eins Zwei").NeverSays("Drei").Sends("X-Two", "a, b").Sends("X-None", "")
	if len(s.said) > 0 {
		t.Errorf("said %q", s.said)
	}
	for name, check := range map[string]func(*Page){
		"status": func(p *Page) { p.Is(404) }, "words": func(p *Page) { p.Says("Drei") }, "never": func(p *Page) { p.NeverSays("Guten") },
		"header": func(p *Page) { p.Sends("X-Two", "a") }, "redirect": func(p *Page) { p.LeadsTo("/") }, "link": func(p *Page) { p.Link("Drei") }, "field": func(p *Page) { p.Field("Drei") },
	} {
		s := &spy{TB: t}
		check(page(s, whole))
		if len(s.said) == 0 {
			t.Errorf("%s: nothing was said", name)
		}
	}
}
