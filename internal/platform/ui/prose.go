package ui

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

// Prose is a long text that has been made into HTML by ReadProse.
type Prose struct{ html string }

var wideTables = strings.NewReplacer("<table>", `<div class="scroll" tabindex="0"><table>`, "</table>", "</table></div>")

// ReadProse makes Markdown (CommonMark with tables) into HTML. HTML inside the
// Markdown is left out, and so is any address that could run script.
func ReadProse(markdown []byte) (Prose, error) {
	var b bytes.Buffer
	err := goldmark.New(
		goldmark.WithExtensions(extension.Table),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	).Convert(markdown, &b, parser.WithContext(parser.NewContext(parser.WithIDs(new(numbered)))))
	// A wide table scrolls by itself, and the page stays where it is.
	return Prose{wideTables.Replace(b.String())}, err
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
