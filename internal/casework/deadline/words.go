package deadline

import (
	"fmt"
	"strconv"
	"strings"

	"verbund/internal/core"
)

// words is what words.toml holds: all that this package says besides its rules.
type words struct {
	Kind  map[Kind]Words
	State map[State]Words
	Step  map[StepKind]Words
	Off   map[Off]Words
	Unit  map[Unit]struct{ One, Other Words }
	End   map[End]Words
}

// Kind returns the name of a kind of rules.
func (b *Book) Kind(kind Kind, lang core.Lang) string { return b.words.Kind[kind].In(lang) }

// State returns the name of a state.
func (b *Book) State(state State, lang core.Lang) string { return b.words.State[state].In(lang) }

// Off returns the name of a day off, such as "Karfreitag".
func (b *Book) Off(off Off, lang core.Lang) string { return b.words.Off[off].In(lang) }

// Lasting returns how long the deadline of a rule lasts in words, such as
// "2 Wochen", and nothing if the day is entered.
func (b *Book) Lasting(r Rule, lang core.Lang) string {
	switch {
	case r.Entered():
		return ""
	case r.Ends == SameDay:
		return b.span(r.Span, lang)
	}
	return strings.ReplaceAll(b.words.End[r.Ends].In(lang), "{span}", b.span(r.Span, lang))
}

func (b *Book) span(s Span, lang core.Lang) string {
	unit := b.words.Unit[s.Unit]
	if s.N == 1 {
		return strings.ReplaceAll(unit.One.In(lang), "{n}", "1")
	}
	return strings.ReplaceAll(unit.Other.In(lang), "{n}", strconv.Itoa(s.N))
}

// Sentence puts a step into a sentence. The days in it are written by date,
// which a page takes from its printer.
func (b *Book) Sentence(s Step, lang core.Lang, date func(core.Date) string) string {
	return strings.NewReplacer(
		"{day}", date(s.Day), "{to}", date(s.To), "{off}", b.Off(s.Off, lang), "{span}", b.span(s.Span, lang),
	).Replace(b.words.Step[s.Kind].In(lang))
}

// check tells whether words for something are missing or left over.
func (w words) check() error {
	units := make(map[Unit]Words)
	for u, forms := range w.Unit {
		if units[u] = forms.One; forms.Other.missing() {
			units[u] = Words{}
		}
	}
	for _, err := range []error{
		complete("kind", w.Kind, Kinds()),
		complete("state", w.State, States()),
		complete("step", w.Step, stepKinds()),
		complete("off", w.Off, offs()),
		complete("unit", units, []Unit{Days, Weeks, Months, Years}),
		complete("end", w.End, []End{MonthEnd, YearEnd}),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func complete[K ~string](what string, have map[K]Words, want []K) error {
	for _, k := range want {
		if have[k].missing() {
			return fmt.Errorf("%s.%s has no words in German or English", what, k)
		}
	}
	if len(have) > len(want) {
		return fmt.Errorf("%s has words for more than there is", what)
	}
	return nil
}
