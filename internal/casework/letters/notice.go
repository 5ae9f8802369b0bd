package letters

import (
	"fmt"
	"io/fs"

	"verbund/internal/core"
)

// Witness returns what a counsellor reads aloud before somebody tells her story:
// counsellors of specialised centres have no right to refuse testimony (§ 53
// StPO). In German if the language is not offered.
func (s *Shelf) Witness(lang core.Lang) Filled {
	lang, w := s.in(lang)
	return Filled{Title: w.Witness.Title, Text: w.Witness.Text, Lang: lang, Dir: direction(lang)}
}

// Access returns the cover of the copy of her file that a client gets (Article 15
// GDPR, § 19 DSG-EKD, § 17 KDG), in German if the language is not offered.
func (s *Shelf) Access(lang core.Lang, r Regime, values map[string]string) (Filled, error) {
	lang, w := s.in(lang)
	return s.fillWords(lang, r, w.Access.Title, w.Access.Text, values)
}

// Privacy returns the page about data protection in the case work of a centre
// (Articles 13 and 14 GDPR, §§ 17 and 18 DSG-EKD, §§ 15 and 16 KDG), in German or
// English.
func (s *Shelf) Privacy(lang core.Lang, r Regime, values map[string]string) (Filled, error) {
	return s.page("privacy", lang, r, values)
}

// Reminder returns what the mail reveals that reminds colleagues of a term, for
// the page on which they choose it, in German or English. It needs no values.
func (s *Shelf) Reminder(lang core.Lang) (Filled, error) { return s.page("reminder", lang, GDPR, nil) }

func (s *Shelf) page(name string, lang core.Lang, r Regime, values map[string]string) (Filled, error) {
	if lang != English {
		lang = German
	}
	a := s.pages[name][lang]
	return s.fillWords(lang, r, a.Title, a.body, values)
}

func (s *Shelf) readPages(from fs.FS) error {
	all, err := files(from, "texts/page", ".md")
	if err != nil {
		return err
	}
	asks := map[string]map[core.Lang]asked{}
	for _, file := range all {
		name, lang := nameAndLang(file)
		a, err := readArticle(from, "texts/page/"+file)
		if err != nil {
			return err
		}
		if a.Title == "" || a.body == "" {
			return fmt.Errorf("texts/page/%s: title or text is missing", file)
		}
		if s.pages[name] == nil {
			s.pages[name], asks[name] = map[core.Lang]*article{}, map[core.Lang]asked{}
		}
		s.pages[name][lang] = a
		if asks[name][lang], err = s.names.asks(s.cite(GDPR, German, "", a.body)); err != nil {
			return fmt.Errorf("texts/page/%s: %w", file, err)
		}
	}
	for _, name := range []string{"privacy", "reminder"} {
		if s.pages[name][German] == nil || s.pages[name][English] == nil {
			return fmt.Errorf("texts/page: %s is not there in German and English", name)
		}
		if !asks[name][German].same(asks[name][English]) {
			return fmt.Errorf("texts/page: %s asks for %v in German and for %v in English", name, asks[name][German], asks[name][English])
		}
	}
	return nil
}
