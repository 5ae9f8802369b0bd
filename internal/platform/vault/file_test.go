package vault

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// folder returns a folder outside of a transaction, as a page that streams has it.
func (w *world) folder(h *Holder, c core.ID, id ID) (f *Folder) {
	w.t.Helper()
	w.as(h, c, func(tx *sql.Tx, a *Access) (err error) {
		f, err = a.Folder(w.ctx, tx, id)
		return err
	})
	return f
}

func (w *world) count(table string) (n int) {
	w.t.Helper()
	if err := w.db.QueryRow(w.ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestFilesOfAllSizesComeBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		id, _ := w.write(ada, c, "casework", "", nil)
		f := w.folder(ada, c, id)
		for _, size := range []int{0, 1, smallestFile - fileTail, smallestFile, 64 << 10, pieceSize - 300, pieceSize, 3*pieceSize + 17, piecesAtOnce*pieceSize + 1} {
			content := random(size)
			file, n, err := f.AddFile(w.ctx, bytes.NewReader(content), int64(size))
			if err != nil || n != int64(size) {
				t.Fatalf("%d bytes: %d, %v", size, n, err)
			}
			r, err := w.folder(ada, c, id).OpenFile(w.ctx, file, n)
			if err != nil {
				t.Fatalf("%d bytes: %v", size, err)
			}
			if size <= 64<<10 { // it reads byte by byte, too
				if err := iotest.TestReader(r, content); err != nil {
					t.Errorf("%d bytes: %v", size, err)
				}
			} else if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes: %d come back, %v", size, len(got), err)
			} else if _, err := r.Seek(-9, io.SeekEnd); err != nil {
				t.Error(err)
			} else if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content[size-9:]) {
				t.Errorf("%d bytes: the last nine are %x, %v", size, got, err)
			}
			if _, err := f.OpenFile(w.ctx, file, n+1); !errors.Is(err, ErrSealed) {
				t.Errorf("%d bytes, asked for as one more: %v", size, err)
			}
			if size > 0 {
				if _, _, err := f.AddFile(w.ctx, bytes.NewReader(content), int64(size)-1); core.KindOf(err) != core.TooLarge {
					t.Errorf("%d bytes where one less may be: %v", size, err)
				}
			}
			w.must(func(tx *sql.Tx) error { return f.EraseFile(w.ctx, tx, file) })
			w.refused(core.NotFound, func(tx *sql.Tx) error { return f.EraseFile(w.ctx, tx, file) })
			if _, err := f.OpenFile(w.ctx, file, n); core.KindOf(err) != core.NotFound {
				t.Errorf("erased: %v", err)
			}
		}
		if n := w.count("vault_file") + w.count("vault_piece"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestC2FilesOfSimilarSizeLookAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		id, _ := w.write(ada, c, "casework", "", nil)
		f := w.folder(ada, c, id)
		stored := func(size int) (n int) {
			file, _, err := f.AddFile(w.ctx, bytes.NewReader(make([]byte, size)), 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.db.QueryRow(w.ctx, "SELECT sum(length(bytes)) FROM vault_piece WHERE file = $1", file).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if a, b := stored(500_001), stored(507_000); a != b || a < 500_000 || a > 600_000 {
			t.Errorf("files of 500,001 and 507,000 bytes take %d and %d", a, b)
		}
	})
}

func TestAFileOpensInItsFolderOnlyAndUnchanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		id, _ := w.write(ada, c, "casework", "", nil)
		other, _ := w.write(ada, c, "casework", "", nil)
		f := w.folder(ada, c, id)
		content := random(2*pieceSize + 5)
		file, size, err := f.AddFile(w.ctx, bytes.NewReader(content), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		second, _, err := f.AddFile(w.ctx, bytes.NewReader(content), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.folder(ada, c, other).OpenFile(w.ctx, file, size); core.KindOf(err) != core.NotFound {
			t.Errorf("from another folder: %v", err)
		}
		for _, change := range []string{
			"UPDATE vault_file SET folder = '" + string(other) + "' WHERE id = $1",
			"UPDATE vault_piece SET bytes = (SELECT bytes FROM vault_piece o WHERE o.file = '" + string(second) + "' AND o.number = 0) WHERE number = 0 AND file = $1",
			"UPDATE vault_piece SET bytes = (SELECT bytes FROM vault_piece o WHERE o.file = $1 AND o.number = 0) WHERE number = 1 AND file = $1",
			"DELETE FROM vault_piece WHERE number = 2 AND file = $1",
			"DELETE FROM vault_piece WHERE number = 1 AND file = $1",
			"UPDATE vault_piece SET number = 3 - number WHERE number > 0 AND file = $1 AND number = 2",
		} {
			copied, size, err := f.AddFile(w.ctx, bytes.NewReader(content), 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			changed := true
			err = w.db.Update(w.ctx, func(tx *sql.Tx) error { _, err := tx.Exec(change, copied); return err })
			if err != nil && !database.IsUnique(err) {
				t.Fatal(err)
			}
			changed = err == nil
			folder := f
			if strings.Contains(change, "SET folder") {
				folder = w.folder(ada, c, other)
			}
			var got []byte
			r, err := folder.OpenFile(w.ctx, copied, size)
			if err == nil {
				got, err = io.ReadAll(r)
			}
			if changed && (err == nil || len(got) > 0 && !bytes.HasPrefix(content, got)) {
				t.Errorf("%s: %d bytes are read, %v", change, len(got), err)
			}
			if changed && !errors.Is(err, ErrSealed) {
				t.Errorf("%s: %v", change, err)
			}
		}
	})
}

func TestABrokenUploadLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		id, _ := w.write(ada, c, "casework", "", nil)
		f := w.folder(ada, c, id)
		broken := errors.New("the connection broke")
		upload := func(ctx context.Context, r io.Reader) error {
			_, _, err := f.AddFile(ctx, r, 64<<20)
			return err
		}
		ctx, cancel := context.WithCancel(w.ctx)
		for name, err := range map[string]error{
			"broken early": upload(w.ctx, iotest.ErrReader(broken)),
			"broken late":  upload(w.ctx, io.MultiReader(bytes.NewReader(make([]byte, 3<<20)), iotest.ErrReader(broken))),
			"gone away":    upload(ctx, io.MultiReader(bytes.NewReader(make([]byte, 3<<20)), readerFunc(func([]byte) (int, error) { cancel(); return 0, ctx.Err() }))),
			"too large":    upload(w.ctx, io.LimitReader(zeros{}, 65<<20)),
			"folder erased meanwhile": upload(w.ctx, io.MultiReader(bytes.NewReader(make([]byte, 3<<20)), readerFunc(func([]byte) (int, error) {
				w.must(func(tx *sql.Tx) error { return f.Erase(w.ctx, tx) })
				return 0, io.EOF
			}))),
		} {
			if err == nil {
				t.Errorf("%s: it succeeded", name)
			}
			if n := w.count("vault_file") + w.count("vault_piece"); n != 0 {
				t.Errorf("%s: %d rows are left", name, n)
			}
		}
		if err := upload(w.ctx, strings.NewReader("x")); core.KindOf(err) != core.NotFound {
			t.Errorf("into an erased folder: %v", err)
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestUploadsThatNeverEndedAreSweptAfterADay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		id, _ := w.write(ada, c, "casework", "", nil)
		f := w.folder(ada, c, id)
		whole, size, err := f.AddFile(w.ctx, strings.NewReader("whole"), 100)
		if err != nil {
			t.Fatal(err)
		}
		w.must(func(tx *sql.Tx) error { // as a killed program leaves it
			_, err := tx.Exec("INSERT INTO vault_file (id, folder, begun_on) VALUES ($1, $2, $3)", NewID(), f.id, "2026-11-22")
			return err
		})
		w.must(func(tx *sql.Tx) error {
			ids, err := f.FileIDs(w.ctx, tx)
			if len(ids) != 1 || ids[0] != whole {
				t.Errorf("the folder has the files %v", ids)
			}
			return err
		})
		for days, want := range []int{2, 2, 1} {
			w.clock.Set(fixedClock().Now().AddDate(0, 0, days))
			if err := w.vault.SweepUploads(w.ctx); err != nil {
				t.Fatal(err)
			}
			if n := w.count("vault_file"); n != want {
				t.Errorf("after %d days there are %d files, want %d", days, n, want)
			}
		}
		w.clock.Advance(1000 * time.Hour)
		if err := w.vault.SweepUploads(w.ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := f.OpenFile(w.ctx, whole, size); err != nil {
			t.Error(err)
		}
	})
}

// TestC8ALargeFileNeedsLittleMemoryAndNoOtherFile uploads 100 MB.
func TestC8ALargeFileNeedsLittleMemoryAndNoOtherFile(t *testing.T) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(strings.ToLower(kind.String()), func(t *testing.T) {
			address := databases.Address(t, kind)
			temporary := t.TempDir()
			t.Setenv("TMPDIR", temporary)
			db, err := database.Open(t.Context(), address, database.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Migrate(t.Context(), Migrations()); err != nil {
				t.Fatal(err)
			}
			w := newWorld(t, db)
			ada := w.enrol("Ada")
			c := w.found("North", ada)
			id, _ := w.write(ada, c, "casework", "", nil)
			f := w.folder(ada, c, id)

			const size = 100 << 20
			debug.FreeOSMemory()
			before, most, read := memory(t), 0, 0
			source := rand.NewChaCha8([32]byte{8})
			r := io.LimitReader(readerFunc(func(b []byte) (int, error) {
				if read++; read%64 == 0 {
					most = max(most, memory(t))
					if names := names(temporary); len(names) > 0 {
						t.Fatalf("files outside the database: %v", names)
					}
				}
				return source.Read(b)
			}), size)
			file, n, err := f.AddFile(w.ctx, r, size)
			if err != nil || n != size {
				t.Fatalf("%d bytes, %v", n, err)
			}
			if grown := (most - before) >> 20; grown >= 32 {
				t.Errorf("memory grew by %d MB while it was written", grown)
			} else {
				t.Logf("memory grew by %d MB while it was written", grown)
			}
			debug.FreeOSMemory()
			before, most = memory(t), 0
			opened, err := f.OpenFile(w.ctx, file, n)
			if err != nil {
				t.Fatal(err)
			}
			same, buffer := rand.NewChaCha8([32]byte{8}), make([]byte, 1<<20)
			for left := int64(size); left > 0; left -= int64(len(buffer)) {
				if _, err := io.ReadFull(opened, buffer); err != nil {
					t.Fatal(err)
				}
				want := make([]byte, len(buffer))
				same.Read(want)
				if !bytes.Equal(buffer, want) {
					t.Fatal("other bytes come back")
				}
				most = max(most, memory(t))
			}
			if grown := (most - before) >> 20; grown >= 32 {
				t.Errorf("memory grew by %d MB while it was read", grown)
			} else {
				t.Logf("memory grew by %d MB while it was read", grown)
			}
			if kind == database.SQLite {
				for _, name := range names(filepath.Dir(address)) {
					if !strings.HasPrefix(name, "verbund.db") {
						t.Errorf("beside the database lies %s", name)
					}
				}
			}
		})
	}
}

// memory is how much the process holds, in bytes.
func memory(t *testing.T) int {
	n := resident()
	if n == 0 {
		t.Skip("not tested: this system does not tell how much memory a process holds")
	}
	return n
}

// resident is how much the process holds, in bytes, or 0 where that is not told.
func resident() int {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, err := strconv.Atoi(strings.Fields(string(b))[1])
	if err != nil {
		return 0
	}
	return pages * os.Getpagesize()
}

func names(folder string) (all []string) {
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}
