package citation

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed books.txt
var booksText string

//go:embed journals.txt
var journalsText string

// lists is what the scanner knows by heart.
type lists struct {
	books    map[string]string // abbreviation, to the usual one
	folded   map[string]string // the same without regard to capitals, blanks and hyphens, for what people type
	names    map[string]string // full name in stems, to the usual abbreviation
	triggers map[string]*trigger
	journals map[string]collection

	kinds      map[string]string // of decisions, as printed, to the form of Case.Kind
	adjectives map[string]bool   // before a court that is told by its Land
	registers  map[string]register

	// shapes tells by its length and first letter whether a word may be a trigger, which
	// most words are not: bit n of shapes[length] stands for the nth letter.
	shapes [longest + 1]uint32

	foldedJournals map[string]string // without regard to capitals, blanks and hyphens, for what people type
	foldedSigns    map[string]string // registers and courts in small letters, likewise
}

// collection says how a journal or collection of decisions is cited.
type collection struct {
	name   string
	volume bool // by volume and page, "BGHZ 67, 284"; otherwise by year and page
	court  string
	part   bool // with a part before the year, "BStBl II 1999, 213"
	silent bool // not a citation by itself: parts of it would be taken for one
}

// longest is how many bytes the longest trigger has.
const longest = 32

// known returns the lists, read from the embedded files at the first call.
var known = sync.OnceValue(func() *lists {
	k := &lists{
		books: map[string]string{}, folded: map[string]string{}, names: map[string]string{},
		triggers: map[string]*trigger{}, journals: map[string]collection{},
		kinds: map[string]string{}, adjectives: map[string]bool{}, registers: map[string]register{},
		foldedJournals: map[string]string{}, foldedSigns: map[string]string{},
	}
	k.readBooks()
	k.readJournals()
	k.readRegisters()
	k.readTriggers()
	return k
})

func (k *lists) readBooks() {
	for line := range strings.Lines(booksText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '-':
			k.readRow(strings.Fields(line[1:]))
		default:
			fields := strings.Split(line, "|")
			book := strings.TrimSpace(fields[0])
			k.book(book, book)
			for _, f := range fields[1:] {
				f = strings.TrimSpace(f)
				if alias, ok := strings.CutPrefix(f, "="); ok {
					k.book(strings.TrimSpace(alias), book)
				} else {
					k.names[stems(f)] = book
				}
			}
		}
	}
	for i := 1; i <= 14; i++ {
		five, v := k.books["SGB "+romans(i)], romans(i)
		k.book("SGB-"+v, five)
		k.book("SGB"+v, five)
	}
}

// readRow reads abbreviations that stand in a row; one that is not a word of its own
// belongs to the one before or after it.
func (k *lists) readRow(row []string) {
	for i := 0; i < len(row); i++ {
		book := row[i]
		if lastByte := book[len(book)-1]; (lastByte == '.' || book == "TA") && i+1 < len(row) {
			i++
			book += " " + row[i]
		} else if i+1 < len(row) && isLand(row[i+1]) {
			i++
			book += " " + row[i]
		}
		k.book(book, book)
	}
}

func (k *lists) book(as, book string) {
	if _, there := k.books[as]; there {
		return
	}
	k.books[as] = book
	if f := fold(as); k.folded[f] == "" {
		k.folded[f] = book
	}
}

func (k *lists) readJournals() {
	for line := range strings.Lines(journalsText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		kind, rest, _ := strings.Cut(line, ":")
		for _, name := range strings.Split(rest, ",") {
			name = strings.TrimSpace(name)
			court := ""
			if n, c, ok := strings.Cut(name, "="); ok {
				name, court = strings.TrimSpace(n), strings.TrimSpace(c)
			}
			if f := fold(name); k.foldedJournals[f] == "" {
				k.foldedJournals[f] = name
			}
			k.journals[name] = collection{name: name, volume: kind == "volume", court: court, part: kind == "part", silent: kind == "silent"}
		}
	}
}

// fold writes an abbreviation as people may type it: lower case, without blanks,
// hyphens and dots, umlauts spelt out.
func fold(s string) string { return keyOf(s) }

// stems writes a name word by word without its endings, so that "des Bürgerlichen
// Gesetzbuches" is found under "Bürgerliches Gesetzbuch".
func stems(name string) string {
	var b []byte
	for w := range strings.FieldsSeq(name) {
		b = appendStem(b, w)
	}
	return string(b)
}

// appendStem appends the stem of a word and a blank.
func appendStem(b []byte, w string) []byte {
	from := len(b)
	for i := 0; i < len(w); i++ {
		c := w[i]
		if isUpper(c) {
			c += 'a' - 'A'
		}
		if c == 0xC3 && i+1 < len(w) {
			switch w[i+1] {
			case 0x84, 0x96, 0x9C: // Ä Ö Ü
				b = append(b, c, w[i+1]+0x20)
				i++
				continue
			case 0x9F: // ß
				b = append(b, 's', 's')
				i++
				continue
			}
		}
		b = append(b, c)
	}
	if n := len(b) - from; n > 4 {
		for _, end := range [...]string{"es", "en", "er", "em", "e", "s", "n"} {
			if string(b[len(b)-len(end):]) == end {
				b = b[:len(b)-len(end)]
				break
			}
		}
	}
	return append(b, ' ')
}
