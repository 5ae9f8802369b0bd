package deadline

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
)

//go:embed rules/*.toml words.toml
var files embed.FS

// Load reads the rules and words that come with the program. An error is a
// fault of the build.
func Load() (*Book, error) { return Read(files) }

// Read reads a book from a folder with words.toml and rules/KIND.toml for every
// kind. An unknown key is an error, and so is whatever is missing from a rule or
// from the words.
func Read(folder fs.FS) (*Book, error) {
	b := new(Book)
	if err := decode(folder, "words.toml", &b.words); err != nil {
		return nil, err
	}
	if err := b.words.check(); err != nil {
		return nil, fmt.Errorf("deadlines: words.toml: %w", err)
	}
	seen := make(map[string]bool)
	for _, kind := range Kinds() {
		name := path.Join("rules", string(kind)+".toml")
		var file struct{ Rule []written }
		if err := decode(folder, name, &file); err != nil {
			return nil, err
		}
		for _, w := range file.Rule {
			r := w.rule(kind)
			if problem := r.problem(); problem != "" {
				return nil, fmt.Errorf("deadlines: %s: rule %q %s", name, r.ID, problem)
			}
			if seen[r.ID] {
				return nil, fmt.Errorf("deadlines: %s: rule %q is there twice", name, r.ID)
			}
			seen[r.ID] = true
			b.rules = append(b.rules, r)
		}
	}
	return b, nil
}

func decode(folder fs.FS, name string, v any) error {
	meta, err := toml.DecodeFS(folder, name, v)
	if err != nil {
		return fmt.Errorf("deadlines: %s: %w", name, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("deadlines: %s: unknown key %s", name, unknown[0])
	}
	return nil
}

// written is a rule as its file writes it.
type written struct {
	ID             string    `toml:"id"`
	Label          Words     `toml:"label"`
	Hint           Words     `toml:"hint"`
	Statute        string    `toml:"statute"`
	URL            string    `toml:"url"`
	Computed       string    `toml:"computed"`
	AsOf           string    `toml:"as_of"`
	Start          Words     `toml:"start"`
	From           core.Date `toml:"from"`
	Until          core.Date `toml:"until"`
	Decides        Words     `toml:"decides"`
	Span           Span      `toml:"span"`
	Ends           End       `toml:"ends"`
	FirstDayCounts bool      `toml:"first_day_counts"`
	Moves          bool      `toml:"moves"`
	AtLeast        bool      `toml:"at_least"`
	Posted         bool      `toml:"posted"`
	LosesRight     bool      `toml:"loses_right"`
	Confirm        bool      `toml:"confirm"`
	WarnDays       int       `toml:"warn_days"`
}

func (w written) rule(kind Kind) Rule {
	return Rule{
		ID: w.ID, Kind: kind, Label: w.Label, Hint: w.Hint,
		Statute: w.Statute, URL: w.URL, Computed: w.Computed, AsOf: w.AsOf,
		Start: w.Start, From: w.From, Until: w.Until, Decides: w.Decides,
		Span: w.Span, Ends: w.Ends, FirstDayCounts: w.FirstDayCounts, Moves: w.Moves, AtLeast: w.AtLeast, Posted: w.Posted,
		LosesRight: w.LosesRight, Confirm: w.Confirm, WarnDays: w.WarnDays,
	}
}

var (
	ruleID   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	asOf     = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])$`)
	official = regexp.MustCompile(`^https://(www\.gesetze-im-internet\.de|eur-lex\.europa\.eu)/\S+$`)
)

// problem says what is wrong with a rule, or nothing.
func (r Rule) problem() string {
	limited := !r.From.IsZero() || !r.Until.IsZero()
	switch {
	case !ruleID.MatchString(r.ID):
		return "has no id of lower case letters, digits and hyphens"
	case r.Label.missing() || r.Hint.missing() || r.Start.missing():
		return "lacks a label, hint or start in German or English"
	case (r.Statute == "") != (r.URL == "") || r.URL != "" && !official.MatchString(r.URL):
		return "lacks its statute or the official address of it"
	case r.Statute == "" && r.Kind != Own:
		return "has no statute"
	case !asOf.MatchString(r.AsOf):
		return "does not say as of which month"
	case limited && r.Decides.missing() || !limited && r.Decides != Words{}:
		return "is limited in time without saying by which day, or the other way round"
	case !r.Until.IsZero() && r.Until.Before(r.From):
		return "ends before it begins"
	case r.Entered() && (r.Computed != "" || r.Ends != SameDay || r.FirstDayCounts || r.Moves || r.AtLeast || r.Posted):
		return "says how to compute a day that is entered"
	case !r.Entered() && r.Computed == "":
		return "does not say by which provisions its last day is computed"
	case r.Ends != SameDay && r.Ends != MonthEnd && r.Ends != YearEnd:
		return "ends where nothing ends"
	case r.Ends != SameDay && r.FirstDayCounts:
		return "counts its first day and ends with the month or year"
	case r.Ends == MonthEnd && r.Span.Unit != Months || r.Ends == YearEnd && r.Span.Unit != Years:
		return "ends with the month or year and is not counted in them"
	case r.Span.N == 0 && r.Ends == SameDay && !r.Entered():
		return "lasts no time at all"
	case r.WarnDays < 0 || r.WarnDays > 365:
		return "warns at no sensible time"
	}
	return ""
}

// Unit is what a deadline is counted in.
type Unit string

// The units.
const (
	Days   Unit = "days"
	Weeks  Unit = "weeks"
	Months Unit = "months"
	Years  Unit = "years"
)

// Span is how long a deadline lasts. The zero value is no span.
type Span struct {
	N    int
	Unit Unit
}

// UnmarshalText reads a span such as "2 weeks" or "1 month"; it lasts at most
// 999 of its units.
func (s *Span) UnmarshalText(text []byte) error {
	number, unit, ok := strings.Cut(string(text), " ")
	n, err := strconv.Atoi(number)
	if !strings.HasSuffix(unit, "s") {
		unit += "s"
	}
	switch u := Unit(unit); {
	case !ok || err != nil || n < 0 || n > 999:
	case u == Days || u == Weeks || u == Months || u == Years:
		*s = Span{n, u}
		return nil
	}
	return fmt.Errorf("%q is no span of days, weeks, months or years", text)
}
