package app_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"verbund/internal/app"
	"verbund/internal/testkit"
)

// brokenBody is a body that breaks off, or whose reading panics.
type brokenBody struct {
	io.Reader
	panics bool
	word   string
}

func (b *brokenBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF && b.panics {
		panic(b.word)
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// TestC16LogOfTenThousandRequestsInside sends everything that can go wrong, with
// canaries in all of it, while all is well, while rows are broken, and while the
// database is away.
func TestC16LogOfTenThousandRequestsInside(t *testing.T) {
	takesLong(t)
	inNetworks(t, testkit.Options{Demo: true, People: true}, func(t *testing.T, n *testkit.Network) {
		ahorn, linde := placesOf(t, n)
		people := map[string]*colleague{}
		for _, name := range []string{"lead", "counsellor", "office", "clerk"} {
			people[name] = inDemo(t, n, name)
		}
		word := canary()
		requests, kinds := 0, map[int]int{}
		ask := func(cookie, method, path, kind string, body io.Reader) {
			r := httptest.NewRequest(method, "/", body)
			address, query, _ := strings.Cut(path, "?")
			r.URL = &url.URL{Path: address, RawQuery: query}
			r.RemoteAddr, r.Host = "203.0.113.77:4711", "localhost"
			for _, header := range []string{"User-Agent", "Referer", "Accept-Language", "X-Forwarded-For", "Authorization"} {
				r.Header.Set(header, word+" 198.51.100.77")
			}
			r.Header.Set("Content-Type", kind)
			if cookie != "" {
				r.Header.Set("Cookie", "session="+cookie)
			}
			w := httptest.NewRecorder()
			func() {
				defer func() { recover() }() // net/http breaks the connection off
				n.Handler.ServeHTTP(w, r)
			}()
			requests++
			kinds[w.Code]++
		}
		const form = "application/x-www-form-urlencoded"
		fields := url.Values{}
		for _, line := range typedFields {
			for _, name := range strings.Fields(line.fields) {
				if name != "password" { // a wrong one is costly
					fields.Set(name, word)
				}
			}
		}
		sent := fields.Encode()
		routes := n.App.Site.Routes()
		flood := func(rounds, every int) { // of the routes
			for range rounds {
				for number, route := range routes {
					if number%every > 0 {
						continue
					}
					at := strings.NewReplacer("{$}", "", "{id}", word, "{file}", word, "{token}", word, "{version}", word).Replace(route.Path)
					line, inside := innerRoutes[nameOf(route)]
					paths := []string{at, at + "?q=" + word + "&done=" + word + "&" + word + "=%zz"}
					if inside {
						paths = append(paths, ahorn.in(line.at), linde.in(line.at)+"?x="+word)
					}
					if strings.Contains(route.Path, "sign-out") || strings.Contains(route.Path, "/sessions") || strings.HasSuffix(route.Path, "/lock") || strings.HasSuffix(route.Path, "/found") {
						paths = paths[:1]
					}
					for i, path := range paths {
						cookie := []string{people["lead"].Cookies()[0], people["counsellor"].Cookies()[0], people["office"].Cookies()[0], people["clerk"].Cookies()[0], "", word}[(requests+i)%6]
						if strings.HasSuffix(path, "/sign-out") || strings.HasSuffix(path, "/lock") {
							cookie = ""
						}
						ask(cookie, route.Method, path, form, strings.NewReader(sent))
					}
				}
			}
		}
		odd := func() {
			at := "/handbook/" + ahorn["‹note›"] + "/files"
			for _, c := range people {
				cookie := c.Cookies()[0]
				for i := range 20 {
					kind, body := testkit.Multipart(fields, word, word+".pdf", strings.NewReader(strings.Repeat(word, 1000)))
					ask(cookie, "POST", at, kind, &brokenBody{io.LimitReader(body, int64(200*i+50)), i%2 == 0, word})
					ask(cookie, "POST", at, "multipart/form-data; boundary="+word, strings.NewReader("--"+word+"\r\n"+word+": "+word+"\r\n\r\n"))
					ask(cookie, "POST", "/handbook/new", form, &brokenBody{strings.NewReader(sent), i%2 == 1, word})
					ask(cookie, word, at, word, strings.NewReader(word))
					ask(cookie, "GET", "/account/"+word+"/../"+word, "", nil)
				}
			}
			for range 3 {
				ask("", "POST", "/account/sign-in", form, strings.NewReader(url.Values{"name": {"lead"}, "password": {word}}.Encode()))
				ask("", "POST", "/account/sign-in", form, strings.NewReader(url.Values{"name": {word}, "password": {word}}.Encode()))
				ask(people["lead"].Cookies()[0], "POST", "/account/password", form, strings.NewReader(url.Values{"password": {word}, "new": {word + "a"}, "repeat": {word + "a"}}.Encode()))
			}
		}
		for odd(); requests < 9_000; {
			flood(1, 1)
		}
		if err := n.App.Database.Update(t.Context(), func(tx *sql.Tx) error {
			for _, statement := range []string{"UPDATE vault_record SET sealed = $1", "UPDATE vault_folder SET card = $1", "UPDATE vault_audit SET sealed = $1"} {
				if _, err := tx.ExecContext(t.Context(), statement, []byte("broken")); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		flood(1, 1)
		if err := n.App.Database.Update(t.Context(), func(tx *sql.Tx) error { // every change that is noted fails in its midst
			_, err := tx.ExecContext(t.Context(), "DROP TABLE account_history")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		flood(1, 2)
		for _, name := range []string{"lead", "office"} {
			c := people[name].Cookies()[0]
			ask(c, "POST", "/account/profile", form, strings.NewReader(url.Values{"name": {word}, "sign-in": {word}, "email": {word + "@verbund.example"}, "language": {"de"}}.Encode()))
		}
		if err := n.App.Database.Close(); err != nil {
			t.Fatal(err)
		}
		n.Clock.Advance(testkit.ALittle)
		flood(1, 20) // each request tries again for a while

		log := n.Log.String()
		forbidden := map[string]string{"a canary": word, "an address": "203.0.113.77", "another": "198.51.100.77", "a port": ":4711 ", "a mail": "@verbund.example", "a password": app.DemoPassword}
		for name, d := range testkit.Everybody() {
			forbidden["the name of "+name] = d.Name
			forbidden["the centre of "+name] = d.House
			if len(name) > 7 {
				forbidden["the sign-in name of "+name] = name
			}
		}
		delete(forbidden, "the sign-in name of operator") // also a right
		delete(forbidden, "the sign-in name of counsellor")
		for name, c := range people {
			forbidden["the cookie of "+name] = c.Cookies()[0]
		}
		for _, p := range []place{ahorn, linde} {
			for what, id := range p {
				forbidden[what+" of "+p["‹person›"]] = id
			}
		}
		for what, text := range forbidden {
			if text == "" {
				delete(forbidden, what)
			}
		}
		haystack{"the log": []byte(log)}.holdsNone(t, fmt.Sprint("after ", requests, " requests"), forbidden)
		lines, codes := 0, map[string]int{}
		hour := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\dZ$`)
		known := []string{"time", "level", "msg", "request", "route", "status", "cause", "stack"}
		for line := range bytes.Lines([]byte(log)) {
			lines++
			var event map[string]any
			if err := json.Unmarshal(line, &event); err != nil {
				t.Fatalf("a line cannot be read: %v", err)
			}
			codes[fmt.Sprint(event["msg"])]++
			if at := fmt.Sprint(event["time"]); !hour.MatchString(at) {
				t.Errorf("a line says when to more than the hour: %s", at)
			}
			for key := range event {
				if !strings.Contains(" "+strings.Join(known, " ")+" ", " "+key+" ") {
					t.Errorf("a line has %s, which nobody expects", key)
				}
			}
			if id := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{32}`).FindString(string(line)); id != "" {
				t.Errorf("a line holds an id: %s", line)
			}
		}
		if codes["panic"] == 0 || codes["failure"] == 0 {
			t.Errorf("the codes are %v: the test sees nothing", codes)
		}
		t.Logf("%d requests, answers %v; %d lines: %v", requests, kinds, lines, codes)
	})
}
