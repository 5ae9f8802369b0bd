package ui

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func written(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
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
