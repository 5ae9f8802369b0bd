package micro_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbund/internal/figures/micro"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestRowsAreAFunctionOfTheNoisyTablesAlone(t *testing.T) {
	d := design(t)
	lines := sample(t, d, 1, 800)
	noisy, err := d.Measure(lines, micro.Fraction{Num: 3969, Den: 64}, dice(1))
	if err != nil {
		t.Fatal(err)
	}
	before := files(t, d.Release(noisy, micro.Source{From: 2021}))
	// Whoever the lines were is swapped for somebody else, in place.
	for i, other := range sample(t, d, 2, 800) {
		copy(lines[i], other)
	}
	for i, f := range files(t, d.Release(noisy, micro.Source{From: 2021})) {
		if !bytes.Equal(f.Content, before[i].Content) {
			t.Errorf("%s has changed with the lines", f.Name)
		}
	}
}

func TestOneCellMoreGivesOtherRows(t *testing.T) {
	d := design(t)
	noisy, _ := d.Measure(sample(t, d, 1, 300), micro.Fraction{Num: 3969, Den: 64}, dice(1))
	before := d.Synthesize(noisy)
	noisy.Tables[3][2]++
	if slices.EqualFunc(before, d.Synthesize(noisy), func(a, b micro.Row) bool { return bytes.Equal(a, b) }) {
		t.Error("a cell of the tables does not matter")
	}
}

func TestWhoeverHoldsThePublishedTablesMakesTheSameRows(t *testing.T) {
	d := design(t)
	release, err := d.Publish(sample(t, d, 3, 600), micro.Source{From: 2021, Snapshot: "s", Book: "b"}, dice(2))
	if err != nil {
		t.Fatal(err)
	}
	published := files(t, release)
	noisy, err := d.ReadNoisy(bytes.NewReader(content(t, published, micro.TablesFile)), release.Noisy.Records, release.Noisy.Variance)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files(t, d.Release(noisy, micro.Source{From: 2021, Snapshot: "s", Book: "b"})) {
		if !bytes.Equal(f.Content, published[i].Content) {
			t.Errorf("%s is another", f.Name)
		}
	}
}

func TestWithoutNoiseTheWorkloadComesBack(t *testing.T) {
	d := design(t)
	lines := sample(t, d, 4, 2550)
	noisy, err := d.Measure(lines, micro.Fraction{Num: 1, Den: 1000}, dice(1))
	if err != nil {
		t.Fatal(err)
	}
	rows := d.Synthesize(noisy)
	if len(rows) != len(lines) {
		t.Fatalf("%d rows of %d lines", len(rows), len(lines))
	}
	if m := d.Compare(lines, rows); m.OneWay > 0.005 || m.Workload > 0.02 {
		t.Errorf("%+v", m)
	}
}

func TestTablesOfAnyKindGiveRows(t *testing.T) {
	d := design(t)
	for name, cell := range map[string]func(i int) int64{
		"nothing":            func(int) int64 { return 0 },
		"below nothing":      func(int) int64 { return -1000 },
		"far too many":       func(i int) int64 { return int64(i) << 35 },
		"only the first row": func(i int) int64 { return int64(500 * max(0, 1-i)) },
	} {
		noisy, _ := d.Measure(nil, micro.Fraction{Num: 1, Den: 1}, dice(1))
		noisy.Records = 50
		for _, cells := range noisy.Tables {
			for i := range cells {
				cells[i] = cell(i)
			}
		}
		rows := d.Synthesize(noisy)
		if len(rows) != 50 {
			t.Errorf("%s: %d rows", name, len(rows))
		}
		for _, row := range rows {
			for c, v := range row {
				if int(v) >= len(d.Columns[c].Categories) {
					t.Fatalf("%s: %v", name, row)
				}
			}
		}
	}
}

func TestASmallWindowIsNotPublished(t *testing.T) {
	d := design(t)
	if _, err := d.Publish(sample(t, d, 1, micro.LeastRecords-1), micro.Source{}, dice(1)); err == nil {
		t.Error("published")
	}
}

func TestFilesAreWrittenAsAgreed(t *testing.T) {
	d := from(t, "small.toml")
	release, err := d.Publish(sample(t, d, 5, micro.LeastRecords), micro.Source{From: 2021, Snapshot: "made-up", Book: "2026.1"}, dice(5))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files(t, release) {
		path := filepath.Join("testdata", "small", f.Name)
		if *update {
			if err := os.WriteFile(path, f.Content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.Content, want) {
			t.Errorf("%s is not as it was; look at it, then run with -update", f.Name)
		}
	}
}

func TestEveryReleaseSaysThatRowsAreNotPeople(t *testing.T) {
	d := design(t)
	release, err := d.Publish(sample(t, d, 5, 500), micro.Source{From: 2021}, dice(5))
	if err != nil {
		t.Fatal(err)
	}
	all := files(t, release)
	for _, name := range []string{micro.PromiseFile, micro.CSVWFile} {
		for _, sentence := range []string{"Zeilen sind keine Personen.", "Rows are not people."} {
			if !strings.Contains(string(content(t, all, name)), sentence) {
				t.Errorf("%s does not say %q", name, sentence)
			}
		}
	}
}

func FuzzReadNoisy(f *testing.F) {
	d := from(f, "small.toml")
	release, err := d.Publish(sample(f, d, 5, micro.LeastRecords), micro.Source{}, dice(5))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(content(f, files(f, release), micro.TablesFile)), 500)
	f.Add("column_a\n", 1)
	f.Fuzz(func(t *testing.T, source string, records int) {
		noisy, err := d.ReadNoisy(strings.NewReader(source), records, release.Noisy.Variance)
		if err == nil && len(noisy.Tables) != len(d.Pairs) {
			t.Error("tables are missing")
		}
	})
}

func TestTablesThatAreNotOfTheDesignAreRefused(t *testing.T) {
	d := from(t, "small.toml")
	release, err := d.Publish(sample(t, d, 5, micro.LeastRecords), micro.Source{}, dice(5))
	if err != nil {
		t.Fatal(err)
	}
	good := string(content(t, files(t, release), micro.TablesFile))
	lines := strings.SplitAfter(good, "\n")
	for name, source := range map[string]string{
		"a line less":      strings.Join(lines[:len(lines)-2], ""),
		"a line more":      good + lines[1],
		"another order":    lines[0] + lines[2] + lines[1] + strings.Join(lines[3:], ""),
		"no number":        strings.Replace(good, lines[1], strings.Replace(lines[1], ",", ",x", 4), 1),
		"nothing":          "",
		"another head":     strings.Replace(good, "noisy", "count", 1),
		"too large a cell": lines[0] + "gender,female,form,sexual,99999999999999,1,1\n" + strings.Join(lines[2:], ""),
	} {
		if _, err := d.ReadNoisy(strings.NewReader(source), 500, release.Noisy.Variance); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func files(t testing.TB, r *micro.Release) []micro.File {
	t.Helper()
	all, err := r.Files()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func content(t testing.TB, all []micro.File, name string) []byte {
	t.Helper()
	for _, f := range all {
		if f.Name == name {
			return f.Content
		}
	}
	t.Fatalf("no file %s", name)
	return nil
}

// The rows of the program's own design are pinned, so that a machine that rounds
// another way, or a change that moves them, is seen: rows made again from tables that
// were published must be those that were published.
func TestPublishedRowsCanBeMadeAgainForever(t *testing.T) {
	d := design(t)
	noisy, err := d.Measure(sample(t, d, 6, 700), micro.Fraction{Num: 3969, Den: 64}, dice(6))
	if err != nil {
		t.Fatal(err)
	}
	rows := sha256.New()
	for _, row := range d.Synthesize(noisy) {
		rows.Write(row)
	}
	const want = "3190606483cea1fc1d807452cf187a53ca5341731ff9971bad20bf407ec5f5ca"
	if got := hex.EncodeToString(rows.Sum(nil)); got != want {
		t.Errorf("rows %s, not %s", got, want)
	}
}
