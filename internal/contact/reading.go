package contact

import (
	"errors"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// showOpen asks for the code. What she was writing when her page lay open for too
// long goes along.
func (s *seeker) showOpen(status int, said string) error {
	return s.show(status, openPage(s.newOpenPage(said, "")))
}

// read shows the answers: to whoever comes with her code, or goes on with a visit.
func (s *seeker) read() error {
	if s.values.Get("token") != "" && s.values.Get("code") == "" {
		v, err := s.visit()
		if err != nil {
			return err
		}
		if v.mailbox == nil || v.box.State == begun {
			return expired{}
		}
		return s.showRead(v, "")
	}
	typed := s.values.Get("code")
	if _, err := vault.ParseMailboxCode(typed); err != nil {
		return s.show(http.StatusUnprocessableEntity, openPage(s.newOpenPage("", s.slip(err))))
	}
	if !s.Try(s.r) {
		return &core.Error{Kind: core.TooMany, Key: "contact.error.too-many"}
	}
	m, err := s.Vault.OpenMailbox(s.r.Context(), typed)
	if core.KindOf(err) == core.NotFound {
		return s.show(http.StatusUnprocessableEntity, openPage(s.newOpenPage("", s.frame.Say("contact.open.unknown"))))
	}
	if err != nil {
		return err
	}
	v, err := s.enter(s.r.Context(), m)
	if core.KindOf(err) == core.NotFound { // it was never sent
		return s.show(http.StatusUnprocessableEntity, openPage(s.newOpenPage("", s.frame.Say("contact.open.unknown"))))
	}
	if err != nil {
		return err
	}
	if s.values.Get("text") != "" { // she was writing when the time was over
		s.values["token"] = []string{v.token}
		return s.text(nil)
	}
	return s.showRead(v, "")
}

// slip says in her language why something is no code.
func (s *seeker) slip(err error) string {
	var slip *vault.CodeSlip
	if !errors.As(err, &slip) {
		return s.frame.Say("contact.open.unknown")
	}
	switch {
	case slip.Letters:
		return s.frame.Say("contact.open.letters")
	case slip.Short(), slip.Long():
		return s.frame.Say("contact.open.count", "n", slip.Digits)
	}
	return s.frame.Say("contact.open.slip")
}

func (s *seeker) showRead(v *visit, said string) error {
	all, err := s.readings(s.r.Context(), v)
	if err != nil {
		return err
	}
	t, err := s.of(v)
	if err != nil {
		return err
	}
	s.values["token"] = []string{v.token}
	delete(s.values, "text")
	return s.show(http.StatusOK, readPage(s.newReadPage(v, t, all, said)))
}

// of is the centre of a visit, also where it takes no new messages any more.
func (s *seeker) of(v *visit) (taker, error) {
	promise, err := s.Promise(s.r.Context(), v.box.Centre)
	if err != nil {
		return taker{}, err
	}
	t, err := s.taker(s.r.Context(), promise)
	if core.KindOf(err) == core.NotFound {
		return taker{Promise: promise}, nil
	}
	return t, err
}

// forget deletes one answer.
func (s *seeker) forget() error {
	v, err := s.reader()
	if err != nil {
		return err
	}
	if id, ok := vault.ParseID(s.values.Get("answer")); ok {
		if err := s.Room.forget(s.r.Context(), v, id); err != nil {
			return err
		}
	}
	return s.showRead(v, "contact.read.forgotten")
}

// reader is the visit of somebody who has come with her code.
func (s *seeker) reader() (*visit, error) {
	v, err := s.visit()
	if err != nil {
		return nil, err
	}
	if v.mailbox == nil || v.box.State == begun {
		return nil, expired{}
	}
	return v, nil
}

// reply takes her yes or no to a question that the centre asked.
func (s *seeker) reply() error {
	v, err := s.reader()
	if err != nil {
		return err
	}
	all, err := s.readings(s.r.Context(), v)
	if err != nil {
		return err
	}
	for _, one := range all {
		if string(one.ID) != s.values.Get("answer") || one.Ask == AskNothing {
			continue
		}
		yes := s.values.Get("yes") == "1"
		m := Message{Lang: s.lang, Reply: &Reply{Answer: one.ID, Ask: one.Ask, To: one.To, By: v.box.Centre, Yes: yes}}
		if err := s.add(s.r.Context(), v, m); err != nil {
			return err
		}
		return s.showRead(v, "contact.read.replied")
	}
	return s.showRead(v, "")
}

// sure asks before everything is deleted.
func (s *seeker) sure() error {
	v, err := s.reader()
	if err != nil {
		return err
	}
	return s.show(http.StatusOK, surePage(s.newSurePage(v)))
}

// erase deletes everything of the conversation.
func (s *seeker) erase() error {
	v, err := s.reader()
	if err != nil {
		return err
	}
	if err := s.forgetAll(s.r.Context(), v.box); err != nil {
		return err
	}
	s.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return s.show(http.StatusOK, erasedPage(s.newErasedPage()))
}
