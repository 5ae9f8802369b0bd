package source

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/testkit/realdata"
)

var update = flag.Bool("update", false, "write the golden files anew")

// item is what Read gave for one item, as the golden files hold it.
type item struct {
	Line    int
	Error   string         `json:",omitempty"`
	Args    []any          `json:",omitempty"`
	Entry   decision.Entry `json:",omitzero"`
	Text    *decision.Text `json:",omitempty"`
	Dropped []string       `json:",omitempty"`
	PDF     int            `json:",omitempty"`
}

func items(t testing.TB, name string, file []byte, l Limits) (all []item) {
	t.Helper()
	for found, err := range Read(name, bytes.NewReader(file), l) {
		i := item{Line: found.Line}
		if err != nil {
			known, ok := err.(*core.Error)
			if !ok || known.Kind == core.Internal || !strings.HasPrefix(known.Key, "caselaw.source.") {
				t.Fatalf("%s: an error that nobody can be shown: %v", name, err)
			}
			i.Error, i.Args = known.Key, known.Args
		} else {
			i.Entry, i.Text, i.Dropped, i.PDF = found.Entry, &found.Text, found.Dropped, len(found.PDF)
		}
		all = append(all, i)
	}
	return all
}

func TestFormatsGiveWhatTheirFilesSay(t *testing.T) {
	for _, name := range []string{"rii.xml", "neuris.xml", "neuris-blocks.xml", "open.jsonl", "open.json", "open.csv", "sheet.txt", "page.html", "print.pdf"} {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(items(t, name, file, Limits{})); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", "golden", name+".json")
		if *update {
			if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != string(want) {
			t.Errorf("%s: differs from its golden file:\n%s", name, firstDifference(got, string(want)))
		}
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

func TestAnArchiveGivesEveryDecisionInIt(t *testing.T) {
	rii, _ := os.ReadFile("testdata/rii.xml")
	neuris, _ := os.ReadFile("testdata/neuris.xml")
	inner := zipped(t, "KORE1.xml", string(rii), "bild.jpg", "x")
	outer := zipped(t, "jb-KORE1.zip", string(inner), "sub/", "", "sub/neuris.xml", string(neuris), "readme.txt", "Amtsgericht Musterstadt\n\nBeschluss\n\nDer Antrag wird abgelehnt.", "bad.xml", "<dokument>")
	got := items(t, "alle.zip", outer, Limits{})
	if len(got) != 4 {
		t.Fatalf("got %d items: %+v", len(got), got)
	}
	if got[0].Entry.Source.Document != "KORE000002099" || got[0].Dropped[len(got[0].Dropped)-1] == "" {
		t.Errorf("the archive in the archive: %+v", got[0].Entry)
	}
	if got[1].Entry.Source.Document != "YYRE2099" || got[2].Entry.Court != "Amtsgericht Musterstadt" {
		t.Errorf("got %+v and %+v", got[1].Entry, got[2].Entry)
	}
	if got[3].Error != "caselaw.source.xml-broken" || fmt.Sprint(got[3].Args) != "[line 6 at 1 entry bad.xml]" {
		t.Errorf("got %+v", got[3])
	}
	if one := items(t, "jb-KORE1.zip", inner, Limits{}); len(one) != 1 || one[0].Entry.Court != "BGH" {
		t.Errorf("one decision: %+v", one)
	}
	if stream := items2(t, inner); len(stream) != 1 {
		t.Errorf("from a reader that cannot be moved about: %+v", stream)
	}
}

// items2 reads through a reader that has nothing but Read.
func items2(t *testing.T, file []byte) (all []decision.Found) {
	for found, err := range Read("x", struct{ *bytes.Buffer }{bytes.NewBuffer(file)}, Limits{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found)
	}
	return all
}

// zipped packs names and contents, one after the other.
func zipped(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLinesOfJSONAreReadInOtherCharacterSets(t *testing.T) {
	line := `{"court": "LG Köln", "date": "2099-01-01", "az": "1 O 2/99", "text": "Gründe"}` + "\n"
	for name, file := range map[string][]byte{
		"UTF-16":       utf16le(line + line),
		"Windows-1252": []byte(strings.NewReplacer("ö", "\xf6", "ü", "\xfc").Replace(line + line)),
		"a mark":       []byte("\ufeff" + line + line),
	} {
		got := items(t, name, file, Limits{})
		if len(got) != 2 || got[1].Entry.Court != "LG Köln" || got[1].Text.Sections[0].Heading != "Gründe" {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func utf16le(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func TestReadingCanBeEnded(t *testing.T) {
	file, _ := os.ReadFile("testdata/open.jsonl")
	n := 0
	for range Read("x", bytes.NewReader(file), Limits{}) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("read %d items after the end was asked for", n)
	}
}

func TestTheTableOfContentsSaysWhatChanged(t *testing.T) {
	const toc = `<?xml version='1.0' encoding='UTF-8'?>
<!DOCTYPE items [ <!ELEMENT items (item)*> ]>
<items><item><gericht>BGH 9. Zivilsenat</gericht><entsch-datum>20990114</entsch-datum><aktenzeichen>IX ZB 72/98</aktenzeichen>
<link>http://www.rechtsprechung-im-internet.de/jportal/docs/bsjrs/jb-JURE1.zip</link><modified>2099-06-23T21:55:54.378Z</modified></item>
<item><link>ohne</link><modified>x</modified></item></items>`
	got, err := Contents(strings.NewReader(toc))
	if err != nil {
		t.Fatal(err)
	}
	want := Listed{"BGH 9. Zivilsenat", core.Date{Year: 2099, Month: 1, Day: 14}, []string{"IX ZB 72/98"}, "JURE1", "http://www.rechtsprechung-im-internet.de/jportal/docs/bsjrs/jb-JURE1.zip", "2099-06-23T21:55:54.378Z"}
	if len(got) != 1 || fmt.Sprint(got[0]) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, bad := range []string{"", "<items>", "<html></html>", `<!DOCTYPE items [<!ENTITY a "b">]><items>&a;</items>`, "{}"} {
		if _, err := Contents(strings.NewReader(bad)); core.KindOf(err) != core.Invalid && core.KindOf(err) != core.Unprocessable {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func TestTheSameDecisionHasTheSameHash(t *testing.T) {
	file, _ := os.ReadFile("testdata/rii.xml")
	read := func(s string) decision.Found {
		for found, err := range Read("x", strings.NewReader(s), Limits{}) {
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		return decision.Found{}
	}
	a, b := read(string(file)), read(string(file))
	if Hash(a) != Hash(b) || len(Hash(a)) != 64 {
		t.Error("two readings of the same bytes differ")
	}
	b.Line, b.PDF, b.Entry.Source.Modified = 7, []byte("x"), "heute"
	if Hash(a) != Hash(b) {
		t.Error("what does not count changes the hash")
	}
	if c := read(strings.Replace(string(file), "ohne Erfolg", "ohne jeden Erfolg", 1)); Hash(a) == Hash(c) {
		t.Error("another word in the text leaves the hash as it was")
	}
	if c := read(strings.Replace(string(file), "20990117", "20990118", 1)); Hash(a) == Hash(c) {
		t.Error("another day leaves the hash as it was")
	}
}

func TestTheWholeCollectionImports(t *testing.T) {
	numbers, joined, dropped := 0, 0, map[string]int{}
	with, paragraphs := 0, 0
	for _, i := range items(t, "decisions.jsonl", realdata.Read(t, "caselaw/decisions.jsonl"), Limits{}) {
		if i.Error != "" {
			t.Errorf("line %d: %s %v", i.Line, i.Error, i.Args)
			continue
		}
		if i.Entry.Court == "" || i.Entry.Date.IsZero() || len(i.Entry.FileNumbers) == 0 || i.Text.Words() < 300 {
			t.Errorf("line %d: an entry with too little in it: %+v", i.Line, i.Entry)
		}
		found := 0
		for _, s := range i.Text.Sections {
			for _, p := range s.Paragraphs {
				paragraphs++
				if p.Number != "" {
					found++
				}
			}
		}
		numbers += found
		if found > 0 && strings.HasPrefix(i.Entry.Source.Document, "gov-") {
			with++
		}
		for _, k := range i.Dropped {
			dropped[strings.TrimPrefix(k, "caselaw.source.dropped.")]++
		}
		joined++
	}
	if joined != 762 {
		t.Errorf("imported %d of 762", joined)
	}
	if with != 107 { // the other four have none in their texts
		t.Errorf("margin numbers in %d of the 107 texts that have them", with)
	}
	if numbers < 19_500 {
		t.Errorf("%d margin numbers, once there were more", numbers)
	}
	t.Logf("%d decisions, %d paragraphs, %d margin numbers, left out %v", joined, paragraphs, numbers, dropped)
}

func TestTheCollectionOnTraffickingImportsButForWhatNobodyCanName(t *testing.T) {
	var refused []string
	imported := 0
	for _, i := range items(t, "trafficking.jsonl", realdata.Read(t, "caselaw/trafficking.jsonl"), Limits{}) {
		if i.Error != "" {
			refused = append(refused, fmt.Sprintf("%d %s", i.Line, strings.TrimPrefix(i.Error, "caselaw.source.")))
			continue
		}
		imported++
		if !i.Entry.Source.Partial || len(i.Entry.Fields) == 0 {
			t.Errorf("line %d: got %+v", i.Line, i.Entry)
		}
	}
	if want := "[10 nameless 11 nameless 26 no-date 28 no-number]"; fmt.Sprint(refused) != want || imported != 29 {
		t.Errorf("imported %d, refused %v, want %s", imported, refused, want)
	}
}

func TestTheSamplesOfBothOfficialFormatsImport(t *testing.T) {
	for _, name := range []string{"rii/rii-dok-sample.xml", "neuris/decision_full_ldml.xml", "neuris/decision_minimal_ldml.xml"} {
		got := items(t, name, realdata.Read(t, "caselaw/"+name), Limits{})
		if len(got) != 1 || got[0].Error != "" || got[0].Text.Words() == 0 {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	listed, err := Contents(bytes.NewReader(realdata.Read(t, "caselaw/rii/rii-toc-sample.xml")))
	if err != nil || len(listed) != 20 || listed[2].Document != "JURE100055033" {
		t.Errorf("got %d items, %v", len(listed), err)
	}
}
