package app_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"verbund/internal/casework/letters"
	"verbund/internal/testkit"
)

// asks opens a page and fills its form to an address with canaries. given are
// pairs of a field that takes no word and what is chosen there; "=" leaves what
// the page proposes.
func (j *journey) asks(c *colleague, at, to, when string, given ...string) url.Values {
	j.t.Helper()
	form := j.looks(c, at).FormTo(to)
	values, proposed := j.fills(form, when), form.Values()
	for i := 0; i+1 < len(given); i += 2 {
		if given[i+1] == "=" {
			values[given[i]] = proposed[given[i]]
			continue
		}
		values.Set(given[i], given[i+1])
	}
	return values
}

// leadsOn sends a form that is good and returns where the answer leads, without
// what was done.
func (j *journey) leadsOn(c *colleague, to string, form url.Values) string {
	j.t.Helper()
	where, _, _ := strings.Cut(c.Sends(to, form).Is(http.StatusSeeOther).Header.Get("Location"), "?")
	return where
}

// isShown expects what was typed on a page: a test that sees nothing there would
// see nothing anywhere.
func (j *journey) isShown(page *testkit.Page, words ...string) {
	j.t.Helper()
	body := page.Is(http.StatusOK).Body
	body += tags.ReplaceAllString(body, "") // numbers in a word may stand in an element of their own
	for _, word := range words {
		if word == "" || !strings.Contains(body, word) {
			j.t.Errorf("what was typed is not shown: the test sees nothing: %q\n%s", word, page.Main())
		}
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// documents uploads papers and photographs, changes them and erases one.
func (j *journey) documents(first, second *colleague, file string) {
	j.t.Helper()
	at, field := file+"/documents", caseRoute+"/documents file"
	name, content := j.canary(field, "name"), j.canary(field, "content")
	wrong := j.asks(first, at, at, "wrong")
	first.Uploads(at, wrong, "file", name+".txt", strings.NewReader(content)).Is(http.StatusUnprocessableEntity)
	form := j.asks(first, at, at, "", "day", "2026-02-03")
	where := first.Uploads(at, form, "file", name+".txt", strings.NewReader(strings.Repeat(content+" ", 50_000))).Is(http.StatusSeeOther).Header.Get("Location")
	paper, _, _ := strings.Cut(where, "?")
	j.isShown(j.looks(second, paper), form.Get("title"), form.Get("note"), name)
	j.isShown(second.Opens(at), form.Get("title"))

	pages := caseRoute + "/documents/{entry}/pages file"
	photo, behind := j.canary(pages, "name"), j.canary(pages, "content")
	second.Uploads(paper+"/pages", nil, "file", photo+".png", pictureWith(behind)).Is(http.StatusSeeOther)
	page := j.looks(second, paper).Says(photo)
	if shown := second.Opens(pictureOn(page)).Is(http.StatusOK); strings.Contains(shown.Body, behind) {
		j.t.Error("a picture is shown as it came")
	}
	whole := ""
	for _, to := range page.Links() {
		if strings.Contains(to, "/files/") {
			whole += first.Opens(to).Is(http.StatusOK).Body
		}
	}
	if !strings.Contains(whole, content) || !strings.Contains(whole, behind) {
		j.t.Error("the files came back as something else")
	}

	late := j.asks(first, paper, paper, "too late", "day", "2026-02-04")
	second.Sends(paper, j.asks(second, paper, paper, "wrong")).Is(http.StatusUnprocessableEntity)
	second.Sends(paper, j.asks(second, paper, paper, "again", "day", "2026-02-05")).Is(http.StatusSeeOther)
	first.Sends(paper, late).Is(http.StatusConflict)
	first.Posts(paper + "/remove").Is(http.StatusSeeOther)
	first.Posts(paper + "/restore").Is(http.StatusSeeOther)
	first.Sends(paper+"/erase", j.asks(first, paper+"/erase", paper+"/erase", "wrong")).Is(http.StatusUnprocessableEntity)

	form = j.asks(first, at, at, "of another", "day", "")
	where = first.Uploads(at, form, "file", j.canary(field, "name of another"), strings.NewReader(j.canary(field, "content of another"))).Is(http.StatusSeeOther).Header.Get("Location")
	other, _, _ := strings.Cut(where, "?")
	first.Posts(other+"/erase", "password", first.password).Is(http.StatusSeeOther)
	first.Opens(other).Is(http.StatusNotFound)
}

// pictureWith is a picture behind which words stand, as a camera writes them.
func pictureWith(words string) *bytes.Buffer {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))) // into memory
	b.WriteString(words)
	return &b
}

// pictureOn is the address of the first picture on a page of a document.
func pictureOn(page *testkit.Page) string {
	for _, e := range page.Tagged("img") {
		if strings.Contains(e.Attribute("src"), "/pages/") {
			return e.Attribute("src")
		}
	}
	return ""
}

// letters says what letters say about the centre, writes one of every text and
// one of the centre's own, which asks for everything there is to ask for.
func (j *journey) letters(first, second *colleague, file string) {
	j.t.Helper()
	const settings, new = "/casework/settings", "/casework/settings/texts/new"
	first.Sends(settings, j.asks(first, settings, settings, "wrong")).Is(http.StatusUnprocessableEntity)
	late := j.asks(first, settings, settings, "too late", "years", "9")
	typed := j.asks(second, settings, settings, "", "years", "10")
	second.Sends(settings, typed).Is(http.StatusSeeOther)
	first.Sends(settings, late).Is(http.StatusConflict)
	j.isShown(first.Opens(settings), typed.Get("organisation"), typed.Get("phone"), typed.Get("address"))

	shelf, err := letters.Load()
	if err != nil {
		j.t.Fatal(err)
	}
	everything := ""
	for _, one := range shelf.Placeholders() {
		everything += " {" + one.Name + "?}"
	}
	wording := j.asks(first, new, new, "")
	first.Posts(new, "title", wording.Get("title"), "body", j.canary("/casework/settings/texts/{text} body", "wrong")+" {unknown_name}").Is(http.StatusUnprocessableEntity)
	wording.Set("body", wording.Get("body")+everything)
	first.Sends(new, wording).Is(http.StatusSeeOther)
	own := first.Opens(settings).Is(http.StatusOK).Link(wording.Get("title"))
	old := j.asks(first, own, own, "too late")
	again := j.asks(second, own, own, "again")
	again.Set("body", again.Get("body")+everything)
	second.Sends(own, again).Is(http.StatusSeeOther)
	first.Sends(own, old).Is(http.StatusConflict)
	first.Posts(own + "/remove").Is(http.StatusSeeOther)
	first.Posts(own + "/restore").Is(http.StatusSeeOther)

	texts := 0
	for _, to := range first.Opens(file + "/letters").Is(http.StatusOK).Links() {
		if !strings.Contains(to, "/texts/") {
			continue
		}
		texts++
		typed := j.asks(first, to, to, "of "+to[strings.LastIndex(to, "/")+1:])
		letter := j.leadsOn(first, to, typed)
		page := j.looks(first, letter)
		if texts == 1 {
			j.isShown(page, typed.Get("value-authority"))
			j.writesOn(first, second, letter)
		}
	}
	if texts < 10 {
		j.t.Errorf("letters can be made of %d texts only", texts)
	}
	first.Opens(file + "/witness").Is(http.StatusOK)
	first.Posts(file + "/witness").Is(http.StatusSeeOther)
}

// writesOn changes a letter, as two do at once, and prints it.
func (j *journey) writesOn(first, second *colleague, letter string) {
	j.t.Helper()
	late := j.asks(second, letter, letter, "too late")
	draft := j.asks(first, letter, letter, "in a draft")
	draft.Set("draft", letter)
	first.Sends("/casework/drafts", draft).Is(http.StatusOK)
	typed := j.asks(first, letter, letter, "again")
	first.Sends(letter, typed).Is(http.StatusSeeOther)
	second.Sends(letter, late).Is(http.StatusConflict)
	j.isShown(second.Opens(letter+"/print"), typed.Get("text"))
	first.Posts(letter + "/remove").Is(http.StatusSeeOther)
	first.Posts(letter + "/restore").Is(http.StatusSeeOther)
}
