package casework

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verbund/internal/platform/vault"
)

const leavesHouse = "sechs zufällige Wörter für die Kopie"

// asksCopy fills the form for a copy.
func (v visitor) asksCopy(at string, fields ...string) url.Values {
	v.t.Helper()
	form := v.opens(at + "/access").is(http.StatusOK).form()
	form.Set("password", rightPassword)
	form.Set("others", "1")
	form.Set("way", "print")
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return form
}

func TestClientGetsACopyOfHerWholeFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Ahorn Wiese 11", "languages", "Arabic", "contact-never", "Nie zu Hause anrufen")
		h.as("anna").fills(at+"/identity", "family-name", "Erdacht", "emergency-name", "Tante Geheim").is(http.StatusSeeOther)
		h.as("anna").fills(at+"/location", "address", "Weg 1", "household", "Cousin Geheim").is(http.StatusSeeOther)
		h.as("anna").adds(at, "journal", "day", "2026-03-09", "text", "Gespräch über Arbeit", "with-whom", "Nachbar Geheim")
		other := h.as("anna").adds(at, "journal", "day", "2026-03-08", "text", "Über eine Freundin")
		gone := h.as("anna").adds(at, "measure", "service", "housing", "outcome", "not-available")
		h.as("anna").posts(gone+"/remove", nil)

		page := h.as("berta").opens(at+"/access").is(http.StatusOK).says("within one month", "Über eine Freundin", "Never in the copy: notes from supervision")
		if !strings.Contains(page.body, `value="ar" selected`) {
			t.Error("her language is not proposed for the cover")
		}
		form := h.as("berta").asksCopy(at, "without", other[strings.LastIndex(other, "/")+1:], "rest", "en")
		wrong := url.Values{}
		for name := range form {
			wrong[name] = form[name]
		}
		wrong.Set("password", "wrong")
		h.as("berta").posts(at+"/access", wrong).is(http.StatusUnprocessableEntity).neverSays("Name of the family")

		made := h.as("berta").posts(at+"/access", form).is(http.StatusOK)
		made.says("Ahorn Wiese 11", "Erdacht", "Weg 1", "Gespräch über Arbeit", "Nie zu Hause anrufen", "Entry that was taken out", "not available",
			"What is not in this copy", "Art. 15 (4) GDPR", "Notes from supervision", "The answers are given in English", "blackened: concerns other people", "1 entry")
		made.neverSays("Geheim", "Über eine Freundin", "BERTA", "ANNA")
		made.holds(`lang="ar" dir="rtl"`)

		journal := h.as("anna").opens(at + "/entries/journal").is(http.StatusOK).says("Copy of the file under Art. 15 GDPR made: print; cover: Arabic; entries left out: 1")
		h.as("berta").posts(at+"/access", form).is(http.StatusOK) // the same form again
		if again := h.as("anna").opens(at + "/entries/journal"); strings.Count(again.text(), "under Art. 15") != strings.Count(journal.text(), "under Art. 15") {
			t.Error("a form sent twice stands in the journal twice")
		}
	})
}

func TestCopySaysOfTheCentreWhatAllItsLettersSay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("berta").opensCase("Hafen Licht 33")
		h.as("berta").opens(at+"/access").is(http.StatusOK).says("still missing", "Supervisory authority", "Please tell whoever leads your centre").neverSays(`href="` + settingsPath)
		h.as("anna").opens(at + "/access").is(http.StatusOK).says("still missing").holds(`href="` + settingsPath + `"`).neverSays("Please tell whoever leads")
		h.as("anna").fills(settingsPath, "organisation", "Ahorn e. V.", "address", "Postfach 1\n10115 Berlin", "phone", "030 1", "mail", "post@example.org",
			"officer", "Frau Beispiel", "supervisor", "Landesbeauftragte für den Datenschutz", "years", "7", "regime", "dsg-ekd").is(http.StatusSeeOther)
		h.as("berta").opens(at+"/access").is(http.StatusOK).says("Ahorn e. V.", "Postfach 1", "DSG-EKD").neverSays("still missing", `name="supervisor"`)
		made := h.as("berta").posts(at+"/access", h.as("berta").asksCopy(at)).is(http.StatusOK)
		made.says("Ahorn e. V.", "Postfach 1", "030 1", "post@example.org", "Frau Beispiel", "Landesbeauftragte für den Datenschutz", "DSG-EKD").neverSays("KDG")
	})
}

func TestCopyLeavesAsAFileOrSealed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Birke Kanal 20", "contact-never", "Nie <b>anrufen</b>")
		file := h.as("anna").posts(at+"/access", h.as("anna").asksCopy(at, "way", "file")).is(http.StatusOK)
		if got := file.header.Get("Content-Disposition"); got != "attachment; filename=copy-2026-03-10.html" {
			t.Errorf("the file is sent as %q", got)
		}
		file.says("Birke Kanal 20", "Nie <b>anrufen</b>").neverSays("<script", "href=", "src=")
		if !strings.HasPrefix(file.body, "<!doctype html>") && !strings.HasPrefix(file.body, "<!DOCTYPE html>") {
			t.Errorf("the file begins with %.40q", file.body)
		}
		for field, value := range map[string]string{"passphrase": "short", "repeat": "another one altogether"} {
			form := h.as("anna").asksCopy(at, "way", "sealed", "passphrase", leavesHouse, "repeat", leavesHouse)
			form.Set(field, value)
			h.as("anna").posts(at+"/access", form).is(http.StatusUnprocessableEntity).neverSays(leavesHouse)
		}
		sealed := h.as("anna").posts(at+"/access", h.as("anna").asksCopy(at, "way", "sealed", "passphrase", leavesHouse, "repeat", leavesHouse)).is(http.StatusOK)
		by, err := vault.PassphraseIdentity(leavesHouse)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := vault.OpenSealedFile(strings.NewReader(sealed.body), by)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(opened)
		if err != nil || !bytes.Contains(plain, []byte("Birke Kanal 20")) {
			t.Errorf("the sealed copy does not hold the file: %v", err)
		}
	})
}

func TestCopyHoldsOnlyWhatItsMakerMayRead(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Hafen Licht 33")
		for _, who := range []string{"tina", "dora"} {
			h.as(who).opens(at + "/access").is(http.StatusForbidden)
			h.as(who).posts(at+"/access", url.Values{"password": {rightPassword}}).is(http.StatusForbidden)
		}
		h.as("clara").opens(at + "/access").is(http.StatusNotFound)
		h.as("clara").posts(at+"/access", h.as("anna").asksCopy(at)).is(http.StatusNotFound)
	})
}
