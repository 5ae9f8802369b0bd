package caselaw

import (
	"net/http"
	"net/url"
	"strings"

	"verbund/internal/caselaw/search"
	"verbund/internal/core"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// listedInMail is how many decisions a mail lists; a link leads to the rest.
const listedInMail = 20

// requestFollowed is the search that somebody follows.
func requestFollowed(what string) search.Request {
	r, _ := readRequest(web.ReadQuery(&http.Request{URL: &url.URL{RawQuery: what}}))
	r.Page, r.PerPage = 1, searchPerPage
	return r
}

// letter is a mail to a follower that is being written, paragraph by paragraph.
type letter struct {
	room       *Room
	t          *text.Printer
	f          *Follow
	subject    string
	paragraphs []string
}

func (room *Room) letter(f *Follow, subject string, args ...any) *letter {
	t := room.Texts.For(f.Language)
	l := &letter{room: room, t: t, f: f, subject: t.Say(subject, args...)}
	l.add("caselaw.follow.mail-greeting")
	return l
}

func (l *letter) add(key string, args ...any) {
	l.paragraphs = append(l.paragraphs, l.t.Say(key, args...))
}

// page is the address of a page of the room in the language of the mail.
func (l *letter) page(path string) string {
	return l.room.Mails + "/" + string(l.t.Lang()) + "/caselaw" + path
}

// list adds decisions, each with what it is about and its address.
func (l *letter) list(all []Shown) {
	for i := range all {
		d := &all[i]
		lines := []string{l.room.named(l.t, d)}
		if gist := l.room.gist(l.t, d); gist != "" {
			lines = append(lines, gist)
		}
		lines = append(lines, l.page("/"+formatNumber(d.Number)))
		l.paragraphs = append(l.paragraphs, strings.Join(lines, "\n"))
	}
}

// sealed is the mail, ended by the link that ends it all. Its key says nothing about
// who follows what.
func (l *letter) sealed(key, token string) mail.Message {
	l.paragraphs = append(l.paragraphs, l.t.Say("caselaw.follow.mail-end")+"\n"+l.page("/follow/end?t="+token))
	return l.signed(key, token)
}

// signed is the mail, with the address that ends it all for the button of mail programs.
func (l *letter) signed(key, token string) mail.Message {
	l.paragraphs = append(l.paragraphs, l.room.Network+"\n"+l.page(""))
	return mail.Message{Key: mailKey(l.f.ID) + key, To: l.f.Address, Language: l.t.Lang(), Subject: l.subject, Text: strings.Join(l.paragraphs, "\n\n") + "\n",
		Unsubscribe: l.page("/follow/end?t=" + token)}
}

// question asks whether she wants to follow what was asked for in her name.
func (room *Room) question(f Follow, token string) mail.Message {
	l := room.letter(&f, "caselaw.follow.mail-confirm-subject")
	l.add("caselaw.follow.mail-asked", "network", room.Network)
	l.paragraphs = append(l.paragraphs, room.followedWords(l.t, &f))
	l.paragraphs = append(l.paragraphs, l.t.Say("caselaw.follow.mail-confirm")+"\n"+l.page("/follow/confirm?t="+token))
	l.add("caselaw.follow.mail-ignore", "days", forgottenAfter)
	return l.signed("confirm", token)
}

// digest tells of new decisions; total is how many there are.
func (room *Room) digest(f *Follow, position int64, shown []Shown, total int) func(token string) mail.Message {
	return func(token string) mail.Message {
		l := room.letter(f, "caselaw.follow.mail-new-subject", "n", total)
		l.add("caselaw.follow.mail-new", "n", total)
		l.paragraphs = append(l.paragraphs, room.followedWords(l.t, f))
		l.list(shown)
		if more := total - len(shown); more > 0 {
			l.paragraphs = append(l.paragraphs, l.t.Say("caselaw.follow.mail-more", "n", more)+"\n"+l.page("?"+room.everything(f)))
		}
		return l.sealed(formatNumber(position), token)
	}
}

// everything are the parameters of the search page that shows all that she follows, the
// newest first.
func (room *Room) everything(f *Follow) string {
	r := requestFollowed(f.What)
	if f.Kind == ByNorm {
		r = search.Request{Text: f.Words, Page: 1, PerPage: searchPerPage}
	}
	r.Sort = newest
	return writeRequest(r).Encode()
}

// story is what became of a decision.
type story struct {
	text   bool     // its full text is there
	higher []string // decisions of higher instances, as its entry names them
	next   []Shown  // those that became public here
	cited  []Shown  // decisions that cite it, as many as a mail lists
	citing int      // how many they are in all
}

func (s *story) empty() bool {
	return !s.text && len(s.higher) == 0 && len(s.next) == 0 && len(s.cited) == 0
}

// report tells what became of a decision.
func (room *Room) report(f *Follow, position int64, d *Shown, s story) func(token string) mail.Message {
	return func(token string) mail.Message {
		l := room.letter(f, "caselaw.follow.mail-decision-subject")
		l.add("caselaw.follow.mail-decision")
		l.paragraphs = append(l.paragraphs, room.named(l.t, d)+"\n"+l.page("/"+formatNumber(d.Number)))
		if s.text {
			l.add("caselaw.follow.mail-text")
		}
		if len(s.higher) > 0 {
			l.paragraphs = append(l.paragraphs, l.t.Say("caselaw.follow.mail-higher")+"\n"+strings.Join(s.higher, "\n"))
		}
		if len(s.next) > 0 {
			l.add("caselaw.follow.mail-next")
			l.list(s.next)
		}
		if len(s.cited) > 0 {
			l.add("caselaw.follow.mail-cited", "n", s.citing)
			l.list(s.cited)
			if more := s.citing - len(s.cited); more > 0 {
				l.paragraphs = append(l.paragraphs, l.t.Say("caselaw.follow.mail-more", "n", more)+"\n"+l.page("/"+formatNumber(d.Number)))
			}
		}
		return l.sealed(formatNumber(position), token)
	}
}

// followedWords say what somebody follows, and how often she hears of it.
func (room *Room) followedWords(t *text.Printer, f *Follow) string {
	every := t.Say("caselaw.follow.every-daily")
	if f.Every == Weekly {
		every = t.Say("caselaw.follow.every-weekly")
	}
	return room.whatWords(t, f.Kind, f.Words) + "\n" + every
}

func (room *Room) whatWords(t *text.Printer, kind Followed, words string) string {
	switch {
	case kind == ByDecision:
		return t.Say("caselaw.follow.what-decision", "words", words)
	case kind == ByNorm:
		return t.Say("caselaw.follow.what-norm", "words", words)
	case words == "":
		return t.Say("caselaw.follow.what-all")
	}
	return t.Say("caselaw.follow.what-query", "words", words)
}

// searchWords are a search in words: what was typed, and the values it is narrowed to.
func (room *Room) searchWords(t *text.Printer, r search.Request) string {
	var parts []string
	if r.Text != "" {
		parts = append(parts, core.Clip(oneLine(r.Text), 500))
	}
	lists := map[string]string{"field": "fields", "form": "forms", "sector": "sectors", "kind": "kinds"}
	for _, name := range filters() {
		for _, value := range r.Filters[name] {
			if list, ok := lists[name]; ok {
				value = room.codes.Label(list, value, room.codesIn(t))
			}
			parts = append(parts, value)
		}
	}
	if !r.From.IsZero() || !r.To.IsZero() {
		parts = append(parts, strings.Trim(r.From.String()+" – "+r.To.String(), " "))
	}
	return strings.Join(parts, " · ")
}
