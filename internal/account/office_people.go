package account

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

const peoplePath = "/account/people"

// peoplePerPage is how many people stand on one page of the list.
const peoplePerPage = 50

// PeopleQuery is what somebody asks the list of people. Its zero value asks for
// everybody who is not retired, by name.
type PeopleQuery struct {
	Words string // all of them must occur in name, sign-in name or mail address
	State State
	Role  core.Role // held today or later
	Unit  core.ID   // where a duty is held today or later
	Sort  PeopleSort
}

// PeopleSort is the order of the list of people.
type PeopleSort string

// The orders.
const (
	ByName  PeopleSort = ""
	ByState PeopleSort = "state"
	ByDay   PeopleSort = "new" // the newest account first
)

// Member is a person with what she is to the network.
type Member struct {
	Person
	Duties []Duty // those of today and later
}

func readPeopleQuery(v web.Values) PeopleQuery {
	q := PeopleQuery{Words: core.Clip(v.Get("q"), 100), State: State(v.Get("state")), Role: core.Role(v.Get("role")), Unit: core.ID(v.Get("unit")), Sort: PeopleSort(v.Get("sort"))}
	if !slices.Contains(states(), q.State) {
		q.State = ""
	}
	if _, known := PlaceOf(q.Role); !known {
		q.Role = ""
	}
	if q.Sort != ByState && q.Sort != ByDay {
		q.Sort = ByName
	}
	return q
}

func states() []State { return []State{Invited, Active, Locked, Retired} }

// address is the list with that query, with what is changed.
func (q PeopleQuery) address(path string, change func(*PeopleQuery), page int) string {
	if change != nil {
		change(&q)
	}
	v := url.Values{}
	for name, value := range map[string]string{"q": q.Words, "state": string(q.State), "role": string(q.Role), "unit": string(q.Unit), "sort": string(q.Sort)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// matches tells whether somebody is asked for.
func (q PeopleQuery) matches(m Member) bool {
	if q.State == "" && m.State == Retired || q.State != "" && m.State != q.State {
		return false
	}
	if (q.Role != "" || q.Unit != "") && !slices.ContainsFunc(m.Duties, func(d Duty) bool {
		return (q.Role == "" || d.Role == q.Role) && (q.Unit == "" || d.Unit == q.Unit)
	}) {
		return false
	}
	said := text.Fold(m.Name + " " + m.SignIn + " " + m.Email)
	for word := range strings.FieldsSeq(text.Fold(q.Words)) {
		if !strings.Contains(said, word) {
			return false
		}
	}
	return true
}

// compare is the order that is asked for.
func (q PeopleQuery) compare(a, b Member) int {
	byName := cmp.Or(cmp.Compare(text.Fold(a.Name), text.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	switch q.Sort {
	case ByState:
		return cmp.Or(cmp.Compare(slices.Index(states(), a.State), slices.Index(states(), b.State)), byName)
	case ByDay:
		return cmp.Or(cmp.Compare(b.CreatedOn.String(), a.CreatedOn.String()), byName)
	}
	return byName
}

// People returns the people a query asks for. Only whoever may look after people
// may ask.
func (a *Accounts) People(ctx context.Context, actor core.Actor, q PeopleQuery) ([]Member, error) {
	if !Allows(actor, People) {
		return nil, &core.Error{Kind: core.Denied}
	}
	var found []Member
	err := a.DB.View(ctx, func(tx *sql.Tx) error {
		found = nil
		all, err := people(ctx, tx)
		if err != nil {
			return err
		}
		duties, err := allDuties(ctx, tx)
		if err != nil {
			return err
		}
		today := a.today()
		of := map[core.ID][]Duty{}
		for _, d := range duties {
			if d.Ends.IsZero() || !d.Ends.Before(today) {
				of[d.Person] = append(of[d.Person], d)
			}
		}
		for _, p := range all {
			if m := (Member{p, of[p.ID]}); q.matches(m) {
				found = append(found, m)
			}
		}
		return nil
	})
	slices.SortFunc(found, q.compare)
	return found, err
}
