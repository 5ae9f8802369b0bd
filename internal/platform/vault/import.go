package vault

import (
	"archive/tar"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"verbund/internal/core"
	"verbund/internal/platform/database"
)

// Imported says how much came from an archive.
type Imported struct{ Folders, Records, Files int }

// How much is collected before it is written, and how large a record may be.
const (
	importFolders = 200
	importBytes   = 8 << 20
	largestEntry  = largestPad - lengthSize
)

// Import reads an archive that Export wrote, perhaps of another network, into the
// centre. Folders, records and files keep their IDs, so what refers to them still
// does. A restricted folder is restricted to the caller and to those of its
// readers who hold the key of this centre. Settings are taken over, the audit is
// not. It must not be called inside a transaction.
//
// All of it or nothing comes: after a failure what was read is erased again. It
// returns core.Unprocessable if the archive cannot be opened or read, and
// core.Conflict if one of its folders is there already.
func (a *Access) Import(ctx context.Context, r io.Reader, by ...age.Identity) (Imported, error) {
	return a.ImportWith(ctx, r, nil, by...)
}

// Settle says what becomes of a setting that the centre has and the archive brings
// as well: it returns what is kept. It is called when everything else of the
// archive is there, in the last transaction, and may change folders of the centre;
// where it fails, nothing of the archive stays.
type Settle func(ctx context.Context, tx *sql.Tx, a *Access, name string, ours, theirs []byte) ([]byte, error)

// ImportWith is Import, and lets settle decide about settings that are there
// already; without it those of the archive take their place.
func (a *Access) ImportWith(ctx context.Context, r io.Reader, settle Settle, by ...age.Identity) (Imported, error) {
	opened, err := age.Decrypt(r, by...)
	if err != nil {
		return Imported{}, unreadable(err)
	}
	i := &importer{access: a, opened: opened, archive: tar.NewReader(opened), settings: make(map[string][]byte), settle: settle}
	if err := i.read(ctx); err != nil {
		tidy, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		return Imported{}, errors.Join(err, i.undo(tidy))
	}
	return i.count, nil
}

func unreadable(cause error) error {
	return &core.Error{Kind: core.Unprocessable, Key: "vault.import.unreadable", Cause: cause}
}

type importer struct {
	access   *Access
	opened   io.Reader
	archive  *tar.Reader
	settings map[string][]byte
	settle   Settle // nil for none
	pending  []*incoming
	size     int
	made     []ID // folders that are in the database
	last     *Folder
	count    Imported
}

// incoming is a folder that was read and is not written yet.
type incoming struct {
	id      ID
	head    folderHead
	card    []byte
	records []openedRecord
}

func (i *importer) read(ctx context.Context) error {
	if err := i.manifest(); err != nil {
		return err
	}
	for {
		header, err := i.archive.Next()
		if err == io.EOF {
			if _, err := io.Copy(io.Discard, i.opened); err != nil { // only its end proves that it is whole
				return unreadable(err)
			}
			if err := i.flush(ctx); err != nil {
				return err
			}
			return i.takeSettings(ctx)
		}
		if err != nil {
			return unreadable(err)
		}
		if err := i.entry(ctx, header); err != nil {
			return err
		}
	}
}

func (i *importer) manifest() error {
	header, err := i.archive.Next()
	if err != nil {
		return unreadable(err)
	}
	var m manifest
	content, err := i.content(header)
	if err != nil {
		return err
	}
	if header.Name != "manifest.json" || json.Unmarshal(content, &m) != nil || m.Format != archiveFormat {
		return unreadable(nil)
	}
	return nil
}

func (i *importer) content(header *tar.Header) ([]byte, error) {
	if header.Typeflag != tar.TypeReg || header.Size > largestEntry {
		return nil, unreadable(nil)
	}
	content, err := io.ReadAll(io.LimitReader(i.archive, header.Size))
	if err != nil {
		return nil, unreadable(err)
	}
	return content, nil
}

func (i *importer) entry(ctx context.Context, header *tar.Header) error {
	for record := range header.PAXRecords {
		if strings.HasPrefix(record, "GNU.sparse.") { // a few bytes that would unfold to any number of zeros
			return unreadable(nil)
		}
	}
	path := strings.Split(header.Name, "/")
	switch {
	case path[0] == "settings" && len(path) == 2:
		content, err := i.content(header)
		if err != nil {
			return err
		}
		i.settings[path[1]] = content
		return nil
	case path[0] == "folders" && len(path) >= 3:
		id, ok := ParseID(path[1])
		if !ok {
			return unreadable(nil)
		}
		if path[2] == "files" && len(path) == 4 {
			return i.file(ctx, header, id, path[3])
		}
		return i.record(ctx, header, id, path[2:])
	}
	return nil // for people, or of a later version
}

// record takes up what is not a file.
func (i *importer) record(ctx context.Context, header *tar.Header, id ID, path []string) error {
	content, err := i.content(header)
	if err != nil {
		return err
	}
	if len(path) == 1 && path[0] == "folder.json" {
		if len(i.pending) >= importFolders || i.size >= importBytes {
			if err := i.flush(ctx); err != nil {
				return err
			}
		}
		f := &incoming{id: id}
		if json.Unmarshal(content, &f.head) != nil {
			return unreadable(nil)
		}
		i.pending = append(i.pending, f)
		return nil
	}
	if len(i.pending) == 0 || i.pending[len(i.pending)-1].id != id {
		return unreadable(nil)
	}
	f := i.pending[len(i.pending)-1]
	i.size += len(content)
	switch {
	case len(path) == 1 && path[0] == "card":
		f.card = content
	case len(path) == 3 && path[0] == "records":
		f.records = append(f.records, openedRecord{Part(path[1]), Record{ID: ID(path[2]), Plain: content}})
	}
	return nil
}

// file stores a file of the folder that came before it.
func (i *importer) file(ctx context.Context, header *tar.Header, folder ID, name string) error {
	id, ok := ParseID(name)
	if !ok || header.Typeflag != tar.TypeReg {
		return unreadable(nil)
	}
	if err := i.flush(ctx); err != nil {
		return err
	}
	if i.last == nil || i.last.id != folder {
		return unreadable(nil)
	}
	content := &noted{Reader: i.archive}
	_, size, err := i.last.addFile(ctx, content, header.Size, id)
	if content.err != nil {
		return unreadable(content.err)
	}
	if database.IsUnique(err) {
		return conflict("vault.import.there")
	}
	if err == nil && size != header.Size {
		return unreadable(nil)
	}
	i.count.Files++
	return err
}

// noted is a reader that remembers its failure.
type noted struct {
	io.Reader
	err error
}

func (n *noted) Read(b []byte) (int, error) {
	k, err := n.Reader.Read(b)
	if err != nil && err != io.EOF {
		n.err = err
	}
	return k, err
}

// flush writes the folders that wait.
func (i *importer) flush(ctx context.Context) error {
	if len(i.pending) == 0 {
		return nil
	}
	var last *Folder
	err := i.update(ctx, func(tx *sql.Tx, a *Access) error {
		for _, f := range i.pending {
			var err error
			if last, err = a.take(ctx, tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, f := range i.pending {
		i.made = append(i.made, f.id)
		i.count.Folders++
		i.count.Records += len(f.records)
	}
	i.last, i.pending, i.size = last, nil, 0
	return nil
}

// take writes one folder that came from an archive.
func (a *Access) take(ctx context.Context, tx *sql.Tx, in *incoming) (*Folder, error) {
	there, err := exists(ctx, tx, "SELECT 1 FROM vault_folder WHERE id = $1", in.id)
	if err != nil {
		return nil, err
	}
	if there {
		return nil, conflict("vault.import.there")
	}
	f, err := a.newFolder(ctx, tx, in.head.Room, in.id)
	if err != nil {
		return nil, err
	}
	if in.card != nil {
		if err := f.SetCard(ctx, tx, in.card); err != nil {
			return nil, err
		}
	}
	for _, r := range in.records {
		if _, err := f.Seal(ctx, tx, r.part, r.ID, "", r.Plain); err != nil {
			return nil, err
		}
	}
	if in.head.Readers == nil {
		return f, nil
	}
	publics, err := a.colleagues(ctx, tx)
	if err != nil {
		return nil, err
	}
	readers := slices.DeleteFunc(slices.Clone(in.head.Readers), func(p core.ID) bool { return publics[p] == nil })
	return f, f.Restrict(ctx, tx, readers)
}

// takeSettings writes the settings, last: they take the place of what is there,
// unless settle says otherwise.
func (i *importer) takeSettings(ctx context.Context) error {
	return i.update(ctx, func(tx *sql.Tx, a *Access) error {
		for name, plain := range i.settings {
			ours, err := a.OpenSettings(ctx, tx, name)
			there := core.KindOf(err) != core.NotFound
			if there && err == nil && i.settle != nil {
				plain, err = i.settle(ctx, tx, a, name, ours, plain)
			}
			if there && err != nil {
				return err
			}
			if err := a.SealSettings(ctx, tx, name, plain); err != nil {
				return err
			}
		}
		return nil
	})
}

// update runs f with the present key of the centre.
func (i *importer) update(ctx context.Context, f func(tx *sql.Tx, a *Access) error) error {
	v := i.access.vault
	return v.db.Update(ctx, func(tx *sql.Tx) error {
		a, err := v.Access(ctx, tx, i.access.holder, i.access.centre)
		if err != nil {
			return err
		}
		return f(tx, a)
	})
}

// undo erases the folders that were made.
func (i *importer) undo(ctx context.Context) error {
	return i.update(ctx, func(tx *sql.Tx, a *Access) error {
		for _, id := range i.made {
			if err := (&Folder{access: a, id: id}).Erase(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}
