package citation

// bookAfter reads the book that follows a group that ends at end. It returns the book,
// where its name begins and ends (0, 0 where there is none), whether an old version is
// meant, and in inside, other than 0, where the span of the citation shall begin when
// the act stands as a whole of its own after it, "Art. 6 der Richtlinie 77/388/EWG".
func (f *finder) bookAfter(end int, article bool) (book string, from, to int, old bool, inside int) {
	s := f.s
	k := space(s, end)
	if k == end && k < len(s) && s[k] != '(' {
		return "", 0, 0, false, 0
	}
	if o, e := oldVersion(s, k); e > 0 {
		old, k = o, space(s, e)
	}
	if k >= len(s) {
		return "", 0, 0, old, 0
	}
	joined := false
	if e := word(s, k); e > k && e-k <= 3 {
		switch s[k:e] {
		case "der", "des", "dem", "den", "die", "zum", "zur", "im":
			joined = true
			k = space(s, e)
		}
	}
	if k >= len(s) {
		return "", 0, 0, old, 0
	}
	if of := "of the Convention"; has(s, k, of) && ends(s, k+len(of)) {
		return "EMRK", k, k + len(of), old, 0
	}
	if name, start, e := f.act(k, joined); e > 0 {
		book, from, to = name, k, e
		if joined {
			inside = start
		}
		return book, from, to, old, inside
	}
	book, to = f.abbreviation(k)
	if book == "" {
		book, to = f.longName(k, joined)
	}
	if book == "" {
		return "", 0, 0, old, 0
	}
	if o, e := oldVersion(s, space(s, to)); e > 0 {
		old, to = o, e
	}
	return book, k, to, old, 0
}

// signAt tells whether a section or an article begins at i.
func (f *finder) signAt(i int) bool {
	s := f.s
	if has(s, i, "§") {
		return true
	}
	if !has(s, i, "Art") {
		return false
	}
	k := i + 3
	if has(s, k, "ikel") {
		k += 4
	} else if at(s, k) == '.' {
		k++
	}
	k = space(s, k)
	return isDigit(at(s, k))
}

// oldVersion reads "a.F.", "alter Fassung", "n.F." at i: whether an old version is
// meant, and where the words end, 0 where there are none.
func oldVersion(s string, i int) (old bool, end int) {
	if i >= len(s) || s[i] != 'a' && s[i] != 'n' && s[i] != '(' {
		return false, 0
	}
	k := i
	if s[k] == '(' {
		k++
		if k >= len(s) || s[k] != 'a' && s[k] != 'n' {
			return false, 0
		}
	}
	old = s[k] == 'a'
	switch {
	case has(s, k, "alter Fassung"), has(s, k, "neuer Fassung"):
		end = k + 13
	case has(s, k+1, ".F."):
		end = k + 4
	case has(s, k+1, ". F."):
		end = k + 5
	case has(s, k+1, "F") && ends(s, k+2):
		end = k + 2
	case has(s, k+1, ".F") && ends(s, k+3):
		end = k + 3
	default:
		return false, 0
	}
	if s[i] == '(' {
		if end >= len(s) || s[end] != ')' {
			return false, 0
		}
		end++
	}
	return old, end
}

// bookBefore reads the book that stands right before the sign at i, "FGG § 5".
func (f *finder) bookBefore(i int) (book string, start int) {
	s := f.s
	k := spaceBefore(s, i)
	if k == i || k == 0 || i-k > 2 {
		return "", 0
	}
	b := k
	for b > 0 && k-b < 40 {
		n := wordBefore(s, b)
		if n == b {
			if b < k && (s[b-1] == '-' || s[b-1] == '/') && n-1 > 0 && wordBefore(s, n-1) < n-1 {
				b--
				continue
			}
			break
		}
		b = n
	}
	if b == k { // a year, "UWG 2004 § 3"
		d := k
		for d > 0 && isDigit(s[d-1]) && k-d < 5 {
			d--
		}
		if k-d > 4 || k == d || d == 0 || s[d-1] != ' ' {
			return "", 0
		}
		b = wordBefore(s, d-1)
		if b == d-1 {
			return "", 0
		}
		if name, e := f.abbreviation(b); name != "" && e == k && f.begins(b) {
			return name, b
		}
		return "", 0
	}
	if !f.begins(b) {
		return "", 0
	}
	if roman(s[b:k]) > 0 || isLand(s[b:k]) || s[b:k] == "RVG" {
		if p := spaceBefore(s, b); p < b && p > 0 {
			if w := wordBefore(s, p); w < p && f.begins(w) {
				if name, e := f.abbreviation(w); name != "" && e == k {
					return name, w
				}
			}
		}
	}
	if name, e := f.abbreviation(b); name != "" && e == k {
		return name, b
	}
	return "", 0
}

// begins tells whether a word may begin at i: nothing stands before it that it is a
// part of.
func (f *finder) begins(i int) bool {
	if i == 0 {
		return true
	}
	c := f.s[i-1]
	return !isDigit(c) && c != '-' && c != '/' && c < 0x80 && !isLower(c) && !isUpper(c) || i > 1 && f.s[i-2] == 0xC2 ||
		i > 2 && f.s[i-3] == 0xE2
}
