// Package bench measures the program as a visitor meets it: the built binary in
// a process of its own, over HTTP, beside a bare net/http server that writes the
// same bytes. Ratios between the two, taken in turns in one run, say more than
// times, which depend on the machine.
package bench

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) {
	if page := os.Getenv(referencePage); page != "" {
		reference(page)
		return
	}
	os.Exit(databases.Run(m))
}

// The pages that are measured, and how much of the bare handler's throughput
// each must reach (design: one third and one eighth).
var pages = []struct {
	name, path string
	budget     float64
}{
	{"plain directory page", "/de/centres", 1.0 / 3},
	{"search: place and filters", "/de/centres?place=Cottbus&need=crisis&language=ro&group=women", 1.0 / 8},
	{"entry page", "/de/centres/6", 0},
	{"open data: services, 100 a page", "/api/hsds/services?per_page=100", 0},
}

// rounds of the same measurement, of which the median counts.
const rounds = 5

// BenchmarkHouse prints the table. It runs once, whatever b.N is.
func BenchmarkHouse(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "verbund")
	run(b, exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "verbund/cmd/verbund"))
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	var t table
	t.add("binary, stripped", fmt.Sprintf("%.1f MB", float64(info.Size())/1e6), "", "", "< 45 MB")

	demo := measureStart(b, binary, "demo", b.TempDir())
	t.add("demo: start to first page", ms(demo), "", "", "< 1 s")
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		measureOn(b, &t, binary, kind)
	}
	fmt.Fprintln(os.Stdout)
	t.print(os.Stdout)
}

// measureOn measures the program on one kind of database.
func measureOn(b *testing.B, t *table, binary string, kind database.Kind) {
	data := b.TempDir()
	settings := []string{"--data", data, "--rate", "0"}
	if kind == database.PostgreSQL {
		settings = append(settings, "--database", databases.Address(b, kind))
	}
	members := filepath.Join("..", "internal", "app", "demo", "members.csv")
	run(b, exec.Command(binary, append([]string{"import", "directory", members}, settings...)...))

	var starts []time.Duration
	for range rounds {
		starts = append(starts, measureStart(b, binary, "serve", data, settings...))
	}
	name := kind.String() + ": "
	t.add(name+"start to first page", ms(median(starts)), "", "", "< 100 ms")

	house := start(b, binary, append([]string{"serve"}, settings...)...)
	defer house.stop()
	house.wait(b)
	t.add(name+"memory after the first page", fmt.Sprintf("%.0f MB", house.memory(b)), "", "", "< 60 MB")
	for _, p := range pages {
		body := get(b, house.address+p.path, false)
		bare := startReference(b, body)
		compare(t, name+p.name, house.address+p.path, bare.address+"/", p.budget)
		if p.path == "/de/centres" {
			steady := steadily(house.address+p.path, 500, 4*time.Second)
			t.add(name+"the same at 500 requests/s", "p50 "+ms(steady.at(.5))+", p99 "+ms(steady.at(.99)), "", "", "p99 < 10 ms")
		}
		bare.stop()
	}
}

// compare loads our page and the bare handler in turns, so that a slow minute
// of the machine hits both.
func compare(t *table, name, ours, bare string, budget float64) {
	var ratios []float64
	var our, theirs []load
	for range rounds {
		o, r := flood(ours, time.Second), flood(bare, time.Second)
		our, theirs = append(our, o), append(theirs, r)
		ratios = append(ratios, o.perSecond/r.perSecond)
	}
	slices.Sort(ratios)
	middle := func(all []load) load {
		slices.SortFunc(all, func(a, b load) int { return int(a.perSecond - b.perSecond) })
		return all[len(all)/2]
	}
	goal := ""
	if budget > 0 {
		goal = fmt.Sprintf("≥ %.2f", budget)
	}
	t.add(name, middle(our).String(), middle(theirs).String(), fmt.Sprintf("%.2f", ratios[len(ratios)/2]), goal)
}

func run(b *testing.B, c *exec.Cmd) {
	b.Helper()
	if out, err := c.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", strings.Join(c.Args, " "), err, out)
	}
}

func get(b *testing.B, address string, compressed bool) []byte {
	b.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	if compressed {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	answer, err := plainClient(1).Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", address, answer.StatusCode, err)
	}
	return body
}
