package handbook

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ExportPage lets a centre take all of its sealed work along.
type ExportPage struct {
	ui.Frame
	Way        string // how the archive is to be closed
	Passphrase ui.Field
	Repeat     ui.Field
	Recipient  ui.Field
	Password   ui.Field
}

// The ways to close an archive.
const (
	byPassphrase = "passphrase"
	byRecipient  = "recipient"
)

// passphraseLength is how many characters a passphrase has at least: the archive
// leaves the house, and whoever finds it may try for years.
const passphraseLength = 16

func (p ExportPage) all() []ui.Field {
	return []ui.Field{p.Passphrase, p.Repeat, p.Recipient, p.Password}
}

func (room *Room) askExport(w http.ResponseWriter, r *http.Request, d worker) error {
	if err := d.HoldsKey(r.Context()); err != nil {
		return err
	}
	return room.showExport(w, r, http.StatusOK, web.Values{}, nil)
}

func (room *Room) showExport(w http.ResponseWriter, r *http.Request, status int, v web.Values, err error) error {
	p := ExportPage{Frame: room.frame(r, "handbook.export.heading"), Way: cmp.Or(v.Get("way"), byPassphrase)}
	problems := desk.Problems(p.Frame, err)
	p.Passphrase = ui.Field{Name: "passphrase", Label: p.Say("handbook.export.passphrase"), Hint: p.Say("handbook.export.passphrase-hint", "n", passphraseLength),
		Type: "password", Autocomplete: "new-password", Error: problems["passphrase"]}
	p.Repeat = ui.Field{Name: "repeat", Label: p.Say("handbook.export.repeat"), Type: "password", Autocomplete: "new-password", Error: problems["repeat"]}
	p.Recipient = ui.Field{Name: "recipient", Label: p.Say("handbook.export.recipient"), Hint: p.Say("handbook.export.recipient-hint"),
		Value: v.Get("recipient"), Error: problems["recipient"]}
	p.Password = desk.Password(p.Frame, err)
	return web.Render(w, r, status, exportPage(p))
}

// archive writes everything of a centre, closed for those who were chosen.
type archive func(ctx context.Context, a *vault.Access, out io.Writer, describe vault.Describe) error

// readArchive reads who is to open the archive. Secrets are taken as they were
// typed: a space at the end belongs to them.
func readArchive(v web.Values) (archive, error) {
	if v.Get("way") == byRecipient {
		to, err := vault.ParseRecipients(v.Get("recipient"))
		if err != nil {
			return nil, fieldError("recipient", "handbook.export.not-recipient")
		}
		return func(ctx context.Context, a *vault.Access, out io.Writer, describe vault.Describe) error {
			_, err := a.Export(ctx, out, describe, to...)
			return err
		}, nil
	}
	passphrase := secret(v, "passphrase")
	if utf8.RuneCountInString(passphrase) < passphraseLength {
		return nil, fieldError("passphrase", "handbook.export.short", "n", passphraseLength)
	}
	if passphrase != secret(v, "repeat") {
		return nil, fieldError("repeat", "handbook.export.differs")
	}
	to, err := vault.PassphraseRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, a *vault.Access, out io.Writer, describe vault.Describe) error {
		_, err := a.Export(ctx, out, describe, to)
		return err
	}, nil
}

func secret(v web.Values, name string) string {
	if all := v[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// export sends the archive while it is made, closed for those who were named. It
// is noted before the first byte leaves.
func (room *Room) export(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	write, err := readArchive(v)
	if err == nil {
		err = d.Confirm(r.Context(), d.Actor, secret(v, "password"))
	}
	if status, ok := desk.Refused(err); ok {
		return room.showExport(w, r, status, v, err)
	}
	if err != nil {
		return err
	}
	var access *vault.Access
	err = d.Update(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		access = a
		return d.Record(r.Context(), tx, "export", "", v.Get("way"))
	})
	if err != nil {
		return err
	}
	name := "verbund-" + d.Today().String() + ".tar.age"
	return web.Download(w, name, func(out io.Writer) error {
		return write(r.Context(), access, out, d.Describe)
	})
}

// ImportPage takes in an archive of another verbund.
type ImportPage struct {
	ui.Frame
	Passphrase ui.Field
	Password   ui.Field
	File       ui.Field
}

func (p ImportPage) all() []ui.Field { return []ui.Field{p.Passphrase, p.Password, p.File} }

func (room *Room) askImport(w http.ResponseWriter, r *http.Request, d worker) error {
	if err := d.Write(); err != nil {
		return err
	}
	if err := d.HoldsKey(r.Context()); err != nil {
		return err
	}
	return room.showImport(w, r, http.StatusOK, nil)
}

func (room *Room) showImport(w http.ResponseWriter, r *http.Request, status int, err error) error {
	p := ImportPage{Frame: room.frame(r, "handbook.import.heading")}
	problems := desk.Problems(p.Frame, err)
	p.Passphrase = ui.Field{Name: "passphrase", Label: p.Say("handbook.import.passphrase"), Hint: p.Say("handbook.import.passphrase-hint"),
		Type: "password", Required: true, Error: problems["passphrase"]}
	p.File = ui.Field{Name: "file", Label: p.Say("handbook.import.file"), Hint: p.Say("handbook.import.file-hint"), Required: true, Error: problems["file"]}
	p.Password = desk.Password(p.Frame, err)
	return web.Render(w, r, status, importPage(p))
}

// takeIn reads an archive from the connection into the vault.
func (room *Room) takeIn(w http.ResponseWriter, r *http.Request, d worker) error {
	if err := d.Write(); err != nil {
		return err
	}
	form, err := web.ReadUpload(r)
	if err != nil {
		return err
	}
	took, err := d.takeArchive(r, form)
	switch core.KindOf(err) {
	case core.Unprocessable:
		err = fieldError("file", "handbook.import.unreadable")
	case core.Conflict:
		err = fieldError("file", "handbook.import.there")
	}
	if status, ok := desk.Refused(err); ok {
		return room.showImport(w, r, status, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, importedAddress(took.Folders))
}

func (d worker) takeArchive(r *http.Request, form *web.Upload) (vault.Imported, error) {
	file, err := form.Next()
	if errors.Is(err, io.EOF) {
		return vault.Imported{}, fieldError("file", "handbook.import.no-file")
	}
	if err != nil {
		return vault.Imported{}, err
	}
	if err := d.Confirm(r.Context(), d.Actor, secret(form.Fields, "password")); err != nil {
		return vault.Imported{}, err
	}
	open, err := d.readKey(form.Fields)
	if err != nil {
		return vault.Imported{}, err
	}
	var access *vault.Access
	err = d.View(r.Context(), func(_ *sql.Tx, a *vault.Access) error {
		access = a
		return nil
	})
	if err != nil {
		return vault.Imported{}, err
	}
	took, err := open(r.Context(), access, file)
	if err != nil {
		return vault.Imported{}, err
	}
	return took, d.RecordAlone(r.Context(), "handbook.written", "", "imported")
}

// readKey reads what opens an archive: a passphrase, or a secret key of age.
func (d worker) readKey(v web.Values) (func(context.Context, *vault.Access, io.Reader) (vault.Imported, error), error) {
	typed := secret(v, "passphrase")
	if strings.HasPrefix(strings.TrimSpace(typed), "AGE-SECRET-KEY-") {
		by, err := vault.ParseIdentities(strings.TrimSpace(typed))
		if err != nil {
			return nil, fieldError("passphrase", "handbook.import.no-key")
		}
		return func(ctx context.Context, a *vault.Access, r io.Reader) (vault.Imported, error) {
			return a.ImportWith(ctx, r, d.Settle, by...)
		}, nil
	}
	by, err := vault.PassphraseIdentity(typed)
	if err != nil {
		return nil, fieldError("passphrase", "handbook.import.no-key")
	}
	return func(ctx context.Context, a *vault.Access, r io.Reader) (vault.Imported, error) {
		return a.ImportWith(ctx, r, d.Settle, by)
	}, nil
}

func importedAddress(folders int) string {
	return "/handbook?done=imported&n=" + strconv.Itoa(folders)
}
