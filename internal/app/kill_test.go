package app_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"verbund/internal/platform/database"
	"verbund/internal/testkit"
)

// kills is how often the program is killed on each database: a few times in
// every run, and as often as VERBUND_KILLS says.
func kills(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("VERBUND_KILLS")); err == nil {
		return n
	}
	if testing.Short() {
		return 4
	}
	return 20
}

// letter is something to write that shows whether it is whole.
func letter(name string) string {
	return "begins " + name + " " + strings.Repeat("Grüße ", 200) + "ends " + name
}

// post writes one proposal and tells whether the server said that it has it. It
// fails once the server is dead.
func post(client *http.Client, address string, entry int, message string) (acknowledged bool, err error) {
	r, err := client.PostForm(fmt.Sprintf("%sde/centres/%d/proposal", address, entry), url.Values{"message": {message}})
	if err != nil {
		return false, err
	}
	r.Body.Close()
	if r.StatusCode != http.StatusSeeOther {
		return false, fmt.Errorf("status %d", r.StatusCode)
	}
	return true, nil
}

// stay is a client that follows no redirect.
func stay() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// pause lets a random time pass, so that a kill hits any moment.
func pause(most time.Duration) {
	wait := time.NewTimer(rand.N(most))
	defer wait.Stop()
	<-wait.C
}

// inDatabase opens the database as the next start of the program would.
func inDatabase(t *testing.T, address string, use func(db *database.DB)) {
	t.Helper()
	db, err := database.Open(t.Context(), address, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	use(db)
}

// proposals are the messages of all proposals. With remove it removes them.
func proposals(t *testing.T, address string, remove bool) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	inDatabase(t, address, func(db *database.DB) {
		rows, err := db.Query(t.Context(), "SELECT message, changes FROM centres_proposal")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var message, changes string
			if err := rows.Scan(&message, &changes); err != nil {
				t.Fatal(err)
			}
			if !json.Valid([]byte(changes)) || all[message] {
				t.Errorf("a proposal is half or there twice: %.40q %.40q", message, changes)
			}
			all[message] = true
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
		if !remove {
			return
		}
		err = db.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec("DELETE FROM centres_proposal")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	return all
}

// killWriting kills a server while four people write, and returns how many of
// their letters were acknowledged.
func killWriting(t *testing.T, round int, arguments []string, address string) int {
	p := start(t, append([]string{"serve", "--addr", "127.0.0.1:0", "--rate", "0"}, arguments...)...)
	const most = 42 * 15 // what the list of proposals takes
	var (
		mu           sync.Mutex
		acknowledged []string
		tried        = map[string]bool{}
		next         atomic.Int64
		writers      sync.WaitGroup
	)
	killed, first := make(chan struct{}), make(chan struct{}, most)
	for range 4 {
		writers.Go(func() {
			client := stay()
			defer client.CloseIdleConnections()
			for n := next.Add(1); n <= most; n = next.Add(1) {
				message := letter(fmt.Sprintf("%d-%d", round, n))
				mu.Lock()
				tried[message] = true
				mu.Unlock()
				ok, err := post(client, p.address, int(n%42)+1, message)
				if ok {
					mu.Lock()
					acknowledged = append(acknowledged, message)
					mu.Unlock()
					first <- struct{}{}
				}
				if err != nil {
					if strings.HasPrefix(err.Error(), "status") {
						t.Errorf("round %d: %v", round, err)
					}
					<-killed
					return
				}
			}
		})
	}
	if round%4 == 2 { // however busy the machine is, some rounds have something to lose
		select {
		case <-first:
		case <-time.After(20 * time.Second):
		}
	}
	pause(150 * time.Millisecond)
	p.command.Process.Kill()
	p.command.Wait()
	close(killed)
	writers.Wait()

	kept := proposals(t, address, true)
	for _, message := range acknowledged {
		if !kept[message] {
			t.Errorf("round %d: %.20q was acknowledged and is lost", round, message)
		}
	}
	for message := range kept {
		if !tried[message] {
			t.Errorf("round %d: nobody wrote %.40q…%q as it is kept", round, message, message[max(0, len(message)-20):])
		}
	}
	return len(acknowledged)
}

// killImporting kills an import that changes every entry, and returns whether
// it had changed them.
func killImporting(t *testing.T, arguments []string, file string, long time.Duration) (changed bool) {
	other := exec.Command(os.Args[0])
	other.Args = append([]string{"verbund", "import", "directory", file}, arguments...)
	other.Env = append(os.Environ(), "LC_ALL=C")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	pause(long)
	other.Process.Kill()
	other.Wait()
	_, exported, failed := runIn(t, nil, append([]string{"export", "directory", "--format", "json"}, arguments...)...)
	states := map[string]int{}
	for _, state := range []string{"State A", "State B"} {
		states[state] = strings.Count(exported, state)
	}
	if failed != "" || states["State A"] != 42 && states["State B"] != 42 || states["State A"]+states["State B"] != 42 {
		t.Errorf("the directory is half of one state and half of another: %v %s", states, failed)
	}
	inDatabase(t, arguments[3], func(db *database.DB) {
		var revisions int
		err := db.QueryRow(t.Context(), "SELECT count(DISTINCT revision) FROM centres_entry").Scan(&revisions)
		if err != nil || revisions != 1 {
			t.Errorf("the entries were changed %d different numbers of times: %v", revisions, err)
		}
	})
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(content, []byte("State A")) == (states["State A"] == 42)
}

func TestKilledAtAnyMomentTheProgramKeepsWhatItAcknowledged(t *testing.T) {
	members, err := os.ReadFile("demo/members.csv")
	if err != nil {
		t.Fatal(err)
	}
	onEach(t, func(t *testing.T, address string) {
		folder := t.TempDir()
		arguments := []string{"--data", folder, "--database", address}
		if code, out, failed := runIn(t, nil, append([]string{"import", "directory", file(t, "members.csv", string(members))}, arguments...)...); code != 0 {
			t.Fatal(out, failed)
		}
		inState := statesOf(t, folder, arguments)
		begun := time.Now()
		if code, _, failed := runIn(t, nil, append([]string{"import", "directory", inState[0]}, arguments...)...); code != 0 {
			t.Fatal(failed)
		}
		long := 3 * time.Since(begun) // with the start of a process and some more
		var rounds, acknowledged, changed int
		for now := 0; rounds < kills(t) && !t.Failed(); rounds++ {
			if rounds%2 == 0 {
				acknowledged += killWriting(t, rounds, arguments, address)
			} else if killImporting(t, arguments, inState[1-now], long) {
				now = 1 - now
				changed++
			}
		}
		t.Logf("killed %d times: %d acknowledged writes are all there; %d of %d imports had come to their end, the others left nothing", rounds, acknowledged, changed, rounds/2)
		if rounds >= 20 && acknowledged == 0 {
			t.Error("nothing was ever acknowledged: the test sees nothing")
		}
		p := start(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, arguments...)...)
		testkit.NewVisitor(t, p.address, "de").Opens("/de/centres").Is(200).Says("42 Einträge")
	})
}

// statesOf writes the directory twice, with another summary in every entry.
func statesOf(t *testing.T, folder string, arguments []string) (files [2]string) {
	t.Helper()
	_, exported, failed := runIn(t, nil, append([]string{"export", "directory", "--format", "json"}, arguments...)...)
	for i, state := range []string{"State A", "State B"} {
		var d struct {
			Format  string           `json:"format"`
			Centres []map[string]any `json:"centres"`
		}
		if err := json.Unmarshal([]byte(exported), &d); err != nil {
			t.Fatal(err, failed)
		}
		for _, c := range d.Centres {
			c["summary"] = map[string]string{"de": state}
		}
		content, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = filepath.Join(folder, fmt.Sprintf("state-%d.json", i))
		if err := os.WriteFile(files[i], content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}
