package app_test

import (
	"net/http"
	"regexp"
)

// guards leaves a case to named colleagues, writes for supervision, and holds it.
func (j *journey) guards(first, second *colleague, file string) {
	j.t.Helper()
	restrict, hold := file+"/restrict", file+"/hold"
	first.Posts(restrict, "reason", "").Is(http.StatusUnprocessableEntity)
	typed := j.asks(first, restrict, restrict, "", "readers", first.colleagueCalled(j.names["the second lead"]))
	first.Sends(restrict, typed).Is(http.StatusSeeOther)
	j.isShown(second.Opens(restrict), typed.Get("reason"))
	first.Opens("/casework/restricted").Is(http.StatusOK)

	supervision := file + "/supervision"
	note := j.asks(first, supervision, supervision, "")
	first.Sends(supervision, note).Is(http.StatusSeeOther)
	page := second.Opens(supervision) // leads both
	j.isShown(page, note.Get("text"))
	one := regexp.MustCompile(regexp.QuoteMeta(supervision) + `/[0-9a-f]{32}`).FindString(page.Body)
	first.Posts(one + "/leads").Is(http.StatusSeeOther)
	first.Sends(one+"/erase", j.asks(first, one, one+"/erase", "wrong")).Is(http.StatusUnprocessableEntity)
	first.Posts(one+"/erase", "password", first.password).Is(http.StatusSeeOther)
	first.Sends(supervision, j.asks(first, supervision, supervision, "that stays")).Is(http.StatusSeeOther)
	first.Posts(restrict + "/lift").Is(http.StatusSeeOther)

	first.Sends(hold, j.asks(first, file+"/erasure", hold, "wrong")).Is(http.StatusUnprocessableEntity)
	held := j.asks(first, file+"/erasure", hold, "", "until", "2099-01-01")
	first.Sends(hold, held).Is(http.StatusSeeOther)
	j.isShown(second.Opens(file+"/erasure"), held.Get("hold"))
	first.Opens(file + "/conference").Is(http.StatusOK)
}

// ends closes a case, opens and closes it again, and two erase it.
func (j *journey) ends(first, second *colleague, file string) {
	j.t.Helper()
	const rules = "/casework/retention"
	first.Sends(rules, j.asks(first, rules, rules, "wrong")).Is(http.StatusUnprocessableEntity)
	first.Posts(rules, "years-court", "30", "years-minor", "10", "years-standard", "5", "years-statistics-only", "3", "from", "year").Is(http.StatusSeeOther)

	closing, reopen := file+"/close", file+"/reopen"
	first.Sends(closing, j.asks(first, closing, closing, "wrong")).Is(http.StatusUnprocessableEntity)
	good := []string{"reason", "other", "category", "standard", "day", "=", "stay", "1"}
	closed := j.asks(first, closing, closing, "", good...)
	first.Sends(closing, closed).Is(http.StatusSeeOther)
	opened := j.asks(second, reopen, reopen, "")
	j.isShown(second.Opens(reopen), closed.Get("note"))
	second.Posts(reopen, "why", "").Is(http.StatusUnprocessableEntity)
	second.Sends(reopen, opened).Is(http.StatusSeeOther)
	j.isShown(first.Opens(closing), opened.Get("why"))
	first.Sends(closing, j.asks(first, closing, closing, "again", good...)).Is(http.StatusSeeOther)
	first.Opens(rules).Is(http.StatusOK)

	erasure := file + "/erasure"
	first.Sends(erasure, j.asks(first, erasure, erasure, "wrong", "scope", "nothing")).Is(http.StatusUnprocessableEntity)
	asked := j.asks(first, erasure, erasure, "", "scope", "all")
	first.Sends(erasure, asked).Is(http.StatusSeeOther)
	j.isShown(second.Opens(erasure), asked.Get("reason"))
	stopped := j.asks(second, erasure, erasure+"/withdraw", "")
	second.Posts(erasure+"/withdraw", "stop", "").Is(http.StatusUnprocessableEntity)
	second.Sends(erasure+"/withdraw", stopped).Is(http.StatusSeeOther)
	j.isShown(first.Opens(erasure), stopped.Get("stop"))
	first.Sends(erasure, j.asks(first, erasure, erasure, "again", "scope", "all")).Is(http.StatusSeeOther)
	second.Opens("/casework/erasures").Is(http.StatusOK)
	confirm := j.asks(second, erasure, erasure+"/confirm", "wrong")
	second.Sends(erasure+"/confirm", confirm).Is(http.StatusUnprocessableEntity)
	confirm.Set("password", second.password)
	second.Sends(erasure+"/confirm", confirm).LeadsTo("/casework/erasures?done=case-erased")
	first.Opens(file).Is(http.StatusNotFound)
}
