package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"filippo.io/age"

	"verbund/internal/core"
	"verbund/internal/platform/database"
)

// Made is a backup that was written, read again and found equal.
type Made struct {
	Path   string
	Header Header
	Sums   []Sum
	Bytes  int64 // of the file
}

// Make writes a backup of the database to path, which must not exist. The file
// appears under that name only after it has been read back from its first to its
// last row and compared with what was written; if anything fails, no file is
// left. The database may be written to meanwhile.
func Make(ctx context.Context, db *database.DB, path string, lock *Lock, w Work) (made Made, err error) {
	if _, err := os.Lstat(path); err == nil {
		return made, &core.Error{Kind: core.Conflict, Key: "backup.error.exists", Args: []any{"file", path}}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return made, err
	}
	also, open, err := lock.prove()
	if err != nil {
		return made, err
	}
	part := path + ".part"
	defer func() {
		if err != nil {
			err = full(err)
			if gone := os.Remove(part); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}()
	made = Made{Path: path}
	if made.Header, made.Sums, err = writeFile(ctx, db, part, append(also, lock.recipients...), w); err != nil {
		return made, err
	}
	if lock.passphrase {
		debug.FreeOSMemory() // a quarter of a gigabyte, which verifying takes again
	}
	if made.Bytes, err = verify(part, made.Sums, open, w); err != nil {
		return made, err
	}
	if err := ctx.Err(); err != nil {
		return made, err
	}
	if err := os.Rename(part, path); err != nil {
		return made, err
	}
	return made, syncFolder(filepath.Dir(path))
}

func writeFile(ctx context.Context, db *database.DB, path string, recipients []age.Recipient, w Work) (header Header, sums []Sum, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return header, nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := file.Chmod(0o600); err != nil { // it may have been there
		return header, nil, err
	}
	buffered := bufio.NewWriterSize(file, atOnce)
	encrypted, err := age.Encrypt(buffered, recipients...)
	if err != nil {
		return header, nil, err
	}
	if header, sums, err = write(ctx, db, encrypted, w); err != nil {
		return header, nil, err
	}
	if err := errors.Join(encrypted.Close(), buffered.Flush(), file.Sync()); err != nil {
		return header, nil, err
	}
	return header, sums, nil
}

// verify reads the whole file and compares it with what was meant to be in it.
func verify(path string, want []Sum, identities []age.Identity, w Work) (size int64, err error) {
	r, err := Open(path, &Key{identities})
	if err != nil {
		return 0, fmt.Errorf("backup: what was written cannot be read: %w", err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	got, err := r.Sums(w)
	if err != nil {
		return 0, fmt.Errorf("backup: what was written cannot be read: %w", err)
	}
	if different := Compare(want, got); len(different) > 0 {
		return 0, fmt.Errorf("backup: the table %s was not written as it was read", different[0].Here.Name)
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) { // some file systems cannot
		err = nil
	}
	return errors.Join(err, folder.Close())
}
