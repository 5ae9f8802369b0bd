package citation

import "strings"

// register is the sign of a court's register in a file number.
type register struct {
	court string // the only court that keeps it
	dot   bool   // full stop between number and year as well, "7 C 1.14"
}

// registerSigns are the signs by their courts; those without a court are kept by many.
// Source: the file number rules (Aktenordnungen) of the federal courts and the Länder.
const registerSigns = `BGH: ZR ZB ZA StR StE BJs ARZ ARs LwZR LwZB LwZA KZR KZB KZA KVR KVZ KRB KZ EnVR EnVZ EnZR EnZB EnRB NotZ NotSt NotStB AnwZ AnwSt AnwStR AnwStB PatAnwZ RiZ RiSt StB GSZ GSSt VGS BGs StbSt WpSt BLw
BVerfG: BvR BvL BvE BvF BvQ BvB BvC BvG BvH BvK BvM BvN BvO BvP BvT PBvU PBvV BVR BVL
BAG: AZR ABR AZB AZN ABN AZM ABA ABV AZA
BVerwG: WB WD WDB WNB WRB
BSG: RAr RVs RKg RBl RLw RKr RKn RVg RVi
BPatG: Wpat
: O U W S T C F UF WF Ws Ss OWi Qs KLs Ks Ls Cs Ds Gs Js StVK Sa Ta TaBV TaBVGa SaGa Ca BV Ga BVGa Sch SchH VA Kap EK Kart Verg RR ObOWi ObWs AR BReg Zs Ns KfH OH WLw XII XVII VI VII X HRB HRA IN IE IK M L AktE AktG SmA Z Wx WG BR Lw REMiet AuslA Ausl Ss-OWi Rb RBs Ns Kls KIs Ws(B) SsBs SsRs Vollz VAs StO SA OJs OBL Kap EnWG HK UKl NZB Ars UR UH BRs RE
dot: A B C K L M N D P F E G H I NC NB S Z KN MN LA LB LC ME MB MC PA PB OB OA TA LZ BN CN KSt PKH VR AV ER WNB AK KA BV ZB CE CS NE AS ZO B-E BVe CV UE UZ TG TH TZ TP UP DG DL FM OVG VB OF NK CO DH DK LD LP PVB PVL PVC PL FK KE SN DB WB AE A-E ZS SO
social: AS KR R RA RJ RVg VG U SB SO AL P KA EG KG BK AY BL SF AF EK VE VS VK VJ VH V VU VM LW KN Kn KNR KNU Ar Vs J Vi An I B KS EL LwR`

func (k *lists) readRegisters() {
	for line := range strings.Lines(registerSigns) {
		court, signs, _ := strings.Cut(strings.TrimSpace(line), ":")
		for sign := range strings.FieldsSeq(signs) {
			r := k.registers[sign]
			switch court {
			case "dot":
				r.dot = true
			case "social", "":
			default:
				r.court = court
			}
			k.registers[sign] = r
			if small := strings.ToLower(sign); k.foldedSigns[small] == "" {
				k.foldedSigns[small] = sign
			}
		}
	}
}

// fileNumber reads a file number at i: which court keeps the register if only one does,
// and where the number ends, 0 where there is none. With loose, after court and date or
// "Az.", a register need not be known.
func (f *finder) fileNumber(i int, loose bool) (court string, end int) {
	s := f.s
	if i >= len(s) {
		return "", 0
	}
	k := i
	chamber := byte(0) // what stands before the register: 'd' number, 'r' Roman number, 'l' letters
	prefix := ""
	switch {
	case isDigit(s[k]):
		e := digits(s, k)
		if e-k > 5 {
			return "", 0
		}
		if loose {
			if n := f.yearly(k, e, true, false); n > 0 { // 25965/04
				return "", n
			}
		}
		if e < len(s) && (isLower(s[e]) && ends(s, e+1) || s[e] == 'Z' && ends(s, e+1)) {
			e++
		}
		if e < len(s) && s[e] == '.' && e-k <= 2 && loose { // "1. Kammer" is no chamber of a file number
			return "", 0
		}
		k, chamber = e, 'd'
	case upper(s, k):
		e := word(s, k)
		w := s[k:e]
		if e-k > 8 && !loose {
			return "", 0
		}
		if c := unionNumber(s, k); c > 0 {
			return "EuGH", c
		}
		r := romanRun(s, k)
		switch {
		case r > k && (r == e || r+1 == e && s[r] >= 'a' && s[r] <= 'c') && roman(s[k:r]) > 0:
			k, chamber = e, 'r'
			if n := dash(s, e); n == 1 && isDigit(at(s, e+1)) { // I-20 U 12/10, VI-2 U (Kart)
				d := digits(s, e+1)
				k, chamber = d, 'd'
			} else if n == 1 && has(s, e, "-Kart") {
				k++
			}
		case w == "Vf" && has(s, e, ". "):
			return f.bavarian(e + 2)
		case e-k <= 5 && len(f.k.triggers) > 0 && f.k.triggers[w] != nil && f.k.triggers[w].number:
			k, chamber, prefix = e, 'l', w
		case loose && e-k <= 12:
			k, chamber, prefix = e, 'l', w
		default:
			return "", 0
		}
	case loose && isLower(s[k]) && s[k+0] != 'v':
		return "", 0
	default:
		return "", 0
	}
	return f.registered(i, k, chamber, prefix, loose)
}

// at returns the byte at i, and 0 beyond the end.
func at(s string, i int) byte {
	if i >= 0 && i < len(s) {
		return s[i]
	}
	return 0
}

// registered reads register, number and year of a file number whose beginning, from i,
// ends at k.
func (f *finder) registered(i, k int, chamber byte, prefix string, loose bool) (court string, end int) {
	s := f.s
	known, dot, named, last := false, false, 0, ""
	if r, ok := f.k.registers[prefix]; ok && chamber == 'l' { // GrS 1/99, BLw 3/10
		court, dot = r.court, r.dot
	}
	if prefix == "GrS" || prefix == "GSSt" || prefix == "GSZ" || court == "BGH" {
		known = true
	}
	for range 7 {
		n := k
		if n < len(s) && (s[n] == ' ' || s[n] == 0xC2 || s[n] == '\n' || s[n] == '-' && named > 0 || s[n] == 0xE2) {
			if s[n] == '-' {
				n++
			} else {
				n = space(s, n)
			}
		} else if chamber == 'r' && named == 0 {
			return "", 0
		}
		if n >= len(s) {
			return "", 0
		}
		switch {
		case isDigit(s[n]):
			e := digits(s, n)
			if known || loose && (named > 0 || chamber == 'l') {
				if known && named > 0 {
					n, e = f.lastOfMany(n, e)
				}
				if y := f.yearly(n, e, dot || loose || court != "", true); y > 0 {
					if chamber == 'r' && known && named > 0 && court == "" {
						court = roman2court(s[i:k])
					}
					if court == "" && last == "C" && s[e] == '.' && y-e == 3 && prefix == "" {
						court = "BVerwG"
					}
					return f.ending(i, y, court, prefix, dot)
				}
			}
			// a second chamber: "L 5 KR", "RN 5 K", "5 KLs 1125 Js"
			if e-n > 5 || (chamber != 'l' || named > 0) && !known && !loose {
				return "", 0
			}
			if e < len(s) && (isLower(s[e]) && ends(s, e+1) || s[e] == 'Z' && ends(s, e+1)) {
				e++
			}
			if at(s, e) == '/' && prefix == "B" && named == 0 { // B 11a/11 AL 15/04 R
				if d := digits(s, e+1); d > e+1 && d-e <= 3 {
					if e = d; isLower(at(s, e)) {
						e++
					}
				}
			}
			if prefix != "" && named == 0 {
				known = false
			}
			if named > 1 {
				loose = false
			}
			k = e
			continue
		case upper(s, n):
			e := word(s, n)
			w := s[n:e]
			if e-n > 8 {
				return "", 0
			}
			r, ok := f.k.registers[w]
			if !ok && chamber == 'd' && named > 0 && prefix == "" && !loose {
				return "", 0
			}
			if !ok && !loose {
				return "", 0
			}
			if !ok && e-n > 6 {
				return "", 0
			}
			if named++; named > 3 {
				return "", 0
			}
			known, last = known || ok, w
			if r.court != "" {
				court = r.court
			}
			dot = dot || r.dot
			k = e
			continue
		case s[n] == '(' && (named > 0 || known):
			c := strings.IndexByte(s[n:min(len(s), n+10)], ')')
			if c < 0 || !upper(s, n+1) {
				return "", 0
			}
			k = n + c + 1
			continue
		}
		return "", 0
	}
	return "", 0
}

// lastOfMany returns where the last number of several begins and ends that share a year,
// "1 BvR 2087, 2111/03", when the first stands from n to e.
func (f *finder) lastOfMany(n, e int) (int, int) {
	s := f.s
	from, to := n, e
	for range 12 {
		if at(s, to) != ',' {
			break
		}
		k := space(s, to+1)
		d := digits(s, k)
		if d == k || d-k > 5 {
			return n, e
		}
		from, to = k, d
	}
	if at(s, to) != '/' {
		return n, e
	}
	return from, to
}

// roman2court tells the court of a file number with a Roman chamber.
func roman2court(before string) string {
	for _, c := range before {
		if c == ' ' {
			return "BFH"
		}
	}
	return ""
}

// yearly reads what ends a file number, number and year, of which the number stands
// from n to e: "214/14", "1.14", "16.30603". It returns where it ends, 0 where it is
// something else.
func (f *finder) yearly(n, e int, dot, registered bool) int {
	s := f.s
	if e >= len(s) || e-n > 6 || s[e] != '/' && (s[e] != '.' || !dot) {
		return 0
	}
	from := e + 1
	if registered && at(s, from) == '\n' && s[e] == '/' {
		from++
	}
	y := digits(s, from)
	switch {
	case y == from:
		return 0
	case y-from == 2:
	case y-from == 4 && (has(s, from, "19") || has(s, from, "20")):
	case s[e] == '.' && e-n == 2 && y-from <= 6 && registered:
	case s[e] == '/' && e-n == 2 && y-from <= 5 && registered && y-from >= 3:
	default:
		return 0
	}
	if letter(s, y) > 0 {
		return 0
	}
	if y+1 < len(s) && (s[y] == '.' || s[y] == '/') && isDigit(s[y+1]) {
		return 0
	}
	return y
}

// ending takes what follows number and year and belongs to the file number: " B ER",
// ".WI.A", "(PKH)".
func (f *finder) ending(i, y int, court, prefix string, dot bool) (string, int) {
	s := f.s
	if prefix == "B" && (has(s, y, " R") || has(s, y, " B") || has(s, y, " S") || has(s, y, " C") || has(s, y, " KL") || has(s, y, " GS")) {
		e := word(s, y+1)
		switch s[y+1 : e] {
		case "R", "B", "BH", "S", "C", "KL", "GS", "RH":
			return "BSG", e
		}
	}
	if prefix == "L" || prefix == "S" || prefix == "B" {
		for range 4 {
			if y < len(s) && s[y] == ' ' {
				e := word(s, y+1)
				switch s[y+1 : e] {
				case "B", "ER", "R", "NZB", "KL", "WA", "RG", "PKH", "BH", "ZVW", "EK", "D", "AS", "EA", "KR", "SO", "U", "VE", "RH", "AY", "BK", "C", "ZV", "AB", "BE", "P", "SB", "AL":
					if ends(s, e) {
						y = e
						continue
					}
				}
			}
			break
		}
		return court, y
	}
	for range 4 {
		if y+1 < len(s) && (s[y] == '.' || s[y] == '-') && isUpper(s[y+1]) {
			e := word(s, y+1)
			if e-y <= 5 && strings.ToUpper(s[y+1:e]) == s[y+1:e] && ends(s, e) {
				y = e
				continue
			}
		}
		break
	}
	if court == "BFH" && prefix == "" && dot {
		return court, y
	}
	for _, mark := range [...]string{" (PKH)", " (NE)", " (NZB)", " (Kart)", " (V)", " PKH", " (Verg)", " MD"} {
		if has(s, y, mark) && ends(s, y+len(mark)) {
			return court, y + len(mark)
		}
	}
	return court, y
}

// bavarian reads a file number of the Bavarian constitutional court after "Vf. ",
// "7-VII-99".
func (f *finder) bavarian(k int) (string, int) {
	s := f.s
	e := digits(s, k)
	if e == k || at(s, e) != '-' {
		return "", 0
	}
	r := romanRun(s, e+1)
	if r < len(s) && isLower(s[r]) {
		r++
	}
	if r == e+1 || at(s, r) != '-' {
		return "", 0
	}
	y := digits(s, r+1)
	if y-r-1 != 2 && y-r-1 != 4 {
		return "", 0
	}
	return "BayVerfGH", y
}

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
	// in Berlin and Leipzig the court is part of the file number, "OVG 12 B 34.10"
	if w := word(c.FileNumber, 0); w > 0 && w < len(c.FileNumber) && c.FileNumber[w] == ' ' {
		if t := f.k.triggers[c.FileNumber[:w]]; t != nil && t.court != nil && w > 1 {
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
