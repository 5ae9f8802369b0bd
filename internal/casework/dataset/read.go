package dataset

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
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
		raw = clean(all[0])
	}
	if raw == "" || raw == Declined { // a lone dash says nothing, and must not read as a refusal
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
		n, ok := whole(raw)
		return one(strconv.Itoa(n), ok && n >= 0 && n <= 9999, "casework.error.number")
	case Minutes:
		n, ok := readMinutes(raw)
		return one(strconv.Itoa(n), ok, "casework.error.minutes")
	case Money:
		n, ok := readMoney(raw)
		return one(strconv.Itoa(n), ok, "casework.error.money")
	case Yes:
		return one("yes", raw == "1" || raw == "yes", "casework.error.code")
	case Country, Countries:
		return readNames(raw, q.Kind == Countries, before, in.FindCountry, "casework.error.country")
	case Language, Languages:
		return readNames(raw, q.Kind == Languages, before, in.FindLanguage, "casework.error.language")
	}
	return nil, &core.FieldError{Key: "casework.error.code"}
}

// clean takes off what nobody types on purpose: bytes that are no text, control
// characters, white space around it. Lines end in "\n".
func clean(raw string) string {
	raw = strings.ReplaceAll(strings.ToValidUTF8(raw, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return -1
		}
		return r
	}, raw))
}

func readWords(q Question, raw string) ([]string, *core.FieldError) {
	most := q.Most
	if q.Kind == Line {
		raw = strings.Join(strings.Fields(raw), " ")
		if most == 0 {
			most = lineLimit
		}
	} else if most == 0 {
		most = textLimit
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
		var all []Choice
		for _, c := range g[q.List] {
			if !c.Gone || slices.Contains(chosen, c.Value) {
				all = append(all, c)
			}
		}
		for _, v := range chosen {
			if _, known := g.label(q.List, v); !known && v != Declined {
				all = append(all, Choice{Value: v, Label: v})
			}
		}
		return all
	}
	var all []Choice
	for _, c := range s.List(q.List).Codes {
		if c.On(on) || slices.Contains(chosen, c.ID) {
			all = append(all, Choice{Value: c.ID, Label: c.Label(lang)})
		}
	}
	return all
}

// readNames reads the names of countries or languages; a code that stood there
// before is taken even if the table has lost it.
func readNames(raw string, several bool, before []string, find func(string) (string, bool), key string) ([]string, *core.FieldError) {
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
		if !ok && slices.Contains(before, part) {
			code, ok = part, true
		}
		if !ok || len(codes) == mostCodes {
			return nil, &core.FieldError{Key: key, Args: []any{"typed", core.Clip(part, 40)}}
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes, nil
}
