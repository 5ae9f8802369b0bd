package letters

import (
	"flag"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"verbund/internal/core"
)

var update = flag.Bool("update", false, "write the golden files again")

func shelf(t testing.TB) *Shelf {
	t.Helper()
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// values are plausible values for every placeholder, of an invented person.
func values(s *Shelf) map[string]string {
	v := map[string]string{}
	for _, p := range s.Placeholders() {
		v[p.Name] = "Wert für " + strings.ReplaceAll(p.Name, "_", " ")
		if p.Lines {
			v[p.Name] = "Erste Zeile " + strings.ReplaceAll(p.Name, "_", " ") + "\nZweite Zeile"
		}
	}
	for name, value := range map[string]string{
		"client_name": "Mara Beispiel", "client_birth_date": "3. Mai 1998", "client_nationality": "moldauisch", "alias": "Ahorn-Möwe-7",
		"centre_name": "Beratungsstelle Musterstadt", "centre_address": "Postfach 12 34\n12345 Musterstadt", "centre_phone": "030 123456",
		"counsellor_name": "J. Muster", "place": "Musterstadt", "today": "24. November 2026", "since": "2. November 2026",
		"authority": "Ausländerbehörde Musterstadt", "authority_address": "Am Markt 1\n12345 Musterstadt",
		"supervisor": "Landesbeauftragte für Datenschutz\nPostfach 1, 12345 Musterstadt", "kept_years": "10",
	} {
		v[name] = value
	}
	return v
}

func TestEveryTextLoads(t *testing.T) {
	s := shelf(t)
	if len(s.Letters()) < 15 || len(s.Forms()) != len(Scopes()) {
		t.Errorf("%d letters, %d forms", len(s.Letters()), len(s.Forms()))
	}
	want := []core.Lang{"de", "en", "ar", "bg", "es", "fr", "hu", "ro", "ru", "uk", "vi", "zh-Hans"}
	if got := s.Languages(); !slices.Equal(got, want) {
		t.Errorf("languages: %v", got)
	}
	for _, lang := range want {
		if reviewed := s.Reviewed(lang); reviewed != (lang == "de" || lang == "en") {
			t.Errorf("%s: reviewed is %v", lang, reviewed)
		}
	}
}

func TestEveryRegimeHasEveryFormInEveryLanguage(t *testing.T) {
	s := shelf(t)
	law := map[Regime]string{GDPR: "DSGVO", DSGEKD: "DSG-EKD", KDG: "KDG"}
	for _, lang := range s.Languages() {
		for _, r := range Regimes() {
			for _, f := range s.Forms() {
				got, err := f.Fill(lang, r, values(s))
				if err != nil {
					t.Fatal(err)
				}
				if strings.ContainsAny(got.Text, "{}") || len(got.Gaps) > 0 || got.Lang != lang || got.Title == "" {
					t.Errorf("%s %s %s: gaps %v, language %s, braces %v", f.Scope, lang, r, got.Gaps, got.Lang, strings.ContainsAny(got.Text, "{}"))
				}
				named := law[r]
				if r == GDPR && lang == English {
					named = "GDPR"
				}
				for other, name := range law {
					if other != r && strings.Contains(got.Text, name) || !strings.Contains(got.Text, named) {
						t.Errorf("%s %s %s: names the law of %s or not its own", f.Scope, lang, r, other)
					}
				}
				headings, signs := 0, 0
				for _, b := range Read(got.Text) {
					switch b.Kind {
					case Heading:
						headings++
					case Sign:
						signs += len(b.Lines)
					}
				}
				if headings != 10 || signs != 4 {
					t.Errorf("%s %s %s: %d headings, %d lines to sign", f.Scope, lang, r, headings, signs)
				}
				if f.Reviewed(lang) != s.Reviewed(lang) {
					t.Errorf("%s %s: reviewed differs", f.Scope, lang)
				}
			}
			for name, fill := range map[string]func(core.Lang, Regime, map[string]string) (Filled, error){"access": s.Access, "privacy": s.Privacy} {
				got, err := fill(lang, r, values(s))
				if err != nil || strings.ContainsAny(got.Text, "{}") || len(got.Gaps) > 0 || !strings.Contains(got.Text, law[r]) && !strings.Contains(got.Text, "GDPR") {
					t.Errorf("%s %s %s: %v %v", name, lang, r, got.Gaps, err)
				}
			}
		}
	}
}

func TestEveryFilledLetterIsComplete(t *testing.T) {
	s := shelf(t)
	for _, l := range s.Letters() {
		for _, lang := range []core.Lang{German, English} {
			got, err := l.Fill(lang, values(s))
			if err != nil || len(got.Gaps) > 0 || strings.ContainsAny(got.Text, "{}[]") || got.Lang != lang {
				t.Errorf("%s %s: %v %v\n%s", l.ID, lang, got.Gaps, err, got.Text)
			}
			if l.Title[lang] == "" || l.For[lang] == "" || l.Purpose[lang] == "" || l.Hint[lang] == "" {
				t.Errorf("%s %s: its head is not complete", l.ID, lang)
			}
			if lang == German && strings.Contains(got.Text, "Sehr geehrte") != (l.Signs == ByCentre || strings.Contains(got.Text, "Mit freundlichen")) && !slices.Contains([]string{"reflection-confirmation", "appointment-certificate"}, l.ID) {
				t.Errorf("%s: a greeting is missing or too much", l.ID)
			}
		}
	}
}

// A letter says no more than its purpose needs: these must not tell what happened
// to somebody, and the last not even who counsels.
func TestLettersSayNoMoreThanTheyNeed(t *testing.T) {
	s := shelf(t)
	telling := regexp.MustCompile(`(?i)menschenhandel|ausbeut|straftat|prostitution|sexuell|zwang|aufenthg|trafficking|exploit`)
	for _, id := range []string{"counselling-confirmation", "appointment-certificate", "benefits-asylblg", "benefits-sgb2", "register-block", "register-block-statement", "power-of-attorney", "secrecy-release", "wage-claim", "objection", "court-support", "witness-accompaniment"} {
		l, ok := s.Letter(id)
		if !ok {
			t.Errorf("there is no letter %s", id)
			continue
		}
		for _, lang := range []core.Lang{German, English} {
			if found := telling.FindString(l.Source(lang)); found != "" {
				t.Errorf("%s %s says %q", id, lang, found)
			}
		}
	}
	l, _ := s.Letter("appointment-certificate")
	for _, p := range l.Needs {
		if strings.HasPrefix(p.Name, "centre_") {
			t.Errorf("the certificate of an appointment asks for %s", p.Name)
		}
	}
	for _, l := range s.Letters() {
		for _, p := range slices.Concat(l.Needs, l.May) {
			if p.Name == "alias" {
				t.Errorf("%s: the alias leaves the house", l.ID)
			}
		}
	}
}

func TestMistakesInTextsAreFoundAtTheStart(t *testing.T) {
	for name, change := range map[string]struct{ file, old, new, says string }{
		"unknown placeholder in a letter": {"texts/letter/objection.de.md", "{decision_date}", "{decison_date}", "{decison_date}"},
		"unknown placeholder in a form":   {"texts/lang/ro.toml", "{kept_years}", "{ani}", "{ani}"},
		"a brace that is none":            {"texts/letter/objection.de.md", "Ihr Bescheid", "Ihr {Bescheid}", "Bescheid"},
		"placeholder only in German":      {"texts/letter/objection.en.md", "{decision_date}", "then", "decision_date"},
		"placeholder missing in Arabic":   {"texts/lang/ar.toml", "({law_access})", "{kept_years}", "ar.toml"},
		"a form with an empty part":       {"texts/lang/hu.toml", `free = "Az Ön döntése"`, `free = ""`, "free"},
		"a key that nobody knows":         {"texts/lang/hu.toml", "stop = ", "stopp = ", "stopp"},
		"a gap without label":             {"texts/lang/fr.toml", `kept_years = "nombre d’années"`, "", "kept_years"},
		"a regime without citation":       {"texts/regimes.toml", `law_access = "§ 17 KDG"`, "", "law_access"},
		"a letter that nobody signs":      {"texts/letter/objection.de.md", `signs = "client"`, "", "signs"},
		"a scope that there is not":       {"texts/letter/counselling-confirmation.de.md", `consent = "authority"`, `consent = "all"`, "consent"},
		"page with other values":          {"texts/page/privacy.en.md", "{kept_years}", "ten", "privacy"},
	} {
		files := copied(t)
		raw := string(files[change.file].Data)
		if !strings.Contains(raw, change.old) {
			t.Fatalf("%s: %q does not stand in %s", name, change.old, change.file)
		}
		files[change.file] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(raw, change.old, change.new))}
		if _, err := load(files); err == nil || !strings.Contains(err.Error(), change.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	files := copied(t)
	delete(files, "texts/letter/objection.en.md")
	if _, err := load(files); err == nil {
		t.Error("a letter without English text was read")
	}
}

func TestTranslationThatLagsBehindIsNotOffered(t *testing.T) {
	files := copied(t)
	raw := files["texts/lang/de.toml"].Data
	files["texts/lang/de.toml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(raw), "version = 1", "version = 2", 1))}
	files["texts/lang/en.toml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(files["texts/lang/en.toml"].Data), "version = 1", "version = 2", 1))}
	s, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Languages(); !slices.Equal(got, []core.Lang{"de", "en"}) {
		t.Errorf("offered: %v", got)
	}
	f, _ := s.Form(Counselling)
	if got, err := f.Fill("ro", GDPR, nil); err != nil || got.Lang != German || f.Version() != 2 {
		t.Errorf("Romanian gives %s, version %d, %v", got.Lang, f.Version(), err)
	}
}

func copied(t *testing.T) fstest.MapFS {
	files := fstest.MapFS{}
	err := fs.WalkDir(embedded, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := embedded.ReadFile(path)
		files[path] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// unwanted are words that no text uses, in the languages we can judge.
var unwanted = regexp.MustCompile(`(?i)opfer|victim|víctim|victimă|жертв|ضحي|leider|unfortunately|malheureusement|\beinfach|\bsimply|!|！|受害者|áldozat|nạn nhân`)

func TestWordsArePlainAndKind(t *testing.T) {
	for path, file := range copied(t) {
		for i, line := range strings.Split(string(file.Data), "\n") {
			if found := unwanted.FindString(line); found != "" {
				t.Errorf("%s:%d says %q", path, i+1, found)
			}
		}
	}
}

func TestArabicIsWrittenFromTheRight(t *testing.T) {
	s := shelf(t)
	f, _ := s.Form(Statistics)
	for _, lang := range s.Languages() {
		got, err := f.Fill(lang, GDPR, nil)
		if want := map[bool]string{true: "rtl", false: "ltr"}[lang == "ar"]; err != nil || got.Dir != want || s.Witness(lang).Dir != want {
			t.Errorf("%s: %s, %v", lang, got.Dir, err)
		}
	}
	if got, _ := f.Fill("sw", GDPR, nil); got.Lang != German || got.Dir != "ltr" {
		t.Errorf("a language that there is not gives %s %s", got.Lang, got.Dir)
	}
}

func TestWitnessNoticeNamesTheLawInEveryLanguage(t *testing.T) {
	s := shelf(t)
	counselling, _ := s.Form(Counselling)
	for _, lang := range s.Languages() {
		w := s.Witness(lang)
		if !strings.Contains(w.Text, "53") || strings.ContainsAny(w.Text, "{}") {
			t.Errorf("%s: %s", lang, w.Text)
		}
		if f, err := counselling.Fill(lang, GDPR, nil); err != nil || !strings.Contains(f.Text, w.Text) {
			t.Errorf("%s: the form for counselling does not hold the notice", lang)
		}
	}
}

func TestWithdrawalFromStatisticsSaysWhatStays(t *testing.T) {
	f, _ := shelf(t).Form(Statistics)
	got, _ := f.Fill(German, GDPR, nil)
	for _, want := range []string{"in keine neue Auswertung", "schon ausgewertet und veröffentlicht ist, bleibt"} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the form does not say %q", want)
		}
	}
}

func TestFilledTextsStayAsTheyAre(t *testing.T) {
	s := shelf(t)
	v := values(s)
	v["withheld"] = "die Anschrift der Schwester, weil sie in Gefahr ist"
	delete(v, "file_number")
	l, _ := s.Letter("reflection-request")
	letter, err := l.Fill(German, v)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := s.Form(HandOver)
	form, err := f.Fill(German, KDG, v)
	if err != nil {
		t.Fatal(err)
	}
	for file, got := range map[string]string{"testdata/reflection-request.de.md": letter.Text, "testdata/hand-over.kdg.de.md": form.Text} {
		if *update {
			if err := os.WriteFile(file, []byte(got+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.TrimSuffix(string(want), "\n") != got {
			t.Errorf("%s is another text now:\n%s", file, got)
		}
	}
}
