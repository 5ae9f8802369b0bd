package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"verbund/internal/app"
	"verbund/internal/platform/clock"
	"verbund/internal/testkit"
)

// runIn runs one command with an environment and returns its exit code and
// what it wrote.
func runIn(t *testing.T, env map[string]string, args ...string) (code int, out, failed string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // should it serve instead of refusing
	defer cancel()
	code = app.Run(ctx, args, app.Console{
		In: strings.NewReader(""), Out: &stdout, Err: &stderr,
		Env: func(name string) string { return env[name] }, Clock: clock.At(testkit.Morning()),
	})
	return code, stdout.String(), stderr.String()
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNearerSettingWins(t *testing.T) {
	secret := file(t, "addr", " 127.0.0.1:3 \n")
	data := filepath.Dir(file(t, "verbund.toml", `addr = "127.0.0.1:4"`))
	other := file(t, "other.toml", `addr = "127.0.0.1:5"`)
	for _, test := range []struct {
		name, value, origin string
		env                 map[string]string
		args                []string
	}{
		{"flag", "127.0.0.1:1", "flag", map[string]string{"VERBUND_ADDR": "127.0.0.1:2", "VERBUND_ADDR_FILE": secret}, []string{"--addr", "127.0.0.1:1", "--data", data}},
		{"environment", "127.0.0.1:2", "VERBUND_ADDR", map[string]string{"VERBUND_ADDR": "127.0.0.1:2", "VERBUND_ADDR_FILE": secret}, []string{"--data", data}},
		{"file that the environment names", "127.0.0.1:3", "VERBUND_ADDR_FILE", map[string]string{"VERBUND_ADDR_FILE": secret}, []string{"--data", data}},
		{"file in the data folder", "127.0.0.1:4", filepath.Join(data, "verbund.toml"), nil, []string{"--data", data}},
		{"file in the data folder of the environment", "127.0.0.1:4", filepath.Join(data, "verbund.toml"), map[string]string{"VERBUND_DATA": data}, nil},
		{"file that is named", "127.0.0.1:5", other, nil, []string{"--data", data, "--config", other}},
		{"file that the environment names as configuration", "127.0.0.1:5", other, map[string]string{"VERBUND_CONFIG": other}, nil},
		{"standard", "127.0.0.1:8080", "standard", nil, []string{"--data", t.TempDir()}},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, out, failed := runIn(t, test.env, append([]string{"config"}, test.args...)...)
			line := regexp.MustCompile(`(?m)^addr +` + regexp.QuoteMeta(test.value) + ` +` + regexp.QuoteMeta(test.origin) + ` `)
			if code != 0 || !line.MatchString(out) {
				t.Errorf("%d %s\n%s\nwant addr %s from %s", code, failed, out, test.value, test.origin)
			}
		})
	}
}

func TestSettingThatCannotBeUsedIsRefused(t *testing.T) {
	for _, test := range []struct {
		name, words string
		code        int
		env         map[string]string
		toml        string
		args        []string
	}{
		{name: "unknown flag", code: 2, words: "-colour", args: []string{"--colour", "red"}},
		{name: "number that is none", code: 2, words: "rate", args: []string{"--rate", "many"}},
		{name: "number that is too small", code: 2, words: "rate must be 0 or more", args: []string{"--rate", "-1"}},
		{name: "no burst", code: 2, words: "burst 1 or more", args: []string{"--burst", "0"}},
		{name: "too few connections", code: 2, words: "connections: must be 10 or more", args: []string{"--connections", "9"}},
		{name: "address without host", code: 2, words: `"example.org" is not an address`, args: []string{"--url", "example.org"}},
		{name: "address that runs script", code: 2, words: "exit-to", args: []string{"--exit-to", "javascript:alert(1)"}},
		{name: "number in the environment", code: 1, words: "VERBUND_BURST", env: map[string]string{"VERBUND_BURST": "x"}},
		{name: "file in the environment", code: 1, words: "VERBUND_DATABASE_FILE", env: map[string]string{"VERBUND_DATABASE_FILE": "/nowhere/at/all"}},
		{name: "unknown setting in the file", code: 1, words: `there is no setting "colour"`, toml: `colour = "red"`},
		{name: "file that names a file", code: 1, words: `there is no setting "config"`, toml: `config = "other.toml"`},
		{name: "number in the file", code: 1, words: "setting rate", toml: `rate = "many"`},
		{name: "file that is no TOML", code: 1, words: "verbund.toml", toml: `a = = b`},
		{name: "file that is not there", code: 1, words: "nowhere.toml", args: []string{"--config", "/nowhere.toml"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			data := t.TempDir()
			if test.toml != "" {
				data = filepath.Dir(file(t, "verbund.toml", test.toml))
			}
			code, out, failed := runIn(t, test.env, append([]string{"config", "--data", data}, test.args...)...)
			if code != test.code || !strings.Contains(failed, test.words) || out != "" {
				t.Errorf("exit code %d, said %q, want %d and %q\n%s", code, failed, test.code, test.words, out)
			}
			if lines := strings.Count(failed, "\n"); lines != test.code {
				t.Errorf("%d lines for a reason:\n%s", lines, failed)
			}
		})
	}
}

func TestPasswordOfTheDatabaseIsNotShown(t *testing.T) {
	for _, address := range []string{
		"postgres://verbund:canary@db.example/verbund",
		"postgres://verbund:canary%zz@db.example/verbund",
		"postgres://db.example/verbund?user=verbund&password=canary",
		"postgresql://verbund:canary@[::1/verbund",
	} {
		code, out, failed := runIn(t, map[string]string{"VERBUND_DATABASE": address}, "config", "--data", t.TempDir())
		if code != 0 || strings.Contains(out+failed, "canary") || !strings.Contains(out, "VERBUND_DATABASE") {
			t.Errorf("%s: %d\n%s%s", address, code, out, failed)
		}
		code, out, failed = runIn(t, map[string]string{"VERBUND_DATABASE": strings.ReplaceAll(address, "db.example", "127.0.0.1:1")}, "export", "directory", "--data", t.TempDir())
		if code != 1 || strings.Contains(out+failed, "canary") || strings.Count(failed, "\n") != 1 {
			t.Errorf("%s: %d\n%s%s", address, code, out, failed)
		}
	}
}

func TestEverySettingIsExplained(t *testing.T) {
	_, out, _ := runIn(t, nil, "config", "--data", t.TempDir())
	for _, name := range []string{"acme", "acme-directory", "acme-email", "addr", "backup-dir", "backup-recipients", "behind-proxy", "burst", "config", "connections", "data", "database", "exit-to", "http-addr", "link-secret", "metrics", "pepper", "profile", "rate", "security-contact",
		"smtp", "smtp-from", "smtp-password", "smtp-tls", "smtp-user", "tls-cert", "tls-key", "url"} {
		if !regexp.MustCompile(`(?m)^` + name + ` .* (standard|flag) +\S+`).MatchString(out) {
			t.Errorf("%s is not explained:\n%s", name, out)
		}
	}
	if got := strings.Count(out, "\n") - 1; got != 28 {
		t.Errorf("%d settings; a new one belongs into this test:\n%s", got, out)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	_, out, _ := runIn(t, map[string]string{"VERBUND_SMTP_PASSWORD": "geheimnis", "VERBUND_LINK_SECRET": "geheimnis", "VERBUND_PEPPER": "geheimnis"}, "config", "--data", t.TempDir())
	if strings.Contains(out, "geheimnis") || strings.Count(out, "…") < 3 {
		t.Errorf("the settings:\n%s", out)
	}
}
