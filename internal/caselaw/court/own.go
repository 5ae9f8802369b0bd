package court

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"verbund/internal/core"
)

// candidate is an ECLI at the beginning of a piece of text. Behind the colons there may be
// blanks or the end of a line, and characters without width.
var candidate = regexp.MustCompile(`^(?i)ecli[\s\x{200b}]*:[\s\x{200b}]*([a-z]{2})[\s\x{200b}]*:[\s\x{200b}]*([a-z][a-z0-9]{0,11})[\s\x{200b}]*:[\s\x{200b}]*([0-9]{4})[\s\x{200b}]*:[\s\x{200b}]*([a-z0-9.]{3,60})`)

// OwnECLI finds the ECLI of the decision whose text this is. Texts also hold ECLIs of
// decisions that they cite; so one is taken only if court, date and file number agree with
// what is known of the decision. It returns nothing where none agrees, where several do
// (two decisions of one day in one matter), and for the CJEU, whose ECLI holds neither
// day nor number. What the layout has glued to the end ("….0BFH") is left off.
func OwnECLI(text string, c Court, date core.Date, fileNumbers []string) string {
	if date.IsZero() || c.ECLICode == "" || c.Branch == EU {
		return ""
	}
	found := ""
	for m := range candidates(text) {
		if upper(m[1]) != c.Country() || !strings.EqualFold(m[2], c.ECLICode) || number(m[3]) != date.Year {
			continue
		}
		ordinal := ownOrdinal(c, date, fileNumbers, m[4])
		if ordinal == "" {
			continue
		}
		e := ECLI{Country: upper(m[1]), Court: m[2], Year: date.Year, Ordinal: ordinal}.String()
		if found != "" && !strings.EqualFold(found, e) {
			return ""
		}
		if found == "" {
			found = e
		}
	}
	return found
}

// candidates yields the parts of every ECLI of a text.
func candidates(text string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for _, word := range []string{"ECLI", "ecli", "Ecli"} {
			for at := 0; ; {
				i := strings.Index(text[at:], word)
				if i < 0 {
					break
				}
				at += i
				if m := candidate.FindStringSubmatch(first(text[at:], 200)); m != nil && !yield(m) {
					return
				}
				at += len(word)
			}
		}
	}
}

// ownOrdinal returns the beginning of s that is the ordinal of a decision with this date
// and one of these numbers, or nothing.
func ownOrdinal(c Court, date core.Date, fileNumbers []string, s string) string {
	for _, n := range fileNumbers {
		f, ok := ParseFileNumber(c, n)
		if !ok {
			continue
		}
		for _, head := range heads(c, date, upper(s)) {
			for _, k := range ordinalKeys(c, n, f) {
				if end := match(c, upper(s), head, k); end > 0 && end <= longestOrdinal {
					return s[:end]
				}
			}
		}
	}
	return ""
}

// heads are the places in an ordinal, written in capitals, where the file number may
// begin: behind the date and the letters of the kind. There is none where the date is
// another.
func heads(c Court, date core.Date, s string) []int {
	month, dayOfMonth := digits(int(date.Month), 2), digits(date.Day, 2)
	var form string
	switch {
	case c.Branch == ECHR:
		form = "^" + month + dayOfMonth + "[A-Z]{3}"
	case c.Name == "BVerfG":
		form = "^[A-Z]{2}" + digits(date.Year, 4) + month + dayOfMonth + `[A-Z]?\.`
	case c.Name == "BAG":
		form = "^" + day(date) + `\.[A-Z]{1,2}\.`
	case c.Name == "BFH":
		form = `^[A-Z]{1,2}\.` + day(date) + `\.`
	case c.Land == "":
		form = "^" + day(date) + "[A-Z]{1,2}"
	default:
		form = "^" + month + dayOfMonth + `\.`
	}
	at := regexp.MustCompile(form).FindStringIndex(s)
	switch {
	case at == nil:
		return nil
	case c.Land == "" && c.Branch != ECHR && at[1] == len(day(date))+2:
		return []int{at[1] - 1, at[1]} // the second letter may be of the number
	}
	return []int{at[1]}
}

// ordinalKeys are the ways in which a file number stands in the ordinals of the court: as
// printed, without what follows the year, and with or without the letters of the court.
func ordinalKeys(c Court, printed string, f FileNumber) []string {
	year := digits(f.Year%100, 2)
	switch {
	case c.Branch == ECHR:
		return []string{digits(f.Number, 7) + year}
	case c.Name == "BVerfG":
		return []string{upper(f.Bench+f.Sign) + digits(f.Number, 4) + year}
	case c.Name == "BSG":
		k := upper(f.Prefix + signs25(f.Bench+f.Sign) + digits(f.Number, 1) + year)
		return []string{k + upper(signs25(f.Suffix)), k}
	}
	pair := digits(f.Number, 1) + "." + year
	if f.Js == "" && !strings.Contains(printed, "/") {
		// The point of the print may have the year first, and zeros.
		if m := numberPoint.FindString(printed); m != "" && strings.Contains(m, ".") {
			pair = strings.TrimRight(m, " -,;()ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
		}
	}
	sign := f.Sign
	if f.Js != "" && f.Sign != "Js" {
		sign += strings.TrimSuffix(f.Js, digits(f.Number, 1)+"/"+year)
	}
	bare := upper(signs25(f.Bench + sign))
	suffix := upper(signs25(f.Suffix))
	var all []string
	for _, prefix := range slices.Concat([]string{upper(signs25(f.Prefix)), ""}, courtPrefixes(c)) {
		all = append(all, prefix+bare+pair+suffix, prefix+bare+pair)
	}
	return all
}

// courtPrefixes are the letters that a court puts before its numbers.
func courtPrefixes(c Court) []string {
	switch c.Name {
	case "OVG Berlin-Brandenburg":
		return []string{"OVG"}
	case "VG Berlin", "VG Potsdam", "VG Cottbus", "VG Frankfurt (Oder)":
		return []string{"VG"}
	case "VG Ansbach":
		return []string{"AN"}
	case "VG Augsburg":
		return []string{"AU"}
	case "VG Bayreuth":
		return []string{"B"}
	case "VG München":
		return []string{"M"}
	case "VG Regensburg":
		return []string{"RN", "RO"}
	case "VG Würzburg":
		return []string{"W"}
	}
	return nil
}

// match tells where the ordinal s ends if the file number k stands in it at i, with the
// sign behind it that tells several decisions of a day apart; otherwise 0. Points of s
// that k lacks only part its pieces.
func match(c Court, s string, i int, k string) int {
	if i > len(s) {
		return 0
	}
	for j := 0; j < len(k); {
		switch {
		case i >= len(s):
			return 0
		case s[i] == k[j]:
			i, j = i+1, j+1
		case s[i] == '.':
			i++
		default:
			return 0
		}
	}
	rest := s[i:]
	var end string
	switch {
	case c.Branch == ECHR || c.Name == "BVerfG":
		if rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return 0
		}
		return i
	case c.Name == "BSG":
		end = `^[0-9]`
	case c.Land == "":
		end = `^(?:\.?[A-Z]{1,3}\.?|\.)[0-9]`
	default:
		end = `^(?:\.?[A-Z]{1,4}){0,3}\.[0-9][0-9A-Z]`
	}
	at := regexp.MustCompile(end).FindStringIndex(rest)
	if at == nil || at[1] < len(rest) && (rest[at[1]] >= '0' && rest[at[1]] <= '9') {
		return 0
	}
	return i + at[1]
}
