package contact

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/picture"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// What a person who writes goes through. Each step is a page with one question;
// the name of the next one is the value of the button that she presses, and what
// she has typed so far travels along in hidden fields.
const (
	stepLanguage = "language" // choose a language, or begin
	stepBegin    = "begin"    // write, or read with a code
	stepPlace    = "place"    // where she is
	stepCentre   = "centre"   // to whom
	stepAnyone   = "anyone"   // it does not matter to whom
	stepTold     = "told"     // what happens with what she writes
	stepText     = "text"     // what she writes
	stepFiles    = "files"    // a file, if she wants
	stepAttach   = "attach"   // one was chosen
	stepDetach   = "detach"   // one was taken away again
	stepCode     = "code"     // her code
	stepCard     = "card"     // her code on a card to print
	stepConfirm  = "confirm"  // the end of it, typed back
	stepOpen     = "open"     // the code, to read
	stepRead     = "read"     // answers
	stepForget   = "forget"   // one answer is deleted
	stepReply    = "reply"    // yes or no to a question
	stepSure     = "sure"     // before everything is deleted
	stepErase    = "erase"    // everything is deleted
	stepEnd      = "end"      // done for now
)

// seeker is somebody on her way through the steps.
type seeker struct {
	*Room
	w      http.ResponseWriter
	r      *http.Request
	values web.Values
	frame  ui.Frame
	lang   core.Lang
}

// first is the only page that is fetched by GET: in the language of the browser, and
// with all others.
func (room *Room) first(w http.ResponseWriter, r *http.Request) error {
	s := room.seeker(w, r, web.Values{})
	return s.show(http.StatusOK, languagePage(s.newLanguagePage()))
}

func (room *Room) seeker(w http.ResponseWriter, r *http.Request, v web.Values) *seeker {
	lang := core.Lang(v.Get("language"))
	if !room.Texts.Offers(lang) {
		lang = web.Printer(r).Lang()
	}
	return &seeker{room, w, r, v, room.frame(r, lang), lang}
}

func (s *seeker) show(status int, page interface {
	Render(context.Context, io.Writer) error
}) error {
	return web.Render(s.w, s.r, status, page)
}

// step answers what she has pressed.
func (room *Room) step(w http.ResponseWriter, r *http.Request) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return room.attach(w, r)
	}
	r.Body = http.MaxBytesReader(w, r.Body, longestForm) // only files are longer
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	s := room.seeker(w, r, values)
	err = s.answer(values.Get("step"))
	if errors.As(err, &expired{}) {
		return s.showOpen(http.StatusOK, "contact.open.again")
	}
	return err
}

func (s *seeker) answer(step string) error {
	switch step {
	case stepBegin:
		return s.show(http.StatusOK, beginPage(s.newBeginPage()))
	case stepPlace:
		return s.show(http.StatusOK, placePage(s.newPlacePage("")))
	case stepCentre:
		return s.centre()
	case stepAnyone:
		return s.anyone()
	case stepTold:
		return s.told()
	case stepText:
		return s.text(nil)
	case stepFiles:
		return s.files("")
	case stepDetach:
		return s.detach()
	case stepCode:
		return s.code()
	case stepCard:
		return s.card()
	case stepConfirm:
		return s.confirm()
	case stepOpen:
		return s.showOpen(http.StatusOK, "")
	case stepRead:
		return s.read()
	case stepForget:
		return s.forget()
	case stepReply:
		return s.reply()
	case stepSure:
		return s.sure()
	case stepErase:
		return s.erase()
	case stepEnd:
		return s.end()
	}
	return s.show(http.StatusOK, languagePage(s.newLanguagePage()))
}

// carried are the fields that go along with every step.
func (s *seeker) carried(names ...string) [][2]string {
	all := [][2]string{{"language", string(s.lang)}}
	for _, name := range names {
		if v := s.values[name]; len(v) > 0 && v[0] != "" {
			all = append(all, [2]string{name, v[0]})
		}
	}
	return all
}

// visit finds the visit that a page belongs to.
func (s *seeker) visit() (*visit, error) { return s.goOn(s.r.Context(), s.values.Get("token")) }

// chosen is the centre that she writes to.
func (s *seeker) chosen() (taker, error) {
	id := core.ID(s.values.Get("to"))
	if id == "" {
		return taker{}, &core.Error{Kind: core.NotFound, Key: "contact.error.no-centre"}
	}
	return s.takerOf(s.r.Context(), id)
}

// centre shows to whom she can write from where she is.
func (s *seeker) centre() error {
	ctx, place := s.r.Context(), s.place()
	if place == "" {
		return s.show(http.StatusUnprocessableEntity, placePage(s.newPlacePage("contact.place.missing")))
	}
	found, known, err := s.Near(ctx, place)
	if err != nil {
		return err
	}
	if !known {
		return s.show(http.StatusUnprocessableEntity, placePage(s.newPlacePage("contact.place.unknown")))
	}
	all, err := s.takers(ctx)
	if err != nil {
		return err
	}
	return s.show(http.StatusOK, centrePage(s.newCentrePage(found, all)))
}

func (s *seeker) place() string { return core.Clip(s.values.Get("place"), 80) }

// anyone chooses for her: by where she is, if she has said so.
func (s *seeker) anyone() error {
	ctx, place := s.r.Context(), s.place()
	var near []core.ID
	if place != "" {
		found, known, err := s.Near(ctx, place)
		if err != nil {
			return err
		}
		for _, e := range found {
			if known {
				near = append(near, e.Organisation)
			}
		}
	}
	t, err := s.whoever(ctx, near, s.lang)
	if core.KindOf(err) == core.NotFound {
		return s.show(http.StatusOK, placePage(s.newPlacePage("contact.place.nobody")))
	}
	if err != nil {
		return err
	}
	s.values["to"], s.values["whoever"] = []string{string(t.Centre)}, []string{"1"}
	return s.told()
}

// told says what happens with what she writes, before she writes it.
func (s *seeker) told() error {
	t, err := s.chosen()
	if core.KindOf(err) == core.NotFound {
		return s.show(http.StatusOK, placePage(s.newPlacePage("contact.place.gone")))
	}
	if err != nil {
		return err
	}
	return s.show(http.StatusOK, toldPage(s.newToldPage(t)))
}

// text asks for what she wants to say.
func (s *seeker) text(wrong error) error {
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return s.show(status, textPage(s.newTextPage(wrong)))
}

// check tells what is wrong with a text.
func (s *seeker) check() error {
	text := s.values.Get("text")
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return &core.Error{Kind: core.Invalid, Key: "contact.text.missing"}
	case n > longestText:
		return &core.Error{Kind: core.Invalid, Key: "contact.text.long", Args: []any{"n", n, "most", longestText}}
	}
	return nil
}

// files asks whether she wants to send a file along. problem says why the last one
// was not taken.
func (s *seeker) files(problem string) error {
	if err := s.check(); err != nil {
		return s.text(err)
	}
	var attached []File
	if s.values.Get("token") != "" {
		v, err := s.visit()
		if err != nil {
			return err
		}
		attached = v.Files
	}
	status := http.StatusOK
	if problem != "" {
		status = http.StatusUnprocessableEntity
	}
	return s.show(status, filesPage(s.newFilesPage(attached, problem)))
}

// writing is the visit of somebody who writes: hers, or a new one.
func (s *seeker) writing() (*visit, error) {
	if s.values.Get("token") != "" {
		return s.visit()
	}
	t, err := s.chosen()
	if err != nil {
		return nil, err
	}
	if !s.Allow(s.r) {
		return nil, &core.Error{Kind: core.TooMany, Key: "contact.error.too-many"}
	}
	v, err := s.begin(s.r.Context(), t.Centre, s.values.Get("whoever") != "")
	if err == nil {
		s.values["token"] = []string{v.token}
	}
	return v, err
}

// attach takes one file. Fields stand before it in the form.
func (room *Room) attach(w http.ResponseWriter, r *http.Request) error {
	u, err := web.ReadUpload(r)
	if err != nil {
		return err
	}
	file, err := u.Next()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	s := room.seeker(w, r, u.Fields)
	problem := "contact.files.none"
	if err == nil {
		problem, err = s.take(file)
	} else {
		err = nil
	}
	if errors.As(err, &expired{}) {
		return s.showOpen(http.StatusOK, "contact.open.again")
	}
	if err != nil {
		return err
	}
	return s.files(problem)
}

// take seals a file while it arrives, and returns why it was not taken.
func (s *seeker) take(file *web.File) (problem string, err error) {
	ctx := s.r.Context()
	if err := s.check(); err != nil {
		return "", nil // the page for the text says what is wrong
	}
	v, err := s.writing()
	if err != nil {
		return "", err
	}
	if len(v.Files) >= mostFiles {
		return "contact.files.enough", nil
	}
	if err := s.write(ctx, v); err != nil {
		return "", err
	}
	f := File{Name: core.Clip(file.Name, nameLimit)}
	var from io.Reader = file
	if !s.values.Checked("original") {
		clean, _, err := picture.Clean(file)
		if err != nil && !errors.Is(err, picture.ErrNotCleaned) {
			return "contact.files.broken", nil
		}
		from, f.Cleaned = clean, err == nil
	}
	f.ID, f.Size, err = v.folder.AddFile(ctx, from, largestFile)
	switch core.KindOf(err) {
	case core.TooLarge:
		return "contact.files.large", nil
	case core.Malformed, core.Unprocessable:
		return "contact.files.broken", nil
	}
	if err != nil {
		return "", err
	}
	v.Files = append(v.Files, f)
	return "", s.DB.Update(ctx, func(tx *sql.Tx) error { return v.keep(ctx, tx) })
}

// detach takes a file away again.
func (s *seeker) detach() error {
	v, err := s.visit()
	if err != nil {
		return err
	}
	ctx, id := s.r.Context(), vault.FileID(s.values.Get("file"))
	if v.folder != nil && slices.ContainsFunc(v.Files, func(f File) bool { return f.ID == id }) {
		v.Files = slices.DeleteFunc(v.Files, func(f File) bool { return f.ID == id })
		err := s.DB.Update(ctx, func(tx *sql.Tx) error {
			if err := v.folder.EraseFile(ctx, tx, id); err != nil && core.KindOf(err) != core.NotFound {
				return err
			}
			return v.keep(ctx, tx)
		})
		if err != nil {
			return err
		}
	}
	return s.files("")
}

// code makes the message ready and shows the code. In a conversation that there is
// already, the message is sent.
func (s *seeker) code() error {
	if s.values.Get("token") != "" && s.values.Get("text") == "" { // back from the card
		v, err := s.visit()
		if err != nil {
			return err
		}
		if v.Code != "" {
			return s.show(http.StatusOK, codePage(s.newCodePage(v, "")))
		}
	}
	if err := s.check(); err != nil {
		return s.text(err)
	}
	v, err := s.writing()
	if core.KindOf(err) == core.NotFound {
		return s.show(http.StatusOK, placePage(s.newPlacePage("contact.place.gone")))
	}
	if err != nil {
		return err
	}
	ctx, m := s.r.Context(), Message{Lang: s.lang, Text: s.values.Get("text")}
	if v.box.State == begun {
		if err := s.finish(ctx, v, m); err != nil {
			return err
		}
		return s.show(http.StatusOK, codePage(s.newCodePage(v, "")))
	}
	if !s.Allow(s.r) {
		return &core.Error{Kind: core.TooMany, Key: "contact.error.too-many"}
	}
	if err := s.add(ctx, v, m); err != nil {
		return err
	}
	return s.showRead(v, "contact.read.sent")
}

// card shows the code alone, to be printed.
func (s *seeker) card() error {
	v, err := s.visit()
	if err != nil {
		return err
	}
	return s.show(http.StatusOK, cardPage(s.newCodePage(v, "")))
}

// confirm sends what she wrote, once she has typed the end of her code back.
func (s *seeker) confirm() error {
	v, err := s.visit()
	if err != nil {
		return err
	}
	right, err := s.Room.confirm(s.r.Context(), v, s.values.Get("typed"))
	if err != nil {
		return err
	}
	if !right {
		return s.show(http.StatusUnprocessableEntity, codePage(s.newCodePage(v, "contact.code.differs")))
	}
	t, err := s.of(v)
	if err != nil {
		return err
	}
	return s.show(http.StatusOK, donePage(s.newDonePage(v, t)))
}

// end ends the visit: the page that she comes from can do nothing more.
func (s *seeker) end() error {
	err := s.DB.Update(s.r.Context(), func(tx *sql.Tx) error {
		return s.Room.end(s.r.Context(), tx, s.values.Get("token"))
	})
	if err != nil {
		return err
	}
	s.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return s.show(http.StatusOK, endPage(s.frame))
}
