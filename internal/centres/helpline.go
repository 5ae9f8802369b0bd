package centres

import (
	_ "embed"
	"fmt"
	"time"

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
	Source    string // where the facts were read
	Checked   string // how old the source is; not a confirmation
}

// LineGroup says what a help line is for.
type LineGroup string

// The groups of help lines.
const (
	Emergency LineGroup = "emergency" // police and rescue
	HelpLine  LineGroup = "helpline"
	WorkLine  LineGroup = "work" // about work and wages
)

// DefaultLines are the help lines that come with the program. An error is a
// fault of the build.
func DefaultLines() ([]Line, error) { return ReadLines(helplines) }

// ReadLines reads a list of help lines. An unknown key is an error, and so is a
// line without id, source, date or way of contact.
func ReadLines(list []byte) ([]Line, error) {
	var file struct{ Line []Line }
	meta, err := toml.Decode(string(list), &file)
	if err != nil {
		return nil, fmt.Errorf("help lines: %w", err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, fmt.Errorf("help lines: unknown key %s", unknown[0])
	}
	for _, l := range file.Line {
		if l.ID == "" || l.Source == "" || l.Checked == "" || l.Dial == "" && l.URL == "" {
			return nil, fmt.Errorf("help line %q: id, source, date or way of contact is missing", l.ID)
		}
	}
	return file.Line, nil
}

// LineView is a help line in the reader's language.
type LineView struct {
	Line
	Name, Who, Facts, Note string
	AsOf                   string // Checked, as the language writes it
	Tel                    string
}

// LineViews are help lines in the language of a reader.
func LineViews(t *text.Printer, lines []Line) []LineView {
	var all []LineView
	for _, l := range lines {
		say := func(what string) string {
			if key := "centres.line." + l.ID + "." + what; t.Has(key) {
				return t.Say(key)
			}
			return ""
		}
		v := LineView{Line: l, Name: say("name"), Who: say("who"), Note: say("note"), Facts: say("cost")}
		if hours := say("hours"); hours != "" {
			v.Facts = hours + " · " + v.Facts
		}
		v.AsOf = l.Checked
		if month, err := time.Parse("2006-01", l.Checked); err == nil {
			v.AsOf = t.MonthYear(core.DateOf(month))
		}
		if l.Dial != "" {
			v.Tel = "tel:" + l.Dial
		}
		all = append(all, v)
	}
	return all
}
