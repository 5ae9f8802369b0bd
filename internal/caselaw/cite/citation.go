package cite

import (
	"strconv"
	"strings"

	"verbund/internal/core"
)

// kind is how a kind of decision is named in a citation.
type kind struct {
	german  string // "Beschluss", before "vom"
	short   string // "Beschl.", before "v."
	english string // "order", before "of"
}

// kindOf gives the words for a code of the list kinds. What the list does not hold is
// named as the source prints it.
func kindOf(code, printed string) kind {
	switch code {
	case "judgment":
		return kind{"Urteil", "Urt.", "judgment"}
	case "order":
		return kind{"Beschluss", "Beschl.", "order"}
	case "court-notice":
		return kind{"Gerichtsbescheid", "Gerichtsbescheid", "decision without a hearing"}
	case "penal-order":
		return kind{"Strafbefehl", "Strafbefehl", "penal order"}
	case "reference":
		return kind{"Vorlagebeschluss", "Vorlagebeschl.", "request for a preliminary ruling"}
	case "evidence-order":
		return kind{"Beweisbeschluss", "Beweisbeschl.", "order to take evidence"}
	case "notice":
		return kind{"Hinweisbeschluss", "Hinweisbeschl.", "notice of the court"}
	case "settlement":
		return kind{"Vergleich", "Vergleich", "settlement"}
	case "opinion":
		return kind{"Schlussanträge", "Schlussanträge", "opinion"}
	}
	if p := line(printed); p != "" && len(p) <= 60 {
		return kind{p, p, "decision"}
	}
	return kind{"Entscheidung", "Entsch.", "decision"}
}

// German is the usual form in German: "BGH, Beschluss vom 17. Januar 2023 – 2 StR 87/22,
// Rn. 12". The margin number may be empty. Decisions of the European courts end with their
// name.
func German(d Decision, margin string) string {
	k := kindOf(d.Entry.Kind, d.Entry.Printed).german
	if day := germanDate(d.Entry.Date); day != "" {
		k += " vom " + day
	}
	return d.compose(d.court().Name, k, ", Rn. ", margin)
}

// GermanShort is the form for footnotes: "BGH, Beschl. v. 17.1.2023 – 2 StR 87/22 Rn. 12".
func GermanShort(d Decision, margin string) string {
	k := kindOf(d.Entry.Kind, d.Entry.Printed).short
	if day := d.Entry.Date; !day.IsZero() {
		k += " v. " + strconv.Itoa(day.Day) + "." + strconv.Itoa(int(day.Month)) + "." + strconv.Itoa(day.Year)
	}
	return d.compose(d.court().Name, k, " Rn. ", margin)
}

// English is the form for readers of English, with the name of the court in both
// languages and a date that nobody can take for another: "Federal Court of Justice (BGH),
// order of 17 January 2023 – 2 StR 87/22, para. 12".
func English(d Decision, margin string) string {
	c := d.court()
	name := c.Name
	if c.English != "" {
		short := c.Cited
		if short == "" {
			short = c.Name
		}
		name = c.English + " (" + short + ")"
	}
	k := kindOf(d.Entry.Kind, d.Entry.Printed).english
	if day := englishDate(d.Entry.Date); day != "" {
		k += " of " + day
	}
	return d.compose(name, k, ", para. ", margin)
}

// compose puts the parts of a citation together, and leaves out what is not known.
func (d Decision) compose(court, kind, mark, margin string) string {
	s := kind
	if court != "" {
		s = court + ", " + kind
	}
	if numbers := d.fileNumbers(); len(numbers) > 0 {
		s += " – " + numbers[0]
	}
	if margin = line(margin); margin != "" {
		s += mark + margin
	}
	if d.court().Country() != "DE" && d.name() != "" {
		s += " – " + d.name()
	}
	return s
}

// germanDate is "17. Januar 2023", or nothing for a day that is not known.
func germanDate(d core.Date) string {
	return date(d, ". ", [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"})
}

// englishDate is "17 January 2023": the month in letters, since 1/2 is read in two ways.
func englishDate(d core.Date) string {
	return date(d, " ", [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"})
}

func date(d core.Date, after string, months [12]string) string {
	if d.IsZero() || d.Month < 1 || d.Month > 12 {
		return ""
	}
	return strings.Join([]string{strconv.Itoa(d.Day) + after + months[d.Month-1], strconv.Itoa(d.Year)}, " ")
}
