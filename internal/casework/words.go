package casework

import (
	"slices"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/platform/text"
)

// words is what a case is found by without who the person is: alias, tags, and
// every text that was written into core and entries.
func (d worker) words(c *Case) []byte {
	all := append([]string{c.Alias}, c.Tags...)
	return []byte(text.Fold(strings.Join(append(all, d.written(c, dataset.Core, dataset.Entries)...), " ")))
}

// names is what a case is found by in identity and location.
func (d worker) names(c *Case) []byte {
	return []byte(text.Fold(strings.Join(d.written(c, dataset.Identity, dataset.Location), " ")))
}

// written are the texts that were typed on sheets of some parts.
func (d worker) written(c *Case, parts ...dataset.Part) []string {
	var all []string
	for _, k := range c.records {
		sheet, known := d.Set.Sheet(k.Sheet)
		if !known && !k.Removed && slices.Contains(parts, dataset.Part(k.part)) {
			all = append(all, k.text()...)
		}
		if !known || k.Removed {
			continue
		}
		for _, part := range parts {
			if sheet.Part != part {
				continue
			}
			for _, q := range sheet.Questions() {
				if q.Kind == dataset.Line || q.Kind == dataset.Text {
					all = append(all, k.State.Answers.All(q.ID)...)
				}
			}
		}
	}
	return all
}
