package casework

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// LetterView is a letter as it is read.
type LetterView struct {
	Facts []FactView // from whom, for whom, since when
	Note  []string
	Parts []LetterPart
}

// LetterPart is a sheet of a letter.
type LetterPart struct {
	Label   string
	Entries [][]FactView
	Hidden  bool // she has not the right to read it
}

// letterView puts a letter into words.
func (d worker) letterView(f ui.Frame, l letter) LetterView {
	v := LetterView{Facts: []FactView{{f.Say("casework.referral.alias-there"), []string{l.Alias}}}}
	if l.Note != "" {
		v.Note = strings.Split(l.Note, "\n")
	}
	given := dataset.Given{"@rules": d.ruleChoices(f.Lang())}
	for _, sheet := range d.Set.Sheets {
		part := LetterPart{Label: sheet.Label(f.Lang())}
		part.Hidden = sheet.Part == dataset.Identity && !d.May(d.Actor, Identity) || sheet.Part == dataset.Location && !d.May(d.Actor, Location)
		for _, one := range l.Records {
			if one.Sheet != sheet.ID {
				continue
			}
			facts := []FactView{}
			if !part.Hidden {
				facts = d.facts(f, sheet, one.Answers, given)
			}
			part.Entries = append(part.Entries, facts)
		}
		if len(part.Entries) > 0 {
			v.Parts = append(v.Parts, part)
		}
	}
	return v
}

// PreviewPage shows what goes, as it will be read, and sends it.
type PreviewPage struct {
	CaseFrame
	Here    string
	Seen    string
	To      string
	Outside bool
	Consent ConsentView
	Letter  LetterView
	Back    []string // sheets of which something was chosen that she may not see
	Nothing bool
	Asked   string // who has asked for a second person, and why
	Why     []string
	Second  bool // she can be the second person
	Own     bool // she has asked herself
	Reason  ui.Field
	Draft   drafting
}

func (p PreviewPage) fields() []ui.Field { return []ui.Field{p.Reason} }

func (room *Room) preview(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.previewPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) previewPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	at, o, k, err := d.referralIn(r)
	if err != nil {
		return err
	}
	ref := k.Referral
	if ref.Direction != Out || !ref.may(Send, giver, d.Today()) {
		return notNow()
	}
	letter, back := d.enclose(o.Case, ref)
	if err := d.noteCompartments(r, at.caseID, letter); err != nil {
		return err
	}
	p := PreviewPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.referral.preview"), "/referrals", o.names), Here: at.address(), Seen: o.seen(k), To: ref.With.Name, Outside: ref.Outside()}
	p.Letter, p.Consent, p.Nothing = d.letterView(p.Frame, letter), d.consentView(p.Frame, o, ref), len(letter.Records) == 0
	names, err := d.Named(r.Context(), d.Actor.Person)
	if err != nil {
		return err
	}
	p.Letter.Facts = append([]FactView{{p.Say("casework.inbox.person"), []string{nameOr(p.Frame, names(d.Actor.Person))}}}, p.Letter.Facts...)
	for _, sheet := range back {
		p.Back = append(p.Back, sheet.Label(p.Lang()))
	}
	if a := ref.Override; a != nil && !p.Consent.Stands {
		if names, err = d.Named(r.Context(), a.AskedBy); err != nil {
			return err
		}
		p.Asked, p.Why = p.Say("casework.referral.asked-by", "name", nameOr(p.Frame, names(a.AskedBy))), strings.Split(a.Reason, "\n")
		p.Own = a.AskedBy == d.Actor.Person
		p.Second = !p.Own
	}
	if p.Draft, typed, err = d.drafting(r.Context(), p.Frame, p.Here+"/preview", typed, func(web.Values) bool { return ref.Override != nil }); err != nil {
		return err
	}
	p.Reason = ui.Field{Name: "reason", Label: p.Say("casework.referral.reason"), Hint: p.Say("casework.referral.reason-hint"), Required: true, Value: typed.Get("reason"), Error: problemsOf(p.Frame, wrong)["reason"]}
	return web.Render(w, r, status, previewPage(p))
}

// noteCompartments notes that identity or location were read in a letter.
func (d worker) noteCompartments(r *http.Request, folder vault.ID, l letter) error {
	for part, code := range map[dataset.Part]string{dataset.Identity: "casework.identity", dataset.Location: "casework.location"} {
		if !d.holds(l, part) {
			continue
		}
		if err := d.RecordAlone(r.Context(), code, folder, referralSheet); err != nil {
			return err
		}
	}
	return nil
}

// askColleague asks a second colleague where there is no consent.
func (room *Room) askColleague(w http.ResponseWriter, r *http.Request, d worker) error {
	at, err := referralAt(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	reason := readText(v, "reason")
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		err = fieldError("reason", "casework.error.required")
	case n > reasonLimit:
		err = fieldError("reason", "casework.error.too-long", "n", n, "most", reasonLimit)
	default:
		err = d.ask(r.Context(), at, v.Get("seen"), reason)
	}
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.previewPage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, at.address()+"?done=asked")
}

func (room *Room) sendReferral(w http.ResponseWriter, r *http.Request, d worker) error {
	at, err := referralAt(r)
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
	names, err := d.Named(r.Context(), d.Actor.Person)
	if err != nil {
		return err
	}
	if err := d.send(r.Context(), at, v.Get("seen"), n.own, names(d.Actor.Person)); err != nil {
		return err
	}
	return web.SeeOther(w, at.address()+"?done=sent")
}

// act does something with a referral and leads back to it.
func (room *Room) act(w http.ResponseWriter, r *http.Request, d worker, done string, do func(at referralPlace, v web.Values, n neighbourhood) error) error {
	at, err := referralAt(r)
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
	if err := do(at, v, n); err != nil {
		return err
	}
	return web.SeeOther(w, at.address()+"?done="+done)
}

func (room *Room) revokeReferral(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.act(w, r, d, "revoked", func(at referralPlace, v web.Values, n neighbourhood) error {
		if err := d.revoke(r.Context(), at, Passage(v.Get("passage")), n.own); err != nil {
			return err
		}
		return d.Scrub(r.Context())
	})
}

func (room *Room) noteReferral(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.act(w, r, d, "noted", func(at referralPlace, _ web.Values, _ neighbourhood) error {
		return d.note(r.Context(), at)
	})
}

func (room *Room) finishReferral(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.act(w, r, d, "finished", func(at referralPlace, _ web.Values, n neighbourhood) error {
		return d.finish(r.Context(), at, n.own)
	})
}

func (room *Room) putAwayParcel(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.act(w, r, d, "put-away", func(at referralPlace, _ web.Values, _ neighbourhood) error {
		return d.putAway(r.Context(), at)
	})
}
