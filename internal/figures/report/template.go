package report

import (
	"embed"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
)

//go:embed words
var wordFiles embed.FS

// piece is words, or a verb of the vocabulary with what it is asked.
type piece struct {
	words string
	verb  string
	args  []string
}

// variants are ways to say a sentence: the first whose numbers are all shown is said.
type variants [][]piece

// chapter is a topic as it stands in a file of words.
type chapter struct {
	ID      string
	Table   string
	Heading string
	Say     [][]string // sentences, each with its variants
	More    [][]string // the same for a second paragraph
	say     [2][]variants
}

// catalogue is a file of words.
type catalogue struct {
	Words    map[string]string // of tables and files; {name} is filled in
	Sources  map[string]string // of groups of countries, where the code book has them in German only
	Report   []chapter
	Press    []chapter
	Summary  []chapter
	titles   map[string]variants
	notes    map[string]variants
	series   map[string]variants
	sentence variants
}

func load(lang core.Lang) (*catalogue, error) {
	source, err := wordFiles.ReadFile("words/" + string(lang) + ".toml")
	if err != nil {
		return nil, err
	}
	c, err := parse(string(source))
	if err != nil {
		return nil, fmt.Errorf("words/%s.toml: %w", lang, err)
	}
	return c, nil
}

// parse reads a file of words. A verb that is not in the vocabulary, and a digit
// outside of braces, are errors.
func parse(source string) (*catalogue, error) {
	var file struct {
		catalogue
		Titles   map[string][]string
		Notes    map[string][]string
		Series   map[string][]string
		Sentence []string
	}
	meta, err := toml.Decode(source, &file)
	if err != nil {
		return nil, err
	}
	if rest := meta.Undecoded(); len(rest) > 0 {
		return nil, fmt.Errorf("unknown key %s", rest[0])
	}
	c := &file.catalogue
	var problems []error
	read := func(written []string) variants {
		v, err := parseVariants(written)
		problems = append(problems, err)
		return v
	}
	all := func(written map[string][]string) map[string]variants {
		m := make(map[string]variants, len(written))
		for id, list := range written {
			m[id] = read(list)
		}
		return m
	}
	c.titles, c.notes, c.series, c.sentence = all(file.Titles), all(file.Notes), all(file.Series), read(file.Sentence)
	for _, chapters := range [][]chapter{c.Report, c.Press, c.Summary} {
		for i := range chapters {
			for p, sentences := range [][][]string{chapters[i].Say, chapters[i].More} {
				for _, sentence := range sentences {
					chapters[i].say[p] = append(chapters[i].say[p], read(sentence))
				}
			}
		}
	}
	for id, said := range c.Words {
		if strings.ContainsFunc(said, unicode.IsDigit) {
			problems = append(problems, fmt.Errorf("words.%s holds a digit", id))
		}
	}
	return c, errors.Join(problems...)
}

func parseVariants(written []string) (variants, error) {
	var v variants
	for _, one := range written {
		p, err := parsePieces(one)
		if err != nil {
			return nil, err
		}
		v = append(v, p)
	}
	return v, nil
}

func parsePieces(s string) ([]piece, error) {
	var all []piece
	for rest := s; rest != ""; {
		before, after, more := strings.Cut(rest, "{")
		if strings.ContainsFunc(before, unicode.IsDigit) || strings.Contains(before, "}") {
			return nil, fmt.Errorf("a digit or a } outside of braces in %q: numbers come from the edition", core.Clip(s, 60))
		}
		if before != "" {
			all = append(all, piece{words: before})
		}
		if !more {
			break
		}
		inside, next, closed := strings.Cut(after, "}")
		verb, args, _ := strings.Cut(inside, " ")
		if !closed || !known(verb) {
			return nil, fmt.Errorf("{%s} is not in the vocabulary, in %q", core.Clip(inside, 40), core.Clip(s, 60))
		}
		p := piece{verb: verb}
		if verb == "word" { // forms may hold spaces
			ref, forms, _ := strings.Cut(args, " ")
			one, other, ok := strings.Cut(forms, "|")
			if !ok {
				return nil, fmt.Errorf("{%s} needs two forms with | between them", core.Clip(inside, 40))
			}
			p.args = []string{ref, one, other}
		} else {
			p.args = strings.Fields(args)
		}
		all, rest = append(all, p), next
	}
	return all, nil
}

// fill puts words into one of the words of the catalogue: pairs of name and words.
func (c *catalogue) fill(id string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(c.Words[id])
}
