package casework

import (
	"io"
	"net/http"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

const extractAddress = "/casework/export"

// extractRoutes take tables out of the cases.
func (room *Room) extractRoutes(get, post router) []web.Route {
	take := post(extractAddress, Export, room.takeExtract)
	take.Files = true
	return []web.Route{get(extractAddress, Export, room.askExtract), take}
}

// ExtractPage asks which tables are taken out, and how.
type ExtractPage struct {
	ui.Frame
	Sheets   ui.Field
	Choices  []ui.Choice
	How      ui.Field
	Ways     []ui.Choice
	Password ui.Field
	LeftOut  string
}

func (p ExtractPage) fields() []ui.Field { return []ui.Field{p.Sheets, p.How, p.Password} }

func (room *Room) askExtract(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.extractPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) extractPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	e := &extract{worker: d}
	if err := e.open(r.Context()); err != nil {
		return err
	}
	p := ExtractPage{Frame: room.frame(r, room.said(r, "casework.extract.heading"))}
	if e.closed > 0 {
		p.LeftOut = p.Say("casework.extract.left-out", "n", e.closed)
	}
	problems := problemsOf(p.Frame, wrong)
	chosen := func(id string, otherwise bool) bool {
		if typed == nil {
			return otherwise
		}
		return slices.Contains(typed.All("table"), id)
	}
	p.Sheets = ui.Field{Name: "table", Label: p.Say("casework.extract.tables"), Hint: p.Say("casework.extract.tables-hint"), Error: problems["table"]}
	p.Choices = []ui.Choice{{Value: casesFile, Words: p.Say("casework.list.heading"), Count: -1, Selected: chosen(casesFile, true)}}
	for _, sheet := range d.sheetsFor() {
		open := sheet.Part != dataset.Identity && sheet.Part != dataset.Location
		p.Choices = append(p.Choices, ui.Choice{Value: sheet.ID, Words: sheet.Label(p.Lang()), Count: -1, Selected: chosen(sheet.ID, open)})
	}
	codes := typed != nil && typed.Get("how") == "codes"
	p.How = ui.Field{Name: "how", Label: p.Say("casework.extract.how")}
	p.Ways = []ui.Choice{
		{Value: "words", Words: p.Say("casework.extract.words"), Count: -1, Selected: !codes},
		{Value: "codes", Words: p.Say("casework.extract.codes"), Count: -1, Selected: codes},
	}
	p.Password = desk.Password(p.Frame, wrong)
	return web.Render(w, r, status, extractPage(p))
}

// takeExtract sends the tables. It is noted before anything leaves.
func (room *Room) takeExtract(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	e := &extract{worker: d, frame: room.frame(r, ""), codes: v.Get("how") == "codes"}
	wanted := v.All("table")
	if slices.Contains(wanted, casesFile) {
		e.tables = append(e.tables, casesFile)
	}
	for _, sheet := range d.sheetsFor() {
		if slices.Contains(wanted, sheet.ID) {
			e.tables = append(e.tables, sheet.ID)
		}
	}
	if len(e.tables) == 0 {
		err = fieldError("table", "casework.extract.none")
	}
	if err == nil {
		err = d.Confirm(r.Context(), d.Actor, passwordOf(v))
	}
	if status, refused := desk.Refused(err); refused {
		return room.extractPage(w, r, d, status, v, err)
	}
	if err != nil {
		return err
	}
	if err := e.open(r.Context()); err != nil {
		return err
	}
	detail := "words"
	if e.codes {
		detail = "codes"
	}
	if err := d.RecordAlone(r.Context(), "casework.exported", "", detail); err != nil {
		return err
	}
	name := "cases-" + d.Today().String() + ".zip"
	if len(e.tables) == 1 {
		name = e.tables[0] + "-" + d.Today().String() + ".csv"
	}
	return web.Download(w, name, func(out io.Writer) error { return e.write(r.Context(), out) })
}
