package app_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"

	"verbund/internal/account"
	"verbund/internal/app"
	"verbund/internal/core"
	"verbund/internal/testkit"
)

// allAtOnce does things at the same moment.
func allAtOnce(things ...func()) {
	var ready, done sync.WaitGroup
	begin := make(chan struct{})
	for _, do := range things {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-begin
			do()
		})
	}
	ready.Wait()
	close(begin)
	done.Wait()
}

func TestOneInvitationAcceptedTwiceAtOnceMakesOneAccount(t *testing.T) {
	takesLong(t)
	inNetworks(t, testkit.Options{Demo: true, People: true}, func(t *testing.T, n *testkit.Network) {
		actor := n.ActorOf(t, "lead")
		p, token, err := n.App.Accounts.Invite(t.Context(), actor, account.NewPerson{Name: "Nele Neu", Language: "de", Duties: []account.Duty{{Role: account.Counsellor, Unit: actor.Centre}}})
		if err != nil {
			t.Fatal(err)
		}
		const tries = 4
		statuses := make([]int, tries)
		var things []func()
		for i := range tries {
			things = append(things, func() {
				password := fmt.Sprint("Eiche Kiesel Ofenrohr ", i)
				statuses[i] = n.Browser(t).Posts("/account/invitation/"+token, "sign-in", p.SignIn, "new", password, "repeat", password).Status
			})
		}
		allAtOnce(things...)
		won := -1
		for i, status := range statuses {
			if status == http.StatusSeeOther {
				if won >= 0 {
					t.Errorf("two were let in: %v", statuses)
				}
				won = i
			} else if status != http.StatusGone {
				t.Errorf("an answer was %d", status)
			}
		}
		if won < 0 {
			t.Fatalf("nobody was let in: %v", statuses)
		}
		for i := range tries {
			page := n.Browser(t).Posts("/account/sign-in", "name", p.SignIn, "password", fmt.Sprint("Eiche Kiesel Ofenrohr ", i))
			if (page.Status == http.StatusSeeOther) != (i == won) {
				t.Errorf("the password of try %d gives %d; %d was let in", i, page.Status, won)
			}
		}
	})
}

func TestAKeyGrantedTwiceAtOnceIsGrantedOnce(t *testing.T) {
	takesLong(t)
	inNetworks(t, testkit.Options{Demo: true, People: true}, func(t *testing.T, n *testkit.Network) {
		lead, other, newcomer := inDemo(t, n, "lead"), inDemo(t, n, "counsellor"), inDemo(t, n, "newcomer")
		person := string(n.ActorOf(t, "newcomer").Person)
		notes := keptOf(lead.Browser)
		newcomer.readsNone(notes)
		words := codeOn(lead.Opens("/account/keys/" + person).Is(http.StatusOK))
		var things []func()
		statuses := make([]int, 4)
		for i := range statuses {
			who := []*colleague{lead, other}[i%2].Copy()
			things = append(things, func() {
				statuses[i] = who.Posts("/account/keys/"+person, "compared", "1", "words", words, "password", app.DemoPassword).Status
			})
		}
		allAtOnce(things...)
		slices.Sort(statuses)
		if !slices.Equal(statuses, []int{303, 409, 409, 409}) {
			t.Errorf("the answers are %v", statuses)
		}
		newcomer.readsAll(notes)
	})
}

// writing is what somebody did while something else happened.
type writing struct {
	mu       sync.Mutex
	kept     []string // titles of notes that were acknowledged
	refused  []string
	statuses map[int]int
}

// writes writes a note.
func (w *writing) writes(b *testkit.Browser, title string) int {
	status := b.Sends("/handbook/new", url.Values{"title": {title}, "kind": {"other"}, "text": {title + " und mehr"}}).Status
	w.mu.Lock()
	defer w.mu.Unlock()
	if status == http.StatusSeeOther {
		w.kept = append(w.kept, title)
	} else {
		w.refused = append(w.refused, title)
	}
	w.statuses[status]++
	return status
}

// isWhole expects that what was acknowledged is there whole, and the rest is not.
func (w *writing) isWhole(t *testing.T, reader *testkit.Browser) {
	t.Helper()
	at := map[string]string{}
	for page := 1; page < 20; page++ {
		more := reader.Opens(fmt.Sprint("/handbook?page=", page)).Is(http.StatusOK)
		for _, e := range more.Role("link") {
			at[e.Text()] = e.Attribute("href")
		}
	}
	for _, title := range w.kept {
		if at[title] == "" {
			t.Errorf("%q was acknowledged and is lost", title)
			continue
		}
		reader.Opens(at[title]).Is(http.StatusOK).Says(title + " und mehr")
	}
	for _, title := range w.refused {
		if at[title] != "" {
			t.Errorf("%q was refused and is there", title)
		}
	}
}

func TestANoteOfAColleagueWhoLeavesIsSavedOrRefused(t *testing.T) {
	inNetworks(t, testkit.Options{Demo: true, People: true}, func(t *testing.T, n *testkit.Network) {
		lead, her := inDemo(t, n, "lead"), inDemo(t, n, "counsellor")
		at := "/account/colleagues/" + string(n.ActorOf(t, "counsellor").Person) + "/end"
		w := &writing{statuses: map[int]int{}}
		ended := 0
		var once sync.Once
		begun := make(chan struct{})
		write := func(who string) func() {
			b := her.Copy()
			return func() {
				for i := range 300 {
					status := w.writes(b, fmt.Sprint("Notiz ", who, i))
					once.Do(func() { close(begun) })
					if status != http.StatusSeeOther {
						return
					}
				}
			}
		}
		allAtOnce(write("a"), write("b"), func() {
			<-begun // so that it ends in the middle of it
			ended = lead.Posts(at, "password", app.DemoPassword).Status
		})
		if ended != http.StatusSeeOther {
			t.Fatalf("ending her work: %d", ended)
		}
		for status, times := range w.statuses {
			if !slices.Contains([]int{303, 401, 403, 409}, status) {
				t.Errorf("%d answers were %d", times, status)
			}
		}
		if len(w.kept) == 0 || len(w.refused) == 0 {
			t.Errorf("%d were saved, %d refused: nothing happened at once", len(w.kept), len(w.refused))
		}
		w.isWhole(t, lead.Browser)
		her.Opens("/handbook").Is(http.StatusUnauthorized)
		t.Logf("answers while her work was ended: %v", w.statuses)
	})
}

func TestTheKeyChangesWhileOthersReadAndWrite(t *testing.T) {
	takesLong(t)
	inNetworks(t, testkit.Options{Demo: true, People: true}, func(t *testing.T, n *testkit.Network) {
		lead, her := inDemo(t, n, "lead"), inDemo(t, n, "counsellor")
		actor := n.ActorOf(t, "lead")
		holder, err := n.App.Vault.Unlock(t.Context(), actor.Person, app.DemoPassword)
		if err != nil {
			t.Fatal(err)
		}
		notes := notesOf(her.Browser)
		w, read := &writing{statuses: map[int]int{}}, map[int]int{}
		var mu sync.Mutex
		renewed := 0
		enough := make(chan struct{})
		busy := func() bool {
			select {
			case <-enough:
				return false
			default:
				return true
			}
		}
		write := func(who string, b *testkit.Browser) func() {
			return func() {
				for i := 0; busy() && i < 100; i++ {
					w.writes(b, fmt.Sprint("Notiz ", who, i))
				}
			}
		}
		reads := func() {
			b := her.Copy()
			for i := 0; busy(); i++ {
				for to := range notes {
					status := b.Opens(to).Status
					if i%2 == 1 {
						status = b.Posts("/handbook/search", "q", "schutz").Status
					}
					mu.Lock()
					read[status]++
					mu.Unlock()
				}
			}
		}
		allAtOnce(write("a", her.Copy()), write("b", lead.Copy()), reads, func() {
			defer close(enough)
			for range 10 {
				switch err := n.App.Accounts.Renew(t.Context(), actor, holder); {
				case err == nil:
					renewed++
				case core.KindOf(err) != core.Conflict && core.KindOf(err) != core.Unavailable:
					t.Errorf("changing the key: %v", err)
				}
			}
		})
		for status, times := range w.statuses {
			if status != http.StatusSeeOther && status != http.StatusConflict && status != http.StatusServiceUnavailable {
				t.Errorf("writing: %d answers were %d", times, status)
			}
		}
		for status, times := range read {
			if status != http.StatusOK && status != http.StatusServiceUnavailable {
				t.Errorf("reading: %d answers were %d", times, status)
			}
		}
		if renewed == 0 {
			t.Error("the key was never changed")
		}
		w.isWhole(t, her.Browser)
		her.Opens(slices.Sorted(maps.Keys(notes))[0]).Is(http.StatusOK)
		t.Logf("the key was changed %d times; writing: %v, reading: %v", renewed, w.statuses, read)
	})
}
