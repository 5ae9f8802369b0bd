package casework

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"verbund/internal/casework/release"
	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/vault"
)

// deliveryPart is where the ledger keeps what was delivered.
const deliveryPart vault.Part = "deliveries"

// Delivery is what was last handed over to the network of a year. It knows which row
// is of which case, and lies in the house; what stood in the row it does not know.
type Delivery struct {
	Year int            `json:"year"`
	Day  core.Date      `json:"day"`
	By   core.ID        `json:"by"`
	Rows []DeliveredRow `json:"rows"`
}

// DeliveredRow is a row of it.
type DeliveredRow struct {
	Case     vault.ID `json:"case"`
	Row      string   `json:"row"`
	Released bool     `json:"released,omitempty"`
	Sum      string   `json:"sum"` // digest of the record; its salt lies in the case
}

// releaseYear are the cases of a year that she may open, with their records.
type releaseYear struct {
	year   int
	cases  []releasable
	hidden map[vault.ID]bool // cases that are restricted to others
	ledger *vault.Folder
	last   leaf[Delivery] // of this year; empty before the first
}

// openReleases reads the cases that are documented in a year.
func (d worker) openReleases(ctx context.Context, tx *sql.Tx, a *vault.Access, year int) (y releaseYear, err error) {
	y = releaseYear{year: year, hidden: map[vault.ID]bool{}}
	sealed, err := a.Cards(ctx, tx, roomName)
	if err != nil {
		return y, err
	}
	for _, s := range sealed {
		if s.Plain == nil {
			y.hidden[s.Folder] = true
		}
	}
	cards, _, err := d.readCards(sealed, everyCase)
	if err != nil {
		return y, err
	}
	decided := map[vault.ID]releases{}
	err = a.AllOf(ctx, tx, roomName, releasePart, func(folder vault.ID, r vault.Record) error {
		var all releases
		if err := json.Unmarshal(r.Plain, &all); err != nil {
			return unreadable(err)
		}
		decided[folder] = all
		return nil
	})
	if err != nil {
		return y, err
	}
	figures := make(map[vault.ID]releasable, len(cards))
	known := make(map[vault.ID]bool, len(cards))
	take := func(id vault.ID, f figure) {
		all := decided[id]
		known[id] = true
		if one, documented := d.releasable(id, f, year, all.of(year)); documented {
			figures[id] = one
		}
	}
	err = a.AllOf(ctx, tx, roomName, figuresPart, func(folder vault.ID, r vault.Record) error {
		var f figure
		if err := json.Unmarshal(r.Plain, &f); err != nil {
			return unreadable(err)
		}
		if f.Version == figureVersion {
			take(folder, f)
		}
		return nil
	})
	if err != nil {
		return y, err
	}
	for _, l := range cards {
		if !known[l.id] {
			c, err := d.open(ctx, tx, a, l.id, vault.Entries)
			if err != nil {
				return y, err
			}
			take(l.id, d.figureOf(c))
		}
		if one, documented := figures[l.id]; documented {
			one.alias, one.hers = l.Alias, slices.Contains(l.Workers, d.Actor.Person)
			y.cases = append(y.cases, one)
		}
	}
	y.sort()
	if y.ledger, err = d.ledger(ctx, tx, a); err != nil {
		return y, err
	}
	deliveries, err := leaves[Delivery](ctx, tx, y.ledger, deliveryPart)
	for _, l := range deliveries {
		if l.Value.Year == year {
			y.last = l
		}
	}
	return y, err
}

// sort puts what can be decided first, then what changed since, what lacks a consent,
// and what is decided.
func (y *releaseYear) sort() {
	slices.SortFunc(y.cases, func(a, b releasable) int {
		return cmp.Or(cmp.Compare(a.turn(), b.turn()), cmp.Compare(text.Fold(a.alias), text.Fold(b.alias)), cmp.Compare(a.id, b.id))
	})
}

// turn is when a case is looked at.
func (one releasable) turn() int {
	switch {
	case one.open():
		return 0
	case one.changed():
		return 1
	case !one.consent.Given() && one.decision == nil:
		return 2
	}
	return 3
}

// open tells whether there is something to decide: the client consents, and the
// centre has not said yes or no since.
func (one releasable) open() bool {
	r := one.decision
	return one.consent.Given() && (r == nil || r.Yes && !r.Ended.IsZero() && r.Why == endedWithdrawn)
}

// Funnel is how many cases of a year come how far.
type Funnel struct{ Documented, New, Released, Complete int }

func (y releaseYear) funnel() (f Funnel) {
	for _, one := range y.cases {
		f.Documented++
		if one.row.New == "yes" {
			f.New++
		}
		if one.goes() {
			f.Released++
			if release.Complete(one.row) {
				f.Complete++
			}
		}
	}
	return f
}

// outgoing is what leaves: the rows of a delivery, in the order of their random IDs,
// so that the order says nothing about the cases.
type outgoing struct {
	rows []Released
	kept int            // rows of cases that are restricted to others, which stay as they are
	note []DeliveredRow // what the house notes of it
	seen string         // says what somebody had before her who delivers

	added, removed, changed int // since the last delivery
}

// outgoing makes it. A case that is restricted to others cannot be read by whoever
// delivers: its row stays as it was delivered by somebody who could.
func (y releaseYear) outgoing() outgoing {
	before := map[vault.ID]DeliveredRow{}
	for _, row := range y.last.Value.Rows {
		before[row.Case] = row
	}
	var out outgoing
	now := map[vault.ID]bool{}
	sums := make([]string, 0, len(y.cases))
	for _, one := range y.cases {
		row := Released{New: one.row.New}
		note := DeliveredRow{Case: one.id, Sum: release.Digest("", release.Row{New: one.row.New})}
		was, there := before[one.id]
		if one.goes() {
			row.ID, row.Released, row.Cells = one.decision.Row, true, one.row.Cells
			note.Released, note.Sum = true, one.sum()
		} else if there && !was.Released {
			row.ID = was.Row
		} else {
			row.ID = string(vault.NewID())
		}
		note.Row, now[one.id] = row.ID, true
		switch {
		case !there:
			out.added++
		case was.Released != note.Released || was.Sum != note.Sum:
			out.changed++
		}
		sums = append(sums, string(one.id)+note.Sum)
		out.rows, out.note = append(out.rows, row), append(out.note, note)
	}
	for _, was := range y.last.Value.Rows {
		switch {
		case now[was.Case]:
		case y.hidden[was.Case]:
			out.kept++
			out.rows, out.note = append(out.rows, Released{ID: was.Row, Kept: true}), append(out.note, was)
			sums = append(sums, string(was.Case)+was.Sum)
		default:
			out.removed++
		}
	}
	slices.SortFunc(out.rows, func(a, b Released) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(out.note, func(a, b DeliveredRow) int { return cmp.Compare(a.Row, b.Row) })
	slices.Sort(sums)
	out.seen = release.Digest("", release.Row{Cells: map[string][]string{"rows": sums}})
	return out
}

// deliverYear hands a year over to the network and notes that, both or neither. seen is
// what the preview showed; where that is no longer so it fails with core.Conflict.
func (d worker) deliverYear(ctx context.Context, year int, seen string) error {
	if err := d.Write(); err != nil {
		return err
	}
	if d.Deliver == nil {
		return &core.Error{Kind: core.Denied, Key: "casework.release.nobody-takes"}
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		y, err := d.openReleases(ctx, tx, a, year)
		if err != nil {
			return err
		}
		out := y.outgoing()
		if out.seen != seen {
			return &core.Error{Kind: core.Conflict, Key: "casework.release.changed-since"}
		}
		if err := d.Deliver(ctx, tx, d.Actor, year, out.rows); err != nil {
			return err
		}
		ledger, err := d.writeLedger(ctx, tx, a)
		if err != nil {
			return err
		}
		y.last.Value = Delivery{Year: year, Day: d.Today(), By: d.Actor.Person, Rows: out.note}
		if err := y.last.put(ctx, tx, ledger, deliveryPart); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.delivered", "", yearText(year))
	})
}
