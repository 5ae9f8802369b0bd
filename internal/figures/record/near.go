package record

// nearest looks for the one word that is nearly another.
type nearest struct {
	best  int
	id    string
	twice bool
}

// longestNear is how long a word may be for which another is suggested, in bytes.
const longestNear = 60

// look compares a word with one that has a meaning.
func (n *nearest) look(typed, word, id string) {
	if len(typed) > longestNear || len(typed) < 2 || len(word) > longestNear {
		return
	}
	far := distance(typed, word)
	most := 2
	if len(word) <= 5 {
		most = 1
	}
	switch {
	case far > most:
	case n.id == "" || far < n.best:
		n.best, n.id, n.twice = far, id, false
	case far == n.best && id != n.id:
		n.twice = true
	}
}

func (n *nearest) found() string {
	if n.twice {
		return ""
	}
	return n.id
}

// distance is how many letters have to be added, left out, changed or swapped with
// their neighbour to make b of a (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before, last []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, last, row = last, row, make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(y)]
}
