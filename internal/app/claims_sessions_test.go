package app_test

import (
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbund/internal/app"
	"verbund/internal/platform/database"
	"verbund/internal/testkit"
	"verbund/internal/testkit/databases"
)

func TestASessionEndsByItselfAndWhereverSomebodySaysSo(t *testing.T) {
	takesLong(t)
	inNetworks(t, testkit.Options{Demo: true, People: true}, func(t *testing.T, n *testkit.Network) {
		her := inDemo(t, n, "counsellor")
		n.Clock.Advance(14*time.Minute + 59*time.Second)
		her.Opens("/handbook").Is(http.StatusOK)
		n.Clock.Advance(15 * time.Minute)
		her.Opens("/handbook").Is(http.StatusUnauthorized)
		her = inDemo(t, n, "counsellor")
		for range 38 { // 8 hours and 52 minutes of work
			n.Clock.Advance(14 * time.Minute)
			her.Opens("/handbook").Is(http.StatusOK)
		}
		n.Clock.Advance(7 * time.Minute)
		her.Opens("/handbook").Is(http.StatusOK)
		n.Clock.Advance(time.Minute)
		her.Opens("/handbook").Is(http.StatusUnauthorized)

		one, two, three := inDemo(t, n, "counsellor"), inDemo(t, n, "counsellor"), inDemo(t, n, "counsellor")
		one.Posts("/account/sessions", "what", "others").Is(http.StatusSeeOther).Sends("Clear-Site-Data", "")
		one.Opens("/handbook").Is(http.StatusOK)
		two.Opens("/handbook").Is(http.StatusUnauthorized)
		three.Opens("/handbook").Is(http.StatusUnauthorized)
		two = inDemo(t, n, "counsellor")
		before := one.Copy()
		one.Posts("/account/sessions", "what", "all").LeadsTo("/account/sign-in").Sends("Clear-Site-Data", `"cache", "cookies", "storage"`)
		before.Opens("/handbook").Is(http.StatusUnauthorized)
		two.Opens("/handbook").Is(http.StatusUnauthorized)

		one, office := inDemo(t, n, "counsellor"), inDemo(t, n, "office")
		at := "/account/people/" + string(n.ActorOf(t, "counsellor").Person)
		office.Posts(at + "/sign-out").LeadsTo(at)
		one.Opens("/handbook").Is(http.StatusUnauthorized)
		one = inDemo(t, n, "counsellor")
		office.Posts(at + "/lock").LeadsTo(at)
		one.Opens("/handbook").Is(http.StatusUnauthorized)
		office.Posts(at + "/unlock").LeadsTo(at)
		one.Opens("/handbook").Is(http.StatusUnauthorized) // what has ended does not come back
	})
}

// TestASessionSurvivesTheProgram stops a program and kills it, and looks whether
// somebody works on.
func TestASessionSurvivesTheProgram(t *testing.T) {
	takesLong(t)
	onEachLong(t, func(t *testing.T, address string) {
		data := filepath.Join(t.TempDir(), "data")
		serve := func() *process {
			return start(t, "demo", "--addr", "127.0.0.1:0", "--data", data, "--database", address)
		}
		p := serve()
		b := testkit.NewBrowser(t, p.address)
		b.Posts("/account/sign-in", "name", "counsellor", "password", app.DemoPassword).LeadsTo("/account")
		notes := notesOf(b)
		note := ""
		for note = range notes {
			break
		}
		for _, how := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
			p.stop(t, how)
			p = serve()
			b.At(p.address).Opens(note).Is(http.StatusOK).Says(notes[note])
		}
		b.At(p.address).Posts("/account/sign-out").Is(http.StatusSeeOther)
		p.stop(t, syscall.SIGTERM)
	})
}

func TestTwoServersShareASession(t *testing.T) {
	if testing.Short() {
		t.Skip("not on PostgreSQL with -short")
	}
	address, data := databases.Address(t, database.PostgreSQL), filepath.Join(t.TempDir(), "data")
	serve := func() *process {
		return start(t, "demo", "--addr", "127.0.0.1:0", "--data", data, "--database", address)
	}
	first := serve()
	second := serve()
	for range 2 {
		here := testkit.NewBrowser(t, first.address)
		here.Posts("/account/sign-in", "name", "counsellor", "password", app.DemoPassword).LeadsTo("/account")
		there := here.At(second.address)
		notes := keptOf(here)
		(&colleague{Browser: there, t: t, signIn: "counsellor"}).readsAll(notes)
		to := there.Posts("/handbook/new", "title", "Von drüben", "kind", "other").Is(http.StatusSeeOther).Header.Get("Location")
		here.Opens(to).Is(http.StatusOK).Says("Von drüben")
		thief := here.Copy()
		there.Posts("/account/sign-out").Is(http.StatusSeeOther)
		thief.Opens("/handbook").Is(http.StatusUnauthorized)
		thief.At(second.address).Opens("/handbook").Is(http.StatusUnauthorized)
		first, second = second, first
	}
	for _, p := range []*process{first, second} {
		if code := p.stop(t, syscall.SIGTERM); code != 0 {
			t.Errorf("exit code %d\n%s", code, p.err)
		}
	}
}

// TestAStolenSessionRowOpensNothing has what a dump of the database gives, and
// then even writes into the database: without the cookie nothing sealed opens.
func TestAStolenSessionRowOpensNothing(t *testing.T) {
	inNetworks(t, testkit.Options{Demo: true, People: true, Cases: true}, func(t *testing.T, n *testkit.Network) {
		her, thief := inDemo(t, n, "counsellor"), inDemo(t, n, "counsellor2")
		notes := keptOf(her.Browser)
		person := string(n.ActorOf(t, "counsellor").Person)
		other := string(n.ActorOf(t, "counsellor2").Person)
		var hash, sealed, draft []byte
		if err := n.App.Database.QueryRow(t.Context(), "SELECT hash, sealed, draft FROM account_session WHERE person_id = $1", person).Scan(&hash, &sealed, &draft); err != nil {
			t.Fatal(err)
		}
		cookie := func(value string) *testkit.Visitor { return n.Visitor(t, "de").With("Cookie", "session="+value) }
		for _, value := range []string{
			base64.RawURLEncoding.EncodeToString(hash), hex.EncodeToString(hash), base64.RawURLEncoding.EncodeToString(sealed), "",
			base64.RawURLEncoding.EncodeToString(make([]byte, 32)), her.Cookies()[0] + "A", her.Cookies()[0][:42], strings.ToUpper(her.Cookies()[0]),
		} {
			cookie(value).Opens("/handbook").Is(http.StatusUnauthorized)
		}
		for _, key := range [][]byte{hash, append(hash[:16:16], hash[:16]...), make([]byte, 32)} {
			if _, err := n.App.Vault.OpenSession(n.ActorOf(t, "counsellor").Person, key, sealed); err == nil {
				t.Error("what a dump holds opens the keys of a session")
			}
		}
		change := func(statement string, args ...any) {
			t.Helper()
			if err := n.App.Database.Update(t.Context(), func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), statement, args...)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		titles := telling(t, notes)
		// Her sealed keys in the thief's own row, and his own row in her name.
		change("UPDATE account_session SET sealed = $1, draft = $2 WHERE person_id = $3", sealed, draft, other)
		thief.Opens("/handbook").Is(http.StatusUnauthorized).NeverSays(titles...)
		change("UPDATE account_session SET person_id = $1 WHERE person_id = $2", person, other)
		thief.Opens("/handbook").NeverSays(titles...)
		for to := range notes {
			thief.Opens(to).Is(http.StatusUnauthorized).NeverSays(titles...)
		}
		her.readsAll(notes)
	})
}
