package source

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"verbund/internal/caselaw/decision"
)

// longestPage is how many bytes a page of HTML may have: reading one takes a time that
// can grow faster than the page.
const longestPage = 8 << 20

var metaCharset = regexp.MustCompile(`(?i)<meta[^>]+charset\s*=\s*["']?([\w-]+)`)

// fromHTML reads a decision on a page of HTML. Scripts, styles, forms and navigation are
// left out; of a page that marks its main part, that part is read.
func fromHTML(file []byte) (decision.Found, error) {
	if len(file) > longestPage {
		return decision.Found{}, tooLarge("caselaw.source.text-large", "name", "HTML", "most", megabytes(longestPage))
	}
	declared := ""
	if m := metaCharset.FindSubmatch(file[:min(len(file), 4096)]); m != nil {
		declared = string(m[1])
	}
	text, err := textIn(file, declared)
	if err != nil {
		return decision.Found{}, err
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return decision.Found{}, withCause(invalid("caselaw.source.html"), err)
	}
	page := fromNode(root, 0)
	body := page.find("body")
	if body == nil {
		return decision.Found{}, invalid("caselaw.source.no-words")
	}
	f := flowOf(mainPart(body))
	l := linesOfBlocks(f.blocks)
	found, err := fromLines(l, false)
	if err != nil {
		return found, err
	}
	var drops dropped
	drops.add(f.pictures, "caselaw.source.dropped.pictures")
	for _, k := range found.Dropped {
		drops.add(true, k)
	}
	found.Dropped = drops.keys
	return found, nil
}

// mainPart is the part of a page that it marks as its main one, where that has at least
// half of the words.
func mainPart(body *node) *node {
	all := len(body.words())
	var best *node
	body.below(func(n *node) bool {
		if best != nil || n.name != "main" && n.name != "article" && n.attr("role") != "main" {
			return best == nil
		}
		if len(n.words())*2 >= all {
			best = n
		}
		return false // what lies below has fewer words still
	})
	if best == nil {
		return body
	}
	return best
}

var passing = regexp.MustCompile(`(?i)\b(?:nav|navi|navigation|navbar|menu|menue|menü|breadcrumbs?|footer|sidebar|cookies?|cookie-banner|banner|skip-?links?|search-?form|suchformular|social|share|toolbar|print-?link|pagination|werbung)\b`)

// fromNode takes over what can be text of a decision.
func fromNode(n *html.Node, depth int) *node {
	out := &node{}
	switch n.Type {
	case html.TextNode:
		out.text = n.Data
		return out
	case html.ElementNode:
		out.name = n.Data
		for _, a := range n.Attr {
			switch a.Key {
			case "class", "id", "name", "role", "type", "start", "value", "alt", "hidden":
				out.attrs = append(out.attrs, attr{a.Key, a.Val})
			}
		}
	}
	if depth > 512 {
		out.name, out.text = "", wordsBelow(n, longestPage)
		return out
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if !isPassing(k) {
			out.kids = append(out.kids, fromNode(k, depth+1))
		}
	}
	return out
}

// isPassing tells whether a node is no text: a script, a form, navigation.
func isPassing(n *html.Node) bool {
	switch n.Type {
	case html.CommentNode, html.DoctypeNode:
		return true
	case html.ElementNode:
	default:
		return false
	}
	switch n.Data {
	case "script", "style", "noscript", "template", "nav", "form", "button", "select", "input", "textarea", "iframe", "aside", "head", "dialog", "audio", "video", "canvas", "map":
		return true
	case "html", "body", "main", "article", "p", "a", "td", "dd", "dt", "li":
		return false
	case "footer", "header":
		return len(wordsBelow(n, 2000)) < 2000 && n.Parent != nil && n.Parent.Data == "body"
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "hidden", a.Key == "aria-hidden" && a.Val == "true":
			return true
		case (a.Key == "class" || a.Key == "id" || a.Key == "role") && passing.MatchString(a.Val):
			return len(wordsBelow(n, 4000)) < 4000
		}
	}
	return false
}

// wordsBelow is the text below a node, up to most bytes and a bit.
func wordsBelow(n *html.Node, most int) string {
	var b bytes.Buffer
	for k := n.FirstChild; k != nil && b.Len() < most; {
		if k.Type == html.TextNode {
			b.WriteString(k.Data)
			b.WriteByte(' ')
		}
		if k.FirstChild != nil {
			k = k.FirstChild
			continue
		}
		for k != n && k.NextSibling == nil {
			k = k.Parent
		}
		if k == n {
			break
		}
		k = k.NextSibling
	}
	return b.String()
}
