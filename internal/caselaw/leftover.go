package caselaw

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbund/internal/caselaw/decision"
)

// Leftover is something in a decision by which a person might be known, with the places
// where it stands. It is a hint for the editors: the courts make texts anonymous, and
// sometimes something is left.
type Leftover struct {
	Kind   LeftoverKind
	Words  string // as it stands there the first time, on one line
	Places []LeftoverPlace
}

// LeftoverKind is what was left over.
type LeftoverKind string

// What can be left over.
const (
	LeftName    LeftoverKind = "name"    // "Frau Müller", not "Frau M." and no judge
	LeftBirth   LeftoverKind = "birth"   // a day of birth
	LeftAddress LeftoverKind = "address" // a street with a number
	LeftTown    LeftoverKind = "town"    // a postal code with a town
	LeftMail    LeftoverKind = "mail"
	LeftPhone   LeftoverKind = "phone"
	LeftAccount LeftoverKind = "account" // an IBAN with a right check number (ISO 13616)
)

// LeftoverPlace is where it stands: in a field of the entry, as decision.Change names it,
// or in a paragraph of the text.
type LeftoverPlace struct {
	Field  string
	Anchor string
	Number string // the margin number
	Before string // a few words
	After  string
}

// finder finds one kind; the first group is what was left over.
type finder struct {
	kind LeftoverKind
	at   *regexp.Regexp
	fits func(before, words, after string) bool // nil for always
}

const (
	upper  = `[A-ZÄÖÜÀ-ÖØ-ÞŠŽČĆĐŁŞİŚŹŻ]`
	lower  = `[a-zäöüßà-öø-ÿšžčćđłşığńśźżěřůőű'’]`
	person = upper + lower + `+(?:-` + upper + lower + `+)?`
	day    = `\d{1,2}\.\s?(?:\d{1,2}\.|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\s?(?:19|20)\d\d`
)

// finders returns what is looked for.
func finders() []finder {
	re := regexp.MustCompile
	return []finder{
		{LeftBirth, re(`(?i:geboren|geb\.|geburtsdatum:?)(?:e[nrs]?)?,?\s+(?:am\s+|den\s+)?(` + day + `)`), nil},
		{LeftBirth, re(`(?:^|[\s(])\*\s?(` + day + `)`), nil},
		{LeftBirth, re(`(?:am|vom)\s+(` + day + `)\s+(?:in\s+\S+\s+)?geboren`), nil},
		{LeftAddress, re(`(` + upper + `[\pL.-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|chaussee|promenade|ring|stieg)\s+\d{1,3}\s?[a-h]?)\b`), isStreet},
		{LeftAddress, re(`((?:` + upper + `[\pL-]+[\s-])+(?:Straße|Strasse|Str\.|Allee|Platz|Weg|Ring|Damm|Gasse|Chaussee)\s+\d{1,3}\s?[a-h]?)\b`), isStreet},
		{LeftTown, re(`(?:^|[^\d.,/§-])((?:D-)?\b\d{5}\s+` + upper + lower + `+(?:[ -](?:am|an der|` + upper + lower + `+))?)`), isTown},
		{LeftMail, re(`([\pL\d._%+-]+@[\pL\d-]+(?:\.[\pL\d-]+)*\.\pL{2,})`), nil},
		{LeftPhone, re(`(?i:tel(?:efon)?(?:nummer)?|mobil(?:funk)?(?:nummer)?|handy(?:nummer)?|rufnummer|fax)[.:]*\s*(?:nr\.?\s*)?(\+?\(?\d[\d\s/()–-]{5,18}\d)`), nil},
		{LeftPhone, re(`(\+49[\s(/-]*\d[\d\s/()–-]{5,16}\d)`), nil},
		{LeftAccount, re(`\b([A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?)\b`), isAccount},
		{LeftName, re(`\b(?:Frau|Herrn?|Hr\.|Fr\.|Familie|Eheleuten?)\s+((?:(?:Prof|Dr|Dipl|med|jur|phil|rer|nat|pol|h\.\s?c|Ing)\.(?:-\pL+\.)?\s*|von\s+(?:der\s+)?)*` + person + `(?:\s+` + person + `)?)`), isName},
	}
}

// Leftovers finds what may be left over of people in an entry and its text, in the order
// in which it stands there; what stands in several places comes once. What stands on two
// lines is found as well.
func Leftovers(e *decision.Entry, t *decision.Text) []Leftover {
	var all []Leftover
	known := map[string]int{}
	look := finders()
	in := func(words string, place LeftoverPlace) {
		if words == "" {
			return
		}
		type hit struct {
			kind       LeftoverKind
			start, end int
		}
		var hits []hit
		for _, f := range look {
			for _, m := range f.at.FindAllStringSubmatchIndex(words, -1) {
				start, end := m[2], m[3]
				if f.fits != nil && !f.fits(words[:start], words[start:end], words[end:]) {
					continue
				}
				if !slices.ContainsFunc(hits, func(h hit) bool { return start < h.end && h.start < end }) {
					hits = append(hits, hit{f.kind, start, end})
				}
			}
		}
		slices.SortFunc(hits, func(a, b hit) int { return a.start - b.start })
		for _, h := range hits {
			found := strings.Join(strings.Fields(words[h.start:h.end]), " ")
			if h.kind == LeftName {
				found = bareName(found)
			}
			at := place
			at.Before, at.After = lastWords(words[:h.start]), firstWords(words[h.end:])
			key := string(h.kind) + " " + strings.ToLower(found)
			i, there := known[key]
			if !there {
				i = len(all)
				known[key] = i
				all = append(all, Leftover{Kind: h.kind, Words: found})
			}
			all[i].Places = append(all[i].Places, at)
		}
	}
	for _, v := range e.Versions {
		for _, part := range versionParts() {
			in(part.of(&v), LeftoverPlace{Field: "versions." + v.Lang + "." + part.name})
		}
	}
	in(e.Centre, LeftoverPlace{Field: "centre"})
	for _, p := range e.Sentences {
		in(p.Note, LeftoverPlace{Field: "sentences"})
	}
	for _, s := range e.Sums {
		in(s.Note, LeftoverPlace{Field: "sums"})
	}
	in(strings.Join(e.Names, "\n"), LeftoverPlace{Field: "names"})
	in(strings.Join(e.Keywords, "\n"), LeftoverPlace{Field: "keywords"})
	anchors, at := t.Anchors(), 0
	for _, s := range t.Sections {
		for _, p := range s.Paragraphs {
			in(p.Text, LeftoverPlace{Anchor: anchors[at], Number: p.Number})
			at++
		}
	}
	return all
}

// versionPart is one of the texts that editors write in a language.
type versionPart struct {
	name string // as decision.Change calls it
	of   func(*decision.Version) string
	set  func(*decision.Version, string)
}

func versionParts() []versionPart {
	return []versionPart{
		{"title", func(v *decision.Version) string { return v.Title }, func(v *decision.Version, s string) { v.Title = s }},
		{"headnote", func(v *decision.Version) string { return v.Headnote }, func(v *decision.Version, s string) { v.Headnote = s }},
		{"points", func(v *decision.Version) string { return v.Points }, func(v *decision.Version, s string) { v.Points = s }},
		{"facts", func(v *decision.Version) string { return v.Facts }, func(v *decision.Version, s string) { v.Facts = s }},
		{"holding", func(v *decision.Version) string { return v.Holding }, func(v *decision.Version, s string) { v.Holding = s }},
		{"practice", func(v *decision.Version) string { return v.Practice }, func(v *decision.Version, s string) { v.Practice = s }},
		{"plain", func(v *decision.Version) string { return v.Plain }, func(v *decision.Version, s string) { v.Plain = s }},
	}
}

// around is how many bytes are shown on each side.
const around = 60

func lastWords(s string) string {
	if len(s) > around {
		s = s[len(s)-around:]
		if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
			s = "…" + s[i:]
		}
	}
	return tidyPiece(s)
}

func firstWords(s string) string {
	if len(s) > around {
		s = s[:around]
		if i := strings.LastIndexFunc(s, unicode.IsSpace); i >= 0 {
			s = s[:i] + " …"
		}
	}
	return tidyPiece(s)
}

func tidyPiece(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
}

// wayWords end like streets and are none.
var wayWords = regexp.MustCompile(`(?i)(rechtsweg|klageweg|dienstweg|instanzenweg|verwaltungsweg|arbeitsplatz|schulweg|heimweg|umweg|fluchtweg|ausweg|lösungsweg|studienplatz|therapieplatz|schlafplatz|standplatz|halbsatz|hering|frühling|beitrag|auftrag|antrag|ring)\s+\d`)

// ordinal follows a number that is part of a day.
var ordinal = regexp.MustCompile(`^\.\s?(?:\d|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)`)

// offices are courts, lawyers and authorities, whose addresses anybody may know.
var offices = regexp.MustCompile(`(?i)ericht|vertreten durch|anstalt|stiftung|bundestag|kasse\b|betrieb\b|geschäftsführ|präsident|direktor|magistrat|anwält|anwalt|postfach|bevollmächtigt|adresse:|behörde|ministeri|amt\b|kanzlei|sozietät|gmbh|verlag|e\.\s?v\.|vorstand|bürgermeister|beauftragte`)

// ofOffice tells whether an address stands behind the name of an office as on an
// envelope, and not in a sentence about somebody.
func ofOffice(before string) bool {
	trimmed := strings.TrimRight(before, " \n\t")
	if trimmed == "" || !strings.ContainsAny(trimmed[len(trimmed)-1:], ",(:;-–0123456789") && !strings.HasSuffix(before, "\n") {
		return false
	}
	return offices.MatchString(before[max(0, len(before)-130):])
}

func isStreet(before, words, after string) bool {
	return !ofOffice(before) && !strings.Contains(words, "gericht") && !wayWords.MatchString(words) && !ordinal.MatchString(after) && !strings.HasPrefix(strings.TrimLeft(after, " "), "Abs") &&
		!strings.HasPrefix(strings.TrimLeft(after, " "), "%")
}

// countedWords stand behind numbers of five digits that are no postal codes.
var countedWords = regexp.MustCompile(`\d{5}\s+(Euro|EUR|Personen|Menschen|Stück|Fälle|Fällen|Seiten|Einwohner|Arbeit|Mitarbeiter|Beschäftigte|Kilometer|Meter|Tonnen|Mark|Dollar|Quadratmeter|Stunden|Tage|Jahre|Exemplare|Bürger|Unternehmen|Betriebe|Franken|Pfund|Verfahren|Anträge|Seite|Kinder|Frauen|Männer|Mio|Der|Die|Das|Den|Im|In|Mit|Und|Kläger|Beschluss|Urteil|Rn|Rz|Wohnungen|Haushalte|Teilnehmer|Dokument|Liter|Flüchtling|Zeichen|Blatt)`)

func isTown(before, words, _ string) bool {
	if ofOffice(before) {
		return false
	}
	before = strings.TrimRight(before, " \n\t")
	return !countedWords.MatchString(words) && !strings.HasSuffix(before, "Nr.") && !strings.HasSuffix(before, "Rn.") && !strings.HasSuffix(before, "juris") && !strings.HasSuffix(before, "BeckRS") && !strings.HasSuffix(before, "Drs.")
}

// officeWords are what people are called by their office or part in the case, not by name.
var officeWords = regexp.MustCompile(`^(?:(?:Prof|Dr)\.\s*)*(?:Vorsitzende|Vorsitzender|Richter|Präsident|Vizepräsident|Staatsanwält|Staatsanwalt|Rechtsanwält|Rechtsanwalt|Bundes|Landes|Minister|Staats|Kläger|Beklagte|Antrag|Beschwerde|Zeug|Geschädigt|Angeklagt|Nebenkläg|Professor|Doktor|Kolleg|Abgeordnet|Direktor|Dezernent|Berichterstatter|Generalanwält|Generalanwalt|Kanzler|Bürgermeister|Oberbürgermeister|Landrat|Landrät|Sachverständig|Dolmetsch|Amts|Ober|Verfahrens|Privatdoz|Priv|Datenschutz|Referent|Steuerberat|Ri|Der|Die|Das|In|Im|Mit|Und|Vom|Zum)`)

func isName(before, words, after string) bool {
	bare := bareName(words)
	if strings.HasPrefix(after, ".-") || wives.MatchString(before) {
		return false
	}
	if officeWords.MatchString(words) || officeWords.MatchString(bare) {
		return false
	}
	// "Frau Kl." and "Herr Sch." are initials; "Frau Le." ends a sentence only rarely.
	if n := utf8.RuneCountInString(bare); strings.HasPrefix(after, ".") && (n <= 2 || n <= 4 && !strings.ContainsAny(strings.ToLower(bare), "aeiouyäöü")) {
		return false
	}
	near := before[max(0, len(before)-60):]
	return !strings.Contains(near, "Richter") && !strings.Contains(near, "Vorsitzende") && !strings.Contains(near, "Generalanw") && !strings.Contains(near, "Berichterstatt")
}

// wives stand before "Frau" where that is no form of address.
var wives = regexp.MustCompile(`(?:[Ss]eine|[Ii]hre|[Mm]eine|[Uu]nsere|[Dd]eren|[Dd]essen|[Ee]ine)[rn]?\s+(?:Frau|Herrn?)\s+$`)

// suits are nouns that stand behind a name in sentences about a case: "erhob Herr M.
// Klage".
var suits = regexp.MustCompile(`\s+(?:Klage|Berufung|Beschwerde|Revision|Antrag|Anträge|Anspruch|Auskunft|Akteneinsicht|Einsicht|Zugang|Widerspruch|Rechtsmittel|Gelegenheit|Kenntnis|Recht|Angaben|Anzeige|Stellung|Geld|Hilfe|Unterlagen|Einspruch|Prozesskostenhilfe|Asyl|Schutz|Arbeit|Dr)$`)

// bareName is a name without the titles before it and without what stands behind it.
func bareName(s string) string {
	s = suits.ReplaceAllString(s, "")
	for {
		first, rest, more := strings.Cut(s, " ")
		if !more || !strings.HasSuffix(first, ".") {
			return s
		}
		s = rest
	}
}

// isAccount checks an IBAN by its check number (ISO 13616, modulo 97).
func isAccount(_, words, _ string) bool {
	s := strings.Join(strings.Fields(words), "")
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		if c >= '0' && c <= '9' {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest == 1
}
