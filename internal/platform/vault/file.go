package vault

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"filippo.io/age"

	"verbund/internal/core"
)

// A file is an age stream (age-encryption.org/v1) with one recipient of our own:
// a stanza "verbund-file" that holds the file key, sealed under the folder's key
// for files. Its plaintext is the file, zeros up to a padded size (see padFile),
// and at the very end the real size in eight bytes. It lies in pieces of 256 KiB
// in the database and is never whole in memory, nor in a temporary file.
const (
	pieceSize    = 256 << 10
	piecesAtOnce = 4 // written in one transaction
	fileStanza   = "verbund-file"
	fileTail     = 8
)

// AddFile reads a file to its end and keeps it in the folder. It writes in short
// transactions of its own while the bytes arrive, and returns the real size, which
// the room keeps together with name and type. If r fails, ctx ends or more than
// most bytes come (core.TooLarge), nothing is left; after a crash of the program
// SweepUploads clears up.
func (f *Folder) AddFile(ctx context.Context, r io.Reader, most int64) (id FileID, size int64, err error) {
	return f.addFile(ctx, r, most, NewID())
}

func (f *Folder) addFile(ctx context.Context, r io.Reader, most int64, id FileID) (FileID, int64, error) {
	v := f.access.vault
	lock, err := f.fileLock(id)
	if err != nil {
		return "", 0, err
	}
	today := v.clock.Now().UTC().Format(time.DateOnly)
	err = v.db.Update(ctx, func(tx *sql.Tx) error {
		if there, err := exists(ctx, tx, "SELECT 1 FROM vault_folder WHERE id = $1", f.id); err != nil {
			return err
		} else if !there {
			return notFound()
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO vault_file (id, folder, begun_on) VALUES ($1, $2, $3)", id, f.id, today)
		return err
	})
	if err != nil {
		return "", 0, err
	}
	size, err := v.upload(ctx, r, most, id, lock)
	if err == nil {
		return id, size, nil
	}
	// The request may have ended; what it left must go all the same.
	tidy, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	if eraseErr := v.db.Update(tidy, func(tx *sql.Tx) error { return eraseFile(tidy, tx, id) }); eraseErr != nil {
		err = errors.Join(err, eraseErr)
	}
	return "", 0, err
}

func (v *Vault) upload(ctx context.Context, r io.Reader, most int64, id FileID, lock fileLock) (size int64, err error) {
	pieces := &pieceWriter{vault: v, ctx: ctx, file: id}
	stream, err := age.Encrypt(pieces, lock)
	if err != nil {
		return 0, err
	}
	if size, err = io.Copy(stream, io.LimitReader(r, most+1)); err != nil {
		return 0, err
	}
	if size > most {
		return 0, &core.Error{Kind: core.TooLarge, Key: "vault.file.too_large"}
	}
	if _, err := io.CopyN(stream, zeros{}, padFile(size+fileTail)-size-fileTail); err != nil {
		return 0, err
	}
	if _, err := stream.Write(binary.BigEndian.AppendUint64(nil, uint64(size))); err != nil {
		return 0, err
	}
	if err := stream.Close(); err != nil {
		return 0, err
	}
	return size, pieces.end()
}

// zeros is an endless source of zeros.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// pieceWriter writes what comes in pieces into the database.
type pieceWriter struct {
	vault  *Vault
	ctx    context.Context // of the upload: it lives as long as this writer
	file   FileID
	buffer []byte
	number int64
}

func (w *pieceWriter) Write(b []byte) (int, error) {
	if w.buffer == nil {
		w.buffer = make([]byte, 0, piecesAtOnce*pieceSize)
	}
	n := len(b)
	for len(b) > 0 {
		k := copy(w.buffer[len(w.buffer):cap(w.buffer)], b)
		w.buffer, b = w.buffer[:len(w.buffer)+k], b[k:]
		if len(w.buffer) == cap(w.buffer) {
			if err := w.flush(false); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

// end writes what is left and makes the file visible.
func (w *pieceWriter) end() error { return w.flush(true) }

func (w *pieceWriter) flush(last bool) error {
	err := w.vault.db.Update(w.ctx, func(tx *sql.Tx) error {
		number := w.number
		for b := w.buffer; len(b) > 0; number++ {
			k := min(len(b), pieceSize)
			if _, err := tx.ExecContext(w.ctx, "INSERT INTO vault_piece (file, number, bytes) VALUES ($1, $2, $3)", w.file, number, b[:k]); err != nil {
				return err
			}
			b = b[k:]
		}
		if !last {
			return nil
		}
		result, err := tx.ExecContext(w.ctx, "UPDATE vault_file SET begun_on = NULL WHERE id = $1", w.file)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return notFound() // the folder was erased meanwhile
	})
	w.number += int64((len(w.buffer) + pieceSize - 1) / pieceSize)
	w.buffer = w.buffer[:0]
	return err
}

// fileLock seals and opens the key of one file; it is both ends of age.
type fileLock struct {
	sealer sealer
	place  []string
}

func (f *Folder) fileLock(id FileID) (fileLock, error) {
	s, err := f.sealer(Files)
	return fileLock{s, []string{string(f.access.centre), string(f.id), string(id)}}, err
}

// Wrap seals the key of a file.
func (l fileLock) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	return []*age.Stanza{{Type: fileStanza, Body: l.sealer.sealKey(fileKey, "file", l.place...)}}, nil
}

// Unwrap opens the key of a file.
func (l fileLock) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if len(stanzas) != 1 || stanzas[0].Type != fileStanza {
		return nil, age.ErrIncorrectIdentity
	}
	fileKey, err := l.sealer.openBytes(nil, stanzas[0].Body, "file", l.place...)
	if err != nil {
		return nil, age.ErrIncorrectIdentity
	}
	return fileKey, nil
}

// EraseFile deletes a file. It returns core.NotFound if the folder has none of
// that ID.
func (f *Folder) EraseFile(ctx context.Context, tx *sql.Tx, id FileID) error {
	there, err := exists(ctx, tx, "SELECT 1 FROM vault_file WHERE id = $1 AND folder = $2", id, f.id)
	if err != nil {
		return err
	}
	if !there {
		return notFound()
	}
	return eraseFile(ctx, tx, id)
}

func eraseFile(ctx context.Context, tx *sql.Tx, id FileID) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM vault_piece WHERE file = $1", id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM vault_file WHERE id = $1", id)
	return err
}

// FileIDs returns the files of the folder whose upload has ended, in no meaningful
// order: a room finds out by it which it knows nothing of.
func (f *Folder) FileIDs(ctx context.Context, tx *sql.Tx) ([]FileID, error) {
	return column[FileID](ctx, tx, "SELECT id FROM vault_file WHERE folder = $1 AND begun_on IS NULL ORDER BY id", f.id)
}

// SweepUploads removes uploads that began over a day ago and never ended: those
// of a program that was killed. It is a job, and may run on several servers.
func (v *Vault) SweepUploads(ctx context.Context) error {
	yesterday := v.clock.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	return v.db.Update(ctx, func(tx *sql.Tx) error {
		ids, err := column[FileID](ctx, tx, "SELECT id FROM vault_file WHERE begun_on < $1", yesterday)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := eraseFile(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}
