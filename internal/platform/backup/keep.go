package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// How backups are called in a folder that holds many: by the minute in UTC.
const (
	namePattern = "verbund-2006-01-02T1504Z.backup"
	partLeft    = 24 * time.Hour // after that, nobody is writing it any more
)

// Name is the name of a backup that is made at a time.
func Name(at time.Time) string { return at.UTC().Format(namePattern) }

// Kept is a backup in a folder.
type Kept struct {
	Path string
	At   time.Time // as its name says, in UTC
}

// List returns the backups of a folder, the newest first. Other files do not
// matter.
func List(folder string) ([]Kept, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []Kept
	for _, e := range entries {
		at, err := time.Parse(namePattern, e.Name())
		if err == nil && e.Type().IsRegular() {
			all = append(all, Kept{filepath.Join(folder, e.Name()), at.UTC()})
		}
	}
	slices.SortFunc(all, func(a, b Kept) int { return b.At.Compare(a.At) })
	return all, nil
}

// RemoveOld removes the backups of a folder that are older than so many days,
// but never the newest, and what is left of backups that were broken off. It
// returns the paths of what was removed. With 0 days all backups stay.
func RemoveOld(folder string, days int, now time.Time) (removed []string, err error) {
	all, err := List(folder)
	if err != nil {
		return nil, err
	}
	for _, k := range all[min(1, len(all)):] {
		if days == 0 || now.Sub(k.At) <= time.Duration(days)*24*time.Hour {
			continue
		}
		if err := os.Remove(k.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, err
		}
		removed = append(removed, k.Path)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return removed, err
	}
	for _, e := range entries {
		name, part := strings.CutSuffix(e.Name(), ".part")
		at, err := time.Parse(namePattern, name)
		if err != nil || !part || now.Sub(at) < partLeft {
			continue
		}
		path := filepath.Join(folder, e.Name())
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, err
		}
		removed = append(removed, path)
	}
	return removed, nil
}
