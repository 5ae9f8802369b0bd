package contact

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// opened is a conversation in the hands of somebody of the centre.
type opened struct {
	Conversation
	box     box
	folders []*vault.Folder // of the messages, in their order
	head    *vault.Folder   // in which the centre's own records lie
	known   vault.Revision  // of the standing; "" if nobody has dealt with it
	draft   *Draft          // nil if there is none
	drafted vault.Revision
}

// card is what the list knows of a conversation that somebody has dealt with.
type card struct {
	Standing
	Draft   bool    `json:"draft,omitempty"`   // an answer is being written
	Review  core.ID `json:"review,omitempty"`  // who is asked to look at it
	Moved   bool    `json:"moved,omitempty"`   // what she wrote lies in a case
	Blocked bool    `json:"blocked,omitempty"` // in place of the explanation
}

// changed says that somebody else was quicker; now is what there is.
type changed struct{ now *opened }

func (*changed) Error() string { return "contact: somebody else was quicker" }

// open opens a conversation of the centre, or returns core.NotFound. Each message
// that nobody has taken in costs one private-key operation.
func (d colleague) open(ctx context.Context, tx *sql.Tx, a *vault.Access, id core.ID) (*opened, error) {
	b, err := boxWhere(ctx, tx, "id = $1 AND centre = $2 AND state <> 'begun'", id, a.Centre())
	if err != nil {
		if core.KindOf(err) == core.NotFound {
			return nil, missing()
		}
		return nil, err
	}
	o := &opened{box: b}
	o.ID, o.Held, o.Erased = b.ID, b.State == held, b.gone()
	o.Conversation.Blocked = b.State == blocked
	messages, err := foldersOf(ctx, tx, b.ID, true)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		f, err := a.Folder(ctx, tx, m.ID)
		if err != nil {
			return nil, err
		}
		one := Message{Sent: m.Sent, ID: m.ID}
		if err := load(ctx, tx, f, vault.Core, written, &one); err != nil && core.KindOf(err) != core.NotFound {
			return nil, err
		}
		one.Sent, one.ID = m.Sent, m.ID
		o.folders, o.Messages = append(o.folders, f), append(o.Messages, one)
	}
	if len(o.folders) == 0 {
		return nil, missing()
	}
	o.Read = func(ctx context.Context, m Message, file File) (io.ReadSeeker, error) {
		f := o.folder(m.ID)
		if f == nil {
			return nil, missing()
		}
		return f.OpenFile(ctx, file.ID, file.Size)
	}
	return o, o.openHead(ctx, tx)
}

// openHead reads what the centre keeps of a conversation itself.
func (o *opened) openHead(ctx context.Context, tx *sql.Tx) error {
	o.head = o.folders[0]
	plain, revision, err := o.head.Open(ctx, tx, vault.Core, standing)
	switch {
	case core.KindOf(err) == core.NotFound:
		o.Standing = Standing{State: Fresh, Lang: o.Messages[0].Lang, Arrived: o.Messages[0].Sent}
	case err != nil:
		return err
	default:
		if err := json.Unmarshal(plain, &o.Standing); err != nil {
			return fmt.Errorf("contact: a standing: %w", err)
		}
		o.known = revision
	}
	plain, revision, err = o.head.Open(ctx, tx, vault.Core, drafted)
	if err == nil {
		o.draft, o.drafted = &Draft{}, revision
		if err := json.Unmarshal(plain, o.draft); err != nil {
			return fmt.Errorf("contact: a draft: %w", err)
		}
	} else if core.KindOf(err) != core.NotFound {
		return err
	}
	records, err := o.head.All(ctx, tx, answers)
	if err != nil {
		return err
	}
	for _, r := range records {
		var s Sent
		if err := json.Unmarshal(r.Plain, &s); err != nil {
			return fmt.Errorf("contact: an answer: %w", err)
		}
		s.ID, s.Reading.Day = r.ID, s.Day
		o.Answers = append(o.Answers, s)
	}
	slices.SortFunc(o.Answers, func(x, y Sent) int {
		return cmp.Or(cmp.Compare(x.Day.String(), y.Day.String()), cmp.Compare(x.After, y.After), cmp.Compare(x.Number, y.Number))
	})
	return nil
}

// load reads a record; core.NotFound if there is none.
func load(ctx context.Context, tx *sql.Tx, f *vault.Folder, part vault.Part, id vault.ID, into any) error {
	plain, _, err := f.Open(ctx, tx, part, id)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return fmt.Errorf("contact: a record: %w", err)
	}
	return nil
}

func (o *opened) folder(id vault.ID) *vault.Folder {
	for _, f := range o.folders {
		if f.ID() == id {
			return f
		}
	}
	return nil
}

// news is how many messages came since somebody last dealt with it.
func (o *opened) news() int { return max(0, len(o.Messages)-o.Standing.Seen) }

// stands is how far a conversation has come, with what came since.
func (s Standing) stands(messages int) State {
	switch {
	case s.State == "":
		return Fresh
	case messages > s.Seen && s.State != Fresh:
		return Open
	}
	return s.State
}

// said tells what she last answered to a question of this centre: nothing before she
// did. What she allowed a centre that had the conversation before, she allowed that.
func (o *opened) said(ask Ask, to core.ID) (yes, answered bool) {
	for _, m := range o.Messages {
		if m.Reply != nil && m.Reply.Ask == ask && m.Reply.To == to && m.Reply.By == o.box.Centre {
			yes, answered = m.Reply.Yes, true
		}
	}
	return yes, answered
}

// agreed are the centres to which she lets this one hand over.
func (o *opened) agreed() (all []core.ID) {
	for _, m := range o.Messages {
		if m.Reply == nil || m.Reply.Ask != AskHandOver || m.Reply.To == o.box.Centre || slices.Contains(all, m.Reply.To) {
			continue
		}
		if yes, _ := o.said(AskHandOver, m.Reply.To); yes {
			all = append(all, m.Reply.To)
		}
	}
	return all
}

// nothing says that there was nothing left to do: a button was pressed twice.
type nothing struct{}

func (nothing) Error() string { return "contact: this was done before" }

// view opens a conversation for reading.
func (d colleague) view(ctx context.Context, id core.ID) (o *opened, err error) {
	err = d.View(ctx, func(tx *sql.Tx, a *vault.Access) (err error) {
		o, err = d.open(ctx, tx, a, id)
		return err
	})
	return o, err
}

// change opens a conversation, takes in what has arrived, changes it and notes so
// in the sealed record. The function may run again; where there was nothing to do it
// returns nothing, and nothing is noted. Where somebody else was quicker, change
// returns changed.
func (d colleague) change(ctx context.Context, id core.ID, code, detail string, f func(tx *sql.Tx, a *vault.Access, o *opened) error) error {
	if err := d.Write(); err != nil {
		return err
	}
	err := d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		o, err := d.open(ctx, tx, a, id)
		if err != nil {
			return err
		}
		for _, folder := range o.folders {
			if err := folder.TakeIn(ctx, tx); err != nil {
				return err
			}
		}
		if o.Held { // somebody means to deal with it
			if _, err := tx.ExecContext(ctx, "UPDATE contact_box SET state = 'open' WHERE id = $1", o.ID); err != nil {
				return err
			}
		}
		if err := f(tx, a, o); err != nil {
			return err
		}
		return d.Record(ctx, tx, code, o.head.ID(), detail)
	})
	if errors.As(err, &nothing{}) {
		return nil
	}
	if core.KindOf(err) == core.Conflict {
		now, viewErr := d.view(ctx, id)
		return cmp.Or(viewErr, error(&changed{now}))
	}
	return err
}

// clash is what there is where somebody else was quicker, or nil.
func clash(err error) *opened {
	if c, ok := errors.AsType[*changed](err); ok {
		return c.now
	}
	return nil
}

// putStanding stores the standing and the card for the list. The first time it
// counts the conversation in the figures.
func (o *opened) putStanding(ctx context.Context, tx *sql.Tx, a *vault.Access) error {
	if o.known == "" {
		err := tallied(ctx, tx, a, func(t *tally) { t.arrived(o.Standing) })
		if err != nil {
			return err
		}
	}
	revision, err := o.head.Seal(ctx, tx, vault.Core, standing, o.known, encode(o.Standing))
	if err != nil {
		return err
	}
	o.known = revision
	return o.putCard(ctx, tx)
}

func (o *opened) putCard(ctx context.Context, tx *sql.Tx) error {
	c := card{Standing: o.Standing, Blocked: o.Standing.Blocked != "", Moved: o.Standing.Case != ""}
	c.Note, c.Standing.Blocked = "", ""
	if o.draft != nil {
		c.Draft = true
		if !o.draft.Seen && o.draft.Remark == "" {
			c.Review = o.draft.Review
		}
	}
	return o.head.SetCard(ctx, tx, encode(c))
}

// putDraft stores the draft, or removes it where it is nil.
func (o *opened) putDraft(ctx context.Context, tx *sql.Tx, a *vault.Access) (err error) {
	if o.draft == nil {
		err = o.head.EraseRecord(ctx, tx, vault.Core, drafted)
		o.drafted = ""
	} else {
		o.drafted, err = o.head.Seal(ctx, tx, vault.Core, drafted, o.drafted, encode(o.draft))
	}
	if err != nil {
		return err
	}
	if o.known == "" {
		o.Standing.State = Open
		return o.putStanding(ctx, tx, a)
	}
	return o.putCard(ctx, tx)
}

// reply seals an answer to her mailbox and keeps the centre's copy. Nothing else is
// changed.
func (d colleague) reply(ctx context.Context, tx *sql.Tx, o *opened, id vault.ID, r Reading) error {
	sealed, err := d.Vault.SealToMailbox(ctx, tx, o.box.Mailbox, id, encode(r))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO contact_answer (id, box, given_on, sealed) VALUES ($1, $2, $3, $4)", id, o.ID, d.Today().String(), sealed)
	if err != nil {
		return err
	}
	s := Sent{Reading: r, By: d.Actor.Person, Day: d.Today(), After: len(o.Messages), Number: len(o.Answers) + 1}
	_, err = o.head.Seal(ctx, tx, answers, id, "", encode(s))
	return err
}
