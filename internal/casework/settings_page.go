package casework

import (
	"database/sql"
	"errors"
	"net/http"

	"verbund/internal/casework/letters"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// SettingsPage is what letters say about the centre, or one of its own letters.
type SettingsPage struct {
	ui.Frame
	Lead    string
	Done    string
	Changed string
	Form    FormView
	Regimes []FactView // what to know before choosing
	Own     []ui.Link  // letters of its own
	Out     []ui.Link  // those that were taken out
	Samples []ui.Link  // texts to begin one with
	Way     ui.Link    // back

	// Of a letter of its own.
	Places  []FactView // the placeholders that a text may have
	Here    string     // its address; empty for a new one
	Removed bool
	Earlier []EarlierView
}

const settingsPath = "/casework/settings"

// settingsRoutes are the pages on which a lead says what letters are to say.
func (room *Room) settingsRoutes(get, post router) []web.Route {
	return []web.Route{
		get(settingsPath, Lead, room.showSettings),
		post(settingsPath, Lead, room.saveSettingsForm),
		get(settingsPath+"/texts/{text}", Lead, room.showWording),
		post(settingsPath+"/texts/{text}", Lead, room.saveWordingForm),
		post(settingsPath+"/texts/{text}/remove", Lead, room.takeWording(true)),
		post(settingsPath+"/texts/{text}/restore", Lead, room.takeWording(false)),
	}
}

// settingsPieces are what is typed on the page of settings.
func (room *Room) settingsPieces(f ui.Frame) []piece[Settings] {
	var regimes []ui.Choice
	for _, r := range letters.Regimes() {
		regimes = append(regimes, ui.Choice{Value: string(r), Words: room.Shelf.RegimeName(r, f.Lang()), Count: -1})
	}
	return []piece[Settings]{
		linePiece("organisation", f.Say("casework.settings.organisation"), f.Say("casework.settings.organisation-hint"), func(s *Settings) *string { return &s.Organisation }),
		linePiece("centre", f.Say("casework.settings.centre"), "", func(s *Settings) *string { return &s.Centre }),
		textPiece("address", f.Say("casework.settings.address"), f.Say("casework.settings.address-hint"), 3, func(s *Settings) *string { return &s.Address }),
		linePiece("phone", f.Say("casework.settings.phone"), "", func(s *Settings) *string { return &s.Phone }),
		linePiece("mail", f.Say("casework.settings.mail"), "", func(s *Settings) *string { return &s.Mail }),
		linePiece("place", f.Say("casework.settings.place"), f.Say("casework.settings.place-hint"), func(s *Settings) *string { return &s.Place }),
		onePiece("regime", f.Say("casework.settings.regime"), f.Say("casework.settings.regime-hint"), regimes, func(s *Settings) *letters.Regime { return &s.Regime }),
		textPiece("supervisor", f.Say("casework.settings.supervisor"), f.Say("casework.settings.supervisor-hint"), 3, func(s *Settings) *string { return &s.Supervisor }),
		textPiece("officer", f.Say("casework.settings.officer"), "", 3, func(s *Settings) *string { return &s.Officer }),
		linePiece("years", f.Say("casework.settings.years"), f.Say("casework.settings.years-hint"), func(s *Settings) *string { return &s.Years }),
	}
}

func (room *Room) showSettings(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.settingsPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) settingsPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	var rec Record
	var own []leaf[Record]
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		if rec, err = readSetting[Record](r.Context(), tx, a, settingsName); err != nil {
			return err
		}
		own, err = d.wordings(r.Context(), tx, a)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.settings", "", "opened"); err != nil {
		return err
	}
	names, err := d.Named(r.Context(), rec.By)
	if err != nil {
		return err
	}
	p := SettingsPage{Frame: room.frame(r, room.said(r, "casework.settings.heading"))}
	p.Lead, p.Done, p.Way = p.Say("casework.settings.lead"), doneWords(p.Frame, web.ReadQuery(r)), ui.Link{Address: "/casework", Words: p.Say("casework.today.back")}
	var now Settings
	if rec.Settings != nil {
		now, p.Changed = *rec.Settings, d.changedBy(p.Frame, rec.State, names)
	}
	pieces := room.settingsPieces(p.Frame)
	draft, typed, err := d.drafting(r.Context(), p.Frame, settingsPath, typed, func(v web.Values) bool {
		return allSame(pieces, readPieces(pieces, v, Settings{}), now)
	})
	if err != nil {
		return err
	}
	p.Form = pieceForm(fieldsOf(p.Frame, pieces, now, typed, wrong))
	p.Form.Action, p.Form.Button, p.Form.Hidden = settingsPath, p.Say("casework.form.save"), stamps(rec.Stamp, typed, false)
	p.Form.keep(draft)
	for _, regime := range letters.Regimes() {
		p.Regimes = append(p.Regimes, FactView{room.Shelf.RegimeName(regime, p.Lang()), []string{room.Shelf.RegimeHint(regime, p.Lang())}})
	}
	for _, l := range own {
		link := ui.Link{Address: settingsPath + "/texts/" + string(l.ID), Words: l.Value.Wording.Title}
		if l.Value.Removed {
			p.Out = append(p.Out, link)
		} else {
			p.Own = append(p.Own, link)
		}
	}
	for _, l := range room.Shelf.Letters() {
		p.Samples = append(p.Samples, ui.Link{Address: settingsPath + "/texts/new?from=" + l.ID, Words: l.Title[letterLang(p.Lang())]})
	}
	return web.Render(w, r, status, settingsPage(p))
}

// letterLang is the language, of those in which letters are, that suits another.
func letterLang(lang core.Lang) core.Lang {
	if lang == letters.English {
		return letters.English
	}
	return letters.German
}

func (room *Room) saveSettingsForm(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	pieces := room.settingsPieces(room.frame(r, ""))
	mine := readPieces(pieces, v, Settings{})
	if err = mine.check(); err == nil {
		err = d.saveSettings(r.Context(), stampOf(v), func(now Settings) Settings { return chosen(pieces, v, mine, now) })
	}
	if clash, ok := errors.AsType[*conflict](err); ok {
		p := SettingsPage{Frame: room.frame(r, room.said(r, "casework.conflict.heading")), Way: ui.Link{Address: settingsPath, Words: room.said(r, "casework.settings.heading")}}
		var base *Settings
		if clash.base != nil {
			base = clash.base.Settings
		}
		p.Form = pieceForm(fieldsOf(p.Frame, pieces, mine, nil, nil))
		p.Form.Clash = clashOf(p.Frame, pieces, mine, *clash.now.Settings, base)
		return room.showSettingsClash(w, r, d, p, settingsPath, v, clash)
	}
	if err != nil && core.KindOf(err) == core.Invalid {
		return room.settingsPage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, settingsPath+"?done=saved")
}

// showSettingsClash shows a form with both versions of something of the centre.
func (room *Room) showSettingsClash(w http.ResponseWriter, r *http.Request, d worker, p SettingsPage, action string, typed web.Values, clash *conflict) error {
	who, err := d.Named(r.Context(), clash.now.By)
	if err != nil {
		return err
	}
	p.Form.Action, p.Form.Back, p.Form.Button = action, action, p.Say("casework.form.save")
	p.Form.Hidden = stamps(clash.now.Stamp, typed, true)
	p.Form.keep(drafting{Key: action, Unkept: true})
	p.Form.Who = d.changedBy(p.Frame, clash.now.State, who)
	return web.Render(w, r, http.StatusConflict, settingsPage(p))
}
