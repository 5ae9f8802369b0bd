package testkit

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is an answer as a reader gets it. What is looked for and not there fails
// the test.
type Page struct {
	Status int
	Header http.Header
	Body   string

	t    testing.TB
	name string // the request
	root *html.Node
}

// NewPage reads an answer. name says what was asked for, for messages.
func NewPage(t testing.TB, name string, status int, header http.Header, body []byte) *Page {
	t.Helper()
	read := body
	if header.Get("Content-Type") == "application/octet-stream" { // a file, of which only Body says anything
		read = nil
	}
	root, err := html.Parse(bytes.NewReader(read))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return &Page{Status: status, Header: header, Body: string(body), t: t, name: name, root: root}
}

// Element is a part of a page.
type Element struct{ node *html.Node }

// Attribute returns an attribute, or nothing.
func (e Element) Attribute(name string) string {
	for _, a := range e.node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Tag returns the name of the element in lower case.
func (e Element) Tag() string { return e.node.Data }

// Holds tells whether another element stands in this one.
func (e Element) Holds(other Element) bool {
	for n := range e.node.Descendants() {
		if n == other.node {
			return true
		}
	}
	return false
}

// Attributes returns the names of all attributes.
func (e Element) Attributes() []string {
	var all []string
	for _, a := range e.node.Attr {
		all = append(all, a.Key)
	}
	return all
}

// Text returns what a reader sees of the element, with single spaces.
func (e Element) Text() string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style") {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
			if c.Type == html.ElementNode && isBlock(c.Data) {
				b.WriteByte(' ')
			}
		}
	}
	walk(e.node)
	return strings.Join(strings.Fields(b.String()), " ")
}

func isBlock(tag string) bool {
	return !slices.Contains([]string{"a", "b", "em", "i", "span", "strong", "code"}, tag)
}

// All returns every element that fits, in the order of the page.
func (p *Page) All(fits func(Element) bool) []Element {
	var all []Element
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && fits(Element{n}) {
			all = append(all, Element{n})
		}
	}
	return all
}

// Tagged returns every element of a kind, such as "form".
func (p *Page) Tagged(tag string) []Element {
	return p.All(func(e Element) bool { return e.Tag() == tag })
}

// roles are those that elements have by themselves.
var roles = map[string]string{
	"main": "main", "nav": "navigation", "header": "banner", "footer": "contentinfo", "button": "button",
	"form": "form", "article": "article", "ul": "list", "a": "link", "select": "combobox", "textarea": "textbox",
	"h1": "heading", "h2": "heading", "h3": "heading",
}

// Role returns every element with a role that a screen reader would announce.
func (p *Page) Role(role string) []Element {
	return p.All(func(e Element) bool {
		own := e.Attribute("role")
		return own == role || own == "" && roles[e.Tag()] == role
	})
}

// Main returns the text of the page itself, without what stands around it.
func (p *Page) Main() string {
	p.t.Helper()
	all := p.Role("main")
	if len(all) != 1 {
		p.t.Fatalf("%s: %d main parts, not one:\n%s", p.name, len(all), p.start())
	}
	return all[0].Text()
}

// Heading returns the one heading of the first level.
func (p *Page) Heading() string {
	p.t.Helper()
	all := p.Tagged("h1")
	if len(all) != 1 {
		p.t.Fatalf("%s: %d headings of the first level, not one:\n%s", p.name, len(all), p.start())
	}
	return all[0].Text()
}

// Headings returns all headings, of any level.
func (p *Page) Headings() []string {
	var all []string
	for _, e := range p.Role("heading") {
		all = append(all, e.Text())
	}
	return all
}

// Title returns what the browser's tab says.
func (p *Page) Title() string {
	if all := p.Tagged("title"); len(all) > 0 {
		return all[0].Text()
	}
	return ""
}

// Lang returns the language that the page says it is in.
func (p *Page) Lang() string {
	if all := p.Tagged("html"); len(all) > 0 {
		return all[0].Attribute("lang")
	}
	return ""
}

// Links returns where the links of the page lead, in order.
func (p *Page) Links() []string {
	var all []string
	for _, e := range p.Role("link") {
		all = append(all, e.Attribute("href"))
	}
	return all
}

// Link returns where the link with these words leads.
func (p *Page) Link(words string) string {
	p.t.Helper()
	for _, e := range p.Role("link") {
		if e.Text() == words {
			return e.Attribute("href")
		}
	}
	p.t.Fatalf("%s: no link %q", p.name, words)
	return ""
}

// Field returns what can be typed or chosen below a label.
func (p *Page) Field(label string) Element {
	p.t.Helper()
	for _, l := range p.Tagged("label") {
		if l.Text() != label {
			continue
		}
		for _, e := range p.All(func(e Element) bool { return e.Attribute("id") == l.Attribute("for") }) {
			return e
		}
	}
	p.t.Fatalf("%s: no field %q", p.name, label)
	return Element{}
}

func (p *Page) start() string { return p.Body[:min(len(p.Body), 600)] }
