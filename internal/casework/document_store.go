package casework

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// compartments are the parts that she may open to see documents: those that tell
// who the client is take a right of their own.
func (d worker) compartments() []vault.Part {
	if d.May(d.Actor, Identity) {
		return []vault.Part{vault.Entries, vault.Identity}
	}
	return []vault.Part{vault.Entries}
}

// documents are those that are open to her and are not taken out, the newest
// first; removed are those that were.
func (c *Case) documents() (all, removed []*Kept) { return c.typed(documentSheet) }

// typed are the records of a sheet that is not one of the data set, the one written
// last first.
func (c *Case) typed(sheet string) (all, removed []*Kept) {
	for _, k := range c.records {
		switch {
		case k.Sheet != sheet:
		case k.Removed:
			removed = append(removed, k)
		default:
			all = append(all, k)
		}
	}
	for _, list := range [][]*Kept{all, removed} {
		slices.SortFunc(list, func(a, b *Kept) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) })
	}
	return all, removed
}

// drop forgets a record that was erased.
func (c *Case) drop(k *Kept) {
	c.records = slices.DeleteFunc(c.records, func(one *Kept) bool { return one == k })
}

// record opens a record of a kind that she may see, to change it.
func (d worker) record(ctx context.Context, tx *sql.Tx, c *Case, sheet string, entry vault.ID) (*Kept, error) {
	for _, part := range d.compartments() {
		if err := c.load(ctx, tx, part); err != nil {
			return nil, err
		}
	}
	k := c.entry(entry)
	if k == nil || k.Sheet != sheet {
		return nil, missing()
	}
	return k, nil
}

// keep seals a record in a part, where it may not have been before, with what
// searches know of it.
func (d worker) keep(ctx context.Context, tx *sql.Tx, c *Case, k *Kept, part vault.Part) error {
	before := k.part
	if k.revision != "" && before != part {
		if err := c.folder.EraseRecord(ctx, tx, before, k.ID); err != nil {
			return err
		}
		k.revision = ""
	}
	k.part = part
	if err := c.seal(ctx, tx, k); err != nil {
		return err
	}
	if part == vault.Identity || before == vault.Identity {
		if err := d.indexNames(ctx, tx, c); err != nil {
			return err
		}
	}
	if part == vault.Identity && before != vault.Entries {
		return nil
	}
	return d.index(ctx, tx, c)
}

// addDocument makes a document of files that were received. A form that was sent
// before gives the document that it made, and the files go.
func (d worker) addDocument(ctx context.Context, id, form vault.ID, doc Document, in *received) (entry vault.ID, err error) {
	again := false
	err = d.change(ctx, id, "casework.document", "added", func(tx *sql.Tx, c *Case) error {
		again = false
		for _, part := range []vault.Part{vault.Entries, vault.Identity} {
			if err := c.load(ctx, tx, part); err != nil {
				return err
			}
		}
		for _, k := range c.records {
			if form != "" && k.Form == form {
				entry, again = k.ID, true
				return nil
			}
		}
		doc.Files = in.files
		named := doc.named()
		k := &Kept{ID: vault.NewID(), part: named.compartment(), Record: Record{Sheet: documentSheet, Form: form}}
		to := d.state(nil)
		to.Document = &named
		k.next(to)
		entry = k.ID
		return d.keep(ctx, tx, c, k, k.part)
	})
	if err != nil {
		return "", errors.Join(err, d.discard(ctx, in))
	}
	if again {
		return entry, d.discard(ctx, in)
	}
	return entry, nil
}

// addPages adds files that were received to a document.
func (d worker) addPages(ctx context.Context, id, entry vault.ID, in *received) error {
	err := d.change(ctx, id, "casework.document", "added", func(tx *sql.Tx, c *Case) error {
		k, err := d.record(ctx, tx, c, documentSheet, entry)
		if err != nil {
			return err
		}
		doc := *k.Document
		if len(doc.Files)+len(in.files) > pagesLimit {
			return fieldError("file", "casework.document.too-many", "n", pagesLimit)
		}
		doc.Files = append(doc.Files[:len(doc.Files):len(doc.Files)], in.files...)
		to := d.state(nil)
		to.Document = &doc
		k.next(to)
		return d.keep(ctx, tx, c, k, k.part)
	})
	if err != nil {
		return errors.Join(err, d.discard(ctx, in))
	}
	return nil
}

// saveDocument describes a document anew where its description is still what the
// form was filled with; else it fails with a conflict. Pages stay as they are.
func (d worker) saveDocument(ctx context.Context, id, entry, stamp vault.ID, mine func(now Document) Document) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.change(ctx, id, "casework.document", "changed", func(tx *sql.Tx, c *Case) error {
		k, err := d.record(ctx, tx, c, documentSheet, entry)
		if err != nil {
			return err
		}
		now := *k.Document
		to := mine(now)
		to.Files = now.Files
		if to = to.named(); to.described(now) {
			return nil
		}
		if base := k.ofStamp(stamp); base == nil || !base.Document.described(now) {
			return &conflict{k.Record, base}
		}
		state := d.state(nil)
		state.Document = &to
		k.next(state)
		return d.keep(ctx, tx, c, k, to.compartment())
	})
}

// takeRecord takes a document or letter out, or brings it back. Doing so twice is
// safe.
func (d worker) takeRecord(ctx context.Context, id vault.ID, sheet, code string, entry vault.ID, out bool) error {
	if err := d.Write(); err != nil {
		return err
	}
	detail := map[bool]string{true: "removed", false: "restored"}[out]
	return d.change(ctx, id, code, detail, func(tx *sql.Tx, c *Case) error {
		k, err := d.record(ctx, tx, c, sheet, entry)
		if err != nil || k.Removed == out {
			return err
		}
		k.Removed = out
		return d.keep(ctx, tx, c, k, k.part)
	})
}

// eraseDocument erases a document for good, with all its files and everything it
// said before.
func (d worker) eraseDocument(ctx context.Context, id, entry vault.ID) error {
	if err := d.Write(); err != nil {
		return err
	}
	err := d.change(ctx, id, "casework.document", "erased", func(tx *sql.Tx, c *Case) error {
		k, err := d.record(ctx, tx, c, documentSheet, entry)
		if err != nil {
			return err
		}
		for _, f := range k.Document.Files {
			if err := c.folder.EraseFile(ctx, tx, f.ID); err != nil && core.KindOf(err) != core.NotFound {
				return err
			}
		}
		if err := c.folder.EraseRecord(ctx, tx, k.part, k.ID); err != nil {
			return err
		}
		c.drop(k)
		if k.part == vault.Identity {
			return d.indexNames(ctx, tx, c)
		}
		return d.index(ctx, tx, c)
	})
	if err != nil {
		return err
	}
	return d.Scrub(ctx)
}

// empty takes the files of a part's documents away, before the part itself goes, and
// forgets what was opened of it.
func (c *Case) empty(ctx context.Context, tx *sql.Tx, part vault.Part) error {
	if err := c.load(ctx, tx, part); err != nil {
		return err
	}
	for _, id := range c.filesOf(part) {
		if err := c.folder.EraseFile(ctx, tx, id); err != nil && core.KindOf(err) != core.NotFound {
			return err
		}
	}
	c.records = slices.DeleteFunc(c.records, func(k *Kept) bool { return k.part == part })
	return nil
}
