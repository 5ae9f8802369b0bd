package app

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// networkTemplate is the profile of a new network but for its name, with the
// other keys as comments.
//
//go:embed init/network.toml
var networkTemplate string

// makeFiles makes the data folder and what is missing in it.
func (f *founding) makeFiles() error {
	c := f.settings.Config
	info, err := os.Stat(c.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return err
		}
		f.say("app.init.made", "path", c.Data)
	case err != nil:
		return err
	case info.Mode().Perm()&0o077 != 0:
		f.say("app.init.open-folder", "path", c.Data)
	}
	if f.extra.networkName != "" || !isMissing(f.profilePath()) {
		profile := tomlLine("name", f.extra.networkName) + networkTemplate
		if _, err := f.makeFile(f.profilePath(), profile); err != nil {
			return err
		}
	}
	made, err := f.makeFile(f.settingsPath(), f.settings.template())
	if err != nil {
		return err
	}
	if !made {
		if given := f.settings.given(); len(given) > 0 {
			f.say("app.init.not-written", "path", f.settingsPath(), "settings", strings.Join(given, ", "))
		}
	}
	for _, name := range hostSecrets {
		path := f.at(name + ".key")
		was := isMissing(path)
		if _, err := hostSecret(c, name); err != nil {
			return err
		}
		switch {
		case isMissing(path): // it is set, or systemd hands it over
		case was:
			f.say("app.init.made", "path", path)
		default:
			f.say("app.init.kept", "path", path)
		}
	}
	if !isMissing(f.at(pepperSecret + ".key")) {
		f.say("app.init.keep-apart", "path", f.at(pepperSecret+".key"))
	}
	return nil
}

// makeFile makes a file for its owner only, unless it is there.
func (f *founding) makeFile(path, content string) (made bool, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		f.say("app.init.kept", "path", path)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = file.WriteString(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return false, errors.Join(err, os.Remove(path)) // half a file would count as there
	}
	f.say("app.init.made", "path", path)
	return true, nil
}

// given are the settings that were typed and belong into the file: not where
// the files lie, and no secret.
func (s *settings) given() []string {
	var all []string
	own := newSettings("").flags // without the flags of a command
	own.VisitAll(func(f *flag.Flag) {
		if s.origin[f.Name] == "flag" && f.Name != "data" && f.Name != "config" && !isSecret(f.Name) {
			all = append(all, f.Name)
		}
	})
	return all
}

// template is a file of settings: those that are given, and all others as
// comments with their standards.
func (s *settings) template() string {
	var b strings.Builder
	b.WriteString("# The settings of this network. A flag or the environment has precedence; see\n# verbund config. A line without # sets something, the others show the standard.\n")
	given := s.given()
	newSettings("").flags.VisitAll(func(standard *flag.Flag) {
		if standard.Name == "data" || standard.Name == "config" || isSecret(standard.Name) {
			return
		}
		f, sign := standard, "# "
		if slices.Contains(given, standard.Name) {
			f, sign = s.flags.Lookup(standard.Name), ""
		}
		var value any = f.Value.String()
		if g, ok := f.Value.(flag.Getter); ok {
			value = g.Get()
		}
		fmt.Fprintf(&b, "\n# %s\n%s%s", f.Usage, sign, tomlLine(f.Name, value))
	})
	return b.String()
}

// tomlLine writes one key with its value.
func tomlLine(key string, value any) string {
	line, err := toml.Marshal(map[string]any{key: value})
	if err != nil {
		return "# " + key + "\n" // texts, numbers and yes or no can all be written
	}
	return string(line)
}
