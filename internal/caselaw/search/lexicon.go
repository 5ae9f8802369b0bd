package search

import (
	"strings"

	"verbund/internal/platform/text"
)

// word is what the index knows of one word as it is written: the three layers by
// which it is found. They are added to each other: a decision that has the very word
// has its stem too.
type word struct {
	key   string     // folded: small letters, ä as ae, ß as ss, no other marks; layer exact
	stem  *stemmed   // layer stem
	parts []*stemmed // stems of the words that it is put together from; layer stem too
	stop  bool       // says nothing about what a decision is about

	doc, slot int // where the writer has it in the document at hand
	batch     int
	term      uint32 // its number in that batch
}

// written is a word in one spelling.
type written struct {
	*word          // nil for what folds to nothing
	spelt *stemmed // the term that says how it is written; nil where the key says it too
}

// stemmed is a stem, which many words share.
type stemmed struct {
	text string

	doc   int
	times uint32 // in that document
	batch int
	term  uint32 // its number in that batch
}

// lexicon keeps what was worked out for words, since few thousand words make up most
// of every text. It is not safe for use by several goroutines.
type lexicon struct {
	compounds *compounds
	stops     map[string]bool
	words     map[string]written // by the word as it is written
	stems     map[string]*stemmed
	limit     int // for trim
}

func newLexicon(c *compounds, limit int) *lexicon {
	return &lexicon{compounds: c, stops: stopWords(), words: map[string]written{}, stems: map[string]*stemmed{}, limit: limit}
}

// of returns what is known of a word; nothing for one that folds to nothing.
func (l *lexicon) of(text string) written {
	if w, ok := l.words[text]; ok {
		return w
	}
	text = strings.Clone(text) // do not hold on to the whole text
	w := l.look(text)
	l.words[text] = w
	return w
}

func (l *lexicon) look(text string) written {
	key := keyOf(text)
	if key == "" {
		return written{}
	}
	var spelt *stemmed
	if lower := strings.ToLower(text); lower != key {
		spelt = l.stem(key + "\x00" + lower)
	}
	if w, ok := l.words[key]; ok {
		return written{w.word, spelt}
	}
	w := &word{key: key, stem: l.stem(stem(key)), stop: l.stops[key]}
	for _, p := range l.compounds.split(key) {
		w.parts = append(w.parts, l.stem(p))
	}
	l.words[key] = written{w, nil}
	return written{w, spelt}
}

func (l *lexicon) stem(text string) *stemmed {
	s := l.stems[text]
	if s == nil {
		s = &stemmed{text: text}
		l.stems[text] = s
	}
	return s
}

// trim begins anew where more words are kept than the limit allows. Words that were
// given out before stay as they are, but the same word may then come as another.
func (l *lexicon) trim() {
	if len(l.words) > l.limit {
		clear(l.words)
		clear(l.stems)
	}
}

// keyOf folds a word, so that "Fluechtling", "FLÜCHTLING" and "Flüchtling" are the
// same.
func keyOf(written string) string {
	ascii := true
	for i := range len(written) {
		ascii = ascii && written[i] < 0x80
	}
	if ascii {
		return strings.ToLower(written)
	}
	keys := text.FoldKeys(written)
	key := keys[len(keys)-1]
	if len(key) > maxWord {
		key = strings.ToValidUTF8(key[:maxWord], "")
	}
	return strings.ReplaceAll(key, " ", "")
}

// stopWords are folded words that nearly every decision has and that say nothing of
// it. They are found in phrases; elsewhere they count only where a query has no other
// words.
func stopWords() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(stopList) {
		set[w] = true
	}
	return set
}

const stopList = `
aber alle allem allen aller alles als also am an auch auf aus bei beim bereits bis bzw
da dabei dadurch dafuer dagegen daher damit danach dann daran darauf daraus darf darin
darueber das dass davon dazu dem den denen denn der deren derer des deshalb dessen die
dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines
er es etwa etwas fuer gegen habe haben hat hatte hier hiernach hierzu ich ihm ihn ihnen
ihr ihre ihrem ihren ihrer im in ins ist ja je jede jedem jeden jeder jedes jedoch kann
kein keine keinem keinen keiner koennen mit muss nach nicht noch nun nur ob oder ohne
sei seien sein seine seinem seinen seiner seines sich sie sind so soll sollen somit
sondern soweit sowie ueber um und unter usw vom von vor waere war waren was weil welche
welchem welchen welcher welches wenn werden wie wir wird wo worden wurde wurden zu zum
zur zwar zwischen
the of and to a that is for on by with as it be this which from or an at are was not`
