package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

// Kept holds pages that are the same for everybody until something changes, so
// that they are made and compressed once and not for each reader. It is for
// pages that depend on nothing but their language and a state of the data;
// never for an answer to a question. Its zero value is ready for use.
type Kept struct {
	mu    sync.RWMutex
	pages map[string]keptPage
}

type keptPage struct {
	state         string
	body, gzipped []byte
	tag           string
}

// Render answers with the page of that name as it was made for the same state,
// or makes it.
func (k *Kept) Render(w http.ResponseWriter, r *http.Request, name, state string, make func() templ.Component) error {
	k.mu.RLock()
	page, ok := k.pages[name]
	k.mu.RUnlock()
	if !ok || page.state != state {
		var err error
		if page, err = newKeptPage(r, state, make()); err != nil {
			return err
		}
		k.mu.Lock()
		if k.pages == nil {
			k.pages = map[string]keptPage{}
		}
		k.pages[name] = page
		k.mu.Unlock()
	}
	body := page.body
	if acceptsGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		body = page.gzipped
	}
	return write(w, r, http.StatusOK, htmlType, body, page.tag)
}

func newKeptPage(r *http.Request, state string, page templ.Component) (keptPage, error) {
	var body, gzipped bytes.Buffer
	if err := page.Render(r.Context(), &body); err != nil {
		return keptPage{}, err
	}
	z, err := gzip.NewWriterLevel(&gzipped, gzip.BestCompression)
	if err != nil {
		return keptPage{}, err
	}
	if _, err := z.Write(body.Bytes()); err != nil {
		return keptPage{}, err
	}
	if err := z.Close(); err != nil {
		return keptPage{}, err
	}
	return keptPage{state, body.Bytes(), gzipped.Bytes(), etag(body.Bytes())}, nil
}

// acceptsGzip is careful: whoever does not clearly say so gets the page as it is.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		if strings.TrimSpace(part) == "gzip" {
			return true
		}
	}
	return false
}
