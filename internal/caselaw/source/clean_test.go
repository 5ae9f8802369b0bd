package source

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbund/internal/caselaw/decision"
)

// shape writes a text in short: kinds of sections, numbers and texts of paragraphs.
func shape(t decision.Text) string {
	var b strings.Builder
	for _, s := range t.Sections {
		fmt.Fprintf(&b, "%s %s\n", s.Kind, s.Heading)
		for _, p := range s.Paragraphs {
			fmt.Fprintf(&b, "  [%s] %s\n", p.Number, strings.ReplaceAll(p.Text, "\n", " / "))
		}
	}
	return strings.TrimSpace(b.String())
}

// full is a line that is as wide as the page.
func full(words string) string {
	return words + strings.Repeat(" und weiter", max(0, (78-len(words))/11)) + " ohne"
}

func TestWordsAreJoinedOverTheEndsOfLines(t *testing.T) {
	words := &vocabulary{lines: []line{{text: "Der Informationszugang, das Landesumweltinformationsgesetz und das VERWALTUNGSGERICHT."}, {text: "die non-formalen Wege in Nordrhein-Westfalen nach dem BremWahlG"}}}
	for _, c := range []struct{ a, b, want string }{
		{"der Informations-", "zugang wird", "der Informationszugang wird"},
		{"die Informations-", "und Auskunftsrechte", "die Informations- und Auskunftsrechte"},
		{"Haupt-", "bzw. Hilfsantrag", "Haupt- bzw. Hilfsantrag"},
		{"in Berlin-", "Brandenburg", "in Berlin-Brandenburg"},
		{"der Sonder-Task-", "Force", "der Sonder-Task-Force"},
		{"der Informations-", "Zugang", "der Informationszugang"},
		{"das VERWALTUNGS-", "GERICHT", "das VERWALTUNGSGERICHT"},
		{"in NORDRHEIN-", "WESTFALEN", "in NORDRHEIN-WESTFALEN"},
		{"die VS-", "eingestuften Akten", "die VS-eingestuften Akten"},
		{"die E-", "mail", "die E-mail"},
		{"ein 8-", "mal", "ein 8-mal"},
		{"die non-", "formalen Wege", "die non-formalen Wege"},
		{"öffentlich-", "rechtlicher Art", "öffentlich-rechtlicher Art"},
		{"das nordrhein-", "westfälische Recht", "das nordrhein-westfälische Recht"},
		{"das Brem-", "WahlG", "das BremWahlG"},
		{"das Verfas-", "sungsrecht", "das Verfassungsrecht"},
		{"die Rechtssache C-", "536/07", "die Rechtssache C-536/07"},
		{"die (Ermittlungs-", ")Verfahrens", "die (Ermittlungs-)Verfahrens"},
		{"der Antrag -", "gegen den", "der Antrag - gegen den"},
		{"der Antrag –", "gegen den", "der Antrag – gegen den"},
		{"5.000,-", "Euro", "5.000,- Euro"},
		{"mehr\u00ad", "fach", "mehrfach"},
		{"ein Satz", "geht weiter", "ein Satz geht weiter"},
	} {
		if got := string(follow([]byte(c.a), c.a, c.b, words)); got != c.want {
			t.Errorf("%q + %q: got %q, want %q", c.a, c.b, got, c.want)
		}
	}
}

func TestHeadsAndPageNumbersAreStruck(t *testing.T) {
	page := func(n int, head, foot string) string {
		words := strings.Fields("Antrag Bescheid Frist Auskunft Akte Behörde Kammer Anspruch Verfahren Grund Beginn Ende Urteil Kosten Termin Partei Zeugin")
		lines := []string{full("Text der Seite " + words[n] + ", der in der nächsten Zeile")}
		for i := range 14 {
			lines = append(lines, full(fmt.Sprintf("weitergeht, der %s und die %s,", words[(n*7+i)%len(words)], words[(n+i*3)%len(words)])))
		}
		return head + "\n\n" + strings.Join(lines, "\n") + "\n\n" + foot + "\n\n"
	}
	for _, c := range []struct{ name, head, foot string }{
		{"Seite n von m", "VG Musterstadt, 3 K 12/05 Seite %d von 5", "https://example.org/3_K_12_05.html 1.2.2020"},
		{"dashes", "- %d -", ""},
		{"dashes that are close", "—%d—", "3 K 12/05"},
		{"a case and the number", "%d MUSTER v. BEISPIEL JUDGMENT", ""},
		{"lone numbers at ends of pages", "\f%d", "Az.: 3 K 12/05"},
		{"date and time", "%d von 5 01.02.2020 10:12", ""},
	} {
		var b strings.Builder
		for n := 1; n <= 5; n++ {
			head := c.head
			if strings.Contains(head, "%d") {
				head = fmt.Sprintf(head, n)
			}
			b.WriteString(page(n, head, c.foot))
		}
		text, r := clean(b.String())
		got := shape(text)
		for _, left := range []string{"Seite 1 von", "example.org", "3 K 12/05", "MUSTER", "- 2 -", "—2—", "10:12", " 2 "} {
			if strings.Contains(got, left) {
				t.Errorf("%s: %q is still in the text:\n%.900s\nstruck: %q", c.name, left, got, r.lines)
				break
			}
		}
		if !strings.Contains(got, "Text der Seite Auskunft, der in der nächsten Zeile") || len(text.Sections) == 0 || len(text.Sections[0].Paragraphs) != 1 {
			t.Errorf("%s: a sentence that goes over pages is one paragraph:\n%.900s", c.name, got)
		}
	}
}

func TestHeadingsThatComeAgainStay(t *testing.T) {
	var b strings.Builder
	for range 6 {
		b.WriteString("Vorbringen der Parteien\n\n" + full("Die Klägerin trägt dazu vor") + "\nund beruft sich auf ihr Recht.\n\n")
	}
	text, r := clean(b.String())
	if len(r.lines) != 0 || strings.Count(shape(text), "Vorbringen") != 6 {
		t.Errorf("struck %q of\n%s", r.lines, shape(text))
	}
}

func TestMarginNumbersAreFoundWhereverTheyStand(t *testing.T) {
	body := []string{"Die Klägerin begehrt Auskunft über ihre Akten bei der Behörde.", "Die Beklagte lehnte das ab, weil die Akten geheim seien.", "Dagegen richtet sich die Klage vom 3. Mai 2099.", "Sie ist zulässig und begründet.", "Die Kosten trägt die Beklagte."}
	for name, write := range map[string]func(n int, t string) string{
		"alone in a line":    func(n int, t string) string { return fmt.Sprintf("%d\n%s\n", n, t) },
		"before the text":    func(n int, t string) string { return fmt.Sprintf("%d %s\n\n", n, t) },
		"after the line":     func(n int, t string) string { return fmt.Sprintf("%s %d\n\n", t, n) },
		"alone with a gap":   func(n int, t string) string { return fmt.Sprintf("%d\n\n%s\n\n", n, t) },
		"alone, then a list": func(n int, t string) string { return fmt.Sprintf("%d\n%s\n1. erstens,\n2. zweitens.\n", n, t) },
	} {
		var b strings.Builder
		b.WriteString("Gründe\n\n")
		for i, t := range body {
			b.WriteString(write(i+1, t))
		}
		text := Clean(b.String())
		var numbers []string
		for _, p := range text.Sections[len(text.Sections)-1].Paragraphs {
			numbers = append(numbers, p.Number)
			if len(numbers) <= len(body) && p.Number != "" && !strings.HasPrefix(p.Text, strings.TrimSuffix(body[len(numbers)-1], ".")) {
				t.Errorf("%s: paragraph %s is %q", name, p.Number, p.Text)
			}
		}
		if want := []string{"1", "2", "3", "4", "5"}; !slices.Equal(numbers, want) {
			t.Errorf("%s: got %q\n%s", name, numbers, shape(text))
		}
	}
}

func TestListsAndYearsAreNoMarginNumbers(t *testing.T) {
	for _, s := range []string{
		"Tenor\n\n1. Die Klage wird abgewiesen.\n2. Die Kosten trägt der Kläger.\n3. Das Urteil ist vorläufig vollstreckbar.\n4. Die Berufung wird zugelassen.",
		"Gründe\n\nEr beschäftigte in den Jahren\n\n2015\n\n2016\n\n2017\n\n2018\n\nmehrere Personen.",
		"Gründe\n\n1 Fahrrad war dabei.\n\nEs gab 2 weitere.",
	} {
		for _, sec := range Clean(s).Sections {
			for _, p := range sec.Paragraphs {
				if p.Number != "" {
					t.Errorf("%q: took %s for a margin number", s, p.Number)
				}
			}
		}
	}
}

func TestSectionsAreFoundByTheirHeadings(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"LANDGERICHT MUSTERSTADT\n\nUrteil\n\nhat die Kammer für Recht erkannt:\n\nDie Klage wird abgewiesen.\n\nT a t b e s t a n d :\n\nDer Kläger klagt.\n\nE n t s c h e i d u n g s g r ü n d e\n\nDie Klage ist unbegründet.",
			"opening \n  [] LANDGERICHT MUSTERSTADT\n  [] Urteil\n  [] hat die Kammer für Recht erkannt:\ntenor \n  [] Die Klage wird abgewiesen.\nfacts Tatbestand\n  [] Der Kläger klagt.\ngrounds Entscheidungsgründe\n  [] Die Klage ist unbegründet."},
		{"Leitsätze:\n\n1. Ein Satz.\n\nSchlagworte: a, b\n\nTenor: Der Antrag wird abgelehnt.\n\nGRÜNDE\n\nEr ist unzulässig.\n\nRechtsmittelbelehrung\n\nDieser Beschluss ist unanfechtbar.",
			"headnote Leitsätze\n  [] 1. Ein Satz.\nopening \n  [] Schlagworte: a, b\ntenor Tenor\n  [] Der Antrag wird abgelehnt.\nreasons GRÜNDE\n  [] Er ist unzulässig.\nother Rechtsmittelbelehrung\n  [] Dieser Beschluss ist unanfechtbar."},
		{"Orientierungssatz\n\nEin Satz.\n\nAbweichende Meinung des Richters Muster\n\nIch widerspreche.", "guidance Orientierungssatz\n  [] Ein Satz.\ndissent Abweichende Meinung des Richters Muster\n  [] Ich widerspreche."},
		{"URTEIL DES GERICHTSHOFS\n\nerlässt folgendes\n\nUrteil\n\n1 Das Ersuchen betrifft die Auslegung.\n\n2 Es ergeht in einem Rechtsstreit.\n\n3 Die Frage ist zu bejahen.\n\nAus diesen Gründen hat der Gerichtshof für Recht erkannt:\n\nArt. 2 ist weit auszulegen.",
			"opening \n  [] URTEIL DES GERICHTSHOFS\n  [] erlässt folgendes\ngrounds Urteil\n  [1] Das Ersuchen betrifft die Auslegung.\n  [2] Es ergeht in einem Rechtsstreit.\n  [3] Die Frage ist zu bejahen.\ntenor \n  [] Aus diesen Gründen hat der Gerichtshof für Recht erkannt:\n  [] Art. 2 ist weit auszulegen."},
		{"Tenor\n\nDer Bescheid wird aufgehoben.\n\n1\nDie Klage ist zulässig.\n\n2\nSie ist begründet.\n\n3\nDie Kosten trägt die Beklagte.",
			"tenor Tenor\n  [] Der Bescheid wird aufgehoben.\nreasons \n  [1] Die Klage ist zulässig.\n  [2] Sie ist begründet.\n  [3] Die Kosten trägt die Beklagte."},
	} {
		if got := shape(Clean(c.text)); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

func TestHeadnotesThatTheCourtDidNotWriteAreLeftOut(t *testing.T) {
	for _, c := range []struct{ text, want, drop string }{
		{"Leitsätze der Redaktion\n\n1. Fremd.\n\nTenor\n\nAmtlich.", "tenor Tenor\n  [] Amtlich.", "editorial"},
		{"Redaktioneller Leitsatz:\n\nFremd.\n\nTenor\n\nAmtlich.", "tenor Tenor\n  [] Amtlich.", "editorial"},
		{"Leitsatz\n\n1. Fremd.\n\n2. Auch fremd. (Leitsätze der Redaktion)\n\nTenor\n\nAmtlich.", "tenor Tenor\n  [] Amtlich.", "editorial"},
		{"Leitsätze\n\n1. Vom Gericht. (amtlicher Leitsatz)\n\n2. Fremd. (redaktioneller Leitsatz)\n\nTenor\n\nA.", "headnote Leitsätze\n  [] 1. Vom Gericht. (amtlicher Leitsatz)\ntenor Tenor\n  [] A.", "editorial"},
		{"Leitsatz\n\nVom Gericht.\n\nTenor\n\nA.", "headnote Leitsatz\n  [] Vom Gericht.\ntenor Tenor\n  [] A.", ""},
		{"Leitsatz\n\nNichtamtlich, aber von der Redaktion erwähnt.\n\nTenor\n\nA.", "headnote Leitsatz\n  [] Nichtamtlich, aber von der Redaktion erwähnt.\ntenor Tenor\n  [] A.", ""},
		{"Tenor\n\nA.\n\nZitiervorschlag\nVG Musterstadt, Urteil vom 01.03.2099 - 1 K 2/98 -", "tenor Tenor\n  [] A.", "citation"},
		{"Gründe\n\nDie Klage ist begründet.\n\n© juris GmbH", "reasons Gründe\n  [] Die Klage ist begründet.", "editorial"},
	} {
		text, r := clean(c.text)
		if got := shape(text); got != c.want {
			t.Errorf("%q: got\n%s", c.text, got)
		}
		if got := strings.Join(r.drops.keys, " "); strings.TrimPrefix(got, "caselaw.source.dropped.") != c.drop {
			t.Errorf("%q: said %q", c.text, got)
		}
	}
}

func TestSignsBecomeTheUsualOnes(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"§\u00a025\u202fAbs.\u20094a", "§ 25 Abs. 4a"},
		{"o\ufb03ziell und \ufb01n", "offiziell und fin"},
		{"A\u0308rger", "Ärger"},
		{"zu\u00adsammen, ge\u200btrennt", "zusammen, getrennt"},
		{"a\r\nb\rc", "a\nb\nc"},
		{"\u202eneddesrever", "neddesrever"},
		{"\uf0b7 Punkt \uf02d Strich", "• Punkt - Strich"},
		{"IV\u2011R\u201024", "IV-R-24"},
		{"Ende\u00ad\nzeile", "Ende\u00ad\nzeile"},
	} {
		if got, _ := plain(c.in); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
	if _, dropped := plain("a\x01b"); !dropped {
		t.Error("a control sign went unsaid")
	}
}

func TestFilesAreReadInTheCharacterSetTheyAreIn(t *testing.T) {
	for _, c := range []struct{ name, in, declared, want string }{
		{"UTF-8", "Gründe", "", "Gründe"},
		{"a mark", "\ufeffGründe", "", "Gründe"},
		{"Windows-1252", "Gr\xfcnde \x84a\x93 \x80", "", "Gründe „a“ €"},
		{"declared otherwise", "Gründe", "iso-8859-1", "Gründe"},
		{"declared wrongly", "Gr\xfcnde", "utf-8", "Gründe"},
		{"Latin-2", "\xa3\xf3d\xbc", "iso-8859-2", "Łódź"},
		{"UTF-16", "\xff\xfeG\x00r\x00\xfc\x00", "", "Grü"},
		{"UTF-16 from the other end", "\xfe\xff\x00G\x00r\x00\xfc", "", "Grü"},
		{"UTF-8 with a broken byte", "Gründe für Öl, ä und \x96 Strich", "", "Gründe für Öl, ä und – Strich"},
	} {
		got, err := textIn([]byte(c.in), c.declared)
		if err != nil || got != c.want {
			t.Errorf("%s: got %q, %v", c.name, got, err)
		}
	}
	if _, err := textOf([]byte("a\x00b")); err == nil {
		t.Error("zero bytes are no text")
	}
}
