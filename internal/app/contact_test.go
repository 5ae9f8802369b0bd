package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"verbund/internal/testkit"
)

var contactDemo = testkit.Options{Demo: true, People: true}

// A person writes, the centre answers, and she reads it with nothing but her
// number; then she deletes everything.
func TestSomebodyWritesAndReadsTheAnswer(t *testing.T) {
	testkit.OnEach(t, contactDemo, func(t *testing.T, n *testkit.Network) {
		const words = "Ich brauche ein Bett für heute Nacht 🌧 مرحبا"
		code := n.Seeks(t, "de").Writes("Ahorn", words)
		if len(code) != 29 {
			t.Fatalf("the number is %q", code)
		}
		n.Seeks(t, "de").Comes(code).Is(200).Says("Ihre Nachricht ist da", "voraussichtlich bis").NeverSays(words)

		counsellor := n.SignIn(t, "counsellor")
		at := talkOf(t, counsellor, words)
		answer(t, counsellor, at, "Ja, rufen Sie bitte heute an.")

		read := n.Seeks(t, "ar").Comes(code).Is(200).Says("Ja, rufen Sie bitte heute an.").NeverSays(words)
		if dir := read.Tagged("html")[0].Attribute("dir"); dir != "rtl" {
			t.Errorf("the page in Arabic is read %q", dir)
		}
		read.Presses("text").Presses("files", "text", "Danke").Presses("code").Is(200)
		counsellor.Opens(at).Is(200).Says("Danke")
		read.Presses("forget").Is(200).NeverSays("Ja, rufen Sie")
		read.Presses("sure").Presses("erase").Is(200)
		n.Seeks(t, "de").Comes(code).Is(http.StatusUnprocessableEntity).Says("Zu dieser Nummer gibt es nichts")
		counsellor.Opens(at).Is(404)
	})
}

// talkOf is the conversation in which something was written.
func talkOf(t *testing.T, v *testkit.Visitor, words string) string {
	t.Helper()
	for _, to := range v.Opens("/contact/inbox").Is(200).Links() {
		if regexp.MustCompile(`^/contact/inbox/[0-9a-f]{32}$`).MatchString(to) && strings.Contains(v.Opens(to).Is(200).Main(), words) {
			return to
		}
	}
	t.Fatalf("nobody wrote %q", words)
	return ""
}

// answer writes an answer, looks at it and sends it.
func answer(t *testing.T, v *testkit.Visitor, at, words string, more ...string) {
	t.Helper()
	form := v.Opens(at + "/answer").Is(200).FormTo(at + "/answer").Values()
	form.Set("text", words)
	form.Set("do", "preview")
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	v.Posts(at+"/answer", form).Is(303)
	v.Posts(at+"/send", v.Opens(at+"/preview").Is(200).FormTo(at+"/send").Values()).Is(303)
}

// With her yes a case is made of what she wrote: texts in its journal, files among its
// documents, and nothing of them left in the inbox.
func TestACaseIsMadeOfWhatSheWrote(t *testing.T) {
	testkit.OnEach(t, contactDemo, func(t *testing.T, n *testkit.Network) {
		const words = "Mein Lohn fehlt seit März"
		s := n.Seeks(t, "de").Presses("place").Presses("centre", "place", "Berlin")
		s.ChoosesCentre("Ahorn")
		s.Presses("text").Presses("files", "text", words).Attaches("vertrag.txt", "Arbeitsvertrag", "original", "1").Presses("code")
		code := s.Code()
		s.Presses("confirm", "typed", code[len(code)-11:]).Is(200)

		counsellor := n.SignIn(t, "counsellor")
		at := talkOf(t, counsellor, words)
		counsellor.Opens(at + "/case").Is(403)
		answer(t, counsellor, at, "Dürfen wir eine Akte anlegen?", "ask", "case")
		n.Seeks(t, "de").Comes(code).Is(200).Says("Darf Fachberatungsstelle Ahorn").Chooses("Ja").Is(200).Says("weitergegeben")
		form := counsellor.Opens(at + "/case").Is(200).FormTo(at + "/case").Values()
		counsellor.Posts(at+"/case", form).Is(303)
		counsellor.Posts(at+"/case", form) // pressed twice
		talk := counsellor.Opens(at).Is(200).NeverSays(words, "vertrag.txt")
		file := ""
		for _, to := range talk.Links() {
			if strings.HasPrefix(to, "/casework/cases/") {
				file = to
			}
		}
		counsellor.Opens(file+"/entries/journal").Is(200).Says(words, "Dürfen wir eine Akte anlegen?")
		page := counsellor.Opens(file + "/documents").Is(200).Says("vertrag.txt")
		for _, to := range page.Links() {
			if regexp.MustCompile(`/documents/[0-9a-f]{32}$`).MatchString(to) {
				page = counsellor.Opens(to).Is(200)
			}
		}
		content := ""
		for _, to := range page.Links() {
			if regexp.MustCompile(`/files/[0-9a-f]{32}$`).MatchString(to) {
				content = counsellor.Opens(to).Is(200).Body
			}
		}
		if content != "Arbeitsvertrag" {
			t.Errorf("the document holds %q", content)
		}
		if cases := strings.Count(counsellor.Opens("/casework/cases").Is(200).Body, `href="/casework/cases/`); cases != 1 {
			t.Errorf("%d links to cases: one was to be made", cases)
		}
		n.Seeks(t, "de").Comes(code).Is(200).Says("Dürfen wir eine Akte anlegen?")
		n.SignIn(t, "counsellor2").Opens(file).Is(404)
	})
}

// Whatever breaks off before the number was typed back has sent nothing, and is gone
// within two hours.
func TestNothingIsSentBeforeTheNumberIsTypedBack(t *testing.T) {
	testkit.OnEach(t, contactDemo, func(t *testing.T, n *testkit.Network) {
		steps := []func(*testkit.Seeker){
			func(s *testkit.Seeker) { s.Presses("place") },
			func(s *testkit.Seeker) { s.Presses("anyone") },
			func(s *testkit.Seeker) { s.Presses("text") },
			func(s *testkit.Seeker) { s.Presses("files", "text", "Halb geschrieben") },
			func(s *testkit.Seeker) { s.Attaches("brief.txt", "Inhalt", "original", "1").Is(200) },
			func(s *testkit.Seeker) { s.Presses("code").Is(200) },
			func(s *testkit.Seeker) { s.Presses("confirm", "typed", "0000000000").Is(422) },
		}
		for until := range steps {
			s := n.Seeks(t, "de")
			for _, step := range steps[:until+1] {
				step(s)
			}
		}
		for _, name := range []string{"counsellor", "counsellor2"} {
			n.SignIn(t, name).Opens("/contact/inbox").Is(200).NeverSays("Deutsch")
		}
		n.Clock.Advance(2 * time.Hour)
		if err := n.App.Contact.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"contact_box", "contact_message", "contact_visit", "vault_mailbox", "vault_piece"} {
			var left int
			if err := n.App.Database.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&left); err != nil || left != 0 {
				t.Errorf("%d rows are left in %s, %v", left, table, err)
			}
		}
	})
}

// What was typed is kept through every mistake and every way back.
func TestNothingTypedIsLostOnTheWay(t *testing.T) {
	n := testkit.Start(t, contactDemo)
	const words = "Meine lange Nachricht"
	s := n.Seeks(t, "de").Presses("place")
	s.Presses("centre", "place", "").Is(422).Says("Bitte schreiben Sie eine Stadt")
	s.Presses("centre", "place", "Xyzzystadt").Is(422).Says("Diesen Ort kennen wir nicht")
	s.Presses("anyone").Is(200).Says("Nur die Beraterinnen")
	s.Presses("text").Presses("files", "text", "").Is(422).Says("Hier steht noch nichts")
	s.Presses("files", "text", strings.Repeat("ä", 8001)).Is(422).Says("8.001 Zeichen")
	s.Presses("files", "text", words).Is(200)
	s.Presses("text").Says(words)
	s.Presses("told").Presses("text").Is(200).Says(words)
	s.Presses("files").Attaches("", "").Is(422).Says("noch keine Datei")
	s.Attaches("foto.jpg", "kein Bild", "original", "").Is(200).Says("foto.jpg", "bleibt, wie sie ist")
	s.Attaches("groß.bin", strings.Repeat("x", 25<<20+1), "original", "1").Is(422).Says("größer als 25 MB", "foto.jpg")
	s.Presses("detach").Is(200).NeverSays("foto.jpg")
	s.Presses("code").Is(200)
	code := s.Code()
	s.Presses("confirm", "typed", "12345").Is(422).Says("nicht die letzten zehn Ziffern")
	if s.Code() != code {
		t.Error("another number is shown")
	}
	s.Presses("card").Is(200).Presses("code").Is(200)
	if s.Code() != code {
		t.Error("another number is shown after the card")
	}
	arabic := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '٠' + r - '0'
		}
		return '-'
	}, code[len(code)-11:])
	s.Presses("confirm", "typed", arabic).Is(200).Says("Ihre Nachricht ist angekommen")

	// The page lay open for too long while she wrote more.
	s = n.Seeks(t, "de").Comes(code).Presses("text")
	n.Clock.Advance(2 * time.Hour)
	s.Presses("files", "text", "Was ich in einer Stunde schrieb").Is(200).Says("Die Seite war lange offen")
	back := *s
	back.Presses("begin").Presses("language").Chooses("Deutsch").Presses("place").Presses("anyone").Presses("text").Says("Was ich in einer Stunde schrieb")
	s.Presses("read", "code", code).Is(200).Says("Was ich in einer Stunde schrieb")
}

// C9: the pages hold nothing that runs or loads, lead nowhere, are kept nowhere, set
// no cookie, and have the same neutral title.
func TestC9PagesForWritingHoldNothingButWords(t *testing.T) {
	n := testkit.Start(t, contactDemo)
	check := func(s *testkit.Seeker, what string) {
		t.Helper()
		s.Is(200).IsHarmless()
		for _, tag := range []string{"script", "svg", "img", "iframe", "object", "video", "audio"} {
			if len(s.Tagged(tag)) > 0 {
				t.Errorf("%s holds a <%s>", what, tag)
			}
		}
		for _, to := range s.Links() {
			if !strings.HasPrefix(to, "tel:") && !strings.HasPrefix(to, "#") {
				t.Errorf("%s leads to %s", what, to)
			}
		}
		for _, f := range s.Forms() {
			if f.Action != "/contact" && f.Action != "/exit" || !f.Post {
				t.Errorf("%s sends a form to %s", what, f.Action)
			}
			for _, e := range f.Typed() {
				if e.Attribute("type") != "file" && e.Attribute("autocomplete") != "off" {
					t.Errorf("%s: the browser may remember %s", what, e.Attribute("name"))
				}
			}
		}
		if s.Title() != "Kontakt" {
			t.Errorf("%s is called %q", what, s.Title())
		}
		h := s.Header
		if h.Get("Cache-Control") != "no-store" || h.Get("Set-Cookie") != "" || h.Get("ETag") != "" || strings.Contains(h.Get("Content-Security-Policy"), "script-src") {
			t.Errorf("%s has the headers %v", what, h)
		}
		if strings.Contains(s.Body, "url(") || strings.Contains(s.Body, "@font-face") || strings.Contains(s.Body, " style=") {
			t.Errorf("%s loads something by its style", what)
		}
	}
	for _, lang := range []string{"de", "ar", "vi"} {
		s := n.Seeks(t, lang)
		check(s, "begin")
		check(s.Presses("language"), "languages")
		s = n.Seeks(t, lang).Presses("place")
		check(s, "place")
		check(s.Presses("centre", "place", "Berlin"), "centres")
		check(s.Presses("anyone"), "told")
		check(s.Presses("text"), "text")
		check(s.Presses("files", "text", "Hallo"), "files")
		check(s.Presses("code"), "code")
		code := s.Code()
		check(s.Presses("card"), "card")
		check(s.Presses("code").Presses("confirm", "typed", code[len(code)-11:]), "done")
		check(s.Presses("end"), "end")
		s = n.Seeks(t, lang).Presses("open")
		check(s, "open")
		check(s.Presses("read", "code", code), "read")
		check(s.Presses("sure"), "sure")
		check(s.Presses("erase"), "erased")
	}
}

// A form that nobody made leads to the first page, and a number that is none costs
// no work.
func TestAnythingMayBeSentToTheOneAddress(t *testing.T) {
	n := testkit.Start(t, contactDemo)
	for _, form := range []url.Values{
		{}, {"step": {"nothing"}}, {"step": {"told"}, "to": {"x"}}, {"step": {"code"}, "text": {"a"}, "to": {"0190a000-0000-7000-8000-00000000000a"}},
		{"step": {"confirm"}, "token": {"x"}}, {"step": {"erase"}}, {"step": {"forget"}, "answer": {"../.."}}, {"step": {"read"}, "token": {strings.Repeat("A", 43)}},
		{"step": {"detach"}, "file": {"x"}}, {"language": {"xx"}}, {"step": {"files"}, "text": {"\x00\xff"}},
	} {
		if s := n.Seeks(t, "de").Sends(form); s.Status != 200 && s.Status != 404 && s.Status != 422 {
			t.Errorf("%v: %d %s", form, s.Status, s.Main())
		}
	}
	before := n.App.Vault.Work()
	for typed, says := range map[string]string{"": "0 Ziffern", "12345": "5 Ziffern", "1234567890123456789012345": "Eine Ziffer stimmt nicht", "O234567890123456789012345": "keine Buchstaben"} {
		n.Seeks(t, "de").Presses("open").Presses("read", "code", typed).Is(422).Says(says)
	}
	if n.App.Vault.Work() != before {
		t.Error("a slip cost the work of a number")
	}
}

// C14 for messages: 90 days after her last visit nothing of them is left.
func TestC14NothingIsLeftNinetyDaysAfterTheLastVisit(t *testing.T) {
	testkit.OnEach(t, contactDemo, func(t *testing.T, n *testkit.Network) {
		code := n.Seeks(t, "de").Writes("Ahorn", "Neunzig Tage")
		n.Clock.Advance(89 * 24 * time.Hour)
		sweep := func() {
			t.Helper()
			if err := n.App.Contact.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		sweep()
		n.Seeks(t, "de").Comes(code).Is(200)
		n.Clock.Advance(89 * 24 * time.Hour)
		sweep()
		if n.Seeks(t, "de").Comes(code).Is(200); t.Failed() {
			return
		}
		n.Clock.Advance(90 * 24 * time.Hour)
		sweep()
		n.Seeks(t, "de").Comes(code).Is(422)
		for _, table := range []string{"contact_box", "contact_message", "contact_answer", "contact_visit", "vault_mailbox"} {
			var left int
			if err := n.App.Database.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&left); err != nil || left != 0 {
				t.Errorf("%d rows are left in %s, %v", left, table, err)
			}
		}
	})
}
