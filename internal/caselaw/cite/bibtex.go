package cite

import "strings"

// BibTeX writes the decision as an entry for biblatex, of its type for decisions of
// courts, in UTF-8.
func BibTeX(d Decision) string {
	var b strings.Builder
	b.WriteString("@jurisdiction{" + d.id())
	field := func(name, value string) {
		if value != "" {
			b.WriteString(",\n  " + name + strings.Repeat(" ", 11-len(name)) + " = {" + value + "}")
		}
	}
	title, lang := d.title()
	if title == "" {
		title = German(d, "")
	}
	field("title", EscapeBibTeX(title))
	field("shorttitle", EscapeBibTeX(d.name()))
	field("institution", EscapeBibTeX(d.court().Name))
	field("type", EscapeBibTeX(kindOf(d.Entry.Kind, d.Entry.Printed).german))
	field("number", EscapeBibTeX(strings.Join(d.fileNumbers(), ", ")))
	field("date", d.Entry.Date.String())
	if ecli := line(d.Entry.ECLI); ecli != "" {
		field("eprint", EscapeBibTeX(ecli))
		field("eprinttype", "ecli")
	}
	field("langid", map[string]string{"de": "german", "en": "english"}[lang])
	var words []string
	for _, k := range d.keywords() {
		k = EscapeBibTeX(k)
		if strings.Contains(k, ",") { // a comma would part it
			k = "{" + k + "}"
		}
		words = append(words, k)
	}
	field("keywords", strings.Join(words, ", "))
	field("abstract", EscapeBibTeX(d.abstract()))
	field("note", EscapeBibTeX(German(d, "")))
	field("url", verbatim(d.Address))
	b.WriteString("\n}\n")
	return b.String()
}

// EscapeBibTeX writes a text so that it stands in a field between braces as it is: signs
// with a meaning for TeX by their commands, in one line. Braces are written by name, since
// BibTeX counts them even behind a backslash.
func EscapeBibTeX(s string) string {
	var b strings.Builder
	for _, r := range line(s) {
		switch r {
		case '\\':
			b.WriteString(`\textbackslash{}`)
		case '{':
			b.WriteString(`\textbraceleft{}`)
		case '}':
			b.WriteString(`\textbraceright{}`)
		case '^':
			b.WriteString(`\textasciicircum{}`)
		case '~':
			b.WriteString(`\textasciitilde{}`)
		case '$', '&', '#', '%', '_':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// verbatim writes an address for the field url, which TeX reads as it is: what could end
// the field or begin a command is written by its number (RFC 3986).
func verbatim(address string) string {
	var b strings.Builder
	for _, c := range []byte(line(address)) {
		switch {
		case c <= ' ' || c >= 0x7f || strings.IndexByte(`\{}<>"^|`+"`", c) >= 0:
			b.WriteString("%" + strings.ToUpper(string("0123456789abcdef"[c>>4])+string("0123456789abcdef"[c&15])))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
