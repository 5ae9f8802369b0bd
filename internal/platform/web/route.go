package web

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strings"

	"verbund/internal/core"
)

// Route is one line of a room's route table.
type Route struct {
	Method string // GET (which answers HEAD too) or POST
	Path   string // a pattern of net/http, such as /centres/{number}
	Right  Right  // what somebody must be allowed to do

	// Localised routes stand under every language of the site: /de/centres,
	// /en/centres. The others have one address, and the reader's browser says
	// which language the answer is in.
	Localised bool

	// Shared answers are the same for everybody who opens the address and say
	// nothing about the reader; browsers may keep them, but must ask whether
	// they still hold. All others are never stored anywhere.
	Shared bool

	// Script allows the page to load the site's own small script.
	Script bool

	// Open answers are data for everybody: the scripts and pages of any site may
	// fetch them, also by POST, and their errors are JSON. An open route changes
	// nothing and knows nothing about who asks.
	Open bool

	// Framed pages may stand in a frame of any other site. Whatever can be
	// pressed on them must lead out of the frame or change nothing.
	Framed bool

	// Passkeys allows the page to ask the browser for a passkey.
	Passkeys bool

	// Long addresses may hold a whole text to search for, see longAddressLimit.
	Long bool

	Body   int64 // the most bytes of a body that are read; 0 means FormLimit
	Files  bool  // takes or gives files: it may last, as long as bytes move
	Handle Handler
}

// FormLimit is how large the body of an ordinary form may be, in bytes.
const FormLimit = 64 << 10

// addressLimit is how long path and query may be together, in bytes. Browsers
// and proxies of old phones do not send more than 8 KiB either.
const addressLimit = 8 << 10

// longAddressLimit is the same for routes that take a whole text to search for: 16 KiB
// of it, of which every byte may be escaped.
const longAddressLimit = 3*16<<10 + 1<<10

// Site answers requests from a table of routes.
type Site struct {
	config Config
	mux    *http.ServeMux
	routes []Route
	open   map[string]bool // patterns of open routes
	long   map[string]bool // patterns of routes with long addresses
	// patterns are those of the routes by the patterns of net/http, which name a
	// language as well.
	patterns map[string]string
	headers  headers
}

// New builds a site from the route tables of its rooms. It refuses a route
// without method, right or handler, and two routes for the same address.
func New(config Config, tables ...[]Route) (site *Site, err error) {
	s := &Site{config: config, mux: http.NewServeMux(), open: map[string]bool{}, long: map[string]bool{}, patterns: map[string]string{}, headers: newHeaders(config)}
	s.routes = slices.Concat(tables...)
	for i := range s.routes {
		route := &s.routes[i]
		switch {
		case route.Right == "":
			return nil, fmt.Errorf("route %s %s names no right", route.Method, route.Path)
		case route.Method != http.MethodGet && route.Method != http.MethodPost:
			return nil, fmt.Errorf("route %s: method %q is not GET or POST", route.Path, route.Method)
		case route.Handle == nil:
			return nil, fmt.Errorf("route %s %s has no handler", route.Method, route.Path)
		}
		for _, pattern := range s.addresses(route) {
			if err := register(s.mux, route.Method+" "+pattern, s.handler(route)); err != nil {
				return nil, err
			}
			s.open[pattern] = s.open[pattern] || route.Open
			s.long[route.Method+" "+pattern] = route.Long
			s.patterns[route.Method+" "+pattern] = route.Method + " " + route.Path
		}
	}
	return s, register(s.mux, "/", http.HandlerFunc(s.elsewhere))
}

// Routes returns the table of all routes, sorted by address, for tests that
// walk every one of them.
func (s *Site) Routes() []Route {
	routes := slices.Clone(s.routes)
	sort.SliceStable(routes, func(i, j int) bool { return routes[i].Path < routes[j].Path })
	return routes
}

func (s *Site) addresses(route *Route) []string {
	if !route.Localised {
		return []string{route.Path}
	}
	var all []string
	for _, l := range s.config.Texts.Languages() {
		all = append(all, "/"+string(l.Code)+route.Path)
	}
	return all
}

// register turns the panic of ServeMux about a conflict into an error.
func register(mux *http.ServeMux, pattern string, h http.Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("route %s: %v", pattern, p)
		}
	}()
	mux.Handle(pattern, h)
	return nil
}

// handler runs one route: it notes what the request is, checks the right, and
// hands an error to fail.
func (s *Site) handler(route *Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.begin(r)
		v.route = route
		r = withVisit(r, v)
		s.headers.write(w.Header(), route)
		defer s.rescue(w, r)
		if r.Body != nil && r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, max(route.Body, FormLimit))
		}
		if route.Files {
			r.Body = &moving{ReadCloser: r.Body, control: http.NewResponseController(w)}
		}
		if err := s.admit(r, route); err != nil {
			s.fail(w, r, err)
			return
		}
		if err := route.Handle(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// admit finds out who makes the request and tells why they may not make it.
// Whoever is not signed in is asked to; who is, but lacks the right, is told so.
func (s *Site) admit(r *http.Request, route *Route) error {
	if route.Right == Everyone {
		return nil
	}
	if s.config.Actor != nil {
		actor, err := s.config.Actor(r)
		if err != nil {
			return err
		}
		v := visitOf(r)
		v.actor = actor
		if !route.Localised && s.config.Texts.Offers(actor.Lang) {
			v.printer = s.config.Texts.For(actor.Lang)
		}
	}
	switch {
	case s.allowed(r, route.Right):
		return nil
	case s.config.Actor != nil && ActorOf(r).Role == core.Visitor:
		return signedOut()
	}
	return denied()
}

func (s *Site) allowed(r *http.Request, right Right) bool {
	if right == Everyone {
		return true
	}
	return s.config.Allow != nil && s.config.Allow(ActorOf(r), right)
}

// begin finds the language of the request: the one its address names, else the
// one its browser asks for.
func (s *Site) begin(r *http.Request) *visit {
	v := &visit{request: requestNumber()}
	first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	for _, l := range s.config.Texts.Languages() {
		if string(l.Code) == first {
			v.printer, v.path = s.config.Texts.For(l.Code), "/"+rest
			return v
		}
	}
	v.printer, v.path = s.config.Texts.For(s.config.Texts.Match(r.Header.Get("Accept-Language"))), r.URL.Path
	return v
}

func requestNumber() string { return rand.Text()[:10] }

// elsewhere answers what no route takes: an address that leads nowhere, or one
// that is there for another kind of request. Asking for the other kinds one by
// one allows a more particular address to stand beside a general one, such as
// /centres/save beside /centres/{number}.
func (s *Site) elsewhere(w http.ResponseWriter, r *http.Request) {
	r = withVisit(r, s.begin(r))
	allowed, open := s.allowedMethods(r)
	s.headers.write(w.Header(), &Route{Script: !open, Open: open})
	switch {
	case len(allowed) == 0:
		s.fail(w, r, NotFound())
	case open && r.Method == http.MethodOptions:
		allowOthers(w, strings.Join(allowed, ", "))
	default:
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		s.fail(w, r, wrongMethod())
	}
}

// addressFits tells whether an address is not longer than its route takes.
func (s *Site) addressFits(r *http.Request) bool {
	n := len(r.URL.Path) + len(r.URL.RawQuery)
	if n <= addressLimit || n > longAddressLimit {
		return n <= addressLimit
	}
	_, pattern := s.mux.Handler(r)
	return s.long[pattern]
}

// allowedMethods are the kinds of request that an address takes, sorted, and
// whether its route is open.
func (s *Site) allowedMethods(r *http.Request) (allowed []string, open bool) {
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := s.mux.Handler(other); pattern != "/" {
			allowed = append(allowed, method)
			_, address, _ := strings.Cut(pattern, " ")
			open = open || s.open[address]
		}
	}
	return allowed, open
}
