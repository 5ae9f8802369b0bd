// Package text gives every word a page shows: it reads the catalogues of all
// rooms, chooses the language a reader wants, and writes messages, plurals,
// numbers, dates and names of languages the way that language does.
//
// A catalogue is a TOML file locale/LANGUAGE.toml in the folder of a room. Its
// tables join with dots behind the room's name, so that
//
//	[search]
//	title = "Beratung finden"
//	[search.found]
//	one   = "{n} Beratungsstelle"
//	other = "{n} Beratungsstellen"
//
// in the room "centres" are the messages centres.search.title and
// centres.search.found. A table whose keys are all plural categories of the
// CLDR (zero, one, two, few, many, other) is one message; the argument "n"
// selects the form. Placeholders are written {name}.
//
// German is the source: it must be complete, and what another language lacks
// is shown in German. To offer a further language, add its facts to
// language.go and its catalogues to the rooms.
package text

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"verbund/internal/core"
)

// German is the language all texts are written in first.
const German core.Lang = "de"

// Source is where the catalogues of a room are: Files holds locale/de.toml,
// locale/en.toml and so on. Room is the prefix of its keys.
//
// Inside names the tables, or single keys, of the catalogue that only people of the network
// read: they are written in German and English, and no translation misses them.
type Source struct {
	Room   string
	Files  fs.FS
	Inside []string
}

// Catalogue holds the messages of all rooms in all languages on offer. It is
// safe for use by several goroutines.
type Catalogue struct {
	languages []Language
	sources   []Source
	names     *names
	countries *countries
	matcher   *matcher
	printers  map[core.Lang]*Printer
	report    atomic.Pointer[func(problem string)]
}

// Load reads the German catalogues of all sources and fails if one is missing
// or cannot be understood. Those of the other languages are read when the
// first reader asks for them; Check reads them all at once. The languages are
// offered in the order given; German must be among them.
func Load(languages []Language, sources ...Source) (*Catalogue, error) {
	c := &Catalogue{sources: sources, printers: make(map[core.Lang]*Printer)}
	names, err := readNames(languagesTSV)
	if err != nil {
		return nil, err
	}
	c.names = names
	if c.countries, err = readCountries(countriesTSV); err != nil {
		return nil, err
	}
	for _, asked := range languages {
		l, ok := LanguageOf(asked.Code)
		if !ok {
			return nil, fmt.Errorf("text: nothing is known about how %q is written; add it to platform/text/language.go", asked.Code)
		}
		if c.printers[l.Code] != nil {
			return nil, fmt.Errorf("text: the language %q is named twice", l.Code)
		}
		c.languages = append(c.languages, l)
		c.printers[l.Code] = newPrinter(c, l)
	}
	german := c.printers[German]
	if german == nil {
		return nil, errors.New("text: German is not among the languages, but all texts are written in it first")
	}
	rooms := make(map[string]bool)
	for _, s := range sources {
		if rooms[s.Room] {
			return nil, fmt.Errorf("text: the catalogues of %q are named twice", s.Room)
		}
		rooms[s.Room] = true
	}
	c.matcher = newMatcher(c.languages)
	if err := german.load().err; err != nil {
		return nil, err
	}
	return c, nil
}

// For returns the printer of a language, and the German one if that language
// is not on offer. It never returns nil.
func (c *Catalogue) For(lang core.Lang) *Printer {
	if p := c.printers[lang]; p != nil {
		return p
	}
	return c.printers[German]
}

// Offers tells whether the site is offered in lang.
func (c *Catalogue) Offers(lang core.Lang) bool { return c.printers[lang] != nil }

// Languages returns what the site is offered in, in the order of Load.
func (c *Catalogue) Languages() []Language { return slices.Clone(c.languages) }

// Match returns the language on offer that suits an Accept-Language header
// (RFC 9110, 12.5.4) best. Any bytes may be given. A header that names no
// language at all means German; one that names only languages that are not on
// offer and not close to one that is means English where that is offered.
func (c *Catalogue) Match(acceptLanguage string) core.Lang {
	return c.matcher.match(acceptLanguage)
}

// Check reads the catalogues of every language and returns what cannot be
// understood in them, all of it. A language with a broken catalogue is shown
// in German.
func (c *Catalogue) Check() error {
	var all []error
	for _, l := range c.languages {
		all = append(all, c.printers[l.Code].load().err)
	}
	return errors.Join(all...)
}

// Report has f called with every message that is asked for but not there, and
// every argument that a message wants but is not given. Tests fail on it; the
// running program shows the key or {name} instead. A nil f stops it.
func (c *Catalogue) Report(f func(problem string)) {
	if f == nil {
		c.report.Store(nil)
		return
	}
	c.report.Store(&f)
}

func (c *Catalogue) problem(format string, args ...any) {
	if f := c.report.Load(); f != nil {
		(*f)(fmt.Sprintf(format, args...))
	}
}

// Keys returns the keys of all messages that exist in lang itself, sorted.
func (c *Catalogue) Keys(lang core.Lang) []string {
	p := c.printers[lang]
	if p == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(p.load().messages))
}

// Message returns the message of a key in lang itself, without falling back.
func (c *Catalogue) Message(lang core.Lang, key string) (Message, bool) {
	p := c.printers[lang]
	if p == nil {
		return Message{}, false
	}
	m, ok := p.load().messages[key]
	return m, ok
}

// catalogue is what one language's files hold.
type catalogue struct {
	messages  map[string]Message
	marks     map[string]Translation // of translations
	gaps      map[string]bool        // rooms with messages for everybody that are shown in German
	unchecked bool                   // whether a translation has not been read by somebody who speaks the language
	err       error
}

func (c *Catalogue) read(lang core.Lang) func() catalogue {
	return sync.OnceValue(func() catalogue {
		all := catalogue{messages: make(map[string]Message), marks: make(map[string]Translation), gaps: make(map[string]bool)}
		for _, s := range c.sources {
			err := readMessages(all.messages, s, lang)
			if errors.Is(err, fs.ErrNotExist) && lang != German {
				err = nil
			}
			if err == nil && lang != German {
				err = c.applyStatus(&all, s, lang)
			}
			all.err = errors.Join(all.err, err)
		}
		if lang != German {
			c.findGaps(&all)
		}
		return all
	})
}

func (c *Catalogue) findGaps(all *catalogue) {
	for key := range c.printers[German].load().messages {
		for _, s := range c.sources {
			if _, ok := all.messages[key]; !ok && strings.HasPrefix(key, s.Room+".") && s.public(key) {
				all.gaps[s.Room] = true
			}
		}
	}
}
