package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

// largestKept is the size of a page buffer that is still worth keeping, bytes.
const largestKept = 1 << 20

// Render makes the whole page and then writes it. If making it fails, nothing
// has been written and the error goes to the page for errors.
func Render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= largestKept {
			b.Reset()
			buffers.Put(b)
		}
	}()
	if err := page.Render(r.Context(), b); err != nil {
		return err
	}
	return Write(w, r, status, htmlType, b.Bytes())
}

const htmlType = "text/html; charset=utf-8"

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Write sends body. An answer that may be kept gets an ETag and is not sent
// again to a browser that has it. The tag is weak because the same page may
// travel compressed or not.
func Write(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte) error {
	tag := ""
	if status == http.StatusOK && w.Header().Get("Cache-Control") != "no-store" {
		tag = etag(body)
	}
	return write(w, r, status, contentType, body, tag)
}

func write(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte, tag string) error {
	h := w.Header()
	h.Set("Content-Type", contentType)
	if p := Printer(r); p != nil && contentType == htmlType {
		h.Set("Content-Language", string(p.Lang()))
	}
	if tag != "" {
		h.Set("ETag", tag)
		if matches(r.Header.Get("If-None-Match"), tag) {
			h.Del("Content-Type")
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		// An error here means that the reader has gone; nobody is left to tell.
		_, _ = w.Write(body)
	}
	return nil
}

func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// matches compares weakly, as If-None-Match demands (RFC 9110, 13.1.2).
func matches(header, tag string) bool {
	for header != "" {
		var one string
		one, header, _ = strings.Cut(header, ",")
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// SeeOther ends a change with a redirect to where its result can be seen.
func SeeOther(w http.ResponseWriter, to string) error {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
