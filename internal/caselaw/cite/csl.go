package cite

import (
	"bytes"
	"encoding/json"
	"strings"
)

// cslItem is an item of CSL-JSON, the input of the Citation Style Language 1.0.2.
type cslItem struct {
	ID           string   `json:"id"`
	Type         string   `json:"type"`
	Title        string   `json:"title"`
	TitleShort   string   `json:"title-short,omitempty"`
	Authority    string   `json:"authority,omitempty"`
	Jurisdiction string   `json:"jurisdiction,omitempty"`
	Genre        string   `json:"genre,omitempty"`
	Number       string   `json:"number,omitempty"`
	Issued       *cslDate `json:"issued,omitempty"`
	Language     string   `json:"language,omitempty"`
	Keyword      string   `json:"keyword,omitempty"`
	Abstract     string   `json:"abstract,omitempty"`
	Note         string   `json:"note,omitempty"`
	Source       string   `json:"source,omitempty"`
	URL          string   `json:"URL,omitempty"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

// CSLJSON writes the decisions as a list of items of the type legal_case. The ECLI, for
// which the language has no field, stands in the note in the form that Zotero reads.
func CSLJSON(all ...Decision) ([]byte, error) {
	items := make([]cslItem, 0, len(all))
	for _, d := range all {
		title, lang := d.title()
		if title == "" {
			title = German(d, "")
		}
		item := cslItem{
			ID: d.id(), Type: "legal_case", Title: title,
			Authority: d.court().Name, Jurisdiction: strings.ToLower(d.court().Country()),
			Genre: kindOf(d.Entry.Kind, d.Entry.Printed).german, Number: strings.Join(d.fileNumbers(), ", "),
			Language: lang, Keyword: strings.Join(d.keywords(), ", "), Abstract: d.abstract(),
			Source: line(d.Publisher), URL: line(d.Address),
		}
		if name := d.name(); name != title {
			item.TitleShort = name
		}
		if day := d.Entry.Date; !day.IsZero() {
			item.Issued = &cslDate{[][]int{{day.Year, int(day.Month), day.Day}}}
		}
		if ecli := line(d.Entry.ECLI); ecli != "" {
			item.Note = "ECLI: " + ecli
		}
		items = append(items, item)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	if err := e.Encode(items); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
