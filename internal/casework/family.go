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

// familyOf are the cases that are linked with one, by alias, itself among them. A
// case that is linked with nobody whom she may see is alone.
func familyOf(cards []Listed, id vault.ID) []Listed {
	var family vault.ID
	for _, l := range cards {
		if l.id == id {
			family = l.Family
		}
	}
	var all []Listed
	for _, l := range cards {
		if l.id == id || family != "" && l.Family == family {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(x, y Listed) int {
		return cmp.Or(cmp.Compare(text.Fold(x.Alias), text.Fold(y.Alias)), cmp.Compare(x.id, y.id))
	})
	return all
}

// link links a case with the one of an alias, and with all that this one is linked
// with. Doing so twice is safe. Two families are not made one: their members may
// not all be hers to see.
func (d worker) link(ctx context.Context, id vault.ID, alias string) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		cards, err := d.cards(ctx, tx, a)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(cards, func(l Listed) bool { return text.Fold(l.Alias) == text.Fold(alias) })
		switch {
		case alias == "":
			return fieldError("alias", "casework.error.required")
		case i < 0:
			return fieldError("alias", "casework.family.unknown")
		case cards[i].id == id:
			return fieldError("alias", "casework.family.itself")
		}
		c, err := d.open(ctx, tx, a, id)
		if err != nil {
			return err
		}
		other, err := d.open(ctx, tx, a, cards[i].id)
		if err != nil {
			return err
		}
		family := cmp.Or(c.Family, other.Family, vault.NewID())
		if c.Family != "" && other.Family != "" && c.Family != other.Family {
			return fieldError("alias", "casework.family.other", "alias", other.Alias)
		}
		for _, one := range []*Case{c, other} {
			if one.Family == family {
				continue
			}
			one.Family = family
			if err := d.touchHead(ctx, tx, one); err != nil {
				return err
			}
			if err := d.Record(ctx, tx, "casework.family", one.ID, "added"); err != nil {
				return err
			}
		}
		return nil
	})
}

// unlink takes a case out of its family. The others stay linked.
func (d worker) unlink(ctx context.Context, id vault.ID) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.change(ctx, id, "casework.family", "removed", func(tx *sql.Tx, c *Case) error {
		if c.Family == "" {
			return nil
		}
		c.Family = ""
		return d.touchHead(ctx, tx, c)
	})
}

// addTogether writes one entry into the files of several clients, each its own, all
// or none. A form that was sent before adds nothing where it has already.
func (d worker) addTogether(ctx context.Context, cases []vault.ID, sheet *dataset.Sheet, form vault.ID, answers dataset.Answers) error {
	if err := d.Write(); err != nil {
		return err
	}
	cases = slices.Clone(cases)
	slices.Sort(cases)
	cases = slices.Compact(cases)
	rec := Record{Sheet: sheet.ID, Form: form}
	if len(cases) > 1 {
		rec.Group = form
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		for _, id := range cases {
			c, err := d.open(ctx, tx, a, id)
			if err != nil {
				return err
			}
			if _, err := d.addTo(ctx, tx, c, rec, sheet, answers); err != nil {
				return err
			}
			if err := d.Record(ctx, tx, "casework.written", id, sheet.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// together are the sheets on which one writes for several clients at once.
func (room *Room) together(id string) (*dataset.Sheet, error) {
	sheet, known := room.Set.Sheet(id)
	if !known || id != "journal" && id != "measure" {
		return nil, missing()
	}
	return sheet, nil
}

// linkedNames suggests aliases to link with: of her own open cases, at most so many.
func linkedNames(cards []Listed, person core.ID, most int) []string {
	var all []string
	for _, l := range cards {
		if l.Status == Active && slices.Contains(l.Workers, person) {
			all = append(all, l.Alias)
		}
	}
	slices.Sort(all)
	return all[:min(len(all), most)]
}
