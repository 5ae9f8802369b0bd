package text

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"

	"verbund/internal/core"
)

// Printer writes in one language. Get one from Catalogue.For; it is safe for
// use by several goroutines.
type Printer struct {
	catalogue *Catalogue
	language  Language
	tag       language.Tag
	load      func() catalogue
	spoken    func() []SpokenLanguage
	countries func() []Country
}

func newPrinter(c *Catalogue, l Language) *Printer {
	p := &Printer{catalogue: c, language: l, tag: l.tag(), load: c.read(l.Code)}
	p.spoken = sync.OnceValue(p.sortSpoken)
	p.countries = sync.OnceValue(p.sortCountries)
	return p
}

// Lang returns the language the printer writes.
func (p *Printer) Lang() core.Lang { return p.language.Code }

// Dir returns the direction of the script, ltr or rtl, as HTML names it.
func (p *Printer) Dir() string { return p.language.Dir }

// Say returns the message of a key. The args are pairs of a placeholder's name
// and its value: whole numbers, dates and weekdays are written as the language does (give
// a year as a string), everything else as it is. The argument "n" selects the
// form of a plural.
//
// A message that is missing in this language is given in German. One that is
// missing altogether appears as its key, an argument that is missing as {name};
// both are told to Catalogue.Report.
func (p *Printer) Say(key string, args ...any) string {
	s, _ := p.SayFrom(key, args...)
	return s
}

// SayFrom is Say and tells which language the text is really in, so that a page
// can mark it.
func (p *Printer) SayFrom(key string, args ...any) (string, core.Lang) {
	from := p
	m, ok := p.load().messages[key]
	if !ok {
		from = p.catalogue.printers[German]
		m, ok = from.load().messages[key]
	}
	if !ok {
		p.catalogue.problem("there is no message %q", key)
		return key, p.Lang()
	}
	return from.fill(key, &m, args), from.Lang()
}

// Has tells whether there is a message of that key, in German at least.
func (p *Printer) Has(key string) bool {
	if _, ok := p.load().messages[key]; ok {
		return true
	}
	_, ok := p.catalogue.printers[German].load().messages[key]
	return ok
}

func (p *Printer) fill(key string, m *Message, args []any) string {
	form := m.forms[other]
	if m.Plural() {
		if n, ok := wholeNumber(argument(args, "n")); ok {
			form = m.form(pluralOf(p.tag, n))
		} else {
			p.catalogue.problem("the plural %q needs a whole number n", key)
		}
	}
	switch len(form) {
	case 0:
		return ""
	case 1:
		if form[0].name == "" {
			return form[0].text
		}
	}
	var b strings.Builder
	for _, part := range form {
		if part.name == "" {
			b.WriteString(part.text)
			continue
		}
		value := argument(args, part.name)
		if value == nil {
			p.catalogue.problem("the message %q needs the argument %q", key, part.name)
			b.WriteString("{" + part.name + "}")
			continue
		}
		b.WriteString(p.value(value))
	}
	return b.String()
}

// argument returns the value behind a name in args, or nil.
func argument(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

func wholeNumber(v any) (int, bool) {
	switch n := v.(type) {
	case nil:
		return 0, false
	case int:
		return n, true
	}
	switch r := reflect.ValueOf(v); {
	case r.CanInt():
		return int(r.Int()), true
	case r.CanUint():
		return int(r.Uint()), true
	}
	return 0, false
}

func (p *Printer) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case core.Date:
		return p.Date(v)
	case time.Weekday:
		return p.Weekday(v)
	case fmt.Stringer:
		return v.String()
	}
	if n, ok := wholeNumber(v); ok {
		return p.Number(n)
	}
	return fmt.Sprint(v)
}
