package bench

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// connections that ask at once: four for each of two cores.
const connections = 8

// load is what a run of requests came to.
type load struct {
	perSecond float64
	times     []time.Duration // sorted
	failed    int
}

func (l load) at(share float64) time.Duration {
	if len(l.times) == 0 {
		return 0
	}
	return l.times[min(int(share*float64(len(l.times))), len(l.times)-1)]
}

func (l load) String() string {
	s := fmt.Sprintf("%.0f/s, p50 %s, p99 %s", l.perSecond, ms(l.at(.5)), ms(l.at(.99)))
	if l.failed > 0 {
		s += fmt.Sprintf(", %d FAILED", l.failed)
	}
	return s
}

func plainClient(n int) *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: n, DisableCompression: true}, Timeout: 10 * time.Second}
}

// ask fetches a page once and drops it.
func ask(client *http.Client, address string) bool {
	answer, err := client.Get(address)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err == nil && answer.StatusCode == http.StatusOK
}

// flood asks as fast as answers come, on all connections, for a while.
func flood(address string, long time.Duration) load {
	client := plainClient(connections)
	defer client.CloseIdleConnections()
	var (
		mu    sync.Mutex
		all   load
		group sync.WaitGroup
		begin = time.Now()
	)
	for range connections {
		group.Go(func() {
			var times []time.Duration
			failed := 0
			for time.Since(begin) < long {
				before := time.Now()
				if ask(client, address) {
					times = append(times, time.Since(before))
				} else {
					failed++
				}
			}
			mu.Lock()
			defer mu.Unlock()
			all.times = append(all.times, times...)
			all.failed += failed
		})
	}
	group.Wait()
	all.perSecond = float64(len(all.times)) / time.Since(begin).Seconds()
	slices.Sort(all.times)
	return all
}

// steadily asks so many times a second whether or not answers have come, and
// counts from the moment a request was due.
func steadily(address string, perSecond int, long time.Duration) load {
	client := plainClient(connections * 4)
	defer client.CloseIdleConnections()
	var (
		mu    sync.Mutex
		all   load
		group sync.WaitGroup
	)
	every := time.NewTicker(time.Second / time.Duration(perSecond))
	defer every.Stop()
	for range int(long.Seconds() * float64(perSecond)) {
		due := <-every.C
		group.Go(func() {
			ok := ask(client, address)
			took := time.Since(due)
			mu.Lock()
			defer mu.Unlock()
			if ok {
				all.times = append(all.times, took)
			} else {
				all.failed++
			}
		})
	}
	group.Wait()
	slices.Sort(all.times)
	all.perSecond = float64(perSecond)
	return all
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

func ms(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}

// table is what the benchmark prints.
type table struct{ rows [][5]string }

func (t *table) add(what, ours, bare, ratio, budget string) {
	t.rows = append(t.rows, [5]string{what, ours, bare, ratio, budget})
}

func (t *table) print(w io.Writer) {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "WHAT\tVERBUND\tBARE HANDLER\tRATIO\tBUDGET")
	for _, r := range t.rows {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", r[0], r[1], r[2], r[3], r[4])
	}
	out.Flush()
}
