package vault

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"sync"

	"filippo.io/age"
)

// OpenFile returns a file for reading from anywhere in it: only the pieces that
// are needed leave the database, one at a time. size is what AddFile returned.
// ctx must last as long as the reader. It returns core.NotFound if the folder has
// no such file, and ErrSealed if it does not open or has another size.
func (f *Folder) OpenFile(ctx context.Context, id FileID, size int64) (io.ReadSeeker, error) {
	file, real, err := f.openFile(ctx, id)
	if err != nil {
		return nil, err
	}
	if real != size {
		return nil, sealedError("file")
	}
	return file, nil
}

// openFile returns a file and its real size.
func (f *Folder) openFile(ctx context.Context, id FileID) (*io.SectionReader, int64, error) {
	lock, err := f.fileLock(id)
	if err != nil {
		return nil, 0, err
	}
	pieces := &pieceReader{vault: f.access.vault, ctx: ctx, file: id}
	var last, length sql.NullInt64
	err = pieces.vault.db.QueryRow(ctx, `SELECT p.number, length(p.bytes) FROM vault_piece p JOIN vault_file f ON f.id = p.file
		WHERE f.id = $1 AND f.folder = $2 AND f.begun_on IS NULL ORDER BY p.number DESC LIMIT 1`, id, f.id).Scan(&last, &length)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, notFound()
	}
	if err != nil {
		return nil, 0, err
	}
	plain, padded, err := age.DecryptReaderAt(pieces, last.Int64*pieceSize+length.Int64, lock)
	if err != nil {
		return nil, 0, pieces.failure()
	}
	file := plainReader{plain, pieces}
	if padded < fileTail {
		return nil, 0, sealedError("file")
	}
	var tail [fileTail]byte
	if _, err := file.ReadAt(tail[:], padded-fileTail); err != nil && err != io.EOF {
		return nil, 0, err
	}
	size := binary.BigEndian.Uint64(tail[:])
	if size > uint64(padded-fileTail) {
		return nil, 0, sealedError("file")
	}
	return io.NewSectionReader(file, 0, int64(size)), int64(size), nil
}

// plainReader is what age decrypts, with our errors in place of its.
type plainReader struct {
	plain  io.ReaderAt
	pieces *pieceReader
}

func (r plainReader) ReadAt(b []byte, offset int64) (int, error) {
	n, err := r.plain.ReadAt(b, offset)
	if err != nil && err != io.EOF {
		err = r.pieces.failure()
	}
	return n, err
}

// pieceReader reads a sealed file from its pieces, of which it keeps the last.
type pieceReader struct {
	vault *Vault
	ctx   context.Context // of the request: it lives as long as this reader
	file  FileID

	mu     sync.Mutex
	bytes  []byte // nil before the first read
	number int64  // of the piece in bytes
	err    error  // of the database, the last
}

func (r *pieceReader) ReadAt(b []byte, offset int64) (n int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for n < len(b) {
		at := offset + int64(n)
		if err := r.load(at / pieceSize); err != nil {
			return n, err
		}
		from := int(at % pieceSize)
		if from >= len(r.bytes) {
			return n, io.EOF
		}
		n += copy(b[n:], r.bytes[from:])
	}
	return n, nil
}

func (r *pieceReader) load(number int64) error {
	if r.bytes != nil && r.number == number {
		return nil
	}
	r.bytes = nil
	var bytes []byte
	err := r.vault.db.QueryRow(r.ctx, "SELECT bytes FROM vault_piece WHERE file = $1 AND number = $2", r.file, number).Scan(&bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return io.EOF
	}
	if err != nil {
		r.err = err
		return err
	}
	r.bytes, r.number = bytes, number
	return nil
}

// failure is the error of the database, if there was one, and else ErrSealed.
func (r *pieceReader) failure() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	return sealedError("file")
}
