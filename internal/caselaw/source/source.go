// Package source reads decisions of courts from the files in which they are handed
// out: bytes in, [decision.Found] out. It opens no address and no database.
//
// [Read] tells the format by what is in the file, not by its name:
//
//   - rechtsprechung-im-internet.de, the portal of the federal courts: the XML of one
//     decision (rii-dok.dtd), the ZIP that holds it, or a ZIP of many of either;
//   - NeuRIS, the legal information system of the Federation: Akoma Ntoso 3.0 with the
//     name space ris;
//   - open data: JSON, one object or an array; JSON Lines; CSV with the same names;
//   - one decision as a page of HTML, as a PDF, or as plain text.
//
// What it keeps to:
//
//   - A decision and the headnotes of its court are official works and free (§ 5 UrhG).
//     A headnote that somebody else wrote is not: it is left out, and Found.Dropped says so.
//   - Nothing of a text is lost but what Found.Dropped names: running heads, page
//     numbers, pictures.
//   - Names of courts stay as they are printed; whoever calls makes them one, with
//     package court.
//   - Input is hostile until it was read: everything has a bound, and a fault is a
//     core.Error that says where it is. A fault in one decision does not end the file.
//   - The same bytes give the same result on every machine.
package source

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"strings"

	"verbund/internal/caselaw/decision"
)

// Limits are the bounds within which a file is read. A field that is zero has the
// value of Default.
type Limits struct {
	File  int64 // bytes of the whole file
	Text  int64 // bytes of one decision, unpacked, before it is read
	Items int64 // decisions, or files in an archive
}

// Default is meant for everything that courts and portals hand out: 2 GB, 32 MB and
// 200,000. The longest decisions of the federal courts have less than 3 MB of XML, and
// their portal has less than 100,000 of them.
var Default = Limits{File: 2 << 30, Text: 32 << 20, Items: 200_000}

// inMemory is how many bytes of a file are held at once where its format cannot be
// read piece by piece and its reader cannot be moved about: an archive from a network
// connection, a table.
const inMemory = 256 << 20

func (l Limits) whole() Limits {
	d := Default
	if l.File > 0 {
		d.File = l.File
	}
	if l.Text > 0 {
		d.Text = l.Text
	}
	if l.Items > 0 {
		d.Items = l.Items
	}
	return d
}

// Read gives the decisions of a file one by one, or the reason why one of them cannot
// be had; reading goes on after such a reason unless the file as a whole cannot be
// read. name is the name of the file and stands in messages only. Errors are of
// *core.Error with the kind Invalid, TooLarge or Unprocessable; Found.Line says where
// the item stands: the line of JSON Lines and CSV, the item of an array, the entry of
// an archive.
//
// An archive is read where it lies if r can be moved about (io.ReaderAt and io.Seeker,
// as files can).
func Read(name string, r io.Reader, limits Limits) iter.Seq2[decision.Found, error] {
	return func(yield func(decision.Found, error) bool) {
		each(name, r, limits.whole(), yield)
	}
}

// yielder takes a decision or an error, and answers whether it wants more.
type yielder = func(decision.Found, error) bool

func each(name string, r io.Reader, l Limits, yield yielder) {
	counted := &bounded{r: r, left: l.File, name: name, most: l.File}
	in := bufio.NewReaderSize(counted, sniffed)
	head, err := in.Peek(sniffed)
	if counted.over {
		yield(decision.Found{}, counted.fault())
		return
	}
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		yield(decision.Found{}, broken(name, err))
		return
	}
	format := sniff(head)
	if (format == isLines || format == isArray) && utf16Of(head) != nil { // JSON is UTF-8 (RFC 8259), but not everywhere
		file, err := readAll(name, in, min(l.File, inMemory))
		if err == nil {
			var text string
			text, err = textOf(file)
			in = bufio.NewReaderSize(strings.NewReader(text), sniffed)
		}
		if err != nil {
			yield(decision.Found{}, err)
			return
		}
	}
	switch format {
	case isEmpty:
		yield(decision.Found{}, invalid("caselaw.source.empty", "name", short(name)))
	case isZIP:
		eachOfArchive(name, r, in, l, yield)
	case isLines:
		eachLine(name, in, l, yield)
	case isArray:
		eachOfArray(name, in, l, yield)
	case isTable:
		eachRow(name, in, l, yield)
	default:
		whole, err := readAll(name, in, l.Text)
		if err != nil {
			yield(decision.Found{}, err)
			return
		}
		found, err := one(name, whole, l)
		found.Line = 1
		yield(found, err)
	}
}

// one reads a file that holds a single decision.
func one(name string, file []byte, l Limits) (decision.Found, error) {
	switch sniff(file[:min(len(file), sniffed)]) {
	case isEmpty:
		return decision.Found{}, invalid("caselaw.source.empty", "name", short(name))
	case isPDF:
		return fromPDF(file)
	case isXML:
		return fromXML(file)
	case isHTML:
		return fromHTML(file)
	case isLines, isObject:
		return fromJSON(file)
	case isZIP, isArray, isTable:
		return decision.Found{}, unprocessable("caselaw.source.nested", "name", short(name))
	}
	text, err := textOf(file)
	if err != nil {
		return decision.Found{}, err
	}
	return fromPlain(text)
}

// sniffed is how many bytes at the beginning of a file decide about its format.
const sniffed = 64 << 10

type format byte

const (
	isText format = iota
	isEmpty
	isZIP
	isPDF
	isXML
	isHTML
	isObject // one decision as JSON
	isLines  // JSON, one a line
	isArray  // JSON
	isTable  // CSV
)

func sniff(head []byte) format {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return isZIP
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return isPDF
	}
	text := strings.TrimLeft(beginning(head), " \t\r\n\f")
	switch {
	case text == "":
		return isEmpty
	case text[0] == '<':
		return sniffMarkup(text)
	case text[0] == '{':
		return sniffObject(text, len(head) == sniffed)
	case text[0] == '[':
		if rest := strings.TrimLeft(text[1:], " \t\r\n"); rest != "" && (rest[0] == '{' || rest[0] == ']') && !strings.HasPrefix(rest, "]\n") {
			return isArray
		}
	}
	if isTableHead(text) {
		return isTable
	}
	return isText
}

// bounded ends a reader after so many bytes, and remembers that it did.
type bounded struct {
	r          io.Reader
	left, most int64
	over       bool
	name       string
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		var more [1]byte
		if n, _ := b.r.Read(more[:]); n > 0 {
			b.over = true
			return 0, b.fault()
		}
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

func (b *bounded) fault() error {
	return tooLarge("caselaw.source.file-large", "name", short(b.name), "most", megabytes(b.most))
}

// readAll reads to the end, and fails with TooLarge after most bytes.
func readAll(name string, r io.Reader, most int64) ([]byte, error) {
	all, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, broken(name, err)
	}
	if int64(len(all)) > most {
		return nil, tooLarge("caselaw.source.text-large", "name", short(name), "most", megabytes(most))
	}
	return all, nil
}
