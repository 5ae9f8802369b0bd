// Package core holds the few words that every part of verbund shares: an ID, a
// Date, a Lang, an Actor, an Error. It does no input or output and imports
// nothing but the standard library.
package core

// Lang is a language as a BCP 47 tag in its canonical form, such as "de",
// "en" or "zh-Hans".
type Lang string

// Actor is who asks. Functions that change or reveal something take one, so
// that nobody can call them without saying who it is for.
type Actor struct {
	Role Role
	Name string // how the history of a record names the actor; empty for visitors

	// The rest is known of people who are signed in.
	Person       ID     // whose account it is
	Lang         Lang   // the language of her pages inside; empty if she chose none
	KeysOff      bool   // single keys do nothing on her pages
	Centre       ID     // the counselling centre in whose name she acts now
	Organisation ID     // the organisation that runs that centre
	Duties       []Duty // what she is to the network today
}

// Duty is what a person is to the network or to one part of it.
type Duty struct {
	Role Role
	Unit ID // the centre or organisation; empty for duties in the network itself
}

// Role is what an actor is to the network. The roles that come with an account
// stand in the package account.
type Role string

// The roles that exist without duties.
const (
	Visitor  Role = "visitor"      // anybody who opens a public page, and who is not signed in
	Operator Role = "command-line" // whoever runs commands on the server itself
	Person   Role = "person"       // somebody who is signed in; see Duties
)
