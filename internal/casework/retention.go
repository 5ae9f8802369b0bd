package casework

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// retentionSetting is the sealed setting with the rules of a centre.
const retentionSetting = "casework-retention"

// RetentionRules say for how long a centre keeps a closed case. No law gives
// counselling centres a number; the centre decides, keeps no longer than it needs
// (GDPR, Article 5 (1) (e)) and writes down why.
type RetentionRules struct {
	Years  map[string]int `json:"years"`            // by category, from 0; 0 is due with the closing
	ByDay  bool           `json:"by_day,omitempty"` // counted from the day of closing, not from the end of its year
	Stated bool           `json:"stated,omitempty"` // the centre has decided; until then these are proposals
}

// retentionMost is the longest time that can be set, in years: claims for harm to
// life, body, freedom or sexual self-determination end after thirty years
// (§ 197 (1) No. 1 BGB).
const retentionMost = 30

// ProposedRetention are the rules until a centre has decided: three years, as most
// claims end three years after the end of their year (§§ 195, 199 (1) BGB), ten
// for minors and where a court or a claim is involved, and nothing beyond the
// statistics where only these were wanted.
func ProposedRetention() RetentionRules {
	return RetentionRules{Years: map[string]int{"standard": 3, "minor": 10, "court": 10, "statistics-only": 0}}
}

// longest is what is kept under a category that the rules do not know: nothing is
// erased early because a code is new.
func (r RetentionRules) longest() int {
	most := 0
	for _, years := range r.Years {
		most = max(most, years)
	}
	return most
}

// Retention returns the day on which a case is due to be erased: so many years
// after the end of the year of its closing, as §§ 199 (1) and 188 (2) BGB count,
// or after its day. It is the unknown day for a case that is not closed.
func Retention(closed core.Date, category string, r RetentionRules) core.Date {
	years, known := r.Years[category]
	switch {
	case closed.IsZero():
		return core.Date{}
	case !known:
		years = r.longest()
	case years == 0:
		return closed
	}
	if !r.ByDay {
		return core.Date{Year: closed.Year + years + 1, Month: time.January, Day: 1}
	}
	due := core.Date{Year: closed.Year + years, Month: closed.Month, Day: closed.Day}
	return due.AddDays(0) // 29 February becomes 1 March where there is none
}

// retentionRules are the rules of a centre, or what is proposed to it.
func retentionRules(ctx context.Context, tx *sql.Tx, a *vault.Access) (RetentionRules, error) {
	plain, err := a.OpenSettings(ctx, tx, retentionSetting)
	if core.KindOf(err) == core.NotFound {
		return ProposedRetention(), nil
	}
	if err != nil {
		return RetentionRules{}, err
	}
	var r RetentionRules
	if err := json.Unmarshal(plain, &r); err != nil {
		return RetentionRules{}, unreadable(err)
	}
	return r, nil
}

// putRetention keeps the rules of a centre, and writes the day that follows from
// them on the card of each closed case that she may open.
func (d worker) putRetention(ctx context.Context, r RetentionRules) error {
	if err := d.Write(); err != nil {
		return err
	}
	r.Stated = true
	plain, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		if err := a.SealSettings(ctx, tx, retentionSetting, plain); err != nil {
			return err
		}
		all, err := d.cards(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, l := range all {
			due := Retention(l.Closed, l.Category, r)
			if due == l.Retain {
				continue
			}
			f, err := a.Folder(ctx, tx, l.id)
			if err != nil {
				return err
			}
			l.Retain = due
			if err := f.SetCard(ctx, tx, l.Card.encode()); err != nil {
				return err
			}
		}
		return d.Record(ctx, tx, "casework.retention", "", "")
	})
}
