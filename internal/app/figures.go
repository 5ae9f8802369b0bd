package app

import (
	"context"
	"time"

	"verbund/internal/core"
	"verbund/internal/figures"
	"verbund/internal/platform/clock"
)

// figuresRoom makes the room of the figures over its store.
func (a *App) figuresRoom(f frames, now clock.Clock, zone *time.Location) *figures.Room {
	return figures.New(figures.Deps{
		Store: a.Figures, Texts: a.Texts, Clock: now, Zone: zone, Frame: f.frame, Address: f.address, Network: f.site,
		CentreName: func(ctx context.Context, unit core.ID) (string, error) {
			h, err := a.Accounts.House(ctx, unit)
			return h.Name, err
		},
	})
}
