package casework

import (
	"net/http"
	"slices"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/letters"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// NewLetterPage asks for what a letter needs, with what the case knows of it.
type NewLetterPage struct {
	CaseFrame
	Text     sample
	Statutes string
	Signs    string
	Consent  string // what the case says about the consent it needs; empty if it needs none
	Warn     bool   // and that is not enough
	Closed   []string
	Langs    []ui.Link
	Note     string
	Form     FormView
}

// chosenText opens the case in an address, with what the text needs of it.
func (d worker) chosenText(r *http.Request) (o opened, t sample, s Settings, err error) {
	id, err := caseOf(r)
	if err != nil {
		return o, t, s, err
	}
	s, own, err := d.shelf(r)
	if err != nil {
		return o, t, s, err
	}
	all := d.samples(d.frame(r, "").Lang(), s, own)
	at := slices.IndexFunc(all, func(t sample) bool { return t.ID == r.PathValue("text") })
	if at < 0 {
		if _, err := d.openFor(r.Context(), id, "casework.letter", "opened"); err != nil {
			return o, t, s, err
		}
		return o, t, s, missing()
	}
	t = all[at]
	var parts []vault.Part
	identity, location := t.asks(namesClient...) && d.May(d.Actor, Identity), t.asks(placesClient...) && d.May(d.Actor, Location)
	if identity {
		parts = append(parts, vault.Identity)
	}
	if location {
		parts = append(parts, vault.Location)
	}
	if o, err = d.openFor(r.Context(), id, "casework.letter", "opened", parts...); err != nil {
		return o, t, s, err
	}
	if identity {
		if err := d.RecordAlone(r.Context(), "casework.identity", id, "letter"); err != nil {
			return o, t, s, err
		}
	}
	if location {
		err = d.RecordAlone(r.Context(), "casework.location", id, "letter")
	}
	return o, t, s, err
}

// consentOf is the consent whose form is asked for.
func consentOf(o opened, v web.Values) dataset.Answers {
	id, ok := vault.ParseID(v.Get("from"))
	if !ok {
		return nil
	}
	if k := o.entry(id); k != nil && k.Sheet == "consent" {
		return k.State.Answers
	}
	return nil
}

func (room *Room) askLetter(w http.ResponseWriter, r *http.Request, d worker) error {
	o, t, s, err := d.chosenText(r)
	if err != nil {
		return err
	}
	return room.newLetterPage(w, r, d, o, t, s, http.StatusOK, nil, nil)
}

func (room *Room) newLetterPage(w http.ResponseWriter, r *http.Request, d worker, o opened, t sample, s Settings, status int, typed web.Values, wrong error) error {
	q := web.ReadQuery(r)
	p := NewLetterPage{CaseFrame: d.caseFrame(r, o.Case, t.Title, "/letters", o.names), Text: t, Statutes: strings.Join(t.Statutes, " · ")}
	consent := consentOf(o, q)
	speaks := slices.Concat(consent.All("language"), o.Answers("intake").All("languages"))
	lang := t.langOf(q.Get("lang"), speaks)
	if typed != nil {
		lang = t.langOf(typed.Get("lang"), speaks)
	}
	me, err := d.Named(r.Context(), d.Actor.Person)
	if err != nil {
		return err
	}
	source := letterSource{of: o.Case, settings: s, counsellor: me(d.Actor.Person), today: d.Today(), in: room.Speak(lang),
		identity: d.May(d.Actor, Identity), location: d.May(d.Actor, Location), consent: consent}
	here := p.Address + "/texts/" + t.ID
	again := here + "?"
	if from := q.Get("from"); consent != nil {
		again += "from=" + from + "&"
	}
	p.Langs, p.Note = langLinks(t.Langs, lang, again), room.unreviewed(p.Frame, lang)
	p.Signs = p.Say("casework.letter.signs-" + string(t.Signs))
	if t.Consent != "" {
		active := ActiveConsents(o.consents(), string(t.Consent), d.Today())
		p.Consent = p.Say("casework.letter.consent", "n", len(active))
		if p.Warn = len(active) == 0; p.Warn {
			p.Consent = p.Say("casework.letter.no-consent")
		}
	}
	closed := t.closedTo(source.identity, source.location)
	for _, place := range closed {
		p.Closed = append(p.Closed, place.Label[letterLang(p.Lang())])
	}
	values := source.values()
	p.Form = pieceForm(fieldsOf(p.Frame, valuePieces(p.Frame, t, closed), values, typed, wrong))
	p.Form.Action, p.Form.Back, p.Form.Button = here, p.Address+"/letters", p.Say("casework.letter.write")
	form := vault.NewID()
	if typed != nil {
		form = formID(typed)
	}
	p.Form.Hidden = [][2]string{{"form", string(form)}, {"lang", string(lang)}}
	return web.Render(w, r, status, newLetterPage(p))
}

// valuePieces are a field for each thing that a text asks and that she may know.
func valuePieces(f ui.Frame, t sample, closed []letters.Placeholder) []piece[map[string]string] {
	var all []piece[map[string]string]
	for _, place := range t.Asks {
		if slices.ContainsFunc(closed, func(c letters.Placeholder) bool { return c.Name == place.Name }) {
			continue
		}
		v := FieldView{Kind: dataset.Line, Field: ui.Field{Name: valuePrefix + place.Name, Label: place.Label[letterLang(f.Lang())]}}
		if place.Lines {
			v.Kind, v.Rows = dataset.Text, 3
		}
		all = append(all, piece[map[string]string]{v, func(m map[string]string) string { return m[place.Name] },
			func(m *map[string]string, typed string) { (*m)[place.Name] = typed }})
	}
	return all
}

// writeLetter makes a letter of what was typed. What is missing stays in it as a
// gap.
func (room *Room) writeLetter(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, t, s, err := d.chosenText(r)
	if err != nil {
		return err
	}
	closed := t.closedTo(d.May(d.Actor, Identity), d.May(d.Actor, Location))
	values := readPieces(valuePieces(room.frame(r, ""), t, closed), v, map[string]string{})
	if err := checkValues(values); err != nil {
		return room.newLetterPage(w, r, d, o, t, s, http.StatusUnprocessableEntity, v, err)
	}
	l, err := compose(t, t.langOf(v.Get("lang"), nil), values)
	if err != nil {
		return err
	}
	entry, err := d.addLetter(r.Context(), o.ID, formID(v), l)
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(o.ID)+"/letters/"+string(entry)+"?done=written")
}

// compose makes a letter of a text and values. It tells who the client is where
// her name, date of birth or address stand in it.
func compose(t sample, lang core.Lang, values map[string]string) (Letter, error) {
	filled, err := t.fill(lang, values)
	if err != nil {
		return Letter{}, err
	}
	l := Letter{Template: t.ID, Title: core.Clip(filled.Title, titleLimit), Lang: filled.Lang, Text: filled.Text, Signs: t.Signs}
	for _, name := range slices.Concat(namesClient, placesClient) {
		l.Names = l.Names || t.asks(name) && strings.TrimSpace(values[name]) != ""
	}
	return l, nil
}

// waysFrom lead from a sheet to what is printed for it: from the intake to the
// witness notice, from consents to the forms that are signed. k is the consent that
// is shown, nil for the whole sheet.
func (room *Room) waysFrom(p CaseFrame, sheet *dataset.Sheet, k *Kept) []ui.Link {
	if !p.MayWrite {
		return nil
	}
	if sheet.ID == "intake" {
		return []ui.Link{{Address: p.Address + "/witness", Words: p.Say("casework.consent.witness")}}
	}
	if sheet.ID != "consent" {
		return nil
	}
	var links []ui.Link
	for _, form := range room.Shelf.Forms() {
		to := p.Address + "/texts/" + formPrefix + string(form.Scope)
		if k != nil {
			to += "?from=" + string(k.ID)
		}
		if k == nil || k.State.Answers.Get("scope") == string(form.Scope) {
			links = append(links, ui.Link{Address: to, Words: p.Say("casework.consent.print", "title", form.Title(p.Lang()))})
		}
	}
	return links
}
