package account

import (
	"time"

	"golang.org/x/time/rate"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/web"
)

// attempts bounds how often somebody may try a password or code for one account,
// whether there is such an account or not.
type attempts struct{ counts *web.Buckets }

// try is a kind of attempt and how often it may be made.
type try struct {
	kind  string
	burst int
	every time.Duration
}

// Whoever mistypes a few times goes on at once; whoever guesses gets nowhere:
// of a million six-digit codes, three of which are right at a time, 720 can be
// tried in a day by somebody who knows the password already.
func tryPassword() try { return try{"password", 10, 30 * time.Second} }
func tryCode() try     { return try{"code", 6, 2 * time.Minute} }

func newAttempts(c clock.Clock) *attempts { return &attempts{web.NewBuckets(c)} }

// allow counts an attempt for an account and tells whether it may be made.
func (a *attempts) allow(t try, account string) bool {
	return a.counts.Take(t.name(account), rate.Every(t.every), t.burst)
}

// forget has an account start afresh after a right answer.
func (a *attempts) forget(t try, account string) { a.counts.Refill(t.name(account)) }

func (t try) name(account string) string { return t.kind + "\x00" + account }

// typedKey is under which name attempts to sign in are counted: what was typed,
// whether there is such an account or not. A name and a mail address count apart,
// so that nobody learns from it that they belong together.
func typedKey(typed string) string { return "name " + fold(typed) }

func tooFast() error {
	return &core.Error{Kind: core.TooMany, Key: "account.signin.too-fast"}
}
