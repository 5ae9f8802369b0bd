package account

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// The addresses of the pages about oneself that others lead to.
const (
	homePath   = "/account"
	signInPath = "/account/sign-in"
	secondPath = "/account/second"
	setUpPath  = "/account/second/new"
	codesPath  = "/account/second/codes"
)

// ownRoutes are the way in and the pages about oneself. Those of the way in are
// for everyone: they look at the session themselves.
func (a *Accounts) ownRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: signInPath, Right: web.Everyone, Handle: a.askSignIn},
		{Method: http.MethodPost, Path: signInPath, Right: web.Everyone, Handle: a.signIn},
		{Method: http.MethodPost, Path: "/account/sign-out", Right: web.Everyone, Handle: a.signOut},
		{Method: http.MethodPost, Path: "/account/lock", Right: web.Everyone, Handle: a.lock},
		{Method: http.MethodGet, Path: "/account/forgotten", Right: web.Everyone, Handle: a.forgotten},
		{Method: http.MethodGet, Path: "/account/recover", Right: web.Everyone, Handle: a.askRecover},
		{Method: http.MethodPost, Path: "/account/recover", Right: web.Everyone, Handle: a.recover},
		{Method: http.MethodGet, Path: invitationPath + "{token}", Right: web.Everyone, Handle: a.askInvited},
		{Method: http.MethodPost, Path: invitationPath + "{token}", Right: web.Everyone, Handle: a.invited},

		{Method: http.MethodGet, Path: secondPath, Right: web.Everyone, Script: true, Passkeys: true, Handle: a.askSecond},
		{Method: http.MethodPost, Path: secondPath, Right: web.Everyone, Script: true, Passkeys: true, Handle: a.second},
		{Method: http.MethodPost, Path: "/account/second/passkey/begin", Right: web.Everyone, Handle: a.beginPasskeySignIn},
		{Method: http.MethodPost, Path: "/account/second/passkey", Right: web.Everyone, Script: true, Passkeys: true, Handle: a.secondByPasskey},
		{Method: http.MethodGet, Path: setUpPath, Right: web.Everyone, Script: true, Handle: a.askSetUp},
		{Method: http.MethodPost, Path: setUpPath, Right: web.Everyone, Script: true, Handle: a.setUp},
		{Method: http.MethodGet, Path: "/account/second/qr.png", Right: web.Everyone, Handle: a.setUpPicture},
		{Method: http.MethodGet, Path: "/account/second/change", Right: Self, Handle: a.askChangeSecond},
		{Method: http.MethodPost, Path: "/account/second/change", Right: Self, Handle: a.changeSecond},
		{Method: http.MethodGet, Path: codesPath, Right: Self, Handle: a.showCodes},
		{Method: http.MethodPost, Path: codesPath, Right: Self, Handle: a.codesKept},
		{Method: http.MethodGet, Path: "/account/recovery", Right: Self, Handle: a.askRecovery},
		{Method: http.MethodPost, Path: "/account/recovery", Right: Self, Handle: a.renewRecovery},

		{Method: http.MethodGet, Path: homePath, Right: Self, Script: true, Handle: a.home},
		{Method: http.MethodPost, Path: "/account/centre-choice", Right: Self, Handle: a.chooseCentre},
		{Method: http.MethodGet, Path: "/account/profile", Right: Self, Handle: a.askProfile},
		{Method: http.MethodPost, Path: "/account/profile", Right: Self, Handle: a.saveProfile},
		{Method: http.MethodGet, Path: "/account/password", Right: Self, Handle: a.askPassword},
		{Method: http.MethodPost, Path: "/account/password", Right: Self, Handle: a.changePassword},
		{Method: http.MethodGet, Path: "/account/sessions", Right: Self, Handle: a.listSessions},
		{Method: http.MethodPost, Path: "/account/sessions", Right: Self, Handle: a.endSome},
		{Method: http.MethodGet, Path: "/account/passkeys", Right: Self, Script: true, Passkeys: true, Handle: a.listPasskeys},
		{Method: http.MethodPost, Path: "/account/passkeys", Right: Self, Script: true, Passkeys: true, Handle: a.changePasskey},
		{Method: http.MethodPost, Path: "/account/passkeys/begin", Right: Self, Handle: a.beginPasskey},
		{Method: http.MethodPost, Path: "/account/passkeys/add", Right: Self, Script: true, Passkeys: true, Handle: a.addPasskey},
		{Method: http.MethodGet, Path: "/account/kit", Right: Self, Handle: a.askKit},
		{Method: http.MethodPost, Path: "/account/kit", Right: Self, Handle: a.makeKit},
		{Method: http.MethodGet, Path: "/account/kit/paper", Right: Self, Handle: a.kitPaper},
		{Method: http.MethodGet, Path: "/account/kit/check", Right: Self, Handle: a.askKitCheck},
		{Method: http.MethodPost, Path: "/account/kit/check", Right: Self, Handle: a.checkKit},
	}
}

// FormPage is a page with one form: why it is there, what is typed, one button.
type FormPage struct {
	ui.Frame
	Lead   []string // paragraphs
	Notice string   // why the form was not taken, where that is no field's fault
	Done   string   // what was done
	Action string
	Hidden [][2]string
	Fields []ui.Field
	Submit string
	More   []ui.Link // other ways, below the form
}

// refused says in the page why a form was not taken, and returns the status. It
// returns err itself where the page for errors is the better answer.
func (p *FormPage) refused(err error) (int, error) {
	if err == nil {
		return http.StatusOK, nil
	}
	e, ok := errors.AsType[*core.Error](err)
	if !ok {
		return 0, err
	}
	status, known := refusals()[e.Kind]
	if !known {
		return 0, err
	}
	for _, wrong := range e.Fields {
		at := slices.IndexFunc(p.Fields, func(f ui.Field) bool { return f.Name == wrong.Field })
		if at < 0 {
			p.Notice = p.Say(wrong.Key, wrong.Args...)
			continue
		}
		if p.Fields[at].Error == "" {
			p.Fields[at].Error = p.Say(wrong.Key, wrong.Args...)
		}
	}
	if len(e.Fields) == 0 {
		p.Notice = p.Say(e.Key, e.Args...)
	}
	return status, nil
}

// refusals are the errors after which a form is shown again with what was typed.
func refusals() map[core.Kind]int {
	return map[core.Kind]int{
		core.Invalid:  http.StatusUnprocessableEntity,
		core.Denied:   http.StatusUnprocessableEntity, // a wrong password; 401 would ask for another way to sign in
		core.Conflict: http.StatusConflict,
		core.TooMany:  http.StatusTooManyRequests,
	}
}

// showForm renders a form, or hands on the error.
func showForm(w http.ResponseWriter, r *http.Request, p FormPage, err error) error {
	status, err := p.refused(err)
	if err != nil {
		return err
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	return web.Render(w, r, status, formPage(p))
}

// frame is what stands around a page about oneself: in German or English,
// whatever the browser asks for, and in her own language once she is known.
// What the tab and the history of the browser say is the same for all of them.
func (a *Accounts) frame(r *http.Request, heading string, known core.Lang) ui.Frame {
	f := a.Frame(r, ui.Page{Heading: heading, Title: "account.own.title"})
	lang := known
	switch {
	case slices.Contains(InsideLanguages(), lang):
	case slices.Contains(InsideLanguages(), f.Lang()):
		return f
	case f.Lang() == "de-simple":
		lang = "de"
	default:
		lang = "en"
	}
	f.Printer, f.Gap = a.Texts.For(lang), ""
	f.Heading, f.Title = f.Say(heading), f.Say("account.own.title")
	return f
}

// typed is a field as somebody typed it, for passwords and codes, whose spaces
// count.
func typed(values web.Values, name string) string {
	if all := values[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// passwordField asks for the present password.
func passwordField(f ui.Frame) ui.Field {
	return ui.Field{Name: "password", Label: f.Say("account.own.password"), Hint: f.Say("account.own.password-again"),
		Type: "password", Autocomplete: "current-password", Required: true}
}

// newPasswordFields ask for a new password twice.
func newPasswordFields(f ui.Frame) []ui.Field {
	return []ui.Field{
		{Name: "new", Label: f.Say("account.own.password-new"), Hint: f.Say("account.own.password-hint", "n", passwordLeast),
			Type: "password", Autocomplete: "new-password", Required: true},
		{Name: "repeat", Label: f.Say("account.own.password-repeat"), Type: "password", Autocomplete: "new-password", Required: true},
	}
}

// localPath returns an address of a page of this site, or nothing: after signing
// in nobody is led anywhere else, whoever made the link.
func localPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(address, "/") ||
		strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") || strings.HasPrefix(u.Path, signInPath) || len(address) > 2000 {
		return ""
	}
	return address
}
