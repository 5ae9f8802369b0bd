package app

import (
	"context"
	"log/slog"
	"time"

	"verbund/internal/centres"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/jobs"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/web"
)

// How many proposals are taken from one network: so many at once, and then one
// every so often.
const (
	proposalBurst = 5
	proposalEvery = time.Minute
)

// sendEvery is how often the queue of mails is looked at.
const sendEvery = time.Minute

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

// upkeep makes the pages by which entries stay true. Without a secret they all
// work, but no link is valid.
func (a *App) upkeep(c Config, f frames, keeper *centres.Keeper, now clock.Clock, zone *time.Location, log *slog.Logger) *centres.Upkeep {
	secret, err := hostSecret(c, linkSecret)
	if err == nil {
		a.Links, err = centres.NewLinks(secret)
	}
	if err != nil {
		log.Warn("no-link-secret", slog.String("cause", err.Error()))
	}
	a.linksErr = err
	return centres.NewUpkeep(centres.UpkeepDeps{
		Store: a.Centres, Keeper: keeper, Links: a.Links, Clock: now, Zone: zone, Frame: f.frame,
		Propose: web.NewLimit(now, 1/proposalEvery.Seconds(), proposalBurst, c.Proxy).Allow,
	})
}

// How often the program tidies up.
const (
	sweepEvery  = 10 * time.Minute // sessions whose time is over
	endEvery    = time.Hour        // duties that have ended
	remindEvery = time.Hour        // days of which somebody wants to be told
	followEvery = 10 * time.Second // decisions that others have changed
	workEvery   = 2 * time.Second  // figures that somebody wants to be checked
	scrubEvery  = 24 * time.Hour   // uploads that never ended, and what was erased
)

// startJobs begins what the program does by itself while it serves: tidying up,
// and sending mails, if a mail server is set. The returned function ends it, and
// waits for a mail that is just being sent as long as for open requests.
func (a *App) startJobs(ctx context.Context, c Config, log *slog.Logger, now clock.Clock) (stop func(), err error) {
	all := []jobs.Job{
		{Name: "sessions", Every: sweepEvery, Do: a.Accounts.Sweep},
		{Name: "duties", Every: endEvery, Do: a.Accounts.EndDuties},
		{Name: "contact", Every: sweepEvery, Do: a.Contact.Sweep},
		{Name: "trays", Every: sweepEvery, Do: a.Vault.ClearTrays},
		{Name: "uploads", Every: scrubEvery, Do: a.Vault.SweepUploads},
		{Name: "caselaw", Every: followEvery, Do: a.followDecisions},
		a.figuresJob(),
		{Name: "scrub", Every: scrubEvery, Do: a.Vault.Scrub},
	}
	carrier, err := c.mailer(now)
	if err != nil {
		return func() {}, err
	}
	if carrier != nil {
		all = append(all, jobs.Job{Name: "waiting", Every: remindEvery, Do: a.Contact.Remind})
		all = append(all, jobs.Job{Name: "reminders", Every: remindEvery, Do: a.Accounts.SendReminders})
		all = append(all, jobs.Job{Name: "alerts", Every: remindEvery, Do: a.alerts})
		worker := mail.NewWorker(a.Mail, carrier, log)
		all = append(all, jobs.Job{Name: "mail", Every: sendEvery, Do: func(ctx context.Context) error {
			_, err := worker.Pass(ctx)
			return err
		}})
	}
	return a.run(ctx, log, all...), nil
}

// figuresJob makes and checks the figures that the office wants to publish.
func (a *App) figuresJob() jobs.Job {
	return jobs.Job{Name: "figures", Every: workEvery, Do: a.Figures.Work}
}

// startDemoJobs begins what somebody who tries the demonstration waits for: figures are
// checked, decisions become public on their day and are found, however many an import
// brought. It writes to nobody.
func (a *App) startDemoJobs(ctx context.Context, _ Config, log *slog.Logger, _ clock.Clock) (stop func(), err error) {
	return a.run(ctx, log, a.figuresJob(), jobs.Job{Name: "caselaw", Every: followEvery, Do: a.followDecisions}), nil
}

// run does jobs until the returned function ends them.
func (a *App) run(ctx context.Context, log *slog.Logger, all ...jobs.Job) (stop func()) {
	for i, j := range all {
		all[i].Do = a.Metrics.Job(j.Name, j.Do)
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		jobs.Run(ctx, func(name string, err error) {
			log.Error("job-failed", slog.String("job", name), slog.String("cause", err.Error()))
		}, all...)
	}()
	return func() {
		cancel()
		patience := time.NewTimer(20 * time.Second)
		defer patience.Stop()
		select {
		case <-ended:
		case <-patience.C: // a mail that is on its way then counts as unsure
		}
	}
}
