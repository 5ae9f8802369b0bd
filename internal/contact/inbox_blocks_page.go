package contact

import (
	"errors"
	"net/http"
	"slices"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

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
