package pdf

// page is a page with what it inherits.
type page struct {
	contents  object
	resources dict
	turn      int // degrees by which it is shown turned, 0 to 270
	width     float64
	height    float64
}

// pages are the pages in order. A tree that leads back into itself is left where it
// does.
func (f *document) pages() ([]page, error) {
	root := f.catalog()
	if root == nil {
		return nil, ErrBroken
	}
	type open struct {
		node  object
		from  page
		depth int
	}
	stack := []open{{root["Pages"], page{width: 595, height: 842}, 0}}
	seen := map[ref]bool{}
	var all []page
	for visited := 0; len(stack) > 0; visited++ {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if visited > f.limits.Objects || top.depth > 60 {
			return nil, ErrLarge
		}
		if r, ok := top.node.(ref); ok {
			if seen[r] {
				continue
			}
			seen[r] = true
		}
		d, ok := f.resolve(top.node).(dict)
		if !ok {
			continue
		}
		p := top.from
		if r, ok := f.resolve(d["Resources"]).(dict); ok {
			p.resources = r
		}
		if v, ok := f.resolve(d["Rotate"]).(float64); ok {
			p.turn = ((whole(v) % 360) + 360) % 360
		}
		if box, ok := f.resolve(d["MediaBox"]).(array); ok && len(box) == 4 {
			x0, _ := f.resolve(box[0]).(float64)
			y0, _ := f.resolve(box[1]).(float64)
			x1, _ := f.resolve(box[2]).(float64)
			y1, _ := f.resolve(box[3]).(float64)
			p.width, p.height = x1-x0, y1-y0
		}
		kids, isNode := f.resolve(d["Kids"]).(array)
		if !isNode {
			if len(all) >= f.limits.Pages {
				return nil, ErrLarge
			}
			p.contents = d["Contents"]
			all = append(all, p)
			continue
		}
		for i := len(kids) - 1; i >= 0; i-- {
			stack = append(stack, open{kids[i], p, top.depth + 1})
		}
		if len(stack) > f.limits.Objects {
			return nil, ErrLarge
		}
	}
	return all, nil
}

// content is what a page shows: one stream, or several that are one.
func (f *document) content(o object) ([]byte, error) {
	var all []byte
	parts := f.list(o, nil)
	for i, part := range parts {
		s, ok := f.resolve(part).(stream)
		if !ok || i > 100_000 {
			continue
		}
		data, err := f.unpack(s)
		if err == ErrLarge {
			return nil, err
		}
		if len(parts) == 1 {
			return data, nil
		}
		if int64(len(all)+len(data)) > f.limits.Steps {
			return nil, ErrLarge
		}
		all = append(append(all, data...), '\n')
	}
	return all, nil
}
