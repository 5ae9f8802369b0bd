package backup

import (
	"bufio"
	"bytes"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

var columns = []database.Column{{Name: "id", Type: database.Text}, {Name: "n", Type: database.Integer}, {Name: "b", Type: database.Bytes}, {Name: "f", Type: database.Boolean}}

// stream writes a backup of one table by hand.
func stream(t testing.TB, header Header, rows [][]any, change func(*closing)) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(magic + format)
	if err := writeJSON(&b, header); err != nil {
		t.Fatal(err)
	}
	sum := newTally("house_door")
	for _, row := range rows {
		b.Write(sum.add(row))
	}
	b.WriteByte(endOfTable)
	c := closing{[]Sum{sum.sum()}}
	if change != nil {
		change(&c)
	}
	if err := writeJSON(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func doors() Header {
	return Header{Program: "test", Tables: []Table{{database.Table{Name: "house_door", Columns: columns, Key: []string{"id"}}, 2}}}
}

func rows() [][]any {
	return [][]any{{"a", int64(-1), []byte{}, true}, {"Ü\xff\x00", nil, []byte("x"), nil}}
}

func compressed(t testing.TB, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	z.Write(plain)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readAll reads a stream to its end.
func readAll(r *Reader, err error) error {
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = r.Sums(Work{})
	return err
}

// TestFormatOneStaysReadable holds the first format against a file of it: what
// was once written can be read for ever.
func TestFormatOneStaysReadable(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("testdata", "format1.stream"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, stream(t, doors(), rows(), nil)) {
		t.Error("this program writes something else than format 1")
	}
	r, err := newStream(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range rows() {
		row, err := r.Next()
		if err != nil || fmt.Sprintf("%#v", row) != fmt.Sprintf("%#v", want) {
			t.Errorf("%#v, %v; want %#v", row, err, want)
		}
	}
	if sums, err := r.Sums(Work{}); err != nil || sums[0].SHA256 != "1582e287406c4187ad3ebf9e3197c8c778c5263dc026e1d58469595505716898" || sums[0].Rows != 2 {
		t.Errorf("%v, %v", sums, err)
	}
}

func TestRowsOfAnyKindComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := []any{
			rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return string(b) })).Draw(t, "text"),
			rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Int64(), func(n int64) any { return n })).Draw(t, "number"),
			rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return append([]byte{}, b...) })).Draw(t, "bytes"),
			rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b })).Draw(t, "truth"),
		}
		r := bufio.NewReader(bytes.NewReader(appendRow(nil, row)[1:]))
		got := make([]any, len(row))
		if err := readRow(r, columns, got); err != nil || fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", row) {
			t.Fatalf("%#v became %#v, %v", row, got, err)
		}
	})
}

// TestHostileStreamsAreRefused: each is said to be damaged, or not ours, and
// none takes more memory than it brings along.
func TestHostileStreamsAreRefused(t *testing.T) {
	good := stream(t, doors(), rows(), nil)
	if err := readAll(newStream(bytes.NewReader(good))); err != nil {
		t.Fatal(err)
	}
	length := func(n uint64) []byte { return binary.AppendUvarint(nil, n) }
	head := func(change func(*Header)) []byte {
		h := doors()
		h.Tables = slices.Clone(h.Tables)
		h.Tables[0].Columns = slices.Clone(columns)
		change(&h)
		return stream(t, h, rows(), nil)
	}
	headerOnly := func() []byte {
		text, _ := json.Marshal(doors())
		return slices.Concat([]byte(magic+format), length(uint64(len(text))), text)
	}()
	for name, bad := range map[string][]byte{
		"empty":                  {},
		"something else":         []byte("PK\x03\x04 some other kind of archive"),
		"newer format":           []byte(magic + "2\n"),
		"no number":              []byte(magic + "one\n"),
		"endless number":         []byte(magic + strings.Repeat("1", 1000)),
		"header too long":        slices.Concat([]byte(magic+format), length(longestHeader+1)),
		"header without an end":  slices.Concat([]byte(magic+format), length(longestHeader), []byte("{")),
		"length without an end":  slices.Concat([]byte(magic+format), bytes.Repeat([]byte{0xff}, 20)),
		"header is no JSON":      slices.Concat([]byte(magic+format), length(3), []byte("nix")),
		"table without a name":   head(func(h *Header) { h.Tables[0].Name = "" }),
		"table named twice":      head(func(h *Header) { h.Tables = append(h.Tables, h.Tables[0]) }),
		"no column":              head(func(h *Header) { h.Tables[0].Columns = nil }),
		"column named twice":     head(func(h *Header) { h.Tables[0].Columns[1].Name = "id" }),
		"column of another type": head(func(h *Header) { h.Tables[0].Columns[1].Type = "json" }),
		"column of a wrong type": head(func(h *Header) { h.Tables[0].Columns[1].Type = database.Boolean }),
		"key of another table":   head(func(h *Header) { h.Tables[0].Key = []string{"other"} }),
		"fewer than no rows":     head(func(h *Header) { h.Tables[0].Rows = -1 }),
		"a row too few":          head(func(h *Header) { h.Tables[0].Rows = 3 }),
		"a row too many":         head(func(h *Header) { h.Tables[0].Rows = 1 }),
		"a table too many":       head(func(h *Header) { h.Tables = append(h.Tables, Table{database.Table{Name: "x_y", Columns: columns}, 0}) }),
		"row without a mark":     slices.Concat(headerOnly, []byte{7}),
		"endless text":           slices.Concat(headerOnly, []byte{oneRow, valueText}, length(1<<60)),
		"text of a gigabyte":     slices.Concat(headerOnly, []byte{oneRow, valueText}, length(longestValue), []byte("short")),
		"unknown value":          slices.Concat(headerOnly, []byte{oneRow, 9}),
		"sum of something else":  stream(t, doors(), rows(), func(c *closing) { c.Tables[0].SHA256 = strings.Repeat("0", 64) }),
		"sum missing":            stream(t, doors(), rows(), func(c *closing) { c.Tables = nil }),
		"something behind":       append(slices.Clone(good), 0),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := readAll(newStream(bytes.NewReader(bad)))
			runtime.ReadMemStats(&after)
			if core.KindOf(err) != core.Unprocessable {
				t.Errorf("%v", err)
			}
			if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 16 {
				t.Errorf("%d MB were taken", grown)
			}
		})
	}
	for i := range good {
		if err := readAll(newStream(bytes.NewReader(good[:i]))); core.KindOf(err) != core.Unprocessable {
			t.Errorf("cut off after %d bytes: %v", i, err)
		}
	}
}

func house() database.Migrations {
	return database.Migrations{Room: "house", Files: fstest.MapFS{"migrations/1_x.sql": &fstest.MapFile{Data: []byte(
		"-- +goose Up\nCREATE TABLE house_door (id text PRIMARY KEY, n bigint, b bytea, f boolean);\n")}}}
}

// TestDamagedFileRestoresNothing flips bits of a whole file and cuts it off, and
// looks whether anything has come into being.
func TestDamagedFileRestoresNothing(t *testing.T) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(kind.String(), func(t *testing.T) {
			db := databases.Open(t, kind, house())
			err := db.Update(t.Context(), func(tx *sql.Tx) error {
				for i := range 2000 {
					noise := make([]byte, 100)
					for j := range noise {
						noise[j] = byte(i * (j + 7) * 31 >> 3)
					}
					if _, err := tx.Exec("INSERT INTO house_door (id, b) VALUES ($1, $2)", fmt.Sprint(i), noise); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			identity, err := age.GenerateX25519Identity()
			if err != nil {
				t.Fatal(err)
			}
			lock, err := ForRecipients(identity.Recipient().String())
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			w := Work{Clock: clock.At(time.Unix(0, 0))}
			made, err := Make(t.Context(), db, filepath.Join(folder, "good"), lock, w)
			if err != nil {
				t.Fatal(err)
			}
			good, err := os.ReadFile(made.Path)
			if err != nil {
				t.Fatal(err)
			}
			to := Target{Address: databases.Address(t, kind), Sets: []database.Migrations{house()}}
			damage := func(name string, file []byte) {
				path := filepath.Join(folder, "bad")
				if err := os.WriteFile(path, file, 0o600); err != nil {
					t.Fatal(err)
				}
				r, err := Open(path, &Key{[]age.Identity{identity}})
				if err == nil {
					_, err = Restore(t.Context(), r, to, w)
					r.Close()
				}
				if core.KindOf(err) != core.Unprocessable {
					t.Errorf("%s: %v", name, err)
				}
				there, err := database.Existing(t.Context(), to.Address, database.Options{})
				if !errors.Is(err, database.ErrNothing) {
					t.Errorf("%s: there is a database, %v", name, err)
					if err == nil {
						there.Close()
					}
				}
			}
			step := len(good) / 40
			for i := 0; i < len(good); i += step {
				bad := slices.Clone(good)
				bad[i] ^= 1 << (i % 8)
				damage(fmt.Sprintf("bit of byte %d", i), bad)
				damage(fmt.Sprintf("cut off at %d", i), good[:i])
			}
			damage("last byte missing", good[:len(good)-1])
			damage("something behind", append(slices.Clone(good), 'x'))
			damage("twice", append(slices.Clone(good), good...))
			r, err := Open(made.Path, &Key{[]age.Identity{identity}})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if done, err := Restore(t.Context(), r, to, w); err != nil || Rows(done.Sums) != 2002 {
				t.Errorf("the good one: %v, %v", done, err)
			}
		})
	}
}

func TestFileThatDiffersFromWhatWasReadIsNoBackup(t *testing.T) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	encrypted, err := age.Encrypt(file, identity.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	encrypted.Write(compressed(t, stream(t, doors(), rows(), nil)))
	if err := errors.Join(encrypted.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path, &Key{[]age.Identity{identity}})
	if err != nil {
		t.Fatal(err)
	}
	sums, err := r.Sums(Work{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verify(path, sums, []age.Identity{identity}, Work{}); err != nil {
		t.Errorf("equal: %v", err)
	}
	sums[0].Rows++
	if _, err := verify(path, sums, []age.Identity{identity}, Work{}); err == nil {
		t.Error("a row too few was not noticed")
	}
}

func FuzzStream(f *testing.F) {
	f.Add(stream(f, doors(), rows(), nil))
	f.Add([]byte(magic + format))
	f.Fuzz(func(t *testing.T, plain []byte) {
		if err := readAll(newStream(bytes.NewReader(plain))); err != nil && core.KindOf(err) != core.Unprocessable {
			t.Errorf("%v", err)
		}
	})
}

func FuzzCompressed(f *testing.F) {
	f.Add(compressed(f, stream(f, doors(), rows(), nil)))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := newReader(bytes.NewReader(file))
		if err := readAll(r, err); err != nil && core.KindOf(err) != core.Unprocessable {
			t.Errorf("%v", err)
		}
	})
}

func FuzzFile(f *testing.F) {
	identity, err := age.ParseX25519Identity("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX")
	if err != nil {
		f.Fatal(err)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, identity.Recipient())
	if err != nil {
		f.Fatal(err)
	}
	w.Write(compressed(f, stream(f, doors(), rows(), nil)))
	w.Close()
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := openWith(bytes.NewReader(file), []age.Identity{identity})
		if err := readAll(r, err); err != nil && core.KindOf(err) != core.Unprocessable {
			t.Errorf("%v", err)
		}
	})
}
