package ui

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
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
	).Convert(markdown, &b)
	// A wide table scrolls by itself, and the page stays where it is.
	return Prose{wideTables.Replace(b.String())}, err
}
