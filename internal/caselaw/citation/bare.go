package citation

// bareNumber reads a file number at i that no court stands before.
func (f *finder) bareNumber(i int) int {
	court, e := f.fileNumber(i, false)
	if e == 0 {
		return 0
	}
	c := Case{Court: court, FileNumber: f.s[i:e]}
	if f.dayEnd > 0 && i-f.dayEnd < 24 && f.dayEnd <= i && separates(f.s[f.dayEnd:i]) {
		c.Date = f.day
	}
	f.decided(i, e, c)
	return e
}

// separates tells whether t is what stands between a date and a file number.
func separates(t string) bool {
	for i := 0; i < len(t); {
		switch c := t[i]; {
		case c == ' ' || c == ',' || c == '-' || c == '(' || c == ':' || c == '\n' || c == ';' || c == '.' || c >= 0x80:
			i++
		default:
			e := word(t, i)
			switch t[i:e] {
			case "Az", "AZ", "Aktenzeichen", "Nr", "Rs", "zu", "unter", "Rechtssache":
				i = e
				continue
			}
			return false
		}
	}
	return true
}

// decided adds a decision to the citations.
func (f *finder) decided(start, end int, c Case) {
	c.FileNumber = oneLine(c.FileNumber)
	// in Berlin and Leipzig the court is part of the file number, "OVG 12 B 34.10"
	if w := word(c.FileNumber, 0); w > 0 && w < len(c.FileNumber) && c.FileNumber[w] == ' ' {
		if t := f.k.triggers[c.FileNumber[:w]]; t != nil && t.court != nil && !t.court.seat && w > 1 {
			if c.Court == "" {
				c.Court = t.court.name
			}
		}
	}
	kind := Decision
	if c.FileNumber == "" && c.ECLI == "" {
		kind = Journal
	}
	if m, e := margin(f.s, marginAt(f.s, end)); e > 0 {
		c.Margin = m
	}
	f.out = append(f.out, Citation{Start: start, End: end, Kind: kind, Case: c})
}

// marginAt returns where a margin number after a citation that ends at end would begin,
// after commas and dashes and "juris".
func marginAt(s string, end int) int {
	k := space(s, end)
	for range 5 {
		if at(s, k) == ',' || at(s, k) == '=' {
			k = space(s, k+1)
		} else if n := dash(s, k); n > 0 {
			k = space(s, k+n)
		} else if has(s, k, "juris") || has(s, k, "Juris") {
			k = space(s, k+5)
		} else {
			break
		}
	}
	return k
}
