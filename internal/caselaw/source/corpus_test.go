package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"testing"

	"verbund/internal/testkit/realdata"
)

type raw struct{ ID, Text string }

func corpus(t testing.TB, name string) []raw {
	t.Helper()
	var all []raw
	s := bufio.NewScanner(bytes.NewReader(realdata.Read(t, "caselaw/"+name)))
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
	file := realdata.Read(b, "caselaw/decisions.jsonl")
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		for _, err := range Read("decisions.jsonl", bytes.NewReader(file), Limits{}) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
