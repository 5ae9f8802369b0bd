package casework

import (
	"context"
	"database/sql"
	"encoding/json"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/takein"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// takeRun makes the cases of a run, all in one go or none. stamp is that of the plan
// that was looked at; where it has changed since, taken is false and nothing
// happens. What was taken in already stays as it is.
func (d worker) takeRun(ctx context.Context, id, stamp vault.ID, in dataset.Reader) (taken bool, err error) {
	if err := d.Write(); err != nil {
		return false, err
	}
	p, err := d.look(ctx, id, in)
	if err != nil {
		return false, err
	}
	if !p.Value.Done.IsZero() {
		return true, nil
	}
	if p.Value.Stamp != stamp {
		return false, nil
	}
	err = d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		l, f, err := d.run(ctx, tx, a, id)
		if taken = err == nil && (!l.Value.Done.IsZero() || l.Value.Stamp == stamp); err != nil || !taken || !l.Value.Done.IsZero() {
			return err
		}
		known, err := d.cards(ctx, tx, a) // others may have opened cases since the file was looked at
		if err != nil {
			return err
		}
		now := *p
		now.result.Drafts = append([]takein.Draft(nil), p.result.Drafts...)
		now.result.Refused = append([]takein.Refusal(nil), p.result.Refused...)
		now.without(known)
		aliases := map[string]bool{}
		for _, k := range known {
			aliases[k.Alias] = true
		}
		for _, draft := range now.result.Drafts {
			aliases[draft.Alias] = true
		}
		made := make([]vault.ID, 0, len(now.result.Drafts))
		for _, draft := range now.result.Drafts {
			for draft.Alias == "" {
				if alias := vault.NewAlias(); !aliases[alias] {
					draft.Alias, aliases[alias] = alias, true
				}
			}
			c, err := d.makeCase(ctx, tx, a, id, draft)
			if err != nil {
				return err
			}
			made = append(made, c)
		}
		l.Value.Done, l.Value.Made = d.Minute(), made
		l.Value.Refused, l.Value.Left, l.Value.There = len(now.result.Refused), now.result.Left, now.there
		l.Value.Plan.Instead = nil // holds what stood in the file
		if err := l.put(ctx, tx, f, importPart); err != nil {
			return err
		}
		if err := f.EraseRecord(ctx, tx, importFilePart, id); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.imported", "", "taken")
	})
	if err != nil || !taken {
		return false, err
	}
	return true, d.Scrub(ctx) // of the file
}

// makeCase opens a case with what a row says. All that is written bears the run as
// its stamp: so it is seen whether somebody has written in the case since. Nobody
// is in charge of it yet.
func (d worker) makeCase(ctx context.Context, tx *sql.Tx, a *vault.Access, run vault.ID, draft takein.Draft) (vault.ID, error) {
	f, err := a.NewFolder(ctx, tx, roomName)
	if err != nil {
		return "", err
	}
	c := &Case{ID: f.ID(), access: a, folder: f, parts: map[vault.Part]bool{vault.Core: true, vault.Entries: true, vault.Identity: true, vault.Location: true}}
	c.Head = Head{Alias: draft.Alias, Opened: draft.Opened, Status: Active, Tags: draft.Tags, Set: d.Set.Version,
		Stamp: run, At: d.Minute(), By: d.Actor.Person, Form: vault.ID(draft.Form)}
	if c.Opened.IsZero() {
		c.Opened = d.Today()
	}
	if err := c.sealHead(ctx, tx); err != nil {
		return "", err
	}
	names := false
	for _, sheet := range d.Set.Sheets {
		answers := draft.Sheets[sheet.ID]
		if len(answers) == 0 {
			continue
		}
		k := &Kept{ID: vault.NewID(), part: partOf(sheet), Record: Record{Sheet: sheet.ID}}
		state := d.state(answers)
		state.Stamp = run
		k.next(state)
		if err := c.seal(ctx, tx, k); err != nil {
			return "", err
		}
		names = names || sheet.Part == dataset.Identity || sheet.Part == dataset.Location
	}
	if err := d.index(ctx, tx, c); err != nil {
		return "", err
	}
	if names {
		err = d.indexNames(ctx, tx, c)
	}
	return c.ID, err
}

// undoRun takes the cases of a run out again in which nobody has written since, for
// good. It tells how many are gone and how many stay; doing so twice is safe.
func (d worker) undoRun(ctx context.Context, id vault.ID) (gone, kept int, err error) {
	if err := d.Write(); err != nil {
		return 0, 0, err
	}
	err = d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		gone, kept = 0, 0
		l, f, err := d.run(ctx, tx, a, id)
		if err != nil || l.Value.Done.IsZero() {
			return err
		}
		if !l.Value.Undone.IsZero() {
			gone, kept = l.Value.Gone, len(l.Value.Made)
			return nil
		}
		touched, err := touchedOf(ctx, tx, a, l)
		if err != nil {
			return err
		}
		var stay []vault.ID
		for _, made := range l.Value.Made {
			there, err := a.HasFolder(ctx, tx, roomName, made)
			if err != nil {
				return err
			}
			if touched[made] {
				if there {
					stay = append(stay, made)
				}
				continue
			}
			if err := a.EraseFolder(ctx, tx, made); err != nil && core.KindOf(err) != core.NotFound {
				return err
			}
			if there {
				gone++
			}
		}
		kept = len(stay)
		l.Value.Undone, l.Value.Made, l.Value.Gone = d.Minute(), stay, gone
		if err := l.put(ctx, tx, f, importPart); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.imported", "", "undone")
	})
	if err != nil {
		return 0, 0, err
	}
	return gone, kept, d.Scrub(ctx)
}

// touchedOf are the cases of a run in which somebody has written since, that hold
// what a row never gives, or that are restricted.
func touchedOf(ctx context.Context, tx *sql.Tx, a *vault.Access, l *leaf[Run]) (map[vault.ID]bool, error) {
	touched := map[vault.ID]bool{}
	made := map[vault.ID]bool{}
	parts := map[vault.Part]bool{vault.Core: true, vault.Entries: true, vault.Identity: true, vault.Location: true, searchPart: true, namesPart: true, figuresPart: true}
	for _, id := range l.Value.Made {
		made[id] = true
		f, err := a.Folder(ctx, tx, id)
		switch core.KindOf(err) {
		case core.NotFound:
			continue
		case core.Denied:
			touched[id] = true
			continue
		}
		if err != nil {
			return nil, err
		}
		there, err := f.Parts(ctx, tx)
		if err != nil {
			return nil, err
		}
		files, err := f.FileIDs(ctx, tx)
		if err != nil {
			return nil, err
		}
		touched[id] = f.Restricted() || len(files) > 0
		for _, part := range there {
			touched[id] = touched[id] || !parts[part]
		}
	}
	for _, part := range []vault.Part{vault.Core, vault.Entries, vault.Identity, vault.Location} {
		err := a.AllOf(ctx, tx, roomName, part, func(folder vault.ID, r vault.Record) error {
			var written struct {
				Stamp   vault.ID `json:"stamp"`
				Removed bool     `json:"removed"`
			}
			if !made[folder] {
				return nil
			}
			if err := json.Unmarshal(r.Plain, &written); err != nil {
				return unreadable(err)
			}
			if written.Stamp != l.ID || written.Removed {
				touched[folder] = true
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return touched, nil
}
