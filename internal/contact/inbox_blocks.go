package contact

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
)

// A text block is a passage that a centre needs again and again, in one language.
// Whether a person who speaks it has read it stands beside it.
type block struct {
	ID       vault.ID  `json:"id"`
	Stamp    vault.ID  `json:"stamp"` // changes with every change
	Lang     core.Lang `json:"lang"`
	Title    string    `json:"title"`
	Text     string    `json:"text"`
	By       core.ID   `json:"by"`
	Reviewer core.ID   `json:"reviewer,omitempty"`
	Reviewed core.Date `json:"reviewed,omitzero"`
}

// shelfOfBlocks are the text blocks of a centre, sealed under its key.
type shelfOfBlocks struct {
	Blocks []block `json:"blocks"`
}

const (
	blocksName   = "contact-blocks"
	longestTitle = 120 // characters
	longestBlock = 4000
	mostBlocks   = 300
)

func (s shelfOfBlocks) block(id vault.ID) (block, bool) {
	if at := s.at(id); at >= 0 {
		return s.Blocks[at], true
	}
	return block{}, false
}

func (s shelfOfBlocks) at(id vault.ID) int {
	return slices.IndexFunc(s.Blocks, func(b block) bool { return b.ID == id })
}

// openSetting reads something of the whole centre; where there is nothing it leaves
// into as it is.
func openSetting(ctx context.Context, tx *sql.Tx, a *vault.Access, name string, into any) error {
	plain, err := a.OpenSettings(ctx, tx, name)
	if core.KindOf(err) == core.NotFound && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return fmt.Errorf("contact: %s: %w", name, err)
	}
	return nil
}

func (d colleague) readBlocks(ctx context.Context) (s shelfOfBlocks, err error) {
	err = d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		s = shelfOfBlocks{}
		return openSetting(ctx, tx, a, blocksName, &s)
	})
	slices.SortFunc(s.Blocks, func(x, y block) int {
		return strings.Compare(string(x.Lang)+"\x00"+x.Title, string(y.Lang)+"\x00"+y.Title)
	})
	return s, err
}

// changeBlocks changes the text blocks and notes so in the sealed record.
func (d colleague) changeBlocks(ctx context.Context, detail string, f func(*shelfOfBlocks) error) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		var s shelfOfBlocks
		if err := openSetting(ctx, tx, a, blocksName, &s); err != nil {
			return err
		}
		if err := f(&s); err != nil {
			return err
		}
		if err := a.SealSettings(ctx, tx, blocksName, encode(s)); err != nil {
			return err
		}
		return d.Record(ctx, tx, "contact.block", "", detail)
	})
}

// blockChanged says that somebody else has changed a text block meanwhile.
type blockChanged struct{ now block }

func (*blockChanged) Error() string { return "contact: somebody else changed the text block" }

// putBlock stores a text block if it is still what the writer has seen. A changed
// text has to be read by somebody anew.
func (d colleague) putBlock(ctx context.Context, b block) error {
	return d.changeBlocks(ctx, "changed", func(s *shelfOfBlocks) error {
		at := s.at(b.ID)
		switch {
		case at < 0 && b.Stamp != "":
			return missing() // it was removed
		case at >= 0 && s.Blocks[at].Title == b.Title && s.Blocks[at].Text == b.Text && s.Blocks[at].Lang == b.Lang:
			return nil // nothing was changed, or the button was pressed twice
		case at >= 0 && s.Blocks[at].Stamp != b.Stamp:
			return &blockChanged{s.Blocks[at]}
		case at < 0 && len(s.Blocks) >= mostBlocks:
			return fieldError("title", "contact.inbox.blocks-full", "n", mostBlocks)
		}
		b.Stamp, b.By, b.Reviewer, b.Reviewed = vault.NewID(), d.Actor.Person, "", core.Date{}
		if at < 0 {
			s.Blocks = append(s.Blocks, b)
			return nil
		}
		s.Blocks[at] = b
		return nil
	})
}

// blockChoices are the text blocks to choose from: those in the language of the
// answer first.
func blockChoices(f ui.Frame, s shelfOfBlocks, lang core.Lang) (groups []ui.Choices) {
	for _, b := range s.Blocks {
		words := b.Title
		if b.Reviewed.IsZero() {
			words = f.Say("contact.inbox.block-unread", "title", b.Title)
		}
		at := slices.IndexFunc(groups, func(g ui.Choices) bool { return g.Name == langName(f, b.Lang) })
		if at < 0 {
			at = len(groups)
			groups = append(groups, ui.Choices{Name: langName(f, b.Lang)})
		}
		groups[at].List = append(groups[at].List, ui.Choice{Value: string(b.ID), Words: words, Count: -1})
	}
	slices.SortStableFunc(groups, func(x, y ui.Choices) int {
		switch own := langName(f, lang); {
		case x.Name == own && y.Name != own:
			return -1
		case y.Name == own && x.Name != own:
			return 1
		}
		return strings.Compare(x.Name, y.Name)
	})
	return groups
}
