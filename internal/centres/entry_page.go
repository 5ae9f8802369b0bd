package centres

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/centres/hours"
	"verbund/internal/centres/phone"
	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// EntryPage is everything the public may know of one centre.
type EntryPage struct {
	ui.Frame
	Card   Card
	Centre *Centre

	Summary, ReferOn ui.Saying
	Alerts           []ui.Saying
	Area             string
	House            string // languages of the centre's own people
	Interpreted      string // languages by interpreter
	Groups, Ways     string
	Children         string
	Offers           []OfferView
	Offices          []OfficeView
	Share            string          // a short text to pass on
	Lines            templ.Component // help for all of Germany
	Stale            string

	Sheet, VCard, QR string // addresses
	Slip             bool   // whether the sheet holds only name and number

	Part    string          // told apart by this where two stand on one page
	changed map[string]bool // fields to be marked, where a change is looked at
}

// marks tells whether any of the fields is to be marked as changed.
func (p EntryPage) marks(fields ...string) bool {
	return slices.ContainsFunc(fields, func(field string) bool { return p.changed[field] })
}

// OfferView is an offer in the reader's language.
type OfferView struct {
	Name, Note   ui.Saying
	Needs, Forms []string
}

// OfficeView is an office in the reader's language.
type OfficeView struct {
	Name          string
	Address       []string // lines
	Secret        bool
	Hours         []HoursLine
	Appointment   bool
	HoursNote     string
	Accessibility string
}

// HoursLine is a line of weekly hours, or of a day that differs.
type HoursLine struct{ Days, Times string }

func newEntryPage(f ui.Frame, c *Centre, now time.Time) EntryPage {
	base := "/" + string(f.Lang()) + "/centres/" + strconv.Itoa(c.Number)
	p := EntryPage{
		Frame:       f,
		Centre:      c,
		Card:        newCard(f.Printer, Hit{Centre: c, Km: -1, Open: c.open(now)}, now, ""),
		Summary:     saying(f.Printer, c.Summary),
		ReferOn:     saying(f.Printer, c.ReferOn),
		Area:        areaWords(f.Printer, c.Area),
		House:       strings.Join(languageNames(f.Printer, c.Languages, false), ", "),
		Interpreted: strings.Join(languageNames(f.Printer, c.Languages, true), ", "),
		Groups:      labels(f.Printer, "centres.group.", c.Groups),
		Ways:        labels(f.Printer, "centres.access.", c.Access),
		Children:    f.Say("centres.children." + childrenKey(c.Children)),
		Sheet:       base + "/sheet",
		VCard:       base + "/contact.vcf",
		QR:          base + "/qr.png",
	}
	for _, a := range c.Alerts {
		if a.ActiveOn(core.DateOf(now)) {
			p.Alerts = append(p.Alerts, saying(f.Printer, a.Text))
		}
	}
	for _, o := range c.Offers {
		p.Offers = append(p.Offers, OfferView{
			Name: saying(f.Printer, o.Name), Note: saying(f.Printer, o.Note),
			Needs: labelList(f.Printer, "centres.need.", o.Needs),
			Forms: labelList(f.Printer, "centres.exploitation.", o.Forms),
		})
	}
	for _, o := range c.Offices {
		p.Offices = append(p.Offices, newOfficeView(f.Printer, o, now))
	}
	p.Share = shareText(f.Printer, c)
	return p
}

func saying(t *text.Printer, w Words) ui.Saying {
	s, lang := w.In(t.Lang())
	return ui.Saying{Text: s, Lang: lang}
}

func childrenKey(a Answer) string {
	if a == NotStated {
		return "not-stated"
	}
	return string(a)
}

func labelList[T ~string](t *text.Printer, key string, list []T) []string {
	var all []string
	for _, v := range list {
		all = append(all, t.Say(key+string(v)))
	}
	return all
}

func labels[T ~string](t *text.Printer, key string, list []T) string {
	return strings.Join(labelList(t, key, list), ", ")
}

func areaWords(t *text.Printer, a Area) string {
	var all []string
	if a.Nationwide {
		all = append(all, t.Say("centres.area.nationwide"))
	}
	for _, code := range a.Lands {
		all = append(all, places.LandName(code))
	}
	if n := len(a.Districts); n > 0 {
		all = append(all, t.Say("centres.area.districts", "n", n))
	}
	return strings.Join(all, ", ")
}

func newOfficeView(t *text.Printer, o Office, now time.Time) OfficeView {
	v := OfficeView{
		Name: o.Name, Secret: o.Secret, Appointment: o.Hours.ByAppointment, HoursNote: o.Hours.Note,
		Accessibility: labels(t, "centres.accessibility.", o.Accessibility),
	}
	town := strings.TrimSpace(o.PostalCode + " " + o.Town)
	for _, line := range []string{o.Street, town, countryName(t, o.Country)} {
		if line != "" {
			v.Address = append(v.Address, line)
		}
	}
	for _, l := range o.Hours.Lines() {
		v.Hours = append(v.Hours, HoursLine{daysWords(t, l), timesWords(t, l.Spans)})
	}
	for _, e := range o.Hours.Exceptions {
		if !e.Until.Before(core.DateOf(now)) {
			days := t.Date(e.From)
			if e.Until != e.From {
				days += " – " + t.Date(e.Until)
			}
			v.Hours = append(v.Hours, HoursLine{days, timesWords(t, e.Spans)})
		}
	}
	return v
}

// countryName names a country only where it is not the one the site is for.
func countryName(t *text.Printer, code string) string {
	if code == "" || code == "DE" {
		return ""
	}
	if key := "centres.country." + strings.ToLower(code); t.Has(key) {
		return t.Say(key)
	}
	return code
}

func daysWords(t *text.Printer, l hours.Line) string {
	var all []string
	for _, d := range l.Days {
		s := t.Weekday(d.From)
		if d.To != d.From {
			s += " – " + t.Weekday(d.To)
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

func timesWords(t *text.Printer, spans []hours.Span) string {
	if len(spans) == 0 {
		return t.Say("centres.open.closed-day")
	}
	var all []string
	for _, s := range spans {
		all = append(all, t.Say("centres.open.span",
			"from", t.Time(int(s.From)/60, int(s.From)%60), "to", t.Time(int(s.To)/60, int(s.To)%60)))
	}
	return strings.Join(all, ", ")
}

// shareText is short enough for a text message and names nothing but the
// centre.
func shareText(t *text.Printer, c *Centre) string {
	var numbers []string
	for _, n := range calls(c.Phones) {
		numbers = append(numbers, n.Display)
	}
	s := c.Name + "\n" + strings.Join(numbers, "\n")
	if c.Email != "" {
		s += "\n" + c.Email
	}
	return strings.TrimSpace(s) + "\n" + t.Say("centres.share.free")
}

// entry shows one centre.
func (room *Room) entry(w http.ResponseWriter, r *http.Request) error {
	p, err := room.entryPage(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, entryPage(p))
}

// sheet shows the same in large type on one page of paper, or with only=number
// no more than the name and the number.
func (room *Room) sheet(w http.ResponseWriter, r *http.Request) error {
	p, err := room.entryPage(r)
	if err != nil {
		return err
	}
	p.Index = false // the entry itself is the page to be found
	p.Slip = web.ReadQuery(r).Get("only") == "number"
	return web.Render(w, r, http.StatusOK, sheetPage(p))
}

func (room *Room) entryPage(r *http.Request) (EntryPage, error) {
	c, stale, err := room.centre(r)
	if err != nil {
		return EntryPage{}, err
	}
	title := web.Printer(r).Say("centres.entry.title", "town", townOf(c))
	p := newEntryPage(room.Frame(r, ui.Page{Heading: c.Name, Title: title, Plain: true, Index: true}), c, room.now())
	p.Lines = room.lines[p.Lang()]
	if stale {
		p.Stale = p.Say("centres.stale")
	}
	if p.Frozen {
		p.Card.sayWeek(p.Printer, c)
	}
	return p, nil
}

func townOf(c *Centre) string {
	if len(c.Offices) == 0 {
		return strconv.Itoa(c.Number)
	}
	return c.Offices[0].Town
}

// centre finds the entry that the address names.
func (room *Room) centre(r *http.Request) (*Centre, bool, error) {
	d, stale, err := room.directory(r)
	if err != nil {
		return nil, false, err
	}
	c, err := d.Find(r.PathValue("number"))
	return c, stale, err
}

func noEntry() error {
	return &core.Error{Kind: core.NotFound, Key: "centres.entry.none"}
}

// callNumber is the number to be read from a code or a sheet first.
func callNumber(c *Centre) (phone.Number, bool) {
	if all := calls(c.Phones); len(all) > 0 {
		return all[0], true
	}
	return phone.Number{}, false
}
