package app

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// frozenSums is the file by which a folder is known as a frozen copy. It names
// every other file with its SHA-256, in the form that sha256sum -c reads, so that
// a stick can be checked.
const frozenSums = "frozen.sha256"

// frozenFolder is a folder that is being written. It stands in a temporary one
// beside its place until it is whole.
type frozenFolder struct {
	place     string // where it will be
	temporary string
	sums      []string
}

// newFrozenFolder begins a folder that will stand at dir. It fails if there is
// anything that an earlier copy did not put there.
func newFrozenFolder(dir string) (*frozenFolder, error) {
	place, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(place); err == nil {
		place = real
	}
	if err := mayReplace(place); err != nil {
		return nil, err
	}
	temporary, err := os.MkdirTemp(filepath.Dir(place), ".frozen-*")
	if err != nil {
		return nil, err
	}
	f := &frozenFolder{place: place, temporary: temporary}
	return f, os.Mkdir(f.fresh(), 0o755)
}

func (f *frozenFolder) fresh() string { return filepath.Join(f.temporary, "new") }

// mayReplace says what in a folder was not put there by an earlier copy.
func mayReplace(place string) error {
	entries, err := os.ReadDir(place)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(place, frozenSums))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is not empty and not a frozen copy: it is left as it is; name another folder", place)
	}
	if err != nil {
		return err
	}
	ours := map[string]bool{frozenSums: true}
	for line := range strings.Lines(string(sums)) {
		if _, name, ok := strings.Cut(strings.TrimRight(line, "\n"), "  "); ok {
			ours[name] = true
		}
	}
	return filepath.WalkDir(place, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(place, path)
		if err != nil {
			return err
		}
		if !ours[filepath.ToSlash(name)] {
			return fmt.Errorf("%s holds %s, which was not put there by an export: it is left as it is; take that file out or name another folder", place, filepath.ToSlash(name))
		}
		return nil
	})
}

// write puts a file into the folder. Everybody may read it.
func (f *frozenFolder) write(name string, content []byte) error {
	sum := sha256.Sum256(content)
	f.sums = append(f.sums, hex.EncodeToString(sum[:])+"  "+name+"\n")
	return f.put(name, content)
}

func (f *frozenFolder) put(name string, content []byte) error {
	path := filepath.Join(f.fresh(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// finish puts the folder in its place, and takes away the one that stood there.
func (f *frozenFolder) finish() error {
	slices.SortFunc(f.sums, func(a, b string) int { return strings.Compare(a[2*sha256.Size:], b[2*sha256.Size:]) })
	if err := f.put(frozenSums, []byte(strings.Join(f.sums, ""))); err != nil {
		return errors.Join(err, f.abandon())
	}
	old := filepath.Join(f.temporary, "old")
	err := os.Rename(f.place, old)
	replaces := err == nil
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err == nil {
		if err = os.Rename(f.fresh(), f.place); err != nil && replaces {
			err = errors.Join(err, os.Rename(old, f.place))
		}
	}
	return errors.Join(err, f.abandon())
}

// abandon takes away what is temporary.
func (f *frozenFolder) abandon() error { return os.RemoveAll(f.temporary) }
