package cite

import "strings"

// RIS writes the decision as a record that reference managers read: type CASE, lines that
// end with CR LF, in UTF-8. The file number stands in SV, where EndNote and Zotero look
// for it.
func RIS(d Decision) string {
	var b strings.Builder
	field := func(tag, value string) {
		if value = line(value); value != "" {
			b.WriteString(tag + "  - " + value + "\r\n")
		}
	}
	title, lang := d.title()
	if title == "" {
		title = German(d, "")
	}
	field("TY", "CASE")
	field("ID", d.id())
	field("TI", title)
	if name := d.name(); name != title {
		field("ST", name)
	}
	field("PB", d.court().Name)
	field("CY", d.court().Town)
	if day := d.Entry.Date; !day.IsZero() {
		field("PY", yearOf(d))
		field("DA", strings.ReplaceAll(day.String(), "-", "/"))
	}
	field("SV", strings.Join(d.fileNumbers(), ", "))
	field("M3", kindOf(d.Entry.Kind, d.Entry.Printed).german)
	field("AN", d.Entry.ECLI)
	field("LA", lang)
	for _, k := range d.keywords() {
		field("KW", k)
	}
	field("AB", d.abstract())
	field("N1", German(d, ""))
	field("DP", d.Publisher)
	field("UR", d.Address)
	b.WriteString("ER  - \r\n")
	return b.String()
}
