package citation

// isLand tells whether w names a Land after the abbreviation of a statute, "VwVfG NRW".
func isLand(w string) bool {
	switch w {
	case "NRW", "NW", "LSA", "MV", "SH", "Bln", "BE", "Bbg", "BB", "BW", "RLP", "RP", "Nds", "HE", "Hess", "HB", "Brem",
		"HH", "Hmb", "Hbg", "Th", "Thür", "SN", "Sachs", "Sächs", "BY", "Bay", "Saar", "SL", "Saarl", "M-V", "S-H", "Bra",
		"Rh-Pf", "ST", "TH", "NI", "Rheinland-Pfalz", "Berlin", "Brandenburg", "Hamburg", "Bremen", "Hessen", "Sachsen", "Thüringen", "Saarland",
		"Nordrhein-Westfalen", "Niedersachsen", "Sachsen-Anhalt", "Schleswig-Holstein", "Mecklenburg-Vorpommern",
		"Baden-Württemberg", "Bayern":
		return true
	}
	return false
}

// land returns the usual short form of a Land after the abbreviation of a statute.
func land(w string) string {
	switch w {
	case "NW", "Nordrhein-Westfalen":
		return "NRW"
	case "ST", "Sachsen-Anhalt":
		return "LSA"
	case "MV", "Mecklenburg-Vorpommern":
		return "M-V"
	case "S-H", "Schleswig-Holstein":
		return "SH"
	case "BE", "Berlin":
		return "Bln"
	case "BB", "Bra", "Brandenburg":
		return "Bbg"
	case "Baden-Württemberg":
		return "BW"
	case "RP", "Rh-Pf", "Rheinland-Pfalz":
		return "RLP"
	case "NI", "Niedersachsen":
		return "Nds"
	case "HE", "Hessen":
		return "Hess"
	case "HB", "Bremen":
		return "Brem"
	case "HH", "Hbg", "Hamburg":
		return "Hmb"
	case "TH", "Th", "Thüringen":
		return "Thür"
	case "SN", "Sachs", "Sachsen":
		return "Sächs"
	case "BY", "Bayern":
		return "Bay"
	case "SL", "Saarl", "Saarland":
		return "Saar"
	}
	return w
}
