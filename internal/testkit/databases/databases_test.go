package databases_test

import (
	"bufio"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) {
	if os.Getenv("VERBUND_TEST_KILL_ME") != "" {
		flag.Set("test.run", "TestHelperStartsAServerAndWaits")
	}
	os.Exit(databases.Run(m))
}

// TestHelperStartsAServerAndWaits is what the second process of the next test
// does.
func TestHelperStartsAServerAndWaits(t *testing.T) {
	if os.Getenv("VERBUND_TEST_KILL_ME") == "" {
		t.Skip("only in the process that is killed")
	}
	address, err := url.Parse(databases.Address(t, database.PostgreSQL))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("folder %s\n", address.Query().Get("host"))
	io.ReadAll(os.Stdin)
}

func TestTheServerDiesWithAKilledTestProcess(t *testing.T) {
	if os.Getenv("VERBUND_TEST_POSTGRES") != "" {
		t.Skip("the server at VERBUND_TEST_POSTGRES is not ours")
	}
	databases.Open(t, database.PostgreSQL) // skips where there is none
	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), "VERBUND_TEST_KILL_ME=1")
	if _, err := other.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	folder, ok := strings.CutPrefix(strings.TrimSpace(line), "folder ")
	other.Process.Kill()
	other.Wait()
	if !ok {
		t.Fatalf("the other process said %q", line)
	}
	t.Cleanup(func() { os.RemoveAll(folder); os.Remove(folder + ".lock") })
	end := time.Now().Add(20 * time.Second)
	for {
		c, err := net.Dial("unix", folder+"/.s.PGSQL.5432")
		if err != nil {
			return
		}
		c.Close()
		if time.Now().After(end) {
			t.Fatal("the server still runs")
		}
	}
}

func birds() []database.Migrations {
	return []database.Migrations{{Room: "birds", Files: fstest.MapFS{
		"migrations/0001_begin.sql": {Data: []byte("-- +goose Up\nCREATE TABLE birds_bird (name text PRIMARY KEY);\n")},
	}}}
}

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			databases.Each(t, birds(), func(t *testing.T, db *database.DB) {
				var before int
				if err := db.QueryRow(t.Context(), "SELECT count(*) FROM birds_bird").Scan(&before); err != nil {
					t.Fatal(err)
				}
				if before != 0 {
					t.Errorf("it holds %d birds of another test", before)
				}
				err := db.Update(t.Context(), func(tx *sql.Tx) error {
					_, err := tx.Exec("INSERT INTO birds_bird VALUES ('wren')")
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		})
	}
}
