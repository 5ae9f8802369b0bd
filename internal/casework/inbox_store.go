package casework

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

func missingPost() error { return &core.Error{Kind: core.NotFound, Key: "casework.inbox.missing"} }

// offer is a hand-over in the inbox that can be read. It comes from a centre of
// the network, which is called as the network calls it and not as the message does.
func (d worker) offer(ctx context.Context, tx *sql.Tx, a *vault.Access, id vault.ID, n neighbourhood) (post, letter, error) {
	m, err := d.mail(ctx, tx, a)
	if err != nil {
		return post{}, letter{}, err
	}
	p, there := findPost(m.offers, id)
	p.From.Name = n.names[p.From.Centre]
	switch {
	case !there || p.From.Name == "":
		return p, letter{}, missingPost()
	case !p.whole:
		return p, letter{}, &core.Error{Kind: core.Gone, Key: "casework.inbox.not-whole"}
	case d.Today().After(p.Expires):
		return p, letter{}, &core.Error{Kind: core.Gone, Key: "casework.inbox.expired"}
	}
	l, err := d.letterIn(ctx, tx, a, p)
	if err != nil {
		if ctx.Err() != nil {
			return p, l, err
		}
		return p, l, &core.Error{Kind: core.Gone, Key: "casework.inbox.not-whole", Cause: err}
	}
	return p, d.sound(l), nil
}

// sound leaves of a letter what this data set knows: it comes from somebody else.
func (d worker) sound(l letter) letter {
	to := letter{Set: l.Set, Alias: core.Clip(oneLine(l.Alias), aliasLimit), Note: core.Clip(l.Note, letterNoteLimit)}
	for _, one := range l.Records {
		sheet, known := d.Set.Sheet(one.Sheet)
		if !known {
			continue
		}
		a := dataset.Answers{}
		for _, q := range sheet.Questions() {
			if ownList(q.List) {
				continue
			}
			a.Set(q.ID, slices.DeleteFunc(slices.Clone(one.Answers[q.ID]), func(v string) bool { return !d.believable(q, v) })...)
		}
		if len(a) > 0 {
			to.Records = append(to.Records, carry{Sheet: sheet.ID, Set: one.Set, Answers: a})
		}
	}
	return to
}

// believable tells whether a value can have been typed as an answer.
func (d worker) believable(q dataset.Question, v string) bool {
	if v == "" || !utf8.ValidString(v) {
		return false
	}
	if v == dataset.Declined {
		return q.Asked
	}
	switch q.Kind {
	case dataset.Line, dataset.Text:
		most := map[dataset.Kind]int{dataset.Line: 200, dataset.Text: 4000}[q.Kind]
		return utf8.RuneCountInString(v) <= max(q.Most, most)
	case dataset.One, dataset.Several:
		if q.List == "@rules" {
			_, known := d.Book.Rule(v)
			return known
		}
		_, known := d.Set.List(q.List).Code(v)
		return known
	case dataset.Day:
		_, err := core.ParseDate(v)
		return err == nil
	case dataset.Number, dataset.Minutes, dataset.Money:
		n, err := strconv.Atoi(v)
		return err == nil && n >= 0
	case dataset.Yes:
		return v == "yes"
	}
	return utf8.RuneCountInString(v) <= 40 // parts of dates, codes of countries and languages
}

// holds tells whether a letter holds something of a part.
func (d worker) holds(l letter, part dataset.Part) bool {
	return slices.ContainsFunc(l.Records, func(c carry) bool {
		sheet, known := d.Set.Sheet(c.Sheet)
		return known && sheet.Part == part
	})
}

// mayTake tells whether she has the rights for all that a letter holds.
func (d worker) mayTake(l letter) bool {
	return (!d.holds(l, dataset.Identity) || d.May(d.Actor, Identity)) && (!d.holds(l, dataset.Location) || d.May(d.Actor, Location))
}

// accept makes a case of a hand-over and tells the other centre. What was accepted
// already gives the case that it made.
func (d worker) accept(ctx context.Context, message vault.ID, alias string, n neighbourhood) (id vault.ID, err error) {
	if err := d.Write(); err != nil {
		return "", err
	}
	err = d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		l, _, err := d.passingOf(ctx, tx, a, message)
		if err != nil {
			return err
		}
		if l != nil {
			if l.Value.Direction != In || l.Value.Case == "" {
				return missingPost()
			}
			id = l.Value.Case
			return nil
		}
		p, letter, err := d.offer(ctx, tx, a, message, n)
		if err != nil {
			return err
		}
		if !d.mayTake(letter) {
			return &core.Error{Kind: core.Denied, Key: "casework.inbox.rights"}
		}
		c, err := d.takeIn(ctx, tx, a, letter, alias)
		if err != nil {
			return err
		}
		id = c.ID
		r, err := d.received(p, Accept, "")
		if err != nil {
			return err
		}
		k := &Kept{ID: vault.NewID(), part: vault.Core, Record: Record{Sheet: referralSheet, Referral: r}}
		if err := d.sealReferral(ctx, tx, c, k); err != nil {
			return err
		}
		if err := d.keepPassing(ctx, tx, c, k, ""); err != nil {
			return err
		}
		if err := d.takeOut(ctx, tx, a, p); err != nil {
			return err
		}
		if err := d.answer(ctx, tx, r, post{Kind: postAnswer, From: n.own, Passage: Accepted}); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.referral-accepted", c.ID, "")
	})
	return id, err
}

// received is a hand-over as the centre keeps it that answered it.
func (d worker) received(p post, act Act, note string) (*Referral, error) {
	r := &Referral{Direction: In, With: p.From, Message: p.ID, Proof: p.Proof, Expires: p.Expires,
		Log: []Step{{Passage: Sent, Day: p.Day, Name: p.From.Name}}}
	for _, h := range p.Holds {
		r.Chosen = append(r.Chosen, slices.Repeat([]Chosen{{Sheet: h.Sheet}}, min(max(h.Count, 0), 10_000))...)
	}
	return r, r.do(act, taker, d.step(note))
}

// takeIn makes a case of a letter.
func (d worker) takeIn(ctx context.Context, tx *sql.Tx, a *vault.Access, l letter, alias string) (*Case, error) {
	cards, err := d.cards(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(cards, func(c Listed) bool { return c.Alias == alias }) {
		return nil, fieldError("alias", "casework.error.alias-taken")
	}
	c, err := d.found(ctx, tx, a, Head{Alias: alias, Opened: d.Today(), Status: Active, Workers: []core.ID{d.Actor.Person}})
	if err != nil {
		return nil, err
	}
	c.parts[vault.Identity], c.parts[vault.Location] = true, true // there is nothing in them yet
	for _, one := range l.Records {
		sheet, known := d.Set.Sheet(one.Sheet)
		if !known || !sheet.Many && c.Sheet(sheet.ID) != nil {
			continue
		}
		k := &Kept{ID: vault.NewID(), part: partOf(sheet), Record: Record{Sheet: sheet.ID}}
		k.next(d.state(one.Answers))
		if one.Set != "" {
			k.Set = one.Set
		}
		if err := c.seal(ctx, tx, k); err != nil {
			return nil, err
		}
	}
	if err := d.index(ctx, tx, c); err != nil {
		return nil, err
	}
	if d.holds(l, dataset.Identity) || d.holds(l, dataset.Location) {
		if err := d.indexNames(ctx, tx, c); err != nil {
			return nil, err
		}
	}
	return c, d.remind(ctx, tx, a)
}

// takeOut takes a message out of the inbox, unless it was taken back or answered
// a moment ago.
func (d worker) takeOut(ctx context.Context, tx *sql.Tx, a *vault.Access, p post) error {
	gone, err := discard(ctx, tx, a.Centre(), p.ID)
	if err == nil && gone == 0 {
		return missingPost()
	}
	return err
}

// decline refuses a hand-over with a reason, of which the other centre is told.
// Nothing of what it held is kept. Doing so twice is safe.
func (d worker) decline(ctx context.Context, message vault.ID, reason string, n neighbourhood) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		l, f, err := d.passingOf(ctx, tx, a, message)
		if err != nil {
			return err
		}
		if l != nil {
			if l.Value.Direction == In && l.Value.Case == "" {
				return nil
			}
			return missingPost()
		}
		m, err := d.mail(ctx, tx, a)
		if err != nil {
			return err
		}
		p, there := findPost(m.offers, message)
		p.From.Name = n.names[p.From.Centre]
		if !there || p.From.Name == "" {
			return missingPost()
		}
		r, err := d.received(p, Decline, reason)
		if err != nil {
			return err
		}
		l = &leaf[passing]{ID: message, Value: passing{Direction: In, With: r.With, Proof: r.Proof, Log: r.Log}}
		if err := l.put(ctx, tx, f, passagePart); err != nil {
			return err
		}
		if err := d.takeOut(ctx, tx, a, p); err != nil {
			return err
		}
		if err := d.answer(ctx, tx, r, post{Kind: postAnswer, From: n.own, Passage: Declined, Note: reason}); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.referral-declined", "", "")
	})
}

// clear takes something out of the inbox that is of no use: a hand-over that
// expired or of which a piece is missing, an answer about a case that was erased.
// Doing so twice is safe.
func (d worker) clear(ctx context.Context, message vault.ID, n neighbourhood) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		m, err := d.mail(ctx, tx, a)
		if err != nil {
			return err
		}
		if p, there := findPost(m.answers, message); there {
			if !m.gone[p.About] {
				return notNow()
			}
		} else if _, _, err := d.offer(ctx, tx, a, message, n); core.KindOf(err) == core.NotFound {
			return nil
		} else if core.KindOf(err) != core.Gone {
			return cmp.Or(err, notNow())
		}
		if _, err := discard(ctx, tx, a.Centre(), message); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.referral-cleared", "", "")
	})
}
