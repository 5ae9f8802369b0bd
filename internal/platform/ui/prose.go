package ui

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	markdowntext "github.com/yuin/goldmark/text"
)

// Prose is a long text that has been made into HTML by ReadProse.
type Prose struct{ html string }

var wideTables = strings.NewReplacer("<table>", `<div class="scroll" tabindex="0"><table>`, "</table>", "</table></div>")

// ReadProse makes Markdown (CommonMark with tables) into HTML. HTML inside the
// Markdown is left out, and so is any address that could run script. Headings
// begin with the second rank, because a page has its own of the first.
func ReadProse(markdown []byte) (Prose, error) {
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	read := md.Parser().Parse(markdowntext.NewReader(markdown), parser.WithContext(parser.NewContext(parser.WithIDs(new(numbered)))))
	lower(read)
	err := md.Renderer().Render(&b, markdown, read)
	// A wide table scrolls by itself, and the page stays where it is.
	return Prose{wideTables.Replace(b.String())}, err
}

// lower moves all headings down by a rank where one is of the first.
func lower(read ast.Node) {
	var all []*ast.Heading
	first := false
	for n := read.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			all = append(all, h)
			first = first || h.Level == 1
		}
	}
	for _, h := range all {
		if first {
			h.Level = min(h.Level+1, 6)
		}
	}
}

// numbered gives headings their number as an id: it is the same in every
// language, whatever its letters.
type numbered int

// Generate returns the id of the next heading.
func (n *numbered) Generate([]byte, ast.NodeKind) []byte {
	*n++
	return fmt.Appendf(nil, "part-%d", *n)
}

// Put is told of ids that the text itself gives; ours has none.
func (n *numbered) Put([]byte) {}
