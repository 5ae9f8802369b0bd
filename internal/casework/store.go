package casework

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// unreadable is an error about a record that opened but makes no sense. What the
// decoder says about it may quote it, and is left out.
func unreadable(err error) error { return fmt.Errorf("casework: a record cannot be read: %T", err) }

// open opens a case with its core, and with further parts. A case of another
// centre is missing like one that never was.
func (d worker) open(ctx context.Context, tx *sql.Tx, a *vault.Access, id vault.ID, parts ...vault.Part) (*Case, error) {
	f, err := a.Folder(ctx, tx, id)
	if core.KindOf(err) == core.NotFound || err == nil && f.Room() != roomName {
		return nil, missing()
	}
	if core.KindOf(err) == core.Denied {
		return nil, &core.Error{Kind: core.Denied, Key: "casework.error.restricted", Cause: err}
	}
	if err != nil {
		return nil, err
	}
	c := &Case{ID: id, access: a, folder: f, parts: map[vault.Part]bool{}}
	for _, part := range append([]vault.Part{vault.Core}, parts...) {
		if err := c.load(ctx, tx, part); err != nil {
			return nil, err
		}
	}
	if c.revision == "" {
		return nil, missing()
	}
	return c, nil
}

// load opens a part once.
func (c *Case) load(ctx context.Context, tx *sql.Tx, part vault.Part) error {
	if c.parts[part] {
		return nil
	}
	all, err := c.folder.All(ctx, tx, part)
	if err != nil {
		return err
	}
	for _, r := range all {
		if part == vault.Core && r.ID == c.ID {
			c.revision = r.Revision
			if err := json.Unmarshal(r.Plain, &c.Head); err != nil {
				return unreadable(err)
			}
			continue
		}
		k := &Kept{ID: r.ID, part: part, revision: r.Revision}
		if err := json.Unmarshal(r.Plain, &k.Record); err != nil {
			return unreadable(err)
		}
		c.records = append(c.records, k)
	}
	c.parts[part] = true
	return nil
}

func (c *Case) entries(sheet *dataset.Sheet, removed bool) []*Kept {
	var all []*Kept
	for _, k := range c.records {
		if k.Sheet == sheet.ID && k.Removed == removed {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b *Kept) int {
		return cmp.Or(cmp.Compare(b.State.Answers.Get(sheet.Day), a.State.Answers.Get(sheet.Day)), b.At.Compare(a.At), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// partOf is the part of the vault in which a sheet is kept.
func partOf(sheet *dataset.Sheet) vault.Part { return vault.Part(sheet.Part) }

// seal stores a record of a case over the revision that was opened.
func (c *Case) seal(ctx context.Context, tx *sql.Tx, k *Kept) error {
	plain, err := json.Marshal(k.Record)
	if err != nil {
		return err
	}
	if k.revision, err = c.folder.Seal(ctx, tx, k.part, k.ID, k.revision, plain); err != nil {
		return err
	}
	if !slices.Contains(c.records, k) {
		c.records = append(c.records, k)
	}
	return nil
}

// sealHead stores the head of a case over the revision that was opened.
func (c *Case) sealHead(ctx context.Context, tx *sql.Tx) error {
	plain, err := json.Marshal(c.Head)
	if err != nil {
		return err
	}
	c.revision, err = c.folder.Seal(ctx, tx, vault.Core, c.ID, c.revision, plain)
	return err
}

// index seals anew what lists, figures and searches know of a case. It needs core and
// entries, and opens them where they are not.
func (d worker) index(ctx context.Context, tx *sql.Tx, c *Case) error {
	if err := c.load(ctx, tx, vault.Entries); err != nil {
		return err
	}
	card := d.card(c)
	if c.Closing != nil {
		rules, err := retentionRules(ctx, tx, c.access)
		if err != nil {
			return err
		}
		card.Retain = Retention(c.Closing.Day, c.Closing.Category, rules)
	}
	if err := c.folder.SetCard(ctx, tx, card.encode()); err != nil {
		return err
	}
	f := d.figureOf(c)
	if err := d.setFigure(ctx, tx, c, f); err != nil {
		return err
	}
	if err := d.heedConsent(ctx, tx, c, f); err != nil {
		return err
	}
	return c.replace(ctx, tx, searchPart, d.words(c))
}

// indexNames does the same for names, after identity or location have changed.
func (d worker) indexNames(ctx context.Context, tx *sql.Tx, c *Case) error {
	for _, part := range []vault.Part{vault.Identity, vault.Location} {
		if err := c.load(ctx, tx, part); err != nil {
			return err
		}
	}
	return c.replace(ctx, tx, namesPart, d.names(c))
}

func (c *Case) replace(ctx context.Context, tx *sql.Tx, part vault.Part, plain []byte) error {
	if err := c.folder.EraseRecord(ctx, tx, part, c.ID); err != nil {
		return err
	}
	if _, err := c.folder.Seal(ctx, tx, part, c.ID, "", plain); err != nil {
		return err
	}
	return setSlip(ctx, tx, c.folder, part, plain)
}

// create adds a case. A form that was sent before gives the case that it made.
func (d worker) create(ctx context.Context, form vault.ID, h Head, sheets map[string]dataset.Answers) (id vault.ID, err error) {
	if err := d.Write(); err != nil {
		return "", err
	}
	err = d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		all, err := d.cards(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, l := range all {
			if form != "" && l.Form == form {
				id = l.id
				return nil
			}
			if l.Alias == h.Alias {
				return fieldError("alias", "casework.error.alias-taken")
			}
		}
		h.Form = form
		c, err := d.found(ctx, tx, a, h)
		if err != nil {
			return err
		}
		id = c.ID
		for sheet, answers := range sheets {
			if len(answers) == 0 {
				continue
			}
			k := &Kept{ID: vault.NewID(), part: vault.Core, Record: Record{Sheet: sheet}}
			k.next(d.state(answers))
			if err := c.seal(ctx, tx, k); err != nil {
				return err
			}
		}
		if err := d.index(ctx, tx, c); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.opened", id, "")
	})
	return id, err
}

// found makes a case that has nothing but its head.
func (d worker) found(ctx context.Context, tx *sql.Tx, a *vault.Access, h Head) (*Case, error) {
	f, err := a.NewFolder(ctx, tx, roomName)
	if err != nil {
		return nil, err
	}
	c := &Case{ID: f.ID(), access: a, folder: f, Head: h, parts: map[vault.Part]bool{vault.Core: true, vault.Entries: true}}
	c.Stamp, c.At, c.By, c.Set = vault.NewID(), d.Minute(), d.Actor.Person, d.Set.Version
	return c, c.sealHead(ctx, tx)
}

// state is what she writes now.
func (d worker) state(answers dataset.Answers) State {
	return State{Stamp: vault.NewID(), At: d.Minute(), By: d.Actor.Person, Set: d.Set.Version, Answers: answers}
}

// conflict says that a record is no longer what a form was filled with.
type conflict struct {
	now  Record // what it says
	base *State // what the form was filled with, nil where that is not kept
}

func (*conflict) Error() string { return "casework: the record has changed meanwhile" }

// save writes answers over the record that still has the stamp ("" where there
// was none); else it fails with a conflict. What questions named in theirs say
// stays as it is. Writing what stands there already changes nothing and is always
// possible. entry is "" for a sheet of which there is one.
func (d worker) save(ctx context.Context, id vault.ID, sheet *dataset.Sheet, entry, stamp vault.ID, answers dataset.Answers, theirs []string) error {
	if err := d.Write(); err != nil {
		return err
	}
	change := d.change
	if compartment(sheet) {
		change = d.alter // what is wrong about a person is put right in a closed case too
	}
	return change(ctx, id, "casework.written", sheet.ID, func(tx *sql.Tx, c *Case) error {
		if err := c.load(ctx, tx, partOf(sheet)); err != nil {
			return err
		}
		k := c.Sheet(sheet.ID)
		if sheet.Many {
			if k = c.entry(entry); k == nil || k.Sheet != sheet.ID {
				return missing()
			}
		}
		if k == nil {
			k = &Kept{ID: vault.NewID(), part: partOf(sheet), Record: Record{Sheet: sheet.ID}}
		}
		to := answers.Clone()
		if stamp == k.Stamp {
			for _, q := range theirs {
				to.Set(q, k.State.Answers[q]...)
			}
		}
		if to.Equal(k.State.Answers) {
			return nil
		}
		if stamp != k.Stamp {
			return &conflict{k.Record, k.ofStamp(stamp)}
		}
		k.next(d.state(to))
		if err := c.seal(ctx, tx, k); err != nil {
			return err
		}
		return d.indexFor(ctx, tx, c, sheet)
	})
}

// indexFor does what a change on a sheet asks for.
func (d worker) indexFor(ctx context.Context, tx *sql.Tx, c *Case, sheet *dataset.Sheet) error {
	if compartment(sheet) {
		return d.indexNames(ctx, tx, c)
	}
	if err := d.index(ctx, tx, c); err != nil || sheet.ID != "deadline" && sheet.ID != "task" {
		return err
	}
	return d.remind(ctx, tx, c.access)
}

// compartment tells whether a sheet belongs to identity or location.
func compartment(sheet *dataset.Sheet) bool {
	return sheet.Part == dataset.Identity || sheet.Part == dataset.Location
}

// change opens a case, lets f change it, and notes that. A case that is closed is
// opened again first, by whoever works on it.
func (d worker) change(ctx context.Context, id vault.ID, code, detail string, f func(tx *sql.Tx, c *Case) error) error {
	return d.alter(ctx, id, code, detail, func(tx *sql.Tx, c *Case) error {
		if c.Status == Done {
			return &core.Error{Kind: core.Denied, Key: "casework.error.closed-case"}
		}
		return f(tx, c)
	})
}

// alter is change for what is done to closed cases as well.
func (d worker) alter(ctx context.Context, id vault.ID, code, detail string, f func(tx *sql.Tx, c *Case) error) error {
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := f(tx, c); err != nil {
			return err
		}
		return d.Record(ctx, tx, code, id, detail)
	})
}

// add adds an entry. A form that was sent before gives the entry that it made.
func (d worker) add(ctx context.Context, id vault.ID, sheet *dataset.Sheet, form vault.ID, answers dataset.Answers) (entry vault.ID, err error) {
	if err := d.Write(); err != nil {
		return "", err
	}
	err = d.change(ctx, id, "casework.written", sheet.ID, func(tx *sql.Tx, c *Case) error {
		entry, err = d.addTo(ctx, tx, c, Record{Sheet: sheet.ID, Form: form}, sheet, answers)
		return err
	})
	return entry, err
}

// addTo adds an entry to an opened case, unless its form has made one there.
func (d worker) addTo(ctx context.Context, tx *sql.Tx, c *Case, rec Record, sheet *dataset.Sheet, answers dataset.Answers) (vault.ID, error) {
	if err := c.load(ctx, tx, partOf(sheet)); err != nil {
		return "", err
	}
	for _, k := range c.records {
		if rec.Form != "" && k.Form == rec.Form {
			return k.ID, nil
		}
	}
	k := &Kept{ID: vault.NewID(), part: partOf(sheet), Record: rec}
	k.next(d.state(answers))
	if err := c.seal(ctx, tx, k); err != nil {
		return "", err
	}
	return k.ID, d.indexFor(ctx, tx, c, sheet)
}

// take takes an entry out, or brings it back. Doing so twice is safe.
func (d worker) take(ctx context.Context, id vault.ID, sheet *dataset.Sheet, entry vault.ID, out bool) error {
	if err := d.Write(); err != nil {
		return err
	}
	code := map[bool]string{true: "casework.removed", false: "casework.restored"}[out]
	return d.change(ctx, id, code, sheet.ID, func(tx *sql.Tx, c *Case) error {
		if err := c.load(ctx, tx, partOf(sheet)); err != nil {
			return err
		}
		k := c.entry(entry)
		if k == nil || k.Sheet != sheet.ID {
			return missing()
		}
		if k.Removed == out {
			return nil
		}
		k.Removed = out
		if err := c.seal(ctx, tx, k); err != nil {
			return err
		}
		return d.indexFor(ctx, tx, c, sheet)
	})
}

// view opens a case to be read, and notes that it was.
func (d worker) view(ctx context.Context, id vault.ID, code, detail string, f func(tx *sql.Tx, a *vault.Access, c *Case) error, parts ...vault.Part) error {
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(ctx, tx, a, id, parts...)
		if err != nil {
			return err
		}
		return f(tx, a, c)
	})
	if err != nil {
		return err
	}
	return d.RecordAlone(ctx, code, id, detail)
}

func fieldError(field, key string, args ...any) error {
	return &core.Error{Kind: core.Invalid, Fields: []core.FieldError{{Field: field, Key: key, Args: args}}}
}

// Describe makes readable what the vault keeps for the room: heads and records as
// JSON, in folders named after the alias of the case, and what the ledger keeps. It
// is nothing for what other rooms keep, and for what cases are found and counted by.
func Describe(room string, part vault.Part, plain []byte) (name string, out []byte) {
	if room != roomName && room != supervisionRoom && room != ledgerRoom || part == searchPart || part == namesPart || part == figuresPart {
		return "", nil
	}
	var h struct{ Alias string }
	var readable bytes.Buffer
	if json.Unmarshal(plain, &h) != nil || json.Indent(&readable, plain, "", "  ") != nil {
		return "", nil
	}
	return h.Alias, append(readable.Bytes(), '\n')
}
