package source

import (
	"strings"
	"unicode/utf8"
)

// What a part of a decision is called, in German and, for the European courts, in
// English. editorial is a headnote that the court did not write; see [leaveOutEditorial].
const (
	editorial = "editorial"
	citation  = "citation" // how a database wants to be cited
)

// namedPart tells which section a heading begins, by the whole of it in lower case
// without its colon.
func namedPart(name string) string {
	switch name {
	case "leitsatz", "leitsätze", "amtlicher leitsatz", "amtliche leitsätze", "leitsatz/leitsätze", "leitsatz des gerichts", "leitsätze des gerichts", "leitsatz des senats", "leitsätze des senats", "headnote", "headnotes":
		return "headnote"
	case "orientierungssatz", "orientierungssätze", "sonstiger orientierungssatz", "orientierungssatz des gerichts":
		return "guidance"
	case "redaktioneller leitsatz", "redaktionelle leitsätze", "leitsatz der redaktion", "leitsätze der redaktion", "nichtamtlicher leitsatz", "nichtamtliche leitsätze", "nicht amtlicher leitsatz", "nicht amtliche leitsätze",
		"redaktioneller orientierungssatz", "redaktionelle orientierungssätze", "orientierungssatz der redaktion", "redaktionelle zusammenfassung", "kurzfassung der redaktion", "anmerkung der redaktion", "hinweis der redaktion", "redaktioneller hinweis", "juris-orientierungssatz":
		return editorial
	case "zitiervorschlag", "zitiervorschläge", "zitierung":
		return citation
	case "tenor", "entscheidungsformel", "urteilsformel", "beschlussformel", "urteilstenor":
		return "tenor"
	case "tatbestand", "sachverhalt", "the facts", "procedure", "zum sachverhalt", "en fait":
		return "facts"
	case "gründe", "aus den gründen", "begründung", "reasons":
		return "reasons"
	case "entscheidungsgründe", "the law", "zu den gründen", "en droit":
		return "grounds"
	case "abweichende meinung", "abweichende meinungen", "sondervotum", "sondervoten", "separate opinions":
		return "dissent"
	case "rechtsmittelbelehrung", "rechtsbehelfsbelehrung", "rechtsmittelbelehrung…", "rechtsmittelbelehrung …", "belehrung":
		return "other"
	}
	for _, d := range []string{"abweichende meinung de", "sondervotum de", "dissenting opinion of", "partly dissenting opinion of", "joint dissenting opinion of", "joint partly dissenting opinion of", "concurring opinion of", "joint concurring opinion of", "partly concurring opinion of"} {
		if strings.HasPrefix(name, d) {
			return "dissent"
		}
	}
	return ""
}

// label tells whether a line is or begins with what databases print above a decision:
// its title, words, norms, court below. rest is what follows on the same line.
func label(t string) (name, rest string) {
	if strings.HasPrefix(t, "vorgehend ") || strings.HasPrefix(t, "nachgehend ") {
		return "chain", t
	}
	name, rest, ok := strings.Cut(t, ":")
	if !ok {
		name = t
	}
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "titel", "überschrift", "titelzeile":
		name = "title"
	case "schlagworte", "schlagwörter", "stichworte", "stichwörter", "schlagwort":
		name = "keywords"
	case "normen", "norm", "normenketten", "normenkette", "rechtsquellen", "rechtsquelle", "vorschriften", "gesetze":
		name = "norms"
	case "vorinstanz", "vorinstanzen", "instanzenzug", "verfahrensgang", "vorgehend", "rechtszug":
		name = "chain"
	case "fundstelle", "fundstellen", "weiterführende hinweise", "weitere fundstellen", "hinweis", "sachgebiet", "sachgebiete", "rechtskraft", "dokumenttyp", "quelle":
		name = "more"
	case "gericht":
		name = "court"
	case "datum", "entscheidungsdatum", "entscheidung vom":
		name = "date"
	case "aktenzeichen", "az", "az.":
		name = "number"
	case "spruchkörper", "kammer", "senat":
		name = "chamber"
	case "entscheidungsart", "entscheidungstyp":
		name = "kind"
	case "ecli":
		name = "ecli"
	default:
		return "", ""
	}
	if rest = strings.TrimSpace(rest); !ok && len(t) > 30 {
		return "", ""
	}
	return name, rest
}

// closed puts a word together that is printed with spaces between its letters:
// "G r ü n d e :", "Ta tbe s ta nd". Every other text stays as it is.
func closed(t string) string {
	parts, letters := 0, 0
	for w := range strings.FieldsSeq(t) {
		n := utf8.RuneCountInString(strings.TrimRight(w, ":."))
		if n > 3 {
			return t
		}
		parts++
		letters += n
	}
	whole := strings.ReplaceAll(t, " ", "")
	if parts >= 4 && letters <= parts+1 || parts >= 3 && namedPart(strings.ToLower(strings.TrimRight(whole, ":"))) != "" {
		return whole
	}
	return t
}

// spaced tells how many bytes at the beginning of t are a heading that is printed with
// spaces between its letters, and the heading: "T a t b e s t a n d Der Kläger begehrt".
func spaced(t string) (name string, n int) {
	var b strings.Builder
	at := 0
	for w := range strings.FieldsSeq(t) {
		if utf8.RuneCountInString(strings.TrimRight(w, ":")) > 1 {
			break
		}
		b.WriteString(strings.TrimRight(w, ":"))
		at += strings.Index(t[at:], w) + len(w)
		if b.Len() > 40 {
			break
		}
	}
	if b.Len() < 5 || namedPart(strings.ToLower(b.String())) == "" {
		return "", 0
	}
	return b.String(), at
}

// headingOf tells which section begins with a line, its heading as printed, and what
// of the line belongs to the text already. kind is empty where none begins.
func headingOf(t string) (kind, title, rest string) {
	if len(t) > 400 && !strings.Contains(t[:40], ":") {
		return "", "", ""
	}
	whole := closed(t)
	bare := strings.TrimSpace(strings.TrimRight(whole, " :"))
	if n := trailing(bare); n > 0 && n < len(bare) && bare[len(bare)-n-1] == ' ' { // "Tatbestand: 1"
		if k := namedPart(strings.ToLower(strings.TrimRight(bare[:len(bare)-n], " :"))); k != "" {
			return k, strings.TrimRight(bare[:len(bare)-n], " :"), ""
		}
	}
	if name, n := spaced(t); n > 0 {
		rest = strings.TrimLeft(t[n:], " :")
		if figures := trailing(rest); figures > 0 && figures == len(rest) {
			rest = ""
		}
		return namedPart(strings.ToLower(name)), name, rest
	}
	if len(bare) <= 120 {
		if k := namedPart(strings.ToLower(bare)); k != "" {
			return k, bare, ""
		}
	}
	if i := strings.IndexByte(t, ':'); i > 0 && i < 40 && i+1 < len(t) {
		name := strings.ToLower(closed(strings.TrimSpace(t[:i])))
		switch k := namedPart(name); {
		case k != "" && k != "other" && name != "begründung" && name != "reasons" && name != "belehrung" && name != "procedure":
			return k, closed(strings.TrimSpace(t[:i])), strings.TrimSpace(t[i+1:])
		}
	}
	if strings.HasPrefix(t, "Zitiervorschlag ") {
		return citation, "Zitiervorschlag", strings.TrimPrefix(t, "Zitiervorschlag ")
	}
	return "", "", ""
}

// pronounces tells whether the operative part begins after a line: the court "hat für
// Recht erkannt" or "beschlossen".
func pronounces(t string) bool {
	if len(t) > 80 {
		t = t[len(t)-80:]
	}
	t = strings.ToLower(closed(t))
	for _, end := range []string{"recht erkannt:", "beschlossen:", "recht erkannt und entschieden:", "entschieden:", "beschlossen und verkündet:", "erkannt:", "rechterkannt:", "bekannt gemacht:"} {
		if strings.HasSuffix(t, end) {
			return true
		}
	}
	return t == "for these reasons, the court" || strings.HasPrefix(t, "for these reasons, the court")
}

// sections marks the lines with which sections begin.
func (l *layout) sections() {
	kind := "opening"
	reasons := false // the text has come to facts or reasons
	for i := range l.lines {
		n := &l.lines[i]
		if n.out {
			continue
		}
		b := l.before(i)
		if b >= 0 && !n.gap && !n.hard && !n.head && isOpen(l.lines[b].text) && l.isFull(l.lines[b].text, n.text) {
			continue // in the middle of a sentence
		}
		k, title, rest := headingOf(n.text)
		if k == citation && rest == "" && !n.hard && !n.gap {
			k, title = "", ""
		}
		if k == "" && !reasons {
			if name, _ := label(n.text); name != "" && (kind == "headnote" || kind == "guidance" || kind == editorial || kind == citation) {
				k, rest = "opening", n.text
			}
		}
		switch {
		case k == "" && !reasons && kind == citation && b >= 0 && l.lines[b].kind != citation:
			k, rest = "opening", n.text // one line was the citation
		case k == "" && b >= 0 && (kind == "opening" || kind == "other" && !reasons) && pronounces(l.lines[b].text):
			k, rest = "tenor", n.text
		case k == "" && l.isUnion(i, b):
			k, title, rest = "grounds", n.text, ""
		case k == "" && reasons && kind != "tenor" && l.closesUnion(i):
			k, rest = "tenor", n.text
		}
		if k == "" || (k == "reasons" || k == "facts") && rest != "" && reasons {
			continue
		}
		if k == "opening" && kind == "opening" {
			continue
		}
		n.kind, n.title = k, title
		n.text = rest
		n.gap = true
		kind = k
		reasons = reasons || k == "facts" || k == "reasons" || k == "grounds"
	}
}

// isUnion tells whether line i is the word "Urteil" or "Beschluss" after which the
// courts of the Union begin to count: "erlässt … folgendes Urteil".
func (l *layout) isUnion(i, b int) bool {
	if b < 0 {
		return false
	}
	switch strings.ToLower(closed(l.lines[i].text)) {
	case "urteil", "beschluss", "beschluß", "judgment", "order":
		before := strings.ToLower(l.lines[b].text)
		return strings.HasSuffix(before, "folgendes") || strings.HasSuffix(before, "folgenden") || strings.HasSuffix(before, "the following")
	}
	return false
}

// closesUnion tells whether with line i the courts of the Union come to their operative
// part: "Aus diesen Gründen hat der Gerichtshof … für Recht erkannt und entschieden:".
func (l *layout) closesUnion(i int) bool {
	t := l.lines[i].text
	if upper := strings.ToUpper(t); strings.HasPrefix(upper, "FOR THESE REASONS, THE COURT") || strings.HasPrefix(upper, "PAR CES MOTIFS, LA COUR") || upper == "ON THOSE GROUNDS," {
		return true
	}
	if !strings.HasPrefix(t, "Aus diesen Gründen") || len(t) > 160 {
		return false
	}
	for j, n := i, 0; j < len(l.lines) && n < 6; j++ {
		if pronounces(l.lines[j].text) {
			return true
		}
		n++
	}
	return false
}
