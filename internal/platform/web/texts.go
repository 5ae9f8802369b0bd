package web

import (
	"embed"

	"verbund/internal/platform/text"
)

//go:embed locale
var locale embed.FS

// Texts are the words of the package.
func Texts() text.Source { return text.Source{Room: "web", Files: locale, Inside: []string{"inside"}} }
