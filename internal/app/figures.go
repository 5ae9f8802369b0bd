package app

import (
	"context"
	"net/http"
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

// publicFigures makes the pages of the figures that everybody may see.
func (a *App) publicFigures(f frames) (*figures.Public, error) {
	return figures.NewPublic(figures.PublicDeps{
		Shelf: a.Figures, Book: a.Figures.Book(), Plan: a.Figures.Plan(), Texts: a.Texts, Frame: f.frame,
		Sheet: f.static.Address("figures.css"), Network: f.site, Licence: figures.Licence,
		Address: func(r *http.Request) string { return f.address(r) },
	})
}
