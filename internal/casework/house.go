package casework

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/vault"
)

// housePart is where the ledger keeps the places of the centre.
const housePart vault.Part = "houses"

// House is a place where clients of the centre live. It has a name and no address.
type House struct {
	ID   vault.ID
	Name string
	Beds int
	Gone bool // no longer in use
	Record
}

func houseOf(l leaf[Record]) House {
	a := l.Value.State.Answers
	return House{l.ID, a.Get("name"), a.Int("beds"), a.Yes("gone"), l.Value}
}

// houses are those of the centre by name, also those no longer in use.
func (d worker) houses(ctx context.Context, tx *sql.Tx, ledger *vault.Folder) ([]House, error) {
	all, err := leaves[Record](ctx, tx, ledger, housePart)
	if err != nil {
		return nil, err
	}
	var houses []House
	for _, l := range all {
		houses = append(houses, houseOf(l))
	}
	slices.SortFunc(houses, func(x, y House) int {
		return cmp.Or(cmp.Compare(text.Fold(x.Name), text.Fold(y.Name)), cmp.Compare(x.ID, y.ID))
	})
	return houses, nil
}

// houseChoices are places as the sheet "stay" offers them.
func houseChoices(houses []House) []dataset.Choice {
	var all []dataset.Choice
	for _, h := range houses {
		all = append(all, dataset.Choice{Value: string(h.ID), Label: h.Name, Gone: h.Gone})
	}
	return all
}

// Resident is a stay in a place of the centre, and whose it is.
type Resident struct {
	Case  vault.ID
	Alias string
	StayCard
}

// residents are the stays of all cases by place, the earliest first.
func residents(cases []Listed) map[string][]Resident {
	by := map[string][]Resident{}
	for _, l := range cases {
		for _, s := range l.Stays {
			if !s.From.IsZero() {
				by[s.House] = append(by[s.House], Resident{l.id, l.Alias, s})
			}
		}
	}
	for _, all := range by {
		slices.SortFunc(all, func(x, y Resident) int {
			return cmp.Or(cmp.Compare(x.From.String(), y.From.String()), cmp.Compare(x.Alias, y.Alias), cmp.Compare(x.Case, y.Case))
		})
	}
	return by
}

// on tells whether somebody sleeps there in the night that begins on a day. Whoever
// leaves on a day does not spend its night there.
func (s StayCard) on(night core.Date) bool {
	return !s.From.After(night) && (s.Until.IsZero() || s.Until.After(night))
}

// taken is how many beds are taken in a night.
func taken(all []Resident, night core.Date) int {
	n := 0
	for _, s := range all {
		if s.on(night) {
			n += max(1, s.Persons)
		}
	}
	return n
}

// outlookWeeks is over how many weeks free beds are shown.
const outlookWeeks = 8

// Outlook is how many beds of a place are free: tonight, and in each of the coming
// weeks in its fullest night. Fewer than none are free where more persons are to
// stay than there are beds.
type Outlook struct {
	Tonight int
	Weeks   [outlookWeeks]int // the first begins today
	Over    core.Date         // the first night with more persons than beds; unknown if there is none
}

// outlook is that of a place with so many beds from a day on.
func outlook(beds int, all []Resident, today core.Date) Outlook {
	o := Outlook{Tonight: beds - taken(all, today)}
	for w := range o.Weeks {
		o.Weeks[w] = beds
		for day := range 7 {
			night := today.AddDays(7*w + day)
			free := beds - taken(all, night)
			o.Weeks[w] = min(o.Weeks[w], free)
			if free < 0 && o.Over.IsZero() {
				o.Over = night
			}
		}
	}
	return o
}

// overbooked tells whether a case lives, now or soon, in a place with more persons
// than beds.
func (d worker) overbooked(ctx context.Context, id vault.ID) (bool, error) {
	over := false
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		ledger, err := d.ledger(ctx, tx, a)
		if err != nil {
			return err
		}
		houses, err := d.houses(ctx, tx, ledger)
		if err != nil || len(houses) == 0 {
			return err
		}
		cards, err := d.cards(ctx, tx, a)
		if err != nil {
			return err
		}
		by := residents(cards)
		for _, h := range houses {
			all := by[string(h.ID)]
			lives := slices.ContainsFunc(all, func(s Resident) bool { return s.Case == id && (s.Until.IsZero() || s.Until.After(d.Today())) })
			over = over || lives && !outlook(h.Beds, all, d.Today()).Over.IsZero()
		}
		return nil
	})
	return over, err
}
