package deadline_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"verbund/internal/casework/deadline"
)

var update = flag.Bool("update", false, "write the table of rules into docs/deadlines.md, and the calendar into testdata")

const (
	page  = "../../../docs/deadlines.md"
	begin = "<!-- rules: printed from internal/casework/deadline/rules; go test ./internal/casework/deadline -update -->\n"
	end   = "<!-- end of rules -->\n"
)

// table prints the rules as Markdown, a heading and a table for each kind.
func table(book *deadline.Book) string {
	var b strings.Builder
	for _, kind := range deadline.Kinds() {
		fmt.Fprintf(&b, "\n### %s (%s)\n\n| rule | lasts | counted from | provision | as of |\n|---|---|---|---|---|\n", book.Kind(kind, "en"), book.Kind(kind, "de"))
		for _, r := range book.Of(kind) {
			fmt.Fprintf(&b, "| **%s** (%s) `%s` | %s | %s | %s | %s |\n", r.Label.EN, r.Label.DE, r.ID, lasts(book, r), from(r), provision(r), r.AsOf)
		}
	}
	return b.String() + "\n"
}

func lasts(book *deadline.Book, r deadline.Rule) string {
	if r.Entered() {
		return "entered"
	}
	text := book.Lasting(r, "en")
	if r.AtLeast {
		text = "at least " + text
	}
	for _, more := range []struct {
		is   bool
		text string
	}{{r.FirstDayCounts, "first day counts"}, {r.Moves, "moves"}, {r.Confirm, "confirm"}} {
		if more.is {
			text += ", " + more.text
		}
	}
	return text
}

func from(r deadline.Rule) string {
	text := strings.ToLower(r.Start.EN[:1]) + r.Start.EN[1:]
	limit := func(word, day string) {
		if day != "" {
			text += fmt.Sprintf("; %s %s %s", strings.ToLower(r.Decides.EN[:1])+r.Decides.EN[1:], word, day)
		}
	}
	limit("from", r.From.String())
	limit("until", r.Until.String())
	return text
}

func provision(r deadline.Rule) string {
	if r.Statute == "" {
		return ""
	}
	return fmt.Sprintf("[%s](%s)", r.Statute, r.URL)
}

func TestPageHasEveryRule(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ended := strings.Cut(rest, end)
	if !ok || !ended {
		t.Fatalf("%s lacks the lines between which the rules stand", page)
	}
	want := before + begin + table(load(t)) + end + after
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Error("docs/deadlines.md is not what the rules say; run: go test ./internal/casework/deadline -update")
	}
}
