package centres

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"
)

// How long a visit may take, and how far it follows.
const (
	visitTime     = 15 * time.Second
	mostRedirects = 5
)

// errPrivate means that an address leads into a private network.
var errPrivate = errors.New("the address leads into a private network")

// LinkVisitor opens web addresses from this server. What stands in an entry may
// not lead it to a machine beside it: it connects to public addresses only,
// which it checks where a connection is made, so that neither a redirect nor a
// name that changes its address gets around that.
type LinkVisitor struct{ client *http.Client }

// NewLinkVisitor returns a visitor. allowed tells which machines it may connect
// to: PublicAddress, but for tests.
func NewLinkVisitor(allowed func(netip.Addr) bool) *LinkVisitor {
	dialer := &net.Dialer{Timeout: visitTime, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !allowed(to.Addr().Unmap()) {
			return errPrivate
		}
		return nil
	}}
	return &LinkVisitor{&http.Client{
		Timeout: visitTime,
		Transport: &http.Transport{ // no proxy: the check would be of the proxy's address
			DialContext: dialer.DialContext, TLSHandshakeTimeout: visitTime, ResponseHeaderTimeout: visitTime,
			MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// reserved are networks that netip does not know as private: shared addresses of
// providers, documentation, benchmarks, translation, and what is kept for later
// (IANA special-purpose registries).
func reserved() []netip.Prefix {
	var all []netip.Prefix
	for _, s := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10"} {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
}

// PublicAddress tells whether an address is one of the public internet.
func PublicAddress(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range reserved() {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Visit opens an address and tells what came of it. It asks for the head only,
// and for the page itself where a server does not answer that; of a page it reads
// nothing.
func (v *LinkVisitor) Visit(ctx context.Context, address string) (LinkResult, string) {
	at, moved := address, false
	for range mostRedirects {
		answer, err := v.ask(ctx, http.MethodHead, at)
		if err == nil && answer.StatusCode >= 400 {
			answer, err = v.ask(ctx, http.MethodGet, at)
		}
		switch {
		case errors.Is(err, errPrivate):
			return LinkPrivate, at
		case err != nil:
			return LinkAway, plainReason(err)
		}
		next := answer.Header.Get("Location")
		if answer.StatusCode < 300 || answer.StatusCode >= 400 || next == "" {
			return judge(answer.StatusCode, at, moved)
		}
		to, err := answer.Request.URL.Parse(next)
		if err != nil || to.Scheme != "https" && to.Scheme != "http" || to.User != nil {
			return LinkBroken, next
		}
		if answer.StatusCode == http.StatusMovedPermanently || answer.StatusCode == http.StatusPermanentRedirect {
			moved = true
		}
		at = to.String()
	}
	return LinkBroken, at
}

func judge(status int, at string, moved bool) (LinkResult, string) {
	switch {
	case status < 400 && moved:
		return LinkMoved, at
	case status < 400:
		return LinkWorks, strconv.Itoa(status)
	case status == http.StatusNotFound || status == http.StatusGone:
		return LinkBroken, strconv.Itoa(status)
	case status >= 500:
		return LinkAway, strconv.Itoa(status)
	}
	return LinkUnclear, strconv.Itoa(status)
}

func (v *LinkVisitor) ask(ctx context.Context, method, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "verbund check-links")
	answer, err := v.client.Do(request)
	if err != nil {
		return nil, err
	}
	_, err = io.CopyN(io.Discard, answer.Body, 1)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return answer, errors.Join(err, answer.Body.Close())
}

// plainReason leaves out what net/http writes around an error.
func plainReason(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		if e.Timeout() {
			return "no answer in time"
		}
		err = e.Err
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		return "there is no such name: " + e.Name
	}
	return err.Error()
}
