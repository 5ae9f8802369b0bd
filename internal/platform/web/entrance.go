package web

import (
	"container/list"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync"

	"golang.org/x/crypto/acme"
)

// Entrance is what every connection passes on its way to the site.
type Entrance struct {
	// Unread is the HTML page for requests whose address or head cannot be read;
	// without one net/http answers them with a line of plain text.
	Unread string

	// Most is how many connections are open at once; 0 means no bound. One more
	// takes the place of the one that has been waiting longest without a request
	// at work. While there is none, it waits itself.
	Most int

	// TLS makes the connections https, with HTTP/2 where the client speaks it. nil
	// means plain http.
	TLS *tls.Config
}

// Open puts the entrance before a listener. It ends when what it returns is
// closed, as Serve does.
func (e Entrance) Open(l net.Listener) net.Listener {
	door := &entrance{Listener: l, Entrance: e, waiting: list.New(), ended: make(chan struct{})}
	door.left = sync.NewCond(&door.mu)
	if e.TLS != nil {
		door.TLS = e.TLS.Clone()
		door.TLS.NextProtos = append([]string{"h2", "http/1.1"}, e.TLS.NextProtos...)
		door.secured = make(chan greeted)
		go door.greetAll()
	}
	return door
}

// entrance is an open Entrance.
type entrance struct {
	net.Listener
	Entrance
	secured chan greeted  // connections after their handshake, with TLS
	ended   chan struct{} // closed by Close

	mu      sync.Mutex
	left    *sync.Cond // somebody left or waits again, or Close was called
	closed  bool
	open    int
	waiting *list.List // of *guest: no request of theirs is at work, longest first
}

// guest is one connection. Its house knows whether a request of it is at work.
type guest struct {
	net.Conn
	house   *entrance
	place   *list.Element // in house.waiting; nil while it is at work
	working int           // requests; HTTP/2 has several on one connection
	idle    bool          // net/http said that no answer is on its way
	shared  bool          // by several requests at once: HTTP/2
	turn    int           // counts how often it became idle
	gone    bool
}

// greeted is a connection after its handshake, or why the listener has none.
type greeted struct {
	conn net.Conn
	err  error
}

// Accept waits for the next connection.
func (e *entrance) Accept() (net.Conn, error) {
	if e.TLS == nil {
		g, err := e.admit()
		if err != nil {
			return nil, err
		}
		return e.polite(g), nil
	}
	select {
	case next := <-e.secured:
		return next.conn, next.err
	case <-e.ended:
		return nil, net.ErrClosed
	}
}

// Close takes no new connection; those that are open stay.
func (e *entrance) Close() error {
	e.mu.Lock()
	if !e.closed {
		e.closed = true
		close(e.ended)
	}
	e.left.Broadcast()
	e.mu.Unlock()
	return e.Listener.Close()
}

func (e *entrance) polite(c net.Conn) net.Conn {
	if e.Unread == "" {
		return c
	}
	return politeConn{c, e.Unread}
}

// admit takes the next connection and makes room for it.
func (e *entrance) admit() (*guest, error) {
	c, err := e.Listener.Accept()
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.Most > 0 && e.open >= e.Most && !e.closed {
		if longest := e.waiting.Front(); longest != nil {
			e.dismiss(longest.Value.(*guest))
		} else {
			e.left.Wait()
		}
	}
	if e.closed {
		c.Close()
		return nil, net.ErrClosed
	}
	e.open++
	g := &guest{Conn: c, house: e}
	g.place = e.waiting.PushBack(g) // also while it makes its handshake
	return g, nil
}

// dismiss closes a connection; e.mu is held.
func (e *entrance) dismiss(g *guest) error {
	if g.gone {
		return net.ErrClosed
	}
	g.gone = true
	e.open--
	if g.place != nil {
		e.waiting.Remove(g.place)
		g.place = nil
	}
	e.left.Broadcast()
	return g.Conn.Close()
}

// Close ends the connection and makes room for another.
func (g *guest) Close() error {
	g.house.mu.Lock()
	defer g.house.mu.Unlock()
	return g.house.dismiss(g)
}

// CloseWrite tells the client that nothing more comes, so that it can read an
// answer although the server did not read all that was sent.
func (g *guest) CloseWrite() error { return closeWrite(g.Conn) }

func closeWrite(c net.Conn) error {
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// greetAll makes the handshakes, each on its own, so that a slow one holds up
// nobody.
func (e *entrance) greetAll() {
	for {
		g, err := e.admit()
		if err == nil {
			go e.greet(g)
			continue
		}
		select {
		case e.secured <- greeted{nil, err}:
		case <-e.ended:
			return
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// greet makes one handshake. Whoever does not speak TLS, or not in time, is
// dismissed; who speaks plain http gets a page.
func (e *entrance) greet(g *guest) {
	secure := tls.Server(g, e.TLS)
	ctx, cancel := context.WithTimeout(context.Background(), headerTime)
	defer cancel()
	if err := secure.HandshakeContext(ctx); err != nil {
		var other tls.RecordHeaderError
		if errors.As(err, &other) && other.Conn != nil && looksLikeHTTP(other.RecordHeader) && e.Unread != "" {
			_, _ = politeConn{g, e.Unread}.Write([]byte("HTTP/1.1 400 Bad Request\r\n" + string(unread)))
			_ = g.CloseWrite()
		}
		g.Close()
		return
	}
	agreed := secure.ConnectionState().NegotiatedProtocol
	if agreed == acme.ALPNProto { // an authority has seen what it wanted to see
		g.Close()
		return
	}
	g.shared = agreed == "h2"
	e.note(g, http.StateNew)
	var c net.Conn = secure
	// Only a bare *tls.Conn gets HTTP/2 from net/http, which answers unreadable
	// frames with frames and needs no page.
	if agreed != "h2" && e.Unread != "" {
		c = politeTLS{politeConn{secure, e.Unread}, secure}
	}
	select {
	case e.secured <- greeted{conn: c}:
	case <-e.ended:
		secure.Close()
	}
}

// looksLikeHTTP tells whether the first bytes of a connection are those of a
// request instead of a handshake.
func looksLikeHTTP(first [5]byte) bool {
	switch string(first[:]) {
	case "GET /", "HEAD ", "POST ", "PUT /", "OPTIO", "DELET", "PATCH":
		return true
	}
	return false
}
