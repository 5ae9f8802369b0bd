package vault

import (
	"archive/tar"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode"

	"filippo.io/age"

	"verbund/internal/core"
)

// Describe makes something that people can read of a record of a room: a name
// for the folder it is in, used where part is Core, and the record as JSON. It
// returns nil where there is nothing to read.
type Describe func(room string, part Part, plain []byte) (name string, json []byte)

// Exported says how much an archive holds.
type Exported struct {
	Folders, Records, Files int
	Restricted              int // folders that only others can open, which are left out
}

// archiveFormat is the first thing an archive says of itself.
const archiveFormat = "verbund-centre/1"

type manifest struct {
	Format     string    `json:"format"`
	Centre     core.ID   `json:"centre"`
	ExportedAt time.Time `json:"exported_at"`
	By         core.ID   `json:"by"`
}

type folderHead struct {
	Room    string    `json:"room"`
	Readers []core.ID `json:"readers,omitempty"` // of a restricted folder
}

// Export writes one archive of everything that the person can open of her centre:
// a tar file inside an age file, which the tool "age" opens by itself. Its format
// is described in docs/vault.md. describe may be nil. The archive is written while
// it is read: folder by folder, each in its own short transaction, files piece by
// piece. It must not be called inside a transaction.
func (a *Access) Export(ctx context.Context, w io.Writer, describe Describe, to ...age.Recipient) (Exported, error) {
	closed, err := age.Encrypt(w, to...)
	if err != nil {
		return Exported{}, err
	}
	e := &exporter{access: a, archive: tar.NewWriter(closed), describe: describe, at: a.vault.clock.Now().UTC()}
	if err := e.write(ctx); err != nil {
		return e.count, err
	}
	if err := e.archive.Close(); err != nil {
		return e.count, err
	}
	return e.count, closed.Close()
}

type exporter struct {
	access   *Access
	archive  *tar.Writer
	describe Describe
	at       time.Time
	count    Exported
}

// view runs f with the present key of the centre.
func (e *exporter) view(ctx context.Context, f func(tx *sql.Tx, a *Access) error) error {
	v := e.access.vault
	return v.db.View(ctx, func(tx *sql.Tx) error {
		a, err := v.Access(ctx, tx, e.access.holder, e.access.centre)
		if err != nil {
			return err
		}
		return f(tx, a)
	})
}

func (e *exporter) write(ctx context.Context) error {
	if err := e.addJSON("manifest.json", manifest{archiveFormat, e.access.centre, e.at, e.access.holder.person}); err != nil {
		return err
	}
	var folders []ID
	settings := make(map[string][]byte)
	var audit bytes.Buffer
	err := e.view(ctx, func(tx *sql.Tx, a *Access) (err error) {
		if folders, err = column[ID](ctx, tx, "SELECT id FROM vault_folder WHERE centre = $1 ORDER BY room, id", a.centre); err != nil {
			return err
		}
		names, err := column[string](ctx, tx, "SELECT name FROM vault_setting WHERE centre = $1 ORDER BY name", a.centre)
		if err != nil {
			return err
		}
		for _, name := range names {
			if settings[name], err = a.OpenSettings(ctx, tx, name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for name, plain := range settings {
		if err := e.add("settings/"+name, plain, name); err != nil {
			return err
		}
	}
	if err := e.writeAudit(ctx, &audit); err != nil {
		return err
	}
	if err := e.add("audit.jsonl", audit.Bytes()); err != nil {
		return err
	}
	for _, id := range folders {
		if err := e.folder(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// writeAudit writes the events, newest first, one a line.
func (e *exporter) writeAudit(ctx context.Context, w io.Writer) error {
	lines := json.NewEncoder(w)
	for before := int64(0); ; {
		var events []Event
		err := e.view(ctx, func(tx *sql.Tx, a *Access) (err error) {
			events, err = a.Audit(ctx, tx, before, 500)
			return err
		})
		if err != nil || len(events) == 0 {
			return err
		}
		for _, event := range events {
			if err := lines.Encode(event); err != nil {
				return err
			}
		}
		before = events[len(events)-1].Number
		if before == 1 {
			return nil
		}
	}
}

// openedRecord is a record of some part, opened.
type openedRecord struct {
	part Part
	Record
}

func (e *exporter) folder(ctx context.Context, id ID) error {
	var f *Folder
	var card []byte
	var records []openedRecord
	var files []FileID
	err := e.view(ctx, func(tx *sql.Tx, a *Access) (err error) {
		f, card, records, files, err = a.wholeFolder(ctx, tx, id)
		return err
	})
	switch core.KindOf(err) {
	case core.Denied:
		e.count.Restricted++
		return nil
	case core.NotFound: // erased meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	at := "folders/" + string(id)
	if err := e.addJSON(at+"/folder.json", folderHead{f.room, f.Readers()}); err != nil {
		return err
	}
	if card != nil {
		if err := e.add(at+"/card", card); err != nil {
			return err
		}
	}
	for _, r := range records {
		if err := e.add(at+"/records/"+string(r.part)+"/"+string(r.ID), r.Plain, string(r.part), string(r.ID)); err != nil {
			return err
		}
		e.count.Records++
	}
	for _, file := range files {
		if err := e.file(ctx, f, at+"/files/", file); err != nil {
			return err
		}
	}
	e.count.Folders++
	return e.readable(f, records)
}

// wholeFolder opens all of a folder but its files.
func (a *Access) wholeFolder(ctx context.Context, tx *sql.Tx, id ID) (f *Folder, card []byte, records []openedRecord, files []FileID, err error) {
	if f, err = a.Folder(ctx, tx, id); err != nil {
		return
	}
	var sealed []byte
	if err = tx.QueryRowContext(ctx, "SELECT card FROM vault_folder WHERE id = $1", id).Scan(&sealed); err != nil {
		return
	}
	if sealed != nil {
		if card, err = a.openCard(sealed, f.secret, f.readers != nil, f.room, id); err != nil {
			return
		}
	}
	parts, err := f.Parts(ctx, tx)
	if err != nil {
		return
	}
	for _, part := range parts {
		all, err := f.All(ctx, tx, part)
		if err != nil {
			return nil, nil, nil, nil, err
		}
		for _, r := range all {
			records = append(records, openedRecord{part, r})
		}
	}
	files, err = f.FileIDs(ctx, tx)
	return
}

// file copies a file into the archive. One that was erased meanwhile is left out.
func (e *exporter) file(ctx context.Context, f *Folder, at string, id FileID) error {
	file, size, err := f.openFile(ctx, id)
	if core.KindOf(err) == core.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := e.archive.WriteHeader(e.header(at+string(id), size)); err != nil {
		return err
	}
	_, err = io.Copy(e.archive, file)
	e.count.Files++
	return err
}

// readable writes what people can read of a folder below read/.
func (e *exporter) readable(f *Folder, records []openedRecord) error {
	if e.describe == nil {
		return nil
	}
	title := ""
	texts := make([][]byte, len(records))
	for i, r := range records {
		name, text := e.describe(f.room, r.part, r.Plain)
		if r.part == Core && title == "" {
			title = name
		}
		texts[i] = text
	}
	at := "read/" + plainName(f.room) + "/" + strings.TrimLeft(plainName(title)+"-"+string(f.id[:8]), "-")
	for i, r := range records {
		if texts[i] == nil {
			continue
		}
		if err := e.add(fmt.Sprintf("%s/%s-%s.json", at, r.part, r.ID), texts[i], string(r.part)); err != nil {
			return err
		}
	}
	return nil
}

// plainName makes the name of a file of what people wrote.
func plainName(name string) string {
	name = strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return '-'
	}, core.Clip(name, 60))
	return strings.Trim(name, "-")
}

// add writes an entry. names are the parts of its path that rooms chose.
func (e *exporter) add(path string, content []byte, names ...string) error {
	for _, name := range names {
		if !archiveName.MatchString(name) {
			return errors.New("vault: the name of a part, a record or a setting cannot stand in an archive")
		}
	}
	if err := e.archive.WriteHeader(e.header(path, int64(len(content)))); err != nil {
		return err
	}
	_, err := e.archive.Write(content)
	return err
}

var archiveName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$`)

func (e *exporter) addJSON(path string, content any) error {
	b, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	return e.add(path, append(b, '\n'))
}

func (e *exporter) header(path string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: path, Size: size, Mode: 0o600, ModTime: e.at.Truncate(time.Second)}
}
