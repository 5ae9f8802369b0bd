package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// sharedFile reads one of the collections that lie beside the sources. They are not part
// of the program.
func sharedFile(t testing.TB, name string) []byte {
	t.Helper()
	for _, up := range []string{"../../../../", "../../../../../"} {
		if b, err := os.ReadFile(filepath.Join(up+"shared/data/caselaw", name)); err == nil {
			return b
		}
	}
	t.Skipf("the collection %s is not here", name)
	return nil
}

type raw struct{ ID, Text string }

func corpus(t testing.TB, name string) []raw {
	t.Helper()
	var all []raw
	s := bufio.NewScanner(bytes.NewReader(sharedFile(t, name)))
	s.Buffer(nil, 16<<20)
	for s.Scan() {
		var r raw
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func BenchmarkReadCorpus(b *testing.B) {
	file := sharedFile(b, "decisions.jsonl")
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		for _, err := range Read("decisions.jsonl", bytes.NewReader(file), Limits{}) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
