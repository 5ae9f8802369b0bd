package decision

import (
	"slices"
	"testing"
)

func TestCodeListsAreWhole(t *testing.T) {
	c, err := ReadCodes()
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"kinds", "finality", "outcomes", "fields", "forms", "sectors", "acts", "means", "purposes", "routes", "origins", "gender", "minors", "sentences", "sums", "results", "methods", "sources", "sections"} {
		if len(c.List(list)) == 0 {
			t.Errorf("the list %s is empty", list)
		}
	}
	if got := c.Label("kinds", "judgment", "de"); got != "Urteil" {
		t.Errorf("a judgment is called %q", got)
	}
	if got := c.Label("kinds", "unheard-of", "en"); got != "unheard-of" {
		t.Errorf("an unknown code is shown as %q", got)
	}
}

func TestEveryParagraphHasItsOwnAnchor(t *testing.T) {
	text := Text{Sections: []Section{
		{Kind: "tenor", Paragraphs: []Paragraph{{Text: "a"}, {Text: "b"}}},
		{Kind: "reasons", Paragraphs: []Paragraph{{Number: "1", Text: "c"}, {Number: "2", Text: "d"}}},
		{Kind: "dissent", Paragraphs: []Paragraph{{Number: "1", Text: "e"}, {Number: "1-2", Text: "g"}, {Text: "f"}}},
	}}
	want := []string{"p-1", "p-2", "rn-1", "rn-2", "rn-1-2", "rn-1-2-2", "p-3"}
	if got := text.Anchors(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
