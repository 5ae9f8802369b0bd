package backup

import (
	"embed"

	"verbund/internal/platform/text"
)

//go:embed locale
var locale embed.FS

// Texts are the words of the package, for people who run the program.
func Texts() text.Source {
	return text.Source{Room: "backup", Files: locale, Inside: []string{"error", "said"}}
}
