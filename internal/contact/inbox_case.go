package contact

import (
	"context"
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// MovePage asks before what she wrote leaves the inbox: into a case, or to another
// centre.
type MovePage struct {
	ui.Frame
	Box     string
	Action  string
	Hidden  [][2]string
	Lead    string
	Points  []string
	Problem string
	Text    ui.Field // what she is told; without a name where she is told nothing
	Button  string
	After   string
}

func (p MovePage) fields() []ui.Field { return []ui.Field{p.Text} }

// notAgreed says that she has not said yes.
func notAgreed() error { return &core.Error{Kind: core.Denied, Key: "contact.inbox.not-agreed"} }

// forCase opens a conversation of which a case may be made.
func (d colleague) forCase(ctx context.Context, id core.ID) (*opened, error) {
	o, err := d.view(ctx, id)
	if err != nil {
		return nil, err
	}
	yes, _ := o.said(AskCase, "")
	if d.MakeCase == nil || !yes {
		return nil, notAgreed()
	}
	return o, d.Write()
}

func (room *Room) askCase(w http.ResponseWriter, r *http.Request, d colleague) error {
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	o, err := d.forCase(r.Context(), id)
	if err != nil {
		return err
	}
	if o.Standing.Case != "" {
		return web.SeeOther(w, address(id))
	}
	return web.Render(w, r, http.StatusOK, movePage(room.casePage(r, o, "")))
}

func (room *Room) casePage(r *http.Request, o *opened, problem string) MovePage {
	p := MovePage{Frame: room.inside(r, "contact.inbox.case-heading"), Box: address(o.ID), Problem: problem, After: room.AfterErasure(room.inside(r, "contact.inbox.heading"))}
	p.Action, p.Hidden = p.Box+"/case", [][2]string{{"revision", string(o.known)}}
	p.Lead, p.Button = p.Say("contact.inbox.case-lead"), p.Say("contact.inbox.case-button")
	p.Points = []string{p.Say("contact.inbox.case-moves"), p.Say("contact.inbox.case-stays"), p.Say("contact.inbox.case-writes")}
	return p
}

// makeCase makes a case of what she wrote.
func (room *Room) makeCase(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	err = d.moveToCase(r.Context(), id, vault.Revision(v.Get("revision")))
	if now := clash(err); now != nil {
		return room.showTalk(w, r, d, http.StatusConflict, now, nil, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done=case")
}

// moveToCase makes a case of a conversation and then removes from the inbox what
// she wrote; what the centre answered stays, since she reads it with her code. It is
// claimed first, so that two colleagues at once make one case.
func (d colleague) moveToCase(ctx context.Context, id core.ID, base vault.Revision) error {
	if _, err := d.forCase(ctx, id); err != nil {
		return err
	}
	var o *opened
	err := d.change(ctx, id, "contact.case", "", func(tx *sql.Tx, a *vault.Access, now *opened) error {
		if o = now; now.Standing.Case != "" {
			return nothing{}
		}
		if now.known != base {
			return quicker()
		}
		return now.putStanding(ctx, tx, a)
	})
	if err != nil || o.Standing.Case != "" {
		return err
	}
	to, err := d.MakeCase(ctx, d.Desk, o.Conversation)
	if err != nil {
		return err
	}
	read := len(o.Messages)
	err = d.change(ctx, id, "contact.case", "moved", func(tx *sql.Tx, a *vault.Access, now *opened) error {
		now.draft = nil
		if err := now.head.EraseRecord(ctx, tx, vault.Core, drafted); err != nil {
			return err
		}
		for i, f := range now.folders[:read] {
			if i > 0 {
				if err := d.eraseMessage(ctx, tx, now.box, f.ID()); err != nil {
					return err
				}
				continue
			}
			if err := f.EraseRecord(ctx, tx, vault.Core, written); err != nil {
				return err
			}
			for _, file := range now.Messages[0].Files {
				if err := f.EraseFile(ctx, tx, file.ID); err != nil && core.KindOf(err) != core.NotFound {
					return err
				}
			}
		}
		now.Standing.State, now.Standing.Case, now.Standing.Seen = Closed, to, 1
		if len(now.Messages) == read {
			if err := d.rests(ctx, tx, now); err != nil {
				return err
			}
		}
		return now.putStanding(ctx, tx, a)
	})
	if err != nil {
		return err
	}
	return d.Scrub(ctx)
}

// eraseMessage deletes one message of a conversation.
func (room *Room) eraseMessage(ctx context.Context, tx *sql.Tx, b box, folder vault.ID) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM contact_message WHERE folder = $1", folder); err != nil {
		return err
	}
	return room.Vault.EraseArrived(ctx, tx, b.Centre, roomName, folder)
}
