package citation

// place reads the town or Land of a court after k and returns where it ends, 0 where
// there is none.
func (f *finder) place(k int) int {
	s := f.s
	n := space(s, k)
	if n == k {
		return 0
	}
	for _, of := range [...]string{"des Landes ", "für das Land ", "für den Freistaat ", "des Freistaats ", "der Freien Hansestadt ", "des ", "in ", "der "} {
		if has(s, n, of) {
			n += len(of)
			break
		}
	}
	if !upper(s, n) {
		return 0
	}
	e := nameOfTown(s, n)
	w := s[n:e]
	if f.k.kinds[w] != "" && w != "E" || len(w) < 2 || f.isJournal(n) {
		return 0
	}
	if t := f.k.triggers[w]; t != nil && (t.court != nil || t.number && !isLand(w)) {
		return 0
	}
	switch w {
	case "Bad", "Sankt", "St", "Neu", "Freie":
		if at(s, e) == '.' {
			e++
		}
		if m := space(s, e); upper(s, m) {
			e = nameOfTown(s, m)
		}
	}
	for _, tail := range [...]string{" am Main", " a.M.", " a. M.", " a. Main", " (Oder)", " (Saale)", " an der Weinstraße", " an der Oder", " a.d. Weinstraße", " a.d.W.", " a. d. W.", " i. Br.", " i.Br.", " im Breisgau", " a.d.O.", "/Oder", "/Main", "/M.", " an der Saale", " am Neckar", " a.d. Oder"} {
		if has(s, e, tail) {
			return e + len(tail)
		}
	}
	return e
}

// nameOfTown returns where a name with its hyphens ends, "Berlin-Brandenburg",
// "Bad.-Württ".
func nameOfTown(s string, i int) int {
	e := word(s, i)
	for e < len(s) {
		k := e
		if s[k] == '.' {
			k++
			if at(s, k) == ' ' && at(s, k+1) == '-' {
				k++
			}
		}
		if at(s, k) != '-' {
			break
		}
		k++
		if k-e > 1 && at(s, k) == ' ' {
			k++
		}
		n := word(s, k)
		if n == k || !upper(s, k) || s[k:n] == "Urteil" || s[k:n] == "Beschluss" {
			break
		}
		e = n
	}
	return e
}

// townName writes the name of a court's town or Land as it is usual.
func townName(name string) string {
	switch name {
	case "Bad.-Württ", "BW", "Bad.- Württ", "B.-W", "Baden-Württ", "BaWü", "Bad-Württ", "Ba-Wü":
		return "Baden-Württemberg"
	case "NW", "Nordrhein-Westfalen", "Nordrh.-Westf", "für das Land Nordrhein-Westfalen":
		return "NRW"
	case "Rh.-Pf", "Rh-Pf", "RLP", "Rh. -Pf", "RhPf", "Rheinl.-Pf":
		return "Rheinland-Pfalz"
	case "LSA":
		return "Sachsen-Anhalt"
	case "MV", "M-V", "Meckl.-Vorp":
		return "Mecklenburg-Vorpommern"
	case "Bln-Bbg", "Berlin-Bbg":
		return "Berlin-Brandenburg"
	case "SH", "Schl.-H":
		return "Schleswig-Holstein"
	}
	return name
}
