package mail

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"
)

// sink is a mail server on this machine that keeps what it takes. It answers
// over real TCP, like any other.
type sink struct {
	address string
	tls     *tls.Config              // offers STARTTLS
	reply   func(line string) string // other answer to a command or to "."; "" for the usual, "cut" to hang up
	atDot   func()                   // called when a mail is complete, before the answer

	mu    sync.Mutex
	taken []taken
	calls int
}

type taken struct {
	from, to string
	header   netmail.Header
	text     string
	secure   bool
	user     string
}

func startSink(t testing.TB, s *sink) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	var talking sync.WaitGroup
	talking.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			talking.Go(func() {
				defer c.Close()
				s.talk(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		talking.Wait()
	})
	return s
}

func (s *sink) mails() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.taken...)
}

func (s *sink) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

func (s *sink) talk(c net.Conn) {
	s.mu.Lock()
	s.calls++
	s.mu.Unlock()
	text := textproto.NewConn(c)
	say := func(answer string) bool { return text.PrintfLine("%s", answer) == nil }
	if !say("220 sink") {
		return
	}
	var m taken
	for {
		line, err := text.ReadLine()
		if err != nil {
			return
		}
		answer := ""
		if s.reply != nil {
			answer = s.reply(line)
		}
		verb, rest, _ := strings.Cut(line, " ")
		switch {
		case answer == "cut":
			return
		case answer != "":
		case verb == "EHLO":
			answer = "250-sink\r\n250-8BITMIME\r\n250-AUTH PLAIN"
			if s.tls != nil && !m.secure {
				answer += "\r\n250-STARTTLS"
			}
			answer += "\r\n250 ENHANCEDSTATUSCODES"
		case verb == "STARTTLS":
			if !say("220 go on") {
				return
			}
			c = tls.Server(c, s.tls)
			text, m = textproto.NewConn(c), taken{secure: true}
			continue
		case verb == "AUTH":
			plain, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			m.user = strings.ReplaceAll(string(plain), "\x00", "|")
			answer = "235 welcome"
		case verb == "MAIL":
			m.from = address(rest)
		case verb == "RCPT":
			m.to = address(rest)
		case verb == "DATA":
			if !say("354 go on") || !s.data(text.DotReader(), &m) {
				return
			}
			if s.reply != nil {
				answer = s.reply(".")
			}
			if answer == "cut" {
				return
			}
			if answer == "" {
				s.mu.Lock()
				s.taken = append(s.taken, m)
				s.mu.Unlock()
			}
			if s.atDot != nil {
				s.atDot()
			}
		case verb == "QUIT":
			say("221 farewell")
			return
		}
		if answer == "" {
			answer = "250 2.0.0 yes"
		}
		if !say(answer) {
			return
		}
	}
}

// data reads a mail up to its dot; a line that breaks before leaves nothing.
func (s *sink) data(r io.Reader, m *taken) bool {
	whole, err := io.ReadAll(r)
	if err != nil {
		return false
	}
	read, err := netmail.ReadMessage(bufio.NewReader(strings.NewReader(string(whole))))
	if err != nil {
		return false
	}
	body := read.Body
	if read.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	b, err := io.ReadAll(body)
	m.header, m.text = read.Header, strings.TrimSpace(strings.ReplaceAll(string(b), "\r\n", "\n"))
	return err == nil
}

func address(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
