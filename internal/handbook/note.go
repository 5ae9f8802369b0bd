package handbook

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/vault"
)

// Kind is what sort of note it is.
type Kind string

// The kinds of notes.
const (
	Standard  Kind = "standard"  // how the centre works, and why
	ContactOf Kind = "contact"   // somebody to call
	SafeFlat  Kind = "safe-flat" // where somebody can stay
	Procedure Kind = "procedure" // what to do, step by step
	Other     Kind = "other"
)

// Kinds are all kinds in the order in which they are listed.
func Kinds() []Kind { return []Kind{Standard, ContactOf, SafeFlat, Procedure, Other} }

// Content is what people write in a note.
type Content struct {
	Title   string   `json:"title"`
	Kind    Kind     `json:"kind"`
	Tags    []string `json:"tags,omitempty"`
	Pinned  bool     `json:"pinned,omitempty"`
	Text    string   `json:"text,omitempty"` // Markdown
	Contact Contact  `json:"contact,omitzero"`
}

// Contact is whom a note is about, and how to get there.
type Contact struct {
	Name         string   `json:"name,omitempty"`
	Organisation string   `json:"organisation,omitempty"`
	Address      string   `json:"address,omitempty"`
	Phones       []string `json:"phones,omitempty"` // as they are written
	Email        string   `json:"email,omitempty"`
	Languages    string   `json:"languages,omitempty"`
	Remark       string   `json:"remark,omitempty"` // such as when somebody is there
}

// IsZero tells whether nothing is said.
func (c Contact) IsZero() bool {
	return c.Name == "" && c.Organisation == "" && c.Address == "" && len(c.Phones) == 0 && c.Email == "" && c.Languages == "" && c.Remark == ""
}

// Change is one state of a note: what it says, since when, and by whom.
type Change struct {
	Content
	Number int       `json:"number"` // of the version, from 1
	Stamp  vault.ID  `json:"stamp"`  // differs for every version there ever was
	At     time.Time `json:"at"`     // to the minute
	By     core.ID   `json:"by"`
}

// Note is a note as it is sealed in the part "core".
type Note struct {
	Change
	Files []File   `json:"files,omitempty"`
	Form  vault.ID `json:"form,omitempty"` // which form made it, so that sending it twice makes one note
}

// File is what a note knows of one of its files.
type File struct {
	ID   vault.FileID `json:"id"`
	Name string       `json:"name"`
	Size int64        `json:"size"` // bytes
	On   core.Date    `json:"on"`
	By   core.ID      `json:"by"`
}

// Card is what the list needs of a note, sealed by itself so that the list opens
// nothing else.
type Card struct {
	Title  string    `json:"title"`
	Sorted string    `json:"sorted"` // title as text.Fold writes it
	Kind   Kind      `json:"kind"`
	Tags   []string  `json:"tags,omitempty"`
	Pinned bool      `json:"pinned,omitempty"`
	On     core.Date `json:"on"`
	By     core.ID   `json:"by"`
	Files  int       `json:"files,omitempty"`
	Size   int64     `json:"size,omitempty"` // bytes of all files
	Form   vault.ID  `json:"form,omitempty"`
}

func (n Note) card(zone *time.Location) Card {
	c := Card{Title: n.Title, Sorted: text.Fold(n.Title), Kind: n.Kind, Tags: n.Tags, Pinned: n.Pinned, On: core.DateOf(n.At.In(zone)), By: n.By, Files: len(n.Files), Form: n.Form}
	for _, f := range n.Files {
		c.Size += f.Size
	}
	return c
}

// file returns a file of the note.
func (n Note) file(id vault.FileID) (File, bool) {
	for _, f := range n.Files {
		if f.ID == id {
			return f, true
		}
	}
	return File{}, false
}

// Bounds of a note. Sealed records hold 16 MiB at most, and a form that is
// longer than its text may be must still arrive, to be shown again.
const (
	titleLimit   = 150     // characters
	lineLimit    = 300     // characters of a line about a contact
	textLimit    = 300_000 // characters: about a hundred pages
	tagLimit     = 40      // characters
	tagsLimit    = 20
	phonesLimit  = 10
	filesLimit   = 200       // of a note
	fileLimit    = 100 << 20 // bytes
	versionLimit = 100       // earlier versions that are kept
)

// check says what is wrong with a content, field by field.
func (c Content) check() error {
	var wrong []core.FieldError
	say := func(field, key string, args ...any) {
		wrong = append(wrong, core.FieldError{Field: field, Key: key, Args: args})
	}
	switch {
	case c.Title == "":
		say("title", "handbook.error.title")
	case utf8.RuneCountInString(c.Title) > titleLimit:
		say("title", "handbook.error.too-long", "n", titleLimit)
	}
	if !slices.Contains(Kinds(), c.Kind) {
		say("kind", "handbook.error.kind")
	}
	switch {
	case len(c.Tags) > tagsLimit:
		say("tags", "handbook.error.tags", "n", tagsLimit)
	case slices.ContainsFunc(c.Tags, func(t string) bool { return utf8.RuneCountInString(t) > tagLimit }):
		say("tags", "handbook.error.tag", "n", tagLimit)
	}
	if n := utf8.RuneCountInString(c.Text); n > textLimit {
		say("text", "handbook.error.text", "n", n, "most", textLimit)
	}
	for _, f := range fields() {
		if f.line && utf8.RuneCountInString(f.get(c)) > lineLimit {
			say(f.name, "handbook.error.too-long", "n", lineLimit)
		}
	}
	if len(c.Contact.Phones) > phonesLimit {
		say("phones", "handbook.error.phones", "n", phonesLimit)
	}
	if wrong != nil {
		return &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return nil
}

// field is a part of a content that is typed and compared on its own.
type field struct {
	name string
	get  func(Content) string
	copy func(to *Content, from Content)
	line bool // bounded by lineLimit
}

// fields are the parts of a content in the order of the page.
func fields() []field {
	return []field{
		{"title", func(c Content) string { return c.Title }, func(to *Content, c Content) { to.Title = c.Title }, false},
		{"kind", func(c Content) string { return string(c.Kind) }, func(to *Content, c Content) { to.Kind = c.Kind }, false},
		{"tags", func(c Content) string { return strings.Join(c.Tags, ", ") }, func(to *Content, c Content) { to.Tags = c.Tags }, false},
		{"pinned", func(c Content) string { return yes(c.Pinned) }, func(to *Content, c Content) { to.Pinned = c.Pinned }, false},
		{"text", func(c Content) string { return c.Text }, func(to *Content, c Content) { to.Text = c.Text }, false},
		{"name", func(c Content) string { return c.Contact.Name }, func(to *Content, c Content) { to.Contact.Name = c.Contact.Name }, true},
		{"organisation", func(c Content) string { return c.Contact.Organisation }, func(to *Content, c Content) { to.Contact.Organisation = c.Contact.Organisation }, true},
		{"address", func(c Content) string { return c.Contact.Address }, func(to *Content, c Content) { to.Contact.Address = c.Contact.Address }, true},
		{"phones", func(c Content) string { return strings.Join(c.Contact.Phones, "\n") }, func(to *Content, c Content) { to.Contact.Phones = c.Contact.Phones }, true},
		{"email", func(c Content) string { return c.Contact.Email }, func(to *Content, c Content) { to.Contact.Email = c.Contact.Email }, true},
		{"languages", func(c Content) string { return c.Contact.Languages }, func(to *Content, c Content) { to.Contact.Languages = c.Contact.Languages }, true},
		{"remark", func(c Content) string { return c.Contact.Remark }, func(to *Content, c Content) { to.Contact.Remark = c.Contact.Remark }, true},
	}
}

func yes(b bool) string {
	if b {
		return "1"
	}
	return ""
}

// differences are the fields in which two contents differ.
func differences(a, b Content) []field {
	var all []field
	for _, f := range fields() {
		if f.get(a) != f.get(b) {
			all = append(all, f)
		}
	}
	return all
}
