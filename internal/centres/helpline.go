package centres

import (
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

//go:embed helplines.toml
var helplines []byte

// Line is an official help line or contact point for all of Germany. It is
// shown below every search, so that nobody is left without an answer.
type Line struct {
	ID        string
	Group     LineGroup
	Number    string // as people read it; empty where there is only a website
	Dial      string // what a telephone dials: E.164, or the short number
	Always    bool   // day and night, every day
	Free      bool
	Languages []string // those that are certain
	URL       string
	Source    string                  // where the facts were read
	Checked   string                  // how old the source is; not a confirmation
	In        map[core.Lang]LineWords `toml:"-"`
}

// LineGroup says what a help line is for.
type LineGroup string

// The groups of help lines.
const (
	Emergency LineGroup = "emergency" // police and rescue
	HelpLine  LineGroup = "helpline"
	WorkLine  LineGroup = "work" // about work and wages
)

// LineWords are the words about a help line in one language.
type LineWords struct{ Name, Who, Cost, Hours, Note string }

// DefaultLines are the help lines that come with the program. An error is a
// fault of the build.
func DefaultLines() ([]Line, error) { return ReadLines(helplines) }

// ReadLines reads a list of help lines. An unknown key is an error, and so is a
// line without German words, source, date or way of contact.
func ReadLines(list []byte) ([]Line, error) {
	var file struct {
		Line []struct {
			Line
			DE, EN LineWords
		}
	}
	meta, err := toml.Decode(string(list), &file)
	if err != nil {
		return nil, fmt.Errorf("help lines: %w", err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, fmt.Errorf("help lines: unknown key %s", unknown[0])
	}
	var lines []Line
	for _, l := range file.Line {
		if l.DE.Name == "" || l.Source == "" || l.Checked == "" || l.Dial == "" && l.URL == "" {
			return nil, fmt.Errorf("help line %q: name, source, date or way of contact is missing", l.ID)
		}
		l.In = map[core.Lang]LineWords{"de": l.DE, "en": l.EN}
		lines = append(lines, l.Line)
	}
	return lines, nil
}

// LineView is a help line in the reader's language, or in German.
type LineView struct {
	Line
	Words LineWords
	Lang  core.Lang
	Tel   string
}

func lineViews(t *text.Printer, lines []Line) []LineView {
	var all []LineView
	for _, l := range lines {
		v := LineView{Line: l, Lang: t.Lang()}
		if v.Words = l.In[v.Lang]; v.Words.Name == "" {
			v.Words, v.Lang = l.In["de"], "de"
		}
		if l.Dial != "" {
			v.Tel = "tel:" + l.Dial
		}
		all = append(all, v)
	}
	return all
}
