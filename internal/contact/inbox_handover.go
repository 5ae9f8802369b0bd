package contact

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"net/http"
	"slices"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// forHandOver opens a conversation that may be given to another centre.
func (d colleague) forHandOver(ctx context.Context, id, to core.ID) (*opened, taker, error) {
	o, err := d.view(ctx, id)
	if err != nil {
		return nil, taker{}, err
	}
	if !slices.Contains(o.agreed(), to) || o.Standing.Case != "" {
		return nil, taker{}, notAgreed()
	}
	t, err := d.takerOf(ctx, to)
	if err != nil {
		return nil, taker{}, err
	}
	return o, t, d.Write()
}

func (room *Room) askHandOver(w http.ResponseWriter, r *http.Request, d colleague) error {
	return room.showHandOver(w, r, d, http.StatusOK, core.ID(web.ReadQuery(r).Get("to")), web.Values{"answer": {string(vault.NewID())}}, nil)
}

func (room *Room) showHandOver(w http.ResponseWriter, r *http.Request, d colleague, status int, to core.ID, v web.Values, wrong error) error {
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	o, t, err := d.forHandOver(r.Context(), id, to)
	if err != nil {
		return err
	}
	p := MovePage{Frame: room.inside(r, "contact.inbox.hand-over-heading"), Box: address(id), Action: address(id) + "/hand-over", After: room.AfterErasure(room.inside(r, "contact.inbox.heading"))}
	p.Hidden = [][2]string{{"to", string(to)}, {"answer", v.Get("answer")}, {"messages", string(o.folders[len(o.folders)-1].ID())}}
	p.Lead, p.Button = p.Say("contact.inbox.hand-over-lead", "centre", t.Name), p.Say("contact.inbox.hand-over-button", "centre", t.Name)
	p.Points = []string{p.Say("contact.inbox.hand-over-moves", "centre", t.Name), p.Say("contact.inbox.hand-over-gone"), p.Say("contact.inbox.hand-over-answers")}
	text := v.Get("text")
	if v["text"] == nil {
		text = room.Texts.For(o.Standing.Lang).Say("contact.handed.text", "centre", t.Name)
	}
	p.Text = ui.Field{Name: "text", Label: p.Say("contact.inbox.hand-over-text"), Hint: p.Say("contact.inbox.hand-over-text-hint", "language", langName(p.Frame, o.Standing.Lang)),
		Value: text, Required: true, Error: desk.Problems(p.Frame, wrong)["text"]}
	return web.Render(w, r, status, movePage(p))
}

// handOver gives a conversation to another centre.
func (room *Room) handOver(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	if err := d.Write(); err != nil {
		return err
	}
	to, text := core.ID(v.Get("to")), v.Get("text")
	answer, ok := vault.ParseID(v.Get("answer"))
	switch n := utf8.RuneCountInString(text); {
	case n == 0 || !ok:
		err = fieldError("text", "contact.inbox.no-text")
	case n > longestText:
		err = fieldError("text", "contact.inbox.too-long", "n", n, "most", longestText)
	default:
		err = d.give(r.Context(), id, to, vault.ID(v.Get("messages")), answer, text)
	}
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.showHandOver(w, r, d, http.StatusUnprocessableEntity, to, v, err)
	}
	if now := clash(err); now != nil {
		return room.showTalk(w, r, d, http.StatusConflict, now, nil, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, inboxPath+"?done=handed")
}

// given is a message on its way to another centre.
type given struct {
	folder *vault.Folder
	from   Message
	to     Message
	number int
}

// give seals what she wrote to another centre and then, in one transaction, makes
// it theirs: the conversation is there or here, never in both or neither. last is
// the newest message that the colleague has seen; if another came since, she reads
// it first.
func (d colleague) give(ctx context.Context, id, to core.ID, last, answer vault.ID, text string) (err error) {
	o, t, err := d.forHandOver(ctx, id, to)
	if err != nil {
		return err
	}
	if o.folders[len(o.folders)-1].ID() != last {
		return &changed{o}
	}
	var all []given
	defer func() {
		if err != nil {
			err = errors.Join(err, d.takeBack(ctx, to, all))
		}
	}()
	for i, m := range o.Messages {
		g := given{from: m, to: m, number: i + 1}
		err := d.DB.Update(ctx, func(tx *sql.Tx) (err error) {
			if g.folder, err = d.Vault.Arrive(ctx, tx, to, roomName); err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, "INSERT INTO contact_moving (folder, centre, begun_on) VALUES ($1, $2, $3)", g.folder.ID(), to, d.Today().String())
			return err
		})
		if err != nil {
			return err
		}
		all = append(all, g)
		if all[i].to.Files, err = copyFiles(ctx, o, g); err != nil {
			return err
		}
	}
	err = d.change(ctx, id, "contact.handed", "", func(tx *sql.Tx, a *vault.Access, now *opened) error {
		if len(now.Messages) != len(all) || now.folders[len(all)-1].ID() != last {
			return quicker()
		}
		return d.switchOver(ctx, tx, now, t, all, answer, text)
	})
	if err != nil {
		return err
	}
	return d.Scrub(ctx)
}

// copyFiles seals the files of a message to the other centre, while they are read.
func copyFiles(ctx context.Context, o *opened, g given) (files []File, err error) {
	for _, f := range g.from.Files {
		content, err := o.Read(ctx, g.from, f)
		if err != nil {
			return nil, err
		}
		copied := f
		if copied.ID, _, err = g.folder.AddFile(ctx, content, f.Size); err != nil {
			return nil, err
		}
		files = append(files, copied)
	}
	return files, nil
}

// takeBack removes what was sealed to the other centre where the hand-over failed.
func (d colleague) takeBack(ctx context.Context, to core.ID, all []given) error {
	ctx = context.WithoutCancel(ctx)
	return d.DB.Update(ctx, func(tx *sql.Tx) error {
		for _, g := range all {
			if err := d.dropMoving(ctx, tx, to, g.folder.ID()); err != nil {
				return err
			}
		}
		return nil
	})
}

// dropMoving removes what was sealed to another centre and never became theirs.
func (room *Room) dropMoving(ctx context.Context, tx *sql.Tx, to core.ID, folder vault.ID) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM contact_moving WHERE folder = $1", folder); err != nil {
		return err
	}
	return room.Vault.EraseArrived(ctx, tx, to, roomName, folder)
}

// sweepMoving removes what a hand-over left behind that broke off with the program.
func (room *Room) sweepMoving(ctx context.Context, tx *sql.Tx) (erased bool, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT folder, centre FROM contact_moving WHERE begun_on < $1", room.Today().AddDays(-1).String())
	if err != nil {
		return false, err
	}
	defer rows.Close()
	left := map[vault.ID]core.ID{}
	for rows.Next() {
		var folder vault.ID
		var centre core.ID
		if err := rows.Scan(&folder, &centre); err != nil {
			return false, err
		}
		left[folder] = centre
	}
	if err := cmp.Or(rows.Err(), rows.Close()); err != nil {
		return false, err
	}
	for folder, centre := range left {
		if err := room.dropMoving(ctx, tx, centre, folder); err != nil {
			return false, err
		}
	}
	return len(left) > 0, nil
}

// switchOver makes a conversation that of the other centre. What she is writing just
// now was sealed to this one; she is asked for her code once more and keeps her
// words.
func (d colleague) switchOver(ctx context.Context, tx *sql.Tx, o *opened, t taker, all []given, answer vault.ID, text string) error {
	if err := d.reply(ctx, tx, o, answer, Reading{Text: text, Lang: o.Standing.Lang}); err != nil {
		return err
	}
	old, err := foldersOf(ctx, tx, o.ID, false)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM contact_visit WHERE box = $1 AND message <> ''", o.ID); err != nil {
		return err
	}
	for _, f := range old {
		if err := d.eraseMessage(ctx, tx, o.box, f.ID); err != nil {
			return err
		}
	}
	for _, g := range all {
		if _, err := g.folder.Seal(ctx, tx, vault.Core, written, "", encode(g.to)); err != nil {
			return err
		}
		// Where the row is gone, the sweep has taken what was copied: then nothing moves.
		result, err := tx.ExecContext(ctx, "DELETE FROM contact_moving WHERE folder = $1", g.folder.ID())
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return cmp.Or(err, quicker())
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO contact_message (folder, box, sent_on, number) VALUES ($1, $2, $3, $4)", g.folder.ID(), o.ID, g.to.Sent.String(), g.number)
		if err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, "UPDATE contact_box SET centre = $1, state = 'open', waiting_since = $2, told = false WHERE id = $3", t.Centre, d.Today().String(), o.ID)
	return err
}
