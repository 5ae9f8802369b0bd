package court

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestName is how many bytes the name of a court may have; the longest real one has 130.
const longestName = 300

// Parse finds the court that a source names, and the chamber where the name goes on with
// one. It knows long and short names, the ways in which a Land is put into them, and the
// genitive ("des Verwaltungsgerichts Köln"). A court of first instance in a town that the
// table does not know ("LG Irgendwo") is taken by its form, without Land and ECLICode. It
// returns false for anything else.
func Parse(name string) (Court, bool) {
	t, err := table()
	if err != nil || len(name) > longestName || !utf8.ValidString(name) {
		return Court{}, false
	}
	name = tidy(name)
	if c, ok := t.find(name); ok {
		return c, true
	}
	if bare, chamber := splitChamber(name); chamber != "" {
		if c, ok := t.find(bare); ok {
			c.Chamber = chamber
			return c, true
		}
		if c, ok := t.byForm(bare); ok {
			c.Chamber = chamber
			return c, true
		}
	}
	return t.byForm(name)
}

// find looks a name up, as it is and without what only makes it longer.
func (t *courts) find(name string) (Court, bool) {
	if i, ok := t.exact[name]; ok {
		return t.courts[i], true
	}
	k := key(name)
	for _, k := range []string{k, strings.TrimSuffix(k, "s"), strings.TrimSuffix(k, "es")} { // in the genitive
		if i, ok := t.names[k]; ok {
			return t.courts[i], true
		}
	}
	// "Landesarbeitsgericht Saarland Saarbrücken": the Land and the town in one name.
	w := strings.Fields(k)
	if len(w) < 3 || !isKind(w[0]) {
		return t.qualified(name)
	}
	for at, s := range w[1:] {
		code, ok := strings.CutPrefix(s, "@")
		if !ok {
			continue
		}
		rest := append([]string{w[0]}, w[1:at+1]...)
		if i, ok := t.names[strings.Join(append(rest, w[at+2:]...), " ")]; ok && strings.EqualFold(t.courts[i].Land, code) {
			return t.courts[i], true
		}
	}
	return t.qualified(name)
}

// where begins what tells towns of one name apart: "Freiburg im Breisgau".
var where = regexp.MustCompile(`\s+(?:am|an|im|in|bei|unter|ob|vor)\s|\s+(?:a|i|v)\.`)

// qualified looks up a name without what says where the town lies, if no other court of
// its kind is told from it by just that.
func (t *courts) qualified(name string) (Court, bool) {
	at := where.FindStringIndex(name)
	if at == nil {
		return Court{}, false
	}
	k := key(name[:at[0]])
	i, ok := t.names[k]
	if !ok || len(strings.Fields(k)) < 2 {
		return Court{}, false
	}
	for other, o := range t.names {
		if strings.HasPrefix(other, k+" ") && o != i {
			return Court{}, false
		}
	}
	return t.courts[i], true
}

// byForm takes the name of a court apart that the table does not know: the kind of a court
// of which there are many, and a town.
func (t *courts) byForm(name string) (Court, bool) {
	first, town, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(name, "des "), "das "), " ")
	if !ok || !placeName(town) {
		return Court{}, false
	}
	f, ok := t.families[kind(fold(first))]
	if !ok || f.Level > Middle && f.Short != "OLG" || f.Short == "VK" || f.Short == "AnwG" {
		return Court{}, false
	}
	return Court{
		Name: f.Short + " " + town, Long: f.Long + " " + town, English: f.English + " of " + englishPlace(town),
		Town: town, Level: f.Level, Branch: f.Branch,
	}, true
}

// placeName tells whether s may be the name of a town: it begins with a capital, has
// letters and what stands between them in such names, and no more than six words.
func placeName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsUpper(r) || len(s) > 60 || strings.Count(s, " ") > 5 {
		return false
	}
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case !strings.ContainsRune(" -./()", r):
			return false
		}
	}
	return letters >= 2
}

// chamber is what may follow the name of a court: a bench by number, numeral or word.
var chamberPart = regexp.MustCompile(`(?i)[\s,;–-]+\(?((?:(?:\d{1,3}\s?[a-z]?\.?|[ivxl]{1,7}\.?|(?:ers|zwei|drit|vier|fünf|sechs|sieb|ach|neun|zehn|elf|zwölf)(?:en?)?t?er?|gro(?:ß|ss)er?|kleiner?|auswärtiger?|vereinigter?|hilfs-?|ständiger?)\s+)*(?:[\p{L}-]*(?:senate?|kammer|plenum|abteilung|sektion|einzelrichter|einzelrichterin|ermittlungsrichter|dienstgericht)(?:\s.*)?))\)?$`)

// splitChamber parts a name from the bench behind it. The bench is empty where there is
// none.
func splitChamber(name string) (bare, chamber string) {
	m := chamberPart.FindStringSubmatchIndex(name)
	if m == nil || m[0] == 0 {
		return name, ""
	}
	chamber = strings.TrimSpace(name[m[2]:m[3]])
	if strings.Count(chamber, "(") < strings.Count(chamber, ")") {
		chamber = strings.TrimSuffix(chamber, ")")
	}
	return strings.TrimRight(name[:m[0]], " ,;–-("), chamber
}

// tidy takes out what is only layout: characters without width, and blanks that come
// twice or do not break.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
			return -1
		case '\u2010', '\u2011':
			return '-'
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Trim(strings.Join(strings.Fields(s), " "), " ,;:")
}
