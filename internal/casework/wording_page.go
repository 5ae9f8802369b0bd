package casework

import (
	"database/sql"
	"errors"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// wordingPieces are what is typed of a letter of the centre's own.
func wordingPieces(f ui.Frame) []piece[Wording] {
	return []piece[Wording]{
		linePiece("title", f.Say("casework.letter.title"), f.Say("casework.settings.title-hint"), func(t *Wording) *string { return &t.Title }),
		textPiece("body", f.Say("casework.letter.text"), f.Say("casework.settings.body-hint"), 24, func(t *Wording) *string { return &t.Body }),
	}
}

func (room *Room) showWording(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.wordingPage(w, r, d, http.StatusOK, nil, nil)
}

// wordingID is the id in an address, "" for a new letter.
func wordingID(r *http.Request) (vault.ID, error) {
	if r.PathValue("text") == "new" {
		return "", nil
	}
	id, ok := vault.ParseID(r.PathValue("text"))
	if !ok {
		return "", missing()
	}
	return id, nil
}

func (room *Room) wordingPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := wordingID(r)
	if err != nil {
		return err
	}
	rec := Record{}
	var all []leaf[Record]
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		if all, err = d.wordings(r.Context(), tx, a); err != nil || id == "" {
			return err
		}
		at := slices.IndexFunc(all, func(l leaf[Record]) bool { return l.ID == id })
		if at < 0 {
			return missing()
		}
		rec = all[at].Value
		return nil
	})
	if err != nil {
		return err
	}
	if id != "" {
		if err := d.RecordAlone(r.Context(), "casework.settings", "", "opened"); err != nil {
			return err
		}
	}
	p := SettingsPage{Frame: room.frame(r, room.said(r, "casework.settings.own-new")), Removed: rec.Removed}
	p.Lead, p.Way = p.Say("casework.settings.own-lead", "sample", "{file_number?}"), ui.Link{Address: settingsPath, Words: p.Say("casework.settings.heading")}
	for _, place := range room.Shelf.Placeholders() {
		p.Places = append(p.Places, FactView{"{" + place.Name + "}", []string{place.Label[letterLang(p.Lang())]}})
	}
	pieces := wordingPieces(p.Frame)
	now := Wording{}
	action := settingsPath + "/texts/new"
	if id != "" {
		now = *rec.Wording
		action = settingsPath + "/texts/" + string(id)
		p.Heading, p.Here = now.Title, action
		people := []core.ID{rec.By}
		for _, s := range rec.Earlier {
			people = append(people, s.By)
		}
		names, err := d.Named(r.Context(), people...)
		if err != nil {
			return err
		}
		p.Changed = d.changedBy(p.Frame, rec.State, names)
		for _, s := range rec.Earlier {
			p.Earlier = append(p.Earlier, EarlierView{d.changedBy(p.Frame, s, names), factsOf(p.Frame, pieces, *s.Wording)})
		}
	} else if sample, known := room.Shelf.Letter(web.ReadQuery(r).Get("from")); known {
		now = Wording{sample.Title[letterLang("de")], sample.Source(letterLang("de"))}
	}
	draft, typed, err := d.drafting(r.Context(), p.Frame, action, typed, func(v web.Values) bool {
		return allSame(pieces, readPieces(pieces, v, Wording{}), now) ||
			id == "" && slices.ContainsFunc(all, func(l leaf[Record]) bool { return l.Value.Form == formID(v) })
	})
	if err != nil {
		return err
	}
	p.Form = pieceForm(fieldsOf(p.Frame, pieces, now, typed, wrong))
	p.Form.Action, p.Form.Back, p.Form.Button = action, settingsPath, p.Say("casework.form.save")
	form := vault.NewID()
	if typed != nil {
		form = formID(typed)
	}
	p.Form.Hidden = append(stamps(rec.Stamp, typed, false), [2]string{"form", string(form)})
	p.Form.keep(draft)
	return web.Render(w, r, status, settingsPage(p))
}

func (room *Room) saveWordingForm(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := wordingID(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	pieces := wordingPieces(room.frame(r, ""))
	mine := readPieces(pieces, v, Wording{})
	if err = mine.check(room.Shelf); err == nil {
		err = d.saveWording(r.Context(), id, formID(v), stampOf(v), func(now Wording) Wording { return chosen(pieces, v, mine, now) })
	}
	if clash, ok := errors.AsType[*conflict](err); ok {
		here := settingsPath + "/texts/" + string(id)
		p := SettingsPage{Frame: room.frame(r, room.said(r, "casework.conflict.heading")), Way: ui.Link{Address: settingsPath, Words: room.said(r, "casework.settings.heading")}}
		var base *Wording
		if clash.base != nil {
			base = clash.base.Wording
		}
		p.Form = pieceForm(fieldsOf(p.Frame, pieces, mine, nil, nil))
		p.Form.Clash = clashOf(p.Frame, pieces, mine, *clash.now.Wording, base)
		return room.showSettingsClash(w, r, d, p, here, v, clash)
	}
	if err != nil && core.KindOf(err) == core.Invalid {
		return room.wordingPage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, settingsPath+"?done=saved")
}

// takeWording takes a letter of the centre's own out, or brings it back. Letters
// that were made of it stay.
func (room *Room) takeWording(out bool) handler {
	return func(w http.ResponseWriter, r *http.Request, d worker) error {
		id, err := wordingID(r)
		if err != nil {
			return err
		}
		if id == "" {
			return missing()
		}
		err = d.changeWording(r.Context(), id, "", map[bool]string{true: "removed", false: "restored"}[out], func(l *leaf[Record]) error {
			l.Value.Removed = out
			return nil
		})
		if err != nil {
			return err
		}
		return web.SeeOther(w, settingsPath+"?done="+map[bool]string{true: "removed", false: "restored"}[out])
	}
}
