package account

import (
	"database/sql"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
	"verbund/internal/testkit/databases"
)

// code is what the app of somebody shows now.
func (x *town) code(secret string) string {
	x.t.Helper()
	code, err := totp.GenerateCode(secret, x.now.Now())
	if err != nil {
		x.t.Fatal(err)
	}
	return code
}

func TestSigningInLeadsThroughTheSecondFactor(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		_, h := x.person("Anna Becker", Duty{Role: Counsellor, Unit: x.one.ID})
		x.found(h, x.one.ID)
		b := x.browser()
		b.get("/account").says(http.StatusUnauthorized, "Anmelden")
		b.post("/account/sign-in", "name", "anna.becker", "password", rightPassword, "next", "/account/profile").leads("/account/second/new")
		first := b.cookies["__Host-session"]
		b.get("/account").says(http.StatusUnauthorized) // half way in is not in
		secret := b.newSecretShown()
		if picture := b.get("/account/second/qr.png"); picture.Header.Get("Content-Type") != "image/png" || picture.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the picture: %v", picture.Header)
		}
		b.post("/account/second/new", "code", "000000").says(http.StatusUnprocessableEntity, "passt nicht")
		b.post("/account/second/new", "code", b.code(secret)).leads("/account/second/codes")
		if b.cookies["__Host-session"] == first {
			t.Error("the session kept its token when it rose to another stage")
		}
		old := &browser{x, map[string]string{"__Host-session": first}}
		old.get("/account").says(http.StatusUnauthorized)
		b.get("/account/second/codes").says(http.StatusOK, "10 Codes")
		b.post("/account/second/codes").leads("/account/profile") // where she wanted to go
		b.get("/account/second/codes").leads("/account/recovery") // shown once
		b.get("/account").says(http.StatusOK, "Guten Tag, Anna Becker", "Laterne Nord", "Notfallzettel")
		if events := x.events(h, x.one.ID); !has(events, "session.in") {
			t.Errorf("the record of the centre: %v", events)
		}

		b.post("/account/sign-out").leads("/account/sign-in")
		b.get("/account").says(http.StatusUnauthorized)
		b.post("/account/sign-in", "name", "ANNA.Becker", "password", rightPassword).leads("/account/second")
		half := &browser{x, map[string]string{"__Host-session": b.cookies["__Host-session"]}}
		b.post("/account/sign-in", "name", "anna.becker", "password", rightPassword).leads("/account/second")
		half.get("/account/second").leads("/account/sign-in") // one browser, one session
		b.get("/account/second/new").leads("/account/second") // nobody sets up another one with the password alone
		b.post("/account/second", "code", b.code(secret)).says(http.StatusUnprocessableEntity, "schon benutzt")
		x.wait(time.Minute)
		b.post("/account/second", "code", b.code(secret)).leads("/account")
		b.get("/account").says(http.StatusOK)
	})
}

func TestALockedPageIsThereAgainAfterSigningIn(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		p, h := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
		b, secret, _ := x.comesIn(p, h)
		thief := &browser{x, map[string]string{"__Host-session": b.cookies["__Host-session"]}}
		b.get("/account/lock").says(http.StatusMethodNotAllowed)
		thief.get("/account").says(http.StatusOK)
		const there = "/account/people?page=2&q=a%20b"
		locked := b.post("/account/lock", "next", there)
		locked.leads(there) // no address has anything that it did not have before
		if len(b.cookies) > 0 || locked.Header.Get("Clear-Site-Data") == "" {
			t.Errorf("the browser keeps %v", b.cookies)
		}
		thief.get("/account").says(http.StatusUnauthorized)

		form := b.get(there)
		form.says(http.StatusUnauthorized)
		b.post("/account/sign-in", "name", "anna.becker", "password", rightPassword, "next", form.value("next")).leads("/account/second")
		x.wait(time.Minute)
		b.post("/account/second", "code", b.code(secret)).leads(there)
		for _, next := range []string{"", "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/account/sign-in", "/x\r\ny"} {
			b.post("/account/lock", "next", next).leads("/account/sign-in") // also twice, also where nobody is signed in
		}
	})
}

func TestASessionEnds(t *testing.T) {
	x := onOne(t)
	p, h := x.person("Anna Becker")
	for name, test := range map[string]struct {
		step  time.Duration
		steps int
		in    bool
	}{
		"after 15 minutes of nothing": {15 * time.Minute, 1, false},
		"not while it is used":        {14 * time.Minute, 30, true},
		"after nine hours of use":     {14 * time.Minute, 39, false},
	} {
		x.wait(24 * time.Hour)
		b, status := x.enters(p, h, In), 0
		for range test.steps {
			x.wait(test.step)
			status = b.get("/account").Status
		}
		if (status == http.StatusOK) != test.in {
			t.Errorf("%s: %d", name, status)
		}
	}
	if err := x.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.wait(24 * time.Hour)
	if err := x.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	var left int
	if err := x.DB.QueryRow(t.Context(), `SELECT count(*) FROM account_session`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d sessions are left, %v", left, err)
	}
}

// Whoever is not let in must not learn why, and the work must be the same (C12).
func TestC12UnknownAndKnownNamesCostTheSame(t *testing.T) {
	x := onOne(t)
	states := map[string]State{"wrong": Active, "locked": Locked, "retired": Retired, "waiting": Invited}
	for name, state := range states {
		p, h := x.person("Frau " + name)
		if name == "wrong" {
			x.found(h, x.one.ID)
		}
		x.update(func(tx *sql.Tx) error { p.State = state; return savePerson(t.Context(), tx, p) })
	}
	want := ""
	for _, try := range [][2]string{{"frau.wrong", "not it at all, no"}, {"frau.locked", rightPassword}, {"frau.retired", rightPassword},
		{"frau.waiting", rightPassword}, {"nobody.here", rightPassword}} {
		before := x.Vault.Work()
		page := x.browser().post("/account/sign-in", "name", try[0], "password", try[1])
		page.says(http.StatusUnprocessableEntity, "Name und Passwort passen nicht zusammen")
		if work := x.Vault.Work() - before; work != 1 {
			t.Errorf("%s: %d runs, want 1", try[0], work)
		}
		if page.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: a cookie is set", try[0])
		}
		body := strings.ReplaceAll(page.Body, try[0], "NAME")
		if want == "" {
			want = body
		}
		if body != want {
			t.Errorf("%s: the page differs", try[0])
		}
	}
}

func TestFailedUnlocksStandInTheRecord(t *testing.T) {
	x := onOne(t)
	_, h := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
	x.found(h, x.one.ID)
	x.browser().post("/account/sign-in", "name", "anna.becker", "password", "not it at all").says(http.StatusUnprocessableEntity)
	if events := x.events(h, x.one.ID); !has(events, "unlock.failed") {
		t.Errorf("the record: %v", events)
	}
}

func TestAttemptsAreBoundedBeforeTheWork(t *testing.T) {
	x := onOne(t)
	p, _ := x.person("Anna Becker")
	x.update(func(tx *sql.Tx) error { p.Email = "anna@example.org"; return savePerson(t.Context(), tx, p) })
	b := x.browser()
	for _, names := range [][]string{{"anna.becker", "Anna.Becker"}, {"anna@example.org", "Anna@Example.org"}, {"nobody.here", "Nobody.Here"}} {
		before := x.Vault.Work()
		for range 8 {
			x.attempts.allow(tryPassword(), typedKey(names[0]))
		}
		for i := range 3 {
			page := b.post("/account/sign-in", "name", names[i%2], "password", "wrong wrong wrong")
			if i < 2 {
				page.says(http.StatusUnprocessableEntity)
				continue
			}
			page.says(http.StatusTooManyRequests, "viele Versuche")
			if page.Header.Get("Retry-After") == "" || page.value("name") != names[i%2] {
				t.Error("the page does not say when, or forgot the name")
			}
		}
		if work := x.Vault.Work() - before; work != 2 {
			t.Errorf("%s: %d runs for the last three of eleven attempts, want 2", names[0], work)
		}
	}
	x.wait(time.Minute)
	b.post("/account/sign-in", "name", "anna.becker", "password", rightPassword).leads("/account")

	x.Deps.SignIn = func(*http.Request) bool { return false }
	before := x.Vault.Work()
	x.browser().post("/account/sign-in", "name", "anna.becker", "password", rightPassword).says(http.StatusTooManyRequests)
	if x.Vault.Work() != before {
		t.Error("work was done for a network that asked too often")
	}
}

// More sign-ins at once than the machine can take end in a kind answer (C12).
func TestC12ManyAtOnceAreAskedToComeBack(t *testing.T) {
	x := onOne(t)
	pages := make([]*answer, 200)
	var wait sync.WaitGroup
	for i := range pages {
		wait.Go(func() {
			pages[i] = x.browser().post("/account/sign-in", "name", "somebody"+strconv.Itoa(i), "password", "not it at all, no")
		})
	}
	wait.Wait()
	counts := map[int]int{}
	for _, page := range pages {
		counts[page.Status]++
		if page.Status == http.StatusServiceUnavailable && page.Header.Get("Retry-After") == "" {
			t.Error("the answer does not say when to come back")
		}
	}
	if counts[http.StatusUnprocessableEntity] == 0 || counts[http.StatusServiceUnavailable] == 0 || counts[http.StatusUnprocessableEntity]+counts[http.StatusServiceUnavailable] != len(pages) {
		t.Errorf("answers: %v", counts)
	}
}

func TestOneCodeSentTwiceAtOnceLetsInOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		p, h := x.person("Anna Becker", Duty{Role: Counsellor, Unit: x.one.ID})
		_, secret, codes := x.comesIn(p, h)
		x.wait(time.Minute)
		for _, code := range []string{x.code(secret), codes[3]} {
			var wait sync.WaitGroup
			results := make([]int, 4)
			for i := range results {
				b := x.enters(p, h, NeedsSecond)
				wait.Go(func() { results[i] = b.post("/account/second", "code", code).Status })
			}
			wait.Wait()
			in := 0
			for _, status := range results {
				if status == http.StatusSeeOther {
					in++
				} else if status != http.StatusUnprocessableEntity {
					t.Errorf("an answer was %d", status)
				}
			}
			if in != 1 {
				t.Errorf("%q let in %d times: %v", code, in, results)
			}
			x.attempts.forget(tryCode(), string(p.ID))
		}
		var s secondFactor
		x.update(func(tx *sql.Tx) (err error) { s, _, err = secondOf(t.Context(), tx, p.ID); return err })
		left, err := openHashes(h, s.Recovery)
		if err != nil || len(left) != 9 {
			t.Errorf("%d recovery codes are left, %v", len(left), err)
		}
	})
}

func TestADoubleClickOnTheCodeLeadsIn(t *testing.T) {
	x := onOne(t)
	p, h := x.person("Anna Becker", Duty{Role: Counsellor, Unit: x.one.ID})
	_, secret, _ := x.comesIn(p, h)
	x.wait(time.Minute)
	b := x.enters(p, h, NeedsSecond)
	again := &browser{x, map[string]string{"__Host-session": b.cookies["__Host-session"]}}
	b.post("/account/second", "code", x.code(secret)).leads("/account")
	again.post("/account/second", "code", x.code(secret)).leads("/account/sign-in")
	b.get("/account/sign-in").leads("/account") // which is where the browser ends
}

func TestRecoveryCodesAreReadAsPeopleTypeThem(t *testing.T) {
	x := onOne(t)
	p, h := x.person("Anna Becker", Duty{Role: Counsellor, Unit: x.one.ID})
	_, _, codes := x.comesIn(p, h)
	if len(codes) != codesAtOnce {
		t.Fatalf("%d codes", len(codes))
	}
	b := x.enters(p, h, NeedsSecond)
	b.post("/account/second", "code", strings.ToLower(strings.Replace(codes[0], "-", " ", 1))).leads("/account")
	b = x.enters(p, h, NeedsSecond)
	b.post("/account/second", "code", codes[0]).says(http.StatusUnprocessableEntity, "stimmt nicht")
	b.post("/account/second", "code", "").says(http.StatusUnprocessableEntity)
	for range 5 {
		b.post("/account/second", "code", "123456")
	}
	b.post("/account/second", "code", codes[1]).says(http.StatusTooManyRequests)
	x.attempts.forget(tryCode(), string(p.ID))

	b.post("/account/second", "code", codes[1]).leads("/account")
	b.post("/account/recovery", "password", "wrong wrong wrong").says(http.StatusUnprocessableEntity, "nicht Ihr Passwort")
	b.post("/account/recovery", "password", rightPassword).leads("/account/second/codes")
	b.get("/account/second/codes").says(http.StatusOK)
	b = x.enters(p, h, NeedsSecond)
	b.post("/account/second", "code", codes[2]).says(http.StatusUnprocessableEntity)
}

func TestADutyBringsTheSecondFactorAndItsEndTheRights(t *testing.T) {
	x := onOne(t)
	p, h := x.person("Anna Becker")
	b := x.enters(p, h, In)
	b.get("/account").says(http.StatusOK)
	duty := Duty{ID: core.NewID(x.now.Now()), Person: p.ID, Role: Administrator, Ends: x.today()}
	x.update(func(tx *sql.Tx) error { return saveDuty(t.Context(), tx, duty) })
	b.get("/account").says(http.StatusUnauthorized)
	b.get("/account/sign-in").says(http.StatusOK)
	b.post("/account/sign-in", "name", "anna.becker", "password", rightPassword).leads("/account/second/new")
	b, _, _ = x.comesIn(p, h)
	actor := func() core.Actor {
		r, _ := http.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(&http.Cookie{Name: "__Host-session", Value: b.cookies["__Host-session"]})
		actor, err := x.Actor(r)
		if err != nil {
			t.Fatal(err)
		}
		return actor
	}
	if a := actor(); !Allows(a, People) || a.Name != "Anna Becker" || a.Lang != "de" {
		t.Errorf("on the last day: %+v", a)
	}
	x.update(func(tx *sql.Tx) error { duty.Ends = x.today().AddDays(-1); return saveDuty(t.Context(), tx, duty) })
	if a := actor(); Allows(a, People) || a.Role != core.Person {
		t.Errorf("on the day after: %+v", a)
	}
}

// A former colleague's old cookie opens nothing from one moment to the next (C5).
func TestC5TheCookieOfAFormerColleagueIsVoidAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		p, h := x.person("Anna Becker", Duty{Role: Counsellor, Unit: x.one.ID})
		b, _, _ := x.comesIn(p, h)
		b.get("/account").says(http.StatusOK)
		x.update(func(tx *sql.Tx) error { p.State = Retired; return savePerson(t.Context(), tx, p) })
		b.get("/account").says(http.StatusUnauthorized)
		r, _ := http.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(&http.Cookie{Name: "__Host-session", Value: b.cookies["__Host-session"]})
		if _, err := x.Holder(r); core.KindOf(err) != core.SignedOut {
			t.Errorf("her keys: %v", err)
		}
	})
}

func TestWhatWasWrittenSurvivesTheEndOfASession(t *testing.T) {
	x := onOne(t)
	p, h := x.person("Anna Becker")
	b := x.enters(p, h, In)
	x.wait(16 * time.Minute)
	page := b.post("/account/profile", "name", "Anna \"B\" Becker", "sign-in", "anna", "email", "", "language", "en", "password", "hush hush hush")
	page.says(http.StatusUnauthorized, "noch da", "Noch einmal abschicken")
	if strings.Contains(page.Body, "hush") {
		t.Error("the page holds a password")
	}
	other := &browser{x, b.cookies} // the new window
	other.post("/account/sign-in", "name", "anna.becker", "password", rightPassword).leads("/account")
	b.post("/account/profile", "name", page.value("name"), "sign-in", page.value("sign-in"), "email", page.value("email"), "language", page.value("language")).leads("/account?done=profile")
	b.get("/account").says(http.StatusOK, "Hello, Anna \"B\" Becker")
}

func TestNobodyIsLedToAnotherSite(t *testing.T) {
	for address, want := range map[string]string{
		"/account/profile": "/account/profile", "/handbook?q=x": "/handbook?q=x", "": "", "//evil.example": "", "https://evil.example/": "",
		"/\\evil.example": "", "javascript:alert(1)": "", "account": "", "/a\nb": "", "/account/sign-in?next=/x": "", "/%zz": "",
	} {
		if got := localPath(address); got != want {
			t.Errorf("%q leads to %q, want %q", address, got, want)
		}
	}
}

func TestTheCookieIsForThisHostAlone(t *testing.T) {
	x := onOne(t)
	x.person("Anna Becker")
	page := x.browser().post("/account/sign-in", "name", "anna.becker", "password", rightPassword)
	cookie := page.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-session=", "Path=/;", "Max-Age=32400", "HttpOnly", "Secure", "SameSite=Strict"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie lacks %s", part)
		}
	}
	x.Secure = false
	cookie = x.browser().post("/account/sign-in", "name", "anna.becker", "password", rightPassword).Header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "session=") || strings.Contains(cookie, "Secure") {
		t.Errorf("on plain http the cookie is of another kind")
	}
	out := x.browser().post("/account/sign-out")
	if out.Header.Get("Clear-Site-Data") != `"cache", "cookies", "storage"` {
		t.Error("signing out leaves traces in the browser")
	}
}

// The medians of a known and an unknown name must differ by less than 5 % (C12).
func BenchmarkSignIn(b *testing.B) {
	db := databases.Open(b, database.SQLite, network.Migrations(), Migrations(), vault.Migrations())
	x := newTown(b, db)
	_, h := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
	x.found(h, x.one.ID)
	names := []string{"nobody.here", "anna.becker"}
	var times [2][]time.Duration // taken in turn, so that both see the same machine
	for b.Loop() {
		x.now.Set(x.now.Now().Add(time.Minute))
		for i, name := range names {
			begun := time.Now()
			x.browser().post("/account/sign-in", "name", name, "password", "not it at all, no")
			times[i] = append(times[i], time.Since(begun))
		}
	}
	for i, unit := range []string{"unknown-µs", "known-µs"} {
		slices.Sort(times[i])
		b.ReportMetric(float64(times[i][len(times[i])/2].Microseconds()), unit)
	}
}
