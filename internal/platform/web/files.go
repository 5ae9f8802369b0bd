package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
)

// moving lets a body last as long as bytes arrive, although ordinary requests
// must be whole within readTime. It holds no lock and keeps nothing.
type moving struct {
	io.ReadCloser
	control *http.ResponseController
}

func (m *moving) Read(b []byte) (int, error) {
	// A connection that knows no deadlines, as in tests, has none to move.
	_ = m.control.SetReadDeadline(clock.System{}.Now().Add(readTime))
	return m.ReadCloser.Read(b)
}

// Upload is a form with files while it arrives. Fields must stand before the
// files in the form. Nothing of it touches a disk: the standard library's own
// ways of reading such forms write what is large into the folder for temporary
// files, in the clear, and a test forbids them.
type Upload struct {
	Fields Values // those that came before the current file
	reader *multipart.Reader
}

// fieldsLimit is how many bytes the fields beside a file may have together.
const fieldsLimit = 256 << 10

// ReadUpload begins to read a form with files. It fails with Malformed if the
// body is something else.
func ReadUpload(r *http.Request) (*Upload, error) {
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, &core.Error{Kind: core.Malformed, Key: "web.error.form-type", Cause: err}
	}
	return &Upload{Fields: Values{}, reader: reader}, nil
}

// File is one file of an upload.
type File struct {
	Field string
	Name  string // without folders, as the person's device calls it
	io.Reader
}

// Next reads fields until a file begins, and returns it, or io.EOF at the end of
// the form. A file that was not chosen (no name, no bytes) is passed over. The
// file must be read before Next is called again. It fails with TooLarge or
// Malformed.
func (u *Upload) Next() (*File, error) {
	left := int64(fieldsLimit)
	for {
		part, err := u.reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		if err != nil {
			return nil, interrupted(err)
		}
		name := tidy(part.FormName())
		_, parameters, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if _, isFile := parameters["filename"]; isFile {
			file := &File{Field: name, Name: FileName(parameters["filename"]), Reader: reading{part}}
			if file.Name != "" {
				return file, nil
			}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return nil, interrupted(err)
		}
		if left -= int64(len(value)); left < 0 {
			return nil, &core.Error{Kind: core.TooLarge}
		}
		u.Fields[name] = append(u.Fields[name], tidy(string(value)))
	}
}

// reading says in our words why a file could not be read to its end.
type reading struct{ io.Reader }

func (r reading) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = interrupted(err)
	}
	return n, err
}

func interrupted(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &core.Error{Kind: core.TooLarge, Key: "web.inside.file-too-large", Cause: err}
	}
	return &core.Error{Kind: core.Malformed, Key: "web.error.malformed", Cause: err}
}

// FileName is what is left of a file's name when every folder and every
// character that could lead somewhere is gone.
func FileName(name string) string {
	name = tidy(name)
	if at := strings.LastIndexAny(name, "/\\"); at >= 0 {
		name = name[at+1:]
	}
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`"<>:|?*`, r) || r == '\n' || r == '\r' || r == '\t' || r == '\u202e' || r == '\u202d' {
			return '_'
		}
		return r
	}, name))
	if strings.Trim(name, ". ") == "" && name != "" {
		return "file"
	}
	return core.Clip(name, 150)
}

// Attachment sends a file to be saved, never to be shown: its kind is hidden
// from the browser, and a page in it could do nothing. Parts of it may be asked
// for (RFC 9110, 14).
func Attachment(w http.ResponseWriter, r *http.Request, name string, content io.ReadSeeker) error {
	asAttachment(w, name)
	http.ServeContent(&lasting{ResponseWriter: w, control: http.NewResponseController(w)}, r, "", time.Time{}, content)
	return nil
}

// Download sends what write writes as a file to be saved, while it is made and
// for as long as bytes leave. An error before the first byte gets its page as
// any other. After that the connection is broken off, so that the browser says
// that the file is not whole.
func Download(w http.ResponseWriter, name string, write func(io.Writer) error) error {
	out := &begun{Writer: &lasting{ResponseWriter: w, control: http.NewResponseController(w)}, begin: func() {
		asAttachment(w, name)
		w.WriteHeader(http.StatusOK)
	}}
	err := write(out)
	if err != nil && out.begin == nil {
		return &unfinished{err}
	}
	return err
}

// Stream sends what write writes while it is made and for as long as bytes leave. tag
// names a state of the data that is known before: as long as it is the same, so is the
// answer, and whoever has it gets nothing again. An error before the first byte gets its
// page as any other; after that the connection is broken off.
func Stream(w http.ResponseWriter, r *http.Request, contentType, tag string, write func(io.Writer) error) error {
	h := w.Header()
	tag = `W/"` + tag + `"`
	if matches(r.Header.Get("If-None-Match"), tag) {
		h.Set("ETag", tag)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	begin := func() {
		h.Set("ETag", tag)
		h.Set("Content-Type", contentType)
		w.WriteHeader(http.StatusOK)
	}
	if r.Method == http.MethodHead {
		begin()
		return nil
	}
	out := &begun{Writer: &lasting{ResponseWriter: w, control: http.NewResponseController(w)}, begin: begin}
	err := write(out)
	switch {
	case err == nil && out.begin != nil:
		begin() // there was nothing to write
	case err != nil && out.begin == nil:
		return &unfinished{err}
	}
	return err
}

// Picture sends a picture to be shown in a page, and nothing else: only what
// platform/picture has written anew may be given to it, never a file that somebody
// uploaded. It has no name by which a browser would save it, and nothing in it
// could run. It fails, and has sent nothing, if it is neither JPEG nor PNG.
func Picture(w http.ResponseWriter, r *http.Request, contentType string, body []byte) error {
	if http.DetectContentType(body) != contentType || contentType != "image/jpeg" && contentType != "image/png" {
		return errors.New("web: this is no picture that can be shown")
	}
	sealed(w.Header())
	w.Header().Set("Content-Disposition", `inline; filename=""`)
	return write(w, r, http.StatusOK, contentType, body, "")
}

// begun calls begin before the first byte.
type begun struct {
	io.Writer
	begin func()
}

func (b *begun) Write(p []byte) (int, error) {
	if b.begin != nil {
		b.begin()
		b.begin = nil
	}
	return b.Writer.Write(p)
}

// unfinished says that an answer broke off after it had begun.
type unfinished struct{ cause error }

func (u *unfinished) Error() string { return "an answer broke off: " + u.cause.Error() }

func (u *unfinished) Unwrap() error { return u.cause }

func asAttachment(w http.ResponseWriter, name string) {
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": FileName(name)}))
	sealed(h)
}

// sealed marks an answer in which nothing can run, which nobody keeps, and which
// travels as it is: parts of a file fit only the file as it is, and how small a
// picture packs is nobody's business.
func sealed(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set(gzhttp.HeaderNoCompression, "1")
}

// lasting lets an answer last as long as bytes leave.
type lasting struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (l *lasting) Write(b []byte) (int, error) {
	_ = l.control.SetWriteDeadline(clock.System{}.Now().Add(writeTime))
	return l.ResponseWriter.Write(b)
}

// Unwrap leads http.ResponseController to the connection.
func (l *lasting) Unwrap() http.ResponseWriter { return l.ResponseWriter }
