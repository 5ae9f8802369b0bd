package caselaw

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

//go:embed synonyms.toml
var firstSynonyms string

// Synonym is a group of words that mean the same in a search.
type Synonym struct {
	ID    core.ID
	Words []string
}

// FirstSynonyms are the groups with which a network starts.
func FirstSynonyms() ([][]string, error) {
	var raw struct{ Groups [][]string }
	if err := toml.Unmarshal([]byte(firstSynonyms), &raw); err != nil {
		return nil, fmt.Errorf("reading the first words of the search: %w", err)
	}
	return raw.Groups, nil
}

// Synonyms are the groups of words that mean the same, for the search. Where the editors
// have written none they are the first ones.
func (s *Store) Synonyms(ctx context.Context) (groups [][]string, err error) {
	kept, err := s.SynonymList(ctx)
	if err != nil {
		return nil, err
	}
	if len(kept) == 0 {
		return FirstSynonyms()
	}
	for _, k := range kept {
		if len(k.Words) > 1 {
			groups = append(groups, k.Words)
		}
	}
	return groups, nil
}

// SynonymList are the groups as the editors wrote them, in their order; none as long as
// they have written none.
func (s *Store) SynonymList(ctx context.Context) (all []Synonym, err error) {
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		all, err = synonyms(ctx, tx)
		return err
	})
	return all, err
}

func synonyms(ctx context.Context, tx *sql.Tx) (all []Synonym, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, words FROM caselaw_synonym ORDER BY place, id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one Synonym
		var words string
		if err := rows.Scan((*string)(&one.ID), &words); err != nil {
			return nil, err
		}
		one.Words = lines(words)
		all = append(all, one)
	}
	return all, rows.Err()
}

// The most that a thesaurus holds.
const (
	mostGroups = 500
	mostInOne  = 40
	longestOne = 120 // characters
)

// SaveSynonym stores a group of words: a new one without an id, else in place of what it
// was; no words at all (nil) remove it. A word that stands in another group is Invalid: the two
// groups are one. The first change makes the first groups the editors' own. It is Denied
// without the right Edit.
func (s *Store) SaveSynonym(ctx context.Context, actor core.Actor, id core.ID, words []string) error {
	remove := words == nil && id != ""
	words = tidyWords(words)
	wrong := func(key string, args ...any) error {
		return &core.Error{Kind: core.Invalid, Key: "caselaw.error.invalid", Fields: []core.FieldError{{Field: "words", Key: "caselaw.error." + key, Args: args}}}
	}
	switch {
	case len(words) < 2 && !remove:
		return wrong("words-two")
	case len(words) > mostInOne:
		return wrong("words-many", "n", mostInOne)
	case slices.ContainsFunc(words, func(w string) bool { return len([]rune(w)) > longestOne }):
		return wrong("words-long", "n", longestOne)
	}
	return s.change(ctx, actor, Edit, func(w *writing) error {
		all, err := w.ownSynonyms(ctx)
		if err != nil {
			return err
		}
		for _, other := range all {
			if other.ID == id {
				continue
			}
			for _, word := range words {
				if slices.ContainsFunc(other.Words, func(known string) bool { return text.Fold(known) == text.Fold(word) }) {
					return wrong("words-twice", "word", word, "others", strings.Join(other.Words, ", "))
				}
			}
		}
		at := slices.IndexFunc(all, func(o Synonym) bool { return o.ID == id })
		switch {
		case id == "" && len(all) >= mostGroups:
			return wrong("words-many", "n", mostGroups)
		case id == "":
			return w.addSynonym(ctx, len(all)+1, words)
		case at < 0:
			return &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-words"}
		case remove:
			_, err = w.tx.ExecContext(ctx, `DELETE FROM caselaw_synonym WHERE id = $1`, string(id))
		default:
			_, err = w.tx.ExecContext(ctx, `UPDATE caselaw_synonym SET words = $2 WHERE id = $1`, string(id), strings.Join(words, "\n"))
		}
		return err
	})
}

// ownSynonyms are the groups of the editors, which are the first ones until they have
// changed something.
func (w *writing) ownSynonyms(ctx context.Context) ([]Synonym, error) {
	all, err := synonyms(ctx, w.tx)
	if err != nil || len(all) > 0 {
		return all, err
	}
	first, err := FirstSynonyms()
	if err != nil {
		return nil, err
	}
	for i, words := range first {
		if err := w.addSynonym(ctx, i+1, words); err != nil {
			return nil, err
		}
	}
	return synonyms(ctx, w.tx)
}

// addSynonym stores a group. Its id says what stands in it first, so that a group of the
// first list has the id that the page shows before anybody has changed something.
func (w *writing) addSynonym(ctx context.Context, place int, words []string) error {
	_, err := w.tx.ExecContext(ctx, `INSERT INTO caselaw_synonym (id, place, words) VALUES ($1, $2, $3)`, string(synonymID(words)), place, strings.Join(words, "\n"))
	return err
}

func synonymID(words []string) core.ID { return core.NamedID("caselaw-synonym", words...) }

// tidyWords are words without those that are empty or come twice.
func tidyWords(words []string) (all []string) {
	for _, word := range words {
		word = strings.Join(strings.Fields(word), " ")
		if word != "" && !slices.ContainsFunc(all, func(known string) bool { return text.Fold(known) == text.Fold(word) }) {
			all = append(all, word)
		}
	}
	return all
}

// lines are the lines of a text that are not empty.
func lines(s string) (all []string) {
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
