package letters

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// words is a file texts/lang/LANG.toml: all that a client reads in her language.
type words struct {
	Version  int    // of the words; the same as in the German file, or the language is left out
	Reviewed string // of a translation: who has read it, and when; empty if nobody has

	Form    formWords
	Scopes  map[Scope]scopeWords `toml:"scope"`
	Regimes map[Regime]string    `toml:"regime"` // what the law is called
	Witness noticeWords
	Access  noticeWords
	Gap     map[string]string // labels of what is missing
}

// formWords are the parts that all consent forms share.
type formWords struct {
	Code                                                                    string // whose form it is
	Who, WhoText                                                            string
	Purpose, Data, Sees, Withheld                                           string
	WithheldText, WithheldNone                                              string
	Free, FreeText                                                          string
	Stop, Kept                                                              string
	Law, LawText, Secrecy                                                   string
	Yes, SignHint                                                           string
	SignPlace, SignName, SignOral, SignInterpreter, SignTaken, SignNotTaken string
}

// scopeWords are the parts of one form.
type scopeWords struct{ Title, Purpose, Data, Sees, Stop, Kept, Yes string }

type noticeWords struct{ Title, Text string }

func (s *Shelf) readWords(from fs.FS) error {
	all, err := files(from, "texts/lang", ".toml")
	if err != nil {
		return err
	}
	read := map[core.Lang]*words{}
	for _, file := range all {
		lang := core.Lang(strings.TrimSuffix(file, ".toml"))
		if _, ok := text.LanguageOf(lang); !ok {
			return fmt.Errorf("texts/lang/%s: no language of the program", file)
		}
		raw, err := fs.ReadFile(from, "texts/lang/"+file)
		if err != nil {
			return err
		}
		w := new(words)
		meta, err := toml.Decode(string(raw), w)
		if err != nil || len(meta.Undecoded()) > 0 {
			return fmt.Errorf("texts/lang/%s: %v %v", file, err, meta.Undecoded())
		}
		read[lang] = w
	}
	if read[German] == nil {
		return errors.New("texts/lang/de.toml is missing")
	}
	german, err := s.composed(read[German])
	if err != nil {
		return fmt.Errorf("texts/lang/de.toml: %w", err)
	}
	for lang, w := range read {
		if w.Version != read[German].Version {
			continue
		}
		texts, err := s.composed(w)
		if err != nil {
			return fmt.Errorf("texts/lang/%s.toml: %w", lang, err)
		}
		for name, a := range texts {
			if !a.same(german[name]) {
				return fmt.Errorf("texts/lang/%s.toml: %s asks for %v, in German for %v", lang, name, a, german[name])
			}
			for _, gap := range slices.Concat(a.needs, a.may) {
				if w.Gap[gap] == "" {
					return fmt.Errorf("texts/lang/%s.toml: the gap %s has no label", lang, gap)
				}
			}
		}
		s.words[lang] = w
	}
	return nil
}

// composed puts together every text of a language, by name, and returns what each
// asks for.
func (s *Shelf) composed(w *words) (map[string]asked, error) {
	texts := map[string]string{"witness": w.Witness.Title + w.Witness.Text, "access": w.Access.Title + w.Access.Text}
	if w.Witness.Title == "" || w.Witness.Text == "" || w.Access.Title == "" || w.Access.Text == "" {
		return nil, errors.New("the witness notice or the page about access is empty")
	}
	for _, scope := range Scopes() {
		body, err := w.form(scope, false)
		if err != nil {
			return nil, err
		}
		open, err := w.form(scope, true)
		if err != nil {
			return nil, err
		}
		texts[string(scope)], texts[string(scope)+" without anything withheld"] = body, open
	}
	for _, r := range Regimes() {
		if w.Regimes[r] == "" {
			return nil, fmt.Errorf("the regime %s has no name", r)
		}
	}
	asks := map[string]asked{}
	for name, body := range texts {
		a, err := s.names.asks(s.cite(GDPR, German, "", body))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		asks[name] = a
	}
	return asks, nil
}

// Languages returns the languages that forms, notices and the cover are offered in:
// German, English, then by code.
func (s *Shelf) Languages() []core.Lang {
	var all []core.Lang
	for lang := range s.words {
		if lang != German && lang != English {
			all = append(all, lang)
		}
	}
	slices.Sort(all)
	return append([]core.Lang{German, English}, all...)
}

// Reviewed tells whether somebody who speaks a language has read its texts. German
// and English are written, not translated, and read by those who write them.
func (s *Shelf) Reviewed(lang core.Lang) bool {
	return lang == German || lang == English || s.words[lang] != nil && s.words[lang].Reviewed != ""
}

// in returns the words of a language, and German if it is not offered.
func (s *Shelf) in(lang core.Lang) (core.Lang, *words) {
	if w := s.words[lang]; w != nil {
		return lang, w
	}
	return German, s.words[German]
}

// fillWords fills a text of a language under a regime.
func (s *Shelf) fillWords(lang core.Lang, r Regime, title, body string, values map[string]string) (Filled, error) {
	if err := known(r); err != nil {
		return Filled{}, err
	}
	if err := s.names.check(values); err != nil {
		return Filled{}, err
	}
	w := s.words[lang]
	f := filling{names: s.names, values: values, lang: lang, labels: w.Gap}
	out := f.fill(s.cite(r, lang, w.Regimes[r], body))
	return Filled{Title: title, Text: out, Gaps: f.gaps, Lang: lang, Dir: direction(lang)}, nil
}

// GapIn is what a gap in a text of one language is called in another, "" if it is
// called the same there or nobody knows it.
func (s *Shelf) GapIn(label string, from, to core.Lang) string {
	var own map[string]string
	if w := s.words[from]; w != nil {
		own = w.Gap
	}
	for _, name := range s.names.order {
		n := s.names.all[name]
		if label == cmp.Or(own[name], n.Label[from], n.Label[English]) && n.Label[to] != label {
			return n.Label[to]
		}
	}
	return ""
}
