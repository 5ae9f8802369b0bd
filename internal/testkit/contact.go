package testkit

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// Seeker is a person who writes anonymously: her browser keeps nothing but the
// page that is open.
type Seeker struct {
	t       testing.TB
	visitor *Visitor
	*Page
}

// Seeks returns a person at the first page of the safe way to write, in a language
// of her choice.
func (n *Network) Seeks(t testing.TB, lang string) *Seeker {
	t.Helper()
	return NewSeeker(t, n.Address, lang)
}

// NewSeeker is Seeks at a site by its address.
func NewSeeker(t testing.TB, address, lang string) *Seeker {
	t.Helper()
	s := &Seeker{t: t, visitor: NewVisitor(t, address, lang)}
	s.Page = s.visitor.Opens("/contact").Is(200)
	return s.Sends(url.Values{"step": {"begin"}, "language": {lang}})
}

// Is expects a status.
func (s *Seeker) Is(status int) *Seeker {
	s.t.Helper()
	s.Page.Is(status)
	return s
}

// Says expects words on the page.
func (s *Seeker) Says(words ...string) *Seeker {
	s.t.Helper()
	s.Page.Says(words...)
	return s
}

// NeverSays expects that words are not on the page.
func (s *Seeker) NeverSays(words ...string) *Seeker {
	s.t.Helper()
	s.Page.NeverSays(words...)
	return s
}

// Sends posts to the one address there is.
func (s *Seeker) Sends(form url.Values) *Seeker {
	s.t.Helper()
	s.Page = s.visitor.Posts("/contact", form)
	return s
}

// Presses presses the button that leads to a step, in the form around it, with what
// was typed as pairs of name and value.
func (s *Seeker) Presses(step string, typed ...string) *Seeker {
	s.t.Helper()
	return s.pressesWhere(func(e Element) bool { return e.Attribute("name") == "step" && e.Attribute("value") == step }, step, typed)
}

// Chooses presses a button by its words.
func (s *Seeker) Chooses(words string, typed ...string) *Seeker {
	s.t.Helper()
	return s.pressesWhere(func(e Element) bool { return strings.TrimSpace(e.Text()) == words }, words, typed)
}

func (s *Seeker) pressesWhere(fits func(Element) bool, what string, typed []string) *Seeker {
	s.t.Helper()
	for _, form := range s.Forms() {
		i := slices.IndexFunc(form.Buttons, fits)
		if i < 0 {
			continue
		}
		values, button := form.Values(), form.Buttons[i]
		if name := button.Attribute("name"); name != "" {
			values.Set(name, button.Attribute("value"))
		}
		for i := 0; i+1 < len(typed); i += 2 {
			values.Set(typed[i], typed[i+1])
		}
		return s.Sends(values)
	}
	s.t.Fatalf("no button %q on the page: %s", what, s.Main())
	return s
}

// Attaches adds a file.
func (s *Seeker) Attaches(name, content string, typed ...string) *Seeker {
	s.t.Helper()
	for _, form := range s.Forms() {
		if !form.Files {
			continue
		}
		values := form.Values()
		for i := 0; i+1 < len(typed); i += 2 {
			values.Set(typed[i], typed[i+1])
		}
		kind, body := Multipart(values, "file", name, strings.NewReader(content))
		s.Page = s.visitor.Sends("POST", "/contact", kind, body)
		return s
	}
	s.t.Fatalf("the page takes no file: %s", s.Main())
	return s
}

// Code is the number that the page shows.
func (s *Seeker) Code() string {
	s.t.Helper()
	for _, e := range s.Tagged("p") {
		if strings.Contains(e.Attribute("class"), "digits") {
			return strings.Join(strings.Fields(e.Text()), " ")
		}
	}
	s.t.Fatalf("the page shows no number: %s", s.Main())
	return ""
}

// Writes goes the whole way from the first page to the last, to a centre by its
// name, and returns the number.
func (s *Seeker) Writes(centre, words string) (code string) {
	s.t.Helper()
	s.Presses("place").Presses("centre", "place", "Berlin").Is(200)
	s.ChoosesCentre(centre)
	s.Presses("text").Presses("files", "text", words).Presses("code").Is(200)
	code = s.Code()
	s.Presses("confirm", "typed", code[len(code)-11:]).Is(200)
	return code
}

// ChoosesCentre presses the button of a centre, by a part of its name.
func (s *Seeker) ChoosesCentre(centre string) {
	s.t.Helper()
	for _, card := range s.Tagged("li") {
		if !strings.Contains(card.Text(), centre) {
			continue
		}
		for _, form := range s.Forms() {
			for _, b := range form.Buttons {
				if b.Attribute("name") == "to" && card.Holds(b) {
					values := form.Values()
					values.Set("to", b.Attribute("value"))
					s.Sends(values)
					return
				}
			}
		}
	}
	s.t.Fatalf("one cannot write to %q here: %s", centre, s.Main())
}

// Comes opens the answers with a number, from the first page.
func (s *Seeker) Comes(code string) *Seeker {
	s.t.Helper()
	return s.Presses("open").Presses("read", "code", code)
}
