package account

import (
	"net/http"

	"github.com/a-h/templ"

	"verbund/internal/platform/web"
)

// SignedOutPage is the page for whoever wanted a page inside and is not signed
// in, or no longer. For a page it shows the form to sign in and leads there
// afterwards. For a form it shows that nothing is lost: what was typed travels
// in the page, and is sent again after signing in.
func (a *Accounts) SignedOutPage(r *http.Request, again *web.Again) templ.Component {
	f := a.frame(r, "account.signin.heading", "")
	if again == nil || !again.Sent {
		next := ""
		if again != nil {
			next = localPath(again.Address)
		}
		p := signInForm(f, next)
		if next != "" && next != homePath {
			p.Lead = []string{f.Say("account.signin.first")}
		}
		return formPage(p)
	}
	f.Heading = f.Say("account.signin.ended")
	return signedOutPage(f, again)
}
