package casework

import (
	"context"
	"database/sql"

	"verbund/internal/platform/vault"
)

// addLetter keeps a letter. A form that was sent before gives the letter that it
// made.
func (d worker) addLetter(ctx context.Context, id, form vault.ID, l Letter) (entry vault.ID, err error) {
	if err := d.Write(); err != nil {
		return "", err
	}
	err = d.change(ctx, id, "casework.letter", "added", func(tx *sql.Tx, c *Case) error {
		for _, part := range d.compartments() {
			if err := c.load(ctx, tx, part); err != nil {
				return err
			}
		}
		for _, k := range c.records {
			if form != "" && k.Form == form {
				entry = k.ID
				return nil
			}
		}
		k := &Kept{ID: vault.NewID(), part: l.compartment(), Record: Record{Sheet: letterSheet, Form: form}}
		to := d.state(nil)
		to.Letter = &l
		k.next(to)
		entry = k.ID
		return d.keep(ctx, tx, c, k, k.part)
	})
	return entry, err
}

// saveLetter writes over a letter that still has the stamp; else it fails with a
// conflict. What it was made of, its language and who signs stay.
func (d worker) saveLetter(ctx context.Context, id, entry, stamp vault.ID, mine func(now Letter) Letter) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.change(ctx, id, "casework.letter", "changed", func(tx *sql.Tx, c *Case) error {
		k, err := d.record(ctx, tx, c, letterSheet, entry)
		if err != nil {
			return err
		}
		now := *k.Letter
		to := mine(now)
		to.Template, to.Lang, to.Signs = now.Template, now.Lang, now.Signs
		if to == now {
			return nil
		}
		if stamp != k.Stamp {
			return &conflict{k.Record, k.ofStamp(stamp)}
		}
		state := d.state(nil)
		state.Letter = &to
		k.next(state)
		return d.keep(ctx, tx, c, k, to.compartment())
	})
}

// tellOfWitness notes in the intake that the client knows that counsellors can be
// called as witnesses (§ 53 StPO gives them no right to refuse). Doing so twice is
// safe: the first day stays.
func (d worker) tellOfWitness(ctx context.Context, id vault.ID) error {
	if err := d.Write(); err != nil {
		return err
	}
	sheet, _ := d.Set.Sheet("intake")
	return d.change(ctx, id, "casework.written", sheet.ID, func(tx *sql.Tx, c *Case) error {
		k := c.Sheet(sheet.ID)
		if k == nil {
			k = &Kept{ID: vault.NewID(), part: partOf(sheet), Record: Record{Sheet: sheet.ID}}
		}
		to := c.Answers(sheet.ID).Clone()
		if to.Yes("witness-told") {
			return nil
		}
		to.Set("witness-told", "yes")
		to.Set("witness-told-on", d.Today().String())
		k.next(d.state(to))
		if err := c.seal(ctx, tx, k); err != nil {
			return err
		}
		return d.indexFor(ctx, tx, c, sheet)
	})
}
