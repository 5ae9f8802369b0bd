package web_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// form writes a form with files: pairs of field and value, a value that begins
// with "@" being a file of that name with the content "content of NAME".
func form(t testing.TB, pairs ...string) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for i := 0; i+1 < len(pairs); i += 2 {
		var part io.Writer
		var err error
		value := pairs[i+1]
		if name, isFile := strings.CutPrefix(value, "@"); isFile {
			part, err = w.CreateFormFile(pairs[i], name)
			value = "content of " + name
		} else {
			part, err = w.CreateFormField(pairs[i])
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), body
}

// receiver answers an upload with what it read of it.
func receiver(limit int64) web.Route {
	route := post("/upload", func(w http.ResponseWriter, r *http.Request) error {
		u, err := web.ReadUpload(r)
		if err != nil {
			return err
		}
		said := ""
		for {
			file, err := u.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			content, err := io.ReadAll(file)
			if err != nil {
				return err
			}
			said += "[" + u.Fields.Get("title") + "|" + file.Field + "|" + file.Name + "|" + string(content) + "]"
		}
		return web.Render(w, r, http.StatusOK, words(said+u.Fields.Get("after")))
	})
	route.Files, route.Body = true, limit
	return route
}

func TestUploadIsReadAsItArrives(t *testing.T) {
	s := newSite(t, nil, receiver(1<<20))
	contentType, body := form(t, "title", "Größe 🙂", "file", "@a.txt", "file", "@b.txt", "after", "end")
	w := s.ask("POST", "/upload", body, "Content-Type", contentType)
	want := "[Größe 🙂|file|a.txt|content of a.txt][Größe 🙂|file|b.txt|content of b.txt]end"
	if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
		t.Errorf("%d %s, want %s", w.Code, w.Body, want)
	}
}

func TestUploadThatCannotBeReadIsRefused(t *testing.T) {
	s := newSite(t, nil, receiver(1<<20))
	contentType, whole := form(t, "title", "a", "file", "@a.txt")
	half := whole.Bytes()[:whole.Len()-40]
	long, many := form(t, "file", "@a.txt", "title", strings.Repeat("x", 300<<10))
	huge, large := form(t, "title", strings.Repeat("x", 2<<20))
	for name, test := range map[string]struct {
		contentType string
		body        io.Reader
		status      int
	}{
		"not a form with files":    {"application/x-www-form-urlencoded", strings.NewReader("a=b"), 400},
		"without a boundary":       {"multipart/form-data", strings.NewReader("a=b"), 400},
		"broken off":               {contentType, bytes.NewReader(half), 400},
		"fields that are too long": {long, many, 413},
		"a body that is too long":  {huge, large, 413},
	} {
		t.Run(name, func(t *testing.T) {
			if w := s.ask("POST", "/upload", test.body, "Content-Type", test.contentType); w.Code != test.status {
				t.Errorf("%d %s, want %d", w.Code, w.Body, test.status)
			}
		})
	}
}

func TestFileNamesLeadNowhere(t *testing.T) {
	for name, want := range map[string]string{
		"a.pdf": "a.pdf", "../../etc/passwd": "passwd", `C:\Users\x\a.doc`: "a.doc", "a\x00b\r\n.txt": "ab__.txt",
		"..": "file", `a"b<c>.html`: "a_b_c_.html", "Bericht 🙂 مرحبا.pdf": "Bericht 🙂 مرحبا.pdf", "gpj.\u202eexe": "gpj._exe",
		strings.Repeat("ä", 300): strings.Repeat("ä", 150) + "…",
	} {
		if got := web.FileName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func FuzzFileName(f *testing.F) {
	for _, s := range []string{"a.pdf", "../x", `a\b`, "\xff", "CON", "…"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := web.FileName(s)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "/\\\r\n\"\x00") || got == "." || got == ".." || utf8.RuneCountInString(got) > 151 {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func TestAttachmentIsOnlyEverSaved(t *testing.T) {
	content := strings.Repeat("<script>alert(1)</script>", 100)
	s := newSite(t, nil, get("/file", func(w http.ResponseWriter, r *http.Request) error {
		return web.Attachment(w, r, "Übersicht \"neu\".html", strings.NewReader(content))
	}))
	w := s.ask("GET", "/file", nil, "Accept-Encoding", "gzip")
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Content-Encoding": "", "No-Gzip-Compression": "",
		"Content-Disposition": "attachment; filename*=utf-8''%C3%9Cbersicht%20_neu_.html",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if w.Code != 200 || w.Body.String() != content {
		t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
	}
	part := s.ask("GET", "/file", nil, "Range", "bytes=8-16")
	if part.Code != http.StatusPartialContent || part.Body.String() != content[8:17] {
		t.Errorf("a part: %d %q", part.Code, part.Body)
	}
}

func TestWhoIsSignedOutGetsBackWhatTheyWrote(t *testing.T) {
	var got *web.Again
	s := newSite(t, func(c *web.Config) {
		c.Actor = func(*http.Request) (core.Actor, error) { return core.Actor{Role: core.Visitor}, nil }
		failure := c.Failure
		c.Failure = func(r *http.Request, f web.Failure) templ.Component { got = f.Again; return failure(r, f) }
	}, web.Route{Method: "GET", Path: "/note", Right: "self", Handle: says("secret")}, web.Route{Method: "POST", Path: "/note", Right: "self", Handle: says("secret")})
	if w := s.ask("GET", "/note?id=1", nil); w.Code != 401 || got == nil || got.Address != "/note?id=1" || got.Sent || w.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("a page: %d, %+v", w.Code, got)
	}
	w := s.ask("POST", "/note", strings.NewReader("text=a%0Ab&kind=x&kind=y&password=geheim&repeat=geheim"), "Content-Type", "application/x-www-form-urlencoded")
	if w.Code != 401 || got == nil || !got.Sent {
		t.Fatalf("a form: %d, %+v", w.Code, got)
	}
	want := [][2]string{{"kind", "x"}, {"kind", "y"}, {"text", "a\nb"}}
	if len(got.Fields) != len(want) {
		t.Fatalf("fields: %v, want %v", got.Fields, want)
	}
	for i := range want {
		if got.Fields[i] != want[i] {
			t.Errorf("field %d: %v, want %v", i, got.Fields[i], want[i])
		}
	}
	s.ask("POST", "/note", strings.NewReader("a=b"), "Content-Type", "text/plain")
	if !got.Sent || got.Fields != nil {
		t.Errorf("what is no form cannot be sent again: %+v", got)
	}
}

func TestPagesInsideSpeakThePersonsLanguage(t *testing.T) {
	language := func(w http.ResponseWriter, r *http.Request) error {
		return web.Render(w, r, http.StatusOK, words(string(web.Printer(r).Lang())))
	}
	routes := []web.Route{{Method: "GET", Path: "/inside", Right: "self", Handle: language}, {Method: "GET", Path: "/page", Right: "self", Localised: true, Handle: language}}
	for _, test := range []struct {
		speaks core.Lang
		path   string
		want   string
	}{{"en", "/inside", "en"}, {"", "/inside", "de"}, {"fr", "/inside", "de"}, {"en", "/de/page", "de"}} {
		s := newSite(t, func(c *web.Config) {
			c.Actor = func(*http.Request) (core.Actor, error) { return core.Actor{Role: core.Person, Lang: test.speaks}, nil }
			c.Allow = func(core.Actor, web.Right) bool { return true }
		}, routes...)
		if w := s.ask("GET", test.path, nil, "Accept-Language", "de"); !strings.Contains(w.Body.String(), ">"+test.want+"<") {
			t.Errorf("%+v: %s", test, w.Body)
		}
	}
}
