package dataset

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var name = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// reserved are names that forms of the room use beside the questions.
var reserved = []string{"stamp", "form", "page", "done", "password", "draft", "entry", "with"}

// check finds what would make a sheet useless or ambiguous.
func (s *Set) check() error {
	var wrong []error
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf("dataset: "+format, args...)) }
	words := func(where, de, en string) {
		if de == "" || en == "" {
			say("%s is not said in German and English", where)
		}
	}
	if s.Version == "" {
		say("there is no version")
	}
	lists := map[string]bool{}
	for _, l := range s.Lists {
		if !name.MatchString(l.ID) || lists[l.ID] {
			say("the list %q is named wrongly or twice", l.ID)
		}
		lists[l.ID] = true
		codes := map[string]bool{}
		for _, c := range l.Codes {
			if !name.MatchString(c.ID) || codes[c.ID] {
				say("the code %q of %s is named wrongly or twice", c.ID, l.ID)
			}
			codes[c.ID] = true
			words("the code "+c.ID+" of "+l.ID, c.De, c.En)
			if !c.Until.IsZero() && c.Until.Before(c.From) {
				say("the code %s of %s ends before it begins", c.ID, l.ID)
			}
		}
	}
	sheets := map[string]bool{}
	for _, sheet := range slices.Concat(s.Sheets, s.Centre) {
		if !name.MatchString(sheet.ID) || sheets[sheet.ID] {
			say("the sheet %q is named wrongly or twice", sheet.ID)
		}
		sheets[sheet.ID] = true
		words("the sheet "+sheet.ID, sheet.De, sheet.En)
		if sheet.Many {
			words("an entry of "+sheet.ID, sheet.One.De, sheet.One.En)
		}
		if !slices.Contains([]Part{Core, Entries, Identity, Location}, sheet.Part) {
			say("the sheet %s is in no part", sheet.ID)
		}
		if q, there := sheet.Question(sheet.Day); sheet.Day != "" && (!there || q.Kind != Day && q.Kind != When) {
			say("the sheet %s has no day %q", sheet.ID, sheet.Day)
		}
		ids := map[string]bool{}
		for _, q := range sheet.Questions() {
			where := sheet.ID + "." + q.ID
			if !name.MatchString(q.ID) || ids[q.ID] || slices.Contains(reserved, q.ID) || strings.HasSuffix(q.ID, declinedSuffix) || strings.HasPrefix(q.ID, "keep-") {
				say("the question %s is named wrongly or twice", where)
			}
			ids[q.ID] = true
			words("the question "+where, q.De, q.En)
			if (q.DeHint == "") != (q.EnHint == "") {
				say("the hint of %s is not said in German and English", where)
			}
			if !slices.Contains(Kinds(), q.Kind) {
				say("the question %s is of no kind", where)
			}
			if chosen := q.Kind == One || q.Kind == Several; chosen != (q.List != "") || chosen && !given(q.List) && !lists[q.List] {
				say("the question %s has no list %q", where, q.List)
			}
		}
	}
	return errors.Join(wrong...)
}

// given tells whether a list comes from the room.
func given(list string) bool { return strings.HasPrefix(list, "@") }
