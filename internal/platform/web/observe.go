package web

import (
	"io"
	"net/http"

	"verbund/internal/platform/clock"
)

// Observer is told of every request when it has been answered: the method and
// the pattern of its route, such as "GET /centres/{number}" without a language,
// the status, and how long it took. It never learns an address, a query or a
// person. Requests without a route are "elsewhere".
type Observer struct {
	Clock clock.Clock
	Note  func(route string, status int, seconds float64)
}

// elsewherePattern is what is noted for a request that no route takes.
const elsewherePattern = "elsewhere"

// goneStatus is noted where the reader left before anything was sent. Nobody
// gets to see it; nginx uses the same number.
const goneStatus = 499

// observe notes how requests are answered.
func (s *Site) observe(next http.Handler) http.Handler {
	if s.config.Observe.Note == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o := s.config.Observe
		began := o.Clock.Now()
		seen := &observed{ResponseWriter: w}
		defer func() { // also when the answer is broken off by a panic
			status := seen.status
			switch {
			case status == 0 && r.Context().Err() != nil:
				status = goneStatus
			case status == 0:
				status = http.StatusOK // as net/http sends it
			}
			route := s.patterns[r.Pattern] // ServeMux has set it
			if route == "" {
				route = elsewherePattern
			}
			o.Note(route, status, o.Clock.Now().Sub(began).Seconds())
		}()
		next.ServeHTTP(seen, r)
	})
}

// observed remembers the status of an answer.
type observed struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the first final status; those below 200 come before it.
func (o *observed) WriteHeader(status int) {
	if o.status == 0 && status >= 200 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the answer.
func (o *observed) Write(part []byte) (int, error) {
	o.begin()
	return o.ResponseWriter.Write(part)
}

// ReadFrom sends a part as the writer below does it best.
func (o *observed) ReadFrom(r io.Reader) (int64, error) {
	o.begin()
	return io.Copy(o.ResponseWriter, r)
}

// Flush sends what is held back, if the writer below can.
func (o *observed) Flush() {
	o.begin()
	_ = http.NewResponseController(o.ResponseWriter).Flush() // who cannot, holds nothing back
}

// Unwrap is for http.ResponseController.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }

func (o *observed) begin() {
	if o.status == 0 {
		o.status = http.StatusOK
	}
}
