package casework

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSettingsAreTheLeadsAndNeverOverwrittenSilently(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("anna").opens(settingsPath).is(http.StatusOK).says("Which law holds for us?", "Diakonie").neverSays("Last changed")
		slow := h.as("anna").opens(settingsPath).form()
		h.as("anna").fills(settingsPath, "centre", "Beratungsstelle Ahorn", "place", "Berlin").is(http.StatusSeeOther)
		slow.Set("centre", "Beratungsstelle Birke")
		h.as("anna").posts(settingsPath, slow).is(http.StatusConflict).says("Two versions", "Beratungsstelle Ahorn", "Beratungsstelle Birke", "Berlin")
		h.as("anna").opens(settingsPath).is(http.StatusOK).holds(`value="Beratungsstelle Ahorn"`).says("Last changed", "ANNA")
		slow = h.as("anna").opens(settingsPath).form()
		h.as("anna").fills(settingsPath, "place", "Köln").is(http.StatusSeeOther)
		slow.Set("phone", "030 1")
		clash := h.as("anna").posts(settingsPath, slow).is(http.StatusConflict).holds(`name="keep-place" value="theirs" checked`)
		form := clash.form()
		form.Set("keep-place", "theirs")
		h.as("anna").posts(settingsPath, form).is(http.StatusSeeOther)
		h.as("anna").opens(settingsPath).is(http.StatusOK).holds(`value="Köln"`, `value="030 1"`)
		h.as("anna").fills(settingsPath, "years", "ewig", "regime", "kanonisch", "centre", strings.Repeat("x", titleLimit+1)).is(http.StatusUnprocessableEntity).
			says("whole number", "choose one of the options", "151 characters").holds(`value="ewig"`)
		for _, who := range []string{"berta", "tina", "dora"} {
			h.as(who).opens(settingsPath).is(http.StatusForbidden)
			h.as(who).posts(settingsPath, form).is(http.StatusForbidden)
			h.as(who).posts(settingsPath+"/texts/new", form).is(http.StatusForbidden)
		}
		h.as("clara").opens(settingsPath).is(http.StatusOK).neverSays("Ahorn", "Köln")
	})
}

func TestCentreWritesLettersOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		path := settingsPath + "/texts/new"
		h.as("anna").opens(path+"?from=objection").is(http.StatusOK).holds("{client_name}", "lege ich Widerspruch ein", `value="Widerspruch, um die Frist zu wahren"`)
		form := h.as("anna").opens(path).is(http.StatusOK).says("{file_number}").form()
		form.Set("title", "Dank an die Praxis")
		form.Set("body", "{centre_name}\n\n{nobody_knows}")
		h.as("anna").posts(path, form).is(http.StatusUnprocessableEntity).says("{nobody_knows} is no placeholder").holds(`value="Dank an die Praxis"`)
		form.Set("body", "{centre_name}\n\nZeichen: {file_number?}\n\n## Dank\n\nWir danken für {client_name}.")
		for range 2 {
			h.as("anna").posts(path, form).is(http.StatusSeeOther)
		}
		list := h.as("anna").opens(settingsPath).is(http.StatusOK)
		own := ""
		for _, part := range strings.Split(list.body, `href="`)[1:] {
			if to, _, _ := strings.Cut(part, `"`); strings.HasPrefix(to, settingsPath+"/texts/") && !strings.Contains(to, "/new") {
				if own != "" {
					t.Error("the form that was sent twice made two texts")
				}
				own = to
			}
		}
		id := strings.TrimPrefix(own, settingsPath+"/texts/")
		at := h.as("berta").opensCase("Gabel Insel 1")
		h.as("berta").opens(at + "/letters").is(http.StatusOK).says("Dank an die Praxis")
		to := h.as("berta").posts(at+"/texts/"+id, url.Values{"value-client_name": {"Mariana"}}).leadsTo()
		h.as("berta").opens(to).is(http.StatusOK).holds("Wir danken für Mariana.").neverSays("Zeichen:")

		slow := h.as("anna").opens(own).form()
		h.as("anna").fills(own, "title", "Dank, neu").is(http.StatusSeeOther)
		slow.Set("title", "Dank, anders")
		h.as("anna").posts(own, slow).is(http.StatusConflict).says("Dank, neu", "Dank, anders")
		h.as("anna").posts(own+"/remove", nil).is(http.StatusSeeOther)
		h.as("berta").opens(at + "/letters").is(http.StatusOK).neverSays("Dank, neu")
		h.as("berta").opens(to).is(http.StatusOK).holds("Wir danken für Mariana.")
		h.as("anna").opens(settingsPath).is(http.StatusOK).says("Texts that were taken out (1)", "Dank, neu")
		h.as("anna").posts(own+"/restore", nil).is(http.StatusSeeOther)
		h.as("berta").opens(at + "/letters").is(http.StatusOK).says("Dank, neu")
		for _, path := range []string{own, own + "/remove", own + "/restore", settingsPath + "/texts/nonsense"} {
			h.as("clara").posts(path, url.Values{"title": {"x"}, "body": {"x"}}).is(http.StatusNotFound)
		}
		h.as("clara").opens(own).is(http.StatusNotFound).neverSays("Dank")
	})
}
