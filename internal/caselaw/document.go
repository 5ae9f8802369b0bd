package caselaw

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"time"

	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/source"
	"verbund/internal/core"
)

// Item is a decision in a list of the API: what it is known by, without its text.
type Item struct {
	Number      int64     `json:"number"`
	Court       string    `json:"court"`
	Date        core.Date `json:"date"`
	FileNumbers []string  `json:"file_numbers"`
	ECLI        string    `json:"ecli"`
	Title       string    `json:"title"`
	Kind        string    `json:"kind"`   // a code, as in Fields and Forms
	Fields      []string  `json:"fields"` // of law
	Forms       []string  `json:"forms"`  // of exploitation
	Published   core.Date `json:"published"`
	Changed     time.Time `json:"changed"`
	Address     string    `json:"address"` // of its page in German
	Data        string    `json:"data"`    // of the whole as JSON
	Score       *float64  `json:"score,omitempty"`
}

// Document is a published decision with all that everybody may know of it: a line of the
// bulk download and of export decisions, which Lines reads again. Format is always
// DocumentFormat, and stands first.
type Document struct {
	Format string `json:"format"`
	Item
	Entry   decision.Entry    `json:"entry"`
	Text    []SectionDocument `json:"text"`
	File    *FileDocument     `json:"file,omitempty"`
	Cites   []CitedDocument   `json:"cites,omitempty"`
	CitedBy []CitedDocument   `json:"cited_by,omitempty"`
}

// DocumentFormat names the form of a Document. It changes when a reader of the former
// one could misunderstand it.
const DocumentFormat = "verbund-decision/1"

// SectionDocument is a part of a full text.
type SectionDocument struct {
	Kind       string              `json:"kind"`
	Heading    string              `json:"heading,omitempty"`
	Paragraphs []ParagraphDocument `json:"paragraphs"`
}

// ParagraphDocument is a paragraph with the name by which its page can be opened at it.
type ParagraphDocument struct {
	Anchor string `json:"anchor"`
	Number string `json:"number,omitempty"` // the margin number
	Text   string `json:"text"`
}

// FileDocument is the file that a decision was read from.
type FileDocument struct {
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// CitedDocument is another decision of this database that is cited, or that cites;
// Anchors are the paragraphs of the one that cites.
type CitedDocument struct {
	Number  int64    `json:"number"`
	Anchors []string `json:"anchors"`
	Data    string   `json:"data"`
}

// newItem is a decision as a list shows it; site is the address of the site, without
// a slash at the end, and may be empty.
func newItem(site string, d *Shown) Item {
	e := &d.Entry
	number := formatNumber(d.Number)
	return Item{
		Number: d.Number, Court: e.Court, Date: e.Date, FileNumbers: orNone(e.FileNumbers), ECLI: e.ECLI, Title: titleOf(e),
		Kind: e.Kind, Fields: orNone(e.Fields), Forms: orNone(e.Forms), Published: d.Published, Changed: d.ChangedAt.Truncate(time.Second),
		Address: site + "/de/caselaw/" + number, Data: site + apiPath + "/" + number,
	}
}

// orNone makes of no list an empty one, so that programs need not tell them apart.
func orNone(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}

// newDocument is the whole of a decision.
func newDocument(site string, d *Shown) Document {
	doc := Document{Format: DocumentFormat, Item: newItem(site, d), Entry: d.Entry, Text: []SectionDocument{}}
	anchors := d.Text.Anchors()
	for _, s := range d.Text.Sections {
		section := SectionDocument{Kind: s.Kind, Heading: s.Heading, Paragraphs: []ParagraphDocument{}}
		for _, p := range s.Paragraphs {
			section.Paragraphs = append(section.Paragraphs, ParagraphDocument{Anchor: anchors[0], Number: p.Number, Text: p.Text})
			anchors = anchors[1:]
		}
		doc.Text = append(doc.Text, section)
	}
	if d.File.Hash != "" {
		doc.File = &FileDocument{SHA256: d.File.Hash, Bytes: d.File.Size}
	}
	return doc
}

// text is the full text of a document.
func (doc *Document) text() (t decision.Text) {
	for _, s := range doc.Text {
		section := decision.Section{Kind: s.Kind, Heading: s.Heading}
		for _, p := range s.Paragraphs {
			section.Paragraphs = append(section.Paragraphs, decision.Paragraph{Number: p.Number, Text: p.Text})
		}
		t.Sections = append(t.Sections, section)
	}
	return t
}

// writeJSONLine writes a value and a line end.
func writeJSONLine(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// documentBegins is how every line of an export begins.
const documentBegins = `{"format":"` + DocumentFormat + `"`

// areLines tells from its beginning whether a file is an export of this program.
func areLines(beginning []byte) bool { return bytes.HasPrefix(beginning, []byte(documentBegins)) }

// longestLine is how many bytes of a line are read: the longest decisions have some
// megabytes.
const longestLine = 64 << 20

// Lines reads an export of this program. A line that cannot be read is Unprocessable,
// and those after it are read all the same.
func Lines(r io.Reader) iter.Seq2[decision.Found, error] {
	return func(yield func(decision.Found, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 64<<10), longestLine)
		n := 0
		for lines.Scan() {
			n++
			if len(bytes.TrimSpace(lines.Bytes())) == 0 {
				continue
			}
			var doc Document
			found := decision.Found{Line: n}
			err := json.Unmarshal(lines.Bytes(), &doc)
			if err == nil && doc.Format != DocumentFormat {
				err = errors.New("caselaw: another format")
			}
			if err != nil {
				err = &core.Error{Kind: core.Unprocessable, Key: "caselaw.error.line", Cause: err}
			} else {
				found.Entry, found.Text = doc.Entry, doc.text()
			}
			if !yield(found, err) {
				return
			}
		}
		if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(decision.Found{Line: n + 1}, &core.Error{Kind: core.TooLarge, Key: "caselaw.error.line", Cause: err})
		} else if err != nil {
			yield(decision.Found{Line: n + 1}, err)
		}
	}
}

// WriteLines writes all that is published, one decision a line in the order of their
// numbers, a few at a time; site is the address of the site, and may be empty.
func (s *Store) WriteLines(ctx context.Context, w io.Writer, site string) error {
	var failed error
	err := s.Each(ctx, 0, func(d Shown) bool {
		doc := newDocument(site, &d)
		failed = writeJSONLine(w, &doc)
		return failed == nil
	})
	return cmp.Or(failed, err)
}

// Read gives the decisions of a file one by one, in any form that package source reads,
// or in that of an export.
func Read(name string, r io.Reader) iter.Seq2[decision.Found, error] {
	head := make([]byte, len(documentBegins))
	n, err := io.ReadFull(r, head)
	head = head[:n]
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return func(yield func(decision.Found, error) bool) { yield(decision.Found{}, err) }
	}
	// An archive is read where it lies, if that can be.
	if s, ok := r.(io.Seeker); !ok || rewind(s) != nil {
		r = io.MultiReader(bytes.NewReader(head), r)
	}
	if areLines(head) {
		return Lines(r)
	}
	return source.Read(name, r, source.Limits{})
}

func rewind(s io.Seeker) error {
	_, err := s.Seek(0, io.SeekStart)
	return err
}
