// Package ui is how verbund looks: one style sheet, the layout around every
// page, and the components that pages are made of. It is the only package that
// may write HTML which it has not escaped itself.
//
// Everything works without script. Directions are logical (start and end), so
// that a page in Arabic needs nothing of its own. The page /dev/ui of the demo
// shows every component.
package ui

import (
	_ "embed"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// PublicStyle is the style sheet that public pages carry inline, so that the
// first page needs no second request before it can be read.
//
//go:embed style/public.css
var PublicStyle string

var styleElement = "<style>" + PublicStyle + "</style>"

// SiteScript makes leaving the site quicker, and copying a number easier, where
// scripts run.
//
//go:embed script/site.js
var SiteScript []byte

// InsideScript keeps drafts, hides and locks pages and makes the keyboard quicker on
// pages inside, where scripts run.
//
//go:embed script/inside.js
var InsideScript []byte

// PasskeyScript lets a browser make and use passkeys, where scripts run.
//
//go:embed script/passkey.js
var PasskeyScript []byte

// Unread is the page for a request that could not be read at all; it is in German
// and English, since nothing is known about the reader.
//
//go:embed style/unread.html
var Unread string

// InsideStyle is the style sheet that pages of people who are signed in load
// beside the public one: denser, for those who work in it all day.
//
//go:embed style/inside.css
var InsideStyle []byte

// CaselawStyle is the style sheet of the public pages of decisions, which they load
// beside the public one.
//
//go:embed style/caselaw.css
var CaselawStyle []byte

// Icon is the picture in the browser's tab: a plain dot that says nothing.
//
//go:embed style/icon.png
var Icon []byte

// Frame is what stands around a page. Pages embed it and so speak the reader's
// language by Say.
type Frame struct {
	*text.Printer

	Site    string // the name of the network
	Heading string // what the page is called on the page
	Title   string // what it is called in the browser's tab and history: neutral
	About   string // a sentence for search engines
	Index   bool   // whether search engines may list the page

	Path       string // address without language
	Home       bool   // the first page, which shows all languages at its top
	Canonical  string // the full address, if the site knows its own
	Alternates []Alternate
	Nav        []Link
	Foot       []Link
	Notice     *Announcement // shown above every page
	Gap        string        // said where some of the page is in German for want of a translation
	Demo       bool
	Invented   string // said on every page whose records are invented, on paper too; in place of Demo
	Script     string // address of the small script; empty where none may run
	Also       string // address of a second one, which only this page needs
	Sheet      string // address of a style sheet beside the public one, which only this page needs
	Icon       string // address of the icon

	// Alone is set on pages that must say nothing in a browser's history but their
	// title, and lead nowhere but on and out.
	Alone bool

	Inside *Inside // on the pages of people who are signed in

	// A frozen page is a file that is read on another day, without a server:
	// nothing on it is sent anywhere, and nothing on it holds only now.
	Frozen bool
	Copy   string // said on every frozen page: of which day it is
	Exit   string // the harmless site to which its way out leads
}

// Inside is what stands around the pages of people who are signed in, in place
// of the public navigation.
type Inside struct {
	Person  string // who is signed in; empty on the way in
	Unit    string // the centre or office for which she acts
	Home    string // address of her first page
	SignOut string // address to which signing out is posted
	Lock    string // address to which locking is posted, with the page to come back to
	Here    string // the page to come back to, where that is not the address of this one
	Style   string // address of the style sheet of inner pages
	KeysOff bool   // single keys do nothing: she types by voice, or wishes it (WCAG 2.2, 2.1.4)
}

// shields tells whether the page can be hidden and locked by script.
func (f Frame) shields() bool {
	return f.Inside != nil && f.Inside.Person != "" && f.Inside.Lock != "" && f.Script != ""
}

// here is the page that a locked page comes back to.
func (f Frame) here() string {
	if f.Inside.Here != "" {
		return f.Inside.Here
	}
	return f.Path
}

// Link is an address and its words.
type Link struct {
	Address string
	Words   string
	Current bool // the page that is being shown
}

// Alternate is the same page in another language.
type Alternate struct {
	Lang    core.Lang
	Dir     string
	Self    string // the language's own name
	Address string // on this site
	Full    string // with host, if the site knows its own
	Current bool
}

// Announcement is a notice to everybody, such as a telephone that is down.
type Announcement struct {
	Urgent bool
	Lang   core.Lang
	Text   string
}

// Tone is how a notice is meant.
type Tone string

// The tones of a notice.
const (
	Calm   Tone = ""
	Urgent Tone = "urgent"
	Loss   Tone = "loss"
)

// Choice is one value of a select or a group of boxes.
type Choice struct {
	Value    string
	Words    string
	Count    int // how many results it would give; -1 if that is not known
	Selected bool
}

// Choices is a named group of choices; without a name it is no group.
type Choices struct {
	Name string
	List []Choice
}

// Field is a labelled place to type or choose. Hint and Error are already in
// the reader's language.
type Field struct {
	Name, Label, Hint, Error, Value string
	Type                            string // of an input; "" is text
	Autocomplete                    string // "" is off: nothing typed here is to be remembered
	Required                        bool
	Several                         bool // of files: more than one may be chosen at once
}

func (f Field) describedBy() string {
	s := ""
	if f.Hint != "" {
		s = f.Name + "-hint"
	}
	if f.Error != "" {
		s += " " + f.Name + "-error"
	}
	return s
}

// Pager leads through the pages of a list.
type Pager struct {
	Page, Pages    int
	Earlier, Later Way
}

// Way leads somewhere: by an address, or, where what was asked for must stay
// out of the address, by a form that posts Fields to Action.
type Way struct {
	Words   string
	Address string
	Action  string
	Fields  [][2]string
}

// Saying is a text that may be in another language than the page around it.
type Saying struct {
	Text string
	Lang core.Lang
}

// Page is what a room says about one of its pages when it asks for a Frame: the
// keys of its texts, or, with Plain, the texts themselves.
type Page struct {
	Heading string
	Title   string
	About   string
	Plain   bool
	Index   bool // whether search engines may list it
}
