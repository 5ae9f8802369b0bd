package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"verbund/internal/centres"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/jobs"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/web"
)

// How many proposals and review tokens are taken from one network: so many at
// once, and then one every so often.
const (
	proposalBurst = 5
	proposalEvery = time.Minute
	tokenBurst    = 5
	tokenEvery    = 30 * time.Second
)

// sendEvery is how often the queue of mails is looked at.
const sendEvery = time.Minute

// isSecret tells whether the value of a setting must not be printed.
func isSecret(setting string) bool { return setting == "smtp-password" || setting == "link-secret" }

// mailer is the way to the mail server, or nil if none is set.
func (c Config) mailer(now clock.Clock) (mail.Carrier, error) {
	if c.SMTP.Server == "" {
		return nil, nil
	}
	smtp, err := mail.NewSMTP(c.SMTP, now)
	if err != nil {
		return nil, err
	}
	return smtp, nil
}

// linkKey is the file that holds the secret for links, if none is set.
const linkKey = "link.key"

// linkSecret returns the secret that signs links. It never stands in the
// database, so that a copy of that can confirm nothing.
func linkSecret(c Config) ([]byte, error) {
	if c.LinkSecret != "" {
		return []byte(c.LinkSecret), nil
	}
	path := filepath.Join(c.Data, linkKey)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeLinkKey(path); err == nil {
			text, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the secret for links: %w; set link-secret where there is no folder to keep it in", err)
	}
	return hex.DecodeString(strings.TrimSpace(string(text)))
}

// makeLinkKey makes the file whole, readable by its owner only, and never over
// one that another program made in the meantime.
func makeLinkKey(path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	secret := make([]byte, 32)
	rand.Read(secret)                                            // never fails: crypto/rand ends the program instead
	file, err := os.CreateTemp(filepath.Dir(path), linkKey+".*") // of mode 0600
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

// upkeep makes the pages by which entries stay true. Without a secret they all
// work, but no link is valid.
func (a *App) upkeep(c Config, f frames, keeper *centres.Keeper, now clock.Clock, zone *time.Location, log *slog.Logger) *centres.Upkeep {
	secret, err := linkSecret(c)
	if err == nil {
		a.Links, err = centres.NewLinks(secret)
	}
	if err != nil {
		log.Warn("no-link-secret", slog.String("cause", err.Error()))
	}
	a.linksErr = err
	return centres.NewUpkeep(centres.UpkeepDeps{
		Store: a.Centres, Keeper: keeper, Links: a.Links, Clock: now, Zone: zone, Frame: f.frame, Secure: f.secure,
		Propose: web.NewLimit(now, 1/proposalEvery.Seconds(), proposalBurst, c.Proxy).Allow,
		SignIn:  web.NewLimit(now, 1/tokenEvery.Seconds(), tokenBurst, c.Proxy).Allow,
	})
}

// admit adds to the site who may review, and where one signs in for that.
func admit(w web.Config, u *centres.Upkeep) web.Config {
	w.Allow, w.Actor = centres.Allows, u.Actor
	w.SignIn = func(right web.Right) string {
		if right == centres.Review {
			return centres.SignInPath
		}
		return ""
	}
	return w
}

// startJobs begins what the program does by itself while it serves: sending
// mails, if a mail server is set. The returned function ends it, and waits for a
// mail that is just being sent as long as for open requests.
func (a *App) startJobs(ctx context.Context, c Config, log *slog.Logger, now clock.Clock) (stop func(), err error) {
	carrier, err := c.mailer(now)
	if err != nil || carrier == nil {
		return func() {}, err
	}
	worker := mail.NewWorker(a.Mail, carrier, log)
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		report := func(name string, err error) {
			log.Error("job-failed", slog.String("job", name), slog.String("cause", err.Error()))
		}
		jobs.Run(ctx, report, jobs.Job{Name: "mail", Every: sendEvery, Do: func(ctx context.Context) error {
			_, err := worker.Pass(ctx)
			return err
		}})
	}()
	return func() {
		cancel()
		patience := time.NewTimer(20 * time.Second)
		defer patience.Stop()
		select {
		case <-ended:
		case <-patience.C: // the mail then counts as unsure
		}
	}, nil
}
