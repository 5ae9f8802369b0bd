package app_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"verbund/internal/app"
	"verbund/internal/platform/database"
	"verbund/internal/testkit"
	"verbund/internal/testkit/databases"
)

// several starts servers at once on one PostgreSQL, each with a data folder of
// its own, as on several machines.
func several(t *testing.T, number int, address string) []*process {
	t.Helper()
	servers := make([]*process, number)
	var ready sync.WaitGroup
	for i := range servers {
		data := t.TempDir()
		ready.Go(func() {
			servers[i] = start(t, "serve", "--addr", "127.0.0.1:0", "--rate", "0", "--data", data, "--database", address,
				"--link-secret", "the same for all of the servers 1")
		})
	}
	ready.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return servers
}

func TestServersThatStartAtOnceMakeTheTablesOnce(t *testing.T) {
	address := databases.Address(t, database.PostgreSQL)
	servers := several(t, 4, address)
	inDatabase(t, address, func(db *database.DB) {
		for _, m := range app.Migrations() {
			var steps, different int
			err := db.QueryRow(t.Context(), "SELECT count(*), count(DISTINCT version) FROM migrations_"+m.Room+" WHERE version > 0").Scan(&steps, &different)
			if err != nil || steps == 0 || steps != different {
				t.Errorf("the tables of %s were made in %d steps, %d of them different: %v", m.Room, steps, different, err)
			}
		}
	})
	for _, p := range servers {
		testkit.NewVisitor(t, p.address, "de").Opens("/readyz").Is(http.StatusOK)
		if code := p.stop(t, syscall.SIGTERM); code != 0 || p.err.Len() > 0 {
			t.Errorf("exit code %d\n%s", code, p.err)
		}
	}
}

func TestKilledServerTakesOnlyItsOpenRequestsWithIt(t *testing.T) {
	address := databases.Address(t, database.PostgreSQL)
	servers := several(t, 2, address)
	members := file(t, "directory.json", string(testkit.Directory))
	if code, out, failed := runIn(t, nil, "import", "directory", members, "--data", t.TempDir(), "--database", address); code != 0 {
		t.Fatal(out, failed)
	}
	const visitors = 8 // at each server
	var (
		dead                       atomic.Bool // the first server
		before, after, cut, broken atomic.Int64
		written                    sync.Map
		group                      sync.WaitGroup
	)
	enough := make(chan struct{})
	var once sync.Once
	for s, p := range servers {
		for v := range visitors {
			group.Go(func() {
				client := stay()
				defer client.CloseIdleConnections()
				for n := 0; ; n++ {
					// Those of the killed server go on at the other, as a proxy would send them.
					to, late := p.address, dead.Load()
					if late {
						to = servers[1].address
					}
					message := letter(fmt.Sprintf("%d-%d-%d", s, v, n))
					ok, err := true, error(nil)
					if v == 0 && n < 9 { // one at each server writes
						if ok, err = post(client, to, n%7+1, message); ok {
							written.Store(message, true)
						}
					} else {
						var r *http.Response
						if r, err = client.Get(to + "de/centres?place=Berlin"); err == nil {
							r.Body.Close()
							ok = r.StatusCode == http.StatusOK
						}
					}
					switch {
					case err == nil && ok && late:
						if after.Add(1) > 300 {
							return
						}
					case err == nil && ok:
						if before.Add(1) == 200 {
							once.Do(func() { close(enough) })
						}
					case s == 0 && !late: // at work when its server was killed
						cut.Add(1)
						dead.Store(true)
					default:
						broken.Add(1)
						return
					}
				}
			})
		}
	}
	<-enough
	servers[0].command.Process.Kill()
	servers[0].command.Wait()
	dead.Store(true)
	group.Wait()
	if cut.Load() > visitors || broken.Load() > 0 {
		t.Errorf("%d requests were cut off, at most %d were open; %d more failed", cut.Load(), visitors, broken.Load())
	}
	kept := proposals(t, address, false)
	written.Range(func(message, _ any) bool {
		if !kept[message.(string)] {
			t.Errorf("%.20q was acknowledged and is lost", message)
		}
		return true
	})
	t.Logf("%d answers before the kill, %d requests cut off with it, %d answers after it", before.Load(), cut.Load(), after.Load())
	if code := servers[1].stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d\n%s", code, servers[1].err)
	}
}
