package casework

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

// longText is longer than any answer may be.
var longText = strings.Repeat("x", 25_000)

func TestEveryFormKeepsADraftAndShowsItAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Insel Anker 14")
		entry := h.as("anna").adds(at, "journal", "day", "2026-03-09", "text", "erst")
		for _, c := range []struct{ path, field string }{
			{"/casework/new", "alias"}, {at + "/head", "tags"}, {at + "/sheets/intake?page=2", "wants"}, {at + "/identity", "birth-place"},
			{at + "/entries/task", "what"}, {entry, "text"}, {"/casework/shift", "text"},
		} {
			form := h.as("anna").opens(c.path).is(http.StatusOK).holds(`data-draft="/casework/drafts"`, "data-draft-state").neverSays("This is your draft").form()
			form.Set(c.field, "Schon begonnen")
			if form.Get("draft") == "" {
				t.Errorf("%s names no draft that goes when it is sent", c.path)
			}
			h.as("anna").posts("/casework/drafts", form).is(http.StatusOK)
			h.as("anna").opens(c.path).is(http.StatusOK).says("This is your draft").holds("Schon begonnen")
			again := h.as("anna").opens(c.path).form()
			h.as("anna").posts(c.path, again).is(http.StatusSeeOther)
			h.as("anna").opens(c.path).is(http.StatusOK).neverSays("This is your draft")
			h.as("anna").posts("/casework/drafts", again).is(http.StatusOK) // it was on its way
			h.as("anna").opens(c.path).is(http.StatusOK).neverSays("This is your draft")
			h.as("anna").posts("/casework/drafts/drop", url.Values{"draft": {form.Get("draft")}}).is(http.StatusSeeOther)
		}
	})
}

func TestWhereSentencesAreWrittenADraftIsKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna := h.as("anna")
		at := anna.opensCase("Insel Anker 14")
		anna.opensCase("Insel Anker 15")
		anna.posts(at+"/family", url.Values{"alias": {"Insel Anker 15"}}).is(http.StatusSeeOther)
		requests := anna.opens("/casework/requests").is(http.StatusOK).form()
		requests.Set("outcome", "waiting")
		anna.posts("/casework/requests", requests).is(http.StatusSeeOther)
		request := regexp.MustCompile(`href="(/casework/requests/[0-9a-f]{32})"`).FindStringSubmatch(anna.opens("/casework/requests").body)
		if request == nil {
			t.Fatal("no request was kept")
		}
		form := url.Values{"form": {string(vault.NewID())}, "outside": {"Kanzlei Beispiel"}}
		referral := strings.TrimSuffix(anna.posts(at+"/referrals", form).leadsTo(), "/choose")
		for n, c := range []struct {
			path, field string
			more        []string // that the form needs to be taken
			to          string   // where it is sent; "" for where it stands
		}{
			{"/casework/requests", "note", nil, ""},
			{request[1], "note", nil, ""},
			{at + "/together/journal", "text", []string{"with", string(idOf(at))}, ""},
			{settingsPath, "supervisor", nil, ""},
			{settingsPath + "/texts/new", "body", []string{"title", "Dank"}, ""},
			{referral + "/choose", "note", []string{"sheets", "intake"}, ""},
			{referral + "/preview", "reason", nil, referral + "/ask"},
			{at + "/close", "note", []string{"reason", "aim-reached", "category", "standard", "stay", "1"}, ""},
			{at + "/reopen", "why", nil, ""},
		} {
			form := anna.opens(c.path).is(http.StatusOK).holds(`data-draft="/casework/drafts"`, "data-draft-state").neverSays("This is your draft").form()
			begun := fmt.Sprintf("Schon begonnen %d", n)
			form.Set(c.field, begun)
			anna.posts("/casework/drafts", form).is(http.StatusOK)
			h.as("berta").opens(c.path).neverSays(begun)
			again := anna.opens(c.path).is(http.StatusOK).says("This is your draft").holds(begun).form()
			for i := 0; i < len(c.more); i += 2 {
				again.Set(c.more[i], c.more[i+1])
			}
			to := c.path
			if c.to != "" {
				to = c.to
			}
			anna.posts(to, again).is(http.StatusSeeOther)
			anna.opens(c.path).neverSays("This is your draft")
			anna.posts("/casework/drafts", again).is(http.StatusOK) // it was on its way
			anna.opens(c.path).neverSays("This is your draft")
		}
		anna.opens(at + "/supervision").is(http.StatusOK).says("No draft of it is kept").neverSays("data-draft=")
	})
}

func TestQuickLineIsOpenWhereADraftStandsInIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Lampe Wald 15")
		form := h.as("anna").opens(at).is(http.StatusOK).neverSays(`class="add noprint" open`).form()
		form.Set("text", "Im Flur")
		h.as("anna").posts("/casework/drafts", form).is(http.StatusOK)
		h.as("anna").opens(at).is(http.StatusOK).holds(`class="add noprint" open`, "Im Flur")
	})
}

// A draft that was made while two versions were shown must not let the other
// version be overwritten unseen.
func TestC17DraftOfAConflictShowsBothVersionsAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Nebel Hafen 16")
		entry := h.as("anna").adds(at, "journal", "day", "2026-03-09", "text", "erst")
		for _, c := range []struct{ path, field string }{{at + "/sheets/exploitation", "note"}, {entry, "text"}, {settingsPath, "supervisor"}, {at + "/head", "tags"}} {
			h.as("berta")
			second := h.people["berta"]
			second.role = "lead" // may write all of it
			h.people["berta"] = second
			slow := h.as("berta").opens(c.path).is(http.StatusOK).form()
			h.as("anna").fills(c.path, c.field, "von Anna")
			slow.Set(c.field, "von Berta")
			clash := h.as("berta").posts(c.path, slow).is(http.StatusConflict).holds("data-draft-changed", "von Anna", "von Berta").form()
			h.as("berta").posts("/casework/drafts", clash).is(http.StatusOK)
			draft := h.as("berta").opens(c.path).is(http.StatusOK).says("This is your draft").holds("von Berta").form()
			clash = h.as("berta").posts(c.path, draft).is(http.StatusConflict).says("von Anna").form()
			if c.field != "tags" { // and what is wrong with it does not make it hers
				wrong := url.Values{}
				for name, values := range clash {
					wrong[name] = values
				}
				wrong.Set(c.field, longText)
				again := h.as("berta").posts(c.path, wrong).is(http.StatusUnprocessableEntity).holds("data-draft-changed").form()
				again.Set(c.field, "von Berta")
				h.as("berta").posts(c.path, again).is(http.StatusConflict).says("von Anna")
			}
			h.as("anna").opens(c.path).is(http.StatusOK).holds("von Anna")
			clash.Set("keep-"+c.field, "mine")
			h.as("berta").posts(c.path, clash).is(http.StatusSeeOther)
			h.as("berta").opens(c.path).is(http.StatusOK).holds("von Berta").neverSays("This is your draft")
		}
	})
}

func TestRefusedFormIsKeptAsADraftAtOnce(t *testing.T) {
	h := newHouse(t, database.SQLite)
	at := h.as("anna").opensCase("Segel Moos 17")
	h.as("anna").opens(at + "/entries/claim").is(http.StatusOK).neverSays("data-draft-changed")
	h.as("anna").posts(at+"/entries/claim", url.Values{"kind": {"wages"}, "filed": {"morgen"}}).is(http.StatusUnprocessableEntity).holds("data-draft-changed")
	h.as("anna").posts("/casework/shift", url.Values{"form": {string(vault.NewID())}, "text": {longText}}).is(http.StatusUnprocessableEntity).holds("data-draft-changed")
}
