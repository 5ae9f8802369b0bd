package core

import (
	"errors"
	"strings"
)

// Kind says what sort of failure an error is. It decides the HTTP status of a
// page and the exit code of a command; see platform/web and cmd/verbund.
type Kind uint8

// The kinds. Internal is the zero value: what nobody classified is our fault.
const (
	Internal      Kind = iota // a fault of the program
	Invalid                   // what was entered cannot be used; Fields says where
	Malformed                 // the request itself cannot be read
	NotFound                  // there is no such thing, or none that this person may know of
	Gone                      // it was there and has been taken away on purpose
	Denied                    // this person may not do that
	SignedOut                 // whoever asks is not signed in, or no longer
	Conflict                  // somebody else was quicker
	TooLarge                  // more bytes than are accepted here
	TooMany                   // too many requests in too short a time
	Unavailable               // the database or another part is away; trying again helps
	WrongMethod               // the address exists, but not for this kind of request
	Unprocessable             // a file or body was understood but cannot be accepted
)

// Error has three faces that are kept apart: a Kind for the program, a message
// Key with Args (pairs of name and value) for the person, and a Cause for the
// log. The Cause is never shown to anybody, and Args never hold a secret.
type Error struct {
	Kind   Kind
	Key    string
	Args   []any
	Fields []FieldError
	Cause  error
}

// FieldError says what to do about one field of a form.
type FieldError struct {
	Field string // the name of the field in the form
	Key   string
	Args  []any
}

// Error is the text for logs and tests; people see the message of Key.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	if e.Key == "" {
		b.WriteString("unexpected error")
	}
	for _, f := range e.Fields {
		b.WriteString("; " + f.Field + ": " + f.Key)
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// KindOf returns the kind of the outermost Error in err's chain, and Internal
// where there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Clip shortens what somebody typed to n characters, so that a message may
// quote it. It never cuts a character in two.
func Clip(s string, n int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	i := 0
	for at := range s {
		if i == n {
			return s[:at] + "…"
		}
		i++
	}
	return s
}
