package contact

import (
	"database/sql"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// SetupPage is where the lead of a centre says whether it takes messages, and what
// it promises.
type SetupPage struct {
	ui.Frame
	Done      string
	Open      bool
	Anyone    bool
	Weekdays  ui.Field
	Days      []ui.Choice
	Hours     ui.Field
	Within    ui.Field
	Languages ui.Field
	Known     []string // names of languages, to choose from while typing
	Partners  []PartnerView
	Named     bool // there is a partner, or something is wrong with one
}

// PartnerView is where somebody can write in one language instead.
type PartnerView struct {
	Lang          string
	Name, Address ui.Field
}

func (p SetupPage) fields() []ui.Field {
	all := []ui.Field{p.Weekdays, p.Hours, p.Within, p.Languages}
	for _, one := range p.Partners {
		all = append(all, one.Name, one.Address)
	}
	return all
}

const longestHours = 60 // characters

// setup is the form as it was filled in.
type setup struct {
	open, anyone             bool
	days                     []string
	hours, within, languages string
	partners                 map[core.Lang]Way
}

func (room *Room) readSetup(v web.Values) setup {
	s := setup{open: v.Checked("open"), anyone: v.Checked("anyone"), days: v.All("weekdays"), hours: v.Get("hours"), within: v.Get("within"),
		languages: v.Get("languages"), partners: map[core.Lang]Way{}}
	for _, l := range room.Texts.Languages() {
		if way := (Way{v.Get("name-" + string(l.Code)), v.Get("address-" + string(l.Code))}); way != (Way{}) {
			s.partners[l.Code] = way
		}
	}
	return s
}

// setupOf is the form that says what a promise says.
func setupOf(p Promise, say *text.Printer) setup {
	s := setup{open: p.Open, anyone: p.Anyone, hours: p.Hours, within: strconv.Itoa(p.Within), partners: p.Partners}
	for _, d := range p.Weekdays {
		s.days = append(s.days, strconv.Itoa(d))
	}
	var names []string
	for _, code := range p.Languages {
		names = append(names, say.LanguageName(code))
	}
	s.languages = strings.Join(names, ", ")
	return s
}

// promise reads the form, and tells everything that is wrong with it.
func (s setup) promise(centre core.ID, say *text.Printer) (Promise, error) {
	p := Promise{Centre: centre, Open: s.open, Anyone: s.open && s.anyone, Hours: s.hours, Partners: s.partners}
	var wrong []core.FieldError
	bad := func(field, key string, args ...any) {
		wrong = append(wrong, core.FieldError{Field: field, Key: key, Args: args})
	}
	for _, d := range s.days {
		if n, err := strconv.Atoi(d); err == nil && n >= 1 && n <= 7 && !slices.Contains(p.Weekdays, n) {
			p.Weekdays = append(p.Weekdays, n)
		}
	}
	slices.Sort(p.Weekdays)
	if len(p.Weekdays) == 0 {
		bad("weekdays", "contact.setup.no-days")
	}
	if n := utf8.RuneCountInString(s.hours); n > longestHours || strings.Contains(s.hours, "\n") {
		bad("hours", "contact.inbox.too-long", "n", n, "most", longestHours)
	}
	within, err := strconv.Atoi(s.within)
	if err != nil || within < 1 || within > 10 {
		bad("within", "contact.setup.bad-within")
	}
	p.Within = within
	for name := range strings.SplitSeq(s.languages, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		code, ok := say.FindLanguage(name)
		if !ok {
			bad("languages", "contact.setup.unknown-language", "name", core.Clip(name, 40))
			break
		}
		if !slices.Contains(p.Languages, code) {
			p.Languages = append(p.Languages, code)
		}
	}
	if len(p.Languages) == 0 && strings.Trim(s.languages, ", ") == "" {
		bad("languages", "contact.setup.no-languages")
	}
	for lang, way := range s.partners {
		switch {
		case way.Name == "":
			bad("name-"+string(lang), "contact.setup.no-name")
		case utf8.RuneCountInString(way.Name) > nameLimit:
			bad("name-"+string(lang), "contact.inbox.too-long", "n", utf8.RuneCountInString(way.Name), "most", nameLimit)
		}
		if !leads(way.Address) {
			bad("address-"+string(lang), "contact.setup.bad-address")
		}
	}
	if len(wrong) > 0 {
		return p, &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return p, nil
}

// leads tells whether an address can be offered to somebody: a site over an
// encrypted connection, or a mail address.
func leads(address string) bool {
	if to, ok := strings.CutPrefix(address, "mailto:"); ok {
		a, err := mail.ParseAddress(to)
		return err == nil && a.Address == to && len(address) <= 300
	}
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && len(address) <= 300
}

func (room *Room) askSetup(w http.ResponseWriter, r *http.Request, d colleague) error {
	p, err := room.Promise(r.Context(), d.Actor.Centre)
	if err != nil {
		return err
	}
	f := room.inside(r, "contact.setup.heading")
	return room.showSetup(w, r, d, http.StatusOK, setupOf(p, f.Printer), nil)
}

func (room *Room) showSetup(w http.ResponseWriter, r *http.Request, d colleague, status int, s setup, wrong error) error {
	if err := d.Write(); err != nil {
		return err
	}
	p := SetupPage{Frame: room.inside(r, "contact.setup.heading"), Open: s.open, Anyone: s.anyone}
	p.Done = finished(p.Frame, r)
	problems := desk.Problems(p.Frame, wrong)
	p.Weekdays = ui.Field{Name: "weekdays", Label: p.Say("contact.setup.weekdays"), Hint: p.Say("contact.setup.weekdays-hint"), Error: problems["weekdays"]}
	for n := 1; n <= 7; n++ {
		p.Days = append(p.Days, ui.Choice{Value: strconv.Itoa(n), Words: p.Weekday(time.Weekday(n % 7)), Count: -1, Selected: slices.Contains(s.days, strconv.Itoa(n))})
	}
	p.Hours = ui.Field{Name: "hours", Label: p.Say("contact.setup.hours"), Hint: p.Say("contact.setup.hours-hint"), Value: s.hours, Error: problems["hours"]}
	p.Within = ui.Field{Name: "within", Label: p.Say("contact.setup.within"), Hint: p.Say("contact.setup.within-hint"), Value: s.within, Type: "number", Required: true, Error: problems["within"]}
	p.Languages = ui.Field{Name: "languages", Label: p.Say("contact.setup.languages"), Hint: p.Say("contact.setup.languages-hint"), Value: s.languages, Required: true, Error: problems["languages"]}
	for _, l := range p.SpokenLanguages() {
		p.Known = append(p.Known, l.Name)
	}
	p.Named = len(s.partners) > 0
	for _, l := range room.Texts.Languages() {
		code := string(l.Code)
		p.Partners = append(p.Partners, PartnerView{Lang: langName(p.Frame, l.Code),
			Name:    ui.Field{Name: "name-" + code, Label: p.Say("contact.setup.partner-name", "language", langName(p.Frame, l.Code)), Value: s.partners[l.Code].Name, Error: problems["name-"+code]},
			Address: ui.Field{Name: "address-" + code, Label: p.Say("contact.setup.partner-address", "language", langName(p.Frame, l.Code)), Value: s.partners[l.Code].Address, Error: problems["address-"+code]}})
	}
	return web.Render(w, r, status, setupPage(p))
}

// saveSetup stores what the centre promises from now on.
func (room *Room) saveSetup(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Write(); err != nil {
		return err
	}
	ctx, s := r.Context(), room.readSetup(v)
	p, err := s.promise(d.Actor.Centre, room.inside(r, "contact.setup.heading").Printer)
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.showSetup(w, r, d, http.StatusUnprocessableEntity, s, err)
	}
	err = room.DB.Update(ctx, func(tx *sql.Tx) error {
		if err := setPromise(ctx, tx, p); err != nil {
			return err
		}
		detail := "off"
		if p.Open {
			detail = "on"
		}
		return d.Record(ctx, tx, "contact.setup", "", detail)
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, inboxPath+"/setup?done=setup")
}
