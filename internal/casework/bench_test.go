package casework

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/find"
	"verbund/internal/platform/vault"
	"verbund/internal/testkit/databases"
)

// What a large centre has (C7): 20,000 cases and 200 MB of journal.
const (
	benchCases   = 20_000
	benchEntries = 200_000
	benchEntry   = 1_000 // bytes of text in each
	benchForm    = "7"   // to be changed with what is generated
)

// givenNames are some that are common where the clients of centres come from, the
// more common ones first.
var givenNames = strings.Fields(`Maria Олена Elena محمد Anna Nguyễn Ioana Марія Mihaela Fatima Blessing Иванка Joy Alexandra
	Ольга Andreea Sara فاطمة Gabriela Наталія Precious Cristina Мария Thị Daniela Ірина Nicoleta Eszter Тетяна Favour Larisa
	Юлія Valentina مريم Ana Катерина Zsuzsanna Linh Roxana Світлана Mercy Simona Десислава Amina Florentina Вікторія Ramona
	زينب Alina Людмила Grace Loredana Оксана Erzsébet Hương Denisa Галина Faith Georgiana Пенка Hawa Mirela Анна Adriana علي
	Camelia Надія Patience Claudia Христина Ilona Ngọc Monica Стефка Happiness Raluca Лариса Mariam Oana Дарина Arjeta Liliana
	حسن Tatiana Яна Osas Corina Валентина Krisztina Thảo Bianca Аліна Gift Lavinia Жана Halima Vasilica Софія Blerta Diana
	أحمد Irina Емилия Esther Petronela Зоряна Mónika Trang Iuliana Руслана Success Viorica Радка Kadiatou Estera Поліна Drita`)

// givenName is one or two of them.
func givenName(random *rand.Rand) string {
	one := func() string { return givenNames[min(random.IntN(len(givenNames)), random.IntN(len(givenNames)))] }
	if random.IntN(3) == 0 {
		return one() + " " + one()
	}
	return one()
}

// vocabulary is words as a journal has them: some stand in nearly every line, most
// hardly ever. They are those of our own pages, and, as German does, two of them in
// one.
type vocabulary struct {
	words  []string
	random *rand.Rand
	often  *rand.Zipf
}

func newVocabulary() *vocabulary {
	v := &vocabulary{random: rand.New(rand.NewPCG(20, 26))}
	plain, err := locale.ReadFile("locale/de.toml")
	if err != nil {
		panic(err)
	}
	seen := map[string]bool{}
	add := func(word string) {
		if utf8.RuneCountInString(word) > 2 && !seen[word] {
			seen[word] = true
			v.words = append(v.words, word)
		}
	}
	for word := range strings.FieldsFuncSeq(string(plain), func(r rune) bool { return !unicode.IsLetter(r) }) {
		add(strings.ToLower(word))
	}
	v.random.Shuffle(len(v.words), func(i, j int) { v.words[i], v.words[j] = v.words[j], v.words[i] })
	for simple := v.words; len(v.words) < 30_000; {
		add(pick(v.random, simple...) + pick(v.random, simple...))
	}
	v.often = rand.NewZipf(v.random, 1.07, 2.7, uint64(len(v.words)-1))
	return v
}

func (v *vocabulary) text(size int) string {
	var b strings.Builder
	for b.Len() < size {
		word := v.words[v.often.Uint64()]
		if v.random.IntN(4) == 0 {
			first, size := utf8.DecodeRuneInString(word)
			word = string(unicode.ToUpper(first)) + word[size:]
		}
		b.WriteString(word)
		b.WriteByte(" .,"[max(0, v.random.IntN(24)-21)])
		b.WriteByte(' ')
	}
	return strings.ToValidUTF8(b.String()[:size], "")
}

func pick(random *rand.Rand, all ...string) string { return all[random.IntN(len(all))] }

// largeHouse is a house with so many cases. It is generated once and kept beside
// other files of passing use, under a name that says of what it was made.
//
// With VERBUND_BENCH_POSTGRES it lies in a database of PostgreSQL instead, and only
// until the end.
func largeHouse(b *testing.B) *house {
	b.Helper()
	if os.Getenv("VERBUND_BENCH_POSTGRES") != "" {
		h := houseAt(b, databases.Address(b, database.PostgreSQL), true)
		h.generate()
		return h
	}
	made := sha256.Sum256(fmt.Append(nil, benchForm, benchCases, benchEntries, benchEntry))
	folder := filepath.Join(os.TempDir(), "verbund-bench-"+hex.EncodeToString(made[:8]))
	path := filepath.Join(folder, "verbund.db")
	if _, err := os.Stat(path); err != nil {
		began := time.Now()
		if err := os.RemoveAll(folder + ".part"); err != nil {
			b.Fatal(err)
		}
		if err := os.MkdirAll(folder+".part", 0o700); err != nil {
			b.Fatal(err)
		}
		h := houseAt(b, filepath.Join(folder+".part", "verbund.db"), true)
		h.generate()
		h.db.Close()
		if err := os.Rename(folder+".part", folder); err != nil {
			b.Fatal(err)
		}
		b.Logf("generated in %v", time.Since(began).Round(time.Second))
	}
	return houseAt(b, path, false)
}

// houseAt opens a house whose database stays.
func houseAt(b *testing.B, path string, fresh bool) *house {
	b.Helper()
	db, err := database.Open(b.Context(), path, database.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if err := db.Migrate(b.Context(), vault.Migrations(), Migrations()); err != nil {
		b.Fatal(err)
	}
	h := emptyHouse(b, db)
	if fresh {
		h.enrol("anna", "lead", ours)
		h.must(func(tx *sql.Tx) error { return h.vault.Found(b.Context(), tx, h.people["anna"].holder, ours) })
		return h
	}
	id := core.NamedID("person", "anna")
	holder, err := h.vault.Unlock(b.Context(), id, "a long password of anna")
	if err != nil {
		b.Fatal(err)
	}
	h.people["anna"] = member{id, "lead", ours, holder}
	return h
}

// generate fills the house. Cases are written as the room writes them, but many in
// a transaction, and not noted in the sealed record.
func (h *house) generate() {
	h.t.Helper()
	v, d := newVocabulary(), h.as("anna").worker()
	random := v.random
	first := core.Date{Year: 2019, Month: 1, Day: 1}
	colleagues := []core.ID{d.Actor.Person}
	for i := range 11 {
		colleagues = append(colleagues, core.NamedID("person", fmt.Sprint("colleague ", i)))
	}
	for from := 0; from < benchCases; from += 250 {
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			for i := from; i < from+250; i++ {
				f, err := a.NewFolder(h.t.Context(), tx, roomName)
				if err != nil {
					return err
				}
				opened := first.AddDays(random.IntN(2600))
				c := &Case{ID: f.ID(), access: a, folder: f, parts: map[vault.Part]bool{vault.Core: true, vault.Entries: true, vault.Identity: true, vault.Location: true},
					Head: Head{Alias: fmt.Sprintf("%s %s %d", pick(random, "Anker", "Birke", "Linde", "Zaun", "Brise"), pick(random, "Wolke", "Dorf", "Ufer"), i), Opened: opened, Status: Active,
						Workers: []core.ID{colleagues[random.IntN(len(colleagues))]}, Tags: []string{pick(random, "Wohnen", "Gericht", "Kinder", "Arbeit")}, Form: vault.NewID(), Stamp: vault.NewID(), Set: d.Set.Version}}
				if random.IntN(3) > 0 {
					c.Status = Done
				}
				if random.IntN(4) == 0 {
					c.Flags = []string{pick(random, "danger", "minor", "no-calls", "interpreter")}
				}
				if err := c.sealHead(h.t.Context(), tx); err != nil {
					return err
				}
				add := func(sheet string, part dataset.Part, answers dataset.Answers) {
					if err == nil {
						k := &Kept{ID: vault.NewID(), part: vault.Part(part), Record: Record{Sheet: sheet}}
						k.next(d.state(answers))
						err = c.seal(h.t.Context(), tx, k)
					}
				}
				add("intake", dataset.Core, dataset.Answers{"way": {"self"}, "languages": {pick(random, "ro", "bg", "uk", "vi")}, "contact-never": {v.text(60)}})
				add("proceeding", dataset.Core, dataset.Answers{"stage": {"charge"}, "authority": {"Landgericht " + v.words[random.IntN(500)]}, "file": {fmt.Sprintf("%d KLs %d Js %d/%02d", random.IntN(20), 100+random.IntN(900), i, random.IntN(26))}})
				add("deadline", dataset.Core, dataset.Answers{"rule": {"permit-renewal"}, "due": {first.AddDays(2500 + random.IntN(300)).String()}})
				for range benchEntries / benchCases {
					add("journal", dataset.Entries, dataset.Answers{"day": {opened.AddDays(random.IntN(400)).String()}, "minutes": {"45"}, "text": {v.text(benchEntry)}})
				}
				add("identity", dataset.Identity, dataset.Answers{"family-name": {v.words[random.IntN(len(v.words))]}, "given-names": {givenName(random)}, "phones": {fmt.Sprintf("0151 %07d", random.IntN(1e7))}})
				add("location", dataset.Location, dataset.Answers{"address": {v.words[random.IntN(len(v.words))] + "weg 5"}})
				if err == nil {
					err = d.index(h.t.Context(), tx, c)
				}
				if err == nil {
					err = d.indexNames(h.t.Context(), tx, c)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// timed runs something often and reports the middle of its times, that below which
// nineteen in twenty lie, what it takes of the processor, and how much more that is
// than bare takes, which does the same in plain memory.
func timed(b *testing.B, bare, run func()) {
	b.Helper()
	var all []time.Duration
	run() // so that the file lies in memory
	before := processorTime()
	for b.Loop() {
		began := time.Now()
		run()
		all = append(all, time.Since(began))
	}
	work := (processorTime() - before) / time.Duration(len(all))
	slices.Sort(all)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(all[len(all)/2]), "p50-ms")
	b.ReportMetric(ms(all[len(all)*19/20]), "p95-ms")
	b.ReportMetric(ms(work), "cpu-ms")
	if bare != nil {
		b.ReportMetric(float64(work)/float64(leastWork(bare)), "ratio")
	}
}

// leastWork is what something takes of the processor at best.
func leastWork(run func()) time.Duration {
	best := time.Hour
	for range 5 {
		before := processorTime()
		run()
		best = min(best, processorTime()-before)
	}
	return best
}

// processorTime is what this process used of the processor, which other programs on
// the machine change less than the time that passes.
func processorTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCasework measures the pages of a centre with 20,000 cases and 200,000
// entries, whole, as a browser asks for them. The ratio is to the same work on the
// same bytes where they lie open in memory.
func BenchmarkCasework(b *testing.B) {
	h := largeHouse(b)
	anna := h.as("anna")
	ctx := context.Background()
	var cards [][]byte
	var index, names [][]byte
	var one vault.ID
	size := 0
	err := h.db.View(ctx, func(tx *sql.Tx) error {
		a, err := h.vault.Access(ctx, tx, h.people["anna"].holder, ours)
		if err != nil {
			return err
		}
		sealed, err := a.Cards(ctx, tx, roomName)
		for _, c := range sealed {
			cards, one = append(cards, c.Plain), c.Folder
		}
		if err != nil {
			return err
		}
		for part, into := range map[vault.Part]*[][]byte{searchPart: &index, namesPart: &names} {
			err := a.AllOf(ctx, tx, roomName, part, func(_ vault.ID, r vault.Record) error {
				*into = append(*into, bytes.Clone(r.Plain))
				size += len(r.Plain)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d cases, %d MB of journal, %d MB of index", len(cards), benchEntries*benchEntry/1_000_000, size/1_000_000)
	scan := func(words string) func() {
		q, w, n := find.Read(words), searchWeights(), nameWeights(true, true)
		return func() {
			for i := range index {
				q.Rank(index[i], w...)
				q.Rank(names[i], n...)
			}
		}
	}
	fresh := func() worker { return anna.worker() }
	b.Run("list", func(b *testing.B) {
		bare := func() {
			for _, c := range cards {
				fresh().reader.Decode(c)
			}
		}
		timed(b, bare, func() { anna.opens("/casework/cases?due=30&sort=due").is(http.StatusOK) })
	})
	for _, search := range []struct{ name, words string }{
		{"search/alias", "Anker Ufer 19"}, {"search/name", "olena"}, {"search/file number", "Js 19999/1"}, {"search/phone", "0151 55501"},
		{"search/word", newVocabulary().words[9_000]}, {"search/nothing", "nirgendwo"}, {"full text/words", strings.Join(newVocabulary().words[1:4], " ")},
	} {
		b.Run(search.name, func(b *testing.B) { timed(b, scan(search.words), func() { anna.searches(search.words) }) })
	}
	b.Run("full text/rank alone", func(b *testing.B) {
		q := find.Read("nirgendwo")
		timed(b, scan("nirgendwo"), func() {
			err := fresh().View(ctx, func(tx *sql.Tx, a *vault.Access) error {
				_, err := fresh().rankAll(ctx, tx, a, q, true, true)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("case", func(b *testing.B) { timed(b, nil, func() { anna.opens(address(one)).is(http.StatusOK) }) })
	b.Run("new key", func(b *testing.B) { // as when a colleague leaves
		undo := errors.New("undo")
		timed(b, nil, func() {
			err := h.db.Update(ctx, func(tx *sql.Tx) error {
				a, err := h.vault.Access(ctx, tx, h.people["anna"].holder, ours)
				if err != nil {
					return err
				}
				return cmp.Or(a.Rotate(ctx, tx), undo)
			})
			if !errors.Is(err, undo) {
				b.Fatal(err)
			}
		})
	})
	b.Run("memory", func(b *testing.B) { h.remembers(b, one) }) // once, whatever b.N is
}

// remembers measures how much memory the program keeps for each counsellor who is
// signed in and has opened the list and a case, her open keys counted, which the
// program itself forgets after each request. It also says how large the process
// is: its own memory, and what it maps of the database's file.
func (h *house) remembers(b *testing.B, one vault.ID) {
	const counsellors = 20
	session := func(i int) string {
		token := sha256.Sum256(fmt.Append(nil, "session ", i))
		sealed, err := h.people["anna"].holder.SealForSession(token[:])
		if err != nil {
			b.Fatal(err)
		}
		holder, err := h.vault.OpenSession(h.people["anna"].id, token[:], sealed)
		if err != nil {
			b.Fatal(err)
		}
		name := fmt.Sprint("anna ", b.N, i)
		h.people[name] = member{h.people["anna"].id, "lead", ours, holder}
		return name
	}
	visit := func(name string) {
		h.as(name).opens("/casework/cases?due=30&sort=due").is(http.StatusOK)
		h.as(name).opens(address(one)).is(http.StatusOK)
	}
	for i := range 2 {
		visit(session(-1 - i))
	}
	before := heap()
	for i := range counsellors {
		visit(session(i))
	}
	b.ReportMetric((heap()-before)/counsellors, "bytes/counsellor")
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return // another system
	}
	for line := range strings.Lines(string(status)) {
		var kind string
		var kB float64
		if fmt.Sscan(line, &kind, &kB); kind == "RssAnon:" || kind == "RssFile:" {
			b.ReportMetric(kB/1024, strings.TrimSuffix(kind, ":")+"-MB")
		}
	}
}

// heap is what lies in memory and is still needed, in bytes.
func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one leaves in pools
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkCards measures cards alone, beside encoding/json.
func BenchmarkCards(b *testing.B) {
	c := Card{Alias: "Anker Brise 70", Status: Active, Opened: core.Date{Year: 2026, Month: 3, Day: 1}, Last: core.Date{Year: 2026, Month: 3, Day: 9}, Workers: []core.ID{ours, theirs}, Tags: []string{"Wohnen", "Gericht"},
		Flags: []string{"danger"}, Languages: []string{"ro", "bg"}, Form: vault.NewID(), Deadlines: []DueCard{{ID: vault.NewID(), Rule: "reflection-period", Due: core.Date{Year: 2026, Month: 6, Day: 1}, Who: ours}},
		Tasks: []TaskCard{{ID: vault.NewID(), What: "Anrufen bei der Ausländerbehörde", Due: core.Date{Year: 2026, Month: 4, Day: 1}, Who: ours}}}
	plain := c.encode()
	reader := New(Deps{}).reader
	b.Run("card", func(b *testing.B) {
		for b.Loop() {
			reader.Decode(plain)
		}
	})
	b.Run("json", func(b *testing.B) {
		for b.Loop() {
			var c Card
			json.Unmarshal(plain, &c)
		}
	})
}
