// Package cite writes how a decision is cited, and hands it out in the formats that
// reference managers and legal information systems read: BibTeX (biblatex), RIS, CSL-JSON
// and Akoma Ntoso. They are pure functions of what is known of the decision: the same
// decision gives the same bytes on every machine.
//
// Nothing that stands in an entry or a text can break a format: each writes what it is
// given as text, never as markup, command or field. In a citation, line ends and blanks
// become one blank, and characters that nobody sees are left out. The full text stands in
// Akoma Ntoso alone, with every paragraph and margin number.
package cite

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbund/internal/caselaw/court"
	"verbund/internal/caselaw/decision"
)

// Decision is what is cited or handed out.
type Decision struct {
	Number    string         // its permanent short number, "417"
	Address   string         // the address of its page, whole: "https://…/de/caselaw/417"
	Publisher string         // what the network is called
	Entry     decision.Entry // what the editors keep of it
	Text      *decision.Text // nil where the full text is not handed out
	Lang      string         // the language of the full text, two letters; German where it is not said
}

// title is what the decision is called in a list of literature: the title of the editors,
// or its name, or nothing.
func (d Decision) title() (title, lang string) {
	for _, l := range []string{"de", "en"} {
		if v, ok := d.Entry.In(l); ok && line(v.Title) != "" {
			return line(v.Title), l
		}
	}
	return d.name(), "de"
}

// name is what the decision is known by, "Rantsev", or nothing.
func (d Decision) name() string {
	if len(d.Entry.Names) == 0 {
		return ""
	}
	return line(d.Entry.Names[0])
}

// abstract is the court's headnote or what the editors say of the decision, in one line.
func (d Decision) abstract() string {
	for _, l := range []string{"de", "en"} {
		v, ok := d.Entry.In(l)
		if !ok {
			continue
		}
		for _, s := range []string{v.Headnote, v.Points, v.Holding} {
			if s := line(s); s != "" {
				return s
			}
		}
	}
	return ""
}

// fileNumbers are all file numbers, the one that it is cited by in front.
func (d Decision) fileNumbers() []string {
	var all []string
	for _, n := range d.Entry.FileNumbers {
		if n = line(n); n != "" {
			all = append(all, n)
		}
	}
	return all
}

// keywords are the words of the entry and the provisions that it rests on.
func (d Decision) keywords() []string {
	var all []string
	for _, k := range d.Entry.Keywords {
		if k = line(k); k != "" {
			all = append(all, k)
		}
	}
	for _, n := range d.Entry.Norms {
		if t := line(n.Text + " " + n.Version); t != "" {
			all = append(all, t)
		}
	}
	return all
}

// court is the court of the entry; of one that is not known only the name.
func (d Decision) court() court.Court {
	if c, ok := court.Parse(d.Entry.Court); ok {
		return c
	}
	name := line(d.Entry.Court)
	return court.Court{Name: name, Long: name}
}

// id is a key of letters, digits and hyphens: court, year and number.
func (d Decision) id() string {
	var parts []string
	for _, p := range []string{slug(d.court().Name), yearOf(d), slug(d.Number)} {
		if len(p) > 40 {
			p = strings.Trim(p[:40], "-")
		}
		if p != "" {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return "decision"
	}
	return strings.Join(parts, "-")
}

func yearOf(d Decision) string {
	if d.Entry.Date.IsZero() {
		return ""
	}
	return d.Entry.Date.String()[:4]
}

// line writes a text in one line: every run of blanks and line ends is one blank, and what
// nobody sees (controls, marks of direction, characters without width) is left out.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Cs, r),
			r == '\u200b', r == '\u2060', r == '\ufeff', r == '\u00ad', r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// slug writes small letters, digits and single hyphens, umlauts as two letters.
func slug(s string) string {
	s = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(strings.ToLower(s))
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
