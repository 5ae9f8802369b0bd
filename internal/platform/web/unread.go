package web

import (
	"bytes"
	"crypto/tls"
	"net"
	"strconv"
)

// politeConn puts a whole HTML page in the place of the line of plain text with
// which net/http itself answers a request whose address or head it cannot read,
// since such a request never reaches a route.
type politeConn struct {
	net.Conn
	page string
}

// politeTLS is a politeConn that tells net/http of its encryption.
type politeTLS struct {
	politeConn
	tls *tls.Conn
}

// ConnectionState makes http.Request.TLS say what was agreed on.
func (c politeTLS) ConnectionState() tls.ConnectionState { return c.tls.ConnectionState() }

// CloseWrite tells the client that nothing more comes.
func (c politeConn) CloseWrite() error { return closeWrite(c.Conn) }

// unread is how the head of an answer that net/http gives by itself goes on
// after its status: one write, closed afterwards, without any header of ours.
var unread = []byte("Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n")

// Write sends b, or the page where b is an answer that net/http made itself.
func (c politeConn) Write(b []byte) (int, error) {
	status, rest, _ := bytes.Cut(b, []byte("\r\n"))
	if !bytes.HasPrefix(rest, unread) || !bytes.HasPrefix(status, []byte("HTTP/1.1 ")) {
		return c.Conn.Write(b)
	}
	_, err := c.Conn.Write([]byte(string(status) +
		"\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff" +
		"\r\nContent-Security-Policy: default-src 'none'; base-uri 'none'; frame-ancestors 'none'" +
		"\r\nContent-Length: " + strconv.Itoa(len(c.page)) + "\r\nConnection: close\r\n\r\n" + c.page))
	return len(b), err
}
