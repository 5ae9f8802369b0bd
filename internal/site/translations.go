package site

import (
	"bytes"
	"errors"
	"io/fs"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// LongTexts returns the state of every long text in a language, by the name of
// its file. Who has read a translation stands in its head: reviewed = "A. Muster
// 2026-11-22". German and English are no translations.
func LongTexts(lang core.Lang) ([]text.Translation, error) { return longTexts(texts, lang) }

func longTexts(files fs.FS, lang core.Lang) ([]text.Translation, error) {
	var all []text.Translation
	for _, name := range textPages {
		german, err := fs.ReadFile(files, "texts/"+name+".de.md")
		if err != nil {
			return nil, err
		}
		file := "texts/" + name + "." + string(lang) + ".md"
		t := text.Translation{Key: file, Mark: text.Missing}
		switch raw, err := fs.ReadFile(files, t.Key); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, err
		default:
			if t.Mark, t.Note, err = markOf(raw, german, lang); err != nil {
				return nil, err
			}
		}
		all = append(all, t)
	}
	return all, nil
}

func markOf(raw, german []byte, lang core.Lang) (text.Mark, string, error) {
	head, _, _ := bytes.Cut(bytes.TrimPrefix(raw, []byte("+++\n")), []byte("\n+++\n"))
	var a article
	if _, err := toml.Decode(string(head), &a); err != nil {
		return "", "", err
	}
	switch {
	case lang == text.German || lang == "en":
		return text.Reviewed, "", nil
	case a.Source == "":
		return text.Unreviewed, "not stamped", nil
	case a.Source != text.Fingerprint(german):
		return text.Outdated, "", nil
	case a.Reviewed != "":
		return text.Reviewed, a.Reviewed, nil
	}
	return text.Unreviewed, "", nil
}
