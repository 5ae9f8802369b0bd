package app_test

import (
	"regexp"
	"testing"

	"verbund/internal/account"
	"verbund/internal/testkit"
)

// contactRoutes are the lines of the inbox in the table of what each role gets.
var contactRoutes = map[string]inner{
	"GET /contact/inbox":                              {account.AnswerContact, 200, 0, "/contact/inbox", scripted},
	"POST /contact/inbox/held":                        {account.AnswerContact, 303, 0, "/contact/inbox/held", scripted},
	"GET /contact/inbox/setup":                        {account.LeadContact, 200, 0, "/contact/inbox/setup", scripted},
	"POST /contact/inbox/setup":                       {account.LeadContact, 422, 0, "/contact/inbox/setup", scripted},
	"GET /contact/inbox/figures":                      {account.LeadContact, 200, 0, "/contact/inbox/figures", scripted},
	"GET /contact/inbox/blocks":                       {account.AnswerContact, 200, 0, "/contact/inbox/blocks", scripted},
	"GET /contact/inbox/blocks/edit/{block}":          {account.AnswerContact, 200, 0, "/contact/inbox/blocks/edit/‹note›", scripted},
	"POST /contact/inbox/blocks/edit/{block}":         {account.AnswerContact, 422, 0, "/contact/inbox/blocks/edit/‹note›", scripted},
	"POST /contact/inbox/blocks/reviewed/{block}":     {account.AnswerContact, 404, 0, "/contact/inbox/blocks/reviewed/‹note›", scripted},
	"POST /contact/inbox/blocks/remove/{block}":       {account.AnswerContact, 303, 0, "/contact/inbox/blocks/remove/‹note›", scripted},
	"GET /contact/inbox/{box}":                        {account.AnswerContact, 200, 404, "/contact/inbox/‹box›", scripted},
	"GET /contact/inbox/{box}/files/{message}/{file}": {account.AnswerContact, 404, 404, "/contact/inbox/‹box›/files/‹note›/‹note›", still},
	"POST /contact/inbox/{box}/standing":              {account.AnswerContact, 422, 404, "/contact/inbox/‹box›/standing", scripted},
	"POST /contact/inbox/{box}/take":                  {account.AnswerContact, 0, 404, "/contact/inbox/‹box›/take", scripted},
	"GET /contact/inbox/{box}/answer":                 {account.AnswerContact, 200, 404, "/contact/inbox/‹box›/answer", scripted},
	"POST /contact/inbox/{box}/answer":                {account.AnswerContact, 422, 404, "/contact/inbox/‹box›/answer", scripted},
	"POST /contact/inbox/{box}/review":                {account.AnswerContact, 409, 404, "/contact/inbox/‹box›/review", scripted},
	"POST /contact/inbox/{box}/discard":               {account.AnswerContact, 303, 404, "/contact/inbox/‹box›/discard", scripted},
	"GET /contact/inbox/{box}/preview":                {account.AnswerContact, 303, 404, "/contact/inbox/‹box›/preview", scripted},
	"POST /contact/inbox/{box}/send":                  {account.AnswerContact, 409, 404, "/contact/inbox/‹box›/send", scripted},
	"GET /contact/inbox/{box}/block":                  {account.AnswerContact, 200, 404, "/contact/inbox/‹box›/block", scripted},
	"POST /contact/inbox/{box}/block":                 {account.AnswerContact, 422, 404, "/contact/inbox/‹box›/block", scripted},
	"POST /contact/inbox/{box}/unblock":               {account.AnswerContact, 303, 404, "/contact/inbox/‹box›/unblock", scripted},
	"GET /contact/inbox/{box}/case":                   {account.AnswerContact, 403, 404, "/contact/inbox/‹box›/case", scripted}, // she was not asked
	"POST /contact/inbox/{box}/case":                  {account.AnswerContact, 403, 404, "/contact/inbox/‹box›/case", scripted},
	"GET /contact/inbox/{box}/hand-over":              {account.AnswerContact, 403, 404, "/contact/inbox/‹box›/hand-over", scripted},
	"POST /contact/inbox/{box}/hand-over":             {account.AnswerContact, 403, 404, "/contact/inbox/‹box›/hand-over", scripted},
}

// boxOf has somebody write to the centre of a counsellor, and gives the conversation
// in its inbox.
func boxOf(t *testing.T, n *testkit.Network, counsellor, centre string) string {
	t.Helper()
	n.Seeks(t, "de").Writes(centre, "Ich suche Hilfe und schreibe an "+centre)
	for _, to := range n.SignIn(t, counsellor).Opens("/contact/inbox").Is(200).Links() {
		if m := regexp.MustCompile(`^/contact/inbox/([0-9a-f]{32})$`).FindStringSubmatch(to); m != nil {
			return m[1]
		}
	}
	t.Fatalf("nothing has arrived at %s", centre)
	return ""
}
