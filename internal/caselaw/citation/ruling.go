package citation

import (
	"strings"

	"verbund/internal/core"
)

// ruling reads a decision that begins with its court, whose name stands from i to e:
// "BGH, Beschluss vom 29. April 2015 - XII ZB 214/14", "OLG Karlsruhe BtPrax 1995, 184".
// It returns where it ends, 0 where only the court is named.
func (f *finder) ruling(start, i, e int, c *court) int {
	s := f.s
	name := c.name
	if name == "EuGH" && has(s, e, " für Menschenrechte") {
		name, e = "EGMR", e+len(" für Menschenrechte")
	}
	if name == "EGMR" || name == "EKMR" {
		f.european = e + 1
	}
	if s[i:e] == "GmS" {
		if !has(s, e, "-OGB") {
			return 0
		}
		e += 4
	}
	k := e
	kind := ""
	if n := dash(s, k); n == 1 {
		w := word(s, k+1)
		if kind = f.k.kinds[s[k+1:w]]; kind == "" {
			return 0
		}
		k = w
	}
	if c.seat {
		name = "" // without its town it is no court yet
		if p := f.place(k); p > 0 {
			name = c.name + " " + townName(s[space(s, k):p])
			k = p
			if at(s, k) == '.' && (at(s, k+1) == ',' || at(s, k+1) == ' ') {
				k++
			}
		}
	}
	k = f.bench(k)
	day, found := core.Date{}, false
	k, kind, day, found = f.kindAndDay(k, kind)
	if n := separator(s, k); n > 0 {
		_, end := f.fileNumber(n, found)
		if end == 0 && name == "EuGH" {
			end = oldUnionNumber(s, n)
		}
		if end > 0 {
			if strings.IndexByte(s[k:n], '(') >= 0 { // "vom 8. März 2016 (B 1 KR 25/15 R)"
				start = n
			}
			f.decided(start, end, Case{Court: name, Date: day, FileNumber: s[n:end], Kind: kind})
			return end
		}
	}
	// a place in a journal right after the court
	j := space(s, k)
	if has(s, j, "in ") {
		j = space(s, j+2)
	} else if j < len(s) && s[j] == ',' {
		j = space(s, j+1)
	} else if n := dash(s, j); n > 0 && found {
		j = space(s, j+n)
	}
	if place, end := f.journalAt(j); end > 0 {
		place.Court, place.Date, place.Kind = name, day, kind
		f.decided(start, end, place)
		return end
	}
	if found {
		f.day, f.dayEnd = day, k
		return k
	}
	return 0
}

// kindAndDay reads ", Urteil vom 3. März 2010" at k.
func (f *finder) kindAndDay(k int, kind string) (int, string, core.Date, bool) {
	s := f.s
	n := space(s, k)
	if n < len(s) && (s[n] == ',' || s[n] == ':') {
		n = space(s, n+1)
	} else if d := dash(s, n); d > 0 && n > k {
		n = space(s, n+d)
	}
	if kind == "" && upper(s, n) {
		w := word(s, n)
		if kd := f.k.kinds[s[n:w]]; kd != "" {
			short := w-n <= 2
			at := w
			if at < len(s) && s[at] == '.' {
				at++
			}
			m := space(s, at)
			if !short || has(s, m, "v") {
				kind, k, n = kd, w, m
				if kindLong := s[w-1] != '.'; kindLong && at > w {
					k = at
				}
				if n < len(s) && s[n] == ',' {
					n = space(s, n+1)
				}
			}
		}
	}
	if e := word(s, n); e-n <= 3 && e > n {
		switch s[n:e] {
		case "vom", "v", "am":
			if e < len(s) && s[e] == '.' {
				e++
			}
			n = space(s, e)
		}
	}
	if day, e := date(s, n); e > 0 {
		return e, kind, day, true
	}
	return k, kind, core.Date{}, false
}

// separator returns where a file number may begin after k: after comma, dash, bracket,
// "Az.", "Rs.".
func separator(s string, k int) int {
	n := space(s, k)
	for range 3 {
		if n >= len(s) {
			return 0
		}
		if s[n] == ',' || s[n] == ':' || s[n] == '(' || s[n] == ';' || s[n] == '[' {
			n = space(s, n+1)
			continue
		}
		if d := dash(s, n); d > 0 {
			n = space(s, n+d)
			continue
		}
		break
	}
	for range 2 {
		e := word(s, n)
		if e == n {
			break
		}
		switch s[n:e] {
		case "Az", "AZ", "Aktenzeichen", "Nr", "Nrn", "Rs", "Rechtssache", "Rechtssachen", "Aktz", "verb", "Az.:", "Verfahren", "Beschwerde", "Individualbeschwerde", "Appl", "no":
			for e < len(s) && (s[e] == '.' || s[e] == ':') {
				e++
			}
			if at(s, e) == '-' && has(s, e, "-Nr") {
				e += 3
				if at(s, e) == '.' {
					e++
				}
			}
			n = space(s, e)
			continue
		}
		break
	}
	return n
}

// bench takes along which senate or chamber decided: "(3. Kammer)", ", 1. Senat".
func (f *finder) bench(k int) int {
	s := f.s
	n := space(s, k)
	open := at(s, n) == '('
	if open || at(s, n) == ',' {
		n = space(s, n+1)
	}
	if has(s, n, "Großer Senat") {
		n += len("Großer Senat")
	} else if e := digits(s, n); e > n && e-n <= 2 && at(s, e) == '.' {
		m := space(s, e+1)
		w := word(s, m)
		switch s[m:w] {
		case "Senat", "Senats", "Kammer", "Zivilsenat", "Strafsenat", "Zivilsenats", "Strafsenats":
			n = w
		default:
			return k
		}
	} else {
		return k
	}
	if open {
		if at(s, n) != ')' {
			return k
		}
		n++
	}
	return n
}

// courtOfLand reads a court that an adjective stands before, from i to e: "Bayerischer
// VGH", "Hess. LSG".
func (f *finder) courtOfLand(i, e int) int {
	s := f.s
	t := token(s, i)
	if !f.k.adjectives[s[i:t]] {
		return 0
	}
	k := t
	if at(s, k) == '.' {
		k++
	}
	k = space(s, k)
	w := word(s, k)
	tr := f.k.triggers[s[k:w]]
	if tr == nil || tr.court == nil {
		return 0
	}
	c := court{name: s[i:t] + " " + tr.court.name, seat: tr.court.seat && has(s, k, "OLG")}
	return f.ruling(i, k, w, &c)
}

// dated reads a decision that begins with its kind, from i to e, without a court right
// before it: "Urt. v. 25.10.2001 - I ZR 29/99". The citation is its file number.
func (f *finder) dated(i, e int) int {
	k, kind, day, found := f.kindAndDay(i, "")
	if !found {
		return 0
	}
	f.day, f.dayEnd = day, k
	n := separator(f.s, k)
	if n == 0 {
		return k
	}
	court, end := f.fileNumber(n, true)
	if end == 0 {
		return k
	}
	if court == "" && f.european > 0 && end-n > 5 && digits(f.s, n) >= n+3 && at(f.s, digits(f.s, n)) == '/' {
		court = "EGMR"
	}
	f.decided(n, end, Case{Court: court, Date: day, Kind: kind, FileNumber: f.s[n:end]})
	return end
}

// fileNumberNamed reads a file number after "Az.", from i to e.
func (f *finder) fileNumberNamed(i, e int) int {
	n := separator(f.s, i)
	if n <= i {
		return 0
	}
	court, end := f.fileNumber(n, true)
	if end == 0 {
		return 0
	}
	f.decided(n, end, Case{Court: court, FileNumber: f.s[n:end]})
	return end
}
