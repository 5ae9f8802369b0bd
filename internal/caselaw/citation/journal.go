package citation

// isJournal tells whether the name of a journal begins at i and a place in it follows.
func (f *finder) isJournal(i int) bool {
	_, end := f.journalAt(i)
	return end > 0
}

// journalAt reads a place in a journal or collection at i, "NJW 1964, 1858".
func (f *finder) journalAt(i int) (Case, int) {
	if i >= len(f.s) || !upper(f.s, i) && !isLower(f.s[i]) {
		return Case{}, 0
	}
	t := f.k.triggers[f.s[i:word(f.s, i)]]
	if t == nil {
		return Case{}, 0
	}
	for _, name := range t.journals {
		if has(f.s, i, name) {
			if c, end := f.placeIn(f.k.journals[name], i+len(name)); end > 0 {
				return c, end
			}
		}
	}
	return Case{}, 0
}

// placeIn reads volume and page after the name of a journal that ends at e.
func (f *finder) placeIn(j collection, e int) (Case, int) {
	s := f.s
	if !ends(s, e) || at(s, e) == '-' && letter(s, e+1) > 0 {
		return Case{}, 0
	}
	if at(s, e) == '.' {
		e++
	}
	k := space(s, e)
	if at(s, k) == ',' && !j.volume {
		k = space(s, k+1)
	}
	c := Case{Journal: j.name, Court: j.court}
	part := ""
	if j.part {
		r := romanRun(s, k)
		if r == k || roman(s[k:r]) < 2 { // part I holds orders of the ministry
			return Case{}, 0
		}
		part, k = s[k:r]+" ", space(s, r)
	}
	v := digits(s, k)
	switch {
	case v == k || v-k > 4:
		return Case{}, 0
	case j.volume && v-k > 3 && !has(s, k, "19") && !has(s, k, "20"):
		return Case{}, 0
	case !j.volume && v-k == 4 && !has(s, k, "19") && !has(s, k, "20") && !has(s, k, "18"):
		return Case{}, 0
	case !j.volume && v-k != 4 && (v-k != 2 || len(j.name) < 3):
		return Case{}, 0
	}
	c.Volume = part + s[k:v]
	p := v
	comma := false
	for n := space(s, p); ; {
		switch {
		case at(s, n) == ',' && !comma:
			comma = true
			n = space(s, n+1)
			continue
		case has(s, n, "S.") || has(s, n, "S "):
			n = space(s, n+2)
			comma = true
			p = n
		default:
			p = n
		}
		break
	}
	if !comma && !j.volume && j.name != "BeckRS" && j.name != "GRUR-RS" {
		return Case{}, 0
	}
	if r := romanRun(s, p); r > p && at(s, r) == '-' && isDigit(at(s, r+1)) { // Slg. 2003, I-4101
		pe := digits(s, r+1)
		c.Page = s[p:pe]
		return c, pe
	}
	pe := digits(s, p)
	if pe == p || pe-p > 6 {
		return Case{}, 0
	}
	if n := at(s, pe); letter(s, pe) > 0 && !(n == 'f' && (ends(s, pe+1) || at(s, pe+1) == 'f')) {
		return Case{}, 0
	}
	if at(s, pe) == '.' && isDigit(at(s, pe+1)) { // a date
		return Case{}, 0
	}
	c.Page = s[p:pe]
	end := pe
	// the page that is meant, "GRUR 2002, 717, 719"
	if at(s, end) == ',' {
		n := space(s, end+1)
		ne := digits(s, n)
		if ne > n && ne-n <= 5 && integer(s[n:ne]) >= integer(c.Page) && integer(s[n:ne]) < integer(c.Page)+120 && listed(s, n) && !f.startsNumber(n) {
			end = ne
		}
	}
	return c, end
}

// startsNumber tells whether a file number begins at i.
func (f *finder) startsNumber(i int) bool {
	_, end := f.fileNumber(i, false)
	return end > 0
}

// journal reads a decision that is cited by a journal at i alone. An essay, which its
// author stands before, is none.
func (f *finder) journal(i int) int {
	c, end := f.journalAt(i)
	if end == 0 {
		return 0
	}
	j := f.k.journals[c.Journal]
	if j.silent || !j.volume && !j.part && f.essay(i) {
		return end
	}
	f.decided(i, end, c)
	return end
}

// essay tells whether an author stands before the journal at i, "Knispel, SGb 2014, 374".
func (f *finder) essay(i int) bool {
	s := f.s
	k := spaceBefore(s, i)
	if k == 0 {
		return false
	}
	if s[k-1] == ',' {
		k--
	} else if k > 2 && s[k-2:k] == "in" && s[k-3] == ' ' {
		k = spaceBefore(s, k-2)
	} else {
		return false
	}
	w := wordBefore(s, k)
	if k-w < 3 || !upper(s, w) {
		return false
	}
	name := s[w:k]
	if t := f.k.triggers[name]; t != nil || f.k.kinds[name] != "" {
		return false
	}
	for j := w + 1; j < k; j++ { // abbreviations are no authors
		if isUpper(s[j]) {
			return false
		}
	}
	if p := spaceBefore(s, w); p > 0 && p < w { // a town, "LG Köln, NJW"
		q := wordBefore(s, p)
		if t := f.k.triggers[s[q:p]]; t != nil && t.court != nil {
			return false
		}
	}
	return true
}
