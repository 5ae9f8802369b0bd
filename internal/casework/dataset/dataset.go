// Package dataset says what may be written into a case file: the sheets of a
// case with their questions, those of what belongs to no case, and the lists of
// codes to choose from. All of it is data (lists.toml, sheets/ and centre/), so that
// a network can change what it asks without a change to the program.
//
// Every question may be skipped, and what is asked of the person herself may be
// answered with "would rather not say". A code has a first and a last day: the
// law changes, and an old case keeps its old code. Each record carries the
// version of the data set it was written with; a newer version never asks for an
// old record to be written again.
//
// The package knows no database and no page: it reads what was typed, says what
// is wrong with it, compares two states, and says answers in words.
package dataset

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
)

//go:embed lists.toml sheets centre
var files embed.FS

// Kind is how a question is answered.
type Kind string

// The kinds of questions. Unless it says "several", an answer is one value.
const (
	Line      Kind = "line"      // words on one line
	Text      Kind = "text"      // words on several lines
	Day       Kind = "day"       // a date, kept as YYYY-MM-DD
	When      Kind = "when"      // a date, a month or a year, as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD
	Number    Kind = "number"    // a whole number from 0 to 9999
	Minutes   Kind = "minutes"   // whole minutes; "1:30" may be typed
	Money     Kind = "money"     // euros as they are typed, kept in cents
	One       Kind = "one"       // one code of a list
	Several   Kind = "several"   // several codes of a list
	Yes       Kind = "yes"       // a box to tick
	Country   Kind = "country"   // ISO 3166-1 alpha-2; XX unknown, XS stateless
	Countries Kind = "countries" // several countries
	Language  Kind = "language"  // a code of the table of spoken languages
	Languages Kind = "languages" // several languages
)

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{Line, Text, Day, When, Number, Minutes, Money, One, Several, Yes, Country, Countries, Language, Languages}
}

// Part is in which sealed part of a case file a sheet is kept.
type Part string

// The parts. Identity and location can be read, and erased, alone.
const (
	Core     Part = "core"
	Entries  Part = "entries"
	Identity Part = "identity"
	Location Part = "location"
)

// Words are a text in German and English.
type Words struct{ De, En string }

// In returns the text in a language: English where that is asked for and there,
// else German.
func (w Words) In(lang core.Lang) string {
	if lang == "en" && w.En != "" {
		return w.En
	}
	return w.De
}

// Code is one value of a list.
type Code struct {
	ID     string
	De, En string
	From   core.Date // the first day on which it may be chosen; unknown means always
	Until  core.Date // the last day
	HTCDS  []string  // the codes of the Human Trafficking Case Data Standard 2.0 that mean it
	Source string    // statute or standard, where one is behind it
	Record string    // the code of the released record, where that is another; "" is ID, "-" is none
}

// Label is what the code is called.
func (c Code) Label(lang core.Lang) string { return Words{c.De, c.En}.In(lang) }

// InRecord is what the code becomes in the released record; it is false for a
// code that is left out there.
func (c Code) InRecord() (string, bool) {
	switch c.Record {
	case "":
		return c.ID, true
	case "-":
		return "", false
	}
	return c.Record, true
}

// On tells whether the code may be chosen on a day.
func (c Code) On(day core.Date) bool {
	return (c.From.IsZero() || !day.Before(c.From)) && (c.Until.IsZero() || !day.After(c.Until))
}

// List is a list of codes, in the order in which they are shown.
type List struct {
	ID    string
	Codes []Code
}

// Code returns the code of an id.
func (l List) Code(id string) (Code, bool) {
	i := slices.IndexFunc(l.Codes, func(c Code) bool { return c.ID == id })
	if i < 0 {
		return Code{}, false
	}
	return l.Codes[i], true
}

// Question is something that may be answered on a sheet.
type Question struct {
	ID       string
	Kind     Kind
	List     string // of codes, for One and Several; one that begins with @ is given by the room, such as @colleagues
	De, En   string
	DeHint   string `toml:"de_hint"`
	EnHint   string `toml:"en_hint"`
	Asked    bool   // of the person herself: "would rather not say" is an answer
	Required bool   // only where a record would mean nothing without it
	Rows     int    // height of a Text; 0 means 3
	Most     int    // characters of a Line or Text; 0 means 200 and 4,000
	Record   string // the column of the released record that is made of it
	Names    bool   // holds names: searched by sound too
	Numbers  bool   // holds telephone or file numbers: searched by digits too
	Brief    bool   // a column of the list of entries
}

// Label is how the question is put.
func (q Question) Label(lang core.Lang) string { return Words{q.De, q.En}.In(lang) }

// Hint is what helps to answer it, or nothing.
func (q Question) Hint(lang core.Lang) string { return Words{q.DeHint, q.EnHint}.In(lang) }

// Section is a group of questions under a heading.
type Section struct {
	ID        string
	Page      int // of a sheet that has several; 0 is the first
	De, En    string
	DeHint    string     `toml:"de_hint"`
	EnHint    string     `toml:"en_hint"`
	Closed    bool       // folded up until something in it is answered
	Questions []Question `toml:"question"`
}

// Label is its heading.
func (s Section) Label(lang core.Lang) string { return Words{s.De, s.En}.In(lang) }

// Hint stands below its heading, or is nothing.
func (s Section) Hint(lang core.Lang) string { return Words{s.DeHint, s.EnHint}.In(lang) }

// Sheet is a page of a case file. Of most there is one in each case; of others,
// such as consents or lines of the journal, any number.
type Sheet struct {
	ID       string
	Part     Part
	Many     bool
	Order    int    // among the sheets of a case
	Group    string // under which it is listed: "person", "work", "protection", or "" for those with a page of their own
	Day      string // the question, of kind Day or When, by whose value entries are sorted, the newest first
	De, En   string
	One      Words      // what a single entry is called
	DeLead   string     `toml:"de_lead"`
	EnLead   string     `toml:"en_lead"`
	Sections []Section  `toml:"section"`
	flat     []Question // all questions
}

// Label is what the sheet is called.
func (s *Sheet) Label(lang core.Lang) string { return Words{s.De, s.En}.In(lang) }

// Lead says what the sheet is for.
func (s *Sheet) Lead(lang core.Lang) string { return Words{s.DeLead, s.EnLead}.In(lang) }

// Questions are all questions of the sheet, in order.
func (s *Sheet) Questions() []Question { return s.flat }

// Question returns one of them.
func (s *Sheet) Question(id string) (Question, bool) {
	i := slices.IndexFunc(s.flat, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return s.flat[i], true
}

// Pages is how many pages the sheet has.
func (s *Sheet) Pages() int {
	most := 1
	for _, section := range s.Sections {
		most = max(most, section.Page)
	}
	return most
}

// Set is the whole data set.
type Set struct {
	Version string // YYYY.N
	Lists   []List
	Sheets  []*Sheet // of a case
	Centre  []*Sheet // of what belongs to no case: places, requests
}

// Sheet returns the sheet of an id.
func (s *Set) Sheet(id string) (*Sheet, bool) {
	i := slices.IndexFunc(s.Sheets, func(sheet *Sheet) bool { return sheet.ID == id })
	if i < 0 {
		return nil, false
	}
	return s.Sheets[i], true
}

// OfCentre returns the sheet of an id that belongs to no case.
func (s *Set) OfCentre(id string) (*Sheet, bool) {
	i := slices.IndexFunc(s.Centre, func(sheet *Sheet) bool { return sheet.ID == id })
	if i < 0 {
		return nil, false
	}
	return s.Centre[i], true
}

// List returns the list of an id; one that does not exist is empty.
func (s *Set) List(id string) List {
	i := slices.IndexFunc(s.Lists, func(l List) bool { return l.ID == id })
	if i < 0 {
		return List{ID: id}
	}
	return s.Lists[i]
}

// Load reads the data set of the program. An unknown key is an error, since it is
// most often a slip.
func Load() (*Set, error) { return read(files) }

func read(from fs.FS) (*Set, error) {
	var lists struct {
		Version string
		List    []List
	}
	if err := decode(from, "lists.toml", &lists); err != nil {
		return nil, err
	}
	set := &Set{Version: lists.Version, Lists: lists.List}
	var err error
	if set.Sheets, err = readSheets(from, "sheets"); err != nil {
		return nil, err
	}
	if set.Centre, err = readSheets(from, "centre"); err != nil {
		return nil, err
	}
	return set, set.check()
}

// readSheets reads the sheets of a folder, in their order.
func readSheets(from fs.FS, folder string) ([]*Sheet, error) {
	paths, err := fs.Glob(from, folder+"/*.toml")
	if err != nil {
		return nil, err
	}
	var all []*Sheet
	for _, path := range paths {
		sheet := &Sheet{}
		if err := decode(from, path, sheet); err != nil {
			return nil, err
		}
		for _, section := range sheet.Sections {
			sheet.flat = append(sheet.flat, section.Questions...)
		}
		all = append(all, sheet)
	}
	slices.SortFunc(all, func(a, b *Sheet) int {
		if a.Order != b.Order {
			return a.Order - b.Order
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all, nil
}

func decode(from fs.FS, path string, into any) error {
	file, err := fs.ReadFile(from, path)
	if err != nil {
		return err
	}
	meta, err := toml.Decode(string(file), into)
	if err != nil {
		return fmt.Errorf("dataset: %s: %w", path, err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return fmt.Errorf("dataset: %s: nothing is called %s", path, extra[0])
	}
	return nil
}
