package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/site"
	"verbund/internal/testkit"
)

// offered are the languages of the site.
var offered = []core.Lang{"de", "de-simple", "en", "fr", "ro", "bg", "hu", "ar", "ru", "uk", "es", "zh-Hans", "vi"}

// inside are the packages whose words only people of the network read, in German
// and English.
var inside = []string{"account", "backup", "casework", "desk", "handbook", "health", "vault", "figures", "caselaw"}

// isTranslation tells whether a language is translated from the German text.
func isTranslation(lang core.Lang) bool { return lang != text.German && lang != "en" }

// catalogues are the folders of the program with words for people, as they stand
// in the files: what the program leaves out as outdated is among it.
func catalogues(t *testing.T) []text.Source {
	t.Helper()
	var all []text.Source
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "de.toml" && filepath.Base(filepath.Dir(path)) == "locale" {
			room := filepath.Dir(filepath.Dir(path))
			if slices.Contains(inside, filepath.Base(room)) {
				return err
			}
			all = append(all, text.Source{Room: filepath.Base(room), Files: os.DirFS(room)})
		}
		return err
	})
	if err != nil || len(all) != 6 {
		t.Fatalf("%d catalogues, want those of 6 packages: %v", len(all), err)
	}
	return all
}

func messages(t *testing.T, s text.Source, lang core.Lang) map[string]text.Message {
	t.Helper()
	all, err := text.ReadMessages(s, lang)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEveryTranslationFitsItsSource: no key that German does not have, the same
// placeholders, and the plurals that the language has.
func TestEveryTranslationFitsItsSource(t *testing.T) {
	for _, s := range catalogues(t) {
		files, err := fs.Glob(s.Files, "locale/*.toml")
		if err != nil || len(files) != len(offered) {
			t.Errorf("%s has %d catalogues, want one for each of %d languages: %v", s.Room, len(files), len(offered), err)
		}
		german := messages(t, s, text.German)
		for _, lang := range offered {
			for key, m := range messages(t, s, lang) {
				source, known := german[key]
				if !known {
					t.Errorf("%s: German has no %s", lang, key)
					continue
				}
				without := func(m text.Message) []string { // a form such as "one" may leave out n
					return slices.DeleteFunc(m.Placeholders(), func(name string) bool { return name == "n" })
				}
				if got, want := without(m), without(source); !slices.Equal(got, want) {
					t.Errorf("%s: %s has the placeholders %q, in German %q", lang, key, got, want)
				}
				if got, want := m.Categories(), text.PluralCategories(lang); m.Plural() && !slices.Equal(got, want) {
					t.Errorf("%s: %s has the plurals %q, the language has %q", lang, key, got, want)
				}
				if source.Plural() && !m.Plural() && len(text.PluralCategories(lang)) > 1 {
					t.Errorf("%s: %s does not count", lang, key)
				}
				if empty := m.EmptyForms(); len(empty) > 0 {
					t.Errorf("%s: %s says nothing for %q", lang, key, empty)
				}
			}
		}
	}
}

var mark = regexp.MustCompile(`^(unreviewed|reviewed \S.* \d{4}-\d{2}-\d{2})$`)

// TestStatusOfTranslationsIsNoted: every translation says which German text it
// was made from, and nothing is noted about what is not there.
func TestStatusOfTranslationsIsNoted(t *testing.T) {
	const stamp = "run `go run ./internal/platform/text/stamp` in the root of the project"
	for _, s := range catalogues(t) {
		german := messages(t, s, text.German)
		for _, lang := range offered {
			status, err := text.ReadStatus(s, lang)
			if !isTranslation(lang) {
				if err == nil {
					t.Errorf("%s in %s is no translation, but has a status", lang, s.Room)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s in %s: %v; %s", lang, s.Room, err, stamp)
				continue
			}
			translated := messages(t, s, lang)
			for key, m := range translated {
				line, noted := status[key]
				switch {
				case !noted || line.Text != m.Fingerprint():
					t.Errorf("%s: %s was changed since it was noted; %s", lang, key, stamp)
				case line.German != german[key].Fingerprint():
					t.Errorf("%s: %s was made from another German text; translate it anew, then %s", lang, key, stamp)
				case !mark.MatchString(line.Mark):
					t.Errorf("%s: %s is marked %q", lang, key, line.Mark)
				}
			}
			for key := range status {
				if _, there := translated[key]; !there {
					t.Errorf("%s: %s is noted, but not translated; %s", lang, key, stamp)
				}
			}
		}
	}
	for _, lang := range offered {
		long, err := site.LongTexts(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range long {
			if l.Mark == text.Outdated || l.Note == "not stamped" {
				t.Errorf("%s is %s %s; bring it up to date, take the line source out of its head, and %s", l.Key, l.Mark, l.Note, stamp)
			}
		}
	}
}

// TestWhatIsForEverybodyIsSaidInEveryLanguage: nobody gets German in between.
func TestWhatIsForEverybodyIsSaidInEveryLanguage(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Nothing})
	var languages []core.Lang
	for _, l := range n.App.Texts.Languages() {
		languages = append(languages, l.Code)
	}
	if !slices.Equal(languages, offered) {
		t.Errorf("the site is offered in %q, want %q", languages, offered)
	}
	german := len(n.App.Texts.Translations(text.German))
	for _, lang := range offered {
		all := n.App.Texts.Translations(lang)
		if len(all) != german || german < 300 {
			t.Errorf("%d texts in %s, %d in German", len(all), lang, german)
		}
		for _, translation := range all {
			if translation.Mark == text.Missing || translation.Mark == text.Outdated {
				t.Errorf("%s: %s is %s", lang, translation.Key, translation.Mark)
			}
		}
		if n.App.Texts.For(lang).Gaps("ui", "web", "site", "centres") {
			t.Errorf("pages in %s say that a part of them is in German", lang)
		}
	}
}

// impolite are words that no language of the site uses, beside those of
// unwanted: for people who are affected, for what cannot be helped, and signs
// that shout.
var impolite = map[core.Lang]string{
	"de-simple": `opfer|leider|\beinfach\b`,
	"fr":        `victime|malheureusement|hélas`,
	"ro":        `victim|din păcate|nefericire`,
	"bg":        `жертв|за съжаление`,
	"hu":        `áldozat|sajnos`,
	"ar":        `ضحي|ضحاي|للأسف`,
	"ru":        `жертв|к сожалению`,
	"uk":        `жертв|на жаль`,
	"es":        `víctima|lamentablemente|desgraciadamente|por desgracia`,
	"zh-Hans":   `受害|牺牲|遗憾|抱歉`,
	"vi":        `nạn nhân|rất tiếc`,
}

// TestTranslationsAreKind reads every translation as its file has it.
func TestTranslationsAreKind(t *testing.T) {
	shouts := regexp.MustCompile(`[!！¡]`)
	for _, lang := range offered {
		if !isTranslation(lang) {
			continue // TestWordsArePlainAndKind reads them
		}
		words, err := regexp.Compile(`(?i)` + impolite[lang])
		if err != nil || impolite[lang] == "" {
			t.Fatalf("%s: %v", lang, err)
		}
		look := func(where, content string) {
			if found := words.FindString(content) + shouts.FindString(content); found != "" {
				t.Errorf("%s in %s says %q", where, lang, found)
			}
		}
		for _, s := range catalogues(t) {
			for key, m := range messages(t, s, lang) {
				look(key, m.Written())
			}
		}
		files, err := filepath.Glob("../site/texts/*." + string(lang) + ".md")
		if err != nil || len(files) == 0 {
			t.Errorf("no long text in %s: %v", lang, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			look(file, string(content))
		}
	}
}
