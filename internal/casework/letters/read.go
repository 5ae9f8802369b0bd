package letters

import "strings"

// Kind says what a block is.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"   // one line
	Paragraph Kind = "paragraph" // lines that stay lines
	List      Kind = "list"      // each line is an item
	Sign      Kind = "sign"      // each line is the label of a line to write on
)

// Block is a part of a text, as a page shows and prints it.
type Block struct {
	Kind  Kind
	Rank  int // of a heading: 2 or 3
	Lines [][]Span
}

// Span is a piece of a line.
type Span struct {
	Text string
	Bold bool
	Gap  bool // a value that is missing; Text is its label without brackets
}

// Read takes a text apart, one that was filled or that somebody has edited since.
// There is no mark that makes a link, a picture or anything of HTML, and none that
// can be wrong: what means nothing is shown as it is.
func Read(filled string) []Block {
	var blocks []Block
	fresh := true // an empty line, or nothing yet, comes before
	for line := range strings.SplitSeq(strings.ReplaceAll(filled, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			fresh = true
			continue
		}
		kind, rank, rest := kindOf(line)
		spans := spansOf(rest)
		last := len(blocks) - 1
		if !fresh && kind != Heading && blocks[last].Kind == kind || last >= 0 && kind == blocks[last].Kind && kind != Heading && kind != Paragraph {
			blocks[last].Lines = append(blocks[last].Lines, spans)
		} else {
			blocks = append(blocks, Block{kind, rank, [][]Span{spans}})
		}
		fresh = false
	}
	return blocks
}

func kindOf(line string) (kind Kind, rank int, rest string) {
	for _, k := range []struct {
		mark string
		kind Kind
		rank int
	}{{"# ", Heading, 2}, {"## ", Heading, 2}, {"### ", Heading, 3}, {"- ", List, 0}, {"___ ", Sign, 0}} {
		if rest, ok := strings.CutPrefix(line, k.mark); ok {
			return k.kind, k.rank, strings.TrimSpace(rest)
		}
	}
	return Paragraph, 0, line
}

// spansOf reads bold, gaps and characters behind a backslash. Bold that does not
// end and a bracket that does not close are shown as they are.
func spansOf(line string) []Span {
	var spans []Span
	var b strings.Builder
	bold := false
	flush := func() {
		if b.Len() > 0 {
			spans = append(spans, Span{Text: b.String(), Bold: bold})
			b.Reset()
		}
	}
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && punctuation(line[i+1]):
			i++
			b.WriteByte(line[i])
		case strings.HasPrefix(line[i:], "**") && (bold || closes(line[i+2:], "**") >= 0):
			flush()
			bold = !bold
			i++
		case line[i] == '[' && closes(line[i+1:], "]") > 0:
			flush()
			n := closes(line[i+1:], "]")
			spans = append(spans, Span{Text: unescaped(line[i+1 : i+1+n]), Bold: bold, Gap: true})
			i += n + 1
		default:
			b.WriteByte(line[i])
		}
	}
	flush()
	return spans
}

// closes returns where a mark comes next that no backslash takes away, or -1.
func closes(s, mark string) int {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		} else if strings.HasPrefix(s[i:], mark) {
			return i
		}
	}
	return -1
}

// unescaped takes away the backslashes before marks.
func unescaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && punctuation(s[i+1]) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func punctuation(c byte) bool {
	return c > ' ' && c < 0x7f && !('0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z')
}

// Words returns what a line says, without marks; a gap keeps its brackets.
func Words(line []Span) string {
	var b strings.Builder
	for _, s := range line {
		if s.Gap {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}
