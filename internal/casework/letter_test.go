package casework

import (
	"database/sql"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/letters"
	"verbund/internal/core"
)

func TestActiveConsentsAreThoseThatHoldOnTheDay(t *testing.T) {
	day := func(s string) core.Date {
		d, err := core.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		name      string
		consent   dataset.Answers
		on        string
		wantsOnes bool
	}{
		{"in writing", dataset.Answers{"scope": {"authority"}, "given": {"written"}, "day": {"2026-03-01"}}, "2026-03-10", true},
		{"said, on the day itself", dataset.Answers{"scope": {"authority"}, "given": {"oral"}, "day": {"2026-03-10"}}, "2026-03-10", true},
		{"without a day", dataset.Answers{"scope": {"authority"}, "given": {"oral"}}, "2026-03-10", true},
		{"from tomorrow", dataset.Answers{"scope": {"authority"}, "given": {"written"}, "day": {"2026-03-11"}}, "2026-03-10", false},
		{"refused", dataset.Answers{"scope": {"authority"}, "given": {"refused"}, "day": {"2026-03-01"}}, "2026-03-10", false},
		{"nothing said", dataset.Answers{"scope": {"authority"}, "day": {"2026-03-01"}}, "2026-03-10", false},
		{"for something else", dataset.Answers{"scope": {"statistics"}, "given": {"written"}, "day": {"2026-03-01"}}, "2026-03-10", false},
		{"withdrawn today", dataset.Answers{"scope": {"authority"}, "given": {"written"}, "day": {"2026-03-01"}, "withdrawn": {"2026-03-10"}}, "2026-03-10", false},
		{"withdrawn from tomorrow", dataset.Answers{"scope": {"authority"}, "given": {"written"}, "day": {"2026-03-01"}, "withdrawn": {"2026-03-11"}}, "2026-03-10", true},
	} {
		if got := len(ActiveConsents([]dataset.Answers{c.consent}, "authority", day(c.on))) == 1; got != c.wantsOnes {
			t.Errorf("%s: holds is %v", c.name, got)
		}
	}
}

func TestPaperFindsSenderRecipientAndDay(t *testing.T) {
	words := func(lines [][]letters.Span) string {
		var all []string
		for _, l := range lines {
			all = append(all, letters.Words(l))
		}
		return strings.Join(all, "/")
	}
	for _, c := range []struct{ text, sender, to, day string }{
		{"Stelle\nWeg 1\n\nAmt\nPlatz 2\n\nOrt, Tag\n\n## Betreff\n\nText", "Stelle/Weg 1", "Amt/Platz 2", "Ort, Tag"},
		{"Träger\n\nOrt, Tag\n\n## Betreff\n\nText", "Träger", "", "Ort, Tag"},
		{"Träger\n\n## Betreff\n\nText", "Träger", "", ""},
		{"## Vollmacht\n\nIch", "", "", ""},
		{"nur Text", "", "", ""},
		{"a\n\nb\n\nc\n\nd\n\n## x", "", "", ""},
		{"", "", "", ""},
	} {
		p := newPaper(Letter{Lang: "de", Text: c.text})
		if words(p.Sender) != c.sender || words(p.To) != c.to || words(p.Day) != c.day {
			t.Errorf("%q: from %q to %q on %q", c.text, words(p.Sender), words(p.To), words(p.Day))
		}
	}
	if p := newPaper(Letter{Template: "consent-counselling", Lang: "ar", Title: "T", Text: "Code: x\n\n## a"}); p.Title != "T" || p.Sender != nil || p.Dir != "rtl" {
		t.Errorf("a form in Arabic is laid out as %+v", p)
	}
}

func TestTelephoneNumbersKeepTheirOrderInEveryLanguage(t *testing.T) {
	for words, number := range map[string]string{
		"هاتف 030 123456.":      "030 123456",
		"هاتف +49 (30) 12-34 x": "+49 (30) 12-34",
		"المادة 53 من":          "",
		"10115 Berlin, 3 Jahre": "10115",
		"":                      "",
	} {
		got, whole := "", ""
		for _, r := range phonesIn(words) {
			whole += r.Text
			if r.Number {
				got += r.Text
			}
		}
		if got != number || whole != words {
			t.Errorf("in %q the number is %q, and all is %q", words, got, whole)
		}
	}
}

// knows fills in who the client is, and the centre's settings.
func (h *house) knows(at string) {
	h.t.Helper()
	h.as("anna").fills(at+"/identity", "given-names", "Mariana", "family-name", "Popa", "birth-date", "2001-07-19").is(http.StatusSeeOther)
	h.as("anna").fills(at+"/location", "post", "Postfach 77", "address", "Geheime Gasse 4").is(http.StatusSeeOther)
	h.as("anna").fills(at+"/sheets/person", "nationality", "Romania").is(http.StatusSeeOther)
	h.as("anna").fills(settingsPath, "centre", "Beratungsstelle Ahorn", "address", "Postfach 1\n10115 Berlin", "phone", "030 123", "place", "Berlin",
		"organisation", "Verein Ahorn", "regime", "dsg-ekd", "supervisor", "Beauftragter", "officer", "Frau Amt", "years", "3").is(http.StatusSeeOther)
}

func TestLetterIsFilledFromTheCaseWrittenOnAndPrinted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Funke Delta 1")
		h.knows(at)
		list := h.as("berta").opens(at + "/letters").is(http.StatusOK).says("Nothing has been written").neverSays("name or address of your centre is missing")
		if n := strings.Count(list.body, at+"/texts/"); n != 17+4 {
			t.Errorf("%d texts are offered, not 17 letters and 4 forms", n)
		}
		text := at + "/texts/reflection-request"
		ask := h.as("berta").opens(text).is(http.StatusOK).says("the centre", "None that holds today").holds(`value="Mariana Popa"`, `value="19. Juli 2001"`, `value="Rumänien"`, `value="2. März 2026"`, `value="BERTA"`, `value="Berlin"`)
		form := ask.form()
		form.Set("value-authority", "Landesamt für Einwanderung")
		to := h.as("berta").posts(text, form).leadsTo()
		if again := h.as("berta").posts(text, form).leadsTo(); again != to {
			t.Error("the form that was sent twice made two letters")
		}
		h.as("anna").opens(at+"/letters").is(http.StatusOK).says("1 letter", "1 gap", "BERTA")
		page := h.as("anna").opens(to).is(http.StatusOK).says("Still missing:", "Anschrift der Stelle", "Identity").neverSays("Geheime Gasse", "Funke Delta 1\n", "<title>Bitte")
		typed := page.form().Get("text")
		if !strings.Contains(typed, "Mariana Popa, geboren am 19. Juli 2001, Staatsangehörigkeit: Rumänien") || !strings.Contains(typed, "[Anschrift der Stelle]") {
			t.Errorf("the letter says %q", typed)
		}
		if strings.Contains(typed, "Ihr Zeichen") || strings.Contains(typed, "Funke") {
			t.Errorf("the letter holds a line without anything, or the alias: %q", typed)
		}
		h.as("anna").fills(to, "text", strings.Replace(typed, "[Anschrift der Stelle]", "Friedrich-Krause-Ufer 24", 1)+"\n\n<script>x</script> **wichtig** Größe 🌊 שלום").is(http.StatusSeeOther)
		print := h.as("anna").opens(to+"/print").is(http.StatusOK).says("Friedrich-Krause-Ufer 24", "<script>x</script>", "Größe 🌊 שלום", "Mariana Popa, geboren am 19. Juli 2001, Staatsangehörigkeit: Rumänien").
			neverSays("<script>x", "Still missing").holds(`class="sender"`, `class="to"`, `class="day"`, "<strong>wichtig</strong>", `lang="de"`)
		if form := regexp.MustCompile(`(?s)<main.*<form.*</main>`).FindString(print.body); form != "" {
			t.Error("a form stands on the sheet that is printed")
		}
		h.as("anna").opens(to).is(http.StatusOK).says("1 earlier version")
	})
}

func TestLetterStaysOpenWhereTheRightIsMissing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Funke Delta 2")
		h.knows(at)
		h.enrol("nora", "without-identity", ours) // may write, but not know who the client is
		h.grant("nora")
		text := at + "/texts/wage-claim"
		ask := h.as("nora").opens(text).is(http.StatusOK).says("These stay gaps", "Name", "Postal address that is safe").neverSays("Mariana", "Postfach 77", "value-client_name")
		form := ask.form()
		form.Set("value-client_name", "heimlich getippt")
		to := h.as("nora").posts(text, form).leadsTo()
		h.as("nora").opens(to).is(http.StatusOK).says("Still missing:").holds("[Name]").neverSays("heimlich getippt", `name="names"`)
		h.as("anna").opens(to).is(http.StatusOK).holds(`name="names"`)
		letter := h.as("anna").opens(to).form()
		letter.Set("names", "1")
		letter.Set("text", "Es schreibt Mariana Popa")
		h.as("anna").posts(to, letter).is(http.StatusSeeOther)
		for _, path := range []string{to, to + "/print"} {
			h.as("nora").opens(path).is(http.StatusNotFound).neverSays("Mariana")
			h.as("tina").opens(path).is(http.StatusNotFound).neverSays("Mariana")
		}
		h.as("nora").opens(at+"/letters").is(http.StatusOK).says("lie with the identity", "Nothing has been written")
		h.as("tina").opens(at + "/letters").is(http.StatusOK).neverSays("/texts/")
		for _, path := range []string{text, to, to + "/remove", to + "/restore", at + "/witness"} {
			h.as("tina").posts(path, nil).is(http.StatusForbidden)
		}
		h.as("tina").opens(text).is(http.StatusForbidden)
		for _, path := range []string{at + "/letters", text, to, to + "/print", at + "/witness", at + "/texts/unknown"} {
			h.as("clara").opens(path).is(http.StatusNotFound).neverSays("Mariana", "Beratungsstelle Ahorn")
		}
		h.as("clara").posts(text, form).is(http.StatusNotFound)
		h.as("clara").posts(to, letter).is(http.StatusNotFound)
		h.as("clara").posts(to+"/remove", nil).is(http.StatusNotFound)
		h.as("clara").posts(at+"/witness", nil).is(http.StatusNotFound)
		h.as("anna").opens(to).is(http.StatusOK).holds("Es schreibt Mariana Popa")
	})
}

func TestLetterIsWarnedOfWithoutConsent(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Funke Delta 3")
		text := at + "/texts/counselling-confirmation"
		h.as("anna").opens(at + "/letters").is(http.StatusOK).says("name or address of your centre is missing")
		h.as("anna").opens(text).is(http.StatusOK).says("None that holds today", "To the consents")
		h.as("anna").adds(at, "consent", "scope", "authority", "given", "oral", "day", "2026-03-09")
		h.as("anna").opens(text).is(http.StatusOK).says("1 valid consent").neverSays("To the consents")
		h.as("anna").opens(at + "/texts/objection").is(http.StatusOK).says("the client herself").neverSays("valid consent")
		h.as("anna").posts(text, url.Values{"value-authority": {strings.Repeat("ä", valueLimit+1)}}).is(http.StatusUnprocessableEntity).says("This has 2,001 characters")
	})
}

func TestC17TwoPeopleOnOneLetterSeeBothVersions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Funke Delta 4")
		to := h.as("anna").posts(at+"/texts/objection", url.Values{}).leadsTo()
		slow := h.as("berta").opens(to).is(http.StatusOK).form()
		h.as("anna").fills(to, "text", "von Anna").is(http.StatusSeeOther)
		slow.Set("text", "von Berta")
		slow.Set("by", "hand")
		h.as("berta").posts("/casework/drafts", slow).is(http.StatusSeeOther)
		h.as("berta").opens(to).is(http.StatusOK).says("This is your draft").holds("von Berta")
		clash := h.as("berta").posts(to, slow).is(http.StatusConflict).says("Two versions", "von Anna", "von Berta")
		h.as("anna").opens(to).is(http.StatusOK).holds("von Anna")
		form := clash.form()
		form.Set("keep-text", "theirs")
		h.as("berta").posts(to, form).is(http.StatusSeeOther)
		h.as("anna").opens(to).is(http.StatusOK).holds("von Anna")
		h.as("anna").posts(to+"/remove", nil).is(http.StatusSeeOther)
		h.as("anna").opens(at+"/letters").is(http.StatusOK).says("Nothing has been written", "Widerspruch")
		h.as("anna").posts(to+"/restore", nil).is(http.StatusSeeOther)
		h.as("anna").opens(at + "/letters").is(http.StatusOK).says("1 letter")
		h.as("anna").fills(to, "text", "", "title", "").is(http.StatusUnprocessableEntity).says("This is needed")
	})
}

func TestConsentFormIsInHerLanguageAndUnderTheCentresLaw(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Funke Delta 5", "languages", "Arabic")
		h.knows(at)
		entry := h.as("anna").adds(at, "consent", "scope", "hand-over", "given", "oral", "to-whom", "Frauenhaus Nord", "language", "Romanian", "withheld", "die Schwester")
		h.as("anna").opens(at+"/entries/consent").is(http.StatusOK).holds("/texts/consent-counselling", "/texts/consent-statistics", "/texts/consent-hand-over", "/texts/consent-authority")
		page := h.as("anna").opens(entry).is(http.StatusOK).neverSays("/texts/consent-statistics")
		way := regexp.MustCompile(`href="([^"]*/texts/consent-hand-over[^"]*)"`).FindStringSubmatch(page.body)[1]
		ask := h.as("anna").opens(way).is(http.StatusOK).holds(`value="Frauenhaus Nord"`, "die Schwester", `name="lang" value="ro"`).says("Nobody who speaks the language")
		to := h.as("anna").posts(at+"/texts/consent-hand-over", ask.form()).leadsTo()
		h.as("anna").opens(to+"/print").is(http.StatusOK).says("Frauenhaus Nord", "die Schwester", "DSG-EKD", "Funke Delta 5").neverSays("Mariana").holds(`lang="ro"`)
		if form := h.as("anna").opens(at + "/texts/consent-counselling").form(); form.Get("lang") != "ar" {
			t.Errorf("without a consent the form is in %q, not in a language that she speaks", form.Get("lang"))
		}
		ask = h.as("anna").opens(at + "/texts/consent-counselling?lang=de").is(http.StatusOK)
		to = h.as("anna").posts(at+"/texts/consent-counselling", ask.form()).leadsTo()
		h.as("tina").opens(to+"/print").is(http.StatusOK).says("Beratung und Fallakte", "Beratungsstelle Ahorn", "DSG-EKD").holds(`class="signs"`)
	})
}

func TestWitnessNoticeIsReadInHerLanguageAndNoted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Funke Delta 6", "languages", "Arabic")
		h.as("anna").opens(at + "/sheets/intake").is(http.StatusOK).holds(at + "/witness")
		h.as("anna").opens(at+"/witness").is(http.StatusOK).holds(`lang="ar"`, `dir="rtl"`)
		h.as("anna").opens(at + "/witness?lang=de").is(http.StatusOK).holds(`lang="de" dir="ltr"`).says("Note that it was talked about")
		h.as("anna").opens(at + "/witness?lang=xx").is(http.StatusOK).holds(`lang="ar"`)
		for range 2 {
			h.as("anna").posts(at+"/witness", nil).is(http.StatusSeeOther)
		}
		h.as("anna").opens(at+"/witness").is(http.StatusOK).says("yes, talked about", "10 March 2026").neverSays("Sets the note")
		if form := h.as("anna").opens(at + "/sheets/intake?page=2").form(); form.Get("witness-told") != "yes" && h.as("anna").opens(at+"/sheets/intake?page=1").form().Get("witness-told") != "yes" {
			t.Error("the intake does not say so")
		}
	})
}

func TestLettersAreFoundInNothingThatIsStored(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Funke Delta 7")
		h.knows(at)
		h.as("anna").posts(at+"/texts/objection", h.as("anna").opens(at+"/texts/objection").form()).is(http.StatusSeeOther)
		for _, table := range []string{"vault_record", "vault_setting"} {
			var rows [][]byte
			h.must(func(tx *sql.Tx) error {
				all, err := tx.QueryContext(t.Context(), "SELECT sealed FROM "+table)
				if err != nil {
					return err
				}
				defer all.Close()
				for all.Next() {
					var b []byte
					if err := all.Scan(&b); err != nil {
						return err
					}
					rows = append(rows, b)
				}
				return all.Err()
			})
			if len(rows) == 0 {
				t.Errorf("%s is empty", table)
			}
			for _, b := range rows {
				for _, word := range []string{"Mariana", "Postfach", "Ahorn", "Widerspruch"} {
					if strings.Contains(string(b), word) {
						t.Errorf("%s holds %q in the clear", table, word)
					}
				}
			}
		}
	})
}
