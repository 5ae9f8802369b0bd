package text

import "strings"

// Written returns the message as its catalogue holds it, for those who compare
// it with a translation. A plural has a line for each of its forms, with the
// category before it.
func (m Message) Written() string {
	var lines []string
	for c, form := range m.forms {
		if !m.has[c] {
			continue
		}
		var line strings.Builder
		if m.Plural() {
			line.WriteString(category(c).String() + ": ")
		}
		for _, p := range form {
			if p.name != "" {
				line.WriteString("{" + p.name + "}")
			} else {
				line.WriteString(p.text)
			}
		}
		lines = append(lines, line.String())
	}
	return strings.Join(lines, "\n")
}
