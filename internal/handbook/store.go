package handbook

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// roomName is under which the vault keeps the notes.
const roomName = "handbook"

// searchPart holds what a note is found by: see words.
const searchPart vault.Part = "search"

func missing() error { return &core.Error{Kind: core.NotFound, Key: "handbook.error.missing"} }

// load opens a note. One of another centre is missing like one that never was.
func load(ctx context.Context, tx *sql.Tx, a *vault.Access, id vault.ID) (*vault.Folder, Note, vault.Revision, error) {
	f, err := a.Folder(ctx, tx, id)
	if err == nil && f.Room() != roomName {
		err = missing()
	}
	if core.KindOf(err) == core.NotFound {
		return nil, Note{}, "", missing()
	}
	if err != nil {
		return nil, Note{}, "", err
	}
	plain, revision, err := f.Open(ctx, tx, vault.Core, f.ID())
	if err != nil {
		return nil, Note{}, "", err
	}
	var n Note
	if err := json.Unmarshal(plain, &n); err != nil {
		return nil, Note{}, "", unreadable(err)
	}
	return f, n, revision, nil
}

// unreadable is an error about a record that opened but makes no sense. What the
// decoder says about it may quote it, and is left out.
func unreadable(err error) error { return fmt.Errorf("handbook: a record cannot be read: %T", err) }

// put seals a note over its revision base, with all that is derived from it.
func (d worker) put(ctx context.Context, tx *sql.Tx, f *vault.Folder, n Note, base vault.Revision) error {
	if err := sealJSON(ctx, tx, f, vault.Core, f.ID(), base, n); err != nil {
		return err
	}
	card, err := json.Marshal(n.card(d.Zone))
	if err != nil {
		return err
	}
	if err := f.SetCard(ctx, tx, card); err != nil {
		return err
	}
	if base != "" {
		if err := f.EraseRecord(ctx, tx, searchPart, f.ID()); err != nil {
			return err
		}
	}
	_, err = f.Seal(ctx, tx, searchPart, f.ID(), "", words(n))
	return err
}

func sealJSON(ctx context.Context, tx *sql.Tx, f *vault.Folder, part vault.Part, id vault.ID, base vault.Revision, value any) error {
	plain, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = f.Seal(ctx, tx, part, id, base, plain)
	return err
}

// next is the state of a note after what she writes now.
func (d worker) next(c Content, number int) Change {
	return Change{Content: c, Number: number, Stamp: vault.NewID(), At: d.Minute(), By: d.Actor.Person}
}

// create adds a note. A form that was sent before gives the note that it made.
func (d worker) create(ctx context.Context, form vault.ID, c Content) (id vault.ID, err error) {
	if err := cmp.Or(d.Write(), c.check()); err != nil {
		return "", err
	}
	err = d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		all, err := cards(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, made := range all {
			if form != "" && made.Form == form {
				id = made.id
				return nil
			}
		}
		f, err := a.NewFolder(ctx, tx, roomName)
		if err != nil {
			return err
		}
		id = f.ID()
		if err := d.put(ctx, tx, f, Note{Change: d.next(c, 1), Form: form}, ""); err != nil {
			return err
		}
		return d.Record(ctx, tx, "handbook.written", id, "")
	})
	return id, err
}

// conflict says that a note is no longer what a form was filled with.
type conflict struct {
	now  Note    // what it says
	base *Change // what the form was filled with, nil where that is not kept
}

func (*conflict) Error() string { return "handbook: the note has changed meanwhile" }

// edit changes a note that still has the stamp; else it fails with a conflict. The
// fields named in theirs stay as they are. Writing what stands there already
// changes nothing and is always possible.
func (d worker) edit(ctx context.Context, id, stamp vault.ID, c Content, theirs []string) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, n, revision, err := load(ctx, tx, a, id)
		if err != nil {
			return err
		}
		to := c
		if stamp == n.Stamp {
			for _, field := range fields() {
				if slices.Contains(theirs, field.name) {
					field.copy(&to, n.Content)
				}
			}
		}
		if len(differences(to, n.Content)) == 0 {
			return nil
		}
		if err := to.check(); err != nil {
			return err
		}
		earlier, err := history(ctx, tx, f)
		if err != nil {
			return err
		}
		if stamp != n.Stamp {
			return &conflict{n, ofStamp(earlier, stamp)}
		}
		if err := d.shelve(ctx, tx, f, n.Change, earlier); err != nil {
			return err
		}
		n.Change = d.next(to, n.Number+1)
		if err := d.put(ctx, tx, f, n, revision); err != nil {
			return err
		}
		return d.Record(ctx, tx, "handbook.written", id, "")
	})
}

// shelve keeps what a note said until now as an earlier version, and lets go of
// the oldest where there are too many.
func (d worker) shelve(ctx context.Context, tx *sql.Tx, f *vault.Folder, c Change, earlier []version) error {
	for i := versionLimit - 1; i < len(earlier); i++ {
		if err := f.EraseRecord(ctx, tx, vault.Entries, earlier[i].id); err != nil {
			return err
		}
	}
	return sealJSON(ctx, tx, f, vault.Entries, vault.NewID(), "", c)
}

// version is an earlier version and the record in which it is kept.
type version struct {
	id vault.ID
	Change
}

// history are the earlier versions of a note, the newest first.
func history(ctx context.Context, tx *sql.Tx, f *vault.Folder) ([]version, error) {
	records, err := f.All(ctx, tx, vault.Entries)
	if err != nil {
		return nil, err
	}
	all := make([]version, len(records))
	for i, r := range records {
		all[i].id = r.ID
		if err := json.Unmarshal(r.Plain, &all[i].Change); err != nil {
			return nil, unreadable(err)
		}
	}
	slices.SortFunc(all, func(a, b version) int { return cmp.Compare(b.Number, a.Number) })
	return all, nil
}

func ofStamp(all []version, stamp vault.ID) *Change {
	for i := range all {
		if all[i].Stamp == stamp {
			return &all[i].Change
		}
	}
	return nil
}

// listed is a card and whose it is.
type listed struct {
	id vault.ID
	Card
}

// cards opens the cards of all notes.
func cards(ctx context.Context, tx *sql.Tx, a *vault.Access) ([]listed, error) {
	sealed, err := a.Cards(ctx, tx, roomName)
	if err != nil {
		return nil, err
	}
	all := make([]listed, 0, len(sealed))
	for _, s := range sealed {
		if s.Plain == nil {
			continue
		}
		l := listed{id: s.Folder}
		if err := json.Unmarshal(s.Plain, &l.Card); err != nil {
			return nil, unreadable(err)
		}
		all = append(all, l)
	}
	return all, nil
}

// Describe makes readable what the vault keeps for the room: notes and their
// earlier versions as JSON, in folders named after the notes. It is nothing for
// what other rooms keep, and for what notes are found by.
func Describe(room string, part vault.Part, plain []byte) (name string, out []byte) {
	if room != roomName || part != vault.Core && part != vault.Entries {
		return "", nil
	}
	var n Note
	var readable bytes.Buffer
	if json.Unmarshal(plain, &n) != nil || json.Indent(&readable, plain, "", "  ") != nil {
		return "", nil
	}
	return n.Title, append(readable.Bytes(), '\n')
}
