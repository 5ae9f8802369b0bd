package cite

import (
	"bytes"
	"encoding/xml"
)

// writer writes XML. Whatever is text or the value of an attribute is escaped; names of
// elements are those of this file.
type writer struct{ bytes.Buffer }

func (w *writer) start(name string, attributes ...string) {
	w.tag(name, attributes)
	w.WriteByte('>')
}

func (w *writer) end(name string) { w.WriteString("</" + name + ">") }

func (w *writer) open(name string, attributes ...string) {
	w.start(name, attributes...)
	w.WriteByte('\n')
}

func (w *writer) close(name string) {
	w.end(name)
	w.WriteByte('\n')
}

func (w *writer) empty(name string, attributes ...string) {
	w.tag(name, attributes)
	w.WriteString("/>\n")
}

// tag writes the beginning of an element; attributes are pairs of name and value.
func (w *writer) tag(name string, attributes []string) {
	w.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		w.WriteString(" " + attributes[i] + `="`)
		w.text(attributes[i+1])
		w.WriteByte('"')
	}
}

// paragraph writes one line of text.
func (w *writer) paragraph(s string) {
	w.start("p")
	w.text(s)
	w.end("p")
	w.WriteByte('\n')
}

// text writes s escaped. A writer to memory does not fail.
func (w *writer) text(s string) {
	if err := xml.EscapeText(&w.Buffer, []byte(s)); err != nil {
		return
	}
}
