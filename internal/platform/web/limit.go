package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"strings"
	"sync"

	"golang.org/x/time/rate"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
)

// Limit bounds how many requests come from one network, so that one machine
// cannot take the site away from everybody. It keeps token buckets in memory
// only, under a keyed hash of the network prefix whose key is thrown away every
// day; no address is ever kept or written.
//
// Requests from the machine itself are not bounded: they come from a reverse
// proxy or an onion service, behind which everybody looks alike.
type Limit struct {
	clock     clock.Clock
	perSecond rate.Limit
	burst     int
	proxy     bool

	mu      sync.Mutex
	key     []byte
	day     core.Date
	buckets map[[16]byte]*rate.Limiter
}

// mostBuckets bounds the memory of a Limit (about 100 bytes each). When there
// are more networks than that, all of them start afresh.
const mostBuckets = 100_000

// NewLimit allows perSecond requests on average and burst at once from each
// network (IPv4 /24, IPv6 /56). With proxy, the client is the last one named in
// X-Forwarded-For by a proxy on the machine itself.
func NewLimit(c clock.Clock, perSecond float64, burst int, proxy bool) *Limit {
	return &Limit{clock: c, perSecond: rate.Limit(perSecond), burst: burst, proxy: proxy}
}

// Allow tells whether the request may go on.
func (l *Limit) Allow(r *http.Request) bool {
	network, ok := l.network(r)
	if !ok {
		return true
	}
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if day := core.DateOf(now); day != l.day || len(l.buckets) >= mostBuckets {
		l.key = make([]byte, 32)
		rand.Read(l.key)
		l.day, l.buckets = day, map[[16]byte]*rate.Limiter{}
	}
	mac := hmac.New(sha256.New, l.key)
	mac.Write([]byte(network.String()))
	name := [16]byte(mac.Sum(nil)[:16])
	bucket := l.buckets[name]
	if bucket == nil {
		bucket = rate.NewLimiter(l.perSecond, l.burst)
		l.buckets[name] = bucket
	}
	return bucket.AllowN(now, 1)
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
