package casework

import (
	"bufio"
	"context"
	"database/sql"
	"io"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/vault"
)

// Writing is something that was written before there was a case: by the client, or
// to her.
type Writing struct {
	ID    vault.ID // by which it is known again when it comes a second time
	Day   core.Date
	By    core.ID // the colleague who wrote it; "" is the client
	Text  string
	Files []WrittenFile
}

// WrittenFile is a file that she sent along.
type WrittenFile struct {
	ID   vault.ID
	Name string
	Open func(context.Context) (io.Reader, error)
}

// writingLimit is how many characters of a text stand in one entry of the journal.
const writingLimit = 4000

// FromWriting makes a case of what was written between a client and the centre, and
// returns its address: each text becomes a line of the journal on its day, each file
// a document. key is the same for the same correspondence, so that it makes one case
// however often it is called; lang is the language in which she wrote. It must not
// be called inside a transaction.
func (room *Room) FromWriting(ctx context.Context, at desk.Desk, key vault.ID, lang core.Lang, all []Writing) (string, error) {
	d := worker{at, room}
	opened := d.Today()
	for _, w := range all {
		if !w.Day.IsZero() && w.Day.Before(opened) {
			opened = w.Day
		}
	}
	answers := dataset.Answers{}
	answers.Set("languages", base(lang))
	head := Head{Alias: vault.NewAlias(), Opened: opened, Status: Active, Workers: []core.ID{d.Actor.Person}}
	id, err := d.create(ctx, key, head, map[string]dataset.Answers{"intake": answers})
	if err != nil {
		return "", err
	}
	err = d.change(ctx, id, "casework.written", "journal", func(tx *sql.Tx, c *Case) error {
		if err := c.load(ctx, tx, vault.Entries); err != nil {
			return err
		}
		for _, w := range all {
			if err := d.journal(ctx, tx, c, w, lang); err != nil {
				return err
			}
		}
		return d.index(ctx, tx, c)
	})
	if err != nil {
		return "", err
	}
	for _, w := range all {
		for _, f := range w.Files {
			if err := d.fileWritten(ctx, id, w, f); err != nil {
				return "", err
			}
		}
	}
	return address(id), nil
}

// base is the language without its script or its ease: "zh" of "zh-Hans".
func base(lang core.Lang) string {
	for i := range len(lang) {
		if lang[i] == '-' {
			return string(lang[:i])
		}
	}
	return string(lang)
}

// journal writes a text into the journal, in as many entries as it takes.
func (d worker) journal(ctx context.Context, tx *sql.Tx, c *Case, w Writing, lang core.Lang) error {
	for _, k := range c.records {
		if k.Form == w.ID {
			return nil
		}
	}
	for _, text := range cuts(w.Text, writingLimit) {
		a := dataset.Answers{}
		a.Set("day", w.Day.String())
		a.Set("kind", "message")
		a.Set("language", base(lang))
		a.Set("text", text)
		k := &Kept{ID: vault.NewID(), part: vault.Entries, Record: Record{Sheet: "journal", Form: w.ID}}
		k.next(d.state(a))
		if w.By != "" {
			k.By = w.By
		}
		if err := c.seal(ctx, tx, k); err != nil {
			return err
		}
	}
	return nil
}

// cuts divides a text into pieces of at most so many characters.
func cuts(text string, most int) (all []string) {
	for utf8.RuneCountInString(text) > most {
		at := len(string([]rune(text)[:most]))
		all, text = append(all, text[:at]), text[at:]
	}
	if text == "" {
		return all
	}
	return append(all, text)
}

// fileWritten keeps a file that she sent as a document. It may tell who she is, so it
// lies where only those may look who may see that.
func (d worker) fileWritten(ctx context.Context, id vault.ID, w Writing, f WrittenFile) error {
	in := &received{}
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(ctx, tx, a, id)
		if err == nil {
			in.folder = c.folder
		}
		return err
	})
	if err != nil {
		return err
	}
	content, err := f.Open(ctx)
	if err != nil {
		return err
	}
	if err := d.receiveFile(ctx, in, f.Name, bufio.NewReader(content)); err != nil {
		return err
	}
	_, err = d.addDocument(ctx, id, f.ID, Document{Title: core.Clip(f.Name, titleLimit-1), Kind: OtherPaper, Day: w.Day, Names: d.May(d.Actor, Identity)}, in)
	return err
}
