package casework

import (
	"net/http"
	"net/url"
	"slices"

	"verbund/internal/casework/count"
	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// RequestsPage are the requests of a month, with the form for one more.
type RequestsPage struct {
	ui.Frame
	Done     string
	Lead     string
	Form     FormView
	Open     bool
	Suggest  map[string][]string
	Month    string // in words
	At       string // as YYYY-MM
	Earlier  ui.Link
	Later    ui.Link
	Sums     []FactView // how many, and what became of them
	Count    string
	Columns  []string
	Rows     []EntryRow
	Removed  []EntryRow
	Outcome  ui.Field
	Outcomes []ui.Choice
	From     ui.Field
	Froms    []ui.Choice
}

// requestRoutes are requests for a place.
func (room *Room) requestRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/requests", Read, room.showRequests),
		post("/casework/requests", Write, room.addRequest),
		get("/casework/requests/{request}", Read, room.showRequest),
		post("/casework/requests/{request}", Write, room.saveRequest),
		post("/casework/requests/{request}/remove", Write, room.takeRequest(true)),
		post("/casework/requests/{request}/restore", Write, room.takeRequest(false)),
		post("/casework/requests/{request}/case", Write, room.openFromRequest),
	}
}

// requestSheet is what is written about a request.
func (room *Room) requestSheet() (ledgerSheet, error) {
	sheet, known := room.Set.OfCentre("request")
	if !known {
		return ledgerSheet{}, missing()
	}
	return ledgerSheet{sheet, requestPart, "casework.request", "/casework/requests", checkRequest}, nil
}

func (room *Room) showRequests(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.requestsPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) requestsPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	s, err := room.requestSheet()
	if err != nil {
		return err
	}
	all, err := d.leavesOf(r.Context(), s)
	if err != nil {
		return err
	}
	q := web.ReadQuery(r)
	p := RequestsPage{Frame: room.frame(r, s.sheet.Label(room.frame(r, "").Lang())), Lead: room.leadOf(r, s.sheet), Open: wrong != nil || q.Get("add") != "" || len(all) == 0}
	p.Done = doneWords(p.Frame, q)
	first, err := core.ParseDate(q.Get("month") + "-01")
	if err != nil {
		first = d.Today()
	}
	span := month(first)
	p.At, p.Month = span.From.String()[:7], p.MonthYear(span.From)
	p.Earlier = monthLink(p.Frame, q, span.From.AddDays(-1))
	p.Later = monthLink(p.Frame, q, span.To.AddDays(1))
	kept, removed := requestsIn(all, span, q.Get("outcome"), q.Get("from"))
	for _, question := range s.sheet.Questions() {
		if question.Brief {
			p.Columns = append(p.Columns, question.Label(p.Lang()))
		}
	}
	row := func(one leaf[Record]) EntryRow {
		row := EntryRow{Address: s.path + "/" + string(one.ID)}
		for _, question := range s.sheet.Questions() {
			if question.Brief {
				row.Cells = append(row.Cells, brief(d.saidOf(p.Frame, question, one.Value.State.Answers, nil)))
			}
		}
		return row
	}
	for _, one := range kept {
		p.Rows = append(p.Rows, row(one))
	}
	for _, one := range removed {
		p.Removed = append(p.Removed, row(one))
	}
	p.Count = p.Say("casework.request.count", "n", len(kept))
	p.Sums = d.requestSums(p.Frame, kept)
	p.Outcome, p.Outcomes = room.filterOf(p.Frame, s.sheet, "outcome", q.Get("outcome"))
	p.From, p.Froms = room.filterOf(p.Frame, s.sheet, "from", q.Get("from"))
	if d.Has(Write) {
		var draft drafting
		if draft, typed, err = d.drafting(r.Context(), p.Frame, s.path, typed, func(v web.Values) bool {
			return slices.ContainsFunc(all, func(l leaf[Record]) bool { return l.Value.Form == formID(v) })
		}); err != nil {
			return err
		}
		form := vault.NewID()
		with := filling{answers: dataset.Answers{"day": {d.Today().String()}}, preset: true, typed: typed, wrong: wrong, on: d.Today()}
		if typed != nil {
			form = formID(typed)
		}
		p.Form = d.newForm(p.Frame, s.sheet, 0, with)
		p.Form.Action, p.Form.Hidden, p.Form.Button = s.path, [][2]string{{"form", string(form)}}, p.Say("casework.form.add")
		p.Form.keep(draft)
		p.Open = p.Open || draft.Of != ""
		p.Suggest = suggestions(p.Frame, p.Form.Sections)
	}
	return web.Render(w, r, status, requestsPage(p))
}

// monthLink leads to the month of a day with the same filters.
func monthLink(f ui.Frame, q web.Values, day core.Date) ui.Link {
	to := url.Values{"month": {day.String()[:7]}}
	for _, name := range []string{"outcome", "from"} {
		if v := q.Get(name); v != "" {
			to.Set(name, v)
		}
	}
	return ui.Link{Address: "/casework/requests?" + to.Encode(), Words: f.MonthYear(day)}
}

// filterOf is a question of which one answer is looked for.
func (room *Room) filterOf(f ui.Frame, sheet *dataset.Sheet, id, chosen string) (ui.Field, []ui.Choice) {
	q, _ := sheet.Question(id)
	var all []ui.Choice
	for _, c := range room.Set.List(q.List).Codes {
		all = append(all, ui.Choice{Value: c.ID, Words: c.Label(f.Lang()), Count: -1, Selected: c.ID == chosen})
	}
	return ui.Field{Name: id, Label: q.Label(f.Lang())}, all
}

// requestSums say what became of requests.
func (d worker) requestSums(f ui.Frame, all []leaf[Record]) []FactView {
	var requests []count.Request
	for _, one := range all {
		requests = append(requests, requestOf(one.Value.State.Answers))
	}
	var facts []FactView
	add := func(label string, cells []int) {
		facts = append(facts, FactView{label, []string{f.Say("casework.request.sum", "n", cells[0], "persons", cells[2])}})
	}
	for _, row := range count.Asked(requests).Rows {
		if code, known := d.Set.List("request-outcome").Code(row.Code); known && row.Cells[0] > 0 {
			add(code.Label(f.Lang()), row.Cells)
		}
		for _, why := range count.Refusals(requests).Rows {
			if row.Code == "refused" && why.Code == "no-place" {
				add(f.Say("casework.request.turned-away"), why.Cells)
			}
		}
	}
	return facts
}

func (room *Room) addRequest(w http.ResponseWriter, r *http.Request, d worker) error {
	s, err := room.requestSheet()
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	v["form"] = []string{string(formID(v))}
	answers, err := d.readLeaf(r, s, v, dataset.Answers{})
	var id vault.ID
	if err == nil {
		id, err = d.addLeaf(r.Context(), s, formID(v), answers)
	}
	if status, ok := statusOf(err); ok {
		return room.requestsPage(w, r, d, status, v, err)
	}
	if err != nil {
		return err
	}
	if err := d.forgetDraft(r.Context(), v.Get("draft")); err != nil {
		return err
	}
	if answers.Get("outcome") == "taken-in" {
		return web.SeeOther(w, s.path+"/"+string(id)+"?done=added")
	}
	return web.SeeOther(w, s.path+"?done=added&month="+answers.Get("day")[:7])
}

func (room *Room) showRequest(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.requestPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) requestPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	s, err := room.requestSheet()
	if err != nil {
		return err
	}
	id, err := leafID(r, "request")
	if err != nil {
		return err
	}
	p, one, err := d.leafPage(r, s, id, d.Has(Write), typed, wrong)
	if err != nil {
		return err
	}
	here := s.path + "/" + string(id)
	if p.Form.Action != "" {
		p.Remove = here + "/remove"
	}
	if a := one.Value.State.Answers; a.Get("outcome") == "taken-in" && !one.Value.Removed {
		l, found, err := d.caseOfForm(r, id)
		switch {
		case err != nil:
			return err
		case found:
			p.Case = ui.Link{Address: address(l.id), Words: l.Alias}
		case d.Has(Write):
			p.OpenCase = here + "/case"
		}
	}
	return web.Render(w, r, status, leafPage(p))
}

func (room *Room) saveRequest(w http.ResponseWriter, r *http.Request, d worker) error {
	s, err := room.requestSheet()
	if err != nil {
		return err
	}
	return room.saveLeafForm(w, r, d, s, "request", room.requestPage)
}

func (room *Room) takeRequest(out bool) handler {
	return func(w http.ResponseWriter, r *http.Request, d worker) error {
		s, err := room.requestSheet()
		if err != nil {
			return err
		}
		id, err := leafID(r, "request")
		if err != nil {
			return err
		}
		if err := d.takeLeaf(r.Context(), s, id, out); err != nil {
			return err
		}
		if out {
			return web.SeeOther(w, s.path+"?done=removed")
		}
		return web.SeeOther(w, s.path+"/"+string(id)+"?done=restored")
	}
}
