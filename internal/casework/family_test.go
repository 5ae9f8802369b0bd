package casework

import (
	"net/http"
	"strings"
	"testing"

	"verbund/internal/casework/count"
	"verbund/internal/platform/vault"
)

func TestCasesAreLinkedByAliasAndTakenOutAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		berta := h.as("berta")
		a, b, c := berta.opensCase("Ahorn Wiese 11"), berta.opensCase("Birke Bach 12"), berta.opensCase("Buche Feld 13")
		berta.opens(a + "/family").is(http.StatusOK).says("not linked with any other")
		berta.fills(a+"/family", "alias", "Niemand").is(http.StatusUnprocessableEntity).says("no case under this alias").holds(`value="Niemand"`)
		berta.fills(a+"/family", "alias", "Ahorn Wiese 11").is(http.StatusUnprocessableEntity).says("That is this case")
		for range 2 {
			berta.fills(a+"/family", "alias", " birke  bach 12").is(http.StatusSeeOther)
		}
		berta.fills(c+"/family", "alias", "Birke Bach 12").is(http.StatusSeeOther)
		berta.opens(a+"/family").is(http.StatusOK).says("Birke Bach 12", "Buche Feld 13")
		d, e := berta.opensCase("Dohle Hain 14"), berta.opensCase("Eiche Moor 15")
		berta.fills(d+"/family", "alias", "Eiche Moor 15").is(http.StatusSeeOther)
		berta.fills(a+"/family", "alias", "Eiche Moor 15").is(http.StatusUnprocessableEntity).says("belongs to another group")
		berta.posts(b+"/family/leave", nil).is(http.StatusSeeOther)
		berta.opens(a + "/family").is(http.StatusOK).says("Buche Feld 13").neverSays("<bdi>Birke Bach 12")
		berta.opens(e + "/family").is(http.StatusOK).says("Dohle Hain 14")
		h.as("clara").opens(a + "/family").is(http.StatusNotFound)
		h.as("tina").opens(a + "/family").is(http.StatusOK).says("Buche Feld 13").neverSays("Take this case out")
	})
}

func TestOneLineIsWrittenIntoTheFilesOfSeveralClients(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		berta := h.as("berta")
		a, b, c := berta.opensCase("Ahorn Wiese 11"), berta.opensCase("Birke Bach 12"), berta.opensCase("Buche Feld 13")
		berta.fills(a+"/family", "alias", "Birke Bach 12").is(http.StatusSeeOther)
		berta.fills(a+"/family", "alias", "Buche Feld 13").is(http.StatusSeeOther)
		berta.opens(a + "/entries/journal").says("For several at once: Entry").holds(a + "/together/journal")
		page := berta.opens(a + "/together/journal").is(http.StatusOK)
		if n := strings.Count(page.body, `name="with" value="`); n != 3 || strings.Count(page.body, `checked`) < 3 {
			t.Errorf("%d members are offered: %s", n, page.text())
		}
		form := page.form()
		form.Set("kind", "call")
		form.Set("minutes", "45")
		form.Set("text", "Gemeinsam beim Amt gewesen")
		form["with"] = nil
		berta.posts(a+"/together/journal", form).is(http.StatusUnprocessableEntity).says("at least one case").holds("Gemeinsam beim Amt")
		form["with"] = []string{string(idOf(a)), string(idOf(b)), string(idOf(b)), string(vault.NewID())}
		for range 2 { // a form that is sent twice
			berta.posts(a+"/together/journal", form).is(http.StatusSeeOther)
		}
		for at, n := range map[string]int{a: 1, b: 1, c: 0} {
			if got := len(berta.entriesOf(at, "journal")); got != n {
				t.Errorf("%s has %d entries, want %d", at, got, n)
			}
		}
		berta.fills(berta.entriesOf(b, "journal")[0], "text", "Nur bei ihr anders").is(http.StatusSeeOther) // each file has its own
		berta.opens(berta.entriesOf(a, "journal")[0]).holds("Gemeinsam beim Amt gewesen")

		g, err := h.as("anna").worker().gather(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		set := count.Compute(g.Input, count.Year(2026))
		calls := set.Table("contacts").Rows[0]
		if calls.Code != "call" || calls.Cells[0] != 1 || calls.Cells[2] != 45 || calls.Cells[3] != 2 {
			t.Errorf("one call of 45 minutes with two clients is counted as %+v", calls)
		}

		form = berta.opens(a + "/together/measure").is(http.StatusOK).form()
		form.Set("service", "housing")
		form.Set("outcome", "turned-away")
		form["with"] = []string{string(idOf(a)), string(idOf(c))}
		berta.posts(a+"/together/measure", form).is(http.StatusSeeOther)
		if len(berta.entriesOf(c, "measure")) != 1 || len(berta.entriesOf(b, "measure")) != 0 {
			t.Error("the measure does not stand where it was written")
		}
		berta.opens(a + "/together/consent").is(http.StatusNotFound)
		h.as("clara").posts(a+"/together/journal", form).is(http.StatusNotFound)
		h.as("tina").posts(a+"/together/journal", form).is(http.StatusForbidden)
	})
}
