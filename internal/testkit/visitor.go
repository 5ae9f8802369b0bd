package testkit

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Visitor is somebody with a browser. It follows no redirect, keeps no cookie
// and runs no script.
type Visitor struct {
	t       testing.TB
	client  *http.Client
	address string
	headers http.Header
}

// Visitor returns somebody whose browser prefers a language, as in
// Accept-Language.
func (n *Network) Visitor(t testing.TB, language string) *Visitor {
	return NewVisitor(t, n.Address, language)
}

// NewVisitor returns somebody who visits a site by its address.
func NewVisitor(t testing.TB, address, language string) *Visitor {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(client.CloseIdleConnections)
	v := &Visitor{t: t, client: client, address: strings.TrimRight(address, "/"), headers: http.Header{}}
	if language != "" {
		v.headers.Set("Accept-Language", language)
	}
	return v
}

// With returns the same visitor whose browser also sends a header.
func (v *Visitor) With(name, value string) *Visitor {
	w := *v
	w.headers = v.headers.Clone()
	w.headers.Set(name, value)
	return &w
}

// Opens opens an address of the site.
func (v *Visitor) Opens(path string) *Page {
	v.t.Helper()
	return v.Sends(http.MethodGet, path, "", nil)
}

// Posts sends a form.
func (v *Visitor) Posts(path string, form url.Values) *Page {
	v.t.Helper()
	return v.Sends(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// Sends makes any request.
func (v *Visitor) Sends(method, path, contentType string, body io.Reader) *Page {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.address+path, body)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	for name, values := range v.headers {
		r.Header[name] = values
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatalf("%s %s: reading the answer: %v", method, path, err)
	}
	return NewPage(v.t, method+" "+path, answer.StatusCode, answer.Header, content)
}
