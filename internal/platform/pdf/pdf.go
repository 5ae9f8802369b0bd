// Package pdf reads the text of PDF files, page by page. It is made for documents of
// text as courts and offices publish them, and for files of strangers: it fetches
// nothing, runs nothing, and every file has a budget of pages, objects, bytes and steps
// after which reading ends. It does not panic, and it never calls itself deeper than a
// fixed number of times.
//
// What it reads (ISO 32000-1): cross-reference tables and streams, object streams and
// files whose tables are broken; the filters Flate, LZW, ASCII85, ASCIIHex and
// RunLength with their predictors; simple and composite fonts by their ToUnicode map,
// by their encoding and the names of their glyphs, or by the character map of an
// embedded TrueType font. Pictures are passed over: a scan without a layer of text has
// no text. An encrypted file is refused, whatever its password.
//
// The lines of a page come from top to bottom and from left to right, with an empty
// line where the space between two lines is larger than usual.
package pdf

import (
	"errors"
	"strings"
)

// What a file can be refused for.
var (
	ErrBroken    = errors.New("pdf: the file is no PDF, or too broken to be read")
	ErrEncrypted = errors.New("pdf: the file is encrypted")
	ErrLarge     = errors.New("pdf: the file takes more than its budget")
)

// Limits are the budget of a file. A field that is zero has the value of Default.
type Limits struct {
	Pages   int   // that are read
	Objects int   // of the file
	Bytes   int64 // that streams are unpacked to, all together
	Steps   int64 // bytes of page content that are gone through, repetitions included
	Text    int   // bytes of text that come out
}

// Default is enough for a decision of some thousand pages, which unpacks to 10 MB for
// every thousand, and ends a hostile file within seconds.
func Default() Limits {
	return Limits{Pages: 5000, Objects: 1_000_000, Bytes: 64 << 20, Steps: 64 << 20, Text: 32 << 20}
}

// Text returns the text of each page. Lines end with "\n". It fails with ErrBroken,
// ErrEncrypted or ErrLarge; a page whose content is broken has the text up to there.
func Text(file []byte, limits Limits) ([]string, error) {
	f := &document{data: file, limits: withDefault(limits), entries: map[int]entry{}, streams: map[int]*objectStream{}, fonts: map[int]*font{}, loaded: map[int]object{}}
	if err := f.open(); err != nil {
		return nil, err
	}
	pages, err := f.pages()
	if err != nil {
		return nil, err
	}
	if len(pages) == 0 {
		return nil, ErrBroken
	}
	var rows [][]row
	size := 0
	for _, p := range pages {
		glyphs, err := f.show(p)
		if err != nil {
			return nil, err
		}
		lines := linesOf(glyphs)
		for _, l := range lines {
			size += len(l.text)
		}
		if size > f.limits.Text {
			return nil, ErrLarge
		}
		rows = append(rows, lines)
	}
	usual := leading(rows)
	all := make([]string, len(rows))
	for i := range rows {
		all[i] = layout(rows[i], usual)
	}
	return all, nil
}

// IsPDF tells whether a file begins as PDF files do.
func IsPDF(file []byte) bool {
	return strings.Contains(string(file[:min(len(file), 1024)]), "%PDF-")
}

func withDefault(l Limits) Limits {
	d := Default()
	if l.Pages > 0 {
		d.Pages = l.Pages
	}
	if l.Objects > 0 {
		d.Objects = l.Objects
	}
	if l.Bytes > 0 {
		d.Bytes = l.Bytes
	}
	if l.Steps > 0 {
		d.Steps = l.Steps
	}
	if l.Text > 0 {
		d.Text = l.Text
	}
	return d
}
