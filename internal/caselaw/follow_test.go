package caselaw_test

import (
	"io"
	"log/slog"
	"net"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/decision"
	"verbund/internal/platform/mail"
)

// sink is a mail server on this machine that keeps what it takes.
type sink struct {
	address string
	mu      sync.Mutex
	taken   []string
}

func startSink(t *testing.T) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{address: l.Addr().String()}
	var talking sync.WaitGroup
	talking.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			talking.Go(func() {
				defer c.Close()
				s.talk(textproto.NewConn(c))
			})
		}
	})
	t.Cleanup(func() { l.Close(); talking.Wait() })
	return s
}

func (s *sink) talk(c *textproto.Conn) {
	c.PrintfLine("220 sink")
	for {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(line, " "); verb {
		case "DATA":
			c.PrintfLine("354 go on")
			lines, err := c.ReadDotLines()
			if err != nil {
				return
			}
			s.mu.Lock()
			head, body, _ := strings.Cut(strings.Join(lines, "\n"), "\n\n")
			s.taken = append(s.taken, head+"\n\n"+unquote(body))
			s.mu.Unlock()
			c.PrintfLine("250 taken")
		case "EHLO":
			c.PrintfLine("250-sink")
			c.PrintfLine("250 8BITMIME")
		case "QUIT":
			c.PrintfLine("221 bye")
			return
		default:
			c.PrintfLine("250 fine")
		}
	}
}

// unquote takes back what a mail does to lines and equals signs (RFC 2045, 6.7).
func unquote(s string) string {
	s = strings.ReplaceAll(s, "=\n", "")
	return strings.ReplaceAll(s, "=3D", "=")
}

// post sends what waits in the queue through a real connection and returns all mails
// that were ever taken.
func (s *shelf) post(to *sink) []string {
	s.t.Helper()
	carrier, err := mail.NewSMTP(mail.Settings{Server: to.address, From: "netz@netz.example", Encryption: mail.None}, s.now)
	s.must(err)
	_, err = mail.NewWorker(mail.NewQueue(s.db, s.now), carrier, slog.New(slog.NewTextHandler(io.Discard, nil))).Pass(s.t.Context())
	s.must(err)
	to.mu.Lock()
	defer to.mu.Unlock()
	return append([]string(nil), to.taken...)
}

func (s *shelf) alerts() {
	s.t.Helper()
	s.must(s.room.SendAlerts(s.t.Context()))
}

// rows counts the rows of a table.
func (s *shelf) rows(table string) (n int) {
	s.t.Helper()
	s.must(s.db.QueryRow(s.t.Context(), `SELECT count(*) FROM `+table).Scan(&n))
	return n
}

var linkIn = regexp.MustCompile(`https://netz\.example(/(?:de|en)/caselaw/follow/(?:confirm|end)\?t=[A-Za-z0-9_-]+)`)

// token is the first link below the head of a mail.
func token(t *testing.T, text string) (address, secret string) {
	t.Helper()
	_, text, _ = strings.Cut(text, "\n\n")
	m := linkIn.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no link in %s", text)
	}
	return m[1], m[1][strings.Index(m[1], "=")+1:]
}

func (s *shelf) wish(kind, what, address, every string) {
	s.t.Helper()
	w := s.ask("POST", "/de/caselaw/follow", url.Values{"kind": {kind}, "what": {what}, "mail": {address}, "every": {every}})
	if w.Code != 303 || w.Header().Get("Location") != "/de/caselaw/follow/asked" {
		s.t.Fatalf("%d to %q: %.300s", w.Code, w.Header().Get("Location"), w.Body)
	}
}

// follows goes the whole way from the form to the confirmed page.
func (s *shelf) follows(to *sink, kind, what, address, every string) {
	s.t.Helper()
	s.wish(kind, what, address, every)
	all := s.post(to)
	page, secret := token(s.t, all[len(all)-1])
	s.get(page, 200)
	if w := s.ask("POST", "/de/caselaw/follow/confirm", url.Values{"t": {secret}}); w.Code != 303 {
		s.t.Fatalf("confirming: %d %s", w.Code, w.Body)
	}
}

func TestWhoFollowsADecisionHearsOfItOnce(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		to := startSink(t)
		a := one("2 StR 87/22", "2023-01-17")
		s.take(true, a)
		s.follows(to, "decision", "1", "ada@kanzlei.example", "daily")
		s.now.Advance(24 * time.Hour)
		s.alerts()
		if n := len(s.post(to)); n != 1 {
			t.Fatalf("%d mails although nothing is new", n)
		}
		a.Text = one("", "2023-01-17", "Der Volltext.").Text
		a.Entry.Chain = []decision.Instance{{Court: "BVerfG", FileNumber: "2 BvR 1/24", Higher: true}}
		s.take(true, a)
		next := one("2 BvR 1/24", "2024-05-05")
		next.Entry.Court = "BVerfG"
		next.Entry.Chain = []decision.Instance{{Court: "BGH", Date: day("2023-01-17"), FileNumber: "2 StR 87/22"}}
		s.take(true, next)
		var servers sync.WaitGroup
		for range 4 { // servers at once
			servers.Go(func() {
				if err := s.room.SendAlerts(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		servers.Wait()
		all := s.post(to)
		if len(all) != 2 {
			t.Fatalf("%d mails", len(all))
		}
		for _, want := range []string{"Volltext", "BVerfG 2 BvR 1/24", testSite + "/de/caselaw/2", "To: <ada@kanzlei.example>", "follow/end?t="} {
			if !strings.Contains(all[1], want) {
				t.Errorf("%q is missing in %s", want, all[1])
			}
		}
		for range 3 {
			s.now.Advance(24 * time.Hour)
			s.alerts()
			if n := len(s.post(to)); n != 2 {
				t.Fatalf("%d mails about the same", n)
			}
		}
		if n := s.rows("mail_message"); n != 0 {
			t.Errorf("%d mails that have left are kept", n)
		}
	})
}

func TestNothingIsSentBeforeItIsConfirmedAndNothingAfterItEnded(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		to := startSink(t)
		s.take(true, one("2 StR 87/22", "2023-01-17"))
		s.wish("decision", "1", "ada@kanzlei.example", "daily")
		confirmation := s.post(to)[0]
		page, secret := token(t, confirmation)
		change := func() {
			a := one("2 StR 87/22", "2023-01-17", "Volltext")
			s.take(true, a)
		}
		for range 2 { // programs that look for viruses open links, and change nothing
			s.get(page, 200)
		}
		change()
		s.now.Advance(48 * time.Hour)
		s.alerts()
		if n := len(s.post(to)); n != 1 {
			t.Fatalf("%d mails before it was confirmed", n)
		}
		s.ask("POST", "/de/caselaw/follow/confirm", url.Values{"t": {secret}})
		end := strings.Replace(page, "/confirm", "/end", 1)
		s.get(end, 200)
		citing := one("9 StR 9/23", "2023-02-02")
		citing.Entry.Chain = []decision.Instance{{Court: "BGH", Date: day("2023-01-17"), FileNumber: "2 StR 87/22"}}
		s.take(true, citing)
		s.now.Advance(48 * time.Hour)
		s.alerts() // queued, not sent
		if w := s.ask("POST", "/de/caselaw/follow/end", url.Values{"t": {secret}}); w.Code != 303 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if n := s.rows("caselaw_follow") + s.rows("caselaw_follow_link") + s.rows("mail_message"); n != 0 {
			t.Errorf("%d rows are left of what has ended", n)
		}
		if n := len(s.post(to)); n != 1 {
			t.Errorf("%d mails after it has ended", n)
		}
		for _, address := range []string{page, end} {
			s.get(address, 404)
		}
		if w := s.ask("POST", "/de/caselaw/follow/end", url.Values{"t": {secret}}); w.Code != 404 {
			t.Errorf("ending twice: %d", w.Code)
		}
	})
}

var headIn = regexp.MustCompile(`(?m)^List-Unsubscribe: <https://netz\.example(/de/caselaw/follow/end\?t=[A-Za-z0-9_-]+)>$`)

func TestOneButtonOfAMailProgramEndsItAtOnce(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		to := startSink(t)
		s.take(true, one("2 StR 87/22", "2023-01-17"))
		end := func(m string) string {
			t.Helper()
			found := headIn.FindStringSubmatch(m)
			if found == nil || !strings.Contains(m, "\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n") {
				t.Fatalf("the head lacks the address that ends it: %s", m)
			}
			return found[1]
		}
		forms := []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}
		bodies := []string{"List-Unsubscribe=One-Click", "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"}
		for i := range forms {
			s.follows(to, "decision", "1", "ada@kanzlei.example", "daily")
			all := s.post(to)
			address := end(all[len(all)-1])
			s.get(address, 200) // whoever opens the address ends nothing
			for _, other := range []string{"", "List-Unsubscribe=Two-Clicks", "x=y"} {
				if w := s.send(address, forms[0], other); w.Code != 400 || s.rows("caselaw_follow") != 1 {
					t.Errorf("%q: %d", other, w.Code)
				}
			}
			for range 2 { // programs send it again when they are not sure
				if w := s.send(address, forms[i], bodies[i]); w.Code != 200 || w.Header().Get("Location") != "" {
					t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
				}
			}
			if n := s.rows("caselaw_follow") + s.rows("caselaw_follow_link"); n != 0 {
				t.Errorf("%d rows are left", n)
			}
		}
		// So does that of the mail which only asks: nothing waits for an answer any more.
		s.wish("decision", "1", "stranger@kanzlei.example", "daily")
		all := s.post(to)
		if w := s.send(end(all[len(all)-1]), forms[0], bodies[0]); w.Code != 200 || s.rows("caselaw_follow") != 0 {
			t.Errorf("%d", w.Code)
		}
		s.follows(to, "decision", "1", "ada@kanzlei.example", "daily")
		next := one("9 StR 9/23", "2023-02-02")
		next.Entry.Chain = []decision.Instance{{Court: "BGH", Date: day("2023-01-17"), FileNumber: "2 StR 87/22"}}
		s.take(true, next)
		s.now.Advance(24 * time.Hour)
		s.alerts()
		all = s.post(to)
		if w := s.send(end(all[len(all)-1]), forms[0], bodies[0]); w.Code != 200 || s.rows("caselaw_follow") != 0 {
			t.Errorf("that of a mail with news: %d", w.Code)
		}
	})
}

func TestUnconfirmedIsForgottenAfterAWeek(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		to := startSink(t)
		s.take(true, one("2 StR 87/22", "2023-01-17"))
		s.wish("decision", "1", "ada@kanzlei.example", "weekly")
		page, secret := token(t, s.post(to)[0])
		s.now.Advance(8 * 24 * time.Hour)
		s.get(page, 404) // also before anything tidied up
		if w := s.ask("POST", "/de/caselaw/follow/confirm", url.Values{"t": {secret}}); w.Code != 404 {
			t.Errorf("%d", w.Code)
		}
		s.alerts()
		if n := s.rows("caselaw_follow") + s.rows("caselaw_follow_link") + s.rows("mail_message"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestNobodyLearnsWhoFollowsAndNobodysBoxIsFilled(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		to := startSink(t)
		s.take(true, one("2 StR 87/22", "2023-01-17"))
		s.follows(to, "decision", "1", "ada@kanzlei.example", "daily")
		var answers []string
		for _, address := range []string{"ada@kanzlei.example", "new@kanzlei.example"} {
			w := s.ask("POST", "/de/caselaw/follow", url.Values{"kind": {"decision"}, "what": {"1"}, "mail": {address}})
			answers = append(answers, w.Header().Get("Location")+w.Body.String())
		}
		if answers[0] != answers[1] {
			t.Errorf("%q, but %q", answers[0], answers[1])
		}
		for range 20 {
			s.wish("decision", "1", "stranger@kanzlei.example", "daily")
		}
		n := 0
		for _, m := range s.post(to) {
			if strings.Contains(m, "stranger@") {
				n++
			}
		}
		if n != 3 {
			t.Errorf("a stranger got %d mails", n)
		}
	})
}

func TestConfirmingAnewReplacesWhatWasFollowed(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		to := startSink(t)
		s.take(true, one("2 StR 87/22", "2023-01-17"))
		s.follows(to, "decision", "1", "ada@kanzlei.example", "daily")
		s.follows(to, "decision", "1", "ada@kanzlei.example", "weekly")
		if n := s.rows("caselaw_follow"); n != 1 {
			t.Errorf("she follows it %d times", n)
		}
	})
}

func TestOnlyHashesOfLinksAreStoredAndNothingIsLogged(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		to := startSink(t)
		s.follows(to, "query", "q="+songbird+"&form=sexual", "kanarienvogel@kanzlei.example", "daily")
		for _, broken := range []url.Values{
			{"kind": {"query"}, "what": {"q=" + songbird}, "mail": {"kanarienvogel"}},
			{"kind": {"query"}, "what": {"q=" + strings.Repeat(songbird, 1000)}, "mail": {"kanarienvogel@kanzlei.example"}},
			{"kind": {"decision"}, "what": {songbird}, "mail": {"kanarienvogel@kanzlei.example"}},
		} {
			if w := s.ask("POST", "/de/caselaw/follow", broken); w.Code != 422 && w.Code != 404 {
				t.Errorf("%v: %d", broken, w.Code)
			}
		}
		s.get("/de/caselaw/follow?kind=query&what=q%3D"+songbird, 200)
		s.get("/api/caselaw?q="+songbird, 200)
		s.get("/de/caselaw/search.atom?q="+songbird, 200)
		s.alerts()
		refuse(t, s.log.String(), songbird, strings.ToLower(songbird), "kanarienvogel")
		_, secret := token(t, s.post(to)[0])
		rows, err := s.db.Query(t.Context(), `SELECT hash FROM caselaw_follow_link`)
		s.must(err)
		defer rows.Close()
		for rows.Next() {
			var hash []byte
			s.must(rows.Scan(&hash))
			if len(hash) != 32 || strings.Contains(string(hash), secret) {
				t.Errorf("stored %q", hash)
			}
		}
	})
}

func TestFollowerOfAProvisionHearsOfNewDecisionsOnIt(t *testing.T) {
	if n, ok := citation.ParseNorm("§ 232 StGB"); !ok || n.Key() == "" {
		t.Skip("provisions cannot be read")
	}
	onShelves(t, func(t *testing.T, s *shelf) {
		to := startSink(t)
		s.take(true, one("1 StR 1/20", "2020-01-01", "Nach § 232 StGB."))
		s.follows(to, "norm", "§ 232 StGB", "ada@kanzlei.example", "weekly")
		s.take(true, one("1 StR 2/20", "2020-01-02", "Strafbar nach § 232 Abs. 1 Satz 2 Nr. 1 StGB."), one("1 StR 3/20", "2020-01-03", "Nach § 266a StGB."))
		for range 6 {
			s.now.Advance(24 * time.Hour)
			s.alerts()
		}
		if n := len(s.post(to)); n != 1 {
			t.Errorf("%d mails within the week", n)
		}
		s.now.Advance(24 * time.Hour)
		s.alerts()
		all := s.post(to)
		if len(all) != 2 || !strings.Contains(all[1], "1 StR 2/20") || strings.Contains(all[1], "1 StR 1/20") || strings.Contains(all[1], "1 StR 3/20") {
			t.Errorf("%q", all)
		}
	})
}

func TestFollowerOfASearchHearsOfNewHits(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		s.take(true, one("1 StR 1/20", "2020-01-01", "Zuhälterei im Wohnmobil."))
		var list struct{ Total int }
		read(t, s.get("/api/caselaw?q=Wohnmobil", 200), &list)
		if list.Total == 0 {
			t.Skip("there is no index")
		}
		to := startSink(t)
		s.follows(to, "query", "q=Wohnmobil", "ada@kanzlei.example", "daily")
		var many []decision.Found
		for i := range 25 {
			many = append(many, one("5 StR "+string(rune('A'+i))+"/21", "2021-01-01", "Wieder ein Wohnmobil."))
		}
		s.take(true, append(many, one("1 StR 9/20", "2020-01-09", "Ein Zelt."))...)
		s.must(s.TakeDown(t.Context(), approver, 3, ""))
		s.now.Advance(24 * time.Hour)
		s.alerts()
		s.alerts()
		all := s.post(to)
		if len(all) != 2 || !strings.Contains(all[1], "24 ") || strings.Count(all[1], "5 StR ") < 20 || strings.Contains(all[1], "/de/caselaw/3\n") || !strings.Contains(all[1], "/de/caselaw?q=Wohnmobil&sort=newest") {
			t.Errorf("%q", all)
		}
	})
}

func TestFollowFormSaysWhatIsWrong(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		s.take(true, one("2 StR 87/22", "2023-01-17"))
		w := s.ask("POST", "/de/caselaw/follow", url.Values{"kind": {"decision"}, "what": {"1"}, "mail": {"ada\nBcc: x@y.example"}})
		if w.Code != 422 || !strings.Contains(w.Body.String(), "mail-error") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		s.get("/de/caselaw/follow", 200)
		s.get("/en/caselaw/follow?kind=decision&what=1", 200)
		s.get("/de/caselaw/follow?kind=decision&what=99", 404)
		s.get("/de/caselaw/follow/end?t=", 404)
	})
}
