package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"verbund/internal/testkit"
)

// talks has somebody write to the centre anonymously, with a file, and the centre
// answer her, ask her, keep a draft and a note, and block her at last.
func (j *journey) talks(first, second *colleague) {
	j.t.Helper()
	setup := j.looks(first, "/contact/inbox/setup").FormTo("/contact/inbox/setup").Values()
	setup.Set("open", "1")
	setup.Set("anyone", "1")
	first.Sends("/contact/inbox/setup", setup).Is(http.StatusSeeOther)

	s := testkit.NewSeeker(j.t, j.address, "de").Presses("place")
	s.Presses("centre", "place", j.canary("/contact place", "unknown")).Is(http.StatusUnprocessableEntity)
	words := j.canary("/contact text", "first")
	s.Presses("anyone").Is(200).Presses("text").Presses("files", "text", words).Is(200)
	name, content := j.canary("/contact file", "name"), j.canary("/contact file", "content")
	s.Attaches(name+".txt", strings.Repeat(content+" ", 20_000), "original", "1").Is(200).Says(name)
	s.Presses("code").Is(200)
	code := j.knows("number of a mailbox", s.Code())
	j.knows("number of a mailbox without gaps", strings.ReplaceAll(code, " ", ""))
	j.token(s)
	s.Presses("confirm", "typed", j.canary("/contact typed", "wrong")).Is(http.StatusUnprocessableEntity)
	s.Presses("confirm", "typed", code[len(code)-11:]).Is(200)
	abandoned := testkit.NewSeeker(j.t, j.address, "de").Presses("place").Presses("anyone").Presses("text")
	abandoned.Presses("files", "text", j.canary("/contact text", "never sent")).Presses("code").Is(200)
	j.token(abandoned)

	at := ""
	for _, to := range first.Opens("/contact/inbox").Is(http.StatusOK).Links() {
		if regexp.MustCompile(`^/contact/inbox/[0-9a-f]{32}$`).MatchString(to) {
			at = to
		}
	}
	talk := j.looks(first, at).Says(words, name)
	if got := second.Opens(firstLink(j.t, talk, `/files/[0-9a-f]{32}/[0-9a-f]{32}$`)).Is(http.StatusOK); !strings.Contains(got.Body, content) {
		j.t.Error("the file came back as something else")
	}
	note := j.fills(talk.FormTo(at+"/standing"), "")
	note.Set("state", "open")
	first.Sends(at+"/standing", note).Is(http.StatusSeeOther)

	block := j.looks(first, "/contact/inbox/blocks/edit/"+strings.Repeat("5", 32))
	first.Sends("/contact/inbox/blocks/edit/"+strings.Repeat("5", 32), j.fills(block.FormTo("/contact/inbox/blocks/edit/"+strings.Repeat("5", 32)), "")).Is(http.StatusSeeOther)

	draft := j.fills(j.looks(first, at+"/answer").FormTo(at+"/answer"), "")
	draft.Set("do", "save")
	draft.Set("reviewer", second.colleagueCalled(j.names["the second lead"]))
	first.Sends(at+"/answer", draft).Is(http.StatusSeeOther)
	review := j.fills(j.looks(second, at+"/answer").FormTo(at+"/review"), "")
	review.Set("do", "agree")
	second.Sends(at+"/review", review).Is(http.StatusSeeOther)
	first.Sends(at+"/send", j.looks(first, at+"/preview").FormTo(at+"/send").Values()).Is(http.StatusSeeOther)

	s = testkit.NewSeeker(j.t, j.address, "de").Presses("open")
	s.Presses("read", "code", j.canary("/contact code", "none")).Is(http.StatusUnprocessableEntity)
	s.Presses("read", "code", code).Is(200).Says(draft.Get("text")).NeverSays(words)
	j.token(s)
	s.Presses("text").Presses("files", "text", j.canary("/contact text", "second")).Presses("code").Is(200)

	shut := j.fills(j.looks(first, at+"/block").FormTo(at+"/block"), "")
	first.Sends(at+"/block", shut).Is(http.StatusSeeOther)
	j.looks(first, "/contact/inbox/figures")
	testkit.NewSeeker(j.t, j.address, "de").Comes(code).Is(200).Says(shut.Get("text"))

	// Somebody deletes everything at once: nothing of it may be left either.
	s = testkit.NewSeeker(j.t, j.address, "de").Presses("place").Presses("anyone").Presses("text")
	s.Presses("files", "text", j.canary("/contact text", "deleted")).Presses("code").Is(200)
	gone := j.knows("number of a mailbox that is gone", s.Code())
	s.Presses("confirm", "typed", gone[len(gone)-11:]).Is(200)
	testkit.NewSeeker(j.t, j.address, "de").Comes(gone).Presses("sure").Presses("erase").Is(200)
}

// token notes what stands in the page of somebody's visit.
func (j *journey) token(s *testkit.Seeker) {
	j.t.Helper()
	for _, f := range s.Forms() {
		if token := url.Values(f.Values()).Get("token"); token != "" {
			j.knows("token of a visit", token)
			return
		}
	}
	j.t.Error("the page holds no token")
}
