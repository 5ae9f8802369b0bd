package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
	"verbund/internal/testkit"
)

// Where the sheets of a case are written: those of which there is one, those of
// which there are several, an entry of these, and who and where she is.
const (
	caseRoute     = "/casework/cases/{id}"
	sheetRoute    = caseRoute + "/sheets/{sheet}"
	entriesRoute  = caseRoute + "/entries/{sheet}"
	entryRoute    = entriesRoute + "/{entry}"
	identityRoute = caseRoute + "/identity"
	locationRoute = caseRoute + "/location"
)

func dataSet(t *testing.T) *dataset.Set {
	t.Helper()
	set, err := dataset.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// routesOf are those that take the form of a sheet.
func routesOf(sheet *dataset.Sheet) []string {
	switch {
	case sheet.Part == dataset.Identity:
		return []string{identityRoute}
	case sheet.Part == dataset.Location:
		return []string{locationRoute}
	case sheet.Many:
		return []string{entriesRoute, entryRoute}
	case sheet.ID == "intake":
		return []string{"/casework/new", sheetRoute}
	}
	return []string{sheetRoute}
}

// isTyped tells whether somebody types the answer to a question.
func isTyped(q dataset.Question) bool {
	return q.Kind != dataset.One && q.Kind != dataset.Several && q.Kind != dataset.Yes
}

// isAsked tells whether a route takes a question of the data set. What is typed
// there is sealed.
func isAsked(set *dataset.Set, route, name string) bool {
	for _, sheet := range set.Sheets {
		if q, known := sheet.Question(name); !known || !isTyped(q) {
			continue
		}
		if slices.Contains(routesOf(sheet), route) {
			return true
		}
	}
	return false
}

// answers makes a form of a sheet good: it chooses where something has to be
// chosen, and writes days and numbers where no word fits.
func answers(set *dataset.Set, sheet *dataset.Sheet, page *testkit.Page, form url.Values) {
	for _, q := range sheet.Questions() {
		if _, there := form[q.ID]; !there {
			continue
		}
		switch q.Kind {
		case dataset.One, dataset.Several:
			if q.Required && form.Get(q.ID) == "" {
				form.Set(q.ID, firstChoice(page, q.ID))
			}
		case dataset.Day:
			form.Set(q.ID, "2026-02-03")
		case dataset.When:
			form.Set(q.ID, "2025")
		case dataset.Number:
			form.Set(q.ID, "3")
		case dataset.Minutes:
			form.Set(q.ID, "20")
		case dataset.Money:
			form.Set(q.ID, "1.250,50")
		case dataset.Country, dataset.Countries:
			form.Set(q.ID, "Rumänien")
		case dataset.Language, dataset.Languages:
			form.Set(q.ID, "Rumänisch")
		}
	}
}

// firstChoice is the first that can be chosen, where radios or a list stand.
func firstChoice(page *testkit.Page, name string) string {
	if m := regexp.MustCompile(`(?s)<select[^>]* name="` + name + `".*?</select>`).FindString(page.Body); m != "" {
		if o := regexp.MustCompile(`<option[^>]* value="([^"]+)"`).FindStringSubmatch(m); o != nil {
			return o[1]
		}
	}
	if m := regexp.MustCompile(`<input[^>]*name="` + name + `"[^>]*value="([^"]+)"`).FindStringSubmatch(page.Body); m != nil {
		return m[1]
	}
	return ""
}

// hasWords tells whether a canary may stand in a good answer.
func hasWords(q dataset.Question) bool { return q.Kind == dataset.Line || q.Kind == dataset.Text }

// cases leads through the pages of a case file: every sheet with a word in every
// field, wrongly first, then well, then changed and clashing.
func (j *journey) cases(first, second *colleague) (file string) {
	j.t.Helper()
	set := dataSet(j.t)
	intake, _ := set.Sheet("intake")
	page := j.looks(first, "/casework/new")
	form := page.FormTo("/casework/new")
	wrong := j.fills(form, "wrong")
	wrong.Set("alias", "")
	first.Sends("/casework/new", wrong).Is(http.StatusUnprocessableEntity)
	values := j.fills(form, "at first")
	alias := values.Get("alias")
	answers(set, intake, page, values)
	draft := j.fills(form, "in a draft")
	draft.Set("draft", "/casework/new")
	first.Sends("/casework/drafts", draft).Is(http.StatusOK)
	if kept := first.Opens("/casework/new").Is(http.StatusOK).FormTo("/casework/new").Values(); kept.Get("alias") != draft.Get("alias") {
		j.t.Error("the draft is not there any more")
	}
	file, _, _ = strings.Cut(first.Sends("/casework/new", values).Is(http.StatusSeeOther).Header.Get("Location"), "/sheets/")
	j.t.Logf("the case is %s", file)
	first.Opens(file).Is(http.StatusOK).Says(alias)

	j.looks(first, file+"/head")
	head := j.fills(first.Opens(file+"/head").FormTo(file+"/head"), "")
	first.Sends(file+"/head", head).Is(http.StatusSeeOther)

	for _, sheet := range set.Sheets {
		at := file + "/sheets/" + sheet.ID
		switch {
		case sheet.Part == dataset.Identity:
			at = file + "/identity"
		case sheet.Part == dataset.Location:
			at = file + "/location"
		case sheet.Many:
			at = file + "/entries/" + sheet.ID
		}
		for page := range max(sheet.Pages(), 1) {
			where := at
			if sheet.Pages() > 1 {
				where = fmt.Sprint(at, "?page=", page+1)
			}
			j.sheet(set, sheet, first, second, where)
		}
	}
	whole := first.Opens(file + "/file").Is(http.StatusOK)
	journal, _ := set.Sheet("journal")
	for _, q := range journal.Questions() {
		if word := j.secrets[entryRoute+" "+q.ID+" of journal"]; hasWords(q) && !strings.Contains(whole.Body, word) {
			j.t.Errorf("what was written about %s is not shown: the test sees nothing", q.ID)
		}
	}
	j.looks(first, "/casework/shift")
	first.Sends("/casework/shift", j.fills(first.Opens("/casework/shift").FormTo("/casework/shift"), "")).Is(http.StatusSeeOther)
	first.Opens("/casework").Is(http.StatusOK)
	first.Opens("/casework/cases").Is(http.StatusOK).Says(head.Get("alias"))
	first.Opens("/account/centre/audit").Is(http.StatusOK)
	return file
}

// works leads through all that is done with case files.
func (j *journey) works(first, second, there *colleague, file string) {
	j.t.Helper()
	j.documents(first, second, file)
	j.letters(first, second, file)
	j.houses(first, second)
	other := j.family(first, file)
	j.finds(first)
	j.counts(first, second)
	j.handsOver(first, second, there, file)
	j.takesIn(first)
	j.givesCopies(first, file)
	j.guards(first, second, file)
	j.ends(first, second, other)
	first.Opens("/account/centre/audit").Is(http.StatusOK)
}

// sheet fills a page of a sheet.
func (j *journey) sheet(set *dataset.Set, sheet *dataset.Sheet, first, second *colleague, at string) {
	j.t.Helper()
	page := j.looks(first, at)
	form := page.FormTo(at)
	first.Sends(at, j.fills(form, "wrong, of "+sheet.ID))
	page = j.looks(first, at) // where every field takes words, the wrong ones were right
	form = page.FormTo(at)
	values := j.fills(form, "of "+sheet.ID)
	draft := j.fills(form, "in a draft of "+sheet.ID)
	draft.Set("draft", at)
	first.Sends("/casework/drafts", draft).Is(http.StatusOK)
	answers(set, sheet, page, values)
	first.Sends(at, values).Is(http.StatusSeeOther)
	if !sheet.Many {
		late := j.fills(form, "too late, of "+sheet.ID)
		answers(set, sheet, page, late)
		if words := slices.ContainsFunc(sheet.Questions(), func(q dataset.Question) bool { _, there := late[q.ID]; return there && hasWords(q) }); words && second.Sends(at, late).Status != http.StatusConflict {
			j.t.Errorf("%s was written over", at)
		}
		return
	}
	entry := regexp.MustCompile(regexp.QuoteMeta(at) + `/[0-9a-f]{32}`).FindString(first.Opens(at).Is(http.StatusOK).Body)
	if entry == "" {
		j.t.Fatalf("%s has no entry", at)
	}
	page = j.looks(second, entry)
	form = page.FormTo(entry)
	values = j.fills(form, "of "+sheet.ID)
	answers(set, sheet, page, values)
	second.Sends(entry, values).Is(http.StatusSeeOther)
	first.Opens(entry).Is(http.StatusOK)
	first.Posts(entry + "/remove").Is(http.StatusSeeOther)
	first.Posts(entry + "/restore").Is(http.StatusSeeOther)
}

// TestC1EveryQuestionStandsOnAPage names the questions that no page shows: their
// answers could be kept in the clear and nobody would see it.
func TestC1EveryQuestionStandsOnAPage(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Demo: true, People: true})
	ahorn, _ := placesOf(t, n)
	lead, found := n.SignIn(t, "lead"), map[string]bool{}
	set, routes := dataSet(t), n.App.Site.Routes()
	for _, sheet := range set.Sheets {
		for _, route := range routesOf(sheet) {
			at := strings.NewReplacer("{id}", ahorn["‹case›"], "{sheet}", sheet.ID).Replace(route)
			if route == entryRoute {
				continue // the same form as for one more
			}
			fieldsOf(routes, lead.Opens(at).Is(http.StatusOK), found)
			if sheet.Pages() > 1 && route == sheetRoute {
				fieldsOf(routes, lead.Opens(at+"?page=2").Is(http.StatusOK), found)
			}
		}
		for _, q := range sheet.Questions() {
			if isTyped(q) && !slices.ContainsFunc(routesOf(sheet), func(route string) bool { return found[route+" "+q.ID] }) {
				t.Errorf("nobody can answer %s of %s", q.ID, sheet.ID)
			}
		}
	}
}
