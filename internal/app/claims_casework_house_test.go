package app_test

import (
	"net/http"
	"strings"

	"verbund/internal/casework/dataset"
)

// houses writes about the places of a centre and about who asks for one.
func (j *journey) houses(first, second *colleague) {
	j.t.Helper()
	const houses, requests = "/casework/houses", "/casework/requests"
	first.Sends(houses, j.asks(first, houses, houses, "wrong")).Is(http.StatusUnprocessableEntity)
	house := j.asks(first, houses, houses, "", "beds", "3")
	first.Sends(houses, house).Is(http.StatusSeeOther)
	page := second.Opens(houses)
	j.isShown(page, house.Get("name"))
	at := firstLink(j.t, page, `^/casework/houses/[0-9a-f]{32}$`)
	late := j.asks(first, at, at, "too late", "beds", "5")
	second.Sends(at, j.asks(second, at, at, "again", "beds", "4")).Is(http.StatusSeeOther)
	first.Sends(at, late).Is(http.StatusConflict)
	first.Sends(at, j.asks(first, at, at, "wrong")).Is(http.StatusUnprocessableEntity)
	j.isShown(first.Opens("/casework"), j.secrets["/casework/houses/{house} name again"])

	first.Sends(requests, j.asks(first, requests, requests, "wrong")).Is(http.StatusUnprocessableEntity)
	good := []string{"day", "2026-02-03", "persons", "2", "children", "1", "needed", "2026-02-04", "language", "Rumänisch"}
	first.Sends(requests, j.asks(first, requests, requests, "", good...)).Is(http.StatusSeeOther)
	at = firstLink(j.t, second.Opens(requests+"?month=2026-02").Is(http.StatusOK), `^/casework/requests/[0-9a-f]{32}$`)
	late = j.asks(first, at, at, "too late", good...)
	form := j.asks(second, at, at, "again", append(good, "outcome", "taken-in")...)
	second.Sends(at, j.asks(second, at, at, "wrong")).Is(http.StatusUnprocessableEntity)
	second.Sends(at, form).Is(http.StatusSeeOther)
	first.Sends(at, late).Is(http.StatusConflict)
	j.isShown(first.Opens(at), form.Get("note"))
	first.Posts(at + "/case").Is(http.StatusSeeOther)
	first.Posts(at + "/remove").Is(http.StatusSeeOther)
	first.Posts(at + "/restore").Is(http.StatusSeeOther)
}

// family opens a second case, links it with the first, and writes for both at once.
func (j *journey) family(first *colleague, file string) (other string) {
	j.t.Helper()
	set := dataSet(j.t)
	intake, _ := set.Sheet("intake")
	page := j.looks(first, "/casework/new")
	form := j.fills(page.FormTo("/casework/new"), "of a sister")
	answers(set, intake, page, form)
	other, _, _ = strings.Cut(first.Sends("/casework/new", form).Is(http.StatusSeeOther).Header.Get("Location"), "/sheets/")
	j.sister = form.Get("alias")

	first.Sends(file+"/family", j.asks(first, file+"/family", file+"/family", "unknown")).Is(http.StatusUnprocessableEntity)
	first.Posts(file+"/family", "alias", j.sister).Is(http.StatusSeeOther)
	j.isShown(first.Opens(file+"/family"), j.sister)
	for _, one := range []string{"journal", "measure"} {
		sheet, _ := set.Sheet(one)
		at := file + "/together/" + one
		first.Sends(at, j.asks(first, at, at, "wrong, of "+one)).Is(http.StatusUnprocessableEntity)
		page := j.looks(first, at)
		form := j.fills(page.FormTo(at), "of "+one)
		answers(set, sheet, page, form)
		first.Sends(at, form).Is(http.StatusSeeOther)
		for _, c := range []string{file, other} {
			whole := first.Opens(c + "/file")
			for _, q := range sheet.Questions() {
				if q.Kind == dataset.Text {
					j.isShown(whole, form.Get(q.ID))
				}
			}
		}
	}
	first.Posts(other + "/family/leave").Is(http.StatusSeeOther)
	return other
}

// finds narrows the list of cases, keeps what was asked as a view, and searches.
func (j *journey) finds(c *colleague) {
	j.t.Helper()
	const list, views, search = "/casework/cases", "/casework/views", "/casework/search"
	c.Sends(list, j.asks(c, list, list, "wrong")).Is(http.StatusUnprocessableEntity)
	tag := j.secrets[caseRoute+"/head tags "]
	narrowed := c.Sends(list, j.asks(c, list, list, "", "from", "2020-01-01", "until", "=", "tag", tag, "status", "all"))
	j.isShown(narrowed, tag, j.secrets[caseRoute+"/head alias "])
	view := j.fills(narrowed.FormTo(views), "")
	at := j.leadsOn(c, views, view)
	j.isShown(c.Opens(at), view.Get("name"), j.secrets[caseRoute+"/head alias "])
	c.Posts(views, "name", "").Is(http.StatusUnprocessableEntity)

	words := j.secrets[entryRoute+" text of journal"]
	j.isShown(c.Posts(search, "q", words), words)
	j.isShown(c.Posts(search, "q", j.sister), j.sister)
	c.Sends(search, j.asks(c, search, search, "in vain")).Is(http.StatusOK)
	c.Posts(at + "/remove").Is(http.StatusSeeOther)
}

// counts takes figures along, and asks for a report of the centre's own.
func (j *journey) counts(first, second *colleague) {
	j.t.Helper()
	const figures, file, reports, new = "/casework/figures", "/casework/figures/file", "/casework/reports", "/casework/reports/new"
	first.Sends(file, j.asks(first, figures, file, "wrong")).Is(http.StatusUnprocessableEntity)
	for _, format := range []string{"csv", "xlsx"} {
		first.Posts(file, "password", first.password, "format", format).Is(http.StatusOK).Sends("Content-Type", "application/octet-stream")
	}
	first.Sends(reports, j.asks(first, new, reports, "wrong")).Is(http.StatusUnprocessableEntity)
	good := []string{"rule", "fixed", "from", "2026-01-01", "to", "2026-12-31", "where-nationality", "Rumänien", "where-spoken", "Rumänisch"}
	report := j.asks(first, new, reports, "", good...)
	at := j.leadsOn(first, reports, report)
	j.isShown(second.Opens(at), report.Get("name"))
	late := j.asks(second, at+"/edit", at+"/edit", "too late", good...)
	first.Sends(at+"/edit", j.asks(first, at+"/edit", at+"/edit", "wrong")).Is(http.StatusUnprocessableEntity)
	first.Sends(at+"/edit", j.asks(first, at+"/edit", at+"/edit", "again", good...)).Is(http.StatusSeeOther)
	second.Sends(at+"/edit", late).Is(http.StatusConflict)
	first.Sends(at+"/file", j.asks(first, at, at+"/file", "wrong")).Is(http.StatusUnprocessableEntity)
	first.Posts(at+"/file", "password", first.password, "format", "csv").Is(http.StatusOK)
	j.isShown(first.Opens(reports), j.secrets["/casework/reports/{report}/edit name again"])
	const deliver = "/casework/release/deliver"
	first.Sends(deliver, j.asks(first, deliver, deliver, "wrong")).Is(http.StatusUnprocessableEntity)
	first.Opens("/casework/workload").Is(http.StatusOK)
	first.Opens("/casework/deadlines").Is(http.StatusOK)
	first.Opens("/casework/deadlines.ics").Is(http.StatusOK)
}
