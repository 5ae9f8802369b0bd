package search

import (
	"strings"
	"sync"

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
	often int32      // its place in often, from 1; 0 for most words

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
	often     map[string]int32
	words     map[string]written // by the word as it is written
	stems     map[string]*stemmed
	limit     int         // for trim
	shared    *vocabulary // where it looks first; nil for one that writes
}

// vocabulary is a lexicon that many share, each through one of its own. What it gives
// out never changes.
type vocabulary struct {
	mu  sync.RWMutex
	lex *lexicon
}

func (v *vocabulary) of(text string) written {
	v.mu.RLock()
	w, ok := v.lex.words[text]
	v.mu.RUnlock()
	if ok {
		return w
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.lex.trim()
	return v.lex.of(text)
}

func newLexicon(c *compounds, limit int) *lexicon {
	return &lexicon{compounds: c, stops: stopWords(), often: oftenWords(), words: map[string]written{}, stems: map[string]*stemmed{}, limit: limit}
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
	if l.shared != nil {
		return l.shared.of(text)
	}
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
	w := &word{key: key, stem: l.stem(stem(key)), stop: l.stops[key], often: l.often[key]}
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
	if key, ok := germanKey(written); ok {
		return key
	}
	keys := text.FoldKeys(written)
	key := keys[len(keys)-1]
	if len(key) > maxWord {
		key = strings.ToValidUTF8(key[:maxWord], "")
	}
	return strings.ReplaceAll(key, " ", "")
}

// germanKey does it for words of German letters alone, which most are.
func germanKey(written string) (key string, ok bool) {
	var buf [maxWord + 8]byte
	b := buf[:0]
	plain := true
	for _, r := range written {
		switch {
		case r < 0x80:
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
				plain = false
			}
			b = append(b, byte(r))
			continue
		case r == 'ä' || r == 'Ä':
			b = append(b, 'a', 'e')
		case r == 'ö' || r == 'Ö':
			b = append(b, 'o', 'e')
		case r == 'ü' || r == 'Ü':
			b = append(b, 'u', 'e')
		case r == 'ß' || r == 'ẞ':
			b = append(b, 's', 's')
		default:
			return "", false
		}
		plain = false
	}
	if plain {
		return written, true
	}
	return string(b), true
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

// oftenWords are the places, from 1, of the words that come so often that the pairs of
// them are indexed too: their places in the texts would take too long to compare for
// every "in der" and "Abs. 1".
func oftenWords() map[string]int32 {
	places := map[string]int32{}
	for w := range strings.FieldsSeq(oftenList) {
		places[w] = int32(len(places) + 1)
	}
	return places
}

const oftenList = `
der die des und in zu nicht den auf das von dem im abs ist vom dass nach fuer mit auch
eine sich a oder hat es ein the nr als zur durch einer aus bei an werden sei ueber
klaeger satz sie sind beklagten s beklagte zum vgl rn of wird urteil art eines nur wenn
diese einen um kann am vor dieser einem unter er klaegerin entscheidung i wie antrag to
anspruch gegen habe beschluss ob keine sinne worden seien dies juris soweit c sowie noch
da klage gemaess verfahren aber sein so bereits damit haben war waere hier denn daher
wurde wurden bgh gericht recht gesetz
1 2 3 4 5 6 7 8 9 10 11 12 13 14 15`
