package citation

import (
	"strconv"
	"strings"
)

// Norm is a place in a statute, a convention or an act of the European Union. A part
// that is not named is empty.
type Norm struct {
	Book         string // the usual abbreviation, "StGB", "SGB V", "Richtlinie 2011/36/EU"; empty where nothing tells it
	Section      string // number of the section or article, "232a"; empty where the whole act is meant
	Paragraph    string // Absatz, in Arabic figures, "4a"
	Subparagraph string // Unterabsatz, of acts of the European Union
	Sentence     string // Satz
	Number       string // Nummer, "1", "2a"
	Letter       string // Buchstabe, "a", and with a second letter "a aa"
	Half         string // Halbsatz
	Alternative  string
	Article      bool   // its sections are articles
	Until        string // the last section of a range, "5" of "§§ 3 bis 5"
	Following    string // "f" for the next one, "ff" for the next ones
	Old          bool   // an earlier version of the law, "a.F."

	// Order names the parts in the order in which they are written, by the letters p, u,
	// s, h, n, l and a for the fields above; it is empty for the usual order, which is
	// just this one.
	Order string
}

// usual is the order of the parts where Norm.Order says nothing.
const usual = "pushnla"

// part returns a part by its letter in Norm.Order: how it is labelled in keys and in
// print, and what it holds.
func (n *Norm) part(letter byte) (key, print string, value *string) {
	switch letter {
	case 'p':
		return "abs", "Abs.", &n.Paragraph
	case 'u':
		return "uabs", "UAbs.", &n.Subparagraph
	case 's':
		return "s", "Satz", &n.Sentence
	case 'h':
		return "hs", "Halbsatz", &n.Half
	case 'n':
		return "nr", "Nr.", &n.Number
	case 'l':
		return "lit", "Buchst.", &n.Letter
	case 'a':
		return "alt", "Alt.", &n.Alternative
	}
	return "", "", nil
}

func (n *Norm) order() string {
	if n.Order == "" {
		return usual
	}
	return n.Order
}

// Key is the norm in one word for index and database, "stgb/232/abs1/s2/nr1": the book,
// the section, and the parts in the order in which they are written, each with its
// label, all in lower case and without umlauts. The same place gives the same key
// however it is written; "f.", "ff." and "a.F." leave no trace in it. A range has both
// ends, "bgb/3-5". The key of a norm without a book is empty.
func (n Norm) Key() string {
	keys := n.keys()
	if len(keys) == 0 {
		return ""
	}
	return keys[len(keys)-1]
}

// Prefixes returns the keys under which the norm is found, the widest first and Key
// last: the section, then each part more; the act alone only where no section is named.
// A search for § 232 StGB so finds § 232 Abs. 1 Satz 2 Nr. 1 StGB. Of a range and of
// "f." every section that is certainly meant comes before: § 4 of "§§ 3 bis 5".
func (n Norm) Prefixes() []string { return n.keys() }

// widest is how many sections of a range are named one by one.
const widest = 50

func (n *Norm) keys() []string {
	book := bookKey(n.Book)
	if book == "" {
		return nil
	}
	if n.Section == "" {
		return []string{book}
	}
	section := keyOf(n.Section)
	var all []string
	key := book + "/" + section
	all = append(all, key)
	from, err := strconv.Atoi(n.Section)
	if n.Until != "" {
		if last, wrong := strconv.Atoi(leadingDigits(n.Until)); err == nil && wrong == nil && last-from <= widest {
			for i := from + 1; i < last; i++ {
				all = append(all, book+"/"+strconv.Itoa(i))
			}
		}
		all = append(all, book+"/"+keyOf(n.Until))
		key += "-" + keyOf(n.Until)
		all = append(all, key)
	} else if n.Following == "f" && err == nil && n.plain() {
		all = []string{book + "/" + strconv.Itoa(from+1), key}
	}
	order := n.order()
	for i := range len(order) {
		label, _, value := n.part(order[i])
		if value != nil && *value != "" {
			key += "/" + label + keyOf(*value)
			all = append(all, key)
		}
	}
	return all
}

// plain tells whether the norm is a whole section.
func (n *Norm) plain() bool {
	return n.Paragraph == "" && n.Subparagraph == "" && n.Sentence == "" && n.Number == "" &&
		n.Letter == "" && n.Half == "" && n.Alternative == ""
}

// String writes the norm the usual German way, "§ 232 Abs. 1 Satz 2 Nr. 1 StGB".
func (n Norm) String() string {
	var b strings.Builder
	if n.Section != "" {
		switch {
		case n.Article:
			b.WriteString("Art. ")
		case n.Until != "":
			b.WriteString("§§ ")
		default:
			b.WriteString("§ ")
		}
		b.WriteString(n.Section)
		if n.Until != "" {
			b.WriteString(" bis ")
			b.WriteString(n.Until)
		}
	}
	order := n.order()
	for i := range len(order) {
		_, print, value := n.part(order[i])
		if value == nil || *value == "" {
			continue
		}
		b.WriteByte(' ')
		b.WriteString(print)
		b.WriteByte(' ')
		if first, second, two := strings.Cut(*value, " "); two && order[i] == 'l' {
			b.WriteString(first + " Doppelbuchst. " + second)
		} else {
			b.WriteString(*value)
		}
	}
	if n.Following != "" {
		b.WriteByte(' ')
		b.WriteString(n.Following)
		b.WriteByte('.')
	}
	if n.Book != "" {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(n.Book)
	}
	if n.Old {
		b.WriteString(" a.F.")
	}
	return b.String()
}

// keyOf writes s for a key: lower case, umlauts spelt out, everything that is neither
// letter nor digit gone.
func keyOf(s string) string {
	clean := true
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || !isDigit(c) && !isLower(c) {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r - 'A' + 'a')
		case r == 'ä' || r == 'Ä':
			b.WriteString("ae")
		case r == 'ö' || r == 'Ö':
			b.WriteString("oe")
		case r == 'ü' || r == 'Ü':
			b.WriteString("ue")
		case r == 'ß' || r == 'ẞ':
			b.WriteString("ss")
		}
	}
	return b.String()
}

func leadingDigits(s string) string {
	i := 0
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return s[:i]
}
