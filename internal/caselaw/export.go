package caselaw

import (
	"net/http"

	"verbund/internal/caselaw/cite"
	"verbund/internal/platform/web"
)

// exportFile is one form in which a decision or its citation can be taken along.
type exportFile struct {
	name, contentType string
	text              bool // holds the full text
	write             func(cite.Decision) ([]byte, error)
}

// exports are the files that hang on a decision, in the order in which they are offered.
func exports() []exportFile {
	return []exportFile{
		{"cite.bib", "application/x-bibtex; charset=utf-8", false, func(d cite.Decision) ([]byte, error) { return []byte(cite.BibTeX(d)), nil }},
		{"cite.ris", "application/x-research-info-systems; charset=utf-8", false, func(d cite.Decision) ([]byte, error) { return []byte(cite.RIS(d)), nil }},
		{"cite.json", "application/vnd.citationstyles.csl+json", false, func(d cite.Decision) ([]byte, error) { return cite.CSLJSON(d) }},
		{"akn.xml", "application/akn+xml", true, func(d cite.Decision) ([]byte, error) { return cite.AkomaNtoso(d), nil }},
	}
}

// cited is a decision as it is cited and handed out, with its address in the language of
// its text.
func (room *Room) cited(r *http.Request, d *Shown) cite.Decision {
	number := formatNumber(d.Number)
	return cite.Decision{
		Number: number, Address: room.Address(r) + "/" + string(textsFor(web.Printer(r).Lang())) + publicPath + "/" + number,
		Publisher: room.Network, Entry: d.Entry, Text: &d.Text,
	}
}

func (room *Room) export(e exportFile) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, moved, err := room.shown(w, r)
		if err != nil || moved {
			return err
		}
		body, err := e.write(room.cited(r, &d))
		if err != nil {
			return err
		}
		if e.text {
			w.Header().Set("X-Robots-Tag", "noindex")
		}
		w.Header().Set("Content-Disposition", `attachment; filename="`+formatNumber(d.Number)+"-"+e.name+`"`)
		return web.Write(w, r, http.StatusOK, e.contentType, body)
	}
}

// decisionFile gives the file that a decision was read from.
func (room *Room) decisionFile(w http.ResponseWriter, r *http.Request) error {
	d, moved, err := room.shown(w, r)
	if err != nil || moved {
		return err
	}
	body, _, err := room.Store.PublicFile(r.Context(), d.Number)
	if err != nil {
		return err
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	w.Header().Set("Content-Disposition", `attachment; filename="`+formatNumber(d.Number)+`.pdf"`)
	return web.Write(w, r, http.StatusOK, "application/pdf", body)
}
