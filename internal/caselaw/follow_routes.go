package caselaw

import (
	"errors"
	"io"
	"mime"
	"net/http"
	netmail "net/mail"
	"strings"

	"verbund/internal/caselaw/citation"
	"verbund/internal/core"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// Somebody who wants to hear of something by mail says where to and how often, and gets
// a mail with a link; only when she opens it and says yes, she follows. Every mail has a
// link that ends it. There is no account; a link opens one thing and nothing else.

// FollowPage is the form.
type FollowPage struct {
	CasePage
	Kind, What string
	Words      string // what would be followed; empty where it is typed
	Norm       ui.Field
	Mail       ui.Field
	Every      ui.Field
	Rhythms    []ui.Choice
	Notice     string // why it was not taken
	Off        bool   // no mails are sent here
	Feed       string // address of the feed that tells the same
	Back       string
}

func (p FollowPage) fields() []ui.Field { return []ui.Field{p.Norm, p.Mail, p.Every} }

// FollowLinkPage shows what a link in a mail leads to, with one button.
type FollowLinkPage struct {
	CasePage
	Lead, Button, Action, Token string
	Words                       []string
}

// FollowDonePage says what was done.
type FollowDonePage struct {
	CasePage
	Words string
}

// followFrame is what stands around these pages. Their title says nothing of what is
// followed, nor that anything is.
func (room *Room) followFrame(r *http.Request, heading string) CasePage {
	in := room.in(r)
	return room.casePage(r, ui.Page{Heading: in.Say(heading), Title: in.Say("caselaw.follow.title"), Plain: true})
}

const followPath = "/caselaw/follow"

// followRoutes are those of following by mail.
func (room *Room) followRoutes() []web.Route {
	page := func(method, path string, handle web.Handler) web.Route {
		return web.Route{Method: method, Path: followPath + path, Right: web.Everyone, Localised: true, Script: true, Handle: handle}
	}
	return []web.Route{
		page(http.MethodGet, "", room.askFollow),
		page(http.MethodPost, "", room.takeFollow),
		page(http.MethodGet, "/asked", room.followDone("caselaw.follow.asked-heading", "caselaw.follow.asked")),
		page(http.MethodGet, "/confirm", room.followLink("confirm")),
		page(http.MethodPost, "/confirm", room.confirmFollow),
		page(http.MethodGet, "/confirmed", room.followDone("caselaw.follow.confirmed-heading", "caselaw.follow.confirmed")),
		page(http.MethodGet, "/end", room.followLink("end")),
		page(http.MethodPost, "/end", room.endFollow),
		page(http.MethodGet, "/ended", room.followDone("caselaw.follow.ended-heading", "caselaw.follow.ended")),
	}
}

// wish is what somebody wants to follow, as the form holds it.
type wish struct {
	kind        Followed
	what, words string
	address     string
	every       Rhythm
}

// longestFollowed is how long the parameters of a search may be that is followed, in
// bytes.
const longestFollowed = 4000

// readWish reads what is to be followed, and finds out what that is in words. A decision
// that is not public is NotFound. What was typed wrong stands in the fields of the error.
func (room *Room) readWish(r *http.Request, t *text.Printer, v web.Values) (w wish, err error) {
	w = wish{kind: Followed(v.Get("kind")), what: v.Get("what"), address: strings.TrimSpace(v.Get("mail")), every: Rhythm(v.Get("every"))}
	if w.every != Weekly {
		w.every = Daily
	}
	switch w.kind {
	case ByQuery:
		if len(w.what) > longestFollowed {
			return w, &core.Error{Kind: core.Invalid, Key: "caselaw.follow.too-long"}
		}
		request := requestFollowed(w.what)
		request.Sort = byRelevance
		w.what, w.words = writeRequest(request).Encode(), room.searchWords(t, request)
	case ByDecision:
		_, d, err := room.Store.knowledge(r.Context(), w.what)
		if err != nil {
			return w, err
		}
		if d == nil {
			return w, &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-decision"}
		}
		w.what, w.words = formatNumber(d.Number), room.named(t, d)
	default:
		w.kind = ByNorm
		if w.what == "" {
			return w, nil
		}
		typed := core.Clip(w.what, 200)
		n, ok := citation.ParseNorm(typed)
		if w.words = typed; !ok || n.Key() == "" {
			return w, &core.Error{Kind: core.Invalid, Fields: []core.FieldError{{Field: "what", Key: "caselaw.follow.no-norm"}}}
		}
		w.what, w.words = n.Key(), n.String()
	}
	return w, nil
}

// askFollow shows the form.
func (room *Room) askFollow(w http.ResponseWriter, r *http.Request) error {
	wish, err := room.readWish(r, room.in(r), web.ReadQuery(r))
	if err != nil && core.KindOf(err) != core.Invalid {
		return err
	}
	return room.showFollow(w, r, wish, err)
}

// takeFollow takes what somebody wants to follow. Its answer is the same whether or not
// the address is known here.
func (room *Room) takeFollow(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	t := room.in(r)
	wish, err := room.readWish(r, t, values)
	switch {
	case err != nil && core.KindOf(err) != core.Invalid:
		return err
	case err != nil:
	case room.Mails == "":
		err = &core.Error{Kind: core.Unavailable, Key: "caselaw.follow.off"}
	default:
		var fields []core.FieldError
		if wish.kind == ByNorm && wish.what == "" {
			fields = append(fields, core.FieldError{Field: "what", Key: "caselaw.follow.no-norm"})
		}
		if !isAddress(wish.address) {
			fields = append(fields, core.FieldError{Field: "mail", Key: "caselaw.follow.no-address"})
		}
		if len(fields) > 0 {
			err = &core.Error{Kind: core.Invalid, Fields: fields}
		} else if room.Ask != nil && !room.Ask(r) {
			err = &core.Error{Kind: core.TooMany, Key: "caselaw.follow.too-fast"}
		}
	}
	if err != nil {
		return room.showFollow(w, r, wish, err)
	}
	f := Follow{Address: wish.address, Language: t.Lang(), Kind: wish.kind, What: wish.what, Words: wish.words, Every: wish.every}
	if err := room.Store.AskFollow(r.Context(), f, func(f Follow, token string) mail.Message { return room.question(f, token) }); err != nil {
		return err
	}
	return web.SeeOther(w, "/"+string(web.Printer(r).Lang())+followPath+"/asked")
}

// isAddress tells whether a mail can be sent there: one mailbox, without a name.
func isAddress(s string) bool {
	a, err := netmail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || strings.ContainsAny(s, "\r\n \t") {
		return false
	}
	_, host, _ := strings.Cut(s, "@")
	return strings.Contains(strings.Trim(host, "."), ".")
}

func (room *Room) showFollow(w http.ResponseWriter, r *http.Request, from wish, err error) error {
	p := FollowPage{CasePage: room.followFrame(r, "caselaw.follow.heading"), Kind: string(from.kind), What: from.what, Off: room.Mails == ""}
	f := p.In
	p.Back = p.Root
	problems := map[string]string{}
	status := http.StatusOK
	if e, ok := errors.AsType[*core.Error](err); ok {
		for _, field := range e.Fields {
			problems[field.Field] = f.Say(field.Key, field.Args...)
		}
		if len(e.Fields) == 0 {
			p.Notice = f.Say(e.Key, e.Args...)
		}
		switch status = http.StatusUnprocessableEntity; e.Kind {
		case core.TooMany:
			status = http.StatusTooManyRequests
			w.Header().Set("Retry-After", "120")
		case core.Unavailable:
			status = http.StatusServiceUnavailable
		}
	}
	switch from.kind {
	case ByNorm:
		typed := from.words
		if typed == "" {
			typed = from.what
		}
		p.Norm = ui.Field{Name: "what", Label: f.Say("caselaw.follow.norm"), Hint: f.Say("caselaw.follow.norm-hint"), Value: typed, Error: problems["what"], Required: true}
	case ByQuery:
		p.Words = room.whatWords(f, from.kind, from.words)
		p.Feed = p.Back + "/search.atom"
		if from.what != "" {
			p.Feed += "?" + from.what
			p.Back += "?" + from.what
		}
	case ByDecision:
		p.Words = room.whatWords(f, from.kind, from.words)
		p.Back += "/" + from.what
	}
	p.Mail = ui.Field{Name: "mail", Type: "email", Label: f.Say("caselaw.follow.mail"), Hint: f.Say("caselaw.follow.mail-hint"), Value: from.address, Error: problems["mail"], Required: true, Autocomplete: "email"}
	p.Every = ui.Field{Name: "every", Label: f.Say("caselaw.follow.every")}
	p.Rhythms = []ui.Choice{
		{Value: string(Daily), Words: f.Say("caselaw.follow.every-daily"), Count: -1, Selected: from.every != Weekly},
		{Value: string(Weekly), Words: f.Say("caselaw.follow.every-weekly"), Count: -1, Selected: from.every == Weekly},
	}
	return web.Render(w, r, status, followPage(p))
}

// followLink shows what a link leads to, and asks before anything is done: programs that
// look for viruses open every link in a mail.
func (room *Room) followLink(act string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		token := web.ReadQuery(r).Get("t")
		f, confirmed, err := room.Store.FollowOf(r.Context(), token)
		if err != nil {
			return room.noLink(w, r, err)
		}
		p := FollowLinkPage{Token: token}
		lead, heading, button := "caselaw.follow.confirm-lead", "caselaw.follow.confirm-heading", "caselaw.follow.confirm-button"
		switch {
		case act == "end":
			lead, heading, button = "caselaw.follow.end-lead", "caselaw.follow.end-heading", "caselaw.follow.end-button"
		case confirmed:
			return web.SeeOther(w, "/"+string(web.Printer(r).Lang())+followPath+"/confirmed")
		}
		p.CasePage = room.followFrame(r, heading)
		p.Lead, p.Button, p.Action = p.In.Say(lead), p.In.Say(button), p.Root+"/follow/"+act
		p.Words = strings.Split(room.followedWords(p.In, &f), "\n")
		return web.Render(w, r, http.StatusOK, followLinkPage(p))
	}
}

func (room *Room) confirmFollow(w http.ResponseWriter, r *http.Request) error {
	return room.byLink(w, r, "/confirmed", func(token string) error {
		_, err := room.Store.ConfirmFollow(r.Context(), token)
		return err
	})
}

// endFollow ends what a link leads to: by the button of its page, or by one of a mail
// program, which sends "List-Unsubscribe=One-Click" to the address in the head of the mail
// (RFC 8058). The latter is answered at once and without leading elsewhere, however often
// it comes.
func (room *Room) endFollow(w http.ResponseWriter, r *http.Request) error {
	if token := web.ReadQuery(r).Get("t"); token != "" {
		values, err := readOneClick(r)
		if err != nil {
			return err
		}
		if values.Get("List-Unsubscribe") != "One-Click" {
			return &core.Error{Kind: core.Malformed, Key: "web.error.malformed"}
		}
		if _, err := room.Store.EndFollow(r.Context(), token); err != nil && core.KindOf(err) != core.NotFound {
			return err
		}
		return room.followDone("caselaw.follow.ended-heading", "caselaw.follow.ended")(w, r)
	}
	return room.byLink(w, r, "/ended", func(token string) error {
		_, err := room.Store.EndFollow(r.Context(), token)
		return err
	})
}

// readOneClick reads a body of either type that RFC 8058 (3.2) allows.
func readOneClick(r *http.Request) (web.Values, error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return web.ReadForm(r)
	}
	upload, err := web.ReadUpload(r)
	if err != nil {
		return nil, err
	}
	if _, err := upload.Next(); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return upload.Fields, nil
}

// byLink does something with the link that a form holds, and leads on.
func (room *Room) byLink(w http.ResponseWriter, r *http.Request, to string, do func(token string) error) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := do(values.Get("t")); err != nil {
		return room.noLink(w, r, err)
	}
	return web.SeeOther(w, "/"+string(web.Printer(r).Lang())+followPath+to)
}

// noLink answers a link that leads nowhere any more with a page that helps on.
func (room *Room) noLink(w http.ResponseWriter, r *http.Request, err error) error {
	e, ok := errors.AsType[*core.Error](err)
	if !ok || e.Kind != core.NotFound {
		return err
	}
	p := room.followFrame(r, "caselaw.follow.no-link-heading")
	return web.Render(w, r, http.StatusNotFound, followDonePage(FollowDonePage{CasePage: p, Words: p.In.Say(e.Key, e.Args...)}))
}

func (room *Room) followDone(heading, words string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := room.followFrame(r, heading)
		return web.Render(w, r, http.StatusOK, followDonePage(FollowDonePage{CasePage: p, Words: p.In.Say(words, "days", forgottenAfter)}))
	}
}
