package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"verbund/internal/account"
	"verbund/internal/app"
	"verbund/internal/platform/vault"
	"verbund/internal/testkit"
)

func TestC12WhoeverIsNotLetInLearnsNothing(t *testing.T) {
	takesLong(t)
	inNetworks(t, testkit.Options{Demo: true, People: true}, func(t *testing.T, n *testkit.Network) {
		office := inDemo(t, n, "office")
		for name, what := range map[string]string{"editor": "lock", "clerk": "retire"} {
			at := "/account/people/" + string(n.ActorOf(t, name).Person)
			office.Posts(at+"/"+what, "retire-password", app.DemoPassword).LeadsTo(at)
		}
		if _, _, err := n.App.Accounts.Invite(t.Context(), n.ActorOf(t, "office"), account.NewPerson{Name: "Nele Neu", SignIn: "nele", Email: "nele@verbund.example", Language: "de"}); err != nil {
			t.Fatal(err)
		}
		wrong := "geraten und falsch"
		tries := []struct{ who, name, password string }{
			{"nobody", "zq.keine", app.DemoPassword}, {"nobody's mail", "zq.keine@verbund.example", app.DemoPassword}, {"a wrong password", "counsellor", wrong},
			{"a wrong password by mail", "Counsellor@verbund.example", wrong}, {"somebody who is locked", "editor", app.DemoPassword}, {"somebody who is locked, and wrong", "editor", wrong},
			{"somebody who is retired", "clerk", app.DemoPassword}, {"somebody who is invited", "nele", app.DemoPassword}, {"somebody who is invited, by mail", "nele@verbund.example", wrong},
			{"somebody without a centre", "operator", wrong}, {"a name that is no name", "' OR 1=1 --", wrong}, {"a long name", strings.Repeat("x", 250), wrong},
		}
		kit := vault.NewKitCode()
		ways := map[string]func(who, name, password string) *testkit.Page{
			"signing in": func(_, name, password string) *testkit.Page {
				return n.Browser(t).Posts("/account/sign-in", "name", name, "password", password)
			},
			"the paper kit": func(_, name, _ string) *testkit.Page {
				return n.Browser(t).Posts("/account/recover", "name", name, "code", kit, "new", "Eiche Kiesel Ofenrohr 7", "repeat", "Eiche Kiesel Ofenrohr 7")
			},
		}
		for way, ask := range ways {
			want, headers := "", ""
			for _, try := range tries {
				before := n.App.Vault.Work()
				page := ask(try.who, try.name, try.password).Is(http.StatusUnprocessableEntity)
				if work := n.App.Vault.Work() - before; work != 1 {
					t.Errorf("%s, %s: %d runs, want 1", way, try.who, work)
				}
				typed := ""
				for _, f := range page.Forms() {
					if v := f.Values(); v.Has("name") {
						typed = v.Get("name")
					}
				}
				if typed != try.name {
					t.Errorf("%s, %s: the page says the name %q", way, try.who, typed)
				}
				body := strings.ReplaceAll(page.Body, strings.NewReplacer("'", "&#39;").Replace(try.name), "NAME")
				page.Header.Del("Date")
				page.Header.Del("Content-Length")
				header := fmt.Sprint(page.Header)
				if want == "" {
					want, headers = body, header
				}
				if body != want {
					at := 0
					for at < min(len(body), len(want)) && body[at] == want[at] {
						at++
					}
					t.Errorf("%s, %s: the page differs: …%s… instead of …%s…", way, try.who, body[max(0, at-40):min(len(body), at+60)], want[max(0, at-40):min(len(want), at+60)])
				}
				if header != headers {
					t.Errorf("%s, %s: the headers differ: %s instead of %s", way, try.who, header, headers)
				}
				n.Clock.Advance(time.Minute) // so that nobody has tried too often
			}
		}
		// Too often, and the same again for all: nobody, somebody, somebody who is locked.
		want := ""
		for _, name := range []string{"zq.keine", "counsellor", "editor", "nele"} {
			var last *testkit.Page
			tries, before := 0, n.App.Vault.Work()
			for ; tries < 20; tries++ {
				if last = n.Browser(t).Posts("/account/sign-in", "name", name, "password", wrong); last.Status == http.StatusTooManyRequests {
					break
				}
			}
			body := strings.ReplaceAll(last.Is(http.StatusTooManyRequests).Body, name, "NAME")
			if want == "" {
				want = fmt.Sprint(tries, body)
			}
			if fmt.Sprint(tries, body) != want || n.App.Vault.Work()-before != uint64(tries) {
				t.Errorf("%s is sent away after %d tries, in other words or after other work than others", name, tries)
			}
		}
	})
}

// peak is how much memory a process held at its most, in megabytes.
func peak(t *testing.T, pid int) (megabytes int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skipf("memory can be read on Linux only: %v", err)
	}
	_, rest, found := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(rest, &megabytes); err != nil || !found {
		t.Fatalf("the process has no VmHWM: %v", err)
	}
	return megabytes >> 10
}

// TestC12TwoHundredSignInsAtOnceAreNotTheEnd has 200 people sign in at the same
// moment at a program in a process of its own.
func TestC12TwoHundredSignInsAtOnceAreNotTheEnd(t *testing.T) {
	takesLong(t)
	onEachLong(t, func(t *testing.T, address string) {
		p := start(t, "demo", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--database", address)
		const people = 200
		before := memory(t, p.command.Process.Pid)
		var mu sync.Mutex
		answers, took := map[int]int{}, map[int][]time.Duration{}
		names := slices.Sorted(func(yield func(string) bool) {
			for name := range testkit.Everybody() {
				if name != "operator" && !yield(name) { // who comes afterwards
					return
				}
			}
		})
		var things []func()
		for i := range people {
			client := stay()
			t.Cleanup(client.CloseIdleConnections)
			form := url.Values{"name": {names[i%len(names)]}, "password": {app.DemoPassword}}
			switch i % 4 {
			case 1:
				form.Set("password", "geraten und falsch")
			case 2:
				form.Set("name", fmt.Sprint("niemand", i))
			case 3:
				form = url.Values{"name": {"niemand"}, "password": {strings.Repeat("ä", 10_000)}}
			}
			things = append(things, func() {
				begun := time.Now()
				answer, err := client.PostForm(p.address+"account/sign-in", form)
				if err != nil {
					t.Errorf("no answer: %v", err)
					return
				}
				answer.Body.Close()
				mu.Lock()
				defer mu.Unlock()
				answers[answer.StatusCode]++
				took[answer.StatusCode] = append(took[answer.StatusCode], time.Since(begun))
				if answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") == "" {
					t.Error("it is not said when to come back")
				}
			})
		}
		var page time.Duration
		things = append(things, func() {
			begun := time.Now()
			if status, _ := fetch(t, p.address+"de/centres"); status != http.StatusOK {
				t.Errorf("the directory meanwhile: %d", status)
			}
			page = time.Since(begun)
		})
		allAtOnce(things...)
		for status := range answers {
			if !slices.Contains([]int{303, 422, 429, 503}, status) {
				t.Errorf("%d answers were %d", answers[status], status)
			}
		}
		if answers[303]+answers[422] == 0 || answers[503] == 0 {
			t.Errorf("the answers were %v: the test sees nothing", answers)
		}
		most := peak(t, p.command.Process.Pid)
		if most >= 400 {
			t.Errorf("the program held %d MB", most)
		}
		b := testkit.NewBrowser(t, p.address)
		b.Posts("/account/sign-in", "name", "operator", "password", app.DemoPassword).LeadsTo("/account")
		b.Opens("/account").Is(http.StatusOK)
		for status, all := range took {
			slices.Sort(all)
			t.Logf("%d: %d answers, median %v, p95 %v", status, len(all), all[len(all)/2].Round(time.Millisecond), all[len(all)*95/100].Round(time.Millisecond))
		}
		t.Logf("%d MB before, at most %d MB; the directory meanwhile took %v", before, most, page.Round(time.Millisecond))
		if code := p.stop(t, syscall.SIGTERM); code != 0 {
			t.Errorf("exit code %d", code)
		}
	})
}

// BenchmarkC12SignInOfKnownAndUnknown compares the medians of a wrong password for
// a name that is known and one that is not, in turn, through the whole program.
func BenchmarkC12SignInOfKnownAndUnknown(b *testing.B) {
	n := testkit.Start(b, testkit.Options{Demo: true, People: true})
	visitor := n.Visitor(b, "de")
	names := []string{"niemand", "counsellor"}
	var took [2][]time.Duration
	for turn := 0; b.Loop(); turn++ {
		n.Clock.Advance(time.Minute)
		for step := range names {
			i := (turn + step) % 2 // which of them is first changes
			name := names[i]
			begun := time.Now()
			visitor.Posts("/account/sign-in", url.Values{"name": {name}, "password": {"geraten und falsch"}})
			took[i] = append(took[i], time.Since(begun))
		}
	}
	medians := [2]float64{}
	for i, unit := range []string{"unknown-µs", "known-µs"} {
		slices.Sort(took[i])
		medians[i] = float64(took[i][len(took[i])/2].Microseconds())
		b.ReportMetric(medians[i], unit)
	}
	b.ReportMetric(100*(medians[1]-medians[0])/medians[0], "difference-%")
}
