package casework

import (
	"database/sql"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

// searches sends what somebody searches for.
func (v visitor) searches(words string, more ...string) page {
	v.t.Helper()
	form := url.Values{"q": {words}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	p := v.posts("/casework/search", form).is(http.StatusOK)
	if to := p.header.Get("Location"); to != "" || !strings.Contains(p.body, "<title>Casework") {
		v.t.Errorf("a search leads to %q under another title than others", to)
	}
	return p
}

// finds tells whether a search shows a case.
func (p page) finds(address string) bool { return strings.Contains(p.body, `href="`+address+`"`) }

func TestCasesAreFoundByAnyWordForThoseWhoMay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna := h.as("anna")
		one := anna.opensCase("Anker Brise 70", "contact-never", "Niemals im Nagelstudio anrufen")
		anna.opensCase("Birke Dorf 12", "contact-never", "abends")
		anna.fills(one+"/head", "tags", "Leuchtturm").is(http.StatusSeeOther)
		entry := anna.adds(one, "journal", "day", "2026-03-09", "text", "Begleitung zur Ausländerbehörde, Az. 12 Js 345/26, Rückruf unter 0151/555 01 01")
		anna.adds(one, "proceeding", "stage", "charge", "authority", "Landgericht Köln", "file", "5 KLs 1125 Js 16429/16")
		anna.fills(one+"/identity", "family-name", "Müller", "given-names", "Олена", "phones", "+49 (0)30 123456").is(http.StatusSeeOther)
		anna.fills(one+"/location", "address", "Geheimgasse 5, Musterdorf").is(http.StatusSeeOther)
		for _, words := range []string{"anker", "BRISE 70", "leucht", "nagelstudio", "auslanderbehorde", "Ausländerbehörde", "begleitung nagelstudio", "12 Js 345/26", "12Js345/26", "12js 345/26", "0151 5550101", "+491515550101", "555 01 01",
			"5kls1125js16429/16", "1125 Js 16429/16", "16429/16", "koeln", "Landgericht Koln"} {
			if !h.as("tina").searches(words).finds(one) {
				t.Errorf("the case is not found by %q", words)
			}
		}
		for _, words := range []string{"Müller", "Mueller", "muller", "Miller", "Olena", "олена", "030/123456", "030 12 34 56", "+4930123456", "Olena nagelstudio", "Geheimgasse", "musterdorf Mueller"} {
			if !h.as("berta").searches(words).finds(one) {
				t.Errorf("the case is not found by %q", words)
			}
			h.as("tina").searches(words).says("No case that you may open holds all of this", "not into identity").neverSays("Anker Brise", "+49 (0)30", "Geheimgasse 5", one)
		}
		for _, words := range []string{"nirgends", "anker nirgends", "Müller Birke", "12 Js 346/26"} {
			anna.searches(words).says("Fewer words find more")
		}
		for _, words := range []string{"Anker", "Müller", "Geheimgasse", "Nagelstudio", "0151 5550101", "5kls1125js16429/16"} {
			h.as("clara").searches(words).neverSays("Anker Brise", "Geheimgasse 5", "Nagelstudio anrufen", one)
		}
		h.as("dora").posts("/casework/search", url.Values{"q": {"anker"}}).is(http.StatusForbidden)

		anna.searches("auslanderbehorde").says("Ausländerbehörde", "9 Mar", "1 case").holds("<mark>Ausländerbehörde,</mark>", `href="`+entry+`"`)
		anna.searches("0151 5550101").holds(`href="` + entry + `"`)
		anna.searches("Miller").says("Identity").holds("<mark>Müller</mark>", `href="`+one+`/identity"`)
		anna.searches("16429/16").holds("5 KLs 1125 Js <mark>16429/16</mark>")

		anna.posts(entry+"/remove", nil).is(http.StatusSeeOther)
		anna.searches("auslanderbehorde").says("Fewer words find more")
		anna.posts(entry+"/restore", nil).is(http.StatusSeeOther)
		if !anna.searches("auslanderbehorde").finds(one) {
			t.Error("what was brought back is not found")
		}
		if s := h.log.String(); strings.Contains(s, "nagelstudio") || strings.Contains(s, "Miller") {
			t.Errorf("the log says what was searched for: %s", s)
		}
	})
}

func TestRightsToIdentityAndLocationCountForThemselves(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		one := h.as("anna").opensCase("Anker Brise 70")
		h.as("anna").fills(one+"/identity", "family-name", "Müller", "phones", "0151 5550101").is(http.StatusSeeOther)
		h.as("anna").fills(one+"/location", "address", "Geheimgasse 5").is(http.StatusSeeOther)
		for role, found := range map[string]map[string]bool{"identity": {"Miller": true, "01515550101": true, "Geheimgasse": false}, "location": {"Miller": false, "01515550101": false, "Geheimgasse": true}} {
			h.as("berta")
			berta := h.people["berta"]
			berta.role = role
			h.people["berta"] = berta
			for words, is := range found {
				if p := h.as("berta").searches(words); p.finds(one) != is {
					t.Errorf("with the right to %s alone, %q finds the case: %v", role, words, !is)
				}
			}
			p := h.as("berta").searches("anker")
			if p.finds(one+"/identity") || p.finds(one+"/location") {
				t.Error("a search by alias shows more")
			}
		}
	})
}

// What an excerpt shows was read, and that is noted; what was searched for is not.
func TestSearchesAreNotedWithoutTheirWords(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		one := h.as("anna").opensCase("Anker Brise 70")
		h.as("anna").fills(one+"/identity", "family-name", "Müller").is(http.StatusSeeOther)
		h.as("anna").searches("Miller")
		noted := h.recordOf("anna")
		for _, want := range []string{"casework.searched||", "casework.identity|" + string(idOf(one)) + "|searched"} {
			if !strings.Contains(noted, want) {
				t.Errorf("%q is not noted: %s", want, noted)
			}
		}
		if strings.Contains(noted, "iller") {
			t.Error("the record holds what was searched for")
		}
	})
}

func TestSearchTurnsItsPagesWithoutAnAddress(t *testing.T) {
	h := newHouse(t, database.SQLite)
	for i := range hitsPerPage + 5 {
		if _, err := h.as("anna").worker().create(t.Context(), vault.NewID(), Head{Alias: "Linde " + string(rune('A'+i)), Status: Active, Opened: h.room.Today()}, map[string]dataset.Answers{}); err != nil {
			t.Fatal(err)
		}
	}
	p := h.as("anna").searches("linde").says("15 cases", "Page 1 of 2").neverSays("?q=", "?page=")
	p.holds(`<input type="hidden" name="q" value="linde">`, `<input type="hidden" name="page" value="2">`)
	if p = h.as("anna").searches("linde", "page", "2").says("15 cases", "Page 2 of 2"); strings.Count(p.body, "<h3>") != 5 {
		t.Errorf("the second page shows %d cases", strings.Count(p.body, "<h3>"))
	}
	h.as("anna").opens("/casework/search?q=linde").is(http.StatusOK).neverSays("Linde")
	if to := h.as("anna").posts("/casework/search", url.Values{"q": {" "}}).leadsTo(); to != "/casework/search" {
		t.Error(to)
	}
}

func TestNumbersAreToldFromTexts(t *testing.T) {
	for text, want := range map[string]string{
		"Az. 12 Js 345/26, Rückruf unter 0151/555 01 01": "12 Js 345/26|0151/555 01 01",
		"Es ist 5 KLs 1125 Js 16429/16 beim LG.":         "5 KLs 1125 Js 16429/16",
		"um 9 Uhr, dann 3 Personen":                      "",
		"Sie kam am 9.3.2026 mit der U7":                 "9.3.2026|",
		"":                                               "",
		"Tel +49 151 5550101 und 030/123456;":            "+49 151 5550101 und 030/123456",
	} {
		got := strings.Join(numbersIn([]string{text}), "|")
		if got != strings.TrimSuffix(want, "|") {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// recordOf is the sealed record of somebody's centre: code, case and detail of each
// line, the newest first.
func (h *house) recordOf(who string) string {
	h.t.Helper()
	var all []string
	h.with(who, func(tx *sql.Tx, a *vault.Access) error {
		events, err := a.Audit(h.t.Context(), tx, 0, 100)
		for _, e := range events {
			all = append(all, e.Code+"|"+string(e.Folder)+"|"+e.Detail)
		}
		return err
	})
	return strings.Join(all, "\n")
}
