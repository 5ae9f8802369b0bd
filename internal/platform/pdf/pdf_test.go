package pdf_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbund/internal/platform/pdf"
)

func text(t testing.TB, file []byte) []string {
	t.Helper()
	pages, err := pdf.Text(file, pdf.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func TestPagesComeInOrderWithTheirLines(t *testing.T) {
	got := text(t, file(t, "",
		"BT /F 12 Tf 72 700 Td (Tenor) Tj 0 -14 Td (Die Klage wird abgewiesen.) Tj ET",
		"BT /F 12 Tf 14 TL 72 700 Td (Gr\\374nde) Tj T* (I.) Tj (zweite Zeile) ' ET"))
	want := []string{"Tenor\nDie Klage wird abgewiesen.", "Gründe\nI.\nzweite Zeile"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAMarginNumberStandsBeforeItsLine(t *testing.T) {
	got := text(t, file(t, "", "BT /F 12 Tf 1 0 0 1 100 700 Tm (Der Kl\\344ger begehrt) Tj 1 0 0 1 60 700 Tm (12) Tj 1 0 0 1 100 686 Tm (Auskunft.) Tj ET"))
	if want := "12 Der Kläger begehrt\nAuskunft."; got[0] != want {
		t.Errorf("got %q, want %q", got[0], want)
	}
}

func TestAWiderGapBecomesAnEmptyLine(t *testing.T) {
	got := text(t, file(t, "", "BT /F 12 Tf 72 700 Td (eins) Tj 0 -14 Td (zwei) Tj 0 -14 Td (drei) Tj 0 -28 Td (vier) Tj ET"))
	if want := "eins\nzwei\ndrei\n\nvier"; got[0] != want {
		t.Errorf("got %q, want %q", got[0], want)
	}
}

func TestKerningIsNoSpaceAndAWideMoveIs(t *testing.T) {
	got := text(t, file(t, "", "BT /F 12 Tf 72 700 Td [(W) 80 (eg) -400 (und) 20 ( Ziel)] TJ ET"))
	if want := "Weg und Ziel"; got[0] != want {
		t.Errorf("got %q, want %q", got[0], want)
	}
}

func TestLettersPrintedTwiceComeOnce(t *testing.T) {
	got := text(t, file(t, "", "BT /F 12 Tf 72 700 Td (U) Tj 1 0 0 1 72.2 700 Tm (U) Tj 1 0 0 1 78 700 Tm (rteil) Tj ET"))
	if want := "Urteil"; got[0] != want {
		t.Errorf("got %q, want %q", got[0], want)
	}
}

func TestFontsAreReadByTheirEncodingsAndMaps(t *testing.T) {
	toUnicode := "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n" +
		"2 beginbfchar <0001> <00C4> <0002> <00660066> endbfchar 2 beginbfrange <0010> <0012> <0061> <0020> <0021> [<00DF> <20AC>] endbfrange endcmap"
	for _, c := range []struct{ name, font, show, want string }{
		{"WinAnsi", "<</Type/Font/Subtype/TrueType/Encoding/WinAnsiEncoding>>", "(\\204Ma\\337\\223 \\200)", "„Maß“ €"},
		{"Mac", "<</Type/Font/Subtype/Type1/Encoding/MacRomanEncoding>>", "(Ma\\247 \\212)", "Maß ä"},
		{"Standard", "<</Type/Font/Subtype/Type1>>", "(\\373 \\256 \\341 \\252\\272)", "ß fi Æ “”"},
		{"differences", "<</Type/Font/Subtype/Type1/Encoding<</Differences[65/adieresis/germandbls/uni20AC/f_i/Zcaron/quotedblbase/a.sc/u1F600]>>>>", "(ABCDEFGH)", "äß€fiŽ„a😀"},
		{"composite", "<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 9 0 R/DescendantFonts[<</Subtype/CIDFontType2/DW 500/W[1[600 700] 16 18 550]>>]>>", "<00010002001000110012002000 21>", "Äffabcß€"},
	} {
		b := newBuilder()
		b.object(9, fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(toUnicode), toUnicode))
		b.object(4, c.font)
		got := text(t, b.finish("/Font<</F 3 0 R/G 4 0 R>>", "BT /G 12 Tf 72 700 Td "+c.show+" Tj ET"))
		if strings.ReplaceAll(strings.ReplaceAll(got[0], "ﬁ", "fi"), "ff", "ff") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got[0], c.want)
		}
	}
}

func TestWordsFromRightToLeftComeInTheOrderInWhichTheyAreRead(t *testing.T) {
	b := newBuilder()
	toUnicode := "1 begincodespacerange <00> <FF> endcodespacerange 4 beginbfchar <01> <05D0> <02> <05D1> <03> <0020> <04> <06440627> endbfchar"
	b.object(9, fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(toUnicode), toUnicode))
	b.object(4, "<</Type/Font/Subtype/Type1/ToUnicode 9 0 R/Encoding/WinAnsiEncoding>>")
	got := text(t, b.finish("/Font<</F 3 0 R/G 4 0 R>>", "BT /G 12 Tf 72 700 Td (\\004\\003\\001\\002\\002) Tj /F 12 Tf ( 15 AZR) Tj ET"))
	if want := "15 AZR בבא لا"; got[0] != want {
		t.Errorf("got %q, want %q", got[0], want)
	}
}

func TestStreamsAreUnpackedByTheirFilters(t *testing.T) {
	content := "BT /F 12 Tf 72 700 Td (Beschluss) Tj ET"
	for _, c := range []struct{ name, dict, data string }{
		{"Flate", "/Filter/FlateDecode", deflated(content)},
		{"two", "/Filter[/ASCIIHexDecode/FlateDecode]", fmt.Sprintf("%x>", deflated(content))},
		{"ASCII85", "/Filter/ASCII85Decode", ascii85(content)},
		{"run length", "/Filter/RunLengthDecode", string(byte(len(content)-1)) + content + "\x80"},
		{"predictor", "/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 4>>", deflated(upPredicted(content, 4))},
	} {
		b := newBuilder()
		s := b.stream(c.dict, c.data)
		p := b.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/Contents[%d 0 R]>>", s))
		b.object(1, "<</Type/Catalog/Pages 2 0 R>>")
		b.object(2, fmt.Sprintf("<</Type/Pages/Count 1/Kids[%d 0 R]/Resources<</Font<</F 3 0 R>>>>>>", p))
		b.object(3, "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>")
		if got := text(t, b.bytes("")); got[0] != "Beschluss" {
			t.Errorf("%s: got %q", c.name, got[0])
		}
	}
}

func TestAFileWithoutItsTableIsReadAnyway(t *testing.T) {
	whole := file(t, "", "BT /F 12 Tf 72 700 Td (Urteil) Tj ET")
	cut := whole[:strings.Index(string(whole), "xref\n")]
	if got := text(t, cut); got[0] != "Urteil" {
		t.Errorf("got %q", got)
	}
	moved := []byte(strings.Replace(string(whole), "startxref\n", "startxref\n9", 1))
	if got := text(t, moved); got[0] != "Urteil" {
		t.Errorf("got %q", got)
	}
	if got := text(t, append([]byte("HTTP/1.1 200 OK\r\n\r\n"), whole...)); got[0] != "Urteil" {
		t.Errorf("with something before it: got %q", got)
	}
}

func TestRealFilesOfOtherProgramsAreRead(t *testing.T) {
	for _, name := range []string{"objects.pdf", "browser.pdf", "truetype.pdf"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(text(t, b), "\f")
		want, err := os.ReadFile(filepath.Join("testdata", strings.TrimSuffix(name, ".pdf")+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestAnEncryptedFileIsRefused(t *testing.T) {
	b := newBuilder()
	whole := b.finish("", "BT ET")
	whole = []byte(strings.Replace(string(whole), "/Root 1 0 R", "/Root 1 0 R/Encrypt<</Filter/Standard>>", 1))
	if _, err := pdf.Text(whole, pdf.Limits{}); !errors.Is(err, pdf.ErrEncrypted) {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsNoPDFIsRefused(t *testing.T) {
	for _, s := range []string{"", "Urteil", "%PDF-1.4", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "%PDF-1.7\nstartxref\n5\n%%EOF", "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>"} {
		if _, err := pdf.Text([]byte(s), pdf.Limits{}); s == "" && err == nil || err != nil && !errors.Is(err, pdf.ErrBroken) {
			t.Errorf("%q: got %v", s, err)
		}
	}
}

func TestHostileFilesEndWithinTheirBudget(t *testing.T) {
	bomb := deflated(strings.Repeat("q ", 40<<20))
	loop := newBuilder()
	form := "<</Type/XObject/Subtype/Form/Resources<</XObject<</A 8 0 R>>>>/Length 30>>\nstream\n/A Do /A Do /A Do /A Do /A Do \nendstream"
	loop.object(8, form)
	long := "BT /F 12 Tf " + strings.Repeat("(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ", 200_000)
	for _, c := range []struct {
		name string
		file []byte
	}{
		{"packed a thousand times", func() []byte {
			b := newBuilder()
			s := b.stream("/Filter/FlateDecode", bomb)
			b.object(1, "<</Type/Catalog/Pages 2 0 R>>")
			b.object(2, "<</Kids["+strings.Repeat("4 0 R ", 3)+"]/Count 3>>")
			b.object(4, fmt.Sprintf("<</Type/Page/Contents[%s]>>", strings.Repeat(fmt.Sprintf("%d 0 R ", s), 50)))
			return b.bytes("")
		}()},
		{"a form that shows itself", loop.finish("/XObject<</A 8 0 R>>", strings.Repeat("/A Do ", 500_000))},
		{"nested arrays", file(t, "", strings.Repeat("[", 5_000_000))},
		{"nested dictionaries", []byte("%PDF-1.4\n1 0 obj\n" + strings.Repeat("<</A", 2_000_000))},
		{"pages that lead back", func() []byte {
			b := newBuilder()
			b.object(1, "<</Type/Catalog/Pages 2 0 R>>")
			b.object(2, "<</Kids[2 0 R 3 0 R 2 0 R]>>")
			b.object(3, "<</Kids[2 0 R 3 0 R]>>")
			return b.bytes("")
		}()},
		{"an object that is itself", []byte("%PDF-1.4\n1 0 obj\n1 0 R\nendobj\ntrailer<</Root 1 0 R>>")},
		{"tables in a circle", []byte("%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Prev 9>>\nstartxref\n9\n%%EOF")},
		{"a table of ten million", []byte("%PDF-1.4\nxref\n0 999999999\n0000000000 65535 f \ntrailer\n<<>>\nstartxref\n9\n%%EOF")},
		{"very many letters", file(t, "", long)},
		{"a huge row for a predictor", func() []byte {
			b := newBuilder()
			b.stream("/Type/XRef/W[1 2 1]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1000000/Colors 60/BitsPerComponent 32>>", deflated("x"))
			return b.finish("", "BT ET")
		}()},
	} {
		pages, err := pdf.Text(c.file, pdf.Limits{Bytes: 64 << 20, Steps: 16 << 20, Text: 4 << 20})
		if err != nil && !errors.Is(err, pdf.ErrLarge) && !errors.Is(err, pdf.ErrBroken) {
			t.Errorf("%s: %v", c.name, err)
		}
		if n := len(strings.Join(pages, "")); n > 4<<20 {
			t.Errorf("%s: %d bytes of text", c.name, n)
		}
	}
}

func TestBudgetsAreKept(t *testing.T) {
	b := file(t, "", "BT /F 12 Tf (aaaaaaaaaa) Tj ET", "BT /F 12 Tf (bbbbbbbbbb) Tj ET")
	for _, l := range []pdf.Limits{{Pages: 1}, {Steps: 10}, {Text: 10}} {
		if _, err := pdf.Text(b, l); !errors.Is(err, pdf.ErrLarge) {
			t.Errorf("%+v: got %v", l, err)
		}
	}
}

func ascii85(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		n := min(4, len(s))
		v := uint32(0)
		for i := range 4 {
			v <<= 8
			if i < n {
				v |= uint32(s[i])
			}
		}
		var group [5]byte
		for i := 4; i >= 0; i-- {
			group[i] = byte(v%85) + '!'
			v /= 85
		}
		b.Write(group[:n+1])
		s = s[n:]
	}
	return b.String() + "~>"
}

// upPredicted applies the predictor "up" of PNG.
func upPredicted(s string, columns int) string {
	for len(s)%columns != 0 {
		s += " "
	}
	before := make([]byte, columns)
	var b strings.Builder
	for ; len(s) > 0; s = s[columns:] {
		b.WriteByte(2)
		for i := range columns {
			b.WriteByte(s[i] - before[i])
			before[i] = s[i]
		}
	}
	return b.String()
}

func FuzzText(f *testing.F) {
	f.Add(file(f, "", "BT /F 12 Tf 72 700 Td (Tenor) Tj [(a) -300 (b)] TJ T* ET q 1 0 0 1 2 3 cm Q BI /W 1 ID x EI"))
	b := newBuilder()
	b.stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", deflated("7 0 <</Type/Page>>"))
	f.Add(b.finish("/XObject<</A 4 0 R>>/ExtGState<</G<</Font[3 0 R 12]>>>>", "/A Do /G gs /P <</ActualText(x)>> BDC (y) Tj EMC"))
	for _, name := range []string{"objects.pdf", "truetype.pdf"} {
		if b, err := os.ReadFile(filepath.Join("testdata", name)); err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		pages, err := pdf.Text(b, pdf.Limits{Pages: 50, Objects: 10_000, Bytes: 4 << 20, Steps: 1 << 20, Text: 1 << 20})
		if err == nil && len(strings.Join(pages, "")) > 2<<20 {
			t.Error("more text than the budget allows")
		}
	})
}

func BenchmarkText(b *testing.B) {
	whole, err := os.ReadFile(filepath.Join("testdata", "browser.pdf"))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(whole)))
	for b.Loop() {
		if _, err := pdf.Text(whole, pdf.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
