package centres

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
)

func anywhere(netip.Addr) bool { return true }

func TestLinksAreVisited(t *testing.T) {
	var heads, gets atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("/fine", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			heads.Add(1)
		}
	})
	mux.HandleFunc("/no-head", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		gets.Add(1)
	})
	mux.HandleFunc("/old", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/fine", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/today", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/fine", http.StatusFound) })
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	mux.HandleFunc("/closed", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) })
	mux.HandleFunc("/ill", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	server := httptest.NewServer(mux)
	defer server.Close()
	v := NewLinkVisitor(anywhere)
	for path, want := range map[string]LinkResult{
		"/fine": LinkWorks, "/no-head": LinkWorks, "/old": LinkMoved, "/today": LinkWorks, "/none": LinkBroken,
		"/round": LinkBroken, "/file": LinkBroken, "/closed": LinkUnclear, "/ill": LinkAway,
	} {
		if got, detail := v.Visit(t.Context(), server.URL+path); got != want {
			t.Errorf("%s: %s (%s), want %s", path, got, detail, want)
		}
	}
	if heads.Load() == 0 || gets.Load() != 1 {
		t.Errorf("%d heads, %d pages", heads.Load(), gets.Load())
	}
	server.Close()
	if got, _ := v.Visit(t.Context(), server.URL); got != LinkAway {
		t.Errorf("a server that is away: %s", got)
	}
}

// What stands in an entry must not lead the server to a machine beside it.
func TestNoLinkLeadsIntoAPrivateNetwork(t *testing.T) {
	var visits atomic.Int32
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer inside.Close()
	v := NewLinkVisitor(PublicAddress)
	if got, _ := v.Visit(t.Context(), inside.URL); got != LinkPrivate {
		t.Errorf("a machine beside it: %s", got)
	}
	outside := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusFound))
	defer outside.Close()
	host := netip.MustParseAddrPort(outside.Listener.Addr().String())
	first := atomic.Bool{}
	redirected := NewLinkVisitor(func(a netip.Addr) bool { return a == host.Addr() && first.CompareAndSwap(false, true) })
	if got, _ := redirected.Visit(t.Context(), outside.URL); got != LinkPrivate || visits.Load() != 0 {
		t.Errorf("a redirect to a machine beside it: %s, %d visits", got, visits.Load())
	}
	for _, s := range []string{"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255",
		"224.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "fec0::1"} {
		if PublicAddress(netip.MustParseAddr(s)) {
			t.Errorf("%s counts as public", s)
		}
	}
	for _, s := range []string{"1.1.1.1", "185.199.108.153", "2606:4700:4700::1111", "::ffff:1.1.1.1"} {
		if !PublicAddress(netip.MustParseAddr(s)) {
			t.Errorf("%s counts as private", s)
		}
	}
}

func TestAtMostFourLinksAtOnce(t *testing.T) {
	const centres = 20
	var mu sync.Mutex
	now, most := 0, 0
	full := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		now++
		if most = max(most, now); most == atOnce {
			select {
			case <-full:
			default:
				close(full)
			}
		}
		mu.Unlock()
		<-full // so that as many as may be are there together
		mu.Lock()
		now--
		mu.Unlock()
	}))
	defer server.Close()
	d := &Directory{}
	for i := range centres {
		d.Centres = append(d.Centres, &Centre{Number: i + 1, Website: server.URL})
	}
	d.Centres[0].Chat = server.URL + "/chat"
	all, err := CheckLinks(t.Context(), d, NewLinkVisitor(anywhere))
	if err != nil || len(all) != centres+1 || most != atOnce {
		t.Errorf("%d visited, %d at once, %v", len(all), most, err)
	}
	for _, l := range all {
		if l.Result != LinkWorks {
			t.Errorf("%+v", l)
		}
	}
}
