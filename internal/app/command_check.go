package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"verbund/internal/account"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/health"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/text"
)

// check looks whether all is well with the installation, while it is served or
// not, and ends with 1 if something is broken. It changes nothing.
func (k *call) check() error {
	say, err := consolePrinter(k.Console)
	if err != nil {
		return err
	}
	h := host{Config: k.settings.Config, now: k.Clock}
	findings := health.Run(k.ctx, h.checks()...) // first: opening a database takes others' rights to its file away
	db, err := database.Existing(k.ctx, h.database(), database.Options{Clock: k.Clock})
	if err != nil {
		findings = append(findings, health.Unreachable(err))
	} else {
		findings = append(findings, health.Run(k.ctx, h.storedChecks(db)...)...)
		if err := db.Close(); err != nil {
			return err
		}
	}
	lines := health.Lines(say, findings)
	write := health.Write
	if k.extra.json {
		write = health.WriteJSON
	}
	if err := write(k.Out, lines); err != nil {
		return err
	}
	broken := 0
	for _, f := range findings {
		if f.State == health.Broken {
			broken++
		}
	}
	if broken > 0 {
		return errors.New(say.Say("health.state.exit", "n", broken))
	}
	return nil
}

// host is what the checks need to know beside the database.
type host struct {
	Config
	now clock.Clock
}

// health makes all checks, in the words of a reader, for the page of those who
// look after the server. Reading a large SQLite file takes its time.
func (a *App) health(c Config) func(context.Context, *text.Printer) []account.HealthLine {
	h := host{Config: c, now: a.now}
	return func(ctx context.Context, say *text.Printer) []account.HealthLine {
		var all []account.HealthLine
		for _, l := range health.Lines(say, health.Run(ctx, append(h.checks(), h.storedChecks(a.Database)...)...)) {
			all = append(all, account.HealthLine{Well: l.State == health.OK, Broken: l.State == health.Broken, Word: l.Word, What: l.What, ToDo: l.ToDo})
		}
		return all
	}
}

// checks are those that need no database.
func (h host) checks() []health.Check {
	file := ""
	if path := strings.TrimPrefix(h.database(), "sqlite:"); !strings.Contains(path, "://") {
		file = path
	}
	private := []string{h.Data, filepath.Join(h.Data, "verbund.toml")}
	all := []health.Check{h.settings}
	for _, name := range hostSecrets {
		set, file := h.LinkSecret, name+".key"
		if name == pepperSecret {
			set = h.Pepper
		}
		path := filepath.Join(h.Data, file)
		if h.Credentials != "" { // of systemd
			if _, err := os.Stat(filepath.Join(h.Credentials, file)); err == nil {
				path = filepath.Join(h.Credentials, file)
			}
		}
		private = append(private, path)
		all = append(all, health.Secret(file, set != "", path))
	}
	if file != "" {
		private = append(private, file, file+"-wal")
	}
	if h.TLSKey != "" {
		private = append(private, h.TLSKey)
	}
	size := func() int64 {
		info, err := os.Stat(file)
		if file == "" || err != nil {
			return 0
		}
		return info.Size()
	}
	all = append(all, health.Private(private...), health.Disk(h.Data, size), health.Certificate(h.TLSCert, h.now), health.Backups(h.BackupDir, h.now))
	if h.BackupDir != "" {
		all = append(all, health.Disk(h.BackupDir, size))
	}
	return all
}

// storedChecks are those that need the database.
func (h host) storedChecks(db *database.DB) []health.Check {
	queue := mail.NewQueue(db, h.now)
	stuck := func(ctx context.Context) (int, error) {
		count, err := queue.Count(ctx)
		return count[mail.Unsure] + count[mail.GivenUp], err
	}
	return []health.Check{health.Reachable(db), health.Migrations(db, Migrations()...), health.Sound(db), health.Clock(db, h.now), health.Mail(h.reach(), stuck)}
}

// reach greets the mail server, if one is set.
func (h host) reach() func(context.Context) error {
	if h.SMTP.Server == "" {
		return nil
	}
	return func(ctx context.Context) error {
		smtp, err := mail.NewSMTP(h.SMTP, h.now)
		if err != nil {
			return err
		}
		return smtp.Reach(ctx)
	}
}

// settings looks at what the settings mean together.
func (h host) settings(context.Context) []health.Finding {
	f := health.Finding{Check: "settings", State: health.OK, What: "health.settings.ok"}
	switch {
	case h.URL == "":
		f = health.Finding{Check: "settings", State: health.Attention, What: "health.settings.no-url", ToDo: "health.settings.no-url-do"}
	case !strings.HasPrefix(h.URL, "https:"):
		f = health.Finding{Check: "settings", State: health.Attention, What: "health.settings.plain-url", ToDo: "health.settings.plain-url-do", Args: []any{"url", h.URL}}
	}
	return []health.Finding{f}
}
