package web_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"verbund/internal/platform/clock"
	"verbund/internal/platform/web"
)

// morning is on the clock of the machine's zone, since days end by it.
func morning() *clock.Fixed { return clock.At(time.Date(2026, 3, 10, 9, 0, 0, 0, time.Local)) }

func from(address string, forwarded ...string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = address
	for _, f := range forwarded {
		r.Header.Add("X-Forwarded-For", f)
	}
	return r
}

// passes counts how many of n equal requests may go on.
func passes(l *web.Limit, n int, r *http.Request) int {
	allowed := 0
	for range n {
		if l.Allow(r) {
			allowed++
		}
	}
	return allowed
}

func TestLimitRefusesTheFloodAndForgives(t *testing.T) {
	now := morning()
	l := web.NewLimit(now, 2, 5, false)
	if got := passes(l, 20, from("203.0.113.9:1")); got != 5 {
		t.Errorf("%d of the burst passed, want 5", got)
	}
	now.Advance(2 * time.Second)
	if got := passes(l, 20, from("203.0.113.9:1")); got != 4 {
		t.Errorf("%d passed after two seconds, want 4", got)
	}
}

func TestLimitCountsNetworksNotMachines(t *testing.T) {
	for _, test := range []struct {
		first, second string
		same          bool
	}{
		{"203.0.113.9:1", "203.0.113.200:99", true},
		{"203.0.113.9:1", "203.0.112.9:1", false},
		{"203.0.113.9:1", "[::ffff:203.0.113.77]:1", true},
		{"[2001:db8:1:200::1]:1", "[2001:db8:1:2ff:ffff::9]:1", true},
		{"[2001:db8:1:200::1]:1", "[2001:db8:1:300::1]:1", false},
		{"[fe80::1%eth0]:1", "[fe80::1%eth1]:1", true},
	} {
		l := web.NewLimit(morning(), 0.001, 1, false)
		passes(l, 2, from(test.first))
		if got := passes(l, 1, from(test.second)) == 0; got != test.same {
			t.Errorf("%s and %s: counted together %v, want %v", test.first, test.second, got, test.same)
		}
	}
}

func TestLimitDoesNotBindTheMachineItself(t *testing.T) {
	for _, address := range []string{"127.0.0.1:1", "[::1]:1", "127.9.9.9:1", "@", ""} {
		l := web.NewLimit(morning(), 0.001, 1, false)
		if got := passes(l, 9, from(address, "203.0.113.9")); got != 9 {
			t.Errorf("%q: %d of 9 passed", address, got)
		}
	}
}

func TestLimitBelievesOnlyTheProxyOfTheMachineItself(t *testing.T) {
	for _, test := range []struct {
		name      string
		proxy     bool
		remote    string
		forwarded []string
		want      int // of 9 requests, of which each names another client in front
	}{
		{"no proxy, header invented from outside", false, "203.0.113.9:1", []string{"%d.1.1.1"}, 1},
		{"proxy, header invented from outside", true, "203.0.113.9:1", []string{"%d.1.1.1"}, 1},
		{"proxy, last name counts", true, "127.0.0.1:1", []string{"%d.1.1.1, 203.0.113.9"}, 1},
		{"proxy, different clients", true, "127.0.0.1:1", []string{"%d.1.1.1"}, 9},
		{"proxy names nobody", true, "127.0.0.1:1", nil, 9},
		{"proxy names nonsense", true, "[::1]:1", []string{"unknown"}, 9},
		{"proxy names the machine", true, "127.0.0.1:1", []string{"127.0.0.1"}, 9},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := web.NewLimit(morning(), 0.001, 1, test.proxy)
			got := 0
			for i := range 9 {
				r := from(test.remote)
				for _, f := range test.forwarded {
					r.Header.Add("X-Forwarded-For", replaceNumber(f, i+1))
				}
				got += passes(l, 1, r)
			}
			if got != test.want {
				t.Errorf("%d of 9 passed, want %d", got, test.want)
			}
		})
	}
}

func replaceNumber(s string, n int) string {
	if len(s) > 1 && s[:2] == "%d" {
		return strconv.Itoa(n) + s[2:]
	}
	return s
}

// A proxy may add a header line of its own instead of lengthening the client's.
func TestLimitReadsTheLineThatTheProxyAdded(t *testing.T) {
	l := web.NewLimit(morning(), 0.001, 1, true)
	got := 0
	for i := range 9 {
		got += passes(l, 1, from("127.0.0.1:1", strconv.Itoa(i+1)+".1.1.1", "203.0.113.9"))
	}
	if got != 1 {
		t.Errorf("%d of 9 passed: the client may name itself", got)
	}
}

func TestLimitForgetsEverythingAtMidnight(t *testing.T) {
	now := morning()
	l := web.NewLimit(now, 1e-9, 1, false)
	passes(l, 2, from("203.0.113.9:1"))
	now.Advance(14 * time.Hour)
	if got := passes(l, 1, from("203.0.113.9:1")); got != 0 {
		t.Error("forgot too early")
	}
	now.Advance(2 * time.Hour)
	if got := passes(l, 1, from("203.0.113.9:1")); got != 1 {
		t.Error("remembers yesterday")
	}
}

func TestTooManyRequestsGetAPageThatSaysWhenToComeBack(t *testing.T) {
	s := newSite(t, func(c *web.Config) { c.Limit = web.NewLimit(morning(), 0.001, 1, false) }, get("/de/page", says("hello")))
	if w := s.ask("GET", "/de/page", nil); w.Code != 200 {
		t.Fatalf("the first: %d", w.Code)
	}
	w := s.ask("GET", "/de/page", nil, "Accept-Language", "en")
	if w.Code != 429 || w.Header().Get("Retry-After") == "" || w.Header().Get("Content-Language") != "de" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
