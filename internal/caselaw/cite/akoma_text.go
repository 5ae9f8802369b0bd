package cite

import (
	"fmt"
	"strings"

	"verbund/internal/caselaw/decision"
)

// writeBody writes the sections of the text; without one, how the decision is cited.
func (d Decision) writeBody(w *writer) {
	w.open("judgmentBody")
	written := false
	if d.Text != nil {
		written = writeSections(w, d.Text)
	}
	if !written {
		w.open("introduction")
		w.paragraph(German(d, ""))
		w.close("introduction")
	}
	w.close("judgmentBody")
}

// partOf is the part of a judgment in Akoma Ntoso that a kind of section belongs to.
func partOf(kind string) string {
	switch kind {
	case "headnote", "guidance", "opening":
		return "introduction"
	case "tenor":
		return "decision"
	case "facts":
		return "background"
	}
	return "motivation"
}

// writeSections tells whether there was anything to write.
func writeSections(w *writer, t *decision.Text) (written bool) {
	anchors := t.Anchors()
	taken := map[string]bool{}
	at := 0
	for i, s := range t.Sections {
		if len(s.Paragraphs) == 0 && s.Heading == "" {
			continue
		}
		written = true
		part := partOf(s.Kind)
		w.open(part)
		w.open("section", "eId", fmt.Sprintf("section-%d", i+1), "class", orElse(slug(s.Kind), "other"))
		if s.Heading != "" {
			w.start("heading")
			w.text(s.Heading)
			w.end("heading")
			w.WriteByte('\n')
		}
		if len(s.Paragraphs) == 0 {
			w.open("content")
			w.paragraph("")
			w.close("content")
		}
		for _, p := range s.Paragraphs {
			id := elementID(anchors[at])
			for taken[id] {
				id += "_"
			}
			taken[id] = true
			at++
			w.open("paragraph", "eId", id)
			if p.Number != "" {
				w.start("num")
				w.text(p.Number)
				w.end("num")
				w.WriteByte('\n')
			}
			w.open("content")
			for l := range strings.SplitSeq(p.Text, "\n") {
				w.paragraph(l)
			}
			w.close("content")
			w.close("paragraph")
		}
		w.close("section")
		w.close(part)
	}
	return written
}

// elementID writes an anchor with the characters that every reader of eIds takes: letters,
// digits, hyphen and point. Any other stands as its number between underscores.
func elementID(anchor string) string {
	var b strings.Builder
	for _, r := range anchor {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "_%x_", r)
		}
	}
	return b.String()
}
