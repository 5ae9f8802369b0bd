package casework

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"

	"verbund/internal/casework/count"
	"verbund/internal/casework/release"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Released is a case of a year as it is handed over to the network. Of one that was
// not released it says only that somebody was counselled, and whether that was new.
type Released struct {
	ID       string              // random, 128 bits in hexadecimal; made anew for each case and year
	New      string              // whether counselling began in the year: yes, no, or empty where that is not known
	Released bool                // the client consented and the centre decided
	Cells    map[string][]string // columns and codes of the released record; nil where it is not released
	Kept     bool                // stays as it was delivered before; all but ID is empty
}

// Receipt is what the network holds of a centre and a year.
type Receipt struct {
	Day    core.Date // of the last delivery; unknown before the first
	Rows   int       // that it holds
	Frozen bool      // the figures of the year have been made; what comes later is for later ones
}

// releasePart is where a case keeps what was decided on its release. It is a part of
// its own, since it is read of all cases at once, and none of a hand-over.
const releasePart vault.Part = "release"

// Why a release has ended.
const (
	endedTakenBack = "taken-back" // the centre has decided otherwise
	endedWithdrawn = "withdrawn"  // the consent is no longer there
	endedErased    = "erased"     // the case is gone
)

// Release is what the centre has decided about a case for a year.
type Release struct {
	Year  int       `json:"year"`
	Yes   bool      `json:"yes"`           // it is released
	Row   string    `json:"row,omitempty"` // the ID of its record; never used again once the release has ended
	Day   core.Date `json:"day"`
	By    core.ID   `json:"by"`
	Stamp vault.ID  `json:"stamp"`          // differs for every decision; the salt of digests of the record
	Sum   string    `json:"sum,omitempty"`  // digest of the record as it was decided on
	Ended core.Date `json:"ended,omitzero"` // the record was removed on this day
	Why   string    `json:"why,omitempty"`  // it has ended
}

// Live tells whether the case is released.
func (r *Release) Live() bool { return r != nil && r.Yes && r.Ended.IsZero() }

// releases are the decisions about a case, one for each year.
type releases struct {
	Years []Release `json:"years"`

	revision vault.Revision
}

func (all *releases) of(year int) *Release {
	for i := range all.Years {
		if all.Years[i].Year == year {
			return &all.Years[i]
		}
	}
	return nil
}

func (all *releases) set(r Release) {
	if there := all.of(r.Year); there != nil {
		*there = r
		return
	}
	all.Years = append(all.Years, r)
}

// releases opens the decisions about a case.
func (c *Case) releases(ctx context.Context, tx *sql.Tx) (all releases, err error) {
	plain, revision, err := c.folder.Open(ctx, tx, releasePart, c.ID)
	if core.KindOf(err) == core.NotFound {
		return all, nil
	}
	if err != nil {
		return all, err
	}
	if err := json.Unmarshal(plain, &all); err != nil {
		return all, unreadable(err)
	}
	all.revision = revision
	return all, nil
}

func (c *Case) sealReleases(ctx context.Context, tx *sql.Tx, all releases) error {
	plain, err := json.Marshal(all)
	if err != nil {
		return err
	}
	_, err = c.folder.Seal(ctx, tx, releasePart, c.ID, all.revision, plain)
	return err
}

// source is what released records need of a case whose core is open.
func (d worker) source(c *Case) release.Source {
	f := release.File{Sheet: c.Answers}
	for _, k := range c.records {
		if k.Removed {
			continue
		}
		switch k.Sheet {
		case "measure":
			f.Measures = append(f.Measures, release.Entry{Answers: k.State.Answers, Day: d.dayOr(k.State.Answers.Day("since"), k)})
		case "claim":
			f.Claims = append(f.Claims, release.Entry{Answers: k.State.Answers, Day: d.dayOr(k.State.Answers.Day("filed"), k)})
		}
	}
	return d.maker.Read(f)
}

// releasable is a case that is documented in a year, with its record.
type releasable struct {
	id       vault.ID
	alias    string
	hers     bool // she works on it
	row      release.Row
	consent  release.Consent
	decision *Release      // nil where nothing was decided
	required []release.Gap // needed answers that it lacks
	further  []release.Gap
}

// releasable makes the record of a case for a year; it is false where the case is not
// documented in it.
func (d worker) releasable(id vault.ID, f figure, year int, decision *Release) (releasable, bool) {
	if !f.Documented(count.Year(year), d.Today()) {
		return releasable{}, false
	}
	one := releasable{id: id, decision: decision, consent: release.ConsentOf(f.Consents, d.Today())}
	one.row = d.maker.Make(f.Source, f.Began, year, d.Today())
	one.required, one.further = d.maker.Gaps(f.Source, one.row)
	return one, true
}

// goes tells whether its record leaves.
func (one releasable) goes() bool { return one.decision.Live() && one.consent.Given() }

// sum is the digest of the record, as it is kept of what was decided and delivered.
func (one releasable) sum() string {
	if one.decision == nil {
		return ""
	}
	return release.Digest(string(one.decision.Stamp), one.row)
}

// changed tells whether the record says something else than when it was released.
func (one releasable) changed() bool { return one.decision.Live() && one.decision.Sum != one.sum() }

// seen is what somebody has before her who decides: the record, the consent, and what
// was decided before.
func (one releasable) seen() string {
	state := string(one.consent.Answer) + one.consent.Day.String()
	if r := one.decision; r != nil {
		state += string(r.Stamp) + strconv.FormatBool(r.Live())
	}
	return release.Digest(state, one.row)
}

// decide releases a case for a year, or does not: a release that there was is taken
// back, and its record removed at once. seen is what she had before her; where that is
// no longer so it fails with core.Conflict. What is already as she wants it stays.
func (d worker) decide(ctx context.Context, id vault.ID, year int, yes bool, seen string) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(ctx, tx, a, id, vault.Entries)
		if err != nil {
			return err
		}
		all, err := c.releases(ctx, tx)
		if err != nil {
			return err
		}
		before := all.of(year)
		one, documented := d.releasable(id, d.figureOf(c), year, before)
		if !documented {
			return &core.Error{Kind: core.Conflict, Key: "casework.release.not-documented"}
		}
		switch {
		case yes && one.goes() && !one.changed(), !yes && before != nil && !before.Yes:
			return nil
		case seen != one.seen():
			return &core.Error{Kind: core.Conflict, Key: "casework.release.changed-since"}
		case yes && !one.consent.Given():
			return &core.Error{Kind: core.Conflict, Key: "casework.release.no-consent"}
		case !yes && before.Live():
			return d.endReleases(ctx, tx, c, all, endedTakenBack, year)
		}
		next := Release{Year: year, Yes: yes, Day: d.Today(), By: d.Actor.Person, Stamp: vault.NewID()}
		code := "casework.release-refused"
		if yes {
			code, next.Row = "casework.released", string(vault.NewID())
			if before.Live() { // looked at again
				next.Row = before.Row
			}
			one.decision = &next
			next.Sum = one.sum()
		}
		all.set(next)
		if err := c.sealReleases(ctx, tx, all); err != nil {
			return err
		}
		return d.Record(ctx, tx, code, id, strconv.Itoa(year))
	})
}

// endReleases ends the releases of a case, of one year or of all (0), and removes
// their records at the network, in the same transaction: neither can be without the
// other.
func (d worker) endReleases(ctx context.Context, tx *sql.Tx, c *Case, all releases, why string, year int) error {
	var rows []string
	for i := range all.Years {
		r := &all.Years[i]
		if r.Live() && (year == 0 || r.Year == year) {
			rows = append(rows, r.Row)
			r.Ended, r.Why = d.Today(), why
		}
	}
	if rows == nil {
		return nil
	}
	if err := c.sealReleases(ctx, tx, all); err != nil {
		return err
	}
	if err := d.withdrawRows(ctx, tx, rows); err != nil {
		return err
	}
	return d.Record(ctx, tx, "casework.release-ended", c.ID, why)
}

func (d worker) withdrawRows(ctx context.Context, tx *sql.Tx, rows []string) error {
	if d.Withdraw == nil || len(rows) == 0 {
		return nil
	}
	return d.Withdraw(ctx, tx, d.Actor.Centre, rows)
}

// heedConsent ends the releases of a case once the client no longer consents. It runs
// after every change of a case, so that no way of noting a withdrawal is forgotten.
func (d worker) heedConsent(ctx context.Context, tx *sql.Tx, c *Case, f figure) error {
	if release.ConsentOf(f.Consents, d.Today()).Given() {
		return nil
	}
	all, err := c.releases(ctx, tx)
	if err != nil {
		return err
	}
	return d.endReleases(ctx, tx, c, all, endedWithdrawn, 0)
}

// eraseReleases removes the records of a case that is about to be erased, and
// whatever the centre has noted of their delivery.
func (d worker) eraseReleases(ctx context.Context, tx *sql.Tx, c *Case) error {
	all, err := c.releases(ctx, tx)
	if err != nil {
		return err
	}
	if err := d.endReleases(ctx, tx, c, all, endedErased, 0); err != nil {
		return err
	}
	ledger, err := d.ledger(ctx, tx, c.access)
	if err != nil {
		return err
	}
	deliveries, err := leaves[Delivery](ctx, tx, ledger, deliveryPart)
	if err != nil {
		return err
	}
	for _, l := range deliveries {
		left := slices.DeleteFunc(slices.Clone(l.Value.Rows), func(row DeliveredRow) bool { return row.Case == c.ID })
		if len(left) == len(l.Value.Rows) {
			continue
		}
		var rows []string
		for _, row := range l.Value.Rows {
			if row.Case == c.ID {
				rows = append(rows, row.Row)
			}
		}
		if err := d.withdrawRows(ctx, tx, rows); err != nil {
			return err
		}
		l.Value.Rows = left
		if err := l.put(ctx, tx, ledger, deliveryPart); err != nil {
			return err
		}
	}
	return nil
}
