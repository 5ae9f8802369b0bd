package app

import (
	"context"
	"net/http"
	"time"

	"verbund/internal/caselaw"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/web"
)

// caselawRoom makes the room of the decisions over its store.
func (a *App) caselawRoom(c Config, f frames, now clock.Clock, zone *time.Location) *caselaw.Room {
	mails := "" // a link in a mail needs an address that nobody has sent us
	if c.SMTP.Server != "" {
		mails = f.url
	}
	return caselaw.New(caselaw.Deps{
		Store: a.Caselaw, Finder: a.Finder, Texts: a.Texts, Clock: now, Zone: zone, Frame: f.frame, Network: f.site,
		Sheet:   f.static.Address("caselaw.css"),
		Address: func(r *http.Request) string { return f.address(r) },
		Mails:   mails,
		Ask:     web.NewLimit(now, 1/proposalEvery.Seconds(), proposalBurst, c.Proxy).Allow,
	})
}

// followDecisions publishes what is due, and brings this server's index up to date.
func (a *App) followDecisions(ctx context.Context) error {
	if _, err := a.Caselaw.PublishDue(ctx); err != nil {
		return err
	}
	return a.Finder.Follow(ctx)
}
