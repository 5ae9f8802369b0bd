package site

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// article is a long text with its head. Its HTML is made when it is first read.
type article struct {
	Title   string // for the browser's tab and history: neutral
	Heading string
	Lead    string
	Source  string // of a translation: fingerprint of the German file it was made from

	Reviewed string // of a translation: who has read it and when

	lang     core.Lang // that the text is really in
	markdown string
	prose    func() (ui.Prose, error)
}

// missing marks a fact that the operator has not entered.
const missing = "\x00"

// readArticle reads NAME.LANG.md and fills in the facts. Where the language has
// no such text, or one that was made from another German text, it reads the
// German one.
func readArticle(files fs.FS, name string, lang core.Lang, facts map[string]string) (*article, error) {
	german, err := fs.ReadFile(files, "texts/"+name+".de.md")
	if err != nil {
		return nil, err
	}
	file := "texts/" + name + "." + string(lang) + ".md"
	raw, err := fs.ReadFile(files, file)
	if errors.Is(err, fs.ErrNotExist) {
		return parseArticle("texts/"+name+".de.md", german, text.German, facts)
	}
	if err != nil {
		return nil, err
	}
	a, err := parseArticle(file, raw, lang, facts)
	if err == nil && a.Source != "" && a.Source != text.Fingerprint(german) {
		return parseArticle("texts/"+name+".de.md", german, text.German, facts)
	}
	return a, err
}

func parseArticle(file string, raw []byte, lang core.Lang, facts map[string]string) (*article, error) {
	var err error
	head, body, ok := bytes.Cut(bytes.TrimPrefix(raw, []byte("+++\n")), []byte("\n+++\n"))
	if !ok || len(head) == len(raw) {
		return nil, fmt.Errorf("%s: head between lines of +++ is missing", file)
	}
	a := &article{lang: lang}
	meta, err := toml.Decode(string(head), a)
	if err != nil || len(meta.Undecoded()) > 0 || a.Title == "" || a.Heading == "" {
		return nil, fmt.Errorf("%s: head needs title, heading and lead, and nothing else: %v %v", file, err, meta.Undecoded())
	}
	if a.Lead, err = fill(file, a.Lead, facts); err != nil {
		return nil, err
	}
	if a.markdown, err = fill(file, string(body), facts); err != nil {
		return nil, err
	}
	a.prose = sync.OnceValues(func() (ui.Prose, error) { return ui.ReadProse([]byte(a.markdown)) })
	return a, nil
}

var placeholder = regexp.MustCompile(`\{\{([a-z._]+)\}\}`)

// optional facts leave nothing behind where they are not told.
var optional = map[string]bool{"network.note": true, "network.structure": true, "network.memberships": true}

// fill puts the facts into a text. A heading with nothing below it but facts
// that are optional and not told goes with them.
func fill(file, markdown string, facts map[string]string) (string, error) {
	var unknown error
	s := placeholder.ReplaceAllStringFunc(markdown, func(p string) string {
		name := placeholder.FindStringSubmatch(p)[1]
		fact, ok := facts[name]
		switch {
		case !ok:
			unknown = fmt.Errorf("%s: nobody provides the fact %s", file, name)
		case fact == "" && optional[name]:
			return missing
		case fact == "":
			return facts["missing"]
		}
		return fact
	})
	sections := strings.Split(s, "\n## ")
	kept := sections[:0]
	for i, section := range sections {
		_, below, _ := strings.Cut(section, "\n")
		if i > 0 && strings.Contains(below, missing) && strings.Trim(below, missing+" \n") == "" {
			continue
		}
		kept = append(kept, strings.ReplaceAll(section, missing, ""))
	}
	return strings.Join(kept, "\n## "), unknown
}

// ArticlePage is a long text.
type ArticlePage struct {
	ui.Frame
	Lead string
	Text ui.Prose
	In   core.Lang // the language of the text
	Dir  string
}

func (room *Room) article(name string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		a := room.pages[name][web.Printer(r).Lang()]
		prose, err := a.prose()
		if err != nil {
			return err
		}
		frame := room.Frame(r, ui.Page{Heading: a.Heading, Title: a.Title, About: a.Lead, Plain: true, Index: true})
		in, _ := text.LanguageOf(a.lang)
		if a.lang != frame.Lang() {
			frame.Gap = frame.Say("ui.german")
		}
		return web.Render(w, r, http.StatusOK, articlePage(ArticlePage{frame, a.Lead, prose, in.Code, in.Dir}))
	}
}
