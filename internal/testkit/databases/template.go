package databases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"verbund/internal/platform/database"
)

// templates are databases of this process that were migrated once. A test gets a copy,
// which takes a fraction of the time of all the steps.
var templates struct {
	sync.Mutex
	folder string            // of SQLite files
	made   map[string]string // the file of SQLite or the name on PostgreSQL, by what is in it
}

// Migrated returns the address of a new database in which the steps of sets have been
// taken, which is removed at the end of the test. o is with what they were taken; name
// tells different o apart.
func Migrated(t testing.TB, kind database.Kind, name string, o database.Options, sets ...database.Migrations) string {
	t.Helper()
	content, err := fingerprint(sets)
	if err != nil {
		t.Fatalf("reading the migrations: %v", err)
	}
	key := kind.String() + " " + name + " " + content
	if kind == database.SQLite {
		from, err := template(key, func() (string, error) { return sqliteTemplate(t.Context(), content+name, o, sets) })
		if err != nil {
			t.Fatalf("migrating the test database: %v", err)
		}
		to := filepath.Join(t.TempDir(), "verbund.db")
		body, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(to, body, 0o600)
		}
		if err != nil {
			t.Fatalf("copying the test database: %v", err)
		}
		return to
	}
	s := start(t)
	from, err := template(key, func() (string, error) { return s.template(t.Context(), o, sets) })
	if err != nil {
		t.Fatalf("migrating the test database: %v", err)
	}
	return s.copy(t, from)
}

// fingerprint is of what migrations say.
func fingerprint(sets []database.Migrations) (string, error) {
	sum := sha256.New()
	for _, set := range sets {
		fmt.Fprintf(sum, "%q\n", set.Room)
		err := fs.WalkDir(set.Files, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			body, err := fs.ReadFile(set.Files, path)
			fmt.Fprintf(sum, "%q %q\n", path, body)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:12]), nil
}

// template makes one once.
func template(key string, make func() (string, error)) (string, error) {
	templates.Lock()
	defer templates.Unlock()
	if made, ok := templates.made[key]; ok {
		return made, nil
	}
	made, err := make()
	if err == nil {
		if templates.made == nil {
			templates.made = map[string]string{}
		}
		templates.made[key] = made
	}
	return made, err
}

func migrate(ctx context.Context, address string, o database.Options, sets []database.Migrations) error {
	db, err := database.Open(ctx, address, o)
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx, sets...), db.Close())
}

func sqliteTemplate(ctx context.Context, name string, o database.Options, sets []database.Migrations) (string, error) {
	if templates.folder == "" {
		folder, err := os.MkdirTemp("", "verbund-templates-")
		if err != nil {
			return "", err
		}
		templates.folder = folder
	}
	path := filepath.Join(templates.folder, name+".db")
	return path, migrate(ctx, path, o, sets)
}

// forget removes the templates of SQLite; those on a server go with it, or with stop.
func forget() {
	templates.Lock()
	defer templates.Unlock()
	if templates.folder != "" {
		os.RemoveAll(templates.folder)
		templates.folder = ""
	}
	clear(templates.made)
}
