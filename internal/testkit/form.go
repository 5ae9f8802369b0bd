package testkit

import (
	"net/url"
	"slices"

	"golang.org/x/net/html"
)

// Form is a form of a page.
type Form struct {
	Action string
	Post   bool
	Files  bool      // sends files
	Fields []Element // inputs, areas and selections with a name

	Buttons []Element // by which it is sent
}

// Forms returns the forms of the page in their order.
func (p *Page) Forms() []Form {
	var all []Form
	for _, e := range p.Tagged("form") {
		f := Form{Action: e.Attribute("action"), Post: e.Attribute("method") == "post", Files: e.Attribute("enctype") == "multipart/form-data"}
		for n := range e.node.Descendants() {
			one := Element{n}
			if n.Type == html.ElementNode && slices.Contains([]string{"input", "textarea", "select"}, n.Data) && one.Attribute("name") != "" {
				f.Fields = append(f.Fields, one)
			}
			if n.Type == html.ElementNode && n.Data == "button" {
				f.Buttons = append(f.Buttons, one)
			}
		}
		all = append(all, f)
	}
	return all
}

// FormTo returns the form that is sent to an address.
func (p *Page) FormTo(action string) Form {
	p.t.Helper()
	for _, f := range p.Forms() {
		if f.Action == action {
			return f
		}
	}
	p.t.Fatalf("%s: no form to %s:\n%s", p.name, action, p.Main())
	return Form{}
}

// Typed are the fields into which somebody types, or puts a file.
func (f Form) Typed() []Element {
	var all []Element
	for _, e := range f.Fields {
		if e.Tag() == "textarea" || e.Tag() == "input" && !slices.Contains([]string{"hidden", "checkbox", "radio", "submit"}, e.Attribute("type")) {
			all = append(all, e)
		}
	}
	return all
}

// Values are what is sent if nobody changes anything.
func (f Form) Values() url.Values {
	values := url.Values{}
	for _, e := range f.Fields {
		kind, name := e.Attribute("type"), e.Attribute("name")
		switch {
		case e.Tag() == "textarea":
			values.Add(name, e.Text())
		case e.Tag() == "select":
			values.Add(name, chosen(e))
		case kind == "file", (kind == "checkbox" || kind == "radio") && !slices.Contains(e.Attributes(), "checked"):
		default:
			values.Add(name, e.Attribute("value"))
		}
	}
	return values
}

// chosen is the value of a selection: the one that is marked, else the first.
func chosen(e Element) string {
	first, seen := "", false
	for n := range e.node.Descendants() {
		if o := (Element{n}); n.Type == html.ElementNode && n.Data == "option" {
			if slices.Contains(o.Attributes(), "selected") {
				return o.Attribute("value")
			}
			if !seen {
				first, seen = o.Attribute("value"), true
			}
		}
	}
	return first
}
