package pdf

import (
	"cmp"
	"slices"
	"strings"
)

// run is a row of glyphs that follow each other on one line.
type run struct {
	x, end, y float64
	size      float64
	text      strings.Builder
	last      float64 // where the last glyph began, against letters that are printed twice
}

// linesOf makes lines of the glyphs of a page, from top to bottom.
func linesOf(glyphs []glyph) []row {
	runs := join(glyphs)
	slices.SortStableFunc(runs, func(a, b *run) int {
		if order := cmp.Compare(b.y, a.y); order != 0 {
			return order
		}
		return cmp.Compare(a.x, b.x)
	})
	return rowsOf(runs)
}

// layout writes the lines of a page, with an empty one where their distance is larger
// than usual in the file.
func layout(rows []row, usual float64) string {
	var b strings.Builder
	for i, row := range rows {
		if i > 0 {
			b.WriteByte('\n')
			if gap := rows[i-1].y - row.y; usual > 0 && gap > usual*13/10 && gap > row.size*13/10 {
				b.WriteByte('\n')
			}
		}
		b.WriteString(row.text)
	}
	return b.String()
}

// join puts glyphs together as they come: a glyph goes on with the run before it if it
// stands on the same line and not far to the right.
func join(glyphs []glyph) []*run {
	var all []*run
	var now *run
	for i := range glyphs {
		g := &glyphs[i]
		if !g.level || g.size <= 0 {
			if g.level || g.space {
				continue
			}
			// written upwards or upside down: its letters stay together at least
			if now == nil || now.size != 0 {
				now = &run{x: g.x, y: g.y}
				all = append(all, now)
			}
			now.text.WriteString(g.text)
			continue
		}
		if now == nil || now.size == 0 || abs64(g.y-now.y) > now.size/2 || g.x < now.end-now.size*2/3 || g.x > now.end+now.size*2 {
			if g.space {
				if now != nil && abs64(g.y-now.y) <= now.size/2 && g.x >= now.end-now.size {
					now.end = max(now.end, g.x+g.width)
					now.text.WriteByte(' ')
				}
				continue
			}
			now = &run{x: g.x, end: g.x, y: g.y, size: g.size, last: g.x - 1000}
			all = append(all, now)
		}
		if !g.space && abs64(g.x-now.last) < g.size/20 && strings.HasSuffix(now.text.String(), g.text) {
			continue // printed twice to look bold
		}
		if g.x-now.end > min(g.size, now.size)*3/20 && now.text.Len() > 0 {
			now.text.WriteByte(' ')
		}
		now.text.WriteString(g.text)
		now.end, now.last = max(now.end, g.x+g.width), g.x
		if g.size > now.size {
			now.size = g.size
		}
	}
	return all
}

// row is a line of the page.
type row struct {
	text    string
	y, size float64
}

// rowsOf puts runs beside each other that stand on one line. They come from top to
// bottom.
func rowsOf(runs []*run) []row {
	var all []row
	for i := 0; i < len(runs); {
		top := runs[i]
		j := i + 1
		size := top.size
		for j < len(runs) && top.y-runs[j].y <= max(size, runs[j].size)*3/10 {
			size = max(size, runs[j].size)
			j++
		}
		beside := slices.Clone(runs[i:j])
		slices.SortStableFunc(beside, func(a, b *run) int { return cmp.Compare(a.x, b.x) })
		var b strings.Builder
		y := top.y
		for n, r := range beside {
			t := r.text.String()
			if n > 0 && (r.x-beside[n-1].end > r.size*3/20 || r.x < beside[n-1].end-r.size) {
				b.WriteByte(' ')
			}
			b.WriteString(t)
			if r.size == size {
				y = r.y
			}
		}
		if t := strings.Join(strings.Fields(b.String()), " "); t != "" {
			all = append(all, row{logical(t), y, size})
		}
		i = j
	}
	return all
}

// leading is the usual distance between two lines of a file. Distances that part
// paragraphs are larger, and there are pages that have more of those.
func leading(pages [][]row) float64 {
	var gaps []float64
	for _, rows := range pages {
		for i := 1; i < len(rows); i++ {
			if gap := rows[i-1].y - rows[i].y; gap > rows[i].size*4/5 && gap < rows[i].size*5/2 {
				gaps = append(gaps, gap)
			}
		}
	}
	if len(gaps) == 0 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)*3/10]
}
