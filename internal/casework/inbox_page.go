package casework

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"slices"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

const inboxAddress = "/casework/inbox"

// inboxRoutes are what other centres have sent, and what is to be done with it.
func (room *Room) inboxRoutes(get, post router) []web.Route {
	return []web.Route{
		get(inboxAddress, Read, room.showInbox),
		get("/casework/inbox/{message}", Read, room.showOffer),
		post("/casework/inbox/{message}/accept", Write, room.acceptOffer),
		post("/casework/inbox/{message}/decline", Write, room.declineOffer),
		post("/casework/inbox/{message}/clear", Write, room.clearOffer),
	}
}

// InboxPage is what other centres have sent, and what colleagues ask.
type InboxPage struct {
	ui.Frame
	Done    string
	Offers  []OfferRow
	Answers []OfferRow
	Asked   []OfferRow
	Refused []OfferRow // what was declined
}

// OfferRow is something in the inbox.
type OfferRow struct {
	Address, From, Day, Until, Alias string
	Holds                            []string
	State                            string // why it cannot be read; empty where it can
	Clear                            string // address to take it away
}

// readMail opens the inbox by itself.
func (d worker) readMail(ctx context.Context) (m mail, err error) {
	err = d.View(ctx, func(tx *sql.Tx, a *vault.Access) (err error) {
		m, err = d.mail(ctx, tx, a)
		return err
	})
	return m, err
}

func (room *Room) showInbox(w http.ResponseWriter, r *http.Request, d worker) error {
	n, err := d.neighbourhood(r.Context())
	if err != nil {
		return err
	}
	var m mail
	aliases := map[vault.ID]string{}
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		if m, err = d.mail(r.Context(), tx, a); err != nil {
			return err
		}
		cards, err := d.cards(r.Context(), tx, a)
		for _, c := range cards {
			aliases[c.id] = c.Alias
		}
		return err
	})
	if err != nil {
		return err
	}
	p := InboxPage{Frame: room.frame(r, room.said(r, "casework.inbox.heading"))}
	p.Done = inboxDone(p.Frame, web.ReadQuery(r))
	for _, one := range m.offers {
		from := n.names[one.From.Centre]
		if from == "" {
			continue
		}
		row := OfferRow{Address: inboxAddress + "/" + string(one.ID), From: from, Day: p.Date(one.Day), Until: p.Date(one.Expires), Holds: d.holdsWords(p.Frame, one)}
		switch {
		case !one.whole:
			row.State = p.Say("casework.inbox.not-whole")
		case d.Today().After(one.Expires):
			row.State = p.Say("casework.inbox.expired")
		}
		if row.State != "" {
			row.Clear, row.Address = row.Address+"/clear", ""
		}
		p.Offers = append(p.Offers, row)
	}
	alias := func(l leaf[passing]) string {
		if name := aliases[l.Value.Case]; name != "" {
			return name
		}
		return p.Say("casework.inbox.restricted")
	}
	for _, one := range m.answers {
		l := m.known[one.About]
		passage := one.Passage
		if one.Kind == postRevocation {
			passage = Revoked
		}
		row := OfferRow{Address: referralPlace{l.Value.Case, l.Value.Record}.address(), From: n.names[one.From.Centre], Day: p.Date(one.Day),
			Alias: alias(l), State: p.Say("casework.referral.passage-" + string(passage))}
		if m.gone[one.About] {
			row.Address, row.Alias, row.Clear = "", p.Say("casework.inbox.erased-case"), inboxAddress+"/"+string(one.ID)+"/clear"
		}
		p.Answers = append(p.Answers, row)
	}
	for _, l := range m.known {
		switch {
		case l.Value.Asked != "" && l.Value.Asked != d.Actor.Person:
			p.Asked = append(p.Asked, OfferRow{Address: referralPlace{l.Value.Case, l.Value.Record}.address() + "/preview", From: l.Value.With.Name, Alias: alias(l)})
		case l.Value.Direction == In && l.Value.Case == "":
			last := l.Value.Log[len(l.Value.Log)-1]
			p.Refused = append(p.Refused, OfferRow{From: l.Value.With.Name, Day: p.Date(last.Day), State: last.Note})
		}
	}
	slices.SortFunc(p.Refused, compareRows)
	slices.SortFunc(p.Asked, compareRows)
	if err := d.RecordAlone(r.Context(), "casework.inbox", "", ""); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, inboxPage(p))
}

// compareRows sorts what has no order of its own.
func compareRows(x, y OfferRow) int {
	return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.Alias, y.Alias), cmp.Compare(x.Day, y.Day))
}

func inboxDone(f ui.Frame, v web.Values) string {
	if key := "casework.inbox.done-" + v.Get("done"); v.Get("done") != "" && f.Has(key) {
		return f.Say(key)
	}
	return ""
}

// holdsWords say how many records of which sheets a hand-over holds.
func (d worker) holdsWords(f ui.Frame, p post) []string {
	counts := map[string]int{}
	for _, h := range p.Holds {
		counts[h.Sheet] += h.Count
	}
	return d.countWords(f, counts)
}

// OfferPage is a hand-over, to be read, accepted or declined.
type OfferPage struct {
	ui.Frame
	Here    string
	From    []FactView
	Letter  LetterView
	May     bool // she may write
	Lacks   bool // but not read all of it
	Alias   ui.Field
	Reason  ui.Field
	Decline bool // the form to decline is open
}

func (p OfferPage) fields() []ui.Field { return []ui.Field{p.Alias, p.Reason} }

// messageOf is the message in an address.
func messageOf(r *http.Request) (vault.ID, error) {
	id, ok := vault.ParseID(r.PathValue("message"))
	if !ok {
		return "", missingPost()
	}
	return id, nil
}

func (room *Room) showOffer(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.offerPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) offerPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := messageOf(r)
	if err != nil {
		return err
	}
	n, err := d.neighbourhood(r.Context())
	if err != nil {
		return err
	}
	var one post
	var l letter
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		one, l, err = d.offer(r.Context(), tx, a, id, n)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.referral-read", "", ""); err != nil {
		return err
	}
	p := OfferPage{Frame: room.frame(r, room.said(r, "casework.inbox.from", "name", one.From.Name)), Here: inboxAddress + "/" + string(id), May: d.Has(Write), Lacks: !d.mayTake(l)}
	p.From = []FactView{{p.Say("casework.inbox.sent-on"), []string{p.Date(one.Day)}}, {p.Say("casework.inbox.person"), []string{core.Clip(oneLine(one.Person), recipientLimit)}},
		{p.Say("casework.referral.expires"), []string{p.Date(one.Expires)}}, {p.Say("casework.referral.check"), []string{checkNumber(one.Proof), p.Say("casework.inbox.check-hint")}}}
	p.Letter = d.letterView(p.Frame, l)
	problems := problemsOf(p.Frame, wrong)
	p.Alias = ui.Field{Name: "alias", Label: p.Say("casework.case.alias"), Hint: p.Say("casework.inbox.alias-hint"), Value: vault.NewAlias(), Required: true, Error: problems["alias"]}
	p.Reason = ui.Field{Name: "reason", Label: p.Say("casework.inbox.reason"), Hint: p.Say("casework.inbox.reason-hint"), Required: true, Error: problems["reason"]}
	if typed != nil && typed.Get("alias") != "" {
		p.Alias.Value = typed.Get("alias")
	}
	p.Reason.Value, p.Decline = typed.Get("reason"), p.Reason.Error != ""
	return web.Render(w, r, status, offerPage(p))
}

func (room *Room) acceptOffer(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := messageOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	n, err := d.neighbourhood(r.Context())
	if err != nil {
		return err
	}
	alias := oneLine(v.Get("alias"))
	var made vault.ID
	if err = checkAlias(alias); err == nil {
		made, err = d.accept(r.Context(), id, alias, n)
	}
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.offerPage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(made)+"/referrals")
}

func (room *Room) declineOffer(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := messageOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	n, err := d.neighbourhood(r.Context())
	if err != nil {
		return err
	}
	reason := readText(v, "reason")
	switch long := utf8.RuneCountInString(reason); {
	case long == 0:
		err = fieldError("reason", "casework.error.required")
	case long > reasonLimit:
		err = fieldError("reason", "casework.error.too-long", "n", long, "most", reasonLimit)
	default:
		err = d.decline(r.Context(), id, reason, n)
	}
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.offerPage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	if err := d.Scrub(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, inboxAddress+"?done=declined")
}

func (room *Room) clearOffer(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := messageOf(r)
	if err != nil {
		return err
	}
	n, err := d.neighbourhood(r.Context())
	if err != nil {
		return err
	}
	if err := d.clear(r.Context(), id, n); err != nil {
		return err
	}
	if err := d.Scrub(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, inboxAddress+"?done=cleared")
}
