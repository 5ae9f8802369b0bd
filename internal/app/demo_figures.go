package app

import (
	"context"
	"math/rand/v2"

	"verbund/internal/figures/invent"
	"verbund/internal/platform/text"
)

// The years whose report the demonstration shows, of invented records, and how large the
// invented network is: about as large as the real one.
const (
	demoFirstYear = 2022
	demoLastYear  = 2024
	demoRecords   = 850
	demoCentres   = 19
	demoSeed      = 7
)

// FillDemoFigures fills the figures of the demonstration: records of three years,
// frozen and shown, and the microdata made of them. Where there are records already it changes nothing.
func (a *App) FillDemoFigures(ctx context.Context) error {
	if years, err := a.Figures.Years(ctx); err != nil || len(years) > 0 {
		return err
	}
	network, err := invent.Load(a.Figures.Book(), a.Figures.Plan(), a.Texts.For(text.German).FindCountry)
	if err != nil {
		return err
	}
	for year := demoFirstYear; year <= demoLastYear; year++ {
		all := network.Records(demoSeed+uint64(year), year, demoRecords+40*(year%3), demoCentres)
		if _, err := a.Figures.Import(ctx, operator(), all, false); err != nil {
			return err
		}
		snap, err := a.Figures.Freeze(ctx, operator(), year, a.frames.site)
		if err != nil {
			return err
		}
		if err := a.Figures.ShowInvented(ctx, snap); err != nil {
			return err
		}
		if year == demoLastYear {
			if err := a.Figures.ShowInventedMicrodata(ctx, snap, rand.NewChaCha8([32]byte{demoSeed})); err != nil {
				return err
			}
		}
	}
	return nil
}
