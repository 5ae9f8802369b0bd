// Package citation finds what German legal texts cite: statutes, decisions and the
// journals that print them, each with its place in the text and a key under which index
// and database know it.
//
// Find reads a whole text in one pass. It looks for the few signs that a citation begins
// with (§, Art., a court, a journal, a file number, ECLI:) and from there reads on as a
// lawyer does; there is no grammar of the whole text. Spans follow one convention: each
// member of an enumeration is a citation of its own, the book is part of the last member
// only, a decision begins with its court if that stands right before date and file
// number, and otherwise with its file number, and every parallel place in a journal is a
// citation of its own. A place in a commentary ("§ 5 Rn. 2") and a section of a contract
// are none.
//
// The rules come from how the federal courts cite (the citation rules of juris and of
// the courts' own publications), the names of statutes from the official abbreviations.
// Nothing here knows a database: whether a decision that is cited is known is for others
// to say. All functions are safe for use by several goroutines, and none fails: text
// that is no text, and text of any length, gives the citations that can be read in it.
package citation

import "verbund/internal/core"

// Kind says what is cited.
type Kind uint8

// The kinds. A decision that is cited by a journal alone is a Journal.
const (
	Statute Kind = iota + 1
	Decision
	Journal
)

// Citation is one citation in a text.
type Citation struct {
	Start, End int // bytes of the text
	Kind       Kind
	Norm       Norm   // of statutes
	More       []Norm // further norms that the same words name: Abs. 2 of "§ 5 Abs. 1 und 2 UWG"
	Case       Case   // of decisions, ECLIs and journals
}

// Key is the key of the norm or of the decision.
func (c *Citation) Key() string {
	if c.Kind == Statute {
		return c.Norm.Key()
	}
	return c.Case.Key()
}

// Norms are all norms of a statute's citation, Norm first.
func (c *Citation) Norms() []Norm {
	if c.Kind != Statute {
		return nil
	}
	return append([]Norm{c.Norm}, c.More...)
}

// Find returns the citations of text in the order in which they begin. They do not
// overlap. A section without a book gets the book that its enumeration ends with, and
// otherwise the one that was named last; where none was named it is left out. Of a text
// that has more than 50,000 citations, which no decision has, only those are returned.
func Find(text string) []Citation {
	f := &finder{s: text, k: known(), out: make([]Citation, 0, min(len(text)/250+4, 512))}
	f.scan()
	return f.out
}

// most is how many citations of a text are returned.
const most = 50_000

// finder reads one text.
type finder struct {
	s   string
	k   *lists
	out []Citation

	sections, articles     string // the books named last
	sectionsAt, articlesAt int    // and where
	waits                  int    // from here on citations in out wait for their book
	waitEnd                int    // where the last of them ends in the text

	named      bool // the last group had its book after it
	leading    bool // the book of the last group stood before it
	leadingEnd int  // where that group ends

	items  []item // of the group that is being read
	norms  []Norm
	beside int // norms of the text beside the first of each citation

	european int       // where the text last named the ECtHR, 0 nowhere
	day      core.Date // the day that was read last, which ends at dayEnd
	dayEnd   int
}

func (f *finder) scan() {
	s := f.s
	i := 0
	for i < len(s) && len(f.out) < most {
		c := s[i]
		switch {
		case isLower(c):
			e := word(s, i)
			if c == 'w' || c == 'z' || c == 'r' || c == 'i' {
				if j := f.lower(i, e); j > i {
					i = j
					continue
				}
			}
			i = e
		case isUpper(c), c == 0xC3 && letter(s, i) == 2:
			e := word(s, i)
			if j := f.capital(i, e); j > i {
				i = j
			} else {
				i = e
			}
		case isDigit(c):
			i = max(f.figure(i), i+1)
		case c == 0xC2 && i+1 < len(s) && s[i+1] == 0xA7:
			i = max(f.sign(i), i+2) // whatever it read, the scan goes on
		default:
			if n := letter(s, i); n > 0 {
				i = word(s, i)
			} else {
				i++
			}
		}
	}
	f.settle()
}

// sign reads on from the section sign at i.
func (f *finder) sign(i int) int {
	s := f.s
	j, signs := i, 0
	for has(s, j, "§") {
		signs++
		j += 2
		if has(s, j, " §") {
			j++
		}
	}
	if signs > 2 {
		return j
	}
	return f.statutes(i, j, signs == 2, false)
}

// capital reads on from the word from i to e that begins with a capital.
func (f *finder) capital(i, e int) int {
	if e-i > longest {
		return e
	}
	if c := f.s[i]; isUpper(c) && f.k.shapes[e-i]>>(c-'A')&1 == 0 {
		return e
	}
	t := f.k.triggers[f.s[i:e]]
	if t == nil {
		return e
	}
	if t.read != nil {
		if j := t.read(f, i, e); j > i {
			return j
		}
	}
	if len(t.journals) > 0 {
		if j := f.journal(i); j > i {
			return j
		}
	}
	if t.court != nil {
		if j := f.ruling(i, i, e, t.court); j > i {
			return j
		}
	}
	if t.number {
		if j := f.bareNumber(i); j > i {
			return j
		}
	}
	return e
}

// lower reads on from a word in small letters, of which a few name a journal.
func (f *finder) lower(i, e int) int {
	if t := f.k.triggers[f.s[i:e]]; t != nil && len(t.journals) > 0 {
		return f.journal(i)
	}
	return i
}

// figure reads on from a digit: a file number, or an act of the European Union by its
// number alone.
func (f *finder) figure(i int) int {
	s := f.s
	if book, e := f.actOf(i); e > 0 {
		f.settle()
		f.out = append(f.out, Citation{Start: i, End: e, Kind: Statute, Norm: Norm{Book: book, Article: true}})
		f.waits = len(f.out)
		return e
	}
	if day, e := date(s, i); e > 0 {
		f.day, f.dayEnd = day, e
		return e
	}
	if j := f.bareNumber(i); j > i {
		return j
	}
	if j := f.application(i); j > i {
		return j
	}
	e := digits(s, i)
	for e < len(s) {
		if isDigit(s[e]) {
			e++
		} else if n := letter(s, e); n > 0 {
			e += n
		} else {
			break
		}
	}
	return e
}
