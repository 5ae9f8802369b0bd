package casework

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// dispatch puts a letter into the inbox of the other centre.
func (d worker) dispatch(ctx context.Context, tx *sql.Tx, r *Referral, l letter, from Party, person string) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	p := post{Kind: postHandOver, ID: r.Message, About: r.Message, Proof: r.Proof, From: from, Day: d.Today(), Person: person, Expires: r.Expires}
	for _, one := range l.Records {
		if i := slices.IndexFunc(p.Holds, func(h Held) bool { return h.Sheet == one.Sheet }); i >= 0 {
			p.Holds[i].Count++
			continue
		}
		p.Holds = append(p.Holds, Held{one.Sheet, 1})
	}
	err = d.deliver(ctx, tx, r.With.Centre, p, body)
	if core.KindOf(err) == core.NotFound {
		return &core.Error{Kind: core.Unprocessable, Key: "casework.referral.unreachable", Cause: err}
	}
	return err
}

// mail is what is in the inbox of a centre and counts.
type mail struct {
	offers  []post // hand-overs that nobody has answered yet
	answers []post // about hand-overs of this centre that it knows, with what proves them
	known   map[vault.ID]leaf[passing]
	gone    map[vault.ID]bool // hand-overs of cases that were erased since
}

// forgetGone looks which of the hand-overs belong to cases that were erased since:
// nobody can agree to one any more, and its answers are only to be cleared.
func (d worker) forgetGone(ctx context.Context, tx *sql.Tx, a *vault.Access, m *mail) error {
	for id, l := range m.known {
		if l.Value.Case == "" {
			continue
		}
		there, err := a.HasFolder(ctx, tx, roomName, l.Value.Case)
		if err != nil {
			return err
		}
		if !there {
			l.Value.Asked = ""
			m.known[id], m.gone[id] = l, true
		}
	}
	return nil
}

// mail opens the inbox. What pretends to be an answer and does not prove it, and
// hand-overs that were answered already, are left out.
func (d worker) mail(ctx context.Context, tx *sql.Tx, a *vault.Access) (mail, error) {
	m := mail{known: map[vault.ID]leaf[passing]{}, gone: map[vault.ID]bool{}}
	f, err := d.ledger(ctx, tx, a)
	if err != nil {
		return m, err
	}
	all, err := leaves[passing](ctx, tx, f, passagePart)
	if err != nil {
		return m, err
	}
	for _, l := range all {
		m.known[l.ID] = l
	}
	if err := d.forgetGone(ctx, tx, a, &m); err != nil {
		return m, err
	}
	posts, err := d.posts(ctx, tx, a)
	if err != nil {
		return m, err
	}
	for _, p := range posts {
		l, known := m.known[p.About]
		proven := known && p.whole && l.Value.Proof == p.Proof && l.Value.With.Centre == p.From.Centre
		switch p.Kind {
		case postHandOver:
			if !known && p.ID == p.About {
				m.offers = append(m.offers, p)
			}
		case postAnswer:
			if proven && l.Value.Direction == Out {
				m.answers = append(m.answers, p)
			}
		case postRevocation:
			if proven && l.Value.Direction == In {
				m.answers = append(m.answers, p)
			}
		}
	}
	slices.SortFunc(m.offers, func(x, y post) int { return cmp.Compare(y.Day.String(), x.Day.String()) })
	slices.SortStableFunc(m.answers, func(x, y post) int { return x.rank() - y.rank() })
	return m, nil
}

// rank puts what is said about a hand-over into the order in which it was said.
func (p post) rank() int {
	switch {
	case p.Kind == postRevocation:
		return 3
	case p.Passage == HandedOver:
		return 2
	}
	return 1
}

// about are the answers about a hand-over.
func (m mail) about(message vault.ID) []post {
	return slices.DeleteFunc(slices.Clone(m.answers), func(p post) bool { return p.About != message })
}

// hear notes what the other centre has said. What cannot be, such as that
// something was accepted after it had been taken back, is not noted.
func (r *Referral) hear(said []post) {
	for _, p := range said {
		step := Step{Day: p.Day, Name: r.With.Name, Note: p.Note}
		switch {
		case p.Kind == postRevocation:
			_ = r.do(Revoke, giver, step)
		case p.Passage == Accepted:
			_ = r.do(Accept, taker, step)
		case p.Passage == Declined:
			_ = r.do(Decline, taker, step)
		case p.Passage == HandedOver:
			_ = r.do(Finish, taker, step)
		}
	}
}

// heard is a referral with what has been said about it since.
func (r *Referral) heard(m mail) *Referral {
	now := *r
	now.Log = slices.Clone(r.Log)
	now.hear(m.about(r.Message))
	return &now
}

// listen takes the answers about a referral out of the inbox and notes them.
func (d worker) listen(ctx context.Context, tx *sql.Tx, a *vault.Access, r *Referral) (heard bool, err error) {
	m, err := d.mail(ctx, tx, a)
	if err != nil {
		return false, err
	}
	said := m.about(r.Message)
	r.hear(said)
	for _, p := range said {
		if _, err := discard(ctx, tx, a.Centre(), p.ID); err != nil {
			return false, err
		}
	}
	return len(said) > 0, nil
}

// note takes note of what the other centre has said. Doing so twice is safe.
func (d worker) note(ctx context.Context, at referralPlace) error {
	return d.changeReferral(ctx, at, func(tx *sql.Tx, c *Case, k *Kept) (string, string, error) {
		heard, err := d.listen(ctx, tx, c.access, k.Referral)
		if err != nil || !heard {
			return "", "", err
		}
		return "casework.referral-answered", "", nil
	})
}

// revoke takes a referral back. As long as nobody has accepted it, nothing of it
// stays in the other centre's inbox; later it is a request to erase. was is how
// far she was told that it had come.
func (d worker) revoke(ctx context.Context, at referralPlace, was Passage, from Party) error {
	return d.changeReferral(ctx, at, func(tx *sql.Tx, c *Case, k *Kept) (string, string, error) {
		r := k.Referral
		if r.Direction != Out {
			return "", "", notNow()
		}
		if r.Passage() == Revoked || r.Passage() == Expired {
			return "", "", nil
		}
		if _, err := d.listen(ctx, tx, c.access, r); err != nil {
			return "", "", err
		}
		now := r.On(d.Today())
		if now != was {
			return "", "", changedReferral()
		}
		act, code := Revoke, "casework.referral-revoked"
		if now == Expired {
			act, code = Expire, "casework.referral-expired"
		}
		if err := r.do(act, giver, d.step("")); err != nil {
			return "", "", err
		}
		r.Parcel = nil
		if err := d.unask(ctx, tx, c, r); err != nil {
			return "", "", err
		}
		if r.Outside() || now == Prepared {
			return code, "", nil
		}
		if now == Sent || now == Expired {
			gone, err := discard(ctx, tx, r.With.Centre, r.Message)
			if err == nil && gone == 0 && now == Sent { // somebody there was quicker
				err = changedReferral()
			}
			return code, "", err
		}
		return code, "", d.answer(ctx, tx, r, post{Kind: postRevocation, From: from})
	})
}

// answer sends word about a referral to the other side. A centre that has gone
// cannot be told, and that holds nothing up.
func (d worker) answer(ctx context.Context, tx *sql.Tx, r *Referral, p post) error {
	p.ID, p.About, p.Proof, p.Day = vault.NewID(), r.Message, r.Proof, d.Today()
	err := d.deliver(ctx, tx, r.With.Centre, p, nil)
	if core.KindOf(err) == core.NotFound {
		return nil
	}
	return err
}

// finish says that the hand-over is complete: the centre that took the case in, or
// whoever brought a file to somebody outside.
func (d worker) finish(ctx context.Context, at referralPlace, from Party) error {
	return d.changeReferral(ctx, at, func(tx *sql.Tx, c *Case, k *Kept) (string, string, error) {
		r := k.Referral
		if r.Passage() == HandedOver {
			return "", "", nil
		}
		if err := r.do(Finish, r.side(), d.step("")); err != nil {
			return "", "", err
		}
		r.Parcel = nil
		if r.Outside() {
			return "casework.referral-done", "", nil
		}
		return "casework.referral-done", "", d.answer(ctx, tx, r, post{Kind: postAnswer, From: from, Passage: HandedOver})
	})
}

// putAway forgets the file for somebody outside and what opens it. Doing so twice
// is safe.
func (d worker) putAway(ctx context.Context, at referralPlace) error {
	return d.changeReferral(ctx, at, func(_ *sql.Tx, _ *Case, k *Kept) (string, string, error) {
		switch {
		case k.Referral.Parcel == nil:
			return "", "", nil
		case k.Referral.Parcel.By != d.Actor.Person:
			return "", "", &core.Error{Kind: core.Denied, Key: "casework.referral.not-your-file"}
		}
		k.Referral.Parcel = nil
		return "casework.referral-put-away", "", nil
	})
}

// mailWaits are how many hand-overs and answers wait in the inbox, and how many
// hand-overs of colleagues wait for a second person.
func (d worker) mailWaits(ctx context.Context, tx *sql.Tx, a *vault.Access) ([]wait, error) {
	m, err := d.mail(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	offers, asked := 0, 0
	for _, p := range m.offers {
		if p.whole && !d.Today().After(p.Expires) {
			offers++
		}
	}
	for _, l := range m.known {
		if l.Value.Asked != "" && l.Value.Asked != d.Actor.Person {
			asked++
		}
	}
	return []wait{
		{key: "casework.inbox.offers-wait", address: inboxAddress, n: offers},
		{key: "casework.inbox.answers-wait", address: inboxAddress, n: len(m.answers)},
		{key: "casework.inbox.asked-wait", address: inboxAddress, n: asked},
	}, nil
}
