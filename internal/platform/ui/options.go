package ui

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// options writes the values of a select. Some lists are long (a page of the
// directory holds 78 languages), so it writes them in one go.
func options(list []Choice) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		b := make([]byte, 0, 64*len(list))
		for _, c := range list {
			b = append(b, `<option value="`...)
			b = append(b, templ.EscapeString(c.Value)...)
			b = append(b, '"')
			if c.Selected {
				b = append(b, ` selected`...)
			}
			b = append(b, '>')
			b = append(b, templ.EscapeString(c.Words)...)
			if c.Count >= 0 {
				b = append(b, " ("...)
				b = strconv.AppendInt(b, int64(c.Count), 10)
				b = append(b, ')')
			}
			b = append(b, `</option>`...)
		}
		_, err := w.Write(b)
		return err
	})
}
