package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"strconv"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
)

// Encryption is how the line to the mail server is protected.
type Encryption string

// The ways. None is for a mail server on the same machine.
const (
	StartTLS Encryption = "starttls" // demanded: without it nothing is sent
	Implicit Encryption = "implicit" // TLS from the first byte, usually port 465
	None     Encryption = "none"
)

// Settings say which mail server takes the mails.
type Settings struct {
	Server     string // host:port
	User       string // empty: no sign-in
	Password   string
	From       string // an address, with or without a name
	Encryption Encryption
}

// How long parts of a conversation may take; all together they stay below
// leaseTime. Servers look for spam between the dot and their answer.
const (
	talkTime   = 2 * time.Minute
	answerTime = 10 * time.Minute // RFC 5321, 4.5.3.2.6
)

// SMTP hands letters to a mail server, with a connection for each.
type SMTP struct {
	settings Settings
	host     string
	port     int
	domain   string // of the sender
	clock    clock.Clock
	tls      *tls.Config // nil: as the machine trusts
}

// NewSMTP returns a carrier, or says which setting cannot be used.
func NewSMTP(s Settings, c clock.Clock) (*SMTP, error) {
	host, port, err := net.SplitHostPort(s.Server)
	if err != nil || host == "" {
		return nil, fmt.Errorf("mail: the server %q is not of the form host:port", s.Server)
	}
	number, err := strconv.Atoi(port)
	if err != nil || number < 1 || number > 65535 {
		return nil, fmt.Errorf("mail: the server %q has no port between 1 and 65535", s.Server)
	}
	from, err := netmail.ParseAddress(s.From)
	if err != nil {
		return nil, fmt.Errorf("mail: the sender %q is not an address", s.From)
	}
	if s.Encryption != StartTLS && s.Encryption != Implicit && s.Encryption != None {
		return nil, fmt.Errorf("mail: there is no encryption %q; there are: starttls, implicit, none", s.Encryption)
	}
	if s.User == "" && s.Password != "" || s.User != "" && s.Password == "" {
		return nil, errors.New("mail: user and password of the mail server belong together; one of them is missing")
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	return &SMTP{settings: s, host: host, port: number, domain: domain, clock: c}, nil
}

// Deliver implements Carrier.
func (s *SMTP) Deliver(ctx context.Context, l *Letter, handOver func() error) (Outcome, string) {
	text, from, err := s.write(l)
	if err != nil {
		return Never, clip(err)
	}
	client, err := s.dial(ctx)
	if err != nil {
		return Later, clip(err)
	}
	defer client.Close()
	if err := client.Mail("<" + from + ">"); err != nil {
		return Later, clip(err) // says something about us, not about the recipient
	}
	if err := client.Rcpt("<" + l.To + ">"); err != nil {
		return refused(err), clip(err)
	}
	w, err := client.Data()
	if err != nil {
		return refused(err), clip(err)
	}
	if _, err := w.Write(text); err != nil {
		return Later, clip(err)
	}
	if err := client.UpdateDeadline(answerTime); err != nil {
		return Later, clip(err)
	}
	if err := handOver(); err != nil {
		return Later, clip(err) // closing the line now leaves the mail without its dot
	}
	if err := w.Close(); err != nil {
		if o := refused(err); o == Never || answered(err) {
			return o, clip(err)
		}
		return Unclear, clip(err)
	}
	_ = client.Quit() // the mail is taken, whatever becomes of the farewell
	return Accepted, ""
}

// write makes the mail, the same in every attempt but for its date.
func (s *SMTP) write(l *Letter) (text []byte, from string, err error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.From(s.settings.From); err != nil {
		return nil, "", err
	}
	if err := m.To(l.To); err != nil {
		return nil, "", err
	}
	m.Subject(l.Subject)
	m.SetDateWithValue(s.clock.Now())
	m.SetMessageIDWithValue(string(l.ID) + "@" + s.domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	if l.Language != "" {
		m.SetGenHeader("Content-Language", string(l.Language))
	}
	if l.Unsubscribe != "" {
		m.SetGenHeaderPreformatted("List-Unsubscribe", "<"+l.Unsubscribe+">")
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return nil, "", err
	}
	address, err := m.GetSender(false)
	return b.Bytes(), strings.Trim(address, "<>"), err
}

func (s *SMTP) dial(ctx context.Context) (*smtp.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.port), gomail.WithTimeout(talkTime), gomail.WithHELO(s.domain),
		gomail.WithTLSConfig(s.trust())}
	switch s.settings.Encryption {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case Implicit:
		options = append(options, gomail.WithSSL())
	case None:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.settings.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.settings.User), gomail.WithPassword(s.settings.Password))
	}
	// go-mail leaves the line open when the greeting fails, so it is kept here.
	var line net.Conn
	options = append(options, gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (c net.Conn, err error) {
		if s.settings.Encryption == Implicit {
			c, err = (&tls.Dialer{Config: s.trust()}).DialContext(ctx, network, address)
		} else {
			c, err = (&net.Dialer{}).DialContext(ctx, network, address)
		}
		line = c
		return c, err
	}))
	client, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return nil, err
	}
	talk, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil && line != nil {
		line.Close()
	}
	return talk, err
}

// trust is how the mail server proves who it is.
func (s *SMTP) trust() *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.tls != nil {
		c = s.tls.Clone()
	}
	c.ServerName = s.host
	return c
}

// answered tells whether an error is an answer of the mail server, and not the
// lack of one.
func answered(err error) bool {
	_, ok := errors.AsType[*textproto.Error](err)
	return ok
}

// refused says what an error before the dot, or an answer after it, means: a
// code of 500 and more is for good, but not 503 and the like, which say that we
// and the server did not understand each other, nor 421 and 535.
func refused(err error) Outcome {
	if e, ok := errors.AsType[*textproto.Error](err); ok && e.Code >= 550 && e.Code <= 556 {
		return Never
	}
	return Later
}

// clip makes a reason of an error that fits into a list.
func clip(err error) string {
	return core.Clip(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, err.Error()), 200)
}
