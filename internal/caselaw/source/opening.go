package source

import (
	"regexp"
	"strings"
	"unicode"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// fromPlain reads a decision as plain text, "\f" at the end of pages.
func fromPlain(text string) (decision.Found, error) {
	tidy, signs := plain(text)
	return fromLines(linesOfText(unglued(tidy)), signs)
}

// fromLines reads a decision of which only its text is known. What the text says about
// itself at its beginning goes to the entry; nothing is asked of it, since an editor
// looks at every upload.
func fromLines(l *layout, signs bool) (decision.Found, error) {
	var found decision.Found
	text, r := l.whole(signs)
	if text.Words() == 0 {
		return found, invalid("caselaw.source.no-words")
	}
	found.Text = text
	e := &found.Entry
	e.Source.Name = "upload"
	fromLabels(e, &found.Text, &r)
	fromCited(e, r.cited)
	fromOpening(e, l)
	e.Chain = placed(e.Chain, e.Date, e.FileNumbers)
	headline(&found, r.title)
	found.Dropped = r.drops.keys
	return found, nil
}

var (
	cited       = regexp.MustCompile(`^([^,]{2,60}), ([\p{L} ()"-]{4,60}?)(?: des [\p{L} .\d]+?)? vom (\d{1,2}\. ?(?:\d{1,2}\.|\p{L}+) ?\d{4}) [-–] ([^,\[]{4,60}?)(?: [-–]|,|$)`)
	courtLine   = regexp.MustCompile(`(?i)^(?:das |der |am |beim )?((?:[\p{L}-]+ ){0,3}(?:Bundes|Ober|Landes|Amts|Land|Verwaltungs|Sozial|Arbeits|Finanz|Verfassungs|Oberlandes|Oberverwaltungs|Landessozial|Landesarbeits|Bundesverwaltungs|Bundesarbeits|Bundessozial|Bundesverfassungs|Landesverfassungs|Kammer)(?:verwaltungs|landes|sozial|arbeits|finanz|verfassungs|patent)?(?:gericht|gerichtshof|gerichtshofes|hof)s?(?: [\p{L}.()/-]+){0,6})$`)
	courtShort  = regexp.MustCompile(`\b(BGH|BVerfG|BVerwG|BAG|BSG|BFH|BPatG|BayObLG|KG|(?:AG|LG|OLG|VG|OVG|VGH|SG|LSG|ArbG|LAG|FG) [A-ZÄÖÜ][\p{L}-]+(?: (?:am|an|in|im|der|a\.) ?[A-ZÄÖÜ][\p{L}]+)?)\b`)
	unionLine   = regexp.MustCompile(`(?i)^(?:URTEIL|BESCHLUSS) DE[SR] (GERICHTSHOFS|GERICHTS)\b`)
	openNumber  = regexp.MustCompile(`^(?:.{0,40}?\b(?:Az\.?|Aktenzeichen|Geschäftszeichen|Geschäfts-Nr\.?|Gesch\.-Z\.)\s*:?\s+)?((?:(?:BVerwG|OVG|VGH|VG|BGH|BAG|BSG|VerfGH)\s+)?(?:[A-Z]{1,2} )?\d{1,3}[a-z]? (?:[A-Z][A-Za-z]{0,6}(?: \([\p{L}]+\))?|\([A-Za-z]+\)|[A-Z]-[A-Z]{1,3}) \d{1,6}[./]\d{2,4}(?:\.[A-Z]{1,3})*|[IVX]{1,4} [A-Z]{1,3}[A-Za-z]{0,3}(?:\([A-Z]\))? \d{1,4}/\d{2}|[CTF][-‑]\d{1,4}/\d{2}(?: P| PPU)?|\d{1,5} Js \d{2,6}/\d{2}(?: [-–] \d{1,3} [A-Z][A-Za-z]{1,3})?|[BLS] \d{1,2} [A-Z]{2,3} \d{1,5}/\d{2}(?: [A-Z]{1,3})?)\b`)
	caseOf      = regexp.MustCompile(`(?i)^(?:In der Rechtssache|In den verbundenen Rechtssachen|Rechtssache) ([CTF][-‑]\d{1,4}/\d{2}.{0,60})$`)
	application = regexp.MustCompile(`(?i)^\(?(?:Application|Beschwerde|Individualbeschwerde)s?\s+(?:nos?\.|Nr\.|Nrn\.)\s+([\d/ ,andu]+\d{2})\)?$`)
	dayAfter    = regexp.MustCompile(`(?i)(?:vom|am|Verkündet am:?|Datum:?|Entscheidungsdatum:?|Beratung vom|Verhandlung vom|of|delivered on)\s+(\d{1,2}\. ?\d{1,2}\. ?\d{4}|\d{1,2}\.? \p{L}+ \d{4})`)
	dayAlone    = regexp.MustCompile(`^(\d{1,2}\. ?\d{1,2}\. ?\d{4}|\d{1,2}\.? \p{L}+ \d{4})(?: ?\(?\*\)?)?$`)
	senate      = regexp.MustCompile(`(?:^|\b(?:der|Der|die|Die|das|Das) )(\d{1,2}\. (?:\p{L}+)?(?:senat|Senat|kammer|Kammer)|(?:Erste|Zweite|Dritte|Vierte|Fünfte|Sechste|Siebte|Große|Vierte erweiterte) Kammer|Fachsenat|\d{1,2}\. (?:Große )?(?:Straf|Zivil)kammer)`)
)

// fromCited reads how a database wants the decision to be cited: "BVerwG, Beschluss vom
// 01.03.2024 - 20 F 14.23 - [ECLI:…]".
func fromCited(e *decision.Entry, s string) {
	m := cited.FindStringSubmatch(s)
	if m == nil {
		return
	}
	e.Court = orElse(e.Court, m[1])
	e.Printed = orElse(e.Printed, m[2])
	if e.Kind == "" {
		e.Kind = kindOf(e.Printed)
	}
	if e.Date.IsZero() {
		e.Date = dateOf(m[3])
	}
	if len(e.FileNumbers) == 0 {
		e.FileNumbers = fileNumbers(m[4])
	}
}

// opened is how many lines at the beginning of a text are taken for its opening.
const opened = 60

// fromOpening looks for what the first lines of a decision say about it.
func fromOpening(e *decision.Entry, l *layout) {
	seen := 0
	var pronounced core.Date
	for i := range l.lines {
		n := &l.lines[i]
		if n.kind != "" && n.kind != "headnote" && n.kind != "opening" && n.kind != "tenor" || seen > opened {
			break
		}
		t := n.text
		if n.out || t == "" {
			continue
		}
		seen++
		if e.ECLI == "" && len(t) < 200 {
			e.ECLI = ecliOf(ownECLI.FindString(t))
		}
		if len(t) > 300 || n.kind == "tenor" {
			continue
		}
		if e.Court == "" {
			e.Court = courtIn(l, i)
		}
		if e.Kind == "" {
			kindIn(e, t)
		}
		if len(e.FileNumbers) == 0 {
			e.FileNumbers = numbersOf(t)
		}
		if m := senate.FindStringSubmatch(t); e.Chamber == "" && m != nil {
			e.Chamber = m[1]
		}
		if m := dayAlone.FindStringSubmatch(t); m != nil && e.Date.IsZero() {
			e.Date = dateOf(m[1])
		}
		if m := dayAfter.FindStringSubmatch(t); m != nil {
			if d := dateOf(m[1]); !d.IsZero() && (pronounced.IsZero() || pronounces(t)) {
				pronounced = d
			}
		}
	}
	if e.Date.IsZero() {
		e.Date = pronounced
	}
}

// courtIn is the court that line i names, with its seat from the next line where it
// stands there.
func courtIn(l *layout, i int) string {
	t := strings.TrimRight(closed(l.lines[i].text), " :,")
	if m := unionLine.FindStringSubmatch(t); m != nil {
		if strings.EqualFold(m[1], "GERICHTSHOFS") {
			return "Europäischer Gerichtshof"
		}
		return "Gericht der Europäischen Union"
	}
	if strings.EqualFold(t, "EUROPEAN COURT OF HUMAN RIGHTS") || strings.EqualFold(t, "EUROPÄISCHER GERICHTSHOF FÜR MENSCHENRECHTE") {
		return "Europäischer Gerichtshof für Menschenrechte"
	}
	m := courtLine.FindStringSubmatch(t)
	if m == nil || len(t) > 100 {
		if s := courtShort.FindString(t); s != "" && len(t) < 80 {
			return s
		}
		return ""
	}
	court := m[1]
	if a := l.after(i); a < len(l.lines) && isSeat(l.lines[a].text) && isCapitals(l.lines[a].text) == isCapitals(court) && len(strings.Fields(court)) == 1 {
		court += " " + l.lines[a].text
	}
	return inSmall(court)
}

// isSeat tells whether a line can be the place of a court: a few words, and none that
// stands in the head of a decision otherwise.
func isSeat(t string) bool {
	words := strings.Fields(t)
	if len(words) == 0 || len(words) > 5 || strings.ContainsAny(t, "0123456789:,") {
		return false
	}
	switch strings.ToUpper(closed(t)) {
	case "URTEIL", "BESCHLUSS", "BESCHLUẞ", "GERICHTSBESCHEID", "IM NAMEN DES VOLKES", "ENDURTEIL":
		return false
	}
	return unicode.IsUpper(firstRune(t)) && !strings.HasPrefix(strings.ToUpper(t), "IM NAMEN") && !strings.HasPrefix(t, "In ")
}

func isCapitals(s string) bool { return s == strings.ToUpper(s) }

// inSmall writes a name in capitals the usual way: "VERWALTUNGSGERICHT NEUSTADT AN DER
// WEINSTRASSE" becomes "Verwaltungsgericht Neustadt an der Weinstrasse".
func inSmall(s string) string {
	if !isCapitals(s) {
		return s
	}
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		switch w {
		case "an", "am", "der", "die", "das", "in", "im", "für", "des", "bei", "ob":
			if i > 0 {
				continue
			}
		}
		parts := strings.Split(w, "-")
		for j, p := range parts {
			if r := firstRune(p); p != "" {
				parts[j] = string(unicode.ToUpper(r)) + p[len(string(r)):]
			}
		}
		words[i] = strings.Join(parts, "-")
	}
	return strings.Join(words, " ")
}

// kindIn reads the kind where a line is nothing else, "B e s c h l u s s", or begins
// with it: "Beschluss vom …", "URTEIL DES GERICHTSHOFS".
func kindIn(e *decision.Entry, t string) {
	word := strings.TrimRight(closed(t), " :.,")
	first := strings.TrimRight(firstWord(word), ":,")
	small := inSmall(strings.ToUpper(first))
	switch strings.ToLower(first) {
	case "urteil", "beschluss", "beschluß", "gerichtsbescheid", "endurteil", "teilurteil", "versäumnisurteil", "zwischenurteil", "schlussurteil", "hinweisbeschluss", "beweisbeschluss", "vorlagebeschluss", "strafbefehl", "judgment":
		if rest := strings.TrimSpace(word[len(firstWord(word)):]); rest == "" || strings.HasPrefix(rest, "vom ") || strings.HasPrefix(strings.ToLower(rest), "des ") || strings.HasPrefix(strings.ToLower(rest), "der ") || strings.HasPrefix(rest, "im ") {
			e.Printed, e.Kind = small, kindOf(small)
		}
	}
}

// numbersOf are the file numbers of a line of the opening.
func numbersOf(t string) []string {
	if m := caseOf.FindStringSubmatch(t); m != nil {
		return fileNumbers(m[1])
	}
	if m := application.FindStringSubmatch(t); m != nil {
		return fileNumbers(m[1])
	}
	if m := openNumber.FindStringSubmatch(t); m != nil {
		return fileNumbers(withoutCourt.ReplaceAllString(m[1], ""))
	}
	return nil
}

var withoutCourt = regexp.MustCompile(`^(?:BVerwG|OVG|VGH|VG|BGH|BAG|BSG|VerfGH)\s+`)
