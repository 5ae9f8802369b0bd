package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"strings"

	"verbund/internal/platform/text"
)

// founding is one run of init.
type founding struct {
	*call
	t       *text.Printer
	answers *bufio.Reader
}

// initialise makes what a network needs before it can serve: the data folder,
// the files of settings and profile, the secrets of the machine, the tables, and
// an invitation for the first administrator. What is there already stays as it
// is, so it may be run again at any time.
//
// It asks for what is missing where somebody sits at the terminal; else it needs
// flags.
func (k *call) initialise() error {
	t, err := consolePrinter(k.Console)
	if err != nil {
		return err
	}
	f := &founding{call: k, t: t, answers: bufio.NewReader(k.In)}
	if err := f.checkFlags(); err != nil {
		return err
	}
	if err := f.ask(); err != nil {
		return err
	}
	if err := k.settings.check(); err != nil { // an answer may be wrong as a flag may
		return err
	}
	if err := k.settings.checkListening(); err != nil {
		return err
	}
	if err := f.makeFiles(); err != nil {
		return err
	}
	return f.invite()
}

func (f *founding) say(key string, args ...any) { fmt.Fprintln(f.Out, f.t.Say(key, args...)) }

// at is the path of a file in the data folder.
func (f *founding) at(name string) string { return filepath.Join(f.settings.Data, name) }

func (f *founding) profilePath() string {
	if f.settings.Profile != "" {
		return f.settings.Profile
	}
	return f.at("network.toml")
}

func (f *founding) settingsPath() string {
	if f.settings.File != "" {
		return f.settings.File
	}
	return f.at("verbund.toml")
}

func (f *founding) checkFlags() error {
	if (f.extra.adminName == "") != (f.extra.adminEmail == "") && !f.Terminal {
		return usage("set both --admin-name and --admin-email, or neither")
	}
	if f.extra.networkName == "" && !f.Terminal && isMissing(f.profilePath()) {
		return usage("there is nobody to ask: give the name of the network by --network-name")
	}
	if f.extra.adminEmail == "" {
		return nil
	}
	return checkMail(f.extra.adminEmail)
}

func checkMail(address string) error {
	if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
		return usage("%q is not a mail address such as name@example.org", address)
	}
	return nil
}

func isMissing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// ask asks for what the files need.
func (f *founding) ask() (err error) {
	if !f.Terminal {
		return nil
	}
	if isMissing(f.profilePath()) {
		if f.extra.networkName, err = f.answer(f.extra.networkName, "app.init.ask-network", true); err != nil {
			return err
		}
	}
	if f.settings.URL == "" && isMissing(f.settingsPath()) {
		address, err := f.answer("", "app.init.ask-url", false)
		if err != nil {
			return err
		}
		if address != "" {
			return f.settings.set("url", address, "flag")
		}
	}
	return nil
}

// answer returns what is given, else what somebody types. It asks again while an
// answer is needed and none is given, and fails when nothing more can be read.
func (f *founding) answer(given, question string, needed bool) (string, error) {
	for given == "" {
		fmt.Fprint(f.Out, f.t.Say(question)+" ")
		type line struct {
			text string
			err  error
		}
		typed := make(chan line, 1)
		go func() {
			s, err := f.answers.ReadString('\n')
			typed <- line{strings.TrimSpace(s), err}
		}()
		select {
		case <-f.ctx.Done():
			return "", context.Cause(f.ctx)
		case l := <-typed:
			if l.text == "" && l.err != nil {
				return "", fmt.Errorf("no answer to %q: %w", f.t.Say(question), l.err)
			}
			if given = l.text; !needed {
				return given, nil
			}
		}
	}
	return given, nil
}

// invite opens the database, which brings its tables up to date, and invites the
// first administrator, or a further one where that is asked for.
func (f *founding) invite() (err error) {
	f.settings.AdoptPepper = f.extra.newPepper
	a, err := f.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	f.say("app.init.database")
	has, err := a.HasAdministrator(f.ctx)
	if err != nil {
		return err
	}
	switch {
	case has && !f.extra.newInvitation:
		f.say("app.init.has-administrator")
	case f.extra.adminName == "" && !f.Terminal:
		f.say("app.init.nobody-invited")
	default:
		if f.extra.adminName, err = f.answer(f.extra.adminName, "app.init.ask-name", true); err != nil {
			return err
		}
		if f.extra.adminEmail, err = f.answer(f.extra.adminEmail, "app.init.ask-mail", true); err != nil {
			return err
		}
		if err := checkMail(f.extra.adminEmail); err != nil {
			return err
		}
		link, err := a.InviteAdministrator(f.ctx, f.extra.adminName, f.extra.adminEmail)
		if err != nil {
			return err
		}
		f.say("app.init.invited", "name", f.extra.adminName, "link", link)
	}
	f.say("app.init.next", "data", f.settings.Data)
	return nil
}
