// Command stamp brings the status files of translations up to date: it notes
// which German text each translation was made from. Run it in the root of the
// project after translating:
//
//	go run ./internal/platform/text/stamp
//	go run ./internal/platform/text/stamp -reviewed "A. Muster 2026-11-22" -lang ro -keys centres.search
//
// A translation whose words have not changed keeps what was noted for it, so
// that one made from an older German text stays outdated. With -reviewed, the
// translations of a language whose keys begin with -keys are marked as read by
// somebody who speaks the language.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

func main() {
	reviewed := flag.String("reviewed", "", "name and date of whoever has read the translations")
	lang := flag.String("lang", "", "language that was read")
	keys := flag.String("keys", "", "beginning of the keys that were read")
	flag.Parse()
	if err := stampAll(".", review{*reviewed, core.Lang(*lang), *keys}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type review struct {
	by   string
	lang core.Lang
	keys string
}

// stampAll finds every folder with a German catalogue below root.
func stampAll(root string, r review) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Base(filepath.Dir(path)) == "texts" && strings.HasSuffix(path, ".md") {
			return stampLongText(path)
		}
		if err != nil || d.IsDir() || d.Name() != "de.toml" || filepath.Base(filepath.Dir(path)) != "locale" {
			return err
		}
		room := filepath.Dir(filepath.Dir(path))
		return stampRoom(text.Source{Room: filepath.Base(room), Files: os.DirFS(room)}, room, r)
	})
}

func stampRoom(s text.Source, folder string, r review) error {
	files, err := filepath.Glob(filepath.Join(folder, "locale", "*.toml"))
	if err != nil {
		return err
	}
	for _, file := range files {
		lang := core.Lang(strings.TrimSuffix(filepath.Base(file), ".toml"))
		if lang == text.German || lang == "en" {
			continue
		}
		content, err := stamp(s, lang, r)
		if err != nil {
			return err
		}
		if err := os.WriteFile(strings.TrimSuffix(file, ".toml")+".status", []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// stamp returns what the status file of a language should say.
func stamp(s text.Source, lang core.Lang, r review) (string, error) {
	german, err := text.ReadMessages(s, text.German)
	if err != nil {
		return "", err
	}
	translated, err := text.ReadMessages(s, lang)
	if err != nil {
		return "", err
	}
	old, err := text.ReadStatus(s, lang)
	if err != nil {
		old = map[string]text.StatusLine{}
	}
	var lines []string
	for key, m := range translated {
		line := text.StatusLine{Key: key, German: german[key].Fingerprint(), Text: m.Fingerprint(), Mark: string(text.Unreviewed)}
		if was, ok := old[key]; ok && was.Text == line.Text {
			line = was
		}
		if r.by != "" && r.lang == lang && strings.HasPrefix(key, r.keys) {
			line.German, line.Mark = german[key].Fingerprint(), string(text.Reviewed)+" "+r.by
		}
		lines = append(lines, strings.Join([]string{line.Key, line.German, line.Text, line.Mark}, "\t")+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, ""), nil
}

// stampLongText notes in the head of a translated Markdown file which German
// file it was made from, if it does not say so yet. Whoever brings a translation
// up to date takes the line out and stamps it anew.
func stampLongText(path string) error {
	name, lang, ok := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".md"), ".")
	if !ok || lang == string(text.German) || lang == "en" {
		return nil
	}
	german, err := os.ReadFile(filepath.Join(filepath.Dir(path), name+".de.md"))
	if err != nil {
		return err
	}
	file, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(file), "\nsource = ") {
		return err
	}
	stamped := strings.Replace(string(file), "+++\n", "+++\nsource = \""+text.Fingerprint(german)+"\"\n", 1)
	return os.WriteFile(path, []byte(stamped), 0o644)
}
