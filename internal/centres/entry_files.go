package centres

import (
	"net/http"
	"strings"

	"rsc.io/qr"

	"verbund/internal/platform/web"
)

// qrCode is a picture that another telephone can read and dial from. It holds
// the number and nothing else.
func (room *Room) qrCode(w http.ResponseWriter, r *http.Request) error {
	c, _, err := room.centre(r)
	if err != nil {
		return err
	}
	number, ok := callNumber(c)
	if !ok {
		return noEntry()
	}
	code, err := qr.Encode(number.Tel(), qr.M)
	if err != nil {
		return err
	}
	code.Scale = 6
	return web.Write(w, r, http.StatusOK, "image/png", code.PNG())
}

// vCard is the entry as a contact for a telephone's address book (RFC 6350). Its
// file name says nothing about what it is.
func (room *Room) vCard(w http.ResponseWriter, r *http.Request) error {
	c, _, err := room.centre(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="contact.vcf"`)
	return web.Write(w, r, http.StatusOK, "text/vcard; charset=utf-8", []byte(newVCard(c)))
}

func newVCard(c *Centre) string {
	lines := []string{"BEGIN:VCARD", "VERSION:4.0", "KIND:org", "FN:" + escapeVCard(c.Name)}
	if c.Organisation != "" {
		lines = append(lines, "ORG:"+escapeVCard(c.Organisation))
	}
	for _, n := range calls(c.Phones) {
		lines = append(lines, "TEL;VALUE=uri;TYPE=voice:"+n.Tel())
	}
	if c.Email != "" {
		lines = append(lines, "EMAIL:"+escapeVCard(c.Email))
	}
	if c.Website != "" {
		lines = append(lines, "URL:"+c.Website)
	}
	for _, o := range c.Offices {
		lines = append(lines, "ADR:;;"+escapeVCard(o.Street)+";"+escapeVCard(o.Town)+";;"+escapeVCard(o.PostalCode)+";"+escapeVCard(o.Country))
	}
	lines = append(lines, "END:VCARD")
	var b strings.Builder
	for _, l := range lines {
		foldVCard(&b, l)
	}
	return b.String()
}

// escapeVCard escapes a text (RFC 6350, 3.4).
func escapeVCard(s string) string {
	return strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(s)
}

// foldVCard writes a line in pieces of at most 75 bytes without cutting a
// character (RFC 6350, 3.2).
func foldVCard(b *strings.Builder, line string) {
	width := 0
	for _, r := range line {
		if size := len(string(r)); width+size > 75 {
			b.WriteString("\r\n ")
			width = 1
		}
		b.WriteRune(r)
		width += len(string(r))
	}
	b.WriteString("\r\n")
}
