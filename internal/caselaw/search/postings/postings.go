// Package postings keeps, on the disk, which words stand in which decisions, how often
// and where: the segments of the search index. It is a segment plugin of bleve's
// engine scorch, which looks after everything else: snapshots that a search can rely
// on, writing and merging in the background, what was deleted, a crash in between.
//
// bleve's own segments can hold all of this too, and were measured first. Three things
// speak for a form of our own. A place of a word takes one or two bytes here and six
// there, so an index with phrases is a third of the texts instead of as large as they.
// Merging copies the places as they are, and making a segment takes no maps, so that
// a rebuild takes a fifth of the time. And a search reads a posting in a few
// nanoseconds, since it is not parted by interfaces.
//
// A segment never changes. It holds a number of decisions, each with its number, its
// date and its length, and a number of fields. A field maps terms to postings, sorted
// by term; a posting is a decision that has the term, by its place in the segment,
// with as much as the Kind of the field tells. All numbers in a segment are little
// endian or variable-length (encoding/binary); it ends with the CRC-32 (IEEE) of all
// bytes before. Reading never trusts a length further than the bytes go: of a broken
// segment it returns too little, but does not fail.
package postings

import (
	"encoding/binary"
	"errors"
	"strings"
)

// Kind is what a field keeps of a posting.
type Kind byte

// The kinds.
const (
	Flags  Kind = iota // only which decisions have the term
	Counts             // also how often, or by which weight
	Places             // also at which places, counted in words
)

// Field is a field of a segment.
type Field struct {
	Name string
	Kind Kind
}

// Segment is one segment, in memory or mapped from a file.
type Segment struct {
	data   []byte
	number []int64
	date   []uint32
	size   []uint32
	fields []*field

	file *mapped // nil in memory
	life life
}

type field struct {
	Field
	terms int
	posts []byte // all postings, term after term
	dict  []byte // blocks of the dictionary
	block []byte // where each block begins, four bytes each
}

const (
	magic       = "verbundP"
	format      = 1
	blockTerms  = 16 // terms in a block of the dictionary
	footerBytes = 8 + 4 + 8 + 4
)

// ErrBroken is the error of a file that is no segment, or none of this form.
var ErrBroken = errors.New("the file is no segment of the search index, or a broken one")

// Len is the number of decisions.
func (s *Segment) Len() int { return len(s.number) }

// Number is the number of the decision at a place.
func (s *Segment) Number(i uint32) int64 { return s.number[i] }

// Date is the decision's date as YYYYMMDD, and 0 where it is not known.
func (s *Segment) Date(i uint32) uint32 { return s.date[i] }

// Words is how many words the decision has.
func (s *Segment) Words(i uint32) uint32 { return s.size[i] }

func (s *Segment) field(name string) *field {
	for _, f := range s.fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// parse reads where everything is.
func parse(data []byte) (*Segment, error) {
	n := len(data)
	if n < len(magic)+4+footerBytes || string(data[:len(magic)]) != magic || binary.LittleEndian.Uint32(data[len(magic):]) != format {
		return nil, ErrBroken
	}
	foot := data[n-footerBytes:]
	docsAt := binary.LittleEndian.Uint64(foot)
	docs := uint64(binary.LittleEndian.Uint32(foot[8:]))
	fieldsAt := binary.LittleEndian.Uint64(foot[12:])
	end := uint64(n - footerBytes)
	if docsAt > end || docs*16 > end-docsAt || fieldsAt > end {
		return nil, ErrBroken
	}
	s := &Segment{data: data, number: make([]int64, docs), date: make([]uint32, docs), size: make([]uint32, docs)}
	at := data[docsAt:]
	for i := range s.number {
		s.number[i] = int64(binary.LittleEndian.Uint64(at[8*i:]))
		s.date[i] = binary.LittleEndian.Uint32(at[8*int(docs)+4*i:])
		s.size[i] = binary.LittleEndian.Uint32(at[12*int(docs)+4*i:])
	}
	r := reader{data[fieldsAt:end]}
	for range r.number() {
		f := &field{}
		f.Name = string(r.bytes(int(r.number())))
		f.Kind = Kind(r.number())
		f.terms = int(r.number())
		for _, part := range []*[]byte{&f.posts, &f.dict, &f.block} {
			from, length := r.number(), r.number()
			if from > end || length > end-from {
				return nil, ErrBroken
			}
			*part = data[from : from+length]
		}
		if f.Kind > Places || len(f.block) != (f.terms+blockTerms-1)/blockTerms*4 {
			return nil, ErrBroken
		}
		s.fields = append(s.fields, f)
	}
	s.life.begin()
	return s, nil
}

// reader reads variable-length numbers, zeros where there are none.
type reader struct{ rest []byte }

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.rest = nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.rest) {
		n = len(r.rest)
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// List are the postings of one term.
type List struct {
	Len    int // decisions, with those that were deleted
	kind   Kind
	limit  uint32 // decisions of the segment
	docs   []byte
	places []byte
}

// Find returns the postings of a term, and an empty list where the field does not
// have it.
func (s *Segment) Find(name, term string) List {
	f := s.field(name)
	if f == nil || f.terms == 0 {
		return List{}
	}
	blocks := len(f.block) / 4
	lo, hi := 0, blocks // the last block whose first term is not after term
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if strings.Compare(f.first(mid), term) <= 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	t := f.open(lo, uint32(len(s.number)))
	for range blockTerms {
		if !t.Next() {
			return List{}
		}
		if c := strings.Compare(string(t.term), term); c == 0 {
			return t.list
		} else if c > 0 {
			return List{}
		}
	}
	return List{}
}

// first is the first term of a block.
func (f *field) first(block int) string {
	r := reader{f.blockBytes(block)}
	r.number() // where its postings begin
	r.number() // what its term shares with the one before
	return string(r.bytes(int(r.number())))
}

func (f *field) blockBytes(block int) []byte {
	at := binary.LittleEndian.Uint32(f.block[4*block:])
	if int(at) > len(f.dict) {
		return nil
	}
	return f.dict[at:]
}

// Terms goes through the terms of a field in their order.
type Terms struct {
	f     *field
	limit uint32
	block int
	left  int // terms of the block that are still to come
	r     reader
	at    uint64 // in the postings
	term  []byte
	list  List
	held  bool // the present one has not been given out
}

// Terms begins with the first term that is not before from.
func (s *Segment) Terms(name, from string) *Terms {
	f := s.field(name)
	if f == nil || f.terms == 0 {
		return &Terms{}
	}
	lo, hi := 0, len(f.block)/4
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if strings.Compare(f.first(mid), from) <= 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	t := f.open(lo, uint32(len(s.number)))
	for t.Next() {
		if strings.Compare(string(t.term), from) >= 0 {
			t.held = true
			break
		}
	}
	return t
}

func (f *field) open(block int, limit uint32) *Terms {
	t := &Terms{f: f, limit: limit, block: block - 1}
	t.turn()
	return t
}

// turn goes to the next block.
func (t *Terms) turn() bool {
	t.block++
	if t.block >= len(t.f.block)/4 {
		return false
	}
	t.r = reader{t.f.blockBytes(t.block)}
	t.at = t.r.number()
	t.left = min(blockTerms, t.f.terms-t.block*blockTerms)
	t.term = t.term[:0]
	return true
}

// Next goes on to the next term and tells whether there is one.
func (t *Terms) Next() bool {
	if t.held {
		t.held = false
		return true
	}
	if t.f == nil || t.left == 0 && !t.turn() {
		return false
	}
	t.left--
	shared := int(t.r.number())
	if shared > len(t.term) {
		return false
	}
	t.term = append(t.term[:shared], t.r.bytes(int(t.r.number()))...)
	t.list = List{Len: int(t.r.number()), kind: t.f.Kind, limit: t.limit}
	t.list.docs = t.cut(t.r.number())
	if t.f.Kind == Places {
		t.list.places = t.cut(t.r.number())
	}
	return true
}

func (t *Terms) cut(n uint64) []byte {
	if t.at > uint64(len(t.f.posts)) || n > uint64(len(t.f.posts))-t.at {
		return nil
	}
	b := t.f.posts[t.at : t.at+n : t.at+n]
	t.at += n
	return b
}

// Term is the present term.
func (t *Terms) Term() string { return string(t.term) }

// List are its postings.
func (t *Terms) List() List { return t.list }
