package app

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/tabwriter"

	"github.com/BurntSushi/toml"

	"verbund/internal/platform/mail"
)

// Config is how the program is set up. Each setting is declared once, in
// newSettings, with its standard and its help.
type Config struct {
	Data     string
	Addr     string
	Database string
	URL      string
	Profile  string
	ExitTo   string
	Security string
	Rate     float64
	Burst    int
	Proxy    bool
	File     string

	TLSCert, TLSKey                string
	ACME, ACMEEmail, ACMEDirectory string
	HTTPAddr                       string
	Connections                    int

	SMTP       mail.Settings
	LinkSecret string
	Pepper     string

	// AdoptPepper takes the present pepper for the one of the network. It is no
	// setting: only init asks for it.
	AdoptPepper bool

	// Credentials is the folder in which systemd hands over secrets. It is no
	// setting: systemd names it in the environment.
	Credentials string

	BackupDir        string
	BackupRecipients string
	Metrics          string
}

// settings are a Config with the places that its values came from: a flag, else
// the environment, else the file, else the standard.
type settings struct {
	Config
	flags  *flag.FlagSet
	origin map[string]string
}

func newSettings(command string) *settings {
	s := &settings{flags: flag.NewFlagSet(command, flag.ContinueOnError), origin: map[string]string{}}
	f := s.flags
	f.SetOutput(io.Discard)
	f.StringVar(&s.Data, "data", "./data", "folder for everything that the program keeps")
	f.StringVar(&s.Addr, "addr", "127.0.0.1:8080", "address and port on which pages are served")
	f.StringVar(&s.Database, "database", "", "database: postgres://… or the path of a SQLite file; empty means verbund.db in the data folder")
	f.StringVar(&s.URL, "url", "", "address under which the public reaches the site, such as https://example.org; empty takes it from each request")
	f.StringVar(&s.Profile, "profile", "", "file that describes the network: name, goals, legal notice; empty means network.toml in the data folder, if there is one")
	f.StringVar(&s.ExitTo, "exit-to", "https://www.dwd.de/", "harmless site to which the way out leads")
	f.StringVar(&s.Security, "security-contact", "", "where to report weaknesses, for security.txt: mailto:… or https://…; empty means the mail address in the profile")
	f.Float64Var(&s.Rate, "rate", 50, "requests per second allowed from one network; 0 means no limit")
	f.IntVar(&s.Burst, "burst", 300, "requests allowed at once from one network")
	f.BoolVar(&s.Proxy, "behind-proxy", false, "a reverse proxy on this machine names the client in X-Forwarded-For")
	f.StringVar(&s.TLSCert, "tls-cert", "", "file with the certificate for https and those that lead to its authority, in PEM; read again when it changes")
	f.StringVar(&s.TLSKey, "tls-key", "", "file with the key of the certificate, in PEM")
	f.StringVar(&s.ACME, "acme", "", "domains, with commas between them, for which certificates are fetched from an authority and renewed")
	f.StringVar(&s.ACMEEmail, "acme-email", "", "mail address for warnings of the authority")
	f.StringVar(&s.ACMEDirectory, "acme-directory", "", "address of the authority; empty means Let's Encrypt")
	f.StringVar(&s.HTTPAddr, "http-addr", "", "with tls-cert or acme: address and port, such as :80, from which visitors are led to https, and where the authority asks; empty means none")
	f.IntVar(&s.Connections, "connections", 1000, "connections open at once; of those that wait without a request, the longest gives way to a new one")
	f.StringVar(&s.SMTP.Server, "smtp", "", "mail server that takes our mails, as host:port; empty means that none are sent")
	f.StringVar(&s.SMTP.User, "smtp-user", "", "name for signing in to the mail server; empty means without")
	f.StringVar(&s.SMTP.Password, "smtp-password", "", "password for signing in to the mail server")
	f.StringVar(&s.SMTP.From, "smtp-from", "", "sender of our mails, such as \"Network <office@example.org>\"; somebody must read the answers")
	f.StringVar((*string)(&s.SMTP.Encryption), "smtp-tls", "starttls", "starttls, implicit (port 465), or none (a mail server on this machine)")
	f.StringVar(&s.LinkSecret, "link-secret", "", "signs the links in our mails: at least 32 random characters; empty means the file link.key in the data folder, which is made once")
	f.StringVar(&s.Pepper, "pepper", "", "makes what the database keeps of passwords useless without it: at least 32 random characters; empty means the file pepper.key in the data folder, which is made once")
	f.StringVar(&s.BackupDir, "backup-dir", "", "folder of the backups; check says how old the newest is")
	f.StringVar(&s.BackupRecipients, "backup-recipients", "", "age recipients (age1…) that open the backups, with commas between them, or a file with one on each line")
	f.StringVar(&s.Metrics, "metrics", "", "address and port for Prometheus, such as 127.0.0.1:9100; empty means none")
	f.StringVar(&s.File, "config", "", "file with these settings in TOML; empty means verbund.toml in the data folder, if there is one")
	return s
}

// read takes the arguments of a command, and fills in what they leave open. It
// returns the arguments that are not flags, wherever among the flags they stand.
func (s *settings) read(args []string, env func(string) string) (rest []string, err error) {
	for {
		if err := s.flags.Parse(args); err != nil {
			return nil, usageError{err}
		}
		if s.flags.NArg() == 0 {
			break
		}
		rest, args = append(rest, s.flags.Arg(0)), s.flags.Args()[1:]
	}
	s.flags.Visit(func(f *flag.Flag) { s.origin[f.Name] = "flag" })
	s.Credentials = env("CREDENTIALS_DIRECTORY")
	if err := s.fromEnvironment(env); err != nil {
		return nil, err
	}
	if err := s.fromFile(); err != nil {
		return nil, err
	}
	return rest, s.check()
}

// variable is the name of a setting in the environment.
func variable(name string) string {
	return "VERBUND_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

func (s *settings) fromEnvironment(env func(string) string) error {
	var failed error
	s.flags.VisitAll(func(f *flag.Flag) {
		name := variable(f.Name)
		value, origin := env(name), name
		if file := env(name + "_FILE"); value == "" && file != "" {
			content, err := os.ReadFile(file)
			if err != nil {
				failed = errors.Join(failed, fmt.Errorf("%s_FILE: %w", name, err))
				return
			}
			value, origin = strings.TrimSpace(string(content)), name+"_FILE"
		}
		if value != "" && s.origin[f.Name] == "" {
			failed = errors.Join(failed, s.set(f.Name, value, origin))
		}
	})
	return failed
}

func (s *settings) fromFile() error {
	path := s.File
	if path == "" {
		path = filepath.Join(s.Data, "verbund.toml")
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil
		}
	}
	var file map[string]any
	if _, err := toml.DecodeFile(path, &file); err != nil {
		return fmt.Errorf("configuration %s: %w", path, err)
	}
	for name, value := range file {
		if s.flags.Lookup(name) == nil || name == "config" {
			return fmt.Errorf("configuration %s: there is no setting %q; verbund config lists them all", path, name)
		}
		if s.origin[name] == "" {
			if err := s.set(name, fmt.Sprint(value), path); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *settings) set(name, value, origin string) error {
	if err := s.flags.Set(name, value); err != nil {
		return fmt.Errorf("%s: setting %s: %w", origin, name, err)
	}
	s.origin[name] = origin
	return nil
}

func (s *settings) check() error {
	for name, value := range map[string]string{"url": s.URL, "exit-to": s.ExitTo} {
		u, err := url.Parse(value)
		if value != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			return usageError{fmt.Errorf("setting %s: %q is not an address such as https://example.org", name, value)}
		}
	}
	s.URL = strings.TrimRight(s.URL, "/")
	if s.Rate < 0 || s.Burst < 1 {
		return usageError{errors.New("settings rate and burst: rate must be 0 or more, burst 1 or more")}
	}
	if s.Connections < 10 {
		return usageError{errors.New("setting connections: must be 10 or more")}
	}
	return nil
}

// database is the address of the database in the form that database.Open takes.
func (c Config) database() string {
	if c.Database == "" {
		return filepath.Join(c.Data, "verbund.db")
	}
	return c.Database
}

// print writes the table of all settings. The password in the address of a
// database is not shown.
func (s *settings) print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SETTING\tVALUE\tFROM\tMEANING")
	var names []string
	s.flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	sort.Strings(names)
	for _, name := range names {
		f := s.flags.Lookup(name)
		origin := s.origin[name]
		if origin == "" {
			origin = "standard"
		}
		value := withoutPassword(f.Value.String())
		if isSecret(name) && value != "" {
			value = "…"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", name, value, origin, f.Usage)
	}
	return table.Flush()
}

// withoutPassword leaves out the password of an address, wherever PostgreSQL
// takes one; of an address that cannot be read nothing is left but its kind.
func withoutPassword(value string) string {
	scheme, _, isAddress := strings.Cut(value, "://")
	u, err := url.Parse(value)
	switch {
	case !isAddress:
		return value
	case err != nil:
		return scheme + "://…"
	}
	if query := u.Query(); query.Has("password") {
		query.Set("password", "xxxxx")
		u.RawQuery = query.Encode()
	}
	return u.Redacted()
}
