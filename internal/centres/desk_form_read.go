package centres

import (
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// The form of an entry has the names of fields for its names. Lists are boxes to
// tick or one item a line; languages are typed by name, in two fields.
const (
	houseField       = "languages_house"
	interpreterField = "languages_interpreter"
)

// asTyped fills a form with fields, as if somebody had typed them.
func asTyped(t *text.Printer, f Fields) web.Values {
	values := web.Values{}
	for field, value := range f {
		name, _ := splitField(field)
		switch {
		case name == "languages":
			house, by := languagesAsTyped(t, value)
			values[houseField], values[interpreterField] = []string{house}, []string{by}
		case isTicked(name):
			values[field] = items(value)
		case isListed(name):
			values[field] = []string{strings.ReplaceAll(value, " | ", "\n")}
		default:
			values[field] = []string{value}
		}
	}
	for p, n := range f.counts() {
		values[countField(p)] = []string{strconv.Itoa(n)}
	}
	return values
}

// isTicked tells whether a field is a group of boxes.
func isTicked(name string) bool {
	return slices.Contains([]string{"lands", "groups", "access", "needs", "forms", "accessibility"}, name)
}

// isListed tells whether a field has one item a line.
func isListed(name string) bool {
	return slices.Contains([]string{"phones", "internal_phones", "districts"}, name)
}

// countField is the hidden field that says how many parts of a sort a form shows.
func countField(p part) string { return "count_" + string(p) }

// readTyped reads a form. What cannot be read at all is a problem of its field.
func readTyped(t *text.Printer, values web.Values) (Fields, []core.FieldError) {
	f := Fields{}
	for field := range values {
		f[field] = "" // so that the languages of all texts are known
	}
	parts := map[string]part{}
	for _, c := range f.columns() {
		parts[c.name] = c.part
	}
	f = Fields{}
	for field, all := range values {
		name, i := splitField(field)
		p, known := parts[name]
		if !known || name == "languages" || p == ofCentre && name != field || i >= mostParts || values.Checked(dropBox(p, i)) {
			continue
		}
		value := values.Get(field)
		switch {
		case isTicked(name):
			value = strings.Join(all, " | ")
		case name == "districts":
			value = strings.ReplaceAll(value, ",", "\n")
		}
		f.set(field, value)
	}
	f.close()
	languages, problems := readLanguageNames(t, values)
	f.set("languages", languages)
	return f, problems
}

// dropBox is the box by which a part is taken away.
func dropBox(p part, i int) string { return "drop_" + fieldAt(string(p), i) }

// languagesAsTyped writes codes as names, those in the house and those by an
// interpreter.
func languagesAsTyped(t *text.Printer, value string) (house, by string) {
	var in, through []string
	for _, item := range items(value) {
		if code, interpreted := strings.CutSuffix(item, " (interpreter)"); interpreted {
			through = append(through, t.LanguageName(code))
		} else {
			in = append(in, t.LanguageName(item))
		}
	}
	return strings.Join(in, ", "), strings.Join(through, ", ")
}

// readLanguageNames reads names or codes of languages, with commas or line ends
// between them.
func readLanguageNames(t *text.Printer, values web.Values) (string, []core.FieldError) {
	codes := map[string]string{}
	for _, l := range t.SpokenLanguages() {
		codes[text.Fold(l.Self)] = l.Code
		codes[text.Fold(l.Name)] = l.Code
		codes[text.Fold(l.Code)] = l.Code
	}
	var all []string
	var problems []core.FieldError
	for _, field := range []string{houseField, interpreterField} {
		for item := range strings.FieldsFuncSeq(values.Get(field), func(r rune) bool { return strings.ContainsRune(",;|\n", r) }) {
			if item = strings.TrimSpace(item); item == "" {
				continue
			}
			code, ok := codes[text.Fold(item)]
			if !ok {
				problems = append(problems, core.FieldError{Field: field, Key: "centres.entries.no-language", Args: []any{"value", core.Clip(item, 40)}})
				continue
			}
			if field == interpreterField {
				code += " (interpreter)"
			}
			all = append(all, code)
		}
	}
	return strings.Join(all, " | "), problems
}
