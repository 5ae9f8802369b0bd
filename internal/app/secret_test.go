package app

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestSecretOfTheMachineIsTakenFromWhereItIsNearest(t *testing.T) {
	kept, handed := strings.Repeat("ab", 32), strings.Repeat("cd", 32)
	for _, name := range hostSecrets {
		data, credentials := t.TempDir(), t.TempDir()
		write := func(folder, content string) {
			if err := os.WriteFile(filepath.Join(folder, name+".key"), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		expect := func(from string, c Config, want string) {
			t.Helper()
			got, err := hostSecret(c, name)
			if err != nil || string(got) != want {
				t.Errorf("%s from %s: %x, %v", name, from, got, err)
			}
		}
		c := Config{Data: data}
		made, err := hostSecret(c, name)
		if err != nil || len(made) != 32 {
			t.Fatalf("%s: %x, %v", name, made, err)
		}
		if info, err := os.Stat(filepath.Join(data, name+".key")); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
		expect("the file that was made", c, string(made))
		write(data, kept+"\n")
		fromHex := func(s string) string { b, _ := hex.DecodeString(s); return string(b) }
		expect("the data folder", c, fromHex(kept))
		c.Credentials = credentials
		expect("the data folder, where systemd has none", c, fromHex(kept))
		write(credentials, handed)
		expect("systemd", c, fromHex(handed))
		set := "a secret that has thirty-two letters"
		c.LinkSecret, c.Pepper = set, set
		expect("the settings", c, set)
		c.LinkSecret, c.Pepper = kept, kept
		expect("a made file that the settings name", c, fromHex(kept))

		c.LinkSecret, c.Pepper = "short", "short"
		if _, err := hostSecret(c, name); err == nil || strings.Contains(err.Error(), "short\"") {
			t.Errorf("%s: five letters: %v", name, err)
		}
		c.LinkSecret, c.Pepper = "", ""
		for _, content := range []string{"", "abcd", "canary"} {
			write(credentials, content)
			if _, err := hostSecret(c, name); err == nil || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: a file with %q: %v", name, content, err)
			}
		}
	}
}

func TestSecretThatLiesElsewhereIsNotMadeAgain(t *testing.T) {
	for _, name := range hostSecrets {
		c := Config{Data: t.TempDir()}
		set := c
		set.LinkSecret, set.Pepper = "a secret that has thirty-two letters", "a secret that has thirty-two letters"
		handed := c
		handed.Credentials = t.TempDir()
		if err := os.WriteFile(filepath.Join(handed.Credentials, name+".key"), []byte(strings.Repeat("cd", 32)), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, service := range []Config{set, handed} {
			if _, err := hostSecret(service, name); err != nil {
				t.Fatal(err)
			}
			if secret, err := hostSecret(c, name); !errors.Is(err, errElsewhere) {
				t.Errorf("%s: a command without it got %x, %v", name, secret, err)
			}
			if err := os.Remove(elsewhere(c, name)); err != nil {
				t.Error(err)
			}
		}
		if _, err := os.Stat(filepath.Join(c.Data, name+".key")); err == nil {
			t.Errorf("%s was made again", name)
		}
	}
}

func TestSecretsOfTheMachineDiffer(t *testing.T) {
	c := Config{Data: t.TempDir()}
	link, err1 := hostSecret(c, linkSecret)
	pepper, err2 := hostSecret(c, pepperSecret)
	if err1 != nil || err2 != nil || string(link) == string(pepper) {
		t.Errorf("%v %v: equal or missing", err1, err2)
	}
}

func TestProgramsThatStartAtOnceMakeOneSecret(t *testing.T) {
	c := Config{Data: filepath.Join(t.TempDir(), "data")}
	all := make([]string, 20)
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() {
			secret, err := hostSecret(c, pepperSecret)
			if err != nil {
				t.Error(err)
			}
			all[i] = string(secret)
		})
	}
	group.Wait()
	for _, secret := range all {
		if secret != all[0] {
			t.Fatal("two programs keep different secrets")
		}
	}
	if left, err := os.ReadDir(c.Data); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
