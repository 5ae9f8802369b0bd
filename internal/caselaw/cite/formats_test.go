package cite

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"verbund/internal/caselaw/decision"
)

func monthOf(m int) time.Month { return time.Month(m) }

// readBib reads one entry of BibTeX as BibTeX does, counting braces whatever stands before
// them, and undoes the escapes. It fails on anything that is not one whole entry.
func readBib(s string) (kind, key string, fields map[string]string, err error) {
	bad := errors.New("not one entry of BibTeX")
	s = strings.TrimSuffix(s, "\n")
	head, rest, ok := strings.Cut(strings.TrimPrefix(s, "@"), "{")
	if !ok || !strings.HasSuffix(rest, "\n}") {
		return "", "", nil, bad
	}
	key, rest, ok = strings.Cut(strings.TrimSuffix(rest, "\n}"), ",")
	if !ok {
		return "", "", nil, bad
	}
	fields = map[string]string{}
	for strings.TrimSpace(rest) != "" {
		name, after, ok := strings.Cut(rest, "= {")
		if !ok {
			return "", "", nil, bad
		}
		depth, end := 1, -1
		for i, c := range []byte(after) {
			if c == '{' {
				depth++
			} else if c == '}' {
				if depth--; depth == 0 {
					end = i
					break
				}
			}
		}
		if end < 0 {
			return "", "", nil, bad
		}
		name = strings.TrimSpace(name)
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" || fields[name] != "" {
			return "", "", nil, bad
		}
		fields[name] = after[:end]
		rest = strings.TrimPrefix(after[end+1:], ",")
	}
	return head, key, fields, nil
}

// unescapeBib undoes EscapeBibTeX.
func unescapeBib(s string) string {
	return strings.NewReplacer(`\textbackslash{}`, `\`, `\textbraceleft{}`, `{`, `\textbraceright{}`, `}`, `\textasciicircum{}`, `^`, `\textasciitilde{}`, `~`,
		`\$`, `$`, `\&`, `&`, `\#`, `#`, `\%`, `%`, `\_`, `_`).Replace(s)
}

// readRIS reads one record: a tag of two signs, two blanks, hyphen, blank, value.
func readRIS(s string) (tags [][2]string, err error) {
	lines := strings.Split(strings.TrimSuffix(s, "\r\n"), "\r\n")
	for _, l := range lines {
		if len(l) < 6 || l[2:6] != "  - " || strings.ContainsAny(l, "\r\n") {
			return nil, errors.New("not a line of RIS: " + l)
		}
		tags = append(tags, [2]string{l[:2], l[6:]})
	}
	return tags, nil
}

// akomaText is what the elements p, num and heading of a document hold, by the eId of the
// paragraph that they stand in.
type akomaText struct {
	lines    map[string][]string
	numbers  map[string]string
	headings []string
	ids      []string
	elements map[string]int
}

func readAkoma(b []byte) (*akomaText, error) {
	t := &akomaText{lines: map[string][]string{}, numbers: map[string]string{}, elements: map[string]int{}}
	dec := xml.NewDecoder(strings.NewReader(string(b)))
	id, text := "", ""
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		switch x := token.(type) {
		case xml.StartElement:
			t.elements[x.Name.Local]++
			text = ""
			for _, a := range x.Attr {
				if a.Name.Local == "eId" {
					t.ids = append(t.ids, a.Value)
					if x.Name.Local == "paragraph" {
						id = a.Value
					}
				}
			}
		case xml.CharData:
			text += string(x)
		case xml.EndElement:
			switch x.Name.Local {
			case "p":
				t.lines[id] = append(t.lines[id], text)
			case "num":
				t.numbers[id] = text
			case "heading":
				t.headings = append(t.headings, text)
			case "paragraph":
				id = ""
			}
		case xml.Comment, xml.Directive:
			return nil, errors.New("a comment or directive")
		}
	}
}

// inXML is what an XML 1.0 document can hold of a text.
func inXML(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == utf8.RuneError || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			r = '\uFFFD'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// names are the only elements that a document may have.
var names = []string{"akomaNtoso", "judgment", "meta", "identification", "FRBRWork", "FRBRExpression", "FRBRManifestation", "FRBRthis", "FRBRuri", "FRBRalias",
	"FRBRdate", "FRBRauthor", "FRBRcountry", "FRBRsubtype", "FRBRnumber", "FRBRname", "FRBRlanguage", "FRBRformat", "classification", "keyword", "references",
	"TLCOrganization", "header", "courtType", "docType", "docDate", "docNumber", "neutralCitation", "docTitle", "judgmentBody", "introduction", "background",
	"motivation", "decision", "section", "heading", "paragraph", "num", "content", "p"}

// checkFormats fails where a format of d cannot be read, or lacks something of d.
func checkFormats(t interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, d Decision) {
	kind, key, fields, err := readBib(BibTeX(d))
	if err != nil || kind != "jurisdiction" || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || key == "" {
		t.Fatalf("BibTeX: %v, %q, %q in %q", err, kind, key, BibTeX(d))
	}
	if got, want := unescapeBib(fields["number"]), strings.Join(d.fileNumbers(), ", "); got != want {
		t.Errorf("BibTeX has the number %q, want %q", got, want)
	}
	if got, want := unescapeBib(fields["abstract"]), d.abstract(); got != want {
		t.Errorf("BibTeX has the abstract %q, want %q", got, want)
	}

	tags, err := readRIS(RIS(d))
	if err != nil {
		t.Fatalf("%v", err)
	}
	count := map[string]int{}
	for i, tag := range tags {
		count[tag[0]]++
		if (tag[0] == "ER") != (i == len(tags)-1) || (tag[0] == "TY") != (i == 0) {
			t.Errorf("RIS: %q in line %d of %d", tag[0], i+1, len(tags))
		}
		if tag[0] == "SV" && tag[1] != strings.Join(d.fileNumbers(), ", ") || tag[0] == "AB" && tag[1] != d.abstract() {
			t.Errorf("RIS: %q", tag)
		}
	}
	if count["KW"] != len(d.keywords()) {
		t.Errorf("RIS has %d keywords of %d", count["KW"], len(d.keywords()))
	}

	csl, err := CSLJSON(d)
	if err != nil {
		t.Fatalf("%v", err)
	}
	var items []struct{ ID, Type, Title, Number, Abstract, Authority string }
	if err := json.Unmarshal(csl, &items); err != nil || len(items) != 1 || items[0].Type != "legal_case" || items[0].Title == "" {
		t.Fatalf("CSL-JSON: %v in %s", err, csl)
	}
	if items[0].Number != strings.Join(d.fileNumbers(), ", ") || items[0].Abstract != d.abstract() || items[0].Authority != d.court().Name {
		t.Errorf("CSL-JSON: %+v", items[0])
	}

	doc := AkomaNtoso(d)
	a, err := readAkoma(doc)
	if err != nil {
		t.Fatalf("Akoma Ntoso: %v in %s", err, doc)
	}
	for name := range a.elements {
		if !slices.Contains(names, name) {
			t.Errorf("Akoma Ntoso has an element %q", name)
		}
	}
	seen := map[string]bool{}
	for _, id := range a.ids {
		if seen[id] || strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") != "" {
			t.Errorf("the eId %q comes twice or has other signs", id)
		}
		seen[id] = true
	}
	if d.Text == nil {
		return
	}
	var ids []string
	for _, id := range a.ids {
		if strings.HasPrefix(id, "rn-") || strings.HasPrefix(id, "p-") {
			ids = append(ids, id)
		}
	}
	at := 0
	var headings []string
	for _, s := range d.Text.Sections {
		if s.Heading != "" {
			headings = append(headings, inXML(s.Heading))
		}
		for _, p := range s.Paragraphs {
			if at >= len(ids) {
				t.Fatalf("%d paragraphs are written", len(ids))
			}
			if got, want := strings.Join(a.lines[ids[at]], "\n"), inXML(p.Text); got != want {
				t.Errorf("paragraph %s reads %q, want %q", ids[at], got, want)
			}
			if got, want := a.numbers[ids[at]], inXML(p.Number); got != want {
				t.Errorf("paragraph %s has the number %q, want %q", ids[at], got, want)
			}
			at++
		}
	}
	if at != len(ids) || !slices.Equal(headings, a.headings) {
		t.Errorf("%d paragraphs of %d, headings %q, want %q", len(ids), at, a.headings, headings)
	}
}

func TestFormatsReadBackWhatWasGiven(t *testing.T) {
	for _, d := range []Decision{criminal(), european(), hostile(), {}, {Text: &decision.Text{}}, {Text: &decision.Text{Sections: []decision.Section{{Heading: "Tenor"}, {Kind: "facts"}}}}} {
		checkFormats(t, d)
	}
}

func TestParagraphsKeepTheirAnchors(t *testing.T) {
	a, err := readAkoma(AkomaNtoso(criminal()))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"publisher", "court", "section-1", "p-1", "section-2", "p-2", "section-3", "rn-1", "rn-2", "section-4", "rn-1-2", "rn-a_2f_1_20__e4_"}
	if !slices.Equal(a.ids, want) {
		t.Errorf("got %q, want %q", a.ids, want)
	}
}

func TestParagraphsThatAreNumberedAlikeAreToldApart(t *testing.T) {
	d := Decision{Text: &decision.Text{Sections: []decision.Section{{Kind: "reasons", Paragraphs: []decision.Paragraph{
		{Number: "1", Text: "a"}, {Number: "1", Text: "b"}, {Number: "1-2", Text: "c"},
	}}}}}
	checkFormats(t, d)
}

func TestNoTextBreaksAFormat(t *testing.T) {
	word := rapid.OneOf(
		rapid.String(),
		rapid.StringOf(rapid.SampledFrom([]rune("{}\\%#$&_^~\"'<>=,@-]ä \n\r\t\x00\x1b\u202e\u2028\uFFFE\uFFFDER1"))),
		rapid.SampledFrom([]string{"ER  - ", "\nTY  - BOOK", "]]>", "<!--", "<?x?>", "<!DOCTYPE a>", "&amp;", "\\}", "\xff\xfe", "§ 232 StGB", ""}),
	)
	words := rapid.SliceOfN(word, 0, 3)
	rapid.Check(t, func(t *rapid.T) {
		d := Decision{
			Number: word.Draw(t, "number"), Address: word.Draw(t, "address"), Publisher: word.Draw(t, "publisher"),
			Entry: decision.Entry{
				Court: word.Draw(t, "court"), Kind: word.Draw(t, "kind"), Printed: word.Draw(t, "printed"),
				FileNumbers: words.Draw(t, "numbers"), ECLI: word.Draw(t, "ecli"), Names: words.Draw(t, "names"), Keywords: words.Draw(t, "keywords"),
				Versions: []decision.Version{{Lang: "de", Title: word.Draw(t, "title"), Headnote: word.Draw(t, "headnote")}},
			},
			Text: &decision.Text{},
		}
		for range rapid.IntRange(0, 3).Draw(t, "sections") {
			s := decision.Section{Kind: word.Draw(t, "kind"), Heading: word.Draw(t, "heading")}
			for range rapid.IntRange(0, 3).Draw(t, "paragraphs") {
				s.Paragraphs = append(s.Paragraphs, decision.Paragraph{Number: word.Draw(t, "margin"), Text: word.Draw(t, "text")})
			}
			d.Text.Sections = append(d.Text.Sections, s)
		}
		checkFormats(t, d)
	})
}

func FuzzEscapeBibTeX(f *testing.F) {
	for _, s := range []string{"Müller & Söhne", `\}{`, "100 %", "a\nb", "\\textbackslash{}", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := EscapeBibTeX(s)
		depth := 0
		for _, c := range []byte(got) {
			switch c {
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth < 0 || depth > 1 {
				t.Fatalf("%q: braces do not match in %q", s, got)
			}
		}
		if depth != 0 || strings.ContainsAny(got, "\r\n\x00") {
			t.Fatalf("%q: %q", s, got)
		}
		if back := unescapeBib(got); back != line(s) {
			t.Errorf("%q comes back as %q", s, back)
		}
	})
}

func BenchmarkAkomaNtoso(b *testing.B) {
	d := criminal()
	for range 500 {
		d.Text.Sections[2].Paragraphs = append(d.Text.Sections[2].Paragraphs, decision.Paragraph{Number: "9", Text: strings.Repeat("Der Senat hält daran fest. ", 20)})
	}
	for b.Loop() {
		AkomaNtoso(d)
	}
}
