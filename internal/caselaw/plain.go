package caselaw

import (
	"slices"
	"strconv"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// The plain form of a full text, in which editors change it. A line that begins with
// "== " begins a section: its kind, and after a colon the heading as printed. Paragraphs
// are parted by empty lines, and one with a margin number begins with it in brackets:
//
//	== reasons: Gründe
//
//	[1] Die Klägerin begehrt …
//
//	[2] Die Klage ist begründet.
//
// A backslash at the beginning of a line makes an ordinary line of what would mean
// something, also of an empty one.

const sectionMark = "== "

// plainText writes a full text in its plain form.
func plainText(t *decision.Text) string {
	var b strings.Builder
	for i, s := range t.Sections {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(sectionMark + s.Kind)
		if s.Heading != "" {
			b.WriteString(": " + strings.ReplaceAll(s.Heading, "\n", " "))
		}
		b.WriteString("\n")
		for _, p := range s.Paragraphs {
			b.WriteString("\n")
			for n, line := range strings.Split(p.Text, "\n") {
				switch {
				case n == 0 && p.Number != "":
					b.WriteString("[" + p.Number + "] ")
				case strings.TrimSpace(line) == "" || strings.HasPrefix(line, `\`) || strings.HasPrefix(line, "==") || n == 0 && strings.HasPrefix(line, "["):
					b.WriteString(`\`)
				}
				b.WriteString(line + "\n")
			}
		}
	}
	return b.String()
}

// readPlain reads the plain form. What stands before the first section is a section of
// its own, of the kind other. A section of a kind that the code list does not know, by
// its code or by its label, is Invalid and named with its line.
func readPlain(s string, codes *decision.Codes) (t decision.Text, err error) {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var open *decision.Paragraph
	section := func(kind, heading string) {
		t.Sections = append(t.Sections, decision.Section{Kind: kind, Heading: heading})
		open = nil
	}
	for n, line := range strings.Split(s, "\n") {
		if rest, ok := strings.CutPrefix(line, sectionMark); ok {
			kind, heading, _ := strings.Cut(rest, ":")
			code, known := sectionCode(codes, strings.TrimSpace(kind))
			if !known {
				return decision.Text{}, &core.Error{Kind: core.Invalid, Key: "caselaw.error.invalid", Fields: []core.FieldError{{
					Field: "text", Key: "caselaw.error.section", Args: []any{"line", strconv.Itoa(n + 1), "value", core.Clip(strings.TrimSpace(kind), 40)}}}}
			}
			section(code, strings.TrimSpace(heading))
			continue
		}
		if strings.TrimSpace(line) == "" {
			open = nil
			continue
		}
		if open != nil {
			open.Text += "\n" + strings.TrimPrefix(line, `\`)
			continue
		}
		if len(t.Sections) == 0 {
			section("other", "")
		}
		p := decision.Paragraph{}
		if number, rest, ok := marginNumber(line); ok {
			p.Number, p.Text = number, rest
		} else {
			p.Text = strings.TrimPrefix(line, `\`)
		}
		last := &t.Sections[len(t.Sections)-1]
		last.Paragraphs = append(last.Paragraphs, p)
		open = &last.Paragraphs[len(last.Paragraphs)-1]
	}
	return t, nil
}

// marginNumber parts "[12] text"; a number has at most twelve characters and no space.
func marginNumber(line string) (number, rest string, ok bool) {
	if !strings.HasPrefix(line, "[") {
		return "", "", false
	}
	number, rest, ok = strings.Cut(line[1:], "]")
	if !ok || number == "" || len(number) > 12 || strings.ContainsAny(number, " \t[…") {
		return "", "", false
	}
	return number, strings.TrimPrefix(rest, " "), true
}

func sectionCode(codes *decision.Codes, typed string) (string, bool) {
	if codes.Has("sections", typed) {
		return typed, true
	}
	list := codes.List("sections")
	i := slices.IndexFunc(list, func(c decision.Code) bool { return strings.EqualFold(c.DE, typed) || strings.EqualFold(c.EN, typed) })
	if i < 0 {
		return "", false
	}
	return list[i].ID, true
}
