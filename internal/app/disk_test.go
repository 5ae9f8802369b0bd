package app_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"verbund/internal/platform/database"
	"verbund/internal/testkit"
	"verbund/internal/testkit/databases"
)

// smallDisk is a disk of its own with so many bytes. Tests that need one are
// skipped where nobody may mount.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("verbund-test", folder, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		t.Skipf("not tested: a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// propose says something about an entry.
func propose(v *testkit.Visitor, words string) *testkit.Page {
	return v.Posts("/de/centres/1/proposal", url.Values{"message": {words}})
}

// served is the program on a disk of its own, with the invented directory.
func served(t *testing.T, disk string) (*testkit.Visitor, []string) {
	t.Helper()
	arguments := []string{"--data", filepath.Join(disk, "data"), "--database", filepath.Join(disk, "data", "verbund.db")}
	directory := file(t, "directory.json", string(testkit.Directory))
	if code, out, failed := runIn(t, nil, append([]string{"import", "directory", directory}, arguments...)...); code != 0 {
		t.Fatal(out, failed)
	}
	p := start(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, arguments...)...)
	t.Cleanup(func() {
		if code := p.stop(t, syscall.SIGTERM); code != 0 {
			t.Errorf("exit code %d\n%s", code, p.err)
		}
	})
	return testkit.NewVisitor(t, p.address, "de"), arguments
}

// cannotWrite holds what people see while nothing can be written: pages stay,
// and who sends something is told in her language that it did not arrive.
func cannotWrite(t *testing.T, v *testkit.Visitor) {
	t.Helper()
	v.Opens("/de/centres?place=Berlin").Is(http.StatusOK).Says("Laterne")
	v.Opens("/de/centres/1").Is(http.StatusOK)
	v.Opens("/readyz").Is(http.StatusOK) // the data can be read
	propose(v, "while nothing can be written").Is(http.StatusServiceUnavailable).IsWhole("de").
		Says("erreichen unsere Daten gerade nicht").Sends("Retry-After", "10").Sends("Cache-Control", never)
	v.Posts("/en/centres/1/proposal", url.Values{"message": {"x"}}).Is(http.StatusServiceUnavailable).IsWhole("en")
}

func TestFullDiskLosesNothingAndNeedsNoRestart(t *testing.T) {
	disk := smallDisk(t, 8<<20)
	visitor, arguments := served(t, disk)
	propose(visitor, "before").Is(http.StatusSeeOther)

	ballast, err := os.Create(filepath.Join(disk, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 4096); err == nil; _, err = ballast.Write(block) {
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	for range 3 {
		// The log of SQLite may have room for a few more.
		for n := 0; n < 50; n++ {
			if propose(visitor, fmt.Sprintf("full %d %s", n, letter("full"))).Status == http.StatusServiceUnavailable {
				break
			}
		}
	}
	full := proposals(t, arguments[3], false)
	cannotWrite(t, visitor)
	if err := errors.Join(ballast.Close(), os.Remove(ballast.Name())); err != nil {
		t.Fatal(err)
	}
	propose(visitor, "after").Is(http.StatusSeeOther)
	kept := proposals(t, arguments[3], false)
	if len(kept) != len(full)+1 || !kept["before"] || !kept["after"] {
		t.Errorf("%d proposals are kept, there were %d and one more", len(kept), len(full))
	}
}

// A disk that becomes one for reading only while a program writes to it cannot be
// made by a test without harm to others: how that was tried stands in
// docs/operator.md.
func TestServeSaysThatTheDiskCanOnlyBeRead(t *testing.T) {
	disk := smallDisk(t, 64<<20)
	arguments := []string{"--data", filepath.Join(disk, "data"), "--database", filepath.Join(disk, "data", "verbund.db")}
	directory := file(t, "directory.json", string(testkit.Directory))
	if code, out, failed := runIn(t, nil, append([]string{"import", "directory", directory}, arguments...)...); code != 0 {
		t.Fatal(out, failed)
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	code, _, failed := runIn(t, nil, append([]string{"serve", "--addr", "127.0.0.1:0"}, arguments...)...)
	if code != 1 || strings.Count(failed, "\n") != 1 || !strings.Contains(failed, "read-only file system") {
		t.Errorf("exit code %d, said %q", code, failed)
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, ""); err != nil {
		t.Fatal(err)
	}
	p := start(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, arguments...)...)
	testkit.NewVisitor(t, p.address, "de").Opens("/de/centres/1").Is(http.StatusOK)
}

func TestWhatIsSentWhileTheDatabaseIsAwayCanBeSentAgain(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Kind: database.PostgreSQL})
	visitor := n.Visitor(t, "de")
	propose(visitor, "before").Is(http.StatusSeeOther)
	databases.Away(t, func() {
		propose(visitor, "away").Is(http.StatusServiceUnavailable).IsWhole("de").Says("erreichen unsere Daten gerade nicht").Sends("Retry-After", "10")
		visitor.Posts("/en/centres/1/proposal", url.Values{"message": {"away"}}).Is(http.StatusServiceUnavailable).IsWhole("en").Says("cannot reach our data")
	})
	propose(visitor, "away").Is(http.StatusSeeOther)
	rows, err := n.App.Database.Query(t.Context(), "SELECT message FROM centres_proposal ORDER BY message")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var message string
		if err := rows.Scan(&message); err != nil {
			t.Fatal(err)
		}
		all = append(all, message)
	}
	if len(all) != 2 || all[0] != "away" || all[1] != "before" {
		t.Errorf("kept are %q", all)
	}
}
