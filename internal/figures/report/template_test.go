package report

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

func TestTemplateOutsideTheVocabularyIsRefused(t *testing.T) {
	for _, bad := range []string{
		"Im Jahr 2023", "{sum a b}", "{count a", "a } b", "{}", "{COUNT a}", "{word a one}", "٣ Fälle", "{count a} und 5",
	} {
		if _, err := parsePieces(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
	for _, good := range []string{"", "Text", "{year}", "{count funnel:new} {word funnel:new Fall|Fälle mehr}", "{share a/b of c:d}"} {
		if _, err := parsePieces(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"[words]\na = \"5\"", "unknown = 1", "[[report]]\nid = \"x\"\nsay = [[\"7\"]]", "[notes]\na = [\"{nothing}\"]"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func FuzzTemplatesLetNoDigitPass(f *testing.F) {
	for _, seed := range []string{"a {count b} c", "{word a b|c}", "{{}}", "{share a of b}{year}", "1", "{top 3 but x}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		pieces, err := parsePieces(s)
		if err != nil {
			return
		}
		for _, p := range pieces {
			if strings.ContainsFunc(p.words, unicode.IsDigit) || p.verb != "" && !known(p.verb) {
				t.Errorf("%q lets %+v pass", s, p)
			}
		}
	})
}

// TestTemplatesNameOnlyWhatThereIs looks for slips in the ids of templates: at run
// time such a sentence would only be silent.
func TestTemplatesNameOnlyWhatThereIs(t *testing.T) {
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := table.Load(book)
	if err != nil {
		t.Fatal(err)
	}
	row := func(column, id string) bool {
		_, c := book.Column(column)
		if c == nil {
			return false
		}
		_, isCode := c.Find(id)
		_, isGroup := book.Group(id)
		return isCode || isGroup && c.Kind == record.Countries || id == Base || id == Missing ||
			slices.ContainsFunc(plan.Bundles, func(b table.Bundle) bool { return b.ID == id && b.Column == column })
	}
	seen := 0
	check := func(v *view, all variants, where string) {
		for _, p := range slices.Concat(all...) {
			for _, arg := range p.args[:min(len(p.args), 3)] {
				if arg == "of" || p.verb == "top" || p.verb == "list" || p.verb == "word" && arg != p.args[0] {
					continue
				}
				c := v.ref(arg)
				seen++
				if c.Table == Funnel {
					if _, ok := v.text.Words[c.Row]; !ok {
						t.Errorf("%s: {%s %s}: no such step", where, p.verb, arg)
					}
					continue
				}
				i := slices.IndexFunc(plan.Tables, func(s table.Spec) bool { return s.ID == c.Table })
				if i < 0 || !row(plan.Tables[i].Rows, c.Row) || (c.Column != "") != (plan.Tables[i].Columns != "") || c.Column != "" && !row(plan.Tables[i].Columns, c.Column) {
					t.Errorf("%s: {%s %s}: no such cell", where, p.verb, arg)
				}
			}
		}
	}
	var ids [2][]string
	for n, lang := range []core.Lang{"de", "en"} {
		w, err := New(table.Labels{Book: book, Plan: plan, Lang: lang, Country: func(code string) string { return code }})
		if err != nil {
			t.Fatal(err)
		}
		v := &view{Writer: w, now: &edition.Edition{}}
		for _, chapters := range [][]chapter{w.text.Report, w.text.Press} {
			for _, c := range chapters {
				v.table = c.Table
				ids[n] = append(ids[n], c.ID)
				for _, sentences := range c.say {
					for _, s := range sentences {
						check(v, s, c.ID)
					}
				}
			}
		}
		v.table = "gender"
		for id, n := range w.text.notes {
			check(v, n, id)
		}
		check(v, w.text.sentence, "sentence")
	}
	if !slices.Equal(ids[0], ids[1]) {
		t.Errorf("chapters differ: %v and %v", ids[0], ids[1])
	}
	if seen < 100 {
		t.Errorf("only %d cells were looked at", seen)
	}
}

func TestWordsAreThereInBothLanguages(t *testing.T) {
	de, err := load("de")
	if err != nil {
		t.Fatal(err)
	}
	en, err := load("en")
	if err != nil {
		t.Fatal(err)
	}
	for id := range de.Words {
		if en.Words[id] == "" {
			t.Errorf("%s is missing in English", id)
		}
	}
	for id := range en.Words {
		if de.Words[id] == "" {
			t.Errorf("%s is missing in German", id)
		}
	}
	for id := range de.notes {
		if len(en.notes[id]) != len(de.notes[id]) {
			t.Errorf("the note %s has not the same variants", id)
		}
	}
}

func TestAsFrequentAsTheLastIsNamedAsWell(t *testing.T) {
	rows := func(n ...int) (all []edition.Row) {
		for _, v := range n {
			all = append(all, edition.Row{Cells: []edition.Value{{N: v, Shown: true}}})
		}
		return all
	}
	for _, tt := range []struct {
		n           []int
		limit, want int
	}{
		{[]int{9, 8, 7}, 2, 2},
		{[]int{9, 8, 8}, 2, 3},
		{[]int{9, 8, 8, 8}, 2, 4},
		{[]int{9, 8, 8, 8, 8}, 2, 1},
		{[]int{8, 8, 8, 8, 8}, 2, 0},
		{[]int{9}, 3, 1},
		{nil, 3, 0},
	} {
		if got := len(cutAt(rows(tt.n...), tt.limit)); got != tt.want {
			t.Errorf("%v, %d: %d are named, want %d", tt.n, tt.limit, got, tt.want)
		}
	}
}

func TestPartOfAFigureOfOthersIsNotLargerThanTheWhole(t *testing.T) {
	b, err := loadBenchmarks()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range b.Figure {
		for _, whole := range b.Figure {
			if f.Of == whole.ID && (f.N > whole.N || f.From != whole.From || f.Source != whole.Source) {
				t.Errorf("%s is %d of %d", f.ID, f.N, whole.N)
			}
		}
		if (f.Kind == "derived") != (f.Calculated != "") {
			t.Errorf("%s does not say how it was computed", f.ID)
		}
	}
	for _, bad := range []string{"[[figure]]\nid = \"a\"", "x = 1", "[[source]]\nid = \"s\"\n[[figure]]\nid = \"a\"\nsource = \"s\"\nof = \"b\"\nfrom = 2020\nuntil = 2020\nde = \"x\"\nen = \"x\""} {
		if _, err := parseBenchmarks(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

// TestNoSentenceIsSaidWithoutANumber: one that stood alone, because those around it
// were not said, would speak of something that nobody has read.
func TestNoSentenceIsSaidWithoutANumber(t *testing.T) {
	for _, lang := range []core.Lang{"de", "en"} {
		c, err := load(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range slices.Concat(c.Report, c.Press, c.Summary) {
			for _, said := range slices.Concat(one.say[0], one.say[1]) {
				for _, v := range said {
					if !slices.ContainsFunc(v, func(p piece) bool {
						return slices.Contains([]string{"count", "share", "growth", "top", "list"}, p.verb)
					}) {
						t.Errorf("%s, %s: %v", lang, one.ID, v)
					}
				}
			}
		}
	}
}
