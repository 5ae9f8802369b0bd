package source

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// kindOf is the code of the kind that a source prints: Beschluss, Endurteil, Beschluss
// des Fachsenats ("in-camera"-Verfahren).
func kindOf(printed string) string {
	p := strings.ToLower(printed)
	for _, k := range []struct{ word, code string }{
		{"gerichtsbescheid", "court-notice"}, {"strafbefehl", "penal-order"},
		{"vorlagebeschluss", "reference"}, {"vorabentscheidungsersuchen", "reference"}, {"eugh-vorlage", "reference"}, {"request for a preliminary ruling", "reference"},
		{"beweisbeschluss", "evidence-order"}, {"hinweisbeschluss", "notice"}, {"hinweisverfügung", "notice"},
		{"schlussanträge", "opinion"}, {"opinion of advocate", "opinion"}, {"vergleich", "settlement"},
		{"beschluss", "order"}, {"beschluß", "order"}, {"einstweilige anordnung", "order"}, {"order", "order"},
		{"urteil", "judgment"}, {"judgment", "judgment"}, {"judgement", "judgment"},
	} {
		if strings.Contains(p, k.word) {
			return k.code
		}
	}
	if p == "" {
		return ""
	}
	return "other"
}

var (
	dayCompact = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	dayISO     = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})`)
	dayFigures = regexp.MustCompile(`^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\b`)
	dayWords   = regexp.MustCompile(`(?i)^(\d{1,2})\.? (Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|January|February|March|May|June|July|October|December) (\d{4})\b`)
)

// dateOf reads a day as sources write it: 20100114, 2010-01-14, 14.1.2010,
// 14. Januar 2010. Anything else is the unknown day.
func dateOf(s string) core.Date {
	s = strings.TrimSpace(s)
	var y, m, d string
	switch {
	case dayCompact.MatchString(s):
		p := dayCompact.FindStringSubmatch(s)
		y, m, d = p[1], p[2], p[3]
	case dayISO.MatchString(s):
		p := dayISO.FindStringSubmatch(s)
		y, m, d = p[1], p[2], p[3]
	case dayFigures.MatchString(s):
		p := dayFigures.FindStringSubmatch(s)
		y, m, d = p[3], p[2], p[1]
	case dayWords.MatchString(s):
		p := dayWords.FindStringSubmatch(s)
		y, m, d = p[3], strconv.Itoa(month(p[2])), p[1]
	}
	year, _ := strconv.Atoi(y)
	mon, _ := strconv.Atoi(m)
	day, _ := strconv.Atoi(d)
	date := core.Date{Year: year, Month: time.Month(mon), Day: day}
	if year < 1800 || year > 2200 || core.DateOf(time.Date(year, time.Month(mon), day, 0, 0, 0, 0, time.UTC)) != date {
		return core.Date{}
	}
	return date
}

func month(name string) int {
	name = strings.ToLower(name)
	for i, names := range []string{"januar january jänner", "februar february", "märz march", "april", "mai may", "juni june", "juli july", "august", "september", "oktober october", "november", "dezember december"} {
		for n := range strings.FieldsSeq(names) {
			if n == name {
				return i + 1
			}
		}
	}
	return 0
}

var (
	numberParts = regexp.MustCompile(`\s*[,;]\s*|\s+(?:und|and|sowie)\s+`)
	numberTail  = regexp.MustCompile(`(?i)\s*,?\s+u\. ?a\.$`)
	numberLabel = regexp.MustCompile(`(?i)^(?:Az\.?|Aktenzeichen|Geschäftszeichen|Beschwerde Nr\.|Application nos?\.|Rechtssachen?)\s*:?\s+`)
	numberShort = regexp.MustCompile(`^\d+/\d+$`)
	numberHead  = regexp.MustCompile(`^(.*\p{L}.*\s)\d+/\d+$`)
)

// fileNumbers takes apart what a source prints as file number: "A 7 K 4913/20, A 7 K
// 4914/20", "T-110/03 und T-405/03", "1 BvR 1/10, 2/10". A number that was cut short
// gets the register of the one before it.
func fileNumbers(s string) (all []string) {
	s = oneLine(s)
	s = numberLabel.ReplaceAllString(s, "")
	s = numberTail.ReplaceAllString(s, "")
	head := ""
	for _, part := range numberParts.Split(s, -1) {
		part = strings.Trim(part, " -–")
		if part == "" {
			continue
		}
		if numberShort.MatchString(part) && head != "" {
			part = head + part
		} else if m := numberHead.FindStringSubmatch(part); m != nil {
			head = m[1]
		}
		if len(part) <= 80 {
			all = addNew(all, part)
		}
	}
	return all
}

var ecliForm = regexp.MustCompile(`^(?i:ECLI):([A-Za-z]{2}):([A-Za-z0-9]{1,10}):(\d{4}):([A-Za-z0-9.]{1,40})$`)

// ecliOf returns s if it has the form of a European Case Law Identifier (Council
// conclusions 2011/C 127/01), and else nothing.
func ecliOf(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	if !ecliForm.MatchString(s) {
		return ""
	}
	return "ECLI" + s[4:]
}

var address = regexp.MustCompile(`https?://[^\s"<>]+`)

// addressOf is the first address of the web in s, or nothing.
func addressOf(s string) string {
	found := strings.TrimRight(address.FindString(s), ".,;)")
	u, err := url.Parse(found)
	if err != nil || u.Host == "" || u.User != nil {
		return ""
	}
	return found
}

// fieldOfWords is the code of the field of law that a source names in German words.
func fieldOfWords(s string) string {
	s = strings.ToLower(s)
	for _, f := range []struct{ word, code string }{
		{"arbeitsrecht", "labour"}, {"strafrecht", "criminal"}, {"strafprozess", "criminal"}, {"asyl", "asylum"}, {"flüchtlingsrecht", "asylum"},
		{"aufenthaltsrecht", "residence"}, {"ausländerrecht", "residence"}, {"opferentschädigung", "compensation"}, {"soziales entschädigungsrecht", "compensation"},
		{"sozialrecht", "social"}, {"steuerrecht", "tax"}, {"familienrecht", "family"}, {"informationsfreiheit", "information"}, {"zivilrecht", "civil"}, {"bürgerliches recht", "civil"},
	} {
		if strings.HasPrefix(s, f.word) {
			return f.code
		}
	}
	return ""
}

// topicOf is what open data names a topic, as codes.
func topicOf(topic string) (fields, forms []string) {
	switch topic {
	case "criminal", "adhesion", "civil", "labour", "residence", "asylum", "dublin", "social", "compensation", "tax", "family", "human-rights", "union", "trade", "information", "other":
		return []string{topic}, nil
	case "criminal-labour":
		return []string{"criminal"}, []string{"labour"}
	case "asylum-dublin":
		return []string{"asylum", "dublin"}, nil
	case "wages":
		return []string{"labour"}, nil
	case "prostitution-act":
		return []string{"trade"}, nil
	}
	if f := fieldOfWords(topic); f != "" {
		return []string{f}, nil
	}
	return nil, nil
}

// outcomeOf is what a note on a later decision says became of this one.
func outcomeOf(note string) string {
	note = strings.ToLower(note)
	for _, o := range []struct{ word, code string }{
		{"anhängig", "open"}, {"zurückverwiesen", "remitted"}, {"teilweise aufgehoben", "partly"}, {"aufgehoben", "quashed"},
		{"geändert", "changed"}, {"unzulässig", "inadmissible"}, {"bestätigt", "upheld"}, {"zurückgewiesen", "upheld"}, {"verworfen", "upheld"},
	} {
		if strings.Contains(note, o.word) {
			return o.code
		}
	}
	return ""
}

// addNorms appends norms that are not there yet.
func addNorms(to []decision.Norm, norms ...decision.Norm) []decision.Norm {
next:
	for _, n := range norms {
		if n.Text == "" || len(to) >= mostOfOne {
			continue
		}
		for _, have := range to {
			if have == n {
				continue next
			}
		}
		to = append(to, n)
	}
	return to
}
