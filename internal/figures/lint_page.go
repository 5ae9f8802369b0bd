package figures

import (
	"net/http"
	"strings"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/gate"
	"verbund/internal/figures/table"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// TextPage tries a text that was written by hand, such as a press release or news: each
// number in it must stand in what is published. Nothing of the text is kept.
type TextPage struct {
	ui.Frame
	Text  ui.Field
	Years []ui.Choice
	Year  ui.Field
	Tried bool
	Found []FindingView
	None  bool // nothing is published yet
}

// FindingView is a number that stands in no table.
type FindingView struct{ Where, Number, Near string }

// longestText is how many bytes of text are tried.
const longestText = 200_000

func (room *Room) askText(w http.ResponseWriter, r *http.Request) error {
	return room.textPage(w, r, http.StatusOK, web.Values{}, "")
}

func (room *Room) tryText(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	switch text := v.Get("text"); {
	case text == "":
		return room.textPage(w, r, http.StatusUnprocessableEntity, v, web.Printer(r).Say("figures.text.empty"))
	case len(text) > longestText:
		return room.textPage(w, r, http.StatusUnprocessableEntity, v, web.Printer(r).Say("figures.text.long"))
	}
	return room.textPage(w, r, http.StatusOK, v, "")
}

func (room *Room) textPage(w http.ResponseWriter, r *http.Request, status int, v web.Values, wrong string) error {
	all, err := room.Store.All(r.Context())
	if err != nil {
		return err
	}
	p := TextPage{Frame: room.frame(r, "figures.text.heading"), None: len(all) == 0}
	p.Text = ui.Field{Name: "text", Label: p.Say("figures.text.label"), Value: v.Get("text"), Error: wrong, Required: true}
	p.Year = ui.Field{Name: "year", Label: p.Say("figures.text.year"), Hint: p.Say("figures.text.year-hint")}
	var chosen edition.Edition
	var more []gate.Allowed
	for i := range all {
		e := all[i].Edition
		last := v.Get("year") == "" && i == len(all)-1
		selected := last || v.Get("year") == yearWords(e.Year)
		p.Years = append(p.Years, ui.Choice{Value: yearWords(e.Year), Words: yearWords(e.Year), Count: -1, Selected: selected})
		if selected {
			chosen = e
			continue
		}
		more = append(more, gate.Of(e)...) // other years may be quoted beside it
		if i+1 < len(all) {
			more = append(more, gate.Growth(e, all[i+1].Edition)...)
		}
	}
	if r.Method == http.MethodPost && wrong == "" && !p.None {
		p.Tried = true
		labels := room.labels(p.Frame)
		for _, f := range gate.Numbers(v.Get("text"), chosen, more...) {
			view := FindingView{Where: p.Say("figures.text.where", "line", f.Line, "column", f.Column), Number: f.Text}
			for i, near := range f.Nearest {
				if i > 0 {
					view.Near += "; "
				}
				view.Near += near.String() + " (" + placeWords(labels, near.At) + ")"
			}
			p.Found = append(p.Found, view)
		}
	}
	return web.Render(w, r, status, textPage(p))
}

// placeWords is a number of an edition in words.
func placeWords(l table.Labels, at gate.Place) string {
	rows, columns, _ := splitPair(at.Table)
	words := l.Column(rows)
	if at.Row != "" {
		words += ": " + l.Code(rows, at.Row)
	}
	if at.Column != "" {
		words += ", " + l.Code(columns, at.Column)
	}
	return words
}

// splitPair takes the id of a table apart.
func splitPair(id string) (rows, columns string, pair bool) { return strings.Cut(id, "-by-") }
