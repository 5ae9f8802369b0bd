// Package textcheck compares what a program says with what its catalogues hold.
// It is for tests: what it finds is a message that somebody would see as a bare
// key, with {name} in it, in the wrong language, or never.
//
// It reads the Go files under a folder, also those that templ made of pages,
// but no tests. A key counts as used if it stands anywhere as a string of its
// own. Where a key is due (the arguments of Say, a field Key or …Key), it must
// also exist and be given what its placeholders need. A key that is put together
// while the program runs cannot be seen; the table of dynamic keys declares
// their beginnings, each with its reason.
package textcheck

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// Program is what is checked.
type Program struct {
	Root      string          // the folder with the sources
	Catalogue *text.Catalogue // as the program loads it
	Complete  []core.Lang     // languages besides German in which every message must exist
	Calls     map[string]int  // further functions that take a key, by name, and as which argument, from 0
	Dynamic   []Dynamic
}

// Dynamic declares that keys with a prefix are put together at run time.
type Dynamic struct{ Prefix, Reason string }

// Finding is one thing that is wrong.
type Finding struct {
	Where   string // file and line, or the language of a catalogue
	Key     string
	Problem string
}

// String returns the finding as one line.
func (f Finding) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s: %s %s", f.Where, f.Key, f.Problem))
}

// Check returns everything that is wrong, in a fixed order, and an error if the
// sources cannot be read.
func Check(p Program) ([]Finding, error) {
	c := &check{
		Program: p,
		german:  make(map[string]text.Message),
		tables:  make(map[string]bool),
		shape:   regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_-]+){2,}$`),
	}
	for _, key := range p.Catalogue.Keys(text.German) {
		c.german[key], _ = p.Catalogue.Message(text.German, key)
		for table := key; strings.Contains(table, "."); {
			table = table[:strings.LastIndexByte(table, '.')]
			c.tables[table] = true
		}
	}
	c.catalogues()
	c.dynamic()
	used, err := c.sources()
	if err != nil {
		return nil, err
	}
	for key := range c.german {
		if !used[key] && !c.isDynamic(key) {
			c.find(string(text.German), key, "is used nowhere")
		}
	}
	slices.SortFunc(c.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Where, b.Where), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Problem, b.Problem))
	})
	return slices.Compact(c.findings), nil
}

type check struct {
	Program
	german   map[string]text.Message
	tables   map[string]bool // every beginning of a key that ends before a dot
	shape    *regexp.Regexp  // of a key that lies in a table of its room
	findings []Finding
}

func (c *check) find(where, key, format string, args ...any) {
	c.findings = append(c.findings, Finding{where, key, fmt.Sprintf(format, args...)})
}

func (c *check) isDynamic(key string) bool {
	return slices.ContainsFunc(c.Dynamic, func(d Dynamic) bool { return d.Prefix != "" && strings.HasPrefix(key, d.Prefix) })
}

func (c *check) dynamic() {
	for _, d := range c.Dynamic {
		if strings.TrimSpace(d.Reason) == "" {
			c.find("dynamic keys", d.Prefix, "is declared without a reason")
		}
		matches := 0
		for key := range c.german {
			if d.Prefix != "" && strings.HasPrefix(key, d.Prefix) {
				matches++
			}
		}
		if matches == 0 {
			c.find("dynamic keys", d.Prefix, "is the beginning of no key")
		}
	}
}

// catalogues compares every language with German.
func (c *check) catalogues() {
	if err := c.Catalogue.Check(); err != nil {
		c.find("catalogues", "", "%v", err)
	}
	for _, lang := range c.Complete {
		if !c.Catalogue.Offers(lang) {
			c.find(string(lang), "", "must be complete but is not on offer")
		}
	}
	for _, l := range c.Catalogue.Languages() {
		where := string(l.Code)
		for _, key := range c.Catalogue.Keys(l.Code) {
			m, _ := c.Catalogue.Message(l.Code, key)
			c.message(l.Code, key, m)
			german, ok := c.german[key]
			if !ok {
				c.find(where, key, "does not exist in German")
				continue
			}
			if got, want := names(m), names(german); !slices.Equal(got, want) {
				c.find(where, key, "has the placeholders %q, in German %q", got, want)
			}
			if isCounted(m) != isCounted(german) {
				c.find(where, key, "depends on the number n in one language only")
			}
		}
		if !slices.Contains(c.Complete, l.Code) {
			continue
		}
		for key := range c.german {
			if _, ok := c.Catalogue.Message(l.Code, key); !ok {
				c.find(where, key, "is missing")
			}
		}
	}
}

// message checks one message by itself.
func (c *check) message(lang core.Lang, key string, m text.Message) {
	where := string(lang)
	for _, form := range m.EmptyForms() {
		c.find(where, key, "is empty (%s)", form)
	}
	if !m.Plural() {
		return
	}
	needed := text.PluralCategories(lang)
	for _, category := range needed {
		if !slices.Contains(m.Categories(), category) {
			c.find(where, key, "lacks the plural %q", category)
		}
	}
	for _, category := range m.Categories() {
		if !slices.Contains(needed, category) {
			c.find(where, key, "has the plural %q, which the language never uses", category)
		}
	}
}

// isCounted tells whether a message needs n. A language without plurals may
// say it in one form.
func isCounted(m text.Message) bool {
	return m.Plural() || slices.Contains(m.Placeholders(), "n")
}

// names returns the placeholders without n, which a form such as "one" may
// leave out.
func names(m text.Message) []string {
	return slices.DeleteFunc(m.Placeholders(), func(name string) bool { return name == "n" })
}
