package app

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// rewriter makes pages of the site into files of a frozen copy: links lead to
// files, what needs a server is taken out, and nothing is loaded from elsewhere.
type rewriter struct {
	site  string // the site's own address, if it is set
	files frozenFiles
}

// rewrite returns the page and the pages that it leads to.
func (w rewriter) rewrite(p page, body []byte) ([]byte, []page, error) {
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	base, err := url.Parse("http://" + frozenHost + p.address)
	if err != nil {
		return nil, nil, err
	}
	var elements []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			elements = append(elements, n)
		}
	}
	var links []page
	for _, n := range elements {
		switch n.Data {
		case "form", "script":
			takeOut(n)
			continue
		}
		for _, name := range []string{"href", "src"} {
			value, ok := attribute(n, name)
			if !ok {
				continue
			}
			to, link, ok := w.lead(n, base, p.file, value)
			if !ok {
				silence(n)
				break
			}
			setAttribute(n, name, to)
			if link != nil {
				links = append(links, *link)
				if link.save != "" {
					setAttribute(n, "download", link.save)
				}
			}
		}
	}
	var out bytes.Buffer
	if err := html.Render(&out, root); err != nil {
		return nil, nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), links, nil
}

// lead returns where a link leads in the copy, and to which page of it. It is
// false where it leads to nothing that the copy holds.
func (w rewriter) lead(n *html.Node, base *url.URL, file, value string) (string, *page, bool) {
	if rel, _ := attribute(n, "rel"); w.site != "" && n.Data == "link" && rel != "icon" && strings.HasPrefix(value, w.site+"/") {
		return value, nil, true // the page itself, on the site
	}
	to, err := url.Parse(value)
	if err != nil {
		return "", nil, false
	}
	if strings.HasPrefix(value, "#") {
		return value, nil, true
	}
	if rest, ok := strings.CutPrefix(value, w.site); ok && w.site != "" && strings.HasPrefix(rest, "/") {
		if to, err = url.Parse(rest); err != nil {
			return "", nil, false
		}
	}
	to = base.ResolveReference(to)
	switch {
	case to.Host == frozenHost:
		link, ok := w.files.page(to)
		if !ok {
			return "", nil, false
		}
		address := relative(file, link.file)
		if to.Fragment != "" {
			address += "#" + to.EscapedFragment()
		}
		return address, &link, true
	case n.Data == "a" && slices.Contains([]string{"http", "https", "tel", "mailto", "sms"}, to.Scheme):
		return value, nil, true
	}
	return "", nil, false
}

// silence takes a link away: its words stay, a button or what would load
// something goes with them.
func silence(n *html.Node) {
	class, _ := attribute(n, "class")
	if n.Data != "a" || slices.Contains(strings.Fields(class), "button") {
		takeOut(n)
		return
	}
	for n.FirstChild != nil {
		child := n.FirstChild
		n.RemoveChild(child)
		n.Parent.InsertBefore(child, n)
	}
	n.Parent.RemoveChild(n)
}

// takeOut removes an element, and around it what is empty then.
func takeOut(n *html.Node) {
	for n.Parent != nil {
		parent := n.Parent
		parent.RemoveChild(n)
		if !slices.Contains([]string{"div", "li", "nav", "ol", "p", "section", "ul"}, parent.Data) || !isBlank(parent) {
			return
		}
		n = parent
	}
}

func isBlank(n *html.Node) bool {
	for child := range n.ChildNodes() {
		if child.Type == html.ElementNode || child.Type == html.TextNode && strings.TrimSpace(child.Data) != "" {
			return false
		}
	}
	return true
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func setAttribute(n *html.Node, name, value string) {
	for i := range n.Attr {
		if n.Attr[i].Namespace == "" && n.Attr[i].Key == name {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
}
