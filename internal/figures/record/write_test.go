package record_test

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/figures/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// some draws a record that may be.
func some(t *rapid.T, book *record.Book) record.Record {
	r := record.Record{
		Year:     rapid.IntRange(1990, 2026).Draw(t, "year"),
		Centre:   rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9._-]{0,9}`).Draw(t, "centre"),
		New:      rapid.SampledFrom([]string{"", "yes", "no"}).Draw(t, "new"),
		Released: rapid.Bool().Draw(t, "released"),
	}
	if !r.Released {
		return r
	}
	r.Values = make([]record.Answer, len(book.Columns))
	for i, c := range book.Columns {
		most := 1
		if c.Multi() {
			most = 4
		}
		for range rapid.IntRange(0, most).Draw(t, c.ID) {
			code := uint16(rapid.IntRange(0, len(c.Codes)-1).Draw(t, "code"))
			if !slices.Contains(r.Values[i], code) && c.Codes[code].In(r.Year) {
				r.Values[i] = append(r.Values[i], code)
			}
		}
	}
	if p, wrong := book.Contradiction(r); wrong {
		at, _ := book.Column(p.Column)
		r.Values[at] = nil
		if _, still := book.Contradiction(r); still {
			t.Skip("two contradictions")
		}
	}
	return r
}

// sortedCells are records as they are compared where order means nothing.
func sortedCells(book *record.Book, all []record.Record) []string {
	var lines []string
	for _, r := range all {
		lines = append(lines, strings.Join(book.Cells(r), "|"))
	}
	slices.Sort(lines)
	return lines
}

func TestReadingWhatWasWrittenGivesTheSameRecords(t *testing.T) {
	book := load(t)
	rapid.Check(t, func(t *rapid.T) {
		all := make([]record.Record, rapid.IntRange(0, 8).Draw(t, "n"))
		for i := range all {
			all[i] = some(t, book)
		}
		var file bytes.Buffer
		if err := record.WriteCSV(&file, book, all); err != nil {
			t.Fatal(err)
		}
		written := bytes.Clone(file.Bytes())
		got, err := record.ReadCSV(&file, book, now)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Refused) > 0 {
			t.Fatalf("refused: %s", told(got.Refused))
		}
		for _, p := range got.Mended {
			if p.Key != "figures.read.namibia" {
				t.Fatalf("mended: %s", told(got.Mended))
			}
		}
		if want := sortedCells(book, all); !slices.Equal(sortedCells(book, got.Records), want) {
			t.Fatalf("got\n%v\nwant\n%v", sortedCells(book, got.Records), want)
		}
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if err := record.WriteCSV(&file, book, all); err != nil || !bytes.Equal(file.Bytes(), written) {
			t.Fatalf("another order gives other bytes (%v)", err)
		}
	})
}

func TestFileOfRecordsIsWrittenAsItIsDescribed(t *testing.T) {
	book := load(t)
	full := make([]string, 0, len(book.Columns))
	head := []string{"period", "centre", "new_in_year", "released"}
	for _, c := range book.Columns {
		head = append(head, c.ID)
		codes := c.Codes[:1]
		if c.Multi() {
			codes = c.Codes[:2]
		}
		var ids []string
		for _, code := range codes {
			ids = append(ids, code.ID)
		}
		full = append(full, strings.Join(ids, ";"))
	}
	source := strings.Join(head, ",") + "\n2023,c-02,no,yes," + strings.Join(full, ",") + "\n2023,c-01,yes,no" + strings.Repeat(",", len(full)) + "\n"
	got := read(t, strings.NewReplacer("0-13,yes", "50+,no").Replace(source), now)
	var out bytes.Buffer
	if err := record.WriteCSV(&out, book, got.Records); err != nil {
		t.Fatal(err, told(got.Refused))
	}
	const golden = "testdata/records.csv"
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestRecordThatCannotBeReadIsNotWritten(t *testing.T) {
	book := load(t)
	good := record.Record{Year: 2023, Centre: "a", Released: true, Values: make([]record.Answer, len(book.Columns))}
	for name, change := range map[string]func(*record.Record){
		"not released, with answers": func(r *record.Record) { r.Released = false },
		"no centre":                  func(r *record.Record) { r.Centre = "" },
		"a name as centre":           func(r *record.Record) { r.Centre = "=Haus Süd" },
		"no year":                    func(r *record.Record) { r.Year = 0 },
		"neither new nor not":        func(r *record.Record) { r.New = "unknown" },
		"too few answers":            func(r *record.Record) { r.Values = r.Values[:3] },
		"a code beyond the book":     func(r *record.Record) { r.Values[0] = record.Answer{999} },
		"two where one is possible":  func(r *record.Record) { r.Values[0] = record.Answer{0, 1} },
		"the same answer twice":      func(r *record.Record) { r.Values[3] = record.Answer{7, 7} },
	} {
		r := good
		r.Values = slices.Clone(good.Values)
		change(&r)
		var out bytes.Buffer
		if err := record.WriteCSV(&out, book, []record.Record{good, r}); err == nil || out.Len() > 0 {
			t.Errorf("%s: %v, %q", name, err, out.String())
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, file := range []string{
		plain, "\ufeff" + strings.ReplaceAll(plain, ",", ";"), "sep=;\n" + plain, in("sector", "a\nb"), in("age_band", "Jul 14"),
		"id,period,centre,released\n1,01.01.2023,a,no\n1,2023,a,no\n", "\xff\xfep\x00e\x00", "period,centre,released,nationality\n2023,a,yes,Rum\xe4nien\n", "period\rcentre", "\"", "a\x00b,,\n\n",
	} {
		f.Add([]byte(file), 2023, "")
		f.Add([]byte(file), 0, "a")
	}
	book, err := record.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte, year int, centre string) {
		got, err := record.ReadCSV(bytes.NewReader(file), book, record.Want{Year: year, Today: 2026, Centre: centre})
		if err != nil {
			if got.Records != nil {
				t.Error("records of a file that cannot be used")
			}
			return
		}
		refused := map[int]bool{}
		for _, p := range got.Refused {
			refused[p.Line] = true
		}
		if len(got.Records) != got.Taken || got.MoreRefused == 0 && got.RefusedRows() != len(refused) {
			t.Errorf("%d rows, %d records, %d lines refused", got.Rows, len(got.Records), len(refused))
		}
		for i := range got.Records {
			if got.Records[i].Centre == centre { // whoever asks answers for it
				got.Records[i].Centre = "a"
			}
		}
		var out bytes.Buffer
		if err := record.WriteCSV(&out, book, got.Records); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := record.ReadCSV(&out, book, record.Want{Year: year, Today: 2026})
		if err != nil || len(again.Refused) > 0 || !slices.Equal(sortedCells(book, got.Records), sortedCells(book, again.Records)) {
			t.Errorf("what was written is read differently: %v %s", err, told(again.Refused))
		}
	})
}

func BenchmarkSmallFile(b *testing.B) {
	book, err := record.Load()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := record.ReadCSV(strings.NewReader(plain), book, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadCSV(b *testing.B) {
	book, err := record.Load()
	if err != nil {
		b.Fatal(err)
	}
	head := strings.Join(book.Head(), ",") + "\n"
	const row = "2023,c-01,yes,yes,female,22-29,no,NG;GH,NG,DE;IT,sexual;labour,sexual-services,stgb-232;stgb-232a,asylum-office,yes,unknown,unknown,insecure,asylum-pending,not-requested,crisis;psychosocial;housing;medical,subsistence,police;asylum-office\n"
	for name, n := range map[string]int{"100000": 100_000, "1000000": 1_000_000} {
		b.Run("collected/"+name, func(b *testing.B) {
			b.ReportAllocs()
			var before, after runtime.MemStats
			for b.Loop() {
				runtime.GC()
				runtime.ReadMemStats(&before)
				got, err := record.ReadCSV(&many{n: n, row: row, rest: head}, book, now)
				if err != nil || got.Taken != n {
					b.Fatal(err, told(got.Refused[:min(len(got.Refused), 1)]))
				}
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "kept-B/row")
				runtime.KeepAlive(got)
			}
		})
		b.Run("one by one/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				most, rows := uint64(0), 0
				got, err := record.EachCSV(&many{n: n, row: row, rest: head}, book, now, func(int, record.Record) error {
					if rows++; rows%50_000 == 0 {
						var now runtime.MemStats
						runtime.ReadMemStats(&now)
						most = max(most, now.HeapAlloc)
					}
					return nil
				})
				b.ReportMetric(float64(most)/(1<<20), "heap-MB")
				if err != nil || got.Taken != n {
					b.Fatal(err)
				}
			}
		})
	}
}
