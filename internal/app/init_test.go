package app_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"verbund/internal/app"
	"verbund/internal/network"
	"verbund/internal/platform/clock"
	"verbund/internal/testkit"
)

// found runs init for somebody who answers at a terminal, or for nobody.
func found(t *testing.T, answers []string, args ...string) (code int, out, failed string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = app.Run(t.Context(), append([]string{"init"}, args...), app.Console{
		In: strings.NewReader(strings.Join(answers, "\n")), Terminal: answers != nil, Out: &stdout, Err: &stderr,
		Env: func(string) string { return "" }, Clock: clock.At(testkit.Morning()),
	})
	return code, stdout.String(), stderr.String()
}

// contents are the files of a folder that a further run must not change.
func contents(t *testing.T, folder string) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
		// The database and what is made from it are not files of init.
		if err != nil || d.IsDir() || strings.HasPrefix(path, "verbund.db") || strings.HasPrefix(path, "caselaw.index/") {
			return err
		}
		content, err := os.ReadFile(filepath.Join(folder, path))
		all[path] = sha256.Sum256(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestInitMakesWhatANetworkNeedsAndChangesNothingLater(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		data := filepath.Join(t.TempDir(), "data")
		args := []string{"--data", data, "--database", address}
		code, out, failed := found(t, nil, append(args, "--network-name", `Netz "Nord"`, "--url", "https://nord.example/", "--burst", "70", "--rate", "7.5", "--behind-proxy")...)
		if code != 0 || failed != "" {
			t.Fatalf("%d %s%s", code, out, failed)
		}
		for _, name := range []string{"network.toml", "verbund.toml", "link.key", "pepper.key"} {
			info, err := os.Stat(filepath.Join(data, name))
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", name, info, err)
			}
			if !strings.Contains(out, "made: "+filepath.Join(data, name)) {
				t.Errorf("it does not say that it made %s:\n%s", name, out)
			}
		}
		if info, err := os.Stat(data); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("the data folder: %v, %v", info, err)
		}
		// The program starts from that alone and says what was given.
		_, out, _ = runIn(t, nil, "config", "--data", data)
		for _, want := range []string{`burst +70 `, `rate +7.5 `, `behind-proxy +true `, `url +https://nord.example `, `database +\S+ `} {
			if !regexp.MustCompile(`(?m)^` + want + `.*verbund.toml`).MatchString(out) {
				t.Errorf("the settings lack %s:\n%s", want, out)
			}
		}
		at := freeAddress(t)
		p := start(t, "serve", "--data", data, "--addr", at)
		page := testkit.NewVisitor(t, "http://"+at, "de").Opens("/de/").Is(200).Sends("Strict-Transport-Security", hsts)
		if !strings.Contains(page.Body, "Netz &#34;Nord&#34;") {
			t.Error("the page does not name the network")
		}
		if code := p.stop(t, syscall.SIGTERM); code != 0 {
			t.Errorf("exit code %d\n%s", code, p.err)
		}

		before := contents(t, data)
		code, out, failed = found(t, nil, append(args, "--network-name", "Another", "--exit-to", "https://other.example/")...)
		if code != 0 || failed != "" {
			t.Errorf("%d %s%s", code, out, failed)
		}
		for name, sum := range contents(t, data) {
			if before[name] != sum {
				t.Errorf("a second run changed %s", name)
			}
			if !strings.Contains(out, "was there, not changed: "+filepath.Join(data, name)) {
				t.Errorf("it does not say that %s stays:\n%s", name, out)
			}
		}
		if !strings.Contains(out, "yourself: database, exit-to") || strings.Contains(out, "made:") {
			t.Errorf("a second run says:\n%s", out)
		}
	})
}

const hsts = "max-age=63072000; includeSubDomains"

func TestInitAsksWhoSitsAtTheTerminal(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	code, out, failed := found(t, []string{"", "Netzwerk Süd", "https://sued.example", "Erika Muster", "erika@sued.example", ""}, "--data", data)
	if code != 0 || strings.Count(out, "name of the network?") != 2 { // an empty answer is none
		t.Fatalf("%d %s%s", code, out, failed)
	}
	file, err := os.ReadFile(filepath.Join(data, "network.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := network.ReadProfile(file); err != nil || p.Name != "Netzwerk Süd" {
		t.Errorf("the profile: %q, %v", p.Name, err)
	}
	if _, out, _ := runIn(t, nil, "config", "--data", data); !regexp.MustCompile(`(?m)^url +https://sued.example .*verbund.toml`).MatchString(out) {
		t.Errorf("the settings:\n%s", out)
	}

	// What is there is not asked for again.
	code, out, failed = found(t, []string{"Erika Muster", "erika@sued.example", ""}, "--data", data)
	if code != 0 || strings.Contains(out, "name of the network?") || strings.Contains(out, "At which address") {
		t.Errorf("%d %s%s", code, out, failed)
	}
}

func TestInitThatIsNotUnderstoodMakesNothing(t *testing.T) {
	for _, test := range []struct {
		name, words string
		code        int
		answers     []string
		args        []string
	}{
		{"nobody to ask", "--network-name", 2, nil, nil},
		{"name without mail", "set both --admin-name and --admin-email", 2, nil, []string{"--network-name", "N", "--admin-name", "A"}},
		{"mail that is none", "is not a mail address", 2, nil, []string{"--network-name", "N", "--admin-name", "A", "--admin-email", "A <a@b.example>"}},
		{"address that is none", "is not an address", 2, []string{"N", "sued.example", ""}, nil},
		{"ways in that do not fit", "behind-proxy does not go with", 2, nil, []string{"--network-name", "N", "--behind-proxy", "--acme", "sued.example"}},
		{"somebody who leaves", "no answer to", 1, []string{}, nil},
	} {
		data := filepath.Join(t.TempDir(), "data")
		code, _, failed := found(t, test.answers, append([]string{"--data", data}, test.args...)...)
		if code != test.code || !strings.Contains(failed, test.words) {
			t.Errorf("%s: exit code %d, said %q", test.name, code, failed)
		}
		if _, err := os.Stat(data); err == nil {
			t.Errorf("%s: the data folder was made", test.name)
		}
	}
}

func TestInitSaysThatOthersCanReadTheFolder(t *testing.T) {
	data := t.TempDir()
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	_, out, _ := found(t, nil, "--data", data, "--network-name", "N")
	if !strings.Contains(out, "chmod 700 "+data) {
		t.Errorf("it says:\n%s", out)
	}
}

func TestFilesOfANewNetworkExplainEverything(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	if code, out, failed := found(t, nil, "--data", data, "--network-name", "N"); code != 0 {
		t.Fatal(out, failed)
	}
	// Without its # every line is a setting as it stands.
	for name, reads := range map[string]func(path string) error{
		"verbund.toml": func(path string) error {
			if code, _, failed := runIn(t, nil, "config", "--data", t.TempDir(), "--config", path); code != 0 {
				return errors.New(failed)
			}
			return nil
		},
		"network.toml": func(path string) error {
			file, err := os.ReadFile(path)
			if err == nil {
				_, err = network.ReadProfile(file)
			}
			return err
		},
	} {
		text, err := os.ReadFile(filepath.Join(data, name))
		if err != nil {
			t.Fatal(err)
		}
		all := regexp.MustCompile(`(?m)^# ( *[a-z_-]+ *= |  *\[[a-z.]+\]$|\[\[)`).ReplaceAllString(string(text), "$1")
		if n := len(all); n == len(text) {
			t.Errorf("%s holds no line to take the # away", name)
		}
		if err := reads(file(t, name, all)); err != nil {
			t.Errorf("%s in full: %v\n%s", name, err, all)
		}
	}
	settings, _ := os.ReadFile(filepath.Join(data, "verbund.toml"))
	_, table, _ := runIn(t, nil, "config", "--data", t.TempDir())
	for line := range strings.Lines(table) {
		name, _, _ := strings.Cut(line, " ")
		switch name {
		case "SETTING", "data", "config", "pepper", "link-secret", "smtp-password":
		default:
			if !strings.Contains(string(settings), "\n# "+name+" = ") {
				t.Errorf("verbund.toml does not explain %s", name)
			}
		}
	}
}
