package contact

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
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
	blocksName   = "contact/blocks"
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

// BlocksPage lists the text blocks of the centre.
type BlocksPage struct {
	ui.Frame
	Done string
	May  bool
	New  string // address
	Rows []BlockRow
}

// BlockRow is a text block in the list.
type BlockRow struct{ Address, Title, Lang, Reviewed string }

func (room *Room) blocks(w http.ResponseWriter, r *http.Request, d colleague) error {
	s, err := d.readBlocks(r.Context())
	if err != nil {
		return err
	}
	var people []core.ID
	for _, b := range s.Blocks {
		people = append(people, b.Reviewer)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p := BlocksPage{Frame: room.inside(r, "contact.inbox.blocks"), May: d.Has(Answer), New: inboxPath + "/blocks/edit/" + string(vault.NewID())}
	p.Done = finished(p.Frame, r)
	for _, b := range s.Blocks {
		p.Rows = append(p.Rows, BlockRow{Address: inboxPath + "/blocks/edit/" + string(b.ID), Title: b.Title, Lang: langName(p.Frame, b.Lang), Reviewed: reviewedWords(p.Frame, b, names)})
	}
	return web.Render(w, r, http.StatusOK, blocksPage(p))
}

// reviewedWords say who has read a text block.
func reviewedWords(f ui.Frame, b block, names func(core.ID) string) string {
	if b.Reviewed.IsZero() {
		return f.Say("contact.inbox.unread")
	}
	name := names(b.Reviewer)
	if name == "" {
		name = f.Say("contact.inbox.somebody")
	}
	return f.Say("contact.inbox.read-by", "name", name, "date", b.Reviewed)
}

// BlockPage is one text block.
type BlockPage struct {
	ui.Frame
	Here     string // address
	ID       string
	Known    bool // it is kept already
	Reviewed string
	Hidden   [][2]string
	Clash    []FactView
	Lang     ui.Field
	Langs    []ui.Choices
	Title    ui.Field
	Text     ui.Field
}

func (p BlockPage) fields() []ui.Field { return []ui.Field{p.Lang, p.Title, p.Text} }

// blockOf is the text block in an address; a new one where the centre has none of
// that ID.
func (d colleague) blockOf(r *http.Request) (b block, known bool, err error) {
	id, ok := vault.ParseID(r.PathValue("block"))
	if !ok {
		return block{}, false, missing()
	}
	s, err := d.readBlocks(r.Context())
	if err != nil {
		return block{}, false, err
	}
	if b, known = s.block(id); !known {
		b = block{ID: id, Lang: "de"}
	}
	return b, known, nil
}

func (room *Room) askBlock(w http.ResponseWriter, r *http.Request, d colleague) error {
	b, known, err := d.blockOf(r)
	if err != nil {
		return err
	}
	return room.showBlock(w, r, d, http.StatusOK, b, known, nil, nil)
}

func (room *Room) showBlock(w http.ResponseWriter, r *http.Request, d colleague, status int, b block, known bool, clash *block, wrong error) error {
	if err := d.Write(); err != nil {
		return err
	}
	names, err := d.Named(r.Context(), b.Reviewer)
	if err != nil {
		return err
	}
	p := BlockPage{Frame: room.inside(r, "contact.inbox.block-one"), ID: string(b.ID), Known: known}
	p.Here = inboxPath + "/blocks/edit/" + p.ID
	p.Hidden = [][2]string{{"stamp", string(b.Stamp)}}
	if clash != nil {
		p.Hidden[0][1] = string(clash.Stamp)
		p.Clash = []FactView{{p.Say("contact.inbox.block-title"), clash.Title}, {p.Say("contact.inbox.text"), clash.Text}}
	} else if known {
		p.Reviewed = reviewedWords(p.Frame, b, names)
	}
	problems := desk.Problems(p.Frame, wrong)
	p.Lang = ui.Field{Name: "lang", Label: p.Say("contact.inbox.written-in"), Error: problems["lang"]}
	p.Langs = []ui.Choices{{List: room.langChoices(p.Frame, b.Lang)}}
	p.Title = ui.Field{Name: "title", Label: p.Say("contact.inbox.block-title"), Hint: p.Say("contact.inbox.block-title-hint"), Value: b.Title, Required: true, Error: problems["title"]}
	p.Text = ui.Field{Name: "text", Label: p.Say("contact.inbox.text"), Hint: p.Say("contact.inbox.block-text-hint"), Value: b.Text, Required: true, Error: problems["text"]}
	return web.Render(w, r, status, blockPage(p))
}

func (room *Room) saveBlock(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	was, known, err := d.blockOf(r)
	if err != nil {
		return err
	}
	b := block{ID: was.ID, Stamp: vault.ID(v.Get("stamp")), Lang: core.Lang(v.Get("lang")), Title: v.Get("title"), Text: v.Get("text")}
	if err = room.checkBlock(b); err == nil {
		err = d.putBlock(r.Context(), b)
	}
	if c, ok := errors.AsType[*blockChanged](err); ok {
		return room.showBlock(w, r, d, http.StatusConflict, b, true, &c.now, nil)
	}
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.showBlock(w, r, d, http.StatusUnprocessableEntity, b, known, nil, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, inboxPath+"/blocks?done=block")
}

func (room *Room) checkBlock(b block) error {
	n, title := utf8.RuneCountInString(b.Text), utf8.RuneCountInString(b.Title)
	switch {
	case !room.Texts.Offers(b.Lang):
		return fieldError("lang", "contact.inbox.no-language")
	case title == 0:
		return fieldError("title", "contact.inbox.no-title")
	case title > longestTitle:
		return fieldError("title", "contact.inbox.too-long", "n", title, "most", longestTitle)
	case n == 0:
		return fieldError("text", "contact.inbox.no-text")
	case n > longestBlock:
		return fieldError("text", "contact.inbox.too-long", "n", n, "most", longestBlock)
	}
	return nil
}

// reviewBlock notes that she has read a text block as it is, and that it is right.
func (room *Room) reviewBlock(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	was, known, err := d.blockOf(r)
	if err != nil {
		return err
	}
	if !known {
		return missing()
	}
	err = d.changeBlocks(r.Context(), "reviewed", func(s *shelfOfBlocks) error {
		at := s.at(was.ID)
		switch {
		case at < 0:
			return missing()
		case string(s.Blocks[at].Stamp) != v.Get("stamp"):
			return &blockChanged{s.Blocks[at]}
		}
		s.Blocks[at].Reviewer, s.Blocks[at].Reviewed = d.Actor.Person, d.Today()
		return nil
	})
	if c, ok := errors.AsType[*blockChanged](err); ok {
		return room.showBlock(w, r, d, http.StatusConflict, c.now, true, &c.now, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, inboxPath+"/blocks?done=reviewed")
}

// removeBlock takes a text block away. Doing so twice is safe.
func (room *Room) removeBlock(w http.ResponseWriter, r *http.Request, d colleague) error {
	if _, err := web.ReadForm(r); err != nil {
		return err
	}
	was, _, err := d.blockOf(r)
	if err != nil {
		return err
	}
	err = d.changeBlocks(r.Context(), "removed", func(s *shelfOfBlocks) error {
		s.Blocks = slices.DeleteFunc(s.Blocks, func(b block) bool { return b.ID == was.ID })
		return nil
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, inboxPath+"/blocks?done=removed")
}
