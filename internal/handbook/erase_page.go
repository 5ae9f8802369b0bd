package handbook

import (
	"context"
	"database/sql"
	"net/http"

	"verbund/internal/desk"
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

func (room *Room) askErase(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.showErase(w, r, d, http.StatusOK, nil)
}

func (room *Room) showErase(w http.ResponseWriter, r *http.Request, d worker, status int, problem error) error {
	if err := d.Write(); err != nil {
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
	p.After = room.AfterErasure(p.Frame)
	p.Password = desk.Password(p.Frame, problem)
	return web.Render(w, r, status, erasePage(p))
}

// erase takes a note away for good, with its files and versions.
func (room *Room) erase(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, ok := vault.ParseID(r.PathValue("id"))
	if !ok {
		return missing()
	}
	if err := d.Confirm(r.Context(), d.Actor, v.Get("password")); err != nil {
		if status, ok := desk.Refused(err); ok {
			return room.showErase(w, r, d, status, err)
		}
		return err
	}
	if err := d.eraseNote(r.Context(), id); err != nil {
		return err
	}
	return web.SeeOther(w, "/handbook?done=erased")
}

func (d worker) eraseNote(ctx context.Context, id vault.ID) error {
	if err := d.Write(); err != nil {
		return err
	}
	err := d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, _, _, err := load(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := f.Erase(ctx, tx); err != nil {
			return err
		}
		return d.Record(ctx, tx, "handbook.erased", id, "")
	})
	if err != nil {
		return err
	}
	return d.Scrub(ctx)
}

func (room *Room) askEraseFile(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.showEraseFile(w, r, d, http.StatusOK, nil)
}

func (room *Room) showEraseFile(w http.ResponseWriter, r *http.Request, d worker, status int, problem error) error {
	if err := d.Write(); err != nil {
		return err
	}
	f, n, file, err := d.fileOf(r)
	if err != nil {
		return err
	}
	p := ErasePage{Frame: room.frame(r, "handbook.erase.file-heading"), Back: address(f.ID())}
	p.Action = p.Back + "/files/" + string(file.ID) + "/erase"
	p.What = p.Say("handbook.erase.file-what", "name", file.Name, "title", n.Title, "size", sizeOf(p.Frame, file.Size))
	p.Button, p.After = p.Say("handbook.erase.file-button"), room.AfterErasure(p.Frame)
	p.Password = desk.Password(p.Frame, problem)
	return web.Render(w, r, status, erasePage(p))
}

// eraseFile takes one file away for good.
func (room *Room) eraseFile(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, ok := vault.ParseID(r.PathValue("id"))
	file, also := vault.ParseID(r.PathValue("file"))
	if !ok || !also {
		return missing()
	}
	if err := d.Confirm(r.Context(), d.Actor, v.Get("password")); err != nil {
		if status, ok := desk.Refused(err); ok {
			return room.showEraseFile(w, r, d, status, err)
		}
		return err
	}
	if err := d.eraseFileOf(r.Context(), id, file); err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done=file-erased")
}
