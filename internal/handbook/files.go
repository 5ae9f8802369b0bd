package handbook

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// upload takes files into a note, straight from the connection into sealed
// pieces: no byte of them lies anywhere in the clear.
func (room *Room) upload(w http.ResponseWriter, r *http.Request, d worker) error {
	id, ok := vault.ParseID(r.PathValue("id"))
	if !ok {
		return missing()
	}
	if err := d.Write(); err != nil {
		return err
	}
	form, err := web.ReadUpload(r)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		file, err := form.Next()
		if errors.Is(err, io.EOF) && n > 0 {
			return web.SeeOther(w, address(id)+"?done=file")
		}
		if errors.Is(err, io.EOF) {
			err = fieldError("file", "handbook.error.no-file")
		}
		if err == nil {
			err = d.addFile(r.Context(), id, file)
		}
		switch core.KindOf(err) {
		case core.Invalid, core.TooLarge:
			return room.showNote(w, r, d, id, err)
		}
		if err != nil {
			return err
		}
	}
}

func fieldError(field, key string, args ...any) error {
	return &core.Error{Kind: core.Invalid, Fields: []core.FieldError{{Field: field, Key: key, Args: args}}}
}

// addFile takes one file into a note. A file that breaks off leaves nothing.
func (d worker) addFile(ctx context.Context, id vault.ID, file *web.File) error {
	var f *vault.Folder
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) (err error) {
		var n Note
		if f, n, _, err = load(ctx, tx, a, id); err != nil {
			return err
		}
		return roomFor(n)
	})
	if err != nil {
		return err
	}
	added := File{Name: file.Name, On: d.Today(), By: d.Actor.Person}
	added.ID, added.Size, err = f.AddFile(ctx, file, fileLimit)
	if core.KindOf(err) == core.TooLarge {
		return &core.Error{Kind: core.TooLarge, Key: "handbook.error.file-too-large", Args: []any{"mb", fileLimit >> 20}, Cause: err}
	}
	if err != nil {
		return err
	}
	err = d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, n, revision, err := load(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := roomFor(n); err != nil {
			return err
		}
		n.Files = append(n.Files, added)
		if err := d.put(ctx, tx, f, n, revision); err != nil {
			return err
		}
		return d.Record(ctx, tx, "handbook.file", id, "added")
	})
	if err == nil {
		return nil
	}
	// The note does not know the file, so nobody would ever find it again.
	undo := d.DB.Update(context.WithoutCancel(ctx), func(tx *sql.Tx) error { return f.EraseFile(ctx, tx, added.ID) })
	return errors.Join(err, undo)
}

// roomFor tells whether a note can take one file more.
func roomFor(n Note) error {
	if len(n.Files) >= filesLimit {
		return fieldError("file", "handbook.error.files", "n", filesLimit)
	}
	return nil
}

// fileOf opens what a note knows of the file in an address.
func (d worker) fileOf(r *http.Request) (f *vault.Folder, n Note, file File, err error) {
	id, ok := vault.ParseID(r.PathValue("id"))
	which, also := vault.ParseID(r.PathValue("file"))
	if !ok || !also {
		return nil, Note{}, File{}, missing()
	}
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		f, n, _, err = load(r.Context(), tx, a, id)
		return err
	})
	if err != nil {
		return nil, Note{}, File{}, err
	}
	if file, ok = n.file(which); !ok {
		return nil, Note{}, File{}, missing()
	}
	return f, n, file, nil
}

// download gives a file to be saved, or a part of it.
func (room *Room) download(w http.ResponseWriter, r *http.Request, d worker) error {
	f, _, file, err := d.fileOf(r)
	if err != nil {
		return err
	}
	content, err := f.OpenFile(r.Context(), file.ID, file.Size)
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "handbook.file", f.ID(), "opened"); err != nil {
		return err
	}
	return web.Attachment(w, r, file.Name, content)
}

// eraseFileOf takes a file out of a note for good. Doing so twice is safe.
func (d worker) eraseFileOf(ctx context.Context, id vault.ID, file vault.FileID) error {
	if err := d.Write(); err != nil {
		return err
	}
	err := d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, n, revision, err := load(ctx, tx, a, id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(n.Files, func(f File) bool { return f.ID == file })
		if at < 0 {
			return nil
		}
		n.Files = slices.Delete(n.Files, at, at+1)
		if err := d.put(ctx, tx, f, n, revision); err != nil {
			return err
		}
		if err := f.EraseFile(ctx, tx, file); err != nil && core.KindOf(err) != core.NotFound {
			return err
		}
		return d.Record(ctx, tx, "handbook.file", id, "erased")
	})
	if err != nil {
		return err
	}
	return d.Scrub(ctx)
}
