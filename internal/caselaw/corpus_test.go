package caselaw_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"verbund/internal/caselaw"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
	"verbund/internal/testkit/realdata"
)

// corpus is a file of the real decisions that lie beside the program.
func corpus(t testing.TB, name string) []byte {
	t.Helper()
	body := realdata.Read(t, "caselaw/"+name)
	for range caselaw.Read(name, bytes.NewReader(body)) {
		return body
	}
	t.Skip("decisions cannot be read: " + name)
	return nil
}

func TestAllDecisionsOfTheCorpusAreImportedOnce(t *testing.T) {
	files := []struct {
		name    string
		n       int
		refused []int // lines of records that lack court, day or file number
	}{{"decisions.jsonl", 762, nil}, {"trafficking.jsonl", 33, []int{10, 11, 26, 28}}}
	for _, f := range files {
		corpus(t, f.name)
	}
	onShelves(t, func(t *testing.T, s *shelf) {
		alike, public := 0, 0
		for _, f := range files {
			body := corpus(t, f.name)
			c, err := s.Import(t.Context(), byCommand, caselaw.Read(f.name, bytes.NewReader(body)), false, true, nil)
			s.must(err)
			var refused []int
			for _, r := range c.Refused {
				refused = append(refused, r.Line)
			}
			if !slices.Equal(refused, f.refused) {
				t.Errorf("%s: refused are %v", f.name, c.Refused)
			}
			taken := f.n - len(f.refused)
			public += taken
			counts(t, c, f.n, taken, 0, 0)
			alike += c.Alike
			c, err = s.Import(t.Context(), byCommand, caselaw.Read(f.name, bytes.NewReader(body)), false, true, nil)
			s.must(err)
			counts(t, c, f.n, 0, 0, taken)
		}
		if n := s.position(); int(n) != public-alike {
			t.Errorf("%d are public, %d wait for a person", n, alike)
		}
		t.Logf("%d citations; %d may be there twice", s.rows("caselaw_citation"), alike)
		var file bytes.Buffer
		s.must(s.WriteLines(t.Context(), &file, testSite))
		c, err := s.Import(t.Context(), byCommand, caselaw.Read("export.jsonl", &file), false, true, nil)
		s.must(err)
		counts(t, c, public-alike, 0, 0, public-alike)
	})
}

// BenchmarkImport publishes all decisions of the corpus in an empty database.
func BenchmarkImport(b *testing.B) {
	body := corpus(b, "decisions.jsonl")
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		b.Run(kind.String(), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				now := clock.At(time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC))
				s, err := caselaw.NewStore(databases.Open(b, kind, caselaw.Migrations()), now, time.UTC, nil)
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				c, err := s.Import(b.Context(), byCommand, caselaw.Read("decisions.jsonl", bytes.NewReader(body)), false, true, nil)
				if err != nil || c.New == 0 {
					b.Fatal(c, err)
				}
			}
		})
	}
}
