package dataset_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"verbund/internal/casework/dataset"
)

const exampleLists = `
version = "2026.1"
[[list]]
id = "colour"
codes = [
  { id = "red", de = "rot", en = "red" },
  { id = "green", de = "grün", en = "green" },
  { id = "old", de = "alt", en = "old", until = "2020-12-31" },
  { id = "new", de = "neu", en = "new", from = "2026-07-15" },
]
`

// exampleSheet has a question of every kind.
func exampleSheet() string {
	var b strings.Builder
	b.WriteString("id = \"all\"\npart = \"core\"\nde = \"Alles\"\nen = \"All\"\n[[section]]\nid = \"first\"\npage = 1\nde = \"Eins\"\nen = \"One\"\n")
	question := func(id, kind, more string) {
		fmt.Fprintf(&b, "[[section.question]]\nid = %q\nkind = %q\nde = %q\nen = %q\n%s\n", id, kind, "Frage "+id, "Question "+id, more)
	}
	for _, kind := range dataset.Kinds() {
		more := "asked = true"
		if kind == dataset.One || kind == dataset.Several {
			more += "\nlist = \"colour\""
		}
		question(string(kind), string(kind), more)
	}
	b.WriteString("[[section]]\nid = \"second\"\npage = 2\nde = \"Zwei\"\nen = \"Two\"\n")
	question("short", "line", "most = 5")
	question("must", "day", "required = true")
	question("who", "one", "list = \"@colleagues\"")
	question("plain", "line", "")
	return b.String()
}

func sources(lists, sheet string) fstest.MapFS {
	return fstest.MapFS{"lists.toml": {Data: []byte(lists)}, "sheets/all.toml": {Data: []byte(sheet)}}
}

// example is a data set with one sheet, which asks all there is.
func example(t testing.TB) (*dataset.Set, *dataset.Sheet) {
	t.Helper()
	set, err := dataset.ReadFrom(sources(exampleLists, exampleSheet()))
	if err != nil {
		t.Fatal(err)
	}
	return set, sheet(t, set, "all")
}

// colleagues are whom a task of the example may be given to.
func colleagues() dataset.Given {
	return dataset.Given{"@colleagues": {{Value: "c1", Label: "Anna Beispiel"}, {Value: "c2", Label: "Bo Beispiel"}}}
}

func TestSlipsInADataSetAreNamed(t *testing.T) {
	for _, tt := range []struct{ why, lists, sheet, want string }{
		{"a key is misspelt", exampleLists, strings.Replace(exampleSheet(), "most = 5", "mots = 5", 1), "mots"},
		{"no version", strings.Replace(exampleLists, `version = "2026.1"`, "", 1), exampleSheet(), "no version"},
		{"no English", strings.Replace(exampleLists, `, en = "red"`, "", 1), exampleSheet(), "the code red of colour is not said"},
		{"a code twice", strings.Replace(exampleLists, `id = "green"`, `id = "red"`, 1), exampleSheet(), `the code "red" of colour`},
		{"ends before it begins", strings.Replace(exampleLists, `from = "2026-07-15"`, `from = "2026-07-15", until = "2026-07-14"`, 1), exampleSheet(), "ends before it begins"},
		{"no such day", strings.Replace(exampleLists, "2026-07-15", "2026-13-15", 1), exampleSheet(), "lists.toml"},
		{"no such list", exampleLists, strings.Replace(exampleSheet(), `list = "colour"`, `list = "colours"`, 1), `no list "colours"`},
		{"no such kind", exampleLists, strings.Replace(exampleSheet(), `kind = "when"`, `kind = "whenever"`, 1), "all.when is of no kind"},
		{"a question twice", exampleLists, strings.Replace(exampleSheet(), `id = "plain"`, `id = "short"`, 1), "all.short is named wrongly or twice"},
		{"a name that forms use", exampleLists, strings.Replace(exampleSheet(), `id = "plain"`, `id = "stamp"`, 1), "all.stamp"},
		{"a name like that of a box", exampleLists, strings.Replace(exampleSheet(), `id = "plain"`, `id = "line-declined"`, 1), "all.line-declined"},
		{"half a hint", exampleLists, strings.Replace(exampleSheet(), "most = 5", `de_hint = "kurz"`, 1), "hint of all.short"},
		{"no part", exampleLists, strings.Replace(exampleSheet(), `part = "core"`, `part = "corner"`, 1), "all is in no part"},
		{"sorted by no day", exampleLists, `day = "line"` + "\n" + exampleSheet(), `all has no day "line"`},
		{"entries without a name", exampleLists, "many = true\n" + exampleSheet(), "an entry of all"},
	} {
		_, err := dataset.ReadFrom(sources(tt.lists, tt.sheet))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.why, err, tt.want)
		}
	}
}
