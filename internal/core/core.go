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
}

// Role is what an actor is to the network.
type Role string

// The roles that exist without accounts.
const (
	Visitor  Role = "visitor"  // anybody who opens a public page
	Operator Role = "operator" // whoever runs commands on the server itself
)
