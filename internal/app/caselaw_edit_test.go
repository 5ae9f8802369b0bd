package app_test

import (
	"net/url"
	"strings"
	"testing"

	"verbund/internal/testkit"
)

// filled is the form on the page, with some of them changed.
func filled(p *testkit.Page, action string, changes ...string) url.Values {
	v := url.Values{}
	for name, all := range p.FormTo(action).Values() {
		v[name] = all
	}
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

// TestADecisionIsEnteredByOneAndPublishedByAnother walks the pages of the editors from an
// empty room to a decision that was taken down.
func TestADecisionIsEnteredByOneAndPublishedByAnother(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Demo: true, People: true})
	pia, david := n.SignIn(t, "caselaw"), n.SignIn(t, "caselaw2")
	file := "99 KLs 1125 Js 16429/16"
	pia.Posts("/caselaw/new", url.Values{"court": {"LG Hanau"}, "file-numbers": {file}}).Is(422).Says("wird gebraucht")
	identity := url.Values{"court": {"LG Hanau"}, "date": {"03.06.2020"}, "file-numbers": {file}, "kind": {"judgment"}}
	at := pia.Posts("/caselaw/new", identity).Is(303).Header.Get("Location")
	at, _, _ = strings.Cut(at, "?")
	pia.Posts("/caselaw/new", identity).Is(409).Says("gibt es vielleicht schon", file).IsWholeInside("de")

	entry := pia.Opens(at).Is(200)
	entry.IsWholeInside("de")
	early := filled(entry, at, "chamber", "5. Strafkammer", "step", "save")

	// What lacks something is not asked for, and nothing that was typed is lost.
	pia.Posts(at, filled(entry, at, "de-facts", "Frau Petrova schlief in der Musterstraße 12.", "number", "3", "step", "ask")).Is(422).Says("fehlen noch Angaben", "Frau Petrova")
	entry = pia.Opens(at).Is(200).Says("Petrova", "Musterstraße 12", "Anschrift")
	pia.Posts(at, filled(entry, at, "number", "viele", "step", "save")).Is(422).Says("viele", "keine ganze Zahl")
	twice := filled(entry, at, "de-title", "Ein Titel", "fields", "criminal", "step", "save")
	for range 2 { // a button that is pressed twice
		pia.Posts(at, twice).Is(303).LeadsTo(at + "?done=saved")
	}
	pia.Opens(strings.Replace(at, "/caselaw/", "/caselaw/0", 1)).Is(404) // a number is written in one way

	// Pia's old form meets what was saved meanwhile: both stand in it.
	both := pia.Posts(at, early).Is(409).Says("inzwischen geändert", "Ein Titel", "Frau Petrova")
	both.IsWholeInside("de")
	if chamber := both.FormTo(at).Values().Get("chamber"); chamber != "5. Strafkammer" {
		t.Errorf("what she typed is lost: the chamber is %q", chamber)
	}

	pia.Posts(at+"/text", filled(pia.Opens(at+"/text"), at+"/text", "text", "== Gründe: Gründe\n\n[1] Frau Petrova sagte aus.", "step", "plain")).Is(303)
	pia.Opens(at + "/text").Is(200).Says("Frau Petrova sagte aus.").IsWholeInside("de")
	entry = pia.Opens(at).Is(200)
	asks := filled(entry, at, "keywords", "Zweimal", "step", "ask")
	for range 2 {
		pia.Posts(at, asks).Is(303).LeadsTo(at + "?done=asked")
	}

	// She sees no button, and by its address she is refused as well.
	own := pia.Opens(at + "/second").Is(200).Says("selbst um das zweite Augenpaar gebeten").NeverSays("Zustimmen und veröffentlichen")
	revision := own.FormTo(at + "/second").Values().Get("revision")
	pia.Posts(at+"/second", url.Values{"revision": {revision}, "step": {"publish"}}).Is(403).Says("nur eine zweite Person")
	david.Posts(at+"/second", url.Values{"step": {"publish"}}).Is(422) // without having seen a revision
	david.Posts(at+"/second", url.Values{"revision": {revision}, "step": {"publish"}, "due": {"2001-01-01"}}).Is(422).Says("vorbei")
	david.Opens(at+"/second").Is(200).Says("Noch 2 Angaben", "Zustimmen und veröffentlichen").IsWholeInside("de")

	// One click takes a name out, everywhere.
	entry = david.Opens(at).Is(200)
	david.Posts(at, filled(entry, at, "redact", "Petrova")).Is(303)
	david.Opens(at).Is(200).NeverSays("Petrova")
	david.Opens(at + "/history").Is(200).NeverSays("Petrova").IsWholeInside("de")
	revision = david.Opens(at + "/second").Is(200).FormTo(at + "/second").Values().Get("revision")
	david.Posts(at+"/second", url.Values{"revision": {revision}, "step": {"publish"}}).Is(303)
	david.Opens(at).Is(200).Says("veröffentlicht")
	david.Opens(at+"/preview").Is(200).Says("Ein Titel", "LG Hanau").IsWholeInside("de")

	david.Posts(at+"/takedown", url.Values{"way": {"block"}}).Is(422).Says("Schreiben Sie auf, warum")
	david.Posts(at+"/takedown", url.Values{"words": {"Musterstraße 12"}, "step": {"count"}}).Is(200).Says("Im Eintrag").IsWholeInside("de")
	david.Posts(at+"/takedown", url.Values{"way": {"block"}, "reason": {"Auf Wunsch"}, "step": {"do"}}).Is(303)
	pia.Opens(at).Is(200).Says("herausgenommen")
	pia.Posts(at, filled(entry, at, "step", "save")).Is(409)
	david.Posts(at+"/takedown", url.Values{"step": {"reopen"}}).Is(303)
	pia.Opens("/caselaw?state=new&q=hanau+99").Is(200).Says(file).IsWholeInside("de")

	words := pia.Opens("/caselaw/words").Is(200).Says("OEG")
	words.IsWholeInside("de")
	pia.Posts("/caselaw/words", url.Values{"row": {"0"}, "words-0": {"oeg; anderes"}, "step": {"save"}}).Is(422).Says("steht schon in der Gruppe")
	pia.Posts("/caselaw/words", url.Values{"row": {"0"}, "words-0": {"Schleusung; Einschleusen"}, "step": {"save"}}).Is(303)
	pia.Opens("/caselaw/words").Says("Schleusung")
}
