package handbook

import (
	"context"
	"database/sql"
	"errors"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ErasePage says what will be gone and asks for the password.
type ErasePage struct {
	ui.Frame
	Action   string
	Back     string
	What     string
	Gone     []string // what goes with it
	After    string
	Button   string
	Password ui.Field
}

// password is the field that asks for the password anew.
func password(f ui.Frame, err error) ui.Field {
	field := ui.Field{Name: "password", Label: f.Say("handbook.form.password"), Hint: f.Say("handbook.form.password-hint"),
		Type: "password", Autocomplete: "current-password", Required: true}
	if e, ok := errors.AsType[*core.Error](err); ok {
		if len(e.Fields) == 0 {
			field.Error = f.Say(e.Key, e.Args...)
		}
		for _, one := range e.Fields {
			if one.Field == "password" {
				field.Error = f.Say(one.Key, one.Args...)
			}
		}
	}
	return field
}

// refused tells whether an error belongs on the page that asked for a password:
// it was wrong, or tried too often.
func refused(err error) (status int, ok bool) {
	switch core.KindOf(err) {
	case core.Invalid:
		return http.StatusUnprocessableEntity, true
	case core.TooMany:
		return http.StatusTooManyRequests, true
	}
	return 0, false
}

func (room *Room) askErase(w http.ResponseWriter, r *http.Request, d desk) error {
	return room.showErase(w, r, d, http.StatusOK, nil)
}

func (room *Room) showErase(w http.ResponseWriter, r *http.Request, d desk, status int, problem error) error {
	if err := d.write(); err != nil {
		return err
	}
	id, n, earlier, err := d.past(r)
	if err != nil {
		return err
	}
	p := ErasePage{Frame: room.frame(r, "handbook.erase.heading"), Action: address(id) + "/erase", Back: address(id)}
	p.What, p.Button = p.Say("handbook.erase.what", "title", n.Title), p.Say("handbook.erase.button")
	if len(n.Files) > 0 {
		p.Gone = append(p.Gone, p.Say("handbook.erase.files", "n", len(n.Files)))
		for _, f := range n.Files {
			p.Gone = append(p.Gone, f.Name)
		}
	}
	if len(earlier) > 0 {
		p.Gone = append(p.Gone, p.Say("handbook.erase.versions", "n", len(earlier)))
	}
	p.After = room.afterErasure(p.Frame)
	p.Password = password(p.Frame, problem)
	return web.Render(w, r, status, erasePage(p))
}

// afterErasure says until when backups may still hold what is erased now.
func (room *Room) afterErasure(f ui.Frame) string {
	if room.BackupDays == 0 {
		return ""
	}
	return f.Say("handbook.done.erased-backups", "date", core.DateOf(room.Clock.Now().In(room.Zone)).AddDays(room.BackupDays))
}

// erase takes a note away for good, with its files and versions.
func (room *Room) erase(w http.ResponseWriter, r *http.Request, d desk) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, ok := vault.ParseID(r.PathValue("id"))
	if !ok {
		return missing()
	}
	if err := d.Confirm(r.Context(), d.actor, v.Get("password")); err != nil {
		if status, ok := refused(err); ok {
			return room.showErase(w, r, d, status, err)
		}
		return err
	}
	if err := d.eraseNote(r.Context(), id); err != nil {
		return err
	}
	return web.SeeOther(w, "/handbook?done=erased")
}

func (d desk) eraseNote(ctx context.Context, id vault.ID) error {
	if err := d.write(); err != nil {
		return err
	}
	err := d.update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, _, _, err := load(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := f.Erase(ctx, tx); err != nil {
			return err
		}
		return d.record(ctx, tx, "handbook.erased", id, "")
	})
	if err != nil {
		return err
	}
	return d.scrub(ctx)
}

func (room *Room) askEraseFile(w http.ResponseWriter, r *http.Request, d desk) error {
	return room.showEraseFile(w, r, d, http.StatusOK, nil)
}

func (room *Room) showEraseFile(w http.ResponseWriter, r *http.Request, d desk, status int, problem error) error {
	if err := d.write(); err != nil {
		return err
	}
	f, n, file, err := d.fileOf(r)
	if err != nil {
		return err
	}
	p := ErasePage{Frame: room.frame(r, "handbook.erase.file-heading"), Back: address(f.ID())}
	p.Action = p.Back + "/files/" + string(file.ID) + "/erase"
	p.What = p.Say("handbook.erase.file-what", "name", file.Name, "title", n.Title, "size", sizeOf(p.Frame, file.Size))
	p.Button, p.After = p.Say("handbook.erase.file-button"), room.afterErasure(p.Frame)
	p.Password = password(p.Frame, problem)
	return web.Render(w, r, status, erasePage(p))
}

// eraseFile takes one file away for good.
func (room *Room) eraseFile(w http.ResponseWriter, r *http.Request, d desk) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, ok := vault.ParseID(r.PathValue("id"))
	file, also := vault.ParseID(r.PathValue("file"))
	if !ok || !also {
		return missing()
	}
	if err := d.Confirm(r.Context(), d.actor, v.Get("password")); err != nil {
		if status, ok := refused(err); ok {
			return room.showEraseFile(w, r, d, status, err)
		}
		return err
	}
	if err := d.eraseFileOf(r.Context(), id, file); err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done=file-erased")
}
