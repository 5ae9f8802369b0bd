package source

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// strikeRepeated marks lines that come at least three times and part the text.
func (l *layout) strikeRepeated(again map[string][]int) {
	sizes := make([]int, len(l.lines)+1) // of the text before each line
	for i := range l.lines {
		sizes[i+1] = sizes[i] + len(l.lines[i].text)
	}
	size := sizes[len(l.lines)]
	few := max(3, size/3000*3/10) // of pages of 3,000 letters, three of ten
	keys := slices.SortedFunc(maps.Keys(again), func(a, b string) int { return again[a][0] - again[b][0] })
	for _, key := range keys {
		at := again[key]
		if len(at) < 3 || len(key) < 4 || l.lines[at[0]].out {
			continue
		}
		apart, inside, edges := 0, 0, 0
		for _, i := range at {
			if l.stands(i, again) || l.atEdge(i) {
				apart++
			}
			if l.interrupts(i) {
				inside++
			}
			if l.lines[i].page || i == 0 || l.lines[i-1].out || i+1 == len(l.lines) || l.lines[i+1].out {
				edges++
			}
		}
		spread := (sizes[at[len(at)-1]] - sizes[at[0]]) / (len(at) - 1) // bytes of text between two of them
		numbered := strings.Contains(key, "#") && !isItem(l.lines[at[0]].text) && l.rises(at)
		switch {
		case apart*4 < len(at)*3 || spread < 800 || isDone(key):
			continue
		case numbered && (inside*4 >= len(at) || edges*2 >= len(at) || len(at) >= 5):
		case edges*10 >= len(at)*9 && inside*3 >= len(at):
		case len(at) >= few+1 && inside*3 >= len(at) && spread >= 1200:
		default:
			continue
		}
		for _, i := range at {
			if l.stands(i, again) || l.atEdge(i) {
				l.lines[i].out = true
			}
		}
	}
	l.strikeTwins(keys, again)
}

// strikeTwins marks the heads of odd pages where those of even pages are struck, and
// the other way round: they are the same words with the number at the other end.
func (l *layout) strikeTwins(keys []string, again map[string][]int) {
	words := func(key string) string { return strings.Trim(key, "# -–") }
	struck := map[string]bool{}
	for _, key := range keys {
		if strings.Contains(key, "#") && l.lines[again[key][0]].out {
			struck[words(key)] = true
		}
	}
	for _, key := range keys {
		if at := again[key]; len(words(key)) >= 8 && struck[words(key)] && strings.Contains(key, "#") && l.rises(at) {
			for _, i := range at {
				l.lines[i].out = true
			}
		}
	}
}

// stands tells whether line i stands by itself, or with others that come again as often:
// a head of several lines.
func (l *layout) stands(i int, again map[string][]int) bool {
	from, to := i, i
	for from > 0 && !l.lines[from].gap && !l.lines[from-1].out && i-from < 4 {
		from--
	}
	for to+1 < len(l.lines) && !l.lines[to+1].gap && !l.lines[to+1].out && to-i < 4 {
		to++
	}
	for j := from; j <= to; j++ {
		if j != i && len(again[keyOf(l.lines[j].text)]) < 3 {
			return false
		}
	}
	return l.lines[from].gap && l.gapAfter(to) || from > 0 && l.lines[from-1].out || to+1 < len(l.lines) && l.lines[to+1].out
}

// strikeEdges marks, where pages are known, the first and last lines of pages that come
// on most of them, and lone page numbers there.
func (l *layout) strikeEdges() {
	var starts []int
	for i := range l.lines {
		if l.lines[i].page {
			starts = append(starts, i)
		}
	}
	if len(starts) < 2 {
		return
	}
	const deep = 4 // lines of a head or foot
	tops, feet := map[string]int{}, map[string]int{}
	edge := func(page int, f func(i int, top bool)) {
		from, to := starts[page], len(l.lines)
		if page+1 < len(starts) {
			to = starts[page+1]
		}
		for i, n := from, 0; i < to && n < deep; i++ {
			f(i, true)
			n++
		}
		for i, n := to-1, 0; i >= from && n < deep; i-- {
			f(i, false)
			n++
		}
	}
	for p := range starts {
		edge(p, func(i int, top bool) {
			if k := keyOf(l.lines[i].text); top {
				tops[k]++
			} else {
				feet[k]++
			}
		})
	}
	most := max(2, (len(starts)*2+4)/5) // on two of five pages: odd and even pages may differ
	offsets := map[int]int{}            // of lone numbers from the places of their pages
	for p := range starts {
		edge(p, func(i int, _ bool) {
			if n := loneNumber(l.lines[i].text); n > 0 {
				offsets[n-p]++
			}
		})
	}
	for p := range starts {
		open := true // only lines from the edge on, without a gap in what is struck
		wasTop := true
		edge(p, func(i int, top bool) {
			if top != wasTop {
				open, wasTop = true, top
			}
			if !open || l.lines[i].out {
				return
			}
			t := l.lines[i].text
			n := feet[keyOf(t)]
			if top {
				n = tops[keyOf(t)]
			}
			number := loneNumber(t)
			switch {
			case number > 0 && offsets[number-p] >= most:
			case len(t) <= longestHead && n >= most && (len(starts) > 2 || strings.ContainsAny(t, "0123456789")) && !isOutline(t):
			default:
				open = false
				return
			}
			l.lines[i].out = true
		})
	}
}

// loneNumber is the number of a line that holds nothing else, or 0.
func loneNumber(t string) int {
	if m := pageLone.FindStringSubmatch(t); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}
