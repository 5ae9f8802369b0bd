package app_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbund/internal/app"
	"verbund/internal/platform/clock"
	"verbund/internal/testkit"
)

func TestFrozenFolderReplacesOnlyWhatIsItsOwn(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Nothing})
	place := t.TempDir()
	dir := filepath.Join(place, "copy")
	freeze := func(want string) {
		t.Helper()
		_, err := n.App.Freeze(t.Context(), dir, nil)
		switch {
		case want == "" && err != nil:
			t.Fatal(err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("the error is %v, want one about %q", err, want)
		}
		if entries, _ := os.ReadDir(place); len(entries) != 1 {
			t.Errorf("beside the copy stand %v", entries)
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	freeze("") // an empty folder
	freeze("") // an earlier copy
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("not everybody can read the folder: %v, %v", info.Mode(), err)
	}

	own := filepath.Join(dir, "de", "notes.txt")
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := readAll(t, dir)
	freeze("de/notes.txt")
	if !maps.EqualFunc(before, readAll(t, dir), bytes.Equal) {
		t.Error("a folder that was refused was changed")
	}
	if err := os.Remove(own); err != nil {
		t.Fatal(err)
	}
	freeze("")
	if err := os.Remove(filepath.Join(dir, "frozen.sha256")); err != nil {
		t.Fatal(err)
	}
	freeze("not a frozen copy")
}

func TestFrozenFolderAppearsOnlyWhenItIsWhole(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Invented})
	place := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	_, err := n.App.Freeze(ctx, filepath.Join(place, "copy"), func(files int) {
		if files == 40 {
			stop()
		}
	})
	if err == nil {
		t.Error("it says that it is done")
	}
	if entries, _ := os.ReadDir(place); len(entries) != 0 {
		t.Errorf("it left %v", entries)
	}
}

// console runs a command as one types it, and returns its exit code and what it
// says.
func console(t *testing.T, args ...string) (int, string, string) {
	t.Helper()
	var out, failed bytes.Buffer
	code := app.Run(t.Context(), args, app.Console{
		In: strings.NewReader(""), Out: &out, Err: &failed,
		Env: func(string) string { return "" }, Clock: clock.At(testkit.Morning()),
	})
	return code, out.String(), failed.String()
}

func TestExportSiteSaysWhatItWrote(t *testing.T) {
	data, dir := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	if code, _, failed := console(t, "import", "directory", "demo/members.csv", "--data", data); code != 0 {
		t.Fatal(failed)
	}
	if code, _, failed := console(t, "notice", "add", "de=Das Telefon ist gestört.", "--data", data); code != 0 {
		t.Fatal(failed)
	}
	code, out, failed := console(t, "export", "site", dir, "--data", data)
	if code != 0 || failed != "" {
		t.Fatalf("it ends with %d: %s", code, failed)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "13 languages") || !strings.Contains(lines[1], "2026-03-17") {
		t.Errorf("it says:\n%s", out)
	}
	home, err := os.ReadFile(filepath.Join(dir, "de", "index.html"))
	if err != nil || !bytes.Contains(home, []byte("Das Telefon ist gestört.")) {
		t.Errorf("the notice is not on the first page: %v", err)
	}
	for want, args := range map[int][][]string{
		1: {{"site", data}, {"site", filepath.Join(data, "verbund.db")}, {"site", "/nowhere/at/all"}},
		2: {{"site"}, {"site", dir, dir}},
	} {
		for _, a := range args {
			if code, _, failed := console(t, slices.Concat([]string{"export"}, a, []string{"--data", data})...); code != want {
				t.Errorf("export %q ends with %d, want %d: %s", a, code, want, failed)
			}
		}
	}
}
