package web

import (
	"net/http"
	"net/netip"
	"strings"

	"golang.org/x/time/rate"

	"verbund/internal/platform/clock"
)

// Limit bounds how many requests come from one network, so that one machine
// cannot take the site away from everybody. What it remembers of networks, it
// keeps in Buckets.
//
// Requests from the machine itself are not bounded: they come from a reverse
// proxy or an onion service, behind which everybody looks alike.
type Limit struct {
	perSecond rate.Limit
	burst     int
	proxy     bool
	networks  *Buckets
}

// NewLimit allows perSecond requests on average and burst at once from each
// network (IPv4 /24, IPv6 /56). With proxy, the client is the last one named in
// X-Forwarded-For by a proxy on the machine itself.
func NewLimit(c clock.Clock, perSecond float64, burst int, proxy bool) *Limit {
	return &Limit{perSecond: rate.Limit(perSecond), burst: burst, proxy: proxy, networks: NewBuckets(c)}
}

// Allow tells whether the request may go on.
func (l *Limit) Allow(r *http.Request) bool {
	network, ok := l.network(r)
	return !ok || l.networks.Take(network.String(), l.perSecond, l.burst)
}

func (l *Limit) network(r *http.Request) (netip.Prefix, bool) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}, false
	}
	address := from.Addr().Unmap()
	if address.IsLoopback() {
		if !l.proxy {
			return netip.Prefix{}, false
		}
		// Some proxies lengthen the client's line, others add one of their own.
		named := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
		named = strings.TrimSpace(named[strings.LastIndexByte(named, ',')+1:])
		if address, err = netip.ParseAddr(named); err != nil || address.IsLoopback() {
			return netip.Prefix{}, false
		}
		address = address.Unmap()
	}
	bits := 24
	if address.Is6() {
		bits = 56
	}
	prefix, err := address.WithZone("").Prefix(bits)
	return prefix, err == nil
}
