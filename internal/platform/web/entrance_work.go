package web

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

type guestKey struct{}

// watch makes the server tell which connections have a request at work.
func (e *entrance) watch(server *http.Server) {
	server.ConnState = func(c net.Conn, s http.ConnState) {
		if g := guestOf(c); g != nil {
			e.note(g, s)
		}
	}
	server.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, guestKey{}, guestOf(c))
	}
	next := server.Handler
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g, ok := r.Context().Value(guestKey{}).(*guest); ok && g != nil {
			e.begin(g)
			defer e.finish(g)
		}
		next.ServeHTTP(w, r)
	})
}

// guestOf finds the connection below those that were put around it.
func guestOf(c net.Conn) *guest {
	for {
		switch at := c.(type) {
		case *guest:
			return at
		case politeConn:
			c = at.Conn
		case politeTLS:
			c = at.Conn
		case *tls.Conn:
			c = at.NetConn()
		default:
			return nil
		}
	}
}

// note hears from net/http how a connection does. Only its end of work matters:
// that a request begins counts from when all of its head is there, so that a
// slow head keeps nobody out.
func (e *entrance) note(g *guest, s http.ConnState) {
	if s != http.StateNew && s != http.StateIdle {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	g.idle = true
	if !g.shared || s == http.StateNew {
		e.let(g)
		return
	}
	g.turn++
	turn := g.turn
	time.AfterFunc(flushTime, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if g.turn == turn {
			e.let(g)
		}
	})
}

// flushTime is how long a connection of HTTP/2 stays after its last answer:
// net/http calls it idle a moment before the end of the answer is on its way.
const flushTime = time.Second

// let makes a connection one that waits, if nothing of it is at work; e.mu is
// held.
func (e *entrance) let(g *guest) {
	if g.gone || g.working > 0 || !g.idle {
		return
	}
	if g.place != nil {
		e.waiting.MoveToBack(g.place)
		return
	}
	g.place = e.waiting.PushBack(g)
	e.left.Broadcast()
}

func (e *entrance) begin(g *guest) {
	e.mu.Lock()
	defer e.mu.Unlock()
	g.working++
	g.idle = false
	if g.place != nil {
		e.waiting.Remove(g.place)
		g.place = nil
	}
}

// finish does not yet make the connection one that waits: its answer may still be
// on its way, and net/http says when it is not. With HTTP/2 it may have said so
// before, when the client no longer wanted the answer.
func (e *entrance) finish(g *guest) {
	e.mu.Lock()
	defer e.mu.Unlock()
	g.working--
	e.let(g)
}
