package cite

import (
	"encoding/xml"
	"strings"
)

// akomaNamespace is that of Akoma Ntoso 3.0 (OASIS LegalDocML, 2018).
const akomaNamespace = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

// AkomaNtoso writes the decision as a judgment of Akoma Ntoso 3.0: what is known of it as
// metadata, and its full text where Text is set. Each margin number is a paragraph with
// its num, and its eId is the anchor by which the page is linked, "rn-12". Lines of a
// paragraph are elements p. A date that is not known is written as 0001-01-01, since the
// standard demands one.
//
// Characters that XML 1.0 forbids are replaced by U+FFFD; nothing else of a text is lost.
func AkomaNtoso(d Decision) []byte {
	w := &writer{}
	w.WriteString(xml.Header)
	w.open("akomaNtoso", "xmlns", akomaNamespace)
	w.open("judgment", "name", "judgment", "contains", "originalVersion")
	d.writeMeta(w)
	d.writeHeader(w)
	d.writeBody(w)
	w.close("judgment")
	w.close("akomaNtoso")
	return w.Bytes()
}

// writeMeta writes who decided what and when, and where the text was taken from, on the
// levels of FRBR: the work is the decision, the expression its text in one language,
// the manifestation this file.
func (d Decision) writeMeta(w *writer) {
	c := d.court()
	day := d.Entry.Date.String()
	if day == "" {
		day = "0001-01-01"
	}
	uri := "/akn/" + strings.ToLower(c.Country()) + "/judgment/" + orElse(slug(c.Name), "court") + "/" + day + "/" +
		orElse(slug(d.Entry.FileNumber()), orElse(slug(d.Number), "decision"))
	common := func(uri string) {
		w.empty("FRBRthis", "value", uri+"/!main")
		w.empty("FRBRuri", "value", uri)
	}
	authored := func(who string) {
		w.empty("FRBRdate", "date", day, "name", "Entscheidungsdatum")
		w.empty("FRBRauthor", "href", who)
	}
	w.open("meta")
	w.open("identification", "source", "#publisher")

	w.open("FRBRWork")
	common(uri)
	if ecli := line(d.Entry.ECLI); ecli != "" {
		w.empty("FRBRalias", "value", ecli, "name", "ECLI")
	}
	if n := line(d.Number); n != "" {
		w.empty("FRBRalias", "value", n, "name", "Nummer")
	}
	if a := line(d.Address); a != "" {
		w.empty("FRBRalias", "value", a, "name", "Adresse")
	}
	authored("#court")
	w.empty("FRBRcountry", "value", strings.ToLower(c.Country()))
	w.empty("FRBRsubtype", "value", orElse(slug(d.Entry.Kind), "other"))
	for _, n := range d.fileNumbers() {
		w.empty("FRBRnumber", "value", n)
	}
	for _, n := range d.Entry.Names {
		if n = line(n); n != "" {
			w.empty("FRBRname", "value", n)
		}
	}
	w.close("FRBRWork")

	lang := threeLetters(d.Lang)
	w.open("FRBRExpression")
	common(uri + "/" + lang + "@" + day)
	authored("#court")
	w.empty("FRBRlanguage", "language", lang)
	w.close("FRBRExpression")

	w.open("FRBRManifestation")
	common(uri + "/" + lang + "@" + day + ".xml")
	authored("#publisher")
	w.empty("FRBRformat", "value", "application/akn+xml")
	w.close("FRBRManifestation")
	w.close("identification")

	if words := d.keywords(); len(words) > 0 {
		w.open("classification", "source", "#publisher")
		for _, k := range words {
			w.empty("keyword", "value", k, "showAs", k, "dictionary", "")
		}
		w.close("classification")
	}
	w.open("references", "source", "#publisher")
	w.empty("TLCOrganization", "eId", "publisher", "href", "/akn/ontology/organization/publisher", "showAs", orElse(line(d.Publisher), "verbund"))
	w.empty("TLCOrganization", "eId", "court", "href", "/akn/ontology/organization/"+orElse(slug(c.Name), "court"), "showAs", orElse(c.Long, "Gericht"))
	w.close("references")
	w.close("meta")
}

// writeHeader writes what stands at the head of a decision.
func (d Decision) writeHeader(w *writer) {
	e := d.Entry
	w.open("header")
	named := func(name, value string, attributes ...string) {
		if value == "" {
			return
		}
		w.start("p")
		w.start(name, attributes...)
		w.text(value)
		w.end(name)
		w.end("p")
		w.WriteByte('\n')
	}
	named("courtType", d.court().Long, "refersTo", "#court")
	named("docType", kindOf(e.Kind, e.Printed).german)
	named("docDate", germanDate(e.Date), "date", e.Date.String())
	for _, n := range d.fileNumbers() {
		named("docNumber", n)
	}
	named("neutralCitation", line(e.ECLI))
	title, _ := d.title()
	named("docTitle", title)
	if d.court().Long == "" && title == "" {
		named("docTitle", German(d, "")) // the head is never empty
	}
	w.close("header")
}

// threeLetters is the code of a language in ISO 639-2, as Akoma Ntoso wants it.
func threeLetters(lang string) string {
	switch lang {
	case "", "de":
		return "deu"
	case "en":
		return "eng"
	case "fr":
		return "fra"
	}
	return "und"
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
