package dataset_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
)

var update = flag.Bool("update", false, "write the tables of sheets and lists into docs/dataset.md")

const (
	sheetsPage = "../../../docs/dataset.md"
	sheetsFrom = "<!-- sheets: printed by go test ./internal/casework/dataset -update -->\n"
	sheetsTo   = "<!-- end of sheets -->"
)

func TestManualShowsTheSheetsThereAre(t *testing.T) {
	page, err := os.ReadFile(sheetsPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(page), sheetsFrom)
	_, after, ok2 := strings.Cut(rest, sheetsTo)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no lines %q and %q", sheetsPage, sheetsFrom, sheetsTo)
	}
	want := before + sheetsFrom + "\n" + printed(load(t)) + "\n" + sheetsTo + after
	switch {
	case *update:
		if err := os.WriteFile(sheetsPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	case want != string(page):
		t.Errorf("%s is not what the sheets say; run: go test ./internal/casework/dataset -update", sheetsPage)
	}
}

// printed are the tables of a data set in Markdown.
func printed(set *dataset.Set) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Version %s: %d sheets, %d lists.\n\n", set.Version, len(set.Sheets), len(set.Lists))
	b.WriteString("### Sheets\n\n| sheet | German | English | part | group | many |\n|---|---|---|---|---|---|\n")
	for _, s := range set.Sheets {
		many := ""
		if s.Many {
			many = "by `" + s.Day + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", s.ID, s.De, s.En, s.Part, s.Group, many)
	}
	b.WriteString("\n### Sheets of the centre\n\nThey belong to no case.\n\n| sheet | German | English |\n|---|---|---|\n")
	for _, s := range set.Centre {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", s.ID, s.De, s.En)
	}
	b.WriteString("\n### Questions\n\nIn brackets: the list. *req* must be answered, *ask* may be declined, *col* is a column of the list of entries, *nam* and *num* are searched as names and numbers.\n")
	for _, s := range slices.Concat(set.Sheets, set.Centre) {
		fmt.Fprintf(&b, "\n**`%s`**\n\n| question | kind | German | English | | record |\n|---|---|---|---|---|---|\n", s.ID)
		for _, q := range s.Questions() {
			kind := string(q.Kind)
			if q.List != "" {
				kind += " (`" + q.List + "`)"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", q.ID, kind, q.De, q.En, marks(q), q.Record)
		}
	}
	b.WriteString("\n### Lists\n\nA code is followed by what it becomes in the released record, where that differs (→).\n\n| list | codes |\n|---|---|\n")
	for _, l := range set.Lists {
		var codes []string
		for _, c := range l.Codes {
			codes = append(codes, code(c))
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", l.ID, strings.Join(codes, ", "))
	}
	return b.String()
}

func marks(q dataset.Question) string {
	var all []string
	for _, m := range []struct {
		word string
		is   bool
	}{{"req", q.Required}, {"ask", q.Asked}, {"col", q.Brief}, {"nam", q.Names}, {"num", q.Numbers}} {
		if m.is {
			all = append(all, m.word)
		}
	}
	return strings.Join(all, " ")
}

func code(c dataset.Code) string {
	s := c.ID
	if c.Record != "" {
		s += " → " + c.Record
	}
	var days []string
	if !c.From.IsZero() {
		days = append(days, "from "+c.From.String())
	}
	if !c.Until.IsZero() {
		days = append(days, "until "+c.Until.String())
	}
	if len(days) > 0 {
		s += " (" + strings.Join(days, ", ") + ")"
	}
	return s
}
