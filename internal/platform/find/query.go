package find

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbund/internal/platform/text"
)

// Bounds of a query; what is beyond them is not searched for.
const (
	MaxQuery = 200 // characters
	maxWords = 10
)

// Query is what somebody searches for: words that must all be there. The zero
// value searches for nothing.
type Query struct {
	terms []term
	runs  []run // the longest first
}

// term is one word of a query.
type term struct {
	spellings [][]byte // any of them may be in a text
	latin     [][]byte // or any of these in a text of names, if the word is in another script
	keys      [][]byte // any of them may be among the keys of names
	number    []byte   // or this in a number; nil if it is none
}

// run is several words of a query that are one number, as "0151 555 01 01".
type run struct {
	from, to int
	number   []byte
}

// Read takes any text.
func Read(s string) (q Query) {
	if utf8.RuneCountInString(s) > MaxQuery {
		s = string([]rune(s)[:MaxQuery])
	}
	var words []string
	for word := range strings.FieldsSeq(s) {
		if t := readTerm(word); t.spellings != nil && len(words) < maxWords {
			q.terms, words = append(q.terms, t), append(words, word)
		}
	}
	q.add(words, 0, len(words))
	for from := 0; from < len(words); from++ {
		to := from
		for to < len(words) && !strings.ContainsFunc(words[to], unicode.IsLetter) {
			to++
		}
		if to-from < len(words) {
			q.add(words, from, to)
		}
		from = max(from, to-1)
	}
	return q
}

// add notes that some words may be one number.
func (q *Query) add(words []string, from, to int) {
	if to-from < 2 {
		return
	}
	if number := sought(strings.Join(words[from:to], " ")); number != "" {
		q.runs = append(q.runs, run{from, to, []byte(number)})
	}
}

func readTerm(word string) (t term) {
	for _, key := range text.FoldKeys(word) {
		if key != "" {
			t.spellings = append(t.spellings, []byte(key))
		}
	}
	for _, key := range latin(word) {
		t.latin = append(t.latin, []byte(key))
	}
	for name := range namesOf(word) {
		// What is written in Arabic letters is looked for among the others, and the other way round.
		for _, key := range nameKeys(name, sound, unvowed, stripped) {
			if !slices.ContainsFunc(t.keys, func(k []byte) bool { return bytes.Equal(k, key) }) {
				t.keys = append(t.keys, key)
			}
		}
		break // the whole; its parts alone would find too much
	}
	if number := sought(word); number != "" {
		t.number = []byte(number)
	}
	return t
}

// Empty tells whether there is nothing to search for; then nothing is found.
func (q Query) Empty() bool { return len(q.terms) == 0 }

// HasNumber tells whether any of it may be a telephone or file number, so that
// numbers in a text are worth looking at.
func (q Query) HasNumber() bool {
	return len(q.runs) > 0 || slices.ContainsFunc(q.terms, func(t term) bool { return t.number != nil })
}

// Words that were found as they were typed count twice the weight of the section;
// by sound or consonants they count once, whatever the section.
const (
	asTyped = 2
	alike   = 1
)

// Rank tells how well something fits by what Words made of it, 0 if a word is
// missing. There is a weight for each section, above 0; sections of weight 0, and
// those beyond the weights, are not looked at. Rank takes any bytes, and no memory.
func (q Query) Rank(words []byte, weights ...int) int {
	keys, texts := apart(words)
	sum := 0
	for i := 0; i < len(q.terms); {
		n, rank := q.rankRun(i, keys, weights)
		if rank == 0 {
			n, rank = 1, q.terms[i].rank(keys, texts, weights)
		}
		if rank == 0 {
			return 0
		}
		sum += rank
		i += n
	}
	return sum
}

// Hits is how well each word of a query was found so far, where what something is
// found by lies in several places. The zero value is nothing.
type Hits [maxWords]int

// Look adds what is found in one place. Unlike Rank it looks for every word.
func (q Query) Look(h *Hits, words []byte, weights ...int) {
	keys, texts := apart(words)
	for _, r := range q.runs {
		if weight := inNumbers(keys, r.number, weights); weight > 0 {
			for i := r.from; i < r.to; i++ {
				h[i] = max(h[i], weight*asTyped)
			}
		}
	}
	for i, t := range q.terms {
		h[i] = max(h[i], t.rank(keys, texts, weights))
	}
}

// Sum is the rank of something by what was found of it in all places, 0 if a word
// was found in none.
func (q Query) Sum(h Hits) (sum int) {
	for i := range q.terms {
		if h[i] == 0 {
			return 0
		}
		sum += h[i]
	}
	return sum
}

// apart divides what Words made into keys and texts.
func apart(words []byte) (keys, texts []byte) {
	if len(words) == 0 || words[0] != begin {
		return nil, words
	}
	if i := bytes.IndexByte(words, end); i >= 0 {
		return words[1:i], words[i+1:]
	}
	return nil, nil
}

// rankRun ranks the words from the i-th on that are one number, and tells how many
// they are.
func (q Query) rankRun(i int, keys []byte, weights []int) (n, rank int) {
	for _, r := range q.runs {
		if r.from == i {
			if weight := inNumbers(keys, r.number, weights); weight > 0 {
				return r.to - r.from, weight * asTyped * (r.to - r.from)
			}
		}
	}
	return 0, 0
}

func (t term) rank(keys, texts []byte, weights []int) int {
	weight := 0
	for _, s := range t.spellings {
		weight = max(weight, inTexts(texts, s, weights))
	}
	if keys == nil {
		return weight * asTyped
	}
	if t.number != nil {
		weight = max(weight, inNumbers(keys, t.number, weights))
	}
	for _, s := range t.latin {
		weight = max(weight, inNamed(keys, texts, s, weights))
	}
	if weight > 0 {
		return weight * asTyped
	}
	for _, key := range t.keys {
		if inNames(keys, key, weights) {
			return alike
		}
	}
	return 0
}

// inTexts is the greatest weight of a section that holds the word. Most hold it
// nowhere, and sections before where it first stands need no second look.
func inTexts(texts, word []byte, weights []int) (greatest int) {
	first := 0
	if len(weights) > 1 {
		if first = bytes.Index(texts, word); first < 0 {
			return 0
		}
	}
	for at, i := 0, 0; i < len(weights); i++ {
		section, rest, _ := bytes.Cut(texts[at:], []byte{divider})
		end := len(texts) - len(rest)
		if weights[i] > greatest && end > first && (at <= first && first+len(word) <= at+len(section) && len(weights) > 1 || bytes.Contains(section, word)) {
			greatest = weights[i]
		}
		at = end
	}
	return greatest
}

// inNamed is inTexts for the sections of names alone.
func inNamed(keys, texts, word []byte, weights []int) (greatest int) {
	for i, weight := range weights {
		if i > 0 {
			_, texts, _ = bytes.Cut(texts, []byte{divider})
		}
		if weight > greatest && len(keys) > 0 && keys[0] == named {
			if section, _, _ := bytes.Cut(texts, []byte{divider}); bytes.Contains(section, word) {
				greatest = weight
			}
		}
		_, keys, _ = bytes.Cut(keys, []byte{divider})
	}
	return greatest
}

func inNumbers(keys, number []byte, weights []int) (greatest int) {
	for _, weight := range weights {
		section, rest, _ := bytes.Cut(keys, []byte{divider})
		if weight > greatest {
			if _, all, _ := bytes.Cut(section, []byte{numbers}); bytes.Contains(all, number) {
				greatest = weight
			}
		}
		keys = rest
	}
	return greatest
}

func inNames(keys, key []byte, weights []int) bool {
	if !bytes.Contains(keys, key) {
		return false
	}
	for _, weight := range weights {
		section, rest, _ := bytes.Cut(keys, []byte{divider})
		if weight > 0 && bytes.Contains(section, key) {
			return true
		}
		keys = rest
	}
	return false
}
