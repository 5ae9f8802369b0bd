package casework

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ChoosePage is where it is chosen, part by part, what goes along.
type ChoosePage struct {
	CaseFrame
	Here    string
	Stamp   string
	Clash   bool // a colleague has chosen something else meanwhile
	Outside bool
	Consent ConsentView
	Parts   []PartView
	Note    ui.Field
	Expires ui.Field
	Draft   drafting
}

// PartView are the records of a sheet to choose from.
type PartView struct {
	ui.Field
	Choices []ui.Choice
	Apart   bool // identity or location
}

// ConsentView is what the client has said about this hand-over.
type ConsentView struct {
	Stands   bool
	Withheld []string // what is not to be passed on, in her words
	Facts    []FactView
	Others   []string // towards whom she has consented else
	Address  string   // of her consents
}

func (p ChoosePage) fields() []ui.Field { return []ui.Field{p.Note, p.Expires} }

// Names of the boxes, and the value that stands for all entries of a sheet.
const (
	sheetsField = "sheets"
	apartField  = "apart"
	manyField   = "entries-"
	allEntries  = "all"
)

func (room *Room) askChoice(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.choosePage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) choosePage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	at, o, k, err := d.referralIn(r)
	if err != nil {
		return err
	}
	ref := k.Referral
	if ref.Direction != Out || !ref.may(Send, giver, d.Today()) {
		return notNow()
	}
	p := ChoosePage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.referral.choose"), "/referrals", o.names), Here: at.address(), Stamp: string(k.Stamp), Outside: ref.Outside()}
	p.Clash = status == http.StatusConflict
	if p.Draft, typed, err = d.drafting(r.Context(), p.Frame, p.Here+"/choose", typed, func(v web.Values) bool {
		return stampOf(v) != k.Stamp && readText(v, "note") == ref.Note
	}); err != nil {
		return err
	}
	if p.Draft.Of != "" {
		p.Stamp = typed.Get("stamp")
	}
	p.Consent = d.consentView(p.Frame, o, ref)
	p.Parts = d.parts(p.Frame, o, ref, typed)
	problems := problemsOf(p.Frame, wrong)
	p.Note = ui.Field{Name: "note", Label: p.Say("casework.referral.note"), Hint: p.Say("casework.referral.note-hint"), Value: ref.Note, Error: problems["note"]}
	p.Expires = ui.Field{Name: "expires", Label: p.Say("casework.referral.expires"), Hint: p.Say("casework.referral.expires-hint", "n", referralMost), Type: "date", Value: ref.Expires.String(), Error: problems["expires"]}
	if typed != nil {
		p.Note.Value, p.Expires.Value = typed.Get("note"), typed.Get("expires")
		if _, ok := dataset.ReadDay(p.Expires.Value); !ok {
			p.Expires.Type = "" // a browser would not show what is no date
		}
	}
	return web.Render(w, r, status, choosePage(p))
}

// parts are all that could go along, with what was chosen of it.
func (d worker) parts(f ui.Frame, o opened, r *Referral, typed web.Values) []PartView {
	single := PartView{Field: ui.Field{Name: sheetsField, Label: f.Say("casework.referral.sheets")}}
	secret := PartView{Apart: true, Field: ui.Field{Name: apartField, Label: f.Say("casework.referral.apart"), Hint: f.Say("casework.referral.apart-hint")}}
	var many []PartView
	for _, sheet := range d.Set.Sheets {
		all := o.Entries(sheet)
		if len(all) == 0 || !o.parts[partOf(sheet)] {
			continue
		}
		picked := func(field, value string, id vault.ID) bool {
			if typed != nil {
				return slices.Contains(typed[field], value)
			}
			return slices.Contains(r.Chosen, Chosen{sheet.ID, id})
		}
		if !sheet.Many {
			into := &single
			if apart(sheet) {
				into = &secret
			}
			if n := len(carried(sheet, all[0].State.Answers)); n > 0 {
				into.Choices = append(into.Choices, ui.Choice{Value: sheet.ID, Words: sheet.Label(f.Lang()) + " · " + f.Say("casework.case.answered", "n", n, "all", len(sheet.Questions())),
					Count: -1, Selected: picked(into.Name, sheet.ID, all[0].ID)})
			}
			continue
		}
		part := PartView{Field: ui.Field{Name: manyField + sheet.ID, Label: sheet.Label(f.Lang())}}
		if len(all) > 1 {
			part.Choices = []ui.Choice{{Value: allEntries, Words: f.Say("casework.referral.all", "n", len(all)), Count: -1, Selected: typed != nil && slices.Contains(typed[part.Name], allEntries)}}
		}
		for _, k := range all {
			cells := d.entryRow(CaseFrame{Frame: f}, sheet, k, o).Cells
			words := strings.Join(slices.DeleteFunc(cells, func(s string) bool { return s == "" }), " · ")
			part.Choices = append(part.Choices, ui.Choice{Value: string(k.ID), Words: words, Count: -1, Selected: picked(part.Name, string(k.ID), k.ID)})
		}
		many = append(many, part)
	}
	var parts []PartView
	if len(single.Choices) > 0 {
		parts = append(parts, single)
	}
	parts = append(parts, many...)
	if len(secret.Choices) > 0 {
		parts = append(parts, secret)
	}
	return parts
}

// readChosen reads what was ticked, in the order of the data set.
func (d worker) readChosen(o opened, v web.Values) []Chosen {
	var chosen []Chosen
	for _, sheet := range d.Set.Sheets {
		if !o.parts[partOf(sheet)] {
			continue
		}
		for _, k := range o.Entries(sheet) {
			field, value := manyField+sheet.ID, string(k.ID)
			if !sheet.Many {
				field, value = sheetsField, sheet.ID
				if apart(sheet) {
					field = apartField
				}
			}
			if slices.Contains(v[field], value) || sheet.Many && slices.Contains(v[field], allEntries) {
				chosen = append(chosen, Chosen{sheet.ID, k.ID})
			}
		}
	}
	return chosen
}

func (room *Room) saveChoice(w http.ResponseWriter, r *http.Request, d worker) error {
	at, o, k, err := d.referralIn(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	to := choice{chosen: d.readChosen(o, v), note: readText(v, "note"), expires: k.Referral.Expires}
	err = d.readTerms(v, k.Referral, &to)
	if err == nil {
		err = d.choose(r.Context(), at, stampOf(v), to)
	}
	switch core.KindOf(err) {
	case core.Invalid:
		return room.choosePage(w, r, d, http.StatusUnprocessableEntity, v, err)
	case core.Conflict:
		if e, ok := errors.AsType[*core.Error](err); ok && e.Key == "casework.referral.changed" {
			return room.choosePage(w, r, d, http.StatusConflict, v, nil)
		}
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, at.address()+"/preview")
}

// readTerms checks the note and until when it can be accepted.
func (d worker) readTerms(v web.Values, r *Referral, to *choice) error {
	if n := utf8.RuneCountInString(to.note); n > letterNoteLimit {
		return fieldError("note", "casework.error.too-long", "n", n, "most", letterNoteLimit)
	}
	if r.Outside() {
		return nil
	}
	day, ok := dataset.ReadDay(v.Get("expires"))
	switch {
	case !ok:
		return fieldError("expires", "casework.error.day")
	case day.Before(d.Today()) || day.After(d.Today().AddDays(referralMost)):
		return fieldError("expires", "casework.referral.expires-bounds", "n", referralMost)
	}
	to.expires = day
	return nil
}

func readText(v web.Values, field string) string {
	return strings.TrimSpace(strings.ReplaceAll(v.Get(field), "\r\n", "\n"))
}

// consentView is what the client has said about a hand-over.
func (d worker) consentView(f ui.Frame, o opened, r *Referral) ConsentView {
	v := ConsentView{Address: address(o.ID) + "/entries/consent"}
	allowed := d.permissionFor(o.Case, r.With)
	sheet, known := d.Set.Sheet("consent")
	if !known {
		return v
	}
	if k := allowed.fits; k != nil {
		a := k.State.Answers.Clone()
		if said := a.Get("withheld"); said != "" && said != dataset.Declined {
			v.Withheld = strings.Split(said, "\n")
			a.Set("withheld")
		}
		v.Stands, v.Facts = true, d.facts(f, sheet, a, o.given)
	}
	for _, k := range allowed.others {
		if to := k.State.Answers.Get("to-whom"); to != "" {
			v.Others = append(v.Others, to)
		}
	}
	return v
}
