package court

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FileNumber is a file number taken apart. In "9a K 3963/11.A" the bench is 9a, the sign
// of the register K, the number 3963, the year 2011, and what follows says that it is a
// matter of asylum. Two ways of writing one number are compared by
// citation.FileNumberKey, not by this.
type FileNumber struct {
	Prefix string // letters of the court or of the branch before the bench: "M" of VG München, "L" of an LSG, "A" for asylum in Baden-Württemberg
	Bench  string // "10", "IX", "9a", "3 (2)"
	Sign   string // of the register, "StR", "KSt", "W (pat)", "AnwZ (Brfg)"
	Number int    // 0 where the register counts otherwise
	Year   int    // four digits; two are taken to be of 1950 to 2049
	Suffix string // what follows the year: "A", "WI.A", "R", "P", "ER"
	Js     string // the number that the prosecution gave, in a criminal matter before an AG or LG: "1125 Js 16429/16"
}

// longestFileNumber is how many bytes ParseFileNumber reads; what is longer is none.
const longestFileNumber = 120

var (
	unionNumber   = regexp.MustCompile(`^([CTF])\s?[-–]\s?(\d{1,4})\s?/\s?(\d{2})(?:\s*(.*))?$`)
	plainNumber   = regexp.MustCompile(`^(\d{1,6})/(\d{2})$`)
	bavarian      = regexp.MustCompile(`^Vf\.\s?(\d{1,4})-([IVX]+[a-z]?)-(\d{2})$`)
	prosecution   = regexp.MustCompile(`(\d{1,4})\s?([A-Za-z]{0,3}Js)\s?(\d{1,6})\s?/\s?(\d{2})\b`)
	numberSlash   = regexp.MustCompile(`(\d{1,6})(?:\s?[-,]\s?\d{1,6})?\s?/\s?(\d{4}|\d{2})(?:\D|$)`)
	numberPoint   = regexp.MustCompile(`(\d{1,6})\.(\d{1,5})(?:\D|$)`)
	signPart      = regexp.MustCompile(`\(\s*[^()]*\)|\d{1,4}[a-z]?|[\p{L}]+(?:-[\p{L}]+)*\.?|-`)
	courtBefore   = regexp.MustCompile(`^(?:BVerfG|BGH|BVerwG|BAG|BSG|BFH|BPatG|Bayerischer VGH|BayVGH|BayObLG|VerfGH|VGH|OVG|VG|LSG|SG|LAG|ArbG|FG|KG|OLG|LG|AG),?\s+`)
	labelOfNumber = regexp.MustCompile(`^(?i:az\.?|aktenzeichen|rs\.|rechtssache|nr\.|no\.|case|application no\.|beschwerde nr\.)(?:\s*:\s*|\s+)`)
)

// ParseFileNumber takes a file number apart. The court, which may be the zero value where
// it is not known, settles what the number alone leaves open: "5.13" is the thirteenth
// file of 2005 in Bavaria and the fifth of 2013 elsewhere. It returns false for what is
// not a file number.
func ParseFileNumber(c Court, s string) (FileNumber, bool) {
	if len(s) > longestFileNumber || !utf8.ValidString(s) {
		return FileNumber{}, false
	}
	s = strings.Trim(tidy(strings.ReplaceAll(s, "–", "-")), " -")
	s = labelOfNumber.ReplaceAllString(s, "")
	if m := unionNumber.FindStringSubmatch(s); m != nil {
		return FileNumber{Sign: m[1], Number: number(m[2]), Year: year(m[3]), Suffix: m[4]}, true
	}
	if m := plainNumber.FindStringSubmatch(s); m != nil {
		return FileNumber{Number: number(m[1]), Year: year(m[2])}, true
	}
	if m := bavarian.FindStringSubmatch(s); m != nil {
		return FileNumber{Prefix: "Vf.", Sign: m[2], Number: number(m[1]), Year: year(m[3])}, true
	}
	if m := courtBefore.FindString(s); m != "" {
		if f, ok := parseMatter(c, s[len(m):]); ok {
			switch name := strings.Trim(m, ", "); name {
			case "VG", "OVG", "VGH", "VerfGH": // these stand in the number itself
				if f.Prefix == "" {
					f.Prefix = name
				}
			}
			return f, true
		}
	}
	return parseMatter(c, s)
}

func parseMatter(c Court, s string) (FileNumber, bool) {
	if f, ok := parseJs(s); ok {
		return f, true
	}
	return parseRegister(c, s)
}

// parseJs reads the numbers of criminal courts of first instance, which hold the number
// of the prosecution: "5 KLs 1125 Js 16429/16", "1680 Js 23812/19 - 9 KLs".
func parseJs(s string) (FileNumber, bool) {
	at := prosecution.FindStringSubmatchIndex(s)
	if at == nil {
		return FileNumber{}, false
	}
	part := func(i int) string { return s[at[2*i]:at[2*i+1]] }
	f := FileNumber{Js: part(1) + " " + part(2) + " " + part(3) + "/" + part(4), Number: number(part(3)), Year: year(part(4))}
	before, after := strings.Trim(s[:at[0]], " -"), strings.Trim(s[at[1]:], " -")
	if f.setSign(before) {
		f.Suffix = after
		return f, true
	}
	// The register may stand behind, "- 9 KLs", and then what is before is the bench.
	if f.setSign(after) {
		if f.Bench == "" {
			f.Bench = before
		}
		return f, true
	}
	f.Sign, f.Bench, f.Suffix = part(2), before, after
	return f, digitsAndBrackets(before)
}

// parseRegister reads what has a register sign, a number and a year.
func parseRegister(c Court, s string) (FileNumber, bool) {
	var f FileNumber
	at := numberSlash.FindStringSubmatchIndex(s)
	if at != nil {
		f.Number, f.Year = number(s[at[2]:at[3]]), year(s[at[4]:at[5]])
	} else {
		at = numberPoint.FindStringSubmatchIndex(s)
		if at == nil {
			return FileNumber{}, false
		}
		a, b := s[at[2]:at[3]], s[at[4]:at[5]]
		switch {
		case yearFirst(c, a, b):
			f.Year, f.Number = year(a), number(b)
		case len(b) == 2:
			f.Number, f.Year = number(a), year(b)
		default:
			return FileNumber{}, false
		}
	}
	if !f.setSign(s[:at[2]]) {
		return FileNumber{}, false
	}
	f.Suffix = strings.Trim(s[at[5]:], " .-")
	return f, true
}

// yearFirst tells whether a.b is year and number, as the administrative courts of Bavaria
// write it, and not number and year, as those of the Federation, Berlin and Brandenburg do.
func yearFirst(c Court, a, b string) bool {
	if len(a) != 2 {
		return false
	}
	return len(b) > 2 || a[0] == '0' || c.Land == "BY"
}

// setSign reads what stands before the number: court, bench and register. It returns
// false where there is no register sign.
func (f *FileNumber) setSign(s string) bool {
	parts := signPart.FindAllString(s, -1)
	if strings.Join(parts, "") != strings.ReplaceAll(s, " ", "") {
		// A bracket holds blanks of its own, so what is left out shows without them.
		if strings.ReplaceAll(strings.Join(parts, ""), " ", "") != strings.ReplaceAll(s, " ", "") {
			return false
		}
	}
	end := len(parts)
	for end > 0 && parts[end-1] == "-" {
		end--
	}
	// The sign is the last word, with the brackets that follow it.
	at := end - 1
	for at >= 0 && strings.HasPrefix(parts[at], "(") {
		at--
	}
	if at < 0 || !isWord(parts[at]) {
		return false
	}
	from := at
	if from > 0 && isWord(parts[from-1]) && !isRoman(parts[from-1]) && (parts[from] == "OWi" || parts[from-1] == "OLG" || parts[from-1] == "Ss") {
		from--
	}
	f.Sign = strings.TrimSuffix(strings.Join(parts[from:end], " "), ".")
	bench := parts[:from]
	if len(bench) > 0 && isWord(bench[0]) && !isRoman(bench[0]) {
		f.Prefix, bench = bench[0], bench[1:]
	}
	var b strings.Builder
	for i, p := range bench {
		if i > 0 && p != "-" && bench[i-1] != "-" {
			b.WriteByte(' ')
		}
		b.WriteString(p)
	}
	f.Bench = strings.Trim(b.String(), " -")
	return true
}

func isWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func isRoman(s string) bool { return s != "" && strings.Trim(s, "IVX") == "" }

func digitsAndBrackets(s string) bool { return strings.Trim(s, "0123456789() ") == "" }

// number reads digits; there are never more than six.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// year reads a year of four digits, or of two: those are of 1950 to 2049.
func year(s string) int {
	n := number(s)
	switch {
	case len(s) > 2:
		return n
	case n < 50:
		return 2000 + n
	}
	return 1900 + n
}

// betweenNumbers parts several file numbers that a source prints in one: "T-391/03, T-70/04",
// "C-39/05 P und C-52/05 P".
var betweenNumbers = regexp.MustCompile(`\s*[,;]\s+|\s+(?:und|and|u\.)\s+`)

// FileNumbers parts the file numbers that a source prints in one line. What is not a file
// number by itself stays with the one before it.
func FileNumbers(c Court, s string) []string {
	var all []string
	s = tidy(s)
	at := 0
	for _, gap := range append(betweenNumbers.FindAllStringIndex(s, -1), []int{len(s), len(s)}) {
		part := s[at:gap[0]]
		if part == "" {
			continue
		}
		if _, ok := ParseFileNumber(c, part); ok && (gap[0] == len(s) || follows(c, s[gap[1]:])) {
			all, at = append(all, part), gap[1]
		}
	}
	if at < len(s) {
		if len(all) == 0 {
			return []string{s}
		}
		all[len(all)-1] += " " + s[at:]
	}
	return all
}

// follows tells whether s begins with a file number.
func follows(c Court, s string) bool {
	if gap := betweenNumbers.FindStringIndex(s); gap != nil {
		s = s[:gap[0]]
	}
	_, ok := ParseFileNumber(c, s)
	return ok
}
