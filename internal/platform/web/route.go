package web

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strings"
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

	Body   int64 // the most bytes of a body that are read; 0 means FormLimit
	Handle Handler
}

// FormLimit is how large the body of an ordinary form may be, in bytes.
const FormLimit = 64 << 10

// addressLimit is how long path and query may be together, in bytes. Browsers
// and proxies of old phones do not send more than 8 KiB either.
const addressLimit = 8 << 10

// Site answers requests from a table of routes.
type Site struct {
	config  Config
	mux     *http.ServeMux
	routes  []Route
	headers headers
}

// New builds a site from the route tables of its rooms. It refuses a route
// without method, right or handler, and two routes for the same address.
func New(config Config, tables ...[]Route) (site *Site, err error) {
	s := &Site{config: config, mux: http.NewServeMux(), headers: newHeaders(config)}
	s.routes = slices.Concat(tables...)
	methods := map[string][]string{}
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
			methods[pattern] = append(methods[pattern], route.Method)
		}
	}
	for pattern, allowed := range methods {
		if err := register(s.mux, pattern, s.wrongMethod(allowed)); err != nil {
			return nil, err
		}
	}
	return s, register(s.mux, "/", http.HandlerFunc(s.notFound))
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
		if !s.allowed(r, route.Right) {
			s.fail(w, r, denied())
			return
		}
		if r.Body != nil && r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, max(route.Body, FormLimit))
		}
		if err := route.Handle(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
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

func (s *Site) notFound(w http.ResponseWriter, r *http.Request) {
	r = withVisit(r, s.begin(r))
	s.headers.write(w.Header(), &Route{Script: true})
	s.fail(w, r, NotFound())
}

func (s *Site) wrongMethod(allowed []string) http.Handler {
	if slices.Contains(allowed, http.MethodGet) {
		allowed = append(allowed, http.MethodHead)
	}
	slices.Sort(allowed)
	allow := strings.Join(slices.Compact(allowed), ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = withVisit(r, s.begin(r))
		s.headers.write(w.Header(), &Route{Script: true})
		w.Header().Set("Allow", allow)
		s.fail(w, r, wrongMethod())
	})
}
