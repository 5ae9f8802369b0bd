package handbook

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/database"
	"verbund/internal/platform/find"
	"verbund/internal/platform/text"
	"verbund/internal/platform/vault"
)

func TestWhatCountsMoreComesFirst(t *testing.T) {
	in := func(title, tags, contact, words string) []byte {
		return wordsOfNote(Content{Title: title, Tags: []string{tags}, Text: words, Contact: Contact{Remark: contact}})
	}
	rank := func(query string, words []byte) int { return find.Read(query).Rank(words, weights()...) }
	title, tag, contact, body := rank("Notfall", in("Notfälle: NOTFALL", "", "", "")), rank("Notfall", in("", "notfall", "", "")),
		rank("Notfall", in("", "", "Notfall", "")), rank("Notfall", in("", "", "", "Notfallplan"))
	if !(title > tag && tag > contact && contact > body && body > 0) {
		t.Errorf("title %d, tag %d, contact %d, text %d", title, tag, contact, body)
	}
	if got := rank("Notfall", in("Not", "Fall", "", "")); got != 0 {
		t.Errorf("two halves are found: %d", got)
	}
	if got := rank("notfall plan", in("Notfall", "", "", "der Plan")); got != title+body {
		t.Errorf("words in two places count %d", got)
	}
	if got := rank("notfall nirgends", in("Notfall", "", "", "")); got != 0 {
		t.Errorf("a missing word counts %d", got)
	}
}

func wordsOfNote(c Content) []byte { return words(Note{Change: Change{Content: c}}) }

// What notes are found by is kept sealed: what an earlier program wrote must be
// found for ever.
func TestWhatNotesAreFoundByStaysAsItIs(t *testing.T) {
	got := wordsOfNote(Content{Title: "Köln", Tags: []string{"Notfall", "fest"}, Text: "Straße"})
	if want := "koln koeln\x00notfall fest\x00"; !strings.HasPrefix(string(got), want) || !strings.HasSuffix(string(got), "\x00strasse") {
		t.Errorf("%q", got)
	}
}

// Whatever a note says is found by its own words, in any spelling.
func TestEveryNoteIsFoundByItsWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("aeouÄÖÜßø é\n\t-"))))
		c := Content{Title: some.Draw(t, "title"), Text: some.Draw(t, "text"), Tags: []string{some.Draw(t, "tag")}}
		w := wordsOfNote(c)
		for _, s := range []string{c.Title, c.Text, c.Tags[0]} {
			for word := range strings.FieldsSeq(strings.ToValidUTF8(s, "\uFFFD")) {
				if text.Fold(word) == "" || strings.ContainsAny(text.Fold(word), " ") {
					continue
				}
				for _, spelled := range append(text.FoldKeys(word), word) {
					if q := find.Read(spelled); !q.Empty() && utf8.RuneCountInString(spelled) < find.MaxQuery && q.Rank(w, weights()...) == 0 {
						t.Errorf("%q is not found by %q in %q", s, spelled, w)
					}
				}
			}
		}
	})
}

// filled is a house with notes, about so many bytes of text each.
func filled(b *testing.B, kind database.Kind, notes, size int) worker {
	h := newHouse(b, kind)
	anna := worker{desk.Desk{Deps: &h.room.Deps.Deps, Actor: core.Actor{Person: h.people["anna"].id, Centre: ours}, Holder: h.people["anna"].holder, Standing: desk.Open}, h.room}
	random := rand.New(rand.NewPCG(1, 2))
	syllables := []string{"be", "ra", "tung", "schutz", "woh", "nung", "ä", "ö", "ü", "kon", "takt", "ab", "lauf", "not", "fall"}
	word := func() string {
		var s string
		for range 2 + random.IntN(3) {
			s += syllables[random.IntN(len(syllables))]
		}
		return s
	}
	block := 200
	for made := 0; made < notes; made += block {
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			for i := range min(block, notes-made) {
				var body strings.Builder
				for body.Len() < size {
					body.WriteString(word() + " ")
				}
				if made+i == notes/2 {
					body.WriteString("Gesuchtes")
				}
				f, err := a.NewFolder(b.Context(), tx, roomName)
				if err != nil {
					return err
				}
				c := Content{Title: word() + " " + word(), Kind: Kinds()[i%5], Tags: []string{word()[:4], "fest"}, Text: body.String()}
				if err := anna.put(b.Context(), tx, f, Note{Change: anna.next(c, 1)}, ""); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return anna
}

func BenchmarkC7(b *testing.B) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		b.Run(fmt.Sprint("list of 20,000 on ", kind), func(b *testing.B) { ask(b, filled(b, kind, 20_000, 100), Ask{}) })
		b.Run(fmt.Sprint("search in 200 MB on ", kind), func(b *testing.B) { ask(b, filled(b, kind, 1000, 200_000), Ask{Words: "gesuchtes"}) })
	}
}

// ask measures the time, and the work of the processor, which does not depend on
// what else the machine does.
func ask(b *testing.B, d worker, a Ask) {
	var slowest time.Duration
	before := worked(b)
	for b.Loop() {
		begun := time.Now()
		if _, err := d.find(b.Context(), a); err != nil {
			b.Fatal(err)
		}
		slowest = max(slowest, time.Since(begun))
	}
	b.ReportMetric(float64(slowest.Milliseconds()), "ms/slowest")
	b.ReportMetric(float64((worked(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
}

// worked is how long the processor has worked for this process.
func worked(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
