package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"sort"
	"strings"
	"testing"
)

// builder writes PDF files for tests, object by object.
type builder struct {
	body    bytes.Buffer
	offsets map[int]int
	next    int
}

func newBuilder() *builder {
	b := &builder{offsets: map[int]int{}, next: 10}
	b.body.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	return b
}

func (b *builder) object(number int, content string) {
	b.offsets[number] = b.body.Len()
	fmt.Fprintf(&b.body, "%d 0 obj\n%s\nendobj\n", number, content)
}

func (b *builder) add(content string) int {
	b.next++
	b.object(b.next, content)
	return b.next
}

func (b *builder) stream(dict, data string) int {
	return b.add(fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data))
}

func deflated(data string) string {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write([]byte(data))
	_ = w.Close()
	return out.String()
}

func (b *builder) bytes(trailer string) []byte {
	var numbers []int
	for n := range b.offsets {
		numbers = append(numbers, n)
	}
	sort.Ints(numbers)
	at := b.body.Len()
	b.body.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for _, n := range numbers {
		fmt.Fprintf(&b.body, "%d 1\n%010d 00000 n \n", n, b.offsets[n])
	}
	fmt.Fprintf(&b.body, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", numbers[len(numbers)-1]+1, trailer, at)
	return b.body.Bytes()
}

// file is a file of pages with the font F (Times in WinAnsi) and what resources adds.
func file(t testing.TB, resources string, pages ...string) []byte {
	t.Helper()
	b := newBuilder()
	return b.finish(resources, pages...)
}

func (b *builder) finish(resources string, pages ...string) []byte {
	var kids []string
	for _, content := range pages {
		c := b.stream("", content)
		kids = append(kids, fmt.Sprintf("%d 0 R", b.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/Contents %d 0 R>>", c))))
	}
	b.object(1, "<</Type/Catalog/Pages 2 0 R>>")
	b.object(2, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>%s>>>>", len(kids), strings.Join(kids, " "), resources))
	b.object(3, "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>")
	return b.bytes("")
}
