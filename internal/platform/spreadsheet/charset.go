package spreadsheet

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// ErrNoText says that a file is no table of text: it holds zero bytes, or is broken
// in the character set it names at its beginning.
var ErrNoText = errors.New("spreadsheet: this is no text")

const mark = "\ufeff" // the byte order mark

// isUTF16 tells whether a file begins with the mark of UTF-16.
func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF})
}

// Decode returns the text of a whole file as UTF-8 without a byte order mark, and
// with line feeds where the old Macintosh ended lines with a carriage return alone.
// windows tells that the file was read as Windows-1252, which is what is left where
// it is neither UTF-8 nor marked as UTF-16. It fails with ErrNoText.
func Decode(file []byte) (content []byte, windows bool, err error) {
	if isUTF16(file) {
		if file, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(file); err != nil {
			return nil, false, ErrNoText
		}
	}
	file = bytes.TrimPrefix(file, []byte(mark))
	if bytes.IndexByte(file, 0) >= 0 {
		return nil, false, ErrNoText
	}
	if !utf8.Valid(file) {
		if file, err = charmap.Windows1252.NewDecoder().Bytes(file); err != nil {
			return nil, false, ErrNoText
		}
		windows = true
	}
	if !bytes.ContainsRune(file, '\n') {
		file = bytes.ReplaceAll(file, []byte("\r"), []byte("\n"))
	}
	return file, windows, nil
}

// Separator is the sign that most often stands between the names of the columns in
// the first line that is not empty: a comma, a semicolon or a tab.
func Separator(content []byte) rune {
	first, _, _ := bytes.Cut(bytes.TrimLeft(content, "\r\n"), []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(first, []byte(string(c))) > bytes.Count(first, []byte(string(best))) {
			best = c
		}
	}
	return best
}
