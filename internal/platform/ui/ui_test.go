package ui

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"verbund/internal/platform/text"
)

func written(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// scripted is the frame of an inner page in German on which a script may run.
func scripted(t *testing.T) Frame {
	t.Helper()
	german, _ := text.LanguageOf("de")
	texts, err := text.Load([]text.Language{german}, Texts())
	if err != nil {
		t.Fatal(err)
	}
	return Frame{Printer: texts.For("de"), Site: "Netz", Title: "Fallarbeit", Heading: "Fall", Path: "/casework/1", Script: "/static/inside.js",
		Inside: &Inside{Person: "Anna", SignOut: "/account/sign-out", Lock: "/account/lock"}}
}

func TestInnerPageWithScriptCanBeHiddenAndLocked(t *testing.T) {
	whole := scripted(t)
	html := written(t, Layout(whole))
	for _, part := range []string{
		`<div id="veil" class="veil noprint" data-title="Neuer Tab" data-seconds="60" hidden>`,
		`<form method="post" action="/account/lock" data-lock data-idle="14" hidden><input type="hidden" name="next" value="/casework/1">`,
		`<button class="plain" type="button" data-veil hidden>`, `<body class="inside">`,
	} {
		if !strings.Contains(html, part) {
			t.Errorf("%s is missing in %s", part, html)
		}
	}
	elsewhere := scripted(t)
	elsewhere.Inside.Here, elsewhere.Inside.KeysOff = "/casework", true
	if html := written(t, Layout(elsewhere)); !strings.Contains(html, `name="next" value="/casework"`) || !strings.Contains(html, `data-keys="off"`) {
		t.Errorf("a locked page leads back to where it cannot be opened: %s", html)
	}
	for name, change := range map[string]func(*Frame){
		"without script":      func(f *Frame) { f.Script = "" },
		"on the way in":       func(f *Frame) { f.Inside.Person = "" },
		"on a public page":    func(f *Frame) { f.Inside = nil },
		"where nothing locks": func(f *Frame) { f.Inside.Lock = "" },
	} {
		f := scripted(t)
		change(&f)
		if html := written(t, Layout(f)); strings.Contains(html, "veil") || strings.Contains(html, "data-lock") {
			t.Errorf("%s there is something that needs the script: %s", name, html)
		}
	}
}

// What the script says stands in the page, in the language of the person, and
// nothing that is typed is left in the browser.
func TestInnerScriptKeepsNothingAndSaysNothingOfItsOwn(t *testing.T) {
	code := string(InsideScript)
	for _, bad := range []string{"localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.", "innerHTML", "eval(", "console."} {
		if strings.Contains(code, bad) {
			t.Errorf("it uses %s", bad)
		}
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(InsideScript)
	_ = w.Close()
	if b.Len() > 3<<10 {
		t.Errorf("it travels as %d bytes, more than 3 KiB", b.Len())
	}
}

// A page has its own heading of the first rank; a text that somebody typed must
// not add another.
func TestHeadingsOfATextBeginWithTheSecondRank(t *testing.T) {
	for markdown, want := range map[string]string{
		"# Eins\n\n## Zwei\n\n###### Sechs": `<h2 id="part-1">Eins</h2>|<h3 id="part-2">Zwei</h3>|<h6 id="part-3">Sechs</h6>|`,
		"## Eins\n\n### Zwei":               `<h2 id="part-1">Eins</h2>|<h3 id="part-2">Zwei</h3>|`,
	} {
		p, err := ReadProse([]byte(markdown))
		if got := strings.ReplaceAll(p.html, "\n", "|"); err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", markdown, got, err, want)
		}
	}
}

func TestChoicesAreEscaped(t *testing.T) {
	got := written(t, options([]Choice{{Value: `a"b`, Words: "<b>&", Count: 3, Selected: true}, {Value: "c", Words: "C", Count: -1}}))
	want := `<option value="a&#34;b" selected>&lt;b&gt;&amp; (3)</option><option value="c">C</option>`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestProseLeavesOutWhatCouldRun(t *testing.T) {
	p, err := ReadProse([]byte("## Über uns\n\n<script>x</script>\n\n[a](javascript:x) <b onclick=x>b</b>\n\n| a |\n|---|\n| b |\n\n## مرحبا\n"))
	if err != nil {
		t.Fatal(err)
	}
	html := written(t, Text(p))
	for _, bad := range []string{"<script", "javascript:", "onclick"} {
		if strings.Contains(html, bad) {
			t.Errorf("%q is still there: %s", bad, html)
		}
	}
	for _, good := range []string{`<h2 id="part-1">Über uns</h2>`, `<h2 id="part-2">مرحبا</h2>`, `<div class="scroll" tabindex="0"><table>`, "</table></div>"} {
		if !strings.Contains(html, good) {
			t.Errorf("%q is missing: %s", good, html)
		}
	}
}

func TestFixedPartIsMadeOnce(t *testing.T) {
	made := 0
	part := Fixed(templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		made++
		_, err := io.WriteString(w, "part")
		return err
	}))
	if a, b := written(t, part), written(t, part); a != "part" || b != "part" || made != 1 {
		t.Errorf("%q, %q, made %d times", a, b, made)
	}
}
