// Package web is the ground on which pages stand: a table of routes that each
// name the right they need, security headers, one place that turns an error
// into a status, a page and a line in the log, and a server that ends without
// cutting anybody off.
//
// A handler has the form func(w, r) error. It reads with ReadQuery or ReadForm,
// which never fail on odd bytes, and answers with Render, which writes nothing
// until the whole page is made. Nothing here knows what the pages are about,
// and nothing here writes an address, a query or a name into a log.
package web

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// Handler answers a request or says why it cannot. It must not have begun to
// write when it returns an error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Right is what somebody must be allowed to do to use a route.
type Right string

// Everyone is the right of public pages. A route without any right is refused
// when the program starts.
const Everyone Right = "everyone"

// Config is what a Site is built from. All parts but Allow, Limit, Observe
// and Secure are needed.
type Config struct {
	Texts *text.Catalogue
	Log   *slog.Logger

	// Allow decides whether the actor may use a route. Without it only routes
	// for Everyone can be used.
	Allow func(core.Actor, Right) bool

	// Actor tells who makes a request; nil means that everybody is a visitor. It
	// is asked only where a route is not for everyone.
	Actor func(*http.Request) (core.Actor, error)

	// Failure makes the page for an error. It must not need the database.
	Failure func(*http.Request, Failure) templ.Component

	// InlineStyle is the style sheet that pages carry inline; its hash goes
	// into the content security policy.
	InlineStyle string

	// FormsLeadTo are origins, such as https://example.org, to which a form of the
	// site may be redirected. Chromium holds redirects to form-action as well, so
	// the harmless site behind the way out must be named there.
	FormsLeadTo []string

	// Limit bounds the requests from one network; nil means no bound.
	Limit *Limit

	// Observe is told how requests are answered; without a function nobody is.
	Observe Observer

	// Secure tells that people reach the site by https.
	Secure bool
}

// Failure is an error as the reader gets to know it.
type Failure struct {
	Status  int    // HTTP status
	Key     string // the message, with its arguments
	Args    []any
	Request string // a random number by which the log can be searched
	Again   *Again // for whoever must sign in: what they wanted
}

type contextKey struct{}

// visit is what the program knows about the request it is answering.
type visit struct {
	printer *text.Printer
	request string
	route   *Route
	path    string // the address without its language
	actor   core.Actor
}

func visitOf(r *http.Request) *visit {
	if v, ok := r.Context().Value(contextKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

func withVisit(r *http.Request, v *visit) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), contextKey{}, v))
}

// Printer returns the texts in the language of the request.
func Printer(r *http.Request) *text.Printer { return visitOf(r).printer }

// Speak has the answer to a request be in another language than its address and
// its browser say: the one that the person has chosen on a page that has one
// address for all languages. Call it before anything is rendered.
func Speak(r *http.Request, p *text.Printer) { visitOf(r).printer = p }

// Path returns the address of the request without its language: "/centres" for
// /de/centres and for /en/centres. It is empty where no route was found.
func Path(r *http.Request) string { return visitOf(r).path }

// Localised tells whether the address of the request names its language.
func Localised(r *http.Request) bool {
	route := visitOf(r).route
	return route != nil && route.Localised
}

// Closed tells whether the request is for a page that not everybody may open.
func Closed(r *http.Request) bool {
	route := visitOf(r).route
	return route != nil && route.Right != Everyone
}

// Script tells whether the page that answers the request may run the site's own
// script. Error pages of addresses without a route may.
func Script(r *http.Request) bool {
	route := visitOf(r).route
	return route == nil || route.Script
}

// ActorOf returns who makes the request. On a route for everyone, everybody is a
// visitor, also who is signed in.
func ActorOf(r *http.Request) core.Actor {
	if v := visitOf(r); v.actor.Role != "" {
		return v.actor
	}
	return core.Actor{Role: core.Visitor}
}
