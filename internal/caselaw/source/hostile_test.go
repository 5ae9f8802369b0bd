package source

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbund/internal/core"
)

// small are limits with which tests need not write large files.
func small() Limits { return Limits{File: 64 << 20, Text: 1 << 20, Items: 100} }

func TestHostileFilesAreRefusedWithAReason(t *testing.T) {
	laughs := `<?xml version="1.0"?><!DOCTYPE dokument [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><dokument><doknr>&c;</doknr></dokument>`
	external := `<?xml version="1.0"?><!DOCTYPE dokument [<!ENTITY x SYSTEM "file:///etc/passwd">]><dokument><doknr>&x;</doknr></dokument>`
	for _, c := range []struct {
		name, file, key string
		kind            core.Kind
	}{
		{"a billion laughs", laughs, "xml-entities", core.Unprocessable},
		{"an entity from outside", external, "xml-entities", core.Unprocessable},
		{"an entity that nobody declared", "<dokument><doknr>&x;</doknr></dokument>", "xml-broken", core.Invalid},
		{"very deep XML", "<dokument>" + strings.Repeat("<a>", 10_000), "xml-deep", core.Unprocessable},
		{"XML that ends early", "<dokument><doknr>x", "xml-broken", core.Invalid},
		{"XML with a zero", "<dokument>\x00</dokument>", "no-text", core.Invalid},
		{"XML with a control sign", "<dokument>&#1;</dokument>", "xml-broken", core.Invalid},
		{"another XML", `<?xml version="1.0"?><feed/>`, "xml-unknown", core.Unprocessable},
		{"a table of contents", "<items><item/></items>", "contents-only", core.Unprocessable},
		{"an XML without anything", `<?xml version="1.0"?><!-- x --> `, "xml-empty", core.Invalid},
		{"a decision without a name", "<dokument><gertyp>BGH</gertyp></dokument>", "no-date", core.Invalid},
		{"nothing", "", "empty", core.Invalid},
		{"white space", " \n\t ", "empty", core.Invalid},
		{"zeros", "Urteil\x00\x00", "no-text", core.Invalid},
		{"too large a text", "Urteil\n" + strings.Repeat("a ", 1<<20), "text-large", core.TooLarge},
		{"too large an XML", "<dokument>" + strings.Repeat("a ", 1<<20), "text-large", core.TooLarge},
		{"a PDF that is none", "%PDF-1.4\nhello", "pdf-broken", core.Unprocessable},
		{"a broken ZIP", "PK\x03\x04hello", "zip-broken", core.Unprocessable},
		{"broken JSON", `{"court": "LG`, "json", core.Invalid},
		{"JSON of something else", `{"a": 1}`, "json-unknown", core.Invalid},
		{"deep JSON", `{"court": ` + strings.Repeat("[", 20_000), "json", core.Invalid},
		{"an array that does not end", `[{"court": "LG"`, "broken", core.Unprocessable},
		{"a page without words", "<html><script>x()</script><nav>y</nav></html>", "no-words", core.Invalid},
		{"a field that is far too long", `{"court": "` + strings.Repeat("LG ", 10_000) + `", "az": "1", "date": "2099-01-01"}`, "field-long", core.Invalid},
	} {
		got := items(t, c.name, []byte(c.file), small())
		if len(got) != 1 || got[0].Error != "caselaw.source."+c.key {
			t.Errorf("%s: got %+v, want %s", c.name, got, c.key)
			continue
		}
		for _, err := range Read(c.name, strings.NewReader(c.file), small()) {
			if core.KindOf(err) != c.kind {
				t.Errorf("%s: the kind is %d, want %d", c.name, core.KindOf(err), c.kind)
			}
		}
	}
}

func TestTricksWithArchivesAreRefused(t *testing.T) {
	rii, _ := os.ReadFile("testdata/rii.xml")
	raw := func(h zip.FileHeader, content string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateHeader(&h)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(content))
		_ = z.Close()
		return b.Bytes()
	}
	link := zip.FileHeader{Name: "a.xml"}
	link.SetMode(os.ModeSymlink | 0o777)
	bomb := zipped(t, "bomb.xml", "<dokument>"+strings.Repeat(" ", 8<<20))
	directory := func() []byte { // a file that is nothing but directory
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		_ = z.Close()
		end := b.Bytes()
		entry := make([]byte, 46)
		copy(entry, "PK\x01\x02")
		all := append([]byte("PK\x03\x04"), bytes.Repeat(entry, 800_000)...)
		binary.LittleEndian.PutUint16(end[8:], 800_000&0xffff)
		binary.LittleEndian.PutUint16(end[10:], 800_000&0xffff)
		binary.LittleEndian.PutUint32(end[12:], uint32(len(all)-4))
		binary.LittleEndian.PutUint32(end[16:], 4)
		return append(all, end...)
	}()
	for _, c := range []struct {
		name string
		file []byte
		key  string
	}{
		{"a path that leads out", raw(zip.FileHeader{Name: "../../etc/x.xml"}, string(rii)), "zip-path"},
		{"an absolute path", raw(zip.FileHeader{Name: "/etc/x.xml"}, string(rii)), "zip-path"},
		{"a path of Windows", raw(zip.FileHeader{Name: `C:\x.xml`}, string(rii)), "zip-path"},
		{"a link", raw(link, "/etc/passwd"), "zip-path"},
		{"what grows a thousand times", bomb, "zip-grows"},
		{"an archive in an archive in an archive", zipped(t, "a.zip", string(zipped(t, "b.zip", string(zipped(t, "c.xml", string(rii)))))), "nested"},
		{"pictures only", zipped(t, "a.jpg", "x"), "zip-empty"},
		{"nothing", zipped(t), "zip-empty"},
		{"a directory without end", directory, "zip-entries"},
		{"a table in an archive", zipped(t, "a.csv", "court;az\nLG;1 O 2/99"), "nested"},
	} {
		got := items(t, c.name, c.file, small())
		if len(got) != 1 || got[0].Error != "caselaw.source."+c.key {
			t.Errorf("%s: got %+v, want %s", c.name, got, c.key)
		}
	}
}

func TestNoMoreThanTheLimitsIsRead(t *testing.T) {
	line := `{"court": "LG Musterstadt", "date": "2099-01-01", "az": "1 O 2/99", "text": "Tenor"}` + "\n"
	if got := items(t, "lines", []byte(strings.Repeat(line, 5)), Limits{Items: 3}); len(got) != 4 || got[3].Error != "caselaw.source.items" {
		t.Errorf("got %d items, the last %+v", len(got), got[len(got)-1])
	}
	array := "[" + strings.Repeat(strings.TrimSpace(line)+",", 4) + strings.TrimSpace(line) + "]"
	if got := items(t, "array", []byte(array), Limits{Items: 3}); len(got) != 4 || got[3].Error != "caselaw.source.items" {
		t.Errorf("got %d items, the last %+v", len(got), got[len(got)-1])
	}
	long := strings.Replace(line, "Tenor", strings.Repeat("Tenor ", 1000), 1)
	if got := items(t, "lines", []byte(line+long+line), Limits{Text: 1000}); len(got) != 3 || got[1].Error != "caselaw.source.text-large" || got[1].Line != 2 || got[2].Error != "" {
		t.Errorf("a long line takes others with it: %+v", got)
	}
	if got := items(t, "array", []byte("["+line+","+long+","+line+"]"), Limits{Text: 1000}); len(got) != 3 || got[1].Error != "caselaw.source.text-large" || got[2].Error != "" {
		t.Errorf("a long item takes others with it: %+v", got)
	}
	if got := items(t, "lines", []byte(strings.Repeat(line, 1000)), Limits{File: 70_000}); got[len(got)-1].Error != "caselaw.source.file-large" {
		t.Errorf("the last of %d is %+v", len(got), got[len(got)-1])
	}
}

func TestAFaultyRowDoesNotEndATable(t *testing.T) {
	file := "court;date;az\nLG Musterstadt;2099-01-01;1 O 2/99\nLG Musterstadt;gestern;1 O 3/99\nLG Musterstadt;2099-01-02;1 O 4/99;zu;viel\n\nLG Musterstadt;2099-01-03;1 O 5/99\n"
	got := items(t, "x.csv", []byte(file), Limits{})
	if len(got) != 4 || got[1].Error != "caselaw.source.date" || got[1].Line != 3 || got[2].Error != "caselaw.source.cells" || got[3].Error != "" || got[3].Line != 6 {
		t.Errorf("got %+v", got)
	}
}

func TestAReaderThatFailsSaysSo(t *testing.T) {
	for _, head := range []string{"Urteil", "{\"court\":\"LG\"}\n{", "[{", "PK\x03\x04", "court;az\n"} {
		for _, err := range Read("x", io.MultiReader(strings.NewReader(head), failing{}), Limits{}) {
			if core.KindOf(err) != core.Unprocessable && core.KindOf(err) != core.Invalid {
				t.Errorf("%q: got %v", head, err)
			}
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the line is dead") }

// Texts of tens of megabytes that are made to take long must be read in a time that
// grows with their length only; a quadratic step would not end within the time that
// tests have.
func TestLargeTextsThatAreMadeToTakeLongDoNot(t *testing.T) {
	const size = 2 << 20
	l := Limits{Text: 32 << 20}
	for name, file := range map[string]string{
		"hyphens":        strings.Repeat("abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz-\n", size/54),
		"page numbers":   strings.Repeat("- 1 -\n", size/6),
		"repeated lines": strings.Repeat("abc def 1\nabd def 2\n\n", size/21),
		"many keys":      manyKeys(size),
		"numbers":        strings.Repeat("1\n2\n3\na\n", size/8),
		"headings":       strings.Repeat("Gründe\n\n", size/9),
		"one line":       strings.Repeat("ein Wort ", size/9),
		"short lines":    strings.Repeat("a\n", size/2),
		"signature":      "Gründe\n1\nA.\n2\nB.\n3\nC.\n" + strings.Repeat("Muster\n\n", size/8),
		"form feeds":     strings.Repeat("\f", size),
		"list items":     "<dokument><gertyp>LG</gertyp><entsch-datum>20990101</entsch-datum><aktenzeichen>1 O 2/99</aktenzeichen><gruende><ul>" + strings.Repeat("<li>a;</li>", size/11) + "</ul></gruende></dokument>",
		"lists":          "<dokument><gertyp>LG</gertyp><entsch-datum>20990101</entsch-datum><aktenzeichen>1 O 2/99</aktenzeichen><gruende>" + strings.Repeat("<ul><li>a;</li></ul>", size/21) + "</gruende></dokument>",
		"articles":       "<html><body>" + strings.Repeat("<article>", 400) + strings.Repeat("a ", size/4) + strings.Repeat("</article>", 400) + strings.Repeat("b ", size/4),
		"navigation":     "<html><body>" + strings.Repeat("<div class=nav>", 400) + strings.Repeat("a ", size/4),
		"file numbers":   `{"court": "LG", "date": "2099-01-01", "az": "` + strings.Repeat("1 O 2/99, ", 1500) + `"}`,
		"norms":          `{"court": "LG", "date": "2099-01-01", "az": "1 O 2/99", "norms": [` + strings.Repeat(`"StGB § 1",`, size/16) + `"StGB § 2"]}`,
		"from the right": strings.Repeat("\u202e\u05d0\u05d1 12 \u0627", size/14),
	} {
		t.Run(name, func(t *testing.T) {
			for _, err := range Read(name, strings.NewReader(file), l) {
				if err != nil && core.KindOf(err) == core.Internal {
					t.Error(err)
				}
			}
		})
	}
}

func manyKeys(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		word := string([]byte{'a' + byte(i%26), 'a' + byte(i/26%26), 'a' + byte(i/676%26), 'a' + byte(i/17576%26)})
		for range 3 {
			b.WriteString(word + " kommt wieder\n\n")
		}
	}
	return b.String()
}

func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		if b, err := os.ReadFile(name); err == nil {
			f.Add(b)
		}
	}
	rii, _ := os.ReadFile("testdata/rii.xml")
	f.Add(zipped(f, "a.xml", string(rii), "b.jpg", "x"))
	f.Add([]byte(`[{"court": "LG", "az": ["1 O 2/99"], "date": "1.2.2099", "norms": "StGB § 1, § 2", "vorinstanz": "LG Bochum, 1.2.2098, 3 O 4/98"}, 5]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		n := 0
		for found, err := range Read("x", bytes.NewReader(b), Limits{File: 1 << 20, Text: 1 << 20, Items: 50}) {
			if n++; n > 200 {
				t.Fatal("more items than the limits allow")
			}
			if err != nil {
				if k := core.KindOf(err); k != core.Invalid && k != core.TooLarge && k != core.Unprocessable {
					t.Fatalf("an error that nobody can be shown: %v", err)
				}
				continue
			}
			again := found
			if Hash(found) != Hash(again) {
				t.Fatal("two hashes of the same")
			}
			for _, s := range found.Text.Sections {
				for _, p := range s.Paragraphs {
					if strings.TrimSpace(p.Text) == "" {
						t.Fatalf("an empty paragraph in %s", s.Kind)
					}
				}
			}
		}
	})
}

func FuzzContents(f *testing.F) {
	f.Add("<items><item><gericht>BGH</gericht><entsch-datum>20990101</entsch-datum><aktenzeichen>1 StR 2/99</aktenzeichen><link>http://example.org/jb-X.zip</link><modified>x</modified></item></items>")
	f.Fuzz(func(t *testing.T, s string) {
		all, err := Contents(strings.NewReader(s))
		if err != nil && core.KindOf(err) == core.Internal {
			t.Fatal(err)
		}
		for _, l := range all {
			if l.Address == "" {
				t.Fatal("an item without an address")
			}
		}
	})
}

func FuzzFields(f *testing.F) {
	for _, s := range []string{"vorgehend LG Aachen, 17. März 2008, Az: 6 T 104/07, Beschluss", "BBG § 61 Abs. 1 Satz 3, § 77; StGB a. F. § 3", "A 7 K 4913/20, 4914/20", "14. Januar 2010"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, i := range chainOf(s) {
			if i.Court == "" {
				t.Fatal("an instance without a court")
			}
		}
		for _, n := range normsOf(s) {
			if n.Text == "" {
				t.Fatal("a norm without text")
			}
		}
		fileNumbers(s)
		dateOf(s)
		_ = ecliOf(s)
		_ = addressOf(s)
		closed(s)
		headingOf(s)
	})
}
