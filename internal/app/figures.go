package app

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"verbund/internal/casework"
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

// deliverCases takes what a centre hands over of its cases.
func (a *App) deliverCases(ctx context.Context, tx *sql.Tx, actor core.Actor, year int, rows []casework.Released) error {
	all := make([]figures.Row, len(rows))
	for i, r := range rows {
		row, err := a.Figures.RowOf(r.ID, year, r.New, r.Released, r.Cells)
		if err != nil {
			return err
		}
		row.Kept = r.Kept
		all[i] = row
	}
	return a.Figures.ReplaceIn(ctx, tx, actor, actor.Centre, year, figures.FromCases, all)
}

// receipt is what the figures hold of a centre and a year.
func (a *App) receipt(ctx context.Context, centre core.ID, year int) (casework.Receipt, error) {
	d, _, err := a.Figures.Delivered(ctx, centre, year)
	return casework.Receipt{Day: d.On, Rows: d.Rows, Frozen: d.Frozen}, err
}
