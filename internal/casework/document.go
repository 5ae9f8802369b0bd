package casework

import (
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// DocumentKind is what sort of document it is.
type DocumentKind string

// The kinds of documents.
const (
	IdentityPaper DocumentKind = "identity" // passport, residence permit, birth certificate
	Decision      DocumentKind = "decision" // of an authority
	CourtPaper    DocumentKind = "court"
	MedicalPaper  DocumentKind = "medical"
	WorkPaper     DocumentKind = "work"     // contract, wage slip, list of hours
	Evidence      DocumentKind = "evidence" // photographs, messages
	PostPaper     DocumentKind = "letter"   // received, or sent and signed
	OtherPaper    DocumentKind = "other"
)

// DocumentKinds are all kinds in the order in which they are listed.
func DocumentKinds() []DocumentKind {
	return []DocumentKind{IdentityPaper, Decision, CourtPaper, MedicalPaper, WorkPaper, Evidence, PostPaper, OtherPaper}
}

// Document is what a case knows of a document: what it is, and its pages. Each of
// its files is sealed by itself; their names and types stand only here.
type Document struct {
	Title string         `json:"title"`
	Kind  DocumentKind   `json:"kind"`
	Day   core.Date      `json:"day,omitzero"` // that stands on it
	Note  string         `json:"note,omitempty"`
	Names bool           `json:"names,omitempty"` // tells who the client is
	Files []DocumentFile `json:"files"`           // in the order of its pages
}

// DocumentFile is what a document knows of one of its files.
type DocumentFile struct {
	ID   vault.FileID `json:"id"`
	Name string       `json:"name"`
	Size int64        `json:"size"` // bytes
	Type string       `json:"type"` // as its first bytes say, such as image/jpeg
}

// documentSheet is under which name documents are kept among the records.
const documentSheet = "document"

// Bounds of a document.
const (
	titleLimit        = 150       // characters
	documentNoteLimit = 2000      // characters
	pagesLimit        = 50        // files of a document
	fileLimit         = 100 << 20 // bytes of a file
	sentLimit         = 1 << 30   // bytes of all files that are sent at once
)

// IsPicture tells whether the pages of a case show the file, written anew.
func (f DocumentFile) IsPicture() bool {
	return f.Type == "image/jpeg" || f.Type == "image/png" || f.Type == "image/gif"
}

// compartment is the part in which a document is kept. One that tells who the
// client is lies in the part "identity": it takes the same right to read it, and
// goes when that part is erased.
func (d Document) compartment() vault.Part {
	if d.Names || d.Kind == IdentityPaper {
		return vault.Identity
	}
	return vault.Entries
}

// check says what is wrong with a document, field by field.
func (d Document) check() error {
	var wrong []core.FieldError
	say := func(field, key string, args ...any) {
		wrong = append(wrong, core.FieldError{Field: field, Key: key, Args: args})
	}
	if n := utf8.RuneCountInString(d.Title); n > titleLimit {
		say("title", "casework.error.too-long", "n", n, "most", titleLimit)
	}
	if n := utf8.RuneCountInString(d.Note); n > documentNoteLimit {
		say("note", "casework.error.too-long", "n", n, "most", documentNoteLimit)
	}
	if !slices.Contains(DocumentKinds(), d.Kind) {
		say("kind", "casework.error.code")
	}
	if wrong != nil {
		return &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return nil
}

// named gives a document without a title the name of its first file, without what
// comes after the last dot.
func (d Document) named() Document {
	if d.Title == "" && len(d.Files) > 0 {
		name := d.Files[0].Name
		if at := strings.LastIndex(name, "."); at > 0 {
			name = name[:at]
		}
		d.Title = core.Clip(oneLine(name), titleLimit)
	}
	return d
}

// described tells whether two documents are described alike. Their pages do not
// count: whoever adds one stands in nobody's way.
func (d Document) described(as Document) bool {
	return d.Title == as.Title && d.Kind == as.Kind && d.Day == as.Day && d.Note == as.Note && d.Names == as.Names
}

// file returns a file of the document.
func (d Document) file(id vault.FileID) (DocumentFile, bool) {
	at := slices.IndexFunc(d.Files, func(f DocumentFile) bool { return f.ID == id })
	if at < 0 {
		return DocumentFile{}, false
	}
	return d.Files[at], true
}

// size is how large all files are together, in bytes.
func (d Document) size() int64 {
	var all int64
	for _, f := range d.Files {
		all += f.Size
	}
	return all
}

// text is what was written in a record that is no sheet of the data set, for
// searches: the titles and notes of documents, names of files, and letters.
func (rec Record) text() []string {
	var all []string
	if d := rec.Document; d != nil {
		all = append(all, d.Title, d.Note)
		for _, f := range d.Files {
			all = append(all, f.Name)
		}
	}
	if l := rec.Letter; l != nil {
		all = append(all, l.Title, l.Text)
	}
	return all
}

// filesOf are all files of documents in a part of the case, so that whoever erases
// the part can erase them too.
func (c *Case) filesOf(part vault.Part) []vault.FileID {
	var all []vault.FileID
	for _, k := range c.records {
		if k.Document == nil || k.part != part {
			continue
		}
		for _, f := range k.Document.Files {
			all = append(all, f.ID)
		}
	}
	return all
}
