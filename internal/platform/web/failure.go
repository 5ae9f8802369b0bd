package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"verbund/internal/core"
)

// NotFound is the error for an address that leads nowhere.
func NotFound() error {
	return &core.Error{Kind: core.NotFound, Key: "web.error.not-found"}
}

func denied() error {
	return &core.Error{Kind: core.Denied, Key: "web.error.denied"}
}

func signedOut() error {
	return &core.Error{Kind: core.SignedOut, Key: "web.inside.signed-out"}
}

func wrongMethod() error {
	return &core.Error{Kind: core.WrongMethod, Key: "web.error.wrong-method"}
}

// statuses gives every kind of error its HTTP status and the message for
// errors that bring none of their own.
var statuses = map[core.Kind]struct {
	status int
	key    string
}{
	core.Internal:      {http.StatusInternalServerError, "web.error.internal"},
	core.Invalid:       {http.StatusUnprocessableEntity, "web.error.invalid"},
	core.Malformed:     {http.StatusBadRequest, "web.error.malformed"},
	core.NotFound:      {http.StatusNotFound, "web.error.not-found"},
	core.Gone:          {http.StatusGone, "web.error.gone"},
	core.Denied:        {http.StatusForbidden, "web.error.denied"},
	core.SignedOut:     {http.StatusUnauthorized, "web.inside.signed-out"},
	core.Conflict:      {http.StatusConflict, "web.error.conflict"},
	core.TooLarge:      {http.StatusRequestEntityTooLarge, "web.error.too-large"},
	core.TooMany:       {http.StatusTooManyRequests, "web.error.too-many"},
	core.Unavailable:   {http.StatusServiceUnavailable, "web.error.unavailable"},
	core.WrongMethod:   {http.StatusMethodNotAllowed, "web.error.wrong-method"},
	core.Unprocessable: {http.StatusUnprocessableEntity, "web.error.invalid"},
}

// retryAfter is how many seconds a browser or proxy should wait before it
// tries again, where trying again helps.
const retryAfter = 10

// fail is the one place where an error becomes a status, a page and a line in
// the log. The page says the message of the error's key; its cause goes only
// into the log, and only where it is our fault.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if _, begun := errors.AsType[*unfinished](err); begun {
		if r.Context().Err() == nil {
			s.note(r, "unfinished", slog.String("cause", err.Error()))
		}
		panic(http.ErrAbortHandler) // by which net/http breaks the connection off
	}
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		// The reader has gone, or has at least hung up in our direction. Whoever
		// still listens must not take an empty page for the answer.
		NoStore(w)
		w.Header().Del("ETag")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	kind := core.KindOf(err)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		kind = core.TooLarge
	case errors.Is(err, context.DeadlineExceeded):
		kind = core.Unavailable
	}
	known := statuses[kind]
	f := Failure{Status: known.status, Key: known.key, Request: visitOf(r).request}
	if e, ok := errors.AsType[*core.Error](err); ok && e.Key != "" && kind != core.Internal {
		f.Key, f.Args = e.Key, e.Args
	}
	if f.Status >= 500 {
		s.note(r, "failure", slog.Int("status", f.Status), slog.String("cause", err.Error()))
	}
	if route := visitOf(r).route; route != nil && route.Framed {
		s.headers.write(w.Header(), &Route{Localised: true}) // the page for errors is a whole one
	}
	NoStore(w)
	w.Header().Del("ETag")
	if f.Status == http.StatusServiceUnavailable || f.Status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	}
	if s.isOpen(r) {
		s.failOpenly(w, r, f)
		return
	}
	if kind == core.SignedOut {
		// RFC 9110, 15.5.2 asks for the way in which one signs in; it is a page.
		w.Header().Set("WWW-Authenticate", `Form realm="verbund"`)
		f.Again = again(r)
	}
	if err := Render(w, r, f.Status, s.config.Failure(r, f)); err != nil {
		if r.Context().Err() == nil { // else the reader has gone meanwhile
			s.note(r, "failure-page", slog.String("cause", err.Error()))
		}
		w.WriteHeader(f.Status)
	}
}

// rescue answers a request whose handler panicked. The log gets the stack
// without any argument, because arguments may be what somebody typed.
func (s *Site) rescue(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	var frames [32]uintptr
	stack := runtime.CallersFrames(frames[:runtime.Callers(3, frames[:])])
	where := ""
	for {
		frame, more := stack.Next()
		where += frame.Function + ":" + strconv.Itoa(frame.Line) + " "
		if !more {
			break
		}
	}
	s.note(r, "panic", slog.String("stack", where))
	s.fail(w, r, &core.Error{Kind: core.Internal})
}

// note writes one event: a code, the hour, the number of the request, the
// pattern of the route. Never an address, a query, a header or a name.
func (s *Site) note(r *http.Request, code string, attributes ...slog.Attr) {
	v := visitOf(r)
	attributes = append(attributes, slog.String("request", v.request))
	if v.route != nil {
		attributes = append(attributes, slog.String("route", v.route.Method+" "+v.route.Path))
	}
	s.config.Log.LogAttrs(context.Background(), slog.LevelError, code, attributes...)
}

// NewLog returns a logger whose lines carry the hour and not the second, so
// that a line cannot be matched with what somebody did.
func NewLog(h func(*slog.HandlerOptions) slog.Handler) *slog.Logger {
	return slog.New(h(&slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.String(slog.TimeKey, a.Value.Time().UTC().Truncate(time.Hour).Format("2006-01-02T15Z"))
		}
		return a
	}}))
}
