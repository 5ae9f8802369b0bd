package find

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"verbund/internal/platform/text"
)

// finds tells whether a query finds a section alone.
func finds(query string, s Section) bool { return Read(query).Rank(Words(s), 1) > 0 }

func TestNamesAreFoundHoweverTheyAreSpelled(t *testing.T) {
	for _, tt := range []struct {
		name    string
		queries []string
	}{
		{"Meyer", []string{"Maier", "Mayr", "meier", "MEYER", "Meyer"}},
		{"Müller-Lüdenscheidt", []string{"Mueller-Luedenscheid", "Lüdenscheid", "Muller", "Miller"}},
		{"Schmidt, Hans", []string{"Schmitt", "Schmid", "hans schmied"}},
		{"Олена", []string{"Olena", "олена", "Oléna"}},
		{"Olena", []string{"Олена"}},
		{"Наталія", []string{"Natalia", "Nataliya", "Natalija", "Наталия", "Nathalie"}},
		{"Natalia", []string{"Наталія", "Наталия"}},
		{"Галина", []string{"Galina", "Halyna"}},
		{"Halyna", []string{"Галина"}},
		{"Щербак", []string{"Shcherbak", "Schtscherbak"}},
		{"Жанна", []string{"Zhanna", "Žana"}},
		{"Христо", []string{"Hristo", "Khristo", "Christo"}},
		{"Ђорђе", []string{"Djordje", "Đorđe"}},
		{"Γιώργος Παπαδόπουλος", []string{"Giorgos", "Papadopoulos", "papadopulos"}},
		{"Giorgos", []string{"Γιώργος"}},
		{"Μπάμπης", []string{"Babis"}},
		{"ნინო", []string{"Nino"}},
		{"Nino", []string{"ნინო"}},
		{"გიორგი", []string{"Giorgi"}},
		{"محمد", []string{"Muhammad", "Mohamed", "Mohammad", "محمّد"}},
		{"Mohamed", []string{"محمد"}},
		{"فاطمة", []string{"Fatima", "Fatma", "Fatimah"}},
		{"Fatemeh", []string{"فاطمه"}},
		{"رضا", []string{"Reza", "Rida"}},
		{"Reza", []string{"رضا"}},
		{"عبدالله", []string{"Abdullah", "Abdallah"}},
		{"حسن", []string{"Hassan", "Hasan"}},
		{"خالد", []string{"Khaled", "Chalid"}},
		{"علي", []string{"Ali"}},
		{"سارة", []string{"Sara"}},
		{"Nguyễn Thị Đặng", []string{"nguyen", "Dang", "Thi"}},
		{"Ștefănescu Țurcanu", []string{"stefanescu", "Turcanu", "Ştefănescu"}},
		{"Łukasz Żółć", []string{"lukasz", "zolc"}},
	} {
		for _, q := range tt.queries {
			if !finds(q, Section{Text: tt.name, Names: true}) {
				t.Errorf("%q does not find %q", q, tt.name)
			}
		}
	}
}

func TestOtherNamesAreNotFound(t *testing.T) {
	for name, queries := range map[string][]string{
		"Meyer":    {"Schulz", "Meinhardt", "67"},
		"Olena":    {"Олег", "Elias"},
		"Mohamed":  {"Hamid", "Mohamed Ali", "حميد"},
		"Maria":    {"Omar"},
		"Hussein":  {"Hassan Ali"},
		"Li":       {"Lea", "Leila", "Lo"},
		"محمد":     {"Ahmad", "62"},
		"Наталія":  {"Natascha"},
		"Nino Ali": {"Anton"},
	} {
		for _, q := range queries {
			if finds(q, Section{Text: name, Names: true}) {
				t.Errorf("%q finds %q", q, name)
			}
		}
	}
	if finds("Maier", Section{Text: "Meyer"}) || finds("Olena", Section{Text: "Олена"}) {
		t.Error("a text that is no name is found by its sound")
	}
}

func TestNumbersAreFoundHoweverTheyAreWritten(t *testing.T) {
	phones := []string{"+49 151 555-0101", "0151/5550101", "00491515550101", "0151 555 01 01", "+49 (0)151 5550101", "(0151) 555 0101", "٠١٥١٥٥٥٠١٠١"}
	for _, kept := range phones {
		for _, q := range append(phones, "5550101", "555 0101", "151/555") {
			if !finds(q, Section{Text: "mobil " + kept + " (nur SMS), 030 123456", Numbers: true}) {
				t.Errorf("%q does not find %q", q, kept)
			}
		}
	}
	file := Section{Text: "5 KLs 1125 Js 16429/16\nIX ZR 12/25; 7 Ca 33/26", Numbers: true}
	for _, q := range []string{"5kls1125js16429/16", "5 KLs 1125 Js 16429/16", "1125 Js 16429/16", "16429/16", "1125js", "ix zr 12/25", "IXZR12/25", "7ca33/26"} {
		if !finds(q, file) {
			t.Errorf("%q does not find the file number", q)
		}
	}
	for _, q := range []string{"5kls1125js16429/17", "0151 555 0102", "33267"} {
		if finds(q, file) {
			t.Errorf("%q finds %q", q, file.Text)
		}
	}
	if !finds("Maier 0151 5550101", Section{Text: "Meyer +49 151 555-0101", Names: true, Numbers: true}) {
		t.Error("a name and a number do not find both")
	}
	if finds("0721 555010", Section{Text: "+49 721 999", Numbers: true}) {
		t.Error("another number is found")
	}
}

func TestWhatWasTypedRanksAboveWhatSoundsAlike(t *testing.T) {
	words := func(alias, name, text string) []byte {
		return Words(Section{Text: alias}, Section{Text: name, Names: true}, Section{Text: text})
	}
	q := Read("Maier")
	rank := func(b []byte) int { return q.Rank(b, 1000, 100, 1) }
	alias, name, body, sound := rank(words("Maier", "", "")), rank(words("", "Anna Maier", "")), rank(words("", "", "Frau Maier")), rank(words("", "Meyer", ""))
	if !(alias > name && name > body && body > sound && sound > 0) {
		t.Errorf("alias %d, name %d, text %d, sound %d", alias, name, body, sound)
	}
	if got := q.Rank(words("", "Meyer", ""), 1000, 0, 1); got != 0 {
		t.Errorf("a section of weight 0 counts %d", got)
	}
	if got := q.Rank(words("", "", "Maier"), 1000, 100); got != 0 {
		t.Errorf("a section without a weight counts %d", got)
	}
	if got := Read("Maier Anna").Rank(words("", "Meyer", ""), 1, 1, 1); got != 0 {
		t.Errorf("a missing word counts %d", got)
	}
	if got := Read("").Rank(words("", "Meyer", ""), 1, 1, 1); got != 0 || !Read(" \u200b").Empty() {
		t.Errorf("nothing finds something: %d", got)
	}
}

func TestWordsInSeveralPlacesCountTogether(t *testing.T) {
	text, names := Words(Section{Text: "kam nach Frankfurt"}), Words(Section{Text: "Олена", Names: true}, Section{Text: "0151 5550101", Numbers: true})
	rank := func(query string, weights ...int) int {
		var h Hits
		q := Read(query)
		q.Look(&h, text, 1)
		q.Look(&h, names, weights...)
		return q.Sum(h)
	}
	for _, q := range []string{"Olena Frankfurt", "frankfurt +49 151 555 01 01", "Frankfurt"} {
		if rank(q, 100, 100) == 0 {
			t.Errorf("%q is not found", q)
		}
	}
	if rank("Olena Berlin", 100, 100) != 0 || rank("Olena Frankfurt", 0, 100) != 0 || rank("Frankfurt 0151 5550101", 100) != 0 || rank("", 100, 100) != 0 {
		t.Error("what is not there, or not to be looked at, is found")
	}
}

// What was kept before there were names and numbers is still found.
func TestWordsWithoutKeysAreTextsAlone(t *testing.T) {
	if got, want := string(Words(Section{Text: "Köln"}, Section{}, Section{Text: "A  b"})), "koln koeln\x00\x00a b"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRankTakesNoMemory(t *testing.T) {
	w := Words(Section{Text: "Erle 12"}, Section{Text: "Наталія Meyer", Names: true}, Section{Text: "0151 5550101", Numbers: true}, Section{Text: strings.Repeat("ein Text ", 100)})
	weights := []int{1000, 100, 100, 1}
	q := Read("maier natalia 0151 555 0101 text")
	if q.Rank(w, weights...) == 0 {
		t.Fatal("not found")
	}
	if n := testing.AllocsPerRun(100, func() { q.Rank(w, weights...) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestExcerptShowsWhereItWasFound(t *testing.T) {
	long := strings.Repeat("vorher ", 30) + "**Köln** und Umgebung\n\n- Koeln " + strings.Repeat("nachher ", 60)
	got := shown(Read("KÖLN").Snippet(long))
	if !strings.HasPrefix(got, "… vorher ") || !strings.Contains(got, "[Köln] und Umgebung - [Koeln] nachher") || !strings.HasSuffix(got, "nachher …") {
		t.Errorf("the excerpt is %q", got)
	}
	if got := Read("nirgends").Snippet(long); got != nil {
		t.Errorf("of nothing it is %v", got)
	}
	if got := shown(Read("maier").MarkNames("Anna Meyer")); got != "Anna [Meyer]" {
		t.Error(got)
	}
	if got := shown(Read("maier").Mark("Anna Meyer")); got != "Anna Meyer" {
		t.Error(got)
	}
	if got := shown(Read("0151/555").MarkNumbers("+49 151 555-0101")); got != "[+49 151 555-0101]" {
		t.Error(got)
	}
}

func shown(all []Piece) string {
	var b strings.Builder
	for _, p := range all {
		if p.Hit {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// Whatever is kept is found by its own words, in any spelling.
func TestEverythingIsFoundByItsWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("aeouÄÖÜßø é\n\tшяΩم-0159+/"))))
		foundByItsWords(t, some.Draw(t, "alias"), some.Draw(t, "name"), some.Draw(t, "numbers"))
	})
}

func foundByItsWords(t interface{ Errorf(string, ...any) }, texts ...string) {
	w := Words(Section{Text: texts[0]}, Section{Text: texts[1], Names: true}, Section{Text: texts[2], Numbers: true, Names: true})
	plain := Words(Section{Text: texts[0]}, Section{Text: texts[1]}, Section{Text: texts[2]})
	for _, s := range texts {
		for word := range strings.FieldsSeq(s) {
			if folded := text.Fold(word); folded == "" || strings.Contains(folded, " ") || utf8.RuneCountInString(word) > MaxQuery/4 {
				continue
			}
			for _, spelled := range append(text.FoldKeys(word), word) {
				for _, b := range [][]byte{w, plain} {
					if q := Read(spelled); !q.Empty() && q.Rank(b, 1, 1, 1) < asTyped {
						t.Errorf("%q is not found by %q in %q", s, spelled, b)
					}
				}
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Köln", "koeln am Rhein Köln", "0151/5550101")
	f.Add("\x00 \xff", "a\x00b\xff", "\x01\x02\x06\x07")
	f.Add("ﷺ", "İstanbul ﷺ", "+49 (0)")
	f.Add("5 KLs 1125", "Щербак محمد Γιώργος ნინო", "5 KLs 1125 Js 16429/16")
	f.Fuzz(func(t *testing.T, words, body, numbers string) {
		foundByItsWords(t, words, body, numbers)
		q := Read(words)
		for _, raw := range []string{body, "\x01" + body, "\x01" + body + "\x02" + numbers} {
			q.Rank([]byte(raw), 3, 2, 1)
			q.Rank([]byte(raw))
		}
		if found := slices.ContainsFunc(q.Mark(body), func(p Piece) bool { return p.Hit }); found != (q.Snippet(body) != nil) {
			t.Errorf("%q stands in %q: %v, of which there is the excerpt %v", words, body, found, q.Snippet(body))
		}
		for _, p := range slices.Concat(q.Snippet(body), q.MarkNumbers(numbers)) {
			if p.Text == "" && numbers != "" {
				t.Error("an empty piece")
			}
		}
		for _, mark := range []func(string) []Piece{q.Mark, q.MarkNames, q.MarkNumbers} {
			var all string
			for _, p := range mark(body) {
				all += p.Text
			}
			if all != body {
				t.Errorf("marking changed %q into %q", body, all)
			}
		}
	})
}
