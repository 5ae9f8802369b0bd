package casework

import (
	"context"
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

// Bounds of what is typed about a referral, in characters.
const (
	recipientLimit  = 120
	letterNoteLimit = 2000
	reasonLimit     = 1000
)

// referralRoutes are the referrals of a case, seen from it.
func (room *Room) referralRoutes(get, post router) []web.Route {
	file := get("/casework/cases/{id}/referrals/{referral}/parcel", Write, room.parcel)
	file.Script, file.Files = false, true
	return []web.Route{
		get("/casework/cases/{id}/referrals", Read, room.showReferrals),
		post("/casework/cases/{id}/referrals", Write, room.addReferral),
		get("/casework/cases/{id}/referrals/{referral}", Read, room.showReferral),
		get("/casework/cases/{id}/referrals/{referral}/choose", Write, room.askChoice),
		post("/casework/cases/{id}/referrals/{referral}/choose", Write, room.saveChoice),
		get("/casework/cases/{id}/referrals/{referral}/preview", Write, room.preview),
		post("/casework/cases/{id}/referrals/{referral}/ask", Write, room.askColleague),
		post("/casework/cases/{id}/referrals/{referral}/send", Write, room.sendReferral),
		post("/casework/cases/{id}/referrals/{referral}/revoke", Write, room.revokeReferral),
		post("/casework/cases/{id}/referrals/{referral}/note", Write, room.noteReferral),
		post("/casework/cases/{id}/referrals/{referral}/finish", Write, room.finishReferral),
		post("/casework/cases/{id}/referrals/{referral}/put-away", Write, room.putAwayParcel),
		file,
	}
}

// neighbourhood are the centres of the network as she sees them.
type neighbourhood struct {
	own   Party
	names map[core.ID]string
	all   []Neighbour // the open ones, without her own
}

func (d worker) neighbourhood(ctx context.Context) (neighbourhood, error) {
	n := neighbourhood{own: Party{Centre: d.Actor.Centre}, names: map[core.ID]string{}}
	if d.Room.Centres == nil {
		return n, nil
	}
	all, err := d.Room.Centres(ctx)
	for _, c := range all {
		n.names[c.ID] = c.Name
		if c.ID == d.Actor.Centre {
			n.own.Name = c.Name
		} else if c.Open {
			n.all = append(n.all, c)
		}
	}
	return n, err
}

// ReferralsPage are the referrals of a case, with the form that begins one.
type ReferralsPage struct {
	CaseFrame
	Rows    []ReferralRow
	Form    string
	To      ui.Field
	Centres []ui.Choice
	Outside ui.Field
}

// ReferralRow is a referral in the list.
type ReferralRow struct {
	Address, With, Direction, Passage, Day string
	Open                                   bool // something can still be done
}

func (p ReferralsPage) fields() []ui.Field { return []ui.Field{p.To, p.Outside} }

func (room *Room) showReferrals(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.referralsPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) referralsPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, m, err := d.openReferrals(r.Context(), id)
	if err != nil {
		return err
	}
	n, err := d.neighbourhood(r.Context())
	if err != nil {
		return err
	}
	p := ReferralsPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.referral.heading"), "/referrals", o.names), Form: string(formID(typed))}
	for _, k := range o.referrals() {
		now := k.Referral.heard(m)
		passage := now.On(d.Today())
		p.Rows = append(p.Rows, ReferralRow{Address: referralPlace{id, k.ID}.address(), With: now.With.Name, Direction: p.Say("casework.referral.direction-" + string(now.Direction)),
			Passage: p.Say("casework.referral.passage-" + string(passage)), Day: p.Date(now.Log[len(now.Log)-1].Day), Open: passage == Prepared || passage == Sent})
	}
	problems := problemsOf(p.Frame, wrong)
	p.To = ui.Field{Name: "to", Label: p.Say("casework.referral.to"), Hint: p.Say("casework.referral.to-hint"), Error: problems["to"]}
	p.Outside = ui.Field{Name: "outside", Label: p.Say("casework.referral.outside"), Hint: p.Say("casework.referral.outside-hint"), Value: typed.Get("outside"), Error: problems["outside"]}
	for _, c := range n.all {
		p.Centres = append(p.Centres, ui.Choice{Value: string(c.ID), Words: c.Name, Count: -1, Selected: typed.Get("to") == string(c.ID)})
	}
	return web.Render(w, r, status, referralsPage(p))
}

// openReferrals opens a case and what waits in the inbox.
func (d worker) openReferrals(ctx context.Context, id vault.ID) (o opened, m mail, err error) {
	if o, err = d.openFor(ctx, id, "casework.read", referralSheet, d.partsFor()...); err != nil {
		return o, m, err
	}
	m, err = d.readMail(ctx)
	return o, m, err
}

// addReferral begins a referral and leads to where it is chosen what goes along.
func (room *Room) addReferral(w http.ResponseWriter, r *http.Request, d worker) error {
	caseID, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	form := formID(v)
	v["form"] = []string{string(form)}
	n, err := d.neighbourhood(r.Context())
	if err != nil {
		return err
	}
	var id vault.ID
	with, err := recipient(v, n)
	if err == nil {
		id, err = d.prepare(r.Context(), caseID, form, with)
	}
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.referralsPage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, referralPlace{caseID, id}.address()+"/choose")
}

// recipient reads to whom something is handed over.
func recipient(v web.Values, n neighbourhood) (Party, error) {
	outside := oneLine(v.Get("outside"))
	if to := core.ID(v.Get("to")); to != "" {
		if !slices.ContainsFunc(n.all, func(c Neighbour) bool { return c.ID == to }) {
			return Party{}, fieldError("to", "casework.error.code")
		}
		if outside != "" {
			return Party{}, fieldError("outside", "casework.referral.one-of-both")
		}
		return Party{to, n.names[to]}, nil
	}
	switch long := utf8.RuneCountInString(outside); {
	case long == 0:
		return Party{}, fieldError("to", "casework.referral.nobody")
	case long > recipientLimit:
		return Party{}, fieldError("outside", "casework.error.too-long", "n", long, "most", recipientLimit)
	}
	return Party{Name: outside}, nil
}

// ReferralPage is how a referral stands, and what can be done with it.
type ReferralPage struct {
	CaseFrame
	Here      string
	Referral  *Referral
	Done      string
	Passage   Passage
	State     string
	Said      string // what that means
	Facts     []FactView
	Log       []FactView
	Chosen    []string
	News      bool // the other centre has said something that nobody has noted yet
	MayChoose bool
	Revoke    string // words of the button; empty where nothing can be taken back
	RevokeWhy string
	Finish    string
	Parcel    string // what opens the file; only for whoever made it
}

func (room *Room) showReferral(w http.ResponseWriter, r *http.Request, d worker) error {
	at, err := referralAt(r)
	if err != nil {
		return err
	}
	o, m, err := d.openReferrals(r.Context(), at.caseID)
	if err != nil {
		return err
	}
	k, err := o.referral(at.id)
	if err != nil {
		return err
	}
	now := k.Referral.heard(m)
	var people []core.ID
	for _, s := range now.Log {
		people = append(people, s.By)
	}
	if now.Override != nil {
		people = append(people, now.Override.AskedBy, now.Override.AgreedBy)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	today := d.Today()
	p := ReferralPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.referral.with", "name", now.With.Name), "/referrals", o.names), Here: at.address(), Referral: now}
	p.Passage, p.News = now.On(today), len(m.about(now.Message)) > 0
	p.Done = referralDone(p.Frame, web.ReadQuery(r), now)
	p.State = p.Say("casework.referral.passage-" + string(p.Passage))
	p.Said = room.passageWords(p.Frame, now, p.Passage)
	p.Facts, p.Chosen = d.referralFacts(p.Frame, now, p.Passage, names), d.chosenWords(p.Frame, now)
	for _, s := range now.Log {
		who := s.Name
		if who == "" {
			who = nameOr(p.Frame, names(s.By))
		}
		lines := []string{p.Say("casework.referral.passage-"+string(s.Passage)) + " · " + who}
		if s.Note != "" {
			lines = append(lines, s.Note)
		}
		p.Log = append(p.Log, FactView{p.Date(s.Day), lines})
	}
	if !p.MayWrite {
		return web.Render(w, r, http.StatusOK, referralPage(p))
	}
	out := now.Direction == Out
	p.MayChoose = out && now.may(Send, giver, today)
	if act := map[bool]Act{true: Expire, false: Revoke}[p.Passage == Expired]; out && now.may(act, giver, today) && !(act == Expire && now.Passage() == Expired) {
		p.Revoke, p.RevokeWhy = room.revokeWords(p.Frame, now, p.Passage)
	}
	if now.may(Finish, now.side(), today) {
		p.Finish = p.Say("casework.referral.finish")
	}
	if now.Parcel != nil && now.Parcel.By == d.Actor.Person {
		p.Parcel = now.Parcel.Passphrase
	}
	return web.Render(w, r, http.StatusOK, referralPage(p))
}

// referralDone says what was just done.
func referralDone(f ui.Frame, v web.Values, r *Referral) string {
	if r.Outside() && v.Get("done") == "sent" {
		return f.Say("casework.referral.file-made")
	}
	if key := "casework.referral.done-" + v.Get("done"); v.Get("done") != "" && f.Has(key) {
		return f.Say(key)
	}
	return ""
}

// passageWords say what it means that a referral has come so far.
func (room *Room) passageWords(f ui.Frame, r *Referral, now Passage) string {
	switch {
	case r.Override != nil && now == Prepared:
		return f.Say("casework.referral.waits-for-second")
	case r.Outside() && now == Sent:
		return f.Say("casework.referral.means-outside")
	case r.Direction == In && now == Accepted:
		return f.Say("casework.referral.means-taken")
	case r.Direction == In && now == Revoked:
		return f.Say("casework.referral.means-erase")
	case r.Direction == Out:
		return f.Say("casework.referral.means-"+string(now), "date", r.Expires)
	}
	return ""
}

func (room *Room) revokeWords(f ui.Frame, r *Referral, now Passage) (words, why string) {
	switch {
	case now == Prepared:
		return f.Say("casework.referral.drop"), ""
	case now == Expired:
		return f.Say("casework.referral.clear"), f.Say("casework.referral.clear-why")
	case r.Outside():
		return f.Say("casework.referral.revoke"), f.Say("casework.referral.revoke-outside")
	case now == Sent:
		return f.Say("casework.referral.revoke"), f.Say("casework.referral.revoke-sent")
	}
	return f.Say("casework.referral.ask-erase"), f.Say("casework.referral.ask-erase-why")
}

// referralFacts are what is to be known of a referral.
func (d worker) referralFacts(f ui.Frame, r *Referral, now Passage, names func(core.ID) string) []FactView {
	facts := []FactView{{f.Say("casework.referral.recipient"), []string{r.With.Name}}}
	if r.Direction == In {
		facts[0].Name = f.Say("casework.referral.sender")
	}
	if !r.Outside() && (now == Prepared || now == Sent || now == Expired) {
		facts = append(facts, FactView{f.Say("casework.referral.expires"), []string{f.Date(r.Expires)}})
	}
	if !r.Outside() && now != Prepared {
		facts = append(facts, FactView{f.Say("casework.referral.check"), []string{r.checkNumber()}})
	}
	if r.Note != "" {
		facts = append(facts, FactView{f.Say("casework.referral.note"), strings.Split(r.Note, "\n")})
	}
	if r.Consent != "" {
		facts = append(facts, FactView{f.Say("casework.referral.consent"), []string{f.Say("casework.referral.consented")}})
	}
	if o := r.Override; o != nil {
		said := []string{o.Reason, f.Say("casework.referral.asked-by", "name", nameOr(f, names(o.AskedBy)))}
		if o.AgreedBy != "" {
			said = append(said, f.Say("casework.referral.agreed-by", "name", nameOr(f, names(o.AgreedBy))))
		}
		facts = append(facts, FactView{f.Say("casework.referral.without-consent"), said})
	}
	return facts
}

// chosenWords say how many records of which sheets go along.
func (d worker) chosenWords(f ui.Frame, r *Referral) []string {
	counts := map[string]int{}
	for _, c := range r.Chosen {
		counts[c.Sheet]++
	}
	return d.countWords(f, counts)
}

func (d worker) countWords(f ui.Frame, counts map[string]int) []string {
	var all []string
	for _, sheet := range d.Set.Sheets {
		switch n := counts[sheet.ID]; {
		case n == 0:
		case sheet.Many:
			all = append(all, sheet.Label(f.Lang())+": "+f.Say("casework.entry.count", "n", n))
		default:
			all = append(all, sheet.Label(f.Lang()))
		}
	}
	return all
}

// apart tells whether a sheet lies in a compartment that has a right of its own.
func apart(sheet *dataset.Sheet) bool {
	return sheet.Part == dataset.Identity || sheet.Part == dataset.Location
}
