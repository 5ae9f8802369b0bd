package web

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"verbund/internal/core"
)

// Limits and time-outs of the server. A page takes milliseconds; the times are
// for slow lines, not for slow pages.
const (
	headerTime   = 10 * time.Second
	readTime     = 30 * time.Second
	writeTime    = 60 * time.Second
	idleTime     = 90 * time.Second
	shutdownTime = 20 * time.Second
	headerLimit  = 64 << 10 // bytes, long addresses included
	streamLimit  = 100      // requests at once on one connection of HTTP/2
	compressFrom = 700      // bytes; below that, gzip makes answers longer
)

// Handler returns the whole site as one http.Handler: cross-origin protection,
// limits, compression and the routes.
func (s *Site) Handler() (http.Handler, error) {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = withVisit(r, s.begin(r))
		s.headers.write(w.Header(), &Route{Script: true})
		s.fail(w, r, &core.Error{Kind: core.Denied, Key: "web.error.cross-origin"})
	}))
	for pattern, open := range s.open {
		if open {
			guard.AddInsecureBypassPattern(pattern) // an open route changes nothing
		}
	}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(compressFrom), gzhttp.CompressionLevel(5))
	if err != nil {
		return nil, err
	}
	return compress(s.observe(s.front(guard.Handler(s.mux)))), nil
}

// front turns away what no route should see.
func (s *Site) front(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		switch {
		case s.config.Limit != nil && !s.config.Limit.Allow(r):
			err = &core.Error{Kind: core.TooMany}
		case !s.addressFits(r):
			err = &core.Error{Kind: core.TooLarge, Key: "web.error.address-too-long"}
		default:
			// ServeMux itself answers some addresses, with a redirect.
			s.headers.write(w.Header(), &Route{Localised: true})
			next.ServeHTTP(w, r)
			return
		}
		r = withVisit(r, s.begin(r))
		s.headers.write(w.Header(), &Route{Script: true, Open: s.isOpen(r)})
		s.fail(w, r, err)
	})
}

// Serve answers on the listener until ctx ends; then it takes no new request,
// lets the open ones finish, and returns nil. Requests that take longer than
// 20 seconds to finish are cut off with an error. A listener that an Entrance
// opened bounds its connections, and closes some that wait if need be.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerLimit,
		// What net/http would log holds addresses of clients.
		ErrorLog: log.New(io.Discard, "", 0),
		HTTP2:    &http.HTTP2Config{MaxConcurrentStreams: streamLimit},
	}
	if e, ok := l.(*entrance); ok {
		e.watch(server)
	}
	ended := make(chan error, 1)
	go func() {
		<-ctx.Done()
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		ended <- server.Shutdown(patience)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}
