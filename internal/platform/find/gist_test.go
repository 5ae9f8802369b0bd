package find

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// through ranks by a gist, and by the words where the gist says that they must be
// opened.
func through(q Query, words []byte, weights ...int) int {
	var h Hits
	if !q.Glance(&h, Gist(words), weights...) {
		return q.Sum(h)
	}
	most := q.Sum(h)
	if rank := whole(q, words, weights...); rank <= most {
		return rank
	}
	return -1
}

// whole is the rank by everything that there is.
func whole(q Query, words []byte, weights ...int) int {
	var h Hits
	q.Look(&h, words, weights...)
	return q.Sum(h)
}

func TestAGistFindsWhatTheWordsFind(t *testing.T) {
	weights := []int{1000, 100, 50, 1}
	for _, long := range []string{"", "a", "ab", "Sie kam mit der Begleiterin über die Brücke; Schließfach 12", "Олена und محمد", "müller"} {
		words := Words(Section{Text: "Anker Brise 70"}, Section{Text: "Müller\nMaier", Names: true}, Section{Text: "0151 5550101", Numbers: true}, Section{Text: long})
		for _, asked := range []string{"anker", "70", "meyer", "miller", "0151/555", "begleiterin", "kam brise", "ü", "ab", "a", "12", "brucke", "bruecke", "olena", "Олена", "محمد", "schliessfach", "nirgends", "anker nirgends", "meyer muller"} {
			q := Read(asked)
			if got, want := through(q, words, weights...), whole(q, words, weights...); got != want {
				t.Errorf("%q in %q ranks %d by its gist and %d by its words", asked, long, got, want)
			}
		}
	}
}

func TestAGistRefusesMostOfWhatIsNotThere(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("be ra tung schutz woh nung kon takt ab lauf not fall ge richt po li zei an walt heu te mor gen ter min arzt frau kind brief amt")
	word := func() (w string) {
		for range 2 + random.IntN(3) {
			w += syllables[random.IntN(len(syllables))]
		}
		return w
	}
	opened, all := 0, 0
	for range 200 {
		var text []string
		for range 600 {
			text = append(text, word())
		}
		words := Words(Section{Text: "Erle"}, Section{Text: strings.Join(text, " ")})
		gist := Gist(words)
		if len(gist) > len(words)/2 {
			t.Fatalf("the gist of %d bytes has %d", len(words), len(gist))
		}
		for range 20 {
			var h Hits
			q := Read(fmt.Sprintf("%s%x", word(), random.IntN(1<<16)))
			if all++; q.Glance(&h, gist, 1000, 1) {
				opened++
			}
		}
	}
	if opened > all/20 {
		t.Errorf("%d of %d are opened for nothing", opened, all)
	}
}

// FuzzGist shows that a gist never hides what is there, whatever was written and
// asked for.
func FuzzGist(f *testing.F) {
	f.Add("Anker", "Müller", "Sie kam über die Brücke", "bruecke anker")
	f.Add("", "\x00\x01", "\x02 \x00", "\x00")
	f.Fuzz(func(t *testing.T, alias, name, long, asked string) {
		words, q := Words(Section{Text: alias}, Section{Text: name, Names: true, Numbers: true}, Section{Text: long}), Read(asked)
		if got, want := through(q, words, 100, 10, 1), whole(q, words, 100, 10, 1); got != want {
			t.Errorf("%d by its gist, %d by its words", got, want)
		}
		for _, b := range [][]byte{[]byte(long), words, nil} { // any bytes
			var h Hits
			q.Glance(&h, b, 100, 10, 1)
			Gist(b)
		}
	})
}
