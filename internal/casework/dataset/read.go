package dataset

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
)

// Reader knows what the names of countries and languages are, on top of a
// Speaker.
type Reader interface {
	Speaker
	FindCountry(typed string) (code string, ok bool)
	FindLanguage(typed string) (code string, ok bool)
}

// Typing is a form as it was sent: the values of a field, as they are.
type Typing func(field string) []string

// Read reads what was typed into a page of a sheet (0: into all of it) over what
// was answered before. It returns the answers as far as they can be read, and
// what is wrong with the others; what a reader sees again is what she typed, not
// what was understood of it. on is today: codes that are over cannot be chosen
// anew, but stay where they were.
func (s *Set) Read(sheet *Sheet, page int, typed Typing, before Answers, on core.Date, in Reader, g Given) (Answers, []core.FieldError) {
	answers := before.Clone()
	var wrong []core.FieldError
	for _, section := range sheet.Sections {
		if page > 0 && max(section.Page, 1) != page {
			continue
		}
		for _, q := range section.Questions {
			values, err := s.readOne(q, typed, before[q.ID], on, in, g)
			if err == nil && len(values) == 0 && q.Required {
				err = &core.FieldError{Key: "casework.error.required"}
			}
			if err != nil {
				err.Field = q.ID
				wrong = append(wrong, *err)
				continue
			}
			answers.Set(q.ID, values...)
		}
	}
	return answers, wrong
}

// Bounds of what is typed, in characters.
const (
	lineLimit = 200
	textLimit = 4000
	mostCodes = 40
)

func (s *Set) readOne(q Question, typed Typing, before []string, on core.Date, in Reader, g Given) ([]string, *core.FieldError) {
	if q.Kind == One || q.Kind == Several {
		return s.readCodes(q, typed(q.ID), before, on, g)
	}
	raw := ""
	if all := typed(q.ID); len(all) > 0 {
		raw = strings.TrimSpace(all[0])
	}
	if raw == "" {
		if q.Asked && slices.Contains(typed(DeclinedField(q.ID)), "1") {
			return []string{Declined}, nil
		}
		return nil, nil
	}
	one := func(v string, ok bool, key string) ([]string, *core.FieldError) {
		if !ok {
			return nil, &core.FieldError{Key: key}
		}
		return []string{v}, nil
	}
	switch q.Kind {
	case Line, Text:
		return readWords(q, raw)
	case Day:
		d, ok := ReadDay(raw)
		return one(d.String(), ok, "casework.error.day")
	case When:
		v, ok := readWhen(raw)
		return one(v, ok, "casework.error.when")
	case Number:
		n, err := strconv.Atoi(raw)
		return one(strconv.Itoa(n), err == nil && n >= 0 && n <= 9999, "casework.error.number")
	case Minutes:
		n, ok := readMinutes(raw)
		return one(strconv.Itoa(n), ok, "casework.error.minutes")
	case Money:
		n, ok := readMoney(raw)
		return one(strconv.Itoa(n), ok, "casework.error.money")
	case Yes:
		return one("yes", raw == "1" || raw == "yes", "casework.error.code")
	case Country, Countries:
		return readNames(q, raw, q.Kind == Countries, in.FindCountry, "casework.error.country")
	case Language, Languages:
		return readNames(q, raw, q.Kind == Languages, in.FindLanguage, "casework.error.language")
	}
	return nil, &core.FieldError{Key: "casework.error.code"}
}

func readWords(q Question, raw string) ([]string, *core.FieldError) {
	most := q.Most
	if q.Kind == Line {
		raw = strings.Join(strings.Fields(raw), " ")
		if most == 0 {
			most = lineLimit
		}
	} else {
		raw = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\r", "\n"))
		if most == 0 {
			most = textLimit
		}
	}
	if n := utf8.RuneCountInString(raw); n > most {
		return nil, &core.FieldError{Key: "casework.error.too-long", Args: []any{"n", n, "most", most}}
	}
	return []string{raw}, nil
}

func (s *Set) readCodes(q Question, raw, before []string, on core.Date, g Given) ([]string, *core.FieldError) {
	var values []string
	for _, v := range raw {
		v = strings.TrimSpace(v)
		if v == "" || slices.Contains(values, v) {
			continue
		}
		known := v == Declined && q.Asked || slices.Contains(before, v)
		if given(q.List) {
			_, found := g.label(q.List, v)
			known = known || found
		} else if c, found := s.List(q.List).Code(v); found {
			known = known || c.On(on)
		}
		if !known || len(values) == mostCodes {
			return nil, &core.FieldError{Key: "casework.error.code"}
		}
		values = append(values, v)
	}
	if q.Kind == One && len(values) > 1 {
		return nil, &core.FieldError{Key: "casework.error.code"}
	}
	if len(values) > 1 { // whoever says something has not declined
		values = slices.DeleteFunc(values, func(v string) bool { return v == Declined })
	}
	return values, nil
}

// Choices are the codes of a question that may be chosen on a day, and those that
// were chosen before.
func (s *Set) Choices(q Question, chosen []string, on core.Date, lang core.Lang, g Given) []Choice {
	if given(q.List) {
		all := slices.Clone(g[q.List])
		for _, v := range chosen {
			if _, known := g.label(q.List, v); !known && v != Declined {
				all = append(all, Choice{v, v})
			}
		}
		return all
	}
	var all []Choice
	for _, c := range s.List(q.List).Codes {
		if c.On(on) || slices.Contains(chosen, c.ID) {
			all = append(all, Choice{c.ID, c.Label(lang)})
		}
	}
	return all
}

func readNames(q Question, raw string, several bool, find func(string) (string, bool), key string) ([]string, *core.FieldError) {
	parts := []string{raw}
	if several {
		parts = strings.FieldsFunc(raw, func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
	}
	var codes []string
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		code, ok := find(part)
		if !ok || len(codes) == mostCodes {
			return nil, &core.FieldError{Key: key, Args: []any{"typed", core.Clip(part, 40)}}
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes, nil
}

var (
	isoDay    = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	germanDay = regexp.MustCompile(`^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{2}|\d{4})$`)
	month     = regexp.MustCompile(`^(?:(\d{4})-(\d{1,2})|(\d{1,2})[./]\s*(\d{4}))$`)
	year      = regexp.MustCompile(`^\d{4}$`)
	clock     = regexp.MustCompile(`^(\d{1,2}):(\d{2})$`)
	amount    = regexp.MustCompile(`^(\d{1,3}(?:[. ]?\d{3})*|\d+)(?:,(\d{1,2}))?$|^(\d+)(?:\.(\d{1,2}))?$`)
)

// ReadDay reads a day as a browser sends it (2026-03-10) or as people write it
// (10.3.2026, 10.03.26).
func ReadDay(typed string) (core.Date, bool) {
	typed = strings.TrimSpace(typed)
	y, m, d := "", "", ""
	if p := isoDay.FindStringSubmatch(typed); p != nil {
		y, m, d = p[1], p[2], p[3]
	} else if p := germanDay.FindStringSubmatch(typed); p != nil {
		d, m, y = p[1], p[2], p[3]
		if len(y) == 2 {
			y = "20" + y
		}
	} else {
		return core.Date{}, false
	}
	day, err := core.ParseDate(y + "-" + pad(m) + "-" + pad(d))
	return day, err == nil && day.Year >= 1900 && day.Year <= 2200
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func readWhen(typed string) (string, bool) {
	if d, ok := ReadDay(typed); ok {
		return d.String(), true
	}
	if p := month.FindStringSubmatch(typed); p != nil {
		y, m := p[1]+p[4], p[2]+p[3]
		n, err := strconv.Atoi(m)
		if _, ok := monthOf(n); err != nil || !ok || y < "1900" || y > "2200" {
			return "", false
		}
		return y + "-" + pad(m), true
	}
	return typed, year.MatchString(typed) && typed >= "1900" && typed <= "2200"
}

func readMinutes(typed string) (int, bool) {
	if p := clock.FindStringSubmatch(typed); p != nil {
		h, errH := strconv.Atoi(p[1])
		m, errM := strconv.Atoi(p[2])
		return 60*h + m, errH == nil && errM == nil && m < 60 && h < 24
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(typed, "min"), "Min.")))
	return n, err == nil && n >= 0 && n <= 24*60
}

// readMoney reads euros with a comma or a point before the cents.
func readMoney(typed string) (cents int, ok bool) {
	typed = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(typed, "EUR")), "€"))
	p := amount.FindStringSubmatch(typed)
	if p == nil {
		return 0, false
	}
	whole, rest := strings.NewReplacer(".", "", " ", "").Replace(p[1]+p[3]), p[2]+p[4]
	euros, err := strconv.Atoi(whole)
	if err != nil || euros > 100_000_000 {
		return 0, false
	}
	part, err := strconv.Atoi((rest + "00")[:2])
	return 100*euros + part, err == nil
}
