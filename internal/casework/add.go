package casework

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/vault"
)

// File is a whole case for Add. Of the head it says how the case is called, when it
// was opened, how it stands and how it ended, who works on it, its tags, flags and
// family.
type File struct {
	Head
	Sheets []Filled
}

// Filled is a sheet, or an entry of a sheet that has several, as somebody typed it
// on the pages.
type Filled struct {
	Sheet string
	Typed map[string][]string // by question; dataset.Declined for "would rather not say"
	At    time.Time           // when it was written; the zero instant means now
	By    core.ID             // who wrote it; "" is who adds the case
}

// typing reads the fields of a form from what was typed.
func (f Filled) typing(sheet *dataset.Sheet) dataset.Typing {
	declined := map[string]bool{}
	for _, q := range sheet.Questions() {
		declined[dataset.DeclinedField(q.ID)] = slices.Equal(f.Typed[q.ID], []string{dataset.Declined})
	}
	return func(field string) []string {
		if declined[field] {
			return []string{"1"}
		}
		return f.Typed[field]
	}
}

// Add opens whole cases in the name of a colleague who holds the key of the centre
// for which she acts: all of them in one transaction, or none. It is for
// demonstrations and tests; people use the pages. What was typed is read as a form
// is, with the names of countries and languages from in; what cannot be read, and a
// question, colleague or flag that there is not, is an error that names its place.
func (room *Room) Add(ctx context.Context, actor core.Actor, h *vault.Holder, in dataset.Reader, files ...File) ([]vault.ID, error) {
	d := worker{desk.Desk{Deps: &room.Deps.Deps, Actor: actor, Holder: h, Standing: desk.Open}, room}
	var ids []vault.ID
	err := d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		ids = nil
		given, err := d.given(ctx, tx, a)
		if err != nil {
			return err
		}
		listed, err := d.cards(ctx, tx, a)
		if err != nil {
			return err
		}
		taken := map[string]bool{}
		for _, l := range listed {
			taken[l.Alias] = true
		}
		for _, file := range files {
			if taken[file.Alias] {
				return fmt.Errorf("case %q: there is one of that name", file.Alias)
			}
			taken[file.Alias] = true
			if err := d.checkHead(file.Head, given); err != nil {
				return fmt.Errorf("case %q: %w", file.Alias, err)
			}
			id, err := d.addWhole(ctx, tx, a, file, in, given)
			if err != nil {
				return fmt.Errorf("case %q: %w", file.Alias, err)
			}
			ids = append(ids, id)
		}
		return d.remind(ctx, tx, a)
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// checkHead refuses a head that no page could have made.
func (d worker) checkHead(h Head, given dataset.Given) error {
	if err := checkAlias(h.Alias); err != nil {
		return err
	}
	if h.Opened.IsZero() || h.Opened.After(d.Today()) {
		return fmt.Errorf("it is opened on %q", h.Opened)
	}
	if h.Status != Active && h.Status != Done {
		return fmt.Errorf("nothing is %q", h.Status)
	}
	for _, flag := range h.Flags {
		if _, known := d.Set.List("flag").Code(flag); !known {
			return fmt.Errorf("there is no flag %q", flag)
		}
	}
	if err := d.checkClosing(h); err != nil {
		return err
	}
	for _, id := range h.Workers {
		if !slices.ContainsFunc(given["@colleagues"], func(c dataset.Choice) bool { return c.Value == string(id) }) {
			return fmt.Errorf("nobody of the centre is %q", id)
		}
	}
	return nil
}

// checkClosing refuses the end of a case that no page could have noted. A case that
// was closed elsewhere may have none.
func (d worker) checkClosing(h Head) error {
	c := h.Closing
	if c == nil {
		return nil
	}
	if h.Status != Done {
		return errors.New("it is open, and has an end")
	}
	if c.Day.Before(h.Opened) || c.Day.After(d.Today()) {
		return fmt.Errorf("it is closed on %q", c.Day)
	}
	for list, code := range map[string]string{"closing-reason": c.Reason, "closing-outcome": c.Outcome, "retention": c.Category} {
		if _, known := d.Set.List(list).Code(code); !known && (code != "" || list != "closing-outcome") {
			return fmt.Errorf("there is no %s %q", list, code)
		}
	}
	return nil
}

// addWhole seals a case with all its sheets, and what it is found by once at the
// end.
func (d worker) addWhole(ctx context.Context, tx *sql.Tx, a *vault.Access, file File, in dataset.Reader, given dataset.Given) (vault.ID, error) {
	f, err := a.NewFolder(ctx, tx, roomName)
	if err != nil {
		return "", err
	}
	c := &Case{ID: f.ID(), access: a, folder: f, Head: file.Head,
		parts: map[vault.Part]bool{vault.Core: true, vault.Entries: true, vault.Identity: true, vault.Location: true}}
	c.Stamp, c.At, c.By, c.Set = vault.NewID(), d.Minute(), d.Actor.Person, d.Set.Version
	if err := c.sealHead(ctx, tx); err != nil {
		return "", err
	}
	for _, filled := range file.Sheets {
		sheet, known := d.Set.Sheet(filled.Sheet)
		if !known {
			return "", fmt.Errorf("there is no sheet %q", filled.Sheet)
		}
		if !sheet.Many && c.Sheet(sheet.ID) != nil {
			return "", fmt.Errorf("sheet %s: it is there already", sheet.ID)
		}
		answers, err := d.readFilled(sheet, filled, in, given)
		if err != nil {
			return "", fmt.Errorf("sheet %s: %w", sheet.ID, err)
		}
		k := &Kept{ID: vault.NewID(), part: partOf(sheet), Record: Record{Sheet: sheet.ID}}
		k.next(d.filledState(filled, answers))
		if err := c.seal(ctx, tx, k); err != nil {
			return "", err
		}
	}
	if err := d.index(ctx, tx, c); err != nil {
		return "", err
	}
	if err := d.indexNames(ctx, tx, c); err != nil {
		return "", err
	}
	return c.ID, d.Record(ctx, tx, "casework.opened", c.ID, "")
}

// filledState is what somebody wrote, when she wrote it.
func (d worker) filledState(f Filled, answers dataset.Answers) State {
	state := d.state(answers)
	if !f.At.IsZero() {
		state.At = f.At.UTC().Truncate(time.Minute)
	}
	if f.By != "" {
		state.By = f.By
	}
	return state
}

// readFilled reads what was typed on a sheet, and completes it as its page does.
func (d worker) readFilled(sheet *dataset.Sheet, filled Filled, in dataset.Reader, given dataset.Given) (dataset.Answers, error) {
	for id := range filled.Typed {
		if _, known := sheet.Question(id); !known {
			return nil, fmt.Errorf("there is no question %q", id)
		}
	}
	answers, wrong := d.Set.Read(sheet, 0, filled.typing(sheet), dataset.Answers{}, d.Today(), in, given)
	if len(wrong) > 0 {
		return nil, fmt.Errorf("question %s: %q: %s", wrong[0].Field, filled.Typed[wrong[0].Field], wrong[0].Key)
	}
	answers, err := d.complete(sheet, answers)
	if e, ok := errors.AsType[*core.Error](err); ok && len(e.Fields) > 0 {
		return nil, fmt.Errorf("question %s: %s", e.Fields[0].Field, e.Fields[0].Key)
	}
	return answers, err
}
