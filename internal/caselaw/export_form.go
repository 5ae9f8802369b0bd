package caselaw

import (
	"encoding/json"
	"encoding/xml"
	"strconv"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// germanCitation is a decision as German lawyers cite it, "BGH, Beschluss vom 17.01.2023
// – 2 StR 87/22, Rn. 12".
func germanCitation(e *decision.Entry, kind, margin string) string {
	s := e.Court + ", " + kind + " vom " + germanDay(e.Date) + " – " + e.FileNumber()
	if margin != "" {
		s += ", Rn. " + margin
	}
	return s
}

// germanDay writes 17.01.2023.
func germanDay(d core.Date) string {
	if d.IsZero() {
		return ""
	}
	two := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	return two(d.Day) + "." + two(int(d.Month)) + "." + strconv.Itoa(d.Year)
}

func bibTeX(c citedEntry) ([]byte, error) {
	plain := strings.NewReplacer("{", "", "}", "", `\`, "", "\n", " ")
	return []byte("@misc{verbund" + formatNumber(c.Number) + ",\n  author = {{" + plain.Replace(c.Entry.Court) + "}},\n  title = {{" + plain.Replace(titleOf(&c.Entry)) +
		"}},\n  date = {" + c.Entry.Date.String() + "},\n  number = {" + plain.Replace(c.Entry.FileNumber()) + "},\n  url = {" + plain.Replace(c.Address) + "}\n}\n"), nil
}

func ris(c citedEntry) ([]byte, error) {
	plain := strings.NewReplacer("\n", " ", "\r", " ")
	return []byte("TY  - CASE\r\nA2  - " + plain.Replace(c.Entry.Court) + "\r\nTI  - " + plain.Replace(titleOf(&c.Entry)) + "\r\nDA  - " + strings.ReplaceAll(c.Entry.Date.String(), "-", "/") +
		"\r\nM1  - " + plain.Replace(c.Entry.FileNumber()) + "\r\nUR  - " + c.Address + "\r\nER  - \r\n"), nil
}

func cslJSON(c citedEntry) ([]byte, error) {
	return json.Marshal([]map[string]any{{
		"id": "verbund-" + formatNumber(c.Number), "type": "legal_case", "title": titleOf(&c.Entry), "authority": c.Entry.Court, "number": c.Entry.FileNumber(), "URL": c.Address,
		"issued": map[string]any{"date-parts": [][]int{{c.Entry.Date.Year, int(c.Entry.Date.Month), c.Entry.Date.Day}}},
	}})
}

func akomaNtoso(c citedEntry) ([]byte, error) {
	var b strings.Builder
	b.WriteString(xml.Header + `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><judgment name="decision"><judgmentBody>`)
	anchors := c.Text.Anchors()
	i := 0
	for _, s := range c.Text.Sections {
		b.WriteString("<decision>")
		for _, p := range s.Paragraphs {
			b.WriteString(`<paragraph eId="` + anchors[i] + `"><content><p>`)
			if err := xml.EscapeText(&b, []byte(p.Text)); err != nil {
				return nil, err
			}
			b.WriteString("</p></content></paragraph>")
			i++
		}
		b.WriteString("</decision>")
	}
	b.WriteString("</judgmentBody></judgment></akomaNtoso>\n")
	return []byte(b.String()), nil
}
