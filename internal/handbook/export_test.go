package handbook

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verbund/internal/platform/database"
)

const longPassphrase = "sechs zufällige Wörter für das Archiv "

func TestCentreTakesItsHandbookAlong(t *testing.T) {
	from, to := newHouse(t, database.SQLite), newHouse(t, database.PostgreSQL)
	at := from.as("anna").writes("title", "Umzug nach Köln", "text", "Alles kommt mit.", "tags", "Umzug")
	from.as("berta").edits(at, "text", "Alles kommt mit, auch Altes.").is(http.StatusSeeOther)
	from.as("anna").sends(at+"/files", nil, "liste.txt", strings.NewReader("Kisten")).is(http.StatusSeeOther)
	from.as("clara").writes("title", "Nicht unseres")

	from.as("anna").opens("/handbook/export").is(http.StatusOK).says("Take along", "age -d")
	form := url.Values{"way": {"passphrase"}, "passphrase": {longPassphrase}, "repeat": {longPassphrase}, "password": {rightPassword}}
	for field, wrong := range map[string]string{"passphrase": "short", "repeat": "another", "password": "wrong"} {
		mistake := url.Values{}
		for name := range form {
			mistake.Set(name, form.Get(name))
		}
		mistake.Set(field, wrong)
		from.as("anna").posts("/handbook/export", mistake).is(http.StatusUnprocessableEntity).says("Please look at these entries again").neverSays(longPassphrase)
	}
	from.as("anna").posts("/handbook/export", url.Values{"way": {"recipient"}, "recipient": {"ssh-rsa x"}, "password": {rightPassword}}).
		is(http.StatusUnprocessableEntity).says("not a public key of age")

	archive := from.as("anna").posts("/handbook/export", form).is(http.StatusOK)
	if got := archive.header.Get("Content-Disposition"); got != "attachment; filename=verbund-2026-03-10.tar.age" {
		t.Errorf("the file is sent as %q", got)
	}
	if !strings.HasPrefix(archive.body, "age-encryption.org/v1\n") {
		t.Errorf("the archive begins with %.40q", archive.body)
	}

	key := url.Values{"passphrase": {longPassphrase}, "password": {rightPassword}}
	to.as("anna").sends("/handbook/import", url.Values{"passphrase": {"not this one at all"}, "password": {rightPassword}}, "v.tar.age", strings.NewReader(archive.body)).
		is(http.StatusUnprocessableEntity).says("cannot be opened with this")
	to.as("anna").sends("/handbook/import", url.Values{"passphrase": {longPassphrase}, "password": {"wrong"}}, "v.tar.age", strings.NewReader(archive.body)).
		is(http.StatusUnprocessableEntity)
	to.as("anna").sends("/handbook/import", key, "v.tar.age", strings.NewReader(archive.body[:len(archive.body)-100])).
		is(http.StatusUnprocessableEntity).says("may not be whole")
	to.as("anna").opens("/handbook").says("A good start")

	done := to.as("anna").sends("/handbook/import", key, "v.tar.age", strings.NewReader(archive.body)).is(http.StatusSeeOther)
	to.as("anna").opens(done.header.Get("Location")).is(http.StatusOK).says("1 folder was taken in", "Umzug nach Köln").neverSays("Nicht unseres")
	shown := to.as("berta").opens(at).is(http.StatusOK).says("auch Altes", "1 earlier version", "liste.txt")
	_, rest, _ := strings.Cut(shown.body, at+"/files/")
	to.as("berta").opens(at + "/files/" + rest[:32]).is(http.StatusOK).says("Kisten")
	to.as("berta").searches("koeln").says("1 note")
	to.as("anna").sends("/handbook/import", key, "v.tar.age", strings.NewReader(archive.body)).is(http.StatusUnprocessableEntity).says("is here already")
	to.as("anna").opens("/handbook").says("1 note")
}
