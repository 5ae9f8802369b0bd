package court

// land is one of the sixteen Länder, by the end of its code in ISO 3166-2:DE.
type land struct {
	code    string
	german  string
	english string
	words   []string // how the Land is written in the names of courts, folded; also as their beginning ("BayVGH")
}

// lands are all sixteen, in the order of their codes.
var lands = []land{
	{"BB", "Brandenburg", "Brandenburg", []string{"brandenburg", "brandenburgisch", "bbg", "brdbg"}},
	{"BE", "Berlin", "Berlin", []string{"berlin", "bln"}},
	{"BW", "Baden-Württemberg", "Baden-Württemberg", []string{"baden wuerttemberg", "baden wuertt", "bad wuertt", "bawue", "bw"}},
	{"BY", "Bayern", "Bavaria", []string{"bayern", "bayerisch", "bayer", "bay"}},
	{"HB", "Bremen", "Bremen", []string{"bremen", "bremisch", "brem"}},
	{"HE", "Hessen", "Hesse", []string{"hessen", "hessisch", "hess"}},
	{"HH", "Hamburg", "Hamburg", []string{"hamburg", "hamburgisch", "hmb", "hbg", "hamb"}},
	{"MV", "Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania", []string{"mecklenburg vorpommern", "meckl vorp", "m v", "mv"}},
	{"NI", "Niedersachsen", "Lower Saxony", []string{"niedersachsen", "niedersaechsisch", "nds", "niedersaechs"}},
	{"NW", "Nordrhein-Westfalen", "North Rhine-Westphalia", []string{"nordrhein westfalen", "nordrhein westfaelisch", "nrw", "nw"}},
	{"RP", "Rheinland-Pfalz", "Rhineland-Palatinate", []string{"rheinland pfalz", "rheinland pfaelzisch", "rh pf", "rhpf", "rhldpf", "rlp", "rp"}},
	{"SH", "Schleswig-Holstein", "Schleswig-Holstein", []string{"schleswig holstein", "schleswig holsteinisch", "schlh", "schl h", "schlholst", "sh"}},
	{"SL", "Saarland", "Saarland", []string{"saarland", "saarlandes", "saarlaendisch", "saarl"}},
	{"SN", "Sachsen", "Saxony", []string{"sachsen", "saechsisch", "saechs"}},
	{"ST", "Sachsen-Anhalt", "Saxony-Anhalt", []string{"sachsen anhalt", "lsa"}},
	{"TH", "Thüringen", "Thuringia", []string{"thueringen", "thueringer", "thueringisch", "thuer"}},
}

// englishPlace is what English texts call a place or Land; most keep their name.
func englishPlace(name string) string {
	switch name {
	case "München":
		return "Munich"
	case "München I":
		return "Munich I"
	case "München II":
		return "Munich II"
	case "Köln":
		return "Cologne"
	case "Nürnberg":
		return "Nuremberg"
	case "Nürnberg-Fürth":
		return "Nuremberg-Fürth"
	case "Hannover":
		return "Hanover"
	case "Niedersachsen-Bremen":
		return "Lower Saxony-Bremen"
	}
	for _, l := range lands {
		if l.german == name {
			return l.english
		}
	}
	return name
}
