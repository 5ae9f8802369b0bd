package web_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// give is a site with one file that is made while it is sent.
func give(t *testing.T, write func(io.Writer) error) (*site, string) {
	t.Helper()
	s := newSite(t, nil, web.Route{Method: http.MethodPost, Path: "/file", Right: web.Everyone, Files: true, Handle: func(w http.ResponseWriter, _ *http.Request) error {
		return web.Download(w, "../all \"of\" it.age", write)
	}})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL + "/file"
}

func TestFileIsSentWhileItIsMade(t *testing.T) {
	_, address := give(t, func(w io.Writer) error {
		for range 1000 {
			if _, err := io.WriteString(w, strings.Repeat("x", 1000)); err != nil {
				return err
			}
		}
		return nil
	})
	answer, err := http.Post(address, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || len(body) != 1_000_000 || answer.StatusCode != http.StatusOK {
		t.Errorf("status %d, %d bytes, %v", answer.StatusCode, len(body), err)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Content-Disposition": `attachment; filename="all _of_ it.age"`, "Content-Encoding": "",
	} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestFileThatCannotBeBegunIsAPage(t *testing.T) {
	_, address := give(t, func(io.Writer) error { return &core.Error{Kind: core.Denied} })
	answer, err := http.Post(address, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden || answer.Header.Get("Content-Disposition") != "" {
		t.Errorf("status %d, %v", answer.StatusCode, answer.Header)
	}
}

func TestFileThatBreaksOffIsNotTakenForWhole(t *testing.T) {
	s, address := give(t, func(w io.Writer) error {
		if _, err := io.WriteString(w, strings.Repeat("x", 100_000)); err != nil {
			return err
		}
		return errors.New("the disk is gone")
	})
	answer, err := http.Post(address, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); err == nil || strings.Contains(string(body), "<") {
		t.Errorf("%d bytes came, and the end was taken for one", len(body))
	}
	if !strings.Contains(s.log.String(), "the disk is gone") || strings.Contains(s.log.String(), "panic") {
		t.Errorf("the log says %s", s.log)
	}
}

func TestPassphraseIsNeverGivenBack(t *testing.T) {
	var again *web.Again
	s := newSite(t, func(c *web.Config) {
		c.Actor = func(*http.Request) (core.Actor, error) { return core.Actor{Role: core.Visitor}, nil }
		failure := c.Failure
		c.Failure = func(r *http.Request, f web.Failure) templ.Component {
			again = f.Again
			return failure(r, f)
		}
	}, web.Route{Method: http.MethodPost, Path: "/x", Right: "some", Handle: func(http.ResponseWriter, *http.Request) error { return nil }})
	r := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader("text=kept&passphrase=geheim&repeat=geheim&password=geheim"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	s.ServeHTTP(httptest.NewRecorder(), r)
	if again == nil || len(again.Fields) != 1 || again.Fields[0] != [2]string{"text", "kept"} {
		t.Errorf("given back is %v", again)
	}
}

func TestPictureIsShownAndNeverKept(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 400, 400))); err != nil {
		t.Fatal(err)
	}
	picture := func(contentType string, body []byte) *site {
		return newSite(t, nil, get("/picture", func(w http.ResponseWriter, r *http.Request) error {
			return web.Picture(w, r, contentType, body)
		}))
	}
	w := picture("image/png", b.Bytes()).ask("GET", "/picture", nil, "Accept-Encoding", "gzip")
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), b.Bytes()) {
		t.Errorf("status %d, %d bytes", w.Code, w.Body.Len())
	}
	for name, want := range map[string]string{
		"Content-Type": "image/png", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Content-Disposition": `inline; filename=""`, "X-Content-Type-Options": "nosniff", "Content-Encoding": "", "ETag": "",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for contentType, body := range map[string]string{
		"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png": "<html><script>", "text/html": "<html>", "image/gif": "GIF89a", "": b.String(),
	} {
		w := picture(contentType, []byte(body)).ask("GET", "/picture", nil)
		if w.Code != http.StatusInternalServerError || w.Header().Get("Content-Disposition") != "" || strings.Contains(w.Body.String(), body) {
			t.Errorf("%s: status %d, %s", contentType, w.Code, w.Body)
		}
	}
}
