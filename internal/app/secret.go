package app

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The secrets of the machine. They never stand in the database or in a backup,
// so that a copy of those can neither sign a link nor try passwords.
const (
	linkSecret   = "link"   // signs the links in mails
	pepperSecret = "pepper" // what is kept of passwords is worth nothing without it
)

// hostSecrets are all of them.
var hostSecrets = [...]string{linkSecret, pepperSecret}

// shortestSecret is how many bytes a secret must have.
const shortestSecret = 32

// isSecret tells whether the value of a setting must not be printed.
func isSecret(setting string) bool {
	return setting == "smtp-password" || setting == "link-secret" || setting == "pepper"
}

// hostSecret returns a secret of the machine: the one that is set, else the one
// that systemd hands over, else the one in NAME.key in the data folder, which is
// made if it is not there. Every call returns the same bytes. It fails where a
// secret is too short or there is no folder to keep it in.
func hostSecret(c Config, name string) ([]byte, error) {
	set, setting := c.LinkSecret, "link-secret"
	if name == pepperSecret {
		set, setting = c.Pepper, "pepper"
	}
	secret := secretIn(set)
	if set == "" {
		kept, err := keptSecret(c, name)
		if err != nil {
			return nil, fmt.Errorf("the secret %s: %w; set %s where there is no folder to keep it in", name, err, setting)
		}
		secret = kept
	} else {
		noteElsewhere(c, name)
	}
	if len(secret) < shortestSecret {
		return nil, fmt.Errorf("the secret %s has %d bytes, and needs %d or more", name, len(secret), shortestSecret)
	}
	return secret, nil
}

// secretIn is the secret that a text stands for: what its hexadecimal digits mean
// if it has 64 or more and nothing else, otherwise its bytes. So a file that was
// made gives the same secret whether it lies in the data folder or is named by
// VERBUND_PEPPER_FILE.
func secretIn(text string) []byte {
	text = strings.TrimSpace(text)
	if secret, err := hex.DecodeString(text); err == nil && len(secret) >= shortestSecret {
		return secret
	}
	return []byte(text)
}

// keptSecret reads a secret from a file.
func keptSecret(c Config, name string) ([]byte, error) {
	file := name + ".key"
	path := filepath.Join(c.Data, file)
	if c.Credentials != "" {
		handed := filepath.Join(c.Credentials, file)
		if !isMissing(handed) {
			path = handed
			noteElsewhere(c, name)
		}
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !isMissing(elsewhere(c, name)) {
			return nil, errElsewhere
		}
		if err = makeSecret(path); err == nil {
			text, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return nil, err
	}
	return secretIn(string(text)), nil
}

// errElsewhere means that a command was run without a secret that the service
// has. One that is made for it would not fit what is stored.
var errElsewhere = errors.New("it lies outside of the data folder and was not handed over; see docs/operator.md")

// elsewhere is an empty file which says that a secret is kept outside of the data
// folder.
func elsewhere(c Config, name string) string { return filepath.Join(c.Data, name+".elsewhere") }

// noteElsewhere leaves that file behind where there is a data folder for it.
func noteElsewhere(c Config, name string) {
	if file, err := os.OpenFile(elsewhere(c, name), os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		file.Close()
	}
}

// makeSecret makes the file whole, readable by its owner only, and never over
// one that another program made in the meantime.
func makeSecret(path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	secret := make([]byte, shortestSecret)
	rand.Read(secret)                                                        // never fails: crypto/rand ends the program instead
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = file.WriteString(hex.EncodeToString(secret) + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err = os.Link(file.Name(), path); errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return err
}
