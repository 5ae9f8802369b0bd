package testkit

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// Browser is a Visitor that keeps the cookies it is given, as browsers do. It
// follows no redirect.
type Browser struct {
	visitor *Visitor
	cookies map[string]string
}

// Browser returns a browser without any cookie.
func (n *Network) Browser(t testing.TB) *Browser { return NewBrowser(t, n.Address) }

// NewBrowser returns a browser of somebody who visits a site by its address.
func NewBrowser(t testing.TB, address string) *Browser {
	return &Browser{NewVisitor(t, address, "de"), map[string]string{}}
}

// Copy returns another browser with the same cookies, as a thief has it.
func (b *Browser) Copy() *Browser { return &Browser{b.visitor, maps.Clone(b.cookies)} }

// At returns a browser with the same cookies at the same site by another
// address, as when several servers answer for it.
func (b *Browser) At(address string) *Browser {
	v := *b.visitor
	v.address = strings.TrimRight(address, "/")
	return &Browser{&v, b.cookies}
}

// Cookies are the values of all cookies.
func (b *Browser) Cookies() []string { return slices.Sorted(maps.Values(b.cookies)) }

// Visitor is whoever sits at the browser, with her cookies of this moment.
func (b *Browser) Visitor() *Visitor {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(b.cookies)) {
		all = append(all, name+"="+b.cookies[name])
	}
	if len(all) == 0 {
		return b.visitor
	}
	return b.visitor.With("Cookie", strings.Join(all, "; "))
}

// Opens opens an address of the site.
func (b *Browser) Opens(path string) *Page {
	b.visitor.t.Helper()
	return b.keep(b.Visitor().Opens(path))
}

// Posts sends a form. fields are pairs of name and value.
func (b *Browser) Posts(path string, fields ...string) *Page {
	b.visitor.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.Sends(path, form)
}

// Sends sends a form.
func (b *Browser) Sends(path string, form url.Values) *Page {
	b.visitor.t.Helper()
	return b.keep(b.Visitor().Posts(path, form))
}

// Uploads sends a form with one file behind its other fields.
func (b *Browser) Uploads(path string, form url.Values, field, name string, content io.Reader) *Page {
	b.visitor.t.Helper()
	kind, body := Multipart(form, field, name, content)
	return b.keep(b.Visitor().Sends(http.MethodPost, path, kind, body))
}

// Multipart writes a form with one file behind its other fields while it is read.
func Multipart(form url.Values, field, name string, content io.Reader) (contentType string, body io.Reader) {
	var head, tail bytes.Buffer
	w := multipart.NewWriter(&head)
	for key, values := range form {
		for _, v := range values {
			_ = w.WriteField(key, v) // into memory
		}
	}
	_, _ = w.CreateFormFile(field, name)
	fmt.Fprintf(&tail, "\r\n--%s--\r\n", w.Boundary())
	return w.FormDataContentType(), io.MultiReader(&head, content, &tail)
}

// keep takes the cookies of an answer.
func (b *Browser) keep(p *Page) *Page {
	for _, c := range (&http.Response{Header: p.Header}).Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return p
}
