package contact

import (
	"context"
	"database/sql"
	"net/http"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ShutPage asks why nothing more is taken from a mailbox.
type ShutPage struct {
	ui.Frame
	Box    string
	Hidden [][2]string
	Lang   string
	Text   ui.Field
}

func (room *Room) askShut(w http.ResponseWriter, r *http.Request, d colleague) error {
	return room.showShut(w, r, d, http.StatusOK, web.Values{"answer": {string(vault.NewID())}}, nil)
}

func (room *Room) showShut(w http.ResponseWriter, r *http.Request, d colleague, status int, v web.Values, wrong error) error {
	if err := d.Write(); err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	o, err := d.view(r.Context(), id)
	if err != nil {
		return err
	}
	p := ShutPage{Frame: room.inside(r, "contact.block.heading"), Box: address(id), Hidden: [][2]string{{"answer", v.Get("answer")}}}
	p.Lang = langName(p.Frame, o.Standing.Lang)
	p.Text = ui.Field{Name: "text", Label: p.Say("contact.block.text"), Hint: p.Say("contact.block.text-hint", "language", p.Lang), Value: v.Get("text"), Required: true,
		Error: desk.Problems(p.Frame, wrong)["text"]}
	return web.Render(w, r, status, shutPage(p))
}

// shut takes nothing more from a mailbox, and tells her why.
func (room *Room) shut(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	answer, _ := vault.ParseID(v.Get("answer"))
	err = d.block(r.Context(), id, answer, v.Get("text"))
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.showShut(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if now := clash(err); now != nil {
		return room.showTalk(w, r, d, http.StatusConflict, now, nil, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done=blocked")
}

// block takes nothing more from a mailbox. Its explanation goes to her as an answer,
// so that she is not left wondering. Doing so twice is safe.
func (d colleague) block(ctx context.Context, id core.ID, answer vault.ID, why string) error {
	n := utf8.RuneCountInString(why)
	switch {
	case n == 0 || answer == "":
		return fieldError("text", "contact.block.missing")
	case n > longestText:
		return fieldError("text", "contact.inbox.too-long", "n", n, "most", longestText)
	}
	return d.change(ctx, id, "contact.blocked", "", func(tx *sql.Tx, a *vault.Access, o *opened) error {
		if o.Conversation.Blocked {
			return nothing{}
		}
		if err := d.reply(ctx, tx, o, answer, Reading{Text: why, Lang: o.Standing.Lang}); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE contact_box SET state = 'blocked', waiting_since = '', told = false WHERE id = $1", o.ID)
		if err != nil {
			return err
		}
		o.Standing.State, o.Standing.Seen, o.Standing.Blocked = Closed, len(o.Messages), why
		return o.putStanding(ctx, tx, a)
	})
}

// unblock takes messages from a mailbox again.
func (room *Room) unblock(w http.ResponseWriter, r *http.Request, d colleague) error {
	if _, err := web.ReadForm(r); err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	err = d.change(r.Context(), id, "contact.unblocked", "", func(tx *sql.Tx, a *vault.Access, o *opened) error {
		if !o.Conversation.Blocked {
			return nothing{}
		}
		if _, err := tx.ExecContext(r.Context(), "UPDATE contact_box SET state = 'open' WHERE id = $1", o.ID); err != nil {
			return err
		}
		o.Standing.State, o.Standing.Blocked = Open, ""
		return o.putStanding(r.Context(), tx, a)
	})
	if now := clash(err); now != nil {
		return room.showTalk(w, r, d, http.StatusConflict, now, nil, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done=unblocked")
}
