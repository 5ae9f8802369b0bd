package letters

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
)

// Signer is who signs a letter. A centre speaks for itself; claims and
// applications are the client's own, because a centre that made them for her
// would give legal services (§ 6 RDG).
type Signer string

// The signers.
const (
	ByCentre Signer = "centre"
	ByClient Signer = "client"
)

// Letter is a letter before it is filled.
type Letter struct {
	ID       string
	Title    map[core.Lang]string // German and English, as all maps here
	For      map[core.Lang]string // who gets it
	Purpose  map[core.Lang]string // what it is for
	Hint     map[core.Lang]string // what to know before it goes out; may be empty
	Signs    Signer
	Consent  Scope         // the consent that must be there before it goes out; empty if none
	Statutes []string      // the law behind it, as lawyers cite it
	Needs    []Placeholder // without them the text has gaps
	May      []Placeholder // without them the text is a line shorter

	bodies map[core.Lang]string
	names  *names
}

// Letters returns all letters in the order of a list for people.
func (s *Shelf) Letters() []Letter { return slices.Clone(s.letters) }

// Letter returns one letter, and false if there is none of that id.
func (s *Shelf) Letter(id string) (Letter, bool) {
	i := slices.IndexFunc(s.letters, func(l Letter) bool { return l.ID == id })
	if i < 0 {
		return Letter{}, false
	}
	return s.letters[i], true
}

// Fill puts values into the letter. Another language than English gives the German
// text. Values that the letter does not ask for are not used; a value for a name
// that is no placeholder at all is an error.
func (l Letter) Fill(lang core.Lang, values map[string]string) (Filled, error) {
	if err := l.names.check(values); err != nil {
		return Filled{}, err
	}
	body, ok := l.bodies[lang]
	if !ok {
		lang = German
		body = l.bodies[lang]
	}
	f := filling{names: l.names, values: values, lang: lang}
	text := f.fill(body)
	return Filled{Title: l.Title[lang], Text: text, Gaps: f.gaps, Lang: lang, Dir: direction(lang)}, nil
}

// Own makes a letter of a centre's own words. It returns an *UnknownPlaceholder if
// the text asks for something that nobody can hand in.
func (s *Shelf) Own(id, title, body string) (Letter, error) {
	a, err := s.names.asks(body)
	if err != nil {
		return Letter{}, err
	}
	none := map[core.Lang]string{}
	return Letter{
		ID: id, Title: map[core.Lang]string{German: title, English: title}, For: none, Purpose: none, Hint: none, Signs: ByCentre,
		Needs: s.names.list(a.needs), May: s.names.list(a.may),
		bodies: map[core.Lang]string{German: body, English: body}, names: s.names,
	}, nil
}

// Source returns the text of a letter with its placeholders, as a centre may start
// from when it writes its own.
func (l Letter) Source(lang core.Lang) string { return l.bodies[lang] }

func (s *Shelf) readLetters(from fs.FS) error {
	all, err := files(from, "texts/letter", ".md")
	if err != nil {
		return err
	}
	read := map[string]map[core.Lang]*article{}
	for _, file := range all {
		id, lang := nameAndLang(file)
		a, err := readArticle(from, "texts/letter/"+file)
		if err != nil {
			return err
		}
		if a.Title == "" || a.For == "" || a.Purpose == "" {
			return fmt.Errorf("texts/letter/%s: the head needs title, for and purpose", file)
		}
		if read[id] == nil {
			read[id] = map[core.Lang]*article{}
		}
		read[id][lang] = a
	}
	order := map[string]int{}
	for id, in := range read {
		l, err := s.letterOf(id, in)
		if err != nil {
			return fmt.Errorf("texts/letter/%s: %w", id, err)
		}
		order[id] = in[German].Order
		s.letters = append(s.letters, l)
	}
	slices.SortFunc(s.letters, func(a, b Letter) int {
		return cmp.Or(cmp.Compare(order[a.ID], order[b.ID]), cmp.Compare(a.ID, b.ID))
	})
	return nil
}

func (s *Shelf) letterOf(id string, in map[core.Lang]*article) (Letter, error) {
	german, english := in[German], in[English]
	if german == nil || english == nil || len(in) != 2 {
		return Letter{}, errors.New("a letter is in German and English")
	}
	a, err := s.names.asks(german.body)
	if err != nil {
		return Letter{}, err
	}
	b, err := s.names.asks(english.body)
	if err != nil {
		return Letter{}, err
	}
	if !a.same(b) {
		return Letter{}, fmt.Errorf("in German it asks for %v, in English for %v", a, b)
	}
	signs, consent := Signer(german.Signs), Scope(german.Consent)
	if signs != ByCentre && signs != ByClient {
		return Letter{}, fmt.Errorf("signs is %q", signs)
	}
	if consent != "" && !slices.Contains(Scopes(), consent) {
		return Letter{}, fmt.Errorf("consent is %q", consent)
	}
	both := func(f func(*article) string) map[core.Lang]string {
		return map[core.Lang]string{German: f(german), English: f(english)}
	}
	return Letter{
		ID:      id,
		Title:   both(func(a *article) string { return a.Title }),
		For:     both(func(a *article) string { return a.For }),
		Purpose: both(func(a *article) string { return a.Purpose }),
		Hint:    both(func(a *article) string { return a.Hint }),
		Signs:   signs, Consent: consent, Statutes: german.Statutes,
		Needs: s.names.list(a.needs), May: s.names.list(a.may),
		bodies: both(func(a *article) string { return a.body }), names: s.names,
	}, nil
}

func readArticle(from fs.FS, file string) (*article, error) {
	raw, err := fs.ReadFile(from, file)
	if err != nil {
		return nil, err
	}
	head, body, ok := bytes.Cut(bytes.TrimPrefix(raw, []byte("+++\n")), []byte("\n+++\n"))
	if !ok || !bytes.HasPrefix(raw, []byte("+++\n")) {
		return nil, fmt.Errorf("%s: the head between lines of +++ is missing", file)
	}
	a := &article{body: string(bytes.TrimSpace(body))}
	meta, err := toml.Decode(string(head), a)
	if err != nil || len(meta.Undecoded()) > 0 {
		return nil, fmt.Errorf("%s: %v %v", file, err, meta.Undecoded())
	}
	return a, nil
}
