package site

import (
	"testing"
	"testing/fstest"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

func TestLongTextSaysHowFarItsTranslationCanBeReliedOn(t *testing.T) {
	german := []byte("+++\ntitle = \"T\"\n+++\nText\n")
	translation := func(head string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("+++\n" + head + "title = \"T\"\nheading = \"H\"\n+++\nTexte\n")}
	}
	source := `source = "` + text.Fingerprint(german) + "\"\n"
	files := fstest.MapFS{
		"texts/about.fr.md":      translation(source),
		"texts/background.fr.md": translation(source + "reviewed = \"A. Muster 2026-11-22\"\n"),
		"texts/rights.fr.md":     translation("source = \"00000000\"\nreviewed = \"A. Muster 2026-11-22\"\n"),
		"texts/safety.fr.md":     translation(""),
		"texts/about.en.md":      translation(""),
	}
	for _, name := range textPages {
		files["texts/"+name+".de.md"] = &fstest.MapFile{Data: german}
	}
	for lang, want := range map[core.Lang][]text.Mark{
		"fr": {text.Unreviewed, text.Reviewed, text.Outdated, text.Unreviewed, text.Missing, text.Missing, text.Missing},
		"en": {text.Reviewed, text.Missing, text.Missing, text.Missing, text.Missing, text.Missing, text.Missing},
	} {
		all, err := longTexts(files, lang)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range all {
			if got.Mark != want[i] {
				t.Errorf("%s is %s, want %s", got.Key, got.Mark, want[i])
			}
		}
	}
	if all, _ := longTexts(files, "fr"); all[1].Note != "A. Muster 2026-11-22" {
		t.Errorf("the reader of a translation is %q", all[1].Note)
	}
}
