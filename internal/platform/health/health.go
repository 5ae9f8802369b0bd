// Package health looks whether all is well with an installation: each check
// looks at one thing and says what it found and what to do. The command check
// prints it, and a page shows the same to administrators.
//
// A check reads and changes nothing, and what it says holds no secret and
// nothing about anybody.
package health

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"verbund/internal/platform/text"
)

// State is how well something is.
type State string

// The states. Broken is what does not work, or lets others read what they must
// not; Attention is what will become a worry.
const (
	OK        State = "ok"
	Attention State = "attention"
	Broken    State = "broken"
)

// Finding is what a check found: the key of a sentence that says it, the key of
// one that says what to do, unless all is well, and the arguments of both.
type Finding struct {
	Check string // a code, such as backup
	State State
	What  string
	ToDo  string
	Args  []any
	Cause string // of a failure, as programs say it
}

// Check looks at one thing. It ends when ctx does.
type Check func(ctx context.Context) []Finding

// Run makes all checks, one after the other.
func Run(ctx context.Context, checks ...Check) []Finding {
	var all []Finding
	for _, check := range checks {
		all = append(all, check(ctx)...)
	}
	return all
}

// Worst is the worst state of all.
func Worst(findings []Finding) State {
	worst := OK
	for _, f := range findings {
		if f.State == Broken || worst == OK {
			worst = f.State
		}
		if worst == Broken {
			break
		}
	}
	return worst
}

// Line is a finding in words.
type Line struct {
	Check string `json:"check"`
	State State  `json:"state"`
	Word  string `json:"-"` // for the state
	What  string `json:"what"`
	ToDo  string `json:"to_do,omitempty"`
	Cause string `json:"cause,omitempty"`
}

// Lines says findings in a language.
func Lines(say *text.Printer, findings []Finding) []Line {
	lines := make([]Line, 0, len(findings))
	for _, f := range findings {
		l := Line{Check: f.Check, State: f.State, What: say.Say(f.What, f.Args...), Cause: f.Cause}
		switch f.State {
		case OK:
			l.Word = say.Say("health.state.ok")
		case Attention:
			l.Word = say.Say("health.state.attention")
		case Broken:
			l.Word = say.Say("health.state.broken")
		}
		if f.ToDo != "" {
			l.ToDo = say.Say(f.ToDo, f.Args...)
		}
		lines = append(lines, l)
	}
	return lines
}

// Write prints lines for a terminal: the state, what was found, and below it
// what to do.
func Write(w io.Writer, lines []Line) error {
	wide := 0
	for _, l := range lines {
		wide = max(wide, len([]rune(l.Word)))
	}
	for _, l := range lines {
		what := l.What
		if l.Cause != "" {
			what += " (" + flat(l.Cause) + ")"
		}
		if _, err := fmt.Fprintf(w, "%-*s  %s\n", wide, l.Word, what); err != nil {
			return err
		}
		if l.ToDo != "" {
			if _, err := fmt.Fprintf(w, "%-*s  → %s\n", wide, "", l.ToDo); err != nil {
				return err
			}
		}
	}
	return nil
}

// WriteJSON prints lines for programs.
func WriteJSON(w io.Writer, lines []Line) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(lines)
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func cause(err error) string { return flat(err.Error()) }
