package source

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
)

// Bounds of a document of markup. The deepest tables of the portals lie 30 elements deep.
const (
	deepest   = 200
	mostNodes = 2_000_000
)

// node is an element of XML or HTML, or a piece of text, which has no name.
type node struct {
	space string // the name space, of XML
	name  string // without its prefix, in lower case
	attrs []attr
	kids  []*node
	text  string
}

type attr struct{ name, value string }

// attr returns the value of an attribute by its name without prefix, or nothing.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// child goes down by names, to the first element of each, and returns nil where there
// is none. It may be called on nil.
func (n *node) child(names ...string) *node {
	for _, name := range names {
		var next *node
		if n != nil {
			for _, k := range n.kids {
				if k.name == name {
					next = k
					break
				}
			}
		}
		n = next
	}
	return n
}

// children are the elements right below n that have the name.
func (n *node) children(name string) (all []*node) {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			all = append(all, k)
		}
	}
	return all
}

// below calls f with n and everything below it, in order; where f returns false it
// does not go deeper.
func (n *node) below(f func(*node) bool) {
	if n == nil || !f(n) {
		return
	}
	for _, k := range n.kids {
		k.below(f)
	}
}

// find returns the first element below n that has the name, or nil.
func (n *node) find(name string) (found *node) {
	n.below(func(k *node) bool {
		if found == nil && k.name == name {
			found = k
		}
		return found == nil
	})
	return found
}

// words is all text below n in one line. It may be called on nil.
func (n *node) words() string {
	var b strings.Builder
	n.below(func(k *node) bool {
		b.WriteString(k.text)
		if k.name == "br" || isBlock(k.name) {
			b.WriteByte(' ')
		}
		return true
	})
	tidy, _ := plain(b.String())
	return oneLine(tidy)
}

// oneLine puts single spaces between words, and none around them.
func oneLine(s string) string {
	return strings.Join(strings.Fields(s), " ")
}

var (
	declaration = regexp.MustCompile(`^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)
	rootName    = regexp.MustCompile(`^<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)`)
)

// sniffMarkup tells XML from HTML by the first element.
func sniffMarkup(text string) format {
	declared := strings.HasPrefix(text, "<?xml")
	for {
		text = strings.TrimLeft(text, " \t\r\n\f")
		end := ""
		switch {
		case strings.HasPrefix(text, "<!--"):
			end = "-->"
		case strings.HasPrefix(text, "<?"):
			end = "?>"
		case strings.HasPrefix(text, "<!"):
			end = ">"
			if open := strings.IndexByte(text, '['); open >= 0 && open < strings.IndexByte(text, '>') {
				end = "]>"
			}
		default:
			root := rootName.FindStringSubmatch(text)
			if root == nil {
				if declared {
					return isXML // refused there, with the reason
				}
				return isText
			}
			if name := strings.ToLower(root[1]); declared && name != "html" || name == "dokument" || name == "akomantoso" || name == "items" {
				return isXML
			}
			return isHTML
		}
		_, rest, ok := strings.Cut(text, end)
		if !ok {
			if strings.HasPrefix(strings.ToLower(text), "<!doctype html") {
				return isHTML
			}
			return isXML // refused there, with the reason
		}
		text = rest
	}
}

// parseXML reads a document. It knows no entities but those of XML and HTML, fetches
// nothing, and refuses a document that declares its own.
func parseXML(file []byte) (*node, error) {
	name := ""
	if m := declaration.FindStringSubmatch(beginning(file[:min(len(file), 1024)])); m != nil {
		name = m[1]
	}
	text, err := textIn(file, name)
	if err != nil {
		return nil, err
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded above
	root := &node{}
	open := []*node{root}
	nodes := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, faultOfXML(err)
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{space: t.Name.Space, name: strings.ToLower(t.Name.Local)}
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					n.attrs = append(n.attrs, attr{strings.ToLower(a.Name.Local), a.Value})
				}
			}
			top.kids = append(top.kids, n)
			open = append(open, n)
			if nodes++; len(open) > deepest || nodes > mostNodes {
				return nil, unprocessable("caselaw.source.xml-deep")
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if nodes++; len(t) > 0 && nodes <= mostNodes {
				top.kids = append(top.kids, &node{text: string(t)})
			}
		case xml.Directive:
			if strings.Contains(string(t), "<!ENTITY") {
				return nil, unprocessable("caselaw.source.xml-entities")
			}
		}
	}
	for _, n := range root.kids {
		if n.name != "" {
			return n, nil
		}
	}
	return nil, invalid("caselaw.source.xml-empty")
}

func faultOfXML(err error) error {
	line := 0
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		line = syntax.Line
	}
	return withCause(invalid("caselaw.source.xml-broken", "at", line), err)
}

// isBlock tells whether an element stands in lines of its own.
func isBlock(name string) bool {
	switch name {
	case "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "caption",
		"blockquote", "pre", "section", "article", "main", "body", "header", "footer", "figure", "figcaption", "address", "hr", "center", "fieldset", "details", "summary", // HTML
		"block", "content", "embeddedstructure", "hcontainer", "opinion", "blocklist", "item", "heading", "subheading", "paragraph", "level", "num": // Akoma Ntoso
		return true
	}
	return false
}
