package ui

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/a-h/templ"
)

// Fixed is a part of pages that is always the same: it is made once, when it is
// first shown.
func Fixed(part templ.Component) templ.Component {
	html := sync.OnceValues(func() ([]byte, error) {
		var b bytes.Buffer
		err := part.Render(context.Background(), &b)
		return b.Bytes(), err
	})
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		b, err := html()
		if err != nil {
			return err
		}
		_, err = w.Write(b)
		return err
	})
}
