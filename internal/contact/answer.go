package contact

import (
	"context"
	"database/sql"
	"slices"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

const longestRemark = 2000 // characters of what a colleague says about a draft

// draftOf is what somebody has written on the page for an answer.
type draftOf struct {
	Base   vault.Revision // of the draft that she began with; "" where there was none
	Text   string
	Lang   core.Lang
	Ask    Ask
	To     core.ID
	Review core.ID
	Remark string // of a colleague who was asked to look at it
}

// begun is the draft of a conversation as it would stand on the page.
func (o *opened) begun() *draftOf {
	if o.draft == nil {
		return &draftOf{Lang: o.Standing.Lang}
	}
	return &draftOf{Base: o.drafted, Text: o.draft.Text, Lang: o.draft.Lang, Ask: o.draft.Ask, To: o.draft.To, Review: o.draft.Review}
}

// check tells what is wrong with an answer; to are the centres that can be asked
// about, and team her colleagues. A draft may be empty.
func (d colleague) check(w draftOf, to []taker, team []core.ID) error {
	n := utf8.RuneCountInString(w.Text)
	switch {
	case n > longestText:
		return fieldError("text", "contact.inbox.too-long", "n", n, "most", longestText)
	case !d.Texts.Offers(w.Lang):
		return fieldError("lang", "contact.inbox.no-language")
	case w.Ask != AskNothing && w.Ask != AskCase && w.Ask != AskHandOver:
		return fieldError("ask", "contact.inbox.no-question")
	case w.Ask == AskHandOver && !slices.ContainsFunc(to, func(t taker) bool { return t.Centre == w.To }):
		return fieldError("centre", "contact.inbox.no-centre")
	case w.Review != "" && (!slices.Contains(team, w.Review) || w.Review == d.Actor.Person):
		return fieldError("reviewer", "contact.inbox.no-colleague")
	}
	return nil
}

// saveDraft keeps what somebody has written so far, if the draft is still the one
// that she began with. What a colleague said about it stays; that she agreed does
// not, once something else is written.
func (d colleague) saveDraft(ctx context.Context, id core.ID, w draftOf) error {
	return d.change(ctx, id, "contact.draft", "", func(tx *sql.Tx, a *vault.Access, o *opened) error {
		if o.drafted != w.Base {
			return quicker()
		}
		if o.draft == nil {
			o.draft = &Draft{Answer: vault.NewID(), By: d.Actor.Person}
		}
		was := *o.draft
		o.draft.Text, o.draft.Lang, o.draft.Ask, o.draft.To = w.Text, w.Lang, w.Ask, ""
		if w.Ask == AskHandOver {
			o.draft.To = w.To
		}
		if same := *o.draft; same != was {
			o.draft.Seen, o.draft.By = false, d.Actor.Person
		}
		if w.Review != o.draft.Review {
			o.draft.Review, o.draft.Remark, o.draft.Seen = w.Review, "", false
		}
		return o.putDraft(ctx, tx, a)
	})
}

// saveReview keeps what a colleague says about a draft that she was asked to look
// at, and whether she agrees with it as it is.
func (d colleague) saveReview(ctx context.Context, id core.ID, base vault.Revision, remark string, agree bool) error {
	return d.change(ctx, id, "contact.reviewed", "", func(tx *sql.Tx, a *vault.Access, o *opened) error {
		n := utf8.RuneCountInString(remark)
		switch {
		case o.draft == nil || o.drafted != base:
			return quicker()
		case o.draft.Review != d.Actor.Person:
			return &core.Error{Kind: core.Denied, Key: "contact.inbox.not-asked"}
		case n > longestRemark:
			return fieldError("remark", "contact.inbox.too-long", "n", n, "most", longestRemark)
		case remark == "" && !agree:
			return fieldError("remark", "contact.inbox.no-remark")
		}
		o.draft.Remark, o.draft.Seen = remark, agree
		return o.putDraft(ctx, tx, a)
	})
}

// dropDraft throws away what was written. Doing so twice is safe.
func (d colleague) dropDraft(ctx context.Context, id core.ID, base vault.Revision) error {
	return d.change(ctx, id, "contact.draft", "dropped", func(tx *sql.Tx, a *vault.Access, o *opened) error {
		if o.draft == nil {
			return nothing{}
		}
		if o.drafted != base {
			return quicker()
		}
		o.draft = nil
		return o.putDraft(ctx, tx, a)
	})
}

// sendDraft sends the draft of that revision as the answer of that ID. Sending the
// same one twice sends it once.
func (d colleague) sendDraft(ctx context.Context, id core.ID, answer vault.ID, base vault.Revision) error {
	to, err := d.takers(ctx)
	if err != nil {
		return err
	}
	return d.change(ctx, id, "contact.answered", "", func(tx *sql.Tx, a *vault.Access, o *opened) error {
		if slices.ContainsFunc(o.Answers, func(s Sent) bool { return s.ID == answer }) {
			return nothing{}
		}
		if o.draft == nil || o.drafted != base || o.draft.Answer != answer {
			return quicker()
		}
		r := Reading{Text: o.draft.Text, Lang: o.draft.Lang, Ask: o.draft.Ask, To: o.draft.To}
		switch at := slices.IndexFunc(to, func(t taker) bool { return t.Centre == r.To }); {
		case r.Text == "":
			return fieldError("text", "contact.inbox.no-text")
		case r.Ask == AskHandOver && at < 0:
			return fieldError("centre", "contact.inbox.no-centre")
		case r.Ask == AskHandOver:
			r.ToName = to[at].Name
		}
		if err := d.reply(ctx, tx, o, answer, r); err != nil {
			return err
		}
		if err := d.rests(ctx, tx, o); err != nil {
			return err
		}
		o.draft = nil
		if err := o.putDraft(ctx, tx, a); err != nil {
			return err
		}
		return d.answered(ctx, tx, a, o)
	})
}

// answered notes that the last word is the centre's.
func (d colleague) answered(ctx context.Context, tx *sql.Tx, a *vault.Access, o *opened) error {
	if o.Standing.First.IsZero() {
		o.Standing.First = d.Today()
		if err := tallied(ctx, tx, a, func(t *tally) { t.answered(o.Standing) }); err != nil {
			return err
		}
	}
	if o.Standing.Worker == "" {
		o.Standing.Worker = d.Actor.Person
	}
	o.Standing.State, o.Standing.Seen = Answered, len(o.Messages)
	return o.putStanding(ctx, tx, a)
}
