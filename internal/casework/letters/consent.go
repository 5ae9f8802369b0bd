package letters

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"verbund/internal/core"
)

// Scope is what a consent is about. One form asks about one scope, so that a
// person can say yes to one and no to another (Article 7 (2) and recital 43 GDPR).
type Scope string

// The scopes.
const (
	Counselling Scope = "counselling" // counselling with a case file
	Statistics  Scope = "statistics"  // the anonymised record for the network's report
	HandOver    Scope = "hand-over"   // to {to}: what {parts} says
	Authority   Scope = "authority"   // contact with {authority} about {parts}, until {valid_until}
)

// Scopes returns all of them.
func Scopes() []Scope { return []Scope{Counselling, Statistics, HandOver, Authority} }

// Form is the consent form of one scope, in all languages and for all regimes. It
// may be signed with a name, a code or an alias, or told to a counsellor who notes
// that it was said.
type Form struct {
	Scope Scope
	Needs []Placeholder // without them the form has gaps
	May   []Placeholder // {withheld} is one: without it the form says that nothing was agreed
	shelf *Shelf
}

// Forms returns all forms.
func (s *Shelf) Forms() []Form {
	var all []Form
	for _, scope := range Scopes() {
		body, _ := s.words[German].form(scope, false) // composed before, in Load
		a, _ := s.names.asks(s.cite(GDPR, German, "", body))
		a.needs = slices.DeleteFunc(a.needs, func(name string) bool { return name == "withheld" })
		all = append(all, Form{scope, s.names.list(a.needs), s.names.list(append(a.may, "withheld")), s})
	}
	return all
}

// Form returns the form of a scope, and false for one that there is not.
func (s *Shelf) Form(scope Scope) (Form, bool) {
	all := s.Forms()
	i := slices.IndexFunc(all, func(f Form) bool { return f.Scope == scope })
	if i < 0 {
		return Form{}, false
	}
	return all[i], true
}

// Title returns the name of the form, in German for a language that is not offered.
func (f Form) Title(lang core.Lang) string {
	_, w := f.shelf.in(lang)
	return w.Scopes[f.Scope].Title
}

// Reviewed tells whether somebody who speaks a language has read the form. Only
// colleagues are told: whoever gets it should not doubt it for that, but may be
// given the German one beside it.
func (f Form) Reviewed(lang core.Lang) bool { return f.shelf.Reviewed(lang) }

// Version is the version of the words of all forms. A consent notes it, so that one
// can tell later what somebody has agreed to.
func (f Form) Version() int { return f.shelf.words[German].Version }

// Fill returns the form in a language under a regime, or the German one if the
// language is not offered: Filled.Lang says which. A regime that there is not and a
// value for no placeholder are errors.
func (f Form) Fill(lang core.Lang, r Regime, values map[string]string) (Filled, error) {
	lang, w := f.shelf.in(lang)
	body, err := w.form(f.Scope, plain(values["withheld"]) == "")
	if err != nil {
		return Filled{}, err
	}
	return f.shelf.fillWords(lang, r, w.Scopes[f.Scope].Title, body, values)
}

// form puts the parts of a form together. It returns an error that names a part
// which is empty.
func (w *words) form(scope Scope, nothingWithheld bool) (string, error) {
	sc, f := w.Scopes[scope], w.Form
	for of, parts := range map[string]any{"form": f, "scope." + string(scope): sc} {
		v := reflect.ValueOf(parts)
		for i := range v.NumField() {
			if v.Field(i).String() == "" {
				return "", fmt.Errorf("%s: %s is empty", of, strings.ToLower(v.Type().Field(i).Name))
			}
		}
	}
	var b strings.Builder
	part := func(heading string, texts ...string) {
		b.WriteString("## " + heading + "\n\n" + strings.Join(texts, "\n\n") + "\n\n")
	}
	b.WriteString(f.Code + "\n\n")
	part(f.Who, f.WhoText)
	part(f.Purpose, sc.Purpose)
	part(f.Data, sc.Data)
	if scope == Counselling {
		part(f.Sees, sc.Sees, w.Witness.Text)
	} else {
		part(f.Sees, sc.Sees)
	}
	if nothingWithheld {
		part(f.Withheld, f.WithheldNone)
	} else {
		part(f.Withheld, f.WithheldText, "{withheld}")
	}
	part(f.Free, f.FreeText)
	part(f.Stop, sc.Stop)
	part(f.Kept, sc.Kept)
	part(f.Law, f.LawText, f.Secrecy)
	part(f.Yes, sc.Yes, f.SignHint)
	for _, line := range []string{f.SignPlace, f.SignName, f.SignOral, f.SignInterpreter} {
		b.WriteString("___ " + line + "\n")
	}
	b.WriteString("\n☐ " + f.SignTaken + "\n☐ " + f.SignNotTaken + "\n")
	return b.String(), nil
}
