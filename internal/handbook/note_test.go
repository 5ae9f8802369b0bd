package handbook

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"verbund/internal/desk"
	"verbund/internal/platform/vault"
)

func TestNoteIsWrittenReadAndFound(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("anna").opens("/handbook").is(http.StatusOK).says("This is where your counselling centre keeps", "A good start", "New note")
		at := h.as("anna").writes("title", "Frauenärztin in Köln", "kind", "contact", "tags", "Medizin, Notfall, Medizin", "pinned", "1",
			"text", "Montags **offen**.\r\n\r\nSprache der Praxis: Türkisch.", "name", "Dr. Öztürk", "phones", "0221 5550100\n\n 0151 5550101 ",
			"email", "praxis@example.org", "remark", "Nach 14 Uhr")
		h.as("anna").writes("title", "Brandschutz", "kind", "standard", "text", "Köln steht nur hier im Text.")
		shown := h.as("berta").opens(at + "?done=saved").is(http.StatusOK)
		shown.says("Frauenärztin in Köln", "Contact", "pinned", "Medizin", "Notfall", "Montags offen", "Dr. Öztürk", "0151 5550101",
			"Last changed on 10 March 2026 at 10:30 by ANNA", "The note has been saved", "No files")
		shown.holds("<strong>offen</strong>", `href="tel:02215550100"`, `href="mailto:praxis@example.org"`).neverSays("<title>Frauen")
		if got := shown.header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control is %q", got)
		}
		for words, want := range map[string][]string{
			"koeln": {"Frauenärztin in", "Brandschutz"}, "KÖLN": {"Frauenärztin in", "Brandschutz"}, "köln türk": {"Frauenärztin in"}, "oeztuerk": {"Frauenärztin in"},
			"Notfall": {"Frauenärztin in"}, "0151 5550101": {"Frauenärztin in"}, "14 uhr": {"Frauenärztin in"}, "köln nirgends": nil,
		} {
			found := h.as("berta").searches(words).is(http.StatusOK)
			for _, title := range []string{"Frauenärztin in", "Brandschutz"} {
				if got, wanted := strings.Contains(found.text(), title), strings.Contains(strings.Join(want, " "), title); got != wanted {
					t.Errorf("%q finds %s: %v, want %v", words, title, got, wanted)
				}
			}
		}
		found := h.as("berta").searches("koeln")
		found.holds("<mark>Köln</mark>", "<mark>Köln</mark> steht nur hier", `value="koeln"`)
		if strings.Index(found.body, "Frauenärztin in") > strings.Index(found.body, "Brandschutz") {
			t.Error("what is in a title does not come before what is in a text")
		}
		h.as("berta").posts("/handbook/search", url.Values{"tag": {"Medizin"}}).is(http.StatusOK).says("Frauenärztin", "1 note").neverSays("Brandschutz")
		h.as("berta").opens("/handbook?kind=standard").is(http.StatusOK).says("Brandschutz").neverSays("Frauenärztin")
		list := h.as("berta").opens("/handbook").is(http.StatusOK).says("2 notes")
		if strings.Index(list.body, "Frauenärztin") > strings.Index(list.body, "Brandschutz") {
			t.Error("a pinned note does not come first")
		}
	})
}

func TestWhatSomebodySearchesForStandsInNoAddress(t *testing.T) {
	h := newHouse(t, 1)
	h.as("anna").writes("title", "Eins", "tags", "geheim")
	h.as("anna").writes("title", "Zwei")
	h.as("anna").opens("/handbook?q=Eins&tag=geheim").is(http.StatusOK).says("2 notes")
	if got := h.as("anna").posts("/handbook/search", url.Values{"kind": {"other"}, "sort": {"changed"}}).is(http.StatusSeeOther).header.Get("Location"); got != "/handbook?kind=other&sort=changed" {
		t.Errorf("without words the list is at %q", got)
	}
	found := h.as("anna").posts("/handbook/search", url.Values{"q": {"eins"}, "tag": {"geheim"}, "per_page": {"1"}}).is(http.StatusOK)
	for _, address := range []string{"href", "action"} {
		if strings.Contains(found.body, address+`="/handbook?q`) || strings.Contains(found.body, "tag=") || strings.Contains(found.body, "q=") {
			t.Errorf("the words stand in an address: %s", found.body)
		}
	}
}

func TestPagesOfASearchAreTurnedByPost(t *testing.T) {
	h := newHouse(t, 1)
	for range 51 {
		h.as("anna").writes("title", "Gleich", "tags", "T")
	}
	first := h.as("berta").searches("gleich").is(http.StatusOK).says("51 notes", "Page 1 of 2")
	if n := strings.Count(first.body, "<mark>Gleich</mark>"); n != 50 {
		t.Errorf("%d notes on the first page", n)
	}
	second := h.as("berta").posts("/handbook/search", url.Values{"q": {"gleich"}, "page": {"2"}}).is(http.StatusOK).says("Page 2 of 2")
	if n := strings.Count(second.body, "<mark>Gleich</mark>"); n != 1 {
		t.Errorf("%d notes on the second page", n)
	}
	h.as("berta").opens("/handbook?page=2").says("Page 2 of 2").holds(`href="/handbook"`)
}

func TestMistakesInAFormKeepWhatWasTyped(t *testing.T) {
	h := newHouse(t, 1)
	long := strings.Repeat("ä", textLimit+1)
	h.as("anna").posts("/handbook/new", url.Values{"title": {" "}, "kind": {"nonsense"}, "text": {"bleibt"}, "name": {"Auch das"}, "tags": {strings.Repeat("x,y", 1) + strings.Repeat("z", 41)}}).
		is(http.StatusUnprocessableEntity).says("Please look at these entries again", "Please give the note a title", "Please choose a kind", "A tag can have 40 characters").
		holds(">bleibt</textarea>", `value="Auch das"`, "<details open")
	kept := h.as("anna").posts("/handbook/new", url.Values{"title": {"T"}, "kind": {"other"}, "text": {long}})
	kept.is(http.StatusUnprocessableEntity).says("300,001 characters")
	if !strings.Contains(kept.body, long) {
		t.Error("the text was not given back")
	}
	h.as("anna").posts("/handbook/new", url.Values{"title": {"T"}, "kind": {"other"}, "text": {strings.Repeat("x", 10<<20)}}).is(http.StatusRequestEntityTooLarge)
	fits := long[:2*textLimit]
	at := h.as("anna").writes("title", "T", "text", fits)
	if got := h.as("anna").opens(at + "/edit").form().Get("text"); got != fits {
		t.Errorf("of a text at the limit %d bytes came back", len(got))
	}
	h.as("anna").opens("/handbook").says("1 note")
}

func TestOddTextsComeBackAsTheyWere(t *testing.T) {
	h := newHouse(t, 1)
	for _, s := range []string{"👩🏽‍⚕️ 🏳️‍🌈", "مرحبا بالعالم (Praxis)", "a\u0301 & <b>fett</b> \"q\"", "1. x\n\n| a | b |\n|---|---|\n| 1 | 2 |"} {
		at := h.as("anna").writes("title", strings.Fields(s)[0], "text", s)
		if got := h.as("anna").opens(at + "/edit").form().Get("text"); got != s {
			t.Errorf("%q became %q", s, got)
		}
		h.as("anna").opens(at).is(http.StatusOK).neverSays("<b>fett")
	}
}

func TestNothingWrittenRuns(t *testing.T) {
	h := newHouse(t, 1)
	evil := "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/x.png) <img src=x onerror=y>"
	at := h.as("anna").writes("title", evil, "text", evil, "name", evil, "email", "javascript:alert(1)", "phones", "javascript:alert(1)", "tags", "<script>alert(2)</script>")
	for _, path := range []string{at, at + "/edit", at + "/erase", "/handbook", at + "/versions"} {
		h.as("anna").opens(path).is(http.StatusOK).neverSays("<script>alert", `href="javascript`, "<img src=x")
	}
	h.as("anna").searches("alert").is(http.StatusOK).neverSays("<script>alert")
}

func TestSameFormTwiceMakesOneNote(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		form := h.as("anna").opens("/handbook/new").is(http.StatusOK).form()
		form.Set("title", "Einmal")
		form.Set("kind", "other")
		var sent sync.WaitGroup
		addresses := make([]string, 4)
		for i := range addresses {
			sent.Go(func() { addresses[i] = h.as("anna").posts("/handbook/new", form).header.Get("Location") })
		}
		sent.Wait()
		for _, a := range addresses {
			if a != addresses[0] || a == "" {
				t.Errorf("the same form led to %q", addresses)
			}
		}
		h.as("anna").opens("/handbook").says("1 note")
	})
}

func TestC17SecondWriterSeesBothVersions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").writes("title", "Ablauf", "text", "erst dies", "tags", "alt", "name", "Frau A")
		form := h.as("berta").opens(at + "/edit").form()
		h.as("anna").edits(at, "text", "erst dies, dann das", "tags", "neu").is(http.StatusSeeOther)

		form.Set("text", "erst dies, dann jenes")
		form.Set("name", "Frau B")
		both := h.as("berta").posts(at+"/edit", form).is(http.StatusConflict)
		both.says("Two versions", "Nothing is lost", "by ANNA", "erst dies, dann das", "erst dies, dann jenes", "neu")
		h.as("anna").opens(at).says("erst dies, dann das").neverSays("jenes")

		// Only she changed the tags, so what she saved is proposed.
		choice := both.form()
		for name, want := range map[string]string{"keep-tags": "theirs", "keep-text": "mine", "keep-name": "mine", "name": "Frau B"} {
			if got := choice.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		choice.Set("text", "erst dies, dann das, dann jenes")
		h.as("berta").posts(at+"/edit", choice).is(http.StatusSeeOther)
		h.as("anna").opens(at).says("erst dies, dann das, dann jenes", "neu", "Frau B", "2 earlier versions").neverSays("Frau A")

		// What was chosen is held against what she has seen, and not what came later.
		h.as("berta").posts(at+"/edit", choice).is(http.StatusConflict)
	})
}

func TestOnlyOneOfTwoAtOnceIsTaken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").writes("title", "N", "text", "0")
		form := h.as("anna").opens(at + "/edit").form()
		var sent sync.WaitGroup
		statuses := make([]int, 4)
		for i := range statuses {
			mine := url.Values{}
			for k, v := range form {
				mine[k] = v
			}
			mine["text"] = []string{strings.Repeat("i", i+1)}
			sent.Go(func() { statuses[i] = h.as("anna").posts(at+"/edit", mine).status })
		}
		sent.Wait()
		saved := 0
		for _, s := range statuses {
			switch s {
			case http.StatusSeeOther:
				saved++
			case http.StatusConflict:
			default:
				t.Errorf("status %d", s)
			}
		}
		if saved != 1 {
			t.Errorf("%d of %v were taken", saved, statuses)
		}
	})
}

func TestEarlierVersionsAreKeptAndRestored(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").writes("title", "N", "text", "eins")
		h.as("berta").edits(at, "text", "zwei", "title", "M").is(http.StatusSeeOther)
		h.as("berta").edits(at).is(http.StatusSeeOther) // nothing changed: no version
		list := h.as("anna").opens(at+"/versions").is(http.StatusOK).says("2 (holds now)", "by BERTA", "Title, Text", "Version 1", "by ANNA")
		_, rest, _ := strings.Cut(list.body, at+"/versions/")
		old := at + "/versions/" + rest[:32]
		shown := h.as("anna").opens(old).is(http.StatusOK).says("eins")
		form := url.Values{"stamp": {shown.hidden("stamp")}}
		h.as("anna").posts(old+"/restore", form).is(http.StatusSeeOther)
		h.as("anna").opens(at).says("eins", "2 earlier versions").neverSays("zwei")
		h.as("berta").posts(old+"/restore", form).is(http.StatusSeeOther) // says so already
		h.as("berta").edits(at, "text", "drei").is(http.StatusSeeOther)
		h.as("berta").posts(old+"/restore", form).is(http.StatusConflict).says("drei")
	})
}

func TestOldestVersionsGo(t *testing.T) {
	h := newHouse(t, 1)
	at := h.as("anna").writes("title", "N", "text", "0")
	for i := range versionLimit + 3 {
		h.as("anna").edits(at, "text", strings.Repeat("x", i+1)).is(http.StatusSeeOther)
	}
	h.as("anna").opens(at).says("100 earlier versions")
	h.as("anna").opens(at + "/versions").says("Version 4 ").neverSays("Version 3<")
}

func TestReadersCannotWrite(t *testing.T) {
	h := newHouse(t, 1)
	h.enrol("tilda", "temporary", ours)
	h.grant("tilda")
	at := h.as("anna").writes("title", "N")
	h.as("tilda").opens(at).is(http.StatusOK).neverSays("/edit", "/erase", `type="file"`)
	h.as("tilda").opens("/handbook").is(http.StatusOK).neverSays("/handbook/new", "/handbook/export")
	for _, path := range []string{"/handbook/new", at + "/edit", at + "/erase", "/handbook/export", "/handbook/import"} {
		h.as("tilda").opens(path).is(http.StatusForbidden)
		h.as("tilda").posts(path, url.Values{"title": {"X"}}).is(http.StatusForbidden)
	}
	h.as("berta").opens("/handbook/export").is(http.StatusForbidden)
	h.as("tilda").sends(at+"/files", nil, "x.txt", strings.NewReader("x")).is(http.StatusForbidden)
}

func TestWhoHasNoKeyIsToldWhomToAsk(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("berta").writes("title", "Inhalt")
		h.enrol("emma", "counsellor", ours)
		h.enrol("dora", "clerk", ours)
		for _, path := range []string{"/handbook", at, "/handbook/new"} {
			h.as("emma").opens(path).is(http.StatusOK).says("You do not hold the key", "ANNA", "BERTA").neverSays("Inhalt")
		}
		h.as("emma").posts("/handbook/new", url.Values{"title": {"X"}, "kind": {"other"}}).is(http.StatusForbidden).says("You do not hold the key")
		h.as("dora").opens("/handbook").is(http.StatusForbidden).says("The handbook is sealed", "ask a colleague")
		h.as("dora").opens(at).is(http.StatusForbidden)
		h.as("nobody").opens("/handbook").is(http.StatusUnauthorized)
		h.as("nobody").posts("/handbook/new", url.Values{"text": {"eine Stunde Arbeit"}}).is(http.StatusUnauthorized).says("eine Stunde Arbeit")
		h.as("nobody").posts("/handbook/export", url.Values{"passphrase": {"sehr geheim"}}).neverSays("sehr geheim")

		h.standing = desk.Opening
		h.as("anna").opens("/handbook").is(http.StatusOK).says("is being set up").neverSays("Inhalt")
		h.standing = desk.Closed
		h.as("anna").opens("/handbook").is(http.StatusOK).says("is closed here", "Inhalt").neverSays("/handbook/new")
		h.as("anna").opens(at).is(http.StatusOK).neverSays("/edit")
		h.as("anna").posts(at+"/edit", url.Values{"stamp": {string(vault.NewID())}, "title": {"X"}}).is(http.StatusForbidden)
		h.standing = desk.Open
		h.people["zoe"] = member{"0190a000-0000-7000-8000-0000000000ff", "lead", "0190a000-0000-7000-8000-00000000000c", h.people["anna"].holder}
		h.as("zoe").opens("/handbook").is(http.StatusOK).says("has no key yet")
	})
}
