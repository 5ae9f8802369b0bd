package app_test

import (
	"net/http"
	"regexp"
	"strings"
)

// neighbour founds a second centre, which nothing is known of but what is handed
// over to it.
func (j *journey) neighbour(office *colleague, organisation string) *colleague {
	j.t.Helper()
	office.Posts(organisation+"/centres", "house", j.names["the other centre"], "first-name", "Kanarella Vier", "first-email", "vier@kanarella.example", "first-language", "de",
		"second-name", "Kanarella Fünf", "second-email", "fuenf@kanarella.example", "second-language", "de").LeadsTo("/account/people/links")
	links := linksOn(j.looks(office, "/account/people/links"))
	if len(links) != 2 {
		j.t.Fatalf("%d links", len(links))
	}
	fourth, fifth := j.joins(links[0], "of the first lead there"), j.joins(links[1], "of the second lead there")
	fourth.Posts("/account/centre/found").LeadsTo("/account/centre")
	fourth.grants(fourth.colleagueCalled("Kanarella Fünf"))
	fifth.Opens("/casework").Is(http.StatusOK)
	return fourth
}

// handsOver hands a case over twice to another centre, which takes the one and
// declines the other, and once to somebody outside.
func (j *journey) handsOver(first, second, there *colleague, file string) {
	j.t.Helper()
	inbox := "/casework/inbox"
	at := j.refers(first, second, file, "taken", j.names["the other centre"])
	offer := firstLink(j.t, there.Opens(inbox).Is(http.StatusOK), `^/casework/inbox/[0-9a-f]{32}$`)
	page := j.looks(there, offer)
	j.isShown(page, j.secrets[caseRoute+"/referrals/{referral}/choose note taken"], j.secrets[entryRoute+" text of journal"])
	there.Posts(offer+"/accept", "alias", "").Is(http.StatusUnprocessableEntity)
	taken := j.asks(there, offer, offer+"/accept", "")
	where := j.leadsOn(there, offer+"/accept", taken)
	there.Opens(where).Is(http.StatusOK)
	j.isShown(there.Opens(strings.TrimSuffix(where, "/referrals")), taken.Get("alias"))
	there.Posts(firstLink(j.t, there.Opens(where), `/referrals/[0-9a-f]{32}$`) + "/finish").Is(http.StatusSeeOther)
	first.Posts(at + "/note").Is(http.StatusSeeOther)
	j.cookies(there)

	at = j.refers(first, second, file, "declined", j.names["the other centre"])
	offer = firstLink(j.t, there.Opens(inbox).Is(http.StatusOK), `^/casework/inbox/[0-9a-f]{32}$`)
	there.Posts(offer+"/decline", "reason", "").Is(http.StatusUnprocessableEntity)
	declined := j.asks(there, offer, offer+"/decline", "")
	there.Sends(offer+"/decline", declined).Is(http.StatusSeeOther)
	j.isShown(there.Opens(inbox), declined.Get("reason"))
	first.Opens(inbox).Is(http.StatusOK)
	first.Posts(at + "/note").Is(http.StatusSeeOther)
	j.isShown(first.Opens(at), declined.Get("reason"))

	at = j.refers(first, second, file, "outside", "")
	shown := codeOn(second.Opens(at).Is(http.StatusOK))
	j.knows("passphrase of a file for somebody outside", shown)
	first.Opens(at).Is(http.StatusOK).NeverSays(shown) // who did not make it
	parcel := second.Opens(at + "/parcel").Is(http.StatusOK)
	h := haystack{"the parcel": []byte(parcel.Body)}
	h.holdsNone(j.t, "on its way", j.secrets)
	second.Posts(at + "/put-away").Is(http.StatusSeeOther)
	second.Posts(at + "/finish").Is(http.StatusSeeOther)
}

// refers hands a case over without the consent of the client: the first asks, the
// second sends. to is the name of a centre, or empty for somebody outside.
func (j *journey) refers(first, second *colleague, file, when, to string) string {
	j.t.Helper()
	at := file + "/referrals"
	form := j.asks(first, at, at, when)
	centre := regexp.MustCompile(`<option value="([^"]+)"[^>]*>\s*` + to).FindStringSubmatch(first.Opens(at).Body)
	if to != "" {
		if centre == nil {
			j.t.Fatalf("nothing can be handed over to %s", to)
		}
		form.Set("to", centre[1])
		first.Sends(at, form).Is(http.StatusUnprocessableEntity) // it is one or the other
		form.Set("outside", "")
	}
	choose := j.leadsOn(first, at, form)
	here := strings.TrimSuffix(choose, "/choose")
	if to != "" {
		first.Sends(choose, j.asks(first, choose, choose, "wrong, "+when)).Is(http.StatusUnprocessableEntity)
	}
	chosen := j.asks(first, choose, choose, when, "expires", "=", "entries-journal", "all", "sheets", "intake", "apart", "identity")
	first.Sends(choose, chosen).Is(http.StatusSeeOther)
	j.isShown(first.Opens(here+"/preview"), chosen.Get("note"))
	ask := j.asks(first, here+"/preview", here+"/ask", when)
	first.Posts(here+"/ask", "reason", "", "seen", ask.Get("seen")).Is(http.StatusUnprocessableEntity)
	first.Sends(here+"/ask", ask).Is(http.StatusSeeOther)
	page := second.Opens(here + "/preview")
	j.isShown(page, ask.Get("reason"))
	second.Sends(here+"/send", page.FormTo(here+"/send").Values()).Is(http.StatusSeeOther)
	return here
}

// takesIn takes cases in from a table with a value that nobody knows.
func (j *journey) takesIn(c *colleague) {
	j.t.Helper()
	const at, field = "/casework/import", "/casework/import file"
	j.looks(c, at)
	name, alias, remark := j.canary(field, "name"), j.canary(field, "alias"), j.canary(field, "remark")
	table := "Fallnummer;Staatsangehörigkeit;Bemerkung\n" + alias + ";" + j.canary(field, "value") + ";" + remark + "\n"
	c.Uploads(at, nil, "file", name+".csv", strings.NewReader("")).Is(http.StatusUnprocessableEntity)
	run := c.Uploads(at, nil, "file", name+".csv", strings.NewReader(table)).Is(http.StatusSeeOther).Header.Get("Location")
	j.isShown(c.Opens(at), name)
	c.Sends(run+"/plan", j.asks(c, run, run+"/plan", "that means nothing either")).Is(http.StatusSeeOther)
	page := j.looks(c, run)
	j.isShown(page, alias, remark)
	form := page.FormTo(run + "/plan")
	plan := form.Values()
	for _, e := range form.Typed() {
		if e.Attribute("type") != "checkbox" {
			plan.Set(e.Attribute("name"), "Rumänien")
		}
	}
	c.Sends(run+"/plan", plan).Is(http.StatusSeeOther)
	c.Sends(run+"/take", c.Opens(run).Is(http.StatusOK).FormTo(run+"/take").Values()).Is(http.StatusSeeOther)
	j.isShown(c.Opens("/casework/cases"), alias)
	other := c.Uploads(at, nil, "file", name+" 2.csv", strings.NewReader(table)).Is(http.StatusSeeOther).Header.Get("Location")
	c.Posts(other + "/drop").Is(http.StatusSeeOther)
}

// givesCopies gives a client the copy of her file, and takes tables out.
func (j *journey) givesCopies(c *colleague, file string) {
	j.t.Helper()
	at := file + "/access"
	wrong := j.asks(c, at, at, "wrong", "way", "sealed")
	c.Sends(at, wrong).Is(http.StatusUnprocessableEntity) // the passphrases differ
	wrong.Set("repeat", wrong.Get("passphrase"))
	c.Sends(at, wrong).Is(http.StatusUnprocessableEntity) // and the password
	form := j.asks(c, at, at, "", "way", "sealed", "password", c.password)
	form.Set("repeat", form.Get("passphrase"))
	h := haystack{"a sealed copy": []byte(c.Sends(at, form).Is(http.StatusOK).Body)}
	h.holdsNone(j.t, "on its way", j.secrets)
	form.Set("way", "print")
	j.isShown(c.Sends(at, form), j.secrets["/casework/settings organisation "], j.secrets[identityRoute+" family-name of identity"], j.secrets[entryRoute+" text of journal"])

	const export = "/casework/export"
	c.Sends(export, j.asks(c, export, export, "wrong")).Is(http.StatusUnprocessableEntity)
	c.Sends(export, j.asks(c, export, export, "", "password", c.password)).Is(http.StatusOK).Sends("Content-Type", "application/octet-stream")
	if table := c.Posts(export, "table", "journal", "how", "words", "password", c.password).Is(http.StatusOK); !strings.Contains(table.Body, j.secrets[entryRoute+" text of journal"]) {
		j.t.Error("the table does not hold what was written: the test sees nothing")
	}
}
