package source

import (
	"strings"
	"unicode"
)

// block is what markup sets apart: a paragraph with its margin number, if it has one.
// Lines within it are parted by "\n".
type block struct {
	number string
	text   string
	head   bool // a heading, by its element
}

// flow makes blocks of markup as courts and portals write it: definition lists whose
// terms are margin numbers, hcontainers of Akoma Ntoso, paragraphs, lists, tables.
type flow struct {
	blocks   []block
	pictures bool // there were some, and they are left out

	line   strings.Builder  // the text that is being written
	space  bool             // a space goes before the next word
	prefix string           // the sign of a list, before the next word
	group  *strings.Builder // lines that stay together
	lists  []list
	people map[string]string // names by their id, for opinions
}

type list struct {
	kind string // of numbering; "" for a list without
	next int
}

// flowOf returns the blocks of everything below the nodes.
func flowOf(nodes ...*node) *flow {
	f := &flow{}
	for _, n := range nodes {
		if n != nil {
			f.below(n)
			f.flush()
		}
	}
	return f
}

func (f *flow) below(n *node) {
	for _, k := range n.kids {
		f.walk(k)
	}
}

func (f *flow) walk(n *node) {
	switch n.name {
	case "":
		f.write(n.text)
	case "br", "eol":
		f.end()
	case "img", "picture", "object", "embed", "svg":
		f.pictures = true
		f.write(n.attr("alt"))
	case "sup", "sub":
		f.write(raised(n))
	case "dl":
		f.flush()
		f.definitions(n)
	case "hcontainer":
		f.flush()
		if name := strings.ToLower(n.attr("name")); name == "randnummer" {
			f.numbered(n.child("num").words(), n.child("content"))
		} else {
			f.below(n)
		}
		f.flush()
	case "ul", "ol", "blocklist":
		f.list(n)
	case "li", "item":
		f.item(n)
	case "table":
		f.table(n)
	case "blockquote":
		f.together(func() { f.below(n) })
	case "opinion":
		f.flush()
		if who := f.people[strings.TrimPrefix(n.attr("by"), "#")]; who != "" {
			f.write(who + ": ")
		}
		f.below(n)
		f.flush()
	case "h1", "h2", "h3", "h4", "h5", "h6", "heading":
		f.flush()
		before := len(f.blocks)
		f.below(n)
		f.flush()
		if len(f.blocks) == before+1 {
			f.blocks[before].head = true
		}
	default:
		if isBlock(n.name) {
			f.flush()
			f.below(n)
			f.flush()
			return
		}
		f.below(n)
	}
}

// write adds text, with single spaces.
func (f *flow) write(s string) {
	for i, word := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) }) {
		if f.line.Len() > 0 && (i > 0 || f.space || startsBlank(s)) && !strings.HasSuffix(f.line.String()[max(0, f.line.Len()-1):], "\n") {
			f.line.WriteByte(' ')
		}
		if f.prefix != "" {
			f.line.WriteString(f.prefix)
			f.prefix = ""
		}
		f.line.WriteString(word)
		f.space = false
	}
	if s != "" {
		f.space = f.space || endsBlank(s)
	}
}

func startsBlank(s string) bool { return strings.IndexFunc(s, unicode.IsSpace) == 0 }

func endsBlank(s string) bool { return strings.TrimRightFunc(s, unicode.IsSpace) != s }

// end ends a line within a block.
func (f *flow) end() {
	if f.line.Len() > 0 {
		f.line.WriteByte('\n')
	}
	f.space = false
}

// flush ends a block.
func (f *flow) flush() {
	text, _ := plain(f.line.String())
	text = strings.Trim(text, " \n\f")
	f.line.Reset()
	f.space = false
	switch {
	case text == "":
	case f.group != nil:
		if f.group.Len() > 0 {
			f.group.WriteByte('\n')
		}
		f.group.WriteString(text)
	default:
		f.blocks = append(f.blocks, block{text: text})
	}
}

// together keeps what do writes in one block, and with the one before it if that
// leads to it.
func (f *flow) together(do func()) {
	f.flush()
	if f.group != nil {
		do()
		f.flush()
		return
	}
	f.group = &strings.Builder{}
	do()
	f.flush()
	text := f.group.String()
	f.group = nil
	if text == "" {
		return
	}
	if n := len(f.blocks); n > 0 && !f.blocks[n-1].head && len(f.blocks[n-1].text) < longestLead && strings.ContainsAny(f.blocks[n-1].text[len(f.blocks[n-1].text)-1:], ":,;") {
		f.blocks[n-1].text += "\n" + text
		return
	}
	f.blocks = append(f.blocks, block{text: text})
}

// longestLead is how many bytes a block may have to take what it leads to.
const longestLead = 8 << 10

// numbered writes what has a margin number.
func (f *flow) numbered(number string, n *node) {
	f.flush()
	if f.group != nil || n == nil { // within another: numbers do not nest
		if n != nil {
			f.prefix = strings.TrimSpace(number) + " "
			f.below(n)
			f.flush()
		}
		return
	}
	f.group = &strings.Builder{}
	f.below(n)
	f.flush()
	f.blocks = append(f.blocks, block{number: number, text: f.group.String()})
	f.group = nil
}
