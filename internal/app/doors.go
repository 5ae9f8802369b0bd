package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"verbund/internal/platform/clock"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// doors are the addresses on which the program listens.
type doors struct {
	pages net.Listener
	plain net.Listener // nil, or where visitors are led to https
	lead  http.Handler // what answers there

	certificate *web.Certificate // nil without tls-cert
	hangups     chan os.Signal   // each asks to read the certificate again
}

// openDoors begins to listen as c says, which checkListening has approved. The
// caller closes the doors. It fails if an address is taken or the certificate
// cannot be read.
func openDoors(c Config, now clock.Clock, log *slog.Logger) (opened *doors, err error) {
	d := &doors{hangups: make(chan os.Signal, 1)}
	signal.Notify(d.hangups, syscall.SIGHUP)
	defer func() {
		if err != nil {
			d.close()
		}
	}()
	if d.pages, err = listenOn(c.Addr, "addr"); err != nil {
		return nil, err
	}
	if c.HTTPAddr != "" {
		if d.plain, err = listenOn(c.HTTPAddr, "http-addr"); err != nil {
			return nil, err
		}
		d.plain = web.Entrance{Unread: ui.Unread, Most: c.Connections}.Open(d.plain)
		d.lead = web.ToHTTPS(c.origin())
	}
	var secure *tls.Config
	switch {
	case c.TLSCert != "":
		if d.certificate, err = web.OpenCertificate(c.TLSCert, c.TLSKey, now, log); err != nil {
			return nil, err
		}
		secure = d.certificate.Config()
	case c.ACME != "":
		authority := web.Authority{Domains: c.domains(), Email: c.ACMEEmail, Directory: c.ACMEDirectory, Folder: c.acmeFolder(), Clock: now, Log: log}
		secure, d.lead = authority.Open(d.lead)
	}
	d.pages = web.Entrance{Unread: ui.Unread, Most: c.Connections, TLS: secure}.Open(d.pages)
	return d, nil
}

func listenOn(addr, setting string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; another program may be using it: try --%s with another port", addr, err, setting)
	}
	return l, nil
}

func (d *doors) close() {
	signal.Stop(d.hangups)
	for _, l := range []net.Listener{d.pages, d.plain} {
		if l != nil {
			l.Close()
		}
	}
}

// serve answers on all doors until ctx ends; see web.Serve. If one of them
// fails, the others end too. On SIGHUP the certificate is read again.
func (d *doors) serve(ctx context.Context, pages http.Handler) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended, count := make(chan error), 0
	open := func(l net.Listener, h http.Handler) {
		if l != nil {
			count++
			go func() { ended <- web.Serve(ctx, l, h) }()
		}
	}
	open(d.pages, pages)
	open(d.plain, d.lead)
	var failed error
	for count > 0 {
		select {
		case err := <-ended:
			failed = errors.Join(failed, err)
			count--
			stop()
		case <-d.hangups:
			if d.certificate != nil {
				d.certificate.Reload()
			}
		}
	}
	return failed
}
