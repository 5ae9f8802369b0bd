package source

import (
	"strings"

	"verbund/internal/caselaw/decision"
)

// record is one decision of open data, in JSON or as a row of CSV. Names are those of
// the collections of decisions that go round: id, court, date, az, type and so on;
// German and longer names mean the same, see columnOf.
type record struct {
	id, court, chamber, date, number, kind, ecli string
	norms, keywords                              []string
	chain, topic, title, headnote, text          string
	source, modified, finality, partial          string
}

// set writes a value to what a column is named, and answers whether it is known.
func (r *record) set(column string, value string) bool {
	switch column {
	case "id":
		r.id = value
	case "court":
		r.court = value
	case "chamber":
		r.chamber = value
	case "date":
		r.date = value
	case "az":
		r.number = value
	case "type":
		r.kind = value
	case "ecli":
		r.ecli = value
	case "norms":
		r.norms = append(r.norms, value)
	case "keywords":
		r.keywords = append(r.keywords, value)
	case "vorinstanz":
		r.chain = strings.TrimSpace(r.chain + "\n" + value)
	case "topic":
		r.topic = value
	case "title":
		r.title = value
	case "headnote":
		r.headnote = value
	case "text":
		r.text = value
	case "source":
		r.source = value
	case "modified":
		r.modified = value
	case "finality":
		r.finality = value
	case "partial":
		r.partial = value
	case "note":
	default:
		return false
	}
	return true
}

// columnOf gives the name of a column in this package, or nothing for one that means
// nothing here.
func columnOf(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	name = strings.NewReplacer("_", "", "-", "", " ", "", ".", "").Replace(name)
	switch name {
	case "id", "nummer", "dokumentnummer", "documentnumber", "doknr":
		return "id"
	case "court", "gericht", "courtname":
		return "court"
	case "chamber", "spruchkörper", "spruchkoerper", "senat", "kammer":
		return "chamber"
	case "date", "datum", "entscheidungsdatum", "decisiondate":
		return "date"
	case "az", "aktenzeichen", "filenumber", "filenumbers", "casenumber", "docketnumber", "geschäftszeichen":
		return "az"
	case "type", "typ", "art", "entscheidungsart", "kind", "dokumenttyp", "documenttype", "entscheidungstyp":
		return "type"
	case "ecli":
		return "ecli"
	case "norms", "normen", "norm", "normenkette", "vorschriften", "statutes":
		return "norms"
	case "verfahrensgang", "vorinstanz", "vorinstanzen", "instanzenzug", "chain", "previous", "history":
		return "vorinstanz"
	case "topic", "thema", "rechtsgebiet", "sachgebiet", "field":
		return "topic"
	case "keywords", "schlagworte", "schlagwörter", "stichworte", "tags":
		return "keywords"
	case "partial", "auszug", "teilweise", "unvollständig":
		return "partial"
	case "note", "hinweis", "anmerkung", "notiz", "bemerkung":
		return "note"
	case "text", "volltext", "fulltext", "content", "inhalt":
		return "text"
	case "source", "quelle", "url", "link", "address", "adresse", "fundstelle":
		return "source"
	case "title", "titel", "titelzeile", "headline":
		return "title"
	case "headnote", "leitsatz", "leitsätze", "guidingprinciple":
		return "headnote"
	case "modified", "geändert", "stand", "updated":
		return "modified"
	case "finality", "rechtskraft":
		return "finality"
	}
	return ""
}

// fromRecord makes a decision of a record.
func fromRecord(r *record) (decision.Found, error) {
	var found decision.Found
	for _, f := range []struct{ name, value string }{
		{"court", r.court}, {"chamber", r.chamber}, {"type", r.kind}, {"date", r.date}, {"az", r.number}, {"ecli", r.ecli}, {"id", r.id},
		{"vorinstanz", r.chain}, {"topic", r.topic}, {"title", r.title}, {"source", r.source},
	} {
		if len(f.value) > longestField {
			return found, invalid("caselaw.source.field-long", "field", f.name)
		}
	}
	e := &found.Entry
	e.Court, e.Chamber = tidyField(r.court), tidyField(r.chamber)
	e.Printed = tidyField(r.kind)
	e.Kind = kindOf(e.Printed)
	e.Date = dateOf(r.date)
	if e.Date.IsZero() && strings.Trim(r.date, " .?-–") != "" {
		return found, invalid("caselaw.source.date", "value", short(r.date))
	}
	e.FileNumbers = fileNumbers(tidyField(r.number))
	e.ECLI = ecliOf(r.ecli)
	for _, n := range r.norms[:min(len(r.norms), mostOfOne)] {
		e.Norms = addNorms(e.Norms, normsOf(tidyField(n))...)
	}
	for _, k := range r.keywords[:min(len(r.keywords), mostOfOne)] {
		e.Keywords = addNew(e.Keywords, tidyField(k))
	}
	e.Fields, e.Forms = topicOf(strings.ToLower(tidyField(r.topic)))
	if len(e.Fields) == 0 {
		e.Keywords = addNew(e.Keywords, tidyField(r.topic))
	}
	switch strings.ToLower(strings.TrimSpace(r.finality)) {
	case "final", "rechtskräftig", "ja":
		e.Finality = "final"
	case "not-final", "nicht rechtskräftig", "nein":
		e.Finality = "not-final"
	}
	e.Source = decision.Source{Name: "open", Document: tidyField(r.id), Address: addressOf(r.source), Modified: tidyField(r.modified), Partial: isYes(r.partial)}
	if err := identified(&found); err != nil {
		return found, err
	}
	text, rep := clean(r.text)
	if note, _ := plain(r.headnote); strings.TrimSpace(note) != "" {
		head, more := clean("Leitsatz\n" + note)
		text.Sections = append(head.Sections, text.Sections...)
		for _, k := range more.drops.keys {
			rep.drops.add(true, k)
		}
	}
	found.Text = text
	fromLabels(e, &found.Text, &rep)
	chain, _ := plain(r.chain)
	e.Chain = append(chainOf(chain), e.Chain...)
	e.Chain = placed(e.Chain, e.Date, e.FileNumbers)
	title := tidyField(r.title)
	if title == "" {
		title = rep.title
	}
	headline(&found, title)
	found.Dropped = rep.drops.keys
	return found, nil
}

// longestField is how many bytes a field may have that is no text.
const longestField = 16 << 10

// tidyField is a short value in one line.
func tidyField(s string) string {
	s, _ = plain(s)
	return oneLine(s)
}

func isYes(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "1", "ja", "yes", "x", "wahr":
		return true
	}
	return false
}
