package postings

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
	"strings"
)

// Builder gathers decisions and makes a segment of them. It is not safe for use by
// several goroutines.
type Builder struct {
	number []int64
	date   []uint32
	size   []uint32
	fields []*gathered
}

// gathered is what was taken in of one field.
type gathered struct {
	Field
	ids    map[string]uint32
	terms  []string
	posts  []posting
	places []byte
}

type posting struct {
	term, doc, count uint32
	from, to         uint32 // of its places
}

// NewBuilder makes a builder for segments with these fields.
func NewBuilder(fields []Field) *Builder {
	b := &Builder{}
	for _, f := range fields {
		b.fields = append(b.fields, &gathered{Field: f, ids: map[string]uint32{}})
	}
	return b
}

// Reset forgets everything that was gathered and keeps the memory for more.
func (b *Builder) Reset() {
	b.number, b.date, b.size = b.number[:0], b.date[:0], b.size[:0]
	for _, f := range b.fields {
		clear(f.ids)
		clear(f.terms)
		f.terms, f.posts, f.places = f.terms[:0], f.posts[:0], f.places[:0]
	}
}

// Len is the number of decisions so far.
func (b *Builder) Len() int { return len(b.number) }

// Decision begins a decision; what is added next belongs to it. Date is YYYYMMDD or 0,
// size its number of words.
func (b *Builder) Decision(number int64, date, size uint32) {
	b.number, b.date, b.size = append(b.number, number), append(b.date, date), append(b.size, size)
}

// Term returns the builder's number of a term, which is valid until Reset. Field is
// the place in the list that the builder was made with.
func (b *Builder) Term(field int, term string) uint32 {
	f := b.fields[field]
	id, ok := f.ids[term]
	if !ok {
		id = uint32(len(f.terms))
		f.ids[term] = id
		f.terms = append(f.terms, term)
	}
	return id
}

// Add adds a posting to the present decision. A term must be added at most once for
// each decision. Places are ascending; they count only for a field of that kind.
func (b *Builder) Add(field int, term, count uint32, places []uint32) {
	f := b.fields[field]
	p := posting{term: term, doc: uint32(len(b.number) - 1), count: max(count, 1)}
	if f.Kind == Places {
		p.from = uint32(len(f.places))
		last := uint32(0)
		for _, at := range places {
			f.places = binary.AppendUvarint(f.places, uint64(at-last))
			last = at
		}
		p.to = uint32(len(f.places))
	}
	f.posts = append(f.posts, p)
}

// Build makes the segment, in memory.
func (b *Builder) Build() (*Segment, error) {
	var out bytes.Buffer
	w := newWriter(&out)
	for _, f := range b.fields {
		f.write(w)
	}
	w.documents(b.number, b.date, b.size)
	if err := w.finish(); err != nil {
		return nil, err
	}
	return parse(out.Bytes())
}

// write sorts the postings by term and writes the field.
func (f *gathered) write(w *writer) {
	order := make([]uint32, len(f.terms))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(f.terms[a], f.terms[b]) })
	from := make([]uint32, len(f.terms)+1) // where the postings of each term go
	for i := range f.posts {
		from[f.posts[i].term+1]++
	}
	for i := range f.terms {
		from[i+1] += from[i]
	}
	sorted := make([]uint32, len(f.posts))
	next := slices.Clone(from)
	for i := range f.posts {
		t := f.posts[i].term
		sorted[next[t]] = uint32(i)
		next[t]++
	}
	w.begin(f.Field)
	for _, id := range order {
		w.term(f.terms[id])
		for _, i := range sorted[from[id]:from[id+1]] {
			p := &f.posts[i]
			w.posting(p.doc, p.count)
			if f.Kind == Places {
				w.places = binary.AppendUvarint(w.places, uint64(p.to-p.from))
				w.places = append(w.places, f.places[p.from:p.to]...)
			}
		}
		w.endTerm()
	}
	w.end()
}

// writer writes a segment: fields, each term by term, then the decisions.
type writer struct {
	out io.Writer
	sum uint32
	at  uint64
	err error

	field   Field
	posts   uint64 // where the postings of the field begin
	terms   int
	dict    []byte
	block   []byte
	last    string // the term before, as far as it is in the same block
	now     string
	docs    []byte
	places  []byte
	doc     uint32 // the decision before, and one more
	len     int
	table   []byte // of the fields
	fields  int
	docsAt  uint64
	docsLen int
}

func newWriter(out io.Writer) *writer {
	w := &writer{out: out}
	w.write([]byte(magic))
	w.write(binary.LittleEndian.AppendUint32(nil, format))
	return w
}

func (w *writer) write(b []byte) {
	if w.err != nil {
		return
	}
	n, err := w.out.Write(b)
	w.sum = crc32.Update(w.sum, crc32.IEEETable, b[:n])
	w.at += uint64(n)
	w.err = err
}

func (w *writer) begin(f Field) {
	w.field, w.posts, w.terms, w.dict, w.block = f, w.at, 0, w.dict[:0], w.block[:0]
}

func (w *writer) term(term string) { w.now, w.doc, w.len = term, 0, 0 }

// posting adds a decision to the present term. Places, if any, follow in w.places.
func (w *writer) posting(doc, count uint32) {
	d := uint64(doc + 1 - w.doc)
	w.doc = doc + 1
	w.len++
	switch {
	case w.field.Kind == Flags:
		w.docs = binary.AppendUvarint(w.docs, d)
	case count == 1:
		w.docs = binary.AppendUvarint(w.docs, d<<1|1)
	default:
		w.docs = binary.AppendUvarint(w.docs, d<<1)
		w.docs = binary.AppendUvarint(w.docs, uint64(count))
	}
}

// endTerm writes the present term, unless it has no posting.
func (w *writer) endTerm() {
	defer func() { w.docs, w.places = w.docs[:0], w.places[:0] }()
	if w.len == 0 {
		return
	}
	shared := 0
	if w.terms%blockTerms == 0 {
		w.block = binary.LittleEndian.AppendUint32(w.block, uint32(len(w.dict)))
		w.dict = binary.AppendUvarint(w.dict, w.at-w.posts)
	} else {
		for shared < len(w.last) && shared < len(w.now) && w.last[shared] == w.now[shared] {
			shared++
		}
	}
	w.dict = binary.AppendUvarint(w.dict, uint64(shared))
	w.dict = binary.AppendUvarint(w.dict, uint64(len(w.now)-shared))
	w.dict = append(w.dict, w.now[shared:]...)
	w.dict = binary.AppendUvarint(w.dict, uint64(w.len))
	w.dict = binary.AppendUvarint(w.dict, uint64(len(w.docs)))
	w.write(w.docs)
	if w.field.Kind == Places {
		w.dict = binary.AppendUvarint(w.dict, uint64(len(w.places)))
		w.write(w.places)
	}
	w.last = w.now
	w.terms++
}

// end writes the dictionary of the field.
func (w *writer) end() {
	posts := w.at - w.posts
	dictAt := w.at
	w.write(w.dict)
	blockAt := w.at
	w.write(w.block)
	w.fields++
	w.table = binary.AppendUvarint(w.table, uint64(len(w.field.Name)))
	w.table = append(w.table, w.field.Name...)
	for _, n := range []uint64{uint64(w.field.Kind), uint64(w.terms), w.posts, posts, dictAt, uint64(len(w.dict)), blockAt, uint64(len(w.block))} {
		w.table = binary.AppendUvarint(w.table, n)
	}
}

func (w *writer) documents(number []int64, date, size []uint32) {
	w.docsAt, w.docsLen = w.at, len(number)
	b := make([]byte, 0, 16*len(number))
	for _, n := range number {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	for _, d := range date {
		b = binary.LittleEndian.AppendUint32(b, d)
	}
	for _, n := range size {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	w.write(b)
}

// finish writes the table of the fields and the footer.
func (w *writer) finish() error {
	fieldsAt := w.at
	w.write(binary.AppendUvarint(nil, uint64(w.fields)))
	w.write(w.table)
	foot := binary.LittleEndian.AppendUint64(nil, w.docsAt)
	foot = binary.LittleEndian.AppendUint32(foot, uint32(w.docsLen))
	foot = binary.LittleEndian.AppendUint64(foot, fieldsAt)
	w.write(foot)
	w.write(binary.LittleEndian.AppendUint32(nil, w.sum))
	return w.err
}
