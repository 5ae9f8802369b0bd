package handbook

import (
	"strings"

	"verbund/internal/platform/find"
)

// words is what a note is found by, sealed beside it, so that a search over
// everything only opens and looks: title, tags, what is said about a contact and
// the names of files, text.
func words(n Note) []byte {
	return find.Words(find.Section{Text: n.Title}, find.Section{Text: strings.Join(n.Tags, " ")},
		find.Section{Text: strings.Join(n.about(), " ")}, find.Section{Text: n.Text})
}

// weights of the sections of words: a title counts for more than what stands
// anywhere in a long text.
func weights() []int { return []int{1000, 100, 10, 1} }
