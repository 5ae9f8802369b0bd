package citation

import (
	"strings"

	"verbund/internal/core"
)

// Case is a decision as it is cited. What is not said there is empty.
type Case struct {
	Court      string // its usual short name with its town, "BGH", "LG Hanau", "EGMR"; empty for "OVG" without a town
	Date       core.Date
	FileNumber string // as printed, "XII ZB 214/14"
	ECLI       string
	Journal    string // "NJW", "BGHZ"
	Volume     string // year or volume, "2015", "67", "II 1999"
	Page       string // its first page
	Margin     string // the margin number that is cited
	Kind       string // "Urteil", "Beschluss", as printed but for its ending
}

// Key is the decision in one word for index and database: its ECLI in lower case,
// "az:" and its file number by FileNumberKey, or "fund:" and its place in a journal,
// "fund:njw/2015/1827". It is empty where none of the three is known.
func (c Case) Key() string {
	switch {
	case c.ECLI != "":
		return strings.ToLower(c.ECLI)
	case c.FileNumber != "":
		return "az:" + FileNumberKey(c.FileNumber)
	case c.Journal != "":
		return "fund:" + keyOf(c.Journal) + "/" + volumeKey(c.Volume) + "/" + keyOf(c.Page)
	}
	return ""
}

// volumeKey writes "II 1999" as "ii-1999".
func volumeKey(s string) string {
	if part, year, ok := strings.Cut(s, " "); ok {
		return keyOf(part) + "-" + keyOf(year)
	}
	return keyOf(s)
}

// String writes the decision the usual German way, "BGH, Beschluss vom 29.04.2015 - XII
// ZB 214/14, NJW 2015, 1827 Rn. 12".
func (c Case) String() string {
	var b strings.Builder
	add := func(between, s string) {
		if s == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteString(between)
		}
		b.WriteString(s)
	}
	add("", c.Court)
	add(", ", c.Kind)
	if !c.Date.IsZero() {
		d := c.Date.String()
		vom := d[8:10] + "." + d[5:7] + "." + d[:4]
		if c.Kind != "" {
			vom = "vom " + vom
		}
		add(" ", vom)
	}
	if c.Date.IsZero() {
		add(" ", c.FileNumber)
	} else {
		add(" - ", c.FileNumber)
	}
	if c.Journal != "" {
		place := c.Journal + " " + c.Volume
		if c.Page != "" {
			place += ", " + c.Page
		}
		add(", ", place)
	}
	if c.FileNumber == "" && c.Journal == "" {
		add(", ", c.ECLI)
	}
	if c.Margin != "" {
		add(" ", "Rn. "+c.Margin)
	}
	return b.String()
}

// FileNumberKey writes a file number for comparison: lower case, without blanks, stroke
// and full stop alike and all dashes alike. "5 AZR 949/11", "5AZR949/11" and "5 AZR
// 949.11" give the same. The name of a court before the number, as in "BVerwG 7 C 1.14",
// is no part of the key, and of several numbers of one year only the first is. With
// court and date the key tells duplicates.
func FileNumberKey(s string) string {
	if w := word(s, 0); w > 1 && w < len(s) && (s[w] == ' ' || isDigit(s[w])) {
		switch s[:w] {
		case "BVerwG", "OVG", "VG", "VGH", "BGH", "BAG", "BSG", "BFH":
			s = s[w:]
		}
	}
	if from := strings.IndexByte(s, ','); from >= 0 { // several numbers of one year
		if to := strings.LastIndexByte(s, '/'); to > from {
			s = s[:from] + s[to:]
		}
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if n := dash(s, i); n > 0 {
			if n == 2 {
				n = 1
			}
			b.WriteByte('-')
			i += n
			continue
		}
		switch c := s[i]; {
		case c == '.' || c == '/':
			b.WriteByte('/')
			i++
		case isUpper(c):
			b.WriteByte(c + 'a' - 'A')
			i++
		case isLower(c) || isDigit(c) || c == '(' || c == ')':
			b.WriteByte(c)
			i++
		case letter(s, i) == 2:
			b.WriteString(strings.ToLower(s[i : i+2]))
			i += 2
		default:
			i++
		}
	}
	return strings.Trim(b.String(), "/-")
}
