package search

import (
	"slices"
	"strconv"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search/postings"
)

// gap lies between the places of words in different parts of a decision, so that no
// phrase reaches from one into the other.
const gap = 1000

// editorsWeight is for how many times a word counts that editors wrote: in the title,
// a headnote, a summary, a keyword.
const editorsWeight = 3

// maxWords is how many words of a decision are taken in; the longest ones have a
// twentieth of it. It bounds the memory that a hostile file can take.
const maxWords = 1_000_000

// The fields of the index, by their places in the list that a builder has.
const (
	inWords = iota
	inStems
	inAbout
	inNorms
	inCases
	inFile
	inECLI
	inNamed
	inSpelt
	inPairs
	inFacets // the first of them
)

func indexFields() []postings.Field {
	all := []postings.Field{
		{Name: fieldWords, Kind: postings.Places},
		{Name: fieldStems, Kind: postings.Counts},
		{Name: fieldAbout, Kind: postings.Flags},
		{Name: fieldNorms, Kind: postings.Counts},
		{Name: fieldCases, Kind: postings.Flags},
		{Name: fieldFile, Kind: postings.Flags},
		{Name: fieldECLI, Kind: postings.Flags},
		{Name: fieldNamed, Kind: postings.Flags},
		{Name: fieldSpelt, Kind: postings.Flags},
		{Name: fieldPairs, Kind: postings.Counts},
	}
	for _, f := range facets() {
		all = append(all, postings.Field{Name: facetField(f), Kind: postings.Flags})
	}
	return all
}

// writer reads documents and puts what it finds into a builder. It works out every
// distinct word only once, which is what makes a rebuild quick. It is not safe for use
// by several goroutines.
type writer struct {
	lang    *language
	codes   *decision.Codes
	lex     *lexicon
	builder *postings.Builder
	batch   int // counts batches, to know which terms the builder has
	doc     int // counts documents, to know which words were seen in this one
	court   map[string]string

	seen   []*word    // distinct words of the document
	times  []uint32   // how often each comes, by weight
	places [][]uint32 // where each stands
	at     uint32
	size   uint32
	stems  []*stemmed // distinct stems of the document
	spelt  []*stemmed // distinct spellings of it
	before int32      // the word before is that one of oftenList; 0 for any other
	last   string     // the word before
	pairs  map[[2]int32]*stemmed
	paired []*stemmed // distinct pairs of the document
}

func newWriter(l *language, codes *decision.Codes) *writer {
	return &writer{lang: l, codes: codes, lex: l.lexicon(150_000), builder: postings.NewBuilder(indexFields()), court: courtNames(), pairs: map[[2]int32]*stemmed{}}
}

// reset begins a batch.
func (w *writer) reset() {
	w.batch++
	w.builder.Reset()
	w.lex.trim()
}

// add takes d into the batch.
func (w *writer) add(d *Document) {
	w.doc++
	w.seen, w.times, w.stems, w.spelt, w.paired = w.seen[:0], w.times[:0], w.stems[:0], w.spelt[:0], w.paired[:0]
	w.at, w.size, w.before = 1, 0, 0
	w.read(d.Title, editorsWeight)
	w.part()
	w.read(d.Words, editorsWeight)
	w.part()
	for _, k := range d.Keywords {
		w.read(k, editorsWeight)
		w.part()
	}
	for _, label := range w.labels(d) {
		w.read(label, editorsWeight)
		w.part()
	}
	for i := range d.Text.Sections {
		s := &d.Text.Sections[i]
		w.read(s.Heading, 1)
		w.part()
		for j := range s.Paragraphs {
			w.read(s.Paragraphs[j].Text, 1)
		}
		w.part()
	}

	w.builder.Decision(d.Number, dayKey(d.Date), w.size)
	w.layers()
	w.flags(inAbout, w.about(d))
	w.counts(inNorms, d.Norms)
	w.flags(inCases, d.Cases)
	w.flags(inFile, w.fileNumbers(d))
	w.flags(inECLI, []string{eclis(d.ECLI)})
	w.flags(inNamed, w.named(d))
	codes := d.codes()
	for i, f := range facets() {
		w.flags(inFacets+i, codes[f])
	}
}

// read takes in the words of a text.
func (w *writer) read(text string, weight uint32) {
	s := scanner{text: text}
	for {
		text, _, _, ok := s.next()
		if !ok {
			return
		}
		written := w.lex.of(text)
		word := written.word
		if word == nil || w.size >= maxWords {
			continue
		}
		if s := written.spelt; s != nil && s.doc != w.doc {
			s.doc = w.doc
			w.spelt = append(w.spelt, s)
		}
		if word.doc != w.doc {
			word.doc, word.slot = w.doc, len(w.seen)
			w.seen, w.times = append(w.seen, word), append(w.times, 0)
			if len(w.places) < len(w.seen) {
				w.places = append(w.places, nil)
			}
			w.places[word.slot] = w.places[word.slot][:0]
		}
		w.times[word.slot] += weight
		w.places[word.slot] = append(w.places[word.slot], w.at)
		if w.before > 0 && word.often > 0 {
			w.pair(w.before, word.often, word.key)
		}
		w.before, w.last = word.often, word.key
		w.at++
		w.size++
	}
}

// part ends a part of the decision.
func (w *writer) part() { w.at, w.before = w.at+gap, 0 }

// pair takes in two words that come often.
func (w *writer) pair(first, second int32, key string) {
	p := w.pairs[[2]int32{first, second}]
	if p == nil {
		p = &stemmed{text: w.last + " " + key}
		w.pairs[[2]int32{first, second}] = p
	}
	if p.doc != w.doc {
		p.doc, p.times = w.doc, 0
		w.paired = append(w.paired, p)
	}
	p.times++
}

// layers puts in the exact words with their places, and the stems.
func (w *writer) layers() {
	for i, word := range w.seen {
		if word.batch != w.batch {
			word.batch, word.term = w.batch, w.builder.Term(inWords, word.key)
		}
		w.builder.Add(inWords, word.term, w.times[i], w.places[i])
		w.more(word.stem, w.times[i])
		for _, p := range word.parts {
			w.more(p, w.times[i])
		}
	}
	for _, s := range w.stems {
		if s.batch != w.batch {
			s.batch, s.term = w.batch, w.builder.Term(inStems, s.text)
		}
		w.builder.Add(inStems, s.term, s.times, nil)
	}
	for _, s := range w.paired {
		if s.batch != w.batch {
			s.batch, s.term = w.batch, w.builder.Term(inPairs, s.text)
		}
		w.builder.Add(inPairs, s.term, s.times, nil)
	}
	for _, s := range w.spelt {
		if s.batch != w.batch {
			s.batch, s.term = w.batch, w.builder.Term(inSpelt, s.text)
		}
		w.builder.Add(inSpelt, s.term, 1, nil)
	}
}

// more adds occurrences of a stem.
func (w *writer) more(s *stemmed, times uint32) {
	if s.doc != w.doc {
		s.doc, s.times = w.doc, 0
		w.stems = append(w.stems, s)
	}
	s.times += times
}

// counts puts in terms with how often each comes in the list.
func (w *writer) counts(field int, terms []string) {
	terms = slices.Sorted(slices.Values(terms))
	for i := 0; i < len(terms); {
		j := i
		for j < len(terms) && terms[j] == terms[i] {
			j++
		}
		if terms[i] != "" {
			w.builder.Add(field, w.builder.Term(field, terms[i]), uint32(j-i), nil)
		}
		i = j
	}
}

// flags puts in terms that a decision has or has not.
func (w *writer) flags(field int, terms []string) {
	terms = slices.Compact(slices.Sorted(slices.Values(terms)))
	for _, t := range terms {
		if t != "" {
			w.builder.Add(field, w.builder.Term(field, t), 1, nil)
		}
	}
}

// eclis is an ECLI as the index has it.
func eclis(ecli string) string { return strings.ToUpper(strings.TrimSpace(ecli)) }

// keys are the folded words of a text.
func (w *writer) keys(text string) (keys []string) {
	s := scanner{text: text}
	for {
		text, _, _, ok := s.next()
		if !ok {
			return keys
		}
		if word := w.lex.of(text).word; word != nil {
			keys = append(keys, word.key)
		}
	}
}

// courtWords are the words of the court's name and those that stand for them.
func (w *writer) courtWords(name string) []string {
	keys := w.keys(name)
	whole := strings.Join(keys, " ")
	for short, long := range w.court {
		if slices.Contains(keys, short) {
			keys = append(keys, strings.Fields(long)...)
		} else if whole == long || !strings.Contains(long, " ") && slices.Contains(keys, long) {
			keys = append(keys, short)
		}
	}
	return keys
}

// about are words for what the decision is: people look for "BGH Beschluss 2019" and
// judgments cite each other that way.
func (w *writer) about(d *Document) []string {
	keys := w.courtWords(d.Court)
	keys = append(keys, w.keys(w.codes.Label("kinds", d.Kind, "de"))...)
	keys = append(keys, w.keys(w.codes.Label("kinds", d.Kind, "en"))...)
	if !d.Date.IsZero() && d.Date.Month >= 1 && d.Date.Month <= 12 {
		m := months()[d.Date.Month]
		keys = append(keys, m[0], m[1], strconv.Itoa(d.Date.Year))
	}
	return keys
}

func (w *writer) fileNumbers(d *Document) (keys []string) {
	for _, n := range d.FileNumbers {
		keys = append(keys, w.lang.rules.FileNumber(n))
	}
	return keys
}

// labels are what people call the codes of d, in German and English.
func (w *writer) labels(d *Document) (labels []string) {
	for _, l := range []struct {
		list  string
		codes []string
	}{
		{"fields", d.Fields}, {"forms", d.Forms}, {"sectors", d.Sectors}, {"acts", d.Acts}, {"means", d.Means},
		{"purposes", d.Purposes}, {"results", d.Results},
	} {
		for _, code := range l.codes {
			de, en := w.codes.Label(l.list, code, "de"), w.codes.Label(l.list, code, "en")
			labels = append(labels, de)
			if en != de {
				labels = append(labels, en)
			}
		}
	}
	return labels
}

// named are the words of single fields, each after the name of its field; the stem
// stands after a tilde.
func (w *writer) named(d *Document) (terms []string) {
	add := func(field string, keys []string) {
		for _, k := range keys {
			terms = append(terms, named(field, k), named(field, "~"+stem(k)))
		}
	}
	add(FacetCourt, w.courtWords(d.Court))
	add("title", w.keys(d.Title))
	for _, k := range d.Keywords {
		add(FacetKeyword, w.keys(k))
	}
	for _, l := range []struct {
		facet, list string
		codes       []string
	}{
		{FacetField, "fields", d.Fields}, {FacetForm, "forms", d.Forms}, {FacetSector, "sectors", d.Sectors}, {FacetAct, "acts", d.Acts},
		{FacetMeans, "means", d.Means}, {FacetPurpose, "purposes", d.Purposes}, {FacetResult, "results", d.Results},
		{FacetKind, "kinds", []string{d.Kind}}, {FacetBranch, "", []string{d.Branch}}, {FacetLevel, "", []string{d.Level}}, {FacetLand, "", []string{d.Land}},
	} {
		for _, code := range l.codes {
			add(l.facet, w.keys(code))
			if l.list != "" {
				add(l.facet, w.keys(w.codes.Label(l.list, code, "de")))
				add(l.facet, w.keys(w.codes.Label(l.list, code, "en")))
			}
		}
	}
	return terms
}

func named(field, key string) string { return field + "\x00" + key }
