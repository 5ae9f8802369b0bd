package app_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"verbund/internal/testkit"
)

// hostile are values that have broken programs.
var hostile = []string{
	"", " ", "\x00", "DE-BY\x00", "\xff\xfe", "\xc3\x28", "%", "%zz", "%s%s%n", "+", "\ufeff", "\u2028", "\r\nSet-Cookie: a=b",
	"../../../etc/passwd", `..\..\windows`, "/etc/passwd", "file:///etc/passwd", "javascript:alert(1)", "//evil.example/", `/\evil.example`,
	"<script>alert(1)</script>", `"><canary onload=alert(1)>`, `'><canary>`, "</title></textarea></option><canary>", "--><canary>",
	"]]><canary>", "&lt;canary&gt;", "`onmouseover=alert(1)", `" autofocus onfocus="alert(1)`, "<!--", "<?php", "{{7*7}}", "${7*7}",
	"' OR '1'='1", "1; DROP TABLE centres_entries;--", `\`, `'`, `"`, "NULL", "NaN", "-1", "0x10", "1e9", "true", "[]", "{}",
	"\u202eretupmoc\u202c", "مركز المشورة", "👩🏽‍🚒👨‍👩‍👧‍👦", strings.Repeat("a\u0301", 400), strings.Repeat("ß", 400), strings.Repeat("9", 400),
	strings.Repeat("a", 4000), strings.Repeat("ä ", 700), strings.Repeat("(", 500), strings.Repeat(",", 2000), "a,b,c,,,,d",
}

var searchParameters = []string{
	"place", "need", "language", "group", "access", "land", "q", "open", "accessible", "page", "per_page", "unknown", "",
}

// ask sends a request past the network, so that thousands take no time.
func ask(n *testkit.Network, method, path, query, body, language string) (*http.Request, *httptest.ResponseRecorder) {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.URL = &url.URL{Path: path, RawQuery: query}
	r.Header.Set("Accept-Language", language)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	n.Handler.ServeHTTP(w, r)
	return r, w
}

// survives sends a request and expects what anybody may expect whatever they
// send: no failure of ours, nothing of it run, a whole page in the language.
func survives(t *testing.T, n *testkit.Network, method, path, query, body, lang string) *testkit.Page {
	t.Helper()
	_, w := ask(n, method, path, query, body, lang)
	name := fmt.Sprintf("%s %.80q?%.80q %.80q", method, path, query, body)
	page := testkit.NewPage(t, name, w.Code, w.Header(), w.Body.Bytes())
	switch {
	case w.Code >= 500:
		t.Errorf("%s: status %d", name, w.Code)
	case w.Code >= 300 && w.Code < 400:
		if to := w.Header().Get("Location"); path != "/exit" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
			t.Errorf("%s: leads to %q", name, to)
		}
	default:
		isWhole(page, path, lang)
	}
	if isRead(page) && len(page.Tagged("canary")) > 0 {
		t.Errorf("%s: what was sent became part of the page", name)
	}
	if w.Header().Get("Set-Cookie") != "" {
		t.Errorf("%s: what was sent became a header", name)
	}
	return page
}

func TestSearchTakesEveryByteInEveryParameter(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	for b := range 256 {
		ways := []string{string([]byte{byte(b)}), fmt.Sprintf("%%%02X", b), fmt.Sprintf("a%%%02xb", b)}
		if testing.Short() {
			ways = ways[b%3 : b%3+1]
		}
		for _, written := range ways {
			var pairs []string
			for _, name := range searchParameters {
				pairs = append(pairs, name+"="+written)
			}
			query := strings.Join(pairs, "&")
			survives(t, n, "GET", "/de/centres", query, "", "de").Is(200)
			if b%8 == 0 || !testing.Short() {
				survives(t, n, "POST", "/en/centres", "", query, "en").Is(200)
			}
		}
	}
}

func TestSearchTakesEveryHostileValue(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	for _, value := range hostile {
		for _, name := range searchParameters {
			query := url.Values{name: {value}}.Encode()
			if page := survives(t, n, "GET", "/en/centres", query, "", "en"); page.Status != 200 && len(query) < 8000 {
				t.Errorf("%s: status %d", name, page.Status)
			}
		}
		all := url.Values{}
		for _, name := range searchParameters {
			all[name] = []string{value}
		}
		if page := survives(t, n, "POST", "/de/centres", "", all.Encode(), "de"); page.Status != 200 && len(all.Encode()) < 64<<10 {
			t.Errorf("all: status %d", page.Status)
		}
		survives(t, n, "POST", "/de/centres", all.Encode(), value, "de")
	}
}

func TestEveryRouteTakesEveryHostilePathAndQuery(t *testing.T) {
	n := wholeSite(t)
	for _, v := range visits(t, n) {
		if testing.Short() && v.lang != "de" {
			continue
		}
		for _, value := range hostile {
			query := url.Values{"q": {value}, value: {value}}.Encode()
			survives(t, n, "GET", v.path, query, "", v.lang)
		}
	}
	for _, value := range append(hostile, everyByte()...) {
		for _, path := range []string{"/de/centres/" + value, "/de/centres/" + value + "/sheet", "/de/centres/1/" + value, "/static/" + value, "/de/" + value, "/" + value, "/de/centres/1" + value,
			"/api/hsds/" + value, "/api/hsds/services/" + value, "/api/hsds/taxonomy_terms/" + value} {
			survives(t, n, "GET", path, "", "", "de")
		}
	}
}

func everyByte() []string {
	var all []string
	for b := range 256 {
		all = append(all, string([]byte{byte(b)}))
	}
	return all
}

func TestSearchTakesMasses(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	survives(t, n, "POST", "/de/centres", "", strings.Repeat("q=1&", 10_000), "de").Is(200)
	survives(t, n, "POST", "/de/centres", "", strings.Repeat("need=crisis&", 5_000), "de").Is(200)
	survives(t, n, "GET", "/de/centres", strings.Repeat("place=Berlin&", 600), "", "de").Is(200)
	survives(t, n, "GET", "/de/centres", strings.Repeat("a=1&", 10_000), "", "de").Is(413)
	survives(t, n, "POST", "/de/centres", "", "q="+strings.Repeat("x", 10<<20), "de").Is(413)
	survives(t, n, "POST", "/de/centres", "", strings.Repeat("&", 60_000), "de").Is(200)
}

// What net/http itself refuses never reaches a page, but must not harm either.
func TestRequestsThatAreNoneAreRefused(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	for _, first := range []string{
		"GET /%zz HTTP/1.1", "GET /de/centres?%zz=%zz HTTP/1.1", "GET /\x00 HTTP/1.1", "GET /\xff\xfe HTTP/1.1", "GET / HTTP/9.9",
		"GET", "\x16\x03\x01\x02", "GET http://evil.example/de/ HTTP/1.1", "GET //evil.example/%2f.. HTTP/1.1", "TRACE /de/ HTTP/1.1",
		"OPTIONS * HTTP/1.1", "CONNECT evil.example:443 HTTP/1.1", "GET /de/../../etc/passwd HTTP/1.1", "GET /de/%2e%2e/%2e%2e/etc HTTP/1.1",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(n.Address, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, first+"\r\nHost: verbund.example\r\nConnection: close\r\n\r\n")
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%q: no answer: %v", first, err)
			continue
		}
		if r.StatusCode >= 500 && r.StatusCode != http.StatusHTTPVersionNotSupported || strings.HasPrefix(r.Header.Get("Location"), "//") {
			t.Errorf("%q: %d to %q", first, r.StatusCode, r.Header.Get("Location"))
		}
		c.Close()
	}
}

func TestStrangeHeadersDoNoHarm(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	for _, value := range hostile {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL = &url.URL{Path: "/de/about"}
		for _, name := range []string{"Accept-Language", "Accept-Encoding", "If-None-Match", "Range", "Cookie", "X-Forwarded-For", "X-Forwarded-Host", "Content-Type", "User-Agent", "Referer"} {
			r.Header[name] = []string{value}
		}
		r.Host = value
		w := httptest.NewRecorder()
		n.Handler.ServeHTTP(w, r)
		page := testkit.NewPage(t, fmt.Sprintf("%.60q", value), w.Code, w.Header(), w.Body.Bytes()).Is(200).IsWhole("de")
		if len(page.Tagged("canary")) > 0 || bytes.Contains(w.Body.Bytes(), []byte("evil.example")) {
			t.Errorf("%q became part of the page", value)
		}
		r.URL = &url.URL{Path: "/robots.txt"}
		w = httptest.NewRecorder()
		n.Handler.ServeHTTP(w, r)
		if !ownAddress.MatchString(w.Body.String()) {
			t.Errorf("%q: the site gives as its address: %q", value, w.Body)
		}
	}
}

var ownAddress = regexp.MustCompile(`\nSitemap: http://[A-Za-z0-9.:\[\]-]*/sitemap.xml\n$`)

func FuzzSearchPage(f *testing.F) {
	n := testkit.Start(f, testkit.Options{})
	f.Add("place=Berlin&need=crisis&language=ro&group=women&access=phone&land=DE-BE&q=Laterne&open=1&accessible=1&page=2&per_page=1", false)
	f.Add("place=Neuenkirchen", true)
	for _, value := range hostile {
		f.Add("place="+value+"&q="+url.QueryEscape(value), true)
	}
	f.Fuzz(func(t *testing.T, raw string, discreet bool) {
		var page *testkit.Page
		if discreet {
			page = survives(t, n, "POST", "/de/centres", "", raw, "de")
		} else {
			page = survives(t, n, "GET", "/de/centres", raw, "", "de")
		}
		if page.Status != 200 && page.Status != 413 {
			t.Errorf("status %d", page.Status)
		}
		if page.Status == 200 && !strings.Contains(page.Main(), "116 016") {
			t.Error("the search was left without help")
		}
	})
}
