package casework

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"slices"
	"time"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/takein"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Run is a file with cases that somebody has brought along: first as it waits for
// her to say what its columns and values mean, then as it was taken in. Run and file
// lie sealed in the ledger; the file goes when it has been taken in or dropped, and
// with the next one that comes when it has waited for a week.
type Run struct {
	Person core.ID     `json:"person"`
	At     time.Time   `json:"at"`   // to the minute
	Name   string      `json:"name"` // of the file
	Plan   takein.Plan `json:"plan"`
	Stamp  vault.ID    `json:"stamp"` // of the plan: what is taken in is what was looked at

	Done    time.Time  `json:"done,omitzero"`  // when it was taken in; zero while it waits
	Made    []vault.ID `json:"made,omitempty"` // the cases
	Refused int        `json:"refused,omitempty"`
	Left    int        `json:"left,omitempty"`  // answers that were left out
	There   int        `json:"there,omitempty"` // rows that had been taken in before

	Undone time.Time `json:"undone,omitzero"`
	Gone   int       `json:"gone,omitempty"` // cases that were taken out again
}

const (
	importPart     vault.Part = "imports"
	importFilePart vault.Part = "import-files" // packed with gzip, under the ID of the run

	importDays = 7
)

// preview is a file as it would be taken in.
type preview struct {
	*leaf[Run]
	reader *takein.Reader
	table  *takein.Table
	result takein.Result
	there  int // rows whose case is here already
}

// openRuns are all runs, the newest first.
func (d worker) openRuns(ctx context.Context) ([]leaf[Run], error) {
	var all []leaf[Run]
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, err := d.ledger(ctx, tx, a)
		if err != nil {
			return err
		}
		all, err = leaves[Run](ctx, tx, f, importPart)
		return err
	})
	slices.SortFunc(all, func(x, y leaf[Run]) int { return y.Value.At.Compare(x.Value.At) })
	return all, err
}

// run opens one run.
func (d worker) run(ctx context.Context, tx *sql.Tx, a *vault.Access, id vault.ID) (*leaf[Run], *vault.Folder, error) {
	f, err := d.ledger(ctx, tx, a)
	if err != nil {
		return nil, nil, err
	}
	all, err := leaves[Run](ctx, tx, f, importPart)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(all, func(l leaf[Run]) bool { return l.ID == id })
	if i < 0 {
		return nil, nil, &core.Error{Kind: core.NotFound, Key: "casework.import.missing"}
	}
	return &all[i], f, nil
}

// keepFile seals a file with the plan that is guessed for it. It also drops files
// that have waited for more than a week.
func (d worker) keepFile(ctx context.Context, name string, file []byte, in dataset.Reader) (vault.ID, error) {
	if err := d.Write(); err != nil {
		return "", err
	}
	table, err := takein.Read(file)
	if err != nil {
		return "", err
	}
	reader, err := takein.NewReader(d.Set, in, d.Today())
	if err != nil {
		return "", err
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(file); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	to := leaf[Run]{ID: vault.NewID(), Value: Run{Person: d.Actor.Person, At: d.Minute(), Name: name, Plan: reader.Guess(table.Columns), Stamp: vault.NewID()}}
	err = d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, err := d.writeLedger(ctx, tx, a)
		if err != nil {
			return err
		}
		all, err := leaves[Run](ctx, tx, f, importPart)
		if err != nil {
			return err
		}
		for _, one := range all {
			if one.Value.Done.IsZero() && one.Value.At.Before(d.Minute().AddDate(0, 0, -importDays)) {
				if err := forgetRun(ctx, tx, f, one.ID); err != nil {
					return err
				}
			}
		}
		if _, err := f.Seal(ctx, tx, importFilePart, to.ID, "", packed.Bytes()); err != nil {
			return err
		}
		once := to
		if err := once.put(ctx, tx, f, importPart); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.imported", "", "uploaded")
	})
	return to.ID, err
}

func forgetRun(ctx context.Context, tx *sql.Tx, f *vault.Folder, id vault.ID) error {
	if err := f.EraseRecord(ctx, tx, importFilePart, id); err != nil {
		return err
	}
	return f.EraseRecord(ctx, tx, importPart, id)
}

// dropRun throws a file away that waits. One that was taken in stays in the list.
func (d worker) dropRun(ctx context.Context, id vault.ID) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		l, f, err := d.run(ctx, tx, a, id)
		if err != nil || !l.Value.Done.IsZero() {
			return err
		}
		return forgetRun(ctx, tx, f, id)
	})
}

// look reads the file of a run by its plan, and finds what is here already. For a
// run that was taken in there is only the run.
func (d worker) look(ctx context.Context, id vault.ID, in dataset.Reader) (*preview, error) {
	p := &preview{}
	var file []byte
	var known []Listed
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		l, f, err := d.run(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if p.leaf = l; !l.Value.Done.IsZero() {
			return nil
		}
		if file, _, err = f.Open(ctx, tx, importFilePart, id); err != nil {
			return err
		}
		known, err = d.cards(ctx, tx, a)
		return err
	})
	if err != nil || file == nil {
		return p, err
	}
	if file, err = unpack(file); err != nil {
		return nil, err
	}
	if p.table, err = takein.Read(file); err != nil {
		return nil, err
	}
	if p.reader, err = takein.NewReader(d.Set, in, d.Today()); err != nil {
		return nil, err
	}
	p.result = p.reader.Check(p.table, p.Value.Plan)
	p.without(known)
	return p, nil
}

// unpack returns the file that keepFile packed; it was not larger than a file may
// be.
func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, unreadable(err)
	}
	return io.ReadAll(io.LimitReader(r, takein.MostBytes+1))
}

// without takes out of the preview the rows whose case is here already, and
// refuses those that bear the alias of another.
func (p *preview) without(known []Listed) {
	forms, aliases := map[vault.ID]bool{}, map[string]bool{}
	for _, l := range known {
		forms[l.Form], aliases[l.Alias] = true, true
	}
	p.result.Drafts = slices.DeleteFunc(p.result.Drafts, func(draft takein.Draft) bool {
		switch {
		case forms[vault.ID(draft.Form)]:
			p.there++
			return true
		case draft.Alias != "" && aliases[draft.Alias]:
			p.result.Refused = append(p.result.Refused, takein.Refusal{Line: draft.Line, Key: "casework.import.alias-there"})
			return true
		}
		return p.tooLong(draft)
	})
	slices.SortStableFunc(p.result.Refused, func(a, b takein.Refusal) int { return a.Line - b.Line })
}

// tooLong refuses a row whose alias or tags no case can have.
func (p *preview) tooLong(draft takein.Draft) bool {
	refuse := func(key string, args ...any) bool {
		p.result.Refused = append(p.result.Refused, takein.Refusal{Line: draft.Line, Key: key, Args: args})
		return true
	}
	if n := len([]rune(draft.Alias)); n > aliasLimit {
		return refuse("casework.error.too-long", "n", n, "most", aliasLimit)
	}
	if len(draft.Tags) > tagsLimit || slices.ContainsFunc(draft.Tags, func(tag string) bool { return len([]rune(tag)) > tagLimit }) {
		return refuse("casework.error.tags", "n", tagsLimit, "most", tagLimit)
	}
	return false
}

// undecided is how many values nobody has given a meaning yet.
func (p *preview) undecided() int {
	n := p.result.More
	for _, u := range p.result.Unknown {
		if !u.Decided || u.Useless {
			n++
		}
	}
	return n
}

// replan keeps another plan for a run that waits.
func (d worker) replan(ctx context.Context, id vault.ID, plan takein.Plan) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		l, f, err := d.run(ctx, tx, a, id)
		if err != nil || !l.Value.Done.IsZero() {
			return err
		}
		l.Value.Plan, l.Value.Stamp = plan, vault.NewID()
		return l.put(ctx, tx, f, importPart)
	})
}
