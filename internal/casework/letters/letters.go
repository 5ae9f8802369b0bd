// Package letters holds the texts of case work that leave the screen: letters to
// authorities, consent forms, notices to read aloud, the page about data
// protection and the cover of what a client gets when she asks for her file. It
// knows no database and no request: whoever calls it hands in the values, and
// gets text back.
//
// All texts are files below texts, written by people of the field:
//
//   - texts/letter/ID.de.md is a letter, and ID.en.md what it says, as a help for
//     colleagues who read English better. What is sent is the German one.
//   - texts/lang/LANG.toml holds what a client reads: consent forms, the witness
//     notice, the cover of her file. A language is offered while its version is
//     that of the German file; one that lags behind is left out, because a wrong
//     promise helps nobody.
//   - texts/page/NAME.LANG.md are pages: data protection, what a reminder reveals.
//   - placeholders.toml names every placeholder, regimes.toml the law on data
//     protection that binds an organisation: GDPR, the Protestant or the Catholic
//     church's own.
//
// A placeholder is {name}; {name?} may stay empty, and then its whole line is left
// out. What is missing stays visible as a gap, [Geburtsdatum], and is told, so that
// a page can ask for it. A letter asks only for what its purpose needs.
//
// The texts use a few marks, which Read understands: "## " begins a heading, "- " an
// item, "___ " a line to sign on, two stars bold; a line stays a line. Values are
// plain text and never become a mark.
package letters

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

//go:embed texts
var embedded embed.FS

// German and English are the languages that letters, pages and labels exist in.
const (
	German  core.Lang = "de"
	English core.Lang = "en"
)

// Shelf holds all texts. It never changes after Load and may be used by many at
// once.
type Shelf struct {
	letters []Letter
	pages   map[string]map[core.Lang]*article
	words   map[core.Lang]*words
	regimes map[Regime]regime
	names   *names
}

// Load reads the embedded texts and checks them: every placeholder is known,
// translations ask for the same values, every language has every form.
func Load() (*Shelf, error) { return load(embedded) }

func load(files fs.FS) (*Shelf, error) {
	s := &Shelf{pages: map[string]map[core.Lang]*article{}, words: map[core.Lang]*words{}}
	var err error
	if s.names, err = readNames(files); err != nil {
		return nil, err
	}
	if s.regimes, err = readRegimes(files); err != nil {
		return nil, err
	}
	if err := s.readLetters(files); err != nil {
		return nil, err
	}
	if err := s.readPages(files); err != nil {
		return nil, err
	}
	return s, s.readWords(files)
}

// Filled is a text with its values.
type Filled struct {
	Title string
	Text  string    // with the marks that Read understands
	Gaps  []Gap     // what was missing, in the order of the text, each once
	Lang  core.Lang // the language that the text is really in
	Dir   string    // ltr or rtl
}

// Gap is a value that was missing. The text holds its label in square brackets.
type Gap struct {
	Name  string // as in the map of values
	Label string // in the language of the text
}

// direction returns ltr or rtl for a language.
func direction(lang core.Lang) string {
	if l, ok := text.LanguageOf(lang); ok {
		return l.Dir
	}
	return "ltr"
}

// article is a file with a head of TOML between lines of +++ and a body.
type article struct {
	Title   string // as it is shown in a list
	For     string // of a letter: who gets it
	Purpose string // of a letter: what it is for
	Hint    string // of a letter: what colleagues should know before they send it

	// These stand in the German file of a letter only.
	Order    int      // the place in the list
	Signs    string   // centre or client
	Consent  string   // the scope of consent that must be there before it is sent
	Statutes []string // the law behind it

	body string
}

// files returns the names in a folder with an ending, in their order.
func files(from fs.FS, folder, ending string) ([]string, error) {
	entries, err := fs.ReadDir(from, folder)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		if path.Ext(e.Name()) != ending {
			return nil, fmt.Errorf("%s/%s: not a %s file", folder, e.Name(), ending)
		}
		found = append(found, e.Name())
	}
	slices.Sort(found)
	return found, nil
}

// nameAndLang takes ID.LANG.md apart.
func nameAndLang(file string) (string, core.Lang) {
	name, lang, _ := strings.Cut(strings.TrimSuffix(file, path.Ext(file)), ".")
	return name, core.Lang(lang)
}
