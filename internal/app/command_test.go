package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"verbund/internal/testkit"
)

// TestCommands runs the scripts of testdata/commands: what somebody types, and
// what the program then says and does. Beside each script lie members.csv, the
// demo's printed list, and directory.json, the invented directory.
func TestCommands(t *testing.T) {
	members, err := os.ReadFile("demo/members.csv")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "commands"),
		RequireExplicitExec: true,
		Deadline:            time.Now().Add(5 * time.Minute), // of all together, for a command that serves instead of refusing
		Setup: func(e *testscript.Env) error {
			for name, content := range map[string][]byte{"members.csv": members, "directory.json": testkit.Directory} {
				if err := os.WriteFile(filepath.Join(e.WorkDir, name), content, 0o600); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

func TestExitCodeSaysWhoseFaultItWas(t *testing.T) {
	picture := file(t, "picture.csv", "\x89PNG\r\n\x1a\nno table at all")
	for _, test := range []struct {
		code int
		args []string
	}{
		{0, []string{"help"}},
		{0, []string{"version"}},
		{0, []string{"import", "--help"}},
		{1, []string{"import", "directory", picture}},
		{1, []string{"import", "directory", "/nowhere.csv"}},
		{1, []string{"import", "places", picture}},
		{1, []string{"export", "directory", "--out", "/nowhere/at/all.csv"}},
		{1, []string{"export", "directory", "--database", "/dev/null/verbund.db"}},
		{1, []string{"export", "directory", "--database", picture}},
		{1, []string{"serve", "--addr", "127.0.0.1:99999"}},
		{1, []string{"serve", "--profile", picture}},
		{1, []string{"serve", "--profile", "/nowhere.toml"}},
		{1, []string{"export", "site", "/dev/null/copy"}},
		{1, []string{"mail", "send"}},
		{1, []string{"notice", "add", "en=Only in English"}},
		{1, []string{"notice", "end", "019d0000-0000-7000-8000-000000000000"}},
		{1, []string{"review", "accept", "019d0000-0000-7000-8000-000000000000"}},
		{2, nil},
		{2, []string{"notice"}},
		{2, []string{"notice", "shout"}},
		{2, []string{"texts", "tlh"}},
		{2, []string{"mail", "everybody"}},
		{2, []string{"review", "everything"}},
		{2, []string{"export", "site"}},
		{2, []string{"check-links", "now"}},
		{2, []string{"dance"}},
		{2, []string{"serve", "now"}},
		{2, []string{"import"}},
		{2, []string{"export", "everything"}},
		{2, []string{"demo", "--addr", "0.0.0.0:80"}},
	} {
		args := test.args
		if len(args) > 1 && test.code == 1 {
			args = append(args, "--data", t.TempDir())
		}
		code, out, failed := runIn(t, nil, args...)
		if code != test.code {
			t.Errorf("verbund %q ends with %d, want %d\n%s%s", args, code, test.code, out, failed)
		}
		if got := strings.Count(failed, "\n"); got != test.code || test.code > 0 && !strings.HasPrefix(failed, "verbund: ") {
			t.Errorf("verbund %q gives a reason of %d lines, want %d:\n%s", args, got, test.code, failed)
		}
	}
}
