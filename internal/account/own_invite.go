package account

import (
	"context"
	"database/sql"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// NewPerson is who is invited. Name and Language are needed. Without SignIn, a
// sign-in name is made of the name. Of each duty, Role, Unit, Begins and Ends
// count.
type NewPerson struct {
	Name     string
	SignIn   string
	Email    string
	Language core.Lang
	Duties   []Duty
}

// Most characters of what is kept about a person.
const (
	nameLimit   = 120
	signInLimit = 60
	emailLimit  = 254
)

// Invite makes an account that has no password yet, and the token of the link by
// which the new person sets hers: Address + "/account/invitation/" + token. The
// token is nowhere else; it holds for 72 hours. It fails with core.Denied unless
// the actor may invite for these duties, with core.Invalid at the fields "name",
// "sign-in", "email", "language" and "role", and with core.Conflict if the name
// or address is taken.
func (a *Accounts) Invite(ctx context.Context, actor core.Actor, n NewPerson) (p Person, token string, err error) {
	err = a.DB.Update(ctx, func(tx *sql.Tx) error {
		p, token, err = a.invite(ctx, tx, actor, n)
		return err
	})
	return p, token, err
}

// invite is Invite within a transaction.
func (a *Accounts) invite(ctx context.Context, tx *sql.Tx, actor core.Actor, n NewPerson) (Person, string, error) {
	if !mayInvite(actor, n.Duties) {
		return Person{}, "", &core.Error{Kind: core.Denied}
	}
	p, err := a.addPerson(ctx, tx, actor, n, Invited)
	if err != nil {
		return Person{}, "", err
	}
	token, err := newLink(ctx, tx, a.Clock.Now(), p.ID, Invitation, actor)
	return p, token, err
}

// InvitationAddress is where the link of a token leads, below the address of the
// site.
func InvitationAddress(token string) string { return invitationPath + token }

// mayInvite tells whether somebody may invite people with these duties: the
// office and the command line with any, a lead to her own centre.
func mayInvite(actor core.Actor, duties []Duty) bool {
	if actor.Role == core.Operator || Allows(actor, People) {
		return true
	}
	return Allows(actor, Colleagues) && len(duties) > 0 && !slices.ContainsFunc(duties, func(d Duty) bool {
		place, _ := PlaceOf(d.Role)
		return place != InCentre || d.Unit != actor.Centre
	})
}

func (a *Accounts) addPerson(ctx context.Context, tx *sql.Tx, actor core.Actor, n NewPerson, state State) (Person, error) {
	now := a.Clock.Now()
	p := Person{ID: core.NewID(now), Name: strings.TrimSpace(n.Name), SignIn: strings.TrimSpace(n.SignIn),
		Email: strings.TrimSpace(n.Email), Language: n.Language, State: state, CreatedOn: a.today()}
	if p.SignIn == "" && p.Name != "" {
		var err error
		if p.SignIn, err = freeSignIn(ctx, tx, p.Name); err != nil {
			return Person{}, err
		}
	}
	if err := p.check(); err != nil {
		return Person{}, err
	}
	for _, d := range n.Duties {
		place, known := PlaceOf(d.Role)
		needsUnit := place == InCentre || place == InOrganisation
		if !known || needsUnit != (d.Unit != "") {
			return Person{}, invalid("role", "account.own.role-unfit")
		}
	}
	if err := savePerson(ctx, tx, p); err != nil {
		return Person{}, err
	}
	if err := note(ctx, tx, now, actor, p.ID, "", string(state), ""); err != nil {
		return Person{}, err
	}
	for _, d := range n.Duties {
		d.ID, d.Person = core.NewID(now), p.ID
		if err := saveDuty(ctx, tx, d); err != nil {
			return Person{}, err
		}
		if err := note(ctx, tx, now, actor, p.ID, d.Unit, "duty-added", string(d.Role)); err != nil {
			return Person{}, err
		}
	}
	return p, nil
}

// check returns core.Invalid if a person's data cannot be kept.
func (p Person) check() error {
	var wrong []core.FieldError
	report := func(field, key string, args ...any) {
		wrong = append(wrong, core.FieldError{Field: field, Key: key, Args: args})
	}
	switch n := utf8.RuneCountInString(p.Name); {
	case n == 0:
		report("name", "account.own.name-missing")
	case n > nameLimit:
		report("name", "account.own.too-long", "n", nameLimit)
	}
	switch n := utf8.RuneCountInString(fold(p.SignIn)); {
	case n < 2:
		report("sign-in", "account.own.sign-in-missing")
	case n > signInLimit:
		report("sign-in", "account.own.too-long", "n", signInLimit)
	case strings.ContainsAny(p.SignIn, " \t\r\n@/"):
		report("sign-in", "account.own.sign-in-letters")
	}
	if p.Email != "" {
		address, err := mail.ParseAddress(p.Email)
		if err != nil || address.Address != p.Email || len(p.Email) > emailLimit {
			report("email", "account.own.email-unfit")
		}
	}
	if !slices.Contains(InsideLanguages(), p.Language) {
		report("language", "account.own.language-unfit")
	}
	if len(wrong) > 0 {
		return &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return nil
}

// InsideLanguages are those in which the pages of people who are signed in are
// written.
func InsideLanguages() []core.Lang { return []core.Lang{"de", "en"} }

// freeSignIn makes a sign-in name of a person's name: "Ayşe Yılmaz" becomes
// ayse.yilmaz, the second one ayse.yilmaz2.
func freeSignIn(ctx context.Context, tx *sql.Tx, name string) (string, error) {
	words := strings.FieldsFunc(fold(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' })
	base := strings.Join(words, ".")
	if len(base) > signInLimit-4 {
		base = base[:signInLimit-4]
	}
	if len(base) < 2 {
		base = "person"
	}
	for n := 1; ; n++ {
		candidate := base
		if n > 1 {
			candidate = fmt.Sprintf("%s%d", base, n)
		}
		taken, err := personByName(ctx, tx, candidate)
		if err != nil || taken.ID == "" {
			return candidate, err
		}
	}
}

// AddDemo makes an account that can be used at once with a password, without an
// invitation, and returns its keys. It is for demonstrations and tests.
func (a *Accounts) AddDemo(ctx context.Context, n NewPerson, password string) (p Person, h *vault.Holder, err error) {
	err = a.DB.Update(ctx, func(tx *sql.Tx) error {
		p, err = a.addPerson(ctx, tx, core.Actor{Role: core.Operator, Name: "demo"}, n, Active)
		return err
	})
	if err != nil {
		return Person{}, nil, err
	}
	enrolment, err := a.Vault.Enrol(ctx, p.ID, password)
	if err != nil {
		return Person{}, nil, err
	}
	err = a.DB.Update(ctx, func(tx *sql.Tx) error { return enrolment.Save(ctx, tx) })
	return p, enrolment.Holder(), err
}
