package casework

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

var rowAlias = regexp.MustCompile(`<th scope="row">\s*<a href="[^"]*"><bdi>([^<]*)</bdi>`)

// aliases are those of the rows of a list, in order.
func (p page) aliases() string {
	var all []string
	for _, m := range rowAlias.FindAllStringSubmatch(p.body, -1) {
		all = append(all, m[1])
	}
	return strings.Join(all, " ")
}

func TestAskFitsTheCasesItSaysItDoes(t *testing.T) {
	today := on(3, 10)
	c := Card{Alias: "Anker", Status: Active, Opened: on(1, 15), Last: on(2, 20), Workers: []core.ID{"0190a000-0000-7000-8000-000000000001"}, Flags: []string{"danger"}, Tags: []string{"Wohnen"},
		Deadlines: []DueCard{{Due: on(3, 17)}}, Tasks: []TaskCard{{Due: on(4, 9)}, {}}}
	for name, tt := range map[string]struct {
		ask  Ask
		fits bool
	}{
		"open":                     {Ask{Status: "open"}, true},
		"closed":                   {Ask{Status: "closed"}, false},
		"every":                    {Ask{Status: everyStatus}, true},
		"hers":                     {Ask{Status: everyStatus, Who: mine}, true},
		"a colleague's":            {Ask{Status: everyStatus, Who: "0190a000-0000-7000-8000-000000000002"}, false},
		"her by id":                {Ask{Status: everyStatus, Who: "0190a000-0000-7000-8000-000000000001"}, true},
		"flag":                     {Ask{Status: everyStatus, Flag: "danger"}, true},
		"other flag":               {Ask{Status: everyStatus, Flag: "minor"}, false},
		"tag":                      {Ask{Status: everyStatus, Tag: "Wohnen"}, true},
		"other tag":                {Ask{Status: everyStatus, Tag: "Wohn"}, false},
		"overdue":                  {Ask{Status: everyStatus, Due: "overdue"}, false},
		"due in a week":            {Ask{Status: everyStatus, Due: "7"}, true},
		"opened on the first day":  {Ask{Status: everyStatus, From: on(1, 15), Until: on(1, 15)}, true},
		"opened later":             {Ask{Status: everyStatus, From: on(1, 16)}, false},
		"opened before":            {Ask{Status: everyStatus, Until: on(1, 14)}, false},
		"quiet for 14 days":        {Ask{Status: everyStatus, Quiet: 14}, true},
		"not quiet for 18 days":    {Ask{Status: everyStatus, Quiet: 18}, false},
		"quiet for 17 days at all": {Ask{Status: everyStatus, Quiet: 17}, true},
	} {
		if got := tt.ask.fits(c, "0190a000-0000-7000-8000-000000000001", today); got != tt.fits {
			t.Errorf("%s: %v", name, got)
		}
	}
	if !(Ask{Status: everyStatus, Quiet: 30}).fits(Card{Status: Active, Opened: on(1, 1)}, "", today) {
		t.Error("a case without any contact counts from its opening")
	}
	if (Ask{Status: everyStatus, Due: "overdue"}).fits(Card{Status: Active, Tasks: []TaskCard{{Due: today}}}, "", today) || !(Ask{Status: everyStatus, Due: "overdue"}).fits(Card{Status: Active, Tasks: []TaskCard{{Due: on(3, 9)}}}, "", today) {
		t.Error("overdue begins on the day after")
	}
}

func TestCasesAreSortedBothWaysAndThoseWithoutADayLast(t *testing.T) {
	cards := []Listed{
		{id: "1", Card: Card{Alias: "Öse", Opened: on(1, 2), Last: on(3, 1), Deadlines: []DueCard{{Due: on(5, 1)}}}},
		{id: "2", Card: Card{Alias: "anker", Opened: on(1, 3)}},
		{id: "3", Card: Card{Alias: "Zahn", Opened: on(1, 1), Last: on(3, 5), Deadlines: []DueCard{{Due: on(4, 1)}, {Due: on(6, 1)}}}},
	}
	for sort, want := range map[string]string{
		"last": "312", "last-up": "132", "due": "312", "due-down": "132", "alias": "213", "alias-down": "312", "opened": "213", "opened-up": "312",
	} {
		got := ""
		for _, l := range (Ask{Status: everyStatus, Sort: sort}).sift(withStatus(cards), "", on(3, 10)) {
			got += string(l.id)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", sort, got, want)
		}
	}
	for _, sort := range orders() {
		if !regexp.MustCompile(`^(alias|opened|last|due)(-up|-down)?$`).MatchString(sort) {
			t.Error(sort)
		}
	}
}

func withStatus(all []Listed) []Listed { return append([]Listed(nil), all...) }

// three are cases that differ in all that a list can be asked for.
func three(h *house) {
	h.t.Helper()
	anna := h.as("anna")
	one := anna.opensCase("Anker Brise 70")
	two := h.as("berta").opensCase("Birke Dorf 12", "first-day", "2026-01-05")
	anna.opensCase("Zaun Wolke 3")
	anna.fills(one+"/head", "tags", "Geheimwort", "flags", "danger").is(http.StatusSeeOther)
	anna.adds(one, "journal", "day", "2026-03-09", "text", "x")
	h.as("berta").adds(two, "deadline", "rule", "own", "due", "2026-03-12")
}

func TestListIsNarrowedDownByWhatStandsInTheAddress(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		three(h)
		anna := h.as("anna")
		berta := string(h.people["berta"].id)
		for address, want := range map[string]string{
			"":                                 "Anker Brise 70 Birke Dorf 12 Zaun Wolke 3",
			"?sort=alias-down":                 "Zaun Wolke 3 Birke Dorf 12 Anker Brise 70",
			"?sort=opened-up&status=all":       "Birke Dorf 12 Anker Brise 70 Zaun Wolke 3",
			"?who=me":                          "Anker Brise 70 Zaun Wolke 3",
			"?who=" + berta:                    "Birke Dorf 12",
			"?flag=danger":                     "Anker Brise 70",
			"?due=7":                           "Birke Dorf 12",
			"?due=overdue":                     "",
			"?quiet=60":                        "Birke Dorf 12",
			"?status=closed":                   "",
			"?tag=Geheimwort&from=2026-03-01":  "Anker Brise 70 Birke Dorf 12 Zaun Wolke 3", // never from an address
			"?who=nobody&flag=x&sort=y&due=99": "Anker Brise 70 Birke Dorf 12 Zaun Wolke 3",
		} {
			if got := anna.opens("/casework/cases" + address).is(http.StatusOK).aliases(); got != want {
				t.Errorf("%s: %q, want %q", address, got, want)
			}
		}
		anna.opens("/casework/cases?status=closed").says("No case is like this at present").neverSays("This is where your counselling centre keeps its cases")
		anna.opens("/casework/cases?due=7").says("1 case", "Deadline or task: within 7 days or overdue")
		h.as("clara").opens("/casework/cases").neverSays("Anker", "Birke")
	})
}

func TestWhatPeopleTypedStandsInNoAddress(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		three(h)
		anna := h.as("anna")
		p := anna.posts("/casework/cases", url.Values{"tag": {"Geheimwort"}, "who": {"me"}}).is(http.StatusOK)
		if got := p.aliases(); got != "Anker Brise 70" {
			t.Error(got)
		}
		for _, m := range regexp.MustCompile(`(?:href|action)="[^"]*"|<title>[^<]*`).FindAllString(p.body, -1) {
			if strings.Contains(m, "Geheimwort") {
				t.Error(m)
			}
		}
		if got := anna.posts("/casework/cases", url.Values{"from": {"1.1.2026"}, "until": {"31.1.2026"}}).is(http.StatusOK).aliases(); got != "Birke Dorf 12" {
			t.Error(got)
		}
		anna.posts("/casework/cases", url.Values{"from": {"vorgestern"}, "flag": {"danger"}}).is(http.StatusUnprocessableEntity).says("Please write a date").holds(`value="vorgestern"`, `<option value="danger" selected`)
		answer := anna.posts("/casework/cases", url.Values{"flag": {"danger"}, "sort": {"alias"}, "status": {"open"}}).is(http.StatusSeeOther)
		if to := answer.header.Get("Location"); to != "/casework/cases?flag=danger&sort=alias" {
			t.Errorf("what is a code leads to %q", to)
		}
	})
}

func TestViewsAreKeptForWhoeverMadeThem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		three(h)
		anna := h.as("anna")
		form := url.Values{"name": {"Geheimer Name"}, "tag": {"Geheimwort"}, "sort": {"alias"}}
		at := anna.posts("/casework/views", form).leadsTo()
		p := anna.opens(at+"?done=view-saved").is(http.StatusOK).says("The view is kept", "Geheimer Name", "Forget this view")
		if got := p.aliases(); got != "Anker Brise 70" {
			t.Error(got)
		}
		anna.opens("/casework/cases").says("Geheimer Name").holds(`href="` + at + `"`)
		form.Set("tag", "")
		form.Set("flag", "danger")
		if again := anna.posts("/casework/views", form).leadsTo(); again != at {
			t.Error("a view of the same name is another one")
		}
		h.as("berta").opens("/casework/cases").neverSays("Geheimer Name")
		for _, who := range []string{"berta", "clara"} {
			h.as(who).opens(at).is(http.StatusNotFound)
			h.as(who).posts(at+"/remove", nil).is(http.StatusNotFound)
		}
		anna.posts("/casework/views", url.Values{"flag": {"danger"}}).is(http.StatusUnprocessableEntity).says("Please give the view a name")
		anna.posts("/casework/views", url.Values{"name": {strings.Repeat("ä", 61)}}).is(http.StatusUnprocessableEntity).says("61 characters")
		anna.posts(at+"/remove", nil).is(http.StatusSeeOther)
		anna.opens(at).is(http.StatusNotFound)
		anna.opens("/casework/cases").neverSays("Geheimer Name")
	})
}

func TestListTurnsItsPagesAndPrintsOnOne(t *testing.T) {
	h := newHouse(t, database.SQLite)
	for i := range perPage + 3 {
		h.adds("anna", Head{Alias: "Linde " + string(rune('!'+i)), Status: Active, Opened: h.room.Today(), Tags: []string{"Geheimwort"}})
	}
	anna := h.as("anna")
	p := anna.opens("/casework/cases?sort=alias").says("53 cases", "Page 1 of 2").holds(`href="/casework/cases?page=2&amp;sort=alias"`, `aria-sort="ascending"`)
	if n := len(rowAlias.FindAllString(p.body, -1)); n != perPage {
		t.Errorf("%d rows", n)
	}
	if n := len(rowAlias.FindAllString(anna.opens("/casework/cases?sort=alias&page=2").body, -1)); n != 3 {
		t.Errorf("%d rows on the second page", n)
	}
	if n := len(rowAlias.FindAllString(anna.opens("/casework/cases?print=1").neverSays("Page 1").body, -1)); n != perPage+3 {
		t.Errorf("%d rows to print", n)
	}
	p = anna.posts("/casework/cases", url.Values{"tag": {"Geheimwort"}}).says("53 cases").holds(`<input type="hidden" name="tag" value="Geheimwort">`)
	if n := len(rowAlias.FindAllString(anna.posts("/casework/cases", url.Values{"tag": {"Geheimwort"}, "page": {"2"}}).body, -1)); n != 3 {
		t.Errorf("%d rows on the second page by tag", n)
	}
	_ = p
}

// adds opens a case without a form.
func (h *house) adds(who string, head Head) vault.ID {
	h.t.Helper()
	id, err := h.as(who).worker().create(h.t.Context(), vault.NewID(), head, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}
