package decision

import "strconv"

// Anchors returns, for every paragraph of t in order, the name by which it can be
// linked for ever: rn-12 of margin number 12; of a paragraph without a number p-3, the
// third of its kind. A number that comes twice, as in a
// dissent, is followed by -2.
func (t *Text) Anchors() []string {
	var all []string
	taken := map[string]bool{}
	bare := 0
	for _, s := range t.Sections {
		for _, p := range s.Paragraphs {
			name := "rn-" + p.Number
			if p.Number == "" {
				bare++
				name = "p-" + strconv.Itoa(bare)
			}
			unique := name
			for n := 2; taken[unique]; n++ {
				unique = name + "-" + strconv.Itoa(n)
			}
			taken[unique] = true
			all = append(all, unique)
		}
	}
	return all
}
