package casework

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"io"
	"net/http"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// receive takes all files of a form into a case, straight from the connection into
// sealed pieces: no byte of them lies anywhere in the clear. ready is called with
// the fields of the form before the first file is read. Where anything fails, such
// as a connection that breaks off, none of the files is left.
func (d worker) receive(ctx context.Context, id vault.ID, form *web.Upload, most int, ready func(web.Values) error) (*received, error) {
	in := &received{}
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(ctx, tx, a, id)
		if err == nil {
			in.folder = c.folder
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for err == nil {
		err = d.receiveNext(ctx, in, form, most, ready)
	}
	if !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, d.discard(ctx, in))
	}
	return in, nil
}

// received are files that lie in a folder and that no record knows of yet.
type received struct {
	folder *vault.Folder
	files  []DocumentFile
}

// receiveNext takes one file more, and fails with io.EOF at the end of the form.
func (d worker) receiveNext(ctx context.Context, in *received, form *web.Upload, most int, ready func(web.Values) error) error {
	file, err := form.Next()
	if errors.Is(err, io.EOF) && len(in.files) == 0 {
		if err := ready(form.Fields); err != nil {
			return err
		}
		return fieldError("file", "casework.document.no-file")
	}
	if err == nil && len(in.files) == 0 {
		err = ready(form.Fields)
	}
	if err != nil {
		return err
	}
	if len(in.files) >= most {
		return fieldError("file", "casework.document.too-many", "n", pagesLimit)
	}
	return d.receiveFile(ctx, in, file.Name, bufio.NewReader(file))
}

// receiveFile seals one file.
func (d worker) receiveFile(ctx context.Context, in *received, name string, content *bufio.Reader) error {
	head, err := content.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	kind, _, _ := strings.Cut(http.DetectContentType(head), ";")
	one := DocumentFile{Name: name, Type: kind}
	one.ID, one.Size, err = in.folder.AddFile(ctx, content, fileLimit)
	if e, ok := errors.AsType[*core.Error](err); ok && e.Kind == core.TooLarge && !strings.HasPrefix(e.Key, "web.") {
		return &core.Error{Kind: core.TooLarge, Key: "casework.document.too-large", Args: []any{"mb", fileLimit >> 20}, Cause: err}
	}
	if err != nil {
		return err
	}
	in.files = append(in.files, one)
	return nil
}

// discard erases files that no record will know of: nobody would find them again.
func (d worker) discard(ctx context.Context, in *received) error {
	if len(in.files) == 0 {
		return nil
	}
	return d.DB.Update(context.WithoutCancel(ctx), func(tx *sql.Tx) error {
		for _, f := range in.files {
			if err := in.folder.EraseFile(context.WithoutCancel(ctx), tx, f.ID); err != nil && core.KindOf(err) != core.NotFound {
				return err
			}
		}
		return nil
	})
}
