package casework

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// Order is how the list of cases is sorted.
type Order string

// The orders; each may be turned round.
const (
	ByAlias  Order = "alias"
	ByOpened Order = "opened"
	ByLast   Order = "last" // contact
	ByDue    Order = "due"  // the next deadline
)

// orders are all, each followed by itself turned round, in the order of the page.
func orders() []string {
	return []string{"last", "last-up", "due", "due-down", "alias", "alias-down", "opened", "opened-up"}
}

// everyStatus stands for open and closed cases.
const everyStatus = "all"

// Whose cases: of everybody, her own, or those of a colleague by her id.
const mine = "me"

// Ask is what somebody wants of the list of cases. It is kept in saved views.
type Ask struct {
	Status string    `json:"status,omitempty"` // of a case, or everyStatus
	Who    string    `json:"who,omitempty"`    // "" for everybody, mine, or a colleague
	Flag   string    `json:"flag,omitempty"`   // a code of the list "flag"
	Tag    string    `json:"tag,omitempty"`
	Due    string    `json:"due,omitempty"` // "overdue", or within so many days: "7", "30"
	From   core.Date `json:"from,omitzero"` // opened on this day or later
	Until  core.Date `json:"until,omitzero"`
	Quiet  int       `json:"quiet,omitempty"` // nothing was written in the journal for so many days
	Sort   string    `json:"sort,omitempty"`  // one of orders
}

// dueSpans and quietDays are what the list can be asked for.
func dueSpans() []string { return []string{"overdue", "7", "30"} }
func quietDays() []int   { return []int{14, 30, 60, 90, 180} }

// readAsk takes any values. What it does not know is as if it was not asked for,
// except for days that cannot be read: they are an error with its fields.
func (room *Room) readAsk(v web.Values) (Ask, error) {
	a := Ask{Status: v.Get("status"), Who: v.Get("who"), Flag: v.Get("flag"), Tag: oneLine(v.Get("tag")), Due: v.Get("due"), Sort: v.Get("sort"), Quiet: v.Number("quiet", 0, 0, 10_000)}
	if !slices.Contains([]string{string(Active), string(Done), everyStatus}, a.Status) {
		a.Status = string(Active)
	}
	if !slices.Contains(dueSpans(), a.Due) {
		a.Due = ""
	}
	if !slices.Contains(quietDays(), a.Quiet) {
		a.Quiet = 0
	}
	if !slices.Contains(orders(), a.Sort) {
		a.Sort = orders()[0]
	}
	if _, known := room.Set.List("flag").Code(a.Flag); !known {
		a.Flag = ""
	}
	if a.Who != mine {
		if _, ok := core.ParseID(a.Who); !ok {
			a.Who = ""
		}
	}
	var wrong []core.FieldError
	for name, day := range map[string]*core.Date{"from": &a.From, "until": &a.Until} {
		typed := v.Get(name)
		if typed == "" {
			continue
		}
		read, ok := dataset.ReadDay(typed)
		if !ok {
			wrong = append(wrong, core.FieldError{Field: name, Key: "casework.error.day"})
			continue
		}
		*day = read
	}
	if wrong != nil {
		return a, &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return a, nil
}

// discreet tells whether it holds what people typed, which must not stand in an
// address.
func (a Ask) discreet() bool { return a.Tag != "" || !a.From.IsZero() || !a.Until.IsZero() }

// fields are what a form would send for it, without what is usual.
func (a Ask) fields() [][2]string {
	var all [][2]string
	add := func(name, value, usual string) {
		if value != "" && value != usual {
			all = append(all, [2]string{name, value})
		}
	}
	add("status", a.Status, string(Active))
	add("who", a.Who, "")
	add("flag", a.Flag, "")
	add("tag", a.Tag, "")
	add("due", a.Due, "")
	add("from", a.From.String(), "")
	add("until", a.Until.String(), "")
	add("quiet", strconv.Itoa(a.Quiet), "0")
	add("sort", a.Sort, orders()[0])
	return all
}

// plain tells whether it is the list as it opens, however it is sorted.
func (a Ask) plain() bool {
	a.Sort = orders()[0]
	return len(a.fields()) == 0
}

// fits tells whether a case is asked for by a person, on a day.
func (a Ask) fits(c Card, person core.ID, today core.Date) bool {
	switch {
	case a.Status != everyStatus && string(c.Status) != a.Status,
		a.Who == mine && !slices.Contains(c.Workers, person),
		a.Who != mine && a.Who != "" && !slices.Contains(c.Workers, core.ID(a.Who)),
		a.Flag != "" && !slices.Contains(c.Flags, a.Flag),
		a.Tag != "" && !slices.Contains(c.Tags, a.Tag),
		!a.From.IsZero() && c.Opened.Before(a.From),
		!a.Until.IsZero() && c.Opened.After(a.Until),
		a.Quiet > 0 && !lastSign(c).Before(today.AddDays(-a.Quiet)):
		return false
	}
	return a.Due == "" || a.due(c, today)
}

// lastSign is when something was last written about a case: the day of its last
// contact, or of its opening where there was none.
func lastSign(c Card) core.Date {
	if c.Last.IsZero() {
		return c.Opened
	}
	return c.Last
}

// due tells whether a deadline or task of a case is due by the day asked for.
func (a Ask) due(c Card, today core.Date) bool {
	last := today.AddDays(-1)
	if days, err := strconv.Atoi(a.Due); err == nil {
		last = today.AddDays(days)
	}
	by := func(day core.Date) bool { return !day.IsZero() && !day.After(last) }
	return slices.ContainsFunc(c.Deadlines, func(d DueCard) bool { return by(d.Due) }) ||
		slices.ContainsFunc(c.Tasks, func(t TaskCard) bool { return by(t.Due) })
}

// nextDue is the day of the next deadline, the unknown day where there is none.
func nextDue(c Card) core.Date {
	if len(c.Deadlines) == 0 {
		return core.Date{}
	}
	return c.Deadlines[0].Due
}

// sort puts cases in the order asked for. What has no such day comes last, either
// way round.
func (a Ask) sort(all []*Listed) {
	order, _, turned := strings.Cut(a.Sort, "-")
	sign := 1
	if turned {
		sign = -1
	}
	byDay := func(day func(Card) core.Date, sign int) func(x, y *Listed) int {
		return func(x, y *Listed) int {
			a, b := day(x.Card), day(y.Card)
			switch {
			case a.IsZero() && !b.IsZero():
				return 1
			case b.IsZero() && !a.IsZero():
				return -1
			}
			return sign * compareDays(a, b)
		}
	}
	var first func(x, y *Listed) int
	switch Order(order) {
	case ByAlias:
		folded := make(map[*Listed]string, len(all))
		for _, l := range all {
			folded[l] = text.Fold(l.Alias)
		}
		first = func(x, y *Listed) int { return sign * cmp.Compare(folded[x], folded[y]) }
	case ByOpened:
		first = byDay(func(c Card) core.Date { return c.Opened }, -sign)
	case ByLast:
		first = byDay(func(c Card) core.Date { return c.Last }, -sign)
	case ByDue:
		first = byDay(nextDue, sign)
	}
	slices.SortFunc(all, func(x, y *Listed) int {
		if c := first(x, y); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(x.Alias, y.Alias), cmp.Compare(x.id, y.id))
	})
}

// compareDays is negative if a lies before b.
func compareDays(a, b core.Date) int {
	switch {
	case a.Before(b):
		return -1
	case a.After(b):
		return 1
	}
	return 0
}

// sift leaves the cases that are asked for, in order.
func (a Ask) sift(all []Listed, person core.ID, today core.Date) []*Listed {
	var found []*Listed
	for i := range all {
		if a.fits(all[i].Card, person, today) {
			found = append(found, &all[i])
		}
	}
	a.sort(found)
	return found
}
