package source

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"verbund/internal/core"
)

// Listed is a decision in the table of contents of rechtsprechung-im-internet.de.
type Listed struct {
	Court       string // with its chamber, as printed: "BGH 9. Zivilsenat"
	Date        core.Date
	FileNumbers []string
	Document    string // its number there, "JURE100055033", from its address
	Address     string // of the ZIP
	Modified    string // as the portal says, RFC 3339; it changes when anything about the document does
}

// Contents reads the table of contents of rechtsprechung-im-internet.de (rii-toc.xml),
// so that a caller can see by Modified what is new. An item without an address is left
// out. It fails for anything but such a table, and for one with entities of its own.
func Contents(r io.Reader) ([]Listed, error) {
	l := Default
	file, err := readAll("rii-toc.xml", r, inMemory)
	if err != nil {
		return nil, err
	}
	text, err := textOf(file)
	if err != nil {
		return nil, err
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var all []Listed
	started := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, faultOfXML(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			if strings.Contains(string(t), "<!ENTITY") {
				return nil, unprocessable("caselaw.source.xml-entities")
			}
		case xml.StartElement:
			if !started && t.Name.Local != "items" {
				return nil, unprocessable("caselaw.source.no-contents", "root", short(t.Name.Local))
			}
			started = true
			if t.Name.Local != "item" {
				continue
			}
			var item struct {
				Court    string   `xml:"gericht"`
				Date     string   `xml:"entsch-datum"`
				Numbers  []string `xml:"aktenzeichen"`
				Link     string   `xml:"link"`
				Modified string   `xml:"modified"`
			}
			if err := d.DecodeElement(&item, &t); err != nil {
				return nil, faultOfXML(err)
			}
			if int64(len(all)) >= l.Items {
				return nil, tooLarge("caselaw.source.items", "most", l.Items)
			}
			entry := Listed{Court: oneLine(item.Court), Date: dateOf(item.Date), Address: addressOf(item.Link), Modified: oneLine(item.Modified)}
			for _, n := range item.Numbers {
				entry.FileNumbers = addNew(entry.FileNumbers, fileNumbers(n)...)
			}
			if entry.Address == "" {
				continue
			}
			entry.Document = strings.TrimPrefix(strings.TrimSuffix(entry.Address[strings.LastIndexByte(entry.Address, '/')+1:], ".zip"), "jb-")
			all = append(all, entry)
		}
	}
	if !started {
		return nil, unprocessable("caselaw.source.no-contents", "root", "")
	}
	return all, nil
}
