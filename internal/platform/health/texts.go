package health

import (
	"embed"

	"verbund/internal/platform/text"
)

//go:embed locale
var locale embed.FS

// Texts are the words of the package, for people who run the program.
func Texts() text.Source {
	return text.Source{Room: "health", Files: locale, Inside: []string{"state", "files", "disk", "certificate", "secret", "mail", "database",
		"migrations", "indexes", "clock", "backup", "settings"}}
}
