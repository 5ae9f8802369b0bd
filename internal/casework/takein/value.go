package takein

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"verbund/internal/casework/dataset"
)

// joining are the kinds of questions that several columns can answer together.
func joining() []dataset.Kind {
	return []dataset.Kind{dataset.Line, dataset.Text, dataset.Several, dataset.Countries, dataset.Languages}
}

// termsOf are the codes of a list by the keys of all words for them. A code's own
// id goes before its labels, these before those of other programs.
func termsOf(l dataset.List, also map[string]string) map[string]string {
	terms := map[string]string{}
	put := func(word, code string) {
		for _, k := range keys(word) {
			if _, there := terms[k]; !there {
				terms[k] = code
			}
		}
	}
	for _, c := range l.Codes {
		put(c.ID, c.ID)
	}
	for _, c := range l.Codes {
		put(c.De, c.ID)
		put(c.En, c.ID)
	}
	for _, c := range l.Codes {
		for _, code := range c.HTCDS { // "A_AgricultureForestryAndFishing" is labelled without its letter
			put(code, c.ID)
			if len(code) > 2 && code[1] == '_' {
				put(code[2:], c.ID)
			}
		}
	}
	for word, code := range also {
		put(word, code)
	}
	for _, c := range l.Codes {
		if c.Record != "" && c.Record != "-" {
			put(c.Record, c.ID)
		}
	}
	_, yes := l.Code("yes")
	_, no := l.Code("no")
	if yes && no {
		for word, code := range map[string]string{"true": "yes", "wahr": "yes", "1": "yes", "x": "yes", "false": "no", "falsch": "no", "0": "no"} {
			put(word, code)
		}
	}
	return terms
}

// declined tells whether words mean that somebody would rather not say.
func declined(value string) bool {
	switch key(value) {
	case key("would rather not say"), key("rather not say"), key("möchte sie nicht sagen"), key("keine Angabe gewünscht"), "declined", "declinedtoanswer":
		return true
	}
	return value == dataset.Declined
}

// code reads one code of a list.
func (r *Reader) code(q dataset.Question, value string) (string, bool) {
	if q.Asked && declined(value) {
		return dataset.Declined, true
	}
	if code, ok := r.terms[q.List][key(value)]; ok {
		return code, true
	}
	if age, err := strconv.Atoi(value); err == nil && q.List == "age-band" && age >= 0 && age < 130 {
		return r.band(age)
	}
	return "", false
}

// band is the code of an age in years.
func (r *Reader) band(age int) (string, bool) {
	for _, c := range r.set.List("age-band").Codes {
		from, until, _ := strings.Cut(c.ID, "-")
		low, err := strconv.Atoi(from)
		if err != nil {
			continue
		}
		high, err := strconv.Atoi(until)
		if err != nil {
			high = 130
		}
		if age >= low && age <= high {
			return c.ID, true
		}
	}
	return "", false
}

// country reads a country: as the table of the program knows it, by the codes of
// three letters or digits of ISO 3166-1, or as lists write names ("Korea, Republic
// of"; "Iran (Islamic Republic of)").
func (r *Reader) country(q dataset.Question, value string) (string, bool) {
	if q.Asked && declined(value) {
		return dataset.Declined, true
	}
	if code, ok := r.in.FindCountry(value); ok {
		return code, true
	}
	if code, ok := r.names.country[key(value)]; ok {
		return code, true
	}
	if len(value) == 3 {
		if region, err := language.ParseRegion(value); err == nil {
			if code, ok := r.in.FindCountry(region.String()); ok {
				return code, true
			}
		}
	}
	if name, of, ok := strings.Cut(value, ", "); ok {
		for _, turned := range []string{of + " " + name, strings.TrimSuffix(of, " the") + " " + name} {
			if code, ok := r.in.FindCountry(turned); ok {
				return code, true
			}
		}
		switch key(of) {
		case "republicof", "provinceofchina", "unitedrepublicof", "stateof":
			return r.in.FindCountry(name)
		}
	}
	if name, _, ok := strings.Cut(value, " ("); ok && strings.HasSuffix(value, ")") {
		return r.in.FindCountry(name)
	}
	return "", false
}

// language reads a language: as the table of the program knows it, or by a code of
// ISO 639-2, also the older ones that libraries use.
func (r *Reader) language(q dataset.Question, value string) (string, bool) {
	if q.Asked && declined(value) {
		return dataset.Declined, true
	}
	if code, ok := r.in.FindLanguage(value); ok {
		return code, true
	}
	if len(value) != 3 {
		return "", false
	}
	code := strings.ToLower(value)
	if newer, ok := bibliographic(code); ok {
		return r.in.FindLanguage(newer)
	}
	base, err := language.ParseBase(code)
	if err != nil {
		return "", false
	}
	return r.in.FindLanguage(base.String())
}

// bibliographic is what a code of ISO 639-2/B means that differs from 639-2/T.
func bibliographic(code string) (string, bool) {
	const pairs = "alb sq arm hy baq eu bur my chi zh cze cs dut nl fre fr geo ka ger de gre el ice is mac mk may ms per fa rum ro slo sk tib bo wel cy "
	_, rest, ok := strings.Cut(pairs, code+" ")
	if !ok {
		return "", false
	}
	newer, _, _ := strings.Cut(rest, " ")
	return newer, len(newer) == 2
}

// several reads the values of a cell one by one. A value that is known as a whole
// is not taken apart: names of countries and branches have commas in them.
func several(cell string, one func(value string) (string, bool)) (found, unknown []string) {
	if code, ok := one(cell); ok {
		return []string{code}, nil
	}
	for _, part := range strings.FieldsFunc(cell, func(c rune) bool { return c == ';' || c == '|' || c == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if code, ok := one(part); ok {
			found = append(found, code)
			continue
		}
		for _, piece := range strings.Split(part, ",") {
			if piece = strings.TrimSpace(piece); piece == "" {
				continue
			}
			if code, ok := one(piece); ok {
				found = append(found, code)
			} else {
				unknown = append(unknown, piece)
			}
		}
	}
	return found, unknown
}

var (
	withTime = regexp.MustCompile(`^(.{6,10}?)[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$`)
	slashed  = regexp.MustCompile(`^(\d{1,2})([/-])(\d{1,2})[/-](\d{2}|\d{4})$`)
	yearly   = regexp.MustCompile(`^(\d{4})([/.])(\d{1,2})[/.](\d{1,2})$`)
	compact  = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})(\d{2})$`)
)

// day writes a date as the data set reads it. Between slashes the day comes first
// unless the column shows that the month does.
func day(value string, monthFirst bool) string {
	if p := withTime.FindStringSubmatch(value); p != nil {
		value = p[1]
	}
	if p := yearly.FindStringSubmatch(value); p != nil {
		return p[1] + "-" + p[3] + "-" + p[4]
	}
	if p := compact.FindStringSubmatch(value); p != nil {
		return p[1] + "-" + p[2] + "-" + p[3]
	}
	if p := slashed.FindStringSubmatch(value); p != nil {
		d, m := p[1], p[3]
		if monthFirst {
			d, m = m, d
		}
		return d + "." + m + "." + p[4]
	}
	return value
}

// monthFirst tells whether a column writes months before days: where one value can
// be read only so, and none only the other way.
func monthFirst(cells []string) bool {
	month, days := false, false
	for _, c := range cells {
		if p := withTime.FindStringSubmatch(c); p != nil {
			c = p[1]
		}
		if p := slashed.FindStringSubmatch(c); p != nil {
			first, _ := strconv.Atoi(p[1])
			second, _ := strconv.Atoi(p[3])
			month = month || second > 12
			days = days || first > 12
		}
	}
	return month && !days
}

// box reads a box: ticked, not ticked, or neither.
func box(value string) (ticked, ok bool) {
	switch key(value) {
	case "1", "yes", "ja", "true", "wahr", "x", "y", "j":
		return true, true
	case "0", "no", "nein", "false", "falsch", "n":
		return false, true
	}
	return false, false
}
